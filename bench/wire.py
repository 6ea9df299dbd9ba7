"""Bytes over the wire, counted in a real browser against a server that compresses and lets browsers keep files."""

import gzip
import hashlib
import http.server
import mimetypes
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

COMPRESSED = ("text/", "application/javascript", "application/json", "image/svg+xml", "text/javascript")
KEPT_FOR_A_DAY = "public, max-age=86400"
ASKED_AGAIN = "no-cache"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


class _Handler(http.server.BaseHTTPRequestHandler):
    """Serves files as a static host does: gzip, ETag, and shared files that are kept."""

    protocol_version = "HTTP/1.1"
    site: Path

    def do_GET(self) -> None:
        name = unquote(urlsplit(self.path).path).lstrip("/")
        path = (self.site / name).resolve()
        path = path / "index.html" if path.is_dir() else path
        if not path.is_relative_to(self.site) or not path.is_file():
            self._answer(404, b"", {})
            return
        body = path.read_bytes()
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        headers = {
            "Content-Type": kind,
            "ETag": f'"{hashlib.sha256(body).hexdigest()[:16]}"',
            "Cache-Control": KEPT_FOR_A_DAY if name.startswith("_static/") else ASKED_AGAIN,
        }
        if self.headers.get("If-None-Match") == headers["ETag"]:
            self._answer(304, b"", headers)
            return
        if kind.startswith(COMPRESSED) and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, 6, mtime=0)
            headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        self._answer(200, body, headers)

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(site: Path) -> Iterator[str]:
    """Serve a folder on this machine; give the address."""
    handler = type("Handler", (_Handler,), {"site": site.resolve()})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()


@dataclass(frozen=True)
class View:
    """What one view of a page transferred, by address. Zero: the browser had the file."""

    page: str
    bytes_of: dict[str, int]

    def own(self) -> int:
        """Return the bytes of the page and its own figures."""
        return sum(size for address, size in self.bytes_of.items() if self._is_own(address))

    def shared(self) -> int:
        """Return the bytes of the files that pages share."""
        return sum(size for address, size in self.bytes_of.items() if not self._is_own(address))

    def _is_own(self, address: str) -> bool:
        return address == self.page or address.startswith(("_images/", self.page.removesuffix(".html")))


def find_browser(root: Path) -> str | None:
    """Return the path of a Chromium, found as the tests find it."""
    finder = root / "tools" / "find-browser"
    if finder.is_file():
        found = subprocess.run([finder], stdout=subprocess.PIPE, text=True, check=False).stdout.strip()
        if found:
            return found
    return shutil.which("chromium") or shutil.which("google-chrome")


def views(site: Path, pages: list[str], browser: str) -> list[View]:
    """Open pages one after the other in one browser that starts with nothing kept."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=browser, args=FLAGS)
        seen = views_in(launched, site, pages)
        launched.close()
    return seen


def views_in(launched: "Browser", site: Path, pages: list[str]) -> list[View]:
    """Open pages one after the other in a new window of a browser, which has nothing kept."""
    seen = []
    with served(site) as host:
        context = launched.new_context(viewport={"width": 1280, "height": 900})
        tab = context.new_page()
        devtools = context.new_cdp_session(tab)
        address_of: dict[str, str] = {}
        bytes_of: dict[str, int] = {}

        def started(event: dict) -> None:
            url = event["request"]["url"]
            address_of[event["requestId"]] = url.removeprefix(f"{host}/") if url.startswith("http") else ""

        def finished(event: dict) -> None:
            address = address_of.get(event["requestId"], "")
            if address:
                bytes_of[address] = bytes_of.get(address, 0) + int(event["encodedDataLength"])

        devtools.on("Network.requestWillBeSent", started)
        devtools.on("Network.loadingFinished", finished)
        devtools.send("Network.enable")
        for page in pages:
            tab.goto(f"{host}/{page}")
            tab.wait_for_load_state("networkidle")
            tab.wait_for_timeout(500)
            seen.append(View(page, dict(bytes_of)))
            bytes_of.clear()
            tab.goto("about:blank")
        context.close()
    return seen
