"""What a reader takes from a picture or a table: files, a link that stays, a frame for another site; and the landing page's dots."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree, html
from PIL import Image
from playwright.sync_api import Browser, Page

from exposure_gradient.measures import study
from exposure_gradient.site.embed import FOLDER, pieces
from visits import Visit, settle, violations

pytestmark = [pytest.mark.browser, pytest.mark.built]

OF_3211 = "gradient/3211-medical-imaging-and-therapeutic-equipment-technicians"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def page(browser: Browser, host: str) -> Iterator[Page]:
    with Visit(browser, host, f"{OF_3211}.html") as visit:
        yield visit.page
        assert visit.errors == [], f"the console reports {visit.errors}"


def opened(page: Page, part: str) -> None:
    page.locator(f"{part} button.eg-tool").first.click()
    page.locator(".eg-tools").wait_for()


def saved(page: Page, button: str) -> tuple[str, bytes]:
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


# --- Files -----------------------------------------------------------------------------------------------------------


def test_a_picture_is_saved_with_its_words_its_source_and_the_colours_of_a_light_page(page: Page, host: str) -> None:
    page.emulate_media(color_scheme="dark")
    opened(page, "figure.eg-place")
    name, content = saved(page, "Picture as SVG")
    assert name == "3211-medical-imaging-and-therapeutic-equipment-technicians-page-picture.svg"
    root = etree.fromstring(content)
    text = "".join(root.itertext())
    assert b"var(" not in content, "the file hangs on the page's style sheet"
    for words in ("427 occupations by mean exposure", "Edition 2026.1", "Gmyrek et al. (2025)", "0.22"):
        assert words in text.replace("\n", " "), f"the file does not say {words!r}"
    # Lines of the credit may part the address.
    assert f"{host}/{OF_3211}.html" in "".join(text.split()), "the file does not say where it is from"
    _, _, width, height = map(float, root.get("viewBox").split())
    [ground] = [rect for rect in root.iter(f"{SVG}rect") if rect.get("fill") == "#ffffff"]
    assert (float(ground.get("width")), float(ground.get("height"))) == (width, height)
    _, content = saved(page, "Picture as PNG")
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    # A browser rounds halves up, Python to even.
    assert picture.size == (int(3 * width + 0.5), int(3 * height + 0.5))
    assert len(picture.getcolors(1 << 24)) > 50 and picture.getpixel((2, 2)) == (255, 255, 255), "nothing is drawn"


def test_no_word_of_a_button_or_a_link_is_drawn_into_a_picture(browser: Browser, host: str) -> None:
    with Visit(browser, host, "newsroom.html") as visit:
        opened(visit.page, "figure.eg-press")
        _, content = saved(visit.page, "Picture as SVG")
        text = " ".join(etree.fromstring(content).itertext())
        assert "both ends named" in " ".join(text.split()), "the caption is missing"
        assert "Download" not in text and "pixels" not in text, text[-400:]


def test_a_table_is_saved_as_the_page_shows_it(page: Page) -> None:
    opened(page, ".eg-scroll:has(> .eg-task-table)")
    name, content = saved(page, "Table as CSV")
    assert name.endswith("-tasks-the-most-exposed-first-table.csv")
    rows = list(csv.reader(io.StringIO(content.decode())))
    assert rows[0] == ["No.", "Task", "2023", "GPT-4o", "Gemini", "2025", "Change"]
    shown = page.locator(".eg-task-table tbody tr").evaluate_all(
        "(rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent))"
    )
    assert rows[1:] == shown and len(shown) == 8
    assert [row[0] for row in rows[1:]][:3] == ["1", "4", "8"], "not the highest combined score first"


# --- Links and frames ------------------------------------------------------------------------------------------------


def test_a_link_leads_to_the_picture_that_it_was_copied_at(page: Page) -> None:
    opened(page, "figure.eg-place")
    page.get_by_role("button", name="Copy link").click()
    page.get_by_text("Link copied.").wait_for()
    address = page.evaluate("navigator.clipboard.readText()")
    page.goto("about:blank")
    page.goto(address)
    settle(page)
    assert page.locator("figure.eg-place").bounding_box()["y"] < 900, "the link leads elsewhere"
    assert page.evaluate("document.querySelector(':target').matches('figure.eg-place')")


def test_the_choices_are_a_dialog_that_keyboards_open_and_leave(browser: Browser, host: str) -> None:
    with Visit(browser, host, f"{OF_3211}.html") as visit:
        page = visit.page
        button = page.locator("figure.eg-place button.eg-tool")
        button.focus()
        page.keyboard.press("Enter")
        panel = page.locator(".eg-tools")
        panel.wait_for()
        assert panel.evaluate("(one) => one.contains(document.activeElement)"), "the focus stays outside"
        for scheme in ("light", "dark"):
            visit.dress(scheme)
            assert violations(page, context=".eg-tools") == [], scheme
        page.keyboard.press("Escape")
        panel.wait_for(state="detached")
        assert button.evaluate("(one) => one === document.activeElement"), "the focus is lost"


@pytest.mark.parametrize("width", [360, 1280])
def test_the_choices_are_seen_whole_in_forced_colours_and_on_a_phone(width: int, browser: Browser, host: str) -> None:
    with Visit(browser, host, f"{OF_3211}.html", width=width, forced_colors="active") as visit:
        opened(visit.page, "figure.eg-place")
        box = visit.page.locator(".eg-tools").bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width and box["y"] >= 0, f"{width} px: {box}"
        ground = visit.page.locator(".eg-tools").evaluate("(one) => getComputedStyle(one).backgroundColor")
        assert not ground.endswith(", 0)"), "the page shines through"


@pytest.mark.parametrize("part", ["figure.eg-place", ".eg-scroll:has(> .eg-task-table)"])
def test_a_frame_shows_the_same_in_another_site_and_runs_nothing(part: str, page: Page, host: str) -> None:
    shown = page.locator(part).evaluate(
        "(one) => [...one.querySelectorAll('data')].map((data) => [data.dataset.claim, data.textContent])"
    )
    opened(page, part)
    page.get_by_role("button", name="Copy code to embed").click()
    page.get_by_text("Code copied.").wait_for()
    code = page.evaluate("navigator.clipboard.readText()")
    tag = html.fragment_fromstring(code)
    assert "allow-scripts" not in tag.get("sandbox") and tag.get("title"), code
    tab = page.context.new_page()
    requests: list[str] = []
    tab.on("request", lambda request: requests.append(request.url))
    tab.set_content(f"<body style='width: 760px'>{code}</body>")
    frame = tab.frame_locator("iframe")
    frame.locator("main").wait_for()
    framed = frame.locator("main").evaluate(
        "(one) => [...one.querySelectorAll('data')].map((data) => [data.dataset.claim, data.textContent])"
    )
    assert framed == shown and shown, "the frame shows other figures than the page"
    assert {address.rsplit(".", 1)[-1] for address in requests} <= {"html", "css"}, requests
    assert frame.locator("svg:not(.eg-mark)").first.evaluate("(one) => one.getBoundingClientRect().height") > 20
    size = frame.locator("html").evaluate("(one) => [one.scrollHeight, one.clientHeight]")
    assert size[0] <= size[1] + 60, f"{size[0]} px in a frame of {size[1]}"
    link = frame.get_by_role("link").last
    assert link.get_attribute("href").endswith(f"#{pieces_id(part)}")
    tab.close()


def pieces_id(part: str) -> str:
    return "page-picture" if part.startswith("figure") else "tasks-the-most-exposed-first-table"


def test_every_picture_has_a_page_of_its_own_and_a_description(site: Path) -> None:
    n = 0
    for path in sorted(site.rglob("*.html")):
        page = path.relative_to(site).as_posix().removesuffix(".html")
        if page.startswith(f"{FOLDER}/"):
            continue
        text = path.read_text("utf-8")
        found = pieces(text)
        assert len(re.findall('class="eg-(?:figure|press)', text)) == sum(
            one.startswith("<figure") for one in found.values()
        ), page
        folder = site / FOLDER / page
        written = {one.stem for one in folder.glob("*.html")} if folder.is_dir() else set()
        assert written == set(found), f"{page}: {sorted(written)}"
        for name in found:
            described = json.loads((folder / f"{name}.json").read_text("utf-8"))
            assert described["version"] == "1.0" and described["type"] == "rich", f"{page}, {name}"
            frame = html.fragment_fromstring(described["html"])
            assert frame.get("src") == f"https://exposure-gradient.example/{FOLDER}/{page}/{name}.html", (
                f"{page}, {name}"
            )
            assert int(frame.get("height")) == described["height"] > 100, f"{page}, {name}"
            n += 1
    assert n >= 3 * len(study().codes)


@pytest.mark.parametrize("page", [OF_3211, "gradient", "story", "newsroom", "countries/france", "methodology/measures"])
def test_a_picture_or_table_is_named_after_its_section(page: str, site: Path) -> None:
    article = html.parse(str(site / f"{page}.html")).getroot().find(".//article")
    title, n = next(article.iter("section")).get("id"), 0
    for part in article.xpath(".//figure[@id] | .//div[contains(@class, 'eg-scroll')][@id]"):
        own = next(part.iterancestors("section")).get("id")
        kind = "picture" if part.tag == "figure" else "table"
        section = "page" if own == title else own
        assert re.fullmatch(rf"{re.escape(section)}-{kind}(-\d+)?", part.get("id")), (
            f"{page}: {part.get('id')} in {own}"
        )
        n += 1
    assert n, page


def test_identifiers_are_found_once_on_a_page(site: Path) -> None:
    for path in [site / f"{OF_3211}.html", site / "story.html", site / "methodology" / "measures.html"]:
        names = re.findall(r' id="([^"]+-(?:picture|table)(?:-\d+)?)"', path.read_text("utf-8"))
        assert names and len(names) == len(set(names)), path.name


# --- The landing page ------------------------------------------------------------------------------------------------


def test_the_first_screen_has_a_sentence_the_field_and_the_gradient(browser: Browser, host: str) -> None:
    for width, height in ((1280, 900), (360, 800)):
        with Visit(browser, host, "index.html", width=width) as visit:
            visit.page.set_viewport_size({"width": width, "height": height})
            for part in (".eg-lead p", "#eg-find", ".eg-landing svg"):
                box = visit.page.locator(part).first.bounding_box()
                assert box["y"] + box["height"] <= height, f"{width} px: {part} ends at {box['y'] + box['height']}"


def test_what_is_searched_for_is_lit_among_the_dots(browser: Browser, host: str) -> None:
    with Visit(browser, host, "index.html") as visit:
        page = visit.page
        page.locator("#eg-find").fill("nurse")
        page.locator(".eg-finder [role=option]").first.wait_for()
        found = int(page.locator(".eg-finder [role=status]").inner_text().split()[0])
        assert page.locator(".eg-landing .eg-lit").count() == found > 1
        assert "Nursing Professionals" in page.locator(".eg-found-dot").inner_text()
        assert page.locator(".eg-landing .eg-ring").evaluate("(one) => one.style.display") == ""
        page.locator("#eg-find").fill("")
        page.wait_for_function("() => !document.querySelector('.eg-landing .eg-lit')")
        assert visit.errors == []


def test_a_dot_is_named_where_the_pointer_is_and_opened_by_a_click(browser: Browser, host: str) -> None:
    with Visit(browser, host, "index.html") as visit:
        page = visit.page
        spot = page.evaluate(
            """() => {
                const svg = document.querySelector(".eg-landing svg");
                const path = [...svg.querySelectorAll("path.eg-dots")].find((one) => one.dataset.of.split(" ").includes("426"));
                const points = [...path.getAttribute("d").matchAll(/M(-?[\\d.]+) (-?[\\d.]+)/g)];
                const [, x, y] = points[path.dataset.of.split(" ").indexOf("426")];
                const at = new DOMPoint(Number(x), Number(y)).matrixTransform(svg.getScreenCTM());
                return [at.x, at.y];
            }"""
        )
        page.mouse.move(*spot)
        name = page.locator(".eg-found-dot")
        assert name.inner_text() == "Data Entry Clerks mean 0.70"
        page.mouse.click(*spot)
        page.wait_for_url("**/gradient/4132-data-entry-clerks.html")


def test_arrow_keys_walk_along_the_gradient(browser: Browser, host: str) -> None:
    with Visit(browser, host, "index.html") as visit:
        page = visit.page
        slider = page.get_by_label("Walk along the scale")
        slider.focus()
        seen = []
        for key in ("End", "ArrowLeft", "Home"):
            page.keyboard.press(key)
            seen.append(slider.get_attribute("aria-valuetext"))
        assert seen[0] == "Data Entry Clerks, mean 0.70" and seen[2] == "Bricklayers and Related Workers, mean 0.09", (
            seen
        )
        assert len(set(seen)) == 3
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Bricklayers and Related Workers"
