"""All checks of the files: those beside each page, which run with the page, and those of the whole site."""

import functools
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from printed.expected import Expected
from printed.files import (
    citations,
    countries,
    descriptions,
    embeds,
    finder,
    heads,
    inventory,
    marks,
    notebooks,
    pages,
    records,
    side_by_side,
    tables,
    twins,
    unit_groups,
    ways,
)
from printed.findings import Check, Count, Finding

Read = Callable[[Path, Expected, str, Count], Iterable[Finding]]


def _told(name: str, read: Read, site: Path, expected: Expected, page: str, count: Count) -> Iterator[Finding]:
    """Yield what a check finds, and in place of the error of its reader that the file cannot be read as one of its format."""
    try:
        yield from read(site, expected, page, count)
    except (
        Exception
    ) as error:  # each reader has errors of its own, and a damaged file is a finding, whatever the damage
        yield Finding(page, name, "cannot be read", f"{type(error).__name__}: {error}", "a file of its format")


def _check(name: str, read: Read, found: Callable[[Path, Expected], Iterable[str]] | tuple[str, ...]) -> Check:
    """Return a check of the pages that a function finds, or of these files."""
    return Check(name, found if callable(found) else lambda site, expected: found, functools.partial(_told, name, read))


CHECKS = (
    _check("head", heads.of_page, pages.everything),
    _check("citations", citations.of_page, pages.occupations),
    _check("notebook", notebooks.of_page, pages.occupations),
    _check("record", records.of_page, pages.occupations),
    _check("tasks as CSV", tables.of_page, pages.occupations),
    _check("Markdown twin", twins.of_page, pages.occupations),
    _check("record and table of a country", countries.of_page, countries.pages),
    _check("all records", records.whole, (records.WHOLE,)),
    _check("tables", tables.of_file, tables.files),
    _check("search", finder.of_file, tuple(finder.SCRIPTS)),
    _check("a reader's own table", unit_groups.of_file, (unit_groups.UNIT_GROUPS,)),
    _check("sizes of marks", marks.of_file, (marks.EMPLOYMENT,)),
    _check("comparison", side_by_side.of_file, (side_by_side.COMPARED,)),
    _check("descriptions", descriptions.of_file, descriptions.DESCRIPTIONS),
    _check("ways", ways.of_file, ways.WAYS),
    _check("pictures for other sites", embeds.of_page, embeds.pages),
    _check("inventory", inventory.of_file, (inventory.MANIFEST,)),
)
