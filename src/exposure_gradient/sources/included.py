"""The occupations that ISCO-08 gives as examples of each unit group, by which a reader finds a page.

The list is the publisher's, so it is never committed: it is read from the publisher's workbook when the book is built. Where the file
is unavailable, the search does without it.
"""

import re
import sys

from exposure_gradient.errors import InputError
from exposure_gradient.sources.locate import find
from exposure_gradient.sources.registry import load_registry
from exposure_gradient.sources.sheet import REMEDY, read_sheet

SOURCE, COLUMN = "isco_structure", "Included occupations"
HEADING = re.compile(r"Examples? of (the )?occupations (classified |included )?here ?:")
LINE = re.compile(r"- *(\S.*?),? *")
NOTICE = (
    "The ILO's workbook of ISCO-08 is unavailable, so the search does not know the occupations that it lists for each unit group. "
    "Name a folder that holds the file with SOURCES=FOLDER to build the search with them."
)


def load_included() -> dict[str, list[str]]:
    """Return the occupations that the workbook lists, by the code of their unit group; none where it is unavailable.

    Raises InputError where a cell of a unit group is not a list.
    """
    path = find(load_registry()[SOURCE])
    if path is None:
        print(NOTICE, file=sys.stderr)
        return {}
    sheet = read_sheet(path, SOURCE, ["ISCO 08 Code", COLUMN], dtype=str)
    codes = sheet.texts("ISCO 08 Code", " *[0-9]{1,4} *", "code of ISCO-08").str.strip()
    included = {}
    for row, code, cell in zip(sheet.rows, codes, sheet.frame[COLUMN], strict=True):
        if len(code) == 4 and isinstance(cell, str) and cell.strip():
            included[code] = _titles_in(cell, f"[{SOURCE}] {sheet.name} row {row}, column {COLUMN}")
    return included


def _titles_in(cell: str, place: str) -> list[str]:
    """Return the titles that a cell lists, one a line after a heading."""
    heading, *lines = [line.strip() for line in cell.strip().splitlines() if line.strip()]
    titles = [LINE.fullmatch(line) for line in lines]
    if not (HEADING.fullmatch(heading) and titles and all(titles)):
        raise InputError(f"{place}: it is not a list of occupations, one a line after a heading. {REMEDY}")
    return list(dict.fromkeys(title[1] for title in titles))
