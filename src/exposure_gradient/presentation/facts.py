"""The claims of an occupation page, made from its measures."""

from collections.abc import Callable, Sequence

from exposure_gradient.measures import Occupation, Task, UsOccupation, ordinal, shown, shown_signed
from exposure_gradient.measures.occupation import TASK_THRESHOLD
from exposure_gradient.measures.sensitivity import BAND_CHOICES, Standing
from exposure_gradient.measures.text import in_decimals
from exposure_gradient.presentation.claims import Claim

SCORE = "score_2025"
ALL_SCORES = ("score_2025", "score_2023")
MODEL_COLUMNS = {
    "gpt4o": "predicted_score_2025_gpt4o",
    "gemini": "predicted_score_2025_gemini",
}


def band_id(band: str) -> str:
    """Return a band as a part of a claim's identifier."""
    return band.lower().replace(" ", "_")


def _score_text(score: float | None) -> str:
    return "none" if score is None else shown(score)


def _size_text(size: float) -> str:
    """Return the size of a change; one that is there, but too small to show, is not said to be nothing."""
    text = shown(size)
    return f"less than {shown(0.01)}" if size and text == shown(0) else text


def _task_claims(task: Task) -> list[Claim]:
    def claim(name: str, text: str, value: float | None, rule: str, *columns: str) -> Claim:
        return Claim(f"task.{task.number}.{name}", text, value, rule, "ilo_scores", columns, (task.row,))

    change, text = task.change_in_decimals, "none" if task.change is None else shown_signed(task.change)
    return [
        claim("score_2023", _score_text(task.score_2023), task.score_2023, "rule-scores", "score_2023"),
        claim(
            "score_2025_gpt4o",
            _score_text(task.score_2025_gpt4o),
            task.score_2025_gpt4o,
            "rule-scores",
            MODEL_COLUMNS["gpt4o"],
        ),
        claim(
            "score_2025_gemini",
            _score_text(task.score_2025_gemini),
            task.score_2025_gemini,
            "rule-scores",
            MODEL_COLUMNS["gemini"],
        ),
        claim("score_2025", shown(task.score_2025), task.score_2025, "rule-scores", SCORE),
        claim("change", text, change, "rule-task-change", *ALL_SCORES),
    ]


def employment_note(us: UsOccupation) -> str:
    """Say how an employment figure was come by; empty where the occupation has one of its own."""
    parent = us.onet_soc[:7]
    if us.employment is None:
        return "no employment published"
    if us.is_pooled and us.is_inherited:
        return f"total of the pooled OEWS code {us.oews_code}, which holds the parent occupation {parent}"
    if us.is_pooled:
        return f"total of the pooled OEWS code {us.oews_code}"
    if us.is_inherited:
        return f"of the parent occupation {parent}"
    return ""


COLUMNS_OF_A_CHOICE = {
    "gpt4o": (MODEL_COLUMNS["gpt4o"],),
    "gemini": (MODEL_COLUMNS["gemini"],),
    "scores_2023": ("score_2023",),
    "ilo_means": ("mean_score_2025", "SD_2025"),
    "lower": ("mean_score_2025", "SD_2025"),
    "higher": ("mean_score_2025", "SD_2025"),
}
"""The columns of the ILO's file that a choice rests on; ``score_2025`` where none is named."""

OF_ALL_CHOICES = (SCORE, *MODEL_COLUMNS.values(), "score_2023", "mean_score_2025")
"""The columns that a range over all choices rests on."""


def _whole(rank: float) -> float | int:
    """Return a rank as the whole number that it is, unless equals share a half."""
    return int(rank) if rank == int(rank) else rank


def _standing_claims(standing: Standing) -> list[Claim]:
    choice = standing.choice

    def claim(name: str, text: str, value: float | str) -> Claim:
        columns = COLUMNS_OF_A_CHOICE.get(choice, (SCORE,))
        return Claim(name, text, value, "rule-sensitivity", "ilo_scores", columns)

    claims = []
    if choice not in BAND_CHOICES:
        for name, ends in (("percentile", standing.percentiles), ("rank", standing.ranks)):
            if choice == "left_out":
                parts = [(f"{name}_{choice}_low", ends[0]), (f"{name}_{choice}_high", ends[1])]
            else:
                parts = [(f"{name}_{choice}", ends[0])]
            claims += [claim(part, f"{value:g}", _whole(value)) for part, value in parts]
    if standing.bands:
        words = ", ".join(standing.bands)
        claims.append(claim(f"band_{choice}", words, words))
    return claims


