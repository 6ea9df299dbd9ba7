"""What is run in shares, one at each commit, so that a few commits in a row run all: tests whose cases are alike, and long trials.

Cases are alike where a test is marked ``turns(shares)``. A test marked ``trial(name)`` tries what a build outlives, for a minute or more:
one of the `TRIALS` is run. What finds a fault that is declared in `tools/faults.toml` is run at every commit.
"""

import tomllib
from pathlib import Path

import pytest

from exposure_gradient.paths import ROOT
from turns import turn

TRIALS = (
    "builds that are ended",
    "builds begun early or without room",
    "builds over damage",
    "other machines and engines",
    "other scores and no network",
)
"""Five: some trials take a half or a sixteenth of their cases by turns of their own, which all come where the numbers share no divisor."""


def finders() -> set[str]:
    """Return the tests that find the declared faults, a single case where one is named."""
    declared = tomllib.loads((ROOT / "tools" / "faults.toml").read_text("utf-8"))
    return {fault["test"] for fault in declared.values() if "test" in fault}


def not_their_turn(items: list[pytest.Item]) -> list[pytest.Item]:
    """Return the tests whose turn it is not at this commit.

    It is always that of cases which have a parameter named by ``always``, and of those that find a declared fault.
    """
    cases: dict[tuple[Path, str], list[pytest.Item]] = {}
    left_out = []
    trials, always = turn(TRIALS, len(TRIALS)), finders()
    for item in items:
        if {item.nodeid, item.nodeid.partition("[")[0]} & always:
            continue
        trial, mark = item.get_closest_marker("trial"), item.get_closest_marker("turns")
        if trial and trial.args[0] not in TRIALS:
            raise pytest.UsageError(f"{item.nodeid} is marked as a trial of {trial.args[0]!r}, not one of {TRIALS}")
        if trial and trial.args[0] not in trials:
            left_out.append(item)
        elif mark and not {*map(str, item.callspec.params.values())} & {*mark.kwargs.get("always", ())}:
            cases.setdefault((item.path, item.originalname), []).append(item)
    for alike in cases.values():  # of few cases one comes at each commit, and one that is asked for by its name is run
        now = turn(alike, min(len(alike), alike[0].get_closest_marker("turns").args[0]))
        left_out += [item for item in alike if item not in now]
    return left_out
