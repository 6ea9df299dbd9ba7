"""One build at a time in a build folder.

The lock is held by every process that a build starts, and goes with the last of them: after a build was killed, no next one
begins while a process of it is still at work.
"""

import contextlib
import ctypes
import fcntl
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from exposure_gradient.errors import InputError

PR_SET_PDEATHSIG = 1
_held: list[int] = []


class Lock:
    """The lock of a build folder: one open file, which every process shares that inherits it."""

    def __init__(self, folder: Path, descriptor: int) -> None:
        """Note which folder is locked, by which open file. It is not locked yet."""
        self._folder, self._descriptor = folder, descriptor

    def take(self, is_waited_for: bool = False) -> None:
        """Hold the lock. Where another build holds it, say so and wait for that, or raise InputError."""
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            other = os.pread(self._descriptor, 20, 0).decode("ascii", "replace").strip() or "unknown"
            at_work = f"Another build is at work in {os.path.relpath(self._folder)} (process {other}), so this one"
            if not is_waited_for:
                raise InputError(f"{at_work} stops. Wait for it, or end it, and run this again.") from None
            print(f"{at_work} waits.", file=sys.stderr)
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, str(os.getpid()).encode("ascii"), 0)

    def give_back(self) -> None:
        """Let another build hold the lock, until it is taken again."""
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)


@contextlib.contextmanager
def lock_of(folder: Path) -> Iterator[Lock]:
    """Open the lock of a build folder. Raises InputError where nothing can be locked."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise InputError(
            f"{os.path.relpath(folder)} is no folder, and the book is built into it. Remove it, or name another folder in "
            "EXPOSURE_GRADIENT_BUILD."
        ) from None
    place = folder / "lock"
    if place.is_symlink() or (place.exists() and not place.is_file()):
        # Not removed here: of two builds that begin at once, one would remove what the other has just locked.
        raise InputError(f"{os.path.relpath(place)} is no file, so no build can hold it. Remove it and run this again.")
    descriptor = os.open(place, os.O_RDWR | os.O_CREAT, 0o644)
    _held.append(descriptor)
    try:
        yield Lock(folder, descriptor)
    finally:
        with contextlib.suppress(ValueError):
            _held.remove(descriptor)
        os.close(descriptor)


@contextlib.contextmanager
def only_build(folder: Path) -> Iterator[None]:
    """Hold the lock of a build folder. Raises InputError where another build holds it, or where nothing can be locked."""
    with lock_of(folder) as lock:
        lock.take()
        yield


def held() -> tuple[int, ...]:
    """Return the descriptors that a program started by this build must inherit, so that it holds the lock, too."""
    return tuple(_held)


def end_with_parent(parent: int | None = None) -> None:
    """Have the kernel end this process when the one that started it ends, however that comes about (Linux only).

    ``parent`` is that process, where its number is known: if it has ended already, this one ends here.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if parent is not None and os.getppid() != parent:
            os._exit(1)
