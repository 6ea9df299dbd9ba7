"""What the server shows before the book is published: the page that is looked at, as soon as it is made, and saved styles and scripts.

A page shown so differs from the one in the book at most in the checksums in addresses of styles. All of this is kept apart from the book,
and given up when the build ends, whether the book was published or not.
"""

import contextlib
import re
from collections.abc import Iterable
from pathlib import Path

from exposure_gradient import kept
from exposure_gradient.book.process import ahead_folder

PAGE = re.compile(r"/((?:[0-9A-Za-z._-]+/)*[0-9A-Za-z._-]*)")
VERSION = re.compile(rb"\?v=[0-9a-f]+")
"""The checksum of a style or script in its address: it alone changes nothing that is seen."""

SEARCHED = "data/find.js"
"""What every page may load besides what it names."""


def name_of(path: str) -> str | None:
    """Return the name in the book of the page that a browser shows at a path, or None where that names none.

    >>> name_of("/gradient/3211-a.html"), name_of("/"), name_of("/a b")
    ('gradient/3211-a', 'index', None)
    """
    found = PAGE.fullmatch(path)
    if found is None:
        return None
    name = found[1].removesuffix(".html")
    return f"{name}index" if not name or name.endswith("/") else name


class Ahead:
    """What is shown in place of files of the book while it is built."""

    def __init__(self, book: Path, static: Path) -> None:
        """Note where the book is, and where its styles and scripts are made."""
        self._book, self._static = book, static
        self._files: dict[str, bytes] = {}

    def content_of(self, path: Path) -> bytes:
        """Return what a file of the book has now."""
        top, whole = self._book.resolve(), path.resolve()
        name = whole.relative_to(top).as_posix() if whole.is_relative_to(top) else ""
        return self._files[name] if name in self._files else path.read_bytes()

    def shows(self, name: str) -> tuple[bytes | None, ...]:
        """Return what decides what a reader of a page sees, apart from styles and scripts."""
        found: list[bytes | None] = []
        for path in (self._book / f"{name}.html", self._book / SEARCHED):
            with contextlib.suppress(OSError):
                found.append(VERSION.sub(b"", self.content_of(path)))
        return tuple(found)

    def begin(self, changed: Iterable[Path]) -> bool:
        """Take what was saved and is part of the book as it stands; say whether there was any."""
        kept.remove(ahead_folder())
        for path in changed:
            name = path.relative_to(self._static.parent).as_posix() if path.is_relative_to(self._static) else ""
            if name and (self._book / name).is_file():
                with contextlib.suppress(OSError):
                    self._files[name] = path.read_bytes()
        return bool(self._files)

    def take(self, name: str) -> None:
        """Take a page that has been made."""
        self._files[f"{name}.html"] = (ahead_folder() / f"{name}.html").read_bytes()

    def end(self) -> None:
        """Show the book again, and nothing else."""
        self._files.clear()
        kept.remove(ahead_folder())
