// Puts occupations side by side. Which ones stands in the address, ?c=3211,2221, and nowhere else; what is shown of each is in data/compare.js.
// pin.js keeps the same codes for the links of other pages.
"use strict";

// In the order of the bands, in a field of 14 by 14: the shapes of the pictures.
const BAND_MARKS = ["M7 2a5 5 0 1 0 .01 0z", "M2.6 2.6h8.8v8.8H2.6z", "M7 1.4 12.8 11.6H1.2z", "M7 .8 13.2 7 7 13.2 .8 7z", "M7 12.6 1.2 2.4h11.6z", "M5 1.2h4V5h3.8v4H9v3.8H5V9H1.2V5H5z"];
const TOLD = 8; // so many of those left out are named, whatever the address says

function make(tag, { text, ...properties } = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  if (text !== undefined) made.textContent = text;
  made.append(...children);
  return made;
}

// --- The address ---------------------------------------------------------------------------------------------------------

// The codes that an address names, and in words what of it is left out.
function readAddress(address, known) {
  const said = new URL(address).searchParams.getAll("c").join(",").split(/[\s,;]+/).filter(Boolean);
  const codes = [];
  const leftOut = new Set();
  for (const word of said) {
    const name = `“${word.length > 20 ? `${word.slice(0, 20)}…` : word}”`;
    if (!/^\d{4}$/.test(word)) leftOut.add(`${name} is no ISCO-08 code of four digits.`);
    else if (!known.has(word)) leftOut.add(`${name} is no code of an occupation in this publication.`);
    else if (codes.includes(word)) leftOut.add(`${name} is named more than once; it is shown once.`);
    else if (codes.length >= PIN.most) leftOut.add(`${name} is one too many; six are the most.`);
    else codes.push(word);
  }
  const told = [...leftOut];
  const more = told.length - TOLD;
  return { codes, leftOut: more > 0 ? [...told.slice(0, TOLD), `So are ${more} more.`] : told };
}

// --- What is compared ----------------------------------------------------------------------------------------------------

// The occupations by code, each with the text and the exact value of every figure.
function prepareCompared({ figures, occupations }) {
  return new Map(Object.entries(occupations).map(([code, [title, page, texts, values, statements]]) => {
    const text = Object.fromEntries(figures.map((name, at) => [name, texts[at]]));
    const exact = texts.map((own, at) => values[at] ?? own ?? "");
    const value = Object.fromEntries(figures.map((name, at) => [name, exact[at]]));
    return [code, { code, title, page: siteRoot() + page, path: page, text, value, exact, most: statements[0], least: statements[1] }];
  }));
}

// A template filled with an occupation's figures, nothing where it lacks one. A range of one is no range.
function filled(template, { text }) {
  let lacks = false;
  const words = template.replace(/\{([\w.]+)\}/g, (_, name) => {
    lacks ||= text[name] === null;
    return text[name];
  });
  return lacks ? "" : words.replace(/(^|\s)(\S.*) to \2$/, "$1$2");
}

function quoted(occupation, which) {
  const words = occupation[which];
  return words ? `“${words}”` : `Task ${occupation.text[`${which}_exposed.number`]} (worded in the ILO’s file of task scores)`;
}

function bandMark(band, kind) {
  const mark = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  mark.setAttribute("viewBox", "0 0 14 14");
  mark.setAttribute("class", `${kind} eg-band-${band}`);
  mark.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", BAND_MARKS[band]);
  mark.append(path);
  return mark;
}

const bandOf = ({ value }) => bandOrder(value.band) - 1;

// The six bands in their order, the occupation's own filled.
function bandSteps(occupation) {
  const own = bandOf(occupation);
  return make("span", { className: "eg-steps" }, ...BAND_MARKS.map((_, band) => bandMark(band, band === own ? "eg-own" : "")));
}

