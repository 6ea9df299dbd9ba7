"""The code of cells: short, formatted, and on the pages folded after what it computes, under a caption of its own."""

import ast
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import jupytext
import nbformat
import pytest
from lxml import etree, html

import format_notebooks
from exposure_gradient.contents import plan

FOLD = "details[contains(concat(' ', @class, ' '), ' eg-code-fold ')]"
OUTPUT = "div[contains(concat(' ', @class, ' '), ' cell_output ')]"

STEP_BY_STEP = "How this is calculated, step by step"
LINES, COLUMNS = 15, 100
"""How long a cell may be, and how wide: a reader takes it in at a glance."""
LAYOUT_LINES = 20
"""How long a cell may be that only lays out: it computes nothing, and the page does not show its code."""


def wrong_folds(article: etree._Element) -> Iterator[str]:
    """Yield what is wrong with the folds of code in an article."""
    several = [fold for fold in article.xpath(f".//{FOLD}") if fold.xpath(f"./{FOLD}")]
    for fold in several:
        if fold.findtext("summary") != STEP_BY_STEP:
            yield f"a fold of several calculations is called {fold.findtext('summary')!r}"
    folds = [fold for fold in article.xpath(f".//{FOLD}") if fold not in several]
    captions = Counter(fold.findtext("summary") for fold in folds)
    for caption, n in captions.items():
        if caption == "Code" or not caption.strip():
            yield f"{n} folds have no caption of their own"
        elif n > 1:
            yield f"{n} folds have the caption {caption!r}"
    for fold in folds:
        if not fold.xpath(f"ancestor-or-self::{FOLD}/preceding-sibling::{OUTPUT}"):
            yield f"the fold {fold.findtext('summary')!r} does not follow an output"
        if not fold.xpath("preceding::p[ancestor::article]"):
            yield f"the fold {fold.findtext('summary')!r} stands before the first paragraph"


@pytest.mark.built
def test_every_fold_of_code_follows_what_it_computes_and_says_so(site: Path) -> None:
    wrong, n = [], 0
    for path in sorted(site.rglob("*.html")):
        page = path.relative_to(site).with_suffix("").as_posix()
        article = html.parse(path).getroot().find(".//article")
        if article is not None:
            n += 1
            wrong += [f"{page}: {what}" for what in wrong_folds(article)]
    assert not wrong, "\n".join(wrong)


# --- The notebooks ---------------------------------------------------------------------------------------------------


def notebooks() -> list[str]:
    paths = sorted(plan.notebooks_folder().rglob("*.md"))
    return [path.relative_to(plan.notebooks_folder()).with_suffix("").as_posix() for path in paths]


def too_long(name: str) -> list[str]:
    """Return the cells of a notebook that are too long, and lines that are too wide."""
    read = jupytext.read(plan.notebooks_folder() / f"{name}.md", fmt="md:myst")
    found = []
    for number, one in enumerate(read.cells):
        if one.cell_type == "code":
            begins = f"cell {number}, which begins {one.source[:50]!r}"
            n = len(lines_of_code(one.source))
            most = LAYOUT_LINES if "remove-input" in one.metadata.get("tags", []) else LINES
            found += [f"{begins}: {n} lines"] if n > most else []
            found += [f"{begins}: {line}" for line in one.source.splitlines() if len(line) > COLUMNS]
    return found


def lines_of_code(source: str) -> list[str]:
    """Return the lines of a cell but blank ones, comments, imports and docstrings.

    >>> lines_of_code("import a\\n\\n# why\\nb = a()\\n")
    ['b = a()']
    """
    left_out: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        is_docstring = (
            isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        )
        if is_docstring or isinstance(node, ast.Import | ast.ImportFrom):
            left_out |= set(range(node.lineno, node.end_lineno + 1))
    lines = enumerate(source.splitlines(), start=1)
    return [
        line for number, line in lines if number not in left_out and line.strip() and not line.strip().startswith("#")
    ]


@pytest.mark.parametrize("name", notebooks())
def test_a_cell_is_short_enough_to_be_read(name: str) -> None:
    assert too_long(name) == []


def written(name: str) -> str:
    return (plan.notebooks_folder() / f"{name}.md").read_text("utf-8")


