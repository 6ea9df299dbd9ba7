"""What is run in shares, one at each commit, so that a few commits in a row run all: tests whose cases are alike, and long trials.

Cases are alike where a test is marked ``turns(shares)``. A test marked ``trial(name)`` tries what a build outlives, for a minute or more:
one of the `TRIALS` is run.
"""

from pathlib import Path

import pytest

from turns import turn

TRIALS = ("builds that are ended", "builds over damage", "other machines and scores")


def not_their_turn(items: list[pytest.Item]) -> list[pytest.Item]:
    """Return the tests whose turn it is not at this commit; it is always that of cases which have a parameter named by ``always``."""
    cases: dict[tuple[Path, str], list[pytest.Item]] = {}
    left_out = []
    trials = turn(TRIALS, len(TRIALS))
    for item in items:
        trial, mark = item.get_closest_marker("trial"), item.get_closest_marker("turns")
        if trial and trial.args[0] not in TRIALS:
            raise pytest.UsageError(f"{item.nodeid} is marked as a trial of {trial.args[0]!r}, not one of {TRIALS}")
        if trial and trial.args[0] not in trials:
            left_out.append(item)
        elif mark and not {*map(str, item.callspec.params.values())} & {*mark.kwargs.get("always", ())}:
            cases.setdefault((item.path, item.originalname), []).append(item)
    for alike in cases.values():
        now = turn(alike, alike[0].get_closest_marker("turns").args[0])
        left_out += [item for item in alike if item not in now]
    return left_out
