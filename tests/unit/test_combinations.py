"""The ranks under all combinations of choices, calculated a second time one combination after the other, and their variance with scipy."""

from itertools import product
from statistics import fmean, median

import numpy as np
import pandas as pd
import pytest
from scipy.stats import f_oneway, rankdata

from exposure_gradient.measures import combinations as ours
from exposure_gradient.tables import load

CODES = ("3211", "4132", "7126", "8154", "2513")
"""Occupations whose ranks are looked at: among them one with a row without a statement, and one with a reconciled row."""


def four(value: float) -> float:
    return round(value, 4)


def two(value: float) -> float:
    return ((round(value * 100_000) + 500) // 1000) / 100


@pytest.fixture(scope="module")
def found() -> tuple[list[str], np.ndarray]:
    codes, values = ours.values(load().task_scores)
    return codes, ours.ranks(values)


def of_task(row: pd.Series, kind: int) -> float | None:
    """Return a task's score by a choice of scores; None where it has none."""
    gpt4o, gemini = row["score_2025_gpt4o"], row["score_2025_gemini"]
    both = [score for score in (gpt4o, gemini) if score == score]
    value = (row["score_2025"], fmean(both) if row["is_reconciled"] else row["score_2025"], gpt4o, gemini)[kind]
    return value if value == value else None


@pytest.mark.parametrize(
    "combination", [(0, 0, 0, 0, 0, 0), (1, 0, 1, 1, 0, 1), (2, 1, 2, 0, 1, 0), (3, 1, 0, 1, 1, 1)]
)
def test_ranks_are_those_of_one_combination_by_hand(found: tuple, combination: tuple[int, ...]) -> None:
    kind, centre, which, rows, decimals, ties = combination
    scores: dict[str, list[float]] = {}
    for _, row in load().task_scores.iterrows():
        score = of_task(row, kind)
        if score is not None and (rows == 1 or row["has_statement"]):
            scores.setdefault(row["isco08"], []).append(score)
    values = {}
    for code, own in scores.items():
        if which and len(own) > 1:
            own.remove(max(own) if which == 1 else min(own))
        values[code] = (four, two)[decimals]((fmean, median)[centre](own))
    codes, ranks = found
    assert sorted(values) == codes
    must = rankdata([-values[code] for code in codes], method="average" if ties else "min")
    got = ranks[(slice(None), *combination)]
    for code in CODES:
        place = codes.index(code)
        assert got[place] == must[place], f"{code}: rank under {combination}"
    assert (got == must).all(), [code for code, a, b in zip(codes, got, must, strict=True) if a != b][:5]


def test_main_effects_are_those_of_an_analysis_of_variance(found: tuple) -> None:
    """F of one factor alone gives its sum of squares: S = F·k / (F·k + rest), k and rest being the degrees of freedom."""
    codes, ranks = found
    between = np.zeros(6)
    total = 0.0
    for own in ranks[[codes.index(code) for code in CODES]]:
        total += own.var() * own.size
        for axis in range(6):
            groups = [np.take(own, level, axis=axis).ravel() for level in range(own.shape[axis])]
            if all(np.ptp(group) == 0 for group in groups):
                continue
            statistic = f_oneway(*groups).statistic
            between[axis] += (
                own.var() * own.size * (share := statistic * (len(groups) - 1)) / (share + own.size - len(groups))
            )
    got = ours.shares_of_variance(ranks[[codes.index(code) for code in CODES]])["main"]
    assert got.to_numpy() == pytest.approx(between / total, abs=1e-9)


def test_a_total_share_is_what_is_left_when_all_else_is_fixed(found: tuple) -> None:
    ranks = found[1][:30]
    got = ours.shares_of_variance(ranks)["total"]
    for axis, size in enumerate(ranks.shape[1:]):
        others = [range(n) for place, n in enumerate(ranks.shape[1:]) if place != axis]
        left = 0.0
        for fixed in product(*others):
            place = [*fixed[:axis], slice(None), *fixed[axis:]]
            left += ranks[(slice(None), *place)].var(axis=1).sum()
        share = left / np.prod([len(other) for other in others]) / ranks.reshape(30, -1).var(axis=1).sum()
        assert got[axis] == pytest.approx(share, abs=1e-9), f"choice {axis} with {size} levels"


def test_shares_add_up(found: tuple) -> None:
    shares = ours.shares_of_variance(found[1])
    assert 0 < shares["main"].sum() < 1 < shares["total"].sum()
    assert (shares["main"] <= shares["total"]).all()
