"""The parts of a country's page, laid out as HTML, and its record."""

import functools
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from exposure_gradient.employment.countries import CountryData
from exposure_gradient.employment.marks import as_text
from exposure_gradient.publication import phrases
from exposure_gradient.publication.citation import ILO_NOTICE
from exposure_gradient.publication.claims import Claim, sentence
from exposure_gradient.publication.country_phrases import COVERAGE
from exposure_gradient.publication.figures.bounds import Bounds
from exposure_gradient.publication.figures.share_image import country_text
from exposure_gradient.publication.heading import checked_heading
from exposure_gradient.publication.html import Html, block, code, link, paragraph, table
from exposure_gradient.publication.ledger import Ledger
from exposure_gradient.publication.link_preview import as_preview
from exposure_gradient.publication.markup import template
from exposure_gradient.sources import load_edition, load_registry

WIDEST = 5
"""How many codes are listed that keep the bounds apart."""
PAGE = template("occupation.html")
SCHEMA_PATH = Path(__file__).with_name("country.schema.json")
HEADINGS = {"lower": "At least", "equal_split": "Equal split", "upper": "At most", "informed_split": "Informed split"}
WHOLE = "Gradient 1–4"
NESTA = (
    "Employment by minor group was computed by Nesta from the EU Labour Force Survey and published in a repository under the MIT "
    "License. Neither Nesta nor Eurostat has any part in this publication."
)
ILOSTAT = (
    "Employment: ILOSTAT, International Labour Organization, under the CC BY 4.0 license "
    "(https://creativecommons.org/licenses/by/4.0/). The shares by exposure are this publication’s own work. The ILO has not reviewed or "
    "endorsed them."
)
OWN = "Employment is from a reader’s own table, which is no part of the edition. Its licence is the reader’s to state."


@functools.lru_cache
def country_schema() -> dict[str, Any]:
    """Return the JSON Schema that every record of a country satisfies."""
    return json.loads(SCHEMA_PATH.read_text("utf-8"))


def masthead(data: CountryData, heading: str) -> Html:
    """Return what stands below the title: what the page is about. Raises InputError where its heading is another country's."""
    title = checked_heading(heading, data.name, "country", data.key)
    whose = "a reader’s own table" if data.is_own else load_registry()[data.source].short_name
    about = sentence("Employment by exposure{year} · {whose}", year=f", {data.year}" if data.year else "", whose=whose)
    return Html(title + Markup('<div class="eg-masthead">{}</div>').format(about))


def caveat() -> Markup:
    """Return what exposure does not say."""
    return paragraph(phrases.EXPOSURE, "caveat")


def reported(data: CountryData) -> dict[str, str]:
    """Return the shares that the ILO reports, as texts."""
    return {name: f"{one.value}%" for name, one in data.reported.items()}


def line(name: str, claims: Mapping[str, Claim]) -> Bounds:
    """Return a line of the picture from the figures that it shows."""
    own = [claims[which] for which in ("lower", "equal_split", "upper")]
    return Bounds(name, tuple(one.value for one in own), tuple(one.text for one in own))


def _columns(claims: Iterable[str]) -> list[str]:
    return [name for name in HEADINGS if name in claims]


def table_of_shares(caption: Any, first: str, rows: Mapping[str, Mapping[str, Claim]]) -> Html:
    """Return a table of shares with their bounds, one row for each name."""
    names = _columns(next(iter(rows.values())))
    columns = [(first, ""), *((HEADINGS[name], "num") for name in names)]
    cells = [(name, *(own[which] for which in names)) for name, own in rows.items()]
    return block("shares", table(columns, cells, caption=caption, kind="table"))


def said(key: Iterable[Any]) -> str:
    """Return the values of a part of the table as a text."""
    return ", ".join(as_text(value) or "empty" for value in key)


def table_of_parts(data: CountryData, parts: Mapping[str, Mapping[str, Claim]]) -> Html:
    """Return the shares in Gradient 1 to 4 of each part of the table; where there are none, how to have them."""
    if not parts:
        return block("parts", paragraph("The table was not divided. To see its parts, name columns of it with BY=."))
    caption = sentence(
        "Share of employment in Gradient 1 to Gradient 4 by {by}: at least, with an equal split, at most.",
        by=", ".join(data.by),
    )
    return table_of_shares(caption, ", ".join(data.by).capitalize() if not data.is_own else ", ".join(data.by), parts)


