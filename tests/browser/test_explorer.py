"""The full gradient as a picture to explore: true to the table, linked with it, and usable in every way."""

import hashlib
import math
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from PIL import ImageColor
from playwright.sync_api import Browser, Page, expect

from exposure_gradient.employment import EmploymentByExposure, employment_by_exposure
from exposure_gradient.employment.countries import country_data
from exposure_gradient.employment.reach import reach_of_crosswalk, reach_of_isco, units
from exposure_gradient.employment.united_states import us_crosswalk, us_employment
from exposure_gradient.paths import ROOT
from exposure_gradient.publication.figures.palette import BAND_MARKERS, LIGHT
from exposure_gradient.tables import BANDS
from visits import Visit, explored, settle

pytestmark = [pytest.mark.browser, pytest.mark.built]

GRADIENT = "gradient.html"
N = 427
TOOL = "Download or link this picture"
"""The last button before the picture."""
FIRST = 25
"""Rows that the table shows before the others are asked for."""
SCRIPTS = ("vendor/d3.js", "long-table.js", "explorer-marks.js", "explorer.js")
HALF_A_PIXEL = 0.6
"""D3 moves an axis by half a pixel, for sharp lines; marks are placed to the hundredth."""

READ = """() => {
    const number = (text) => Number(text.replace("−", "-"));
    const ticks = (axis) => [...axis.querySelectorAll(".tick")].map((tick) => {
        const [, x, y] = tick.getAttribute("transform").match(/translate\\(([-\\d.]+)[ ,]([-\\d.]+)\\)/);
        return { value: number(tick.textContent), x: Number(x), y: Number(y) };
    });
    const [across, upright] = document.querySelectorAll(".eg-plot .eg-axis");
    const marks = [...document.querySelectorAll(".eg-plot path[id]")].map((mark) => {
        const [, x, y] = mark.style.transform.match(/translate\\(([-\\d.]+)px, ([-\\d.]+)px\\)/);
        return { code: mark.id.slice(-4), x: Number(x), y: Number(y), shown: mark.getAttribute("role") === "option" };
    });
    const rows = document.querySelector("table.eg-sortable").everyRow.map((row) => {
        const value = (name) => row.querySelector(`data[data-claim$=".${name}"]`).value;
        return {
            code: row.cells[0].textContent, title: row.querySelector("a").textContent, href: row.querySelector("a").href,
            mean: Number(value("mean_2025")), change: Number(value("change")), band: value("band"),
            shown: !row.hidden, laid: row.isConnected && row.checkVisibility(),
        };
    });
    return { across: ticks(across), upright: ticks(upright), marks, rows };
}"""
"""What the picture draws and what the table holds, read by other means than the explorer's own."""


def seen(page: Page) -> dict[str, Any]:
    """What picture and table show, once both have what was chosen."""
    explored(page)
    return page.evaluate(READ)


@pytest.fixture
def visit(browser: Browser, host: str) -> Iterator[Visit]:
    with Visit(browser, host, GRADIENT, reduced_motion="reduce") as opened:
        yield opened
        assert opened.errors == [], f"the console reports {opened.errors}"


def shown(page: Page) -> set[str]:
    """The occupations that the picture shows, which must be those that the table shows, and as many as are announced."""
    read = seen(page)
    drawn = {mark["code"] for mark in read["marks"] if mark["shown"]}
    rows = [row["code"] for row in read["rows"] if row["shown"]]
    assert drawn == set(rows), f"in the picture or in the table alone: {sorted(drawn ^ set(rows))[:10]}"
    laid = [row["code"] for row in read["rows"] if row["laid"]]
    assert laid in (rows[:FIRST], rows), f"of {len(rows)} rows that are to be shown, the table shows {laid[:10]}"
    more = page.locator(".eg-more button")
    assert more.is_visible() == (len(laid) < len(rows)), f"{len(laid)} of {len(rows)} rows, and a button for the others"
    if len(laid) < len(rows):
        assert more.inner_text() == f"Show all {len(rows)} rows"
    said = page.locator(".eg-shown").inner_text()
    assert said == (
        f"All {N} occupations are shown."
        if len(drawn) == N
        else f"{len(drawn)} of {N} occupations {'is' if len(drawn) == 1 else 'are'} shown."
    )
    return drawn


def expected(page: Page, **wanted: Any) -> set[str]:
    """The codes of the rows that fit, whatever is shown now; which fit a text, the search says (`test_find.py`)."""
    rows = seen(page)["rows"]
    ranked = "async (text) => rankOccupations(await findData(), text).map(({ page }) => page.code)"
    fit = page.evaluate(ranked, wanted["text"]) if "text" in wanted else [row["code"] for row in rows]
    return {
        row["code"]
        for row in rows
        if row["code"].startswith(wanted.get("group", ""))
        and row["band"] in wanted.get("bands", [row["band"]])
        and row["code"] in fit
    }


