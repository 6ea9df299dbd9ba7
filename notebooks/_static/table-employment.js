// From a table's cells to employment by exposure: at least, with an equal split, at most. The rules are those of employment/cells.py,
// reach.py and parts.py, and a test holds every figure against theirs.
"use strict";

const LEVELS = ["", "major_group", "sub_major_group", "minor_group", "unit_group"];
const FIGURES = ["lower", "equal_split", "upper"];
const RELATIVE = 1e-9; // what binary arithmetic alone may make a sum differ by

// The sum of doubles, rounded once, as Python's math.fsum: the order of rows changes no figure.
function exactSum(values) {
  const partials = [];
  for (const value of values) {
    let x = value;
    let kept = 0;
    for (const partial of partials) {
      const [large, small] = Math.abs(x) < Math.abs(partial) ? [partial, x] : [x, partial];
      const high = large + small;
      const low = small - (high - large);
      if (low) partials[kept++] = low;
      x = high;
    }
    partials.length = kept;
    partials.push(x);
  }
  let high = partials.pop() ?? 0;
  while (partials.length) {
    const x = high;
    const y = partials.pop();
    high = x + y;
    const low = y - (high - x);
    if (!low) continue;
    const next = partials.at(-1) ?? 0;
    if ((low < 0 && next < 0) || (low > 0 && next > 0)) {
      const doubled = low * 2;
      if (doubled === high + doubled - high) high += doubled;
    }
    break;
  }
  return high;
}

// Ten significant digits at most, with commas between thousands, as messages write numbers.
function tenDigits(value) {
  return Number(value.toPrecision(10)).toLocaleString("en", { maximumFractionDigits: 10 });
}

// The unit groups with scores and the groups above them, from data/unit_groups.js: [code, title, mean, band] and [code, title].
function prepareUnits({ units, groups, bands }) {
  const codes = units.map(([code]) => code);
  const scored = new Set(codes);
  const all = [...codes, ...groups.map(([code]) => code)];
  const below = new Map(all.map((group) => [group, [...codes.keys()].filter((place) => codes[place].startsWith(group))]));
  const unscored = all.filter((code) => code.length === 4 && !scored.has(code));
  const hasUnscored = new Set(unscored.flatMap((code) => [1, 2, 3, 4].map((n) => code.slice(0, n))));
  const titles = new Map([...units, ...groups].map(([code, title]) => [code, title]));
  return {
    bands, below, hasUnscored, titles, groups: new Set(all),
    exposure: units.map((unit) => unit[2]), band: units.map((unit) => unit[3]),
  };
}

// --- From rows to groups ---------------------------------------------------------------------------------------------------

// The rows that have the values named.
function chosenRows(table, where) {
  let places = [...table.rows.keys()];
  for (const [heading, value] of Object.entries(where)) {
    const place = columnOf(table, heading);
    places = places.filter((at) => table.rows[at][place] === value);
    if (!places.length) {
      throw new TableFault(`column ${heading}: no row has ${quotedCell(value)}`, `There are ${valuesNamed([...textsOf(table, heading).keys()])}.`);
    }
  }
  return { ...table, rows: places.map((at) => table.rows[at]), labels: places.map((at) => table.labels[at]) };
}

function readRows(table, options, units) {
  const layout = layoutOf(table, options);
  const codes = readCodes(table, layout.code, units.groups, options);
  const amounts = readAmounts(table, layout.weight, options);
  const persons = personsOf(table, layout);
  const [codeAt, weightAt] = [columnOf(table, layout.code), columnOf(table, layout.weight)];
  const by = (options.by ?? []).map((heading) => columnOf(table, heading));
  const rows = table.rows.map((row, at) => {
    const code = codes.get(row[codeAt]);
    return {
      label: table.labels[at], text: row[codeAt], code, same: `${code.kind} ${code.code}`, key: by.map((place) => row[place]),
      amount: amounts.get(row[weightAt]) * persons[at], cells: row,
    };
  });
  const kinds = new Set(rows.map((row) => row.code.kind)).size + new Set(rows.map((row) => row.code.code.length)).size;
  const granule = kinds > 2 ? granuleOf(new Set(amounts.values())) * Math.max(...new Set(persons)) : 0;
  const used = new Set([layout.code, layout.weight, ...(options.by ?? []), ...layout.attributes]);
  return { table, layout, rows, granule, used };
}

