"""The ledger of a page or a chapter: every figure that it states, entered once, with its rule, its source and the rows it came from.

What a figure is (rule, source, columns, format) is declared in ``data/figures.csv``; a notebook gives its value and the rows. Prose
is filled from the ledger, and :func:`~exposure_gradient.publication.claims.sentence` refuses a figure that is not in it.
"""

import functools
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
from markupsafe import Markup

from exposure_gradient.measures.rules import in_decimals
from exposure_gradient.measures.text import MINUS, ordinal, shown, shown_signed
from exposure_gradient.paths import data_folder
from exposure_gradient.publication.claims import Claim, plain, sentence
from exposure_gradient.publication.html import Html, block, paragraph
from exposure_gradient.publication.trail import audit_trail
from exposure_gradient.tables.load import read_table

NUMBER = re.compile(r"\d+")
BREAK = re.compile(r"\s*\n\s*")
PLACEHOLDER = re.compile(r"\{([a-z0-9_.-]+)(:[a-z]+)?\}", re.IGNORECASE)


def _size(value: float) -> str:
    """Return the size of a change; one that is too small to show is not said to be nothing."""
    text = shown(value)
    return f"less than {shown(0.01)}" if value and text == shown(0) else text


def _percent(value: float) -> str:
    return f"{math.floor(value + 0.5)}%"


def _three_decimals(value: float) -> str:
    return f"{value:.3f}".replace("-", MINUS)


def _either_way(value: float) -> str:
    """Return a change with its sign; one that is too small to show is not said to be nothing."""
    return f"less than {shown(0.01)} either way" if value and shown(abs(value)) == shown(0) else shown_signed(value)


FORMATS: Mapping[str, Callable[[Any], str]] = {
    "score": shown,
    "change": shown_signed,
    "difference": shown_signed,
    "distance": shown,
    "size": _size,
    "either_way": _either_way,
    "hundredths": "{:.2f}".format,
    "three_decimals": _three_decimals,
    "signed_three_decimals": lambda value: f"{value:+.3f}".replace("-", MINUS),
    "four_decimals": "{:.4f}".format,
    "six_decimals": "{:.6f}".format,
    "decimals": lambda value: repr(in_decimals(value)),
    "number": "{:g}".format,
    "median": "{:g}".format,
    "places": lambda value: f"{value:+d}".replace("-", MINUS) if value else "0",
    "points": lambda value: f"{value} point{'' if value == 1 else 's'}",
    "count": "{:,}".format,
    "percent": _percent,
    "percent_tenths": "{:.1f}%".format,
    "tenths": "{:.1f}".format,
    "whole": "{:,.0f}".format,
    "share": "{:.0%}".format,
    "share_number": lambda value: f"{100 * value:.0f}",
    "share_tenths": lambda value: f"{100 * value:.1f}",
    "ordinal": ordinal,
    "exact": str,
    "text": str,
}
"""How a figure is written: ``score`` with two decimals, halves up; ``change`` with its sign; ``hundredths`` as the ILO publishes it;
``percent`` in whole per cent, halves up; ``places`` as places of a rank with their sign; ``exact`` as it is kept.

``size`` and ``either_way`` are changes that may be too small to show. ``whole`` is a number of persons, which may be a sum of weights. ``median`` is of whole numbers or of ranks, and kept as it is
computed. ``share`` is a part of 1, written in per cent, ``share_number`` the same without the sign, ``share_tenths`` with a decimal.
``difference`` and ``distance`` are of two scores: written from the binary difference, as the rule on two decimals asks, and kept
without its noise. ``decimals`` is a score with all the decimals that it has, as the models' own words quote it.
"""

KEPT: Mapping[str, Callable[[Any], Any]] = {
    "difference": in_decimals,
    "distance": in_decimals,
    "number": lambda value: int(value) if value == int(value) else value,
}
"""What is kept as a figure's value, where that is not the value as it was entered."""


class Figure(NamedTuple):
    """What a figure is, as declared."""

    rule: str
    source: str
    columns: tuple[str, ...]
    format: str


@functools.lru_cache
def declared_figures() -> dict[str, Figure]:
    """Return the declared figures by name; ``*`` stands for the part that differs: ``task.*.change``, ``story.band.*``, ``left_*_rule``."""
    rows = read_table(data_folder() / "figures.csv", "figures").itertuples(index=False)
    return {row.figure: Figure(row.rule, row.source, tuple(row.columns.split("; ")), row.format) for row in rows}


def _patterns(name: str) -> Iterator[str]:
    """Return the names with ``*`` under which a figure may be declared.

    Of ``a.b.c.d`` these are ``a.*.d``, ``a.b.*.d`` and ``a.b.c.*``. In the last, ``*`` stands for a number: of ``left_4226_rule`` it is
    ``left_*_rule``.
    """
    parts = name.split(".")
    for n in range(1, len(parts)):
        yield ".".join([*parts[:n], "*", *parts[n + 1 :][-1:]])
    yield NUMBER.sub("*", name)


def figure(name: str) -> Figure:
    """Return what a figure is. Raises ValueError for one that is not declared."""
    figures = declared_figures()
    found = figures.get(name) or next((figures[one] for one in _patterns(name) if one in figures), None)
    if found is None:
        raise ValueError(f"data/figures.csv declares no figure {name!r}; declare its rule, source, columns and format.")
    return found


