/* live.js: asks the version address and tells Dash once per revision (and once when the day turns); keeps the age of the data true; says so when the
   server is lost. Settings and words stand in the page (layouts/parts/live.py, freshness.py); nothing here is a sentence.

   GET version -> {"revision": int, "as_of": iso, "server_time": iso, "data_time": iso|null, "build": str}, with an ETag
   that does not depend on the time of the answer; 304 is as good an answer as 200. */
(function () {
  "use strict";
  var TIMEOUT_MS = 5000;      /* one request */
  var LONGEST_MS = 15000;     /* between two requests when the server is lost; never gives up */
  var LOST_AFTER_MS = 8500;   /* without a good answer: banner, at the next tick, so within 10 s of any failure */
  var TICK_MS = 1000;
  var RESTED_MS = 10000;      /* a filter that still has the focus counts as left after this time */
  var ZONE = "Asia/Shanghai";

  var etag = null;
  var answer = null;          /* the last full answer */
  var told = null;            /* revision that Dash has been told, or that the page was drawn from */
  var toldAge = null;         /* the light of the data's age, as last shown */
  var toldDay = null;         /* and the day it was seen from: lights change at midnight without a new revision */
  var pending = null;         /* what Dash is to be told next */
  var count = 0;
  var firstBuild = null;
  var offset = 0;             /* server clock minus ours, ms */
  var goodAt = null;          /* when the last good answer came (our clock) */
  var graceFrom = Date.now(); /* loading, or coming back from sleep or a hidden tab */
  var lost = false;
  var missed = false;         /* the server was lost since Dash was last told anything */
  var hurry = false;          /* ask at once after the request under way */
  var failures = 0;
  var timer = null;
  var inFlight = null;
  var lastTick = Date.now();
  var lastTouch = 0;

  function settings() { return document.querySelector("[data-version-url]"); }

  function data(element, name) { return (element && element.getAttribute("data-" + name)) || ""; }

  /* ---- asking ---- */
  function every() { return Math.max(500, Number(data(settings(), "poll-ms")) || 2000); }

  function wait() {
    var pause = failures ? Math.min(LONGEST_MS, every() * Math.pow(1.6, failures)) : every();
    return pause * (0.7 + 0.3 * Math.random());  /* never longer: a commit shows in 3 s, drawing included */
  }

  function plan(ms) {
    window.clearTimeout(timer);
    timer = window.setTimeout(ask, ms);
  }

  function ask() {
    var here = settings();
    if (document.hidden) { return; }  /* coming back asks at once */
    if (!here || inFlight) { plan(here ? every() : 250); return; }
    var control = new AbortController();
    var sentAt = Date.now();
    var limit = window.setTimeout(function () { control.abort(); }, TIMEOUT_MS);
    inFlight = control;
    window.fetch(data(here, "version-url"), {
      cache: "no-store",
      credentials: "same-origin",
      redirect: "error",
      headers: etag ? { "If-None-Match": etag } : {},
      signal: control.signal
    }).then(function (response) {
      if (response.status === 304) { return heard(response, null, sentAt); }
      if (response.status === 401) { signIn(); }
      if (!response.ok) { throw new Error(String(response.status)); }
      return response.json().then(function (body) { return heard(response, body, sentAt); });
    }).catch(function () {
      failures += 1;
    }).then(function () {
      window.clearTimeout(limit);
      inFlight = null;
      plan(hurry ? 0 : wait());
      hurry = false;
      tick();
    });
  }

  /* The session is over (or the account disabled): the login page leads back here. Never while somebody writes. */
  function signIn() {
    if (inHand()) { return; }
    location.assign("/login?next=" + encodeURIComponent(location.pathname + location.search));
  }

  /* ---- a good answer ---- */
  function heard(response, body, sentAt) {
    var now = Date.now();
    if (body) {
      if (typeof body.revision !== "number") { throw new Error("no revision"); }
      etag = response.headers.get("ETag");
      answer = body;
      setClock(Date.parse(body.server_time), (sentAt + now) / 2, 0);
    } else {
      setClock(Date.parse(response.headers.get("X-Server-Time")), (sentAt + now) / 2, 3000);
    }
    failures = 0;
    goodAt = now;
    if (answer) { consider(); }
  }

  /* This header is exact to a second only, so it counts when somebody has moved a clock. (Date is the machine's clock.) */
  function setClock(server, ours, tolerance) {
    if (isFinite(server) && Math.abs(server - ours - offset) > tolerance) { offset = server - ours; }
  }

  function asOfDay() { return String(answer.as_of).slice(0, 10); }

  function consider() {
    var drawn = data(settings(), "revision");
    if (told === null && drawn !== "") { told = Number(drawn); }
    if (firstBuild === null) { firstBuild = answer.build; }
    if (toldDay === null) { toldDay = asOfDay(); }
    if (answer.revision !== told) {
      pending = "revision";
    } else if (answer.as_of && asOfDay() !== toldDay) {
      pending = pending || "day";
    } else if (missed) {
      pending = pending || "recovered";
    }
    missed = false;
    tell();
  }

  /* ---- telling Dash: once per revision, never under somebody's hands ---- */
  function inHand() {
    var field = document.activeElement;
    if (!field || !field.closest) { return false; }
    var plain = field.matches("input[type='button'],input[type='submit'],input[type='reset'],input[type='image']");
    if (plain || !field.closest("input,textarea,select,[contenteditable='true']")) { return false; }
    return !(field.closest("[data-live-free]") && Date.now() - lastTouch > RESTED_MS);
  }

  function storeId(here) {
    var id = data(here, "store-id");
    return id.charAt(0) === "{" ? JSON.parse(id) : id;
  }

  function tell() {
    var here = settings();
    var dash = window.dash_clientside;
    if (!pending || !answer || !here || !dash || !dash.set_props || inHand()) { return; }
    if (data(here, "reload-on-build") && answer.build !== firstBuild) {
      pending = null;
      location.reload();
      return;
    }
    var news = {
      revision: answer.revision,
      as_of: answer.as_of,
      data_time: answer.data_time,
      build: answer.build,
      reason: pending,
      n: count + 1
    };
    try {
      dash.set_props(storeId(here), { data: news });
    } catch (e) {
      return;  /* Dash has not drawn the store yet: the next tick tries again */
    }
    count += 1;
    told = answer.revision;
    toldDay = asOfDay();
    pending = null;
  }

  /* ---- what the reader sees ---- */
  function hm(ms, seconds) {
    var style = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: ZONE };
    if (seconds) { style.second = "2-digit"; }
    return new Intl.DateTimeFormat("en-GB", style).format(ms);
  }

  function day(ms) {
    return new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE, dateStyle: "short" }).format(ms);
  }

  function stamp(ms, now) {
    return day(ms) === day(now) ? hm(ms) : day(ms).slice(5) + " " + hm(ms);
  }

  function fill(template, words) {
    return template.replace(/\{(\w+)\}/g, function (all, name) { return name in words ? words[name] : all; });
  }

  function dataTime() {
    return Date.parse(answer ? answer.data_time : data(settings(), "source-stamp"));
  }

  function ageText(badge, now) {
    var then = dataTime();
    if (!isFinite(then)) { return data(badge, "none"); }
    var minutes = Math.floor(Math.max(0, now - then) / 60000);
    var clock = stamp(then, now);
    if (minutes >= 60) { return fill(data(badge, "plain"), { clock: clock }); }
    var age = minutes < 1 ? data(badge, "now") : fill(data(badge, "minutes"), { n: minutes });
    return fill(data(badge, "shown"), { clock: clock, age: age });
  }

  function setText(element, text) {
    if (element && element.textContent !== text) { element.textContent = text; }
  }

  /* The server says when its worst source turns yellow and red; the browser only looks at the clock. */
  function ageKind(now) {
    if (!answer || !answer.yellow_at) { return "grey"; }
    if (now > Date.parse(answer.red_at)) { return "red"; }
    return now > Date.parse(answer.yellow_at) ? "yellow" : "green";
  }

  function showAge(badge, now) {
    var kind = ageKind(now);
    var glyph = badge.querySelector(".sv-glyph");
    if (glyph && glyph.className !== "sv-glyph " + kind) { glyph.className = "sv-glyph " + kind; }
    if (toldAge !== null && toldAge !== kind) { pending = pending || "age"; }
    toldAge = kind;
    return data(badge, kind);
  }

  function showBadge(badge, now) {
    var text = badge.querySelector("[data-live-age]");
    if (answer || isFinite(dataTime())) {
      var wait = pending && inHand() ? " · " + data(badge, "pending") : "";
      var late = showAge(badge, now);
      setText(text, ageText(badge, now) + (late ? " · " + late : "") + wait);
    }
    badge.classList.toggle("is-lost", lost);
  }

  function showBanner(banner, now) {
    if (banner.hidden !== !lost) { banner.hidden = !lost; }
    if (!lost) { return; }
    var since = hm((goodAt === null ? graceFrom : goodAt) + offset, true);
    var stopped = dataTime();
    var words = { since: since, stopped: isFinite(stopped) ? stamp(stopped, now) : "" };
    setText(banner.querySelector("[data-live-text]"), fill(data(banner, words.stopped ? "lost" : "lost-unknown"), words));
  }

  function tick() {
    var ours = Date.now();
    if (ours - lastTick > 5 * TICK_MS && !document.hidden) { awake(); }  /* the machine slept */
    lastTick = ours;
    if (document.hidden || !settings()) { return; }
    var since = Math.max(goodAt === null ? 0 : goodAt, graceFrom);
    lost = ours - since > LOST_AFTER_MS;
    missed = missed || lost;
    var now = ours + offset;
    document.querySelectorAll("[data-live-badge]").forEach(function (badge) { showBadge(badge, now); });
    document.querySelectorAll("[data-live-banner]").forEach(function (banner) { showBanner(banner, now); });
    document.querySelectorAll("main").forEach(function (main) { main.classList.toggle("is-stale", lost); });
    tell();
  }

  /* ---- coming back ---- */
  function awake() {
    graceFrom = Date.now();
    failures = 0;
    hurry = Boolean(inFlight);
    if (inFlight) { inFlight.abort(); }
    plan(0);
  }

  document.addEventListener("visibilitychange", function () {
    if (document.hidden) { window.clearTimeout(timer); } else { lastTick = Date.now(); awake(); }
  });
  window.addEventListener("online", awake);
  ["focusin", "input", "change", "keydown", "pointerdown"].forEach(function (kind) {
    document.addEventListener(kind, function () { lastTouch = Date.now(); }, { capture: true, passive: true });
  });
  document.addEventListener("focusout", function () { window.setTimeout(tell, 150); });

  window.setInterval(tick, TICK_MS);
  plan(0);
})();