const nameOfCode = ({ kind, code }) => (code ? `the code ${code}` : kind === "total" ? "the total" : "the mark of no stated occupation");

// What settles rows with one code: a value of a column by which they differ, parting by it, or adding them up.
function repeatedSettles(different) {
  const ways = different.flatMap(([heading, values]) => [
    ...values.slice(0, 12).map((value) => ({ option: "where", value: { [heading]: value }, label: `Take ${heading} ${quotedCell(value)} alone` })),
    { option: "by", value: heading, label: `Part the table by ${heading}` },
  ]);
  return [...ways, { option: "repeated", value: "add", label: "Add them up" }];
}

// A code with two rows in a group: two surveys, two years, or a column that is not named.
function checkRepeated({ table, layout, rows, used }) {
  const own = (row) => JSON.stringify([row.key, row.code.kind === "not stated" ? row.text : row.same]);
  const first = new Map();
  const twice = rows.find((row) => first.has(own(row)) || !first.set(own(row), row));
  if (!twice) return;
  const alike = rows.filter((row) => own(row) === own(twice));
  const different = table.columns
    .map((heading, place) => [heading, [...new Set(alike.map((row) => row.cells[place]))]])
    .filter(([heading, values]) => !used.has(heading) && values.length > 1);
  const said = `column ${layout.code}, ${rowsNamed(alike.map((row) => row.label))}: ${nameOfCode(twice.code)} has ${alike.length.toLocaleString("en")} rows`;
  const differ = different.slice(0, 4).map(([heading, values]) => `${heading} (${valuesNamed(values)})`).join("; ").slice(0, 400);
  throw new TableFault(differ ? `${said}, which differ in ${differ}` : said, different.length ? "Say which count." : "Remove all but one, or add them up.",
    repeatedSettles(different));
}

// Rows that are to be added up must not hold totals beside their parts, such as SEX_T beside SEX_F.
function checkAdded({ table, used, rows }) {
  table.columns.forEach((heading, place) => {
    if (used.has(heading)) return;
    const texts = [...new Set(rows.map((row) => row.cells[place]))].sort();
    const totals = texts.filter((text) => MARKS.total.has(text.toUpperCase()) || /_(T|TOTAL)$/.test(text.toUpperCase()));
    if (!totals.length || texts.length < 2) return;
    const others = texts.filter((text) => !totals.includes(text));
    throw new TableFault(
      `column ${heading}: ${valuesNamed(totals)} stands beside ${valuesNamed(others)}, and adding these up would count people twice`,
      "Take one, or part the table by the column.", repeatedSettles([[heading, texts]]).slice(0, -1));
  });
}

function groupsOfRows({ rows, granule }) {
  const groups = new Map();
  for (const row of rows) {
    const key = JSON.stringify(row.key);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(row);
  }
  const order = (one, other) => (one < other ? -1 : Number(one > other));
  const keys = [...groups.keys()].sort((one, other) => {
    const [a, b] = [JSON.parse(one), JSON.parse(other)];
    return a.map((part, at) => order(part, b[at])).find(Boolean) ?? 0;
  });
  return keys.map((key) => summedGroup(JSON.parse(key), groups.get(key), granule));
}

// Employment of a group of rows by code, and what cannot be placed.
function summedGroup(key, rows, granule) {
  const group = {
    key, placed: new Map(), notStated: 0, suppressed: 0, nSuppressed: 0, missing: 0, nRows: rows.length, half: granule / 2,
    suppressedCodes: new Set(), stated: NaN, reach: new Map(),
  };
  const amounts = new Map();
  for (const row of rows) {
    if (!amounts.has(row.same)) amounts.set(row.same, { code: row.code, own: [] });
    amounts.get(row.same).own.push(row.amount);
  }
  for (const { code, own } of amounts.values()) {
    const known = own.filter((amount) => !Number.isNaN(amount));
    const amount = exactSum(known);
    const nSuppressed = own.length - known.length;
    if (code.kind === "total") {
      if (!nSuppressed) group.stated = amount;
      continue;
    }
    if (nSuppressed) group.suppressedCodes.add(code.code);
    group.nSuppressed += nSuppressed;
    if (code.kind === "not stated") group.notStated = amount;
    else if (known.length) group.placed.set(code.code, amount);
  }
  return group;
}

