"""From every figure of every page to its row, and from every row to its rule, its file and its code, by following the links."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pandas as pd
import pytest
from lxml import etree

from exposure_gradient.book.ext.patches import UNCOLOURED
from exposure_gradient.publication.trail import functions_of_rules

REPEATED = re.compile(r"(\d{4})\.(.+)")


@dataclass(frozen=True)
class Row:
    """A row of a trail: what it shows, and where its heading leads."""

    claim: str
    exact: str
    where: str
    ways: tuple[str, ...]


@dataclass(frozen=True)
class Read:
    """A built page: the figures with their links, the rows of its trail by their identifiers, and all identifiers."""

    figures: tuple[tuple[str, str, str | None], ...]
    rows: dict[str, Row]
    ids: tuple[str, ...]


def address(page: str, href: str) -> tuple[str, str]:
    """Return the page and the place on it that a link leads to."""
    path, _, place = href.partition("#")
    return (posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page), unquote(place)


def text_of(element: etree._Element) -> str:
    return "".join(element.itertext())


def read(path: Path, page: str) -> Read:
    root = etree.fromstring(path.read_bytes(), etree.HTMLParser(encoding="utf-8"))
    figures, rows = [], {}
    for data in root.iter("data"):
        parent = data.getparent()
        href = parent.get("href") if parent.tag == "a" and len(parent) == 1 else None
        figures.append((data.get("data-claim"), data.get("value"), href))
    for body in root.iterfind(".//table[@class='eg-table eg-audit-table']/tbody"):
        ways = tuple(one.get("href") for one in body[0].iter("a"))
        for row in body[1:]:
            name, _, exact, where = map(text_of, row)
            rows[row.get("id")] = Row(name, exact, where, ways)
    return Read(tuple(figures), rows, tuple(one.get("id") for one in root.iter() if one.get("id")))


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Read]:
    found = ((path, path.relative_to(site).as_posix()) for path in sorted(site.rglob("*.html")))
    return {page: read(path, page) for path, page in found}


@pytest.fixture(scope="module")
def ledger(site: Path) -> dict[tuple[str, str], tuple[str, ...]]:
    rows = pd.read_parquet(site / "data" / "ledger.parquet")
    columns = [rows[name] for name in ("page", "claim", "rule", "source", "rows", "columns")]
    return {(page, claim): rest for page, claim, *rest in zip(*columns, strict=True)}


def wrong_figures(page: str, pages: dict[str, Read]) -> Iterator[str]:
    for claim, value, href in pages[page].figures:
        if href is None:
            yield f"{page}: {claim} is no link"
            continue
        target, place = address(page, href)
        row = pages[target].rows.get(place) if target in pages else None
        repeated = REPEATED.fullmatch(claim)
        name = repeated[2] if target != page and repeated and repeated[1] in target else claim
        if row is None or row.claim != name or row.exact != (value or "none"):
            yield f"{page}: {claim} ({value}) leads to {href}, where there is {row}"


@pytest.mark.built
def test_every_figure_of_every_page_leads_to_its_row(pages: dict[str, Read]) -> None:
    wrong = [one for page in pages for one in wrong_figures(page, pages)]
    assert not wrong, f"{len(wrong)} figures lead astray:\n" + "\n".join(wrong[:20])
    assert sum(len(page.figures) for page in pages.values()) > 60_000, "the test has lost the figures"


@pytest.mark.built
def test_every_row_of_every_trail_leads_to_its_rule_its_file_and_its_code(
    pages: dict[str, Read], ledger: dict[tuple[str, str], tuple[str, ...]]
) -> None:
    folder, wrong, n = "methodology/", [], 0
    places = {f"{folder}{name}.html": set(pages[f"{folder}{name}.html"].ids) for name in ("measures", "sources", "api")}
    for page, its in pages.items():
        for row in its.rows.values():
            n += 1
            rule, source, rows, columns = ledger[page.removesuffix(".html"), row.claim]
            wanted = [(f"{folder}measures.html", rule), (f"{folder}sources.html", source)]
            wanted += [(f"{folder}api.html", f"code-{name}") for name in functions_of_rules()[rule]]
            where = f"{f'rows {rows}' if rows else 'all rows'}; {columns.replace('; ', ', ')}"
            ways = [address(page, href) for href in row.ways]
            if ways != wanted or row.where.replace("–", "-") != where.replace("–", "-"):
                wrong.append(f"{page}: {row.claim} leads to {row.ways} and names {row.where}, not {where}")
            wrong += [f"{page}: {way} of {row.claim} is nowhere" for way in ways if way[1] not in places[way[0]]]
    assert not wrong, f"{len(wrong)} rows lead astray:\n" + "\n".join(wrong[:20])
    assert n > 50_000, "the test has lost the rows"


@pytest.mark.built
def test_no_name_of_a_place_stands_twice_on_a_page(pages: dict[str, Read]) -> None:
    wrong = [page for page, its in pages.items() if len(its.ids) != len(set(its.ids))]
    assert not wrong, f"pages with an identifier that stands twice: {wrong[:20]}"


@pytest.mark.built
def test_marks_are_left_out_only_where_they_have_the_colour_of_the_code_around_them(site: Path) -> None:
    style = (site / "_static" / "pygments.css").read_text("utf-8")
    for scheme in ("html[data-theme] ", 'html[data-theme="dark"] '):
        [around] = re.findall(rf"{re.escape(scheme)}\.highlight \{{[^}}]*[; ]color: (#\w+)", style)
        for mark in ("n", "nn", "p", "w"):
            assert UNCOLOURED.search(f'<span class="{mark}">x</span>'), mark
            assert re.findall(rf"{re.escape(scheme)}\.highlight \.{mark} \{{ ([^}}]*) \}}", style) == [
                f"color: {around}"
            ]
