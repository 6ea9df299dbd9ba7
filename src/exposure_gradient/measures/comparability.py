"""What a change from the 2023 scores to those of 2025 says, once the level of 2023 is allowed for.

The chapter "Comparability" shows how the scale was compressed between the two years and argues these definitions.
"""

import numpy as np
import pandas as pd

from exposure_gradient.measures.rules import in_decimals, mean, rounded4

DEGREE = 2
"""The degree of the curve of change on level: a parabola."""


LOW, HIGH = 0.2, 0.6
"""Up to which 2023 score a task counts as scored low, and from which as scored high."""


def fitted_change(level: pd.Series, change: pd.Series, degree: int = DEGREE) -> pd.Series:
    """Return the change that a polynomial of least squares gives for each level, unrounded; the index is that of ``level``.

    Each row counts once. ``level`` and ``change`` are float64 on the scale of the scores, without missing values. Where the levels
    are too few for the degree, the solution with the smallest coefficients is taken (``numpy.linalg.lstsq``).

    >>> fitted_change(pd.Series([0.1, 0.2, 0.3]), pd.Series([0.3, 0.1, -0.1]), degree=1).round(10).tolist()
    [0.3, 0.1, -0.1]
    """
    powers = np.vander(level.to_numpy() - level.mean(), degree + 1)
    coefficients, *_ = np.linalg.lstsq(powers, change.to_numpy(), rcond=None)
    return pd.Series(powers @ coefficients, level.index)


def with_adjusted(changes: pd.DataFrame) -> pd.DataFrame:
    """Return occupations' changes with what the level of 2023 and the ranks say of them.

    ``changes`` is indexed by ``isco08`` and has ``mean_2025``, ``mean_2023`` and ``change`` (0–1, four decimals). Added are
    ``change_expected``, the fitted change at the occupation's level of 2023, and ``change_adjusted``, the change minus it (both float64,
    four decimals); ``rank_2023`` and ``rank_change`` (int64), the rank by the 2023 mean and by how many places the 2025 rank is
    higher. Rank 1 is the most exposed; equals share a rank.
    """
    expected = fitted_change(changes["mean_2023"], changes["change"]).map(rounded4)
    ranks = changes[["mean_2023", "mean_2025"]].rank(method="min", ascending=False).astype(int)
    return changes.assign(
        change_expected=expected,
        change_adjusted=(changes["change"] - expected).map(rounded4),
        rank_2023=ranks["mean_2023"],
        rank_change=ranks["mean_2023"] - ranks["mean_2025"],
    )


def by_score_of_2023(tasks: pd.DataFrame) -> pd.DataFrame:
    """Return what became of the tasks that had the same score in 2023: the curve of compression.

    ``tasks`` has ``score_2023`` and ``score_2025`` (0–1); rows without a 2023 score are left out. Index: the 2023 scores that
    occur, as decimals. Columns: ``n`` (int64), ``mean_2025`` and ``change`` (float64, four decimals), the means over these tasks.
    """
    paired = tasks[tasks["score_2023"].notna()]
    same = paired.groupby(paired["score_2023"].map(in_decimals))
    changes = (paired["score_2025"] - paired["score_2023"]).groupby(paired["score_2023"].map(in_decimals))
    return pd.DataFrame(
        {
            "n": same.size(),
            "mean_2025": same["score_2025"].agg(mean).map(rounded4),
            "change": changes.agg(mean).map(rounded4),
        }
    )
