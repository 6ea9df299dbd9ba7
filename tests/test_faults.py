"""Builds that are killed, that find no room, no right to write or another build at work: the last good book stays, the next ends well.

A small book (a few occupations of every group, and all chapters) is built undisturbed in three states of its tables, each in a build
folder of its own; those manifests are what every disturbed build must come to.
"""

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from exposure_gradient.build.interrupts import WORDS
from exposure_gradient.build.manifest import NAME, differences, digests, read_manifest
from exposure_gradient.build.sphinx_cores import FEW
from processes import handles, of_build
from small_books import STATES, SmallBook, assert_published, small_book

KILLS = 20
SEED = 20_261_125


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> SmallBook:
    return small_book(tmp_path_factory.mktemp("faults"), STATES)


@pytest.fixture(scope="module")
def undisturbed(small: SmallBook) -> dict[str, dict[str, str]]:
    """The manifest that each state comes to when nothing disturbs its build, each built from nothing."""
    manifests = {}
    for state in STATES:
        build = small.place / f"undisturbed-{state.replace(' ', '-')}"
        small.build(state, build)
        manifests[state] = read_manifest(build / "html" / NAME)
    assert len({manifests[state][f"data/{NAME_OF_SET}"] for state in STATES}) == len(STATES), "the states are alike"
    return manifests


NAME_OF_SET = "occupations.csv"


def test_a_build_from_another_state_comes_to_the_same_bytes(small: SmallBook, undisturbed: dict) -> None:
    build = small.place / "rebuilt"
    for state in (*STATES, STATES[1], STATES[0]):
        small.build(state, build)
        assert_published(build, undisturbed[state], f"rebuilt as {state!r}")


@pytest.mark.parametrize("jobs", [1, 5])
def test_the_number_of_processes_changes_no_byte(jobs: int, small: SmallBook, undisturbed: dict) -> None:
    build = small.place / f"jobs-{jobs}"
    replace(small, jobs=jobs).build(STATES[0], build)
    pages = len(list((build / "source").rglob("*.ipynb")))
    assert pages >= FEW, f"a book of {pages} pages is read by one process, whatever the number"
    assert_published(build, undisturbed[STATES[0]], f"built by {jobs} processes")


@pytest.mark.parametrize("share", [0.35, 0.6, 0.7, 0.8, 0.9])
def test_nothing_outlives_a_build_whose_first_process_is_killed(
    share: float, small: SmallBook, undisturbed: dict, good: tuple[Path, float]
) -> None:
    """Its children hold the lock, and those of Sphinx each other's pipes: one that stayed would stop every later build."""
    build, took = small.place / f"outlived-{share}", good[1]
    process = small.begin(STATES[0], build)
    while "Running pages" not in process.stdout.readline():
        pass
    time.sleep(share * took)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    for _ in range(100):
        if not (left := of_build(build)):
            break
        time.sleep(0.1)
    assert not left, f"still at work ten seconds after a kill at {share:.0%} of a build: {left}"


@pytest.fixture(scope="module")
def good(small: SmallBook, undisturbed: dict) -> Iterator[tuple[Path, float]]:
    """A build folder with a good book, and how long a build from another state takes there."""
    build = small.place / "killed"
    small.build(STATES[0], build)
    began = time.perf_counter()
    small.build(STATES[2], build)
    took = time.perf_counter() - began
    small.build(STATES[0], build)
    yield build, took


