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

function keyOf(cell) {
  const data = cell.querySelector("data");
  const text = data && !cell.classList.contains("band") ? data.value : cell.textContent.trim();
  return text !== "" && !Number.isNaN(Number(text)) ? Number(text) : text;
}

function startSorting(table) {
  const body = table.tBodies[0];
  const bands = [...new Set([...table.querySelectorAll("td.band")].map((cell) => cell.textContent.trim()))];
  bands.sort((a, b) => bandOrder(a) - bandOrder(b));
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
        return cell.classList.contains("band") ? bands.indexOf(cell.textContent.trim()) : keyOf(cell);
      };
      const rows = [...body.rows].map((row) => [key(row), row]);
      rows.sort(([a], [b]) => sign * (typeof a === "string" ? a.localeCompare(b, "en") : a - b));
      body.append(...rows.map(([, row]) => row));
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

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll(".eg-fold-menu").forEach(startFolding);
  document.querySelectorAll("[popover]").forEach((one) => one.addEventListener("click", closeAfterChoice));
  document.querySelectorAll("table.eg-sortable").forEach(startSorting);
  document.querySelector(".bd-search-container form.bd-search input")?.select();
});