def scale(ticks: list[dict[str, float]], along: str) -> tuple[float, float]:
    """Offset and pixels a unit of an axis, from its first and last tick."""
    first, last = ticks[0], ticks[-1]
    unit = (last[along] - first[along]) / (last["value"] - first["value"])
    return first[along] - unit * first["value"], unit


def test_the_picture_does_not_wait_for_the_table(visit: Visit) -> None:
    """To lay out the table's rows takes longer than all else of a choice: they are next, when the picture has been painted."""
    at_once = visit.page.evaluate(
        """() => {
            document.querySelector(".eg-band-choices button").click();
            const { everyRow } = document.querySelector("table.eg-sortable");
            return [document.querySelectorAll('.eg-plot path[role="option"]').length, everyRow.filter((row) => !row.hidden).length];
        }"""
    )
    assert at_once[0] < N and at_once[1] == N, f"of {N} occupations, picture and table show at once: {at_once}"
    assert len(shown(visit.page)) == at_once[0], "the table did not follow"


def writings(page: Page, action: str) -> list[str]:
    """What an action writes into the marks: the names of attributes, one a mark."""
    return page.evaluate(
        """async (action) => {
            const seen = [];
            const watch = new MutationObserver((records) => seen.push(...records.map((one) => one.attributeName)));
            for (const mark of document.querySelectorAll(".eg-plot path[id]")) watch.observe(mark, { attributes: true });
            document.querySelector(action).click();
            await new Promise((done) => requestAnimationFrame(() => setTimeout(() => setTimeout(done))));
            return seen;
        }""",
        action,
    )


def test_the_page_has_few_elements_until_more_rows_are_asked_for(visit: Visit) -> None:
    page = visit.page
    count = "document.querySelectorAll('*').length"
    assert page.evaluate(count) < 3000, f"{page.evaluate(count)} elements at load"
    assert page.locator("table.eg-sortable tbody tr").count() == FIRST
    page.get_by_role("button", name=f"Show all {N} rows").click()
    codes = [row["code"] for row in seen(page)["rows"]]
    rows = page.locator("table.eg-sortable tbody tr")
    assert rows.locator("td.eg-code").all_inner_texts() == codes and len(codes) == N
    assert rows.nth(FIRST).locator("a").first.evaluate("link => link === document.activeElement"), "focus was lost"
    page.locator("table.eg-sortable").get_by_role("button", name=re.compile("^Change")).click()
    rows.nth(N - 1).wait_for()  # the rows beyond the first come after those
    changes = [row["change"] for row in seen(page)["rows"] if row["laid"]]
    assert changes == sorted(changes) and len(changes) == N
    page.get_by_label("Major group").select_option("5")
    assert shown(page) == expected(page, group="5")
    assert rows.count() == len(expected(page, group="5")) > FIRST


def test_whoever_prints_gets_every_row(visit: Visit) -> None:
    rows = visit.page.locator("table.eg-sortable tbody tr")
    visit.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert rows.count() == N
    visit.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert rows.count() == FIRST
    visit.page.emulate_media(media="print")
    assert not visit.page.locator(".eg-more").is_visible()
    looks = "(table) => [getComputedStyle(table).breakInside, getComputedStyle(table.querySelector('thead button')).display]"
    found = visit.page.locator("table.eg-sortable").evaluate(looks)
    assert found == ["auto", "contents"], f"its headings are not on every sheet: {found}"


def test_a_choice_writes_nothing_into_the_picture_that_it_does_not_change(visit: Visit) -> None:
    """On a slow phone a mark that is written anew costs a tenth of a millisecond, and there are some hundred."""
    assert writings(visit.page, "table.eg-sortable thead th:nth-child(3) button") == [], "to sort is nothing to draw"
    hidden = len(seen(visit.page)["marks"]) - int(visit.page.locator(".eg-band-choices .eg-count").first.inner_text())
    written = writings(visit.page, ".eg-band-choices button")
    assert written.count("d") == written.count("aria-hidden") == hidden, "other marks than those that fade are drawn"
    assert "aria-label" not in written, "what is said of a mark has not changed"
    assert written.count("aria-selected") == hidden, "whether a mark is chosen is written anew"
    moved = writings(visit.page, "input[value=ranked]")
    assert moved.count("style") == N and "aria-hidden" not in moved


