"""The audit trail of a page: its figures, folded at its end, and handed to the ledger of all pages.

The last cell of a page shows the trail. Its output carries the claims once more as data, from which the build puts together the
ledger of all pages.
"""

import functools
from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

from exposure_gradient.paths import data_folder
from exposure_gradient.publication.claims import Claim, row_id, sentence
from exposure_gradient.publication.html import Html, details, join, link, paragraph
from exposure_gradient.publication.markup import template
from exposure_gradient.publication.own_scores import attributed, has_own_scores
from exposure_gradient.sources import load_registry
from exposure_gradient.tables.load import read_table

TRAIL = template("trail.html")

CLAIMS_TYPE = "application/vnd.exposure-gradient.claims+json"
"""The media type of the claims that a cell's output carries."""


LEDGER_COLUMNS = {
    "page": "Address of the page, without its ending",
    "isco08": "Code of the unit group, where the page is an occupation’s",
    "claim": "Identifier of the figure on its page",
    "text": "The figure as the page shows it",
    "value": "Its exact value, as text: numbers in their shortest form that gives the same double",
    "rule": "Anchor of its rule in the chapter on measures",
    "source": "Key of the file it was made from, in the registry of sources",
    "source_sha256": "That file’s sha256",
    "columns": "The columns of that file, parted by semicolons",
    "rows": "The rows of that file, counted as a spreadsheet does; empty: every row",
}
"""The ledger's columns and what they hold."""

CHAPTER = "measures.html"
"""The chapter on measures; the pages on sources and on the interface stand beside it."""


def ranges(rows: Iterable[int], dash: str = "–") -> str:
    """Write row numbers as runs.

    >>> ranges([3, 4, 5, 9])
    '3–5, 9'
    """
    runs: list[list[int]] = []
    for row in sorted(set(rows)):
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    return ", ".join(str(a) if a == b else f"{a}{dash}{b}" for a, b in runs)


def as_data(claims: Iterable[Claim]) -> list[dict[str, Any]]:
    """Return claims in JSON's types, as the ledger takes them; an empty ``rows`` means every row of the file."""
    return [
        {
            "claim": claim.id,
            "text": claim.text,
            "value": claim.value,
            "rule": claim.rule,
            "source": claim.source,
            "columns": list(claim.columns),
            "rows": ranges(claim.rows, "-"),
        }
        for claim in claims
    ]


def _as_printed(measures: str) -> Markup:
    """Say that the page is audited as it is printed; a rerun with a reader's own scores is not."""
    if has_own_scores():
        return Markup()
    how = link(f"{measures.removesuffix(CHAPTER)}trust.html#as-printed", "what it reads, and what it cannot")
    return paragraph(
        sentence(
            "The audit of this book shares no code with it, reads the pages as they are printed, and holds them against a calculation of "
            "its own from the publishers’ files: {how}.",
            how=how,
        ),
        "audited",
    )


@functools.lru_cache
def functions_of_rules() -> dict[str, tuple[str, ...]]:
    """Return the functions that make the figures of each rule, as declared, by their names on the page "The interface"."""
    rows = read_table(data_folder() / "rules.csv", "rules").itertuples(index=False)
    return {row.rule: tuple(row.functions.split("; ")) for row in rows}


def _heading(rule: str, source: str, measures: str) -> Markup:
    """Return what heads the figures of a rule and a file: links to the rule, to the file and to the code. Raises ValueError for a rule without code."""
    folder = measures.removesuffix(CHAPTER)
    if rule not in functions_of_rules():
        raise ValueError(f"data/rules.csv declares no function of {rule!r}; name what makes its figures.")
    code = [
        link(f"{folder}api.html#code-{name}", name.rpartition("measures.")[2]) for name in functions_of_rules()[rule]
    ]
    return sentence(
        "Rule: {rule} · Source: {source} · Code: {code}",
        rule=link(f"{measures}#{rule}", rule.removeprefix("rule-")),
        source=link(f"{folder}sources.html#{source}", load_registry()[source].short_name),
        code=join(code, ", "),
    )


def _row(claim: Claim) -> tuple[str, str, tuple[str, str, str]]:
    """Return a figure's row: its name, what the figure is called, and its text, exact value and place in the file."""
    where = f"rows {ranges(claim.rows)}" if claim.rows else "all rows"
    return row_id(claim.id), claim.id, (claim.text, claim.exact, f"{where}; {', '.join(claim.columns)}")


def audit_trail(claims: Iterable[Claim], measures: str, also: Iterable[Claim] = ()) -> Html:
    """Return the folded table of a page's claims, by rule and file; each claim's link leads to its row.

    ``measures`` is the address of the chapter that the rules stand in. ``also`` holds claims that the page repeats from
    others, where they have their trail: they go into the ledger and are not listed here again.
    """
    own = [attributed(claim) for claim in claims]
    groups: dict[tuple[str, str], list[tuple]] = {}
    for claim in own:
        groups.setdefault((claim.rule, claim.source), []).append(_row(claim))
    audit = TRAIL.trail(
        [(_heading(*group, measures), rows) for group, rows in groups.items()],
        "Audit trail of this page, by rule and source",
    )
    summary = Markup("Every figure: value, rule and rows")
    return Html(
        details(summary, join([audit, _as_printed(measures)]), "audit"),
        **{CLAIMS_TYPE: as_data([*own, *map(attributed, also)])},
    )
