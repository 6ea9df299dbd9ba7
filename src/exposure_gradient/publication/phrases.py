"""Wording that branches: templates of sentences that depend on what the figures are, filled from a page's ledger."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from exposure_gradient.measures.bands import EXPOSED
from exposure_gradient.measures.sensitivity import CHOICES
from exposure_gradient.measures.text import shown
from exposure_gradient.publication.own_scores import has_own_scores

BAND_MEANINGS = {
    "Not exposed": "Low mean; one standard deviation above it is still low",
    "Minimal": "Low mean; one standard deviation above it comes near the middle of the scale",
    "Gradient 1": "Low mean; one standard deviation above it reaches the middle of the scale",
    "Gradient 2": "Mean near the middle of the scale; one standard deviation above it reaches the middle",
    "Gradient 3": "Mean at the middle of the scale or above it",
    "Gradient 4": "Mean well above the middle; one standard deviation below it is still in the upper half",
}
"""What a band says: the rule that the published bands follow, in words (chapter "Measures", fitted there)."""


CAVEAT = (
    "Exposure is the overlap between what the tasks consist of and what generative AI can do. It is not a measure of how much AI is "
    "used in this work, of how much of it is automated, or of jobs lost. ISCO-08 is an international classification; the U.S. "
    "occupations further down are joined to it by a crosswalk that is approximate."
)


def who_scored() -> str:
    """Name who scored the tasks, as the subject and the verb of a sentence."""
    if has_own_scores():
        return "A reader’s own file, not the ILO, scores"
    return "The International Labour Organization’s study of 2025 scored"


def all_scored() -> str:
    """Name who scored how many tasks of how many occupations."""
    if has_own_scores():
        return "A reader’s own file scores {n_tasks} tasks of {n_occupations} occupations"
    return "In 2025 a study for the International Labour Organization scored {n_tasks} tasks of {n_occupations} occupations"


def own_scores() -> str:
    """Say that the scores are a reader's own; nothing where they are the ILO's."""
    return "Scores: a reader’s own, not the ILO’s." if has_own_scores() else ""


def group_scored() -> str:
    """Name who scored how many occupations of a major group."""
    return (
        "A reader’s own file scores {group_size} occupations"
        if has_own_scores()
        else "The study scored {group_size} occupations"
    )


def standing(n_below: int, percentile: int, n: int) -> str:
    """Say where a mean stands among all; a percentile that is rounded to an end of the scale would say too much."""
    if n_below == 0:
        return "none of the {n_occupations} occupations scored has a lower mean"
    if n_below == n - 1:
        return "the highest mean of the {n_occupations} occupations scored"
    if percentile in (0, 100):
        return "a higher mean than {n_below} of the {n_occupations} occupations scored"
    return "a higher mean than about {percentile}% of the {n_occupations} occupations scored"


def counted(n: int, n_tasks: int) -> str:
    """Say how many tasks reach the threshold: what a share by the band cannot say."""
    if n == 0:
        return "none of the {n_tasks} tasks scores {task_threshold} or more"
    if n == n_tasks:
        return "all {n_tasks} tasks score {task_threshold} or more"
    verb = "scores" if n == 1 else "score"
    return f"{{tasks_at_threshold}} of the {{n_tasks}} tasks {verb} {{task_threshold}} or more"


def assigned() -> str:
    """Say who gives the band, and from what."""
    if has_own_scores():
        return (
            "the band belongs to the occupation. It is none that the ILO has assigned: it follows from the mean "
            "({ilo_mean_2025}) and the standard deviation ({ilo_sd_2025}) of the reader’s scores, both at two decimals, by the "
            "rule fitted to the ILO’s bands"
        )
    return (
        "the ILO assigns the band to the occupation, from the mean ({ilo_mean_2025}) and the standard deviation "
        "({ilo_sd_2025}) that it publishes for it"
    )


def why_another_mean(n_rows_left_out: int, own: str, published: str) -> str:
    """Say why the page's mean is not the ILO's; nothing where they are the same."""
    if n_rows_left_out:
        return " The ILO’s mean includes {n_rows_left_out} row of its file that has no task statement; {corrections} leaves it out."
    if own != published and not has_own_scores():
        return " The mean shown above ({mean_2025}) differs from the ILO’s in the last digit, because {rounding}."
    return ""


def fastest(change: float) -> str:
    """Say how the task that moved most moved; ``change`` at four decimals."""
    if change > 0 and shown(change) == shown(0):
        return (
            "No task’s score rose more: task {fastest.number} moved by less than a hundredth "
            "(<strong>{fastest.change}</strong>) between 2023 and 2025."
        )
    if change > 0:
        return (
            "No task’s score rose more: task {fastest.number} moved by <strong>{fastest.change}</strong> between 2023 "
            "and 2025."
        )
    if change == 0:
        return (
            "No task’s score rose between 2023 and 2025; that of task {fastest.number} stayed where it was "
            "(<strong>{fastest.change}</strong>)."
        )
    return (
        "Every task’s score fell between 2023 and 2025; that of task {fastest.number} fell least "
        "(<strong>{fastest.change}</strong>)."
    )


WITHOUT_2023 = (
    "Without a score for 2023, task {numbers} has no change and is left out of this comparison. It counts in the mean of 2025 "
    "alone, so the occupation’s change compares means over different sets of tasks."
)


def task_picture(gaps: pd.Series, n_reconciled: int) -> str:
    """Say what the picture of the tasks' scores shows; ``gaps`` are the distances between the models' scores, four decimals."""
    said = [
        "Each line is a task: its score in 2023, each model’s score in 2025, and the combined score of 2025 "
        + ("that the reader’s file gives." if has_own_scores() else "that the study uses.")
    ]
    if len(gaps) and gaps.max():
        several = ", the first of several" if (gaps == gaps.max()).sum() > 1 else ""
        said.append(
            f"The two models are farthest apart on task {{widest.number}}{several}: GPT-4o gives {{widest.gpt4o}}, Gemini "
            "{widest.gemini}."
        )
    if n_reconciled:
        said.append("The ILO’s file marks the combined score of {n_reconciled} of the tasks as reconciled.")
    return " ".join(said)


def us_notes(us: pd.DataFrame) -> str:
    """Say what the employment of the U.S. occupations counts, and how it was come by."""
    notes = [
        "The crosswalk is many-to-many and approximate: a U.S. occupation’s employment is context for this page, and adding it up over "
        "pages would count people more than once. It counts wage and salary jobs; the survey behind it leaves out the self-employed."
    ]
    if us["is_inherited"].any():
        notes.append("A detailed O*NET occupation has no employment of its own and shows its parent occupation’s.")
    if us["is_pooled"].any():
        notes.append("A pooled code counts several occupations together; no figure for one of them alone is published.")
    if us["employment"].isna().all():
        notes.append("OEWS of May 2024 publishes no employment for any U.S. occupation joined to this one.")
    return " ".join(notes)


def statements(change: float, credit: str) -> list[tuple[str, str]]:
    """Return statements that stand alone, each with its source; ``change`` at four decimals, ``credit`` names whose scores they are."""
    return [
        (
            "{title} rank at the {percentile:ordinal} percentile of {n_occupations} occupations by the mean exposure of their tasks to "
            "generative AI: an overlap of content, not a forecast of displacement.",
            credit,
        ),
        (
            "{who} places {title} in the band {band}. On a scale of 0–1, {counted}; the scores range from {low} to "
            "{most_exposed.score}.",
            credit,
        ),
        (moved(change), f"{credit}, 2023 and 2025"),
        ("The most exposed of the {n_tasks} tasks of {title} scores {most_exposed.score}: {task}.", credit),
    ]


def moved(change: float) -> str:
    """Say how an occupation's mean moved; ``change`` at four decimals."""
    if change == 0:
        return "The mean exposure of {title} is the same in the scores of 2023 and those of 2025: {mean_2025}."
    verb = "rose" if change > 0 else "fell"
    return (
        f"The mean exposure of {{title}} {verb} by {{change_size}} between the scores of 2023 and those of 2025, "
        "to {mean_2025}."
    )