# --- True to the table -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_every_mark_lies_where_the_tables_values_put_it(width: int, browser: Browser, host: str) -> None:
    with Visit(browser, host, GRADIENT, width=width, reduced_motion="reduce") as visit:
        read = seen(visit.page)
        rows = {row["code"]: row for row in read["rows"]}
        assert len(read["marks"]) == len(rows) == N
        assert {mark["code"] for mark in read["marks"]} == set(rows)
        (x0, x1), (y0, y1) = scale(read["across"], "x"), scale(read["upright"], "y")
        assert len(read["across"]) >= 3 and len(read["upright"]) >= 3
        for mark in read["marks"]:
            row = rows[mark["code"]]
            assert abs(x0 + x1 * row["mean"] - mark["x"]) < HALF_A_PIXEL, f"{mark['code']}: mean {row['mean']}"
            assert abs(y0 + y1 * row["change"] - mark["y"]) < HALF_A_PIXEL, f"{mark['code']}: change {row['change']}"


@pytest.mark.parametrize("width", [360, 1280])
def test_ranked_marks_lie_at_their_means_and_do_not_hide_one_another(width: int, browser: Browser, host: str) -> None:
    with Visit(browser, host, f"{GRADIENT}?view=ranked", width=width, reduced_motion="reduce") as visit:
        read = seen(visit.page)
        means = {row["code"]: row["mean"] for row in read["rows"]}
        x0, x1 = scale(read["across"], "x")
        marks = sorted(read["marks"], key=lambda mark: mark["x"])
        for mark in marks:
            assert abs(x0 + x1 * means[mark["code"]] - mark["x"]) < HALF_A_PIXEL, mark["code"]
        apart = min(
            ((a["x"] - b["x"]) ** 2 + (a["y"] - b["y"]) ** 2) ** 0.5
            for place, a in enumerate(marks)
            for b in marks[place + 1 : place + 60]
        )
        assert apart > 5.5, f"two marks are {apart:.1f} px apart"
        height = visit.page.locator(".eg-plot svg").bounding_box()["height"]
        assert all(0 < mark["y"] < height - 40 for mark in marks), "a mark lies outside of the picture"


def shape_of(path: str) -> str:
    """The shape that a path of the explorer draws, by matplotlib's name, read from its corners alone."""
    commands = re.sub(r"[^A-Z]", "", path.upper())
    tip = float(re.match(r"M-?[\d.]+,(-?[\d.]+)", path)[1])
    by_corners = {"MHVHZ": "s", "MLLZ": "^" if tip < 0 else "v", "MLLLZ": "D", "M" + 11 * "L" + "Z": "P"}
    return "o" if "A" in commands else by_corners.get(commands, commands)


def test_shape_and_colour_of_a_mark_are_its_bands(visit: Visit) -> None:
    looks = visit.page.evaluate(
        """() => document.querySelector("table.eg-sortable").everyRow.map((row) => {
            const mark = document.querySelector(`#eg-mark-${row.cells[0].textContent}`);
            return [row.querySelector(".band").textContent, mark.getAttribute("d"), getComputedStyle(mark).fill];
        })"""
    )
    by_band = {band: {(shape_of(path), fill) for of, path, fill in looks if of == band} for band, _, _ in looks}
    colours = [f"rgb{ImageColor.getrgb(LIGHT[f'band-{index}'])}" for index in range(len(BANDS))]
    assert by_band == {
        band: {(marker, colour)} for band, marker, colour in zip(BANDS, BAND_MARKERS, colours, strict=True)
    }, "a band looks otherwise than in the static pictures"


# --- Choices act on picture and table at once ------------------------------------------------------------------------


def test_the_choices_of_group_band_and_text_act_together(visit: Visit) -> None:
    page = visit.page
    assert len(shown(page)) == N
    page.get_by_label("Major group").select_option("4")
    assert shown(page) == expected(page, group="4")
    page.get_by_role("button", name="Gradient 3").click()
    page.get_by_role("button", name="Gradient 4").click()
    assert shown(page) == expected(page, group="4", bands=["Gradient 3", "Gradient 4"])
    page.get_by_label("Title or code").fill("CLERKS")
    found = shown(page)
    assert found == expected(page, group="4", bands=["Gradient 3", "Gradient 4"], text="clerks") and found
    page.get_by_role("button", name="Gradient 3").click()
    assert shown(page) == expected(page, group="4", bands=["Gradient 4"], text="clerks")
    page.locator(".eg-reset").click()
    assert len(shown(page)) == N


def test_a_code_finds_the_occupations_that_it_begins(visit: Visit) -> None:
    field = visit.page.get_by_label("Title or code")
    field.fill("22")
    assert shown(visit.page) == {row for row in expected(visit.page) if row.startswith("22")}
    field.fill("2221")
    assert shown(visit.page) == {"2221"}
    field.fill("<img src=x onerror=alert(1)>")
    assert shown(visit.page) == set()
    assert visit.page.locator("article img").count() == 0


