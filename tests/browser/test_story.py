"""The story: its figures against plain sums over the tables, its pictures dot by dot, and the page in a real browser."""

import html
import itertools
import math
import re
import statistics
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page

from exposure_gradient.measures import Study, page_data, shown, slug
from exposure_gradient.measures.sensitivity import FIRM
from exposure_gradient.publication.figures import dot_plots as dots
from exposure_gradient.publication.html import Html
from exposure_gradient.publication.inline import Inline, run_inline
from exposure_gradient.publication.ledger import claim
from exposure_gradient.sources import Wording
from inline_pages import InlinePage
from reading import Row, group_mean, loose_numbers, read, rows
from visits import Visit, stop_fading

ENDS = 20
STEPS = ["all", "ends", "bands", "groups", "then", "since", "change", "firm", "tasks"]
PATH = re.compile(r'<path class="eg-dots" data-of="([\d ]+)" d="([^"]+)" style="([^"]+)"/>')
POINT = re.compile(r"M(-?[\d.]+) (-?[\d.]+)(?:h0|m)")


@pytest.fixture(scope="module")
def run(everything: Study) -> Inline:
    """The story's notebook, run in this process."""
    with page_data.supplied(everything, Wording(None)):
        return run_inline("story")


@pytest.fixture(scope="module")
def told(run: Inline) -> list[tuple[str, Html]]:
    """What its cells show, each with the heading that it stands under."""
    return [(heading, part) for heading, parts in run.shown.items() for part in parts]


@pytest.fixture(scope="module")
def steps(told: list[tuple[str, Html]]) -> dict[str, str]:
    """The markup of each step by its name."""
    return {step[1]: part.markup for _, part in told if (step := re.search(r'data-step="(\w+)"', part.markup))}


@pytest.fixture(scope="module")
def claims(told: list[tuple[str, Html]]) -> dict[str, tuple[str, object]]:
    bundle = told[-1][1]._repr_mimebundle_()
    [listed] = [value for kind, value in bundle.items() if kind.endswith("claims+json")]
    return {claim["claim"]: (claim["text"], claim["value"]) for claim in listed}


@pytest.fixture(scope="module")
def plain_rows() -> list[Row]:
    return rows()


@pytest.fixture(scope="module")
def pictures(steps: dict[str, str]) -> dict[str, dict[int, tuple[float, float, str]]]:
    """Of each step, the point and the style of each occupation's dot, by the occupation's place."""
    found = {}
    for step, markup in steps.items():
        found[step] = drawn = {}
        for own, path, style in PATH.findall(markup):
            points = POINT.findall(path)
            assert len(points) == len(own.split()), f"{step}: a path names other dots than it draws"
            for place, (x, y) in zip(own.split(), points, strict=True):
                assert int(place) not in drawn, f"{step}: occupation {place} is drawn twice"
                drawn[int(place)] = (float(x), float(y), style)
    return found


# --- Figures ---------------------------------------------------------------------------------------------------------


def test_the_storys_figures_are_those_of_plain_sums(
    claims: dict[str, tuple[str, object]], plain_rows: list[Row], pages: dict[str, InlinePage]
) -> None:
    means, then = [row.mean for row in plain_rows], [row.mean_2023 for row in plain_rows]
    width = {
        code: page.claims["percentile_any_high"].value - page.claims["percentile_any_low"].value
        for code, page in pages.items()
    }
    quarter = len(plain_rows) // 4
    inner = [width[row.code] for row in plain_rows[quarter:-quarter]]
    outer = [width[row.code] for row in plain_rows[:quarter] + plain_rows[-quarter:]]
    expected = {
        "occupations": len(plain_rows),
        "lowest": min(means),
        "highest": max(means),
        "median": statistics.median(means),
        "below_half": sum(mean < 0.5 for mean in means),
        "exposed": sum(row.is_exposed for row in plain_rows),
        "lowest_2023": min(then),
        "highest_2023": max(then),
        "median_2023": statistics.median(then),
        "rose": sum(row.change > 0 for row in plain_rows),
        "fell": sum(row.change < 0 for row in plain_rows),
        "same": sum(row.change == 0 for row in plain_rows),
        "median_change": statistics.median(row.change for row in plain_rows),
        "firm": sum(points <= FIRM for points in width.values()),
        "width_middle": statistics.median(inner),
        "width_ends": statistics.median(outer),
        "width_least": min(width.values()),
        "width_most": max(width.values()),
        "spread_median": statistics.median(row.spread for row in plain_rows),
        "spread_most": max(row.spread for row in plain_rows),
    }
    expected |= {f"band.{band}": n for band, n in Counter(row.band for row in plain_rows).items()}
    expected |= {f"group.{code}": group_mean(plain_rows, code) for code in {row.group for row in plain_rows}}
    stated = {name: claims[f"story.{name}"][1] for name in expected}
    assert stated == expected


