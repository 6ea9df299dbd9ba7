"""Wording about U.S. jobs: what OEWS counts, what it leaves out of an occupation, and where an occupation stands by jobs."""

from typing import Any

import pandas as pd

from exposure_gradient.tables import load_coverage

OEWS_COUNTS = (
    "OEWS counts jobs, not persons: full-time and part-time wage and salary jobs, so that a person with two jobs counts twice. It "
    "leaves out the self-employed, the owners and partners of unincorporated businesses, unpaid family workers, workers whom private "
    "households employ, and agriculture, forestry, fishing and hunting apart from logging and support activities for crops and animals."
)
"""What the employment of the U.S. occupations counts: the one statement of it."""

NOT_COVERED = {
    "agriculture": "most work in agriculture, forestry, fishing and hunting lies outside the survey",
    "private households": "work for private households lies outside the survey",
    "self-employment": "work on one’s own account lies outside the survey",
}
"""What ``data/oews_coverage.csv`` says that OEWS leaves out of an occupation, in words."""

COUNTING_JOBS = (
    "Counting jobs changes the shares. {exposed} of the {occupations} occupations, {share}, are in Gradient 1 to Gradient 4. Of U.S. jobs "
    "between {low} and {high} are in these occupations; the crosswalk leaves open where in this range. {us} and {chapter} show how."
)


def by_jobs(is_one: bool) -> str:
    """Say where the occupation stands by U.S. jobs; ``is_one`` where both bounds are shown as the same number."""
    share = "{us.jobs_below_low}" if is_one else "Between {us.jobs_below_low} and {us.jobs_below_high}"
    return (
        f"{share} of the {{us.jobs_placed}} {{chapter}} that the crosswalk places are in occupations with a lower mean, however it places "
        "them."
    )


def us_notes(us: pd.DataFrame) -> str:
    """Say how the employment of the U.S. occupations was come by."""
    notes = [
        "ISCO-08 is an international classification, and the crosswalk to U.S. occupations is many-to-many and approximate. Their "
        "employment is context for this page; adding it up over pages would count jobs more than once.",
    ]
    if us["is_inherited"].any():
        notes.append("A detailed O*NET occupation has no employment of its own and shows its parent occupation’s.")
    if us["is_pooled"].any():
        notes.append("A pooled code counts several occupations together; no figure for one of them alone is published.")
    if us["employment"].isna().all():
        notes.append("OEWS of May 2024 publishes no employment for any U.S. occupation joined to this one.")
    return " ".join(notes)


def not_covered(isco08: str) -> str:
    """Say what OEWS leaves out of this occupation above all; nothing where it is not declared in ``data/oews_coverage.csv``."""
    left_out = load_coverage().get(isco08)
    return f"For this occupation employment is a poor guide: {NOT_COVERED[left_out]}." if left_out else ""


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
