"""The built pages in a real browser: accessible, self-contained, and working."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import wire
from visits import Visit

pytestmark = [pytest.mark.browser, pytest.mark.built]

PAGES = {
    "landing": "index.html",
    "story": "story.html",
    "gradient": "gradient.html",
    "compare": "compare.html?c=3211,2221,8322,4132,1112,5246",
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
    "4132": "gradient/4132-data-entry-clerks.html",
    "7112": "gradient/7112-bricklayers-and-related-workers.html",
    "1112": "gradient/1112-senior-government-officials.html",
    "5246": "gradient/5246-food-service-counter-attendants.html",
    "8154": "gradient/8154-bleaching-dyeing-and-fabric-cleaning-machine-operators.html",
    "rerun": "methodology/rerun.html",
    "use": "methodology/use.html",
    "api": "methodology/api.html",
}
NINE = ("3211", "6340", "7126", "2310", "4132", "7112", "1112", "5246", "8154")
"""Pages of occupations: the worked one, those with something missing, both ends, one without a model's score; all major groups but the ninth."""

MOST_USED = ("landing", "gradient", "3211")

HEAVIEST = 150_000
"""Bytes that a page may take over the wire when nothing is kept: without its share image and the search index, which it does not load."""


@pytest.fixture(scope="module", params=PAGES)
def wide(request: pytest.FixtureRequest, browser: Browser, host: str) -> Iterator[Visit]:
    """Each page in turn, opened once for all tests that want no more; first in the light scheme."""
    with Visit(browser, host, PAGES[request.param]) as visit:
        yield visit


@pytest.fixture(scope="module", params=PAGES)
def narrow(request: pytest.FixtureRequest, browser: Browser, host: str) -> Iterator[Visit]:
    """The same on a phone, and first in the dark scheme."""
    with Visit(browser, host, PAGES[request.param], width=360, scheme="dark") as visit:
        yield visit


@pytest.mark.turns(4, always=MOST_USED)
def test_page_is_quiet_and_loads_nothing_from_elsewhere(wide: Visit, host: str) -> None:
    assert wide.errors == [], f"the console reports {wide.errors}"
    away = [url for url in wide.requests if not url.startswith((host, "data:"))]
    assert away == [], f"asks other hosts for {away}"


def assert_fits(visit: Visit, scheme: str) -> None:
    """Nothing sticks out, in either scheme, and the page's ground is the scheme's."""
    visit.dress(scheme)
    width = visit.page.viewport_size["width"]
    wide = visit.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, f"is {wide} px wide on a screen of {width} px"
    sticking_out = visit.page.evaluate(
        """(width) => [...document.querySelectorAll('article :is(p, h1, h2, h3, li, figure, svg, dl, summary)')]
            .filter((one) => one.checkVisibility() && !one.closest('.eg-scroll, pre, .eg-math'))
            .filter((one) => one.getBoundingClientRect().right > width + 1)
            .map((one) => `${one.tagName} ${one.textContent.trim().slice(0, 40)}`).slice(0, 5)""",
        width,
    )
    assert sticking_out == [], f"sticks out at {width} px: {sticking_out}"
    ground = visit.page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
    assert (sum(ground[:3]) > 600) == (scheme == "light"), f"{scheme}: the ground is {ground}"


@pytest.mark.turns(4, always=MOST_USED)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_fits_a_wide_screen(wide: Visit, scheme: str) -> None:
    assert_fits(wide, scheme)


@pytest.mark.turns(4, always=MOST_USED)
@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_page_fits_a_narrow_screen(narrow: Visit, scheme: str) -> None:
    assert_fits(narrow, scheme)


@pytest.mark.turns(12, always=("3211",))
def test_page_has_no_accessibility_violation(wide: Visit) -> None:
    words = wide.violations()
    assert words == [], "; ".join(words)


