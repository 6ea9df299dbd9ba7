"""What ISCO-08 says of each unit group: its definition, and the occupations that it gives as examples, by which a reader finds a page.

Both are the publisher's, so they are never committed: they are read from the publisher's workbook when the book is built. Where the
file is unavailable, pages and search do without them.
"""

import re
import sys
from typing import NamedTuple

from exposure_gradient.errors import InputError
from exposure_gradient.sources.locate import find
from exposure_gradient.sources.registry import load_registry
from exposure_gradient.sources.sheet import REMEDY, read_sheet

SOURCE, COLUMN, DEFINITION = "isco_structure", "Included occupations", "Definition"
HEADING = re.compile(r"Examples? of (the )?occupations (classified |included )?here ?:")
WORDS = r"(?s)\s*\S.{0,2000}"
"""A definition: the longest has two thirds of that."""
LINE = re.compile(r"- *(\S.*?),? *")
NOTICE = (
    "The ILO's workbook of ISCO-08 is unavailable, so pages do without its definitions of the unit groups, and the search "
    "without the occupations that it lists for each. Name a folder that holds the file with SOURCES=FOLDER to build with them."
)


class UnitGroup(NamedTuple):
    """What the workbook says of a unit group: its definition, and the occupations that it lists."""

    definition: str
    included: list[str]


def load_unit_groups() -> dict[str, UnitGroup]:
    """Return what the workbook says of each unit group, by its code; nothing where it is unavailable.

    Raises InputError where a definition is no plain text, or a cell of examples is not a list.
    """
    path = find(load_registry()[SOURCE])
    if path is None:
        print(NOTICE, file=sys.stderr)
        return {}
    sheet = read_sheet(path, SOURCE, ["ISCO 08 Code", DEFINITION, COLUMN], dtype=str)
    codes = sheet.texts("ISCO 08 Code", " *[0-9]{1,4} *", "code of ISCO-08").str.strip()
    definitions = sheet.texts(DEFINITION, WORDS, "definition").map(lambda text: " ".join(text.split()))
    sheet.plain(DEFINITION, definitions)
    found = {}
    for row, code, definition, cell in zip(sheet.rows, codes, definitions, sheet.frame[COLUMN], strict=True):
        if len(code) == 4:
            place = f"[{SOURCE}] {sheet.name} row {row}, column {COLUMN}"
            listed = _titles_in(cell, place) if isinstance(cell, str) and cell.strip() else []
            found[code] = UnitGroup(definition, listed)
    return found


def load_included() -> dict[str, list[str]]:
    """Return the occupations that the workbook lists, by the code of their unit group, where it lists any."""
    return {code: group.included for code, group in load_unit_groups().items() if group.included}


def _titles_in(cell: str, place: str) -> list[str]:
    """Return the titles that a cell lists, one a line after a heading."""
    heading, *lines = [line.strip() for line in cell.strip().splitlines() if line.strip()]
    titles = [LINE.fullmatch(line) for line in lines]
    if not (HEADING.fullmatch(heading) and titles and all(titles)):
        raise InputError(f"{place}: it is not a list of occupations, one a line after a heading. {REMEDY}")
    return list(dict.fromkeys(title[1] for title in titles))
