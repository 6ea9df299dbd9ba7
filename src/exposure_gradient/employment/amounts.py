"""Read numbers of people as tables have them: decimal commas, blanks between thousands, flags, and marks of suppressed cells."""

import math
import numbers
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from exposure_gradient.employment.marks import SUPPRESSED, as_text, factorize, rows_of
from exposure_gradient.errors import InputError
from exposure_gradient.sources.delimited import quoted

GROUPING = re.compile(r"(?<=[0-9])[\s\u00a0\u2009\u202f'’](?=[0-9]{3}(?:\D|$))")
"""A blank or an apostrophe between thousands."""
FLAGGED = re.compile(r"([0-9.,]+(?:[eE][+-]?[0-9]+)?|:)\s*\(?([bcdefinprsuz]{1,3})\)?")
"""A number, or the mark of a suppressed one, with the flags that some publishers set behind it."""
PLAIN = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
ONE_MARK = re.compile(r"[+-]?([0-9]*)([.,])([0-9]*)(?:[eE].*)?")
GROUPED = {mark: re.compile(rf"[+-]?[0-9]{{1,3}}(?:\{mark}[0-9]{{3}})+") for mark in ".,"}
FINEST = 12
"""The decimals that are looked at when the precision of a table is found."""


@dataclass(frozen=True)
class Amounts:
    """A column of amounts, NaN where suppressed."""

    values: np.ndarray

    def granule(self) -> float:
        """Return the last place that the table shows: 0.001 for 1.25 and 0.125; at most 1, since 200 and 300 may well be exact."""
        exponent = 0
        for value in pd.unique(self.values[~np.isnan(self.values)]):
            if value:
                exponent = min(exponent, int(Decimal(repr(float(value))).normalize().as_tuple().exponent))
            if exponent <= -FINEST:
                break
        return float(Decimal(1).scaleb(max(exponent, -FINEST)))


def _decimal_mark(heading: str, texts: dict[str, Any], decimal: str | None) -> str:
    """Return the decimal mark of a column of texts. Raises InputError where two readings remain or cells contradict each other."""
    if decimal is not None:
        if decimal not in (".", ","):
            raise InputError(f"decimal={decimal!r} is neither '.' nor ','.")
        return decimal
    evidence: dict[str, str] = {}
    open_cells = []
    for text in texts:
        if "." in text and "," in text:
            evidence.setdefault("." if text.rindex(".") > text.rindex(",") else ",", text)
        elif text.count(".") > 1 or text.count(",") > 1:
            evidence.setdefault("," if "." in text else ".", text)
        elif found := ONE_MARK.fullmatch(text):
            whole, mark, fraction = found.groups()
            if len(fraction) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0"):
                open_cells.append((mark, text))
            else:
                evidence.setdefault(mark, text)
    if len(evidence) == 2:
        (one, other) = evidence.values()
        raise InputError(
            f"column {heading}: {quoted(one)} ({rows_of(texts[one][:1])}) and {quoted(other)} ({rows_of(texts[other][:1])}) have "
            "different decimal marks. Use one throughout."
        )
    if open_cells and not evidence:
        mark, text = open_cells[0]
        raise InputError(
            f"column {heading}, {rows_of(texts[text][:1])}: {quoted(text)} has thousands or decimals behind its mark, and no other cell "
            f"tells which. Say decimal={mark!r} if the mark begins decimals, decimal={'.,'.replace(mark, '')!r} if it parts thousands."
        )
    return next(iter(evidence), ".")


def _number(text: str, mark: str) -> Decimal | None:
    """Return what a text says, given the decimal mark; None where it is no number."""
    other = "," if mark == "." else "."
    if other in text:
        whole = text.partition(mark)[0]
        if not GROUPED[other].fullmatch(whole):
            return None
        text = text.replace(other, "")
    text = text.replace(mark, ".")
    return Decimal(text) if PLAIN.fullmatch(text) else None


def _cleaned(value: Any) -> str:
    """Return a text cell without what parts thousands and without flags."""
    text = GROUPING.sub("", as_text(value)).replace("−", "-")
    found = FLAGGED.fullmatch(text)
    return found[1] if found else text


def _refuse(frame: pd.DataFrame, heading: str, wrong: np.ndarray, why: str) -> None:
    if wrong.any():
        first = frame[heading].to_numpy(dtype=object)[wrong.argmax()]
        raise InputError(f"column {heading}, {rows_of(frame.index[wrong])}: {quoted(as_text(first))} {why}.")


def read_amounts(
    frame: pd.DataFrame, heading: str, decimal: str | None = None, suppressed: Sequence[str] = ()
) -> Amounts:
    """Return a column of amounts as doubles, suppressed cells as NaN; ``suppressed`` names further marks of these.

    Raises InputError that names the rows of a text that is no number, of a negative or infinite amount, of a mark that may be
    that of decimals or of thousands.
    """
    cells = frame[heading]
    if isinstance(cells, pd.DataFrame):
        raise InputError(f"there are two columns {heading}. Rename one.")
    if pd.api.types.is_bool_dtype(cells):
        raise InputError(f"column {heading} holds truth values, not numbers of people.")
    if pd.api.types.is_numeric_dtype(cells):
        values = cells.to_numpy(dtype="float64", na_value=np.nan)
    else:
        values = _from_texts(frame, heading, decimal, {mark.strip().lower() for mark in suppressed})
    _refuse(frame, heading, np.isinf(values), "is no number of people")
    _refuse(frame, heading, values < 0, "is negative. Employment is zero or more")
    return Amounts(values)


def _from_texts(frame: pd.DataFrame, heading: str, decimal: str | None, more_marks: set[str]) -> np.ndarray:
    """Return a column of texts, or of texts and numbers, as doubles."""
    places, different = factorize(frame[heading].astype(object))
    read = np.full(len(different), math.nan)
    texts: dict[str, Any] = {}
    own: list[tuple[int, str]] = []
    for place, value in enumerate(different):
        if isinstance(value, numbers.Real) and not isinstance(value, bool):
            read[place] = float(value)
            continue
        if as_text(value).lower() in more_marks | SUPPRESSED:
            continue
        text = _cleaned(value)
        if text.lower() not in SUPPRESSED:
            own.append((place, text))
            texts.setdefault(text, frame.index[places == place])
    mark = _decimal_mark(heading, texts, decimal)
    for place, text in own:
        number = _number(text, mark)
        if number is None:
            raise InputError(
                f"column {heading}, {rows_of(texts[text])}: {quoted(as_text(different[place]))} is no number. Correct it, or name it in "
                "suppressed=[…] if it marks a cell that is not published."
            )
        read[place] = float(number)
    return read[places]
