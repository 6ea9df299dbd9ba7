"""What five readers came for, step by step as they do it, with the number of actions that it takes: clicks, keys and texts typed."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator

from visits import Visit

pytestmark = [pytest.mark.browser, pytest.mark.built]


class Reader:
    """A reader at a page, whose actions are counted."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.page, self.actions = visit, visit.page, 0

    def click(self, what: Locator) -> None:
        self.actions += 1
        what.click()

    def write(self, field: Locator, text: str) -> None:
        self.actions += 1
        field.fill(text)

    def press(self, key: str) -> None:
        self.actions += 1
        self.page.keyboard.press(key)

    def copied(self) -> str:
        return self.page.evaluate("navigator.clipboard.readText()")

    def find(self, words: str, code: str) -> None:
        """Find an occupation in the landing page's field or in the search dialog, whichever has the focus or is opened."""
        field = self.page.locator("#eg-find")
        if not field.count():
            self.press("Control+k")
            field = self.page.locator("#pst-search-dialog input[type=search]")
        self.write(field, words)
        self.page.locator(".eg-results:visible [role=option]").first.wait_for()
        self.press("Enter")
        self.page.wait_for_url(re.compile(rf"/gradient/{code}-"))


@pytest.fixture
def reader(browser: Browser, host: str) -> Iterator[Reader]:
    with Visit(browser, host, "index.html") as visit:
        yield Reader(visit)
        assert visit.errors == [], f"the console reports {visit.errors}"


def test_a_worker_finds_her_job_and_reads_what_it_means(reader: Reader) -> None:
    reader.find("X-ray tech", "3211")
    lead = reader.page.locator(".eg-lead")
    assert "0.22" in lead.inner_text() and "Not exposed" in lead.inner_text()
    assert lead.bounding_box()["y"] < 400, "the answer is not in the first screen"
    assert reader.actions == 2


def test_a_journalist_takes_a_sentence_a_link_and_a_picture_to_embed(reader: Reader, host: str) -> None:
    reader.find("sonographer", "3211")
    reader.click(reader.page.locator("summary", has_text="sentences to quote"))
    reader.click(reader.page.get_by_label("Headline, statements and source as text").locator("button.copybtn"))
    assert "rank 259 of 427 occupations" in reader.copied() and "Source: " in reader.copied()
    reader.click(reader.page.locator("figure.eg-place button.eg-tool"))
    reader.click(reader.page.get_by_role("button", name="Copy link"))
    reader.page.get_by_text("Link copied.").wait_for()
    assert reader.copied().endswith("#page-picture")
    reader.click(reader.page.get_by_role("button", name="Copy code to embed"))
    reader.page.get_by_text("Code copied.").wait_for()
    assert reader.copied().startswith("<iframe ")
    assert reader.actions == 7
    reader.page.goto(f"{host}/3211/")  # the address that stays
    reader.page.wait_for_url(re.compile(r"/gradient/3211-"))


def test_a_researcher_compares_three_occupations_and_takes_the_data(reader: Reader) -> None:
    reader.find("X-ray tech", "3211")
    reader.click(reader.page.locator("button.eg-pin"))
    reader.find("nurse", "2221")
    reader.click(reader.page.locator("button.eg-pin"))
    reader.find("Uber driver", "8322")
    reader.click(reader.page.locator("a.eg-pin"))
    reader.page.wait_for_url(re.compile(r"compare\.html\?c=3211,2221,8322$"))
    with reader.page.expect_download() as download:
        reader.click(reader.page.get_by_role("button", name="CSV"))
    text = Path(download.value.path()).read_text("utf-8")
    assert all(code in text for code in ("3211", "2221", "8322")), text[:200]
    assert reader.actions == 12
    menu = reader.page.locator("#pst-primary-sidebar")
    reader.click(menu.get_by_role("link", name="Use the data"))
    reader.page.get_by_text("import exposure_gradient").first.wait_for()
    assert reader.actions == 13


def test_a_reviewer_gets_from_a_figure_to_its_row_its_rule_and_its_code(reader: Reader, host: str) -> None:
    reader.page.goto(f"{host}/gradient/3211-medical-imaging-and-therapeutic-equipment-technicians.html")
    figure = reader.page.locator("dl.eg-tiles data[data-claim='change']").first
    for name, page in (("change", "measures.html"), ("rules.mean", "api.html")):
        reader.actions = 0
        reader.click(figure)
        row = reader.page.locator("[id='f-change']")
        row.wait_for()
        assert "+0.02" in row.inner_text() and "rows 1249–1256; score_2025, score_2023" in row.inner_text()
        reader.click(row.get_by_role("link", name=name, exact=True))
        reader.page.wait_for_url(re.compile(rf"/methodology/{page}#"))
        assert reader.actions == 2, name
        reader.page.go_back()
        reader.page.go_back()


def test_an_analyst_sees_which_occupations_have_most_people_and_most_exposure(reader: Reader) -> None:
    reader.click(reader.page.locator("article").get_by_role("link", name="The full gradient").first)
    reader.page.wait_for_url("**/gradient.html")
    reader.click(reader.page.locator(".eg-views label", has_text="Mean against employment"))
    plot = reader.page.locator(".eg-plot")
    reader.page.wait_for_function("() => document.querySelector('.eg-titles').textContent.includes('U.S. jobs')")
    names = plot.locator(".eg-names text").all_text_contents()
    assert "Contact Centre Information Clerks" in names, names
    label = plot.locator("path[id='eg-mark-4222']").get_attribute("aria-label")
    assert re.search(r"U\.S\. jobs: \d,\d{3},\d{3}, equal split", label), label
    assert reader.actions == 2
