"""What a Dask worker does for the run: it says what is installed there, holds what the pages need, and makes pages.

A worker runs its tasks in threads beside an event loop, and a process with threads must not fork: a lock that another
thread holds stays locked in the child for ever. So the worker makes no page itself. It starts a helper process without
threads for each page that it makes at a time, and the helper, warmed once, forks a child for each page as a run on one
machine does (``python -m exposure_gradient.pages.cluster_worker`` is that helper).
"""

import contextlib
import hashlib
import importlib.metadata
import os
import pickle
import platform
import select
import subprocess
import sys
import tempfile
import threading
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import exposure_gradient
from exposure_gradient.pages.options import Options
from exposure_gradient.system import surroundings

IDLE_SECONDS = 600
"""A helper that hears nothing for so long ends itself, for the run that it served may have been killed."""

END_SECONDS = 20
LOOK_SECONDS = 1
COMPRESSION = 1
LENGTH_BYTES = 8
SHOWN = 5


class HelperLostError(RuntimeError):
    """The process that made a page ended before it answered."""


@dataclass(frozen=True)
class Setting:
    """What decides, apart from the tables that travel with the run, which bytes a page becomes."""

    python: str
    machine: str
    code: str
    packages: dict[str, str | None]


def setting_here(names: Iterable[str]) -> Setting:
    """Return the setting of this process; ``names`` are the packages to look at."""
    package = Path(exposure_gradient.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*")):
        if path.suffix in (".py", ".json", ".html"):
            digest.update(
                f"{path.relative_to(package).as_posix()} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode()
            )
    return Setting(platform.python_version(), platform.machine(), digest.hexdigest(), {n: _version(n) for n in names})


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def differences(caller: Setting) -> list[str]:
    """Return, in words, how this process differs from the caller's."""
    here = setting_here(caller.packages)
    found = [
        f"{what} {there} instead of {ours}"
        for what, there, ours in (
            ("Python", here.python, caller.python),
            ("a machine of kind", here.machine, caller.machine),
            ("code of exposure_gradient with sha256", here.code[:12], caller.code[:12]),
        )
        if there != ours
    ]
    other = [name for name, version in caller.packages.items() if here.packages[name] != version]
    found += [f"{name} {here.packages[name] or 'missing'} instead of {caller.packages[name]}" for name in other[:SHOWN]]
    return [*found, f"{len(other) - SHOWN} other packages"] if len(other) > SHOWN else found


@dataclass(frozen=True)
class Bundle:
    """What every page needs and no worker has: tables, templates, wording, as one compressed piece with its digest."""

    content: bytes
    sha256: str

    @classmethod
    def of(cls, files: dict[str, bytes], settings: dict[str, str]) -> "Bundle":
        """Pack files, by their paths, and settings of the environment."""
        content = zlib.compress(pickle.dumps((files, settings)))
        return cls(content, hashlib.sha256(content).hexdigest())

    def check(self) -> None:
        """Raise ValueError where a byte has changed on the way."""
        found = hashlib.sha256(self.content).hexdigest()
        if found != self.sha256:
            raise ValueError(f"the tables came with sha256 {found[:12]}, they were sent with {self.sha256[:12]}")

    def unpack(self, place: Path) -> dict[str, str]:
        """Write the files below a folder and return the settings. Raises ValueError where a byte has changed on the way."""
        self.check()
        files, settings = pickle.loads(zlib.decompress(self.content))
        for name, content in files.items():
            path = place / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return settings


def _send(pipe: BinaryIO, content: bytes) -> None:
    waiting = memoryview(len(content).to_bytes(LENGTH_BYTES, "big") + content)
    while waiting:
        waiting = waiting[pipe.write(waiting) :]


def _read(pipe: BinaryIO, size: int) -> bytes:
    """Return as many bytes, or fewer where the other side has ended; the pipe is not buffered, so that it can be waited for."""
    pieces = []
    while size and (piece := pipe.read(size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _receive(pipe: BinaryIO) -> bytes | None:
    """Return one message, or None where the other side has ended."""
    length = _read(pipe, LENGTH_BYTES)
    size = int.from_bytes(length, "big")
    content = _read(pipe, size)
    return content if len(length) == LENGTH_BYTES and len(content) == size else None


class _Helper:
    """A helper process, seen from the worker."""

    def __init__(self, bundle: Bundle) -> None:
        command = [sys.executable, "-P", "-m", "exposure_gradient.pages.cluster_worker"]
        pipes = dict(stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        self._process = subprocess.Popen(command, **pipes, start_new_session=True)
        with contextlib.suppress(OSError):  # one that has ended already is found out when it is asked
            _send(self._process.stdin, pickle.dumps(bundle))

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, request: object) -> bytes:
        """Send a request and return the answer as it comes. Raises HelperLostError where the helper ends instead."""
        answer = None
        with contextlib.suppress(OSError):
            _send(self._process.stdin, pickle.dumps(request))
            # A page's child may outlive the helper and hold the pipe open, so its end alone would not tell.
            while not select.select([self._process.stdout], [], [], LOOK_SECONDS)[0] and self.is_alive():
                pass
            if select.select([self._process.stdout], [], [], 0)[0]:
                answer = _receive(self._process.stdout)
        if answer is None:
            self.end()
            raise HelperLostError(f"the process that made the page ended with status {self._process.returncode}")
        return answer

    def end(self) -> None:
        """End the helper; it hears that nobody asks any more, and removes its folder."""
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(END_SECONDS)
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()


_lock = threading.Lock()
_bundles: dict[str, Bundle] = {}
_idle: dict[str, list[_Helper]] = {}


def hold(bundle: Bundle) -> None:
    """Keep a bundle for the pages that come after it. Raises ValueError where a byte of it has changed on the way."""
    bundle.check()
    with _lock:
        _bundles[bundle.sha256] = bundle
        _idle.setdefault(bundle.sha256, [])


def forget(sha256: str) -> None:
    """Let go of a bundle and end the helpers that serve it."""
    with _lock:
        _bundles.pop(sha256, None)
        helpers = _idle.pop(sha256, [])
    for helper in helpers:  # not here: this runs in the worker's event loop
        threading.Thread(target=helper.end, daemon=True).start()


def make(sha256: str, page: object, options: Options) -> bytes:
    """Make a page on this worker; return what ``run.make_page`` gives, as compressed bytes."""
    with _lock:
        bundle, idle = _bundles[sha256], _idle[sha256]
        helper = idle.pop() if idle else None
    if helper is not None and not helper.is_alive():
        helper.end()
        helper = None
    helper = helper or _Helper(bundle)
    answer = helper.ask((page, options))
    with _lock:
        kept = _idle.get(sha256)
        if kept is not None:
            kept.append(helper)
    if kept is None:
        helper.end()
    return answer


def serve() -> None:
    """Be a helper: unpack what the pages need, warm up, and make pages until nobody asks any more."""
    requests = os.fdopen(os.dup(0), "rb", buffering=0)
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)  # what a library prints must not stand among the answers
    message = _receive(requests)
    if message is None:
        return
    with tempfile.TemporaryDirectory(prefix="exposure-gradient-") as folder:
        place = Path(folder)
        os.environ |= pickle.loads(message).unpack(place)
        os.environ |= {"EXPOSURE_GRADIENT_DATA": str(place / "data"), "EXPOSURE_GRADIENT_BUILD": str(place / "build")}
        wording = place / "wording.parquet"
        os.environ["EXPOSURE_GRADIENT_WORDING"] = str(wording) if wording.is_file() else "none"
        surroundings.settle()
        from exposure_gradient.pages.run import MANY, make_page, quieten, warm_up

        quieten()
        is_warm = False
        while select.select([requests], [], [], IDLE_SECONDS)[0]:
            message = _receive(requests)
            if message is None:
                return
            page, options = pickle.loads(message)
            page = replace(page, template=place / page.template)
            if options.engine == "fork" and not is_warm:
                warm_up([page], options, MANY)
                is_warm = True
            made = make_page(page, options)
            content = zlib.compress(pickle.dumps(made, pickle.HIGHEST_PROTOCOL), COMPRESSION)
            try:
                _send(answers, content)
            except BrokenPipeError:  # the worker has gone
                return


if __name__ == "__main__":
    serve()
