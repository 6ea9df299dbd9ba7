// A reader's own table: taken from a field or a file, read and computed in this page, and shown with what settles its open questions.
// Nothing leaves the page: no request is made after it has loaded, but for the list of unit groups, which is the site's own.
"use strict";

const OWN_TABLE = {
  typing: 300, // ms without a key before a table is read
  named: 5, // codes that keep the bounds apart
  name: "Table", // of a pasted one
  levels: {
    unit_group: "unit groups (four digits)", minor_group: "minor groups (three digits)", sub_major_group: "sub-major groups (two digits)",
    major_group: "major groups (one digit)", rest_of_a_group: "what coarser codes have beyond the finer ones below them",
  },
  parts: {
    placed: "In occupations with scores", unscored: "In groups without scores, such as the armed forces", unplaced: "Without a stated occupation",
    suppressed: "In cells that are not published", missing: "In the stated total, but in no code",
  },
  headings: ["At least", "Equal split", "At most"],
  fields: ["code", "weight", "unit", "by"],
  years: ["timeperiod", "time", "year", "refyear", "period", "date"],
};

// A tenth as the pages write it: of two that are as near, the even one, as Python rounds.
function tenths(value) {
  const isTie = Number.isInteger(value * 4) && (value * 4) % 2 !== 0;
  const low = Math.floor(value * 10);
  return isTie ? ((low + (low % 2)) / 10).toFixed(1) : value.toFixed(1);
}

const percent = (value) => (Number.isNaN(value) ? "not known" : `${tenths(value)}%`);
const people = new Intl.NumberFormat("en", { maximumFractionDigits: 0, roundingMode: "halfEven" });
const persons = (value) => (Number.isNaN(value) ? "not known" : people.format(value));

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

// --- What everybody is in a table that columns part ------------------------------------------------------------------------

// Where a column marks its total, these rows are everybody; else its parts are added up, but for years.
function optionsOfWhole(table, options) {
  const where = { ...options.where };
  for (const heading of options.by ?? []) {
    const texts = [...textsOf(table, heading).keys()];
    const totals = texts.filter((text) => MARKS.total.has(text.toUpperCase()) || text.toUpperCase().endsWith("_T"));
    if (totals.length === 1 && !(heading in where)) where[heading] = totals[0];
    if (heading in where) continue;
    if (OWN_TABLE.years.includes(headingKey(heading)) && texts.length > 1) {
      throw new TableFault(`column ${heading} parts the table by years, which are not added up`, "Say which year the page is about.",
        texts.slice(-12).map((text) => ({ option: "where", value: { [heading]: text }, label: `${heading} ${text}` })));
    }
  }
  const isAdded = (options.by ?? []).some((heading) => !(heading in where));
  return { ...options, by: [], where, ...(isAdded && { repeated: "add" }) };
}

// The figures of a table: of everybody, and of each part where columns part it.
function figuresOfTable(table, units, options) {
  const ofWhole = optionsOfWhole(table, options);
  const [whole] = employmentByExposure(table, units, ofWhole);
  if (!(whole.coverage.total > 0)) throw new TableFault(`${table.name} counts nobody: its employment adds up to nothing`, "Correct the table.");
  const by = options.by ?? [];
  const where = Object.fromEntries(Object.entries(options.where ?? {}).filter(([heading]) => !by.includes(heading)));
  return { whole, rows: Object.entries(ofWhole.where).map((pair) => pair.join(" ")).join(", "), parts: by.length ? employmentByExposure(table, units, { ...options, where }) : [] };
}

// --- What is shown ---------------------------------------------------------------------------------------------------------

