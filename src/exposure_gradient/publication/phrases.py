"""Wording that branches: templates of sentences that depend on what the figures are, filled from a page's ledger."""

from collections.abc import Sequence

import pandas as pd

from exposure_gradient.measures.bands import EXPOSED
from exposure_gradient.measures.rules import in_decimals, mean
from exposure_gradient.measures.sensitivity import CHOICES
from exposure_gradient.measures.text import shown
from exposure_gradient.publication.own_scores import has_own_scores

ILO_BANDS = {
    "Not exposed": "Not exposed",
    "Minimal": "Minimal exposure, moderate task variability",
    "Gradient 1": "Low exposure, high task variability",
    "Gradient 2": "Moderate exposure, high task variability",
    "Gradient 3": "Significant exposure, high task variability",
    "Gradient 4": "Highest exposure, low task variability",
}
"""The ILO's own names and descriptions of its bands, as ILOSTAT labels them in its tables of employment by exposure."""

BAND_RULES = {
    "Not exposed": "One standard deviation above the mean lies below two fifths of the scale",
    "Minimal": "One standard deviation above the mean reaches two fifths of the scale, but not half",
    "Gradient 1": "Mean below two fifths; one standard deviation above it reaches half of the scale",
    "Gradient 2": "Mean from two fifths up, below half; one standard deviation above it reaches half of the scale",
    "Gradient 3": "Mean from half of the scale up, and the conditions of Gradient 4 not both met",
    "Gradient 4": "Mean from three fifths of the scale up; one standard deviation below it still reaches half",
}
"""The rule that this publication fitted to the published bands, in words (chapter "Measures", fitted there)."""

EXPOSURE = (
    "Exposure is potential, not actual, automation: the overlap of what tasks consist of with what generative AI can do. It does not "
    "measure AI use, actual automation or job losses."
)
"""What exposure is, in the words that every file and page without more room uses."""

CAVEAT = (
    "Exposure is the overlap between what the tasks consist of and what generative AI can do. The ILO’s potential automation score "
    "of a task is how much of it generative AI could perform in a person’s place, in the judgement of those who score. It does not "
    "measure actual automation, AI use or job losses."
)

PARTS_OF_SCALE = {
    0: "next to nothing",
    1000: "about a tenth",
    1250: "about an eighth",
    1667: "about a sixth",
    2000: "about a fifth",
    2500: "about a quarter",
    3000: "about three tenths",
    3333: "about a third",
    4000: "about two fifths",
    5000: "about half",
    6000: "about three fifths",
    6667: "about two thirds",
    7000: "about seven tenths",
    7500: "about three quarters",
    8000: "about four fifths",
    9000: "about nine tenths",
    10000: "nearly all",
}
"""Means in words, by ten-thousandths of the scale."""


def part_of_scale(mean: float) -> str:
    """Return the part of the scale from nothing to one that lies nearest to a mean, in words; of two equally near, the lower.

    >>> part_of_scale(0.2206), part_of_scale(0.4493)
    ('about a fifth', 'about two fifths')
    """
    units = round(mean * 10_000)
    return PARTS_OF_SCALE[min(PARTS_OF_SCALE, key=lambda part: (abs(part - units), part))]


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
        return "Task {fastest.number} rose most between 2023 and 2025, by less than a hundredth (<strong>{fastest.change}</strong>)."
    if change > 0:
        return "Task {fastest.number} rose most between 2023 and 2025: <strong>{fastest.change}</strong>."
    if change == 0:
        return (
            "No task’s score rose between 2023 and 2025; that of task {fastest.number} did not change "
            "(<strong>{fastest.change}</strong>)."
        )
    return (
        "Every task’s score fell between 2023 and 2025; that of task {fastest.number} fell least "
        "(<strong>{fastest.change}</strong>)."
    )


WITHOUT_2023 = (
    "Without a score for 2023, task {numbers} has no change and is left out of this comparison. It counts in the 2025 mean "
    "alone, so the occupation’s change compares means over different sets of tasks."
)