def claim(name: str, value: Any, rows: Iterable[int] = ()) -> Claim:
    """Return a figure as a claim. ``value`` None or NaN means that the source has none, which the page says."""
    value = value.item() if hasattr(value, "item") else value
    value = None if value is None or value != value else value
    what = figure(name)
    text = "none" if value is None else FORMATS[what.format](value)
    if value is not None and what.format in KEPT:
        value = KEPT[what.format](value)
    return Claim(name, text, value, what.rule, what.source, what.columns, tuple(map(int, rows)))


def _rows_of(of: pd.DataFrame | Iterable[int] | None) -> tuple[int, ...]:
    if of is None:
        return ()
    return tuple(of["source_row"].tolist()) if isinstance(of, pd.DataFrame) else tuple(of)


class Ledger(Mapping[str, Claim]):
    """The figures of one page or chapter, in the order in which its notebook enters them."""

    def __init__(self, measures: str = "../methodology/measures.html", under: str = "") -> None:
        """Begin a ledger.

        ``measures`` is the address of the chapter on measures, seen from the page; ``under`` is what the names of all its figures
        begin with. Its sentences may leave that out.
        """
        self._measures, self._under = measures, under
        self.claims: dict[str, Claim] = {}

    def __getitem__(self, name: str) -> Claim:
        """Return a figure that has been entered, by its full name."""
        return self.claims[name]

    def __iter__(self) -> Iterator[str]:
        """Return the figures' names in the order in which they were entered."""
        return iter(self.claims)

    def __len__(self) -> int:
        """Return the number of figures."""
        return len(self.claims)

    def enter(self, made: Claim) -> Claim:
        """Enter a claim, such as one of another page. Raises ValueError where another figure of the page has its name."""
        if self.claims.setdefault(made.id, made) != made:
            raise ValueError(f"the page enters {made.id} twice, and not the same: {self.claims[made.id]} and {made}")
        return made

    def facts(self, of: pd.DataFrame | Iterable[int] | None = None, /, under: str = "", **values: Any) -> None:
        """Enter figures by their declared names.

        ``of`` holds the rows of the source that they come from: a frame with a column ``source_row``, or row numbers; None stands for
        every row of the file. ``under`` is what their names begin with, as in ``most_exposed.score``.
        """
        rows = _rows_of(of)
        for name, value in values.items():
            self.enter(claim(".".join(filter(None, (self._under, under, name))), value, rows))

    def own(self, name: str) -> Claim:
        """Return a figure of the page by its name without what all names of the page begin with."""
        return self.claims[f"{self._under}.{name}" if self._under else name]

    def claims_under(self, under: str) -> dict[str, Claim]:
        """Return the figures whose names begin with ``under``, by what follows: of ``exposed`` these are ``lower`` and others."""
        prefix = f"{self._under}.{under}." if self._under else f"{under}."
        found = {name.removeprefix(prefix): made for name, made in self.claims.items() if name.startswith(prefix)}
        return {name: made for name, made in found.items() if "." not in name}

    def cells(self, under: str, frame: pd.DataFrame, columns: Sequence[str]) -> dict[str, list[Claim]]:
        """Enter every cell of a frame's columns as a figure of its row, named ``under.index.column``, and return them by column."""
        rows = frame["source_row"].tolist()
        return {
            column: [
                self.enter(claim(f"{under}.{index}.{column}", value, (row,)))
                for index, value, row in zip(frame.index, frame[column].tolist(), rows, strict=True)
            ]
            for column in columns
        }

    def sentence(self, *templates: str, **parts: Any) -> Markup:
        """Fill templates, joined by blanks: ``{mean_2025}`` with the figure of that name, ``{percentile:ordinal}`` in another format.

        Other names are filled with ``parts``; figures of other pages among them are entered, too. A template may be broken into lines as
        a notebook has them; a break is a blank. Raises KeyError for a figure that has not been entered, and ValueError where the template itself states a figure.
        """
        filled: dict[str, Any] = {}
        for part in parts.values():
            if isinstance(part, Claim):  # its text may be written in another way here
                entered = self.claims.get(part.id, part)
                self.enter(part.written(entered.text))

        def name(found: re.Match[str]) -> str:
            key, form = found[1], (found[2] or "")[1:]
            part = parts[key] if key in parts else self.own(key)
            filled[f"p{len(filled)}"] = part if not form else part.written(FORMATS[form](part.value))
            return f"{{p{len(filled) - 1}}}"

        template = " ".join(BREAK.sub(" ", template) for template in templates if template)
        return sentence(PLACEHOLDER.sub(name, template), **filled)

    def prose(self, *templates: str, **parts: Any) -> Markup:
        """Return a sentence as a paragraph, to stand beside a table or a picture."""
        return paragraph(self.sentence(*templates, **parts))

    def say(self, *templates: str, **parts: Any) -> Html:
        """Return a sentence as a cell's output."""
        return block("example", self.prose(*templates, **parts))

    def plain(self, *templates: str, **parts: Any) -> str:
        """Return filled templates as plain text."""
        return plain(self.sentence(*templates, **parts))

    def show(self, also: Iterable[Claim] = ()) -> Html:
        """Return the folded audit trail, a page's last output; ``also`` as :func:`audit_trail` takes it."""
        return audit_trail(
            self.claims.values(), self._measures, also=[made for made in also if made.id not in self.claims]
        )