function tableOf(caption, headings, rows, kind = "") {
  const cell = (text, place) => element(place ? "td" : "th", place ? { class: "num" } : { scope: "row" }, text);
  const heading = (text, place) => element("th", { scope: "col", ...(place && { class: "num" }) }, text);
  const body = rows.map(({ cells, band, own }) => {
    const row = element("tr", band === undefined ? {} : { class: `eg-band-${band}` }, ...cells.map(cell));
    if (own) row.cells[0].append(rangeOf(own));
    return row;
  });
  const table = element("table", { class: `eg-table ${kind}` }, element("caption", {}, caption),
    element("thead", {}, element("tr", {}, ...headings.map(heading))), element("tbody", {}, ...body));
  return element("div", { class: "eg-scroll", role: "group", "aria-label": `Table: ${caption}`, tabindex: "0" }, table);
}

// A line from the least to the most on a scale from 0 to 100 per cent, with a mark for the equal split; the row has the figures.
function rangeOf({ lower, equal_split: split, upper }) {
  const range = element("span", { class: "eg-range", "aria-hidden": "true" }, element("i"), element("b"));
  if (Number.isNaN(upper)) return "";
  Object.assign(range.firstChild.style, { left: `${lower}%`, width: `${upper - lower}%` });
  range.lastChild.style.left = `${split}%`;
  return range;
}

const shares = (name, own, more = {}) => ({ cells: [name, ...FIGURES.map((figure) => percent(own[figure]))], own, ...more });

// Where rows were chosen, they are named with the figures.
const inRows = (words, rows) => (rows ? `${words} (${rows})` : words);

function sentenceOf({ whole: { exposed }, rows }, who) {
  const strong = (value) => element("strong", {}, percent(value));
  const meets = percent(exposed.lower) === percent(exposed.upper);
  const range = meets ? [strong(exposed.lower)] : ["Between ", strong(exposed.lower), " and ", strong(exposed.upper)];
  const of = ` of employment in ${inRows("this table", rows)} is in occupations that ${who} places in one of the bands Gradient 1 to Gradient 4.`;
  const split = ` With people divided equally among the unit groups of their code, the share is ${percent(exposed.equal_split)}.`;
  return element("p", {}, ...range, of, meets ? "" : split);
}

function widestOf({ cells, coverage }, units) {
  const open = cells.filter((cell) => cell.upper > cell.lower);
  const points = (cell) => (cell.employment * (cell.upper - cell.lower)) / coverage.total;
  open.sort((a, b) => points(b) - points(a));
  if (!open.length) return element("p", {}, "No code has unit groups both in Gradient 1 to Gradient 4 and outside, so the bounds meet.");
  return tableOf("Codes that keep the bounds apart the most: points of the share between at least and at most",
    ["Code", "Points", "Persons", "Unit groups"],
    open.slice(0, OWN_TABLE.named).map((cell) => ({
      cells: [`${cell.code} ${units.titles.get(cell.code) ?? ""}`.trim(), tenths(points(cell)), persons(cell.employment), String(cell.n_unit_groups)],
    })));
}

function countedOf({ coverage }) {
  const rows = Object.entries(OWN_TABLE.parts).map(([name, words]) => ({
    cells: [words, persons(coverage[name]), percent((100 * coverage[name]) / coverage.total)],
  }));
  const levels = Object.entries(OWN_TABLE.levels).filter(([level]) => coverage[`placed_by_${level}`] > 0).map(([, words]) => words);
  const placed = levels.length ? `Employment is placed by ${new Intl.ListFormat("en").format(levels)}.` : "No employment could be placed.";
  const perhaps = coverage.perhaps_unscored > 0
    ? ` ${persons(coverage.perhaps_unscored)} persons have a code that may also stand for a unit group without scores. The bounds leave that possibility out.` : "";
  return [tableOf("What became of all employment in the table", ["Part", "Persons", "Share"],
    [...rows, { cells: ["All employment in the table", persons(coverage.total), ""] }]), element("p", {}, placed + perhaps)];
}

function meanOf({ exposure }) {
  const [low, split, high] = FIGURES.map((figure) => exposure[figure].toFixed(2));
  const range = low === high ? low : `between ${low} and ${high}, with an equal split ${split}`;
  return Number.isNaN(exposure.lower) ? "" : element("p", {}, `Mean exposure of placed employment: ${range}, on a scale of 0–1.`);
}

