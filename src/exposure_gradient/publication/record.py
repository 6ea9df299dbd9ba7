"""The record of an occupation page: its figures as JSON, described by ``record.schema.json``."""

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from exposure_gradient.measures import bands
from exposure_gradient.measures.page_data import PageData
from exposure_gradient.measures.text import slug
from exposure_gradient.publication import us_phrases
from exposure_gradient.publication.ledger import Ledger
from exposure_gradient.publication.own_scores import is_own
from exposure_gradient.sources import load_edition

SCHEMA_PATH = Path(__file__).with_name("record.schema.json")


@functools.lru_cache
def record_schema() -> dict[str, Any]:
    """Return the JSON Schema that every record satisfies."""
    return json.loads(SCHEMA_PATH.read_text("utf-8"))


def occupation_record(
    data: PageData, tasks: pd.DataFrame, nearest: Mapping[str, pd.Series], ledger: Ledger
) -> dict[str, Any]:
    """Return the record of a page from its figures; statements and justification are null where the wording was not at hand.

    ``tasks`` are the page's tasks with their ``change``; ``nearest`` holds the means of the nearest occupations by code, for each side.
    """
    edition = load_edition()

    def value(name: str) -> Any:
        return ledger[name].value

    def figure(name: str) -> dict[str, Any]:
        return {"value": ledger[name].value, "text": ledger[name].text}

    most, fastest = value("most_exposed.number"), value("fastest.number")
    words = {
        model: tasks.at[most, f"justification_{model}"]
        for model in ("gpt4o", "gemini")
        if f"most_exposed.{model}" in ledger and not is_own(f"score_2025_{model}")
    }
    return {
        "edition": {"id": edition.id, "date": edition.date, "notice": edition.notice or None},
        "isco08": data.isco08,
        "title": data.title,
        "slug": slug(data.title),
        "major_group": {"code": data.major_code, "title": data.major_title},
        "n_tasks": value("n_tasks"),
        **{name: figure(name) for name in ("mean_2025", "mean_2023", "change", "change_adjusted")},
        "percentile": value("percentile"),
        "rank": value("rank"),
        "percentile_range": {
            name: value(f"percentile_{name}") for name in ("low", "high", "gpt4o", "gemini", "any_low", "any_high")
        },
        "intervals": _intervals(ledger) if data.intervals else None,
        "share_exposed_pct": value("share_exposed_pct"),
        "tasks_at_threshold": {"threshold": value("task_threshold"), "n": value("tasks_at_threshold")},
        "band": data.band,
        "band_counts": {band: value(f"band.{bands.key(band)}.tasks") for band in bands.BANDS},
        # Of a reader's own scores the ILO has published nothing; what the band follows from stands in the audit trail.
        "ilo_published": None
        if edition.own_scores
        else {"mean_2025": value("ilo_mean_2025"), "sd_2025": value("ilo_sd_2025")},
        "most_exposed_task": {
            "number": most,
            "statement": tasks.at[most, "statement"],
            "score_2025": figure("most_exposed.score"),
            "justification": words.get("gpt4o"),
            "justification_gemini": words.get("gemini"),
        },
        "fastest_moving_task": {
            "number": fastest,
            "statement": tasks.at[fastest, "statement"],
            "change": figure("fastest.change"),
        },
        "tasks": [_task(row, ledger) for row in tasks.itertuples()],
        "us_occupations": [_us_occupation(row, ledger) for row in data.us_occupations.itertuples()],
        "group": {
            "mean_2025": value("group_mean"),
            "n_occupations": value("group_size"),
            "rank": value("rank_in_group"),
        },
        "neighbours": {side: _neighbours(others, data) for side, others in nearest.items()},
    }


def _intervals(ledger: Ledger) -> dict[str, Any]:
    """Return the intervals under the two models of chance."""
    names = {"mean_2025": "mean", "percentile": "percentile", "rank": "rank", "band": "band"}
    found: dict[str, Any] = {"level": ledger["interval.level"].value}
    for model in ("tasks", "raters"):
        found[model] = {
            key: {end: ledger[f"interval.{model}.{name}_{end}"].value for end in ("low", "high")}
            for key, name in names.items()
        }
    return found


def _neighbours(means: pd.Series, data: PageData) -> list[dict[str, Any]]:
    titles = data.occupations["title"]
    return [{"isco08": code, "title": titles.at[code], "mean_2025": mean} for code, mean in means.items()]


def _task(row: Any, ledger: Ledger) -> dict[str, Any]:
    scores = ("score_2023", "score_2025_gpt4o", "score_2025_gemini", "score_2025")
    change = ledger[f"task.{row.Index}.change"]
    return {
        "number": row.Index,
        "statement": row.statement,
        **{name: ledger[f"task.{row.Index}.{name}"].value for name in scores},
        "change": None if change.value is None else {"value": change.value, "text": change.text},
        "is_reconciled": row.is_reconciled,
        "source_row": row.source_row,
    }


def _us_occupation(row: Any, ledger: Ledger) -> dict[str, Any]:
    return {
        "onet_soc": row.Index,
        "title": row.title,
        "employment": row.employment,
        "employment_note": us_phrases.employment_note(row),
        "n_unit_groups": row.n_unit_groups,
    }
