"""Serve the book to this machine's browser, build it again when a file is saved, and reload its pages.

Saving is only the occasion: what is run again is decided by the build, from the content of the files. The process of the next build
begins as soon as the last has ended: it has loaded all that it needs, and Sphinx has, when it is told that a file was saved.

Any site that a reader visits can send requests to this machine through the reader's browser. The server therefore listens on the
loopback address only, answers only requests that name this machine in their Host header (another name can be made to lead here), and
refuses web sockets that another site's page opens.
"""

import asyncio
import contextlib
import errno
import functools
import os
import re
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler, StaticFileHandler
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from exposure_gradient.commands.ahead import Ahead, name_of
from exposure_gradient.errors import InputError
from exposure_gradient.paths import ROOT, build_folder, data_folder

BUILD = (sys.executable, "-m", "exposure_gradient.commands.cli", "book", "--when-told")
"""What builds the book, in a process of its own, when a line comes over its standard input."""

LOOPBACK = "127.0.0.1"
NAMES = ("localhost", LOOPBACK, "[::1]")
HIGHEST_PORT = 65535

HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

SECONDS_BETWEEN_LOOKS, SECONDS_TO_SETTLE = 0.1, 0.04
"""How often the files are looked at, and how soon again when they have changed. A build begins when two looks in a row see the
same: editors save in several steps."""

RELOAD, RELOAD_SCRIPT = "/.reload", "/.reload.js"
HEAD_END = b"</head>"
SCRIPT_TAG = f'<script defer src="{RELOAD_SCRIPT}"></script>'.encode()
"""A file and not a script within the page, which the page's Content-Security-Policy would refuse."""

SCRIPT = f""""use strict";
(function connect(again) {{
  const socket = new WebSocket(`ws://${{location.host}}{RELOAD}?page=${{encodeURIComponent(location.pathname)}}`);
  socket.onopen = () => again && location.reload(); // the server was started anew
  socket.onmessage = () => location.reload();
  socket.onclose = () => setTimeout(connect, 1000, true);
}})(false);
"""


class _Guarded(RequestHandler):
    """Answers requests that name this machine, and no other."""

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        for name, value in HEADERS.items():
            self.set_header(name, value)

    def prepare(self) -> None:
        if self.request.host.lower() not in self.settings["hosts"]:
            raise HTTPError(403)

    def write_error(self, status_code: int, **_: object) -> None:
        page = Path(self.settings["root"], "404.html")
        if status_code == 404 and page.is_file():
            self.finish(page.read_bytes())
        else:
            self.set_header("Content-Type", "text/plain")
            self.finish(f"{status_code} {self._reason}\n")


class _Book(_Guarded, StaticFileHandler):
    """The book's files; an HTML page has the script that reloads it."""

    def parse_url_path(self, url_path: str) -> str:
        if "\0" in url_path:
            raise HTTPError(404)
        return super().parse_url_path(url_path)

    def get_content(self, abspath: str, start: int | None = None, end: int | None = None) -> bytes:
        content = self.settings["ahead"].content_of(Path(abspath))
        if abspath.endswith(".html"):
            content = content.replace(HEAD_END, SCRIPT_TAG + HEAD_END, 1)
        return content[start:end]

    def get_content_size(self) -> int:
        return len(self.get_content(self.absolute_path))

    def compute_etag(self) -> None:
        """Name no version: tornado remembers that of the first build."""

    def should_return_304(self) -> bool:
        return False


class _ReloadScript(_Guarded):
    def get(self) -> None:
        self.set_header("Content-Type", "text/javascript")
        self.finish(SCRIPT)


class _Reload(_Guarded, WebSocketHandler):
    """Tells the pages that are open to load anew; tornado itself refuses the pages of other origins."""

    page: str | None = None

    def open(self) -> None:
        self.page = name_of(self.get_query_argument("page", ""))
        self.settings["pages"].add(self)

    def on_close(self) -> None:
        self.settings["pages"].discard(self)


