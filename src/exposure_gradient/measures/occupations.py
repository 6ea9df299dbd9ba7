"""All occupations together: the standing that each has among them, and what a page may read of the tables."""

import functools
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import pandas as pd

from exposure_gradient.errors import InputError
from exposure_gradient.measures import comparability, distribution, us_jobs
from exposure_gradient.measures.occupation import Neighbour, Occupation, Task, UsOccupation
from exposure_gradient.measures.rules import in_decimals, mean, percentile_of, rank, rounded4
from exposure_gradient.measures.sensitivity import Sensitivity
from exposure_gradient.tables import Tables, load, load_intervals

TASK_COLUMNS = ["score_2023", "score_2025_gpt4o", "score_2025_gemini", "score_2025", "is_reconciled", "source_row"]
"""What a page may read of a task, apart from its wording."""

NEIGHBOURS = 2


def _page_order(us: UsOccupation) -> tuple[bool, int, str]:
    """Largest employment first, no employment last, ties by O*NET code."""
    return us.employment is None, -(us.employment or 0), us.onet_soc


def _as_text(code: Any) -> Any:
    """Return a whole number as text: a shell's ``papermill -p isco08 3211`` passes the code as a number."""
    return str(code) if isinstance(code, int) and not isinstance(code, bool) else code


def _none_if_missing(value: Any) -> Any:
    return None if pd.isna(value) else value


def _means(scores: Mapping[str, list[float]]) -> dict[str, float]:
    """Return each occupation's mean, rounded to four decimals, in the order of the codes."""
    return {code: rounded4(mean(own)) for code, own in sorted(scores.items())}


