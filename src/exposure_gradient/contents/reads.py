"""What a chapter reads, as it declares it itself, and a digest of that.

In its front matter a chapter names the tables of ``data/`` that it reads, single columns of them, or other files:

    exposure_gradient:
      reads: [occupations, task_scores.score_2025, published.csv]

A chapter that reads the publisher's wording names ``wording`` as well. It runs again only where one of these changed; a chapter that names nothing depends on every file of ``data/``. The registry and
the edition stand on every page and need not be named. ``tests/slow/test_reads.py`` changes one thing after the other and holds the
chapters that are not run again against what they would say.
"""

import csv
import functools
import hashlib
from collections.abc import Sequence
from pathlib import Path

from exposure_gradient.errors import InputError
from exposure_gradient.pages.front_matter import declared
from exposure_gradient.tables.schemas import DERIVED_SCHEMAS

KEYS = {
    "task_scores": ("isco08", "task", "has_statement"),
    "occupations": ("isco08",),
    "isco_groups": ("code", "level"),
}
"""Columns that say which rows there are: who reads a column reads these, too. Of other tables the first column does."""


def declared_reads(template: str, name: str) -> tuple[str, ...] | None:
    """Return what an authored notebook declares that it reads; None where it declares nothing, nothing where it has no code.

    Raises InputError where the declaration is no list of names.
    """
    reads = declared(template, name).get("reads")
    if reads is None:
        return None if "```{code-cell}" in template else ()
    if not isinstance(reads, list) or not all(isinstance(read, str) for read in reads):
        raise InputError(
            f"{name}: the front matter's exposure_gradient must be of the form `reads: [table, table.column]`."
        )
    return tuple(reads)


@functools.lru_cache
def _column_digests(path: Path) -> dict[str, str]:
    """Return a digest of each column of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    columns = zip(*rows, strict=True) if rows else ((),) * len(header)
    return {
        column: hashlib.sha256("\0".join(cells).encode()).hexdigest()
        for column, cells in zip(header, columns, strict=True)
    }


def _digest_of(read: str, folder: Path, notebook: str) -> list[str]:
    table, _, column = read.partition(".")
    known = table in DERIVED_SCHEMAS
    if known and column != "csv" and column:
        digests = _column_digests(folder / f"{table}.csv")
        wanted = {*KEYS.get(table, tuple(digests)[:1]), column}
        if wanted <= set(digests):
            return [digests[name] for name in sorted(wanted)]
    else:
        path = folder / (f"{table}.csv" if known else read)
        if path.is_file():
            return [hashlib.sha256(path.read_bytes()).hexdigest()]
    raise InputError(
        f"{notebook} declares that it reads {read}, which {folder.name}/ does not have. Correct its front matter."
    )


def reads_digest(reads: Sequence[str], folder: Path, notebook: str) -> dict[str, list[str]]:
    """Return the digests of what is read, by its declared names. Raises InputError for what is not there."""
    try:
        return {read: _digest_of(read, folder, notebook) for read in reads}
    except (ValueError, UnicodeDecodeError) as error:
        raise InputError(f"{folder.name}/: a table that {notebook} reads is none: {error}.") from None
