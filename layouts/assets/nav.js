/* nav.js: the address is the state.
   - theme, scale and language: address (?theme=&scale=&lang=), else what was last chosen here, else the default; set on
     <html data-bs-theme data-scale lang>. What was chosen is written into every address before Dash reads it.
   - links with data-nav="push|replace" and clicks on chart points (customdata = path) go there without a page load.
   - "/" goes to the search field, Esc out of a field, an open table, or up one level.
   [data-force-theme] and [data-force-scale] anywhere in the page (the wall) overrule the choice. */
(function () {
  "use strict";
  var root = document.documentElement;
  var SETTINGS = {
    theme: { attr: "data-bs-theme", values: ["light", "dark"] },
    scale: { attr: "data-scale", values: ["desk", "projector"] },
    lang: { attr: "lang", values: ["zh_CN", "en"] }
  };

  function key(name) { return "duban." + name; }

  function remembered(name) {
    try { return window.localStorage.getItem(key(name)); } catch (e) { return null; }
  }

  function remember(name, value) {
    try { window.localStorage.setItem(key(name), value); } catch (e) { /* private mode: the address still says it */ }
  }

  function known(name, value) { return SETTINGS[name].values.indexOf(value) >= 0 ? value : null; }

  function inAddress(name) { return known(name, new URLSearchParams(location.search).get(name)); }

  function chosen(name) {
    return inAddress(name) || known(name, remembered(name)) || SETTINGS[name].values[0];
  }

  function setAttr(element, attr, value) {
    if (element.getAttribute(attr) !== value) { element.setAttribute(attr, value); }
  }

  /* ---- settings -> <html> and the switches ---- */
  function apply() {
    Object.keys(SETTINGS).forEach(function (name) {
      var forced = document.querySelector("[data-force-" + name + "]");
      var value = forced ? forced.getAttribute("data-force-" + name) : chosen(name);
      setAttr(root, SETTINGS[name].attr, name === "lang" ? value.replace("_", "-") : value);
    });
    document.querySelectorAll("[data-set]").forEach(function (button) {
      var name = button.getAttribute("data-set");
      if (SETTINGS[name]) {
        setAttr(button, "aria-pressed", String(button.getAttribute("data-value") === chosen(name)));
      }
    });
  }

  /* ---- settings -> address, where the address is silent and the choice is not the default ---- */
  function complete() {
    var url = new URL(location.href);
    Object.keys(SETTINGS).forEach(function (name) {
      var value = known(name, remembered(name));
      if (value && value !== SETTINGS[name].values[0] && !url.searchParams.has(name)) {
        url.searchParams.set(name, value);
      }
    });
    if (url.href !== location.href) { history.replaceState(history.state, "", url.href); }
  }

  function choose(name, value) {
    if (!SETTINGS[name] || !known(name, value)) { return; }
    remember(name, value);
    var url = new URL(location.href);
    if (value === SETTINGS[name].values[0]) { url.searchParams.delete(name); } else { url.searchParams.set(name, value); }
    go(url.href, true);
  }

  /* ---- going somewhere: dcc.Location listens to popstate ---- */
  function go(target, replace) {
    var url = new URL(target, location.href);
    if (url.origin !== location.origin) { return; }
    var leavesPage = url.pathname !== location.pathname;
    history[replace ? "replaceState" : "pushState"]({}, "", url.href);
    window.dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
    if (leavesPage) {
      window.scrollTo(0, 0);
      var main = document.querySelector("main");
      if (main) { main.focus({ preventScroll: true }); }
    }
  }

  function arrived() { complete(); apply(); }

  /* registered before Dash's own listeners, so the address is complete when dcc.Location reads it */
  window.addEventListener("popstate", arrived);
  window.addEventListener("_dashprivate_pushstate", arrived);

  /* ---- clicks ---- */
  document.addEventListener("click", function (event) {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) {
      return;
    }
    var button = event.target.closest("[data-set]");
    if (button) {
      choose(button.getAttribute("data-set"), button.getAttribute("data-value"));
      return;
    }
    var anchor = event.target.closest("a[data-nav]");
    if (anchor && anchor.href && (!anchor.target || anchor.target === "_self")) {
      event.preventDefault();
      go(anchor.href, anchor.getAttribute("data-nav") === "replace");
    }
  });

  function onPoint(data) {
    var points = (data && data.points) || [];
    for (var i = 0; i < points.length; i += 1) {
      var target = points[i].customdata;
      if (typeof target === "string" && /^[/?]/.test(target)) { go(target, false); return; }
    }
  }

  /* A chart gets its listener when it is first touched; a chart drawn anew has a new `on` and gets it again. */
  var listening = new WeakMap();
  document.addEventListener("pointerdown", function (event) {
    var chart = event.target.closest ? event.target.closest(".js-plotly-plot") : null;
    if (chart && chart.on && listening.get(chart) !== chart.on) {
      listening.set(chart, chart.on);
      chart.on("plotly_click", onPoint);
    }
  }, true);

  /* ---- keys ---- */
  function isField(element) {
    return Boolean(element && element.closest && element.closest("input,textarea,select,[contenteditable='true']"));
  }

  function search(event) {
    var field = document.querySelector("[data-search] input,input[data-search],input[type='search']");
    if (field) {
      event.preventDefault();
      field.focus();
      if (field.select) { field.select(); }
    }
  }

  function escape() {
    if (isField(document.activeElement)) { document.activeElement.blur(); return; }
    if (document.querySelector("dialog[open],.modal.show,[role='dialog']:not([hidden])")) { return; }
    var open = document.activeElement && document.activeElement.closest("details[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
      return;
    }
    var up = document.querySelector("a.sv-up");
    if (up) { go(up.href, false); }
  }

  document.addEventListener("keydown", function (event) {
    if (event.defaultPrevented || event.isComposing || event.metaKey || event.ctrlKey || event.altKey) { return; }
    if (event.key === "/" && !isField(event.target)) { search(event); }
    if (event.key === "Escape") { escape(); }
  });

  /* ---- start ---- */
  var waiting = false;
  new MutationObserver(function () {
    if (waiting) { return; }
    waiting = true;
    window.requestAnimationFrame(function () { waiting = false; apply(); });
  }).observe(document.body || root, { childList: true, subtree: true });
  arrived();
})();