def models_apart(gaps: pd.Series, n_reconciled: int) -> str:
    """Say on which task the models differ most, and how many scores are reconciled; ``gaps`` are the distances of their scores, four decimals."""
    said = []
    if len(gaps) and gaps.max():
        several = ", the first of several" if (gaps == gaps.max()).sum() > 1 else ""
        said.append(
            f"The two models are farthest apart on task {{widest.number}}{several}: GPT-4o gives {{widest.gpt4o}}, Gemini "
            "{widest.gemini}."
        )
    if n_reconciled:
        said.append("The ILO’s file marks the combined score of {n_reconciled} of the tasks as reconciled.")
    return " ".join(said)


def reconciled(tasks: pd.DataFrame) -> list[str]:
    """Say how each reconciled score differs from the mean of the models' scores; ``tasks`` are the reconciled ones, by their number."""
    said = [_reconciled(f"reconciled.{number}", task) for number, task in tasks.iterrows()]
    return [*said, "{chapter} for it."] if said else []


def _reconciled(name: str, task: pd.Series) -> str:
    score, before = (in_decimals(task[column]) for column in ("score_2025", "score_2023"))
    models = sorted(in_decimals(task[f"score_2025_{model}"]) for model in ("gpt4o", "gemini"))
    middle = in_decimals(mean(models))
    head = f"Task {{{name}.number}}: {{{name}.score}}, "
    if score == middle:
        return f"{head}the mean of the models’ scores."
    side = "higher" if score > middle else "lower"
    place = "above both" if score > models[1] else "below both" if score < models[0] else "within the range of both"
    nearer = in_decimals(abs(score - before)) < in_decimals(abs(middle - before))
    return (
        f"{head}where the mean of the models’ scores is {{{name}.models_mean}}; it is {{{name}.distance}} {side}, {place} models’ scores, "
        f"and {'nearer to' if nearer else 'no nearer to'} the 2023 score."
    )


def in_doubles(choices: Sequence[str]) -> str:
    """Say under which choices binary doubles would give another band than the decimals that the thresholds are compared in."""
    if not choices:
        return ""
    told = "; with ".join(f"{choice(name)}, {{in_doubles.{name}}} in place of {{band_{name}}}" for name in choices)
    return (
        "Sums and thresholds are compared in exact decimals. In binary floating-point numbers, which the ILO’s bands follow, the rule "
        f"would give: with {told}."
    )


def statements(change: float, credit: str) -> list[tuple[str, str]]:
    """Return statements that stand alone, each with its source; ``change`` at four decimals, ``credit`` names whose scores they are."""
    return [
        (
            "{title} rank {rank} of {n_occupations} occupations, at the {percentile:ordinal} percentile, by the mean exposure of their "
            "tasks to generative AI, the most exposed being first: an overlap of content, not a forecast of displacement.",
            credit,
        ),
        (
            "{who} places {title}, as a whole occupation, in the band {band}. On the scale of 0–1 for potential, not actual, automation "
            "by generative AI, {counted}; the scores range from {low} to {most_exposed.score}.",
            credit,
        ),
        (moved(change), f"{credit}, 2023 and 2025"),
        (
            "The most exposed of the {n_tasks} tasks of {title} scores {most_exposed.score} on the scale of 0–1 for potential, not "
            "actual, automation by generative AI: {task}. The mean of all is {mean_2025}.",
            credit,
        ),
    ]


def moved(change: float) -> str:
    """Say how an occupation's mean moved; ``change`` at four decimals."""
    if change == 0:
        return (
            "The mean exposure of {title} is the same in the 2023 and the 2025 scores: {mean_2025}. Adjusted for its 2023 "
            "level, the change is {change_adjusted}."
        )
    verb = "rose" if change > 0 else "fell"
    return (
        f"The mean exposure of {{title}} {verb} by {{change_size}} between the 2023 and the 2025 scores, "
        "to {mean_2025}; adjusted for its 2023 level, the change is {change_adjusted}."
    )


CHANGE_NOTE = "in the mean since 2023; {change_adjusted} adjusted for its 2023 level; rank {rank_scores_2023} in 2023, {rank} in 2025"
"""What stands beside a change: the same without what its level of 2023 leads to expect."""


def level_adjusted() -> str:
    """Say why a change is adjusted for the level of 2023, and how far it is from what occupations of that level show."""
    return (
        "Between the 2023 and 2025 scores, high scores mostly fell and low ones mostly rose. For a 2023 mean of {mean_2023}, a curve "
        "fitted to all {n_occupations} occupations gives a change of {change_expected}. This occupation’s level-adjusted change, "
        "{change_adjusted}, is its own change minus that one, both before rounding. {chapter}"
    )


