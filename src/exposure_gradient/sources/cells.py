"""CSV files read strictly: the same number of cells in each row, UTF-8, nothing guessed and nothing passed over."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from exposure_gradient.errors import InputError


def is_plain(text: str, lines: bool = False) -> bool:
    """Say whether a text holds printable characters only: no control, no mark that turns the reading direction.

    Line breaks are allowed with ``lines``.
    """
    return (text.replace("\n", "") if lines else text).isprintable()


UNCLOSED = "a quotation mark opens in this row and is not closed where its cell ends"


@dataclass(frozen=True)
class Cells:
    """A CSV file's headings, its rows, and the line that each row begins in (the header's is 1)."""

    header: tuple[str, ...]
    rows: list[list[str]]
    lines: list[int]

    def records(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Return each row's line and its cells by heading."""
        for line, row in zip(self.lines, self.rows, strict=True):
            yield line, dict(zip(self.header, row, strict=True))


def text_of(path: Path, remedy: str) -> str:
    """Return a text file's text. Raises InputError where it is missing or no UTF-8, naming the line."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path} is missing. {remedy}") from None
    except PermissionError:  # the file is as it should be, and restoring it would not help
        raise
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}. {remedy}") from None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(f"{path} line {line}: byte {content[error.start]:#04x} is not UTF-8. {remedy}") from None


def numbered_rows(text: str, name: str, remedy: str, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Return each row of a CSV text with the line that it begins in.

    Raises InputError that names the line in which a broken row begins: a quotation mark that is never closed takes in all
    lines after it, so the line at which the reader gives up says nothing.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for row in reader:
            yield begins, row
            begins = reader.line_num + 1
    except csv.Error as error:
        long = "limit" in str(error) and reader.line_num == begins
        fault = f"a cell has more than {csv.field_size_limit():,} characters" if long else UNCLOSED
        raise InputError(f"{name} line {begins}: {fault}. {remedy}") from None


def read_cells(path: Path, remedy: str, columns: Sequence[str] | None = None) -> Cells:
    """Read a CSV file, whose headings must be ``columns`` where these are given. Raises InputError that names the line."""
    numbered = list(numbered_rows(text_of(path, remedy), str(path), remedy))
    lines, rows = [line for line, _ in numbered], [row for _, row in numbered]
    if not rows:
        raise InputError(f"{path} is empty. {remedy}")
    header = tuple(rows[0])
    if columns is not None and header != tuple(columns):
        raise InputError(
            f"{path} line 1: the columns must be {', '.join(columns)}, and are {', '.join(header)}. {remedy}"
        )
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise InputError(f"{path} line 1: the column {', '.join(twice)} stands twice. {remedy}")
    for line, row in zip(lines, rows, strict=True):
        if len(row) != len(header):
            raise InputError(f"{path} line {line}: the row has {len(row)} cells, the header {len(header)}. {remedy}")
        for column, cell in zip(header, row, strict=True):
            if not is_plain(cell, lines=True):
                raise InputError(
                    f"{path} line {line}, column {column}: {cell!r} holds a character that cannot be printed. {remedy}"
                )
    return Cells(header, rows[1:], lines[1:])
