"""Work in fresh processes: each is forked from this one, does one thing, hands back what it gives, and ends.

What this process has imported, read and drawn, its children have, too, at the price of the memory that they change.
"""

import mmap
import os
import pickle
import selectors
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from exposure_gradient.system import interrupts
from exposure_gradient.system.lock import end_with_parent

READ_BYTES = 1 << 20
STEP_BYTES = 4


class PageProcessError(RuntimeError):
    """A page's process ended without handing anything back.

    ``step`` is what :func:`note_step` was told last there: the index of the cell that was running. ``killed`` says that it was
    ended by SIGKILL, and not for its time limit.
    """

    def __init__(self, message: str, step: int | None = None, killed: bool = False) -> None:
        """Say what happened, and at which step."""
        super().__init__(message)
        self.step, self.killed = step, killed


_step: mmap.mmap | None = None
_is_fresh = False


def note_step(number: int | None) -> None:
    """Tell the parent, whatever becomes of this process, which step is under way; None where none is."""
    if _step is not None:
        _step[:] = (0 if number is None else number + 1).to_bytes(STEP_BYTES, "little")


def claim_fresh_process() -> bool:
    """Say whether this process was made for one thing that has not begun yet; true only once."""
    global _is_fresh
    was, _is_fresh = _is_fresh, False
    return was


@dataclass
class _Process:
    """A process at work, seen from its parent."""

    pid: int
    pipe: int
    step: mmap.mmap
    item: Any
    deadline: float
    pieces: list[bytes] = field(default_factory=list)


def _run_child(work: Callable[[Any], Any], item: Any, pipe: int, step: mmap.mmap, parent: int) -> None:
    """Do the work in the child forked by ``parent`` and send what it gives. Never returns."""
    global _step, _is_fresh
    code = 1
    try:
        end_with_parent(parent)
        os.setsid()  # so that the whole family can be ended at the time limit
        # One that was sent to the parent's group in between ends this process here.
        signal.pthread_sigmask(signal.SIG_UNBLOCK, interrupts.SIGNALS)
        interrupts.give_back()
        _step, _is_fresh = step, True
        given = work(item)
        with os.fdopen(pipe, "wb") as file:
            pickle.dump(given, file, pickle.HIGHEST_PROTOCOL)
        code = 0
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
    finally:
        os._exit(code)


def _begin(work: Callable[[Any], Any], item: Any, seconds: float) -> _Process:
    reading, writing = os.pipe()
    step = mmap.mmap(-1, STEP_BYTES)
    parent = os.getpid()
    with interrupts.held_back():
        pid = os.fork()
        if pid == 0:
            os.close(reading)
            _run_child(work, item, writing, step, parent)
    os.close(writing)
    return _Process(pid, reading, step, item, time.monotonic() + seconds)


def _end_family(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGKILL)


def _outcome(process: _Process, seconds: float, in_time: bool) -> Any:
    """Return what an ended process gave, or what became of it."""
    _, status = os.waitpid(process.pid, 0)
    noted = int.from_bytes(process.step[:], "little")
    step = noted - 1 if noted else None
    if not in_time:
        return PageProcessError(f"the page took longer than its limit of {seconds:g} seconds and was ended", step)
    code, blob = os.waitstatus_to_exitcode(status), b"".join(process.pieces)
    if code < 0:
        name = signal.Signals(-code).name
        return PageProcessError(f"the page's process was ended by signal {name}", step, -code == signal.SIGKILL)
    if code or not blob:
        return PageProcessError(f"the page's process ended with status {code} without handing its notebook back", step)
    return pickle.loads(blob)


def in_fresh_processes(
    items: Iterable[Any], work: Callable[[Any], Any], at_once: int, seconds: float
) -> Iterator[tuple[Any, Any]]:
    """Do the work on every item in a process of its own, ``at_once`` at a time, within ``seconds`` each.

    Yields each item, as soon as it is done, with what the work gave, or with a PageProcessError where its process died or
    its time was over. Processes that are at work when the iterator is closed are ended. Raises ValueError where none may work.
    """
    if at_once < 1:
        raise ValueError(f"{at_once} processes at once do nothing")
    waiting, running = iter(items), {}
    with selectors.DefaultSelector() as selector:

        def begin_next() -> None:
            for item in waiting:
                process = _begin(work, item, seconds)
                running[process.pipe] = process
                selector.register(process.pipe, selectors.EVENT_READ)
                return

        def end(process: _Process, in_time: bool) -> tuple[Any, Any]:
            selector.unregister(process.pipe)
            os.close(process.pipe)
            del running[process.pipe]
            if not in_time:
                _end_family(process.pid)
            begin_next()  # first: a process takes its time to end
            return process.item, _outcome(process, seconds, in_time)

        try:
            for _ in range(at_once):
                begin_next()
            while running:
                next_deadline = min(process.deadline for process in running.values())
                wait = max(0.0, next_deadline - time.monotonic()) if next_deadline < float("inf") else None
                for key, _ in selector.select(wait):
                    process = running[key.fd]
                    piece = os.read(key.fd, READ_BYTES)
                    if piece:
                        process.pieces.append(piece)
                    else:
                        yield end(process, in_time=True)
                now = time.monotonic()
                for process in [one for one in running.values() if one.deadline <= now]:
                    yield end(process, in_time=False)
        finally:
            for process in running.values():
                _end_family(process.pid)
                os.close(process.pipe)
                os.waitpid(process.pid, 0)
