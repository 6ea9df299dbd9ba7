"""Edits of what is printed, each of which must find what it changes: the faults that the audit's tests put into built pages."""

import re
from collections.abc import Callable

Edit = Callable[[str], str]


def swap(one: str, other: str) -> Edit:
    """Swap two texts, wherever they stand."""

    def edit(text: str) -> str:
        assert one in text and other in text, f"{one!r} or {other!r} is not printed"
        return text.replace(one, "\0").replace(other, one).replace("\0", other)

    return edit


def put(old: str, new: str) -> Edit:
    """Put a text in place of another where that occurs first."""

    def edit(text: str) -> str:
        assert old in text, f"{old!r} is not printed"
        return text.replace(old, new, 1)

    return edit


def without(pattern: str) -> Edit:
    """Leave out what a pattern finds last."""

    def edit(text: str) -> str:
        found = list(re.finditer(pattern, text, re.DOTALL))
        assert found, f"nothing like {pattern!r} is printed"
        return text[: found[-1].start()] + text[found[-1].end() :]

    return edit
