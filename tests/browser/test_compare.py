"""Occupations side by side: what is shown is what their pages state, the address is the state, and everything works by keyboard."""

import csv
import io
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, expect
from test_explorer import shape_of

from exposure_gradient.publication.phrases import CHANGE_NOTE
from exposure_gradient.tables import BANDS
from visits import Visit, violations

pytestmark = [pytest.mark.browser, pytest.mark.built]

COMPARE, EXAMPLE = "compare.html", ("3211", "2221", "8322")
SIX = ("3211", "2221", "8322", "4132", "1112", "5246")
TITLES = {
    "3211": "Medical Imaging and Therapeutic Equipment Technicians",
    "2221": "Nursing Professionals",
    "8322": "Car, Taxi and Van Drivers",
}
OF_3211 = "gradient/3211-medical-imaging-and-therapeutic-equipment-technicians.html"


def compared(*codes: str) -> str:
    return f"{COMPARE}?c={','.join(codes)}"


def shown(page: Page) -> list[str]:
    """The codes that stand side by side, in their order."""
    return [text.removeprefix("ISCO-08 ") for text in page.locator(".eg-beside thead .eg-code").all_inner_texts()]


def in_address(page: Page) -> list[str]:
    return re.findall(r"\d{4}", page.url.partition("?")[2])


def status(page: Page) -> str:
    return page.locator(".eg-compare .eg-outcome").inner_text()


@pytest.fixture(scope="module")
def stated(site: Path) -> dict[str, dict[str, tuple[str, str]]]:
    """Every figure of every occupation's page by code and name: its text, and its exact value."""
    ledger = pd.read_parquet(site / "data" / "ledger.parquet")
    own = ledger[ledger["isco08"] != ""]
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for code, claim, text, value in own[["isco08", "claim", "text", "value"]].itertuples(index=False):
        found.setdefault(code, {})[claim] = (text, value)
    return found


@pytest.fixture(scope="module")
def published(site: Path) -> dict[str, dict[str, Any]]:
    """The record that is published of each occupation."""
    records = pd.read_json(site / "data" / "occupations.json", dtype={"isco08": str}, orient="records")
    return {record["isco08"]: record for record in records.to_dict("records")}


def least_of(record: dict[str, Any]) -> dict[str, Any]:
    """The task with the lowest score, the first of equals."""
    return sorted(record["tasks"], key=lambda task: (task["score_2025"], task["number"]))[0]


def told(record: dict[str, Any], figures: dict[str, tuple[str, str]]) -> dict[str, list[str]]:
    """What must stand under each heading: the figure, and the note below it."""
    text = {name: text for name, (text, _) in figures.items()}

    def interval(name: str) -> str:
        low, high = (text[f"interval.tasks.{name}_{end}"] for end in ("low", "high"))
        return f"interval: {low}" if low == high else f"interval: {low} to {high}"

    least = least_of(record)
    low, high = text[f"task.{least['number']}.score_2025"], text["most_exposed.score"]
    quoted = [
        "“" + re.sub(r"[;. ]+$", "", " ".join(task["statement"].split()))
        for task in (record["most_exposed_task"], least)
    ]
    return {
        "mean": [text["mean_2025"], interval("mean")],
        "rank": [f"{text['rank']} of {text['n_occupations']}", interval("rank")],
        "band": [text["band"], interval("band")],
        "change": [text["change"], CHANGE_NOTE.format(**text)],
        "tasks": [text["n_tasks"]],
        "threshold": [f"{text['tasks_at_threshold']} of {text['n_tasks']}"],
        "spread": [low if low == high else f"{low} to {high}", f"standard deviation {text['ilo_sd_2025']}"],
        "most": [high, quoted[0]],
        "least": [low, quoted[1]],
    }


