"""What is kept from one build to the next, trusted only where its bytes are those that were written.

A *statement* is a small file that says of other files what they were made from, and gives a digest of their content. Whoever uses
kept files asks the statement first: what is missing, changed or no regular file is made again. No time stamp and no size decides.
"""

import contextlib
import hashlib
import itertools
import json
import os
import shutil
import stat
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from exposure_gradient.paths import build_folder

THREADS, MANY = 2, 100
"""So many files pay for threads, and by so many threads they are then hashed."""

NO_FILE = ""
"""In place of a digest: a link, a pipe, a folder, or a file that cannot be read."""


def digest_of(path: Path) -> str:
    """Return the sha256 of a regular file as 64 hexadecimal digits, or NO_FILE. Never waits, as reading a pipe would."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    except OSError:
        return NO_FILE
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return NO_FILE
        with open(descriptor, "rb", buffering=0, closefd=False) as file:
            return hashlib.sha256(file.read()).hexdigest()
    except OSError:
        return NO_FILE
    finally:
        os.close(descriptor)


def digests(folder: Path, names: Iterable[str] | None = None) -> dict[str, str]:
    """Return the digest of every file in a folder by its path there, in the order of the paths; of those named, if any are."""
    found = sorted(_names(folder) if names is None else names)

    def some(first: int, step: int) -> list[str]:
        return [digest_of(folder / name) for name in found[first::step]]

    if len(found) < MANY:
        return dict(zip(found, some(0, 1), strict=True))
    result = [NO_FILE] * len(found)
    with ThreadPoolExecutor(THREADS) as threads:  # hashing leaves the interpreter's lock
        for first, part in enumerate(threads.map(some, range(THREADS), itertools.repeat(THREADS))):
            result[first::THREADS] = part
    return dict(zip(found, result, strict=True))


def _names(folder: Path) -> Iterable[str]:
    """Give everything in a folder that is no folder itself; a link to a folder is none."""
    for place, inner, names in os.walk(folder):
        links = (name for name in inner if Path(place, name).is_symlink())
        start = "" if place == os.fspath(folder) else f"{Path(place).relative_to(folder).as_posix()}/"
        yield from (start + name for name in (*names, *links))


def content_of(digests_of: Mapping[str, str]) -> str | None:
    """Return one digest of files by their digests; None where there are none, or where one is no file."""
    if not digests_of or NO_FILE in digests_of.values():
        return None
    return hashlib.sha256(json.dumps(sorted(digests_of.items())).encode()).hexdigest()


def _said(statement: Path) -> tuple[str, str] | None:
    """Return what a statement says: what the files were made from, and the digest of their content; None for what is none."""
    try:
        said = json.loads(statement.read_bytes()) if digest_of(statement) else {}
        origin, content = said["made_from"], said["content"]
    except (OSError, ValueError, RecursionError, LookupError, TypeError):
        return None
    return (origin, content) if isinstance(origin, str) and isinstance(content, str) else None


def made_from(statement: Path, folder: Path, names: Iterable[str] | None = None) -> str | None:
    """Return what the files of a folder were made from, or None where they are not what was kept.

    Without ``names`` the folder must hold the files that were kept and no other.
    """
    said = _said(statement)
    return said[0] if said is not None and said[1] == content_of(digests(folder, names)) else None


def is_kept(statement: Path, origin: str, folder: Path, names: Iterable[str] | None = None) -> bool:
    """Say whether the files of a folder are what was kept, and were made from ``origin``."""
    said = _said(statement)
    return said is not None and said[0] == origin and said[1] == content_of(digests(folder, names))


def state(statement: Path, origin: str, digests_of: Mapping[str, str]) -> None:
    """Write the statement that files of these digests were made from ``origin``."""
    write(statement, json.dumps({"made_from": origin, "content": content_of(digests_of)}).encode())


def keep(statement: Path, origin: str, folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files by their paths in a folder, and the statement of them; meanwhile there is none."""
    remove(statement)
    for name, content in files.items():
        write(folder / name, content)
    state(statement, origin, {name: hashlib.sha256(content).hexdigest() for name, content in files.items()})


def write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, in place of whatever was there; never into a file that has another name, too."""
    make_folder(path.parent)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        if path.is_dir():
            remove(path)
        part.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise


def make_folder(folder: Path) -> None:
    """Make a folder where there is none; in the build folder, anything else that is in its way is removed."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        top = build_folder()
        if top not in folder.parents:
            raise
        for place in (*reversed(folder.parents), folder):
            if top in place.parents and not place.is_dir():
                with contextlib.suppress(IsADirectoryError):  # another process was quicker
                    place.unlink(missing_ok=True)
        folder.mkdir(parents=True, exist_ok=True)


def remove(path: Path) -> None:
    """Remove whatever is at a path: a file, a link, a pipe, a folder with all that is in it, or nothing."""
    try:
        path.unlink(missing_ok=True)
    except NotADirectoryError:
        return
    except (IsADirectoryError, PermissionError):  # the second is what some systems say of a folder
        if not path.is_dir() or path.is_symlink():
            raise
        shutil.rmtree(path)