def test_the_meaning_of_a_band_has_the_width_of_a_phone(narrow: Visit) -> None:
    widths = narrow.page.evaluate(
        "[...document.querySelectorAll('.eg-band-table tbody td:last-child')].map((one) => one.clientWidth)"
    )
    if "/gradient/" in narrow.page.url:
        assert len(widths) == 6 and min(widths) > 280, f"the meanings of the bands are {widths} px wide"


@pytest.mark.parametrize("width", [620, 768, 1280])
@pytest.mark.parametrize("code", ["3211", "2310"])
def test_the_marks_of_a_task_lie_below_its_figures(code: str, width: int, browser: Browser, host: str) -> None:
    with Visit(browser, host, PAGES[code], width=width) as visit:
        rows = visit.page.locator(".eg-task-table tbody tr").evaluate_all(
            """rows => rows.map((row) => {
                const box = (one) => one.getBoundingClientRect(), marks = box(row.querySelector(".eg-scores"));
                const figures = [...row.querySelectorAll("td.num > *")].map(box), words = document.createRange();
                words.selectNodeContents(row.querySelector(".wide"));
                words.setEndBefore(row.querySelector(".eg-scores"));
                const ends = [...words.getClientRects()].map((line) => line.right);
                return [marks.left - Math.max(...ends), marks.top - Math.max(...figures.map((one) => one.bottom)),
                    box(row).bottom - marks.bottom, box(row).right - marks.right];
            })"""
        )
        assert rows, f"{code}: no task"
        for number, gaps in enumerate(rows, 1):
            assert min(gaps) >= -1, (
                f"{code}, {width} px, row {number}: the marks lie over words, figures or an edge: {gaps}"
            )


def moving(visit: Visit) -> list[str]:
    """What still moves on a page: animations and transitions that take longer than a blink."""
    return visit.page.evaluate(
        """() => [...document.querySelectorAll('article, article *')].filter((one) => {
            const style = getComputedStyle(one);
            const longest = (text) => Math.max(...text.split(',').map((time) => parseFloat(time) * (time.includes('ms') ? 1 : 1000)));
            const moves = style.animationName !== 'none' && longest(style.animationDuration) > 10;
            const slides = /transform|left|top|all|cx|cy/.test(style.transitionProperty) && longest(style.transitionDuration) > 10;
            return moves || slides;
        }).map((one) => `${one.tagName}.${one.className}`).slice(0, 5)"""
    )


@pytest.mark.turns(3)
@pytest.mark.parametrize("name", ["landing", "gradient", "story", "newsroom", "measures", *NINE])
def test_nothing_moves_for_readers_who_ask_for_less_motion(name: str, browser: Browser, host: str) -> None:
    with Visit(browser, host, PAGES[name], reduced_motion="reduce") as visit:
        for fold in visit.page.locator("article details > summary").all()[:2]:
            fold.click()
        assert moving(visit) == [], f"{name}: moves {moving(visit)}"
        assert visit.page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto", name


@pytest.mark.turns(3)
@pytest.mark.parametrize("name", ["landing", "newsroom", "measures", *NINE])
def test_a_page_is_a_clean_handout_on_paper(name: str, browser: Browser, host: str) -> None:
    with Visit(browser, host, PAGES[name], width=794, scheme="dark") as visit:  # the width of A4, from a dark screen
        visit.page.emulate_media(media="print")
        page = visit.page
        for gone in (
            ".bd-sidebar-primary",
            ".bd-sidebar-secondary",
            ".bd-header",
            ".bd-header-article",
            ".eg-finder",
            ".copybtn",
            ".headerlink",
        ):
            seen = [one for one in page.locator(gone).all() if one.is_visible()]
            assert seen == [], f"{name}: {gone} is printed"
        code = page.locator("article div.cell_input").all()
        assert not any(one.is_visible() for one in code), f"{name}: code is printed"
        assert page.locator("article h1").is_visible(), f"{name}: the title is not printed"
        assert not page.locator("#jb-print-docs-body").is_visible(), (
            f"{name}: the theme prints its own title and contents, too"
        )
        assert page.locator("footer .eg-edition").is_visible(), f"{name}: the edition is not printed"
        assert page.evaluate("document.documentElement.scrollWidth") <= 794, f"{name}: wider than its paper"
        if name in NINE:
            assert page.locator("section#sources-of-this-page h2").is_visible(), name
            assert page.locator("table.eg-task-table").is_visible(), name
            assert page.locator("figure svg").first.is_visible(), f"{name}: the picture is not printed"
        colours = page.evaluate(
            """() => ['article p', 'article h1', 'article td'].map((what) => document.querySelector(what)).filter(Boolean)
                .map((one) => getComputedStyle(one).color.match(/[\\d.]+/g).slice(0, 3).map(Number))"""
        )
        for colour in colours:
            assert sum(colour) < 330, f"{name}: prints text in {colour}, too pale for paper"