def test_the_ends_and_the_moves_are_named(steps: dict[str, str], plain_rows: list[Row]) -> None:
    for row in (*plain_rows[:3], *plain_rows[-3:]):
        assert f"gradient/{row.code}-{slug(row.title)}.html" in steps["ends"], row.title
    for row in (max(plain_rows, key=lambda r: r.change), min(plain_rows, key=lambda r: r.change)):
        assert row.code in steps["since"] and shown(row.mean_2023) in steps["since"], row.title
    for end in (plain_rows[:ENDS], plain_rows[-ENDS:]):
        ((_, most),) = Counter(row.group for row in end).most_common(1)
        assert f">{most}</data></a> are in" in steps["ends"]


def test_no_number_of_the_story_is_without_a_claim(
    told: list[tuple[str, Html]], claims: dict[str, tuple[str, object]]
) -> None:
    reader = read(told)
    assert loose_numbers(reader, {name: text for name, (text, _) in claims.items()}) == []
    for name, value, text in reader.claims:
        assert (text, value) == (claims[name][0], str(claims[name][1])), name


def test_each_mean_that_a_dot_is_named_with_is_in_the_ledger(
    steps: dict[str, str], claims: dict[str, tuple[str, object]], plain_rows: list[Row]
) -> None:
    [names] = re.findall(r'data-codes="([^"]*)" data-titles="([^"]*)" data-means="([^"]*)"', steps["all"])
    codes, titles, means = names[0].split(), names[1].split("|"), names[2].split()
    assert codes == [row.code for row in plain_rows]
    assert len(titles) == len(codes)
    assert means == [claims[f"{code}.mean_2025"][0] for code in codes] == [shown(row.mean) for row in plain_rows]


@pytest.fixture
def told_of(monkeypatch: pytest.MonkeyPatch) -> Callable[[pd.DataFrame], Inline]:
    """Return the story's notebook, run with a frame of all occupations in place of the study's."""

    def run(frame: pd.DataFrame) -> Inline:
        monkeypatch.setattr(page_data, "all_occupations", lambda: frame)
        return run_inline("story")

    return run


def test_equals_at_the_ends_are_all_named_and_counted(told_of: Callable[[pd.DataFrame], Inline]) -> None:
    frame = page_data.all_occupations()
    mean = frame.columns.get_loc("mean_2025")
    frame.iloc[:2, mean] = frame.iloc[0, mean]
    frame.iloc[ENDS - 1 : ENDS + 3, mean] = frame.iloc[ENDS - 1, mean]
    run = told_of(frame)
    assert run.ledger["story.most"].value == ENDS + 3 and run.ledger["story.least"].value == ENDS
    [lead] = run.shown["From the least to the most exposed"]
    assert all(f"gradient/{page}.html" in lead.markup for page in frame["page"][:2])


def test_where_every_mean_fell_nothing_is_said_to_have_risen(told_of: Callable[[pd.DataFrame], Inline]) -> None:
    frame = page_data.all_occupations()
    frame["change"] = -frame["change"].abs() - 0.01
    run = told_of(frame)
    assert (run.ledger["story.rose"].value, run.ledger["story.fell"].value) == (0, len(frame))
    since, groups = (read([(name, run.shown[name][0])]) for name in ("From 2023 to 2025", "Up and down"))
    words = " ".join(since.text + groups.text + groups.spoken)
    assert "The largest fall:" in words and "lost most" in words and "The highest is no occupation" in words
    assert "largest rise:" not in words and "gained most" not in words and "moved in both directions" not in words


def test_the_cells_that_compute_need_none_that_lays_out(run: Inline) -> None:
    computed = run_inline("story", laid_out=False).ledger
    own = {name: made for name, made in run.ledger.items() if name.startswith("story.")}
    assert {name: made for name, made in computed.items() if name.startswith("story.")} == own


