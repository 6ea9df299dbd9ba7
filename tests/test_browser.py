"""The built pages in a real browser: accessible, self-contained, and working."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from visits import WCAG, Visit

pytestmark = [pytest.mark.browser, pytest.mark.built]

PAGES = {
    "landing": "index.html",
    "story": "story.html",
    "gradient": "gradient.html",
    "newsroom": "newsroom.html",
    "measures": "methodology/measures.html",
    "replication": "methodology/replication.html",
    "sensitivity": "methodology/sensitivity.html",
    "share": "methodology/share.html",
    "data": "data.html",
    "group 3": "groups/3-technicians-and-associate-professionals.html",
    "3211": "gradient/3211-medical-imaging-and-therapeutic-equipment-technicians.html",
    "6340": "gradient/6340-subsistence-fishers-hunters-trappers-and-gatherers.html",
    "7126": "gradient/7126-plumbers-and-pipe-fitters.html",
    "2310": "gradient/2310-university-and-higher-education-teachers.html",
}


@pytest.mark.parametrize("name", PAGES)
def test_page_is_quiet_and_loads_nothing_from_elsewhere(browser: Browser, host: str, name: str) -> None:
    with Visit(browser, host, PAGES[name]) as visit:
        assert visit.errors == [], f"{name}: the console reports {visit.errors}"
        away = [url for url in visit.requests if not url.startswith((host, "data:"))]
        assert away == [], f"{name}: asks other hosts for {away}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_page_has_no_accessibility_violation(browser: Browser, host: str, name: str, scheme: str) -> None:
    with Visit(browser, host, PAGES[name], scheme=scheme) as visit:
        found = Axe().run(visit.page, options=WCAG).response["violations"]
        words = [f"{v['id']}: {v['help']} at {[n['target'] for n in v['nodes']][:4]}" for v in found]
        assert words == [], f"{name}, {scheme}: " + "; ".join(words)


@pytest.mark.parametrize("name", PAGES)
def test_page_does_not_scroll_sideways_on_a_phone(browser: Browser, host: str, name: str) -> None:
    with Visit(browser, host, PAGES[name], width=360) as visit:
        width = visit.page.evaluate("document.documentElement.scrollWidth")
        assert width <= 360, f"{name}: is {width} px wide on a screen of 360 px"
        if name in (
            "measures",
            "replication",
            "sensitivity",
            "share",
            "data",
        ):  # tables for reviewers may scroll inside their frames
            return
        frames = visit.page.evaluate(
            "[...document.querySelectorAll('.eg-scroll')].filter(f => f.scrollWidth > f.clientWidth + 1)"
            ".map(f => f.querySelector('caption').textContent.slice(0, 60))"
        )
        assert frames == [], f"{name}: a reader must scroll sideways inside {frames}"


FOUND = {
    # what is typed: the page it must lead to, and the reason that must be given
    "medical imaging": ("3211", "ISCO-08 3211"),
    "3211": ("3211", "ISCO-08 3211"),
    "radiation therapists": ("3211", "U.S. title: Radiation Therapists"),
    "29-1124": ("3211", "O*NET-SOC 29-1124.00: Radiation Therapists"),
    "291124": ("3211", "O*NET-SOC 29-1124.00: Radiation Therapists"),
    "PLUMBERS": ("7126", "ISCO-08 7126"),
    "imaging medical": ("3211", "ISCO-08 3211"),
}


@pytest.mark.parametrize("page", ["landing", "6340", "measures", "group 3"])
@pytest.mark.parametrize("query", FOUND)
def test_an_occupation_is_found_from_any_page_by_keyboard_alone(
    query: str, page: str, browser: Browser, host: str
) -> None:
    code, why = FOUND[query]
    with Visit(browser, host, PAGES[page]) as visit:
        visit.page.keyboard.press("Control+k")
        visit.page.keyboard.type(query)
        dialog = visit.page.locator("#pst-search-dialog")
        first = dialog.get_by_role("option").first
        first.wait_for()
        assert first.locator(".eg-why").inner_text() == why, f"{query!r} from {page}"
        assert first.get_attribute("aria-selected") == "true"
        visit.page.keyboard.press("Enter")
        visit.page.wait_for_url(f"**/gradient/{code}-*.html")
        assert visit.errors == [], visit.errors


def test_choosing_the_page_that_one_is_on_closes_the_search_and_stays(browser: Browser, host: str) -> None:
    with Visit(browser, host, PAGES["3211"]) as visit:
        visit.page.evaluate("window.stillHere = true")
        loaded = len(visit.requests)
        dialog = visit.page.locator("#pst-search-dialog")
        for choose in (
            lambda: visit.page.keyboard.press("Enter"),
            lambda: dialog.get_by_role("option").first.click(),
            lambda: dialog.get_by_role("option").first.get_by_role("link").click(),
        ):
            visit.page.keyboard.press("Control+k")
            visit.page.keyboard.type("3211")
            dialog.get_by_role("option").first.wait_for()
            choose()
            dialog.wait_for(state="hidden")
            assert visit.page.evaluate("window.stillHere"), "the page was loaded anew"
            assert visit.page.evaluate("document.querySelector('#pst-search-dialog input').value") == ""
        asked = [url for url in visit.requests[loaded:] if not url.endswith("data/find.js")]
        assert asked == [], f"choosing the page that is open asks for {asked}"
        assert visit.errors == [], visit.errors


def test_the_landing_pages_own_field_finds_and_says_how_many(browser: Browser, host: str) -> None:
    with Visit(browser, host, PAGES["landing"]) as visit:
        field = visit.page.get_by_label("Find an occupation by title or code, ISCO-08 or U.S.")
        field.fill("nurs")
        options = visit.page.locator(".eg-finder").get_by_role("option")
        options.first.wait_for()
        assert "Nursing Professionals" in options.locator("a").all_text_contents()
        assert visit.page.locator(".eg-finder [role=status]").inner_text().split()[0].isdecimal()
        second = options.nth(1).locator("a").inner_text()
        field.press("ArrowDown")
        assert options.nth(1).get_attribute("aria-selected") == "true"
        assert field.get_attribute("aria-activedescendant") == options.nth(1).get_attribute("id")
        field.press("Enter")
        visit.page.wait_for_url("**/gradient/*.html")
        assert visit.page.locator("article h1").inner_text().startswith(second)


def test_what_is_not_found_is_said(browser: Browser, host: str) -> None:
    with Visit(browser, host, PAGES["landing"]) as visit:
        field = visit.page.get_by_label("Find an occupation by title or code, ISCO-08 or U.S.")
        field.fill("astronaut wrangler")
        visit.page.get_by_text("No occupation found by that name or code.").wait_for()
        field.fill("<img src=x onerror=alert(1)>")
        visit.page.get_by_text("No occupation found by that name or code.").wait_for()
        assert visit.page.locator(".eg-finder img").count() == 0


def test_finding_takes_less_than_a_tenth_of_a_second(browser: Browser, host: str) -> None:
    with Visit(browser, host, PAGES["3211"]) as visit:
        took = visit.page.evaluate(
            """async () => {
                const pages = await findData();
                const queries = ["a", "te", "technicians", "3", "29-", "health", "operators of machines"];
                const times = queries.map((query) => {
                    const begun = performance.now();
                    search(pages, query);
                    return performance.now() - begun;
                });
                return Math.max(...times);
            }"""
        )
        assert took < 100, f"the slowest query took {took:.0f} ms"


def test_finding_works_on_pages_opened_as_files(browser: Browser, site: Path) -> None:
    page = browser.new_page()
    page.goto((site / PAGES["3211"]).as_uri())
    page.keyboard.press("Control+k")
    page.keyboard.type("7126")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/gradient/7126-*.html")
    page.close()


def test_table_of_the_gradient_sorts(browser: Browser, host: str) -> None:
    with Visit(browser, host, PAGES["gradient"]) as visit:
        table = visit.page.locator("table.eg-sortable")
        assert table.locator("tbody tr").count() == 427

        def column(number: int) -> list[str]:
            return table.locator(f"tbody tr > :nth-child({number})").all_text_contents()

        table.get_by_role("button", name="ISCO-08").click()
        codes = column(1)
        assert codes == sorted(codes)
        table.get_by_role("button", name="Change").click()
        changes = [float(text.replace("−", "-")) for text in column(4)]
        assert changes == sorted(changes)
        table.get_by_role("button", name="Change").click()
        assert table.locator("th[aria-sort]").get_attribute("aria-sort") == "descending"
        table.get_by_role("button", name="Band").click()
        bands = list(dict.fromkeys(column(6)))
        assert bands == ["Not exposed", "Minimal", "Gradient 1", "Gradient 2", "Gradient 3", "Gradient 4"]


@pytest.mark.parametrize(
    ("label", "begins"),
    [
        ("Citation as text", "The Exposure Gradient contributors"),
        ("Citation as BibTeX", "@incollection{exposure-gradient-"),
        ("Citation as RIS", "TY  - CHAP"),
        ("Citation as CSL-JSON", "["),
        ("Headline, statements and source as text", "Exposure to generative AI: Medical Imaging"),
    ],
)
def test_citation_is_copied_with_one_click(label: str, begins: str, browser: Browser, host: str) -> None:
    with Visit(browser, host, PAGES["3211"]) as visit:
        frame = visit.page.get_by_label(label, exact=True)
        frame.hover()
        frame.locator("button.copybtn").click()
        copied = visit.page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith(begins), f"{label}: {copied[:80]}"
        assert "Medical Imaging" in copied, label
        assert "\nTI  - " in copied if label.endswith("RIS") else True


def test_code_of_a_section_is_one_click_away(browser: Browser, host: str) -> None:
    with Visit(browser, host, PAGES["3211"]) as visit:
        code = visit.page.get_by_text("page.headline_figures()")
        assert not code.is_visible()
        visit.page.locator("div.cell", has=code).locator("summary").click()
        assert code.is_visible()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("6340", "publishes no employment for any U.S. occupation"),
        ("7126", "of the 5 tasks"),
        ("2310", "GPT-4o’s justification"),
    ],
)
def test_awkward_page_says_what_it_should(browser: Browser, host: str, code: str, words: str) -> None:
    with Visit(browser, host, PAGES[code]) as visit:
        assert words in visit.page.locator("article").inner_text(), f"{code}: the page does not say {words!r}"


def test_page_reads_without_scripts(browser: Browser, host: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{host}/{PAGES['landing']}")
    assert page.get_by_role("link", name="3 - Technicians and associate professionals").first.is_visible()
    page.goto(f"{host}/{PAGES['3211']}")
    assert page.locator("article").get_by_text("0.22").first.is_visible()
    context.close()
