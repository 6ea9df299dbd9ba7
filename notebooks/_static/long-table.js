// A table of some hundred rows. The page keeps it in <noscript>, so that a browser that runs scripts lays out no row that nobody looks at:
// it shows the first, and all of them to whoever asks, or prints. A browser that runs none shows the whole table.
"use strict";

const LONG_TABLE = { first: 25 };

function startLongTable(kept) {
  const parts = [...new DOMParser().parseFromString(kept.textContent, "text/html").body.childNodes];
  const table = parts.map((part) => part.querySelector?.("table")).find(Boolean);
  const body = table.tBodies[0];
  const more = document.createElement("p");
  const button = document.createElement("button");
  let isWhole = false;
  let waiting; // the rows beyond the first come when those have been painted
  const lay = (count) => {
    clearTimeout(waiting);
    const rows = table.everyRow.filter((row) => !row.hidden);
    const laid = rows.slice(0, count);
    if (laid.length !== body.rows.length || laid.some((row, place) => row !== body.rows[place])) body.replaceChildren(...laid);
    more.hidden = isWhole || rows.length <= LONG_TABLE.first;
    button.textContent = `Show all ${rows.length} rows`;
  };
  table.everyRow = [...body.rows];
  table.layRows = () => {
    lay(LONG_TABLE.first);
    if (isWhole) waiting = setTimeout(lay);
  };
  button.type = "button";
  button.addEventListener("click", () => {
    isWhole = true;
    lay();
    body.rows[LONG_TABLE.first].querySelector("a[href]").focus({ preventScroll: true }); // the button is gone now
  });
  addEventListener("beforeprint", () => lay());
  addEventListener("afterprint", table.layRows);
  more.className = "eg-more";
  more.append(button);
  table.layRows();
  kept.replaceWith(...parts, more);
}

document.querySelectorAll("noscript.eg-long").forEach(startLongTable);
