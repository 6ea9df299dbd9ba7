"""What a reading of the built book finds, and how much it has read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from printed.expected import Expected


@dataclass(frozen=True)
class Finding:
    """One thing in which what is printed differs from what the audit expects.

    ``page`` is a page as the ledger calls it, or a file of the site; ``place`` says where on it, ``what`` which figure or words.
    """

    page: str
    place: str
    what: str
    printed: str
    expected: str

    def __str__(self) -> str:
        """Return the finding as a line."""
        return f"{self.page}: {self.place}: {self.what}: printed {self.printed!r}, expected {self.expected!r}"


NOTHING = "nothing"
"""Stands for what is not there."""


KINDS = ("pages", "sentences", "figures", "cells", "links", "pictures", "marks", "files", "values")
"""What is read, in the order in which it is told; other kinds follow."""


class Count(Counter[str]):
    """How many things of each kind were read, by the plural of their kind."""

    def summary(self) -> str:
        """Return the counts in words."""
        kinds = [*KINDS, *sorted(set(self) - set(KINDS))]
        return ", ".join(f"{self[kind]:,} {kind}" for kind in kinds if self[kind])


@dataclass(frozen=True)
class Check:
    """One kind of reading: which pages (or files) there are to read, and how one of them is read.

    ``pages`` gives addresses without ending, as the ledger has them, or names of files; ``read`` yields findings and counts.
    Both are functions of a module, so that processes can share them.
    """

    name: str
    pages: Callable[[Path, Expected], Iterable[str]]
    read: Callable[[Path, Expected, str, Count], Iterable[Finding]]
