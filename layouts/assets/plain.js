/* plain.js: draws what layouts/parts/plain.py folded: a list of texts and [tag, attributes | 0, child, ...], as one
   component. React escapes every text; addresses may lead to this site, to http(s), or hold a picture made here. */
(function () {
  "use strict";
  var TAG = /^(?!script$|iframe$|object$|embed$|link$|base$|meta$|style$|form$)[a-z][a-z0-9]*$/;
  var SAFE = /^(https?:\/\/|mailto:|data:image\/svg\+xml;base64,|[\/?#.]|$)/i;

  function attributes(given) {
    var found = {};
    Object.keys(given || {}).forEach(function (name) {
      var address = name === "href" || name === "src";
      if (!/^on|^dangerously|^ref$/i.test(name) && (!address || SAFE.test(given[name]))) { found[name] = given[name]; }
    });
    return found;
  }

  function draw(node) {
    if (!Array.isArray(node)) { return node; }
    if (!TAG.test(node[0])) { return null; }
    return element(node[0], attributes(node[1]), node.slice(2));
  }

  function element(type, given, children) {
    return window.React.createElement.apply(null, [type, given].concat(children.map(draw)));
  }

  function Plain(props) { return element(window.React.Fragment, null, props.nodes); }

  window.layouts = { Plain: Plain };
})();
