"""The named rules: how a value is averaged, spread, ranked and rounded. One rule each, used everywhere.

Public as ``exposure_gradient.rules``. The chapter "Measures" gives the reasons for each, with its alternatives. Scores lie on
the ILO's scale from 0 to 1; every function takes plain numbers, a list or a column of a data frame.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from exposure_gradient.measures.bands import fitted_band, fitted_category_2023

__all__ = [
    "fitted_band",
    "fitted_category_2023",
    "in_decimals",
    "leave_one_out",
    "mean",
    "n_below",
    "percentile",
    "percentile_of",
    "rank",
    "rounded4",
    "sample_sd",
    "two_decimals",
]


def mean(values: Iterable[float]) -> float:
    """Return the arithmetic mean, unrounded; the sum is exact before it is divided (``math.fsum``).

    Each value counts once. Leave missing values out beforehand: a NaN makes the mean NaN.

    Parameters
    ----------
    values : iterable of float
        Scores or means, at least one.

    Returns
    -------
    float
        The mean, on the scale of the values.

    Raises
    ------
    ZeroDivisionError
        Where there are no values.

    Examples
    --------
    >>> mean([0.25, 0.5])
    0.375
    >>> rounded4(mean([0.1, 0.2, 0.2]))
    0.1667
    """
    values = list(values)
    return math.fsum(values) / len(values)


def sample_sd(values: Iterable[float]) -> float | None:
    """Return the sample standard deviation, unrounded, with one less than the number of values in the denominator.

    This is the standard deviation that the ILO's file holds beside its means.

    Parameters
    ----------
    values : iterable of float
        Scores of one occupation's tasks.

    Returns
    -------
    float or None
        The standard deviation, on the scale of the values; None for fewer than two values.

    Examples
    --------
    >>> rounded4(sample_sd([0.2, 0.3, 0.4]))
    0.1
    >>> sample_sd([0.2]) is None
    True
    """
    values = list(values)
    if len(values) < 2:
        return None
    centre = mean(values)
    return math.sqrt(math.fsum((value - centre) ** 2 for value in values) / (len(values) - 1))


def rounded4(value: float) -> float:
    """Return a value rounded to four decimals, the precision at which the publication keeps means and changes.

    Means that differ by binary noise alone become equal. The double is rounded, exact halves to even.

    Parameters
    ----------
    value : float
        A mean, or a difference of two unrounded means.

    Returns
    -------
    float
        The rounded value.

    Examples
    --------
    >>> rounded4(2 / 3)
    0.6667
    """
    return round(float(value), 4)  # a numpy scalar would round in its own way


def in_decimals(value: float) -> float:
    """Return a score, or a difference of two, without the noise of binary arithmetic: at ten decimals, more than any score has.

    Parameters
    ----------
    value : float
        A score, or the difference of two.

    Returns
    -------
    float
        The double nearest to the value's decimals.

    Examples
    --------
    >>> 0.34 - 0.1, in_decimals(0.34 - 0.1)
    (0.24000000000000002, 0.24)
    """
    return round(value, 10) + 0.0  # a zero has no sign


def two_decimals(value: float) -> float:
    """Return a value at two decimals, halves up, its five decimals taken as exact.

    Of the roundings that the chapter "Replication" tries, this one gives most of the means and standard deviations that the ILO's
    file holds; the fitted rule of the bands takes both in this form.

    Parameters
    ----------
    value : float
        A mean or a standard deviation.

    Returns
    -------
    float
        The value in whole hundredths.

    Examples
    --------
    >>> two_decimals(0.385), two_decimals(0.38499)
    (0.39, 0.38)
    """
    return ((round(value * 100_000) + 500) // 1000) / 100


def n_below(value: float, values: Iterable[float]) -> int:
    """Return how many values are strictly lower than one. What equals it does not count.

    Parameters
    ----------
    value : float
        The mean of one occupation, to four decimals.
    values : iterable of float
        The means of all occupations, to four decimals, its own included, in any order.

    Returns
    -------
    int
        A count.

    Examples
    --------
    >>> n_below(0.3, [0.1, 0.3, 0.3, 0.5])
    1
    """
    return bisect_left(sorted(values), value)


def leave_one_out(values: Iterable[float]) -> list[list[float]]:
    """Return the values without the first, without the second, and so on; nothing where leaving one out leaves none.

    Parameters
    ----------
    values : iterable of float
        The scores of an occupation's tasks.

    Returns
    -------
    list of list of float
        As many lists as there are values, each shorter by one.

    Examples
    --------
    >>> leave_one_out([0.1, 0.2, 0.3])
    [[0.2, 0.3], [0.1, 0.3], [0.1, 0.2]]
    """
    values = list(values)
    return [values[:place] + values[place + 1 :] for place in range(len(values))] if len(values) > 1 else []


def percentile_of(n_below: int, n: int) -> int:
    """Return the share of ``n`` occupations that lie strictly below, in whole per cent, halves up.

    Whole numbers throughout: floor(100·n_below/n + 0.5).

    Parameters
    ----------
    n_below : int
        How many occupations have a strictly lower mean.
    n : int
        How many occupations there are, at least one.

    Returns
    -------
    int
        Per cent, 0–100.

    Examples
    --------
    >>> percentile_of(1, 8), percentile_of(167, 427)
    (13, 39)
    """
    return (200 * n_below + n) // (2 * n)


def percentile(value: float, values: Iterable[float]) -> int:
    """Return the percentile of one occupation's mean among the means of all.

    Parameters
    ----------
    value : float
        The mean of one occupation, to four decimals.
    values : iterable of float
        The means of all occupations, to four decimals, its own included, in any order.

    Returns
    -------
    int
        Per cent, 0–100: see :func:`percentile_of`.

    Examples
    --------
    >>> percentile(0.3, [0.1, 0.3, 0.3, 0.5])
    25
    """
    values = list(values)
    return percentile_of(n_below(value, values), len(values))


def rank(value: float, values: Iterable[float]) -> int:
    """Return the rank of one occupation's mean among the means of all: 1 is the most exposed, and equals share a rank.

    Parameters
    ----------
    value : float
        The mean of one occupation, to four decimals.
    values : iterable of float
        The means of all occupations, to four decimals, its own included, in any order.

    Returns
    -------
    int
        One more than the number of strictly higher means.

    Examples
    --------
    >>> [rank(value, [0.1, 0.3, 0.3, 0.5]) for value in (0.1, 0.3, 0.5)]
    [4, 2, 1]
    """
    ordered = sorted(values)
    return 1 + len(ordered) - bisect_right(ordered, value)
