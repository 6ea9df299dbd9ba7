"""A publisher's file as a table: unpacked within bounds, without formulas, and each column checked as it is taken.

The registry's hash refuses every file but those that were looked at. This is the second line, for the day on which somebody
takes in a new release and puts its hash into the registry: whatever does not fit is refused by file, row and column.
"""

import io
import math
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from exposure_gradient.errors import InputError
from exposure_gradient.sources.cells import is_plain, read_cells

MOST_BYTES = 64 * 2**20
"""A file, or a workbook unpacked, may be no larger: five times the largest of those in the registry."""

REMEDY = "Use the release named in data/sources.toml; what is wrong in the publisher’s file itself needs a declared correction."
SHOWN = 60
"""How much of a wrong cell a message quotes."""

NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
"""What is a number in a table: no blanks, no ``nan`` or ``inf``, no digits of other scripts, no ``1_000``."""

RUNS_OR_FETCHES = re.compile(
    r"externalLink|vbaProject|connections\.xml|queryTable|activeX|embeddings/|macrosheets/", re.IGNORECASE
)
FORMULA = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=\"(\w+)\"[^>]*>\s*<(?:\w+:)?f[\s/>]")
ERROR_CELL = re.compile(rb"<(?:\w+:)?c\s(?=[^>]*\bt=\"e\")[^>]*?\br=\"(\w+)\"")
ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")


