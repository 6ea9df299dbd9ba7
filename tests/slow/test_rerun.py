"""The chapter "Rerun": its commands as they are printed, and that a notebook’s title is that of the figures below it."""

import functools
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from exposure_gradient.contents import plan
from exposure_gradient.editions.score_table import read_scores
from exposure_gradient.errors import InputError
from exposure_gradient.measures import Study, shown, study
from exposure_gradient.measures.page_data import group_data, page_data
from exposure_gradient.pages import notebook as notebooks
from exposure_gradient.pages import run
from exposure_gradient.paths import ROOT
from exposure_gradient.publication import parts
from exposure_gradient.publication.overview_parts import group_heading
from exposure_gradient.sources import Wording
from exposure_gradient.sources.delimited import read_delimited

CHAPTER = (ROOT / "notebooks" / "methodology" / "rerun.md").read_text("utf-8")
BLOCKS = [block.strip() for block in re.findall(r"^```bash\n(.+?)^```", CHAPTER, re.MULTILINE | re.DOTALL)]
OF_MAKE = re.compile(r"make (book|pages|page|diff)\b")
NO_WORDING = Wording(None)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the printed commands find what they name in a checkout."""
    place = tmp_path_factory.mktemp("checkout")
    (place / ".venv").symlink_to(sys.prefix)
    (place / "notebooks").symlink_to(ROOT / "notebooks")
    return place


def in_shell(commands: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-e", "-c", commands],
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
        cwd=folder,
        env=os.environ | {"PYTHONWARNINGS": "ignore"},
    )


def titled(notebook: nbformat.NotebookNode) -> tuple[str, str]:
    """The title that a reader of a run notebook sees, and the code that its masthead names."""
    said = "\n".join(
        output.get("data", {}).get("text/html", "") for cell in notebook.cells for output in cell.get("outputs", [])
    )
    spoken = re.findall(r"<h1>(.+?)</h1>", said)
    headed = re.findall(r"^# (.+)$", notebook.cells[0].source, re.MULTILINE)
    [title] = spoken or headed
    [code] = re.findall(r'class="eg-masthead"><span class="eg-code">ISCO-08 ([0-9]{4})<', said)
    assert shown(study().occupation(code).mean_2025) in said, f"{code}: its mean is missing"
    return title, code


@pytest.mark.usefixtures("build")
@pytest.mark.turns(2)
@pytest.mark.parametrize("commands", [block for block in BLOCKS if "papermill" in block])
def test_the_printed_commands_make_a_page_whose_title_is_that_of_its_figures(commands: str, folder: Path) -> None:
    ran = in_shell(commands, folder)
    assert ran.returncode == 0, f"{commands}\n{ran.stderr[-2000:]}"
    title, code = titled(nbformat.read(folder / "out.ipynb", as_version=4))
    asked = re.search(r"-p isco08 ([0-9]{4})", commands) or re.search(r"notebook ([0-9]{4})", commands)
    assert code == asked[1], f"{commands}: the figures are those of {code}"
    assert title == study().occupation(code).title, f"{commands}: {code} is headed {title!r}"


@pytest.mark.usefixtures("build")
def test_a_printed_notebook_refuses_another_code(folder: Path) -> None:
    ran = in_shell(
        ".venv/bin/exposure-gradient notebook 3211 > other.ipynb\n"
        ".venv/bin/papermill other.ipynb refused.ipynb -p isco08 7126 --kernel python3 --no-progress-bar",
        folder,
    )
    assert ran.returncode != 0 and "InputError" in ran.stderr and "'Plumbers and Pipe Fitters'" in ran.stderr, (
        ran.stderr[-1500:]
    )
    said = (folder / "refused.ipynb").read_text("utf-8")
    assert "eg-tiles" not in said, "7126: figures below the heading of 3211"
    with pytest.raises(InputError, match="isco08='9999'"):
        page_data("9999")


@pytest.mark.usefixtures("build")
def test_the_table_that_the_chapter_starts_from_is_taken(folder: Path) -> None:
    [commands] = [block for block in BLOCKS if "exposure-gradient scores" in block]
    ran = in_shell(commands, folder)
    assert ran.returncode == 0, ran.stderr
    tasks = study().tables.task_scores.astype(str).to_dict("records")
    _, found = read_scores(read_delimited((folder / "mine.csv").read_bytes(), "mine.csv"), tasks)
    assert len(found) > 3000


def test_every_command_in_a_block_is_run_here_or_is_one_of_make() -> None:
    others = [block for block in BLOCKS if "papermill" not in block and "exposure-gradient scores" not in block]
    assert len(BLOCKS) - len(others) == 3
    assert all(OF_MAKE.match(line) for block in others for line in block.splitlines()), others


def test_the_readme_prints_the_same_commands() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    printed = re.findall(r"`(\.venv/bin/(?:exposure-gradient notebook|papermill|jupytext)[^`]+)`", readme)
    assert len(printed) >= 2
    lines = {line for block in BLOCKS for line in block.splitlines()}
    assert set(printed) <= lines, set(printed) - lines


# --- The heading and the parameter ----------------------------------------------------------------------------------------


def test_a_page_is_silent_below_its_own_heading_and_speaks_its_title_below_none(everything: Study) -> None:
    data, group = page_data("7126"), group_data("7")
    masthead = functools.partial(parts.masthead, data), data.title
    for section, title in (masthead, (functools.partial(group_heading, group), f"7 - {group.title}")):
        assert section(title) is None or "<h1>" not in section(title).markup
        assert section("{{ title }}").markup.startswith(f"<h1>{title}</h1>")
        with pytest.raises(
            InputError, match=r"This notebook is headed 'Legislators', but .+exposure-gradient notebook 7"
        ):
            section("Legislators")


def test_every_page_that_has_a_parameter_holds_its_heading_against_it() -> None:
    pages = {page.template.stem: page for page in plan.all_pages() if page.parameters}
    assert set(pages) == {plan.OCCUPATION, plan.GROUP, plan.COUNTRY}
    for name, page in pages.items():
        code = "\n".join(cell.source for cell in notebooks.prepare(page).cells if cell.cell_type == "code")
        assert f"{page.title!r})" in code, f"{name}: no cell has the title {page.title!r}"


def test_a_printed_notebook_has_its_own_code_set() -> None:
    [page] = plan.select(plan.all_pages(), ["7126"])
    printed = run.notebook_to_run(page)
    nbformat.validate(printed)
    assert [cell.source for cell in printed.cells if "7126" in cell.source] == ['# Parameters\nisco08 = "7126"\n']
    assert printed.cells[0].source == "# Plumbers and Pipe Fitters"
