"""The tables that pages read, as pandas frames: all that a notebook computes from."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import pandas as pd

from exposure_gradient.measures.occupations import Study, study
from exposure_gradient.measures.text import slug
from exposure_gradient.sources import Wording, load_wording
from exposure_gradient.sources.wording import Words


@dataclass(frozen=True)
class PageData:
    """What the page of one occupation may read.

    ``tasks``: one row per task that counts, indexed by its number; ``score_2023``, ``score_2025_gpt4o``, ``score_2025_gemini`` and
    ``score_2025`` on 0–1 (float64, NaN where the file has none), ``is_reconciled`` (bool), ``source_row`` (int64, its row in the ILO's
    file), ``statement``, ``justification_gpt4o`` and ``justification_gemini`` (text, None where the publisher's file was not at hand).

    ``definition`` and ``included``: what ISCO-08 says of the unit group, and the occupations that it gives as examples (None and nothing
    where the publisher's workbook was not at hand).

    ``rows_left_out``: the same scores of the rows that a declared correction leaves out, since they state no task.

    ``occupations``: one row per occupation, indexed by code; ``title``, ``major_code``, ``band``, ``mean_2025``, ``mean_2023``, ``change`` and, as
    :func:`~exposure_gradient.measures.comparability.with_adjusted` has them, ``change_expected``, ``change_adjusted``, ``rank_2023`` and
    ``rank_change``.

    ``peers``: one row per 2023 score that occurs among all tasks, indexed by it; ``n`` tasks had it, and these have ``mean_2025`` and
    ``change`` on average (four decimals).

    ``choices``: one row per occupation, a column per choice of the chapter "Sensitivity" that ranks all occupations anew; the value by
    which it ranks them (float64, NaN where an occupation has none).

    ``intervals``: the occupation's row of ``data/intervals.csv`` by column; nothing where the edition has none.

    ``us_occupations``: one row per U.S. occupation that the crosswalk joins to this one, indexed by O*NET-SOC code, in the order of
    the page; ``title``, ``employment`` (jobs, May 2024), ``oews_code``, ``is_inherited``, ``is_pooled``, ``n_unit_groups``, and the rows
    of the publishers' files.

    ``us_jobs``: one row per OEWS occupation that the crosswalk joins to a scored unit group, indexed by its code; ``jobs`` (May 2024), and
    the ``lowest`` and ``highest`` of the means of the unit groups that these may be in.
    """

    isco08: str
    title: str
    major_code: str
    major_title: str
    band: str
    ilo_mean_2025: float
    ilo_sd_2025: float
    tasks: pd.DataFrame
    definition: str | None
    included: list[str]
    rows_left_out: pd.DataFrame
    occupations: pd.DataFrame
    peers: pd.DataFrame
    choices: pd.DataFrame
    intervals: dict[str, Any]
    us_occupations: pd.DataFrame
    us_jobs: pd.DataFrame

    @property
    def name(self) -> str:
        """The page's name, without folder and ending: ``CODE-slug``."""
        return f"{self.isco08}-{slug(self.title)}"


_SUPPLIED: ContextVar[tuple[Study, Wording] | None] = ContextVar("supplied", default=None)


@contextmanager
def supplied(everything: Study, wording: Wording) -> Iterator[None]:
    """Let pages read another study than that of ``data/``, such as another edition's."""
    token = _SUPPLIED.set((everything, wording))
    try:
        yield
    finally:
        _SUPPLIED.reset(token)


def _study() -> Study:
    given = _SUPPLIED.get()
    return study() if given is None else given[0]


def page_data(isco08: str | int) -> PageData:
    """Return the tables of one occupation's page. Raises InputError where the code is malformed or not scored.

    >>> page_data("3211").tasks["score_2025"].tolist()[:4]
    [0.265, 0.165, 0.2225, 0.235]
    """
    given = _SUPPLIED.get()
    everything, wording = (study(), load_wording()) if given is None else given
    isco08 = everything.checked_code(isco08)
    published, group = everything.published(isco08), wording.unit_group(isco08)
    return PageData(
        isco08=isco08,
        title=published["title"],
        major_code=published["major_code"],
        major_title=everything.major_titles[published["major_code"]],
        band=published["band"],
        ilo_mean_2025=float(published["ilo_mean_2025"]),
        ilo_sd_2025=float(published["ilo_sd_2025"]),
        tasks=_worded(everything.task_frame(isco08), wording, isco08),
        definition=group and group.definition,
        included=group.included if group else [],
        rows_left_out=everything.rows_left_out(isco08),
        occupations=everything.frame,
        peers=everything.peers,
        choices=everything.sensitivity.values,
        intervals=everything.intervals(isco08),
        us_occupations=everything.us_frame(isco08),
        us_jobs=everything.us_jobs,
    )


def _worded(tasks: pd.DataFrame, wording: Wording, isco08: str) -> pd.DataFrame:
    words = wording.of(isco08)
    for name in Words._fields:
        texts = [None if words is None else getattr(words[number], name) for number in tasks.index]
        tasks[name] = pd.Series(texts, tasks.index, dtype=object)
    return tasks


@dataclass(frozen=True)
class GroupData:
    """What the page of a major group may read: its ``occupations``, as :func:`all_occupations` has them, and how many there are in all."""

    code: str
    title: str
    occupations: pd.DataFrame
    n_occupations: int

    @property
    def name(self) -> str:
        """The page's name, without folder and ending."""
        return f"{self.code}-{slug(self.title)}"


def group_data(major_group: str | int) -> GroupData:
    """Return the tables of a major group's page. Raises InputError where the code is none.

    >>> len(group_data("3").occupations)
    82
    """
    everything = _study()
    everything.members(major_group)  # refused where it is none
    occupations, code = all_occupations(), str(major_group)
    own = occupations[occupations["major_code"] == code]
    return GroupData(code, everything.major_titles[code], own, len(occupations))


def all_occupations() -> pd.DataFrame:
    """Return the figures of every occupation that pages on all of them state, one row each, the most exposed first.

    Index: ``isco08`` (text). Columns: ``title``, ``page`` (its name below ``gradient/``), ``major_code``, ``major_title``, ``n_tasks``,
    ``mean_2025``, ``mean_2023``, ``change`` and ``change_adjusted`` (0–1, four decimals), ``rank_2023``, ``rank_change``, ``percentile``, ``rank``, ``band``, ``is_exposed``, the
    percentile's ends under all choices ``percentile_any_low`` and ``percentile_any_high``, the scores of its most and least exposed
    task ``highest_score`` and ``lowest_score``, and the rows of the ILO's file: ``rows`` of its tasks, ``rows_2023`` of those with a 2023 score.
    """
    everything = _study()
    rows = [
        {
            "isco08": o.isco08,
            "title": o.title,
            "page": o.page,
            "major_code": o.major_code,
            "major_title": o.major_title,
            "n_tasks": o.n_tasks,
            "mean_2025": o.mean_2025,
            "mean_2023": o.mean_2023,
            "change": o.change,
            "change_adjusted": o.change_adjusted,
            "rank_2023": o.rank_2023,
            "rank_change": o.rank_change,
            "percentile": o.percentile,
            "rank": o.rank,
            "band": o.band,
            "is_exposed": o.is_exposed,
            "percentile_any_low": o.percentiles_of_all_choices[0],
            "percentile_any_high": o.percentiles_of_all_choices[1],
            "highest_score": o.most_exposed_task.score_2025,
            "lowest_score": o.least_exposed_task.score_2025,
            "rows": tuple(task.row for task in o.tasks),
            "rows_2023": tuple(task.row for task in o.tasks if task.score_2023 is not None),
        }
        for o in everything.all_occupations()
    ]
    frame = pd.DataFrame(rows).set_index("isco08")
    return frame.sort_values("mean_2025", ascending=False, kind="stable")  # equals in the order of their codes