@contextmanager
def _reading(name: str) -> Iterator[None]:
    """Turn whatever a library raises at a file into one InputError: parsers in C and Rust raise anything, a panic included."""
    try:
        yield
    except (InputError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        raise InputError(f"{name} is no file of its kind that can be read: {_first_line(error)}. {REMEDY}") from None


def _parts(path: Path) -> dict[str, bytes]:
    """Return a workbook's parts, unpacked. Raises InputError where they would be too large, before they are unpacked.

    A part that declares fewer bytes than it holds is cut at what it declares, and then its checksum is wrong.
    """
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        size = sum(part.file_size for part in parts)
        if size > MOST_BYTES:
            raise InputError(
                f"{path.name} unpacks to {size:,} bytes, and no workbook may to more than {MOST_BYTES:,}. {REMEDY}"
            )
        names = [part.filename for part in parts]
        if len(set(names)) < len(names):
            raise InputError(f"{path.name} holds a part twice under one name. {REMEDY}")
        return {part.filename: archive.read(part) for part in parts}


def _refuse_what_is_no_value(name: str, parts: dict[str, bytes]) -> None:
    """Raise InputError where a workbook computes, fetches or runs anything; links that a reader may click are left alone."""
    for part, content in parts.items():
        if RUNS_OR_FETCHES.search(part):
            raise InputError(f"{name} holds {part}: it would fetch other files or run a program. {REMEDY}")
        if ENTITIES.search(content):
            raise InputError(f"{name}, part {part}: it declares entities, which no workbook needs. {REMEDY}")
        if b"sheetData" not in content:
            continue
        for pattern, what in ((FORMULA, "a formula, and its value is only what some spreadsheet last made of it"),
                              (ERROR_CELL, "an error in place of a value")):  # fmt: skip
            found = pattern.search(content)
            if found:
                raise InputError(f"{name}, part {part}, cell {found[1].decode()}: it holds {what}. {REMEDY}")


def _plain_workbook(path: Path) -> io.BytesIO:
    """Return a workbook's parts, looked through and packed anew: the reader gets nothing that was not looked at."""
    parts = _parts(path)
    _refuse_what_is_no_value(path.name, parts)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    packed.seek(0)
    return packed


@dataclass(frozen=True)
class Sheet:
    """The columns that are needed of a publisher's table. ``first_row`` is the row of its first cell below the header."""

    source: str
    name: str
    frame: pd.DataFrame
    first_row: int

    @property
    def rows(self) -> pd.Series:
        """The number of each row as the file counts."""
        return pd.Series(self.frame.index + self.first_row, index=self.frame.index)

    def refuse(self, column: str, wrong: pd.Series, why: str) -> None:
        """Raise InputError that names the first cell of a column that is wrong, if one is."""
        if not wrong.any():
            return
        place = wrong.idxmax()
        cell = repr(self.frame[column].astype(object)[place])
        cell = cell if len(cell) <= SHOWN else f"{cell[:SHOWN]}…"
        more = f" ({int(wrong.sum()) - 1} more cells like it)" if wrong.sum() > 1 else ""
        raise InputError(
            f"[{self.source}] {self.name} row {place + self.first_row}, column {column}: {cell} {why}{more}. {REMEDY}"
        )

    def with_cells(self, column: str, cells: pd.Series) -> "Sheet":
        """Return the sheet with other cells in a column, such as empty ones where the publisher has a mark of its own."""
        return replace(self, frame=self.frame.assign(**{column: cells}))

    def texts(self, column: str, pattern: str = r"(?s).*\S.*", what: str = "text") -> pd.Series:
        """Return a column of texts, each of which fits a pattern from end to end."""
        cells = self.frame[column]
        fits = re.compile(pattern).fullmatch
        self.refuse(
            column, ~cells.map(lambda cell: isinstance(cell, str) and bool(fits(cell))).astype(bool), f"is no {what}"
        )
        return cells

    def plain(self, column: str, texts: Sequence[str] | pd.Series, lines: bool = False) -> None:
        """Raise InputError where a text of a column holds what cannot be printed; line breaks are allowed with ``lines``."""
        for place, text in zip(self.frame.index, texts, strict=True):
            if not is_plain(text, lines):
                hidden = next(c for c in text if not (c.isprintable() or (lines and c == "\n")))
                self.refuse(
                    column,
                    self.frame.index.to_series() == place,
                    f"holds the unprintable character U+{ord(hidden):04X}",
                )

    def numbers(
        self, column: str, low: float = 0, high: float = math.inf, *, may_miss: bool = False, whole: bool = False
    ) -> pd.Series:
        """Return a column as the doubles nearest to what it says; an empty cell is NaN, where cells may be missing."""
        cells = self.frame[column]
        values = cells.map(_number).astype(float)
        empty = cells.map(lambda cell: isinstance(cell, str) and not cell)
        self.refuse(column, values.isna() & ~empty, "is no number")
        if not may_miss:
            self.refuse(column, empty.astype(bool), "is missing")
        self.refuse(column, (values < low) | (values > high) | values.abs().eq(math.inf), f"is not in {low:g}–{high:g}")
        if whole:
            self.refuse(column, values % 1 != 0, "is no whole number")
        return values

    def whole(self, column: str, low: int = 0, high: float = math.inf) -> pd.Series:
        """Return a column as whole numbers."""
        return self.numbers(column, low, high, whole=True).astype("int64")

    def scores(self, column: str, *, may_miss: bool = False) -> pd.Series:
        """Return a column of scores on 0–1."""
        return self.numbers(column, 0, 1, may_miss=may_miss)

    def once(self, column: str, keys: pd.Series) -> None:
        """Raise InputError where a key stands in more than one row."""
        self.refuse(column, keys.duplicated(), "stands in an earlier row, too")


def _number(cell: object) -> float:
    if isinstance(cell, str):
        return float(cell) if NUMBER.fullmatch(cell) else math.nan
    return float(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else math.nan


def _read(path: Path, header: int, options: dict) -> pd.DataFrame:
    match path.suffix:
        case ".xlsx":
            options = {
                "header": header,
                "dtype": object,
                "keep_default_na": False,
            } | options  # or a cell that is true becomes 1
            return pd.read_excel(_plain_workbook(path), engine="calamine", **options)
        case ".csv":
            cells = read_cells(path, REMEDY)
            return pd.DataFrame(cells.rows, columns=list(cells.header), dtype=object)
        case ".dta":
            return pd.read_stata(io.BytesIO(path.read_bytes()), **options)
    raise InputError(f"{path.name}: the kind of file is unknown; workbooks, CSV and Stata files are read. {REMEDY}")


def read_sheet(path: Path, source: str, columns: Sequence[str], *, header: int = 0, **options: object) -> Sheet:
    """Read columns of a publisher's table: of a workbook, a CSV file (its cells as text) or a Stata file.

    ``header`` is the number of rows above the row of headings. Raises InputError for whatever cannot be read.
    """
    with _reading(f"[{source}] {path.name}"):
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise InputError(f"{path.name} has {size:,} bytes, and no file may have more than {MOST_BYTES:,}. {REMEDY}")
        frame = _read(path, header, options)
    names = [str(name) for name in frame.columns]
    missing = [column for column in columns if column not in names]
    if missing:
        raise InputError(
            f"[{source}] {path.name} has no column {', '.join(missing)}; its columns are {', '.join(names)[:300]}. {REMEDY}"
        )
    twice = [column for column in columns if f"{column}.1" in names]  # so pandas names a heading that stands again
    if twice:
        raise InputError(f"[{source}] {path.name} has the column {', '.join(twice)} twice. {REMEDY}")
    if frame.empty:
        raise InputError(f"[{source}] {path.name} has no rows. {REMEDY}")
    first_row = 1 if path.suffix == ".dta" else header + 2
    return Sheet(source, path.name, frame[list(columns)], first_row)
