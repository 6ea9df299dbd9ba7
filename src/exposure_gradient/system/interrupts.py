"""End a command at once, with all that it started, when the keyboard or the system asks for it.

Python makes Ctrl+C an exception and raises it wherever the program is at that moment. In a callback of a fork or in a destructor
Python prints the exception and goes on, so the interrupt is lost. The handler here raises nothing: it ends the process. A build may end
at any moment, because it writes each file under another name and then moves it into place.
"""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterator

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
BASE_STATUS = 128
"""A shell reports a command that a signal ended with this status plus the signal's number."""

WORDS = {signal.SIGINT: "Interrupted", signal.SIGTERM: "Ended by SIGTERM", signal.SIGHUP: "Ended by SIGHUP"}
ATTEMPTS, SECONDS_BETWEEN = 100, 0.01

_owner = 0
"""The process whose signals are handled here. A process forked from it has the same handlers until it gives them back."""


def _descendants() -> list[int]:
    """Return the running processes that this one started, and those that they started (where the system has ``/proc``)."""
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):  # noqa: PTH208  nothing is imported while a signal is handled
        if name.isdigit():
            with contextlib.suppress(OSError), open(f"/proc/{name}/stat", "rb") as file:  # noqa: PTH123
                state, parent = file.read().rpartition(b")")[2].split()[:2]
                if state not in b"ZX":
                    children.setdefault(int(parent), []).append(int(name))
    found, waiting = [], [os.getpid()]
    while waiting:
        own = children.get(waiting.pop(), [])
        found += own
        waiting += own
    return found


def _end_descendants() -> None:
    """Kill everything that this process started, and wait until it has ended."""
    for _ in range(ATTEMPTS):
        running = _descendants()
        if not running:
            return
        for pid in running:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(SECONDS_BETWEEN)


def _line(number: int) -> bytes:
    """Return the line to print, on a line of its own where a progress bar stands on the last one."""
    bars = getattr(getattr(sys.modules.get("tqdm"), "tqdm", None), "_instances", None)
    start = "\r\033[K" if os.isatty(2) else "\n" if bars else ""
    return f"{start}{WORDS[number]}. Nothing was left half-written; run the command again to go on.\n".encode()


def _end(number: int, _: object) -> None:
    status = BASE_STATUS + number
    if os.getpid() != _owner:
        os._exit(status)
    for other in SIGNALS:
        signal.signal(other, signal.SIG_IGN)
    with contextlib.suppress(Exception):  # whatever fails here, the process ends
        _end_descendants()
    with contextlib.suppress(Exception):
        os.write(2, _line(number))
    os._exit(status)


def take_over() -> None:
    """Handle the signals that end a command from here on. A signal that is ignored, as by ``nohup``, stays ignored."""
    global _owner
    _owner = os.getpid()
    for number in SIGNALS:
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _end)


def give_back() -> None:
    """Handle signals in a forked process as any Python process does."""
    for number in SIGNALS:
        if signal.getsignal(number) is _end:
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)


@contextlib.contextmanager
def held_back() -> Iterator[None]:
    """Hold these signals back until the end of the block: for what must be done whole or not at all."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
