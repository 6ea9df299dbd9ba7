"""The notebook of each occupation's page: a notebook of its format, of that occupation, with the code and the headings of the page."""

import ast
import functools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat

from printed.document import read
from printed.expected import Expected
from printed.files.comparing import differences
from printed.files.expected import code_of, of
from printed.files.pages import words_of
from printed.findings import Count, Finding

CELL_KEYS = {"markdown": {"cell_type", "id", "metadata", "source"}}
CELL_KEYS["code"] = CELL_KEYS["markdown"] | {"execution_count", "outputs"}
TAGS = {"parameters", "remove-cell", "injected-parameters", "hide-input", "remove-input", "record"}
UNSHOWN = {"remove-cell", "remove-input"}
"""The tags of a cell whose code does not stand on the page."""
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def of_page(site: Path, expected: Expected, page: str, count: Count) -> Iterator[Finding]:
    """Yield what is wrong in the notebook beside an occupation's page."""
    path, code, root = f"{page}.ipynb", code_of(page), read(site, page).root
    count["files"] += 1
    notebook = json.loads((site / path).read_bytes())
    nbformat.validate(notebook)
    cells = notebook.pop("cells")
    yield from differences(path, notebook, {"metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}, count)
    yield from _forms(path, cells)
    headings = [words_of(heading) for level in ("h1", "h2") for heading in root.find(".//article").iter(level)]
    noted = [cell["source"].lstrip("# ") for cell in cells if cell["cell_type"] == "markdown"]
    yield from differences(path, noted, headings, count, "headings")
    listings = [
        "".join(pre.itertext()).strip()
        for cell in root.iter("div")
        if "cell_input" in cell.get("class", "")
        for pre in cell.iter("pre")
    ]
    codes = [cell for cell in cells if cell["cell_type"] == "code"]
    told = [cell["source"].strip() for cell in codes if not UNSHOWN & set(cell["metadata"].get("tags", []))]
    yield from differences(path, told, listings, count, "code")
    yield from _subject(path, [cell["source"] for cell in codes], code, of(expected).records[code]["title"])


def _forms(path: str, cells: list[dict[str, Any]]) -> Iterator[Finding]:
    """Yield cells of a form that the audit does not know: other keys or tags, or with outputs, which a notebook to run has none of."""
    for number, cell in enumerate(cells, start=1):
        strange = cell.keys() ^ CELL_KEYS.get(cell["cell_type"], set())
        strange |= set(cell["metadata"].get("tags", [])) - TAGS | cell["metadata"].keys() - {"tags", "mystnb"}
        strange |= cell["metadata"].get("mystnb", {}).keys() - {"code_prompt_show"}
        if strange or cell.get("outputs") or cell.get("execution_count"):
            yield Finding(
                path,
                f"cell {number}",
                "its form",
                str(sorted(strange) or "outputs"),
                "a cell as it is before it is run",
            )


@functools.cache
def _said_by(source: str) -> tuple[tuple[object, ...], tuple[object, ...]]:
    """Return what a cell assigns to the parameter isco08, and the titles that it has pages headed by. Hundreds of pages have the same cell."""
    assigned, titled = [], []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign) and [getattr(target, "id", "") for target in node.targets] == ["isco08"]:
            # Only a value that is written out is a parameter: the page also takes the code over from its tables.
            assigned += [node.value.value] if isinstance(node.value, ast.Constant) else []
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "masthead":
            titled += [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
    return tuple(assigned), tuple(titled)


def _subject(path: str, sources: list[str], code: str, title: str) -> Iterator[Finding]:
    """Yield where the notebook is run for another occupation, or calls it otherwise."""
    said = [_said_by(source) for source in sources]
    assigned = [value for values, _ in said for value in values]
    titled = [value for _, values in said for value in values]
    if assigned[-1:] != [code]:
        yield Finding(path, "code", "the parameter isco08", repr(assigned[-1:]), repr([code]))
    if titled != [title]:
        yield Finding(path, "code", "the title that the page is headed by", repr(titled), repr([title]))
