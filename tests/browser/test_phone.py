"""Every kind of page on a screen of 360 pixels: tables that can be read, pictures whose words can, no page without end."""

from typing import Any

import pytest
from playwright.sync_api import Browser
from test_browser import NINE, PAGES
from test_policy import EVERY_KIND

from exposure_gradient.contents.toc import HOW_IT_IS_BUILT, METHODOLOGY
from visits import Visit

pytestmark = [pytest.mark.browser, pytest.mark.built]

WIDTH = 360
NARROW, LINES = 40, 5
"""A cell under so many pixels wide may have at most so many lines."""
SMALLEST = 11
"""The least size of a word in a picture, in pixels on the screen."""
AROUND, PER_WORD = 3_000, 12
"""How tall a page may be, in pixels: what stands around its text, and for each of its words. A line of text holds eight words or so."""
WHOLE = 15
"""No word of up to so many letters is broken; a longer one, such as an identifier, may be."""

CHAPTERS = {name: f"methodology/{name}.html" for name in (*METHODOLOGY, *HOW_IT_IS_BUILT)}
VISITS: dict[str, tuple[str, dict[str, Any]]] = {
    name: (path, {}) for name, path in (PAGES | EVERY_KIND | CHAPTERS).items()
}
VISITS |= {f"group {code}": (f"groups/{name}.html", {}) for code, name in ((1, "1-managers"), (8, "8-plant-and-machine-operators-and-assemblers"))}  # fmt: skip
VISITS["story on a short screen"] = ("story.html", {"viewport": {"width": WIDTH, "height": 640}})
VISITS |= {
    f"{name} without scripts": (f"{name}.html", {"java_script_enabled": False}) for name in ("story", "gradient")
}
READERS = {
    "landing",
    "gradient",
    "story",
    "compare",
    "newsroom",
    *(name for name in VISITS if name.startswith("group")),
    *NINE,
}
"""Pages on which nothing has to be scrolled sideways; the chapters' wide tables scroll in frames of their own."""

LOOK = """({ narrow, most, whole, smallest }) => {
    document.querySelectorAll("details").forEach((one) => { one.open = true; });
    const seen = (one) => one.checkVisibility() && ![one, one.closest("thead")].some((part) => part && getComputedStyle(part).position === "absolute");
    const named = (table) => (table.caption?.textContent ?? "a table of the text").slice(0, 50);
    const found = { narrow: [], broken: [], small: [], outside: [], over: [], frames: [], scrolling: [] };

    for (const cell of [...document.querySelectorAll("article :is(td, th)")].filter(seen)) {
        const style = getComputedStyle(cell);
        const inside = cell.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom);
        const lines = Math.round(inside / (parseFloat(style.lineHeight) || 1.5 * parseFloat(style.fontSize)));
        const where = `${named(cell.closest("table"))}: ${cell.textContent.trim().slice(0, 30)}`;
        if (cell.offsetWidth < narrow && lines > most) found.narrow.push(`${where}: ${cell.offsetWidth} px, ${lines} lines`);
        const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
        while (walk.nextNode()) {
            for (const token of walk.currentNode.data.matchAll(/[^\\s\\-\\u2010-\\u2014/]+/gu)) {
                if (token[0].length > whole || cell.closest(".eg-audit-table")) continue;
                const range = document.createRange();
                range.setStart(walk.currentNode, token.index);
                range.setEnd(walk.currentNode, token.index + token[0].length);
                const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
                if (lines.size > 1) found.broken.push(`${where}: ${token[0]}`);
            }
        }
    }
    for (const frame of document.querySelectorAll("article :is(.eg-scroll, .pst-scrollable-table-container)")) {
        if (frame.scrollWidth <= frame.clientWidth + 1) continue;
        found.scrolling.push(named(frame.querySelector("table")));
        if (frame.tabIndex < 0 || !frame.getAttribute("aria-label")) found.frames.push(named(frame.querySelector("table")));
    }
    for (const svg of document.querySelectorAll("article svg")) {
        const frame = svg.getBoundingClientRect();
        if (!svg.checkVisibility() || frame.width < 20) continue;
        const words = [...svg.querySelectorAll("text")].filter((text) => text.checkVisibility({ visibilityProperty: true }) && text.textContent.trim());
        const boxes = words.map((text) => [text, text.getBoundingClientRect()]);
        for (const [text, box] of boxes) {
            const { b, d } = text.getScreenCTM();
            const size = parseFloat(getComputedStyle(text).fontSize) * Math.hypot(b, d);
            if (size < smallest - 0.01) found.small.push(`${text.textContent}: ${size.toFixed(1)} px`);
            const away = Math.max(box.right - frame.right, frame.left - box.left, 0);
            if (away > 2) found.outside.push(`${text.textContent}: ${away.toFixed(1)} px`);
        }
        boxes.forEach(([text, box], at) => {
            for (const [other, its] of boxes.slice(0, at)) {
                if (text.closest(".eg-layer") !== other.closest(".eg-layer")) continue;
                const across = Math.min(box.right, its.right) - Math.max(box.left, its.left);
                const down = Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top);
                if (across > 2 && down > 0.3 * Math.min(box.height, its.height)) found.over.push(`${other.textContent} and ${text.textContent}`);
            }
        });
    }
    const page = document.documentElement;
    const text = document.querySelector("article") ?? document.querySelector("main");
    return { ...found, width: page.scrollWidth, height: page.scrollHeight, words: text.innerText.split(/\\s+/).length };
}"""


@pytest.mark.turns(9, always=("landing", "3211"))
@pytest.mark.parametrize("name", VISITS)
def test_a_page_can_be_read_on_a_phone(name: str, browser: Browser, host: str) -> None:
    path, options = VISITS[name]
    with Visit(browser, host, path, width=WIDTH, **options) as visit:
        look = {"narrow": NARROW, "most": LINES, "whole": WHOLE, "smallest": SMALLEST}
        found = visit.page.evaluate(LOOK, look)
    assert found["narrow"] == [], f"{name}: cells too narrow for their text: {found['narrow'][:5]}"
    assert found["broken"] == [], f"{name}: words broken in a table: {found['broken'][:5]}"
    assert found["frames"] == [], f"{name}: scroll sideways, but not by keyboard, or without a name: {found['frames']}"
    assert found["small"] == [], f"{name}: words of pictures smaller than {SMALLEST} px: {found['small'][:5]}"
    assert found["outside"] == [], f"{name}: words that leave their picture: {found['outside'][:5]}"
    assert found["over"] == [], f"{name}: words of a picture on top of each other: {found['over'][:5]}"
    assert found["width"] <= WIDTH, f"{name}: is {found['width']} px wide on a screen of {WIDTH} px"
    tallest = AROUND + PER_WORD * found["words"]
    assert found["height"] <= tallest, f"{name}: {found['words']} words on {found['height']} px, of at most {tallest}"
    if name in READERS:
        assert found["scrolling"] == [], f"{name}: a reader must scroll sideways inside {found['scrolling']}"


def test_no_line_ends_within_the_name_of_the_scale(browser: Browser, host: str) -> None:
    with Visit(browser, host, VISITS["3211"][0], width=WIDTH) as visit:
        for width in range(WIDTH, 1300, 20):
            visit.page.set_viewport_size({"width": width, "height": 800})
            lines = visit.page.locator(".eg-lead .eg-whole").evaluate_all(
                "all => all.map((one) => one.getClientRects().length)"
            )
            assert lines == [1], f"3211, {width} px: the scale of 0–1 in its first sentences stands on {lines} lines"