def test_an_occupations_page_weighs_little(site: Path, browser: Browser) -> None:
    """The worked page, and the one with the most to read; all share the rest."""
    longest = max((site / "gradient").glob("*-*.html"), key=lambda path: path.stat().st_size)
    for path in (PAGES["3211"], f"gradient/{longest.name}"):
        [view] = wire.views_in(browser, site, [path])
        weight = view.own() + view.shared()
        heaviest = sorted(view.bytes_of.items(), key=lambda item: -item[1])[:3]
        assert weight <= HEAVIEST, (
            f"{path}: {weight:,} bytes over the wire, of at most {HEAVIEST:,}; heaviest: {heaviest}"
        )
        assert not any(name.endswith((".png", "searchindex.js")) for name in view.bytes_of), (
            "counted with a share image or the search index"
        )


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


FROM = ("landing", "6340", "measures", "group 3")
"""One page of each folder: the search is the same on all, and the way to an occupation's page is not."""


@pytest.mark.turns(3)
@pytest.mark.parametrize(
    ("query", "page"), [*((query, "landing") for query in FOUND), *(("29-1124", page) for page in FROM[1:])]
)
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
        ):
            visit.page.keyboard.press("Control+k")
            visit.page.keyboard.type("3211")
            dialog.get_by_role("option").first.wait_for()
            choose()
            dialog.wait_for(state="hidden")
            assert visit.page.evaluate("window.stillHere"), "the page was loaded anew"
            assert visit.page.evaluate("document.querySelector('#pst-search-dialog input').value") == ""
        asked = [
            url
            for url in visit.requests[loaded:]
            if not url.endswith(("data/find.js", "ranking.js", "vendor/minisearch.js"))
        ]
        assert asked == [], f"choosing the page that is open asks for {asked}"
        assert visit.errors == [], visit.errors


def test_the_landing_pages_own_field_finds_and_says_how_many(browser: Browser, host: str) -> None:
    with Visit(browser, host, PAGES["landing"]) as visit:
        field = visit.page.get_by_label("Find an occupation by title or code")
        field.fill("nurs")
        options = visit.page.locator(".eg-finder").get_by_role("option")
        options.first.wait_for()
        assert "Nursing Professionals" in options.locator("span:first-child").all_text_contents()
        assert visit.page.locator(".eg-finder [role=status]").inner_text().split()[0].isdecimal()
        second = options.nth(1).locator("span:first-child").inner_text()
        field.press("ArrowDown")
        assert options.nth(1).get_attribute("aria-selected") == "true"
        assert field.get_attribute("aria-activedescendant") == options.nth(1).get_attribute("id")
        field.press("Enter")
        visit.page.wait_for_url("**/gradient/*.html")
        assert visit.page.locator("article h1").inner_text().startswith(second)


