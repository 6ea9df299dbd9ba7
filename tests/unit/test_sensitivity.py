"""The standing under other choices, calculated a second time for every occupation and every choice."""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import floor
from statistics import fmean, median, stdev
from typing import Any

import pytest

from exposure_gradient.measures import Study
from exposure_gradient.measures.sensitivity import CHOICES, Standing
from exposure_gradient.paths import data_folder
from tiny import Row, tiny_study

ORDER = ("Not exposed", "Minimal", "Gradient 1", "Gradient 2", "Gradient 3", "Gradient 4")
OF_SCORES = {
    "gpt4o": "score_2025_gpt4o",
    "gemini": "score_2025_gemini",
    "scores_2023": "score_2023",
    "base": "score_2025",
}


@dataclass
class Expected:
    """What the second calculation gives under one choice, by occupation: lowest and highest where there are several."""

    percentiles: dict[str, tuple[int, int]] = field(default_factory=dict)
    ranks: dict[str, tuple[Fraction, Fraction]] = field(default_factory=dict)
    bands: dict[str, tuple[str, ...]] = field(default_factory=dict)


def four(value: float) -> Decimal:
    """A mean as it is kept."""
    return Decimal(value).quantize(Decimal("0.0001"), ROUND_HALF_EVEN)


def two(value: float) -> float:
    """Five decimals taken as exact, then two, halves up."""
    return float(Decimal(value).quantize(Decimal("0.00001"), ROUND_HALF_EVEN).quantize(Decimal("0.01"), ROUND_HALF_UP))


def percentile(below: Fraction | int, n: int) -> int:
    return floor(100 * Fraction(below) / n + Fraction(1, 2))


def band(m: float, s: float, shift: float = 0.0) -> str:
    """In whole hundredths, so that no comparison is a matter of bits."""
    return _band(round(100 * m), round(100 * s), *(part + round(100 * shift) for part in (40, 50, 60)))


def band_in_doubles(m: float, s: float, shift: float = 0.0) -> str:
    return _band(m, s, 0.4 + shift, 0.5 + shift, 0.6 + shift)


def _band(m: float, s: float, low: float, middle: float, high: float) -> str:
    if m >= high and m - s >= middle:
        return "Gradient 4"
    if m >= middle:
        return "Gradient 3"
    if m >= low and m + s >= middle:
        return "Gradient 2"
    if m + s >= middle:
        return "Gradient 1"
    return "Minimal" if m + s >= low else "Not exposed"


def ranked(values: Mapping[str, Any], bands: Mapping[str, str] | None = None) -> Expected:
    """Count for each occupation those below and above it, one by one."""
    found, n = Expected(), len(values)
    for code, own in values.items():
        p = percentile(sum(other < own for other in values.values()), n)
        r = Fraction(1 + sum(other > own for other in values.values()))
        found.percentiles[code], found.ranks[code] = (p, p), (r, r)
        found.bands[code] = () if bands is None else (bands[code],)
    return found