const inGroup = (group) => (group.key.length ? ` in ${group.key.map(quotedCell).join(", ")}` : "");

// Codes that stand in a group together with codes below them, as 21 and 211 do: settled as totals, or each as people of its own.
function settleNested(group, units, nested) {
  const present = [...new Set([...group.placed.keys(), ...group.suppressedCodes])].filter(Boolean);
  present.sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const outer = present
    .map((code) => [code, present.filter((other) => other.length > code.length && other.startsWith(code))])
    .filter(([, inner]) => inner.length);
  if (!outer.length || nested === "separate") return;
  if (!nested) {
    const [code, inner] = [...outer].sort(([a], [b]) => (a < b ? -1 : 1))[0];
    throw new TableFault(`the codes ${code} and ${[...inner].sort().slice(0, 3).join(", ")} stand together${inGroup(group)}`, "Say which.", [
      { option: "nested", value: "totals", label: "The coarser code is the total of those below it" },
      { option: "nested", value: "separate", label: "The coarser code stands for people of its own" },
    ]);
  }
  const given = new Map(group.placed);
  for (const [code, inner] of outer) {
    if (group.suppressedCodes.delete(code)) group.nSuppressed -= 1; // a total that is not published says nothing beyond its parts
    if (given.has(code)) settleTotalOfCode(group, units, code, inner, given);
  }
}

function settleTotalOfCode(group, units, code, inner, given) {
  const separate = { option: "nested", value: "separate", label: "The coarser code stands for people of its own" };
  const top = inner.filter((c) => given.has(c) && !inner.some((o) => c !== o && c.startsWith(o) && given.has(o)));
  const whole = given.get(code);
  const rest = exactSum([whole, ...top.map((c) => -given.get(c))]);
  const slack = (top.length + 1) * group.half + RELATIVE * whole;
  group.placed.delete(code);
  if (rest < -slack) {
    throw new TableFault(`the codes below ${code}${inGroup(group)} add up to ${tenDigits(whole - rest)}, more than the ${tenDigits(whole)} of ${code} itself`,
      "Correct the table, or say what it means.", [separate]);
  }
  if (rest <= slack) return;
  const covered = new Set(top.flatMap((c) => units.below.get(c)));
  const left = units.below.get(code).filter((place) => !covered.has(place));
  if (!left.length && !units.hasUnscored.has(code)) {
    throw new TableFault(`the codes below ${code}${inGroup(group)} name every unit group and leave ${tenDigits(rest)} of ${code} without one`,
      "Correct the table, or say what it means.", [separate]);
  }
  const label = top.length ? `${code} without ${[...top].sort().join(", ")}` : code;
  if (top.length) group.reach.set(label, { places: left, level: "rest_of_a_group", isPartly: left.length > 0 && isPartlyScored(code, units) });
  group.placed.set(label, rest);
  const hidden = inner.filter((c) => group.suppressedCodes.has(c) && !top.some((t) => c.startsWith(t)));
  hidden.forEach((c) => group.suppressedCodes.delete(c)); // their people are in the rest
  group.nSuppressed -= hidden.length;
}

// Hold a group against its stated total; what cells that are not published hold is the difference.
function settleTotal(group, total) {
  const added = exactSum([...group.placed.values(), group.notStated]);
  const isHidden = group.nSuppressed > 0;
  if (Number.isNaN(group.stated) || total === "sum") {
    group.suppressed = isHidden ? NaN : 0;
    return;
  }
  const difference = exactSum([group.stated, -added]);
  const slack = group.nRows * group.half + RELATIVE * Math.max(group.stated, added);
  if (Math.abs(difference) <= slack && !isHidden) return;
  if (isHidden && difference >= -slack) group.suppressed = Math.max(difference, 0);
  else if (difference > 0 && total === "stated") group.missing = difference;
  else {
    const stated = [{ option: "total", value: "stated", label: "Count the difference as a share of its own" }];
    throw new TableFault(
      `the occupations${inGroup(group)} add up to ${tenDigits(added)}, ${difference > 0 ? "less" : "more"} than the stated total of ` +
        `${tenDigits(group.stated)} by ${tenDigits(Math.abs(difference))}, which rounding does not explain`,
      "Correct the table, or say what it means.",
      [...(difference > 0 ? stated : []), { option: "total", value: "sum", label: "Go by the sum" }]);
  }
}