def test_a_bands_button_counts_what_it_would_show(visit: Visit) -> None:
    page = visit.page
    page.get_by_label("Major group").select_option("2")
    button = page.get_by_role("button", name="Gradient 2")
    count = int(button.locator(".eg-count").inner_text())
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    assert len(shown(page)) == count > 0


AREAS = """() => [...document.querySelectorAll(".eg-plot path[id]")].map((mark) => [mark.id.slice(-4), (({ width, height }) => ({ width, height }))(mark.getBBox()), mark.getAttribute("aria-label")])"""
SMALLEST = 9
"""Square pixels of the smallest mark."""


def employed(key: str) -> dict[str, float]:
    """The employment of each unit group with an equal split, made here from the codes of the table."""
    result = (
        us_employment()
        if key == "usa"
        else employment_by_exposure(
            country_data(key).table, where=country_data(key).where, **country_data(key).whole_options
        )
    )
    reach = reach_of_crosswalk(us_crosswalk()) if key == "usa" else reach_of_isco(result.cells()["code"].tolist())
    found: dict[str, list[Fraction]] = {code: [] for code in units().codes}
    for own in result.cells().itertuples():
        for place in reach.places[own.code]:
            found[units().codes[place]].append(Fraction(own.employment) / len(reach.places[own.code]))
    return {code: float(sum(parts, Fraction(0))) for code, parts in found.items()}


@pytest.mark.turns(3)
@pytest.mark.parametrize("key", ["usa", "gbr", "pak"])
@pytest.mark.parametrize("kind", ["change", "ranked"])
def test_marks_are_sized_by_the_employment_of_a_table(key: str, kind: str, visit: Visit) -> None:
    page = visit.page
    page.locator(f"input[value={kind}]").check()
    alike = {code: box["width"] * box["height"] for code, box, _ in page.evaluate(AREAS)}
    page.get_by_label("Size of marks").select_option(key)
    page.locator(".eg-plot svg.eg-sized").wait_for()
    expect(page.locator(".eg-size-note")).to_be_visible()
    wanted = employed(key)
    most = max(wanted.values())
    sized = page.evaluate(AREAS)
    unit = max(box["width"] * box["height"] / alike[code] for code, box, _ in sized)
    for code, box, said in sized:
        assert f"{round(wanted[code]):,}, equal split" in said, f"{code}: {said}"
        area = box["width"] * box["height"] / alike[code] / unit  # of its own shape, in parts of the largest
        assert area == pytest.approx(max(wanted[code] / most, SMALLEST / 1500), rel=0.02), f"{code} in {key}"
    assert f"size={key}" in page.url
    order = [box["width"] for _, box, _ in sized]
    assert order[0] > 3 * order[-1], "small marks lie below large ones"
    page.get_by_label("Size of marks").select_option("")
    expect(page.locator(".eg-size-note")).to_be_hidden()
    assert {code: box["width"] * box["height"] for code, box, _ in page.evaluate(AREAS)} == alike


def test_a_filtered_table_still_sorts(visit: Visit) -> None:
    page = visit.page
    page.get_by_label("Major group").select_option("3")
    before = shown(page)
    page.locator("table.eg-sortable").get_by_role("button", name=re.compile("^Change")).click()
    rows = [row for row in seen(page)["rows"] if row["shown"]]
    assert {row["code"] for row in rows} == before
    assert [row["change"] for row in rows] == sorted(row["change"] for row in rows)


def test_the_note_above_a_shortened_table_undoes_the_choices(visit: Visit) -> None:
    page = visit.page
    note = page.locator(".eg-filtered")
    assert not note.is_visible()
    page.get_by_label("Title or code").fill("nurs")
    note.wait_for()  # the names of U.S. occupations are fetched first
    assert note.inner_text().startswith(page.locator(".eg-shown").inner_text())
    note.get_by_role("button", name="Show all").click()
    assert len(shown(page)) == N
    assert not note.is_visible()


# --- The view in the address -----------------------------------------------------------------------------------------

SHARED = "?view=ranked&group=2&band=gradient-2&band=gradient-3&q=profess&sort=-change"


def test_a_shared_address_brings_the_view_back(browser: Browser, host: str) -> None:
    with Visit(browser, host, GRADIENT + SHARED, reduced_motion="reduce") as visit:
        page = visit.page
        for _ in range(2):
            found = shown(page)
            assert found == expected(page, group="2", bands=["Gradient 2", "Gradient 3"], text="profess") and found
            assert page.get_by_label("Ranked by mean").is_checked()
            assert page.get_by_label("Major group").input_value() == "2"
            assert page.get_by_label("Title or code").input_value() == "profess"
            assert page.locator("button[aria-pressed=true]").all_inner_texts()[0].startswith("Gradient 2")
            assert page.locator("th[aria-sort=descending]").inner_text().strip().startswith("Change")
            assert page.url == f"{host}/{GRADIENT}{SHARED}"
            page.reload()
            settle(page)
        page.get_by_role("button", name="Copy link to this view").click()
        page.get_by_text("Copied.").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == f"{host}/{GRADIENT}{SHARED}"


