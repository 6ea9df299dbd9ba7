"""The folded table at a page's end: every figure of the page under its rule, with its exact value and where it came from."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from printed.document import Block, Cell, Document, Row
from printed.expected import Claim
from printed.text import exact, links, plain, row_of

FILES = {
    "eloundou_scores": "Eloundou et al. 2024",
    "employment_fra": "EU-LFS by way of Nesta, France",
    "employment_gbr": "EU-LFS by way of Nesta, United Kingdom",
    "employment_ita": "EU-LFS by way of Nesta, Italy",
    "employment_pak": "ILOSTAT, Pakistan",
    "ibs_crosswalk": "IBS crosswalk",
    "ilo_scores": "ILO task scores 2025",
    "isco_structure": "ISCO-08 structure",
    "oews": "BLS OEWS May 2024",
    "onet_2010_to_2019": "O*NET-SOC 2010–2019 crosswalk",
    "onet_occupations": "O*NET 30.3",
    "tomlinson_scores": "Tomlinson et al. 2025",
}
"""What pages call the files that figures are made from."""
CAPTION = "Audit trail of this page"
WAYS = "Rule: {} · Source: {} · Code: {}"
CODE = "api.html#code-"


def rows(claims: Iterable[Claim], measures: str) -> list[dict[str, str]]:
    """Return the rows that a page's trail must have, by rule and claim: the figures of the page's own."""
    found, folder = [], measures.removesuffix("measures.html")
    for claim in claims:
        where = f"rows {claim.rows.replace('-', '–')}" if claim.rows else "all rows"
        rule = f"{claim.rule.removeprefix('rule-')} ({measures}#{claim.rule})"
        file = f"{FILES[claim.source]} ({folder}sources.html#{claim.source})"
        found.append(
            {
                "trail_claim": f"{rule}, {file}: {claim.claim}",
                "trail_text": claim.text,
                "trail_exact": exact(claim.value) or "none",
                "trail_where": f"{where}; {claim.columns.replace('; ', ', ')}",
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
    heading = "no rule"
    for row in found:
        if len(row.cells) == 1:
            heading = _heading(row.cells[0].text)
            continue
        head, *rest = row.cells
        name = head.text if row.id == row_of(head.text) else f"{head.text} (its row is called {row.id or 'nothing'})"
        cells = [Cell(f"{heading}: {name}", head.is_heading, head.label), *rest]
        if len(cells) == 4:
            cells[2] = Cell(exact(cells[2].text), cells[2].is_heading, cells[2].label)
        yield Row(tuple(cells), row.style)


def _heading(text: str) -> str:
    """Return the rule and the file that a heading names, each with its address, where it leads to code as well; else what it says."""
    ways = links(text)
    words = [words for words, _ in ways]
    if len(ways) < 3 or plain(text) != WAYS.format(*words[:2], ", ".join(words[2:])):
        return plain(text)
    (rule, to_rule), (file, to_file), *code = ways
    folder = to_file.partition("sources.html")[0]
    if not all(address == f"{folder}{CODE}{address.partition(CODE)[2]}" for _, address in code):
        return plain(text)
    return f"{rule} ({to_rule}), {file} ({to_file})"
