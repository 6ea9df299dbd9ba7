"""A reader's first minute: the menu, the contents and the search as a hand and an eye meet them, and a page on paper."""

import io
import itertools

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page

from visits import Visit, violations

pytestmark = [pytest.mark.browser, pytest.mark.built]

OCCUPATION = "gradient/3211-medical-imaging-and-therapeutic-equipment-technicians.html"
LOOKS = {
    "light": {"scheme": "light"},
    "dark": {"scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
}
PHONE, LAPTOP = 390, 1280
MENU, CONTENTS, DIALOG = "#pst-primary-sidebar", "#pst-secondary-sidebar", "#pst-search-dialog"

KINDS = {
    "landing": "index.html",
    "occupation": OCCUPATION,
    "group": "groups/3-technicians-and-associate-professionals.html",
    "gradient": "gradient.html",
    "story": "story.html",
    "newsroom": "newsroom.html",
    "data": "data.html",
    "search": "search.html",
    **{
        name: f"methodology/{name}.html"
        for name in ("comparison", "corrections", "measures", "replication", "rerun", "sensitivity", "sources", "speed")
    },
}
"""A page of each kind, and the chapters with the widest tables."""

WIDER_THAN_A_LAPTOP = ("Declared corrections",)
"""Tables of ten columns, which scroll in their frames."""

HIT = """(place) => {
    const seen = (one) => {
        const scrolls = (frame) => frame === place || /auto|scroll/.test(getComputedStyle(frame).overflowY) ? frame : scrolls(frame.parentElement);
        const [box, frame] = [one, scrolls(one)].map((each) => each.getBoundingClientRect());
        return box.width && box.top >= Math.max(0, frame.top) && box.bottom <= Math.min(innerHeight, frame.bottom);
    };
    const links = [...place.querySelectorAll('a')].filter(seen);
    const missed = links.filter((one) => {
        const box = one.getBoundingClientRect();
        const hit = document.elementFromPoint(box.left + Math.min(box.width / 2, 20), box.top + box.height / 2);
        return !one.contains(hit) || box.left < 0 || box.right > innerWidth;
    });
    return [links.length, missed.map((one) => one.textContent.trim())];
}"""
"""How many links of a place lie in the window, and which of them a click at their middle would miss."""

ON_PAPER = """() => {
    const numbers = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
    const over = (top, ground) => {
        const [r, g, b, alpha = 1] = top;
        return [r, g, b].map((one, at) => one * alpha + ground[at] * (1 - alpha));
    };
    const luminance = (colour) => {
        const [r, g, b] = colour.map((one) => one / 255).map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (a, b) => {
        const [low, high] = [luminance(a), luminance(b)].sort((one, other) => one - other);
        return (high + 0.05) / (low + 0.05);
    };
    const ground = (element) => {
        const above = element ? ground(element.parentElement) : [255, 255, 255];
        return element && !element.closest('svg') ? over(numbers(getComputedStyle(element).backgroundColor), above) : above;
    };
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        const text = walker.currentNode.textContent.trim();
        if (!text || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || !element.getClientRects().length) continue;
        const style = getComputedStyle(element);
        const colour = numbers(element.closest('svg') ? style.fill : style.color);
        const behind = ground(element);
        // A browser prints grounds only if it is told to: text has to show on white as well.
        const least = Math.min(contrast(over(colour, behind), behind), contrast(over(colour, [255, 255, 255]), [255, 255, 255]));
        found.push([least, luminance(behind), element.tagName, text.slice(0, 40)]);
    }
    return found;
}"""
"""Each piece of text that is printed: its contrast, the luminance behind it, its element and its words."""


def look_at(visit: Visit, place: Locator, where: str) -> None:
    """Check that what has opened is seen: in the window, not transparent, its links under the pointer, sound for axe."""
    page, said = visit.page, len(visit.errors)
    page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished.catch(() => null))).then(() => null)")
    box = place.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= page.viewport_size["width"], f"{where}: lies at {box}"
    ground = place.evaluate("(one) => getComputedStyle(one).backgroundColor")
    assert ground.startswith("rgb("), f"{where}: one sees through it, its ground is {ground}"
    links, missed = place.evaluate(HIT)
    assert links >= 3 and not missed, f"{where}: of {links} links in view a click misses {missed}"
    place_id = place.get_attribute("id")
    assert (words := violations(page, context=f"#{place_id}")) == [], f"{where}: {words}"
    del visit.errors[said:]  # axe’s own: it asks for style sheets at addresses of its own making


def focused(page: Page) -> str:
    """Say what has the focus: its words, or its name."""
    return page.evaluate("document.activeElement.textContent.trim() || document.activeElement.ariaLabel || ''")


def has_focus_within(place: Locator) -> bool:
    """Say whether the focus lies in a place."""
    return place.evaluate("(one) => one.contains(document.activeElement)")


