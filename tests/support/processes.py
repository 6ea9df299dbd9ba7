"""Processes that a test has begun, as the system shows them."""

import os
import re
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

from exposure_gradient.commands import cli


def handles(pid: int, number: int) -> bool:
    """Say whether a process handles a signal: Python by itself handles SIGINT alone."""
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return bool(int(re.search(r"SigCgt:\s*(\w+)", status)[1], 16) >> (number - 1) & 1)


def of_build(build: Path) -> dict[int, str]:
    """Return the processes that are at work for a build folder, by their environment, with their commands."""
    found = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            environment = (place / "environ").read_bytes().split(b"\0")
            command = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if f"EXPOSURE_GRADIENT_BUILD={build}".encode() in environment and command:
            found[int(place.name)] = command
    return found


def forked(arguments: list[str], forget: Callable[[], object] = lambda: None, **environment: str) -> tuple[int, str]:
    """Run the project's command in a fork of this process, which has everything loaded; return its status and what it says of errors.

    ``forget`` is done first, in the fork: what this process has read, the command would otherwise not read.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        if not (child := os.fork()):
            status = 1
            try:
                os.dup2(errors.fileno(), 2)
                os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
                sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115
                os.environ.update(environment)
                forget()
                status = cli.main(arguments)
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(status)
        _, status = os.waitpid(child, 0)
        errors.seek(0)
        return os.waitstatus_to_exitcode(status), errors.read()
