"""What the cells of a table come to: sums of a quantity over codes, for each group of rows, and what became of all employment."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from exposure_gradient.employment.cells import Group
from exposure_gradient.employment.reach import CROSSWALK, LEVELS, REST, Reach, Units, under
from exposure_gradient.errors import InputError
from exposure_gradient.measures.bands import EXPOSED

FIGURES = ("lower", "equal_split", "upper")
INFORMED = "informed_split"
BASES = {"all": "total", "placed": "placed"}
"""What a share can be of, and the part of employment that this is."""

Row = dict[str, float]


@dataclass(frozen=True)
class Parts:
    """Employment in the cells of each group, and what their codes may stand for. ``weights`` are of unit groups."""

    by: tuple[str, ...]
    groups: list[Group]
    reach: Reach
    weights: np.ndarray | None

    @property
    def units(self) -> Units:
        """The scored unit groups."""
        return self.reach.units

    def _under(self, labels: list[str], of_units: np.ndarray) -> dict[str, np.ndarray]:
        found = under(labels, self.reach, of_units, self.weights)
        names = FIGURES if self.weights is None else (*FIGURES, INFORMED)
        return dict(zip(names, (found.lower, found.equal, found.upper, found.informed), strict=False))

    def _scored(self, group: Group) -> dict[str, float]:
        """Return the employment of a group that is placed among scored unit groups, by label, in the order of labels."""
        return {label: group.placed[label] for label in sorted(group.placed) if self.reach.places[label]}

    def per_person(self, of_units: np.ndarray, part: str) -> list[Row]:
        """Return for each group a quantity summed over its employment, divided by a part of this."""
        labels = sorted({label for group in self.groups for label in self._scored(group)})
        place = {label: number for number, label in enumerate(labels)}
        values, found = self._under(labels, of_units), []
        for group, coverage in zip(self.groups, self.coverage, strict=True):
            scored, whole = self._scored(group), coverage[part]
            at, persons = [place[label] for label in scored], np.array(list(scored.values()))
            sums = {name: math.fsum(persons * own[at]) for name, own in values.items()}
            found.append({name: added / whole if whole > 0 else math.nan for name, added in sums.items()})
        return found

    def shares(self, of_units: np.ndarray, of: str) -> list[Row]:
        """Return for each group the share of its employment that a quantity of 0 or 1 marks, in per cent."""
        if of not in BASES:
            raise InputError(f"of={of!r} is neither {' nor '.join(map(repr, BASES))}.")
        return [{name: 100 * value for name, value in row.items()} for row in self.per_person(of_units, BASES[of])]

    @functools.cached_property
    def coverage(self) -> list[Row]:
        """What became of the employment of each group."""
        return [self._coverage_of(group) for group in self.groups]

    def _coverage_of(self, group: Group) -> Row:
        scored, reach = self._scored(group), self.reach
        placed = math.fsum(scored.values())
        unscored = math.fsum(persons for label, persons in group.placed.items() if not reach.places[label])
        known = 0.0 if math.isnan(group.suppressed) else group.suppressed
        parts = {
            "total": math.fsum((placed, unscored, group.not_stated, known, group.missing)),
            "placed": placed,
            "unscored": unscored,
            "unplaced": group.not_stated,
            "suppressed": group.suppressed,
            "missing": group.missing,
            "n_suppressed": group.n_suppressed,
        }
        for level in (*reversed(LEVELS.values()), REST, CROSSWALK):
            own = math.fsum(persons for label, persons in scored.items() if reach.level[label] == level)
            parts["placed_by_" + level.replace(" ", "_").replace("-", "_")] = own
        parts["perhaps_unscored"] = math.fsum(persons for label, persons in scored.items() if label in reach.partly)
        if self.weights is not None:
            has_weights = {label: bool(self.weights[list(reach.places[label])].any()) for label in scored}
            parts["informed"] = math.fsum(persons for label, persons in scored.items() if has_weights[label])
        return parts

    def cells(self) -> pd.DataFrame:
        """Return employment by code and group, with the level and the figures of the exposed bands."""
        labels = sorted({label for group in self.groups for label in group.placed if self.reach.places[label]})
        shares = self._under(labels, self.units.in_bands(sorted(EXPOSED)))
        place = {label: number for number, label in enumerate(labels)}
        rows = []
        for group in self.groups:
            for label in sorted(group.placed):
                row = dict(zip(self.by, group.key, strict=True))
                row |= {"code": label, "level": self.reach.level[label], "employment": group.placed[label]}
                row["n_unit_groups"] = len(self.reach.places[label])
                at = place.get(label)
                row |= {name: math.nan if at is None else 100 * values[at] for name, values in shares.items()}
                rows.append(row)
        return pd.DataFrame(rows)

    def unit_groups(self) -> pd.DataFrame:
        """Return the employment of each scored unit group: surely, with the equal split (and by weights), and perhaps."""
        rows = []
        for group in self.groups:
            reached: dict[int, list[tuple[float, float, int]]] = {place: [] for place in range(len(self.units.codes))}
            for label, persons in self._scored(group).items():
                places = self.reach.places[label]
                for place in places:
                    reached[place].append((persons, self._weight(place, places), len(places)))
            for place, code in enumerate(self.units.codes):
                own = reached[place]
                row = dict(zip(self.by, group.key, strict=True)) | {"isco08": code}
                row["lower"] = math.fsum(persons for persons, _, n in own if n == 1)
                row["equal_split"] = math.fsum(persons / n for persons, _, n in own)
                row["upper"] = math.fsum(persons for persons, _, _ in own)
                if self.weights is not None:
                    row[INFORMED] = math.fsum(persons * share for persons, share, _ in own)
                rows.append(row)
        return pd.DataFrame(rows).set_index([*self.by, "isco08"])

    def _weight(self, place: int, places: tuple[int, ...]) -> float:
        """Return the share of a label’s employment that the weights give to one of its unit groups; without any, an equal one."""
        total = 0.0 if self.weights is None else math.fsum(self.weights[list(places)])
        return float(self.weights[place]) / total if total else 1 / len(places)

    def flat(self, rows: list[Row]) -> pd.Series | pd.DataFrame:
        """Return one row for each group, or a Series where there are no groups."""
        if not self.by:
            return pd.Series(rows[0], dtype="float64")
        keys = [group.key for group in self.groups]
        if len(self.by) == 1:
            return pd.DataFrame(rows, index=pd.Index([key[0] for key in keys], name=self.by[0]))
        return pd.DataFrame(rows, index=pd.MultiIndex.from_tuples(keys, names=self.by))

    def stacked(self, tables: Mapping[Any, list[Row]], name: str, dtype: Any) -> pd.DataFrame:
        """Return one row for each group and value, the value as the last level of the index."""
        rows = [
            {**dict(zip(self.by, group.key, strict=True)), name: value, **own[place]}
            for place, group in enumerate(self.groups)
            for value, own in tables.items()
        ]
        return pd.DataFrame(rows).astype({name: dtype}).set_index([*self.by, name])
