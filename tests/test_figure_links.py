"""From a figure to what is behind it: each leads to its row in a trail, the row to its rule, its file and the code, in two clicks."""

import csv
import pkgutil
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pandas as pd
import pytest
from lxml import etree
from markupsafe import Markup
from playwright.sync_api import Browser, Page

from exposure_gradient.build.sphinx_once import UNCOLOURED, without_idle_marks
from exposure_gradient.paths import ROOT, data_folder
from exposure_gradient.presentation.claims import Claim, row_id, without_figure_links
from exposure_gradient.presentation.html import link
from exposure_gradient.presentation.trail import audit_trail, functions_of_rules
from visits import Visit, violations

MEASURES = ROOT / "notebooks" / "methodology" / "measures.md"
OF_3211 = "gradient/3211-medical-imaging-and-therapeutic-equipment-technicians.html"
REPEATED = re.compile(r"(\d{4})\.(.+)")


def made(name: str = "mean_2025", rule: str = "rule-mean") -> Claim:
    return Claim(name, "0.22", 0.2175, rule, "ilo_scores", ("score_2025",), (2, 3))


# --- Without a book --------------------------------------------------------------------------------------------------


def test_every_rule_of_the_chapter_names_functions_that_there_are() -> None:
    anchors = re.findall(r"^\((rule-[a-z-]+)\)=\s*$", MEASURES.read_text("utf-8"), re.MULTILINE)
    with (data_folder() / "rules.csv").open(encoding="utf-8", newline="") as file:
        declared = {row["rule"]: row["functions"].split("; ") for row in csv.DictReader(file)}
    assert sorted(declared) == sorted(anchors)
    for rule, functions in declared.items():
        for name in functions:
            found = pkgutil.resolve_name(f"exposure_gradient.{name}")
            assert callable(found) or isinstance(found, property), f"{rule}: {name} is no function"


def test_a_figure_is_a_link_to_its_row_and_the_row_has_that_name() -> None:
    figure = made("band.Gradient 1.low")
    row = row_id(figure.id)
    assert str(Markup("{}").format(figure)).startswith(f'<a href="#{row}"><data data-claim="band.Gradient 1.low"')
    assert f'<tr id="{row}"><th>band.Gradient 1.low</th>' in audit_trail([figure], "measures.html").markup


def test_a_rule_without_code_is_refused() -> None:
    with pytest.raises(ValueError, match=r"rules\.csv declares no function of 'rule-other'"):
        audit_trail([made(rule="rule-other")], "measures.html")


def test_a_figure_within_a_link_is_none_of_its_own() -> None:
    words = Markup("mean {} of {}").format(made(), "<b>")
    within = '<data data-claim="mean_2025" value="0.2175">0.22</data>'
    assert link("page.html", words) == f'<a href="page.html">mean {within} of &lt;b&gt;</a>'
    assert without_figure_links(Markup('<a href="x">x</a>')) == '<a href="x">x</a>'


def test_a_repeated_figure_is_the_same_claim_wherever_it_leads() -> None:
    """A page may state a figure of another page in its own sentences as well; its ledger takes both as one."""
    assert made() == Claim(**{**vars(made()), "trail": "gradient/3211.html#f-mean_2025"})


# --- Every claim of every page ---------------------------------------------------------------------------------------


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


# --- Code, lighter ----------------------------------------------------------------------------------------------------


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


def test_marks_of_another_colour_stay() -> None:
    assert without_idle_marks('<span class="nf">f</span><span class="p">()</span>') == '<span class="nf">f</span>()'


# --- In a browser ----------------------------------------------------------------------------------------------------


STATE = """() => {
    const one = document.activeElement, box = one.getBoundingClientRect();
    return { id: one.id, words: one.textContent, top: box.top, bottom: box.bottom, seen: one.checkVisibility() };
}"""


def tab_to(page: Page, selector: str, most: int = 60, key: str = "Tab") -> None:
    for _ in range(most):
        page.keyboard.press(key)
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{most} times {key} do not lead to {selector}")


