"""What is verified in shares: a few commits in a row verify all of it."""

import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import shares
import turns
from shares import TRIALS, not_their_turn


def case(name: str, parameter: str, *shares: int, **options: Any) -> Any:
    mark = SimpleNamespace(args=shares, kwargs=options) if shares else None
    return SimpleNamespace(
        path=Path("test_pages.py"),
        nodeid=f"test_pages.py::{name}[{parameter}]",
        originalname=name,
        callspec=SimpleNamespace(params={"page": parameter}),
        get_closest_marker={"turns": mark}.get,
    )


def trial(name: str) -> Any:
    return SimpleNamespace(nodeid=name, get_closest_marker={"trial": SimpleNamespace(args=[name])}.get)


ITEMS = [
    *(case("test_of_pages", page, 3, always=("3211",)) for page in ("1111", "2221", "3211", "4132", "7126")),
    *(case("test_of_groups", group, 2) for group in "123"),
    case("test_of_all", "1111"),
]


def test_a_few_commits_in_a_row_run_every_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(turns.VARIABLE, raising=False)
    monkeypatch.setattr(shares, "finders", lambda: {"test_pages.py::test_of_groups[3]"})
    seen: list[tuple[str, str]] = []
    for number in range(6):
        monkeypatch.setattr(turns, "commits", lambda number=number: number)
        left_out = not_their_turn(ITEMS)
        now = [item for item in ITEMS if item not in left_out]
        assert ITEMS[2] in now, "a case that is always run is left out"
        assert ITEMS[7] in now, "a case that finds a declared fault is left out"
        assert ITEMS[-1] in now, "a test without shares is left out"
        assert 0 < len(left_out) < len(ITEMS) - 2
        seen += [(item.originalname, item.callspec.params["page"]) for item in now]
    assert {seen.count(("test_of_pages", page)) for page in ("1111", "2221", "4132", "7126")} == {2}
    assert [seen.count(("test_of_groups", group)) for group in "123"] == [3, 3, 6]


def test_no_commit_runs_none_of_few_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where there are fewer cases than shares, or a case is asked for by its name."""
    monkeypatch.delenv(turns.VARIABLE, raising=False)
    monkeypatch.setattr(shares, "finders", set)
    few, alone = [case("test_of_widths", width, 4) for width in ("360", "1280")], [case("test_of_pages", "2221", 3)]
    for number in range(4):
        monkeypatch.setattr(turns, "commits", lambda number=number: number)
        assert not_their_turn(few) == [few[1 - number % 2]]
        assert not_their_turn(alone) == []


def test_each_commit_runs_one_of_the_trials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(turns.VARIABLE, raising=False)
    items = [trial(name) for name in TRIALS for _ in range(2)]
    run = []
    for number in range(len(TRIALS)):
        monkeypatch.setattr(turns, "commits", lambda number=number: number)
        left_out = not_their_turn(items)
        run.append([item.nodeid for item in items if item not in left_out])
    assert run == [[name, name] for name in TRIALS]
    with pytest.raises(pytest.UsageError, match="a trial of 'builds'"):
        not_their_turn([trial("builds")])
    monkeypatch.setenv(turns.VARIABLE, "all")
    assert not_their_turn(items) == []


def test_all_shares_are_run_where_that_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(turns.VARIABLE, "all")
    assert not_their_turn(ITEMS) == []
    assert turns.turn("abc", 3) == ["a", "b", "c"]
    monkeypatch.setenv(turns.VARIABLE, "every")
    with pytest.raises(ValueError, match=r"'every'\. Say all"):
        turns.turn("abc", 3)


def test_a_clone_without_its_history_has_other_turns_after_another_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = ["git", "-c", "user.name=A", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false"]
    subprocess.run([*own, "init", "-q", str(tmp_path / "whole")], check=True)
    numbers = {}
    for number in range(1, 5):
        subprocess.run([*own, "commit", "-q", "--allow-empty", "-m", f"{number}"], check=True, cwd=tmp_path / "whole")
        shallow = tmp_path / f"shallow {number}"
        subprocess.run(["git", "clone", "-q", "--depth=1", f"file://{tmp_path / 'whole'}", str(shallow)], check=True)
        for place in (tmp_path / "whole", shallow):
            monkeypatch.setattr(turns, "ROOT", place)
            numbers[place.name, number] = turns.commits.__wrapped__()
    assert [numbers["whole", number] for number in range(1, 5)] == [1, 2, 3, 4]
    assert len({numbers[f"shallow {number}", number] for number in range(1, 5)}) == 4
    monkeypatch.setattr(turns, "ROOT", tmp_path)
    assert turns.commits.__wrapped__() == 0, "without git there is no number"
