"""Run the notebook of a page in this process, for those who need its figures and not its page."""

import ast
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from types import CodeType
from typing import Any

import jupytext

from exposure_gradient.paths import ROOT
from exposure_gradient.publication.ledger import Ledger

Cell = tuple[tuple[str, ...], CodeType, CodeType | None]
"""A cell's tags, its statements, and the expression at its end that it shows, if there is one."""


@dataclass(frozen=True)
class Inline:
    """A notebook that has run: the names that it defined, and what its cells show, in their order, by the heading above them."""

    names: Mapping[str, Any]
    shown: Mapping[str, list[Any]]

    @property
    def ledger(self) -> Ledger:
        """The figures that it entered."""
        return self.names["ledger"]


@functools.lru_cache
def _parts(template: str) -> tuple[str | Cell, ...]:
    """Return a notebook's headings, as text, and its cells of code."""
    found: list[str | Cell] = []
    for cell in jupytext.read(ROOT / "notebooks" / f"{template}.md", fmt="md:myst").cells:
        if cell.cell_type == "markdown":
            found += [line.lstrip("# ") for line in cell.source.splitlines() if line.startswith("#")]
            continue
        tree, last = ast.parse(cell.source), None
        if tree.body and isinstance(tree.body[-1], ast.Expr):
            last = compile(ast.Expression(tree.body.pop().value), template, "eval")
        found.append((tuple(cell.metadata.get("tags", [])), compile(tree, template, "exec"), last))
    return tuple(found)


LAYOUT = "remove-input"
"""The tag of a cell that only lays out: none that computes needs one of these."""


def run_inline(template: str, *, laid_out: bool = True, **parameters: Any) -> Inline:
    """Run the cells of ``notebooks/<template>.md`` with parameters, and return what they defined and show.

    Without ``laid_out`` only those that compute are run, which is much quicker, since nothing is drawn.
    """
    names: dict[str, Any] = {"__name__": template}
    shown: dict[str, list[Any]] = {}
    heading = ""
    for part in _parts(template):
        if isinstance(part, str):
            heading = part
            continue
        tags, statements, last = part
        if LAYOUT in tags and not laid_out:
            continue
        exec(statements, names)
        if "parameters" in tags:
            names |= parameters
        value = None if last is None else eval(last, names)
        if value is not None:
            shown.setdefault(heading, []).append(value)
    return Inline(names, shown)


def figures_of(isco08: str) -> Ledger:
    """Return the figures of an occupation's page. Raises InputError where the code is malformed or not scored.

    >>> figures_of("3211")["mean_2025"].text
    '0.22'
    """
    return run_inline("occupation", laid_out=False, isco08=isco08).ledger