def test_what_is_not_found_is_said(browser: Browser, host: str) -> None:
    with Visit(browser, host, PAGES["landing"]) as visit:
        field = visit.page.get_by_label("Find an occupation by title or code")
        field.fill("zyzzyva quokka")
        visit.page.get_by_text("No occupation found by that name or code.").wait_for()
        field.fill("<img src=x onerror=alert(1)>")
        visit.page.get_by_text("No occupation found by that name or code.").wait_for()
        assert visit.page.locator(".eg-finder img").count() == 0


def test_finding_takes_less_than_a_tenth_of_a_second(browser: Browser, host: str) -> None:
    """Each query counts with the fastest of five, since other work on the machine only adds to its time."""
    with Visit(browser, host, PAGES["3211"]) as visit:
        took = visit.page.evaluate(
            """async () => {
                const pages = await findData();
                const queries = ["a", "te", "technicians", "3", "29-", "health", "operators of machines"];
                const timed = (query) => {
                    const begun = performance.now();
                    rankOccupations(pages, query);
                    return performance.now() - begun;
                };
                return queries.map((query) => [query, Math.min(...Array.from({length: 5}, () => timed(query)))]);
            }"""
        )
    slow = {query: f"{milliseconds:.0f} ms" for query, milliseconds in took if milliseconds >= 100}
    assert not slow, f"queries that took too long: {slow}"


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
        visit.page.get_by_role("button", name="Show all 427 rows").click()

        def column(number: int) -> list[str]:
            table.locator("tbody tr").nth(426).wait_for()  # the first rows are laid out before the others
            return table.locator(f"tbody tr > :nth-child({number})").all_text_contents()

        table.get_by_role("button", name="ISCO-08").click()
        codes = column(1)
        assert codes == sorted(codes)
        table.get_by_role("button", name=re.compile("^Change")).click()
        changes = [float(text.replace("−", "-")) for text in column(4)]
        assert changes == sorted(changes)
        table.get_by_role("button", name=re.compile("^Change")).click()
        assert table.locator("th[aria-sort]").get_attribute("aria-sort") == "descending"
        table.get_by_role("button", name="Band").click()
        bands = list(dict.fromkeys(column(7)))
        assert bands == ["Not exposed", "Minimal", "Gradient 1", "Gradient 2", "Gradient 3", "Gradient 4"]


@pytest.mark.turns(2)
@pytest.mark.parametrize(
    ("label", "begins", "fold"),
    [
        ("Citation as text", "The Exposure Gradient contributors", "Citation, BibTeX"),
        ("Citation as BibTeX", "@incollection{exposure-gradient-", "Citation, BibTeX"),
        ("Citation as RIS", "TY  - CHAP", "Citation, BibTeX"),
        ("Citation as CSL-JSON", "[", "Citation, BibTeX"),
        ("Headline, statements and source as text", "Exposure to generative AI: Medical Imaging", "Sentences to quote"),
    ],
)
def test_citation_is_copied_with_one_click(label: str, begins: str, fold: str, browser: Browser, host: str) -> None:
    with Visit(browser, host, PAGES["3211"]) as visit:
        visit.page.locator("summary", has_text=fold).click()
        frame = visit.page.get_by_label(label, exact=True)
        frame.hover()
        frame.locator("button.copybtn").click()
        copied = visit.page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith(begins), f"{label}: {copied[:80]}"
        assert "Medical Imaging" in copied, label
        assert "\nTI  - " in copied if label.endswith("RIS") else True


def test_the_calculation_of_a_figure_is_one_click_away(browser: Browser, host: str) -> None:
    with Visit(browser, host, PAGES["3211"]) as visit:
        code = visit.page.get_by_text("percentile = rules.percentile_of(n_below, len(means))")
        assert not code.is_visible()
        visit.page.locator("summary", has_text="How this is calculated").first.click()
        code.wait_for()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("6340", "publishes no employment for any U.S. occupation"),
        ("7126", "of the 5 tasks"),
        ("2310", "GPT-4o’s own justification"),
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
