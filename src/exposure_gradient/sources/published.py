"""Figures that the study reports in print (``data/published.csv``): declared, to be laid beside our own."""

import functools
import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from exposure_gradient.errors import InputError
from exposure_gradient.paths import data_folder
from exposure_gradient.sources.cells import read_cells

COLUMNS = ("id", "what", "value", "decimals", "where", "note")


@dataclass(frozen=True)
class Published:
    """One figure as reported; its text has exactly the decimals that were reported."""

    id: str
    what: str
    value: Decimal
    decimals: int
    where: str
    note: str


def _checked(path: Path, line: int, row: dict[str, str]) -> Published:
    """Return a row as a figure. Raises InputError that names the line, the column and the cell."""

    def refuse(column: str, why: str) -> InputError:
        return InputError(f"{path} line {line}, column {column}: {row[column]!r} {why}. Correct the cell.")

    for column in ("id", "what", "where"):
        if not row[column].strip():
            raise refuse(column, "is empty")
    if not re.fullmatch(r"[0-9]", row["decimals"]):
        raise refuse("decimals", "is no number of decimals from 0 to 9")
    decimals = int(row["decimals"])
    if not re.fullmatch(rf"\d+\.\d{{{decimals}}}" if decimals else r"\d+", row["value"], re.ASCII):
        raise refuse("value", f"is no number with {decimals} decimals")
    return Published(row["id"], row["what"], Decimal(row["value"]), decimals, row["where"], row["note"])


@functools.lru_cache
def load_published(folder: Path | None = None) -> dict[str, Published]:
    """Return the reported figures by their names, in the order of the file.

    >>> load_published()["mean-4132"].value
    Decimal('0.70')
    """
    path = (folder or data_folder()) / "published.csv"
    cells = read_cells(path, "Correct it, or restore it from version control.", COLUMNS)
    found: dict[str, Published] = {}
    for line, row in cells.records():
        figure = _checked(path, line, row)
        if figure.id in found:
            raise InputError(f"{path} line {line}, column id: {figure.id!r} stands twice. Name each figure once.")
        found[figure.id] = figure
    return found
