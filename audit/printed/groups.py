"""The pages of major groups: the names that their forms are filled from, and their reading."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from printed import document, forms, trail
from printed.compare import compare
from printed.expected import Expected
from printed.findings import Check, Count, Finding
from printed.occupations import MEASURES, shown_figures

COLUMNS = ("mean_2025", "change", "change_adjusted", "percentile", "band", "n_tasks")


def members(expected: Expected, page: str, codes: set[str], prefix: str) -> list[dict[str, Any]]:
    """Return the rows of a page's table of occupations, the most exposed first, equals in the order of their codes."""
    titles = {row["isco08"]: row for row in expected.tables["titles"]}
    rows = [row for row in expected.tables["occupations"] if row["isco08"] in codes]
    claims = expected.claims[page]
    return [
        {
            "isco08": o["isco08"],
            "title": titles[o["isco08"]]["title"],
            "address": f"{prefix}{titles[o['isco08']]['page']}.html",
            "band_place": str(o["band_place"]),
        }
        | {f"of_{name}": claims[f"{o['isco08']}.{name}"].figure for name in COLUMNS}
        for o in sorted(rows, key=lambda row: (-row["mean_q"], row["isco08"]))
    ]


def names_of(expected: Expected, page: str) -> dict[str, Any]:
    """Return the names that the page of a major group is filled from."""
    own = [row for row in expected.tables["occupations"] if row["group_page"] == page]
    rows = members(expected, page, {row["isco08"] for row in own}, "../")
    claims = [claim for name, claim in expected.claims[page].items() if not name[:4].isdigit()]
    first, last = rows[0], rows[-1]
    return (
        expected.site
        | shown_figures(expected.claims[page])
        | {
            "title": own[0]["major_label"],
            "first": first["title"],
            "first_address": first["address"],
            "last": last["title"],
            "last_address": last["address"],
            "members": rows,
            "trail": trail.rows(claims, MEASURES),
        }
    )


def pages(site: Path, expected: Expected) -> Iterator[str]:
    """Yield the pages of all major groups."""
    return (row["page"] for row in expected.tables["groups"])


def read(site: Path, expected: Expected, page: str, count: Count) -> Iterator[Finding]:
    """Read one major group's page."""
    wanted = forms.expected("group", names_of(expected, page))
    return compare(trail.in_order(document.read(site, page)), wanted, count)


CHECKS = (Check("the major groups’ pages", pages, read),)
