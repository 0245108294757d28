/* pick.js: a button that takes one small file into a store, for a callback to judge; nothing is uploaded otherwise.
   [data-pick] on the button: data-store-id gets {name, contents, n}, contents being a data address, or "" when the file
   is larger than data-limit-kb. data-accept lists the endings. */
(function () {
  "use strict";
  var turn = 0;

  function put(button, name, contents) {
    turn += 1;
    window.dash_clientside.set_props(button.dataset.storeId, { data: { name: name, contents: contents, n: turn } });
  }

  function take(button, file) {
    if (!file) { return; }
    if (file.size > Number(button.dataset.limitKb) * 1024) { put(button, file.name, ""); return; }
    var reader = new FileReader();
    reader.onload = function () { put(button, file.name, reader.result); };
    reader.readAsDataURL(file);
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest ? event.target.closest("[data-pick]") : null;
    if (!button) { return; }
    var field = document.createElement("input");
    field.type = "file";
    field.accept = button.dataset.accept;
    field.addEventListener("change", function () { take(button, field.files[0]); });
    field.click();
  });
})();
