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


@contextlib.contextmanager
def only_build(folder: Path) -> Iterator[None]:
    """Hold the lock of a build folder. Raises InputError where another build holds it, or where nothing can be locked."""
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
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            other = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() or "unknown"
            raise InputError(
                f"Another build is at work in {os.path.relpath(folder)} (process {other}), so this one stops. "
                "Wait for it, or end it, and run this again."
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode("ascii"), 0)
        _held.append(descriptor)
        yield
    finally:
        with contextlib.suppress(ValueError):
            _held.remove(descriptor)
        os.close(descriptor)


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
