"""Work in fresh processes: each item in one of its own, so many at once, and none left behind."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from exposure_gradient.pages.processes import PageProcessError, claim_fresh_process, in_fresh_processes, note_step


def done(work: Callable, items: list, at_once: int = 2, seconds: float = 60) -> dict:
    return dict(in_fresh_processes(items, work, at_once, seconds))


def test_every_item_is_done_in_a_process_of_its_own() -> None:
    found = done(lambda item: (item * 10, os.getpid()), list(range(7)), at_once=3)
    assert {item: times for item, (times, _) in found.items()} == {item: item * 10 for item in range(7)}
    assert len({pid for _, pid in found.values()} | {os.getpid()}) == 8


@pytest.mark.parametrize("at_once", [1, 3])
def test_no_more_are_at_work_at_once_than_asked_for(at_once: int, tmp_path: Path) -> None:
    def work(item: int) -> int:
        mark = tmp_path / f"{item}.working"
        mark.touch()
        (tmp_path / f"{item}.begun").touch()
        deadline = time.monotonic() + 30
        while len(list(tmp_path.glob("*.begun"))) < at_once and time.monotonic() < deadline:
            time.sleep(0.002)
        working = len(list(tmp_path.glob("*.working")))  # the first to get here sees all that began with it
        mark.unlink()
        return working

    assert max(done(work, list(range(9)), at_once).values()) == at_once


def test_more_than_a_pipe_holds_comes_back() -> None:
    assert done(lambda item: bytes(item), [5_000_000]) == {5_000_000: bytes(5_000_000)}


def test_an_error_of_one_leaves_the_others_alone() -> None:
    def work(item: str) -> str:
        note_step(4)
        if item == "leaves":
            os._exit(3)
        if item == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        if item == "raises":
            raise ValueError
        if item == "slow":
            time.sleep(60)
        return item

    found = done(work, ["leaves", "good", "killed", "raises", "slow", "fine"], seconds=1.5)
    assert (found["good"], found["fine"]) == ("good", "fine")
    said = {item: str(error) for item, error in found.items() if isinstance(error, PageProcessError)}
    assert sorted(said) == ["killed", "leaves", "raises", "slow"]
    assert "status 3" in said["leaves"] and "SIGKILL" in said["killed"] and "status 1" in said["raises"]
    assert "limit of 1.5 seconds" in said["slow"]
    assert [item for item in said if found[item].killed] == ["killed"], "ended for its time limit is not killed"
    assert {found[item].step for item in said} == {4}


def test_a_process_that_noted_no_step_names_none() -> None:
    assert done(lambda _: os._exit(3), [1])[1].step is None
    noted = done(lambda _: (note_step(0), os._exit(3)), [1])[1]
    assert noted.step == 0


@pytest.mark.parametrize("at_once", [0, -1])
def test_no_process_at_all_is_refused(at_once: int) -> None:
    with pytest.raises(ValueError, match="do nothing"):
        done(lambda item: item, [1], at_once)


def test_a_process_is_fresh_once() -> None:
    assert not claim_fresh_process(), "the process that runs the tests was made for no one thing"
    assert done(lambda _: [claim_fresh_process(), claim_fresh_process()], [1]) == {1: [True, False]}


def test_those_at_work_are_ended_when_nobody_waits_any_more(tmp_path: Path) -> None:
    def work(item: int) -> int:
        if item:
            (tmp_path / str(os.getpid())).touch()
            time.sleep(60)
        return item

    running = in_fresh_processes([0, 1, 1], work, 2, 60)
    assert next(running) == (0, 0)
    while len(list(tmp_path.iterdir())) < 2:
        time.sleep(0.01)
    running.close()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