Of = Callable[..., Claim]


def _claims_of(occupation: Occupation) -> Of:
    """Return what makes a claim of an occupation's figures: from the ILO's file, its rows being those of the tasks."""
    rows = tuple(task.row for task in occupation.tasks)

    def ilo(
        id_: str, text: object, value: float | int | str, rule: str, columns: Sequence[str], of: tuple[int, ...] = rows
    ) -> Claim:
        return Claim(id_, str(text), value, rule, "ilo_scores", tuple(columns), of)

    return ilo


def headline_claims(occupation: Occupation) -> dict[str, Claim]:
    """Return the figures of an occupation that lists of occupations show, by their identifiers, in the order of such a list."""
    o, ilo = occupation, _claims_of(occupation)
    claims = [
        ilo("mean_2025", shown(o.mean_2025), o.mean_2025, "rule-mean", [SCORE]),
        ilo("change", shown_signed(o.change), o.change, "rule-change", ALL_SCORES),
        ilo("percentile", o.percentile, o.percentile, "rule-percentile", [SCORE], ()),
        ilo("band", o.band, o.band, "rule-band", ["potential25"]),
        ilo("n_tasks", o.n_tasks, o.n_tasks, "rule-tasks", ["Task_ISCO"]),
    ]
    return {claim.id: claim for claim in claims}


