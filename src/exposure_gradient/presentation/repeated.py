"""Figures of an occupation's page that other pages repeat, under the occupation's code."""

import dataclasses
from collections.abc import Iterable

from exposure_gradient.measures import Occupation
from exposure_gradient.presentation.claims import Claim
from exposure_gradient.presentation.ledger import claim

HEADLINE = ("mean_2025", "change", "percentile", "band", "n_tasks")
"""The figures that lists of occupations show, in the order of such a list."""

OF_ITS_TASKS = ("mean_2025", "change", "band", "n_tasks")
"""Figures that come from the rows of the occupation's own tasks."""


def repeated(occupation: Occupation, name: str) -> Claim:
    """Return one figure of an occupation, named for another page than its own: ``3211.mean_2025``.

    ``name`` is one of ``HEADLINE``, or ``mean_2023``, ``percentile_any_low`` or ``percentile_any_high``.
    """
    o = occupation
    rows: Iterable[int] = ()
    if name in OF_ITS_TASKS:
        rows = (task.row for task in o.tasks)
    elif name == "mean_2023":
        rows = (task.row for task in o.tasks if task.score_2023 is not None)
    ends = ("percentile_any_low", "percentile_any_high")
    value = o.percentiles_of_all_choices[ends.index(name)] if name in ends else getattr(o, name)
    return dataclasses.replace(claim(name, value, rows), id=f"{o.isco08}.{name}")