class Study:
    """All occupations together: what one needs to say where an occupation stands."""

    def __init__(self, tables: Tables, intervals: pd.DataFrame | None = None) -> None:
        """Index the tables by occupation; ``intervals`` is ``data/intervals.csv``, indexed by code."""
        self.tables = tables
        self._intervals = {} if intervals is None else intervals.to_dict("index")
        kept = tables.task_scores[tables.task_scores["has_statement"]]
        self.occupations = tables.occupations.set_index("isco08")
        self.codes = tuple(self.occupations.index)
        self._rows = self.occupations.to_dict("index")
        self._made: dict[str, Occupation] = {}
        tasks: dict[str, list[Task]] = {}
        for row in kept.itertuples(index=False):  # once over all rows: picking out each group's costs ten times as much
            tasks.setdefault(row.isco08, []).append(
                Task(
                    number=int(row.task),
                    score_2023=_none_if_missing(row.score_2023),
                    score_2025_gpt4o=_none_if_missing(row.score_2025_gpt4o),
                    score_2025_gemini=_none_if_missing(row.score_2025_gemini),
                    score_2025=row.score_2025,
                    is_reconciled=bool(row.is_reconciled),
                    row=int(row.source_row),
                )
            )
        self._tasks = {code: tuple(own) for code, own in tasks.items()}
        left_out = tables.task_scores[~tables.task_scores["has_statement"]]
        self._left_out = {
            str(code): tuple(int(row) for row in rows["source_row"]) for code, rows in left_out.groupby("isco08")
        }
        self._left_out_rows = dict(list(left_out.groupby("isco08")[TASK_COLUMNS]))
        self._no_rows = left_out[TASK_COLUMNS][:0]
        scores = self._scores_by_kind()
        self.means_2025 = _means(scores["score_2025"])
        self._means_by_model = {model: _means(scores[model]) for model in ("gpt4o", "gemini")}
        self._sorted = {
            kind: sorted(means.values())
            for kind, means in {"score_2025": self.means_2025, **self._means_by_model}.items()
        }
        self.sensitivity = Sensitivity(scores, self._rows)
        self._us = self._us_occupations()
        self.us_jobs = us_jobs.with_means(tables, self.means_2025)
        self._us_jobs_below = us_jobs.below(self.us_jobs, self.means_2025)
        columns = [field.name for field in fields(UsOccupation)]
        rows = [(code, *vars(us).values()) for code, own in self._us.items() for us in own]
        together = pd.DataFrame(rows, columns=["isco08", *columns], dtype=object).set_index("onet_soc")
        self._us_places = together.groupby("isco08").indices
        self._us_frame = together.drop(columns="isco08")
        self._order = sorted(self.codes, key=lambda code: (self.means_2025[code], code))
        self._place = {code: place for place, code in enumerate(self._order)}
        self.histogram = distribution.counts(self.means_2025.values(), self.occupations.loc[[*self.means_2025], "band"])
        self._task_frame = kept.set_index("task")[TASK_COLUMNS]
        self._task_places = kept.groupby("isco08").indices
        self.changes = comparability.with_adjusted(self._changes())
        self._change_rows = self.changes.to_dict("index")
        self.frame = self.occupations[["title", "major_code", "band"]].join(self.changes)
        self.peers = comparability.by_score_of_2023(kept)
        self._peer_rows = {score: (n, change) for score, n, _, change in self.peers.itertuples()}
        groups = tables.isco_groups.set_index("code")
        self.major_titles = groups.loc[groups["title_in_scores"].notna(), "title_in_scores"].to_dict()
        self._members = {str(code): tuple(rows["isco08"]) for code, rows in tables.occupations.groupby("major_code")}

    def _changes(self) -> pd.DataFrame:
        """Return every occupation's means and its change, the difference of the unrounded means; four decimals."""
        rows = []
        for code in self.codes:
            now = mean(task.score_2025 for task in self._tasks[code])
            before = mean(task.score_2023 for task in self._tasks[code] if task.score_2023 is not None)
            rows.append((rounded4(now), rounded4(before), rounded4(now - before)))
        index = pd.Index(self.codes, name="isco08")
        return pd.DataFrame(rows, index, ["mean_2025", "mean_2023", "change"], dtype=float)

    def _scores_by_kind(self) -> dict[str, dict[str, list[float]]]:
        """Return what each choice of scores has for each occupation: its tasks' scores, those that there are."""
        fields = {
            "score_2025": "score_2025",
            "gpt4o": "score_2025_gpt4o",
            "gemini": "score_2025_gemini",
            "scores_2023": "score_2023",
        }
        kinds: dict[str, dict[str, list[float]]] = {
            kind: {
                code: scores
                for code, tasks in self._tasks.items()
                if (scores := [score for task in tasks if (score := getattr(task, field)) is not None])
            }
            for kind, field in fields.items()
        }
        everything = self.tables.task_scores
        without = everything[~everything["has_statement"]]
        kinds["all_rows"] = {code: list(scores) for code, scores in kinds["score_2025"].items()}
        for code, score in zip(without["isco08"], without["score_2025"], strict=True):
            kinds["all_rows"][code].append(score)
        return kinds

    def _us_occupations(self) -> dict[str, tuple[UsOccupation, ...]]:
        routes = self.tables.crosswalk
        reach = routes.drop_duplicates(["isco08", "onet_soc"]).groupby("onet_soc").size()
        reach_rows = routes.groupby("onet_soc")["ibs_row"].agg(lambda rows: tuple(sorted({int(row) for row in rows})))
        rows = routes.groupby(["isco08", "onet_soc"], sort=True).agg(
            ibs_rows=("ibs_row", lambda rows: tuple(sorted({int(row) for row in rows}))),
            onet_crosswalk_rows=("onet_row", lambda rows: tuple(sorted({int(row) for row in rows}))),
        )
        known = {row.onet_soc: row for row in self.tables.us_occupations.itertuples()}
        found: dict[str, list[UsOccupation]] = {code: [] for code in self.codes}
        for (isco08, onet_soc), route in zip(rows.index, rows.itertuples(index=False), strict=True):
            row = known[onet_soc]
            found[isco08].append(
                UsOccupation(
                    onet_soc=onet_soc,
                    title=row.title,
                    employment=None if pd.isna(row.employment) else int(row.employment),
                    oews_code=_none_if_missing(row.oews_code),
                    is_inherited=bool(row.is_inherited),
                    is_pooled=bool(row.is_pooled),
                    n_unit_groups=int(reach[onet_soc]),
                    ibs_rows=route.ibs_rows,
                    reach_rows=reach_rows[onet_soc],
                    onet_crosswalk_rows=route.onet_crosswalk_rows,
                    onet_row=int(row.onet_row),
                    oews_row=None if pd.isna(row.oews_row) else int(row.oews_row),
                )
            )
        return {code: tuple(sorted(pairs, key=_page_order)) for code, pairs in found.items()}

    def _percentile_by_model(self, isco08: str, model: str) -> int:
        """Return the percentile when one model's scores alone are used for every occupation."""
        means, ranked = self._means_by_model[model], self._sorted[model]
        if isco08 not in means:
            raise InputError(
                f"data/task_scores.csv: no task of {isco08} has a score_2025_{model}, so no percentile by that model can be given. "
                "Add the score of at least one task."
            )
        return percentile_of(bisect_left(ranked, means[isco08]), len(ranked))

    def _leaving_one_out(self, isco08: str) -> tuple[tuple[int, int], ...]:
        """Return (task left out, percentile then), the other occupations as they are."""
        tasks = self._tasks[isco08]
        if len(tasks) == 1:
            return ()
        ranked, own, n = self._sorted["score_2025"], self.means_2025[isco08], len(self.codes)
        found = []
        for left_out in tasks:
            mean_ = rounded4(mean(task.score_2025 for task in tasks if task is not left_out))
            # The occupation's own mean is among the ranked ones: it is replaced, not joined, by the new one.
            n_below = bisect_left(ranked, mean_) - (own < mean_)
            found.append((left_out.number, percentile_of(n_below, n)))
        return tuple(found)

    def _peers_of_fastest(self, tasks: tuple[Task, ...]) -> tuple[int, float]:
        """Return how many tasks had the 2023 score of the one with the largest change, and their mean change."""
        fastest = max((task for task in tasks if task.change is not None), key=lambda task: task.change)
        return self._peer_rows[in_decimals(fastest.score_2023)]

    def _related(self, isco08: str) -> tuple[Neighbour, ...]:
        """Return the other occupations of the same minor group, by code."""
        others = (code for code in self.codes if code[:3] == isco08[:3] and code != isco08)
        return tuple(Neighbour(code, self._rows[code]["title"], self.means_2025[code]) for code in others)

    def neighbours(self, isco08: str, step: int) -> tuple[Neighbour, ...]:
        """Return the nearest occupations in the order of means, equals by code; ``step`` is 1 for those above, -1 for those below."""
        place = self._place[isco08]
        places = [place + step * distance for distance in range(1, NEIGHBOURS + 1)]
        codes = [self._order[other] for other in places if 0 <= other < len(self._order)]
        return tuple(Neighbour(code, self._rows[code]["title"], self.means_2025[code]) for code in codes)

    def members(self, major_code: str | int) -> tuple[str, ...]:
        """Return the unit groups of a major group, in the order of their codes."""
        major_code = _as_text(major_code)
        if major_code not in self._members:
            raise InputError(
                f"{major_code!r} is no major group of the study; its major groups are {', '.join(self._members)}."
            )
        return self._members[major_code]

    def group_mean(self, major_code: str) -> float:
        """Return the mean of the means of a major group's occupations, each counted once, to four decimals."""
        return rounded4(mean(self.means_2025[code] for code in self.members(major_code)))

    def checked_code(self, isco08: str | int) -> str:
        """Return a unit group's code as text. Raises InputError where it is malformed or not scored."""
        isco08 = _as_text(isco08)
        if not (isinstance(isco08, str) and len(isco08) == 4 and isco08.isascii() and isco08.isdigit()):
            raise InputError(
                f"isco08={isco08!r} is no ISCO-08 unit-group code: a code is a text of four digits, such as '3211'."
            )
        if isco08 not in self._rows:
            raise InputError(
                f"isco08={isco08!r} is not among the {len(self.codes)} unit groups that the study scored; "
                "see data/occupations.csv for the codes."
            )
        return isco08

    def published(self, isco08: str) -> dict[str, Any]:
        """Return what the ILO's file has for an occupation as a whole, by the columns of ``data/occupations.csv``."""
        return self._rows[isco08]

    def intervals(self, isco08: str) -> dict[str, Any]:
        """Return an occupation's row of ``data/intervals.csv`` by column; nothing where the edition has none."""
        return self._intervals.get(isco08, {})

    def task_frame(self, isco08: str) -> pd.DataFrame:
        """Return a copy of an occupation's tasks that count, indexed by their numbers; columns ``TASK_COLUMNS``."""
        return self._task_frame.iloc[self._task_places[isco08]]

    def rows_left_out(self, isco08: str) -> pd.DataFrame:
        """Return an occupation's rows in the ILO's file that a declared correction leaves out; columns ``TASK_COLUMNS``."""
        return self._left_out_rows.get(isco08, self._no_rows)

    def us_frame(self, isco08: str) -> pd.DataFrame:
        """Return the U.S. occupations that the crosswalk joins to an occupation, indexed by O*NET-SOC code, in the order of its page."""
        return self._us_frame.iloc[self._us_places[isco08]]

    def occupation(self, isco08: str | int) -> Occupation:
        """Return the figures of one occupation. A whole number is read as the code it spells. Raises InputError where the code is malformed or not scored.

        >>> study().occupation("3211").percentile
        39
        """
        isco08 = self.checked_code(isco08)
        if isco08 not in self._made:
            self._made[isco08] = self._make(isco08)
        return self._made[isco08]

    def _make(self, isco08: str) -> Occupation:
        row, tasks = self._rows[isco08], self._tasks[isco08]
        own, changes = self.means_2025[isco08], self._change_rows[isco08]
        members = self.members(row["major_code"])
        n_below = bisect_left(self._sorted["score_2025"], own)
        return Occupation(
            isco08=isco08,
            title=row["title"],
            major_code=row["major_code"],
            major_title=self.major_titles[row["major_code"]],
            tasks=tasks,
            rows_left_out=self._left_out.get(isco08, ()),
            **changes,
            peers_of_fastest=self._peers_of_fastest(tasks),
            percentile=percentile_of(n_below, len(self.codes)),
            n_occupations=len(self.codes),
            n_below=n_below,
            rank=1 + len(self.codes) - bisect_right(self._sorted["score_2025"], own),
            band=row["band"],
            ilo_mean_2025=float(row["ilo_mean_2025"]),
            ilo_sd_2025=float(row["ilo_sd_2025"]),
            us_occupations=self._us[isco08],
            percentile_gpt4o=self._percentile_by_model(isco08, "gpt4o"),
            percentile_gemini=self._percentile_by_model(isco08, "gemini"),
            percentiles_leaving_one_out=self._leaving_one_out(isco08),
            standings=self.sensitivity.standings(isco08),
            group_mean=self.group_mean(row["major_code"]),
            group_size=len(members),
            rank_in_group=rank(own, (self.means_2025[code] for code in members)),
            below=self.neighbours(isco08, -1),
            above=self.neighbours(isco08, +1),
            related=self._related(isco08),
            histogram=self.histogram,
            intervals=tuple(self.intervals(isco08).items()),
            us_jobs_below=self._us_jobs_below[isco08],
        )

    def all_occupations(self) -> tuple[Occupation, ...]:
        """Return every occupation, in the order of the codes."""
        return tuple(self.occupation(code) for code in self.codes)


@functools.lru_cache
def study() -> Study:
    """Return the study over the committed tables."""
    return Study(load(), load_intervals())
