"""A reader's own table in the browser: the figures of the Python package cell by cell, and the page as a person uses it."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, expect

import exposure_gradient as eg
import own_tables
from turns import turn
from visits import Visit

pytestmark = [pytest.mark.browser, pytest.mark.built]

PAGE = "your-table.html"


@pytest.fixture(scope="module")
def visit(browser: Browser, host: str) -> Iterator[Visit]:
    with Visit(browser, host, PAGE) as opened:
        yield opened
        assert opened.errors == [], opened.errors


CASES = {
    "countries": own_tables.of_countries, "tables by chance": lambda: own_tables.of_chance(150), "spoilt tables": lambda: own_tables.spoilt(200),
    "codes and numbers": own_tables.of_cells, "files": lambda: own_tables.EVERY_FILE,
}  # fmt: skip


@pytest.mark.turns(6)
@pytest.mark.parametrize("which", CASES)
def test_the_browser_says_of_a_table_what_the_python_package_says(which: str, visit: Visit) -> None:
    cases = turn(CASES[which](), 4)
    wrong = []
    n_placed = 0
    for case, found in zip(cases, own_tables.in_the_browser(visit.page, cases), strict=True):
        wanted = own_tables.by_the_package(case)
        n_placed += "groups" in wanted
        if "fault" in wanted and "fault" in found:
            if not wanted["fault"].startswith(found["fault"]):
                wrong.append(
                    f"{case.about} {case.options}: {wanted['fault']!r} in Python, {found['fault']!r} in the browser"
                )
            continue
        of_case = list(own_tables.differences(wanted, found))
        wrong += [f"{case.about} {case.options}: {one}" for one in of_case[:3]]
    assert wrong == [], f"{len(wrong)} differences in {len(cases)} tables; " + "\n".join(wrong[:12])
    assert n_placed > len(cases) / 10, f"only {n_placed} of {len(cases)} tables were taken"


def test_files_that_only_the_package_reads_are_refused_in_one_line(visit: Visit) -> None:
    cases = [own_tables.Case(about, own_tables.FILES[about]) for about in own_tables.OTHER_WORDS]
    for case, found in zip(cases, own_tables.in_the_browser(visit.page, cases), strict=True):
        assert own_tables.OTHER_WORDS[case.about] in found["fault"], f"{case.about}: {found}"


# --- As a person uses it -------------------------------------------------------------------------------------------------

SMALL = "isco;jobs;sex\n2512;300;f\n52;1200;f\n9112;500;m\nX;100;m\n"


def lead(page: Page) -> str:
    return page.locator(".eg-own-results .eg-lead").inner_text()


def shares(page: Page, table: str = ".eg-own-bands") -> dict[str, list[str]]:
    rows = page.locator(f"{table} tbody tr").evaluate_all(
        "rows => rows.map((row) => [...row.cells].map((cell) => cell.textContent))"
    )
    return {name: figures for name, *figures in rows}


def put(page: Page, text: str) -> None:
    page.locator(".eg-own-clear").click()
    page.get_by_label("The table", exact=True).fill(text)


def test_a_pasted_table_gives_its_figures_and_nothing_leaves_the_page(browser: Browser, host: str) -> None:
    with Visit(browser, host, PAGE) as visit:
        page = visit.page
        n_requests = len(visit.requests)
        page.evaluate("text => navigator.clipboard.writeText(text)", SMALL.replace(";", "\t"))
        page.get_by_label("The table", exact=True).click()
        page.keyboard.press("Control+v")
        expect(page.get_by_role("heading", name="What the table says")).to_be_visible()
        result = eg.employment_by_exposure(
            pd.read_csv(io.StringIO(SMALL), sep=";", dtype=str), code="isco", weight="jobs", repeated="add"
        )
        lower, split, upper = result.exposed()
        assert f"Between {lower:.1f}% and {upper:.1f}% of employment" in lead(
            page
        ) and f"the share is {split:.1f}%" in lead(page)
        assert [urlsplit(url).path for url in visit.requests[n_requests:]] == ["/data/unit_groups.js"], (
            "the page asked for more"
        )
        expect(page.get_by_role("status").first).to_have_text("4 rows read, 3 codes.")
        page.get_by_label("Parts by").select_option("sex")
        wanted = eg.employment_by_exposure(
            pd.read_csv(io.StringIO(SMALL), sep=";", dtype=str), code="isco", weight="jobs", by="sex"
        ).exposed()
        assert shares(page, ".eg-own-parts") == {
            sex: [f"{one:.1f}%" for one in row] for sex, *row in wanted.itertuples()
        }
        assert visit.errors == [], visit.errors


@pytest.mark.parametrize("country", ["france", "italy", "pakistan", "united-kingdom"])
def test_a_country_s_table_gives_the_figures_of_its_page(country: str, visit: Visit, site: Path) -> None:
    """The table is the site's own file; the figures are those that the country's page prints."""
    page = visit.page
    record = json.loads((site / "countries" / f"{country}.json").read_text("utf-8"))
    page.locator(".eg-own-clear").click()
    page.locator("input[type=file]").set_input_files(site / "data" / "tables" / f"employment_{record['country']}.csv")
    page.get_by_role("button", name=f"Take year '{record['year']}' alone").click()
    page.get_by_label("One unit stands for").fill("1000")
    page.get_by_label("One unit stands for").press("Enter")
    written = {band: [f"{own[name]:.1f}%" for name in own_tables.FIGURES] for band, own in record["bands"].items()}
    expect(page.locator(".eg-own-bands")).to_contain_text(f"{record['exposed']['upper']:.1f}%")
    found = shares(page)
    assert {band: found[band] for band in written} == written, country
    assert found["Gradient 1–4"] == [f"{record['exposed'][name]:.1f}%" for name in own_tables.FIGURES], country
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the figures").click()
    rows = list(csv.DictReader(download.value.path().open(encoding="utf-8", newline="")))
    for row, (band, own) in zip(rows, [("Gradient 1–4", record["exposed"]), *record["bands"].items()], strict=True):
        assert row["bands"] == band and [float(row[name]) for name in own_tables.FIGURES] == pytest.approx(
            [own[name] for name in own_tables.FIGURES], rel=1e-12
        ), f"{country}: {row}"


def test_the_example_is_the_united_kingdom_with_its_years(visit: Visit, site: Path) -> None:
    page = visit.page
    page.locator(".eg-own-example").click()
    record = json.loads((site / "countries" / "united-kingdom.json").read_text("utf-8"))
    assert shares(page, ".eg-own-parts") == {
        year: [f"{own[name]:.1f}%" for name in own_tables.FIGURES] for year, own in record["parts"].items()
    }
    assert "of employment in this table (year 2018) is in occupations" in lead(page)
    page.get_by_role("button", name="Copy a sentence to cite").click()
    expect(page.locator(".eg-own-copied")).to_have_text("Copied.")
    assert "Employment: United Kingdom.csv (year 2018)." in page.evaluate("navigator.clipboard.readText()")
    page.get_by_role("button", name="Take back: year 2018").click()
    expect(page.get_by_role("alert")).to_contain_text("parts the table by years, which are not added up")
    page.get_by_role("button", name="year 2016").click()
    expect(page.get_by_role("heading", name="What the table says")).to_be_focused()
    assert shares(page)["Gradient 1–4"] == shares(page, ".eg-own-parts")["2016"]


ASKED = {
    # a table that can be read in two ways: the answers in turn, and the share in Gradient 1-4 at most, or what is not placed
    "a zero that may be lost": ("isco,jobs\n110,100\n2512,300\n", ["All codes have 4 digits: it is 0110"], {"In groups without scores, such as the armed forces": "100"}),
    "the same, the other way": ("isco,jobs\n110,100\n2512,300\n", ["Codes are as they are written: it is 11"], {"In occupations with scores": "400"}),
    "a zero that may be lost, among codes of several lengths": (
        "isco,jobs\n110,100\n2512,300\n522,50\n41,5\n", ["Codes are as they are written: it is 11"], {"In occupations with scores": "455"}),
    "a total among its parts": ("isco,jobs\n25,400\n2512,300\n", ["The coarser code is the total of those below it"], {"All employment in the table": "400"}),
    "a group of its own": ("isco,jobs\n25,400\n2512,300\n", ["The coarser code stands for people of its own"], {"All employment in the table": "700"}),
    "a total that is more than the sum": ("isco,jobs\n2512,300\nTOTAL,500\n", ["Count the difference as a share of its own"], {"In the stated total, but in no code": "200"}),
    "a point that may part thousands": ("isco;jobs\n2512;1.234\n", ["The point parts thousands"], {"All employment in the table": "1,234"}),
    "a code that is no group": ("isco,jobs\n2512,300\n2599,7\n", ["Count such codes as unplaced"], {"Without a stated occupation": "7"}),
    "a mark of its own": ("isco,jobs\n2512,300\n41,n.p.\n", ["It marks a cell that is not published"], {"In cells that are not published": "not known"}),
    "two surveys and two years": (
        "isco,jobs,survey,year\n2512,300,LFS,2021\n2512,310,HIES,2021\n2512,290,LFS,2022\n", ["Take survey 'LFS' alone", "Take year '2022' alone"],
        {"All employment in the table": "290"}),
    "rows to be added up": ("isco,jobs\n2512,300\n2512,310\n", ["Add them up"], {"All employment in the table": "610"}),
    "columns that no heading names": ("beruf,name,zahl\n2512,programmers,300\n", ["Employment is in zahl", "The codes are in beruf"], {"All employment in the table": "300"}),
}  # fmt: skip


def test_what_cannot_be_the_answer_is_not_offered(visit: Visit) -> None:
    offered = visit.page.locator(".eg-own-settles button")
    put(visit.page, "isco,jobs\n110,100\n2512,300\n522,50\n")
    expect(offered).to_have_text(["Codes are as they are written: it is 11"])
    put(visit.page, "beruf,name,zahl\n2512,programmers,300\n")
    expect(visit.page.get_by_role("alert")).to_contain_text("Which column has the employment?")
    expect(offered).to_have_text(["Employment is in beruf", "Employment is in zahl"])


@pytest.mark.turns(4)
@pytest.mark.parametrize("what", ASKED)
def test_an_open_question_is_asked_and_answered_and_the_answer_taken_back(what: str, visit: Visit) -> None:
    text, answers, counted = ASKED[what]
    page = visit.page
    put(page, text)
    for answer in answers:
        expect(page.get_by_role("alert")).not_to_be_empty()
        expect(page.locator(".eg-own-results")).to_be_hidden()
        page.get_by_role("button", name=answer, exact=True).click()
    expect(page.get_by_role("heading", name="What the table says")).to_be_focused()
    rows = shares(page, ".eg-own-results .eg-table:not([class*=eg-own])")
    assert {part: rows[part][0] for part in counted} == counted, what
    if page.get_by_role("button", name="Take back:").count():
        page.get_by_role("button", name="Take back:").last.click()
        expect(page.get_by_role("alert")).not_to_be_empty()
        page.get_by_role("button", name=answers[-1], exact=True).click()
        expect(page.get_by_role("heading", name="What the table says")).to_be_focused()
    # what was said of this table says nothing of the next
    page.get_by_label("The table", exact=True).fill("code\tjobs\tplace\n2512\t8\ta\n41\t9\tb\n9112\t7\tc\n")
    expect(page.get_by_role("status").first).to_have_text("3 rows read, 3 codes.")
    assert page.get_by_role("button", name="Take back:").count() == 0


def test_a_table_that_cannot_be_used_is_refused_by_its_row(visit: Visit) -> None:
    page = visit.page
    for text, said in {
        "isco,jobs\n2512,many\n": "Column jobs, row 2: 'many' is no number.",
        "isco,jobs\n2512,-3\n": "Column jobs, row 2: '-3' is negative.",
        "isco,jobs\n2512,0\n": "counts nobody",
        "isco,jobs\nISCO88 2512,3\n": "is of ISCO-88",
        "isco\n2512\n": "names no columns separated by",
        "2512;1000\n5223;4000\n": "line 1 holds numbers alone and names no columns",
        "isco,jobs\n2512,3,4\n": "line 2: 3 cells under 2 columns",
        "isco,jobs,<img src=x onerror=alert(1)>\n2512,3,<b>\n2512,4,<i>\n": "<b>",
    }.items():
        put(page, text)
        expect(page.get_by_role("alert")).to_contain_text(said)
        assert page.locator(".eg-own-fault :is(img, b, i)").count() == 0
    put(page, "")
    expect(page.get_by_role("alert")).to_be_empty()


def test_a_file_is_dropped(visit: Visit) -> None:
    page = visit.page
    page.evaluate("""() => {
        const given = new DataTransfer();
        given.items.add(new File([new Uint8Array([0xff, 0xfe, ...[..."isco\\tjobs\\n2512\\t3,5\\n41\\t1,25\\n"].flatMap((c) => [c.charCodeAt(0), 0])])], "utf16.txt"));
        document.querySelector("form.eg-own-table").dispatchEvent(new DragEvent("drop", { dataTransfer: given, bubbles: true, cancelable: true }));
    }""")
    expect(page.get_by_role("status").first).to_have_text("2 rows read, 2 codes.")
    page.locator(".eg-own-more summary").last.click()
    shown = page.locator(".eg-own-more code").inner_text()
    assert 'eg.read_employment("utf16.txt")' in shown and 'code="isco"' in shown


def test_the_python_shown_gives_the_figures_shown(
    visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = visit.page
    put(page, "isco,jobs,sex\n110,100,f\n2512,300,f\n2599,250,f\n2512,5,m\n")
    page.get_by_role("button", name="All codes have 4 digits").click()
    expect(page.get_by_role("alert")).to_contain_text("no group of ISCO-08")
    page.get_by_role("button", name="Count such codes as unplaced").click()
    expect(page.get_by_role("alert")).to_contain_text("has 2 rows")
    page.get_by_role("button", name="Take sex 'f' alone").click()
    (tmp_path / "table.csv").write_text(page.get_by_label("The table", exact=True).input_value(), "utf-8")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(page.locator(".eg-own-more code").text_content() or "", names)
    assert [f"{one:.1f}%" for one in names["result"].exposed()] == shares(page)["Gradient 1–4"]


def test_the_sentence_to_cite_states_what_a_citation_must(visit: Visit) -> None:
    page = visit.page
    put(page, SMALL)
    page.get_by_role("button", name="Copy a sentence to cite").click()
    expect(page.locator(".eg-own-copied")).to_have_text("Copied.")
    said = page.evaluate("navigator.clipboard.readText()")
    lower, split, upper = shares(page)["Gradient 1–4"]
    for part in (
        f"Between {lower} and {upper}",
        f"{split} with an equal split",
        "2,100 persons",
        "4.8%, is in the denominator",
        "Edition ",
    ):
        assert part in said, f"{part!r} is not in {said!r}"
    assert said.count("Gmyrek") == 1, f"the scores are named more than once: {said!r}"
    put(page, "isco,jobs\n2512,300\n9112,100\n")  # nothing is open
    page.get_by_role("button", name="Copy a sentence to cite").click()
    expect(page.locator(".eg-own-copied")).to_have_text("Copied.")
    said = page.evaluate("navigator.clipboard.readText()")
    assert said.startswith(f"{shares(page)['Gradient 1–4'][0]} of employment (400 persons in all) is in occupations"), (
        said
    )
    assert "Between" not in said and "Bounds" not in said, said


@pytest.mark.turns(2)
@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_with_a_table_is_accessible_and_fits(width: int, browser: Browser, host: str) -> None:
    with Visit(browser, host, PAGE, width=width) as visit:
        page = visit.page
        assert visit.violations() == []
        page.locator(".eg-own-example").click()
        page.get_by_role("heading", name="What the table says").wait_for()
        assert visit.violations() == []
        page.locator(".eg-own-more").evaluate_all("all => all.forEach((one) => { one.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        narrow = page.locator(".eg-own-results .eg-table :is(th, td)").evaluate_all(
            "cells => cells.filter((cell) => cell.textContent.trim().length > 4 && cell.clientWidth < 30).map((cell) => cell.textContent)"
        )
        assert narrow == [], f"columns of a letter a line: {narrow}"
        put(page, "isco,jobs\n110,100\n2512,300\n")
        page.get_by_role("button", name="All codes have 4 digits").wait_for()
        assert visit.violations() == []


def test_the_page_is_used_by_keyboard_alone(browser: Browser, host: str) -> None:
    with Visit(browser, host, PAGE, forced_colors="active") as visit:
        page = visit.page
        page.get_by_label("The table", exact=True).focus()
        page.keyboard.insert_text("isco,jobs\n110,100\n2512,300\n")
        page.get_by_role("button", name="All codes have 4 digits").wait_for()
        reached = []
        for _ in range(12):
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.textContent.trim() || document.activeElement.name"))
            if reached[-1].startswith("All codes have 4 digits"):
                break
        assert {"file", "Try an example", "Clear"} <= set(reached), reached
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="What the table says")).to_be_focused()
        mark = page.locator(".eg-range > b").first
        assert mark.evaluate(
            "one => getComputedStyle(one).backgroundColor !== getComputedStyle(document.body).backgroundColor"
        )


def test_the_page_works_as_a_file_and_says_so_without_scripts(browser: Browser, host: str, site: Path) -> None:
    with Visit(browser, host, PAGE) as visit:
        visit.page.goto((site / PAGE).as_uri())
        put(visit.page, SMALL)
        expect(visit.page.get_by_role("heading", name="What the table says")).to_be_visible()
        assert visit.page.locator(".eg-without-scripts").count() == 0
    with Visit(browser, host, PAGE, java_script_enabled=False) as visit:
        expect(visit.page.locator(".eg-without-scripts")).to_be_visible()
        expect(visit.page.locator("form.eg-own-table")).to_be_hidden()
