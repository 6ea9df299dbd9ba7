"""Which columns of a table say what: named by the caller, or those of the SDMX layouts of ILOSTAT and Eurostat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from exposure_gradient.employment.marks import as_text, factorize, rows_of
from exposure_gradient.errors import InputError
from exposure_gradient.sources.delimited import as_key, quoted

CODES = ("isco08", "isco", "iscocode", "isco08code", "oc2", "ocu", "classif1", "code", "occupation")
"""Headings of columns of codes, without case, blanks and underscores."""
WEIGHTS = ("obsvalue", "employment", "employed", "weight", "value", "jobs", "persons", "workers")
"""Headings of columns of employment, in the same form."""
ATTRIBUTES = ("obsstatus", "obsflag", "confstatus", "decimals", "lowerbound", "upperbound", "lastupdate", "dataflow", "structure",
              "structureid", "noteclassif", "noteindicator", "notesource", "unitmult", "obsfootnote")  # fmt: skip
"""Columns that say something about a value and do not tell two values apart."""
MULTIPLIER = "unitmult"
UNIT, THOUSANDS = "unit", {"THS_PER": 1000.0, "THS": 1000.0, "PER": 1.0, "NR": 1.0}
"""Eurostat’s column of units, and how many persons one stands for."""


@dataclass(frozen=True)
class Layout:
    """The columns of a table, and what turns its values into persons: one number, or a column of powers of ten."""

    code: str
    weight: str
    unit: float | None
    multiplier: str | None
    unit_column: str | None
    attributes: tuple[str, ...]

    def persons(self, frame: pd.DataFrame) -> np.ndarray:
        """Return for each row how many persons one unit of its value stands for."""
        if self.unit is not None:
            return np.full(len(frame), float(self.unit))
        heading = self.multiplier or self.unit_column
        if heading is None:
            return np.ones(len(frame))
        places, values = factorize(frame[heading])
        read = []
        for place, value in enumerate(values):
            text = as_text(value)
            factor = _power(text) if self.multiplier else THOUSANDS.get(text)
            if factor is None:
                rows = rows_of(frame.index[places == place])
                raise InputError(
                    f"column {heading}, {rows}: {quoted(text)} is no unit of persons. Say unit= with the persons that one unit stands for."
                )
            read.append(factor)
        return np.array(read)[places]


def _power(text: str) -> float | None:
    """Return ten to the power that UNIT_MULT holds; nothing there means units."""
    if not text:
        return 1.0
    return 10.0 ** int(text) if text.isascii() and text.isdigit() and len(text) == 1 else None


def _one_of(frame: pd.DataFrame, names: Sequence[str], option: str) -> str:
    """Return the only column with one of the headings. Raises InputError that says how to name it."""
    found = [heading for heading in frame.columns if as_key(str(heading)) in names]
    if len(found) == 1:
        return found[0]
    said = f"the columns {', '.join(map(str, found))} may both be it" if found else "no heading tells"
    raise InputError(
        f"which column has {'the codes' if option == 'code' else 'the employment'}? {said[0].upper()}{said[1:]}. Name it with {option}=; the columns are "
        f"{', '.join(map(str, frame.columns))[:300]}."
    )


def found_layout(frame: pd.DataFrame, code: str | None, weight: str | None, unit: float | None) -> Layout:
    """Return the columns of a table, those that the caller names first. Raises InputError where one cannot be told."""
    if unit is not None and not (isinstance(unit, int | float) and 0 < unit < float("inf")):
        raise InputError(f"unit={unit!r} is no number of persons, such as 1000.")
    keys = {heading: as_key(str(heading)) for heading in frame.columns}
    weight = _one_of(frame, WEIGHTS, "weight") if weight is None else weight
    is_sdmx = as_key(str(weight)) == WEIGHTS[0]
    own = [heading for heading, key in keys.items() if key == UNIT and is_sdmx]
    return Layout(
        code=_one_of(frame, CODES, "code") if code is None else code,
        weight=weight,
        unit=unit,
        multiplier=next((heading for heading, key in keys.items() if key == MULTIPLIER), None),
        unit_column=own[0] if own else None,
        attributes=tuple(heading for heading, key in keys.items() if key in ATTRIBUTES),
    )
