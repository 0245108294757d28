/* upload.js: files -> checked by the server -> preview -> confirmed -> written.
   A zone or its buttons ([data-upload]) say where to send, which store gets the answer, and every sentence to show.
   [data-upload-choose] opens the file dialogue, [data-upload-confirm] sends the same files again, this time to be written.
   The store gets {report, n} or {failure, n}; Python draws both. */
(function () {
  "use strict";
  var files = [];
  var busy = false;
  var turn = 0;

  function settings(element) { return element.closest("[data-upload]"); }
  function zone() { return document.querySelector("[data-upload]"); }

  function say(text) {
    document.querySelectorAll("[data-upload-status]").forEach(function (place) { place.textContent = text; });
  }

  function bar(share) {
    document.querySelectorAll("[data-upload-bar]").forEach(function (box) {
      box.hidden = share === null;
      if (box.firstElementChild) { box.firstElementChild.style.width = Math.round((share || 0) * 100) + "%"; }
    });
  }

  function lock(on) {
    busy = on;
    document.querySelectorAll("[data-upload-choose],[data-upload-confirm]").forEach(function (button) {
      button.disabled = on;
    });
  }

  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, function (all, name) { return name in values ? values[name] : all; });
  }

  function names() {
    var first = files[0] ? files[0].name : "";
    return files.length > 1 ? first + " +" + (files.length - 1) : first;
  }

  function finish(storeId, answer) {
    lock(false);
    bar(null);
    say("");
    turn += 1;
    answer.n = turn;
    window.dash_clientside.set_props(storeId, { data: answer });
  }

  function read(request, lost) {
    var body = null;
    try { body = JSON.parse(request.responseText); } catch (e) { return { failure: lost }; }
    if (body && body.batch_id) { return { report: body }; }
    return { failure: (body && body.error && body.error.message) || lost };
  }

  function send(where, dryRun) {
    var words = where.dataset;
    var limit = Number(words.limitMb);
    var size = files.reduce(function (sum, file) { return sum + file.size; }, 0) / 1048576;
    if (busy || !files.length) { return; }
    if (size > limit) {
      finish(words.storeId, { failure: fill(words.tooLarge, { size: size.toFixed(1), limit: limit }) });
      return;
    }
    var form = new FormData();
    files.forEach(function (file) { form.append("files", file, file.name); });
    var request = new XMLHttpRequest();
    request.open("POST", words.url + (dryRun ? "&dry_run=true" : ""));
    request.upload.onprogress = function (event) {
      if (!event.lengthComputable) { return; }
      var share = event.loaded / event.total;
      bar(share);
      say(fill(words.sending, { names: names(), percent: Math.round(share * 100) }));
    };
    request.upload.onload = function () { bar(1); say(dryRun ? fill(words.checking, { names: names() }) : words.writing); };
    request.onload = function () { finish(words.storeId, read(request, words.lost)); };
    request.onerror = function () { finish(words.storeId, { failure: words.lost }); };
    request.onabort = request.onerror;
    lock(true);
    request.send(form);
  }

  function take(list, where) {
    if (busy || !list || !list.length) { return; }
    files = Array.prototype.slice.call(list);
    send(where, true);
  }

  function choose(where) {
    var field = document.createElement("input");
    field.type = "file";
    field.multiple = true;
    field.accept = where.dataset.accept;
    field.addEventListener("change", function () { take(field.files, where); });
    field.click();
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest ? event.target.closest("[data-upload-choose],[data-upload-confirm]") : null;
    if (!button || busy) { return; }
    if (button.hasAttribute("data-upload-confirm")) { send(settings(button), false); } else { choose(settings(button)); }
  });

  ["dragover", "dragleave", "drop"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      var where = zone();
      if (!where || !event.dataTransfer || Array.prototype.indexOf.call(event.dataTransfer.types, "Files") < 0) { return; }
      event.preventDefault();
      where.classList.toggle("is-over", name === "dragover");
      if (name === "drop") { take(event.dataTransfer.files, where); }
    });
  });
})();
