"""The Content-Security-Policy of the built pages in a real browser: nothing of the book is refused, anything else is."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from test_browser import PAGES

from exposure_gradient.site.policy import POLICY
from visits import settle

pytestmark = [pytest.mark.browser, pytest.mark.built]

EVERY_KIND = {name: path for name, path in PAGES.items() if not path.startswith("gradient/")} | {
    "3211": PAGES["3211"], "7126": PAGES["7126"],
    "search": "search.html?q=plumbers", "speed": "methodology/speed.html", "trust": "methodology/trust.html",
    "crosswalk": "methodology/crosswalk.html", "comparison": "methodology/comparison.html", "sources": "methodology/sources.html",
    "limitations": "methodology/limitations.html", "corrections": "methodology/corrections.html",
    "architecture": "methodology/architecture.html",
}  # fmt: skip
AS_FILES = ("landing", "story", "gradient", "compare", "newsroom", "measures", "group 3", "3211", "search")
"""Those that are opened as files, too: one of each folder, and every page with a script of its own."""
LISTEN = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) => window.refused.push(
    `${event.effectiveDirective}: ${event.blockedURI} ${event.sample} ${event.sourceFile}:${event.lineNumber}`));
"""


def use_everything(page: Page) -> None:
    """Do on a page what a reader can do there."""
    if page.locator("#search-results").count() == 0:  # the search page has its own field
        page.keyboard.press("Control+k")
        page.keyboard.type("nurs")
        page.locator("#pst-search-dialog").get_by_role("option").first.wait_for()
        page.evaluate("document.querySelector('#pst-search-dialog').close()")
    switch = page.locator("button.theme-switch-button:visible").first
    if switch.count():
        before = page.evaluate("document.documentElement.dataset.mode")
        switch.click()
        assert page.evaluate("document.documentElement.dataset.mode") != before, "the switch of colours does nothing"
    for selector in ("div.cell details > summary", "details.eg-audit > summary", "table.eg-sortable th button", "button.copybtn", ".eg-figure-links",
                     ".eg-explorer .eg-band-choices button", ".eg-explorer .eg-share", ".eg-explorer .eg-reset"):  # fmt: skip
        found = page.locator(selector).first
        if found.count():
            found.dispatch_event("click")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    settle(page)


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[BrowserContext]:
    """A window whose pages note what the policy refuses."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(LISTEN)
    yield context
    context.close()


@pytest.fixture
def page(window: BrowserContext) -> Iterator[Page]:
    """A tab in it."""
    tab = window.new_page()
    yield tab
    tab.close()


@pytest.mark.turns(16, always=("gradient", "3211"))
@pytest.mark.parametrize(
    ("name", "scheme"), [*((name, "http") for name in EVERY_KIND), *((name, "file") for name in AS_FILES)]
)
def test_the_policy_refuses_nothing_of_the_book(name: str, scheme: str, page: Page, host: str, site: Path) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{host if scheme == 'http' else site.as_uri()}/{EVERY_KIND[name]}")
    settle(page)
    if name == "search":
        page.locator("#search-results li a").first.wait_for()
        assert page.evaluate("document.activeElement.matches('form.bd-search input')"), (
            "the search page's field has no focus"
        )
    use_everything(page)
    assert page.evaluate("window.refused") == [], (
        f"{name} over {scheme}: the policy refuses {page.evaluate('window.refused')}"
    )
    if (name, scheme) == (
        "search",
        "file",
    ):  # Sphinx fetches the excerpts, which browsers refuse to pages opened as files
        said = []
    assert [words for words in said if "clipboard" not in words.lower()] == [], f"{name} over {scheme}: {said}"


INJECTED: dict[str, str] = {
    "a script": "<script>window.ran = 1</script>",
    "a script of another host": '<script src="https://evil.example/x.js"></script>',
    "a script as data": '<script src="data:text/javascript,window.ran=1"></script>',
    "a module": '<script type="module">window.ran = 1</script>',
    "a handler": "<img src=nothing.png onerror='window.ran = 1'>",
    "an animated handler": "<svg><animate onbegin='window.ran = 1' attributeName=x dur=1s></svg>",
    "a frame with a script": "<iframe src='javascript:parent.ran = 1'></iframe>",
    "a frame with a document": "<iframe srcdoc='<script>parent.ran = 1</script>'></iframe>",
    "an object": "<object data='https://evil.example/x.swf'></object>",
    "a picture of another host": "<img src='https://evil.example/x.png'>",
    "a style of another host": "<link rel=stylesheet href='https://evil.example/x.css'>",
    "a style": "<style>body { background: url(https://evil.example/x.png) }</style>",
    "a style that fetches": "<p style='background: url(https://evil.example/x.png)'>x</p>",
    "another base": "<base href='https://evil.example/'>",
}
"""What somebody who got markup past everything else would put into a page."""


def inject(page: Page, host: str, markup: str) -> None:
    """Serve the book with a piece of markup in every page, as if the build had let it through."""

    def spoilt(route: object) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("<article", f"{markup}<article", 1))

    page.route(re.compile(r".*\.html$"), spoilt)


@pytest.mark.turns(3)
@pytest.mark.parametrize("what", INJECTED)
def test_injected_markup_neither_runs_nor_fetches(what: str, page: Page, host: str) -> None:
    asked: list[str] = []
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))  # of frames, too
    page.on("response", lambda response: asked.append(response.url))
    page.on("requestfinished", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: pytest.fail(f"{what}: a dialog opens"))
    inject(page, host, INJECTED[what])
    page.goto(f"{host}/{PAGES['3211']}")
    settle(page)
    assert page.evaluate("window.ran") is None, f"{what} runs"
    assert any("Content Security Policy" in words for words in said), (
        f"{what}: the policy has refused nothing, so the test shows nothing"
    )
    assert [url for url in asked if "evil.example" in url] == [], f"{what}: asks {asked}"
    assert page.evaluate("document.baseURI").startswith(host), (
        f"{what}: addresses lead to {page.evaluate('document.baseURI')}"
    )


@pytest.mark.parametrize("code", ["eval('1')", "Function('return 1')()", "setTimeout('window.ran = 1', 0)"])
def test_text_is_never_run_as_a_program(code: str, page: Page, host: str) -> None:
    # put into a file of the book, because what a test tells a browser to do is above any policy
    page.route(
        "**/exposure.js*",
        lambda route: route.fulfill(
            content_type="text/javascript", body=f"try {{ {code}; window.tried = 1 }} catch (e) {{}}"
        ),
    )
    page.goto(f"{host}/{PAGES['3211']}")
    page.wait_for_function("() => window.refused.length")
    refused = page.evaluate("window.refused")
    assert any("script-src" in words and "eval" in words for words in refused), f"{code}: {refused}"
    assert page.evaluate("window.ran") is None


def every_page(site: Path) -> list[Path]:
    return [path for path in site.rglob("*.html") if "_static" not in path.parts]


def test_every_page_carries_the_policy_before_it_loads_anything(site: Path) -> None:
    meta = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"/>'
    pages = every_page(site)
    assert len(pages) > 450
    for path in pages:
        text = path.read_text("utf-8")
        assert text.count(meta) == 1, f"{path.name}: the policy stands {text.count(meta)} times"
        first = min(text.find(tag) for tag in ("<script", "<link", "<style", "<img") if tag in text)
        assert text.find(meta) < first, f"{path.name}: loads something before the policy"


def test_no_page_holds_a_script_or_a_style_of_its_own(site: Path) -> None:
    inside = re.compile(
        r"(?s)<script(?![^>]*\ssrc=)(?![^>]*application/ld\+json)[^>]*>.{0,60}|<style.{0,60}|\son[a-z]+=[\"'].{0,40}|javascript:.{0,40}"
    )
    for path in every_page(site):
        found = inside.findall(re.sub(r"(?s)<pre.*?</pre>", "", path.read_text("utf-8")))
        assert not found, f"{path.name}: {found[:3]}"


@pytest.mark.parametrize("part", ["'unsafe-eval'", "script-src 'unsafe", "https:", "http:", "*", "blob:"])
def test_the_policy_allows_no_more_than_it_must(part: str) -> None:
    assert part not in POLICY
    assert POLICY.count("'unsafe-inline'") == 1 and "style-src-attr 'unsafe-inline'" in POLICY
    for directive in ("object-src 'none'", "base-uri 'none'", "form-action 'self'", "default-src 'self'"):
        assert directive in POLICY
