"""What the page "Compare" says of each figure, and how a browser fills in those of an occupation."""

from collections.abc import Mapping

from exposure_gradient.publication import phrases
from exposure_gradient.publication.html import Html, link
from exposure_gradient.publication.ledger import Ledger
from exposure_gradient.publication.markup import template
from exposure_gradient.publication.own_scores import has_own_scores, who_places

COMPARE = template("compare.html")

FIRST = "The first of several with the same score."
FIGURES = (
    ("mean", "Mean exposure", "The average 2025 task score on a scale of 0–1.", "{mean_2025}"),
    ("rank", "Rank", "By mean exposure, the most exposed being first.", "{rank} of {n_occupations}"),
    ("band", "Band", "{who} places a whole occupation in one of six bands.", "{band}"),
    (
        "change",
        "Change",
        "High 2023 scores mostly fell and low ones mostly rose, so the change is also adjusted for the 2023 level. {years}",
        "{change}",
    ),
    ("tasks", "Tasks", "How many task statements were scored.", "{n_tasks}"),
    (
        "threshold",
        "Tasks that score {task_threshold} or more",
        "By their own 2025 scores, not by the band.",
        "{tasks_at_threshold} of {n_tasks}",
    ),
    (
        "spread",
        "Spread of the task scores",
        "From the lowest to the highest.",
        "{least_exposed.score} to {most_exposed.score}",
    ),
    ("most", "Highest-scored task", FIRST, "{most_exposed.score}"),
    ("least", "Lowest-scored task", FIRST, "{least_exposed.score}"),
)  # fmt: skip
"""The figures in their order: a key, the name, what it is, and what the script fills with an occupation's figures."""

BELOW = {
    "mean": "below it, the interval at {interval.level}",
    "rank": "below it, the interval at {interval.level}",
    "band": "below it, the interval at {interval.level} by our fitted rule",
    "spread": "below it, their standard deviation as the ILO publishes it",
}
"""What is said of the note below a figure that a reader's own scores do not have."""

NOTES = {
    **{
        name: f"interval: {{interval.tasks.{name}_low}} to {{interval.tasks.{name}_high}}"
        for name in ("mean", "rank", "band")
    },
    "change": phrases.CHANGE_NOTE,
    "spread": "standard deviation {ilo_sd_2025}",
}
"""What the script writes below a figure. Without one of its figures, as in a reader's own scores, it is left out."""

ANSWERS = (
    "The intervals answer how far mean, rank and band might differ if other tasks of the same kind had been listed. {chapter} says what "
    "they assume."
)


def frame(ledger: Ledger, example: Mapping[str, str]) -> Html:
    """Return what each figure is, and the frame of the comparison, hidden until ``compare.js`` fills it.

    ``example`` has titles of occupations by code.
    """
    years = link("methodology/comparability.html", "Can the two years be compared?")
    below = {} if has_own_scores() else BELOW
    said = []
    for key, name, what, filled in FIGURES:
        whole = f"{what.removesuffix('.')}; {below[key]}." if key in below else what
        own = ledger.sentence(whole, who=who_places(), years=years)
        said.append((key, ledger.sentence(name), own, filled, NOTES.get(key, "")))
    chapter = link("methodology/uncertainty.html", "Uncertainty")
    intervals = "" if has_own_scores() else ledger.sentence(ANSWERS, chapter=chapter)
    return Html(COMPARE.compare(said, f"compare.html?c={','.join(example)}", example.values(), intervals))
