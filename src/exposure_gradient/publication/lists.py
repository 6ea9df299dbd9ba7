"""Occupations in a sentence or a table: named, with a figure of their own pages, as a list."""

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from exposure_gradient.publication.claims import Claim, row_id, sentence
from exposure_gradient.publication.html import Html, block, code, join, link, table
from exposure_gradient.publication.ledger import Ledger, claim
from exposure_gradient.tables import BANDS

HEADLINE = ("mean_2025", "change", "change_adjusted", "percentile", "band", "n_tasks")
"""The figures that lists of occupations show, in the order of such a list."""

ROWS = {"mean_2025": "rows", "change": "rows", "band": "rows", "n_tasks": "rows", "mean_2023": "rows_2023"}
"""Which rows of the ILO's file a figure comes from; every row, where none are named."""


def repeated(occupation: Any, name: str) -> Claim:
    """Return a figure of an occupation's own page, named for another page: ``3211.mean_2025``.

    ``occupation`` is a row of :func:`~exposure_gradient.measures.page_data.all_occupations`, as ``itertuples`` gives it.
    """
    made = claim(name, getattr(occupation, name), getattr(occupation, ROWS[name]) if name in ROWS else ())
    return dataclasses.replace(made, id=f"{occupation.Index}.{name}")


def listed(parts: Sequence[Any], last: str = " and ") -> Markup:
    """Return parts as a list in a sentence: "a", "a and b", "a, b and c"."""
    if len(parts) < 2:
        return join(parts)
    return join([join(parts[:-1], ", "), last, parts[-1]])


def named(occupation: Any, folder: str = "gradient/") -> Markup:
    """Return an occupation's title as a link to its page; ``folder`` is the address of the pages, seen from this one."""
    return link(f"{folder}{occupation.page}.html", occupation.title)


def ends(occupations: pd.DataFrame) -> tuple[Any, Any]:
    """Return the first and the last of some occupations, which are the same where there is one."""
    rows = list(occupations.itertuples())
    return rows[0], rows[-1]


def names(occupations: pd.DataFrame) -> Markup:
    """Return occupations as a list in a sentence."""
    return listed([named(o) for o in occupations.itertuples()])


def with_figure(occupations: pd.DataFrame, ledger: Ledger, name: str = "mean_2025") -> Markup:
    """Return occupations as a list in a sentence, each with a figure of its own in brackets, which is entered."""
    return listed(
        [
            sentence("{title} ({figure})", title=named(o), figure=ledger.enter(repeated(o, name)))
            for o in occupations.itertuples()
        ]
    )


def figures(occupations: pd.DataFrame, ledger: Ledger, name: str) -> Markup:
    """Return a figure of each of some occupations as a list in a sentence; they are entered."""
    return listed([ledger.enter(repeated(o, name)) for o in occupations.itertuples()])


def all_repeated(occupations: pd.DataFrame, names: Iterable[str] = HEADLINE) -> list[Claim]:
    """Return the figures that a table of occupations repeats from their pages."""
    return [repeated(o, name) for o in occupations.itertuples() for name in names]


def occupation_table(
    occupations: pd.DataFrame, caption: Any, folder: str = "../gradient/", *, is_long: bool = False
) -> Html:
    """Return a sortable table of occupations with their headline figures, each a link to the trail of its own page.

    A browser that runs scripts lays out the first rows of a long one, and the others when they are asked for
    (``long-table.js``).
    """

    def figure(occupation: Any, name: str) -> Claim:
        row = f"{folder}{occupation.page}.html#{row_id(name)}"
        return dataclasses.replace(repeated(occupation, name), trail=row)

    rows = [
        (code(o.Index), named(o, folder), *(figure(o, name) for name in HEADLINE)) for o in occupations.itertuples()
    ]
    columns = [
        ("ISCO-08", "eg-code"),
        ("Occupation", "wide"),
        ("Mean 2025", "num"),
        ("Change", "num"),
        ("Adjusted", "num"),
        ("Percentile", "num"),
        ("Band", "band"),
        ("Tasks", "num"),
    ]
    classes = [f"eg-band-{BANDS.index(band)}" for band in occupations["band"]]
    laid = table(columns, rows, caption=caption, kind="sortable", headed_rows=1, row_classes=classes)
    return block("occupations", block("long", laid, tag="noscript") if is_long else laid)
