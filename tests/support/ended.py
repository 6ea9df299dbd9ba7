"""A build that is stopped or ended at a place in its code: when a process of it is about to change a file there.

Python tells a hook of everything that is done to files. The hook notes each function in which a build changes what is in its folder,
and stops all processes of the build there; or it sends them a signal when one is reached that was chosen.
"""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

HOOK = """
import os, signal, sys

build, chosen = os.environ["EXPOSURE_GRADIENT_BUILD"] + "/", os.environ.get("TEST_END_AT", "")
changes = {"open", "os.rename", "os.remove", "os.link", "os.symlink", "os.mkdir", "os.rmdir", "os.truncate", "os.chmod"}
first = os.getpid()
group = os.getpgrp()
program = "Sphinx" if "exposure_gradient.book.run" in sys.orig_argv else "the build"
noted = set()

def writes(mode, flags):
    return any(letter in mode for letter in "wax+") if mode else bool(flags & (os.O_WRONLY | os.O_RDWR))

def hook(event, arguments):
    global chosen
    if event not in changes:
        return
    path = arguments[0]
    if not isinstance(path, (str, os.PathLike)) or not os.fspath(path).startswith(build):
        return
    if event == "open" and not writes(*arguments[1:3]):
        return
    frame = sys._getframe(1)
    while frame and not ("exposure_gradient" in frame.f_code.co_filename or "/sphinx/" in frame.f_code.co_filename):
        frame = frame.f_back
    where = frame.f_code.co_name if frame else "?"
    place = f"{program}{'' if os.getpid() == first else ', a process of it'}: {event} in {where}"
    if place == chosen:
        chosen = ""
        os.killpg(group, int(os.environ["TEST_END_BY"]))
    elif log >= 0 and place not in noted:
        noted.update(os.pread(log, 1 << 20, 0).decode().splitlines())  # by the build's other processes, too
        if place not in noted:
            noted.add(place)
            os.write(log, (place + "\\n").encode())
            os.killpg(group, signal.SIGSTOP)

log = os.open(os.environ["TEST_NOTE_IN"], os.O_RDWR | os.O_APPEND) if "TEST_NOTE_IN" in os.environ else -1
sys.addaudithook(hook)
"""


class Hook:
    """The hook, in a folder from which every Python process of a build loads it when it starts."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        (folder / "sitecustomize.py").write_text(HOOK, "utf-8")
        self._folder = folder

    def stopping(self, log: Path) -> dict[str, str]:
        """Return the environment in which a build stops at each place at which it changes files, and has put a line into ``log``."""
        log.touch()
        return {"PYTHONPATH": str(self._folder), "TEST_NOTE_IN": str(log)}

    def ending(self, place: str, number: int) -> dict[str, str]:
        """Return the environment in which a build is sent a signal when it first comes to a place."""
        return {"PYTHONPATH": str(self._folder), "TEST_END_AT": place, "TEST_END_BY": str(int(number))}


def _next_status(build: subprocess.Popen) -> int:
    """Wait until a build's first process is stopped or ends, and return its status.

    A process that starts another one cannot stop before the new one has begun its program; stopped before that, the new one would keep
    it from stopping for ever. So that one is let go on.
    """
    first = psutil.Process(build.pid)
    while True:
        pid, status = os.waitpid(build.pid, os.WUNTRACED | os.WNOHANG)
        if pid:
            return status
        for begun in first.children() if first.status() == psutil.STATUS_DISK_SLEEP else ():
            with contextlib.suppress(psutil.NoSuchProcess):  # it may end meanwhile
                if begun.status() == psutil.STATUS_STOPPED:
                    begun.resume()
        time.sleep(0.005)


def stops(build: subprocess.Popen) -> Iterator[None]:
    """Let a build go on to its next stop, again and again, and to its end."""
    while True:
        status = _next_status(build)
        if not os.WIFSTOPPED(status):
            build.returncode = os.waitstatus_to_exitcode(status)
            return
        os.killpg(build.pid, signal.SIGSTOP)  # one that was let go on, too
        yield
        os.killpg(build.pid, signal.SIGCONT)


def come_to_a_stop(build: subprocess.Popen) -> None:
    """Wait until a build's first process is stopped."""
    assert next(stops(build), "ended") is None, f"it came to no stop: {build.stdout.read()[-2000:]}"
