"""Format and check the Python of the notebooks by ruff, which knows notebooks, but not as text in MyST's form.

Without an option the cells are formatted in place; with ``--check`` nothing is written and the exit status says whether all
are as they should be.
"""

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

from exposure_gradient.pages.imports import CODE_CELL

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
COLUMNS = 100
"""Narrower than modules, for a page shows code in a column of text."""


def ruff(command: str, path: Path, notebook: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Run ruff over a notebook, given as JSON, that stands for the file at ``path``."""
    words = [
        sys.executable,
        "-m",
        "ruff",
        command,
        f"--line-length={COLUMNS}",
        "--stdin-filename",
        path.with_suffix(".ipynb"),
    ]
    return subprocess.run([*words, *options, "-"], input=notebook, capture_output=True, text=True, encoding="utf-8")


def as_json(cells: list[str]) -> str:
    """Return cells of code as a notebook."""
    code = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    whole = {
        "cells": [code | {"source": source} for source in cells],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 4,
    }
    return json.dumps(whole)


def formatted(text: str, path: Path) -> str:
    """Return a notebook's text with its cells formatted; raises ValueError where ruff cannot read them."""
    sorted_imports = ruff("check", path, as_json(codes_of(text)), "--select=I", "--fix", "--quiet").stdout
    done = ruff("format", path, sorted_imports)
    if done.returncode:
        raise ValueError(f"{path.name}: {done.stderr.strip()}")
    codes = iter(["".join(cell["source"]) for cell in json.loads(done.stdout)["cells"]])
    return CODE_CELL.sub(lambda cell: f"{_head(cell)}{next(codes)}\n```", text)


def codes_of(text: str) -> list[str]:
    """Return the code of each cell of a notebook's text."""
    return [cell["code"].strip("\n") for cell in CODE_CELL.finditer(text)]


def _head(cell: re.Match[str]) -> str:
    """Return what stands before a cell's code as jupytext writes it: a blank line follows options in lines of their own."""
    fence, options = cell[0].partition("\n")[0], cell["options"]
    return f"{fence}\n{options}\n" if options.startswith(":") else f"{fence}\n{options}"


def main(arguments: list[str]) -> int:
    """Format or check every notebook, and return the exit status."""
    parser = argparse.ArgumentParser(description="Format the Python of the notebooks.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where something would be written")
    parser.add_argument("paths", nargs="*", type=Path, help="notebooks (default: all)")
    options = parser.parse_args(arguments)
    wrong = []
    for path in options.paths or sorted(NOTEBOOKS.rglob("*.md")):
        text = path.read_text("utf-8")
        if not CODE_CELL.search(text):
            continue
        result = formatted(text, path)
        if result != text and options.check:
            wrong.append(f"{path}: would be formatted: make lint")
        elif result != text:
            path.write_text(result, "utf-8")
        checked = ruff("check", path, as_json(codes_of(result)), "--output-format=concise", "--quiet")
        wrong += checked.stdout.splitlines() + checked.stderr.splitlines()
    print("\n".join(wrong), end="\n" if wrong else "")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
