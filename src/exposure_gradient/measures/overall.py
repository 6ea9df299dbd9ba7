"""What all occupations show together: the ends of the scale, the moves since 2023, the major groups, and how firm a place is."""

import functools
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from exposure_gradient.measures.occupation import Occupation, Study
from exposure_gradient.measures.rules import mean, rounded4

FIRM = 10
"""An occupation is firm in rank whose percentiles under all choices lie within so many points (chapter "Sensitivity")."""


def width(occupation: Occupation) -> int:
    """Return how many points apart the lowest and the highest percentile under all choices lie."""
    low, high = occupation.percentiles_of_all_choices
    return high - low


def task_spread(occupation: Occupation) -> float:
    """Return how far apart the highest and the lowest score of 2025 of the occupation's tasks lie."""
    scores = [task.score_2025 for task in occupation.tasks]
    return rounded4(max(scores) - min(scores))


def first_with_ties(
    occupations: Iterable[Occupation], n: int, key: Callable[[Occupation], Any]
) -> tuple[Occupation, ...]:
    """Return the first ``n`` by a key, lowest first, and with them all that equal the last; equals in the order of their codes."""
    ordered = sorted(occupations, key=lambda o: (key(o), o.isco08))
    if len(ordered) <= n:
        return tuple(ordered)
    last = key(ordered[n - 1])
    return tuple(o for o in ordered if key(o) <= last)


@dataclass(frozen=True)
class Group:
    """A major group: its occupations, the most exposed first, with its mean and change, each occupation counted once."""

    code: str
    title: str
    occupations: tuple[Occupation, ...]
    mean: float
    change: float

    @property
    def size(self) -> int:
        """The number of its occupations."""
        return len(self.occupations)

    @property
    def exposed(self) -> tuple[Occupation, ...]:
        """Its occupations in one of the bands Gradient 1 to 4."""
        return tuple(o for o in self.occupations if o.is_exposed)

    @property
    def highest(self) -> tuple[Occupation, ...]:
        """Its most exposed occupation, or those that share the highest mean."""
        return tuple(o for o in self.occupations if o.mean_2025 == self.occupations[0].mean_2025)

    @property
    def lowest(self) -> tuple[Occupation, ...]:
        """Its least exposed occupation, or those that share the lowest mean."""
        return tuple(o for o in self.occupations if o.mean_2025 == self.occupations[-1].mean_2025)

    @property
    def span(self) -> float:
        """How far apart its highest and lowest mean lie."""
        return rounded4(self.occupations[0].mean_2025 - self.occupations[-1].mean_2025)

    @property
    def rose(self) -> int:
        """How many of its means rose."""
        return sum(o.change > 0 for o in self.occupations)

    @property
    def fell(self) -> int:
        """How many of its means fell."""
        return sum(o.change < 0 for o in self.occupations)

    @property
    def same(self) -> int:
        """How many of its means did not change."""
        return self.size - self.rose - self.fell

    @property
    def furthest(self) -> tuple[Occupation, ...]:
        """The occupation whose mean moved most, up or down, or those that share that distance."""
        most = max(abs(o.change) for o in self.occupations)
        return tuple(o for o in self.occupations if abs(o.change) == most)


class Overall:
    """All occupations in the order of their means, and what can be said of them together."""

    def __init__(self, everything: Study) -> None:
        """Order the occupations from the least exposed, equals by code, and gather the major groups."""
        self.study = everything
        self.occupations: tuple[Occupation, ...] = tuple(
            sorted(everything.all_occupations(), key=lambda o: (o.mean_2025, o.isco08))
        )
        self.groups = tuple(self._group(code) for code in sorted(everything.major_titles))

    def _group(self, code: str) -> Group:
        own = tuple(o for o in reversed(self.occupations) if o.major_code == code)
        return Group(
            code,
            self.study.major_titles[code],
            own,
            self.study.group_mean(code),
            rounded4(mean(o.change for o in own)),
        )

    def least(self, n: int) -> tuple[Occupation, ...]:
        """Return the ``n`` least exposed, the least first, and those that equal the last."""
        return first_with_ties(self.occupations, n, lambda o: o.mean_2025)

    def most(self, n: int) -> tuple[Occupation, ...]:
        """Return the ``n`` most exposed, the most first, and those that equal the last."""
        return first_with_ties(self.occupations, n, lambda o: -o.mean_2025)

    def risen(self, n: int) -> tuple[Occupation, ...]:
        """Return the ``n`` largest rises since 2023, the largest first; only means that rose."""
        return first_with_ties([o for o in self.occupations if o.change > 0], n, lambda o: -o.change)

    def fallen(self, n: int) -> tuple[Occupation, ...]:
        """Return the ``n`` largest falls since 2023, the largest first; only means that fell."""
        return first_with_ties([o for o in self.occupations if o.change < 0], n, lambda o: o.change)

    def firmest(self, n: int) -> tuple[Occupation, ...]:
        """Return the ``n`` whose percentiles under all choices lie closest together, and those that equal the last."""
        return first_with_ties(self.occupations, n, width)

    def widest(self, n: int) -> tuple[Occupation, ...]:
        """Return the ``n`` whose percentiles under all choices lie furthest apart, and those that equal the last."""
        return first_with_ties(self.occupations, n, lambda o: -width(o))

    def n_firm(self) -> int:
        """Return how many occupations are firm in rank."""
        return sum(width(o) <= FIRM for o in self.occupations)

    def median_of(self, value: Callable[[Occupation], float], of: Sequence[Occupation] | None = None) -> float:
        """Return the median of a figure, over all occupations unless others are named."""
        return median(value(o) for o in (self.occupations if of is None else of))

    def quarters(self) -> tuple[Sequence[Occupation], Sequence[Occupation]]:
        """Return the middle half of the order of means, and the two outer quarters together."""
        cut = len(self.occupations) // 4
        return self.occupations[cut:-cut], (*self.occupations[:cut], *self.occupations[-cut:])

    @staticmethod
    def groups_among(occupations: Iterable[Occupation]) -> list[tuple[str, int]]:
        """Return the major groups' titles that occur among occupations and how often, the commonest first."""
        counts = Counter((o.major_code, o.major_title) for o in occupations)
        return [(title, n) for (_, title), n in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))]


@functools.lru_cache
def overall(everything: Study) -> Overall:
    """Return what all occupations of a study show together."""
    return Overall(everything)
