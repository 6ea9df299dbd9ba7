// Reads a table that a person brings as text, as sources/delimited.py does: what it is called, its headings, and rows of cells with
// the line that each begins in. What can be read in two ways, or not at all, is a TableFault.
"use strict";

// What is wrong with a table: the fault in the words of the Python package, what to do here, and the answers that would settle it.
class TableFault extends Error {
  constructor(fault, remedy = "", settles = []) {
    super(`${fault}.${remedy && ` ${remedy}`}`);
    Object.assign(this, { fault, remedy, settles });
  }
}

const TEXT = {
  save: "Save the table as CSV in UTF-8, or copy its cells and paste them here.",
  most: 16 * 1024 * 1024, // bytes
  longest: 131072, // characters of a cell
  delimiters: [",", ";", "\t", "|"],
  separator: /^"?sep=([,;\t|])"?[,;\t]*$/,
  hidden: /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu,
  blanks: /[\u00a0\u2009\u202f]/g, // between thousands, as typesetters and spreadsheets write them
  number: /^[+-]?([0-9]+[.,]?[0-9]*|[.,][0-9]+)([eE][+-]?[0-9]{1,3})?$/,
  unclosed: "a quotation mark opens in this row and is not closed where its cell ends",
  others: [
    ["PK\x03\x04", "a workbook or another zip archive"],
    ["\xd0\xcf\x11\xe0", "an old Excel workbook"],
    ["\x1f\x8b", "a compressed file"],
    ["<stata_dta>", "a Stata data set"],
    ["PAR1", "a Parquet file"],
    ["%PDF", "a PDF document"],
    ["{\\rtf", "a formatted document"],
    ["<", "a web page or an XML file"],
  ],
};

// A cell as a message shows it: in quotation marks, its beginning only where it is long.
function quotedCell(text) {
  const shown = text.length <= 60 ? text : `${text.slice(0, 60)}…`;
  const mark = shown.includes("'") && !shown.includes('"') ? '"' : "'";
  const escaped = (c) => (c.codePointAt(0) < 256 ? `\\x${c.codePointAt(0).toString(16).padStart(2, "0")}` : `\\u${c.codePointAt(0).toString(16).padStart(4, "0")}`);
  const inside = shown.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\t", "\\t").replace(TEXT.hidden, escaped);
  return mark + (mark === "'" ? inside.replaceAll("'", "\\'") : inside) + mark;
}

// Rows of a text with the line that each begins in. A quotation mark opens a cell where this begins, and one within it is doubled.
function rowsOfText(text, delimiter, name, isStrict = true) {
  const found = [];
  let [row, cell, line, begins, state] = [[], "", 1, 1, "start"];
  const broken = (fault) => new TableFault(`${name} line ${begins}: ${fault}`, "Correct the row.");
  const endRow = () => {
    if (row.length || cell || state !== "start") found.push([begins, [...row, cell]]);
    [row, cell, state, begins] = [[], "", "start", line + 1];
  };
  for (let at = 0; at < text.length; at += 1) {
    const c = text[at];
    if (state === "quoted") {
      if (c !== '"') cell += c;
      else if (text[at + 1] === '"') [cell, at] = [`${cell}"`, at + 1];
      else state = "closed";
    } else if (c === delimiter) [row, cell, state] = [[...row, cell], "", "next"];
    else if (c === "\n" || (c === "\r" && text[at + 1] !== "\n")) endRow();
    else if (c === "\r") continue;
    else if (c === '"' && (state === "start" || state === "next")) state = "quoted";
    else if (state === "closed" && isStrict) throw broken(TEXT.unclosed);
    else [cell, state] = [cell + c, "plain"];
    if (cell.length > TEXT.longest) throw broken(`a cell has more than ${TEXT.longest.toLocaleString("en")} characters`);
    if (c === "\n" || (c === "\r" && text[at + 1] !== "\n")) line += 1;
  }
  if (state === "quoted" && isStrict) throw broken(TEXT.unclosed);
  endRow();
  return found;
}

function delimiterOf(line) {
  const cells = TEXT.delimiters.map((mark) => rowsOfText(line.slice(0, TEXT.longest), mark, "", false)[0]?.[1].length ?? 0);
  return TEXT.delimiters[cells.indexOf(Math.max(...cells))];
}

