"""The figures of one occupation: what its page states, and what follows from it alone.

A page reads one :class:`Occupation` and nothing else, so what a page depends on is exactly what stands in it:
the build compares :meth:`Occupation.inputs` to learn whether a page must be run again.

Rules are those of the chapter "Measures"; scores lie on the ILO's 0–1 scale (Gmyrek et al. 2025, file of task
scores, column ``score_2025`` unless another is named).
"""

from dataclasses import dataclass
from typing import Any

from exposure_gradient.measures.bands import EXPOSED, TASK_THRESHOLD
from exposure_gradient.measures.rules import in_decimals, rounded4
from exposure_gradient.measures.sensitivity import Standing
from exposure_gradient.measures.text import slug
from exposure_gradient.tables import BANDS


@dataclass(frozen=True)
class Task:
    """One task's scores, 0–1; None where the file has none. ``row`` is its row in the ILO's file."""

    number: int
    score_2023: float | None
    score_2025_gpt4o: float | None
    score_2025_gemini: float | None
    score_2025: float
    is_reconciled: bool
    row: int

    @property
    def change(self) -> float | None:
        """``score_2025`` minus ``score_2023`` in double arithmetic, unrounded; None without a 2023 score.

        The rules compare and show this one; what is published as a value is ``change_in_decimals``.
        """
        return None if self.score_2023 is None else self.score_2025 - self.score_2023

    @property
    def change_in_decimals(self) -> float | None:
        """The change as the scores' decimals give it."""
        return None if self.change is None else in_decimals(self.change)

    @property
    def disagreement(self) -> float | None:
        """GPT-4o's score minus Gemini's, unrounded; None where one of them is missing."""
        if self.score_2025_gpt4o is None or self.score_2025_gemini is None:
            return None
        return self.score_2025_gpt4o - self.score_2025_gemini


@dataclass(frozen=True)
class UsOccupation:
    """A U.S. occupation that the crosswalk joins to a unit group; employment in jobs, May 2024.

    ``ibs_rows`` are the rows that join it to this unit group, ``reach_rows`` those that join it to any scored one.
    """

    onet_soc: str
    title: str
    employment: int | None
    oews_code: str | None
    is_inherited: bool
    is_pooled: bool
    n_unit_groups: int
    ibs_rows: tuple[int, ...]
    reach_rows: tuple[int, ...]
    onet_crosswalk_rows: tuple[int, ...]
    onet_row: int
    oews_row: int | None


@dataclass(frozen=True)
class Neighbour:
    """An occupation next to this one in the order of the means."""

    isco08: str
    title: str
    mean_2025: float

    @property
    def page(self) -> str:
        """The page's name, without folder and ending."""
        return f"{self.isco08}-{slug(self.title)}"


