"""The rules fitted to the ILO's bands of 2025 and categories of 2023, written as data so that variants can be tried.

They are fitted, not quoted: the file holds the outcome and no rule. The chapter "Replication" shows how well they fit.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from exposure_gradient.tables import BANDS, CATEGORIES_2023

EXPOSED = frozenset(BANDS[2:])
"""The exposed bands, Gradient 1 to 4; Minimal counts as not exposed."""

TASK_THRESHOLD = 0.4
"""The score from which on a page counts tasks: the lowest mean that the rule fitted to the ILO's bands asks for."""


def key(band: str) -> str:
    """Return a band as a part of a figure's name.

    >>> key("Gradient 1")
    'gradient_1'
    """
    return band.lower().replace(" ", "_")


def in_order(bands: Iterable[str | None]) -> tuple[str, ...]:
    """Return the bands that occur, each once, from the least exposed."""
    return tuple(sorted(set(bands) - {None}, key=BANDS.index))


@dataclass(frozen=True)
class Condition:
    """That m + sign·s reaches a threshold, counted in tenths of the scale; a strict one must be passed."""

    sign: int
    tenths: int
    is_strict: bool = False

    def holds(self, m: Any, s: Any, shift: Any = 0, scale: Any = 1) -> bool:
        """Say whether the condition holds in the arithmetic of the numbers it is given, for doubles that of doubles."""
        value, threshold = m + self.sign * s, self.tenths * scale / 10 + shift
        return value > threshold if self.is_strict else value >= threshold

    def __str__(self) -> str:
        """Return the condition as a formula, such as m + s ≥ 0.5."""
        return f"{('m', 'm + s', 'm − s')[self.sign]} {'>' if self.is_strict else '≥'} {self.tenths / 10:g}"


Rule = Sequence[tuple[str, tuple[Condition, ...]]]
"""Outcomes with the conditions that must all hold; the first whose conditions hold is taken."""

BAND_RULE: Rule = (
    (BANDS[5], (Condition(0, 6), Condition(-1, 5))),
    (BANDS[4], (Condition(0, 5),)),
    (BANDS[3], (Condition(0, 4), Condition(+1, 5))),
    (BANDS[2], (Condition(+1, 5),)),
    (BANDS[1], (Condition(+1, 4),)),
    (BANDS[0], ()),
)
CATEGORY_RULE: Rule = (
    (CATEGORIES_2023[3], (Condition(0, 6), Condition(-1, 5, is_strict=True))),
    (CATEGORIES_2023[2], (Condition(0, 4),)),
    (CATEGORIES_2023[1], (Condition(+1, 5, is_strict=True),)),
    (CATEGORIES_2023[0], ()),
)


def first_match(rule: Rule, m: Any, s: Any, shift: Any = 0, scale: Any = 1) -> str:
    """Return the outcome of a rule for a mean and a standard deviation, compared in the arithmetic of these numbers.

    ``shift`` is added to every threshold. With ``scale`` 100 mean and standard deviation are whole hundredths, so that
    no comparison is a matter of binary rounding.

    >>> first_match(BAND_RULE, 0.7, 0.08), first_match(BAND_RULE, 70, 8, scale=100)
    ('Gradient 4', 'Gradient 4')
    """
    return next(
        outcome for outcome, conditions in rule if all(one.holds(m, s, shift=shift, scale=scale) for one in conditions)
    )


def first_match_in_decimals(rule: Rule, m: float, s: float, shift: float = 0.0) -> str:
    """Return the outcome of a rule with all sums and comparisons exact in the decimals that the numbers print as.

    >>> first_match(BAND_RULE, 0.31, 0.04, -0.05), first_match_in_decimals(BAND_RULE, 0.31, 0.04, -0.05)
    ('Not exposed', 'Minimal')
    """
    m, s, shift = (Decimal(str(number)) for number in (m, s, shift))
    return first_match(rule, m, s, shift=shift, scale=Decimal(1))


def fitted_band(m: float, s: float, shift: float = 0.0) -> str:
    """Return the band that the rule fitted to the ILO's column of 2025 gives, from a mean and a standard deviation at two decimals.

    Thresholds are compared exactly, in decimals; the first match wins. The ILO publishes its bands without a rule, and its column
    follows binary doubles in three occupations where the decimals differ: see :func:`fitted_band_in_doubles`.

    Parameters
    ----------
    m : float
        Mean 2025 score, 0–1, at two decimals.
    s : float
        Sample standard deviation of the scores, at two decimals.
    shift : float
        Added to every threshold, to see what hangs on it.

    Returns
    -------
    str
        One of the six bands, Not exposed to Gradient 4.

    Examples
    --------
    >>> fitted_band(0.7, 0.08), fitted_band(0.34, 0.06), fitted_band(0.1, 0.05)
    ('Gradient 4', 'Minimal', 'Not exposed')
    """
    return first_match_in_decimals(BAND_RULE, m, s, shift)


def fitted_band_in_doubles(m: float, s: float, shift: float = 0.0) -> str:
    """Return the band of the same rule in binary doubles, whose sums may fall just short of a threshold that the decimals meet.

    So the rule reproduces the ILO's column, as the chapter "Replication" shows. Pages compare in decimals and name the difference.

    >>> fitted_band(0.36, 0.04), fitted_band_in_doubles(0.36, 0.04)
    ('Minimal', 'Not exposed')
    """
    return first_match(BAND_RULE, m, s, shift)


def fitted_category_2023(m: float, s: float) -> str:
    """Return the category that the rule fitted to the ILO's column of 2023 gives, from a mean and a standard deviation at two decimals.

    Two of its comparisons are strict, where the rule of 2025 has none.

    Parameters
    ----------
    m : float
        Mean 2023 score, 0–1, at two decimals.
    s : float
        Sample standard deviation of the scores, at two decimals.

    Returns
    -------
    str
        One of the four categories of 2023.

    Examples
    --------
    >>> fitted_category_2023(0.64, 0.21), fitted_category_2023(0.3, 0.2), fitted_category_2023(0.3, 0.21)
    ('The Big Unknown', 'Not affected', 'Augmentation Potential')
    """
    return first_match_in_decimals(CATEGORY_RULE, m, s)
