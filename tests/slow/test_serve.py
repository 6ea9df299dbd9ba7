"""The server of `make serve`: for this machine's browser and nobody else, building again on save, ended in one line."""

import contextlib
import errno
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from exposure_gradient.commands.serve import _bind
from exposure_gradient.errors import InputError
from exposure_gradient.site.policy import POLICY
from processes import of_build
from visits import launched

PAGE = f'<html><head><meta http-equiv="Content-Security-Policy" content="{POLICY}"><title>{{}}</title></head></html>'

PROGRAM = """
import sys
from pathlib import Path
from exposure_gradient.commands import serve
serve.ROOT, serve.SECONDS_BETWEEN_LOOKS = Path(sys.argv[1]), 0.02
serve.BUILD = (sys.executable, "-c", sys.argv[2])
sys.argv = ["exposure-gradient", "serve", "--port", "0"]
from exposure_gradient.commands.cli import main
sys.exit(main())
"""
"""The command itself, with another folder to watch and another build."""

BUILD = """
import os, pathlib, sys
sys.stdin.readline() or sys.exit("not told")
place = pathlib.Path(os.environ["EXPOSURE_GRADIENT_BUILD"], "html")
text = pathlib.Path({notebook!r}).read_text("utf-8")
(place / "index.html").write_text({page!r}.format(text), "utf-8")
"""

WEBSOCKET = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


SECONDS = 60


def save(path: Path, text: str) -> None:
    """Write a file in one step, as editors do: a look between the two steps of a plain one would find another change."""
    part = path.with_name(f".{path.name}")
    part.write_text(text, "utf-8")
    part.replace(path)


def tell(fifo: Path, word: str) -> None:
    """Let the build that waits at a pipe go on. Where there is none, opening the pipe would wait for ever."""
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            descriptor = os.open(fifo, os.O_WRONLY | os.O_NONBLOCK)
            break
        except OSError as error:
            assert error.errno == errno.ENXIO, error
        assert time.monotonic() < deadline, f"no build has come to the pipe in {SECONDS} seconds"
        time.sleep(0.01)
    os.write(descriptor, word.encode())
    os.close(descriptor)


class Server:
    """The command at work on a small book, in a folder whose name a pattern would misread."""

    def __init__(self, folder: Path, build: str = BUILD) -> None:
        self.folder = folder / "a [b] *c"
        self.notebook = self.folder / "notebooks" / "one.md"
        for place in (self.notebook.parent, self.folder / "build" / "html" / "inner"):
            place.mkdir(parents=True)
        (self.folder / "build" / "html" / "data.js").write_text("1;\n", "utf-8")
        (self.folder / "secret").write_text("secret", "utf-8")
        self.notebook.write_text("first", "utf-8")
        environment = os.environ | {
            "EXPOSURE_GRADIENT_BUILD": str(self.folder / "build"),
            "EXPOSURE_GRADIENT_DATA": str(self.folder / "data"),
        }
        build = build.format(notebook=str(self.notebook), page=PAGE)
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(self.folder), build],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment,
        )  # fmt: skip

    def __enter__(self) -> "Server":
        line = self.process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
        assert found, line + self.process.stdout.read()
        self.port = int(found[1])
        return self

    def __exit__(self, *_: object) -> None:
        """End the server and its build, which has a session of its own and would keep the pipe of what they say open."""
        self.process.kill()
        for pid in of_build(self.folder / "build"):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.communicate(timeout=SECONDS)

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, str, dict[str, str]]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.putrequest(method, path, skip_host=True)
        headers = {"Host": f"127.0.0.1:{self.port}"} | {name.replace("_", "-"): v for name, v in headers.items()}
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        body = "" if answer.status == 101 else answer.read().decode("utf-8")
        found = answer.status, body, {name.lower(): value for name, value in answer.getheaders()}
        connection.close()
        return found


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("serve")) as at_work:
        yield at_work


@pytest.mark.parametrize("host", ["127.0.0.1:{}", "localhost:{}", "LOCALHOST:{}", "[::1]:{}"])
def test_a_request_to_this_machine_is_answered(server: Server, host: str) -> None:
    status, body, headers = server.ask("/", Host=host.format(server.port))
    assert status == 200 and "<title>first</title>" in body
    assert headers["x-content-type-options"] == "nosniff" and headers["cache-control"] == "no-store"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:{}", "127.0.0.1", "127.0.0.1.evil.example:{}", "localhost:1", "0.0.0.0:{}", ""],
)
@pytest.mark.parametrize("path", ["/", "/data.js", "/.reload.js", "/.reload", "/nothing"])
def test_a_request_to_another_host_is_refused(server: Server, host: str, path: str) -> None:
    status, body, _ = server.ask(path, Host=host.format(server.port), **(WEBSOCKET if path == "/.reload" else {}))
    assert status in (400, 403), f"{host!r}, {path}: {status}"
    assert "first" not in body and "secret" not in body


def test_nothing_listens_beyond_the_loopback_address(server: Server) -> None:
    other = socket.create_server(("127.0.0.2", server.port))  # fails where a server listens on every address
    other.close()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/%00", 404), ("/index.html%00", 404), ("/%ff", 400), ("/inner/", 404), ("/" + 5000 * "a", 404), ("/nothing", 404),
        ("/../../secret", 403), ("/%2e%2e/%2e%2e/secret", 403), ("/inner/../../../secret", 403), ("/..%2f..%2fsecret", 403),
    ],
)  # fmt: skip
def test_no_path_leads_out_or_to_an_error_of_the_server(server: Server, path: str, status: int) -> None:
    found, body, headers = server.ask(path)
    assert found == status, f"{path}: {found}"
    assert body.count("\n") == 1 and body.startswith(str(status)) and headers["content-type"] == "text/plain"


