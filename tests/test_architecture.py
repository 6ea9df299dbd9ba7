"""The direction of the package, kept by reading its imports."""

import ast
from collections.abc import Iterator
from pathlib import Path

import jupytext
import pytest

import exposure_gradient
from exposure_gradient.build import plan, toc
from exposure_gradient.errors import InputError
from exposure_gradient.measures import Study
from exposure_gradient.paths import ROOT

PACKAGE = Path(exposure_gradient.__file__).parent
NAME = "exposure_gradient"
STAGES = ("sources", "tables", "measures", "employment", "presentation", "build")
SHARED = ("errors", "given", "kept", "paths")
NOTEBOOKS = sorted(plan.notebooks_folder().rglob("*.md"))


def imported(tree: ast.AST, package: str = NAME) -> Iterator[tuple[str, int]]:
    """Modules of the package that a syntax tree imports, at any depth, with the line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: a relative import"
            names = (
                [f"{node.module}.{alias.name}" for alias in node.names]
                if node.module == package
                else [node.module or ""]
            )
        else:
            continue
        yield from ((name, node.lineno) for name in names if name == package or name.startswith(f"{package}."))


def stage_of(module: str) -> str:
    """The part of the package that a module belongs to."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def wrong_imports(source: str, stage: str) -> list[str]:
    """Imports that run against the direction."""
    allowed = {*SHARED, *STAGES[: STAGES.index(stage) + 1]}
    return [
        f"line {line}: {stage} imports {name}"
        for name, line in imported(ast.parse(source))
        if stage_of(name) not in allowed and not (stage == "build" and stage_of(name) == "")
    ]


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_imports_only_itself_and_what_lies_left_of_it(stage: str) -> None:
    files = sorted((PACKAGE / stage).rglob("*.py"))
    assert files, f"the stage {stage} has no modules"
    wrong = [
        f"{path.relative_to(ROOT)} {found}" for path in files for found in wrong_imports(path.read_text("utf-8"), stage)
    ]
    assert not wrong, "\n".join(wrong)


def test_an_import_against_the_direction_would_be_found() -> None:
    assert wrong_imports("from exposure_gradient.build import run", "presentation")
    assert wrong_imports("def f():\n    import exposure_gradient.measures.text", "tables")
    assert wrong_imports("from exposure_gradient import presentation", "measures")
    assert wrong_imports("from exposure_gradient.employment import attach", "measures")
    assert wrong_imports("from exposure_gradient.frames import tasks", "employment")
    assert not wrong_imports("from exposure_gradient.tables import load", "measures")


def test_what_all_stages_share_imports_no_stage() -> None:
    for name in SHARED:
        tree = ast.parse((PACKAGE / f"{name}.py").read_text("utf-8"))
        assert [found for found, _ in imported(tree) if stage_of(found) in STAGES] == [], name


def test_every_part_of_the_package_is_known() -> None:
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir() and (path / "__init__.py").is_file()}
    assert folders == set(STAGES)


@pytest.mark.parametrize(
    "path", NOTEBOOKS, ids=[path.relative_to(plan.notebooks_folder()).as_posix() for path in NOTEBOOKS]
)
def test_a_notebook_does_not_import_the_machinery(path: Path) -> None:
    for cell in jupytext.read(path, fmt="md:myst").cells:
        if cell.cell_type == "code":
            for name, line in imported(ast.parse(cell.source)):
                assert stage_of(name) != "build", f"{path.name}, line {line} of a cell: imports {name}"


def test_no_module_reads_a_path_of_one_machine() -> None:
    for path in [*PACKAGE.rglob("*.py"), *NOTEBOOKS]:
        text = path.read_text("utf-8")
        assert not any(f'"/{start}/' in text for start in ("home", "work", "Users", "root", "tmp")), path


# --- The table of contents -------------------------------------------------------------------------------------------


def test_the_table_of_contents_is_in_step(everything: Study) -> None:
    toc.check(everything)


def test_a_table_of_contents_out_of_step_is_refused(
    everything: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "_toc.yml"
    monkeypatch.setattr(toc, "toc_path", lambda: path)
    with pytest.raises(InputError, match="not in step"):
        toc.check(everything)
    path.write_text(toc.as_text(everything).replace("3211-", "3212-", 1), "utf-8")
    with pytest.raises(InputError, match="make toc"):
        toc.check(everything)
    path.write_text(toc.as_text(everything), "utf-8")
    toc.check(everything)


def test_the_table_of_contents_lists_every_page_once(everything: Study) -> None:
    contents = toc.table_of_contents(everything)

    def files(part: object) -> Iterator[str]:
        if isinstance(part, dict):
            yield from ([part["file"]] if "file" in part else [])
            for value in part.values():
                yield from files(value)
        elif isinstance(part, list):
            for value in part:
                yield from files(value)

    listed = [contents["root"], *files(contents["parts"])]
    planned = [page.name for page in plan.chapters()] + [page.name for page in plan.group_pages(everything)]
    planned += [f"gradient/{occupation.page}" for occupation in everything.all_occupations()]
    assert len(listed) == len(set(listed))
    assert sorted(listed) == sorted(planned)
