"""Every occupation's rank under every combination of choices, and how much of its variation each choice makes.

The chapter "All choices together" argues the choices. Combinations count alike: no choice is taken to be the likelier one.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from statistics import median

import numpy as np
import pandas as pd

from exposure_gradient.measures.rules import mean, rounded4, two_decimals

FACTORS: Mapping[str, Sequence[str]] = {
    "scores": ("combined", "the models’ mean", "GPT-4o alone", "Gemini alone"),
    "centre": ("mean", "median"),
    "tasks": ("all", "without the highest", "without the lowest"),
    "rows": ("with a statement", "all"),
    "decimals": ("four", "two"),
    "ties": ("the best place", "the mean place"),
}
"""What is chosen, each with its levels; the first level is what the publication does."""

SCORES = ("score_2025", "models_mean", "score_2025_gpt4o", "score_2025_gemini")
CENTRES: Sequence[Callable[[Sequence[float]], float]] = (mean, median)
DECIMALS: Sequence[Callable[[float], float]] = (rounded4, two_decimals)


def _without(scores: Sequence[float], which: int) -> Sequence[float]:
    """Return ascending scores: all, without the highest, or without the lowest; a score that is alone stays."""
    return scores if which == 0 or len(scores) < 2 else scores[:-1] if which == 1 else scores[1:]


def values(tasks: pd.DataFrame) -> tuple[list[str], np.ndarray]:
    """Return the codes of the occupations, and their means or medians under each combination of the first four choices.

    ``tasks`` has a row per row of the ILO's file: ``isco08``, ``has_statement``, ``is_reconciled`` and the 2025 scores. The array
    (float64, 0–1, unrounded) has an axis for the occupations and one for each choice, with as many places as it has levels.
    """
    models = tasks[["score_2025_gpt4o", "score_2025_gemini"]].mean(axis=1)
    tasks = tasks.assign(models_mean=tasks["score_2025"].where(~tasks["is_reconciled"], models))
    sets = (tasks[tasks["has_statement"]], tasks)
    columns = [[dict(list(own.dropna(subset=name).groupby("isco08")[name])) for name in SCORES] for own in sets]
    codes = sorted(columns[0][0])
    found = np.empty((len(codes), *(len(levels) for levels in FACTORS.values()))[:5])
    for (place, code), (row, by_score) in product(enumerate(codes), enumerate(columns)):
        for kind, by_code in enumerate(by_score):
            scores = sorted(by_code[code])
            for (at, centre), which in product(enumerate(CENTRES), range(3)):
                found[place, kind, at, which, row] = centre(_without(scores, which))
    return codes, found


def ranks(of_values: np.ndarray) -> np.ndarray:
    """Return the ranks (float64, 1 the most exposed) of values as :func:`values` has them, with two axes more: decimals and ties."""
    n, *shape = of_values.shape
    flat = of_values.reshape(n, -1)
    ways = []
    for decimals, ties in product(DECIMALS, ("min", "average")):
        rounded = pd.DataFrame(np.vectorize(decimals)(flat))
        ways.append(rounded.rank(ascending=False, method=ties).to_numpy().reshape(n, *shape))
    return np.stack(ways, axis=-1).reshape(n, *shape, 2, 2)


def shares_of_variance(of_ranks: np.ndarray) -> pd.DataFrame:
    """Return how much of the ranks' variance over the combinations each choice makes, all occupations taken together.

    ``main``: the share of the sum of squares about each occupation's mean rank that the choice makes by itself (the main effect of a
    balanced analysis of variance). ``total``: the share that would be left if all other choices were fixed, averaged over them, so
    that what the choice makes together with others is in it. ``main`` adds up to less than 1; the rest is what choices make together.

    >>> both = np.array([[[1.0, 2.0], [1.0, 2.0]]])  # only the second of two choices matters
    >>> shares_of_variance(both)["main"].tolist()
    [0.0, 1.0]
    """
    axes = range(1, of_ranks.ndim)
    everything = tuple(axes)
    centre = of_ranks.mean(axis=everything, keepdims=True)
    overall = np.square(of_ranks - centre).mean(axis=everything).sum()
    rows = []
    for axis in axes:
        others = tuple(other for other in axes if other != axis)
        of_levels = of_ranks.mean(axis=others, keepdims=True)
        main = np.square(of_levels - centre).mean(axis=everything).sum() / overall
        within = of_ranks - of_ranks.mean(axis=axis, keepdims=True)
        rows.append((main, np.square(within).mean(axis=everything).sum() / overall))
    return pd.DataFrame(rows, columns=["main", "total"])
