"""The chapters: what their cells compute, sentences, tables and what pictures are called, held against the audit's own values.

Of a chapter the outputs of its cells are read, all its tables, and the headings that these stand under. The prose that is
written by hand around them has no figure that is computed; one that stands there all the same is found.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from printed import document, forms, trail
from printed.compare import compare
from printed.document import Block, Cell, Document, Row, Table
from printed.expected import Claim, Expected
from printed.findings import Check, Count, Finding
from printed.telling import Telling
from printed.text import FIGURE, exact

FOLDER = "methodology/"
CHAPTERS = (
    "agreement",
    "choices",
    "comparability",
    "comparison",
    "corrections",
    "crosswalk",
    "limitations",
    "measures",
    "people",
    "replication",
    "rerun",
    "scores",
    "sensitivity",
    "share",
    "sources",
    "uncertainty",
    "use",
)
ELSEWHERE = ("united-states",)
"""Pages that are written and read as chapters are, and are at the top of the site."""

MEASURES = "measures.html"
NEAR = 1e-12
"""How far a printed statistic may lie from the audit's, as in the ledger: the order of a sum decides the last bits."""
_FIGURE = re.compile("{0}([^{1}{2}]*){1}([^{1}{2}]*){1}".format(*FIGURE))


def names_of(expected: Expected, page: str) -> dict[str, Any]:
    """Return the names that a chapter is filled from: its figures, its words, and the rows of its tables."""
    chapter = page.removeprefix(FOLDER)
    is_chapter = page.startswith(FOLDER)
    telling = Telling(expected, page, "../" if is_chapter else "")
    names = telling.names()
    names |= {
        row["name"]: telling.claims[row["claim"]].figure for row in expected.rows("chapter_figures", chapter=chapter)
    }
    filled = dict(names)
    names |= {row["name"]: forms.fill(row["text"], filled) for row in expected.rows("chapter_words", chapter=chapter)}
    for row in expected.rows("chapter_rows", chapter=chapter):
        names.setdefault(row["name"], []).append([forms.fill(cell, filled) for cell in row["cells"]])
    return names | {"trail": trail.rows(telling.claims.values(), MEASURES if is_chapter else FOLDER + MEASURES)}


def computed(found: Document) -> Document:
    """Return a chapter with what its cells compute and its tables alone, and the headings above these."""
    kept = [block for block in found.blocks if block.element is None or _is_computed(block)]
    sections = {block.section for block in kept}
    return replace(
        found, blocks=tuple(b for b in found.blocks if b in kept or (b.kind == "h2" and b.section in sections))
    )


def _is_computed(block: Block) -> bool:
    return (
        block.table is not None
        or FIGURE[0] in block.text
        or any("cell_output" in element.get("class", "").split() for element in block.element.iterancestors("div"))
    )


def settled(found: Document, claims: Mapping[str, Claim]) -> Document:
    """Return a page with the audit's value in place of every printed statistic that lies near enough to it."""

    def of_text(text: str) -> str:
        return _FIGURE.sub(lambda m: f"{FIGURE[0]}{m[1]}{FIGURE[1]}{_settled(m[2], claims.get(m[1]))}{FIGURE[1]}", text)

    def of_row(row: Row, is_trail: bool) -> Row:
        cells = [replace(cell, text=of_text(cell.text)) for cell in row.cells]
        if is_trail and len(cells) == 4:
            claim = claims.get(row.heading.rsplit(": ", 1)[-1])
            cells[2] = Cell(_settled(cells[2].text, claim), cells[2].is_heading, cells[2].label)
        return Row(tuple(cells), row.style)

    def of_table(table: Table) -> Table:
        is_trail = table.caption.startswith(trail.CAPTION)
        rows = tuple(of_row(row, is_trail) for row in table.rows)
        return replace(table, caption=of_text(table.caption), rows=rows)

    blocks = (replace(b, text=of_text(b.text), table=b.table and of_table(b.table)) for b in found.blocks)
    return replace(found, blocks=tuple(blocks))


def _settled(value: str, claim: Claim | None) -> str:
    if claim is None or not claim.is_near:
        return value
    try:
        is_near = math.isclose(float(value), claim.value, rel_tol=NEAR, abs_tol=NEAR)
    except ValueError:
        return value
    return exact(claim.value) if is_near else value


def pages(site: Path, expected: Expected) -> Iterable[str]:
    """Return the chapters that compute."""
    return [f"{FOLDER}{chapter}" for chapter in CHAPTERS] + [*ELSEWHERE]


def read(site: Path, expected: Expected, page: str, count: Count) -> Iterator[Finding]:
    """Read a chapter."""
    found = trail.in_order(computed(document.read(site, page)))
    wanted = forms.expected(f"chapters/{page.removeprefix(FOLDER)}", names_of(expected, page))
    yield from compare(settled(found, expected.claims.get(page, {})), wanted, count)


CHECKS = (Check("the chapters", pages, read),)