@pytest.mark.browser
@pytest.mark.built
def test_a_keyboard_goes_from_a_figure_to_its_row_and_on_to_rule_and_code(browser: Browser, host: str) -> None:
    with Visit(browser, host, OF_3211) as visit:
        page = visit.page
        tab_to(page, ".eg-figure-links")
        page.keyboard.press("Enter")
        tab_to(page, "a:has(> data[data-claim='mean_2025'])")
        page.keyboard.press("Enter")
        page.wait_for_function("document.activeElement.id === 'f-mean_2025'")
        row = page.evaluate(STATE)
        assert row["seen"] and row["top"] >= 0 and row["bottom"] <= 900, (
            f"the row of 3211’s mean is out of sight: {row}"
        )
        tab_to(page, "a[href$='#rule-mean']", most=1)
        page.keyboard.press("Enter")
        page.wait_for_url("**/methodology/measures.html#rule-mean")
        page.go_back()
        page.wait_for_function("document.activeElement.id === 'f-mean_2025'")
        tab_to(page, "a[href$='#code-rules.mean']", most=3)
        page.keyboard.press("Enter")
        page.wait_for_url("**/methodology/api.html#code-rules.mean")
        source = page.locator("[id='code-rules.mean'] pre")
        assert source.is_visible() and "def mean(" in source.text_content(), "the source of mean is folded"
        box = source.bounding_box()
        assert 0 <= box["y"] < 700, f"the source of mean is out of sight: {box}"
        assert visit.errors == []


@pytest.mark.browser
@pytest.mark.built
def test_back_from_a_row_the_keyboard_is_at_the_figure_again(browser: Browser, host: str) -> None:
    with Visit(browser, host, OF_3211) as visit:
        page = visit.page
        page.locator(".eg-figure-links").click()
        page.locator("a:has(> data[data-claim='percentile'])").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_function("document.activeElement.id === 'f-percentile'")
        page.go_back()
        page.wait_for_function("document.activeElement.matches('a:has(> data[data-claim=percentile])')")
        assert page.locator(".eg-ways").count() == 0


@pytest.mark.browser
@pytest.mark.built
def test_figures_are_no_stops_until_that_is_asked_for_and_stay_so_on_the_next_page(browser: Browser, host: str) -> None:
    with Visit(browser, host, OF_3211) as visit:
        page, linked = visit.page, "document.querySelectorAll('a[href]:has(> data)').length"
        places = "[...document.querySelectorAll('article :is(p, td, dd, figure)')].map((one) => one.getBoundingClientRect().y)"
        before = page.evaluate(places)
        assert page.evaluate(linked) == 0, "a keyboard has to pass all figures of 3211"
        page.locator(".eg-figure-links").click()
        assert page.evaluate(linked) > 100
        assert page.evaluate(places) == before, "to make figures links moves the text of 3211"
        page.goto(f"{host}/gradient/4132-data-entry-clerks.html")
        assert page.evaluate(linked) > 100
        page.locator(".eg-figure-links").click()
        assert page.evaluate(linked) == 0


@pytest.mark.browser
@pytest.mark.built
@pytest.mark.parametrize("path", [OF_3211, "index.html", "story.html", "gradient.html", "methodology/measures.html"])
@pytest.mark.parametrize("width", [1280, 360])
def test_a_page_whose_figures_are_links_is_accessible(browser: Browser, host: str, path: str, width: int) -> None:
    with Visit(browser, host, path, width=width) as visit:
        visit.page.locator(".eg-figure-links").click()
        visit.page.evaluate("document.querySelectorAll('article details').forEach((one) => { one.open = true; })")
        assert violations(visit.page) == []


@pytest.mark.browser
@pytest.mark.built
@pytest.mark.parametrize("scripts", [True, False])
def test_a_pointer_goes_from_any_figure_to_its_row(browser: Browser, host: str, scripts: bool) -> None:
    with Visit(browser, host, OF_3211, java_script_enabled=scripts) as visit:
        visit.page.locator("dl data[data-claim='change']").click()
        row = visit.page.locator("[id='f-change']")
        row.wait_for(state="visible", timeout=5000)
        assert row.bounding_box()["y"] < 900


@pytest.mark.browser
@pytest.mark.built
def test_a_finger_and_a_table_of_all_occupations_lead_to_the_rows_of_other_pages(browser: Browser, host: str) -> None:
    with Visit(browser, host, "gradient.html", width=360, has_touch=True) as visit:
        visit.page.locator("data[data-claim='3211.mean_2025']").tap()
        visit.page.wait_for_url(f"**/{OF_3211}#f-mean_2025")
        visit.page.wait_for_function("document.activeElement.id === 'f-mean_2025'")