@pytest.mark.parametrize("name", notebooks())
def test_jupytext_gives_a_notebook_back_as_it_is(name: str) -> None:
    read = jupytext.reads(written(name), fmt="md:myst")
    again = jupytext.reads(jupytext.writes(read, fmt="md:myst"), fmt="md:myst")
    assert [(one.cell_type, one.source, one.metadata) for one in again.cells] == [
        (one.cell_type, one.source, one.metadata) for one in read.cells
    ]


def test_a_notebook_that_is_not_formatted_or_not_right_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "chapter.md"
    text = "# A\n\n```{{code-cell}} ipython3\n---\nmystnb:\n  code_prompt_show: How a is made\ntags: [hide-input]\n---\n{}\n```\n"
    path.write_text(text.format("a = [ 1 ]"), "utf-8")
    assert format_notebooks.main(["--check", str(path)]) == 1
    assert "would be formatted" in capsys.readouterr().out
    assert format_notebooks.main([str(path)]) == 0
    assert path.read_text("utf-8") == text.format("a = [1]")
    assert format_notebooks.main(["--check", str(path)]) == 0
    path.write_text(text.format("import os"), "utf-8")
    assert format_notebooks.main(["--check", str(path)]) == 1
    assert "F401" in capsys.readouterr().out


# --- A small book -----------------------------------------------------------------------------------------------------


def cell(source: str, *tags: str, shows: str = "", caption: str = "") -> nbformat.NotebookNode:
    outputs = [nbformat.v4.new_output("display_data", {"text/html": f"<p>{shows}</p>"})] if shows else []
    metadata = {"tags": list(tags)} | ({"mystnb": {"code_prompt_show": caption}} if caption else {})
    return nbformat.v4.new_code_cell(source, outputs=outputs, metadata=metadata)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> etree._Element:
    """A page of a book with our extension alone."""
    place = tmp_path_factory.mktemp("folds")
    cells = [
        nbformat.v4.new_markdown_cell("# A page\n\nProse."),
        cell("import a", "remove-input"),
        cell("b = 1", "hide-input", caption="How <b> is counted"),
        cell("c = b", "hide-input", shows="The result c", caption="How c is made of b"),
        cell("link", "remove-input", shows="A link"),
        cell("d = 1", "hide-input", shows="The result d", caption="How d is counted"),
        nbformat.v4.new_markdown_cell("More prose."),
        cell("e = 1", "hide-input", shows="The result e"),
    ]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"language_info": {"name": "python"}})
    nbformat.write(notebook, place / "index.ipynb")
    options = [
        "extensions=myst_nb,exposure_gradient.book.ext.folds",
        "nb_execution_mode=off",
        "nb_code_prompt_show=Code",
    ]
    subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-W", "-C", *(word for one in options for word in ("-D", one)), place, place / "out"],
        check=True,
    )  # fmt: skip
    return html.parse(place / "out" / "index.html").getroot()


def test_code_is_read_after_its_output_in_the_order_of_the_cells(page: etree._Element) -> None:
    read = [
        " ".join("".join(one.itertext()).split()) for one in page.xpath(f"//div[@class='body']//p | //{FOLD}/summary")
    ]
    assert read == [
        "Prose.",
        "The result c",
        STEP_BY_STEP,
        "How <b> is counted",
        "How c is made of b",
        "A link",
        "The result d",
        "How d is counted",
        "More prose.",
        "The result e",
        "Code",
    ]


def test_a_cell_that_only_lays_out_shows_no_code_and_leaves_no_empty_box(page: etree._Element) -> None:
    text = "".join(page.itertext())
    assert "import a" not in text and "b = 1" in text
    assert [one for one in page.xpath("//div[contains(@class, 'cell')]") if not "".join(one.itertext()).strip()] == []


def test_folds_that_are_not_as_they_should_be_would_be_found() -> None:
    fold, output = (
        '<details class="hide eg-code-fold"><summary>{}</summary></details>',
        '<div class="cell_output"></div>',
    )

    def found(*parts: str) -> str:
        return "\n".join(wrong_folds(html.fromstring(f"<article><h1>A</h1>{''.join(parts)}</article>")))

    one, two, unnamed = (fold.format(caption) for caption in ("How a is made", "How b is made", "Code"))
    assert found("<p>Prose</p>", output, one, two) == ""
    assert "no caption" in found("<p>Prose</p>", output, unnamed)
    assert "2 folds have the caption" in found("<p>Prose</p>", output, one, output, one)
    assert "does not follow an output" in found("<p>Prose</p>", one, output)
    assert "before the first paragraph" in found(output, one, "<p>Prose</p>")
