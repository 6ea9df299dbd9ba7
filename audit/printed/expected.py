"""The audit's own values, out of the database that :func:`audit.recompute` makes, as plain Python that processes can share."""

import os
import tomllib
import urllib.parse
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from printed.forms import Figure
from sources import AuditError

TABLES = {
    "bands": "place",
    "band_words": "isco08, choice",
    "chapter_figures": "chapter, name",
    "chapter_rows": "chapter, name, place",
    "chapter_words": "chapter, name",
    "choices": "isco08, choice",
    "compared": "study, isco08",
    "country_became": "country",
    "country_pages": "country",
    "country_widest": "country, place",
    "country_years": "country, year",
    "defined_in_isco": "isco08",
    "everyone": "isco08",
    "extremes": "isco08",
    "grid_ranges": "published, isco08",
    "group_ends": "major_code, isco08",
    "group_figures": "major_code",
    "group_previews": "code",
    "group_titles": "major_code",
    "groups": "major_code",
    "left_out": "isco08, task",
    "level_fit": "centre",
    "listed": "list, place",
    "listed_in_isco": "isco08, place",
    "marked": "isco08, mark",
    "marked_by": "key, isco08",
    "newsroom_groups": "major_code",
    "nearest": "isco08, side, distance",
    "not_covered": "isco08",
    "occupations": "isco08",
    "other_words": "isco08, choice",
    "overall": "n",
    "reconciled_tasks": "isco08, source_row",
    "records": "isco08",
    "same_minor_group": "isco08, distance",
    "shown_figures": "isco08",
    "site_columns": "table_name, column_index",
    "site_crosswalk": "rowid",
    "site_crosswalk_unused": "rowid",
    "site_eloundou": "rowid",
    "site_employment_fra": "rowid",
    "site_employment_gbr": "rowid",
    "site_employment_ita": "rowid",
    "site_employment_pak": "rowid",
    "site_intervals": "rowid",
    "site_isco_groups": "rowid",
    "site_occupation_figures": "rowid",
    "site_occupations": "rowid",
    "site_oews_duplicates": "rowid",
    "site_oews_pools": "rowid",
    "site_task_scores": "rowid",
    "site_tasks": "rowid",
    "site_tomlinson": "rowid",
    "site_us_jobs": "rowid",
    "site_us_occupations": "rowid",
    "story_ends": "list, place",
    "story_groups": "n",
    "story_overlap": "high",
    "tasks": "isco08, source_row",
    "titles": "isco08",
    "together": "n",
    "us_listed": "isco08, jobs DESC NULLS LAST, onet_soc",
    "wording": "isco08, task",
}
"""The tables that checks may read, and the order of their rows; whoever needs one more names it here."""


SITE_VARIABLE = "EXPOSURE_GRADIENT_SITE"


@dataclass(frozen=True)
class Claim:
    """A figure of the audit: its text, its exact value (a number, a word or nothing), and what it rests on.

    A statistic is near: of its exact value twelve digits count.
    """

    claim: str
    text: str
    value: float | str | None
    rule: str
    source: str
    columns: str
    rows: str
    is_near: bool = False

    @property
    def figure(self) -> Figure:
        """The figure as a page must state it."""
        return Figure(self.claim, self.value, self.text)

    def reading(self, text: str, claim: str | None = None) -> Figure:
        """Return the figure with another text, or under another claim."""
        return Figure(claim or self.claim, self.value, text)


@dataclass(frozen=True, eq=False)
class Expected:
    """All values: claims by page and name, the rows of every table of ``TABLES``, and what the whole site has in common."""

    claims: Mapping[str, Mapping[str, Claim]]
    tables: Mapping[str, Sequence[Mapping[str, Any]]]
    site: Mapping[str, str]

    def rows(self, table: str, **where: Any) -> list[Mapping[str, Any]]:
        """Return the rows of a table in which columns have these values."""
        return [row for row in self.tables[table] if all(row[name] == value for name, value in where.items())]

    def grouped(self, table: str, column: str) -> dict[Any, list[Mapping[str, Any]]]:
        """Return the rows of a table by the values of a column."""
        groups: dict[Any, list[Mapping[str, Any]]] = defaultdict(list)
        for row in self.tables[table]:
            groups[row[column]].append(row)
        return dict(groups)


def collect(connection: duckdb.DuckDBPyConnection, edition: Path) -> Expected:
    """Return all values of a database of the audit; ``edition`` is the file that declares the edition."""
    claims: dict[str, dict[str, Claim]] = defaultdict(dict)
    fields = "claim, text, number, word, rule, source, columns, rows, is_near"
    for page, claim, text, number, word, *rest in connection.execute(f"SELECT page, {fields} FROM claims").fetchall():
        claims[page][claim] = Claim(claim, text, word if number is None else number, *rest)
    tables = {}
    for table, order in TABLES.items():
        found = connection.execute(f'SELECT * FROM "{table}" ORDER BY {order}')
        names = [column[0] for column in found.description]
        tables[table] = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return Expected(dict(claims), tables, of_site(edition))


def of_site(edition: Path) -> dict[str, str]:
    """Return what the whole site has in common: the edition, and the address that citations begin with (none for a placeholder).

    Raises AuditError where the edition is not declared.
    """
    try:
        declared = tomllib.loads(edition.read_text("utf-8"))
        year, month, day = declared["date"].split("-")
        number, authors, book, site = (declared[name] for name in ("id", "authors", "title", "site"))
    except (OSError, ValueError, KeyError) as error:
        raise AuditError(
            f"{edition} cannot be read as the declaration of the edition: {error!r}. Restore it."
        ) from None
    site = f"{(os.environ.get(SITE_VARIABLE, '').strip() or site).rstrip('/')}/"
    host = urllib.parse.urlsplit(site).hostname or ""
    reserved = (
        host == "" or host.split(".")[-1] in ("example", "invalid", "test") or host.split(".")[-2:-1] == ["example"]
    )
    return {
        "edition": number,
        "edition_date": f"{year}-{month}-{day}",
        "edition_year": year,
        "edition_month": str(int(month)),
        "edition_day": str(int(day)),
        "edition_slashed": f"{year}/{month}/{day}",
        "authors": authors,
        "book": book,
        "site": site,
        "repository": declared.get("repository", ""),
        "address": "" if reserved else site,
    }
