"""How a value is averaged, ranked, rounded and written. One rule each, used everywhere."""

import math
import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

MINUS = "−"  # U+2212, as wide as the plus sign
HUNDREDTH = Decimal("0.01")


def mean(values: Iterable[float]) -> float:
    """Return the arithmetic mean, unrounded; the sum is exact before it is divided (``math.fsum``)."""
    values = list(values)
    return math.fsum(values) / len(values)


def percentile_of(n_below: int, n: int) -> int:
    """Return the share of ``n`` occupations strictly below, in whole per cent, halves up (0–100).

    Whole numbers throughout: floor(100·n_below/n + 0.5).
    """
    return (200 * n_below + n) // (2 * n)


def rounded4(value: float) -> float:
    """Return a value rounded to four decimals, the precision at which the publication keeps means and changes."""
    return round(value, 4)


def in_decimals(value: float) -> float:
    """Return a score, or a difference of two, without the noise of binary arithmetic: at ten decimals, more than any score has.

    >>> 0.34 - 0.1, in_decimals(0.34 - 0.1)
    (0.24000000000000002, 0.24)
    """
    return round(value, 10) + 0.0  # a zero has no sign


def shown(value: float) -> str:
    """Return a score with two decimals, halves up.

    The binary double itself is quantised, neither its shortest decimal text nor a product of it, because that
    is how the published figures come out: ``round`` and ``%.2f`` round halves to even.

    >>> shown(0.125), shown(0.625), shown(0.2175)
    ('0.13', '0.63', '0.22')
    """
    return str(Decimal(value).quantize(HUNDREDTH, ROUND_HALF_UP))


def shown_signed(value: float) -> str:
    """Return a change with two decimals and an explicit sign; what rounds to zero keeps the sign it had.

    >>> shown_signed(0.0213), shown_signed(-0.004), shown_signed(0.0)
    ('+0.02', '−0.00', '+0.00')
    """
    sign = MINUS if value < 0 else "+"
    return sign + shown(abs(value))


def ordinal(number: int) -> str:
    """Return the English ordinal of a whole number.

    >>> [ordinal(n) for n in (0, 1, 2, 3, 11, 12, 13, 21, 100)]
    ['0th', '1st', '2nd', '3rd', '11th', '12th', '13th', '21st', '100th']
    """
    suffix = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


def slug(title: str) -> str:
    """Return a title as it stands in an address: lower case, runs outside a–z and 0–9 turned into ``-``.

    >>> slug("Metal Working Machine Tool Setters and Operators")
    'metal-working-machine-tool-setters-and-operators'
    """
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
