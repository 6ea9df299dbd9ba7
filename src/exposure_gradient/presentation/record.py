"""The record of an occupation page: its figures as JSON, described by ``record.schema.json``."""

import functools
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from exposure_gradient.measures import Occupation, UsOccupation, shown_signed
from exposure_gradient.presentation.claims import Claim
from exposure_gradient.sources import Edition

SCHEMA_PATH = Path(__file__).with_name("record.schema.json")


@functools.lru_cache
def record_schema() -> dict[str, Any]:
    """Return the JSON Schema that every record satisfies."""
    return json.loads(SCHEMA_PATH.read_text("utf-8"))


def occupation_record(
    occupation: Occupation,
    claims: Mapping[str, Claim],
    edition: Edition,
    statement: Callable[[int], str | None],
    justification: Callable[[int], str | None],
    employment_note: Callable[[UsOccupation], str],
) -> dict[str, Any]:
    """Return the record. ``statement`` and ``justification`` are null where the wording was not at hand."""
    o = occupation

    def figure(name: str) -> dict[str, Any]:
        return {"value": claims[name].value, "text": claims[name].text}

    most, fastest = o.most_exposed_task, o.fastest_moving_task
    return {
        "edition": {"id": edition.id, "date": edition.date, "notice": edition.notice or None},
        "isco08": o.isco08,
        "title": o.title,
        "slug": o.slug,
        "major_group": {"code": o.major_code, "title": o.major_title},
        "n_tasks": o.n_tasks,
        "mean_2025": figure("mean_2025"),
        "mean_2023": figure("mean_2023"),
        "change": figure("change"),
        "percentile": o.percentile,
        "percentile_range": {
            "low": o.percentile_range[0],
            "high": o.percentile_range[1],
            "gpt4o": o.percentile_gpt4o,
            "gemini": o.percentile_gemini,
        },
        "share_exposed_pct": o.share_exposed_pct,
        "tasks_at_threshold": {"threshold": claims["task_threshold"].value, "n": o.n_at_threshold},
        "band": o.band,
        "band_counts": o.band_counts,
        # Of a reader's own scores the ILO has published nothing; what the band follows from stands in the audit trail.
        "ilo_published": None if edition.own_scores else {"mean_2025": o.ilo_mean_2025, "sd_2025": o.ilo_sd_2025},
        "most_exposed_task": {
            "number": most.number,
            "statement": statement(most.number),
            "score_2025": figure("most_exposed.score"),
            "justification": justification(most.number),
        },
        "fastest_moving_task": {
            "number": fastest.number,
            "statement": statement(fastest.number),
            "change": figure("fastest.change"),
        },
        "tasks": [
            {
                "number": task.number,
                "statement": statement(task.number),
                "score_2023": task.score_2023,
                "score_2025_gpt4o": task.score_2025_gpt4o,
                "score_2025_gemini": task.score_2025_gemini,
                "score_2025": task.score_2025,
                "change": None
                if task.change is None
                else {"value": task.change_in_decimals, "text": shown_signed(task.change)},
                "is_reconciled": task.is_reconciled,
                "source_row": task.row,
            }
            for task in o.tasks
        ],
        "us_occupations": [
            {
                "onet_soc": us.onet_soc,
                "title": us.title,
                "employment": us.employment,
                "employment_note": employment_note(us),
                "n_unit_groups": us.n_unit_groups,
            }
            for us in o.us_occupations
        ],
        "group": {"mean_2025": o.group_mean, "n_occupations": o.group_size, "rank": o.rank_in_group},
        "neighbours": {
            side: [{"isco08": n.isco08, "title": n.title, "mean_2025": n.mean_2025} for n in getattr(o, side)]
            for side in ("below", "above")
        },
    }
