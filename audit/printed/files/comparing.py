"""What a file holds against what it must hold: values one by one, keys and rows all of them, in their order."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from printed.findings import NOTHING, Count, Finding

LONGEST = 160
"""How much of a value a finding shows."""


@dataclass(frozen=True)
class Table:
    """A table: the names of its columns, the type of each as SQL calls it, its rows, and how many columns name a row."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]
    n_keys: int = 1


def shown(value: Any) -> str:
    """Return a value as a finding shows it."""
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def is_same(printed: Any, expected: Any) -> bool:
    """Say whether two single values are the same: a number is neither a text nor true or false."""
    if isinstance(printed, bool) or isinstance(expected, bool) or isinstance(printed, str) or isinstance(expected, str):
        return type(printed) is type(expected) and printed == expected
    return printed == expected


def differences(page: str, printed: Any, expected: Any, count: Count, place: str = "$") -> Iterator[Finding]:
    """Yield where a value of JSON's types differs from the expected one, by its path; count the values that it must hold."""
    count["values"] += n_values(expected)
    if json.dumps(printed) != json.dumps(expected):  # told apart at once, and far quicker than by walking through both
        yield from _differences(page, printed, expected, place)


def n_values(value: Any) -> int:
    """Return how many single values a value of JSON's types holds."""
    if isinstance(value, dict):
        return sum(map(n_values, value.values()))
    return sum(map(n_values, value)) if isinstance(value, list | tuple) else 1


def _differences(page: str, printed: Any, expected: Any, place: str) -> Iterator[Finding]:
    if isinstance(expected, dict) and isinstance(printed, dict):
        for key in printed.keys() - expected.keys():
            yield Finding(page, f"{place}.{key}", "a key that the audit does not know", shown(printed[key]), NOTHING)
        for key, value in expected.items():
            if key not in printed:
                yield Finding(page, f"{place}.{key}", "a key", NOTHING, shown(value))
            else:
                yield from _differences(page, printed[key], value, f"{place}.{key}")
    elif isinstance(expected, list | tuple) and isinstance(printed, list | tuple):
        if len(printed) != len(expected):
            yield Finding(page, place, "how many there are", str(len(printed)), str(len(expected)))
        for number, (one, other) in enumerate(zip(printed, expected, strict=False), start=1):
            yield from _differences(page, one, other, f"{place}[{number}]")
        for number, one in list(enumerate(printed, start=1))[len(expected) :]:
            yield Finding(page, f"{place}[{number}]", "one that the audit does not know", shown(one), NOTHING)
        for number, one in list(enumerate(expected, start=1))[len(printed) :]:
            yield Finding(page, f"{place}[{number}]", "one that must be there", NOTHING, shown(one))
    elif not is_same(printed, expected):
        yield Finding(page, place, place.rpartition(".")[2].partition("[")[0], shown(printed), shown(expected))


def table_differences(
    page: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], expected: Table, count: Count
) -> Iterator[Finding]:
    """Yield where a table differs from the expected one: its columns, the order of its rows, and each cell, named by its row."""
    if tuple(columns) != expected.columns:
        yield Finding(page, "header", "columns", ", ".join(columns), ", ".join(expected.columns))
    count["values"] += len(rows) * len(columns)
    if tuple(columns) == expected.columns and rows == expected.rows and _same_types(rows, expected.rows):
        return
    places = {name: place for place, name in enumerate(columns)}
    common = [(places[name], place, name) for place, name in enumerate(expected.columns) if name in places]
    keys = [(places.get(name), place) for place, name in enumerate(expected.columns[: expected.n_keys])]
    if any(place is None for place, _ in keys):
        return  # no row can be told from another
    found: dict[tuple, Sequence[Any]] = {}
    for row in rows:
        key = tuple(row[place] for place, _ in keys)
        if key in found:
            yield Finding(page, _name(key), "a row", "more than once", "once")
        found[key] = row
    wanted = {tuple(row[place] for _, place in keys): row for row in expected.rows}
    for key in found.keys() - wanted.keys():
        yield Finding(page, _name(key), "a row that the audit does not know", shown(list(found[key])), NOTHING)
    for key, row in wanted.items():
        if key not in found:
            yield Finding(page, _name(key), "a row", NOTHING, shown(list(row)))
            continue
        for ours, theirs, name in common:
            if not is_same(found[key][ours], row[theirs]):
                yield Finding(page, _name(key), name, shown(found[key][ours]), shown(row[theirs]))
    order = [key for key in found if key in wanted]
    if order != (kept := [key for key in wanted if key in found]):
        first = next(one for one, other in zip(order, kept, strict=True) if one != other)
        yield Finding(page, _name(first), "the order of rows", "out of its place", "the audit's order")


def _name(key: tuple) -> str:
    return "row " + "/".join(map(str, key))


def _same_types(rows: Sequence[Sequence[Any]], others: Sequence[Sequence[Any]]) -> bool:
    """Say whether equal rows are of equal types, too: 1, 1.0 and True are equal to Python."""
    return all(
        [type(cell) for cell in row] == [type(cell) for cell in other] for row, other in zip(rows, others, strict=True)
    )