function cellOf(occupation, { key, template, note }) {
  const cell = make("td", {}, make("strong", { text: filled(template, occupation) }));
  cell.setAttribute("role", "cell");
  cell.dataset.label = occupation.title;
  if (key === "band") cell.append(bandSteps(occupation));
  const words = key === "most" || key === "least" ? quoted(occupation, key) : filled(note, occupation);
  if (words) cell.append(make("span", { text: words }));
  return cell;
}

function rowOf(...cells) {
  const row = make("tr", {}, ...cells);
  row.setAttribute("role", "row");
  return row;
}

function tableOf(chosen, figures, remove) {
  const heads = chosen.map((occupation) => {
    const button = make("button", { type: "button", className: "eg-remove", text: "Remove" });
    button.setAttribute("aria-label", `Remove ${occupation.title}`);
    button.addEventListener("click", () => remove(occupation));
    const head = make("th", { scope: "col" }, make("a", { href: occupation.page, text: occupation.title }), make("span", { className: "eg-code", text: `ISCO-08 ${occupation.code}` }), button);
    head.setAttribute("role", "columnheader");
    return head;
  });
  const bodies = figures.map((figure) => {
    const head = make("th", { scope: "rowgroup", colSpan: chosen.length, text: figure.name }, " ", figure.what.cloneNode(true));
    head.setAttribute("role", "rowheader");
    const body = make("tbody", {}, rowOf(head), rowOf(...chosen.map((occupation) => cellOf(occupation, figure))));
    body.dataset.figure = figure.key;
    return body;
  });
  const table = make("table", { className: "eg-table eg-beside-table" }, make("caption", { text: "Figures of the occupations’ own pages, where an audit trail shows how each is made" }), make("thead", {}, rowOf(...heads)), ...bodies);
  table.setAttribute("role", "table");
  for (const part of table.querySelectorAll("thead, tbody")) part.setAttribute("role", "rowgroup");
  return table;
}

// Where the means lie on the whole scale: a mark on its interval, on the range of the task scores.
function pictureOf(chosen) {
  const at = (value) => `${100 * Number(value)}%`;
  const span = (kind, low, high) => {
    const line = make("span", { className: kind });
    Object.assign(line.style, { left: at(low), width: at(high - low) });
    return line;
  };
  const rows = chosen.map((occupation) => {
    const { value } = occupation;
    const mark = bandMark(bandOf(occupation), "eg-own");
    mark.style.left = at(value.mean_2025);
    const line = make("div", { className: "eg-line" }, span("eg-range", value["least_exposed.score"], value["most_exposed.score"]));
    if (value["interval.tasks.mean_low"]) line.append(span("eg-interval", value["interval.tasks.mean_low"], value["interval.tasks.mean_high"]));
    line.append(mark);
    return make("div", { className: "eg-lane" }, make("span", { text: occupation.title }), line);
  });
  const axis = make("div", { className: "eg-axis" }, ...["0", "0.2", "0.4", "0.6", "0.8", "1"].map((text) => make("span", { text })));
  const lanes = make("div", { className: "eg-lanes" }, ...rows, make("div", { className: "eg-lane" }, make("span"), axis));
  lanes.setAttribute("role", "img");
  lanes.setAttribute("aria-label", "Means on the scale of exposure, each with its interval and the range of its task scores; the table below has every figure.");
  const caption = "Mean exposure on the scale of 0–1. Shape and colour of a mark give the band; the bar is the mean’s interval, the thin line runs from the lowest to the highest task score.";
  return make("figure", { className: "eg-figure" }, lanes, make("figcaption", { text: caption }));
}

// --- Files ---------------------------------------------------------------------------------------------------------------

function csvOf(chosen, { columns, edition }) {
  const rows = chosen.map(({ code, title, exact, path }) => [code, title, ...exact, path, edition]);
  return csvText([["isco08", "title", ...columns, "page", "edition"], ...rows]);
}

// --- The page ------------------------------------------------------------------------------------------------------------

