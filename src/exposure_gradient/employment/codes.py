"""Read codes of occupations as people have them: ISCO-08 at one to four digits, with prefixes, labels and lost zeros.

A code that can mean two things is refused with the option that settles it. The armed forces are where this happens: 0110 that has
lost its zero looks like sub-major group 11 written with three digits.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from exposure_gradient.employment.marks import as_text, factorize, is_not_stated, is_total, rows_of
from exposure_gradient.errors import InputError
from exposure_gradient.sources.delimited import quoted

ISCO, NATIONAL, NOT_STATED, TOTAL = "isco", "national", "not stated", "total"
"""What a code can be: a group of ISCO-08, a code of a national classification, a mark that none is stated, a mark of the total."""
DIGITS = (1, 2, 3, 4)
MIXED = "mixed"
PREFIX = re.compile(r"(?:OC[1-4U]_ISCO[-_ ]?08_|(?:OC[_-]?)?ISCO[-_ ]?0?8[-_ :.]*|OC_?(?=[0-9XT]))", re.IGNORECASE)
OTHER_ISCO = re.compile(r"ISCO[-_ ]?(?:19)?(58|68|88)", re.IGNORECASE)
NUMBER = re.compile(r"([0-9]{1,5})(?:[.,]0*)?")
LABELLED = re.compile(r"([0-9]{1,4}|X|TOTAL)(?:\s*[:–—-]\s*|\.?\s+)[^\W\d].*", re.IGNORECASE | re.DOTALL)
ALWAYS_TWO_READINGS = {"110", "210", "310"}
LOST_ZERO = {
    **dict.fromkeys(("1", "2", "3"), 2),
    **dict.fromkeys(("11", "21", "31", "10", "20", "30"), 3),
    **dict.fromkeys(("110", "210", "310", "100", "200", "300"), 4),
}
"""What a code of the armed forces looks like without its zero, and how many digits it had with it."""


@dataclass(frozen=True)
class Code:
    """What a cell of the column of codes says: its kind, and the code in its one form."""

    kind: str
    code: str = ""


@dataclass(frozen=True)
class Column:
    """The different texts of a column of codes, its heading, and how to name the rows that have a text."""

    heading: str
    texts: Sequence[str]
    rows: Callable[[str], str]
    settles: str = ""
    """What settles a code with two readings, where it is not ``digits``."""

    def refuse(self, text: str, why: str) -> InputError:
        """Return the error for a code, which names its rows."""
        return InputError(f"column {self.heading}, {self.rows(text)}: the code {quoted(text)} {why}.")


def _stripped(text: str) -> tuple[str, bool]:
    """Return a code without the prefix of its classification and without its label, and whether it had a prefix."""
    bare = PREFIX.sub("", text, count=1) if PREFIX.match(text) else text
    has_prefix = bare != text
    if found := LABELLED.fullmatch(bare):
        bare = found[1]
    if found := NUMBER.fullmatch(bare):
        bare = found[1]
    return bare.strip().upper(), has_prefix


def _group(digits: str, groups: set[str]) -> str | None:
    """Return the group that digits name: themselves, or the longest that zeros on the right fill up, as 2510 does for 251."""
    while digits not in groups and digits.endswith("0") and len(digits) > 1:
        digits = digits[:-1]
    return digits if digits in groups else None


def _loses_its_group(digits: str, width: int, groups: set[str]) -> bool:
    """Say whether digits name a group as they are written, and none when zeros before them fill them up."""
    return bool(_group(digits, groups)) and not _group(digits.zfill(width), groups)


def _two_readings(column: Column, text: str, digits: str, numbers: set[str], groups: set[str]) -> InputError:
    width, written = LOST_ZERO[digits], _group(digits, groups)
    filled = digits.zfill(width)
    may_be_all = not any(_loses_its_group(one, width, groups) for one in numbers)
    first = f"Say digits={width}" if may_be_all else f"Write {filled}"
    second = "digits='mixed'" if may_be_all else "say digits='mixed'"
    settles = column.settles or f"{first} for the first, {second} for the second"
    return column.refuse(text, f"is {filled} of the armed forces without its zero, or group {written}. {settles}")


def _check_digits(digits: int | str | None) -> None:
    if isinstance(digits, bool) or (digits is not None and digits != MIXED and digits not in DIGITS):
        raise InputError(f"digits={digits!r} is not 1, 2, 3, 4 or 'mixed'. Leave it out where no code asks for it.")


def _check_unknown(unknown: str) -> None:
    if unknown not in ("refuse", "unplaced"):
        raise InputError(f"unknown={unknown!r} is neither 'refuse' nor 'unplaced'.")


def read_isco(column: Column, groups: set[str], digits: int | str | None, unknown: str) -> dict[str, Code]:
    """Return what each text of a column of ISCO-08 codes says; ``groups`` are all codes of the classification.

    Raises InputError for a code of another version, for one that can mean two things without ``digits``, and for one that
    ISCO-08 does not have, unless ``unknown`` is ``"unplaced"``.
    """
    _check_digits(digits)
    _check_unknown(unknown)
    bare = {text: _stripped(text) for text in column.texts}
    numbers = {part for part, _ in bare.values() if part.isascii() and part.isdigit() and not is_not_stated(part)}
    widths = {len(part) for part in numbers}
    zeros_are_kept = any(prefixed for _, prefixed in bare.values()) or any(
        len(part) > 1 and part.startswith("0") for part in numbers
    )
    found: dict[str, Code] = {}
    for text, (part, _) in bare.items():
        if other := OTHER_ISCO.search(text):
            raise column.refuse(text, f"is of ISCO-{other[1]}, and the study of ISCO-08. Bring a crosswalk=")
        if is_total(part):
            found[text] = Code(TOTAL)
        elif is_not_stated(part):
            found[text] = Code(NOT_STATED)
        elif part in numbers:
            if isinstance(digits, int):
                if len(part) > digits:
                    raise column.refuse(text, f"has more digits than digits={digits} says")
                if _loses_its_group(part, digits, groups):
                    raise column.refuse(
                        text,
                        f"has fewer digits than digits={digits} says, and {part.zfill(digits)} is no group of ISCO-08. Say "
                        "digits='mixed' where codes have several lengths",
                    )
                part = part.zfill(digits)
            elif digits is None and part in LOST_ZERO:
                is_open = not zeros_are_kept and LOST_ZERO[part] in widths
                if is_open or part in ALWAYS_TWO_READINGS:
                    raise _two_readings(column, text, part, numbers, groups)
            found[text] = _known(column, text, _group(part, groups), unknown)
        else:
            found[text] = _known(column, text, None, unknown)
    return found


def _known(column: Column, text: str, group: str | None, unknown: str) -> Code:
    if group is not None:
        return Code(ISCO, group)
    if unknown == "unplaced":
        return Code(NOT_STATED)
    raise column.refuse(
        text,
        "is no group of ISCO-08. Correct it, name the crosswalk= of another classification, or say unknown='unplaced' to count it as "
        "a share of its own",
    )


def as_national(value: Any) -> str:
    """Return a code of a national classification in its one form: text in capitals, without blanks at its ends."""
    return as_text(value).upper()


def read_national(column: Column, known: Iterable[str], digits: int | str | None, unknown: str) -> dict[str, Code]:
    """Return what each text of a column of national codes says; ``known`` are the codes that the crosswalk has.

    ``digits`` fills codes of digits up with lost zeros. Raises InputError for a code that the crosswalk does not have, unless
    ``unknown`` is ``"unplaced"``.
    """
    _check_unknown(unknown)
    known = set(known)
    found: dict[str, Code] = {}
    for text in column.texts:
        code = as_national(text)
        if isinstance(digits, int) and code.isascii() and code.isdigit():
            code = code.zfill(digits)
        if code in known:
            found[text] = Code(NATIONAL, code)
        elif is_total(code):
            found[text] = Code(TOTAL)
        elif is_not_stated(code) or unknown == "unplaced":
            found[text] = Code(NOT_STATED)
        else:
            raise column.refuse(
                text,
                "is not in the crosswalk. Add it there, or say unknown='unplaced' to count it as a share of its own",
            )
    return found


def factorized(frame: pd.DataFrame, heading: str, settles: str = "") -> tuple[Any, Column]:
    """Return, for each row of a frame, the place of its code among the different texts of the column, and these.

    Each different value is turned into text once, so that ten million rows cost as much as their few hundred codes.
    """
    places, values = factorize(frame[heading])
    texts = [as_text(value) for value in values]
    different = list(dict.fromkeys(texts))
    position = {text: place for place, text in enumerate(different)}
    joined = pd.Series([position[text] for text in texts], dtype="int32").to_numpy()
    rows_at = joined[places] if len(places) else places

    def rows(text: str) -> str:
        return rows_of(frame.index[rows_at == position[text]])

    return rows_at, Column(heading, different, rows, settles)
