"""What a page says otherwise where the scores are a reader's own, and which file its figures then come from.

``make book SCORES=mine.csv`` makes an edition of its own (``editions/own_scores.py``). Nothing in it may be taken for the
ILO's: the band follows the fitted rule, and a claim names the file whose scores it rests on.
"""

import dataclasses
import functools

from exposure_gradient.publication.claims import Claim
from exposure_gradient.sources import load_edition
from exposure_gradient.tables import load

OWN_SOURCE = "own_scores"
"""The key of the reader's file in the registry of such an edition."""

KEYS = ("isco08", "task")
NAMES = {
    "ISCO_08": "isco08",
    "taskID": "task",
    "score_2025": "score_2025",
    "score_2023": "score_2023",
    "predicted_score_2025_gpt4o": "score_2025_gpt4o",
    "predicted_score_2025_gemini": "score_2025_gemini",
    "potential25": "score_2025",
    "mean_score_2025": "score_2025",
    "SD_2025": "score_2025",
}
"""What a column of the ILO's file is made from in a reader's file; bands, means and deviations follow from the scores there."""


def has_own_scores() -> bool:
    """Say whether this edition is a rerun with a reader's own scores."""
    return bool(load_edition().own_scores)


def is_own(column: str) -> bool:
    """Say whether a column of the task scores was taken from a reader's own file."""
    return column in load_edition().own_columns


def who_places() -> str:
    """Name what gives an occupation its band, as the subject of a sentence."""
    return "The rule fitted to the ILO’s bands" if has_own_scores() else "The ILO"


def scores_credit() -> str:
    """Name whose scores they are, as the source of a statement that is copied out of a page."""
    edition = load_edition()
    return (
        f"Calculated from {edition.own_scores}, a reader’s own scores, not the ILO’s"
        if edition.own_scores
        else "Calculated from the ILO’s task scores, Gmyrek et al. (2025)"
    )


@functools.lru_cache
def _lines() -> dict[int, int]:
    """Return the line in the reader's file of each row of the ILO's."""
    scores = load().task_scores
    return dict(zip(scores["source_row"].tolist(), scores["own_row"].tolist(), strict=True))


def attributed(claim: Claim) -> Claim:
    """Return a claim with the file that its figure was made from: the reader's, wherever a column of it takes part.

    A column that was kept from the ILO's file is then named with that file's key.
    """
    edition = load_edition()
    if not edition.own_scores or claim.source != "ilo_scores":
        return claim
    own = {*KEYS, *edition.own_columns}
    names = [(column, NAMES.get(column, "")) for column in claim.columns]
    of_the_models_alone = claim.rule == "rule-models" and not own & {"score_2025_gpt4o", "score_2025_gemini"}
    if of_the_models_alone or not any(name in own for _, name in names):
        return claim
    columns = dict.fromkeys(name if name in own else f"ilo_scores: {column}" for column, name in names)
    return dataclasses.replace(
        claim, source=OWN_SOURCE, columns=tuple(columns), rows=tuple(_lines()[row] for row in claim.rows)
    )