def test_a_killed_build_leaves_the_last_good_book_and_the_next_ends_as_if_undisturbed(
    small: SmallBook, undisturbed: dict, good: tuple[Path, float], capsys: pytest.CaptureFixture
) -> None:
    build, took = good
    chance, killed, stages = random.Random(SEED), 0, {}
    published = STATES[0]
    for attempt in range(2 * KILLS):
        if killed == KILLS:
            break
        state = STATES[(STATES.index(published) + 1) % len(STATES)]
        if attempt % 4 == 3:  # from nothing but the published book: pages and Sphinx start anew
            for name in ("state", "work"):
                shutil.rmtree(build / name, ignore_errors=True)
        moment = chance.uniform(0.02, 0.9) * took * (1.5 if attempt % 4 == 3 else 1.0)
        number = (signal.SIGKILL, signal.SIGINT, signal.SIGTERM)[attempt % 3]
        process = small.begin(state, build)
        time.sleep(moment)
        while process.poll() is None and not handles(process.pid, signal.SIGTERM):  # Python itself is still loading
            time.sleep(0.01)
        running = process.poll() is None
        if running:
            os.killpg(process.pid, number)
            killed += 1
        said, _ = process.communicate()
        if running and number != signal.SIGKILL and process.returncode:  # none where it ended well meanwhile
            assert process.returncode == 128 + number, f"{number.name} after {moment:.2f} s: {said[-2000:]}"
            assert "Traceback" not in said and said.count(WORDS[number]) == 1, said[-2000:]
        stage = (
            "building the book"
            if "Building the book" in said
            else "running pages"
            if "Running pages" in said
            else "starting"
        )
        stages[stage] = stages.get(stage, 0) + running
        seen = (build / "html").resolve()
        expected = undisturbed[published]
        if not differences(undisturbed[state], digests(seen)):  # it was published before the signal came
            expected = undisturbed[state]
        assert_published(build, expected, f"kill {attempt + 1} after {moment:.2f} s ({stage})")
        small.build(state, build)
        assert_published(build, undisturbed[state], f"resumed after kill {attempt + 1} at {moment:.2f} s ({stage})")
        published = state
    with capsys.disabled():
        print(f"\n{killed} builds killed, {stages}; every resumed build ended as if undisturbed.")
    assert killed == KILLS, f"only {killed} of {KILLS} builds were still running when their signal came"


def test_a_second_build_in_the_same_folder_says_so_and_stops(small: SmallBook, undisturbed: dict, good: tuple) -> None:
    build, _ = good
    small.build(STATES[0], build)  # whichever was published last: where nothing has changed, no build begins
    first = small.begin(STATES[1], build)
    try:
        deadline = time.monotonic() + 60
        while (build / "lock").read_text("ascii") != str(first.pid):
            assert time.monotonic() < deadline and first.poll() is None, "the first build took no lock"
            time.sleep(0.01)
        second = small.begin(STATES[1], build)
        said, _ = second.communicate(timeout=120)
        assert second.returncode == 2 and "Another build is at work" in said and str(first.pid) in said, said
    finally:
        told, _ = first.communicate(timeout=600)
    assert first.returncode == 0, told[-2000:]
    assert_published(build, undisturbed[STATES[1]], "after a second build was refused")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small file system of its own; where none can be mounted, the test is skipped, with the reason."""
    place = tmp_path / "disk"
    place.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300m", "tmpfs", str(place)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def refused(small: SmallBook, state: str, build: Path) -> str:
    process = small.begin(state, build)
    said, _ = process.communicate(timeout=600)
    assert process.returncode != 0, f"the build ended well:\n{said[-2000:]}"
    assert "Traceback" not in said, said[-3000:]
    return said


@pytest.mark.parametrize("left", [0, 400_000, 2_000_000, 4_000_000])
def test_a_full_disk_leaves_the_last_good_book(left: int, small: SmallBook, undisturbed: dict, disk: Path) -> None:
    build = disk / "build"
    small.build(STATES[0], build)
    free = shutil.disk_usage(disk).free
    filler = disk / "filler"
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(0, free - left) // 4096 * 4096)
    said = refused(small, STATES[2], build)
    assert "room" in said or "No space left" in said, f"{left} bytes left: {said[-2000:]}"
    assert_published(build, undisturbed[STATES[0]], f"after a build with {left} bytes left")
    filler.unlink()
    small.build(STATES[2], build)
    assert_published(build, undisturbed[STATES[2]], f"resumed when there was room again, after {left} bytes were left")


def test_a_folder_that_is_read_only_is_named_and_the_last_good_book_stays(
    small: SmallBook, undisturbed: dict, disk: Path
) -> None:
    build = disk / "build"
    small.build(STATES[0], build)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    try:
        said = refused(small, STATES[1], build)
        assert "read-only" in said and "build" in said, said
        assert_published(build, undisturbed[STATES[0]], "after a build into a read-only folder")
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    small.build(STATES[1], build)
    assert_published(build, undisturbed[STATES[1]], "built when the folder could be written again")