def colours(picture: bytes) -> int:
    """Count the colours of a picture that differ by more than a reader overlooks."""
    image = Image.open(io.BytesIO(picture)).convert("L")
    return len({shade // 64 for _, shade in image.getcolors()})


def try_popover(visit: Visit, name: str, place: Locator, where: str) -> None:
    """Open and close a popover by mouse, then by keyboard."""
    button = visit.page.get_by_role("button", name=name, exact=True)
    assert not place.is_visible(), f"{where}: open before it is asked for"
    button.click()
    place.wait_for()
    look_at(visit, place, f"{where}, open")
    place.get_by_role("button", name="Close").click()
    place.wait_for(state="hidden")
    button.click()
    at = (PHONE - 5, 450) if place.bounding_box()["x"] == 0 else (5, 450)
    visit.page.mouse.click(*at)
    place.wait_for(state="hidden")
    button.focus()
    visit.page.keyboard.press("Enter")
    place.wait_for()
    visit.page.keyboard.press("Tab")
    assert has_focus_within(place), f"{where}: the next Tab leads to {focused(visit.page)!r}"
    visit.page.keyboard.press("Escape")
    place.wait_for(state="hidden")
    assert focused(visit.page) == name, f"{where}: after Escape the focus is on {focused(visit.page)!r}"


def try_search(visit: Visit, where: str) -> None:
    """Open the search by its button and by keys, and follow it to a page."""
    page, dialog = visit.page, visit.page.locator(DIALOG)
    button, field = page.get_by_role("button", name="Search"), dialog.get_by_role("combobox")
    button.click()
    assert has_focus_within(dialog), f"{where}: the focus is on {focused(page)!r}"
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    assert focused(page).startswith("Search"), f"{where}: after Escape the focus is on {focused(page)!r}"
    page.keyboard.press("Control+k")
    page.keyboard.type("nurs")
    dialog.get_by_role("option").first.wait_for()
    look_at(visit, dialog, f"{where}, the search")
    text = field.evaluate("(one) => one.getBoundingClientRect().left + parseFloat(getComputedStyle(one).paddingLeft)")
    icon = dialog.locator(".fa-magnifying-glass").bounding_box()
    assert icon["x"] + icon["width"] <= text, f"{where}: the icon lies upon the first letter"
    options = dialog.get_by_role("option")
    grounds = [colours_of(options.nth(number)) for number in (0, 1)]
    assert grounds[0] != grounds[1], f"{where}: the chosen occupation looks like the others"
    dialog.get_by_role("button", name="Close").click()
    dialog.wait_for(state="hidden")
    page.keyboard.press("Control+k")
    field.fill("7126")
    dialog.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/gradient/7126-*.html")


def colours_of(place: Locator) -> tuple[int, int, int]:
    """Return the most frequent colour of a place as it is drawn."""
    image = Image.open(io.BytesIO(place.screenshot())).convert("RGB")
    return max(image.getcolors(image.width * image.height))[1]


@pytest.mark.turns(3)
@pytest.mark.parametrize("look", LOOKS)
def test_menu_contents_and_search_on_a_phone(look: str, browser: Browser, host: str) -> None:
    with Visit(browser, host, OCCUPATION, width=PHONE, **LOOKS[look]) as visit:
        page = visit.page
        for icon in page.locator(".bd-header-article .fa-solid:visible").all():
            assert colours(icon.screenshot()) > 1, f"{look}: {icon.get_attribute('class')} is not seen"
        try_popover(visit, "Menu", page.locator(MENU), f"{look}, the menu")
        try_popover(visit, "Contents", page.locator(CONTENTS), f"{look}, the contents")
        page.get_by_role("button", name="Contents").click()
        page.locator(CONTENTS).get_by_role("link", name="U.S. occupations").click()
        page.locator(CONTENTS).wait_for(state="hidden")
        heading = page.get_by_role("heading", name="U.S. occupations").bounding_box()
        header = page.locator(".bd-header-article").bounding_box()
        assert heading["y"] >= header["height"], f"{look}: the header covers the heading that the contents lead to"
        try_search(visit, look)
        page.get_by_role("button", name="Menu").click()
        page.locator(MENU).get_by_role("link", name="Measures").click()
        page.wait_for_url("**/methodology/measures.html")
        assert visit.errors == [], f"{look}: {visit.errors}"


@pytest.mark.turns(3)
@pytest.mark.parametrize("look", LOOKS)
def test_menu_contents_and_search_on_a_laptop(look: str, browser: Browser, host: str) -> None:
    with Visit(browser, host, OCCUPATION, width=LAPTOP, **LOOKS[look]) as visit:
        page, menu = visit.page, visit.page.locator(MENU)
        for icon in page.locator(".bd-header-article .fa-solid:visible").all():
            assert colours(icon.screenshot()) > 1, f"{look}: {icon.get_attribute('class')} is not seen"
        look_at(visit, menu, f"{look}, the menu")
        look_at(visit, page.locator(CONTENTS), f"{look}, the contents")
        button = page.get_by_role("button", name="Menu", exact=True)
        width = page.locator("article").bounding_box()["width"]
        button.click()
        menu.wait_for(state="hidden")
        assert button.get_attribute("aria-expanded") == "false"
        assert page.locator("article").bounding_box()["width"] > width, f"{look}: the folded menu gives no room"
        page.keyboard.press("Enter")  # the button keeps the focus
        menu.wait_for()
        assert button.get_attribute("aria-expanded") == "true"
        switch = page.get_by_role("button", name="Colour scheme")
        seen = []
        switch.focus()
        for _ in range(3):
            page.keyboard.press("Enter")
            seen.append(page.evaluate("document.documentElement.dataset.mode"))
        assert sorted(seen) == ["auto", "dark", "light"], f"{look}: three presses of the switch gave {seen}"
        try_search(visit, look)
        assert visit.errors == [], f"{look}: {visit.errors}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, LAPTOP])
def test_the_menu_leads_on_without_scripts(width: int, scheme: str, browser: Browser, host: str) -> None:
    where = f"{width} px, {scheme}, without scripts"
    context = browser.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=False, color_scheme=scheme
    )
    page = context.new_page()
    page.goto(f"{host}/{OCCUPATION}")
    header = page.locator(".bd-header-article").evaluate("(one) => getComputedStyle(one).backgroundColor")
    assert header.startswith("rgb("), f"{where}: the text scrolls through the header, whose ground is {header}"
    for button in page.get_by_role("button").all():
        name = button.inner_text().strip()
        assert not button.is_visible() or name in ("Menu", "Contents"), f"{where}: {name!r} is shown and does nothing"
    if width == PHONE:
        page.get_by_role("button", name="Contents").click()
        assert page.locator(CONTENTS).evaluate(HIT)[0] >= 3, f"{where}: the contents do not open"
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Menu").click()
    links, missed = page.locator(MENU).evaluate(HIT)
    assert links >= 3 and not missed, f"{where}: of {links} links in view a click misses {missed}"
    page.locator(MENU).get_by_role("link", name="Measures").click()
    page.wait_for_url("**/methodology/measures.html")
    context.close()


@pytest.mark.turns(3, always=("occupation",))
@pytest.mark.parametrize("name", KINDS)
def test_page_has_ordered_headings_whole_tables_and_prints_from_a_dark_screen(
    name: str, browser: Browser, host: str
) -> None:
    with Visit(browser, host, KINDS[name], width=LAPTOP, scheme="dark") as visit:
        page = visit.page
        cut = page.evaluate(
            """() => [...document.querySelectorAll('.eg-scroll, .eg-stage, .eg-plot')].filter((one) => one.scrollWidth > one.clientWidth + 1)
                .map((one) => `${one.querySelector('caption')?.textContent ?? one.className}: ${one.scrollWidth} px in ${one.clientWidth}`)"""
        )
        cut = [words for words in cut if not words.startswith(WIDER_THAN_A_LAPTOP)]
        assert cut == [], f"{name}: loses columns at {LAPTOP} px: {cut}"
        for width in (LAPTOP, PHONE):
            page.set_viewport_size({"width": width, "height": 900})
            sizes = page.evaluate(
                """() => ['h1', 'h2', 'h3', 'h4'].map((level) => [...document.querySelectorAll(`main ${level}`)]
                    .filter((one) => one.checkVisibility()).map((one) => parseFloat(getComputedStyle(one).fontSize))).filter((all) => all.length)"""
            )
            for upper, lower in itertools.pairwise(sizes):
                assert min(upper) > max(lower), f"{name}, {width} px: headings of {lower} px under headings of {upper}"
        page.set_viewport_size({"width": LAPTOP, "height": 900})
        page.emulate_media(media="print")
        printed = page.evaluate(ON_PAPER)
        assert printed, f"{name}: prints no text"
        pale = sorted((round(one[0], 2), *one[2:]) for one in printed if one[0] < 4.5)
        assert pale == [], f"{name}: {len(pale)} pieces of text are too pale for paper: {pale[:6]}"
        dark = [one[2:] for one in printed if one[1] < 0.5]
        assert dark == [], f"{name}: prints on dark grounds: {dark[:6]}"
        shown = [place for place in (MENU, CONTENTS, ".bd-header-article") if page.locator(place).is_visible()]
        assert shown == [], f"{name}: prints {shown}"


@pytest.mark.turns(2)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_chosen_looks_chosen_in_forced_colours(scheme: str, browser: Browser, host: str) -> None:
    with Visit(browser, host, KINDS["gradient"], scheme=scheme, forced_colors="active") as visit:
        bands = visit.page.locator(".eg-band-choices button")
        bands.first.click()
        visit.page.mouse.move(0, 0)
        pressed = {button.get_attribute("aria-pressed"): colours_of(button) for button in bands.all()}
        assert len(pressed) == 2 and len(set(pressed.values())) == 2, f"{scheme}: the buttons of the bands: {pressed}"
        views = visit.page.locator(".eg-views label")
        grounds = {view.locator("input").is_checked(): colours_of(view.locator("span")) for view in views.all()}
        assert len(set(grounds.values())) == 2, f"{scheme}: the chosen view looks like the other: {grounds}"
        assert (words := violations(visit.page, context=".eg-band-choices")) == [], f"{scheme}: {words}"