def test_an_address_that_says_nonsense_is_passed_over(browser: Browser, host: str) -> None:
    wrong = "?view=<script>&group=99&band=gradient-9&sort=constructor&q=%00%3Cimg%20src%3Dzyzzyva%3E&other=1#bands"
    with Visit(browser, host, GRADIENT + wrong, reduced_motion="reduce") as visit:
        assert shown(visit.page) == set()
        visit.page.locator(".eg-reset").click()
        assert len(shown(visit.page)) == N
        assert visit.page.get_by_label("Mean against change").is_checked()
        assert "other=1" in visit.page.url, "another part of the address was lost"
        assert visit.errors == []
    with Visit(browser, host, f"{GRADIENT}?view=x&group=99&band=gradient-9&sort=x", reduced_motion="reduce") as visit:
        assert len(shown(visit.page)) == N, "a band or a group that there is not hides occupations"
        assert visit.errors == []


def test_back_and_forward_go_through_the_choices_but_not_letter_by_letter(visit: Visit) -> None:
    page = visit.page
    steps = page.evaluate("history.length")
    page.get_by_label("Ranked by mean").check()
    page.get_by_label("Major group").select_option("5")
    page.get_by_label("Title or code").press_sequentially("sales")
    page.locator("table.eg-sortable").get_by_role("button", name="Band").click()
    assert page.evaluate("history.length") == steps + 3
    assert re.search(r"\?view=ranked&group=5&q=sales&sort=band$", page.url), page.url
    first = seen(page)["rows"][0]["code"]
    page.go_back()
    assert page.locator("th[aria-sort]").count() == 0
    assert seen(page)["rows"][0]["code"] != first
    assert shown(page) == expected(page, group="5", text="sales")
    page.go_back()
    assert len(shown(page)) == N and page.get_by_label("Ranked by mean").is_checked()
    page.go_back()
    assert page.get_by_label("Mean against change").is_checked()
    page.go_forward()
    page.go_forward()
    assert shown(page) == expected(page, group="5", text="sales")
    assert page.get_by_label("Title or code").input_value() == "sales"


def test_the_view_is_there_again_after_a_visit_to_an_occupation(visit: Visit) -> None:
    page = visit.page
    page.get_by_label("Major group").select_option("7")
    before = shown(page)
    page.locator("table.eg-sortable tbody tr:not([hidden]) a").first.click()
    page.wait_for_url("**/gradient/7*.html")
    page.go_back()
    page.locator(".eg-shown").wait_for()
    assert shown(page) == before


# --- Pointing --------------------------------------------------------------------------------------------------------


def middle_of(page: Page, code: str) -> tuple[float, float]:
    """Where a mark's middle lies on the screen."""
    page.locator(".eg-plot").scroll_into_view_if_needed()
    box = page.locator(".eg-plot svg").bounding_box()
    mark = next(mark for mark in seen(page)["marks"] if mark["code"] == code)
    return box["x"] + mark["x"], box["y"] + mark["y"]


def row_of(page: Page, code: str) -> Any:
    return page.locator("table.eg-sortable tbody tr").filter(has=page.locator("th, td").get_by_text(code, exact=True))


def test_hovering_names_the_occupation_and_a_click_opens_it(visit: Visit) -> None:
    page = visit.page
    page.mouse.move(*middle_of(page, "4132"))
    label = page.locator(".eg-label")
    expect(label).to_be_visible()
    mean = row_of(page, "4132").locator("td").nth(1).inner_text()
    words = label.inner_text()
    for part in ("Data Entry Clerks", "ISCO-08 4132", "Gradient 4", f"Mean {mean}"):
        assert part in words, f"{part!r} is not in {words!r}"
    assert "eg-now" in row_of(page, "4132").get_attribute("class")
    page.keyboard.press("Escape")
    assert not label.is_visible(), "a label that covers other marks must go without moving the pointer"
    page.mouse.click(*middle_of(page, "4132"))
    page.wait_for_url("**/gradient/4132-*.html")


def test_the_label_names_the_band_of_its_own_mark(visit: Visit) -> None:
    rows, label = visit.page.locator("table.eg-sortable tbody tr"), visit.page.locator(".eg-label")
    for row in (rows.first, rows.last):
        row.hover()
        expect(label).to_contain_text(row.locator("a").first.inner_text())
        expect(label).to_contain_text(row.locator(".band").inner_text())


