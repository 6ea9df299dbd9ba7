"""The audit trail of a page: its claims, kept as they are made, folded at its end, and handed to the ledger.

A chapter makes its claims with a :class:`Trail`; an occupation's page and a group's have theirs from their measures. In
every case a cell of the page shows the trail, and its output carries the claims once more as data, from which the build
puts together the ledger of all pages.
"""

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup, escape

from exposure_gradient.publication.claims import Claim, sentence
from exposure_gradient.publication.html import Html, block, details, join, link, paragraph
from exposure_gradient.publication.own_scores import OWN_SOURCE, attributed, has_own_scores
from exposure_gradient.sources import load_registry

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

USUAL_SOURCE = "ilo_scores"
"""The file that most figures come from, unless the scores are a reader's own: the trail names every other one."""


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
    how = link(f"{measures.removesuffix('measures.html')}trust.html#as-printed", "what it reads, and what it cannot")
    return paragraph(
        sentence(
            "The audit of this book shares no code with it, reads the pages as they are printed, and holds them against a calculation of "
            "its own from the publishers’ files: {how}.",
            how=how,
        ),
        "audited",
    )


def audit_trail(claims: Iterable[Claim], measures: str, also: Iterable[Claim] = ()) -> Html:
    """Return the folded table of a page's claims.

    ``measures`` is the address of the chapter that the rules stand in. ``also`` holds claims that the page repeats from
    others, where they have their trail: they go into the ledger and are not listed here again.
    """
    own, registry = [attributed(claim) for claim in claims], load_registry()
    usual = OWN_SOURCE if has_own_scores() else USUAL_SOURCE
    by_rule: dict[str, list[str]] = {}
    for claim in own:
        where = f"rows {ranges(claim.rows)}" if claim.rows else "all rows"
        file = "" if claim.source == usual else f"{registry[claim.source].short_name}: "
        cells = (claim.text, claim.exact, f"{file}{where}; {', '.join(claim.columns)}")
        row = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        by_rule.setdefault(claim.rule, []).append(f"<tr><th>{escape(claim.id)}</th>{row}</tr>")
    parts = [
        f'<tbody><tr><th colspan="4" scope="rowgroup">{link(f"{measures}#{rule}", rule.removeprefix("rule-"))}</th></tr>'
        f"{''.join(rows)}</tbody>"
        for rule, rows in by_rule.items()
    ]
    heads = "".join(
        f'<th scope="col">{head}</th>' for head in ("Figure", "As shown", "Exact value", "Rows and columns")
    )
    file = registry[usual].short_name
    caption = Markup("Audit trail of this page, by rule. Where no other file is named: {}").format(file)
    audit = Markup(
        f'<div class="eg-scroll" role="group" aria-label="Table: {caption}" tabindex="0">'
        f'<table class="eg-table eg-audit-table"><caption>{caption}</caption><thead><tr>{heads}</tr></thead>'
        f"{''.join(parts)}</table></div>"
    )
    summary = Markup("Every figure of this page, with its exact value, its rule and the rows it came from")
    return Html(
        details(summary, join([audit, _as_printed(measures)]), "audit"),
        **{CLAIMS_TYPE: as_data([*own, *map(attributed, also)])},
    )


class Trail:
    """The claims of a chapter, in the order in which it makes them."""

    def __init__(self, chapter: str, measures: str = "measures.html") -> None:
        """Begin the trail of a chapter; ``measures`` is the address of the chapter on measures, seen from it."""
        self._chapter, self._measures = chapter, measures
        self._claims: dict[str, Claim] = {}

    def claim(
        self,
        name: str,
        value: Any,
        rule: str,
        *columns: str,
        text: str | None = None,
        source: str = "ilo_scores",
        rows: Iterable[int] = (),
    ) -> Claim:
        """Return a figure of the chapter as a claim.

        Raises ValueError for a name that has another value already, and where no column of the source is named.
        """
        if not columns:
            raise ValueError(f"the chapter's figure {name!r} names no column of {source}")
        value = value.item() if hasattr(value, "item") else value
        shown = str(value) if text is None else text
        made = Claim(f"{self._chapter}.{name}", shown, value, rule, source, columns, tuple(int(row) for row in rows))
        if self._claims.setdefault(made.id, made) != made:
            raise ValueError(
                f"the chapter claims {made.id} twice, and not the same: {self._claims[made.id]} and {made}"
            )
        return made

    def keep(self, claim: Claim) -> Claim:
        """Keep a claim of another page that the chapter repeats, and return it.

        Raises ValueError for one that has the name of another claim: the trail would hold only one of the two.
        """
        if self._claims.setdefault(claim.id, claim) != claim:
            raise ValueError(f"{self._chapter} repeats two claims as {claim.id}: {self._claims[claim.id]} and {claim}")
        return claim

    def sentence(self, template: str, **parts: Any) -> Markup:
        """Fill a template as :func:`sentence` does; claims of other pages that are filled in are kept, too."""
        for part in parts.values():
            if isinstance(part, Claim):
                self.keep(part)
        return sentence(template, **parts)

    def say(self, template: str, **parts: Any) -> Html:
        """Return a sentence as a cell's output."""
        return block("example", paragraph(self.sentence(template, **parts)))

    def show(self, also: Iterable[Claim] = ()) -> Html:
        """Return the folded trail: the chapter's last cell; ``also`` as :func:`audit_trail` takes it."""
        return audit_trail(
            self._claims.values(), self._measures, also=[claim for claim in also if claim.id not in self._claims]
        )
