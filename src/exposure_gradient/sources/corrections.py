"""Declared corrections (``data/corrections.csv``): every change made to what a publisher's file says."""

import dataclasses
import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from exposure_gradient.errors import InputError
from exposure_gradient.paths import data_folder
from exposure_gradient.sources.cells import read_cells

ACTIONS = ("drop row", "replace text", "collapse spaces", "join lines", "pad code")


@dataclass(frozen=True)
class Correction:
    """One declared correction.

    ``scope`` names the cells it may touch: ``all``, or codes (``2522``, ``7126/6``) parted by blanks.
    ``count`` is the number of cells it must change; another number is an error, so that a new release of a
    file cannot be corrected by a rule that no longer fits it.
    """

    id: str
    source: str
    column: str
    scope: str
    action: str
    before: str
    after: str
    count: int | None
    status: str
    why: str

    def covers(self, key: str) -> bool:
        """Say whether the cell with this key (a code, or code/task) is in the correction's scope."""
        return self.scope == "all" or key in self.scope.split()

    def applied(self, text: str) -> str:
        """Return a cell's text after this correction."""
        match self.action:
            case "replace text":
                return text.replace(self.before, self.after)
            case "collapse spaces":
                return "\n".join(" ".join(line.split()) for line in text.split("\n"))
            case "join lines":
                return " ".join(text.split())
            case _:
                return text


COLUMNS = tuple(field.name for field in dataclasses.fields(Correction))
SCOPE = re.compile(r"all|[0-9]{1,4}(/[0-9]+)?( [0-9]{1,4}(/[0-9]+)?)*")


def _checked(path: Path, line: int, row: dict[str, str]) -> Correction:
    """Return a row as a correction. Raises InputError that names the line, the column and the cell."""

    def refuse(column: str, why: str) -> InputError:
        return InputError(f"{path} line {line}, column {column}: {row[column]!r} {why}. Correct the cell.")

    for column in ("id", "source", "column", "status", "why"):
        if not row[column].strip():
            raise refuse(column, "is empty")
    if row["action"] not in ACTIONS:
        raise refuse("action", f"is an unknown action {row['action']!r}; the actions are {', '.join(ACTIONS)}")
    if not SCOPE.fullmatch(row["scope"]):
        raise refuse("scope", "is neither all nor codes parted by blanks")
    if not re.fullmatch(r"[1-9][0-9]*" if row["action"] != "pad code" else r"[0-9]*", row["count"]):
        raise refuse("count", "is no number of cells")
    if row["action"] == "replace text" and not row["before"]:
        raise refuse("before", "names no text to replace")
    return Correction(**row | {"count": int(row["count"]) if row["count"] else None})


@functools.lru_cache
def load_corrections(folder: Path | None = None) -> tuple[Correction, ...]:
    """Return the declared corrections in the order in which they are applied."""
    path = (folder or data_folder()) / "corrections.csv"
    cells = read_cells(path, "Correct it, or restore it from version control.", COLUMNS)
    found: dict[str, Correction] = {}
    for line, row in cells.records():
        correction = _checked(path, line, row)
        if correction.id in found:
            raise InputError(
                f"{path} line {line}, column id: {correction.id!r} stands twice. Name each correction once."
            )
        found[correction.id] = correction
    return tuple(found.values())


def correct_texts(source: str, column: str, keys: Sequence[str], texts: Sequence[str]) -> list[str]:
    """Apply the declared corrections of one column to its cells.

    ``keys`` and ``texts`` have one entry a cell. Raises InputError where a correction changes another number
    of cells than it declares.
    """
    texts = list(texts)
    for correction in load_corrections():
        if (correction.source, correction.column) != (source, column):
            continue
        changed = 0
        for index, key in enumerate(keys):
            if correction.covers(key):
                corrected = correction.applied(texts[index])
                changed += corrected != texts[index]
                texts[index] = corrected
        if correction.action not in ("drop row", "pad code") and changed != correction.count:
            raise InputError(
                f"data/corrections.csv: correction {correction.id} changes {changed} cells of column "
                f"{column} in [{source}], but declares {correction.count}. Check it against the file's release."
            )
    return texts


def dropped_keys(source: str) -> set[str]:
    """Return the keys (code/task) of the rows that a declared correction drops."""
    return {
        key
        for correction in load_corrections()
        if correction.source == source and correction.action == "drop row"
        for key in correction.scope.split()
    }


def padded_codes(source: str, column: str) -> set[str]:
    """Return the codes that a declared correction says have lost their leading zeros."""
    return {
        code
        for correction in load_corrections()
        if (correction.source, correction.column, correction.action) == (source, column, "pad code")
        for code in correction.scope.split()
    }
