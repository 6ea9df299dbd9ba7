"""What the book replaces inside its libraries: declared, guarded, and without effect on any page where it only saves time."""

import ast
import importlib.metadata
from pathlib import Path
from types import SimpleNamespace

import pytest
from packaging.specifiers import SpecifierSet
from sphinx.errors import ExtensionError

from exposure_gradient.book.ext import patches
from exposure_gradient.paths import ROOT
from small_books import STATES, Good, SmallBook, assert_published

EXTENSIONS = sorted((ROOT / "src" / "exposure_gradient" / "book" / "ext").glob("*.py"))


@pytest.mark.trial("builds over damage")
def test_a_book_without_what_saves_time_has_the_same_bytes(small: SmallBook, good: Good, tmp_path: Path) -> None:
    saving = [key for key, patch in patches.PATCHES.items() if patch.saves_time]
    small.build(STATES[0], tmp_path / "without", **{patches.WITHOUT_VARIABLE: ",".join(saving)})
    assert_published(tmp_path / "without", good.undisturbed[STATES[0]], f"without {', '.join(saving)}")


@pytest.mark.parametrize("key", patches.PATCHES)
def test_each_intervention_is_for_the_version_that_is_locked(key: str) -> None:
    patch = patches.PATCHES[key]
    assert importlib.metadata.version(patch.library) in SpecifierSet(patch.versions) and len(patch.reason) > 20


def test_another_version_is_refused_with_the_place_to_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.metadata, "version", lambda _: "99.1")
    with pytest.raises(
        ExtensionError, match=r"highlight_once was written for sphinx .*, and 99\.1 is installed.*patches"
    ):
        patches.put("highlight_once", SimpleNamespace(highlight_block=1), "highlight_block", 2)


def test_a_name_that_is_gone_is_refused() -> None:
    with pytest.raises(ExtensionError, match="highlight_once: sphinx has no highlight_block any more"):
        patches.put("highlight_once", SimpleNamespace(), "highlight_block", 2)


def test_one_that_is_left_out_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(patches.WITHOUT_VARIABLE, "rehearse,highlight_once")
    owner = SimpleNamespace(highlight_block=1)
    patches.put("highlight_once", owner, "highlight_block", 2)
    assert owner.highlight_block == 1


@pytest.mark.parametrize("path", EXTENSIONS, ids=lambda path: path.stem)
def test_no_extension_reaches_inside_a_library_by_itself(path: Path) -> None:
    """A function put into an object of Sphinx's or another's, past the guard, would break in silence with its next version."""
    own = ("self", "config", "context", "env", "cell", "output", "notebook", "found")
    wrong = [
        f"{path.name}, line {node.lineno}: {ast.unparse(target)}"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda | ast.Name)
        for target in node.targets
        if isinstance(target, ast.Attribute) and ast.unparse(target).split(".")[0] not in own
    ]
    assert not wrong, "\n".join(wrong)
