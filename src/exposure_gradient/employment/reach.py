"""Which scored unit groups a reported code may stand for, and what a quantity of these can be at least, at most and on average."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from exposure_gradient.employment.amounts import read_amounts
from exposure_gradient.employment.codes import ISCO, Code, as_national, factorized, read_isco
from exposure_gradient.errors import InputError
from exposure_gradient.measures import study
from exposure_gradient.measures.rules import mean
from exposure_gradient.tables import BANDS

CROSSWALK_COLUMNS = ("code", "isco08")
WEIGHT_COLUMNS = ("isco08", "weight")
LEVELS = {1: "major group", 2: "sub-major group", 3: "minor group", 4: "unit group"}
CROSSWALK, REST = "crosswalk", "rest of a group"


@dataclass(frozen=True)
class Units:
    """The scored unit groups in the order of their codes: mean exposure, band, and every code of ISCO-08 with those below it."""

    codes: tuple[str, ...]
    exposure: np.ndarray
    band: np.ndarray
    groups: frozenset[str]
    below: dict[str, tuple[int, ...]]
    has_unscored: frozenset[str]

    def in_bands(self, bands: Sequence[str]) -> np.ndarray:
        """Return 1 for each unit group whose band is one of those named, otherwise 0."""
        unknown = [band for band in bands if band not in BANDS]
        if unknown:
            raise InputError(f"{unknown[0]!r} is no band; the bands are {', '.join(BANDS)}.")
        return np.isin(self.band, [BANDS.index(band) for band in bands]).astype("float64")


@functools.lru_cache(maxsize=2)
def _units_of(known: object) -> Units:
    all_groups = known.tables.isco_groups["code"].tolist()
    codes = known.codes
    structure = [code for code in all_groups if len(code) == 4]
    below = {g: tuple(place for place, code in enumerate(codes) if code.startswith(g)) for g in all_groups}
    return Units(
        codes=tuple(codes),
        exposure=np.array([known.means_2025[code] for code in codes]),
        band=np.array([BANDS.index(known.published(code)["band"]) for code in codes]),
        groups=frozenset(all_groups),
        below=below,
        has_unscored=frozenset(code[:n] for code in set(structure) - set(codes) for n in LEVELS),
    )


def units() -> Units:
    """Return the scored unit groups of the study over the committed tables."""
    return _units_of(study())


@dataclass(frozen=True)
class Reach:
    """What each label may stand for: the places of its scored unit groups, and at which level it was matched.

    A label without a scored unit group, as the armed forces are, has an empty tuple.
    """

    units: Units
    places: dict[str, tuple[int, ...]] = field(default_factory=dict)
    level: dict[str, str] = field(default_factory=dict)
    partly: set[str] = field(default_factory=set)
    """Labels that may stand for a unit group without scores, too."""

    def with_rest(self, label: str, places: tuple[int, ...], is_partly: bool) -> None:
        """Enter what is left of a group when the groups below it that a table states are taken out."""
        self.places[label], self.level[label] = places, REST
        if is_partly:
            self.partly.add(label)


def reach_of_isco(codes: Sequence[str]) -> Reach:
    """Return what codes of ISCO-08 may stand for: themselves at four digits, all unit groups below them at one to three."""
    own = units()
    return Reach(
        own,
        {code: own.below[code] for code in codes},
        {code: LEVELS[len(code)] for code in codes},
        {code for code in codes if code in own.has_unscored and own.below[code]},
    )


def reach_of_crosswalk(crosswalk: pd.DataFrame, digits: int | str | None = None) -> Reach:
    """Return what national codes may stand for, from a crosswalk with the columns ``code`` and ``isco08``.

    Codes may have many targets, of one to four digits. A row with an empty target joins its code to nothing.
    Raises InputError for a missing column, and for a target that is no group of ISCO-08.
    """
    missing = [name for name in CROSSWALK_COLUMNS if name not in crosswalk]
    if missing:
        raise InputError(
            f"the crosswalk has no column {missing[0]}. It needs code, that of the national classification, and isco08."
        )
    own = units()
    rows, column = factorized(crosswalk, "isco08", "Write the crosswalk’s codes with their zeros")
    targets = read_isco(column, set(own.groups), None, "refuse")
    sets: dict[str, set[int]] = {}
    partly: set[str] = set()
    for value, place in zip(crosswalk["code"], rows, strict=True):
        code, target = as_national(value), targets[column.texts[place]]
        if isinstance(digits, int) and code.isascii() and code.isdigit():
            code = code.zfill(digits)
        reached = own.below[target.code] if target.kind == ISCO else ()
        sets.setdefault(code, set()).update(reached)
        if target.kind == ISCO and target.code in own.has_unscored:
            partly.add(code)
    places = {code: tuple(sorted(reached)) for code, reached in sets.items()}
    return Reach(own, places, dict.fromkeys(places, CROSSWALK), {code for code in partly if places[code]})


def read_weights(weights: pd.DataFrame) -> np.ndarray:
    """Return the weight of each scored unit group, from a table at four digits with the columns ``isco08`` and ``weight``.

    A unit group without a row has the weight 0. Raises InputError for a missing column, a coarser code, or one that stands twice.
    """
    missing = [name for name in WEIGHT_COLUMNS if name not in weights]
    if missing:
        raise InputError(f"the table of weights has no column {missing[0]}. It needs isco08 and weight.")
    own = units()
    rows, column = factorized(weights, "isco08")
    for text in column.texts:
        if text.isascii() and text.isdigit() and len(text) < 3:
            raise column.refuse(text, "of the table of weights has fewer than four digits. Weights part coarser codes")
    read = read_isco(column, set(own.groups), 4, "refuse")
    amounts = np.nan_to_num(read_amounts(weights, "weight").values)
    found = np.zeros(len(own.codes))
    seen: dict[str, Code] = {}
    for place, amount in zip(rows, amounts, strict=True):
        text = column.texts[place]
        code = read[text]
        if code.kind != ISCO:
            continue
        if len(code.code) < 4:
            raise column.refuse(text, "of the table of weights has fewer than four digits. Weights part coarser codes")
        if code.code in seen:
            raise column.refuse(text, "of the table of weights stands twice. Add its weights up")
        seen[code.code] = code
        if own.below[code.code]:
            found[own.below[code.code][0]] = amount
    return found


@dataclass(frozen=True)
class Quantity:
    """A quantity of unit groups under each label: at least, equal split, at most, informed split (NaN without weights)."""

    lower: np.ndarray
    equal: np.ndarray
    upper: np.ndarray
    informed: np.ndarray


def under(labels: Sequence[str], reach: Reach, of_units: np.ndarray, weights: np.ndarray | None = None) -> Quantity:
    """Return what a quantity of unit groups can be under each label; each must have at least one scored unit group.

    A label whose unit groups all have the weight 0 has no informed split of its own: it gets the equal split.
    """
    columns: tuple[list[float], ...] = ([], [], [], [])
    for label in labels:
        places = list(reach.places[label])
        values = of_units[places]
        equal = mean(values.tolist())
        informed = equal
        if weights is not None:
            total = math.fsum(weights[places])
            informed = math.fsum(values * weights[places]) / total if total else equal
        for column, value in zip(columns, (values.min(), equal, values.max(), informed), strict=True):
            column.append(float(value))
    return Quantity(*(np.array(column, dtype="float64") for column in columns))
