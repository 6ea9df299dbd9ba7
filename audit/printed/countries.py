"""The pages of countries: the names that their forms are filled from, and their reading."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from printed import document, forms, trail
from printed.chapters import settled
from printed.compare import compare
from printed.expected import Expected
from printed.findings import Check, Count, Finding
from printed.occupations import MEASURES, shown_figures
from printed.text import link

SPLITS = ("lower", "equal_split", "upper")
PARTS = ("placed", "unscored", "unplaced", "suppressed", "missing")
REPORTED = {"world": 25, "high": 34, "low": 11}
"""The shares of employment that the ILO reports, per cent, typed here from reports of others; the text of the paper was not at hand."""


def names_of(expected: Expected, page: str) -> dict[str, Any]:
    """Return the names that a country's page is filled from."""
    [about] = expected.rows("country_became", page=page)
    key = about["country"]
    claims = expected.claims[page]
    own = {name.removeprefix(f"{key}."): figure for name, figure in shown_figures(claims).items()}
    low, split, high = (claims[f"{key}.exposed.{name}"].value for name in SPLITS)
    ilo = REPORTED.get(about["income_group"])
    return (
        expected.site
        | own
        | {
            "name": about["name"],
            "in_sentences": about["in_sentences"],
            "year": str(about["year"]),
            "short_name": about["short_name"],
            "income_group": about["income_group"],
            "page_name": page.partition("/")[2],
            "table": f"employment_{key}.csv",
            "file_link": link(about["file"], about["landing"]),
            "file_release": about["release"],
            "file_publisher": about["publisher"],
            "file_licence": about["licence"],
            "has_reported": ilo is not None,
            "reported": f"{ilo}%",
            "reported_low": f"{REPORTED['low']}%",
            "reported_high": f"{REPORTED['high']}%",
            "is_within": ilo is not None and low <= ilo <= high,
            "is_above": ilo is not None and ilo > high,
            "is_below": ilo is not None and ilo < low,
            "is_between": ilo is None and REPORTED["low"] <= split <= REPORTED["high"],
            "is_of_two_digits": about["digits"] == 2,
            "is_ilostat": key == "pak",
            "bands": [
                {"band": row["band"]} | {f"of_{name}": own[f"band.{row['id']}.{name}"] for name in SPLITS}
                for row in expected.tables["bands"]
            ],
            "widest": [
                {"code": row["code"], "title": row["title"]}
                | {f"of_{name}": own[f"cell.{row['code']}.{name}"] for name in ("persons", "n_unit_groups", "width")}
                for row in expected.rows("country_widest", country=key)
            ],
            "years": [
                {"of_year": str(row["year"])} | {f"of_{name}": own[f"{name}.{row['year']}"] for name in SPLITS}
                for row in expected.rows("country_years", country=key)
            ],
            "trail": trail.rows(claims.values(), MEASURES),
        }
    )


def pages(site: Path, expected: Expected) -> Iterable[str]:
    """Return the pages of countries."""
    return [row["page"] for row in expected.tables["country_pages"]]


def read(site: Path, expected: Expected, page: str, count: Count) -> Iterator[Finding]:
    """Read a country's page; a share may differ in its last bits, since the order of a sum decides them."""
    found = trail.in_order(document.read(site, page))
    wanted = forms.expected("country", names_of(expected, page))
    yield from compare(settled(found, expected.claims[page]), wanted, count)


CHECKS = (Check("the countries’ pages", pages, read),)