// --- Figures ---------------------------------------------------------------------------------------------------------------

const isPartlyScored = (code, units) => units.hasUnscored.has(code) && units.below.get(code).length > 0;

// Which scored unit groups a label of a group may stand for, and at which level it was matched.
function reachOf(group, label, units) {
  return group.reach.get(label) ?? { places: units.below.get(label), level: LEVELS[label.length], isPartly: isPartlyScored(label, units) };
}

function quantityUnder(places, ofUnits) {
  const values = places.map((place) => ofUnits[place]);
  return { lower: Math.min(...values), equal_split: exactSum(values) / values.length, upper: Math.max(...values) };
}

function scoredCells(group, units) {
  const labels = [...group.placed.keys()].sort();
  return labels.map((label) => ({ label, persons: group.placed.get(label), ...reachOf(group, label, units) }));
}

// What became of all employment of a group, in persons; NaN for what cells that are not published hold, where no total tells it.
function coverageOf(group, units) {
  const cells = scoredCells(group, units);
  const sum = (has) => exactSum(cells.filter(has).map((cell) => cell.persons));
  const parts = { placed: sum((cell) => cell.places.length), unscored: sum((cell) => !cell.places.length), unplaced: group.notStated };
  const known = Number.isNaN(group.suppressed) ? 0 : group.suppressed;
  const total = exactSum([parts.placed, parts.unscored, parts.unplaced, known, group.missing]);
  const levels = [...LEVELS.slice(1).reverse(), "rest_of_a_group"];
  return {
    total, ...parts, suppressed: group.suppressed, missing: group.missing, n_suppressed: group.nSuppressed,
    ...Object.fromEntries(levels.map((level) => [`placed_by_${level}`, sum((cell) => cell.places.length && cell.level === level)])),
    perhaps_unscored: sum((cell) => cell.places.length && cell.isPartly),
  };
}

// A quantity of unit groups summed over the employment of a group, divided by a part of this; NaN where that is nothing.
function perPerson(group, units, ofUnits, whole) {
  const cells = scoredCells(group, units).filter((cell) => cell.places.length);
  const values = cells.map((cell) => quantityUnder(cell.places, ofUnits));
  return Object.fromEntries(FIGURES.map((figure) => {
    const sum = exactSum(values.map((own, at) => cells[at].persons * own[figure]));
    return [figure, whole > 0 ? sum / whole : NaN];
  }));
}

// The figures of a group, all in per cent but the mean exposure of placed employment: of Gradient 1 to 4, by band, by mean exposure.
function figuresOf(group, units) {
  const coverage = coverageOf(group, units);
  const share = (has) => {
    const own = perPerson(group, units, [...units.exposure.keys()].map((place) => Number(has(place))), coverage.total);
    return Object.fromEntries(FIGURES.map((figure) => [figure, 100 * own[figure]]));
  };
  const isExposed = (place) => units.band[place] >= 2;
  const thresholds = Array.from({ length: 15 }, (_, step) => (step + 1) / 20);
  return {
    key: group.key, coverage, exposed: share(isExposed),
    bands: units.bands.map((_, band) => share((place) => units.band[place] === band)),
    distribution: thresholds.map((reached) => [reached, share((place) => units.exposure[place] >= reached)]),
    exposure: perPerson(group, units, units.exposure, coverage.placed),
    cells: scoredCells(group, units).map(({ label, persons, places, level }) => {
      const own = places.length ? quantityUnder(places, [...units.band.keys()].map((place) => Number(isExposed(place)))) : null;
      return { code: label, level, employment: persons, n_unit_groups: places.length, ...(own && Object.fromEntries(FIGURES.map((one) => [one, 100 * own[one]]))) };
    }),
  };
}

// Employment by exposure of a table, one result for each group of the columns in `by`. Throws a TableFault that names the rows.
function employmentByExposure(table, units, options = {}) {
  const read = readRows(chosenRows(table, options.where ?? {}), options, units);
  if (options.repeated) checkAdded(read);
  else checkRepeated(read);
  const groups = groupsOfRows(read);
  for (const group of groups) {
    settleNested(group, units, options.nested);
    settleTotal(group, options.total);
  }
  return groups.map((group) => figuresOf(group, units));
}
