// A convenience; every page reads without it: the chosen colours, tables that sort, the search page's field.
"use strict";

// What the theme does in a script within each page, which the book's Content-Security-Policy does not allow.
for (const name of ["mode", "theme"]) {
  let chosen = null;
  try {
    chosen = localStorage.getItem(name);
  } catch {} // a browser may refuse its storage to a page
  document.documentElement.dataset[name] = chosen || "auto";
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

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("table.eg-sortable").forEach(startSorting);
  document.querySelector(".bd-search-container form.bd-search input")?.select();
});
