"""Whose turn it is: what is verified in shares, one at each commit, so that as many commits in a row as there are shares verify all.

With ``EXPOSURE_GRADIENT_SHARES=all``, which ``make test SHARES=all`` sets, every share is verified at once.
"""

import functools
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).parents[1]
VARIABLE = "EXPOSURE_GRADIENT_SHARES"
Thing = TypeVar("Thing")


@functools.cache
def commits() -> int:
    """Return how many commits led here; none where git does not say.

    A clone without its history would count one each time: there the number is the last commit's own, by which any share may be next.
    """
    if _git("rev-parse", "--is-shallow-repository") == "true":
        return int(_git("rev-parse", "HEAD"), 16)
    return int(_git("rev-list", "--count", "HEAD") or 0)


def _git(*arguments: str) -> str:
    try:
        return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    except FileNotFoundError:
        return ""


def turn(things: Sequence[Thing], shares: int, number: int | None = None) -> list[Thing]:
    """Return the share whose turn it is after a number of commits, those that led here where none is given; all where all are asked for.

    Raises ValueError where something else is asked for.

    One of so many neighbours each: of things in order, so of every kind and group.

    >>> [turn("abcde", 3, number) for number in (0, 1, 2)]
    [['a', 'd'], ['b', 'e'], ['c']]
    """
    asked = "" if number is not None else os.environ.get(VARIABLE, "")
    if asked not in ("", "all"):
        raise ValueError(
            f"{VARIABLE} is {asked!r}. Say all for every share, or leave it out for the one whose turn it is."
        )
    if asked:
        return list(things)
    return list(things[(commits() if number is None else number) % shares :: shares])
