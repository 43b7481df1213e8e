(function () {
  "use strict";
  var root = document.documentElement;
  var cases = Array.from(document.querySelectorAll(".case"));
  var boxes = Array.from(document.querySelectorAll(".filter input"));
  var state = document.getElementById("filter-state");
  root.classList.add("js");

  function openAll(open) {
    cases.forEach(function (one) { one.open = open; });
  }

  function filter() {
    var wanted = boxes.filter(function (box) { return box.checked; }).map(function (box) { return box.value; });
    cases.forEach(function (one) { one.hidden = wanted.indexOf(one.dataset.direction) < 0; });
    var shown = cases.filter(function (one) { return !one.hidden; }).length;
    state.textContent = "显示 " + shown + " 个案例，共 " + cases.length + " 个";
  }

  // A link to a case that is closed or filtered out leads to it all the same.
  function reveal() {
    var target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    var one = target && target.closest(".case");
    if (!one) { return; }
    one.hidden = false;
    one.open = true;
    one.scrollIntoView();
    one.querySelector("summary").focus({ preventScroll: true });
  }

  document.getElementById("open-all").addEventListener("click", function () { openAll(true); });
  document.getElementById("close-all").addEventListener("click", function () { openAll(false); });
  boxes.forEach(function (box) { box.addEventListener("change", filter); });
  window.addEventListener("hashchange", reveal);
  document.querySelectorAll('a[href^="#case-"]').forEach(function (link) {
    link.addEventListener("click", function () { if (link.getAttribute("href") === location.hash) { reveal(); } });
  });
  filter();
  reveal();
})();
