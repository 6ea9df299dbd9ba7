"""One built page, read into its blocks in the order in which a reader meets them.

What a page is about stands in its article: all text of it becomes a block of some kind, so that text nobody expects is found. Left
out are the code of notebook cells and the marks that link to a heading.
"""

import functools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from printed.text import figure, leads_to_its_row, link, one_blank, plain

INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "br",
        "cite",
        "code",
        "data",
        "em",
        "i",
        "kbd",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
        "var",
        "wbr",
    ]
)
PARTS = ("table", "thead", "tbody", "tfoot", "tr")
INNER = frozenset((*PARTS, "caption", "colgroup"))
"""The parts of a table that hold its cells, and what may stand in them."""
OURS = "eg-"


@dataclass(frozen=True)
class Cell:
    """A cell of a table: marked text, whether it heads its row, and the heading that a phone shows beside it."""

    text: str
    is_heading: bool = False
    label: str | None = None


@dataclass(frozen=True)
class Row:
    """A row of a table, with the classes that colour it."""

    cells: tuple[Cell, ...]
    style: str = ""
    id: str = field(default="", compare=False)

    @property
    def heading(self) -> str:
        """The text of the cell that heads the row, or of its first."""
        return plain(
            next((cell.text for cell in self.cells if cell.is_heading), self.cells[0].text if self.cells else "")
        )


@dataclass(frozen=True)
class Table:
    """A table: caption and headings are marked text; ``label`` is what assistive software calls its frame."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    label: str | None = None


@dataclass(frozen=True)
class Block:
    """A piece of a page: its kind, the section that it stands in, its marked text or its table, and its element.

    The kind is the tag, with the first class of ours that it has: ``p``, ``p.caveat``, ``li``, ``figcaption``, ``h2``, ``table``,
    ``svg`` (whose text is its label), ``pre`` (whose text is as it stands), ``div.masthead``.
    """

    kind: str
    section: str
    text: str
    table: Table | None = None
    element: etree._Element | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Document:
    """A page: its address without ending, its blocks (the first is the title of the window), and the root of its elements."""

    page: str
    blocks: tuple[Block, ...]
    root: etree._Element = field(compare=False, repr=False)

    def in_section(self, section: str) -> list[Block]:
        """Return the blocks of a section, by its second-level heading; those before the first one stand in ``""``."""
        return [block for block in self.blocks if block.section == section]


@functools.lru_cache(maxsize=4)
def read(site: Path, page: str) -> Document:
    """Read a page of a built book. Checks of one page run after another, and it is parsed once."""
    return parse((site / f"{page}.html").read_bytes(), page)


def parse(page_source: bytes, page: str) -> Document:
    """Return a page's document from its bytes."""
    root = etree.fromstring(page_source, etree.HTMLParser(encoding="utf-8"))
    article = next(root.iter("article"), root.find("body"))
    title = one_blank(root.findtext("head/title") or "")
    section, blocks = "", [Block("title", "", title)]
    for kind, element in _pieces(article):
        text = _text_of(kind, element)
        if kind == "h2":
            section = text
        blocks.append(Block(kind, section, text, _table(element) if kind.startswith("table") else None, element))
    return Document(page, tuple(blocks), root)


def _kind(element: etree._Element) -> str:
    ours = next((name for name in element.get("class", "").split() if name.startswith(OURS)), "")
    return f"{element.tag}.{ours.removeprefix(OURS)}" if ours and element.tag in ("p", "div", "ul") else element.tag


def _is_left_out(element: etree._Element) -> bool:
    tag = element.tag
    if tag == "a":
        return "headerlink" in element.get("class", "").split()
    if tag == "details":
        return "hide" in element.get("class", "").split()
    if tag == "svg":
        return element.get("aria-hidden") == "true"  # a mark beside words; pictures are read by themselves
    return tag in ("script", "style", "template")


def _pieces(element: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """Yield the elements that hold text or are tables or pictures, in their order."""
    if not isinstance(element.tag, str) or _is_left_out(element):
        return
    if element.tag in ("table", "svg", "img", "pre"):
        yield _kind(element), element
    elif all(child.tag in INLINE for child in element if isinstance(child.tag, str) and not _is_left_out(child)):
        if _marked(element).strip():
            yield _kind(element), element
    else:
        if any(one_blank(loose or "") for loose in [element.text, *(child.tail for child in element)]):
            yield f"loose {_kind(element)}", element
        for child in element:
            yield from _pieces(child)


def _text_of(kind: str, element: etree._Element) -> str:
    if kind == "pre":
        return "".join(element.itertext())
    if kind == "svg":
        return one_blank(element.get("aria-label") or "")
    if kind == "img":
        return one_blank(element.get("alt") or "")
    if kind == "table":
        return ""
    if kind.startswith("loose "):
        return one_blank(" ".join([element.text or "", *(child.tail or "" for child in element)]))
    return one_blank(_marked(element))


def _marked(element: etree._Element) -> str:
    """Return an element's text with its figures and links marked."""
    if not isinstance(element.tag, str) or _is_left_out(element):
        return ""
    if element.tag == "data":
        return figure(_claim(element), element.get("value", ""), one_blank("".join(element.itertext())))
    parts = [element.text or ""]
    for child in element:
        parts += [_marked(child), child.tail or ""]
    text = "".join(parts)
    if element.tag == "br":
        return " "
    if _is_of_a_figure(element):
        return text
    return link(one_blank(text), element.get("href")) if element.tag == "a" and element.get("href") else text


def _is_of_a_figure(element: etree._Element) -> bool:
    """Say whether an element is the link that each figure has; where it leads is read with the figure."""
    return element.tag == "a" and [child.tag for child in element] == ["data"] and not (element.text or element[0].tail)


def _claim(element: etree._Element) -> str:
    """Return which claim a figure names, and where its link leads if that is not its row. A figure within another link, or within a summary, has none."""
    claim, around = element.get("data-claim", ""), next(element.iterancestors("a"), None)
    if around is not None and not _is_of_a_figure(around):
        return claim
    address = "" if around is None else around.get("href", "")
    return claim if leads_to_its_row(claim, address) else f"{claim} (leads to {address or 'nowhere'})"


def _table(element: etree._Element) -> Table:
    caption = " ".join(_marked(child) for child in element.iterchildren("caption"))
    heads = list(element.iterchildren("thead"))
    headings = [one_blank(_marked(cell)) for head in heads for row in head for cell in row.iterchildren(etree.Element)]
    rows = []
    for row in element.iter("tr"):
        if row.getparent() not in heads:
            # An element that is no cell is read as one, and so found as one too many.
            cells = [
                Cell(one_blank(_marked(cell)), cell.tag == "th", cell.get("data-label"))
                for cell in row.iterchildren(etree.Element)
            ]
            rows.append(Row(tuple(cells), row.get("class", ""), row.get("id", "")))
    rows += [Row((Cell(text),)) for text in _loose_in(element)]
    frame = element.getparent()
    label = frame.get("aria-label") if frame is not None and frame.tag == "div" else None
    return Table(one_blank(caption), tuple(headings), tuple(rows), label)


def _loose_in(table: etree._Element) -> Iterator[str]:
    """Yield the text of a table that stands in no cell and no caption."""
    for part in table.iter(*PARTS):
        outside = [child for child in part.iterchildren(etree.Element) if part.tag != "tr" and child.tag not in INNER]
        for text in [part.text, *(child.tail for child in part), *map(_marked, outside)]:
            if text and not text.isspace():
                yield one_blank(text)