def test_only_reading_is_answered(server: Server) -> None:
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert server.ask("/", method)[0] == 405, method
    status, body, headers = server.ask("/", "HEAD")
    assert status == 200 and body == "" and int(headers["content-length"]) == len(server.ask("/")[1])


def test_a_web_socket_of_another_origin_is_refused(server: Server) -> None:
    own = f"http://127.0.0.1:{server.port}"
    foreign = ("http://evil.example", f"http://evil.example:{server.port}", "http://127.0.0.1:1", "null")
    for origin in (*foreign, f"http://localhost:{server.port}"):
        assert server.ask("/.reload", **WEBSOCKET, Origin=origin)[0] == 403, origin
    assert server.ask("/.reload", **WEBSOCKET, Origin=own)[0] == 101


@pytest.mark.browser
def test_a_page_is_built_and_loaded_anew_on_save(tmp_path: Path) -> None:
    """In a browser, for the page's Content-Security-Policy has a say in it; in a folder with brackets and a star in its name."""
    with Server(tmp_path) as server, launched() as browser:
        page = browser.new_page()
        with page.expect_websocket():
            page.goto(f"http://127.0.0.1:{server.port}/")
        for word, saved in (("second", server.notebook), ("third", server.notebook.with_name("new.md"))):
            with page.expect_navigation():
                save(server.notebook, word)
                saved.touch()
            assert page.title() == word


AHEAD = """
import os, pathlib, sys
line = sys.stdin.readline().split() or sys.exit("not told")
build, text = pathlib.Path(os.environ["EXPOSURE_GRADIENT_BUILD"]), pathlib.Path({notebook!r}).read_text("utf-8")
if (build / "fifo").exists():
    assert line == ["build", "index"], line
    if text != "first":
        (build / "ahead").mkdir()
        (build / "ahead" / "index.html").write_text({page!r}.format(text + " ahead"), "utf-8")
        os.write(int(sys.argv[sys.argv.index("--tell") + 1]), b"index\\n")
    if open(build / "fifo").read() == "fail":
        sys.exit(1)
(build / "html" / "index.html").write_text({page!r}.format(text), "utf-8")
"""


@pytest.mark.browser
def test_the_page_that_is_open_is_shown_before_the_book_and_given_up_where_that_fails(tmp_path: Path) -> None:
    with Server(tmp_path, AHEAD) as server, launched() as browser:
        fifo = server.folder / "build" / "fifo"
        os.mkfifo(fifo)
        page = browser.new_page()
        with page.expect_websocket():
            page.goto(f"http://127.0.0.1:{server.port}/")
        for word, end, then in (("second", "", "second"), ("third", "fail", "second"), ("fourth", "", "fourth")):
            with page.expect_websocket(), page.expect_navigation():
                save(server.notebook, word)
            assert page.title() == f"{word} ahead"
            with page.expect_websocket(), page.expect_navigation():
                tell(fifo, end)
            assert page.title() == then


@pytest.mark.browser
def test_a_saved_style_is_shown_before_the_book_and_given_up_where_that_fails(tmp_path: Path) -> None:
    with Server(tmp_path, AHEAD) as server, launched() as browser:
        fifo = server.folder / "build" / "fifo"
        os.mkfifo(fifo)
        style = server.folder / "notebooks" / "_static" / "one.css"
        built = server.folder / "build" / "html" / "_static" / "one.css"
        built.parent.mkdir()
        built.write_text("old", "utf-8")
        page = browser.new_page()
        with page.expect_websocket():
            page.goto(f"http://127.0.0.1:{server.port}/")
        with page.expect_websocket(), page.expect_navigation():
            style.parent.mkdir()
            save(style, "new")
        assert server.ask("/_static/one.css")[1] == "new"
        with page.expect_navigation():
            tell(fifo, "fail")
        assert server.ask("/_static/one.css")[1] == "old"


@pytest.mark.parametrize("building", [False, True], ids=["serving", "building"])
def test_it_ends_in_one_line(tmp_path: Path, building: bool) -> None:
    waits = "print('begun', flush=True); import time; time.sleep(600)  # {notebook} {page}"
    server = Server(tmp_path, waits if building else BUILD)
    begun = server.process.stdout.readline()
    assert begun.startswith("begun" if building else "Serving"), begun
    server.process.send_signal(signal.SIGINT)
    said, _ = server.process.communicate(timeout=20)
    assert said.strip() == "Stopped." and server.process.returncode == 0, said


def test_without_a_book_a_build_that_fails_ends_it(tmp_path: Path) -> None:
    server = Server(
        tmp_path, "import os, shutil; shutil.rmtree(os.environ['EXPOSURE_GRADIENT_BUILD']); 1 / 0  # {notebook} {page}"
    )
    said, _ = server.process.communicate(timeout=20)
    assert server.process.returncode == 2 and "There is no book to serve" in said.splitlines()[-1], said


@pytest.mark.parametrize("port", ["-1", "65536", "99999", "8000;id", "", "8e3", "٨٠٠٠", " 80", "9" * 5000])
def test_what_is_no_port_is_refused(port: str) -> None:
    with pytest.raises(InputError, match="is not a port"):
        _bind(port)


def test_a_port_in_use_is_refused_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(InputError, match=f"Port {port} is in use.*make serve PORT=0"):
            _bind(str(port))
