"""Where an occupation would stand under other choices than those that the publication makes.

A choice replaces one convention and leaves all others as they are; the chapter "Sensitivity" argues each. What comes out
is sensitivity to choices. Intervals under models of chance are in ``intervals``.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import pandas as pd

from exposure_gradient.measures.bands import fitted_band, in_order
from exposure_gradient.measures.rules import mean, percentile_of, rounded4, sample_sd, two_decimals

CHOICES = {
    "gpt4o": "GPT-4o’s scores alone",
    "gemini": "Gemini’s scores alone",
    "left_out": "one of its tasks left out",
    "median": "medians instead of means",
    "scores_2023": "the 2023 scores",
    "mid_rank": "half of the equal ones counted as below",
    "ilo_means": "the ILO’s means of two decimals",
    "all_rows": "rows without a task statement kept",
    "lower": "band thresholds five hundredths of the scale lower",
    "higher": "band thresholds five hundredths of the scale higher",
}
"""The choices in the order in which they are shown, in words that follow "with"."""

BAND_CHOICES = ("lower", "higher")
"""Choices that leave every score and rank as it is."""

RANK_CHOICES = tuple(one for one in CHOICES if one not in BAND_CHOICES)
"""Choices that can move a rank."""

SHIFT = 0.05
"""What is added to each threshold or taken from it: five hundredths of the scale from 0 to 1, not five per cent of a threshold."""

FIRM = 10
"""An occupation is firm in rank whose percentiles under all choices lie within so many points."""


@dataclass(frozen=True)
class Standing:
    """Where an occupation stands under one choice.

    ``percentiles`` and ``ranks`` hold the lowest and the highest: they differ where a choice stands for several, as leaving out each
    of the tasks in turn does. Rank 1 is the most exposed; equals share a rank, which is a half where the choice splits
    them. ``bands`` holds every band that occurs, from the least exposed; it is empty where the choice says nothing of bands.
    """

    choice: str
    percentiles: tuple[int, int]
    ranks: tuple[float, float]
    bands: tuple[str, ...]


def at_two_decimals(
    scores: Iterable[float], centre: Callable[[Sequence[float]], float] = mean
) -> list[tuple[float, float]]:
    """Return what the fitted rule takes of some scores: centre and standard deviation at two decimals; nothing for fewer than two.

    >>> at_two_decimals([0.27, 0.26, 0.2, 0.18]), at_two_decimals([0.27])
    ([(0.23, 0.04)], [])
    """
    scores = list(scores)
    spread = sample_sd(scores)
    return [] if spread is None else [(two_decimals(centre(scores)), two_decimals(spread))]


def band_of(scores: Iterable[float], centre: Callable[[Sequence[float]], float] = mean) -> str | None:
    """Return the fitted rule's band of some scores, from their centre and standard deviation at two decimals; None for fewer than two.

    >>> band_of([0.27, 0.26, 0.2, 0.18])
    'Not exposed'
    """
    return next((fitted_band(m, s) for m, s in at_two_decimals(scores, centre)), None)


def _band_of(scores: Sequence[float], centre: Callable[[Sequence[float]], float] = mean) -> tuple[str, ...]:
    band = band_of(scores, centre)
    return () if band is None else (band,)


class Sensitivity:
    """All occupations' standings under all choices."""

    def __init__(self, scores: Mapping[str, Mapping[str, Sequence[float]]], published: Mapping[str, Any]) -> None:
        """Rank all occupations once for each choice.

        ``scores`` holds for each kind of score (``score_2025``, ``gpt4o``, ``gemini``, ``scores_2023``, ``all_rows``) the
        scores of each occupation's tasks, those that there are; ``published`` holds for each occupation its ``ilo_mean_2025``
        and ``ilo_sd_2025``.
        """
        self._scores, self._published = scores, published
        self._values: dict[str, dict[str, float]] = {
            kind: {code: rounded4(mean(own)) for code, own in by_code.items()} for kind, by_code in scores.items()
        }
        self._values["median"] = {code: rounded4(median(own)) for code, own in scores["score_2025"].items()}
        self._values["ilo_means"] = {code: float(row["ilo_mean_2025"]) for code, row in published.items()}
        self.values = pd.DataFrame(self._values).drop(columns="score_2025")
        self._ranked = {kind: sorted(values.values()) for kind, values in self._values.items()}

    def standings(self, isco08: str) -> tuple[Standing, ...]:
        """Return the standing under every choice that can be made for the occupation."""
        own = self._scores["score_2025"][isco08]
        m, s = (float(self._published[isco08][name]) for name in ("ilo_mean_2025", "ilo_sd_2025"))
        base = self._ranked["score_2025"]
        value = self._values["score_2025"][isco08]
        found = []
        for choice in CHOICES:
            if choice in BAND_CHOICES:
                shift = SHIFT if choice == "higher" else -SHIFT
                found.append(self._one(choice, base, value, (fitted_band(m, s, shift),)))
            elif choice == "left_out":
                found += self._left_out(isco08)
            elif choice == "mid_rank":
                below, equal = bisect_left(base, value), bisect_right(base, value) - bisect_left(base, value)
                percentile = percentile_of(2 * below + equal, 2 * len(base))
                rank = 1 + len(base) - below - equal + (equal - 1) / 2
                found.append(Standing(choice, (percentile, percentile), (rank, rank), ()))
            elif choice == "ilo_means":
                bands = (fitted_band(m, s),)
                found.append(self._one(choice, self._ranked[choice], self._values[choice][isco08], bands))
            elif choice == "median":
                bands = _band_of(own, median)
                found.append(self._one(choice, self._ranked[choice], self._values[choice][isco08], bands))
            elif isco08 in self._values[choice]:
                bands = _band_of(self._scores[choice][isco08])
                found.append(self._one(choice, self._ranked[choice], self._values[choice][isco08], bands))
        return tuple(found)

    @staticmethod
    def _one(choice: str, ranked: Sequence[float], value: float, bands: tuple[str, ...]) -> Standing:
        percentile = percentile_of(bisect_left(ranked, value), len(ranked))
        rank = 1.0 + len(ranked) - bisect_right(ranked, value)
        return Standing(choice, (percentile, percentile), (rank, rank), bands)

    def _left_out(self, isco08: str) -> list[Standing]:
        """Return the standing over all ways of leaving one task out, the other occupations as they are."""
        own, ranked = self._scores["score_2025"][isco08], self._ranked["score_2025"]
        if len(own) < 2:
            return []
        old, n = self._values["score_2025"][isco08], len(ranked)
        percentiles, ranks, bands = [], [], []
        for place in range(len(own)):
            rest = [*own[:place], *own[place + 1 :]]
            value = rounded4(mean(rest))
            # The occupation's own mean is among the ranked ones: it is replaced, not joined, by the new one.
            percentiles.append(percentile_of(bisect_left(ranked, value) - (old < value), n))
            ranks.append(1.0 + n - bisect_right(ranked, value) - (old > value))
            bands += _band_of(rest)
        return [Standing("left_out", (min(percentiles), max(percentiles)), (min(ranks), max(ranks)), in_order(bands))]
