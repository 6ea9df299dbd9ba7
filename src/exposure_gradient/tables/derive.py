"""Derive the tables of ``data/`` from the publishers' files.

Only figures, codes, titles and categories are taken; the wording of statements and justifications is not.
Rows keep the publishers' order, and each carries the number of the row it came from, counted as a
spreadsheet counts (the first row is 1, the header included), so that a reader can put a finger on it. The
crosswalk's Stata file has no header row; its rows are counted from 1.
"""

import functools
import tempfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from exposure_gradient.errors import InputError
from exposure_gradient.paths import write_texts
from exposure_gradient.tables.from_crosswalks import (
    crosswalk,
    crosswalk_unused,
    oews_duplicates,
    us_jobs,
    us_occupations,
)
from exposure_gradient.tables.from_employment import employment_pak, eu_lfs
from exposure_gradient.tables.from_scores import isco_groups, occupations, task_scores
from exposure_gradient.tables.from_studies import eloundou, tomlinson
from exposure_gradient.tables.load import load, load_audit, load_employment, load_studies
from exposure_gradient.tables.schemas import EU_LFS

DERIVATIONS: dict[str, Callable[[], pd.DataFrame]] = {
    "task_scores": task_scores,
    "occupations": occupations,
    "isco_groups": isco_groups,
    "crosswalk": crosswalk,
    "us_occupations": us_occupations,
    "us_jobs": us_jobs,
    "crosswalk_unused": crosswalk_unused,
    "oews_duplicates": oews_duplicates,
    "eloundou": eloundou,
    "tomlinson": tomlinson,
    **{f"employment_{country}": functools.partial(eu_lfs, country) for country in EU_LFS},
    "employment_pak": employment_pak,
}


def to_csv(frame: pd.DataFrame) -> str:
    """Return a table as the text that is committed: UTF-8, comma, ``\\n``, floats as their shortest repr."""
    return frame.to_csv(index=False, lineterminator="\n")


def derive_all() -> dict[str, str]:
    """Return every derived table as CSV text, by its name. Raises InputError where they could not be loaded again."""
    texts = {name: to_csv(derivation()) for name, derivation in DERIVATIONS.items()}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_tables(folder, texts)
        try:
            for read in (load, load_audit, load_studies, load_employment):
                read(folder)
        except InputError as error:
            raise InputError(
                f"the publishers’ files give tables that cannot be used: {error}".replace(name, "data")
            ) from None
    return texts


def differences(name: str, committed: str, derived: str) -> list[str]:
    """Name every cell in which a committed table differs from the derived one, at most 20."""
    if committed == derived:
        return []
    old, new = (text.splitlines() for text in (committed, derived))
    found = []
    if len(old) != len(new):
        found.append(f"data/{name}.csv has {len(old) - 1} rows, the publishers' files give {len(new) - 1}.")
    header = new[0].split(",")
    for line, (was, is_) in enumerate(zip(old, new, strict=False), start=1):
        if was == is_:
            continue
        cells = [
            f"{column}: committed {a!r}, derived {b!r}"
            for column, a, b in zip(header, was.split(","), is_.split(","), strict=False)
            if a != b
        ]
        found.append(f"data/{name}.csv line {line}: {'; '.join(cells) or 'another number of cells'}")
    return found[:20] or [f"data/{name}.csv differs in its line ends or last line."]


def write_tables(folder: Path, texts: dict[str, str]) -> None:
    """Write derived tables into a folder."""
    write_texts({folder / f"{name}.csv": text for name, text in texts.items()})