@pytest.mark.parametrize(
    ("change", "text"), [(0.0, "+0.00"), (-0.0049, "less than 0.01 either way"), (0.005, "+0.01"), (-0.24, "−0.24")]
)
def test_a_median_change_too_small_to_show_is_not_said_to_be_nothing(change: float, text: str) -> None:
    assert claim("story.median_change", change).text == text


@pytest.mark.parametrize(("width", "text"), [(0, "0 points"), (1, "1 point"), (2, "2 points")])
def test_a_width_is_in_points(width: int, text: str) -> None:
    assert claim("story.width_least", width).text == text


@pytest.mark.built
def test_the_story_and_the_chapter_on_sensitivity_call_the_same_number_firm(site: Path) -> None:
    ledger = pd.read_parquet(site / "data" / "ledger.parquet").set_index(["page", "claim"])["value"]
    assert ledger["story", "story.firm"] == ledger["methodology/sensitivity", "sensitivity.firm_rank"]


# --- Pictures --------------------------------------------------------------------------------------------------------


def test_every_step_draws_every_occupation_once(pictures: dict, plain_rows: list[Row]) -> None:
    assert list(pictures) == STEPS
    for step, drawn in pictures.items():
        assert sorted(drawn) == list(range(len(plain_rows))), step
        for x, y, _ in drawn.values():
            assert 0 < x < dots.WIDTH and 0 < y < dots.FLOOR, f"{step}: a dot lies outside"


def test_a_picture_that_stands_alone_holds_all_that_it_draws(told: list[tuple[str, Html]]) -> None:
    for _, part in told:
        for top, drawn in re.findall(r'<svg viewBox="0 (\d+) [^"]*"(.*?)</svg>', part.markup, re.DOTALL):
            words = [float(y) for y in re.findall(r'<text x="[-\d.]+" y="([-\d.]+)"', drawn)]
            points = [float(y) for _, y in POINT.findall(drawn)]
            assert min([y - 9 for y in words] + [y - dots.DOT / 2 for y in points]) >= float(top)


@pytest.mark.parametrize("step", ["all", "ends", "bands", "groups", "since", "change", "tasks", "then"])
def test_a_dot_lies_at_its_own_mean(step: str, pictures: dict, plain_rows: list[Row]) -> None:
    for place, (x, _, _) in pictures[step].items():
        row = plain_rows[place]
        value = row.mean_2023 if step == "then" else row.mean
        assert (x - dots.LEFT) / (dots.RIGHT - dots.LEFT) * dots.TOP == pytest.approx(value, abs=2e-4), row.title


def test_dots_lie_as_high_as_their_changes_and_spreads(pictures: dict, plain_rows: list[Row]) -> None:
    for step, figure in (("change", "change"), ("tasks", "spread")):
        heights = [-pictures[step][place][1] for place in range(len(plain_rows))]
        values = [getattr(row, figure) for row in plain_rows]
        low, high = min(range(len(values)), key=values.__getitem__), max(range(len(values)), key=values.__getitem__)
        slope = (heights[high] - heights[low]) / (values[high] - values[low])
        for height, value in zip(heights, values, strict=True):
            assert height - heights[low] == pytest.approx((value - values[low]) * slope, abs=0.15)


def test_a_lane_holds_one_band_or_one_group(pictures: dict, plain_rows: list[Row]) -> None:
    for step, key in (("bands", "band"), ("groups", "group")):
        lanes: dict[str, list[float]] = {}
        for place, (_, y, _) in pictures[step].items():
            lanes.setdefault(getattr(plain_rows[place], key), []).append(y)
        ends = sorted((min(ys), max(ys)) for ys in lanes.values())
        assert all(one[1] < other[0] for one, other in itertools.pairwise(ends)), step


def test_a_dot_lies_below_the_name_of_its_own_lane(
    steps: dict[str, str], pictures: dict, plain_rows: list[Row], everything: Study
) -> None:
    for step, name_of in (
        ("bands", lambda row: row.band),
        ("groups", lambda row: everything.major_titles[row.group]),
    ):
        names = {name_of(row) for row in plain_rows}
        drawn = re.findall(r'<text x="[-\d.]+" y="([-\d.]+)">([^<]+)</text>', steps[step])
        lanes = [(float(y), html.unescape(name)) for y, name in drawn if html.unescape(name) in names]
        assert len(lanes) == len(names), f"{step}: the lanes are named {lanes}"
        for place, (_, y, _) in pictures[step].items():
            lane = max(one for one in lanes if one[0] < y)[1]
            assert lane == name_of(plain_rows[place]), f"{step}: {plain_rows[place].title} lies in the lane {lane}"


