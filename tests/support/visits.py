"""Visits to the built book in a real browser: what the tests that open pages share."""

import functools
import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],  # all elements that pass need not be described: a third of the time
}
BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--in-process-gpu",
    "--renderer-process-limit=1",
]  # fmt: skip


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def hosted(site: Path) -> Iterator[str]:
    """Serve the book on this machine; the value is its address."""
    handler = functools.partial(QuietHandler, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@contextmanager
def launched() -> Iterator[Browser]:
    """Start the browser that is named or found; without one the test is skipped, and under CI it fails."""
    named = os.environ.get("EXPOSURE_GRADIENT_BROWSER")
    path = named or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not path:
        if os.environ.get("CI"):
            pytest.fail("no browser was found, and under CI the pages must be opened in one")
        pytest.skip("no browser was found: install Debian's chromium, or name one in EXPOSURE_GRADIENT_BROWSER")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def settle(page: Page) -> None:
    """Wait until a page has been drawn, with all that its scripts did when it had loaded; one that leads on is followed."""
    page.wait_for_function(
        "() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn(true))))"
    )


def explored(page: Page) -> None:
    """Wait until the explorer shows what was chosen: it may have to fetch names, and its table follows its picture after a frame."""
    page.locator(".eg-stage:not([aria-busy])").wait_for()
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => setTimeout(done))))")


def stop_fading(page: Page) -> None:
    """Bring what fades or moves to its end, since half-way through colours have no contrast; what never ends goes on.

    It is not waited for: what lies in a closed fold does not move while nobody sees it, and never ends.
    """
    page.evaluate(
        "() => document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime !== Infinity).forEach((one) => one.finish())"
    )


MANY_ALIKE = ["table tbody tr:nth-child(n+9):not(:nth-child(18n+1))", ".eg-plot path[id]:not(:nth-of-type(18n+1))"]
"""Of 427 rows and 427 marks that differ in their figures alone axe takes a minute for all: of a long table it sees the first and every 18th row."""


OF_COLOURS = {**WCAG, "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""The rules that look at colours, of which axe says so: in another scheme all others find what they found before."""

SEEN = (
    "[document.body.outerHTML, [...document.body.querySelectorAll('*')].filter((one) => one.checkVisibility()).length]"
)


def violations(page: Page, *, context: str | None = None, rules: dict[str, Any] = WCAG) -> list[str]:
    """Return what axe finds wrong with a page as it is now, or with a part of it; of many alike with some."""
    stop_fading(page)
    within: Any = context or {"exclude": MANY_ALIKE}
    found = Axe().run(page, context=within, options=rules).response["violations"]
    return [f"{v['id']}: {v['help']} at {[n['target'] for n in v['nodes']][:4]}" for v in found]


SET_ON_A_TAB = {"reduced_motion", "forced_colors"}
"""What readers ask for that a tab can be told; for all else a window of its own is opened."""
_kept_tabs: WeakKeyDictionary[Browser, Page] = WeakKeyDictionary()


def _tab(browser: Browser, host: str, **options: Any) -> Page:
    """Open a tab in a window of its own."""
    context = browser.new_context(**options)
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=host)
    return context.new_page()


def _kept_tab(browser: Browser, host: str) -> Page:
    """Return the browser's tab for visits one after the other, with nothing left of the last; a new one takes twice the time of a visit.

    It is taken out until the visit ends, so that a visit in the middle of another has a tab of its own.
    """
    page = _kept_tabs.pop(browser, None)
    if page is None:
        return _tab(browser, host)
    page.mouse.move(-1, -1)
    page.evaluate(
        "() => { try { sessionStorage.clear(); } catch {} }"
    )  # what is pinned; the browser's own clearing leaves it
    page.goto("about:blank")
    page.context.clear_cookies()
    devtools = page.context.new_cdp_session(page)
    devtools.send("Storage.clearDataForOrigin", {"origin": host, "storageTypes": "all"})
    devtools.send("Page.resetNavigationHistory")
    devtools.detach()
    return page


class Visit:
    """A page opened in the browser, with what it asked for and complained of."""

    def __init__(
        self, browser: Browser, host: str, path: str, width: int = 1280, scheme: str = "light", **options: Any
    ) -> None:
        self.browser, self.is_kept = browser, options.keys() <= SET_ON_A_TAB
        self.page: Page = _kept_tab(browser, host) if self.is_kept else _tab(browser, host, **options)
        self.context = self.page.context
        self.page.set_viewport_size({"width": width, "height": 900})
        asked = {name: options.get(name, "null") for name in SET_ON_A_TAB}
        self.page.emulate_media(media="null", color_scheme=scheme, **asked)
        self.requests: list[str] = []
        self.errors: list[str] = []
        self._heard = {
            "request": lambda request: self.requests.append(request.url),
            "console": lambda said: self.errors.append(said.text) if said.type == "error" else None,
            "pageerror": lambda error: self.errors.append(str(error)),
        }
        for event, note in self._heard.items():
            self.page.on(event, note)
        self.page.goto(f"{host}/{path}")
        if options.get("java_script_enabled", True):
            settle(self.page)
            stop_fading(self.page)

    def dress(self, scheme: str) -> None:
        """Show the page in a colour scheme, as when its reader's system changes it."""
        self.page.emulate_media(color_scheme=scheme)
        settle(self.page)
        stop_fading(self.page)

    def violations(self) -> list[str]:
        """Return what axe finds wrong with the page as it is now: in the light scheme by all rules, in the dark one with its colours."""
        self.dress("light")
        found, seen = violations(self.page), self.page.evaluate(SEEN)
        self.dress("dark")
        if self.page.evaluate(SEEN) != seen:
            found.append("dark: the page has other elements than in the light scheme, or shows others")
        return found + [f"dark: {one}" for one in violations(self.page, rules=OF_COLOURS)]

    def __enter__(self) -> "Visit":
        return self

    def __exit__(self, *error: object) -> None:
        """Leave the tab to the next visit, but for one after which something went wrong."""
        if not self.is_kept or any(error) or len(self.context.pages) > 1 or self.browser in _kept_tabs:
            self.context.close()
            return
        for event, note in self._heard.items():
            self.page.remove_listener(event, note)
        self.page.unroute_all()
        _kept_tabs[self.browser] = self.page
