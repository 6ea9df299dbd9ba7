"""The figures by which the page "Compare" puts occupations side by side, as a file for the browser."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from exposure_gradient.publication.html import without_closing_mark


class Stated(NamedTuple):
    """A figure as a page states it: its text, and its exact value as text."""

    text: str
    value: str


FIGURES = (
    *("n_tasks", "mean_2025", "interval.tasks.mean_low", "interval.tasks.mean_high", "mean_2023", "change", "change_adjusted"),
    *("rank", "interval.tasks.rank_low", "interval.tasks.rank_high", "rank_scores_2023", "n_occupations"),
    *("band", "interval.tasks.band_low", "interval.tasks.band_high", "ilo_sd_2025", "tasks_at_threshold"),
    *("most_exposed.number", "most_exposed.score", "least_exposed.number", "least_exposed.score"),
)  # fmt: skip
"""The figures that are compared, by their names on a page, which names its least exposed task's score by the task."""
NAMED = {
    "rank_scores_2023": "rank_2023",
    "most_exposed.number": "most_exposed_task",
    "least_exposed.number": "least_exposed_task",
}


def column(figure: str) -> str:
    """Return a figure's column in the comparison's CSV, which is that of ``occupations.csv`` where this has the figure.

    >>> column("interval.tasks.mean_low"), column("most_exposed.number")
    ('tasks_mean_low', 'most_exposed_task')
    """
    return NAMED.get(figure) or figure.removeprefix("interval.").replace(".", "_")


def stated_on(claims: str) -> dict[str, Stated]:
    """Return the figures of a page by their names, from its rows of the ledger."""
    return {claim: Stated(text, value) for _, _, claim, text, value, *_ in csv.reader(io.StringIO(claims))}


def _least_exposed(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the task with the lowest 2025 score, the first of equals."""
    return min(record["tasks"], key=lambda task: task["score_2025"])


def _row(record: Mapping[str, Any], stated: Mapping[str, Stated]) -> list[Any]:
    """Return what the page shows of an occupation; a value that is written as its text is left out."""
    least = _least_exposed(record)
    number = str(least["number"])
    own = {
        "least_exposed.number": Stated(number, number),
        "least_exposed.score": stated[f"task.{number}.score_2025"],
        **stated,
    }
    figures = [own.get(name) for name in FIGURES]
    statements = (task["statement"] for task in (record["most_exposed_task"], least))
    return [
        record["title"],
        f"gradient/{record['isco08']}-{record['slug']}.html",
        [figure and figure.text for figure in figures],
        [figure.value if figure and figure.value != figure.text else None for figure in figures],
        [words and without_closing_mark(words) for words in statements],
    ]


def compared_script(records: Sequence[dict[str, Any]], stated: Mapping[str, Mapping[str, Stated]]) -> str:
    """Return a script that holds what is compared of every occupation; ``stated`` has the figures of each page by code.

    A script and not JSON, as the names by which occupations are found: a page that is opened as a file may load the one alone.
    """
    compared = {
        "edition": records[0]["edition"]["id"] if records else "",
        "figures": FIGURES,
        "columns": [column(name) for name in FIGURES],
        "occupations": {record["isco08"]: _row(record, stated[record["isco08"]]) for record in records},
    }
    return f"window.exposureGradientCompare = {json.dumps(compared, ensure_ascii=False, separators=(',', ':'))};\n"
