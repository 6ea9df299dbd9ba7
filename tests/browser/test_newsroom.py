"""The newsroom: its figures against plain sums over the tables, its groups' stories, and the pictures that are downloaded."""

import io
import re
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath
from PIL import Image
from playwright.sync_api import Browser

from exposure_gradient.contents import plan
from exposure_gradient.errors import InputError
from exposure_gradient.measures import shown
from exposure_gradient.publication.citation import ILO_NOTICE
from exposure_gradient.publication.downloads import FILES_OF, FILES_TYPE, NEWSROOM_PICTURES, as_bundle, files_in
from exposure_gradient.publication.figures import newsroom as press
from exposure_gradient.publication.html import Html
from exposure_gradient.publication.inline import Inline, run_inline
from exposure_gradient.publication.trail import as_data
from exposure_gradient.site import beside as files
from inline_pages import InlinePage
from reading import Row, group_mean, loose_numbers, read, rows
from visits import Visit

GROUPS = "123456789"
LISTED = 10
"""How many occupations a table lists; those that equal the last are listed with it."""
SIZE = re.compile(r"font(?:-size)?: [^;\"]*?([\d.]+)px")
GIVES = re.compile(r'<data data-claim="([^"]+)" value="([^"]*)">([^<]*)</data>')


@pytest.fixture(scope="module")
def newsroom() -> Inline:
    return run_inline("newsroom")


@pytest.fixture(scope="module")
def told(newsroom: Inline) -> list[tuple[str, Html]]:
    """What each cell shows, in order, with the heading above it."""
    return [(heading, part) for heading, parts in newsroom.shown.items() for part in parts]


@pytest.fixture(scope="module")
def claims(told: list[tuple[str, Html]], newsroom: Inline) -> dict[str, tuple[str, object]]:
    [listed] = [
        value for _, part in told for kind, value in part._repr_mimebundle_().items() if kind.endswith("claims+json")
    ]
    assert listed == as_data(newsroom.ledger.values()), "the trail is not the page's ledger"
    return {claim["claim"]: (claim["text"], claim["value"]) for claim in listed}


@pytest.fixture(scope="module")
def plain_rows() -> list[Row]:
    return rows()


