/* anchors.js: an address with #name scrolls to the element of that id, also when it is drawn after the page has loaded. */
(function () {
  "use strict";
  var done = "";
  var asked = false;

  function seek() {
    asked = false;
    if (!location.hash || done === location.href) { return; }
    var element = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!element) { return; }
    done = location.href;
    element.scrollIntoView({ block: "center" });
    element.classList.add("sv-fresh-new");
  }

  function soon() {
    if (!asked) { asked = true; window.requestAnimationFrame(seek); }
  }

  new MutationObserver(soon).observe(document.documentElement, { childList: true, subtree: true });
  window.addEventListener("hashchange", soon);
  window.addEventListener("popstate", soon);
})();