def application(root: Path, port: int) -> Application:
    """Return what answers requests to a port of this machine with the files of a folder."""
    handlers = [
        (RELOAD, _Reload),
        (RELOAD_SCRIPT.replace(".", r"\."), _ReloadScript),
        (r"/(.*)", _Book, {"path": str(root), "default_filename": "index.html"}),
    ]
    hosts = {f"{name}:{port}" for name in NAMES} | (set(NAMES) if port == 80 else set())  # a browser leaves 80 out
    ahead = Ahead(root, ROOT / "notebooks" / "_static")
    return Application(handlers, root=root, hosts=hosts, pages=set(), ahead=ahead, log_function=lambda _: None)


Snapshot = dict[Path, tuple[int, int]]


def _snapshot() -> Snapshot:
    """Return time and size of every file that the book is made from; names that begin with a dot are left out."""
    files = [ROOT / name for name in ("_config.yml", "_toc.yml", "requirements.txt")]
    for place in (ROOT / "notebooks", ROOT / "src", data_folder()):
        for folder, inner, names in os.walk(place):
            inner[:] = [name for name in inner if name != "__pycache__" and not name.startswith(".")]
            files += [Path(folder, name) for name in names if not name.startswith(".")]
    seen = {}
    for file in files:
        with contextlib.suppress(OSError):  # removed meanwhile
            found = file.stat()
            seen[file] = (found.st_mtime_ns, found.st_size)
    return seen


def _code(seen: Snapshot) -> Snapshot:
    """Return what was seen of the code, which a process has as it was when it began."""
    return {path: found for path, found in seen.items() if ROOT / "src" in path.parents}


class _Builds:
    """The builds of the book, one after the other; the next one's process waits until it is told."""

    def __init__(self, options: Sequence[str]) -> None:
        self._command = (*BUILD, *options)
        self._next: asyncio.subprocess.Process | None = None
        self._seen: Snapshot = {}
        self._told = asyncio.StreamReader()

    async def begin(self, seen: Snapshot) -> None:
        """Begin the next build's process; ``seen`` are the files as they are now.

        It has a session of its own, so that Ctrl+C reaches the server alone, which ends it.
        """
        self._seen, self._told = seen, asyncio.StreamReader()
        reading, writing = os.pipe()
        try:
            self._next = await asyncio.create_subprocess_exec(
                *self._command, "--tell", str(writing),
                stdin=asyncio.subprocess.PIPE, start_new_session=True, pass_fds=(writing,),
            )  # fmt: skip
        finally:
            os.close(writing)
            protocol = functools.partial(asyncio.StreamReaderProtocol, self._told)
            await asyncio.get_running_loop().connect_read_pipe(protocol, os.fdopen(reading, "rb"))

    async def build(self, seen: Snapshot, first: Sequence[str] = (), show: Callable[[str], None] = print) -> bool:
        """Build the book and say whether that succeeded. A process that has ended, or has other code, is not told to.

        ``first`` are pages that are wanted before all others; ``show`` is told of each of them that can be seen.
        """
        if self._next is None or self._next.returncode is not None or _code(seen) != _code(self._seen):
            await self.end()
            await self.begin(seen)
        with contextlib.suppress(ConnectionError):  # it has ended, and has said why
            self._next.stdin.write(" ".join(["build", *first]).encode() + b"\n")
            await self._next.stdin.drain()
        showing = asyncio.ensure_future(_each_line(self._told, show))
        status = await self._next.wait()
        showing.cancel()
        return status == 0

    async def end(self) -> None:
        """End a process that waits or builds."""
        if self._next is not None and self._next.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._next.pid, signal.SIGTERM)
            await self._next.wait()


async def _each_line(stream: asyncio.StreamReader, take: Callable[[str], None]) -> None:
    async for line in stream:
        take(line.decode().strip())


