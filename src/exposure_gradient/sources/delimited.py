"""Read a table that a person brings: CSV as spreadsheets and statistics programs save it.

Publishers' files and our own tables are read strictly (``cells.py``, ``sheet.py``). A person’s table comes in the form that
their program writes: UTF-8, UTF-16 or Windows-1252, columns separated by commas, semicolons or tabs, numbers with a point or a
comma. Each of these is taken where the file settles it, and refused where it does not. What is read has one form: cells as
plain text with the line that each row begins in, and numbers as decimals.
"""

import codecs
import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from exposure_gradient.errors import InputError
from exposure_gradient.sources.cells import UNCLOSED, is_plain, numbered_rows

SAVE = "Save the table as CSV in UTF-8 (in Excel: Save As, “CSV UTF-8”)."
REPAIR = "Correct the row."
SHOWN = 60
"""How much of a wrong cell a message quotes, in characters."""

DELIMITERS = ",;\t|"
BLANKS = str.maketrans(dict.fromkeys("\u00a0\u2009\u202f", " "))
"""What spreadsheets and typesetters set between thousands, as plain blanks."""
LINE_END = re.compile(r"\r\n|\r|\n")
"""Where the csv module counts a line."""
SEPARATOR_LINE = re.compile(r'"?sep=([,;\t|])"?[,;\t]*')
"""The line above the header by which Excel is told how columns are separated."""
NUMBER = re.compile(r"[+-]?([0-9]+[.,]?[0-9]*|[.,][0-9]+)([eE][+-]?[0-9]{1,3})?")
NO_FRACTION = re.compile(r"([0-9]+)[.,]0*")
MISSING = {"", ".", "na", "nan"}
"""What stands for a missing value, in lower case: of spreadsheets, Stata, R and Python."""

