"""Tests whose cases are alike, marked ``turns(shares)``: at each commit a share of the cases is run, so that a few in a row run all."""

from pathlib import Path

import pytest

from turns import turn


def not_their_turn(items: list[pytest.Item]) -> list[pytest.Item]:
    """Return the cases whose turn it is not at this commit; it is always that of those which have a parameter named by ``always``."""
    cases: dict[tuple[Path, str], list[pytest.Item]] = {}
    for item in items:
        mark = item.get_closest_marker("turns")
        if mark and not {*map(str, item.callspec.params.values())} & {*mark.kwargs.get("always", ())}:
            cases.setdefault((item.path, item.originalname), []).append(item)
    left_out = []
    for alike in cases.values():
        now = turn(alike, alike[0].get_closest_marker("turns").args[0])
        left_out += [item for item in alike if item not in now]
    return left_out
