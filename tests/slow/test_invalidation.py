"""What a change runs again: exactly the pages that state what changed.

Each test changes one thing in a copy of the tables (or of the package), and holds the pages whose fingerprint changed
against the pages whose content changed.
"""

import csv
import json
import shutil
from collections.abc import Callable, Container, Iterable, Mapping
from pathlib import Path

import pytest
from markupsafe import Markup, escape

from exposure_gradient.book import source
from exposure_gradient.contents import plan
from exposure_gradient.measures import Study, study
from exposure_gradient.measures.page_data import supplied
from exposure_gradient.pages import imports
from exposure_gradient.pages import page as pages_of
from exposure_gradient.pages.imports import imported_modules
from exposure_gradient.pages.page import Page, digest_of_files, kind_digest
from exposure_gradient.paths import data_folder
from exposure_gradient.publication.inline import Inline, run_inline
from exposure_gradient.sources import Wording, load_wording
from exposure_gradient.tables import load, load_intervals
from inline_pages import InlinePage, OnDemand, page_of
from turns import turn

NO_WORDING = Wording(None)
ISCO = "3211"
MANY = 60


def fingerprints(folder: Path) -> dict[str, str]:
    study = Study(load(folder), load_intervals(folder))
    pages = plan.occupation_pages(study, NO_WORDING) + plan.group_pages(study)
    return {page.name: page.fingerprint() for page in pages}


def _all_shown(run: Inline) -> str:
    return "".join(str(Markup(escape(part))) for parts in run.shown.values() for part in parts)


def _of_occupation(page: InlinePage) -> str:
    return _all_shown(page.run) + json.dumps(page.record())


def _of_group(study: Study, page: Page) -> str:
    with supplied(study, NO_WORDING):
        return _all_shown(run_inline("group", **page.parameters))


def contents(folder: Path, wanted: Container[str]) -> dict[str, str]:
    """Return what the pages that are wanted say and draw."""
    study = Study(load(folder), load_intervals(folder))
    said = {
        f"gradient/{one.page}": _of_occupation(page_of(study, NO_WORDING, one.isco08))
        for one in study.all_occupations()
        if f"gradient/{one.page}" in wanted
    }
    return said | {page.name: _of_group(study, page) for page in plan.group_pages(study) if page.name in wanted}


@pytest.fixture(scope="module")
def before(everything: Study, pages: Mapping[str, InlinePage]) -> tuple[dict[str, str], Mapping[str, str]]:
    """The fingerprint of each page, and what it says and draws."""
    codes = {f"gradient/{one.page}": one.isco08 for one in everything.all_occupations()}
    groups = {page.name: page for page in plan.group_pages(everything)}

    def said(name: str) -> str:
        return _of_group(everything, groups[name]) if name in groups else _of_occupation(pages[codes[name]])

    return fingerprints(data_folder()), OnDemand(codes | groups, said)