def test_colours_are_those_of_the_bands(pictures: dict, plain_rows: list[Row]) -> None:
    of_band: dict[str, set[str]] = {}
    for place, (_, _, style) in pictures["bands"].items():
        of_band.setdefault(plain_rows[place].band, set()).add(style.split("--eg-band-")[1][0])
    assert of_band == {
        "Not exposed": {"0"}, "Minimal": {"1"}, "Gradient 1": {"2"}, "Gradient 2": {"3"}, "Gradient 3": {"4"}, "Gradient 4": {"5"},
    }  # fmt: skip


def test_dots_of_a_heap_do_not_overlap(pictures: dict) -> None:
    for step in ("all", "then"):
        points = sorted(point[:2] for point in pictures[step].values())
        for at, (x, y) in enumerate(points):
            for other_x, other_y in points[at + 1 : at + 60]:
                if other_x - x < dots.DOT:
                    assert math.hypot(other_x - x, other_y - y) > dots.DOT - 0.3, step


# --- In a browser ----------------------------------------------------------------------------------------------------


def in_browser(test: Callable) -> Callable:
    return pytest.mark.browser(pytest.mark.built(test))


def scroll_to(page: Page, step: str) -> None:
    page.evaluate(
        """(step) => {
            const section = document.querySelector(`.eg-step[data-step="${step}"]`).closest("section");
            window.scrollBy(0, section.getBoundingClientRect().top - window.innerHeight * 0.4);
        }""",
        step,
    )
    page.wait_for_function("(step) => document.querySelector('.eg-stage').dataset.step === step", arg=step)


def places(page: Page) -> list[str]:
    return page.evaluate("[...document.querySelectorAll('.eg-stage .eg-dot')].map((dot) => dot.style.transform)")


@in_browser
@pytest.mark.turns(2)
@pytest.mark.parametrize("width", [360, 1280])
def test_scrolling_moves_the_dots_from_step_to_step(browser: Browser, host: str, width: int) -> None:
    with Visit(browser, host, "story.html", width=width) as visit:
        seen = []
        for step in STEPS:
            scroll_to(visit.page, step)
            seen.append(places(visit.page))
            stage = visit.page.locator(".eg-stage svg").bounding_box()
            assert stage["y"] >= 0 and stage["y"] + stage["height"] <= 900, f"{step}: the picture is not in view"
            assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
            shown_layers = visit.page.locator(".eg-layer.eg-current")
            assert shown_layers.count() == 2
        assert all(len(one) == 427 for one in seen)
        assert seen[0] == seen[1] == seen[5], "the same heap, three times"
        assert len({tuple(one) for one in seen}) == len(STEPS) - 2
        visit.page.evaluate("window.scrollTo(0, 0)")
        visit.page.wait_for_function("() => document.querySelector('.eg-stage').dataset.step === 'all'")
        assert places(visit.page) == seen[0], "scrolling back"
        assert visit.errors == [], visit.errors
        assert [url for url in visit.requests if not url.startswith((host, "data:"))] == []


@in_browser
def test_reduced_motion_is_respected(browser: Browser, host: str) -> None:
    with Visit(browser, host, "story.html", reduced_motion="reduce") as visit:
        scroll_to(visit.page, "bands")
        lasting = visit.page.evaluate(
            "[...document.querySelectorAll('.eg-dot, .eg-layer')].map((e) => getComputedStyle(e).transitionDuration)"
        )
        assert set(lasting) == {"0s"}
    with Visit(browser, host, "story.html") as visit:
        moving = visit.page.evaluate("getComputedStyle(document.querySelector('.eg-dot')).transitionDuration")
        assert moving.split(",")[0] != "0s"


