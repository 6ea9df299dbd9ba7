"""Turn an authored notebook into the one that is run, and a run notebook into the one that is kept."""

import functools
import json
import re
from collections.abc import Callable
from typing import Any

import jupytext
import nbformat

from exposure_gradient.errors import InputError
from exposure_gradient.pages.page import Page

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
QUOTED_PLACEHOLDER = re.compile(rf'"{PLACEHOLDER.pattern}"')
TITLE = re.compile(r"^# .+$", re.MULTILINE)
MARKDOWN_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~$!&])")


def escape_markdown(text: str) -> str:
    """Return text that Markdown shows as it stands."""
    return MARKDOWN_MARKS.sub(r"\\\1", text)


def declared_parameters(notebook: nbformat.NotebookNode) -> set[str]:
    """Return the names that a notebook's parameters cell assigns."""
    names: set[str] = set()
    for cell in notebook.cells:
        if "parameters" in cell.metadata.get("tags", []):
            names |= set(re.findall(r"^(\w+)\s*(?::[^=\n]+)?=", cell.source, re.MULTILINE))
    return names


def check_parameters(notebook: nbformat.NotebookNode, parameters: dict[str, Any], template: str) -> None:
    """Raise InputError for a parameter that the notebook does not declare; papermill itself would only warn."""
    declared = declared_parameters(notebook)
    unknown = sorted(set(parameters) - declared)
    if unknown:
        known = ", ".join(sorted(declared)) or "none"
        raise InputError(f"{template} has no parameter {', '.join(map(repr, unknown))}; its parameters are: {known}.")


@functools.lru_cache
def authored(text: str) -> nbformat.NotebookNode:
    """Return an authored notebook, to be copied before it is changed."""
    notebook = jupytext.reads(text, fmt="md:myst")
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL})
    return notebook


def _copied(value: Any) -> Any:
    """Return a copy of metadata, which are made of nodes, lists and what cannot be changed; deepcopy takes three times as long."""
    if isinstance(value, dict):
        return nbformat.NotebookNode((name, _copied(inner)) for name, inner in value.items())
    return [_copied(inner) for inner in value] if isinstance(value, list) else value


def _copy(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return a copy of an authored notebook that may be changed down to its cells' metadata."""
    copied = nbformat.NotebookNode(notebook)
    copied.cells = [nbformat.NotebookNode(cell) for cell in notebook.cells]
    for one in (copied, *copied.cells):
        one.metadata = _copied(one.metadata)  # papermill's own lies deeper
    for cell in copied.cells:
        if cell.cell_type == "code":
            cell.outputs = list(cell.outputs)
    return copied


def _below_title(title: re.Match[str], note: str) -> str:
    return f"{title[0]}\n\n{note}"


def prepare(page: Page, read: Callable[[str], nbformat.NotebookNode] = authored) -> nbformat.NotebookNode:
    """Return the notebook of a page, ready to be run; ``read`` gives an authored notebook for its text.

    Headings are Markdown cells, which papermill cannot parameterise, so they are rendered here, and so is the text in a
    code cell that the heading is held against. Cells get identifiers by their place, so that the same page has the same
    ones each time.
    """
    notebook = _copy(read(page.template.read_text("utf-8")))
    check_parameters(notebook, page.parameters, page.template.name)
    values = {} if page.title is None else {"title": page.title}
    for cell in notebook.cells:
        pattern, written = (
            (PLACEHOLDER, escape_markdown) if cell.cell_type == "markdown" else (QUOTED_PLACEHOLDER, repr)
        )
        cell.source = pattern.sub(
            lambda found, written=written: written(values[found[1]]) if found[1] in values else found[0], cell.source
        )
    if page.text_only:
        notebook.cells = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
    if page.note:
        with_note = functools.partial(_below_title, note=page.note)
        notebook.cells[0].source = TITLE.sub(with_note, notebook.cells[0].source, count=1)
    for index, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{index}"
    return notebook


def has_code(notebook: nbformat.NotebookNode) -> bool:
    """Say whether a notebook has anything to run."""
    return any(cell.cell_type == "code" for cell in notebook.cells)


def normalise(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Drop from a run notebook what differs from run to run, and hide the injected parameters.

    Dropped: papermill's notes, execution times, the language's patch version. The injected cell gets a fixed
    identifier and the tag that hides it. Stream output is joined where a kernel sent it in pieces.
    """
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        tags = cell.metadata.get("tags", [])
        if "injected-parameters" in tags:
            cell["id"] = "injected-parameters"
            cell.metadata["tags"] = [*tags, "remove-cell"]
        elif not tags:  # papermill gives every cell a list of tags, and a page without code never meets it
            cell.metadata.pop("tags", None)
        if cell.cell_type == "code":
            cell.outputs = _joined_streams(cell.outputs)
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def _joined_streams(outputs: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    joined: list[nbformat.NotebookNode] = []
    for output in outputs:
        last = joined[-1] if joined else None
        if last is not None and output.output_type == "stream" == last.output_type and output.name == last.name:
            last.text += output.text
        else:
            joined.append(output)
    return joined


def as_bytes(notebook: nbformat.NotebookNode) -> bytes:
    """Return a notebook as the bytes that are kept of it: JSON on one line, which takes a tenth of the time that indented JSON takes.

    Raises nbformat's ValidationError where it is no notebook.
    """
    nbformat.validate(notebook)
    return f"{json.dumps(notebook, ensure_ascii=False, sort_keys=True, separators=(',', ':'))}\n".encode()


def without_outputs(run: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return a run notebook as it was before it ran, parameters included: what a reader reruns, without the preview of its page."""
    bare = nbformat.NotebookNode(run)
    bare.metadata = nbformat.NotebookNode({name: value for name, value in run.metadata.items() if name != "myst"})
    emptied = {"outputs": [], "execution_count": None}
    bare.cells = [nbformat.NotebookNode(cell | emptied) if cell.cell_type == "code" else cell for cell in run.cells]
    return bare