function folded(summary, ...inside) {
  return element("details", { class: "eg-own-more" }, element("summary", {}, summary), ...inside);
}

// --- What is taken along ---------------------------------------------------------------------------------------------------

// The rows of a country's CSV: the part of the table, the bands, and the shares in per cent.
function csvOfFigures({ whole, parts }, bands) {
  const line = (part, band, own) => [part, band, ...FIGURES.map((figure) => (Number.isNaN(own[figure]) ? "" : String(own[figure])))];
  return csvText([["part", "bands", ...FIGURES], line("", "Gradient 1–4", whole.exposed), ...whole.bands.map((own, band) => line("", bands[band], own)),
    ...parts.map((own) => line(own.key.join(", "), "Gradient 1–4", own.exposed))]);
}

const inPython = (value) => (value === null || typeof value === "number" ? String(value ?? "None") : JSON.stringify(value));

// The call of the Python package that gives the same figures.
function pythonOf(name, options, layout) {
  const { where = {}, by = [], ...more } = options;
  const said = { code: layout.code, weight: layout.weight, ...more };
  const lines = [...Object.entries(said).filter(([, value]) => value !== null && value !== undefined && value.length !== 0),
    ...(by.length ? [["by", by]] : []), ...(Object.keys(where).length ? [["where", where]] : [])];
  const file = name === OWN_TABLE.name ? "table.csv" : name;
  return ["import exposure_gradient as eg", "", `table = eg.read_employment(${JSON.stringify(file)})`, "result = eg.employment_by_exposure(",
    "    table,", ...lines.map(([option, value]) => `    ${option}=${inPython(value)},`), ")", "print(result.exposed())"].join("\n");
}

function citationOf({ whole, rows }, { name, who }) {
  const [lower, split, upper] = FIGURES.map((figure) => percent(whole.exposed[figure]));
  const source = inRows(name === OWN_TABLE.name ? "a reader’s own table" : name, rows);
  const edition = document.querySelector(".eg-edition")?.textContent ?? "";
  const open = 100 - (100 * whole.coverage.placed) / whole.coverage.total;
  const all = `${persons(whole.coverage.total)} persons in all`;
  const [share, bounds] = lower === upper
    ? [`${lower} of employment (${all})`, ""]
    : [`Between ${lower} and ${upper} of employment (${split} with an equal split; ${all})`, "Bounds hold however people are divided within the codes of the table. "];
  return `${share} is in occupations that ${who} places in Gradient 1 to Gradient 4. ${bounds}What could not be placed, ${percent(open)}, is in the denominator. ` +
    `Employment: ${source}. Computed with The Exposure Gradient. ${edition}`.trim();
}

function takeAlong(figures, bands, about) {
  const said = element("span", { role: "status", class: "eg-own-copied" });
  const take = element("button", { type: "button" }, "Download the figures (CSV)");
  take.addEventListener("click", () => download("employment-by-exposure.csv", csvOfFigures(figures, bands)));
  const copy = element("button", { type: "button" }, "Copy a sentence to cite");
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(citationOf(figures, about));
      said.textContent = "Copied.";
    } catch {
      said.textContent = citationOf(figures, about); // a browser may refuse its clipboard to a page
    }
  });
  return element("p", { class: "eg-own-take" }, take, copy, said);
}

// --- The page --------------------------------------------------------------------------------------------------------------

function loadUnits() {
  OWN_TABLE.wait ??= loadScript("data/unit_groups.js").then(() => prepareUnits(window.exposureGradientUnits));
  return OWN_TABLE.wait;
}