READ = """(codes) => {
    history.replaceState(null, "", `?c=${codes.join(",")}`);
    dispatchEvent(new PopStateEvent("popstate"));
    const lanes = [...document.querySelectorAll(".eg-lane:not(:has(.eg-axis))")];
    return Object.fromEntries(codes.map((code, place) => [code, {
        title: document.querySelectorAll(".eg-beside thead a")[place].textContent,
        page: document.querySelectorAll(".eg-beside thead a")[place].getAttribute("href"),
        cells: Object.fromEntries([...document.querySelectorAll(".eg-beside tbody")].map((body) => {
            const parts = [...body.rows[1].cells[place].children].filter((one) => !one.matches(".eg-steps"));
            return [body.dataset.figure, parts.map((one) => one.textContent.replace(/\\s+/g, " "))];
        })),
        step: [...document.querySelectorAll(`[data-figure=band] td:nth-child(${place + 1}) svg`)].map((one) => one.matches(".eg-own")),
        lane: lanes[place].firstChild.textContent,
        mark: [lanes[place].querySelector("svg").style.left, lanes[place].querySelector("svg").getAttribute("class")],
        spans: [".eg-range", ".eg-interval"].map((kind) => lanes[place].querySelector(kind).style).map(({ left, width }) => [left, width]),
    }]));
}"""