def change_cell(folder: Path, table: str, column: str, value: str, **where: str) -> None:
    """Change one cell of the row that `where` picks, which must be one."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    [row] = [row for row in rows if all(row[name] == wanted for name, wanted in where.items())]
    assert row[column] != value
    row[column] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def drop_row(folder: Path, table: str, **where: str) -> None:
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    kept = [row for row in rows if not all(row[name] == wanted for name, wanted in where.items())]
    assert len(kept) == len(rows) - 1
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)


CHANGES: dict[str, tuple[Callable[[Path], None], int]] = {
    # what is changed, and how many pages that may run again at the most
    "a 2025 score": (lambda f: change_cell(f, "task_scores", "score_2025", "0.27", isco08=ISCO, task="1"), 24),
    "a 2023 score": (
        lambda f: change_cell(f, "task_scores", "score_2023", "0.2", isco08=ISCO, task="1"),
        440,
    ),  # it moves the curve that adjusts changes for the level of 2023, and with it a last digit of most pages
    "a score that moves a rank": (
        lambda f: change_cell(f, "task_scores", "score_2025", "0.9", isco08=ISCO, task="1"),
        440,  # every page draws the distribution of the means, and a rank that moves so far changes it
    ),
    "a title": (lambda f: change_cell(f, "occupations", "title", "Imaging Technicians", isco08=ISCO), 12),
    # Every occupation's page draws the bands of all occupations.
    "a band": (lambda f: change_cell(f, "occupations", "band", "Minimal", isco08=ISCO), 430),
    "a title of a U.S. occupation": (
        lambda f: change_cell(f, "us_occupations", "title", "Imaging Staff", onet_soc="29-2033.00"),
        1,
    ),
    # Every occupation's page says its place by U.S. jobs, which counts them all.
    "a crosswalk pair": (lambda f: drop_row(f, "crosswalk", isco08=ISCO, onet_soc="29-2033.00"), 427),
    "an employment count": (
        lambda f: change_cell(f, "us_occupations", "employment", "99", onet_soc="29-2033.00"),
        427,
    ),
}


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Iterable[str]], Path]:
    """Make a copy of the tables with some of the changes."""

    def make(changes: Iterable[str]) -> Path:
        folder = tmp_path_factory.mktemp("changed") / "data"
        shutil.copytree(data_folder(), folder)
        for change in changes:
            CHANGES[change][0](folder)
        return folder

    return make


@pytest.fixture(scope="module")
def prints(changed: Callable[[Iterable[str]], Path]) -> Mapping[str, dict[str, str]]:
    """The fingerprints of all pages after each change."""
    return OnDemand(CHANGES, lambda change: fingerprints(changed([change])))


def stale(old: dict[str, str], new: dict[str, str]) -> set[str]:
    """The pages that are run again, those that were not there before among them."""
    return {name for name, print_ in new.items() if old.get(name) != print_}


@pytest.mark.turns(4)
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_in_the_tables_runs_no_page_that_says_the_same(
    change: str, before: tuple, prints: Mapping[str, dict[str, str]], changed: Callable[[Iterable[str]], Path]
) -> None:
    """Where it runs many, those are looked at whose turn it is at this commit."""
    old_prints, old_said = before
    again = stale(old_prints, prints[change])
    said = contents(changed([change]), again if len(again) < MANY else turn(sorted(again), 25))
    assert said, f"{change}: no page says anything else"
    idle = {name for name, words in said.items() if old_said.get(name) == words}
    assert not idle, f"{change}: run again, though they say the same: {sorted(idle)}"
    assert len(again) <= CHANGES[change][1], f"{change}: runs {len(again)} pages again"


def test_a_page_that_is_not_run_again_would_say_the_same(
    before: tuple, prints: Mapping[str, dict[str, str]], changed: Callable[[Iterable[str]], Path]
) -> None:
    """Of the changes, and of pages of each kind, those whose turn it is.

    A page is run once, over tables with every change after which it is not run again; if it says something else, after each.
    """
    old_prints, old_said = before
    tried = turn([*CHANGES], 2)
    alike: dict[tuple[str, ...], set[str]] = {}
    for name in old_said:
        changes = tuple(change for change in tried if old_prints[name] == prints[change].get(name))
        alike.setdefault(changes, set()).add(name)
    missed = []
    for changes, names in alike.items():
        names = set(turn(sorted(names), 7))
        said = contents(changed(changes), names)
        wrong = {name for name in names if said[name] != old_said[name]}
        for change in changes if wrong else ():
            alone = contents(changed([change]), wrong)
            missed += [f"{change}: {name}" for name in sorted(wrong) if alone[name] != old_said[name]]
        missed += [
            f"{' and '.join(changes)}: {name}" for name in sorted(wrong) if not any(name in one for one in missed)
        ]
    assert len(alike) > 2, "the changes leave the same pages alone"
    assert not missed, "not run again, though they differ: " + ", ".join(missed)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    copy = tmp_path / pages_of.PACKAGE.name
    shutil.copytree(pages_of.PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


def dependants(package: Path, module: str) -> set[str]:
    """Return the notebooks whose digest changes when a module gets another line."""
    templates = {path: path.read_text("utf-8") for path in plan.notebooks_folder().rglob("*.md")}
    old = {path: digest_of_files(imported_modules(text, package), package.parent) for path, text in templates.items()}
    place = package / module
    place.write_text(place.read_text("utf-8") + "\n# another line\n", "utf-8")
    new = {path: digest_of_files(imported_modules(text, package), package.parent) for path, text in templates.items()}
    return {
        path.relative_to(plan.notebooks_folder()).with_suffix("").as_posix() for path in old if old[path] != new[path]
    }


@pytest.mark.parametrize("options", ["", ":tags: [a]\n\n", "---\nmystnb:\n  code_prompt_show: How\ntags: [a]\n---\n"])
def test_imports_of_a_cell_are_found_however_its_options_are_written(options: str) -> None:
    template = f"# A\n\n```{{code-cell}} ipython3\n{options}from exposure_gradient import paths\n```\n\n---\n"
    assert pages_of.PACKAGE / "paths.py" in imported_modules(template, pages_of.PACKAGE)


def test_a_change_of_a_prose_function_runs_the_pages_made_with_it(package: Path) -> None:
    found = dependants(package, "publication/parts.py")
    assert "occupation" in found
    assert not found & {"group", "index", "gradient", "data"}


def test_a_change_of_a_list_of_occupations_leaves_their_own_pages_alone(package: Path) -> None:
    found = dependants(package, "publication/lists.py")
    assert {"group", "gradient"} <= found and "occupation" not in found


def test_a_change_of_a_part_of_the_pages_on_many_leaves_the_others_alone(package: Path) -> None:
    assert dependants(package, "publication/overview_parts.py") == {"index", "gradient", "group"}


@pytest.mark.parametrize(
    ("template", "notebooks"),
    [
        ("occupation", {"occupation", "country"}),
        ("search", {"index", "gradient", "group"}),
        ("newsroom", {"newsroom"}),
        ("citation", {"occupation", "newsroom"}),
        ("story", {"story", "index"}),
    ],
)
def test_a_change_of_a_template_runs_the_pages_made_with_it(template: str, notebooks: set[str], package: Path) -> None:
    of_figures = {"methodology/measures"} if "occupation" in notebooks else set()
    found = dependants(package, f"publication/templates/{template}.html")
    assert notebooks <= found <= notebooks | of_figures


def test_a_change_of_the_table_runs_every_page_that_has_one(package: Path) -> None:
    found = dependants(package, "publication/templates/table.html")
    assert {"occupation", "group", "gradient", "newsroom", "methodology/share", "data"} <= found


def test_a_change_of_a_measure_runs_every_page_with_figures(package: Path) -> None:
    assert {"occupation", "group", "index", "gradient", "methodology/measures"} <= dependants(
        package, "measures/occupation.py"
    )


def test_a_change_of_the_machinery_runs_nothing(package: Path) -> None:
    assert dependants(package, "pages/run.py") == set()


@pytest.mark.parametrize("module", ["site/markdown.py", "site/beside.py", "publication/figures/share_image.py"])
def test_a_change_of_what_makes_the_files_beside_a_page_makes_them_anew(module: str, package: Path) -> None:
    place, before = package / module, kind_digest(plan.AN_OCCUPATION.modules, package)
    place.write_text(place.read_text("utf-8") + "\n# another line\n", "utf-8")
    kind_digest.cache_clear()
    imports._direct.cache_clear()
    assert kind_digest(plan.AN_OCCUPATION.modules, package) != before


@pytest.mark.parametrize("module", ["book/ext/frame.py", "site/policy.py", "paths.py"])
def test_a_change_of_what_surrounds_a_page_makes_every_page_anew(
    module: str, package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The policy stands on every page, and no page of its own says so: Sphinx has to start anew."""
    monkeypatch.setattr(source, "PACKAGE", package)
    place, before = package / module, source.frame_digest([], [], "")
    place.write_text(place.read_text("utf-8") + "\n# another line\n", "utf-8")
    imports._direct.cache_clear()
    assert source.frame_digest([], [], "") != before, f"a change of {module} leaves the pages as they are"


