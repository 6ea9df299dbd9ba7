"""A chapter that is not run again says what it would say: its declared reads are all that it reads.

Each change alters one thing in a copy of the tables; every chapter whose inputs did not change is run on the old and on the new
tables and must give the same.
"""

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from exposure_gradient.contents.plan import TEMPLATES, WORDING, notebooks_folder
from exposure_gradient.contents.reads import declared_reads, reads_digest
from exposure_gradient.errors import InputError
from exposure_gradient.paths import build_folder, data_folder

CHAPTERS = {
    path.relative_to(notebooks_folder()).with_suffix("").as_posix(): path
    for path in sorted(notebooks_folder().rglob("*.md"))
    if path.stem not in TEMPLATES and declared_reads(path.read_text("utf-8"), path.name) is not None
}

SAYING = """
import json, os, sys
from exposure_gradient.contents import plan
from exposure_gradient.pages import run
from exposure_gradient.pages.engine import warm_shell
from exposure_gradient.pages.options import Options
from exposure_gradient.publication import inline, parts

run.quieten()
warm_shell()

def say(wanted, folder, place):
    os.environ |= {"EXPOSURE_GRADIENT_DATA": folder, "EXPOSURE_GRADIENT_BUILD": place}
    made = {page.name: run.make_page(page, Options()) for page in plan.chapters() if page.name in wanted}
    with open(f"{place}.json", "w", encoding="utf-8") as file:
        json.dump({name: getattr(one, "error", None) or one.notebook.decode() for name, one in made.items()}, file)

for line in sys.stdin:
    if not (child := os.fork()):
        try:
            say(*json.loads(line))
            os._exit(0)
        except BaseException as error:
            print(repr(error), file=sys.stderr, flush=True)
            os._exit(1)
    print(os.waitpid(child, 0)[1], flush=True)
"""
"""Loads all but the tables, which a process keeps once it has read them, and forks a process for each folder of tables."""

Saying = Callable[[set[str], Path], dict[str, str]]


@pytest.fixture(scope="module")
def said_by(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Saying]:
    """Return what chapters say over a folder of tables."""
    environment = os.environ | {"EXPOSURE_GRADIENT_WORDING": "none"}
    process = subprocess.Popen(
        [sys.executable, "-c", SAYING], env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )

    def said(chapters: set[str], folder: Path) -> dict[str, str]:
        build = tmp_path_factory.mktemp("said")
        print(json.dumps([sorted(chapters), str(folder), str(build)]), file=process.stdin, flush=True)
        assert process.stdout.readline() == "0\n", "the chapters cannot be made; the error stands above"
        return json.loads(Path(f"{build}.json").read_text("utf-8"))

    yield said
    process.communicate()


