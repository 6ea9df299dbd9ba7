"""The page that searches the text of all pages: whole words found and marked, and what is shown of a page is its text."""

import html
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from exposure_gradient.book.ext.search import SearchWords
from visits import Visit

pytestmark = [pytest.mark.browser, pytest.mark.built]

WORDS = {
    # what is searched for: the words that are marked, whatever their case
    "x-ray": {"x-ray", "x-rays"},
    "nurse's": {"nurse", "nurses", "nursery"},
    "O*NET replication": {"net", "replication", "replications"},
    "secretaries": {"secretaries"},
    "technology": {"technology", "technology-related"},
}


def search(page: Page, host: str, query: str) -> list[str]:
    """The text that is shown of each page found."""
    page.goto(f"{host}/search.html?q={quote(query)}")
    expect(page.locator(".search-summary")).to_contain_text("Search finished")
    page.wait_for_function(
        "() => [...document.querySelectorAll('ul.search li')].every((found) => found.querySelector('p.context, :scope > span'))"
    )
    return page.locator("ul.search li p.context").all_inner_texts()


def test_whole_words_are_marked_in_what_is_shown_of_a_page(browser: Browser, host: str) -> None:
    with Visit(browser, host, "search.html") as visit:
        for query, words in WORDS.items():
            snippets = search(visit.page, host, query)
            marked = {text.lower() for text in visit.page.locator("ul.search span.highlighted").all_text_contents()}
            assert marked and marked <= words, f"{query!r} marks {marked}"
            assert snippets, query
        short = visit.page.evaluate("'AI in the air, said AIs of GenAI-based maintenance'.match(wordsOfTerms(['ai']))")
        assert short == ["AI", "AIs"]
        assert visit.errors == [], visit.errors


def test_a_whole_word_comes_before_a_part_of_one(browser: Browser, host: str) -> None:
    """No page about trainers, whose stem holds that of "ray", before those about X-rays."""
    with Visit(browser, host, "search.html") as visit:
        snippets = search(visit.page, host, "x-ray")
        having = [bool(re.search(r"\bx-rays?\b", text, re.IGNORECASE)) for text in snippets]
        assert having == sorted(having, reverse=True) and sum(having) >= 4, having
        titles = visit.page.locator("ul.search li > a").all_inner_texts()
        assert "Medical Imaging and Therapeutic Equipment Technicians" in titles[:4], titles


def test_what_is_shown_of_a_page_is_neither_code_nor_a_button(browser: Browser, host: str, site: Path) -> None:
    with Visit(browser, host, "search.html") as visit:
        for query in ("papermill", "technologies", "replication", "spreads"):  # the last stands in code before the text
            snippets = search(visit.page, host, query)
            wrong = [
                text
                for text in snippets
                if re.search(r"\b(import|from exposure_gradient|Hide the code)\b|\w\(\)|^Code", text)
            ]
            assert wrong == [], f"{query!r}: {wrong[:3]}"
            opened = [text for text in snippets if not text.strip("… ")]
            assert opened == [], f"{query!r}: {len(opened)} pages are shown without text"


def test_the_page_that_a_search_leads_to_has_the_words_marked_and_nothing_else(browser: Browser, host: str) -> None:
    with Visit(browser, host, "search.html") as visit:
        search(visit.page, host, "x-ray")
        visit.page.get_by_role("link", name="Medical Imaging and Therapeutic Equipment Technicians").first.click()
        visit.page.wait_for_url("**/gradient/3211-*.html")
        visit.page.locator("article span.highlighted").first.wait_for(state="attached")
        marked = set(visit.page.locator(".highlighted").all_text_contents())
        assert {text.lower() for text in marked} <= {"x-ray", "x-rays"}, marked
        assert visit.page.locator("svg .highlighted, nav .highlighted").count() == 0
        visit.page.reload()
        assert visit.page.locator(".highlighted").count() == 0, "marks stay once only"
        assert visit.errors == [], visit.errors


def test_a_search_works_on_pages_opened_as_files_and_without_storage(browser: Browser, site: Path) -> None:
    page = browser.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    for refused in (False, True):
        page.goto(f"{(site / 'search.html').as_uri()}?q=x-ray")
        expect(page.locator(".search-summary")).to_contain_text("Search finished")
        page.locator("ul.search li a").first.click()
        page.wait_for_url("**/gradient/*.html")
        if not refused:
            assert wrong == [], wrong
            page.add_init_script(
                "Object.defineProperty(window, 'localStorage', { get() { throw new Error('refused'); } });"
            )
    assert set(wrong) <= {"refused"}, "the theme complains of it, and nothing follows from that"
    page.close()


def test_a_word_has_the_same_stem_in_the_index_and_in_a_query(browser: Browser, host: str, site: Path) -> None:
    """Sphinx has two stemmers, of which one leaves "technology" another stem."""
    words = set()
    for path in [*site.glob("methodology/*.html"), *site.glob("gradient/2*.html")]:
        text = re.sub(r"(?s)<(script|style|svg)\b.*?</\1>|<[^>]*>", " ", path.read_text("utf-8"))
        words |= {word.lower() for word in SearchWords({}).split(html.unescape(text)) if not word.isdigit()}
    with Visit(browser, host, "search.html") as visit:
        asked = sorted(words)
        in_query = visit.page.evaluate("words => words.map((word) => new Stemmer().stemWord(word))", asked)
        ours = SearchWords({})
        different = [
            (word, stem, ours.stem(word)) for word, stem in zip(asked, in_query, strict=True) if stem != ours.stem(word)
        ]
        assert len(asked) > 3000 and different == [], different[:10]