def test_a_change_of_the_ledgers_rows_runs_every_page(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each page's rows are kept as they stand in the ledger: another column must not be missing from some of them."""
    pages = [*plan.chapters(), *plan.group_pages(study()), *plan.occupation_pages(study(), load_wording())[:3]]
    old = [page.fingerprint() for page in pages]
    digest = kind_digest.__wrapped__
    for module in ("site/ledger.py", "publication/trail.py"):
        place = package / module
        place.write_text(place.read_text("utf-8") + "\n# another line\n", "utf-8")
        imports._direct.cache_clear()
        monkeypatch.setattr(pages_of, "kind_digest", lambda modules: digest(modules, package))
        new = [page.fingerprint() for page in pages]
        same = [page.name for page, before, after in zip(pages, old, new, strict=True) if before == after]
        assert not same, f"a change of {module} is not seen by {same[:5]}"
        old = new


def test_a_change_of_the_lock_runs_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    page = plan.chapters()[0]
    old = page.fingerprint()
    monkeypatch.setattr(pages_of, "lock_digest", lambda: "another lock")
    assert page.fingerprint() != old


def test_a_change_of_a_chapter_runs_that_chapter(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    copy = tmp_path / "notebooks"
    shutil.copytree(plan.notebooks_folder(), copy)
    monkeypatch.setattr(plan, "notebooks_folder", lambda: copy)
    old = {page.name: page.fingerprint() for page in plan.chapters()}
    chapter = copy / "methodology" / "limitations.md"
    chapter.write_text(chapter.read_text("utf-8") + "\nOne more paragraph.\n", "utf-8")
    new = {page.name: page.fingerprint() for page in plan.chapters()}
    assert {name for name in old if old[name] != new[name]} == {"methodology/limitations"}


def test_a_change_of_how_notebooks_are_kept_runs_every_page(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [*plan.chapters(), *plan.group_pages(study()), *plan.occupation_pages(study(), load_wording())[:3]]
    before = [page.fingerprint() for page in pages]
    place = package / "pages" / "notebook.py"
    place.write_text(place.read_text("utf-8") + "\n# another line\n", "utf-8")
    changed = pages_of.notebook_digest(package)
    monkeypatch.setattr(pages_of, "notebook_digest", lambda: changed)
    same = [page.name for page, old in zip(pages, before, strict=True) if page.fingerprint() == old]
    assert not same, f"kept as another version had them: {same}"
