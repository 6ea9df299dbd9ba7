"""What the page "Compare" puts side by side: every figure of every occupation, as its own page states it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from printed.expected import Claim, Expected
from printed.files.comparing import differences
from printed.files.expected import of
from printed.files.finder import script_data
from printed.files.twins import without_closing_mark
from printed.findings import Count, Finding

COMPARED = "data/compare.js"
COLUMNS = {
    "n_tasks": "n_tasks",
    "mean_2025": "mean_2025",
    "interval.tasks.mean_low": "tasks_mean_low",
    "interval.tasks.mean_high": "tasks_mean_high",
    "mean_2023": "mean_2023",
    "change": "change",
    "change_adjusted": "change_adjusted",
    "rank": "rank",
    "interval.tasks.rank_low": "tasks_rank_low",
    "interval.tasks.rank_high": "tasks_rank_high",
    "rank_scores_2023": "rank_2023",
    "n_occupations": "n_occupations",
    "band": "band",
    "interval.tasks.band_low": "tasks_band_low",
    "interval.tasks.band_high": "tasks_band_high",
    "ilo_sd_2025": "ilo_sd_2025",
    "tasks_at_threshold": "tasks_at_threshold",
    "most_exposed.number": "most_exposed_task",
    "most_exposed.score": "most_exposed_score",
    "least_exposed.number": "least_exposed_task",
    "least_exposed.score": "least_exposed_score",
}
"""What a comparison must have, in this order: the claims of an occupation's page, and the columns of the CSV."""


def of_file(site: Path, expected: Expected, path: str, count: Count) -> Iterator[Finding]:
    """Yield where the figures to compare are others than those of the occupations' pages, or belong to another occupation."""
    count["files"] += 1
    data, files = script_data(site / path, "window.exposureGradientCompare = ", ";"), of(expected)
    printed = data.pop("occupations", {})
    wanted = {"edition": files.site["edition"], "figures": [*COLUMNS], "columns": [*COLUMNS.values()]}
    yield from differences(path, data, wanted, count)
    yield from differences(
        path,
        {code: _printed(row) for code, row in printed.items()},
        {
            code: _wanted(record, files.pages[code], expected.claims[files.pages[code]])
            for code, record in files.records.items()
        },
        count,
    )


def _printed(row: list[Any]) -> dict[str, Any]:
    """Return an occupation's row by names; a value that is not given is its text."""
    title, page, texts, values, statements, *more = row
    exact = [text if value is None else value for text, value in zip(texts, values, strict=True)]
    figures = {name: [text, _number(value)] for name, text, value in zip(COLUMNS, texts, exact, strict=True)}
    return {
        "title": title,
        "page": page,
        "statements": [" ".join(words.split()) for words in statements],
        "more": more,
    } | figures


def _number(value: str) -> float | str:
    try:
        return float(value)
    except ValueError:
        return value


def _wanted(record: Mapping[str, Any], page: str, claims: Mapping[str, Claim]) -> dict[str, Any]:
    lowest = min(task["score_2025"] for task in record["tasks"])
    least = next(task for task in record["tasks"] if task["score_2025"] == lowest)
    own = {
        name: [claims[name].text, _number(str(claims[name].value))]
        for name in COLUMNS
        if not name.startswith("least_exposed")
    }
    score = claims[f"task.{least['number']}.score_2025"]
    own |= {
        "least_exposed.number": [str(least["number"]), float(least["number"])],
        "least_exposed.score": [score.text, _number(str(score.value))],
    }
    said = [without_closing_mark(task["statement"]) for task in (record["most_exposed_task"], least)]
    return {"title": record["title"], "page": f"{page}.html", "statements": said, "more": []} | own