ENCODINGS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks and the encoding that each announces; the longer mark is before the one that it begins with."""
OTHER_FILES = (
    (b"PK\x03\x04", "a workbook or another zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"\x1f\x8b", "a compressed file"),
    (b"<stata_dta>", "a Stata data set"),
    (b"PAR1", "a Parquet file"),
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "a formatted document"),
    (b"<", "a web page or an XML file"),
)


def quoted(text: str) -> str:
    """Return a cell as a message shows it: in quotation marks, its beginning only where it is long."""
    return repr(text if len(text) <= SHOWN else f"{text[:SHOWN]}…")


def _text_of(content: bytes, name: str) -> str:
    """Return a file’s text by its byte order mark, or as UTF-8, or else as Windows-1252, whose ASCII every such table shares."""
    if not content.strip():
        raise InputError(f"{name} is empty. {SAVE}")
    for begin, kind in OTHER_FILES:
        if content.startswith(begin):
            raise InputError(f"{name} is {kind}, not a table as text. {SAVE}")
    marked = next((encoding for mark, encoding in ENCODINGS if content.startswith(mark)), None)
    try:
        text = content.decode(marked or "utf-8")
    except UnicodeDecodeError as error:
        try:
            text = content.decode(marked or "cp1252")
        except UnicodeDecodeError:
            line = content.count(b"\n", 0, error.start) + 1
            raise InputError(
                f"{name} line {line}: byte {content[error.start]:#04x} is not {error.encoding.upper()}. {SAVE}"
            ) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InputError(f"{name} line {line} holds null bytes, which no table as text has. {SAVE}")
    return text


def _delimiter_of(line: str) -> str:
    """Return what separates the columns of a header: the mark that makes most cells of it."""
    begin = line[: csv.field_size_limit()]
    return max(DELIMITERS, key=lambda mark: len(next(csv.reader([begin], delimiter=mark), [])))


@dataclass(frozen=True)
class Delimited:
    """A person’s table. ``rows`` has one cell for each heading, without blanks at its ends, and the line that the row begins in."""

    name: str
    header: tuple[str, ...]
    header_line: int
    rows: list[tuple[int, list[str]]]

    def cells(self) -> Iterator[tuple[int, str, str]]:
        """Return line, heading and text of every cell below the header."""
        for line, row in self.rows:
            for heading, text in zip(self.header, row, strict=True):
                yield line, heading, text


def _fitted(name: str, line: int, row: list[str], width: int, delimiter: str) -> list[str]:
    """Return a row with as many cells as the header has; empty ones beyond it are dropped, as spreadsheets add them."""
    while len(row) > width and not row[-1]:
        row = row[:-1]
    if len(row) == width:
        return row
    why = "Give every column one cell"
    if any(LINE_END.search(cell) for cell in row):
        why = f"Perhaps {UNCLOSED}"
    elif len(row) > width and delimiter == ",":
        why += ". If your decimal mark is a comma, save the table with semicolons between the columns"
    raise InputError(f"{name} line {line}: {len(row)} cells under {width} columns. {why}.")


def read_delimited(content: bytes, name: str) -> Delimited:
    """Read a person’s table from its bytes; ``name`` is the file’s, for messages.

    Rows without any text are passed over, and so are columns without heading and text. Raises InputError that names the line.
    """
    text = _text_of(content, name)
    lines = LINE_END.split(text)
    first = next((number for number, line in enumerate(lines) if line.strip(" \t,;|\"'")), 0)
    separator = SEPARATOR_LINE.fullmatch(lines[first])
    delimiter = separator[1] if separator else _delimiter_of(lines[first])
    rows = []
    for line, row in numbered_rows(text, name, REPAIR, delimiter):
        cells = [cell.translate(BLANKS).strip().replace("\r\n", "\n") for cell in row]
        if line > first + bool(separator) and any(cells):
            rows.append((line, cells))
    if not rows:
        raise InputError(f"{name} is empty. {SAVE}")
    header_line, header = rows.pop(0)
    while header and not header[-1]:
        header.pop()
    if len(header) < 2:
        raise InputError(
            f"{name} line {header_line} names no columns separated by commas, semicolons or tabs. Begin the table with such a line."
        )
    if all(NUMBER.fullmatch(heading) for heading in header):  # a row of data, which would be lost as headings
        raise InputError(
            f"{name} line {header_line} holds numbers alone and names no columns. Write the columns’ names above it."
        )
    rows = [(line, _fitted(name, line, row, len(header), delimiter)) for line, row in rows]
    named = [place for place, heading in enumerate(header) if heading or any(row[place] for _, row in rows)]
    for place in named:
        if not header[place]:
            raise InputError(
                f"{name} line {header_line}: column {place + 1} has no heading. Remove it if it numbers the rows "
                "(in R: row.names = FALSE; in pandas: index=False), or name it."
            )
    table = Delimited(
        name,
        tuple(header[place] for place in named),
        header_line,
        [(line, [row[place] for place in named]) for line, row in rows],
    )
    for line, heading, cell in [*((header_line, heading, heading) for heading in table.header), *table.cells()]:
        if not is_plain(cell, lines=True):
            hidden = next(c for c in cell if not c.isprintable() and c != "\n")
            raise InputError(
                f"{name} line {line}, column {quoted(heading)}: {quoted(cell)} holds the unprintable character "
                f"U+{ord(hidden):04X}. Remove it."
            )
    return table


def as_key(heading: str) -> str:
    """Return a heading without what people write differently: case, blanks, hyphens, underscores."""
    return "".join(c for c in heading.casefold() if c.isalnum())


def is_missing(text: str) -> bool:
    """Say whether a cell stands for a missing value."""
    return text.casefold() in MISSING


def whole_number(text: str) -> str:
    """Return a whole number without a fraction of zeros, as programs that know doubles only write it; any other text as it is."""
    found = NO_FRACTION.fullmatch(text)
    return found[1] if found else text


def check_decimal_mark(name: str, cells: Iterable[tuple[int, str]]) -> None:
    """Raise InputError where some numbers of a table have a decimal point and others a comma: one of them may part thousands."""
    first: dict[str, tuple[int, str]] = {}
    for line, text in cells:
        for mark in ".,":
            if mark in text and NUMBER.fullmatch(text):
                first.setdefault(mark, (line, text))
    if len(first) == 2:
        (line, text), (other, other_text) = sorted(first.values())
        raise InputError(
            f"{name} line {other}: {other_text!r} has another decimal mark than {text!r} in line {line}. Use one throughout."
        )


def number(text: str) -> Decimal | None:
    """Return what a cell says as a decimal, with a point or a comma as its decimal mark, or None where it is no number."""
    return Decimal(text.replace(",", ".")) if NUMBER.fullmatch(text) else None
