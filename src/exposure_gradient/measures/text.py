"""How a value is written."""

import re
from decimal import ROUND_HALF_UP, Decimal

MINUS = "−"  # U+2212, as wide as the plus sign
HUNDREDTH = Decimal("0.01")


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


def to_three_digits(value: float) -> str:
    """Return a measured value with three digits that count.

    >>> to_three_digits(1234.5), to_three_digits(0.012345)
    ('1,234', '0.0123')
    """
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def slug(title: str) -> str:
    """Return a title as it stands in an address: lower case, runs outside a–z and 0–9 turned into ``-``.

    >>> slug("Metal Working Machine Tool Setters and Operators")
    'metal-working-machine-tool-setters-and-operators'
    """
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
