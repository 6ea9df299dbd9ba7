"""Employment by exposure: the public function, and its result with bounds, equal split and informed split."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from exposure_gradient.employment.amounts import read_amounts
from exposure_gradient.employment.cells import (
    NESTED,
    TOTALS,
    Rows,
    check_added,
    check_columns,
    check_repeated,
    chosen,
    groups_of,
    settle_total,
    split_nested,
    summed,
)
from exposure_gradient.employment.codes import TOTAL, Code, factorized, read_isco, read_national
from exposure_gradient.employment.layout import Layout, found_layout
from exposure_gradient.employment.parts import Parts
from exposure_gradient.employment.reach import (
    Reach,
    reach_of_crosswalk,
    reach_of_isco,
    read_weights,
    units,
)
from exposure_gradient.errors import InputError
from exposure_gradient.measures.bands import EXPOSED
from exposure_gradient.tables import BANDS

THRESHOLDS = tuple(step / 20 for step in range(1, 16))
"""Mean exposures at which the distribution is given unless others are asked for: 0.05 to 0.75."""

RESERVED = {"band", "threshold", "code", "level", "employment", "n_unit_groups"}
"""Columns of the result."""


@dataclass(frozen=True)
class EmploymentByExposure:
    """Employment by exposure, as :func:`~exposure_gradient.employment_by_exposure` returns it.

    Each figure is given three times: at least (``lower``), with employment divided equally among the unit groups that its code may
    stand for (``equal_split``), and at most (``upper``). With a table of weights there is a fourth, ``informed_split``. The bounds are sharp: some
    way of dividing employment within the codes reaches each of them.

    Attributes
    ----------
    by : tuple of str
        The columns by which employment was grouped. Without any, a result is a Series, or is indexed by band or threshold alone.

    Methods
    -------
    exposed(bands=None, of="all")
        Share in Gradient 1 to 4, or in the bands named, per cent.
    bands(of="all")
        Share in each of the six bands, per cent.
    distribution(thresholds=..., of="all")
        Share with a mean exposure of at least each threshold, per cent; by default 0.05 to 0.75 in steps of 0.05.
    exposure()
        Mean exposure of placed employment, 0–1.
    coverage()
        What became of all employment, persons: placed, unscored, unplaced, suppressed, missing, and the level of the codes.
    cells()
        Employment by code, persons, with level and figures.
    unit_groups()
        Employment of each scored unit group, persons.
    """

    by: tuple[str, ...]
    _parts: Parts = field(repr=False)

    def exposed(self, bands: Sequence[str] | None = None, of: str = "all") -> pd.Series | pd.DataFrame:
        """Return the share of employment in Gradient 1 to 4, or in the bands named, in per cent.

        The share is of all employment: what could not be placed is in the denominator and in none of the bands (see ``coverage()``). With
        ``of="placed"`` it is left out of both.
        """
        wanted = self._parts.units.in_bands(sorted(EXPOSED) if bands is None else bands)
        return self._parts.flat(self._parts.shares(wanted, of))

    def bands(self, of: str = "all") -> pd.DataFrame:
        """Return the share of employment in each of the six bands, in per cent. The bounds of one band do not add up over bands."""
        shares = {band: self._parts.shares(self._parts.units.in_bands([band]), of) for band in BANDS}
        return self._parts.stacked(shares, "band", pd.CategoricalDtype(BANDS, ordered=True))

    def distribution(self, thresholds: Sequence[float] = THRESHOLDS, of: str = "all") -> pd.DataFrame:
        """Return the share of employment whose unit group has a mean exposure of at least each threshold, in per cent."""
        own = self._parts.units.exposure
        shares = {reached: self._parts.shares((own >= reached).astype("float64"), of) for reached in thresholds}
        return self._parts.stacked(shares, "threshold", "float64")

    def exposure(self) -> pd.Series | pd.DataFrame:
        """Return the mean exposure of placed employment, 0 to 1; NaN where none is placed."""
        return self._parts.flat(self._parts.per_person(self._parts.units.exposure, "placed"))

    def coverage(self) -> pd.Series | pd.DataFrame:
        """Return in persons what became of all employment: the parts that sum to ``total``, and of ``placed`` the levels.

        ``unscored`` is employment in groups without scores, as the armed forces; ``unplaced`` that without a stated occupation;
        ``suppressed`` that in unpublished cells, NaN where no total tells how much, which ``total`` then leaves out; ``missing`` what a stated
        total has beyond them all. ``perhaps_unscored`` is the part of ``placed`` whose codes have unit groups without scores, too.
        """
        return self._parts.flat(self._parts.coverage)

    def cells(self) -> pd.DataFrame:
        """Return placed and unscored employment by code: persons, level, number of unit groups, and the figures of Gradient 1 to 4."""
        return self._parts.cells()

    def unit_groups(self) -> pd.DataFrame:
        """Return the employment of each scored unit group in persons, indexed by ``isco08``: at least, equal split, at most.

        At least is what codes hold that stand for this unit group alone, at most what all codes hold that may stand for it.
        With a table of weights there is the informed split, too.
        """
        return self._parts.unit_groups()


def employment_by_exposure(
    frame: pd.DataFrame, *, code: str | None = None, weight: str | None = None, by: str | Sequence[str] = (),
    where: Mapping[str, Any] | None = None, crosswalk: pd.DataFrame | None = None, weights: pd.DataFrame | None = None,
    unit: float | None = None, digits: int | str | None = None, nested: str | None = None, repeated: str | None = None,
    total: str | None = None, unknown: str = "refuse", decimal: str | None = None, suppressed: Sequence[str] = (),
) -> EmploymentByExposure:  # fmt: skip
    """Return the distribution of employment over bands and exposure, with sharp bounds, from a table of employment by occupation.

    Codes may have one to four digits, mixed. A coarse code may stand for every scored unit group below it, a national one for its targets in
    a crosswalk. The figures are what holds however employment is divided among these. Nothing is dropped: what cannot be placed is a
    share of its own. What can be read in two ways is refused, with the option that settles it.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row for each code, and for each group of ``by``. :func:`~exposure_gradient.read_employment` reads one from a file.
    code : str, optional
        Column of codes. Tables of ILOSTAT and Eurostat need none of the first two.
    weight : str, optional
        Column of employment: numbers, or texts with decimal commas, flags and marks of suppressed cells.
    by : str or list of str
        Columns by which to part employment: sex, age, region, year.
    where : dict, optional
        Values, by column, of the rows to take, compared as text: ``{"SEX": "SEX_T", "TIME_PERIOD": 2025}``.
    crosswalk : pandas.DataFrame, optional
        Columns ``code`` (national) and ``isco08`` (one to four digits), many to many, for codes that are not of ISCO-08.
    weights : pandas.DataFrame, optional
        Columns ``isco08`` (four digits) and ``weight``: how the informed split divides a code among its unit groups.
    unit : float, optional
        Persons that one unit of ``weight`` stands for, such as 1000. Left out, a column UNIT_MULT says it, or it is 1.
    digits : int or str, optional
        Digits that every code has, where lost zeros are to be filled up: 1 to 4; ``"mixed"`` takes codes as they are written.
    nested : str, optional
        ``"totals"`` where a code is the total of the finer codes that stand with it, ``"separate"`` where it counts people of its own.
    repeated : str, optional
        ``"add"`` adds rows of one code up, as for microdata. Left out, they are refused.
    total : str, optional
        ``"stated"`` counts what a stated total has beyond the sum as missing, ``"sum"`` goes by the sum.
    unknown : str
        ``"unplaced"`` counts codes that the classification does not have as a share of its own; ``"refuse"`` refuses them.
    decimal : str, optional
        Decimal mark of texts, ``"."`` or ``","``, where the column does not settle it.
    suppressed : list of str
        Further marks of cells that are not published, beside ``x``, ``:``, ``..``, ``*``, ``c`` and the empty cell.

    Returns
    -------
    EmploymentByExposure
        The figures by band, by threshold of exposure and on average, and what became of all employment.

    Raises
    ------
    InputError
        Where a column is missing, a code or a number cannot be read, or something can be read in two ways.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"isco": ["41", "9"], "jobs": [300, 700]})
    >>> result = employment_by_exposure(table, code="isco", weight="jobs")
    >>> print(result.exposed().round(1).to_dict())
    {'lower': 30.0, 'equal_split': 34.2, 'upper': 100.0}
    """
    _check_options(nested=(nested, NESTED), repeated=(repeated, ("add",)), total=(total, TOTALS))
    frame, by = chosen(frame, where), (by,) if isinstance(by, str) else tuple(by)
    layout = found_layout(frame, code, weight, unit)
    rows, reach = _rows(frame, layout, by, crosswalk, _Reading(digits, unknown, decimal, tuple(suppressed)))
    used = {layout.code, layout.weight, *by, *layout.attributes}
    check_added(rows, used) if repeated else check_repeated(rows, used, _shown)
    groups = summed(rows)
    for group in groups:
        if crosswalk is None:
            split_nested(group, reach, nested)
        settle_total(group, total)
    return EmploymentByExposure(by, Parts(by, groups, reach, None if weights is None else read_weights(weights)))


@dataclass(frozen=True)
class _Reading:
    """How codes and numbers are read, as the caller says."""

    digits: int | str | None
    unknown: str
    decimal: str | None
    suppressed: tuple[str, ...]


def _check_options(**options: tuple[str | None, tuple[str, ...]]) -> None:
    for name, (value, allowed) in options.items():
        if value is not None and value not in allowed:
            raise InputError(f"{name}={value!r} is not {' or '.join(map(repr, allowed))}.")


def _shown(code: Code) -> str:
    return (
        f"the code {code.code}"
        if code.code
        else "the total"
        if code.kind == TOTAL
        else "the mark of no stated occupation"
    )


def _rows(
    frame: pd.DataFrame, layout: Layout, by: tuple[str, ...], crosswalk: pd.DataFrame | None, how: _Reading
) -> tuple[Rows, Reach]:
    """Return the rows of a table, read, and what their codes may stand for."""
    check_columns(frame, [layout.code, layout.weight, *by])
    if taken := sorted(set(by) & RESERVED):
        raise InputError(f"by= names a column {taken[0]}, as the result does. Rename it.")
    code_of, column = factorized(frame, layout.code)
    if crosswalk is None:
        read = read_isco(column, set(units().groups), how.digits, how.unknown)
        reach = reach_of_isco(sorted({one.code for one in read.values() if one.code}))
    else:
        reach = reach_of_crosswalk(crosswalk, how.digits)
        read = read_national(column, reach.places, how.digits, how.unknown)
    different = list(dict.fromkeys(read.values()))
    position = {one: place for place, one in enumerate(different)}
    amounts, persons = read_amounts(frame, layout.weight, how.decimal, how.suppressed), layout.persons(frame)
    is_compared = len({one.kind for one in different}) + len({len(one.code) for one in different}) > 2
    group_of, keys = groups_of(frame, by)
    rows = Rows(
        frame=frame,
        heading=layout.code,
        codes=different,
        code_of=np.array([position[read[text]] for text in column.texts])[code_of],
        amounts=amounts.values * persons,
        granule=amounts.granule() * float(np.max(persons)) if is_compared else 0.0,
        text_of=code_of,
        group_of=group_of,
        keys=keys,
    )
    return rows, reach