def test_the_pointer_may_rest_on_the_label(visit: Visit) -> None:
    page = visit.page
    page.mouse.move(*middle_of(page, "4132"))
    label = page.locator(".eg-label.eg-still")
    label.wait_for()
    box = label.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert label.is_visible() and "4132" in label.inner_text()


def test_pointing_at_a_row_marks_its_occupation_in_the_picture(visit: Visit) -> None:
    page = visit.page
    page.get_by_label("Title or code").fill("3211")
    assert "3211" in shown(
        page
    )  # when the names have come, the rows are put in order, and one that moves loses the focus
    link = row_of(page, "3211").get_by_role("link")
    link.focus()
    assert page.locator("#eg-mark-3211").get_attribute("aria-selected") == "true"
    assert page.locator(".eg-ring").is_visible()
    link.blur()
    assert not page.locator(".eg-ring").is_visible()
    row_of(page, "3211").hover()
    assert page.locator(".eg-ring").is_visible()


def test_a_first_touch_names_and_a_second_opens(browser: Browser, host: str) -> None:
    with Visit(browser, host, GRADIENT, width=360, has_touch=True, reduced_motion="reduce") as visit:
        page = visit.page
        place = middle_of(page, "4132")
        page.touchscreen.tap(*place)
        expect(page.locator(".eg-label")).to_contain_text("4132")
        assert page.url.endswith(GRADIENT)
        page.touchscreen.tap(*place)
        page.wait_for_url("**/gradient/4132-*.html")


# --- By keyboard -----------------------------------------------------------------------------------------------------


def active(page: Page) -> str:
    """The code of the mark that the plot names as its active one."""
    return (page.locator(".eg-plot").get_attribute("aria-activedescendant") or "")[-4:]


