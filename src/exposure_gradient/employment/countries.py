"""What the page of a country may read: its table of employment, and how :func:`employment_by_exposure` is to take it."""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from exposure_gradient.employment.cells import check_columns
from exposure_gradient.employment.marks import as_text, is_total
from exposure_gradient.errors import InputError
from exposure_gradient.measures.text import slug
from exposure_gradient.paths import data_folder
from exposure_gradient.sources import load_published
from exposure_gradient.sources.delimited import as_key
from exposure_gradient.sources.published import Published
from exposure_gradient.tables import load, load_countries, load_employment

OWN = "own"
"""The key of a reader's own table, where an edition has one."""
OPTIONS = "own_employment.json"
ROW = "row"
THOUSAND = 1000.0


@dataclass(frozen=True)
class CountryData:
    """A country's page: names, its table, and how it is read.

    ``where`` takes the rows that the page is about, ``parts_where`` those that ``by`` parts; ``whole_options`` and ``options`` are further
    arguments of :func:`employment_by_exposure` for the two. ``source_row`` names the column with the rows of the source. ``income_group`` is empty for a table of a reader's own,
    ``weights`` is the file whose weights give the informed split, where there is one.
    """

    key: str
    name: str
    in_sentences: str
    year: str
    table: pd.DataFrame
    by: tuple[str, ...]
    where: Mapping[str, Any]
    parts_where: Mapping[str, Any]
    options: Mapping[str, Any]
    whole_options: Mapping[str, Any]
    income_group: str = ""
    file: str = ""
    weights: str = ""

    @property
    def is_own(self) -> bool:
        """Whether the table is a reader's own."""
        return self.key == OWN

    @property
    def source(self) -> str:
        """The key of the table's file in the registry of sources."""
        return f"employment_{self.key}"

    @property
    def page(self) -> str:
        """The page's name, without folder and ending."""
        return slug(self.name) or OWN

    @property
    def titles(self) -> pd.Series:
        """Titles of the groups of ISCO-08, by their codes."""
        return load().isco_groups.set_index("code")["title"]

    @property
    def reported(self) -> dict[str, Published]:
        """The shares of employment that the ILO reports, by ``world`` and by income group."""
        published = load_published()
        return {name: published[f"employment-{of}"] for name, of in REPORTED.items()}

    def label(self, place: int, key: tuple[Hashable, ...]) -> str:
        """Return what the figures of a part are called by: its year, or its place among the parts."""
        return as_text(key[0]) if self.by == ("year",) and not self.is_own else str(place)

    def rows(self, where: Mapping[str, Any]) -> tuple[int, ...]:
        """Return the rows of the source that have these values; none where every row of the file takes part, in another column."""
        if self.key in WIDE:
            return ()
        chosen = pd.Series(True, index=self.table.index)
        for column, value in where.items():
            chosen &= self.table[column].map(as_text) == as_text(value)
        own = self.table.index.to_series() if self.is_own else self.table["source_row"]
        return tuple(int(row) for row in own[chosen])


REPORTED = {"world": "world", "high": "high-income", "low": "low-income"}
"""What the ILO reports: the name in a sentence, and the end of the key among the published figures."""

WIDE = ("gbr", "fra", "ita")
"""Countries whose file has a column for each year, so that every row takes part in every figure."""


def country_data(country: str) -> CountryData:
    """Return what the page of a country may read. Raises InputError for a country without a page.

    >>> country_data("ita").in_sentences
    'Italy'
    """
    if country == OWN:
        return _own(data_folder())
    countries = load_countries()
    if country not in countries.index:
        raise InputError(f"There is no page of the country {country!r}; there are {', '.join(countries.index)}.")
    row = countries.loc[country]
    table = load_employment()[f"employment_{country}"]
    options = {"code": "isco08", "weight": "employment", "unit": THOUSAND}
    return CountryData(
        country, row["name"], row["in_sentences"], str(row["year"]), table, ("year",), {"year": int(row["year"])}, {}, options, options,
        income_group=row["income_group"], file=f"employment_{country}.csv",
    )  # fmt: skip


def own_tables() -> tuple[str, ...]:
    """Return the files of a reader's own table among the tables."""
    return (OPTIONS, *sorted(json.loads((data_folder() / OPTIONS).read_text("utf-8"))["files"].values()))


def _own(folder: Path) -> CountryData:
    """Return a reader's own table, as the command ``country`` has put it into the folder of tables."""
    path = folder / OPTIONS
    if not path.is_file():
        raise InputError(f"{path} is missing. Give a table of employment: make country EMPLOYMENT=FILE.")
    said = json.loads(path.read_text("utf-8"))
    frames = {
        name: pd.read_csv(folder / file, dtype=str, keep_default_na=False, index_col=0)
        for name, file in said["files"].items()
    }
    table = frames.pop("employment")
    by = tuple(said["by"])
    options = said["options"] | frames
    where, whole_options = whole_of(table, by, said["where"], options)
    return CountryData(
        OWN, said["name"], said["name"], said["year"], table, by, where=where, parts_where=said["parts_where"],
        options=options, whole_options=whole_options, file="own_employment.csv", weights=said["weights"],
    )  # fmt: skip


YEARS = ("timeperiod", "time", "year", "refyear", "period", "date")
"""Headings of columns of years, without case, blanks and underscores."""


def is_of_years(column: str) -> bool:
    """Say whether a column holds years, by its heading."""
    return as_key(column) in YEARS


def whole_of(
    table: pd.DataFrame, by: tuple[str, ...], where: Mapping[str, Any], options: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return which rows are everybody in a table that columns part, and the options with which these are read.

    Where a column marks its total, these are everybody; else its parts are added up. Raises InputError where they would be years.
    """
    check_columns(table, by)
    found = dict(where)
    for column in by:
        totals = sorted(
            {text for text in table[column].map(as_text) if is_total(text.upper()) or text.upper().endswith("_T")}
        )
        if len(totals) == 1 and column not in found:
            found[column] = totals[0]
    added = [column for column in by if column not in found]
    for column in added:
        if is_of_years(column) and table[column].map(as_text).nunique() > 1:
            raise InputError(
                f"column {column} parts the table by years, which are not added up. Say YEAR= with the year of the page."
            )
    return found, dict(options) | ({"repeated": "add"} if added else {})
