// A convenience; every page reads without it: the chosen colours, the folded menu, tables that sort, the search page's field.
"use strict";

// What the theme does in a script within each page, which the book's Content-Security-Policy does not allow.
{
  let mode = null;
  try {
    mode = localStorage.getItem("mode");
  } catch {} // a browser may refuse its storage to a page
  const { dataset } = document.documentElement;
  dataset.mode = mode || "auto";
  dataset.theme = mode === "light" || mode === "dark" ? mode : matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

// Every row of a table in its order; a long one (long-table.js) shows not all of them.
const rowsIn = (table) => table.everyRow ?? [...table.tBodies[0].rows];

function arrangeRows(table, rows) {
  if (!table.everyRow) return table.tBodies[0].append(...rows);
  table.everyRow = rows;
  table.layRows();
}

function keyOf(cell) {
  const data = cell.querySelector("data");
  const text = data && !cell.classList.contains("band") ? data.value : cell.textContent.trim();
  return text !== "" && !Number.isNaN(Number(text)) ? Number(text) : text;
}

function startSorting(table) {
  [...table.tHead.rows[0].cells].forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => {
      const descending = heading.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
      const sign = descending ? -1 : 1;
      const key = (row) => {
        const cell = row.cells[column];
        return cell.classList.contains("band") ? bandOrder(cell.textContent.trim()) : keyOf(cell);
      };
      const rows = rowsIn(table).map((row) => [key(row), row]);
      rows.sort(([a], [b]) => sign * (typeof a === "string" ? a.localeCompare(b, "en") : a - b));
      arrangeRows(table, rows.map(([, row]) => row));
    });
  });
}

function bandOrder(band) {
  return ["Not exposed", "Minimal"].indexOf(band) + 1 || 2 + Number(band.at(-1));
}

// Beside the text the menu is no popover: a button folds it, to make room.
function startFolding(button) {
  const menu = document.getElementById(button.getAttribute("aria-controls"));
  button.addEventListener("click", () => {
    button.setAttribute("aria-expanded", String(!menu.classList.toggle("eg-folded")));
  });
}

// A link within a popover leads to a place that the popover may lie upon.
function closeAfterChoice({ target, currentTarget }) {
  if (target.closest("a")) currentTarget.hidePopover?.();
}

// Figures are links to their rows in the audit trail, some hundred on a page. Nobody has to pass them all by keyboard, and no screen
// reader has to call them all links: they are while the button for it is pressed, and the one that is pointed at is.
function startFigures(button) {
  const addresses = new Map();
  const parts = [document, ...[...document.querySelectorAll("table.eg-sortable")].flatMap(rowsIn)];
  const figures = parts.flatMap((part) => [...part.querySelectorAll("a > data")]);
  for (const { parentElement: link } of figures) addresses.set(link, link.getAttribute("href"));
  const isLinked = () => button.getAttribute("aria-pressed") === "true";
  const set = (on) => {
    button.setAttribute("aria-pressed", String(on));
    document.documentElement.classList.toggle("eg-linked", on);
    for (const [link, address] of addresses) on ? link.setAttribute("href", address) : link.removeAttribute("href");
  };
  const pointed = ({ target }) => addresses.has(target.parentElement) && target.parentElement;
  document.addEventListener("pointerover", (event) => {
    const link = pointed(event);
    if (link) link.setAttribute("href", addresses.get(link));
  });
  document.addEventListener("pointerout", (event) => {
    const link = event.pointerType === "mouse" && !isLinked() && pointed(event);
    if (link) link.removeAttribute("href"); // a finger leaves before its click arrives
  });
  button.addEventListener("click", () => {
    set(!isLinked());
    try {
      localStorage.setItem("figures", isLinked() ? "linked" : "");
    } catch {} // as above
  });
  let kept = "";
  try {
    kept = localStorage.getItem("figures");
  } catch {}
  set(kept === "linked");
}

// Whoever follows a figure is at its row, unfolded, with the ways on from there in it: to the rule, the file and the code.
function startTrail(trail) {
  let from = null;
  const ways = document.createElement("div");
  ways.className = "eg-ways";
  const arrive = () => {
    const row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!row?.matches(".eg-audit-table tr")) {
      if (ways.isConnected) from?.focus(); // back from the row
      return ways.remove();
    }
    trail.open = true;
    const heading = row.parentElement.rows[0].cells[0];
    ways.replaceChildren(...[...heading.childNodes].map((node) => node.cloneNode(true)));
    row.lastElementChild.append(ways);
    row.tabIndex = -1;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "center" });
  };
  document.addEventListener("click", ({ target }) => {
    const link = target.closest("a");
    if (!link?.querySelector(":scope > data")) return;
    from = link;
    if (link.hash === location.hash) arrive(); // no change that would be told of
  });
  addEventListener("hashchange", arrive);
  arrive();
}

// A button for what can be taken from a picture or a table: tools.js, which few readers need.
function toolsButton(what, open) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "eg-tool", textContent: "⋯" });
  button.setAttribute("aria-haspopup", "dialog");
  button.setAttribute("aria-label", what);
  button.addEventListener("click", async () => {
    if (!window.openTools) await Promise.all(["_static/take-along.js", "_static/tools.js"].map(loadScript));
    open(button);
  });
  return button;
}

// It stands at the end of each caption.
function startTools(part) {
  const caption = part.querySelector("figcaption, caption");
  if (!caption || part.closest("details.eg-audit") || !part.querySelector("svg[viewBox], table")) return;
  const what = `Download, link or embed this ${part.matches("figure") ? "picture" : "table"}`;
  const button = toolsButton(what, () => openTools(part, caption, button));
  const key = caption.querySelector(".eg-key");
  if (key) key.before(" ", button);
  else caption.append(" ", button);
}

// Whoever comes from the search page finds its words marked; nobody else needs the script for it, and the search page has it.
function startMarking() {
  if (typeof SPHINX_HIGHLIGHT !== "undefined") return;
  try {
    if (localStorage.getItem("sphinx_highlight_terms")) loadScript("_static/sphinx_highlight.js");
  } catch {} // a browser may refuse its storage to a page
}

document.addEventListener("DOMContentLoaded", () => {
  startMarking();
  document.querySelectorAll(".eg-fold-menu").forEach(startFolding);
  document.querySelectorAll("[popover]").forEach((one) => one.addEventListener("click", closeAfterChoice));
  document.querySelectorAll("table.eg-sortable").forEach(startSorting);
  document.querySelectorAll(".eg-figure-links").forEach(startFigures);
  document.querySelectorAll("details.eg-audit").forEach(startTrail);
  document.querySelectorAll("article :is(figure, .eg-scroll)[id]").forEach(startTools);
  document.querySelector(".bd-search-container form.bd-search input")?.select();
});
