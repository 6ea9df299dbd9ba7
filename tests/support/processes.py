"""Processes that a test has begun, as the system shows them."""

import re
from pathlib import Path


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
