"""The declared forms of pages: what must stand on a page, where and when, with slots for figures, names and links.

The forms of a kind of page stand in ``forms/KIND.toml``, in the order of the page. A form is text with slots, filled from the page's
names (a dict that a check makes from the audit's own values):

- ``{name}`` is the figure, or the words, of that name. A figure is expected as a ``<data>`` element with its claim, exact value and text;
  ``{name!text}`` is its text alone, as plain words.
- ``[words](address)`` is a link; both parts may hold slots.

A form is a string, or a table with ``say`` and ``when``: the names of facts that must hold, joined by ``and``, each of them perhaps
after ``not``. A list of forms is one text: those whose conditions hold, with blanks between them. ``[phrases]`` holds words that
occur in several forms, as lists of forms of which exactly one holds. An entry that holds blocks of its own stands for them all, once
for each item of its list. A table whose cells are made as a whole has their list under ``rows``.
"""

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from printed.document import Block, Cell, Row, Table
from printed.text import figure, link, one_blank, plain

FOLDER = Path(__file__).resolve().parent / "forms"
Names = Mapping[str, Any]
_PART = re.compile(
    r"\{(?P<slot>[a-z][\w.-]*)(?P<plain>!text)?\}|\[(?P<words>[^][]*)\]\((?P<address>[^()]*)\)", re.ASCII
)
"""A slot or a link of a form. Other braces and brackets are words, as a citation in BibTeX has them."""


class FormError(Exception):
    """The forms themselves are wrong; the message says which and how."""


@dataclass(frozen=True)
class Figure:
    """A figure as a page must state it: its claim, its exact value, and its text."""

    claim: str
    value: Any
    text: str

    def __str__(self) -> str:
        """Return the figure as marked text."""
        return figure(self.claim, self.value, self.text)


@dataclass(frozen=True)
class Expectation:
    """A block that a page must have, and how many sentences (forms) it was made from."""

    block: Block
    n_forms: int = 1


@functools.cache
def load(kind: str) -> dict[str, Any]:
    """Return the forms of a kind of page."""
    return tomllib.loads((FOLDER / f"{kind}.toml").read_text("utf-8"))


def of_page(names: Names, name: str, form: str) -> Any:
    """Return what a page's names hold under a name. Raises FormError where they do not have it."""
    try:
        return names[name]
    except KeyError:
        raise FormError(f"the form {form!r} names {name}, which the page does not have") from None


def holds(condition: str, names: Names) -> bool:
    """Return whether the facts of a condition hold."""
    parts = ((part.removeprefix("not "), part.startswith("not ")) for part in condition.split(" and "))
    return all(bool(of_page(names, name, condition)) is not negated for name, negated in parts)


@functools.cache
def _parsed(form: str) -> tuple[str | tuple[str, bool] | tuple[Any, Any], ...]:
    """Return a form as its words, its slots (a name, and whether as plain text) and its links (two forms, parsed)."""
    parts: list[Any] = []
    end = 0
    for found in _PART.finditer(form):
        parts.append(form[end : found.start()])
        end = found.end()
        parts.append(
            (found["slot"], bool(found["plain"]))
            if found["slot"]
            else (_parsed(found["words"]), _parsed(found["address"]))
        )
    return tuple(part for part in [*parts, form[end:]] if part)


def _filled(parts: tuple[Any, ...], names: Names, form: str) -> str:
    done = []
    for part in parts:
        if isinstance(part, str):
            done.append(part)
        elif isinstance(part[0], str):
            text = str(of_page(names, part[0], form))
            done.append(plain(text) if part[1] else text)
        else:
            done.append(link(_filled(part[0], names, form), _filled(part[1], names, form)))
    return "".join(done)


def fill(form: str, names: Names) -> str:
    """Return a form with its slots filled, as marked text. Brackets in what fills a slot make no link."""
    return _filled(_parsed(form), names, form)


def chosen(forms: Any, names: Names) -> list[str]:
    """Return the texts of those forms whose conditions hold, filled."""
    texts = []
    for form in forms if isinstance(forms, list) else [forms]:
        if isinstance(form, str):
            texts.append(fill(form, names))
        elif holds(form["when"], names):
            texts.append(fill(form["say"], names))
    return texts


def expected(kind: str, names: Names) -> list[Expectation]:
    """Return what a page must hold, in its order."""
    forms = load(kind)
    names = dict(names)
    for name, choices in forms.get("phrases", {}).items():
        found = chosen(choices, names)
        if len(found) != 1:
            raise FormError(f"{kind}: {len(found)} forms of the phrase {name} hold, and one must: {found}")
        names[name] = found[0]
    made = [Expectation(Block("title", "", fill(forms["title"], names)))]
    for section in forms["section"]:
        heading = fill(section.get("heading", ""), names)
        if heading:
            made.append(Expectation(Block("h2", heading, heading)))
        for entry in section.get("block", []):
            made += _blocks(entry, heading, names)
    return made


def _each(entry: Mapping[str, Any], names: Names) -> Iterator[Names]:
    """Yield the names that an entry is filled from: once, or for each item of its list, where its condition holds."""
    items = names[entry["each"]] if "each" in entry else [{}]
    for item in items:
        inner = {**names, **item} if item else names
        if "when" not in entry or holds(entry["when"], inner):
            yield inner


def _blocks(entry: Mapping[str, Any], section: str, names: Names) -> Iterator[Expectation]:
    kind = entry.get("kind", "p")
    for inner in _each(entry, names):
        if "block" in entry:
            for part in entry["block"]:
                yield from _blocks(part, section, inner)
        elif kind == "table":
            yield Expectation(Block(kind, section, "", _table(entry, inner)))
        elif texts := chosen(entry["say"], inner):
            joined = entry.get("between", " ").join(texts)
            yield Expectation(Block(kind, section, joined if kind == "pre" else one_blank(joined)), len(texts))


def _table(entry: Mapping[str, Any], names: Names) -> Table:
    caption = one_blank(" ".join(chosen(entry["caption"], names)))
    headings = tuple(fill(heading, names) for heading in entry["headings"])
    heads, labelled = entry.get("heads_row", 0), entry.get("labelled", True)
    rows = []
    for texts in of_page(names, entry["rows"], caption) if "rows" in entry else ():
        cells = (
            Cell(one_blank(text), place == heads, plain(headings[place]) if labelled else None)
            for place, text in enumerate(texts)
        )
        rows.append(Row(tuple(cells)))
    for row in entry.get("row", ()):
        for inner in _each(row, names):
            cells = tuple(
                Cell(
                    one_blank(" ".join(chosen(cell, inner))),
                    place == heads,
                    plain(headings[place]) if labelled else None,
                )
                for place, cell in enumerate(row["cells"])
            )
            rows.append(Row(cells, fill(row.get("style", ""), inner).strip()))
    return Table(caption, headings, tuple(rows), f"Table: {plain(caption)}" if caption else None)