@dataclass(frozen=True)
class Occupation:
    """Everything that one occupation's page states. Means and changes are rounded to four decimals.

    ``intervals`` is its row of ``data/intervals.csv`` as names and values, nothing where the edition has none.
    """

    isco08: str
    title: str
    major_code: str
    major_title: str
    tasks: tuple[Task, ...]
    rows_left_out: tuple[int, ...]
    mean_2025: float
    mean_2023: float
    change: float
    change_expected: float
    change_adjusted: float
    rank_2023: int
    rank_change: int
    peers_of_fastest: tuple[int, float]
    percentile: int
    n_occupations: int
    n_below: int
    rank: int
    band: str
    ilo_mean_2025: float
    ilo_sd_2025: float
    us_occupations: tuple[UsOccupation, ...]
    percentile_gpt4o: int
    percentile_gemini: int
    percentiles_leaving_one_out: tuple[tuple[int, int], ...]
    standings: tuple[Standing, ...]
    group_mean: float
    group_size: int
    rank_in_group: int
    below: tuple[Neighbour, ...]
    above: tuple[Neighbour, ...]
    related: tuple[Neighbour, ...]
    """The others of its minor group."""
    histogram: tuple[tuple[int, ...], ...]
    intervals: tuple[tuple[str, Any], ...] = ()
    us_jobs_below: tuple[int, int, int] = (0, 0, 0)
    """U.S. jobs in occupations with a lower mean: at least, at most, and all that are placed."""

    @property
    def slug(self) -> str:
        """The title as it stands in the page's address."""
        return slug(self.title)

    @property
    def page(self) -> str:
        """The page's name, without folder and ending: ``CODE-slug``."""
        return f"{self.isco08}-{self.slug}"

    @property
    def n_tasks(self) -> int:
        """The number of tasks that count."""
        return len(self.tasks)

    @property
    def n_rows_left_out(self) -> int:
        """The number of the occupation's rows in the ILO's file that a declared correction leaves out."""
        return len(self.rows_left_out)

    @property
    def is_exposed(self) -> bool:
        """Whether the occupation's band is one of Gradient 1 to 4."""
        return self.band in EXPOSED

    @property
    def share_exposed_pct(self) -> int:
        """The share of tasks in an exposed band, per cent: 100 or 0, since tasks carry their occupation's band."""
        return 100 if self.is_exposed else 0

    @property
    def band_counts(self) -> dict[str, int]:
        """The number of tasks in each of the six bands, zeros included."""
        return {band: self.n_tasks if band == self.band else 0 for band in BANDS}

    @property
    def most_exposed_task(self) -> Task:
        """The task with the largest 2025 score; the first of equals."""
        return max(self.tasks, key=lambda task: task.score_2025)

    @property
    def fastest_moving_task(self) -> Task:
        """The task with the largest signed change; the first of equals; one without a 2023 score cannot win."""
        return max((task for task in self.tasks if task.change is not None), key=lambda task: task.change)

    @property
    def n_at_threshold(self) -> int:
        """How many tasks score ``TASK_THRESHOLD`` or more, compared as decimals."""
        return sum(in_decimals(task.score_2025) >= TASK_THRESHOLD for task in self.tasks)

    @property
    def least_exposed_task(self) -> Task:
        """The task with the smallest 2025 score; the first of equals."""
        return min(self.tasks, key=lambda task: task.score_2025)

    @property
    def percentile_range(self) -> tuple[int, int]:
        """The lowest and highest percentile over the stated choices: as is, one model alone, one task left out."""
        seen = [
            self.percentile,
            self.percentile_gpt4o,
            self.percentile_gemini,
            *(percentile for _, percentile in self.percentiles_leaving_one_out),
        ]
        return min(seen), max(seen)

    @property
    def percentiles_of_all_choices(self) -> tuple[int, int]:
        """The lowest and highest percentile over every choice of the chapter "Sensitivity", the one made included."""
        seen = [self.percentile, *(end for standing in self.standings for end in standing.percentiles)]
        return min(seen), max(seen)

    @property
    def ranks_of_all_choices(self) -> tuple[float, float]:
        """The lowest and highest rank, 1 being the most exposed, over the same choices."""
        seen = [float(self.rank), *(end for standing in self.standings for end in standing.ranks)]
        return min(seen), max(seen)

    @property
    def widest_disagreement(self) -> Task | None:
        """The task on which the two models are farthest apart; the first of equals; None without a scored pair."""
        paired = [task for task in self.tasks if task.disagreement is not None]
        return max(paired, key=lambda task: rounded4(abs(task.disagreement))) if paired else None

    def inputs(self) -> dict[str, Any]:
        """Return everything that the page states or draws, in JSON's types and the dataclasses of this module.

        Of the percentiles leaving one task out the page states the range alone.
        """
        stated = vars(self) | {"percentile_range": self.percentile_range}
        del stated["percentiles_leaving_one_out"]
        return stated

    def headline(self) -> dict[str, Any]:
        """Return what lists of occupations state of this one, ready for JSON."""
        names = (
            "isco08",
            "title",
            "mean_2025",
            "change",
            "change_adjusted",
            "percentile",
            "band",
            "n_tasks",
            "n_occupations",
        )
        return {name: getattr(self, name) for name in names}
