"""What a page holds, held against what it must hold; each difference becomes a finding that names its place."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from printed.document import Block, Document, Row, Table
from printed.findings import NOTHING, Count, Finding
from printed.forms import Expectation
from printed.text import FIGURE, LINK, figures, links, plain, skeleton

AROUND = 40
"""How many characters of agreeing words a finding shows before those that differ."""


def compare(document: Document, expectations: Sequence[Expectation], count: Count) -> Iterator[Finding]:
    """Yield the differences of a page's blocks from those expected, and count what was read."""
    _count(document.blocks, expectations, count)
    found, wanted = list(document.blocks), [expectation.block for expectation in expectations]
    if found == wanted:
        return
    differences = list(_aligned(document.page, found, wanted))
    yield from differences or [Finding(document.page, "the page", "its blocks", "others", "those of its forms")]


def _count(blocks: Sequence[Block], expectations: Sequence[Expectation], count: Count) -> None:
    count["pages"] += 1
    printed = {block.text for block in blocks}
    count["sentences"] += sum(e.n_forms for e in expectations if e.block.table is None and e.block.text in printed)
    for block in blocks:
        texts = [block.text]
        if block.table is not None:
            cells = [cell.text for row in block.table.rows for cell in row.cells]
            count["cells"] += len(cells)
            texts = [block.table.caption, *cells]
        count["figures"] += sum(text.count(FIGURE[0]) for text in texts)
        count["links"] += sum(text.count(LINK[0]) for text in texts)


def _aligned(page: str, found: list[Block], wanted: list[Block]) -> Iterator[Finding]:
    """Pair blocks that stand in the same place, and tell of the others."""
    keys = [[(b.kind, b.section, b.text, b.table and b.table.caption) for b in blocks] for blocks in (found, wanted)]
    for tag, a, b, c, d in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        pairs = zip(found[a:b], wanted[c:d], strict=True) if tag == "equal" else _paired(found[a:b], wanted[c:d])
        for is_, must in pairs:
            yield from _of_block(page, is_, must)


def _paired(found: list[Block], wanted: list[Block]) -> Iterator[tuple[Block | None, Block | None]]:
    """Pair blocks of one kind and section in their order; what is left over stands alone."""
    rest = list(found)
    for must in wanted:
        twin = next((b for b in rest if (b.kind, b.section) == (must.kind, must.section)), None)
        if twin is not None:
            rest.remove(twin)
        yield twin, must
    yield from ((block, None) for block in rest)


def _of_block(page: str, found: Block | None, wanted: Block | None) -> Iterator[Finding]:
    one = found or wanted
    place = f"{one.section or 'the beginning'}, {_named(one)}"
    if found is None:
        yield Finding(page, place, "the text", NOTHING, _short(wanted))
    elif wanted is None:
        yield Finding(page, place, "the text", _short(found), NOTHING)
    elif wanted.table is not None and found.table is not None:
        yield from _of_table(page, one.section, found.table, wanted.table)
    else:
        yield from of_text(page, place, found.text, wanted.text)


def _named(block: Block) -> str:
    tag = block.kind.split(".")[0]
    words = {"p": "paragraph", "li": "list", "h2": "heading", "h3": "heading", "pre": "text to copy", "svg": "picture"}
    return words.get(tag, tag)


def _short(block: Block, most: int = 160) -> str:
    text = plain(block.table.caption if block.table else block.text)
    return text if len(text) <= most else f"{text[:most]}…"


def of_text(page: str, place: str, found: str, wanted: str) -> Iterator[Finding]:
    """Yield the differences of two marked texts: by figure and link where the words agree, else from where the words part."""
    if found == wanted:
        return
    same_words = skeleton(found) == skeleton(wanted)
    if not same_words or [words for words, _ in links(found)] != [words for words, _ in links(wanted)]:
        yield _of_words(page, place, plain(found), plain(wanted))
        return
    for is_, must in zip(figures(found), figures(wanted), strict=True):
        for what, a, b in zip(("claim", "exact value", "text"), is_, must, strict=True):
            if a != b:
                name = must[0] if what == "text" else f"{must[0]} ({what})"
                yield Finding(page, f"{place}, “{_around(plain(wanted), must[2])}”", name, a, b)
    for is_, must in zip(links(found), links(wanted), strict=True):
        if is_[1] != must[1]:
            yield Finding(page, place, f"the target of the link “{must[0]}”", is_[1], must[1])


def _around(text: str, part: str) -> str:
    at = max(text.find(part), 0)
    return text[max(0, at - AROUND) : at + len(part) + AROUND].strip()


def _of_words(page: str, place: str, found: str, wanted: str) -> Finding:
    """Tell where two texts part; where the words agree, it is their marks that do not."""
    if found == wanted:
        return Finding(page, place, "the marks of figures and links", found[:160], "the same words, marked otherwise")
    pairs = enumerate(zip(found, wanted, strict=False))
    start = max(0, next((k for k, (a, b) in pairs if a != b), min(len(found), len(wanted))) - AROUND)
    return Finding(page, place, "the words", found[start : start + 3 * AROUND], wanted[start : start + 3 * AROUND])


def _of_table(page: str, section: str, found: Table, wanted: Table) -> Iterator[Finding]:
    place = f"{section or 'the beginning'}, table “{plain(wanted.caption)[:60]}”"
    yield from of_text(page, f"{place}, caption", found.caption, wanted.caption)
    if found.label != wanted.label:
        yield Finding(page, place, "the label of its frame", str(found.label), str(wanted.label))
    if found.headings != wanted.headings:
        yield Finding(page, place, "the headings", " | ".join(found.headings), " | ".join(wanted.headings))
    keys = [[row.heading for row in table.rows] for table in (found, wanted)]
    for tag, a, b, c, d in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        if tag == "equal" or (tag == "replace" and b - a == d - c):
            for is_, must in zip(found.rows[a:b], wanted.rows[c:d], strict=True):
                yield from _of_row(page, place, is_, must, wanted.headings)
            continue
        yield from (Finding(page, place, "a row", _whole(row), NOTHING) for row in found.rows[a:b])
        yield from (Finding(page, place, "a row", NOTHING, _whole(row)) for row in wanted.rows[c:d])


def _whole(row: Row) -> str:
    return " | ".join(plain(cell.text) for cell in row.cells)


def _of_row(page: str, place: str, found: Row, wanted: Row, headings: Sequence[str]) -> Iterator[Finding]:
    if found == wanted:
        return
    place = f"{place}, row {wanted.heading}"
    if found.style != wanted.style:
        yield Finding(page, place, "the colour of the row", found.style, wanted.style)
    if len(found.cells) != len(wanted.cells):
        yield Finding(page, place, "its cells", _whole(found), _whole(wanted))
        return
    for column, (is_, must) in enumerate(zip(found.cells, wanted.cells, strict=True)):
        heading = plain(headings[column]) if column < len(headings) else str(column + 1)
        yield from of_text(page, f"{place}, column {heading}", is_.text, must.text)
        if is_.label != must.label:
            yield Finding(
                page, f"{place}, column {heading}", "the heading beside the cell", str(is_.label), str(must.label)
            )
        if is_.is_heading != must.is_heading:
            yield Finding(
                page, f"{place}, column {heading}", "heads its row", str(is_.is_heading), str(must.is_heading)
            )