def narrow_range(low: int, high: int) -> str:
    """Say how the percentile moves with the models and the tasks."""
    spread = "stays at {percentile_low}" if low == high else "moves between {percentile_low} and {percentile_high}"
    return (
        f"How firm is the rank? The percentile {spread} when one model’s scores alone are used for all occupations "
        "(GPT-4o {percentile_gpt4o}, Gemini {percentile_gemini}) or one of its tasks is left out."
    )


def wide_range(low: int, high: int) -> str:
    """Say how percentile and rank move over all choices."""
    widest = (
        "stays at {percentile_any_low}" if low == high else "runs from {percentile_any_low} to {percentile_any_high}"
    )
    return (
        f"Over all choices listed below it {widest}, and the rank from {{rank_any_low}} to {{rank_any_high}} of "
        "{n_occupations}, the most exposed being first."
    )


def other_bands(choices: Sequence[str]) -> str:
    """Say under which choices the fitted rule gives another band than the published one."""
    if choices:
        return "The rule fitted to the ILO’s bands would give another band than {band} with {choices}."
    return "The rule fitted to the ILO’s bands gives {band} under each of them."


def models_alone(band: str, *alone: str) -> str:
    """Say whether the two models alone give the same band; nothing where one of them has too few scores."""
    if len(alone) < 2:
        return ""
    gpt4o, gemini = alone
    if gpt4o == gemini:
        published = "the published band" if gpt4o == band else "not the published {band}"
        return f"The two models agree on the band: either one’s scores alone give {{band_gpt4o}}, {published}."
    crosses = (gpt4o in EXPOSED) != (gemini in EXPOSED)
    exposed = "; one of these bands counts as exposed, the other does not" if crosses else ""
    return (
        "The two models do not agree on the band: GPT-4o’s scores alone give {band_gpt4o}, Gemini’s alone {band_gemini}"
        f"{exposed}."
    )


INTERVALS = (
    "With other tasks, the listed ones are taken as exchangeable draws from tasks of the same kind. With other models, the two are "
    "taken as draws from models of the same kind, which err as much here as in the band’s other occupations. Neither interval "
    "applies to a reader who takes the listed tasks and the two models as all there is. The last column holds for all "
    "{n_occupations} ranks at once. {chapter} explains both."
)
"""What the two intervals of a page say, and what they assume."""


def employment_note(us: Any) -> str:
    """Say how the employment of a U.S. occupation was come by; empty where it has one of its own. ``us``: its row, named by its code."""
    parent = us.Index[:7]
    if us.employment is None:
        return "no employment published"
    if us.is_pooled and us.is_inherited:
        return f"total of the pooled OEWS code {us.oews_code}, which holds the parent occupation {parent}"
    if us.is_pooled:
        return f"total of the pooled OEWS code {us.oews_code}"
    if us.is_inherited:
        return f"of the parent occupation {parent}"
    return ""


def choice(name: str) -> str:
    """Return a choice in words that follow "with"; of a reader's scores the ILO has published no means."""
    return "means of two decimals" if name == "ilo_means" and has_own_scores() else CHOICES[name]