@pytest.fixture(scope="module")
def downloads(told: list[tuple[str, Html]]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for _, part in told:
        found |= files_in(part._repr_mimebundle_())
    return found


def listed_in(part: Html) -> list[list[str]]:
    """Return the codes of the occupations that each table of a part lists."""
    return [
        re.findall(r'<th scope="row"[^>]*><a href="gradient/(\d{4})-', table)
        for table in re.findall(r"<table.*?</table>", part.markup, re.DOTALL)
    ]


def top(all_rows: list[Row], key: str, sign: int) -> list[str]:
    """Return the codes of the ten with the largest figure, times a sign, and of those that equal the tenth."""
    ordered = sorted(all_rows, key=lambda row: (-sign * getattr(row, key), row.code))
    last = sign * getattr(ordered[LISTED - 1], key)
    return [row.code for row in ordered if sign * getattr(row, key) >= last]


# --- Figures ---------------------------------------------------------------------------------------------------------


def test_the_tables_list_the_ends_the_moves_and_the_firm(
    newsroom: Inline, plain_rows: list[Row], pages: dict[str, InlinePage]
) -> None:
    (_, ends), (_, moves), [firmness] = (
        newsroom.shown[heading] for heading in ("The ends", "The largest moves", "How stable are the rankings?")
    )
    assert listed_in(ends) == [top(plain_rows, "mean", 1), top(plain_rows, "mean", -1)]
    assert listed_in(moves) == [top(plain_rows, "change", 1), top(plain_rows, "change", -1)]
    width = {
        code: page.claims["percentile_any_high"].value - page.claims["percentile_any_low"].value
        for code, page in pages.items()
    }
    firm, wide = listed_in(firmness)
    for codes, order in ((firm, 1), (wide, -1)):
        ordered = sorted(width, key=lambda code: (order * width[code], code))
        limit = order * width[ordered[LISTED - 1]]
        assert codes == [code for code in ordered if order * width[code] <= limit]


def test_each_figure_of_a_table_is_that_of_the_occupations_page(
    claims: dict[str, tuple[str, object]], pages: dict[str, InlinePage]
) -> None:
    repeated = [name for name in claims if re.match(r"\d{4}\.", name)]
    assert len(repeated) > 200
    for name in repeated:
        code, _, figure = name.partition(".")
        own = pages[code].claims[figure]
        assert claims[name] == (own.text, own.value), name


def test_no_number_of_the_newsroom_is_without_a_claim(
    told: list[tuple[str, Html]], claims: dict[str, tuple[str, object]]
) -> None:
    reader = read(told)
    assert loose_numbers(reader, {name: text for name, (text, _) in claims.items()}) == []
    for name, value, text in reader.claims:
        assert (text, value) == (claims[name][0], str(claims[name][1])), name


def test_what_can_be_quoted_is_true(claims: dict[str, tuple[str, object]], plain_rows: list[Row]) -> None:
    exposed = sum(row.is_exposed for row in plain_rows)
    n = len(plain_rows)
    expected = {
        "occupations": n,
        "exposed": exposed,
        "exposed_share": 100 * exposed / n,
        "median": sorted(row.mean for row in plain_rows)[n // 2],
        "below_half": sum(row.mean < 0.5 for row in plain_rows),
        "rose": sum(row.change > 0 for row in plain_rows),
        "fell": sum(row.change < 0 for row in plain_rows),
        "same": sum(row.change == 0 for row in plain_rows),
    }
    expected |= {f"band.{band}": times for band, times in Counter(row.band for row in plain_rows).items()}
    assert {name: claims[f"newsroom.{name}"][1] for name in expected} == expected
    assert claims["newsroom.exposed_share"][0] == f"{int(100 * exposed / n + 0.5)}%"


def test_the_table_of_exposed_occupations_counts_each_group(newsroom: Inline, plain_rows: list[Row]) -> None:
    [_, printed, _] = newsroom.shown["The major groups"]
    [table] = pd.read_html(io.StringIO(printed.markup))
    own = pd.DataFrame([(row.group, row.is_exposed) for row in plain_rows], columns=["group", "is_exposed"])
    counted = own.groupby("group")["is_exposed"].agg(["size", "sum"])
    counted = counted.loc[sorted(counted.index, key=lambda code: -group_mean(plain_rows, code))]
    assert table["Occupations"].to_list() == counted["size"].to_list()
    assert table["Exposed"].to_list() == counted["sum"].to_list()
    shares = [f"{int(100 * one.sum / one.size + 0.5)}%" for one in counted.itertuples()]
    assert table["Share"].to_list() == shares


@pytest.mark.parametrize("code", GROUPS)
def test_a_groups_story_states_its_own_figures(code: str, newsroom: Inline, plain_rows: list[Row]) -> None:
    own = [row for row in plain_rows if row.group == code]
    story = newsroom.names["stories"][code]
    [_, _, printed] = newsroom.shown["The major groups"]
    assert " ".join(story) in printed.markup, "the page does not print the story"
    assert 3 <= len(story) <= 4
    stated = {
        name.removeprefix("newsroom.group."): (value, text) for name, value, text in GIVES.findall(" ".join(story))
    }
    expected = {
        "size": len(own),
        "mean": group_mean(plain_rows, code),
        "rose": sum(row.change > 0 for row in own),
        "fell": sum(row.change < 0 for row in own),
        "same": sum(row.change == 0 for row in own),
        "exposed": sum(row.is_exposed for row in own),
        "span": round(own[-1].mean - own[0].mean, 4),
    }
    for name, value in expected.items():
        if f"{code}.{name}" in stated:
            assert float(stated[f"{code}.{name}"][0]) == value, name
    assert f"{code}.mean" in stated and f"{code}.rose" in stated and f"{code}.fell" in stated
    assert (f"{code}.same" in stated) == (expected["same"] > 0)
    ends = [shown(own[0].mean), shown(own[-1].mean)]
    assert all(f">{end}</data>" in story[0] for end in ends), "the story does not give both ends"
    furthest = max(own, key=lambda row: abs(row.change))
    assert furthest.code in story[-1]
    words = story[1]
    exposed = [row for row in own if row.is_exposed]
    if not exposed:
        assert "None of them" in words
    elif len(exposed) <= 2:
        assert all(row.code in words for row in exposed)
    else:
        assert f"{code}.exposed" in stated and f"{code}.share" in stated


def test_the_groups_stories_are_not_all_built_alike(newsroom: Inline) -> None:
    stories = newsroom.names["stories"].values()
    bare = [re.sub(r"<a .*?</a>|<data.*?</data>|\W+", " ", " ".join(story)) for story in stories]
    assert len(bare) == len(GROUPS)
    assert len(set(bare)) == len(bare)
    assert len({words[:12] for words in bare}) >= 6


# --- Pictures --------------------------------------------------------------------------------------------------------


def test_every_declared_picture_is_given_and_no_other(downloads: dict[str, bytes]) -> None:
    assert set(downloads) == {f"/{name}.{kind}" for name in NEWSROOM_PICTURES for kind in ("svg", "png")}
    assert set(FILES_OF["newsroom"]) == set(downloads)


@pytest.mark.parametrize("name", NEWSROOM_PICTURES)
def test_a_downloaded_picture_is_whole(name: str, downloads: dict[str, bytes], told: list[tuple[str, Html]]) -> None:
    svg, png = downloads[f"/{name}.svg"].decode("utf-8"), downloads[f"/{name}.png"]
    root = ET.fromstring(svg)
    assert (root.get("width"), root.get("viewBox").split()[2]) == (str(press.WIDTH), str(press.WIDTH))
    text = " ".join(" ".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text"))
    assert ILO_NOTICE in " ".join(text.split()), "the notice is not in the picture"
    assert "Source: Gmyrek et al. (2025)" in text
    assert "var(--" not in svg, "a picture that is taken along has no style sheet"
    sizes = [float(size) for size in SIZE.findall(svg)]
    assert sizes and min(sizes) >= 9, "text is too small at 600 pixels"
    with Image.open(io.BytesIO(png)) as image:
        assert image.size == (2 * press.WIDTH, 2 * int(root.get("height")))
        assert image.convert("RGB").getpixel((3, 3)) == (255, 255, 255)
        assert not {"Software", "Creation Time", "date:create"} & set(image.info), image.info
        stated = f"{image.size[0]} × {image.size[1]} pixels"
    page = "".join(part.markup for _, part in told)
    assert stated in page and f'href="newsroom/{name}.svg"' in page and f'href="newsroom/{name}.png"' in page


def test_no_word_in_a_picture_leaves_it(downloads: dict[str, bytes]) -> None:
    for name in NEWSROOM_PICTURES:
        root = ET.fromstring(downloads[f"/{name}.svg"])
        for node in root.iter("{http://www.w3.org/2000/svg}text"):
            place = re.search(r"translate\(([-\d.]+) ", node.get("transform", ""))
            style, words = node.get("style", ""), "".join(node.itertext())
            font = FontProperties(
                family="DejaVu Sans", weight="bold" if "bold" in style or "700" in style else "normal"
            )
            width = TextPath((0, 0), words, size=float(SIZE.search(style)[1]), prop=font).get_extents().width
            anchor = re.search(r"text-anchor: (\w+)", style)
            left = float(place[1] if place else node.get("x"))
            left -= {"middle": width / 2, "end": width}.get(anchor[1] if anchor else "start", 0)
            assert left >= 4 and left + width <= press.WIDTH - 4, f"{name}: {words!r} from {left:.0f}"


def test_the_same_figures_give_the_same_bytes(downloads: dict[str, bytes]) -> None:
    made: dict[str, bytes] = {}
    for parts in run_inline("newsroom").shown.values():
        for part in parts:
            made |= files_in(part._repr_mimebundle_())
    assert made == downloads


def test_a_page_that_gives_other_files_than_declared_is_refused() -> None:
    [page] = plan.select(plan.chapters(), ["newsroom"])
    output = nbformat.v4.new_output("display_data", data=as_bundle({"/distribution.svg": b"<svg/>"}))
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(outputs=[output])])
    with pytest.raises(InputError, match="declared are"):
        files.files_of_other(page, notebook)
    [other] = plan.select(plan.chapters(), ["data"])
    with pytest.raises(InputError, match=r"data gives the files"):
        files.files_of_other(other, notebook)
    assert FILES_TYPE in output["data"]


@pytest.mark.built
def test_the_site_holds_the_pictures_and_nothing_else_beside_them(site: Path, downloads: dict[str, bytes]) -> None:
    found = {f"/{path.name}": path.read_bytes() for path in (site / "newsroom").iterdir()}
    assert found == downloads


@pytest.mark.browser
@pytest.mark.built
@pytest.mark.parametrize("width", [360, 1280])
def test_a_picture_is_downloaded_and_fits_the_page(browser: Browser, host: str, width: int) -> None:
    with Visit(browser, host, "newsroom.html", width=width, scheme="dark") as visit:
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
        for kind in ("SVG", "PNG"):
            with visit.page.expect_download() as caught:
                visit.page.get_by_role("link", name=f"Download as {kind}").first.click()
            assert caught.value.suggested_filename == f"distribution.{kind.lower()}"
        ground = visit.page.evaluate("getComputedStyle(document.querySelector('.eg-press svg')).backgroundColor")
        assert ground == "rgb(255, 255, 255)"
        pictures = visit.page.locator("figure.eg-press svg:visible")
        assert pictures.count() == len(NEWSROOM_PICTURES)


@pytest.mark.browser
@pytest.mark.built
def test_the_sentences_are_copied_with_one_click(browser: Browser, host: str) -> None:
    with Visit(browser, host, "newsroom.html") as visit:
        frame = visit.page.get_by_label("Sentences to quote, with their source", exact=True)
        frame.hover()
        frame.locator("button.copybtn").click()
        copied = visit.page.evaluate("navigator.clipboard.readText()")
        assert (
            copied.startswith("• A study for the International Labour Organization scored 427 occupations")
            and "Source: The Exposure Gradient" in copied
        )