def table_of_widest(data: CountryData, ledger: Ledger, codes: Iterable[str]) -> Html | str:
    """Return the codes that keep the bounds apart the most."""
    rows = []
    for one in codes:
        own = ledger.claims_under(f"cell.{one}")
        title = data.titles.get(one, "")
        rows.append((code(one), title, own["width"], own["persons"], own["n_unit_groups"]))
    if not rows:
        return ""
    columns = [("Code", ""), ("Group", "wide"), ("Points", "num"), ("Persons", "num"), ("Unit groups", "num")]
    caption = "Codes that keep the bounds apart the most: points of the share between at least and at most"
    return block("widest", table(columns, rows, caption=caption, kind="widest-table", headed_rows=1))


def table_of_coverage(data: CountryData, ledger: Ledger, coverage: pd.Series) -> Html:
    """Return what became of all employment: the parts that sum to the total."""
    rows = []
    for name, words in COVERAGE.items():
        own = ledger.claims_under(f"part.{name}")
        shown = [one if one.value is not None else one.written("not known") for one in (own["persons"], own["share"])]
        rows.append((words, *shown))
    rows.append(("All employment in the table", ledger.own("total"), ""))
    columns = [("Part", "wide"), ("Persons", "num"), ("Share", "num")]
    return block("coverage", table(columns, rows, caption="What became of all employment in the table", kind="table"))


def _shares(claims: Mapping[str, Claim]) -> dict[str, Any]:
    return {name: claims[name].value for name in _columns(claims)}


def record_of(
    data: CountryData,
    ledger: Ledger,
    bands: Mapping[str, Mapping[str, Claim]],
    parts: Mapping[str, Mapping[str, Claim]],
) -> dict[str, Any]:
    """Return the record of a country's page: its figures as JSON."""
    edition, source = load_edition(), load_registry()[data.source]
    return {
        "edition": {"id": edition.id, "date": edition.date, "notice": edition.notice or None},
        "country": data.key,
        "name": data.name,
        "year": data.year or None,
        "income_group": data.income_group or None,
        "source": {"key": source.key, "name": source.name, "licence": source.licence, "sha256": source.sha256},
        "total": ledger.own("total").value,
        "exposed": _shares(ledger.claims_under("exposed")),
        "bands": {band: _shares(own) for band, own in bands.items()},
        "by": list(data.by),
        "parts": {key: _shares(own) for key, own in parts.items()},
        "coverage": {name: ledger.own(f"part.{name}.persons").value for name in COVERAGE},
    }


def record_rows(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return a record as the rows of the page's CSV: the part of the table, the bands, and the shares in per cent."""
    rows = [("", WHOLE, record["exposed"]), *(("", band, own) for band, own in record["bands"].items())]
    rows += [(key, WHOLE, own) for key, own in record["parts"].items()]
    return [{"part": part, "bands": band, **own} for part, band, own in rows]


def take_along(data: CountryData, record: Mapping[str, Any]) -> Html:
    """Return links to the page's own files; the record travels with the output for the build to write beside the page."""
    files = [
        (f"{data.page}.json", "Figures (JSON)"),
        (f"{data.page}.csv", "Shares with their bounds (CSV)"),
        (f"{data.page}.ipynb", "Notebook"),
        (f"{data.page}.png", "Picture for links"),
        (f"../data/tables/{data.file}", "The table of employment (CSV)"),
    ]
    words = country_text(record)
    preview = as_preview(words, f"Employment in {data.in_sentences} and generative AI", words)
    links = (link(address, text, download="") for address, text in files)
    return Html(PAGE.files(links), **{"application/json": json.loads(json.dumps(record))}, **preview)


def page_sources(data: CountryData) -> Html:
    """Return the sources of the page, each with release, publisher and licence."""
    registry = load_registry()
    rows = [
        (link(source.landing, source.name), source.release, source.publisher, source.licence)
        for source in (registry[key] for key in (data.source, "ilo_scores", "isco_structure"))
    ]
    notice = OWN if data.is_own else ILOSTAT if "ILOSTAT" in registry[data.source].publisher else NESTA
    columns = [("Dataset", "wide"), ("Release", ""), ("Publisher", ""), ("Licence", "")]
    caption = "Files that the figures of this page were made from"
    return block(
        "sources",
        table(columns, rows, caption=caption, kind="source-table"),
        paragraph(notice, "notice"),
        paragraph(ILO_NOTICE, "notice"),
    )