@pytest.fixture(scope="module")
def second() -> dict[str, Expected]:
    """Every standing, from the committed tables, with nothing of the package's."""
    scores: dict[str, dict[str, list[float]]] = {kind: {} for kind in (*OF_SCORES, "all_rows")}
    with (data_folder() / "task_scores.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            scores["all_rows"].setdefault(row["isco08"], []).append(float(row["score_2025"]))
            for kind, column in OF_SCORES.items():
                if row["has_statement"] == "True" and row[column]:
                    scores[kind].setdefault(row["isco08"], []).append(float(row[column]))
    with (data_folder() / "occupations.csv").open(encoding="utf-8") as file:
        published = {
            row["isco08"]: (float(row["ilo_mean_2025"]), float(row["ilo_sd_2025"])) for row in csv.DictReader(file)
        }
    means = {kind: {code: four(fmean(own)) for code, own in of.items()} for kind, of in scores.items()}
    base, n = means["base"], len(means["base"])
    found = {}
    for kind in ("gpt4o", "gemini", "scores_2023", "all_rows"):
        bands = {code: band(two(fmean(own)), two(stdev(own))) for code, own in scores[kind].items()}
        found[kind] = ranked(means[kind], bands)
    medians = {code: median(own) for code, own in scores["base"].items()}
    bands = {code: band(two(medians[code]), two(stdev(own))) for code, own in scores["base"].items()}
    found["median"] = ranked({code: four(value) for code, value in medians.items()}, bands)
    found["ilo_means"] = ranked(
        {code: m for code, (m, _) in published.items()}, {c: band(*of) for c, of in published.items()}
    )
    for choice, shift in (("lower", -0.05), ("higher", 0.05)):
        found[choice] = ranked(base, {code: band(m, s, shift) for code, (m, s) in published.items()})
    halves = found["mid_rank"] = ranked(base)
    for code, own in base.items():
        below, equal = sum(other < own for other in base.values()), sum(other == own for other in base.values())
        p = percentile(below + Fraction(equal, 2), n)
        first, last = n - below - equal + 1, n - below
        halves.percentiles[code], halves.ranks[code] = (p, p), (Fraction(first + last, 2),) * 2
    left = found["left_out"] = Expected()
    for code, own in scores["base"].items():
        others = [value for other, value in base.items() if other != code]
        percentiles, ranks, seen = [], [], set()
        for place in range(len(own)):
            rest = own[:place] + own[place + 1 :]
            value = four(fmean(rest))
            percentiles.append(percentile(sum(other < value for other in others), n))
            ranks.append(Fraction(1 + sum(other > value for other in others)))
            if len(rest) > 1:  # one score has no standard deviation, hence no band
                seen.add(band(two(fmean(rest)), two(stdev(rest))))
        left.percentiles[code], left.ranks[code] = (min(percentiles), max(percentiles)), (min(ranks), max(ranks))
        left.bands[code] = tuple(sorted(seen, key=ORDER.index))
    return found


@pytest.fixture(scope="module")
def ours(everything: Study) -> dict[str, dict[str, Standing]]:
    """Every standing as the publication has it, by choice and occupation."""
    found: dict[str, dict[str, Standing]] = {choice: {} for choice in CHOICES}
    for occupation in everything.all_occupations():
        for standing in occupation.standings:
            found[standing.choice][occupation.isco08] = standing
    return found


def test_every_choice_is_calculated_twice(second: dict[str, Expected]) -> None:
    assert sorted(second) == sorted(CHOICES)


@pytest.mark.parametrize("name", ["percentiles", "ranks", "bands"])
@pytest.mark.parametrize("choice", CHOICES)
def test_every_standing_is_that_of_the_second_calculation(
    choice: str,
    name: str,
    ours: dict[str, dict[str, Standing]],
    second: dict[str, Expected],
    same_for_all: Callable[..., None],
) -> None:
    same_for_all(
        f"{name} with {CHOICES[choice]}",
        {code: getattr(standing, name) for code, standing in ours[choice].items()},
        getattr(second[choice], name),
    )


MOVES = {
    "gpt4o": (358, 15, 44),
    "gemini": (360, 12, 70),
    "left_out": (420, 26, 140),
    "median": (387, 27, 54),
    "scores_2023": (407, 45, 181),
    "mid_rank": (55, 1, 0),
    "ilo_means": (279, 7, 3),
    "all_rows": (11, 11, 3),
    "lower": (0, 0, 143),
    "higher": (0, 0, 103),
}
"""Percentiles that change, the largest move of one, and bands that change; a change of these is to be reviewed."""


@pytest.mark.parametrize("choice", CHOICES)
def test_what_each_choice_moves(
    choice: str, everything: Study, ours: dict[str, dict[str, Standing]], second: dict[str, Expected]
) -> None:
    for source in (ours[choice], None):
        moved, bands = [], 0
        for o in everything.all_occupations():
            ends = second[choice].percentiles[o.isco08] if source is None else source[o.isco08].percentiles
            seen = second[choice].bands[o.isco08] if source is None else source[o.isco08].bands
            moved.append(max(abs(end - o.percentile) for end in ends))
            bands += bool(set(seen) - {o.band})
        assert (sum(move > 0 for move in moved), max(moved), bands) == MOVES[choice], choice


def test_in_doubles_the_base_scores_give_the_published_bands(
    everything: Study, same_for_all: Callable[..., None]
) -> None:
    given = {}
    for o in everything.all_occupations():
        own = [task.score_2025 for task in o.tasks]
        given[o.isco08] = band_in_doubles(two(fmean(own)), two(stdev(own)))
    same_for_all("band", given, {o.isco08: o.band for o in everything.all_occupations()})


def test_the_ranges_hold_the_base_and_every_choice(everything: Study) -> None:
    for o in everything.all_occupations():
        low, high = o.percentiles_of_all_choices
        first, last = o.ranks_of_all_choices
        assert low <= o.percentile_range[0] <= o.percentile <= o.percentile_range[1] <= high, f"{o.isco08}: percentile"
        assert first <= o.rank <= last, f"{o.isco08}: rank"
        for standing in o.standings:
            assert low <= standing.percentiles[0] <= standing.percentiles[1] <= high, f"{o.isco08}: {standing.choice}"
            assert first <= standing.ranks[0] <= standing.ranks[1] <= last, f"{o.isco08}: {standing.choice}"


def test_ranks_of_each_choice_add_up(ours: dict[str, dict[str, Standing]]) -> None:
    ranks = [standing.ranks[0] for standing in ours["mid_rank"].values()]
    assert sum(ranks) == len(ranks) * (len(ranks) + 1) / 2, "mid-ranks add up to those without ties"


def test_leaving_out_the_one_task_is_no_choice() -> None:
    made = tiny_study({"1111": [0.2], "2222": [0.1, 0.3]})
    assert "left_out" not in {standing.choice for standing in made.occupation("1111").standings}
    [left] = [standing for standing in made.occupation("2222").standings if standing.choice == "left_out"]
    assert left.percentiles == (0, 50) and left.ranks == (1.0, 2.0)


def test_ties_share_a_mid_rank() -> None:
    made = tiny_study({"1111": [0.2, 0.4], "2222": [0.3, 0.3], "3333": [0.1, 0.1]})
    [half] = [standing for standing in made.occupation("1111").standings if standing.choice == "mid_rank"]
    assert half.percentiles == (67, 67) and half.ranks == (1.5, 1.5)


def test_a_row_without_a_statement_counts_under_its_choice_alone() -> None:
    made = tiny_study({"1111": [Row(0.1, 0.1), Row(0.1, 0.1), Row(0.9, 0.9, has_statement=False)], "2222": [0.2, 0.2]})
    standings = {standing.choice: standing for standing in made.occupation("1111").standings}
    assert made.occupation("1111").percentile == 0
    assert standings["all_rows"].percentiles == (50, 50)