function startComparing(page, data) {
  const find = (selector) => page.querySelector(selector);
  const [field, status, leftOut, invite, beside, take] = ["input", ".eg-outcome", ".eg-left-out", ".eg-invite", ".eg-beside", ".eg-take"].map(find);
  const known = prepareCompared(data);
  const legend = document.querySelectorAll(".eg-what, .eg-compared");
  const figures = [...document.querySelectorAll(".eg-compared > div")].map((one) => {
    const what = make("span", {}, ...one.querySelector("dd").cloneNode(true).childNodes);
    for (const figure of what.querySelectorAll("a > data")) figure.parentElement.replaceWith(figure.textContent); // the list has its link
    return { key: one.dataset.figure, template: one.dataset.filled, note: one.dataset.note, name: one.querySelector("dt").textContent, what };
  });
  let codes = [];

  function show(missing = []) {
    const chosen = codes.map((code) => known.get(code));
    keepPinned(codes);
    leftOut.replaceChildren(...missing.map((text) => make("li", { text })));
    leftOut.hidden = !missing.length;
    invite.hidden = codes.length > 0;
    beside.hidden = take.hidden = !codes.length;
    for (const part of legend) part.hidden = codes.length > 0;
    beside.dataset.n = codes.length;
    beside.replaceChildren(...(codes.length ? [pictureOf(chosen), tableOf(chosen, figures, remove)] : []));
  }

  function tell(words) {
    const n = codes.length;
    status.textContent = `${words} ${n ? `${n} of at most ${PIN.most} occupations ${n === 1 ? "is" : "are"} shown.` : ""}`.trim();
  }

  function change(next, words) {
    codes = next;
    try {
      history.pushState(null, "", address());
    } catch {} // some browsers refuse this for pages that are opened as files; all else works there, too
    show();
    tell(words);
  }

  function address() {
    const url = new URL(location.href);
    url.search = codes.length ? `c=${codes.join(",")}` : "";
    url.hash = "";
    return url.href;
  }

  function add({ code, title }) {
    if (codes.includes(code)) return tell(`${title} is shown already.`);
    if (codes.length >= PIN.most) return tell(`There is no room for ${title}: remove another first.`);
    change([...codes, code], `${title} is added.`);
  }

  // The focus goes on to the next occupation, so that whoever removes several need not look for the buttons.
  function remove({ code, title }) {
    const at = codes.indexOf(code);
    change(codes.filter((one) => one !== code), `${title} is removed.`);
    const buttons = beside.querySelectorAll(".eg-remove");
    (buttons[Math.min(at, buttons.length - 1)] ?? field).focus();
  }

  // Without an address of its own, the page shows what is pinned.
  function restore() {
    const isNamed = new URL(location.href).searchParams.has("c");
    const asked = isNamed ? location.href : new URL(addressOfComparison(pinned()), location.href).href;
    const found = readAddress(asked, known);
    codes = found.codes;
    if (!isNamed && codes.length) {
      try {
        history.replaceState(null, "", address());
      } catch {} // as above
    }
    show(found.leftOut);
    tell(found.leftOut.length ? "Part of the address is left out, as listed below." : "");
  }

  field.addEventListener("pick", ({ detail }) => add(detail));
  find(".eg-clear").addEventListener("click", () => {
    change([], "All are removed.");
    field.focus();
  });
  find(".eg-download").addEventListener("click", () => {
    const name = `compare-${codes.join("-")}.csv`;
    download(name, csvOf(codes.map((code) => known.get(code)), data));
    status.textContent = `Downloaded as ${name}.`;
  });
  find(".eg-share").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(address());
      status.textContent = "The link is copied.";
    } catch {
      status.textContent = "The browser does not let this page copy; the address bar holds the link.";
    }
  });
  addEventListener("popstate", restore);
  page.hidden = false;
  restore();
}

document.addEventListener("DOMContentLoaded", async () => {
  const without = document.querySelector(".eg-without-script");
  try {
    await loadScript("data/compare.js");
  } catch {
    return; // the page keeps what it says without scripts
  }
  without.hidden = true;
  startComparing(document.querySelector(".eg-compare"), window.exposureGradientCompare);
});