@pytest.fixture(scope="module")
def read(browser: Browser, host: str, published: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What the page shows of every occupation, six at a time."""
    codes = sorted(published)
    found: dict[str, dict[str, Any]] = {}
    with Visit(browser, host, compared(*EXAMPLE)) as visit:
        for start in range(0, len(codes), 6):
            found |= visit.page.evaluate(READ, codes[start : start + 6])
        assert visit.errors == [], visit.errors
    return found


def test_every_figure_is_that_of_the_occupations_page(
    read: dict[str, Any], published: dict[str, Any], stated: dict[str, Any]
) -> None:
    assert sorted(read) == sorted(published) and len(read) == 427
    for code, one in read.items():
        record = published[code]
        assert one["title"] == one["lane"] == record["title"], code
        assert one["page"] == f"./gradient/{code}-{record['slug']}.html", code
        wanted = told(record, stated[code])
        assert one["cells"].keys() == wanted.keys(), code
        for figure, parts in wanted.items():
            printed = one["cells"][figure]
            if figure in ("most", "least"):  # "etc." keeps its own mark
                printed = [printed[0], printed[1].removesuffix("”").removesuffix(".")]
            assert printed == parts, f"{code}, {figure}: shows {printed}, its page says {parts}"


def test_the_picture_lies_where_the_figures_put_it(
    read: dict[str, Any], published: dict[str, Any], stated: dict[str, Any]
) -> None:
    def percent(text: str) -> float:
        return float(text.removesuffix("%"))

    for code, one in read.items():
        value = {name: value for name, (_, value) in stated[code].items()}
        place = BANDS.index(published[code]["band"])
        assert one["step"] == [at == place for at in range(len(BANDS))], f"{code}: the wrong step of the bands"
        left, kinds = one["mark"]
        assert f"eg-band-{place}" in kinds.split(), f"{code}: the mark has the colour of {kinds}"
        assert percent(left) == pytest.approx(100 * float(value["mean_2025"]), abs=0.01), f"{code}: mean_2025"
        least, most = (
            least_of(published[code])["score_2025"],
            published[code]["most_exposed_task"]["score_2025"]["value"],
        )
        ends = [(least, most), tuple(float(value[f"interval.tasks.mean_{end}"]) for end in ("low", "high"))]
        for (left, width), (low, high) in zip(one["spans"], ends, strict=True):
            assert percent(left) == pytest.approx(100 * low, abs=0.01), code
            assert percent(left) + percent(width) == pytest.approx(100 * high, abs=0.01), code


GRID = """(marks) => marks.map((d) => {
    const svg = document.body.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "svg"));
    const path = svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "path"));
    path.setAttribute("d", d);
    const { x, y, width, height } = path.getBBox();
    const steps = [...Array(15).keys()].map((at) => (at + 0.5) / 15);
    const found = steps.flatMap((down) => steps.map((right) => {
        const point = svg.createSVGPoint();
        [point.x, point.y] = [x + right * width, y + down * height];
        return path.isPointInFill(point);
    }));
    svg.remove();
    return found;
})"""


def test_the_bands_have_the_shapes_of_the_explorer(browser: Browser, host: str) -> None:
    with Visit(browser, host, "gradient.html") as visit:
        theirs = visit.page.locator(".eg-band-choices .eg-swatch path").evaluate_all(
            "all => all.map((one) => one.getAttribute('d'))"
        )
    assert len({shape_of(path) for path in theirs}) == len(BANDS)
    with Visit(browser, host, compared("3211")) as visit:
        ours = visit.page.locator(".eg-steps path").evaluate_all("all => all.map((one) => one.getAttribute('d'))")
        grids = visit.page.evaluate(GRID, [*ours, *theirs])
    for place, band in enumerate(BANDS):
        alike = [sum(a == b for a, b in zip(grids[place], other, strict=True)) for other in grids[len(BANDS) :]]
        assert alike.index(max(alike)) == place and max(alike) > 0.9 * 225, f"{band} looks like another: {alike}"


# --- The file ----------------------------------------------------------------------------------------------------------


def downloaded(page: Page) -> tuple[str, list[dict[str, str]]]:
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download as CSV").click()
    text = Path(waiting.value.path()).read_text("utf-8")
    return waiting.value.suggested_filename, list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_csv_agrees_with_the_table_of_all_occupations(
    browser: Browser, host: str, site: Path, published: dict[str, Any], stated: dict[str, Any]
) -> None:
    with (site / "data" / "occupations.csv").open(encoding="utf-8", newline="") as file:
        whole = {row["isco08"]: row for row in csv.DictReader(file)}
    with Visit(browser, host, compared(*SIX)) as visit:
        name, rows = downloaded(visit.page)
    assert name == f"compare-{'-'.join(SIX)}.csv"
    assert [row["isco08"] for row in rows] == [*SIX]
    others = {
        "rank": "rank",
        "rank_2023": "rank_scores_2023",
        "n_occupations": "n_occupations",
        "ilo_sd_2025": "ilo_sd_2025",
    }
    for row in rows:
        code = row["isco08"]
        shared = row.keys() & whole[code].keys()
        assert len(shared) >= 17, f"only {sorted(shared)} stand in occupations.csv, too"
        assert {name: row[name] for name in shared} == {name: whole[code][name] for name in shared}, code
        assert {name: row[name] for name in others} == {
            name: stated[code][claim][1] for name, claim in others.items()
        }, code
        least = least_of(published[code])
        assert row["least_exposed_task"] == str(least["number"]), code
        assert float(row["least_exposed_score"]) == least["score_2025"], code
        assert row["edition"] == published[code]["edition"]["id"]
        assert row.keys() == {*shared, *others, "least_exposed_task", "least_exposed_score", "edition"}


def test_a_cell_of_the_csv_is_neither_broken_nor_a_formula(browser: Browser, host: str) -> None:
    cells = {
        'say "a", then b': '"say ""a"", then b"',
        "=1+1": "'=1+1",
        "-0.05": "-0.05",
        "two\nlines": '"two\nlines"',
        "plain": "plain",
    }
    with Visit(browser, host, COMPARE) as visit:
        assert visit.page.evaluate("(cells) => cells.map(csvCell)", [*cells]) == [*cells.values()]


# --- The address is the state ------------------------------------------------------------------------------------------

ADDRESSES = {
    # what the address says: what is shown, and what is said of the rest
    "3211,2221,8322": ("3211 2221 8322", []),
    "8322,3211": ("8322 3211", []),
    "3211%2C2221": ("3211 2221", []),
    "3211+2221;8322": ("3211 2221 8322", []),
    "3211&c=2221": ("3211 2221", []),
    ",3211,,": ("3211", []),
    "9999,3211": ("3211", ["“9999” is no code of an occupation in this publication."]),
    "abc,3211": ("3211", ["“abc” is no ISCO-08 code of four digits."]),
    "32,3211": ("3211", ["“32” is no ISCO-08 code of four digits."]),
    "3211,3211,3211": ("3211", ["“3211” is named more than once; it is shown once."]),
    "3211,2221,8322,4132,1112,5246,7126": ("3211 2221 8322 4132 1112 5246", ["“7126” is one too many; six are the most."]),
    "9999,abc": ("", ["“9999” is no code of an occupation in this publication.", "“abc” is no ISCO-08 code of four digits."]),
    "__proto__,constructor": ("", ["“__proto__” is no ISCO-08 code of four digits.", "“constructor” is no ISCO-08 code of four digits."]),
    "<img src=x onerror=window.ran=1>": (
        "", ["“<img” is no ISCO-08 code of four digits.", "“src=x” is no ISCO-08 code of four digits.", "“onerror=window.ran=1…” is no ISCO-08 code of four digits."]),
    "": ("", []),
}  # fmt: skip


@pytest.mark.turns(3)
@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_shows_what_it_names_and_says_what_it_leaves_out(address: str, browser: Browser, host: str) -> None:
    codes, left_out = ADDRESSES[address]
    with Visit(browser, host, f"{COMPARE}?c={address}") as visit:
        page = visit.page
        assert shown(page) == codes.split()
        assert page.locator(".eg-left-out li").all_inner_texts() == left_out
        assert page.locator(".eg-left-out").is_visible() == bool(left_out)
        assert ("left out" in status(page)) == bool(left_out)
        assert page.locator(".eg-invite").is_visible() == (not codes)
        assert page.evaluate("window.ran") is None and visit.errors == []


def test_of_very_much_that_is_left_out_a_part_is_named(browser: Browser, host: str) -> None:
    with Visit(browser, host, compared(*(str(code) for code in range(9000, 9090)))) as visit:
        assert visit.page.locator(".eg-left-out li").count() == 9
        assert visit.page.locator(".eg-left-out li").last.inner_text() == "So are 82 more."


def test_a_choice_is_in_the_address_and_can_be_gone_back_from(browser: Browser, host: str) -> None:
    with Visit(browser, host, compared("3211", "2221")) as visit:
        page = visit.page
        page.get_by_role("button", name="Remove Nursing Professionals").click()
        assert shown(page) == in_address(page) == ["3211"]
        page.go_back()
        expect(page.locator(".eg-beside thead a")).to_have_count(2)
        assert shown(page) == in_address(page) == ["3211", "2221"]
        page.reload()
        expect(page.locator(".eg-beside thead a")).to_have_count(2)
        page.get_by_role("button", name="Remove all").click()
        assert shown(page) == in_address(page) == []
        assert page.evaluate("document.activeElement.id") == "eg-compare-field"


def test_the_copied_link_shows_the_same_to_somebody_else(browser: Browser, host: str) -> None:
    with Visit(browser, host, f"{COMPARE}?c=9999,3211,abc,2221#top") as visit:
        visit.page.get_by_role("button", name="Copy link").click()
        expect(visit.page.locator(".eg-outcome")).to_have_text("The link is copied.")
        link = visit.page.evaluate("navigator.clipboard.readText()")
    assert link == f"{host}/{compared('3211', '2221')}"
    with Visit(browser, host, link.removeprefix(f"{host}/")) as visit:
        assert shown(visit.page) == ["3211", "2221"]


# --- Adding and removing -----------------------------------------------------------------------------------------------


def find(page: Page, words: str) -> None:
    """Type into the field and take the first that is found, by keyboard alone."""
    page.keyboard.type(words)
    page.locator(".eg-compare").get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")


def test_an_empty_page_invites_and_its_example_works(browser: Browser, host: str) -> None:
    with Visit(browser, host, COMPARE) as visit:
        page = visit.page
        assert page.locator(".eg-invite").is_visible() and page.locator("dl.eg-compared").is_visible()
        assert not page.locator(".eg-without-script").is_visible()
        assert not page.get_by_role("button", name="Download as CSV").is_visible()
        page.locator(".eg-invite a").click()
        expect(page.locator(".eg-beside thead a")).to_have_count(3)
        assert shown(page) == [*EXAMPLE]
        assert not page.locator(".eg-invite").is_visible() and not page.locator("dl.eg-compared").is_visible()


def test_occupations_are_found_by_the_sites_search_and_added_by_keyboard(browser: Browser, host: str) -> None:
    with Visit(browser, host, COMPARE) as visit:
        page = visit.page
        page.locator("#eg-compare-field").focus()
        find(page, "x-ray tech")
        expect(page.locator(".eg-outcome")).to_have_text(
            f"{TITLES['3211']} is added. 1 of at most 6 occupations is shown."
        )
        find(page, "nurse")
        find(page, "8322")
        expect(page.locator(".eg-beside thead a")).to_have_count(3)
        assert shown(page) == in_address(page) == [*EXAMPLE]
        assert page.evaluate("document.activeElement.id") == "eg-compare-field", "the focus has left the field"
        assert page.locator("#eg-compare-field").input_value() == ""
        find(page, "nurse")
        expect(page.locator(".eg-outcome")).to_contain_text("Nursing Professionals is shown already.")
        assert shown(page) == [*EXAMPLE]
        page.keyboard.type("zyzzyva")
        page.keyboard.press("Enter")
        expect(page.locator(".eg-compare .eg-found")).to_have_text("No occupation found by that name or code.")
        assert COMPARE in page.url, "Enter has left the page"
        assert not page.locator(".eg-compare .eg-elsewhere").is_visible(), "offers a search that leaves the page"
        assert visit.errors == []


def test_an_option_is_added_by_a_click_as_well(browser: Browser, host: str) -> None:
    with Visit(browser, host, compared("3211")) as visit:
        visit.page.locator("#eg-compare-field").fill("8322")
        visit.page.locator(".eg-compare").get_by_role("option").first.click()
        expect(visit.page.locator(".eg-beside thead a")).to_have_count(2)
        assert shown(visit.page) == ["3211", "8322"]


def test_a_seventh_is_refused_in_words(browser: Browser, host: str) -> None:
    with Visit(browser, host, compared(*SIX)) as visit:
        visit.page.locator("#eg-compare-field").focus()
        find(visit.page, "7126")
        expect(visit.page.locator(".eg-outcome")).to_contain_text(
            "There is no room for Plumbers and Pipe Fitters: remove another first."
        )
        assert shown(visit.page) == in_address(visit.page) == [*SIX]


def test_removing_by_keyboard_leads_the_focus_on(browser: Browser, host: str) -> None:
    def focused() -> str:
        return visit.page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.id")

    with Visit(browser, host, compared(*EXAMPLE)) as visit:
        page = visit.page
        page.locator("#eg-compare-field").focus()
        for _ in range(4):  # the first title and its button, the second title and its button
            page.keyboard.press("Tab")
        assert focused() == f"Remove {TITLES['2221']}"
        page.keyboard.press("Enter")
        assert (shown(page), focused()) == (["3211", "8322"], f"Remove {TITLES['8322']}")
        assert status(page) == f"{TITLES['2221']} is removed. 2 of at most 6 occupations are shown."
        page.keyboard.press("Enter")
        assert (shown(page), focused()) == (["3211"], f"Remove {TITLES['3211']}")
        page.keyboard.press("Enter")
        assert (shown(page), focused()) == ([], "eg-compare-field")
        assert page.locator(".eg-outcome").evaluate("one => Boolean(one.closest('[role=status]'))"), (
            "nobody hears of it"
        )


# --- Pins --------------------------------------------------------------------------------------------------------------


def test_an_occupation_is_pinned_on_its_page_and_in_the_explorer(browser: Browser, host: str) -> None:
    with Visit(browser, host, OF_3211) as visit:
        page, pin = visit.page, visit.page.locator(".eg-masthead button.eg-pin")
        assert pin.get_attribute("aria-pressed") == "false"
        pin.focus()
        page.keyboard.press("Enter")
        assert (pin.inner_text(), pin.get_attribute("aria-pressed")) == ("Pinned", "true")
        assert page.locator(".eg-masthead [role=status]").inner_text() == f"{TITLES['3211']}: pinned, 1 of 6."
        page.goto(f"{host}/gradient.html?group=4")
        page.locator(".eg-plot").focus()
        page.keyboard.press("End")
        page.keyboard.press("c")
        link = page.locator("form.eg-explorer a", has_text="Compare")
        expect(link).to_have_text("Compare (2)")
        mark = page.locator("#eg-mark-4311").bounding_box()
        page.mouse.move(mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2)
        page.locator(".eg-label.eg-still").wait_for()
        page.locator(".eg-label button.eg-pin").click()
        expect(link).to_have_text("Compare (3)")
        link.click()
        expect(page.locator(".eg-beside thead a")).to_have_count(3)
        assert shown(page) == ["3211", "4132", "4311"]
        page.get_by_role("button", name="Remove Data Entry Clerks").click()
        page.goto(f"{host}/{OF_3211}")
        assert page.locator(".eg-masthead a.eg-pin").inner_text() == "Compare (2)"
        pin.click()
        assert (pin.inner_text(), pin.get_attribute("aria-pressed")) == ("Pin", "false")
        page.goto(f"{host}/{COMPARE}")
        expect(page.locator(".eg-beside thead a")).to_have_count(1)
        assert shown(page) == in_address(page) == ["4311"], (
            "without an address of its own, the page shows what is pinned"
        )
        assert visit.errors == []


def test_a_page_can_be_compared_though_it_is_not_pinned(browser: Browser, host: str) -> None:
    with Visit(browser, host, compared("2221")) as visit:
        visit.page.goto(f"{host}/{OF_3211}")
        visit.page.get_by_role("link", name="Compare (2)").click()
        expect(visit.page.locator(".eg-beside thead a")).to_have_count(2)
        assert shown(visit.page) == ["2221", "3211"]


def test_six_pins_are_the_most(browser: Browser, host: str) -> None:
    with Visit(browser, host, compared(*SIX)) as visit:
        visit.page.goto(f"{host}/gradient/7126-plumbers-and-pipe-fitters.html")
        pin = visit.page.locator(".eg-masthead button.eg-pin")
        assert pin.inner_text() == "Six are pinned"
        pin.click()
        assert (
            visit.page.locator(".eg-masthead [role=status]").inner_text()
            == "Six are pinned, and no more can be compared."
        )
        assert visit.page.evaluate("pinned()") == [*SIX]
        assert len(re.findall(r"\d{4}", visit.page.locator(".eg-masthead a.eg-pin").get_attribute("href"))) == 6


def test_where_a_browser_keeps_nothing_a_comparison_still_works(browser: Browser, host: str) -> None:
    context = browser.new_context()
    context.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('no', 'SecurityError'); } });"
    )
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(error.stack))
    page.goto(f"{host}/{OF_3211}")
    page.locator(".eg-masthead a.eg-pin").click()
    expect(page.locator(".eg-beside thead a")).to_have_count(1)
    page.locator("#eg-compare-field").fill("nurse")
    page.locator(".eg-compare").get_by_role("option").first.click()
    expect(page.locator(".eg-beside thead a")).to_have_count(2)
    assert in_address(page) == ["3211", "2221"] and not any(
        ours in error for error in errors for ours in ("pin.js", "compare.js")
    )  # the theme minds
    context.close()


# --- Everybody ---------------------------------------------------------------------------------------------------------


def test_without_scripts_the_page_says_what_to_do_instead(browser: Browser, host: str) -> None:
    with Visit(browser, host, compared(*EXAMPLE), java_script_enabled=False) as visit:
        said = visit.page.locator(".eg-without-script")
        assert said.is_visible() and not visit.page.locator(".eg-compare").is_visible()
        assert [link.get_attribute("href") for link in said.locator("a").all()] == [
            "gradient.html#all-occupations",
            "data.html",
        ]
        visit.page.goto(f"{host}/{OF_3211}")
        assert visit.page.locator(".eg-masthead a.eg-pin").get_attribute("href") == "../compare.html?c=3211"
        assert visit.page.locator("button.eg-pin").count() == 0


def test_without_its_data_the_page_says_the_same(browser: Browser, host: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.route("**/data/compare.js*", lambda route: route.abort())
    page.goto(f"{host}/{compared(*EXAMPLE)}")
    expect(page.locator(".eg-without-script")).to_be_visible()
    assert not page.locator(".eg-compare").is_visible()
    context.close()


def test_the_comparison_works_on_a_page_opened_as_a_file(browser: Browser, site: Path) -> None:
    page, errors = browser.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{(site / COMPARE).as_uri()}?c=3211")
    expect(page.locator(".eg-beside thead a")).to_have_count(1)
    page.locator("#eg-compare-field").fill("nurse")
    page.locator(".eg-compare").get_by_role("option").first.click()
    expect(page.locator(".eg-beside thead a")).to_have_count(2)
    name, rows = downloaded(page)
    assert (name, [row["isco08"] for row in rows]) == ("compare-3211-2221.csv", ["3211", "2221"])
    assert errors == []
    page.close()


@pytest.mark.turns(3)
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_the_comparison_has_no_accessibility_violation(width: int, browser: Browser, host: str) -> None:
    with Visit(browser, host, f"{compared(*SIX)},9999", width=width) as visit:
        assert visit.violations() == []
        visit.page.locator("#eg-compare-field").fill("nurs")
        visit.page.locator(".eg-compare").get_by_role("option").first.wait_for()
        assert violations(visit.page) == [], "with the list open"
        wide = visit.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"is {wide} px wide on a screen of {width} px"


def test_on_a_phone_each_figure_names_the_occupation(browser: Browser, host: str) -> None:
    with Visit(browser, host, compared(*EXAMPLE), width=360) as visit:
        cells = visit.page.locator("[data-figure=mean] td").evaluate_all(
            "all => all.map((one) => [getComputedStyle(one, '::before').content, one.getBoundingClientRect().width])"
        )
        assert [words.strip('"') for words, _ in cells] == [TITLES[code] for code in EXAMPLE]
        assert all(width > 300 for _, width in cells), "a cell has not the width of the phone"


def test_in_forced_colours_marks_bars_and_the_own_band_are_seen(browser: Browser, host: str) -> None:
    with Visit(browser, host, compared("3211"), forced_colors="active") as visit:
        looks = visit.page.evaluate(
            """() => {
                const style = (selector) => getComputedStyle(document.querySelector(selector));
                return {
                    ground: style("body").backgroundColor, mark: style(".eg-line .eg-own path").fill, bar: style(".eg-interval").borderTopColor,
                    line: style(".eg-range").borderTopColor, own: style(".eg-steps .eg-own path").fill, other: style(".eg-steps svg:not(.eg-own) path").fill,
                };
            }"""
        )
        for part in ("mark", "bar", "line", "own"):
            assert looks[part] != looks["ground"], f"{part} cannot be seen: {looks}"
        assert looks["own"] != looks["other"]


def test_only_this_page_loads_what_it_compares(browser: Browser, host: str) -> None:
    def loaded(path: str) -> list[str]:
        with Visit(browser, host, path) as visit:
            files = ("data/compare.js", "_static/compare.js", "_static/compare.css", "_static/pin.js")
            return [name for name in files if any(f"/{name}" in url for url in visit.requests)]

    assert loaded(compared("3211")) == [
        "data/compare.js",
        "_static/compare.js",
        "_static/compare.css",
        "_static/pin.js",
    ]
    assert loaded(OF_3211) == loaded("gradient.html") == ["_static/pin.js"]
    assert loaded("index.html") == []


def test_the_scripts_put_text_in_as_text(site: Path) -> None:
    for name in ("compare.js", "pin.js"):
        text = (site / "_static" / name).read_text("utf-8")
        assert not re.search(r"innerHTML|\beval\s*\(|new Function|document\.write", text), name
