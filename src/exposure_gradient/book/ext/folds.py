"""A Sphinx extension for the code of cells: folded after the output that it makes, under a caption that says what it computes.

Where several cells compute one output, their folds are within one, so that a page shows one line for them and one click all of
their code. The caption is the cell's own, MyST-NB's ``code_prompt_show`` in the cell's metadata. MyST-NB itself puts the fold before the
output, where a reader meets the calculation before the result.
"""

from collections.abc import Iterator
from typing import Any

from docutils import nodes
from markupsafe import Markup
from myst_nb.sphinx_ import HideCodeCellNode, HideInputCells, depart_HideCellInput
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html import HTMLTranslator


class Calculations(nodes.General, nodes.Element):
    """The folded code of several cells, within one fold."""


class FoldsAfterOutputs(SphinxPostTransform):
    """Move the folded code of each cell after its output.

    A calculation in several cells has one output: the folds of its cells stand after it together, in the order of the cells.
    """

    default_priority = HideInputCells.default_priority + 1
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Move the folds of each run of cells that nothing parts, and drop cells that show nothing."""
        waiting: list[nodes.Element] = []
        end: tuple[nodes.Element, int] | None = None  # where the next cell of a run begins
        cells = list(self._cells())
        for cell in cells:
            place = (cell.parent, cell.parent.index(cell))
            waiting = waiting if place == end else []
            end = (place[0], place[1] + 1)
            waiting += [child for child in cell if isinstance(child, HideCodeCellNode)]
            if any(child.get("nb_element") == "cell_code_output" for child in cell):
                for fold in waiting:
                    fold.parent.remove(fold)
                cell += [Calculations("", *waiting)] if len(waiting) > 1 else waiting
                waiting = []
        for cell in cells:
            if not cell.children:
                cell.parent.remove(cell)

    def _cells(self) -> Iterator[nodes.Element]:
        for node in self.document.findall(nodes.container):
            if node.get("nb_element") == "cell_code":
                yield node


def _begin(writer: HTMLTranslator, node: HideCodeCellNode) -> None:
    """Begin a fold; MyST-NB puts paragraphs into a summary, which HTML forbids, and a name that is not what one reads.

    The caption stays as it is when the fold is open: browsers show and say which of the two it is.
    """
    start = Markup('<details class="hide eg-code-fold"{}>\n<summary>{}</summary>\n')
    writer.body.append(start.format(" open" if isinstance(node.parent, Calculations) else "", node["prompt_show"]))


def _begin_several(writer: HTMLTranslator, node: Calculations) -> None:
    writer.body.append(
        Markup('<details class="hide eg-code-fold">\n<summary>How this is calculated, step by step</summary>\n')
    )


def _end_several(writer: HTMLTranslator, node: Calculations) -> None:
    writer.body.append("</details>\n")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the transform and the fold's markup."""
    app.add_post_transform(FoldsAfterOutputs)
    app.add_node(HideCodeCellNode, override=True, html=(_begin, depart_HideCellInput))
    app.add_node(Calculations, html=(_begin_several, _end_several))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
