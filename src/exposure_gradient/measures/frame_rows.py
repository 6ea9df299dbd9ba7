"""The rows of the public frames, and the dtypes of their columns: what ``exposure_gradient.frames`` puts together."""

import dataclasses
from collections.abc import Mapping
from typing import Any

import pandas as pd

from exposure_gradient.measures import rules
from exposure_gradient.measures.occupation import Occupation, Task
from exposure_gradient.tables import BANDS, CATEGORIES_2023

SAME = (
    *("isco08", "title", "major_title", "n_tasks", "mean_2025", "mean_2023"),
    *("change", "change_adjusted", "percentile", "rank", "band", "share_exposed_pct"),
)
"""Columns of occupations that are called as the figures of an occupation are."""

INTERVALS = tuple(
    f"{model}_{figure}_{end}"
    for model in ("tasks", "raters")
    for figure in ("mean", "percentile", "rank", "band")
    for end in ("low", "high")
)
"""The columns of ``data/intervals.csv`` that stand beside an occupation's other figures, in the frame and in the published files."""


def task_row(isco08: str, task: Task) -> dict[str, Any]:
    """Return a task as its row of ``tasks()``."""
    own = dataclasses.asdict(task)
    return {"isco08": isco08, "task": own["number"], **own, "change": task.change_in_decimals, "source_row": own["row"]}


def occupation_row(o: Occupation) -> dict[str, Any]:
    """Return an occupation as its row of ``occupations()``, but for what the ILO publishes."""
    low, high = o.percentile_range
    spread = rules.sample_sd(task.score_2025 for task in o.tasks)
    intervals = dict(o.intervals)  # nothing in an edition of own scores
    return {
        **{name: getattr(o, name) for name in SAME},
        "major_group": o.major_code,
        "sd_2025": None if spread is None else rules.rounded4(spread),
        "percentile_low": low,
        "percentile_high": high,
        "tasks_at_threshold": o.n_at_threshold,
        "n_us_occupations": len(o.us_occupations),
        **{name: intervals.get(name) for name in INTERVALS},
    }


def typed(frame: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    """Return a copy with these columns, each with its dtype; bands are ordered, categories of 2023 are not."""
    categories = {
        "band": pd.CategoricalDtype(BANDS, ordered=True),
        "category_2023": pd.CategoricalDtype(CATEGORIES_2023),
    }
    dtypes = {
        name: categories["category_2023" if name == "category_2023" else "band"] if dtype == "category" else dtype
        for name, dtype in columns.items()
    }
    return frame[list(columns)].astype(dtypes)
