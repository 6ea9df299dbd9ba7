"""In a browser, from a figure to its row and on: by keyboard, pointer and finger, with scripts and without."""

import pytest
from playwright.sync_api import Browser, Page

from visits import Visit, violations

OF_3211 = "gradient/3211-medical-imaging-and-therapeutic-equipment-technicians.html"

STATE = """() => {
    const one = document.activeElement, box = one.getBoundingClientRect();
    return { id: one.id, words: one.textContent, top: box.top, bottom: box.bottom, seen: one.checkVisibility() };
}"""


def tab_to(page: Page, selector: str, most: int = 90, key: str = "Tab") -> None:
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
        page.wait_for_function("() => document.activeElement.id === 'f-mean_2025'")
        row = page.evaluate(STATE)
        assert row["seen"] and row["top"] >= 0 and row["bottom"] <= 900, (
            f"the row of 3211’s mean is out of sight: {row}"
        )
        tab_to(page, "a[href$='#rule-mean']", most=1)
        page.keyboard.press("Enter")
        page.wait_for_url("**/methodology/measures.html#rule-mean")
        page.go_back()
        page.wait_for_function("() => document.activeElement.id === 'f-mean_2025'")
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
def test_on_a_phone_the_heading_of_a_rule_is_a_line_of_words(browser: Browser, host: str) -> None:
    """Rows are laid out as cards there, whose cells part what stands in them."""
    with Visit(browser, host, f"{OF_3211}#f-mean_2025", width=360) as visit:
        heading = visit.page.locator("tbody:has(> [id='f-mean_2025']) > tr > th[scope=rowgroup]")
        assert heading.bounding_box()["height"] < 80, "the heading of the rule of 3211’s mean is a column of letters"
        row = visit.page.locator("[id='f-mean_2025']").bounding_box()
        assert row["x"] >= 0 and row["x"] + row["width"] <= 360


@pytest.mark.browser
@pytest.mark.built
def test_back_from_a_row_the_keyboard_is_at_the_figure_again(browser: Browser, host: str) -> None:
    with Visit(browser, host, OF_3211) as visit:
        page = visit.page
        page.locator(".eg-figure-links").click()
        page.locator("a:has(> data[data-claim='percentile'])").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_function("() => document.activeElement.id === 'f-percentile'")
        page.go_back()
        page.wait_for_function("() => document.activeElement.matches('a:has(> data[data-claim=percentile])')")
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
@pytest.mark.turns(10)
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
        visit.page.get_by_role("button", name="Show all 427 rows").tap()
        visit.page.locator("data[data-claim='3211.mean_2025']").tap()
        visit.page.wait_for_url(f"**/{OF_3211}#f-mean_2025")
        visit.page.wait_for_function("() => document.activeElement.id === 'f-mean_2025'")