def change(folder: Path, table: str, act: Callable[[list[dict[str, str]]], None]) -> None:
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    act(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def put(column: str, value: str, **where: str) -> Callable[[list[dict[str, str]]], None]:
    def act(rows: list[dict[str, str]]) -> None:
        row = next(row for row in rows if all(row[name] == wanted for name, wanted in where.items()))
        assert row[column] != value, f"{column} is {value} already"
        row[column] = value

    return act


def drop(**where: str) -> Callable[[list[dict[str, str]]], None]:
    def act(rows: list[dict[str, str]]) -> None:
        rows.remove(next(row for row in rows if all(row[name] == wanted for name, wanted in where.items())))

    return act


TASK = dict(isco08="3211", task="1")
CHANGES = {
    "a 2025 score": ("task_scores", put("score_2025", "0.31", **TASK)),
    "a 2023 score": ("task_scores", put("score_2023", "0.2", **TASK)),
    "a score by GPT-4o": ("task_scores", put("score_2025_gpt4o", "0.9", **TASK)),
    "a score by Gemini": ("task_scores", put("score_2025_gemini", "0.9", **TASK)),
    "a reconciled score": ("task_scores", put("is_reconciled", "True", **TASK)),
    "a task": ("task_scores", drop(isco08="3211", task="8")),
    "a title": ("occupations", put("title", "Imaging Technicians", isco08="3211")),
    "a band": ("occupations", put("band", "Minimal", isco08="3211")),
    "a published mean": ("occupations", put("ilo_mean_2025", "0.29", isco08="3211")),
    "a category of 2023": ("occupations", put("category_2023", "Augmentation Potential", isco08="3211")),
    "a major group's title": ("isco_groups", put("title_in_scores", "Technical staff", code="3")),
    "a crosswalk pair": ("crosswalk", drop(isco08="3211", onet_soc="29-2033.00")),
    "an employment count": ("us_occupations", put("employment", "99", onet_soc="29-2033.00")),
    "a U.S. title": ("us_occupations", put("title", "Imaging Staff", onet_soc="29-2033.00")),
    "a reason": ("crosswalk_unused", drop(source="onet_occupations")),
    "a code used twice": ("oews_duplicates", put("broad_employment", "99")),
    "a wage": ("us_jobs", put("median_annual", "99000", oews_code="29-2033")),
    "another study's rating": ("eloundou", put("gpt4_beta", "0.99", onet_soc="29-2033.00")),
    "another study's score": ("tomlinson", put("applicability", "0.99", soc_code="29-2033")),
    "a reported figure": ("published", lambda rows: rows[-1].update({list(rows[-1])[1]: "0.61"})),
}  # fmt: skip


@pytest.fixture(scope="module")
def before(said_by: Saying) -> dict[str, str]:
    """What every chapter says in the built book; of one that is not there, or that reads the wording, what it says now without it."""
    kept = {name: build_folder() / "source" / f"{name}.ipynb" for name in CHAPTERS}
    said = {
        name: path.read_text("utf-8")
        for name, path in kept.items()
        if path.is_file() and WORDING not in declared_reads(CHAPTERS[name].read_text("utf-8"), name)
    }
    return said | (said_by(CHAPTERS.keys() - said.keys(), data_folder()) if len(said) < len(CHAPTERS) else {})


def digests(folder: Path) -> dict[str, dict[str, list[str]]]:
    return {
        name: reads_digest(
            [table for table in declared_reads(path.read_text("utf-8"), path.name) if table != WORDING],
            folder,
            path.name,
        )
        for name, path in CHAPTERS.items()
    }


@pytest.fixture(scope="module")
def idle(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The changes after which each chapter is not run again."""
    found: dict[str, list[str]] = {name: [] for name in CHAPTERS}
    old = digests(data_folder())
    for what, (table, act) in CHANGES.items():
        folder = tmp_path_factory.mktemp("changed") / "data"
        shutil.copytree(data_folder(), folder)
        change(folder, table, act)
        new = digests(folder)
        for name in CHAPTERS:
            if old[name] == new[name]:
                found[name].append(what)
    return found


@pytest.mark.parametrize("what", CHANGES)
def test_after_a_change_some_chapters_are_not_run_again(what: str, idle: dict[str, list[str]]) -> None:
    assert any(what in changes for changes in idle.values()), f"{what}: every chapter is run again"


@pytest.mark.built
@pytest.mark.turns(12)
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_that_is_not_run_again_would_say_the_same(
    chapter: str, idle: dict[str, list[str]], before: dict[str, str], said_by: Saying, tmp_path: Path
) -> None:
    """It is run once, over tables with every change after which it would not be; if it then says something else, after each alone."""

    def says(number: int, changes: list[str]) -> str:
        folder = tmp_path / f"{number}" / "data"
        shutil.copytree(data_folder(), folder)
        for what in changes:
            change(folder, *CHANGES[what])
        return said_by({chapter}, folder)[chapter]

    if says(0, idle[chapter]) != before[chapter]:
        guilty = [what for number, what in enumerate(idle[chapter], 1) if says(number, [what]) != before[chapter]]
        pytest.fail(f"{chapter} says something else and is not run again after a change of: {guilty or idle[chapter]}")


@pytest.mark.turns(12)
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_can_be_made_of_scores_that_were_changed_by_hand(
    chapter: str, said_by: Saying, tmp_path: Path
) -> None:
    """As one does to see what follows. That the intervals are of other scores then, the tests of the tables say."""
    folder = tmp_path / "data"
    shutil.copytree(data_folder(), folder)
    for what in ("a 2023 score", "a 2025 score", "a score by GPT-4o"):
        change(folder, *CHANGES[what])
    said = said_by({chapter}, folder)[chapter]
    assert said.startswith("{"), f"{chapter}: {said}"


def test_a_score_of_2023_runs_only_chapters_that_state_it(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(data_folder(), folder)
    change(folder, *CHANGES["a 2023 score"])
    old, new = digests(data_folder()), digests(folder)
    idle = {name for name in CHAPTERS if old[name] == new[name]}
    assert {"methodology/crosswalk", "methodology/share", "methodology/speed", "methodology/sources"} <= idle


@pytest.mark.parametrize(
    ("declared", "words"),
    [
        ("reads: task_scores", "form"),
        ("reads: [task_scores.nothing]", "does not have"),
        ("reads: [none.json]", "does not have"),
    ],
)
def test_a_declaration_that_names_nothing_is_refused(declared: str, words: str) -> None:
    template = f"---\nexposure_gradient:\n  {declared}\n---\n\n# A chapter\n"
    with pytest.raises(InputError, match=words):
        reads_digest(declared_reads(template, "chapter.md"), data_folder(), "chapter.md")


def test_a_chapter_that_declares_nothing_depends_on_all() -> None:
    code = "# A chapter\n\n```{code-cell} ipython3\n1\n```\n"
    assert declared_reads(f"---\nkernelspec: {{}}\n---\n\n{code}", "chapter.md") is None
    assert declared_reads(code, "chapter.md") is None
    assert declared_reads("# A chapter without code\n", "chapter.md") == ()
