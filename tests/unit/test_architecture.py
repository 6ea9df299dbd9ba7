"""The direction of the package, kept by reading its imports."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import jupytext
import pytest

import exposure_gradient
from exposure_gradient.contents import plan, toc
from exposure_gradient.errors import InputError
from exposure_gradient.measures import Study
from exposure_gradient.paths import ROOT

PACKAGE = Path(exposure_gradient.__file__).parent
NAME = "exposure_gradient"
SHARED = ("errors", "given", "kept", "paths")
ROOMS = {
    "system": (),
    "sources": (),
    "tables": ("sources",),
    "measures": ("sources", "tables"),
    "employment": ("sources", "tables", "measures"),
    "publication": ("sources", "tables", "measures", "employment"),
    "pages": ("system",),
    "book": ("system", "pages"),
    "site": ("system", "sources", "tables", "measures", "employment", "publication", "pages", "book"),
    "editions": ("system", "sources", "tables", "measures", "employment", "publication", "book"),
    "contents": ("system", "sources", "tables", "measures", "employment", "publication", "pages", "site", "editions"),
    "commands": (
        "system", "sources", "tables", "measures", "employment", "publication", "pages", "book", "site", "editions", "contents",
    ),
}  # fmt: skip
"""The rooms of the package, and from which others each may import, apart from what all share."""

MACHINERY = ("system", "pages", "book", "site", "editions", "contents", "commands")
"""The rooms that run notebooks and publish them: no notebook imports them."""

SUBJECT = re.compile(r"(?i)occupation|\bisco|gradient/|employment|unit.group|exposure_score")
"""What pages/ and book/ know nothing of, so that another publication could use them."""

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


def room_of(module: str) -> str:
    """The part of the package that a module belongs to."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def wrong_imports(source: str, room: str) -> list[str]:
    """Imports that run against the direction."""
    allowed = {*SHARED, *ROOMS[room], room}
    return [
        f"line {line}: {room} imports {name}"
        for name, line in imported(ast.parse(source))
        if room_of(name) not in allowed and name != NAME
    ]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_it_may(room: str) -> None:
    files = sorted((PACKAGE / room).rglob("*.py"))
    assert files, f"the room {room} has no modules"
    wrong = [
        f"{path.relative_to(ROOT)} {found}" for path in files for found in wrong_imports(path.read_text("utf-8"), room)
    ]
    assert not wrong, "\n".join(wrong)


def test_an_import_against_the_direction_would_be_found() -> None:
    assert wrong_imports("from exposure_gradient.pages import run", "publication")
    assert wrong_imports("def f():\n    import exposure_gradient.measures.text", "tables")
    assert wrong_imports("from exposure_gradient import publication", "measures")
    assert wrong_imports("from exposure_gradient.employment import attach", "measures")
    assert wrong_imports("from exposure_gradient.frames import tasks", "employment")
    assert wrong_imports("from exposure_gradient.site import beside", "pages")
    assert wrong_imports("from exposure_gradient.sources import load_edition", "book")
    assert not wrong_imports("from exposure_gradient.tables import load", "measures")


def test_no_room_leads_back_to_itself() -> None:
    for room, others in ROOMS.items():
        assert not [other for other in others if room in ROOMS[other]], room


def test_what_all_rooms_share_imports_no_room() -> None:
    for name in SHARED:
        tree = ast.parse((PACKAGE / f"{name}.py").read_text("utf-8"))
        assert [found for found, _ in imported(tree) if room_of(found) in ROOMS] == [], name


@pytest.mark.parametrize("room", ["pages", "book"])
def test_what_runs_pages_and_makes_the_book_knows_nothing_of_occupations(room: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}, line {number}: {line.strip()}"
        for path in sorted((PACKAGE / room).rglob("*.py"))
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if SUBJECT.search(line.replace(NAME, ""))
    ]
    assert not found, "\n".join(found)


def test_every_room_of_the_package_is_known() -> None:
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir() and (path / "__init__.py").is_file()}
    assert folders == set(ROOMS)


@pytest.mark.parametrize(
    "path", NOTEBOOKS, ids=[path.relative_to(plan.notebooks_folder()).as_posix() for path in NOTEBOOKS]
)
def test_a_notebook_does_not_import_the_machinery(path: Path) -> None:
    for cell in jupytext.read(path, fmt="md:myst").cells:
        if cell.cell_type == "code":
            for name, line in imported(ast.parse(cell.source)):
                assert room_of(name) not in MACHINERY, f"{path.name}, line {line} of a cell: imports {name}"


def test_no_module_reads_a_path_of_one_machine() -> None:
    for path in [*PACKAGE.rglob("*.py"), *NOTEBOOKS]:
        text = path.read_text("utf-8")
        assert not any(f'"/{start}/' in text for start in ("home", "work", "Users", "root", "tmp")), path


# --- Sizes -------------------------------------------------------------------------------------------------------------

LONGEST_MODULE, LONGEST_FUNCTION = 400, 60


def too_long(source: str) -> list[str]:
    """Say of a module that is longer than a reader should have to take in at once, and of such a function; docstrings do not count for one."""
    found = [f"the module has {n} lines"] if (n := len(source.splitlines())) > LONGEST_MODULE else []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            is_documented = ast.get_docstring(node, clean=False) is not None
            n = node.end_lineno - node.lineno + 1 - is_documented * (first.end_lineno - first.lineno + 1)
            if n > LONGEST_FUNCTION:
                found.append(f"line {node.lineno}: {node.name} has {n} lines of code")
    return found


@pytest.mark.parametrize("folder", ["src", "audit", "tools"])
def test_no_module_and_no_function_is_too_long(folder: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}: {what}"
        for path in sorted((ROOT / folder).rglob("*.py"))
        for what in too_long(path.read_text("utf-8"))
    ]
    assert not found, "part these:\n" + "\n".join(found)


def test_what_is_too_long_would_be_found() -> None:
    documented = 'def f():\n    """Say\n' + 9 * "\n" + '    it."""\n'
    assert too_long("def f():\n" + 60 * "    pass\n") == ["line 1: f has 61 lines of code"]
    assert too_long(documented + 59 * "    pass\n") == []
    assert too_long(documented + 60 * "    pass\n") == ["line 1: f has 61 lines of code"]
    assert too_long(401 * "x = 1\n") == ["the module has 401 lines"]


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
    planned = [page.name for page in (*plan.chapters(), *plan.country_pages(), *plan.group_pages(everything))]
    planned += [f"gradient/{occupation.page}" for occupation in everything.all_occupations()]
    assert len(listed) == len(set(listed))
    assert sorted(listed) == sorted(planned)