// The text of a file, by its byte order mark, or as UTF-8, or else as Windows-1252, whose ASCII every such table shares.
function textOfBytes(bytes, name) {
  if (bytes.length > TEXT.most) throw new TableFault(`${name} has more than 16 MiB`, "Take the rows and columns that count.");
  const begin = String.fromCharCode(...bytes.subarray(0, 16));
  const other = TEXT.others.find(([mark]) => begin.startsWith(mark));
  if (other) throw new TableFault(`${name} is ${other[1]}, not a table as text`, TEXT.save);
  const marked = begin.startsWith("\xff\xfe") ? "utf-16le" : begin.startsWith("\xfe\xff") ? "utf-16be" : null;
  try {
    return new TextDecoder(marked ?? "utf-8", { fatal: true }).decode(bytes);
  } catch {
    if (marked || begin.startsWith("\xef\xbb\xbf")) throw new TableFault(`${name} is not the Unicode that it says it is`, TEXT.save);
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

// A row with as many cells as the header has; empty ones beyond it are dropped, as spreadsheets add them.
function fittedRow(name, line, row, width, delimiter) {
  const cells = [...row];
  while (cells.length > width && !cells.at(-1)) cells.pop();
  if (cells.length === width) return cells;
  let why = "Give every column one cell";
  if (cells.some((cell) => /[\r\n]/.test(cell))) why = `Perhaps ${TEXT.unclosed}`;
  else if (cells.length > width && delimiter === ",") {
    why += ". If your decimal mark is a comma, save the table with semicolons between the columns";
  }
  throw new TableFault(`${name} line ${line}: ${cells.length} cells under ${width} columns`, `${why}.`);
}

function checkPlain(name, line, heading, cell) {
  const hidden = cell.replaceAll("\n", "").match(TEXT.hidden)?.[0];
  if (!hidden) return;
  const number = hidden.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
  throw new TableFault(`${name} line ${line}, column ${quotedCell(heading)}: ${quotedCell(cell)} holds the unprintable character U+${number}`, "Remove it.");
}

function checkHeadings(name, line, header, rows) {
  header.forEach((heading, place) => {
    if (heading) return;
    throw new TableFault(`${name} line ${line}: column ${place + 1} has no heading`, "Remove it if it numbers the rows, or name it.");
  });
  header.forEach((heading) => checkPlain(name, line, heading, heading));
  const twice = header.filter((heading, place) => header.indexOf(heading) !== place).sort()[0];
  if (twice !== undefined) throw new TableFault(`${name} names the column ${quotedCell(twice)} twice`, "Rename one.");
  if (!rows.length) throw new TableFault(`${name} has no rows below its headings`);
}

// A table: its headings, its rows as lists of texts, and their labels, which messages name.
function tableOfText(text, name) {
  if (!text.trim()) throw new TableFault(`${name} is empty`, TEXT.save);
  if (text.includes("\0")) {
    const line = text.slice(0, text.indexOf("\0")).split("\n").length;
    throw new TableFault(`${name} line ${line} holds null bytes, which no table as text has`, TEXT.save);
  }
  const lines = text.split(/\r\n|\r|\n/);
  const first = Math.max(lines.findIndex((line) => /[^ \t,;|"']/.test(line)), 0);
  const separator = lines[first].match(TEXT.separator);
  const delimiter = separator?.[1] ?? delimiterOf(lines[first]);
  const read = rowsOfText(text, delimiter, name)
    .map(([line, cells]) => [line, cells.map((cell) => cell.replace(TEXT.blanks, " ").trim().replaceAll("\r\n", "\n"))])
    .filter(([line, cells]) => line > first + (separator ? 1 : 0) && cells.some(Boolean));
  if (!read.length) throw new TableFault(`${name} is empty`, TEXT.save);
  const [headerLine, header] = read.shift();
  while (header.length && !header.at(-1)) header.pop();
  if (header.length < 2) {
    throw new TableFault(`${name} line ${headerLine} names no columns separated by commas, semicolons or tabs`, "Begin the table with such a line.");
  }
  if (header.every((heading) => TEXT.number.test(heading))) { // a row of data, which would be lost as headings
    throw new TableFault(`${name} line ${headerLine} holds numbers alone and names no columns`, "Write the columns’ names above it.");
  }
  const rows = read.map(([line, row]) => [line, fittedRow(name, line, row, header.length, delimiter)]);
  const named = [...header.keys()].filter((place) => header[place] || rows.some(([, row]) => row[place]));
  const columns = named.map((place) => header[place]);
  const cells = rows.map(([, row]) => named.map((place) => row[place]));
  const labels = rows.map(([line]) => line);
  checkHeadings(name, headerLine, columns, cells);
  cells.forEach((row, at) => row.forEach((cell, place) => checkPlain(name, labels[at], columns[place], cell)));
  return { name, columns, rows: cells, labels };
}