def occupation_claims(occupation: Occupation) -> dict[str, Claim]:
    """Return every figure that the page may state, by its identifier."""
    o, ilo, headline = occupation, _claims_of(occupation), headline_claims(occupation)
    rows = tuple(task.row for task in o.tasks)
    scored_2023 = tuple(task.row for task in o.tasks if task.score_2023 is not None)
    most, fastest = o.most_exposed_task, o.fastest_moving_task
    low, high = o.percentile_range

    claims = [
        headline["n_tasks"],
        headline["mean_2025"],
        ilo("mean_2023", shown(o.mean_2023), o.mean_2023, "rule-mean", ["score_2023"], scored_2023),
        headline["change"],
        ilo("change_size", _size_text(abs(o.change)), abs(o.change), "rule-change", ALL_SCORES),
        headline["percentile"],
        ilo("n_occupations", o.n_occupations, o.n_occupations, "rule-occupations", ["ISCO_08"], ()),
        ilo("n_below", o.n_below, o.n_below, "rule-percentile", [SCORE], ()),
        ilo("share_exposed_pct", f"{o.share_exposed_pct}%", o.share_exposed_pct, "rule-share", ["potential25"]),
        ilo("task_threshold", f"{TASK_THRESHOLD:g}", TASK_THRESHOLD, "rule-task-share", [SCORE], ()),
        ilo("tasks_at_threshold", o.n_at_threshold, o.n_at_threshold, "rule-task-share", [SCORE]),
        headline["band"],
        ilo("ilo_mean_2025", f"{o.ilo_mean_2025:.2f}", o.ilo_mean_2025, "rule-band", ["mean_score_2025"], rows[:1]),
        ilo("ilo_sd_2025", f"{o.ilo_sd_2025:.2f}", o.ilo_sd_2025, "rule-band", ["SD_2025"], rows[:1]),
        ilo("most_exposed.number", most.number, most.number, "rule-most-exposed", ["taskID"], (most.row,)),
        ilo("most_exposed.score", shown(most.score_2025), most.score_2025, "rule-most-exposed", [SCORE], (most.row,)),
        ilo("fastest.number", fastest.number, fastest.number, "rule-fastest", ["taskID"], (fastest.row,)),
        ilo(
            "fastest.change",
            shown_signed(fastest.change),
            fastest.change_in_decimals,
            "rule-fastest",
            ALL_SCORES,
            (fastest.row,),
        ),
        ilo("percentile_low", low, low, "rule-range", [SCORE, *MODEL_COLUMNS.values()], ()),
        ilo("percentile_high", high, high, "rule-range", [SCORE, *MODEL_COLUMNS.values()], ()),
        ilo("group_mean", shown(o.group_mean), o.group_mean, "rule-group", [SCORE, "label1d"], ()),
        ilo("group_size", o.group_size, o.group_size, "rule-group", ["label1d"], ()),
        ilo("rank_in_group", ordinal(o.rank_in_group), o.rank_in_group, "rule-group", [SCORE, "label1d"], ()),
    ]
    claims += [
        ilo("rank", o.rank, o.rank, "rule-sensitivity", [SCORE], ()),
        *(
            ilo(
                f"{name}_any_{end}",
                f"{value:g}",
                _whole(value),
                "rule-sensitivity",
                OF_ALL_CHOICES,
                (),
            )
            for name, ends in (("percentile", o.percentiles_of_all_choices), ("rank", o.ranks_of_all_choices))
            for end, value in zip(("low", "high"), ends, strict=True)
        ),
    ]
    for standing in o.standings:
        claims += _standing_claims(standing)
    for band, count in o.band_counts.items():
        share = 100 if count else 0
        claims.append(ilo(f"band.{band_id(band)}.tasks", count, count, "rule-band-table", ["potential25"]))
        claims.append(ilo(f"band.{band_id(band)}.share", f"{share}%", share, "rule-band-table", ["potential25"]))
    if most.score_2025_gpt4o is not None:
        value = most.score_2025_gpt4o
        columns = [MODEL_COLUMNS["gpt4o"]]
        claims.append(ilo("most_exposed.gpt4o", shown(value), value, "rule-scores", columns, (most.row,)))
    widest = o.widest_disagreement
    if widest is not None:
        gap = abs(widest.disagreement)
        columns = list(MODEL_COLUMNS.values())
        claims.append(ilo("widest.number", widest.number, widest.number, "rule-models", ["taskID"], (widest.row,)))
        claims.append(ilo("widest.gap", shown(gap), in_decimals(gap), "rule-models", columns, (widest.row,)))
        for model, score in (("gpt4o", widest.score_2025_gpt4o), ("gemini", widest.score_2025_gemini)):
            claims.append(
                ilo(f"widest.{model}", shown(score), score, "rule-scores", [MODEL_COLUMNS[model]], (widest.row,))
            )
    reconciled = tuple(task.row for task in o.tasks if task.is_reconciled)
    if reconciled:
        claims.append(ilo("n_reconciled", len(reconciled), len(reconciled), "rule-models", ["source"], reconciled))
    if o.n_rows_left_out:
        claims.append(
            ilo("n_rows_left_out", o.n_rows_left_out, o.n_rows_left_out, "rule-tasks", ["Task_ISCO"], o.rows_left_out)
        )
    for task in o.tasks:
        claims.extend(_task_claims(task))
    for side, neighbours in (("below", o.below), ("above", o.above)):
        for place, neighbour in enumerate(neighbours, start=1):
            claims.append(
                ilo(
                    f"{side}.{place}.mean_2025",
                    shown(neighbour.mean_2025),
                    neighbour.mean_2025,
                    "rule-neighbours",
                    [SCORE],
                    (),
                )
            )
    pairs = tuple(row for us in o.us_occupations for row in us.ibs_rows)
    n_us = len(o.us_occupations)
    claims.append(Claim("us.count", str(n_us), n_us, "rule-crosswalk", "ibs_crosswalk", ("soc10", "isco08"), pairs))
    for us in o.us_occupations:
        if us.employment is not None:
            claims.append(
                Claim(
                    f"us.{us.onet_soc}.employment",
                    f"{us.employment:,}",
                    us.employment,
                    "rule-employment",
                    "oews",
                    ("OCC_CODE", "TOT_EMP"),
                    (us.oews_row,),
                )
            )
        claims.append(
            Claim(
                f"us.{us.onet_soc}.unit_groups",
                str(us.n_unit_groups),
                us.n_unit_groups,
                "rule-crosswalk",
                "ibs_crosswalk",
                ("soc10", "isco08"),
                us.reach_rows,
            )
        )
    return {claim.id: claim for claim in claims}
