"""The columns of the tables that hold all occupations and all tasks: type, meaning and rule of each.

The build writes the tables by them and describes them to machines; the chapter "The data" shows them to readers.
"""

from exposure_gradient.measures.bands import TASK_THRESHOLD
from exposure_gradient.tables import INTERVAL_LEVEL

CHANCE = {
    "tasks": "had ISCO-08 named other tasks of the same kind",
    "raters": "had other models of the same kind scored the same tasks",
}
"""What could have been otherwise under each model of chance."""

INTERVAL_FIELDS = {
    f"{model}_{figure}_{end}": (
        kind,
        f"{ends} end of the {INTERVAL_LEVEL}% interval of the {what}, {otherwise}; empty where scores are a reader’s own",
        "rule-interval",
    )
    for model, otherwise in CHANCE.items()
    for figure, kind, what, low, high in (
        ("mean", "number", "mean", "Lower", "Upper"),
        ("percentile", "integer", "percentile", "Lower", "Upper"),
        ("rank", "integer", "rank, 1 being the most exposed", "More exposed", "Less exposed"),
        ("band", "string", "band by the fitted rule", "Less exposed", "More exposed"),
    )
    for end, ends in (("low", low), ("high", high))
}
"""The intervals beside an occupation's other figures, called as in ``data/intervals.csv``."""

OCCUPATION_FIELDS = {
    "isco08": ("string", "Code of the unit group, four digits", "rule-occupations"),
    "title": ("string", "Title of the unit group", "rule-occupations"),
    "major_group": ("string", "Code of the major group", "rule-group"),
    "n_tasks": ("integer", "Number of tasks", "rule-tasks"),
    "mean_2025": ("number", "Mean of the combined 2025 scores, to four decimals", "rule-mean"),
    "mean_2023": ("number", "Mean of the 2023 scores, to four decimals", "rule-mean"),
    "change": ("number", "2025 mean minus 2023 mean, to four decimals", "rule-change"),
    "change_adjusted": (
        "number",
        "The change minus the one fitted at the 2023 mean, to four decimals",
        "rule-comparability",
    ),
    "percentile": ("integer", "Share of occupations with a lower mean, whole per cent", "rule-percentile"),
    "percentile_low": ("integer", "Lowest percentile with one model’s scores alone or one task left out", "rule-range"),
    "percentile_high": (
        "integer",
        "Highest percentile with one model’s scores alone or one task left out",
        "rule-range",
    ),
    "percentile_any_low": (
        "integer",
        "Lowest percentile over all choices of the chapter on sensitivity",
        "rule-sensitivity",
    ),
    "percentile_any_high": (
        "integer",
        "Highest percentile over all choices of the chapter on sensitivity",
        "rule-sensitivity",
    ),
    "rank": ("integer", "Rank by the 2025 mean, 1 the most exposed; equals share a rank", "rule-percentile"),
    "band": ("string", "Band that the ILO publishes; in a rerun with own scores, that of the fitted rule", "rule-band"),
    "share_exposed_pct": (
        "integer",
        "Share of tasks whose occupation is in an exposed band, per cent: 100 or 0, whatever the tasks score",
        "rule-share",
    ),
    "tasks_at_threshold": (
        "integer",
        f"Number of tasks whose 2025 score is {TASK_THRESHOLD:g} or more",
        "rule-task-share",
    ),
    "most_exposed_task": ("integer", "Number of the task with the largest 2025 score", "rule-most-exposed"),
    "most_exposed_score": ("number", "Its score, unrounded", "rule-most-exposed"),
    "fastest_moving_task": ("integer", "Number of the task with the largest change", "rule-fastest"),
    "fastest_moving_change": ("number", "Its change, in exact decimals", "rule-fastest"),
    **INTERVAL_FIELDS,
    "page": ("string", "Address of the occupation’s page", "rule-occupations"),
}
"""The columns of ``data/occupations.csv`` and ``data/occupations.parquet``."""

TASK_FIELDS = {
    "isco08": ("string", "Code of the unit group, four digits", "rule-occupations"),
    "task": ("integer", "Number of the task within its unit group", "rule-tasks"),
    "statement": ("string", "The task’s statement; empty where the publisher’s file was not at hand", "rule-tasks"),
    "score_2023": ("number", "2023 score; empty where there is none", "rule-scores"),
    "score_2025_gpt4o": ("number", "Score that GPT-4o gave for 2025; empty where there is none", "rule-scores"),
    "score_2025_gemini": ("number", "Score that Gemini gave for 2025; empty where there is none", "rule-scores"),
    "score_2025": ("number", "Combined 2025 score", "rule-scores"),
    "change": ("number", "2025 score minus 2023 score, in exact decimals", "rule-task-change"),
}
"""The columns of ``data/tasks.parquet`` and of the CSV beside each occupation's page."""