@in_browser
@pytest.mark.parametrize("width", [360, 1280])
def test_without_scripts_it_is_an_article_with_all_its_pictures(browser: Browser, host: str, width: int) -> None:
    with Visit(browser, host, "story.html", width=width, java_script_enabled=False) as visit:
        pictures = visit.page.locator(".eg-step figure svg[role=img]")
        assert pictures.count() == len(STEPS)
        for index in range(len(STEPS)):
            box = pictures.nth(index).bounding_box()
            assert box["width"] > 250 and box["height"] > 150, "a picture is not to be seen"
        assert visit.page.locator(".eg-stage").count() == 0
        assert visit.page.locator("h2").count() >= len(STEPS)


@in_browser
def test_on_paper_it_is_an_article(browser: Browser, host: str) -> None:
    with Visit(browser, host, "story.html") as visit:
        visit.page.emulate_media(media="print")
        assert not visit.page.locator(".eg-stage").is_visible()
        for index in range(len(STEPS)):
            box = visit.page.locator(".eg-step figure > svg").nth(index).bounding_box()
            assert box["width"] > 200 and box["height"] > 130


CLEAR_OF_THE_HEADER = """() => {
    const edge = document.querySelector(".header-article__inner").getBoundingClientRect().bottom;
    const boxes = () => [...document.querySelectorAll("article summary, article a")].map((one) => one.getBoundingClientRect());
    for (let step = 0; step < 20 && boxes().some((box) => box.top < edge && edge < box.bottom); step += 1) window.scrollBy(0, -4);
}"""
"""Scroll on until the header, which stays in sight, covers no half of a link, which would be judged by its other half."""


@in_browser
@pytest.mark.turns(2)
@pytest.mark.parametrize("width", [360, 1280])
def test_a_step_in_the_middle_is_accessible(browser: Browser, host: str, width: int) -> None:
    with Visit(browser, host, "story.html", width=width) as visit:
        scroll_to(visit.page, "groups")
        visit.page.locator(".eg-walk input").press("End")
        visit.page.evaluate(CLEAR_OF_THE_HEADER)
        words = visit.violations()
        assert words == [], "; ".join(words)


@in_browser
def test_dots_are_named_by_keyboard_and_by_pointer(browser: Browser, host: str, plain_rows: list[Row]) -> None:
    with Visit(browser, host, "story.html") as visit:
        slider = visit.page.get_by_label("Walk along the scale")
        for key, row in (("End", plain_rows[-1]), ("ArrowLeft", plain_rows[-2]), ("Home", plain_rows[0])):
            slider.press(key)
            named = visit.page.locator(".eg-found-dot")
            assert named.inner_text() == f"{row.title} mean {shown(row.mean)}"
            assert slider.get_attribute("aria-valuetext") == f"{row.title}, mean {shown(row.mean)}"
        scroll_to(visit.page, "change")
        stop_fading(visit.page)
        highest = max(range(len(plain_rows)), key=lambda place: plain_rows[place].change)
        box = visit.page.locator(".eg-dot").nth(highest).bounding_box()
        visit.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        link = visit.page.locator(".eg-found-dot a")
        assert link.inner_text() == plain_rows[highest].title
        visit.page.mouse.down()
        visit.page.mouse.up()
        visit.page.wait_for_url(f"**/gradient/{plain_rows[highest].code}-*.html")


@in_browser
def test_every_dot_leads_to_a_page_that_is_there(browser: Browser, host: str, site: Path) -> None:
    with Visit(browser, host, "story.html") as visit:
        addresses = visit.page.evaluate(
            """() => {
                const slider = document.querySelector("#eg-walk");
                return Array.from({ length: Number(slider.max) }, (_, at) => {
                    slider.value = String(at + 1);
                    slider.dispatchEvent(new Event("input"));
                    return document.querySelector(".eg-found-dot a").getAttribute("href");
                });
            }"""
        )
        assert len(set(addresses)) == 427
        assert [address for address in addresses if not (site / address).is_file()] == []


@in_browser
def test_a_leap_to_the_end_tells_the_last_step(browser: Browser, host: str) -> None:
    with Visit(browser, host, "story.html") as visit:
        visit.page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        visit.page.wait_for_function(
            "(step) => document.querySelector('.eg-stage').dataset.step === step", arg=STEPS[-1]
        )


@in_browser
def test_an_address_of_a_step_leads_to_it(browser: Browser, host: str) -> None:
    with Visit(browser, host, "story.html#major-groups") as visit:
        visit.page.wait_for_function("() => document.querySelector('.eg-stage').dataset.step === 'groups'")
