"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const items = [...document.querySelectorAll("[data-lights]")];
  const narrow = matchMedia("(max-width: 83.99rem)");
  const tray = document.getElementById("tray");
  let held = null; // what was focused last; hovering elsewhere only borrows the light

  for (const link of document.querySelectorAll(".refs a")) link.tabIndex = -1; // Enter on the sentence leads there

  const targets = (item) =>
    item.dataset.lights.split(" ").filter(Boolean).map((id) => document.getElementById(id)).filter(Boolean);
  const shown = (element) => element.getClientRects().length > 0;

  function clear() {
    for (const lit of document.querySelectorAll(".lit, .held")) lit.classList.remove("lit", "held");
    tray.hidden = true;
  }

  function light(item, follow) {
    clear();
    if (!item) return;
    item.classList.add("held");
    const found = targets(item);
    for (const target of found) target.classList.add("lit");
    if (narrow.matches) {
      fill(item, found, follow);
    } else {
      reveal(found, follow);
    }
  }

  // Brings what is lit into view inside the columns that scroll by themselves; the page moves only on the keyboard.
  function reveal(found, follow) {
    const seen = new Set();
    for (const target of found) {
      const column = target.closest(".column-notes, .column-side, .column-draft");
      if (!column || seen.has(column)) continue;
      seen.add(column);
      const scrolls = getComputedStyle(column).overflowY === "auto";
      if (scrolls) column.scrollTop += offset(target, column);
      else if (follow && column.matches(".column-draft")) target.scrollIntoView({ block: "nearest" });
    }
  }

  function offset(target, column) {
    const inner = target.getBoundingClientRect();
    const outer = column.getBoundingClientRect();
    if (inner.top < outer.top) return inner.top - outer.top - 8;
    return inner.bottom > outer.bottom ? Math.min(inner.bottom - outer.bottom + 8, inner.top - outer.top - 8) : 0;
  }

  // Where the columns do not stand beside the sentence, the other side may be far away: its words come to the sentence.
  function fill(item, found, follow) {
    if (!item.classList.contains("s")) return;
    const body = document.getElementById("tray-body");
    const says = document.getElementById(item.getAttribute("aria-describedby").split(" ")[0]);
    body.replaceChildren(line(says.textContent));
    for (const target of found) body.append(linked(target));
    tray.hidden = false;
    if (follow) item.scrollIntoView({ block: "nearest" }); // the scroll padding leaves room for the tray
  }

  function line(words) {
    const element = document.createElement("p");
    element.textContent = words;
    return element;
  }

  function linked(target) {
    const link = document.createElement("a");
    link.href = "#" + target.id;
    const [kind, number] = target.id.split("-");
    const name = { note: "要点 ", finding: "意见 " + number + "：", source: "" }[kind];
    link.textContent = name + target.querySelector(".brief-words").textContent.trim();
    const element = document.createElement("p");
    element.append(link);
    return element;
  }

  // A page that scrolls under a resting mouse enters elements too; only a mouse that moved means it.
  const rest = { x: -1, y: -1 };
  const moved = (event) => event.pointerType !== "touch" && (event.clientX !== rest.x || event.clientY !== rest.y);
  const settle = (event) => { rest.x = event.clientX; rest.y = event.clientY; };
  document.addEventListener("pointermove", settle);
  document.addEventListener("pointerdown", settle);

  for (const item of items) {
    item.addEventListener("pointerenter", (event) => { if (moved(event)) light(item, false); });
    item.addEventListener("pointerleave", (event) => { if (moved(event)) light(held, false); });
    item.addEventListener("focusin", () => { held = item; light(item, true); });
  }
  document.addEventListener("focusin", (event) => {
    if (!event.target.closest("[data-lights], .tray")) { held = null; clear(); }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { held = null; clear(); return; }
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const item = event.target;
    if (!(item instanceof Element) || !item.matches("[data-lights]")) return;
    if (event.key === "Enter") enter(event, item);
    else walk(event, item);
  });

  function enter(event, item) {
    const first = targets(item).find(shown);
    if (!first) return;
    event.preventDefault();
    first.focus();
  }

  const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
  function walk(event, item) {
    const group = item.closest("[data-walk]");
    if (!group) return;
    const row = [...group.querySelectorAll(group.dataset.walk)].filter(shown);
    const at = row.indexOf(item);
    const next = { Home: row[0], End: row[row.length - 1] }[event.key] || row[at + STEPS[event.key]];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  // A link to a sentence, note or finding also focuses it, so that it lights up; the address keeps working.
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[href^='#']");
    const target = link && document.getElementById(link.getAttribute("href").slice(1));
    if (target && target.matches("[data-lights]")) setTimeout(() => target.focus(), 0);
  });
  document.getElementById("tray-close").addEventListener("click", () => {
    const back = held;
    held = null;
    if (back) back.focus({ preventScroll: true });
    held = null;
    clear();
  });

  const boxes = [...document.querySelectorAll(".filter input")];
  for (const box of boxes) box.addEventListener("change", filter);
  function filter() {
    const hide = boxes.filter((box) => !box.checked).map((box) => box.value);
    root.dataset.hide = hide.join(" ");
    const rows = [...document.querySelectorAll(".finding")];
    for (const row of rows) row.hidden = hide.includes(row.dataset.severity);
    document.getElementById("filter-state").textContent =
      "显示 " + rows.filter((row) => !row.hidden).length + " 条，共 " + rows.length + " 条";
  }
})();