class _Rebuild:
    """One build on save, seen from the pages that are open."""

    def __init__(self, answers: Application) -> None:
        self._pages: set[_Reload] = answers.settings["pages"]
        self._ahead: Ahead = answers.settings["ahead"]
        self._shown: set[str] = set()

    def _reload(self, is_meant: Callable[[str | None], bool]) -> None:
        for page in [page for page in self._pages if is_meant(page.page)]:
            with contextlib.suppress(WebSocketClosedError):
                page.write_message("reload")

    def _names(self) -> set[str]:
        return {page.page for page in self._pages if page.page is not None}

    def _show(self, name: str) -> None:
        self._ahead.take(name)
        self._shown.add(name)
        self._reload(lambda page: page == name)

    async def run(self, builds: _Builds, seen: Snapshot, changed: Sequence[Path]) -> None:
        """Build, show what can be shown meanwhile, and have pages loaded anew that are not yet as the book now has them."""
        if self._ahead.begin(changed):
            self._shown |= self._names()
            self._reload(lambda _: True)
        has_ended_well = await builds.build(seen, sorted(self._names()), self._show)
        before = {name: self._ahead.shows(name) for name in self._shown}
        self._ahead.end()
        if has_ended_well:
            as_shown = {name for name in before if before[name] == self._ahead.shows(name)}
            self._reload(lambda page: page not in as_shown)
        else:
            self._reload(lambda page: page in before)


async def _build_and_serve(sockets: list[socket.socket], options: Sequence[str]) -> None:
    """Build, serve, and build again whenever a file has changed. A build that fails leaves the last good book in place."""
    seen, book, builds = _snapshot(), build_folder() / "html", _Builds(options)
    server = None
    try:
        if not await builds.build(seen) and not book.is_dir():
            raise InputError(
                "There is no book to serve, because the build failed. Correct what it reports, and run this again."
            )
        port = sockets[0].getsockname()[1]
        answers = application(book, port)
        server = HTTPServer(answers)
        server.add_sockets(sockets)
        print(f"Serving http://{LOOPBACK}:{port}/ to this machine. Ctrl+C ends it.", flush=True)
        await builds.begin(_snapshot())
        while True:
            before, now = seen, _snapshot()
            while now != before:
                await asyncio.sleep(SECONDS_TO_SETTLE)
                before, now = now, _snapshot()
            if now != seen:
                changed = [path for path in now if now[path] != seen.get(path)]
                seen = now
                await _Rebuild(answers).run(builds, seen, changed)
                await builds.begin(_snapshot())
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
    finally:
        if server is not None:
            server.stop()
        await builds.end()


async def _until_stopped(sockets: list[socket.socket], options: Sequence[str]) -> None:
    work = asyncio.ensure_future(_build_and_serve(sockets, options))
    for kind in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(kind, work.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await work
        return
    print("\nStopped.", flush=True)


def _bind(text: str) -> list[socket.socket]:
    """Return sockets that listen on a port of this machine. Raises InputError where it is none, or not free."""
    if not (re.fullmatch("[0-9]{1,5}", text) and int(text) <= HIGHEST_PORT):
        raise InputError(f"PORT={text} is not a port. Give a number from 1 to {HIGHEST_PORT}, or 0 for any free port.")
    try:
        return bind_sockets(int(text), LOOPBACK, family=socket.AF_INET)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise InputError(
                f"Port {text} is in use. Stop the program that uses it, or choose another port: make serve PORT=0 takes a free one."
            ) from None
        if error.errno == errno.EACCES:
            raise InputError(
                f"Port {text} is reserved for the system. Choose one from 1024: make serve PORT=8000."
            ) from None
        raise


def serve(port: str, options: Sequence[str]) -> None:
    """Build once, then serve until stopped. Raises InputError for a port that cannot be used, before anything is built."""
    sockets = _bind(port)
    try:
        asyncio.run(_until_stopped(sockets, options))
    finally:
        for one in sockets:
            one.close()
