"""Run a command in a network namespace without routes, and count what it tried to send (`make offline`).

    python tools/offline.py COMMAND…

A namespace of its own has no route to anywhere, not even to this machine, so whatever is to be sent is refused by the kernel,
which counts it. The count tells of requests whose failure the command itself passes over. Before the command a name is looked up:
where that does not count, the counting is worth nothing, and nothing is run. Exit status: the command's own; 4 where it ends well
but tried to reach something; 3 where there is no such namespace, or no counting in it.
"""

import contextlib
import os
import re
import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

TRIED, NO_NAMESPACE = 4, 3
INSIDE = "--inside"
COUNTERS = (("snmp", "Ip", "OutNoRoutes"), ("snmp6", "", "Ip6OutNoRoutes"))
MARK = "packets that had no route"


@dataclass(frozen=True)
class Finished:
    """How a command ended, what it said, and how often it tried to send."""

    status: int
    output: str
    tried: int


def why_not() -> str | None:
    """Return why there can be no such namespace here, or None where there can."""
    try:
        done = subprocess.run(["unshare", "-rn", "true"], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return "the command unshare (util-linux) is not installed"
    return None if done.returncode == 0 else f"the kernel refuses a network namespace: {done.stderr.strip()}"


def no_routes() -> int:
    """Return how often, in this process's network namespace, something was to be sent that had no route."""
    total = 0
    for file, section, name in COUNTERS:
        text = Path("/proc/self/net", file).read_text("ascii")
        if section:
            names, values = (line.split() for line in re.findall(rf"^{section}: .*", text, re.MULTILINE))
            total += int(values[names.index(name)])
        else:
            total += int(re.search(rf"^{name}\s+(\d+)", text, re.MULTILINE).group(1))
    return total


def run(command: Sequence[str | Path], environment: dict[str, str] | None = None, cwd: Path | None = None) -> Finished:
    """Run a command without a network; its output is kept, standard error with it."""
    whole = ["unshare", "-rn", sys.executable, __file__, INSIDE, *map(str, command)]
    done = subprocess.run(
        whole, env=environment, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    output, _, tried = done.stdout.rpartition(f"\n{MARK}: ")
    return Finished(done.returncode, output, int(tried))


def _inside(command: Sequence[str]) -> int:
    before = no_routes()
    with contextlib.suppress(OSError):
        socket.getaddrinfo("name.invalid", 80)
    if no_routes() == before:
        print(f"NOT RUN: looking up a name is not counted here.\n{MARK}: -1", flush=True)
        return NO_NAMESPACE
    before = no_routes()
    status = subprocess.run(command, check=False).returncode
    print(f"\n{MARK}: {no_routes() - before}", flush=True)
    return status


def main() -> int:
    """Run the command that is given, show what it says, and return the exit status."""
    if sys.argv[1:2] == [INSIDE]:
        return _inside(sys.argv[2:])
    if reason := why_not():
        print(f"NOT RUN: {reason}.", file=sys.stderr)
        return NO_NAMESPACE
    done = run(sys.argv[1:], dict(os.environ))
    print(done.output)
    print(f"Without a network: {done.tried} attempts to reach one.")
    return done.status or (TRIED if done.tried else 0)


if __name__ == "__main__":
    sys.exit(main())
