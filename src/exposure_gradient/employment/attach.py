"""Give microdata their scores: every row is kept, and says at which level and with which bounds it was matched."""

from __future__ import annotations

import numpy as np
import pandas as pd

from exposure_gradient.employment.cells import check_columns
from exposure_gradient.employment.codes import (
    ISCO,
    NATIONAL,
    TOTAL,
    Code,
    factorized,
    read_isco,
    read_national,
)
from exposure_gradient.employment.reach import (
    CROSSWALK,
    LEVELS,
    Reach,
    reach_of_crosswalk,
    reach_of_isco,
    under,
    units,
)
from exposure_gradient.errors import InputError
from exposure_gradient.measures.bands import EXPOSED
from exposure_gradient.tables import BANDS

MATCHES = (*reversed(LEVELS.values()), CROSSWALK, "unscored", "unplaced", "total")
"""How a row can be matched."""
COLUMNS = {
    "isco08": "category", "match": "category", "n_unit_groups": "int16", "exposure": "float64", "exposure_low": "float64",
    "exposure_high": "float64", "exposed": "float64", "exposed_low": "float64", "exposed_high": "float64", "band": "category",
    "band_low": "category", "band_high": "category",
}  # fmt: skip
"""The columns that are attached, in their order, with their dtypes."""


def attach(
    frame: pd.DataFrame, *, code: str, crosswalk: pd.DataFrame | None = None, digits: int | str | None = None,
    unknown: str = "refuse", prefix: str = "",
) -> pd.DataFrame:  # fmt: skip
    """Return microdata with the scores of each row’s occupation beside its columns. Every row is kept, in its order.

    A row with a code of one to three digits gets the mean over the unit groups below it, and the lowest and highest among them. Ten
    million rows take seconds: each different code is read once.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row for each person, job or vacancy.
    code : str
        Column of codes, of ISCO-08 at one to four digits or national.
    crosswalk : pandas.DataFrame, optional
        Columns ``code`` (national) and ``isco08`` (one to four digits), many to many, for codes that are not of ISCO-08.
    digits : int or str, optional
        Digits that every code has, where lost zeros are to be filled up: 1 to 4; ``"mixed"`` takes codes as they are written.
    unknown : str
        ``"unplaced"`` keeps rows whose code the classification does not have, without scores; ``"refuse"`` refuses them.
    prefix : str
        Put before the names of the columns below, where the frame has such names already.

    Returns
    -------
    pandas.DataFrame
        The frame with the columns below; the frame that was given is left as it was.

    Columns
    -------
    isco08 : category
        Code of ISCO-08 in its one form, one to four digits; missing for a national code and where none is stated.
    match : category
        Level at which the row was matched: unit group, minor group, sub-major group, major group or crosswalk; or why it was not:
        unscored, unplaced or total.
    n_unit_groups : int16
        Number of scored unit groups that the code may stand for; 0 where it was not matched.
    exposure : float64
        Mean exposure of 2025, 0–1: the mean over these unit groups, each counted once; NaN where not matched.
    exposure_low : float64
        Lowest mean exposure among them; NaN where not matched.
    exposure_high : float64
        Highest mean exposure among them; NaN where not matched.
    exposed : float64
        Share of these unit groups in Gradient 1 to 4, 0–1; NaN where not matched.
    exposed_low : float64
        1 where all of them are in Gradient 1 to 4, else 0; NaN where not matched.
    exposed_high : float64
        1 where any of them is in Gradient 1 to 4, else 0; NaN where not matched.
    band : category
        Band of 2025, ordered; missing where the unit groups have different bands, and where not matched.
    band_low : category
        Least exposed band among them, ordered; missing where not matched.
    band_high : category
        Most exposed band among them, ordered; missing where not matched.

    Raises
    ------
    InputError
        Where a column is missing or named twice, or a code cannot be read or can be read in two ways.

    Examples
    --------
    >>> import pandas as pd
    >>> survey = pd.DataFrame({"person": [1, 2, 3], "isco": ["4132", "41", "X"]})
    >>> attach(survey, code="isco")["match"].tolist()
    ['unit group', 'sub-major group', 'unplaced']
    """
    check_columns(frame, [code])
    if taken := [name for name in COLUMNS if f"{prefix}{name}" in frame.columns]:
        raise InputError(f"the frame has a column {prefix}{taken[0]} already. Name a prefix= for those that are added.")
    code_of, column = factorized(frame, code)
    if crosswalk is None:
        read = read_isco(column, set(units().groups), digits, unknown)
        reach = reach_of_isco(sorted({one.code for one in read.values() if one.kind == ISCO}))
    else:
        reach = reach_of_crosswalk(crosswalk, digits)
        read = read_national(column, reach.places, digits, unknown)
    added = _columns([read[text] for text in column.texts], reach, code_of)
    return pd.concat([frame, added.set_axis(frame.index).add_prefix(prefix)], axis=1)


def _match(code: Code, reach: Reach) -> str:
    if code.kind not in (ISCO, NATIONAL):
        return "total" if code.kind == TOTAL else "unplaced"
    return reach.level[code.code] if reach.places[code.code] else "unscored"


def _columns(codes: list[Code], reach: Reach, code_of: np.ndarray) -> pd.DataFrame:
    """Return the columns to attach: made once for each different code, and then taken for each row."""
    matches = [_match(code, reach) for code in codes]
    matched = [place for place, match in enumerate(matches) if match not in ("unscored", "unplaced", "total")]
    labels = [codes[place].code for place in matched]
    own = reach.units
    exposure, exposed = (under(labels, reach, q) for q in (own.exposure, own.in_bands(sorted(EXPOSED))))
    band = under(labels, reach, own.band.astype("float64"))
    numbers = {
        "exposure": exposure.equal, "exposure_low": exposure.lower, "exposure_high": exposure.upper,
        "exposed": exposed.equal, "exposed_low": exposed.lower, "exposed_high": exposed.upper,
    }  # fmt: skip
    found: dict[str, object] = {}
    isco = sorted({code.code for code in codes if code.kind == ISCO})
    own_place = np.array([isco.index(code.code) if code.kind == ISCO else -1 for code in codes], dtype="int16")
    found["isco08"] = pd.Categorical.from_codes(own_place[code_of], categories=pd.Index(isco, dtype="str"))
    of_match = np.array([MATCHES.index(match) for match in matches], dtype="int8")
    found["match"] = pd.Categorical.from_codes(of_match[code_of], categories=list(MATCHES))
    sizes = np.zeros(len(codes), dtype="int16")
    sizes[matched] = [len(reach.places[label]) for label in labels]
    found["n_unit_groups"] = sizes[code_of]
    for name, values in numbers.items():
        whole = np.full(len(codes), np.nan)
        whole[matched] = values
        found[name] = whole[code_of]
    single = np.where(band.lower == band.upper, band.lower, -1)
    for name, places in (("band", single), ("band_low", band.lower), ("band_high", band.upper)):
        whole = np.full(len(codes), -1, dtype="int8")
        whole[matched] = places
        found[name] = pd.Categorical.from_codes(whole[code_of], dtype=pd.CategoricalDtype(BANDS, ordered=True))
    return pd.DataFrame({name: found[name] for name in COLUMNS}, copy=False)