function startOwnTable(form, results) {
  const find = (selector) => form.querySelector(selector);
  const [field, file, status, fault, reading, said] =
    ["textarea", "input[type=file]", ".eg-own-status", ".eg-own-fault", ".eg-own-reading", ".eg-own-said"].map(find);
  const { who } = form.dataset;
  let [name, options, labels, timer, units, columns] = [OWN_TABLE.name, {}, new Map(), 0, null, ""];

  function say(option, value, label) {
    if (option === "where") options.where = { ...options.where, ...value };
    else if (option === "by" || option === "suppressed") options[option] = [...(options[option] ?? []).filter((one) => one !== value), value];
    else options[option] = value;
    if (!OWN_TABLE.fields.includes(option)) labels.set(JSON.stringify([option, value]), label);
    compute();
  }

  function takeBack(key) {
    const [option, value] = JSON.parse(key);
    labels.delete(key);
    if (option === "where") Object.keys(value).forEach((heading) => delete options.where[heading]);
    else if (option === "suppressed") options.suppressed = options.suppressed.filter((one) => one !== value);
    else delete options[option];
    compute();
    field.focus();
  }

  function showFault(error) {
    results.hidden = true;
    status.textContent = "";
    const buttons = error.settles.map(({ option, value, label }) => {
      const button = element("button", { type: "button" }, label);
      button.addEventListener("click", () => {
        say(option, value, label);
        (fault.querySelector("button") ?? (results.hidden ? field : results.querySelector("h2"))).focus();
      });
      return button;
    });
    const message = error.message.replace(/^[a-z]/, (c) => c.toUpperCase());
    fault.replaceChildren(element("p", {}, message), ...(buttons.length ? [element("p", { class: "eg-own-settles" }, ...buttons)] : []));
  }

  function fillSelect(select, headings, chosen, none) {
    select.replaceChildren(...(none ? [new Option(none, "")] : []), ...headings.map((heading) => new Option(heading, heading)));
    select.value = chosen ?? "";
  }

  function showReading(table, layout) {
    reading.hidden = false;
    const { code, weight, unit, by } = form.elements;
    fillSelect(code, table.columns, layout?.code ?? options.code, layout ? "" : "choose a column");
    fillSelect(weight, table.columns, layout?.weight ?? options.weight, layout ? "" : "choose a column");
    const others = table.columns.filter((heading) => heading !== code.value && heading !== weight.value);
    fillSelect(by, others, options.by?.[0], "none");
    if (document.activeElement !== unit) unit.value = options.unit ?? "";
    said.replaceChildren(...[...labels].map(([key, label]) => {
      const button = element("button", { type: "button", "aria-label": `Take back: ${label}` }, "Take back");
      button.addEventListener("click", () => takeBack(key));
      return element("li", {}, label, " ", button);
    }));
  }

  function showFigures(table, layout, figures) {
    fault.replaceChildren();
    const { whole, parts } = figures;
    status.textContent = `${table.rows.length.toLocaleString("en")} rows read, ${whole.cells.length.toLocaleString("en")} codes.`;
    const heading = element("h2", { tabindex: "-1" }, "What the table says");
    const combined = shares("Gradient 1–4", whole.exposed);
    const ofBands = whole.bands.map((own, band) => shares(units.bands[band], own, { band }));
    const ofParts = parts.map((own) => shares(own.key.map((part) => part || "empty").join(", "), own.exposed));
    results.replaceChildren(heading, element("div", { class: "eg-lead" }, sentenceOf(figures, who), meanOf(whole)),
      tableOf("Share of employment by band; each line runs from the least to the most on a scale from 0 to 100%, with a mark at the equal split", ["Band", ...OWN_TABLE.headings], [combined, ...ofBands], "eg-own-bands"),
      ...(parts.length ? [tableOf(`Share in Gradient 1 to Gradient 4 by ${options.by.join(", ")}`, [options.by.join(", "), ...OWN_TABLE.headings], ofParts, "eg-own-parts")] : []),
      takeAlong(figures, units.bands, { name, who }),
      element("h3", {}, "What keeps the bounds apart"), widestOf(whole, units),
      element("h3", {}, "What was counted"), ...countedOf(whole),
      folded("By mean exposure", tableOf("Share of employment in unit groups with a mean exposure of at least", ["Mean", ...OWN_TABLE.headings],
        whole.distribution.map(([reached, own]) => shares(reached.toFixed(2), own)))),
      folded("The same in Python", element("pre", {}, element("code", {}, pythonOf(name, options, layout)))));
    results.hidden = false;
  }

  async function compute() {
    let [table, layout] = [null, null];
    try {
      units ??= await loadUnits();
      if (!field.value.trim()) return clear();
      table = tableOfText(field.value, name);
      if (columns && columns !== table.columns.join("\n")) [options, labels] = [{}, new Map()]; // what was said was of another table
      columns = table.columns.join("\n");
      layout = layoutOf(table, options);
      showReading(table, layout);
      showFigures(table, layout, figuresOfTable(table, units, options));
    } catch (error) {
      if (!(error instanceof TableFault)) {
        OWN_TABLE.wait = null; // the next table tries again
        return showFault(new TableFault(`the page could not compute this table: ${error.message}`));
      }
      if (table) showReading(table, layout);
      else reading.hidden = true;
      showFault(error);
    }
  }

  function clear() {
    [field.value, file.value, name, options, labels, columns] = ["", "", OWN_TABLE.name, {}, new Map(), ""];
    reading.hidden = results.hidden = true;
    status.textContent = "";
    fault.replaceChildren();
  }

  function take(text, from, own = {}) {
    clear();
    [field.value, name, options] = [text, from, own];
    for (const [heading, value] of Object.entries(own.where ?? {})) {
      labels.set(JSON.stringify(["where", { [heading]: value }]), `${heading} ${value} is what the figures are about`);
    }
    return compute();
  }

  async function takeFile(given) {
    try {
      await take(textOfBytes(new Uint8Array(await given.arrayBuffer()), given.name), given.name);
    } catch (error) {
      clear();
      showFault(error instanceof TableFault ? error : new TableFault(`${given.name} cannot be read: ${error.message}`));
    }
  }

  field.addEventListener("input", () => {
    name = OWN_TABLE.name;
    clearTimeout(timer);
    timer = setTimeout(compute, OWN_TABLE.typing);
  });
  file.addEventListener("change", () => file.files[0] && takeFile(file.files[0]));
  find(".eg-own-clear").addEventListener("click", () => {
    clear();
    field.focus();
  });
  find(".eg-own-example").addEventListener("click", async () => {
    try {
      units ??= await loadUnits();
    } catch (error) {
      return showFault(new TableFault(error.message.replace(/\.$/, "")));
    }
    const { name: from, text, options: own } = window.exposureGradientUnits.example;
    await take(text, `${from}.csv`, structuredClone(own));
  });
  for (const option of ["code", "weight"]) form.elements[option].addEventListener("change", ({ target }) => target.value && say(option, target.value));
  form.elements.by.addEventListener("change", ({ target }) => {
    options.by = target.value ? [target.value] : [];
    compute();
  });
  form.elements.unit.addEventListener("change", ({ target }) => {
    const value = Number(target.value.trim().replaceAll(",", ""));
    options.unit = target.value.trim() ? value : null;
    if (target.value.trim() && !(value > 0 && value < Infinity)) {
      options.unit = null;
      return showFault(new TableFault(`unit ${quotedCell(target.value)} is no number of persons`, "Give one, such as 1000."));
    }
    compute();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const kind of ["dragover", "drop"]) {
    form.addEventListener(kind, (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      if (kind === "drop" && event.dataTransfer.files[0]) takeFile(event.dataTransfer.files[0]);
    });
  }
  form.hidden = false;
  document.querySelectorAll(".eg-without-scripts").forEach((note) => note.remove());
}

document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("form.eg-own-table");
  if (form) startOwnTable(form, document.querySelector(".eg-own-results"));
});
