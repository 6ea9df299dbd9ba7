"""Pieces of HTML that a notebook shows as a cell's output."""

import re
from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import Any

from markupsafe import Markup, escape

from exposure_gradient.publication.claims import without_figure_links
from exposure_gradient.publication.markup import template

ELEMENTS, TABLE = template("elements.html"), template("table.html")

MARK = re.compile(r"<svg.*?</svg>", re.DOTALL)
NONE = Markup('<span class="eg-none">none</span>')
"""What a cell shows where there is no figure."""


class Html:
    """Markup that Jupyter and the book show as it stands. Everything in it is escaped where it was put together."""

    def __init__(self, markup: Markup, **bundle: Any) -> None:
        """Keep the markup, and any further representations by their media type."""
        self.markup = Markup(markup)
        self._bundle = bundle

    def __html__(self) -> str:
        """Return the markup."""
        return self.markup

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {"text/html": str(self.markup), "text/plain": "", **self._bundle}


def join(parts: Iterable[Any], separator: str = "") -> Markup:
    """Join pieces, escaping those that are not markup."""
    return Markup(separator).join(parts)


def block(kind: str, *parts: Any, tag: str = "div") -> Html:
    """Wrap pieces in a block with a class of ours."""
    return Html(ELEMENTS.block(kind, parts, tag))


def paragraph(text: Any, kind: str = "") -> Markup:
    """Return a paragraph."""
    return ELEMENTS.paragraph(text, kind)


def captioned(picture: Markup, caption: Any, kind: str = "") -> Html:
    """Return a picture with its caption."""
    return Html(ELEMENTS.figure(picture, caption, kind))


def lead(found: Markup, caveat: str = "") -> Html:
    """Return the first paragraph, and below it what exposure does not say."""
    return block("lead", paragraph(found), paragraph(caveat, "caveat") if caveat else "")


def link(address: str, text: Any, **attributes: str) -> Markup:
    """Return a link. A figure within it is none of its own."""
    extra = join(Markup(' {}="{}"').format(name, value) for name, value in attributes.items())
    return Markup(f'<a href="{escape(address)}"{extra}>{without_figure_links(text)}</a>')


def _words(heading: str) -> str:
    """Return a column's heading without its marks, for a phone's list of cards."""
    return Markup(MARK.sub("", heading)).striptags()


def table(
    columns: Sequence[tuple[str, str]],
    rows: Iterable[Sequence[Any]],
    *,
    caption: Any,
    kind: str = "table",
    headed_rows: int = 0,
    row_classes: Sequence[str] = (),
    labelled: bool = True,
) -> Markup:
    """Return a table.

    ``columns`` holds a heading and a class (``num`` aligns decimals) for each column; ``headed_rows`` is the
    index of the column that heads its row. A wide table scrolls inside its own frame. ``labelled`` gives each cell
    its column's heading, for a phone's list of cards; a long table leaves that to the style sheet.
    """
    frames = []
    for index, (heading, cls) in enumerate(columns):
        tag, label = "th" if index == headed_rows else "td", _words(heading) if labelled else ""
        frames.append((TABLE.start(tag, cls, label), Markup(f"</{tag}>")))
    laid = [tuple(zip(row, frames, strict=True)) for row in rows]
    classes = row_classes or repeat("", len(laid))
    label = Markup(escape(caption)).striptags()
    return TABLE.table(columns, zip(laid, classes, strict=True), caption, label, kind)


def details(summary: Any, content: Any, kind: str = "details") -> Markup:
    """Return a part that is folded until it is opened. A figure in its summary is no link: pressing a summary opens it."""
    return ELEMENTS.details(without_figure_links(summary), content, kind)


def code(text: str) -> Markup:
    """Return an identifier, such as an ISCO-08 code or a task's number: no figure, and never broken over lines."""
    return Markup(f'<span class="eg-code">{escape(text)}</span>')


def in_code(text: str) -> Html | str:
    """Return text as code, or nothing."""
    return block("inline", text, tag="code") if text else ""


def copyable(text: str, label: str) -> Markup:
    """Return text in a frame with a copy button."""
    return ELEMENTS.copyable(text, label)


def without_closing_mark(statement: str) -> str:
    """Return a task statement without the mark that closes it in the list it comes from; ``etc.`` keeps its own.

    >>> without_closing_mark("keeping records;"), without_closing_mark("tools, paint, etc.;.")
    ('keeping records', 'tools, paint, etc.')
    """
    text = statement.rstrip("; ")
    while text.endswith((".", ";")) and not text.endswith("etc."):
        text = text[:-1].rstrip("; ")
    return text


def grid(caption: Any, headings: str, rows: Iterable[Sequence[Any]], kind: str = "grid") -> Markup:
    """Return a table whose headings stand in one text, parted by ``|``.

    A heading that ends in ``#`` heads a column of numbers, one that ends in ``~`` a column of running text, in ``=`` of codes, which
    do not break.
    """
    classes = {"#": "num", "~": "wide", "=": "eg-code"}
    columns = [
        (heading.strip().rstrip("#~= "), classes.get(heading.strip()[-1], "")) for heading in headings.split("|")
    ]
    return table(columns, rows, caption=caption, kind=kind)
