// What the cells of a table of employment say: codes of ISCO-08, numbers of people, and which columns hold them. The rules are those of
// employment/codes.py, amounts.py and layout.py, and a test holds the two against each other on the same tables.
"use strict";

const MARKS = {
  total: new Set(["TOTAL", "T", "_T", "TOT", "ALL", "ALL OCCUPATIONS"]),
  notStated: new Set(["", ".", "X", "_X", "_Z", "_U", "NA", "N/A", "NAN", "<NA>", "NRP", "UNK", "UNKNOWN", "NOT STATED"]),
  suppressed: new Set(["", ".", "..", "...", ":", "x", "*", "**", "c", "s", "#", "na", "n/a", "nan", "<na>", "[x]", "[c]", "(x)"]),
};

const CODES = {
  prefix: /^(?:OC[1-4U]_ISCO[-_ ]?08_|(?:OC[_-]?)?ISCO[-_ ]?0?8[-_ :.]*|OC_?(?=[0-9XT]))/i,
  otherIsco: /ISCO[-_ ]?(?:19)?(58|68|88)/i,
  number: /^([0-9]{1,5})(?:[.,]0*)?$/,
  labelled: /^([0-9]{1,4}|X|TOTAL)(?:\s*[:–—-]\s*|\.?\s+)[\p{L}\p{Nl}\p{No}_].*$/isu,
  alwaysTwoReadings: new Set(["110", "210", "310"]),
  // what a code of the armed forces looks like without its zero, and how many digits it had with it
  lostZero: new Map([
    ...["1", "2", "3"].map((code) => [code, 2]),
    ...["11", "21", "31", "10", "20", "30"].map((code) => [code, 3]),
    ...["110", "210", "310", "100", "200", "300"].map((code) => [code, 4]),
  ]),
};

