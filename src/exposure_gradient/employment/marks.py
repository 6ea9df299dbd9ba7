"""What people write in cells: codes as text, and the marks for a total, for what is not stated and for what is suppressed."""

import math
import numbers
from collections.abc import Iterable
from typing import Any

import pandas as pd

from exposure_gradient.errors import InputError
from exposure_gradient.sources.delimited import quoted

TOTALS = {"TOTAL", "T", "_T", "TOT", "ALL", "ALL OCCUPATIONS"}
"""What marks the total over all occupations, in capitals."""
NOT_STATED = {"", ".", "X", "_X", "_Z", "_U", "NA", "N/A", "NAN", "<NA>", "NRP", "UNK", "UNKNOWN", "NOT STATED"}
"""What marks that an occupation is not stated, in capitals; so do two or more nines."""
SUPPRESSED = {"", ".", "..", "...", ":", "x", "*", "**", "c", "s", "#", "na", "n/a", "nan", "<na>", "[x]", "[c]", "(x)"}
"""What stands for a figure that is not published, in lower case."""
SHOWN = 5
"""How many rows a message names."""


def as_text(value: Any) -> str:
    """Return a cell as text without blanks at its ends; a whole number has no decimals, and a missing value is empty.

    >>> [as_text(value) for value in (2512, 2512.0, " 0110 ", None, float("nan"))]
    ['2512', '2512', '0110', '', '']
    """
    if isinstance(value, str):
        return value.strip().strip("\ufeff")
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, numbers.Real) and not isinstance(value, bool):
        number = float(value)
        if math.isnan(number):
            return ""
        return str(int(number)) if number.is_integer() else repr(number)
    return str(value).strip()


def is_total(text: str) -> bool:
    """Say whether a code, in capitals, marks the total over all occupations."""
    return text in TOTALS


def is_not_stated(text: str) -> bool:
    """Say whether a code, in capitals, marks that no occupation is stated."""
    return text in NOT_STATED or (len(text) > 1 and not text.strip("9"))


def factorize(cells: pd.Series) -> tuple[Any, Any]:
    """Return the place of each cell among the different values of a column, and these. Raises InputError for cells that are no values."""
    try:
        return pd.factorize(cells, use_na_sentinel=False)
    except TypeError:
        raise InputError(
            f"column {cells.name} holds lists or other objects that are neither texts nor numbers."
        ) from None


def rows_of(labels: Iterable[Any]) -> str:
    """Name rows by their labels, as a message does: the first few, and how many more there are.

    >>> rows_of([4]), rows_of([4, 9]), rows_of(range(8))
    ('row 4', 'rows 4, 9', 'rows 0, 1, 2, 3, 4 and 3 more')
    """
    names = [str(label) for label in labels]
    more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
    return f"row{'s' if len(names) > 1 else ''} {', '.join(names[:SHOWN])}{more}"


def listed(values: Iterable[Any]) -> str:
    """Name values as a message does: the first few, quoted, and an ellipsis where there are more."""
    texts = [as_text(value) for value in values]
    return ", ".join(map(quoted, texts[:SHOWN])) + (", …" if len(texts) > SHOWN else "")
