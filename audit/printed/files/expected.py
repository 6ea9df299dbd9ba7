"""What the files of the site must hold: the audit's own records and tables, and the edition."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from printed.expected import Expected
from printed.files.comparing import Table

KEYS = {"crosswalk": 6, "crosswalk_unused": 2, "task_scores": 2, "tasks": 2}
KEYS |= {"employment_fra": 2, "employment_gbr": 2, "employment_ita": 2, "employment_pak": 3}
"""How many of a table's first columns name a row, where it takes more than one."""
PREFIX = "site_"


@dataclass(frozen=True)
class Shown:
    """What a record holds as numbers alone, as it is shown: its percentile as an ordinal, and the four scores of each task."""

    percentile: str
    scores: Sequence[Sequence[str]]


COUNTRIES = "countries/"
"""The folder of the countries' pages."""


@dataclass(frozen=True)
class Country:
    """A country's page: its key, its name as it stands in sentences, what a link to it says, and its record."""

    key: str
    in_sentences: str
    said: str
    record: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Files:
    """All that is held against the files.

    Records and what is shown of them are by code, in the order of codes; ``pages`` names the page of each code; ``groups`` has the
    link preview of each major group's page by that page; ``tables`` are by the names of the site; ``listed`` has
    the occupations that ISCO-08 lists in each unit group, by its code.
    """

    site: Mapping[str, str]
    records: Mapping[str, Mapping[str, Any]]
    shown: Mapping[str, Shown]
    pages: Mapping[str, str]
    groups: Mapping[str, Mapping[str, Any]]
    countries: Mapping[str, Country]
    tables: Mapping[str, Table]
    listed: Mapping[str, Sequence[str]]

    def cited_address(self, path: str) -> str | None:
        """Return the address that a citation names; None where the site is published nowhere."""
        return f"{self.site['address']}{path}" if self.site["address"] else None


@functools.lru_cache(maxsize=2)
def of(expected: Expected) -> Files:
    """Return what the files must hold, out of all that the audit expects."""
    site = expected.site
    about = {"edition": {"id": site["edition"], "date": site["edition_date"], "notice": None}}
    rows = expected.tables["records"]
    columns = expected.grouped("site_columns", "table_name")
    return Files(
        site,
        {row["isco08"]: about | row["record"] for row in rows},
        {row["isco08"]: Shown(row["percentile"], row["scores"]) for row in expected.tables["shown_figures"]},
        {row["isco08"]: row["page"] for row in rows},
        {row["page"]: row for row in expected.tables["group_previews"]},
        {row["page"]: _country(expected, row, about) for row in expected.tables["country_became"]},
        {
            name.removeprefix(PREFIX): _table(name.removeprefix(PREFIX), columns, found)
            for name, found in expected.tables.items()
            if name.startswith(PREFIX) and name != "site_columns"
        },
        {code: [row["title"] for row in found] for code, found in expected.grouped("listed_in_isco", "isco08").items()},
    )


def _table(name: str, columns: Mapping[str, Sequence[Mapping[str, Any]]], rows: Sequence[Mapping[str, Any]]) -> Table:
    own = columns[name]
    names = tuple(column["column_name"] for column in own)
    types = tuple(column["data_type"] for column in own)
    return Table(names, types, [tuple(row[column] for column in names) for row in rows], KEYS.get(name, 1))


def _country(expected: Expected, row: Mapping[str, Any], about: Mapping[str, Any]) -> Country:
    claims, key = expected.claims[row["page"]], row["country"]

    def shares(name: str) -> dict[str, Any]:
        return {which: claims[name.format(which)].value for which in ("lower", "equal_split", "upper")}

    def text(which: str) -> str:
        return claims[f"{key}.exposed.{which}"].text

    years = [one["year"] for one in expected.rows("country_years", country=key)]
    parts = ("placed", "unscored", "unplaced", "suppressed", "missing")
    record = about | {
        "country": key,
        "name": row["name"],
        "year": str(row["year"]),
        "income_group": row["income_group"],
        "source": {"key": row["source"], "name": row["file"], "licence": row["licence"], "sha256": row["sha256"]},
        "total": claims[f"{key}.total"].value,
        "exposed": shares(f"{key}.exposed.{{}}"),
        "bands": {one["band"]: shares(f"{key}.band.{one['id']}.{{}}") for one in expected.tables["bands"]},
        "by": ["year"],
        "parts": {str(year): shares(f"{key}.{{}}.{year}") for year in years},
        "coverage": {part: claims[f"{key}.part.{part}.persons"].value for part in parts},
    }
    said = (
        f"{row['name']}, {row['year']}: {text('lower').removesuffix('%')}–{text('upper')} of employment is in occupations of Gradient 1 to "
        f"Gradient 4, {text('equal_split')} with an equal split. Overlap of task content, not a forecast of jobs lost."
    )
    return Country(key, row["in_sentences"], said, record)


def code_of(page: str) -> str | None:
    """Return the code of an occupation's page, None for any other."""
    return page[9:13] if page.startswith("gradient/") else None
