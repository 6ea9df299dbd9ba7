"""Publishers' files as the derivations read them: found, checked against the registry, and each read once."""

import functools
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from exposure_gradient.errors import InputError
from exposure_gradient.sources import find, load_registry
from exposure_gradient.sources.sheet import Sheet, read_sheet
from exposure_gradient.tables.schemas import TITLE_RULE, is_title


def sheet_of(source: str, columns: Sequence[str], **options: object) -> Sheet:
    """Return columns of a publisher's file. Raises InputError where it cannot be had, or is not what the registry names."""
    registered = load_registry()[source]
    path = find(registered)
    if path is None:
        raise InputError(
            f"[{source}] cannot be had from any place, so the tables cannot be derived. Put the file into a "
            f"folder at {registered.path} and name the folder with SOURCES=FOLDER."
        )
    return _read(path, registered.sha256, source, tuple(columns), **options)


@functools.lru_cache
def _read(path: Path, sha256: str, source: str, columns: tuple[str, ...], **options: object) -> Sheet:
    """Read a file once, whose bytes have been found to have this hash."""
    return read_sheet(path, source, columns, **options)


def title_of(sheet: Sheet, column: str, texts: Sequence[str] | pd.Series) -> pd.Series:
    """Return titles that are what a title must be."""
    titles = pd.Series(list(texts), index=sheet.frame.index)
    sheet.plain(column, titles)
    sheet.refuse(column, ~titles.map(is_title).astype(bool), f"is no title: {TITLE_RULE}")
    return titles
