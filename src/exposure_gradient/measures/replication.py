"""Reported figures against recomputed ones: how a statistic comes to two decimals, and when two figures agree."""

import math
from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from exposure_gradient.measures.rules import two_decimals
from exposure_gradient.measures.text import HUNDREDTH, shown

SCORE_UNIT = 100_000
"""Scores are taken as whole hundred-thousandths where they are taken as exact."""

REPRODUCED, ON_A_HALF, NOT_REPRODUCED = "reproduced", "reproduced up to a half", "not reproduced"


def exact(score: float) -> Fraction:
    """Return a score as the decimal that it stands for, with five decimals.

    >>> exact(0.33999999999999997)
    Fraction(17, 50)
    """
    return Fraction(round(score * SCORE_UNIT), SCORE_UNIT)


def exact_mean(scores: Iterable[float]) -> Fraction:
    """Return the mean of scores as a fraction, the scores taken as decimals."""
    values = [exact(score) for score in scores]
    return sum(values, Fraction(0)) / len(values)


def exact_variance(scores: Iterable[float]) -> Fraction:
    """Return the sample variance of scores (n - 1 in the denominator) as a fraction, the scores taken as decimals."""
    values = [exact(score) for score in scores]
    centre = sum(values, Fraction(0)) / len(values)
    return sum(((value - centre) ** 2 for value in values), Fraction(0)) / (len(values) - 1)


def double_mean(scores: Iterable[float]) -> float:
    """Return the mean of doubles, formed exactly and rounded to a double once."""
    values = [Fraction(score) for score in scores]
    return float(sum(values, Fraction(0)) / len(values))


def is_half(value: Fraction) -> bool:
    """Say whether a value lies halfway between two hundredths.

    >>> is_half(Fraction("0.605")), is_half(Fraction("0.60")), is_half(Fraction("0.6051"))
    (True, False, False)
    """
    return (value * 200).denominator == 1 and (value * 200).numerator % 2 == 1


def is_half_root(square: Fraction) -> bool:
    """Say whether a value lies halfway between two hundredths, given its square."""
    root = Fraction(math.isqrt(square.numerator), math.isqrt(square.denominator))
    return root**2 == square and is_half(root)


def nearer_double(value: float) -> float:
    """Return whichever of the two neighbouring hundredths, as doubles, is nearer to a double; of equals the even one.

    The distances are differences of doubles. R documents this rule for its ``round`` from release 4.0.0 on.

    >>> nearer_double(0.605), nearer_double(0.595), nearer_double(0.565)
    (0.6, 0.6, 0.56)
    """
    below = math.floor(100 * value)
    low, high = below / 100, math.ceil(100 * value) / 100
    to_low, to_high = value - low, high - value
    return low if to_low < to_high or (to_low == to_high and below % 2 == 0) else high


def half_even(value: float) -> float:
    """Return a value at two decimals, halves to even, its twelve decimals taken as exact."""
    return float(Decimal(f"{value:.12f}").quantize(HUNDREDTH, ROUND_HALF_EVEN))


ROUNDINGS: Mapping[str, Callable[[float], float]] = {
    "Decimals, halves up": two_decimals,
    "Decimals, halves to even": half_even,
    "Doubles, halves away from zero": lambda value: float(shown(value)),
    "Doubles, the nearer of two doubles": nearer_double,
}
"""Ways to come from an unrounded statistic to two decimals."""


def verdict(reported: Decimal, recomputed: Fraction, decimals: int) -> str:
    """Return whether a recomputed figure rounds to the reported one.

    Within half a unit of the last reported decimal it is reproduced; at exactly half a unit it is so up to the rule for
    halves, which is not known; beyond that it is not. A count is reproduced only if it is the same.

    >>> verdict(Decimal("0.60"), Fraction("0.6049"), 2), verdict(Decimal("0.60"), Fraction("0.605"), 2)
    ('reproduced', 'reproduced up to a half')
    >>> verdict(Decimal("0.60"), Fraction("0.6051"), 2), verdict(Decimal("13"), Fraction(14), 0)
    ('not reproduced', 'not reproduced')
    """
    distance, half = abs(recomputed - Fraction(reported)), Fraction(1, 2 * 10**decimals)
    if distance < half:
        return REPRODUCED
    return ON_A_HALF if distance == half else NOT_REPRODUCED