def peers(n: int) -> str:
    """Say how the tasks with the same 2023 score moved, of which there are ``n``."""
    if n == 1:
        return "No other task had its 2023 score."
    return "The {fastest.peers} tasks with the same 2023 score changed by {fastest.peers_change} on average."


def narrow_range(low: int, high: int) -> str:
    """Say how the percentile moves with the models and the tasks."""
    spread = "stays at {percentile_low}" if low == high else "moves between {percentile_low} and {percentile_high}"
    return (
        f"The percentile {spread} when one model’s scores alone are used for all occupations "
        "(GPT-4o {percentile_gpt4o}, Gemini {percentile_gemini}) or one of its tasks is left out."
    )


def ranks_of_2025(low: float, high: float) -> str:
    """Say how the rank moves over the choices that keep to the scores of 2025."""
    if low == high:
        return "{rank_2025_low} under every other choice with the 2025 scores"
    return "from {rank_2025_low} to {rank_2025_high} under other choices with the 2025 scores"


def wide_range(low: int, high: int, same_ranks: bool) -> str:
    """Say how percentile and rank move over all choices; and the rank without the scores of 2023, where it does not have the same range then."""
    widest = (
        "stays at {percentile_any_low}" if low == high else "ranges from {percentile_any_low} to {percentile_any_high}"
    )
    return (
        f"Over all choices listed below it {widest}, and the rank from {{rank_any_low}} to {{rank_any_high}} of "
        "{n_occupations}, the most exposed being first"
        + ("." if same_ranks else "; with the 2025 scores alone, from {rank_2025_low} to {rank_2025_high}.")
    )


def other_bands(choices: Sequence[str], alone: Sequence[str]) -> str:
    """Say under which choices the fitted rule gives another band than the published one; ``alone`` has the bands of each model alone."""
    if choices:
        return "For this occupation, the rule fitted to the ILO’s bands would give another band than {band} with {choices}."
    models = ", either model’s scores alone among them" if len(alone) > 1 else ""
    return f"The rule fitted to the ILO’s bands gives {{band}} under each of them{models}."


def rank_intervals(are_there: bool) -> str:
    """Say how the rank could differ by chance, where the edition has intervals."""
    if not are_there:
        return ""
    return (
        "With other tasks of the same kind, the {interval.level} interval of the rank is {interval.tasks.rank_low} to "
        "{interval.tasks.rank_high}; with other models of the same kind, {interval.raters.rank_low} to {interval.raters.rank_high}."
    )


def models_alone(band: str, *alone: str) -> str:
    """Say whether the two models alone give the same band; nothing where one of them has too few scores."""
    if len(alone) < 2:
        return ""
    if len(set(alone)) == 1:
        published = "the published band" if alone[0] == band else "not the published {band}"
        return f"The two models agree on the band: either one’s scores alone give {{band_gpt4o}}, {published}."
    crosses = len({one in EXPOSED for one in alone}) > 1
    exposed = "; one of these bands counts as exposed, the other does not" if crosses else ""
    return (
        "The two models do not agree on the band: GPT-4o’s scores alone give {band_gpt4o}, Gemini’s alone {band_gemini}"
        f"{exposed}."
    )


def interval_in_picture(are_there: bool) -> str:
    """Say what the bar over the mark of a mean is, where the edition has intervals."""
    return (
        "The bar over it is the {interval.level} interval of its mean with other tasks of the same kind."
        if are_there
        else ""
    )


INTERVALS = (
    "With other tasks, the listed ones are taken as exchangeable draws from tasks of the same kind. With other models, the two are taken "
    "as draws from models of the same kind, which err as much here as in the band’s other occupations. Neither interval applies to a "
    "reader who takes the listed tasks and the two models as all there is. The interval of the mean allows for there being few tasks; "
    "those of percentile, rank and band do not, and are too narrow beside it the fewer there are. The last column holds for all "
    "{n_occupations} ranks at once. {chapter} explains both."
)
"""What the two intervals of a page say, and what they assume."""


def choice(name: str) -> str:
    """Return a choice in words that follow "with"; of a reader's scores the ILO has published no means."""
    return "means of two decimals" if name == "ilo_means" and has_own_scores() else CHOICES[name]
