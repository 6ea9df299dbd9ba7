"""The folded table at a page's end: every figure of the page under its rule, with its exact value and where it came from."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from printed.document import Block, Cell, Document, Row
from printed.expected import Claim
from printed.text import exact, links, plain

USUAL = "ilo_scores"
FILES = {
    "eloundou_scores": "Eloundou et al. 2024",
    "ibs_crosswalk": "IBS crosswalk",
    "isco_structure": "ISCO-08 structure",
    "oews": "BLS OEWS May 2024",
    "onet_2010_to_2019": "O*NET-SOC 2010–2019 crosswalk",
    "onet_occupations": "O*NET 30.3",
    "tomlinson_scores": "Tomlinson et al. 2025",
}
"""What pages call the files that are named beside a figure."""
CAPTION = "Audit trail of this page"


def rows(claims: Iterable[Claim], measures: str) -> list[dict[str, str]]:
    """Return the rows that a page's trail must have, by rule and claim: the figures of the page's own."""
    found = []
    for claim in claims:
        where = f"rows {claim.rows.replace('-', '–')}" if claim.rows else "all rows"
        file = "" if claim.source == USUAL else f"{FILES[claim.source]}: "
        found.append(
            {
                "trail_claim": f"{claim.rule.removeprefix('rule-')} ({measures}#{claim.rule}): {claim.claim}",
                "trail_text": claim.text,
                "trail_exact": exact(claim.value) or "none",
                "trail_where": f"{file}{where}; {claim.columns.replace('; ', ', ')}",
            }
        )
    return sorted(found, key=lambda row: row["trail_claim"])


def in_order(document: Document) -> Document:
    """Return a page with its trail as :func:`rows` has it: each figure's rule beside its claim, sorted by both.

    The order in which a trail lists figures says nothing; under which rule it lists them does.
    """
    return replace(document, blocks=tuple(_sorted(block) for block in document.blocks))


def _sorted(block: Block) -> Block:
    if block.table is None or not block.table.caption.startswith(CAPTION):
        return block
    return replace(
        block, table=replace(block.table, rows=tuple(sorted(_flat(block.table.rows), key=lambda r: r.heading)))
    )


def _flat(found: Iterable[Row]) -> Iterator[Row]:
    rule = "no rule"
    for row in found:
        if len(row.cells) == 1:
            [(words, address)] = links(row.cells[0].text) or [(plain(row.cells[0].text), "nowhere")]
            rule = f"{words} ({address})"
            continue
        head, *rest = row.cells
        cells = [Cell(f"{rule}: {head.text}", head.is_heading, head.label), *rest]
        if len(cells) == 4:
            cells[2] = Cell(exact(cells[2].text), cells[2].is_heading, cells[2].label)
        yield Row(tuple(cells), row.style)