def test_the_keyboard_goes_from_mark_to_mark_and_opens_a_page(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("button", name=TOOL).focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "eg-plot", "the plot is one stop of the tab key"
    rows = sorted(seen(page)["rows"], key=lambda row: (row["mean"], row["code"]))
    codes = [row["code"] for row in rows]
    assert active(page) == codes[0]
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    assert active(page) == codes[2]
    page.keyboard.press("End")
    assert active(page) == codes[-1]
    changes = {row["code"]: row["change"] for row in rows}
    page.keyboard.press("Home")
    before = active(page)
    page.keyboard.press("ArrowUp")
    assert changes[active(page)] > changes[before]
    before = active(page)
    page.keyboard.press("ArrowDown")
    assert changes[active(page)] < changes[before]
    option = page.locator(f"#eg-mark-{active(page)}")
    row = next(row for row in rows if row["code"] == active(page))
    assert option.get_attribute("role") == "option" and option.get_attribute("aria-selected") == "true"
    assert option.get_attribute("aria-label").startswith(f"{row['title']}, ISCO-08 {row['code']}. Mean ")
    page.keyboard.press("Escape")
    assert active(page) == "" and not page.locator(".eg-label").is_visible()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/gradient/{codes[-1]}-*.html")


def test_the_keyboard_passes_over_what_is_not_shown(visit: Visit) -> None:
    page = visit.page
    page.get_by_label("Title or code").fill("nurs")
    found = shown(page)
    page.get_by_role("button", name=TOOL).focus()
    page.keyboard.press("Tab")
    passed = set()
    for _ in range(len(found)):
        passed.add(active(page))
        page.keyboard.press("ArrowRight")
    assert passed == found
    page.keyboard.press("Tab")
    assert not page.locator(".eg-plot").evaluate("plot => plot.contains(document.activeElement)")
    assert active(page) == ""


def test_a_screen_reader_is_given_named_options(browser: Browser, host: str) -> None:
    with Visit(browser, host, f"{GRADIENT}?q=nurs") as visit:
        found = shown(visit.page)
        session = visit.context.new_cdp_session(
            visit.page
        )  # which asks for source maps: what the console says is no matter
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
        options = [
            node["name"]["value"]
            for node in nodes
            if node.get("role", {}).get("value") == "option" and "ISCO-08" in node.get("name", {}).get("value", "")
        ]
        assert len(options) == len(found) > 0
        assert all(re.search(r", ISCO-08 \d{4}\. Mean \d\.\d\d, change [+−]\d\.\d\d, ", name) for name in options)


# --- Taken along -----------------------------------------------------------------------------------------------------


def test_the_picture_is_saved_as_it_is_shown_in_the_colours_of_a_light_page(visit: Visit) -> None:
    page = visit.page
    page.get_by_label("Major group").select_option("4")
    page.get_by_label("Ranked by mean").check()
    found = shown(page)
    drawn = {mark["code"]: mark for mark in seen(page)["marks"] if mark["shown"]}
    bands = {row["code"]: BANDS.index(row["band"]) for row in seen(page)["rows"]}
    visit.dress("dark")
    page.get_by_role("button", name=TOOL).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Picture as SVG").click()
    assert download.value.suggested_filename == "gradient-explorer.svg"
    root = etree.parse(download.value.path()).getroot()
    text = " ".join("".join(root.itertext()).split())
    for words in (f"{len(found)} of {N} occupations are shown.", "from the least exposed on the left", "Edition "):
        assert words in text, f"the file does not say {words!r}"
    assert "upwards (U.S. jobs" not in text, "the file says what another view shows"
    paths = {path.get("id")[-4:]: path for path in root.iter("{*}path") if path.get("role") == "option"}
    assert set(paths) == found
    for code, path in paths.items():
        assert path.get("fill") == f"rgb{ImageColor.getrgb(LIGHT[f'band-{bands[code]}'])}", (
            f"{code}: {path.get('fill')}"
        )
        x, y = map(float, re.findall(r"-?[\d.]+", path.get("transform"))[-2:])
        assert (x, y) == pytest.approx((drawn[code]["x"], drawn[code]["y"]), abs=0.01), f"{code} lies elsewhere"
    assert not any(one.get("style") for one in root.iter("{*}path")), "the file hangs on a style"
    assert page.locator("html").get_attribute("data-theme") == "dark", "the page has another look than before"


# --- Every reader ----------------------------------------------------------------------------------------------------


@pytest.mark.turns(4)
@pytest.mark.parametrize(
    ("width", "query"), [(360, ""), (1280, "?view=ranked&group=4"), (360, "?q=nurs"), (1280, "?q=nothingatall")]
)
def test_the_explorer_has_no_accessibility_violation(width: int, query: str, browser: Browser, host: str) -> None:
    with Visit(browser, host, GRADIENT + query, width=width) as visit:
        explored(visit.page)
        if query:
            visit.page.get_by_role("button", name=TOOL).focus()
            visit.page.keyboard.press("Tab")
        words = visit.violations()
        assert words == [], "; ".join(words)


@pytest.mark.parametrize("query", ["", "?view=ranked", "?q=nurs"])
def test_nothing_scrolls_sideways_on_a_phone_and_targets_are_large_enough(
    query: str, browser: Browser, host: str
) -> None:
    with Visit(browser, host, GRADIENT + query, width=360) as visit:
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= 360
        small = visit.page.evaluate(
            """() => [...document.querySelectorAll(".eg-explorer :is(button, select, input), .eg-filtered button")]
                .map((control) => [control.className || control.name, control.getBoundingClientRect()])
                .filter(([, box]) => box.width && (box.width < 24 || box.height < 24))
                .map(([name]) => name)"""
        )
        assert small == []


def test_the_picture_is_drawn_anew_when_the_window_changes(visit: Visit) -> None:
    page = visit.page
    for width in (360, 900):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function(
            "() => document.querySelector('.eg-plot svg').clientWidth === document.querySelector('.eg-stage').clientWidth"
        )
        box = page.locator(".eg-plot svg").bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
        assert all(mark["x"] < box["width"] for mark in seen(page)["marks"])


@pytest.mark.parametrize(("motion", "seconds"), [("reduce", 0), ("no-preference", 0.6)])
def test_marks_move_only_for_readers_who_have_not_asked_for_less_motion(
    motion: str, seconds: float, browser: Browser, host: str
) -> None:
    with Visit(browser, host, GRADIENT, reduced_motion=motion) as visit:
        visit.page.get_by_label("Ranked by mean").check()
        took = visit.page.locator("#eg-mark-4132").evaluate("mark => getComputedStyle(mark).transitionDuration")
        assert float(took.removesuffix("s")) == seconds


def test_without_scripts_the_static_picture_and_the_whole_table_are_there(browser: Browser, host: str) -> None:
    with Visit(browser, host, GRADIENT, java_script_enabled=False) as visit:
        assert visit.page.get_by_role("img", name=f"Scatter of {N} occupations").is_visible()
        assert not visit.page.locator("form.eg-explorer").is_visible()
        assert visit.page.locator("table.eg-sortable tbody tr").count() == N
        assert visit.page.locator("table.eg-sortable tbody tr").last.is_visible()


def test_without_the_library_the_static_picture_stays(browser: Browser, host: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.route("**/vendor/d3.js*", lambda route: route.abort())
    page.goto(f"{host}/{GRADIENT}")
    assert page.get_by_role("img", name=f"Scatter of {N} occupations").is_visible()
    assert not page.locator("form.eg-explorer").is_visible()
    context.close()


def test_with_scripts_there_is_one_picture(visit: Visit) -> None:
    assert visit.page.locator("form.eg-explorer").is_visible()
    assert not visit.page.locator("figure.eg-gradient").is_visible()


def test_on_paper_there_is_one_picture_and_no_controls(visit: Visit) -> None:
    visit.page.emulate_media(media="print")
    assert visit.page.locator(".eg-plot svg").is_visible()
    assert not visit.page.locator("figure.eg-gradient").is_visible()
    for control in (".eg-choices", ".eg-band-choices", ".eg-share", ".eg-reset"):
        assert not visit.page.locator(control).is_visible(), control


def test_the_explorer_works_on_a_page_opened_as_a_file(browser: Browser, site: Path) -> None:
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto((site / GRADIENT).as_uri())
    page.get_by_label("Major group").select_option("6")
    assert shown(page) == expected(page, group="6")
    assert errors == []
    page.close()


# --- Scripts ---------------------------------------------------------------------------------------------------------


def test_the_explorer_asks_no_other_host_and_only_this_page_loads_it(browser: Browser, host: str) -> None:
    def scripts(path: str) -> list[str]:
        with Visit(browser, host, path) as visit:
            assert [url for url in visit.requests if not url.startswith((host, "data:"))] == []
            return [name for name in SCRIPTS if any(f"/_static/{name}" in url for url in visit.requests)]

    assert scripts(GRADIENT) == list(SCRIPTS)
    for other in ("index.html", "groups/4-clerical-support-workers.html"):
        assert scripts(other) == [], other


def test_the_explorer_works_under_a_policy_that_allows_own_files_alone(browser: Browser, host: str) -> None:
    """The theme's own inline scripts are refused by it, too; what counts is that the explorer needs none."""
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()

    def with_policy(route: Any) -> None:
        answer = route.fetch()
        policy = {"content-security-policy": "default-src 'self'; img-src 'self' data:; style-src 'self'"}
        route.fulfill(response=answer, headers=answer.headers | policy)

    page.route(f"**/{GRADIENT}*", with_policy)
    page.goto(f"{host}/{GRADIENT}?group=2")
    page.get_by_label("Ranked by mean").check()
    found = shown(page)
    assert found == expected(page, group="2") and found
    context.close()


def test_the_scripts_evaluate_no_text(site: Path) -> None:
    for name in SCRIPTS:
        text = (site / "_static" / name).read_text("utf-8")
        assert not re.search(r"\beval\s*\(|new Function|\bFunction\s*\(|document\.write", text), name
    assert "innerHTML" not in text, "the explorer puts text in as text"


@pytest.mark.parametrize(
    ("name", "grants"), [("d3", "Permission to use, copy, modify"), ("minisearch", "Permission is hereby granted")]
)
def test_a_library_stands_beside_its_licence(name: str, grants: str, site: Path) -> None:
    vendor = site / "_static" / "vendor"
    assert grants in (vendor / f"{name}.LICENSE.txt").read_text("utf-8")
    authored = ROOT / "notebooks" / "_static" / "vendor"
    digest = hashlib.sha256((authored / f"{name}.js").read_bytes()).hexdigest()
    assert digest in (authored / "README.txt").read_text("utf-8"), (
        f"README.txt does not name {name}.js as it is: {digest}"
    )


# --- By employment -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", ["", "fra"])
def test_by_employment_a_mark_lies_at_its_mean_and_at_the_logarithm_of_its_people(
    size: str, browser: Browser, host: str
) -> None:
    employed = us_employment() if not size else of_country(size)
    persons = employed.unit_groups()["equal_split"].round()
    with Visit(browser, host, f"{GRADIENT}?view=people&size={size}", reduced_motion="reduce") as visit:
        page = visit.page
        name = page.locator(f"select[name=size] option[value={size or 'usa'}]").inner_text()
        page.wait_for_function("(name) => document.querySelector('.eg-titles').textContent.includes(name)", arg=name)
        settle(page)
        found = seen(page)
        ticks = page.locator(".eg-plot .eg-axis").nth(1).locator(".tick").all_text_contents()
        assert visit.errors == []
    powers = [math.log10(float(tick.replace("K", "e3").replace("M", "e6"))) for tick in ticks]
    assert len(powers) >= 3 and powers == [round(power) for power in powers], ticks
    heights = [tick["y"] for tick in found["upright"]]
    one = (heights[0] - heights[-1]) / (powers[-1] - powers[0])
    shown = {mark["code"]: mark for mark in found["marks"] if mark["shown"]}
    assert set(shown) == {code for code, n in persons.items() if n > 0}, "not those who have people"
    for code, mark in shown.items():
        wanted = heights[0] - (math.log10(persons[code]) - powers[0]) * one
        assert abs(mark["y"] - wanted) <= HALF_A_PIXEL, f"{code}: {mark['y']} for {persons[code]:.0f} people"


def of_country(key: str) -> EmploymentByExposure:
    data = country_data(key)
    return employment_by_exposure(data.table, where=data.where, **data.whole_options)