const AMOUNTS = {
  grouping: /(?<=[0-9])[\s'’](?=[0-9]{3}(?:[^0-9]|$))/g,
  flagged: /^([0-9.,]+(?:[eE][+-]?[0-9]+)?|:)\s*\(?([bcdefinprsuz]{1,3})\)?$/,
  plain: /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?$/,
  oneMark: /^[+-]?([0-9]*)([.,])([0-9]*)(?:[eE].*)?$/,
  grouped: { ".": /^[+-]?[0-9]{1,3}(?:\.[0-9]{3})+$/, ",": /^[+-]?[0-9]{1,3}(?:,[0-9]{3})+$/ },
  finest: 12, // decimals that are looked at when the precision of a table is found
};

const LAYOUT = {
  codes: ["isco08", "isco", "iscocode", "isco08code", "oc2", "ocu", "classif1", "code", "occupation"],
  weights: ["obsvalue", "employment", "employed", "weight", "value", "jobs", "persons", "workers"],
  attributes: ["obsstatus", "obsflag", "confstatus", "decimals", "lowerbound", "upperbound", "lastupdate", "dataflow", "structure", "structureid",
    "noteclassif", "noteindicator", "notesource", "unitmult", "obsfootnote"], // what does not tell two values apart
  units: { THS_PER: 1000, THS: 1000, PER: 1, NR: 1 },
};

const isDigits = (text) => /^[0-9]+$/.test(text);
const isNotStated = (text) => MARKS.notStated.has(text) || /^9{2,}$/.test(text);
const headingKey = (heading) => [...heading.toLowerCase()].filter((c) => /[\p{L}\p{N}]/u.test(c)).join("");

function rowsNamed(labels) {
  const more = labels.length > 5 ? ` and ${(labels.length - 5).toLocaleString("en")} more` : "";
  return `row${labels.length > 1 ? "s" : ""} ${labels.slice(0, 5).join(", ")}${more}`;
}

function valuesNamed(values) {
  return values.slice(0, 5).map(quotedCell).join(", ") + (values.length > 5 ? ", …" : "");
}

function columnOf(table, heading) {
  const place = table.columns.indexOf(heading);
  if (place >= 0) return place;
  throw new TableFault(`there is no column ${quotedCell(heading)}`, `The columns are ${table.columns.join(", ").slice(0, 300)}.`);
}

// The different texts of a column, each with the labels of its rows.
function textsOf(table, heading) {
  const place = columnOf(table, heading);
  const texts = new Map();
  table.rows.forEach((row, at) => {
    if (!texts.has(row[place])) texts.set(row[place], []);
    texts.get(row[place]).push(table.labels[at]);
  });
  return texts;
}

// --- Codes ---------------------------------------------------------------------------------------------------------------

function strippedCode(text) {
  let bare = text.replace(CODES.prefix, "");
  const isPrefixed = bare !== text;
  bare = bare.match(CODES.labelled)?.[1] ?? bare;
  bare = bare.match(CODES.number)?.[1] ?? bare;
  return [bare.trim().toUpperCase(), isPrefixed];
}

// The group that digits name: themselves, or the longest that zeros on the right fill up, as 2510 does for 251.
function groupNamed(digits, groups) {
  let found = digits;
  while (!groups.has(found) && found.endsWith("0") && found.length > 1) found = found.slice(0, -1);
  return groups.has(found) ? found : null;
}

// Whether digits name a group as they are written, and none when zeros before them fill them up: then not all codes have so many.
function losesItsGroup(digits, width, groups) {
  return groupNamed(digits, groups) !== null && groupNamed(digits.padStart(width, "0"), groups) === null;
}

// What each text of the column of codes says: a kind (isco, not stated, total), and the code in its one form.
function readCodes(table, heading, groups, { digits = null, unknown = "refuse" }) {
  const texts = textsOf(table, heading);
  const refuse = (text, why, remedy, settles) =>
    new TableFault(`column ${heading}, ${rowsNamed(texts.get(text))}: the code ${quotedCell(text)} ${why}`, remedy, settles);
  const bare = new Map([...texts.keys()].map((text) => [text, strippedCode(text)]));
  const numbers = new Set([...bare.values()].map(([part]) => part).filter((part) => isDigits(part) && !isNotStated(part)));
  const widths = new Set([...numbers].map((part) => part.length));
  const zerosAreKept = [...bare.values()].some(([, isPrefixed]) => isPrefixed) || [...numbers].some((part) => part.length > 1 && part.startsWith("0"));
  const known = (text, group) => {
    if (group !== null) return { kind: "isco", code: group };
    if (unknown === "unplaced") return { kind: "not stated", code: "" };
    throw refuse(text, "is no group of ISCO-08", "Correct it, or count what has no group as a share of its own.", [
      { option: "unknown", value: "unplaced", label: "Count such codes as unplaced" },
    ]);
  };
  const read = (text, part) => {
    const other = text.match(CODES.otherIsco);
    if (other) throw refuse(text, `is of ISCO-${other[1]}, and the study of ISCO-08`, "A crosswalk is taken by the Python package and the command.");
    if (MARKS.total.has(part)) return { kind: "total", code: "" };
    if (isNotStated(part)) return { kind: "not stated", code: "" };
    if (!numbers.has(part)) return known(text, null);
    if (typeof digits === "number") {
      if (part.length > digits) throw refuse(text, `has more digits than digits=${digits} says`, "Choose other digits.");
      const filled = part.padStart(digits, "0");
      if (losesItsGroup(part, digits, groups)) {
        throw refuse(text, `has fewer digits than digits=${digits} says, and ${filled} is no group of ISCO-08`, "Say that codes have several lengths.", [
          { option: "digits", value: "mixed", label: "Codes are as they are written" },
        ]);
      }
      return known(text, groupNamed(filled, groups));
    }
    const width = CODES.lostZero.get(part);
    const isOpen = width && ((!zerosAreKept && widths.has(width)) || CODES.alwaysTwoReadings.has(part));
    if (digits === null && isOpen) {
      const filled = part.padStart(width, "0");
      const group = groupNamed(part, groups);
      const mayBeAll = ![...numbers].some((one) => losesItsGroup(one, width, groups));
      throw refuse(text, `is ${filled} of the armed forces without its zero, or group ${group}`, mayBeAll ? "Say which." : `Write ${filled} where it is the first.`, [
        ...(mayBeAll ? [{ option: "digits", value: width, label: `All codes have ${width} digits: it is ${filled}` }] : []),
        { option: "digits", value: "mixed", label: `Codes are as they are written: it is ${group}` },
      ]);
    }
    return known(text, groupNamed(part, groups));
  };
  return new Map([...bare].map(([text, [part]]) => [text, read(text, part)]));
}

// --- Numbers of people ---------------------------------------------------------------------------------------------------

function cleanedAmount(text) {
  const bare = text.replace(AMOUNTS.grouping, "").replaceAll("−", "-");
  return bare.match(AMOUNTS.flagged)?.[1] ?? bare;
}

// The decimal mark of a column; where two readings remain, or cells contradict each other, a TableFault.
function decimalMarkOf(heading, texts) {
  const evidence = new Map();
  const open = [];
  const shows = (mark, text) => evidence.has(mark) || evidence.set(mark, text);
  for (const text of texts.keys()) {
    const [points, commas] = [text.split(".").length - 1, text.split(",").length - 1];
    const found = text.match(AMOUNTS.oneMark);
    if (points && commas) shows(text.lastIndexOf(".") > text.lastIndexOf(",") ? "." : ",", text);
    else if (points > 1 || commas > 1) shows(points ? "," : ".", text);
    else if (found) {
      const [, whole, mark, fraction] = found;
      if (fraction.length === 3 && whole.length >= 1 && whole.length <= 3 && !whole.startsWith("0")) open.push([mark, text]);
      else shows(mark, text);
    }
  }
  const first = (text) => rowsNamed(texts.get(text).slice(0, 1));
  if (evidence.size === 2) {
    const [one, other] = evidence.values();
    throw new TableFault(
      `column ${heading}: ${quotedCell(one)} (${first(one)}) and ${quotedCell(other)} (${first(other)}) have different decimal marks`, "Use one throughout.");
  }
  if (open.length && !evidence.size) {
    const [mark, text] = open[0];
    const fault = `column ${heading}, ${first(text)}: ${quotedCell(text)} has thousands or decimals behind its mark, and no other cell tells which`;
    const name = { ".": "point", ",": "comma" };
    throw new TableFault(fault, "Say which.", [
      { option: "decimal", value: mark, label: `The ${name[mark]} begins decimals` },
      { option: "decimal", value: mark === "." ? "," : ".", label: `The ${name[mark]} parts thousands` },
    ]);
  }
  return evidence.keys().next().value ?? ".";
}

function numberOfText(text, mark) {
  const other = mark === "." ? "," : ".";
  if (text.includes(other) && !AMOUNTS.grouped[other].test(text.split(mark)[0])) return null;
  const bare = text.replaceAll(other, "").replaceAll(mark, ".");
  return AMOUNTS.plain.test(bare) ? Number(bare) : null;
}

// What each text of the column of employment says: a number, NaN where it is not published.
function readAmounts(table, heading, { decimal = null, suppressed = [] }) {
  const all = textsOf(table, heading);
  const more = new Set(suppressed.map((mark) => mark.trim().toLowerCase()));
  const isHidden = (text) => MARKS.suppressed.has(text.toLowerCase()) || more.has(text.toLowerCase());
  const cleaned = new Map();
  for (const text of all.keys()) if (!isHidden(text) && !MARKS.suppressed.has(cleanedAmount(text).toLowerCase())) cleaned.set(text, cleanedAmount(text));
  const bare = new Map();
  for (const [text, own] of cleaned) if (!bare.has(own)) bare.set(own, all.get(text));
  const mark = decimal ?? decimalMarkOf(heading, bare);
  const read = new Map([...all.keys()].map((text) => [text, NaN]));
  for (const [text, own] of cleaned) {
    const value = numberOfText(own, mark);
    if (value === null) {
      throw new TableFault(`column ${heading}, ${rowsNamed(bare.get(own))}: ${quotedCell(text)} is no number`, "Correct it, or say what it means.", [
        { option: "suppressed", value: text, label: "It marks a cell that is not published" },
      ]);
    }
    read.set(text, value);
  }
  const refuse = (isWrong, why, remedy) => {
    const place = columnOf(table, heading);
    const wrong = table.labels.filter((_, at) => isWrong(read.get(table.rows[at][place])));
    if (!wrong.length) return;
    const text = table.rows[table.labels.indexOf(wrong[0])][place];
    throw new TableFault(`column ${heading}, ${rowsNamed(wrong)}: ${quotedCell(text)} ${why}`, remedy);
  };
  refuse((value) => Math.abs(value) === Infinity, "is no number of people");
  refuse((value) => value < 0, "is negative", "Employment is zero or more.");
  return read;
}

// The last place that a column shows: 0.001 for 1.25 and 0.125; at most 1, since 200 and 300 may well be exact.
function granuleOf(values) {
  let exponent = 0;
  for (const value of values) {
    if (!value || Number.isNaN(value)) continue;
    const [digits, power] = value.toExponential().split("e");
    exponent = Math.min(exponent, Number(power) - (digits.split(".")[1]?.length ?? 0));
  }
  return Number(`1e${Math.max(exponent, -AMOUNTS.finest)}`);
}

// --- Columns -------------------------------------------------------------------------------------------------------------

function oneColumn(table, names, option) {
  const found = table.columns.filter((heading) => names.includes(headingKey(heading)));
  if (found.length === 1) return found[0];
  const said = found.length ? `The columns ${found.join(", ")} may both be it` : "No heading tells";
  const hasDigits = (_, place) => table.rows.some((row) => /[0-9]/.test(row[place]));
  const choices = (found.length ? found : table.columns.filter(hasDigits)).slice(0, 12);
  const [what, has] = option === "code" ? ["The codes are in", "the codes"] : ["Employment is in", "the employment"];
  throw new TableFault(`which column has ${has}? ${said}`, "Name it.", choices.map((value) => ({ option, value, label: `${what} ${value}` })));
}

// Which columns hold codes and employment, and how many persons one unit stands for, by a number or by a column.
function layoutOf(table, { code = null, weight = null, unit = null }) {
  const own = weight ?? oneColumn(table, LAYOUT.weights, "weight");
  const having = (key) => table.columns.find((heading) => headingKey(heading) === key) ?? null;
  return {
    weight: own,
    code: code ?? oneColumn(table, LAYOUT.codes, "code"),
    unit,
    multiplier: having("unitmult"),
    unitColumn: headingKey(own) === LAYOUT.weights[0] ? having("unit") : null,
    attributes: table.columns.filter((heading) => LAYOUT.attributes.includes(headingKey(heading))),
  };
}

// For each row of a table, how many persons one unit of its value stands for.
function personsOf(table, layout) {
  const heading = layout.multiplier ?? layout.unitColumn;
  if (layout.unit !== null || heading === null) return table.rows.map(() => layout.unit ?? 1);
  const factors = new Map();
  for (const [text, labels] of textsOf(table, heading)) {
    const power = /^[0-9]?$/.test(text) ? 10 ** Number(text) : undefined;
    const factor = layout.multiplier ? power : LAYOUT.units[text];
    if (factor === undefined) {
      throw new TableFault(`column ${heading}, ${rowsNamed(labels)}: ${quotedCell(text)} is no unit of persons`, "Say how many persons one unit stands for.");
    }
    factors.set(text, factor);
  }
  const place = columnOf(table, heading);
  return table.rows.map((row) => factors.get(row[place]));
}
