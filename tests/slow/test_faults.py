"""Builds that are ended, that find no room, no right to write or another build at work: the last good book stays, the next ends well.

A small book (a few occupations of every group, and all chapters) is built undisturbed in three states of its tables, each in a build
folder of its own, by another number of processes each; those manifests are what every disturbed build must come to.
"""

import contextlib
import fcntl
import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

import nbval_sample
from ended import Hook
from exposure_gradient.book.ext.parallel import FEW
from exposure_gradient.commands.ahead import VERSION
from exposure_gradient.site.manifest import NAME, differences, digests, read_manifest
from exposure_gradient.system.interrupts import WORDS
from processes import of_build
from small_books import PAGE, STATES, SmallBook, assert_published, small_book

JOBS = dict(zip(STATES, (2, 1, 5), strict=True))
SIGNALS = (signal.SIGKILL, signal.SIGINT, signal.SIGTERM)
SEED = 20_261_125
TO_THE_END = 5
"""After so many builds that were ended, one runs to its end."""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> SmallBook:
    return small_book(tmp_path_factory.mktemp("faults"), STATES)


@pytest.fixture(scope="module")
def undisturbed(small: SmallBook) -> dict[str, dict[str, str]]:
    """The manifest that each state comes to when nothing disturbs its build, each built from nothing."""
    manifests = {}
    for state in STATES:
        build = small.place / f"undisturbed-{state.replace(' ', '-')}"
        replace(small, jobs=JOBS[state]).build(state, build)
        manifests[state] = read_manifest(build / "html" / NAME)
        pages = len(list((build / "source").rglob("*.ipynb")))
        assert pages >= FEW, f"a book of {pages} pages is read by one process, whatever the number"
    assert len({manifests[state][f"data/{NAME_OF_SET}"] for state in STATES}) == len(STATES), "the states are alike"
    return manifests


NAME_OF_SET = "occupations.csv"


@pytest.fixture(scope="module")
def good(small: SmallBook, undisturbed: dict) -> Path:
    """A build folder with the good book of the first state."""
    return small.place / f"undisturbed-{STATES[0].replace(' ', '-')}"


@pytest.fixture(scope="module")
def places(small: SmallBook, undisturbed: dict, good: Path) -> list[str]:
    """Every place in the code where a build from another state changes a file, in the order in which it comes to them.

    The build goes from the first state to the second and back; both were built from nothing by another number of processes.
    """
    hook, log = Hook(small.place / "hook"), small.place / "places"
    small.build(STATES[1], good, **hook.noting(log))
    assert_published(good, undisturbed[STATES[1]], f"rebuilt as {STATES[1]!r}, by two processes")
    small.build(STATES[0], good)
    assert_published(good, undisturbed[STATES[0]], f"rebuilt as {STATES[0]!r}")
    return list(dict.fromkeys(log.read_text("utf-8").splitlines()))


def test_a_build_that_is_ended_leaves_the_last_good_book_and_the_next_ends_as_if_undisturbed(
    small: SmallBook, undisturbed: dict, good: Path, places: list[str], capsys: pytest.CaptureFixture
) -> None:
    """At every other place, the ones between with the next commit, in an order of chance; each is sent one of three signals."""
    hook = Hook(small.place / "ending")
    chosen = places[nbval_sample.commits() % 2 :: 2]
    random.Random(SEED).shuffle(chosen)
    published, state, ended = STATES[0], STATES[1], 0
    for attempt, place in enumerate(chosen):
        number = SIGNALS[attempt % len(SIGNALS)]
        when = f"{number.name} at {place!r}"
        for _ in range(2):  # what builds before this one had done is not done again, and its place not reached
            process = small.begin(state, good, **hook.ending(place, number))
            said, _ = process.communicate(timeout=600)
            if process.returncode:
                break
            assert_published(
                good, undisturbed[state], f"built to the end after {ended} that were not, not ended by {when}"
            )
            published, state = state, STATES[(STATES.index(state) + 1) % len(STATES)]
        else:
            continue
        ended += 1
        status = -number if number == signal.SIGKILL else 128 + number
        assert process.returncode == status, f"{when}: status {process.returncode}: {said[-2000:]}"
        if number != signal.SIGKILL:
            assert "Traceback" not in said and said.count(WORDS[number]) == 1, f"{when}: {said[-2000:]}"
        is_new = not differences(undisturbed[state], digests((good / "html").resolve()))
        assert_published(good, undisturbed[state if is_new else published], f"after {when}")
        if is_new or not ended % TO_THE_END:
            small.build(state, good)
            assert_published(good, undisturbed[state], f"resumed after {when}")
            published, state = state, STATES[(STATES.index(state) + 1) % len(STATES)]
    small.build(STATES[0], good)
    assert_published(good, undisturbed[STATES[0]], "built after all that were ended")
    with capsys.disabled():
        print(
            f"\n{ended} builds ended at {len(chosen)} of {len(places)} places; every next build ended as if undisturbed."
        )
    assert ended > 0.8 * len(chosen) > 16, f"only {ended} builds were ended, at {len(chosen)} places"


def test_nothing_outlives_a_build_whose_first_process_is_killed(
    small: SmallBook, undisturbed: dict, good: Path, places: list[str]
) -> None:
    """Its children hold the lock, and those of Sphinx each other's pipes: one that stayed would stop every later build."""
    hook = Hook(small.place / "outlived")
    others = [place for place in places if not place.startswith("the build: ")]
    for place in (others[0], others[len(others) // 2], others[-1]):
        process = small.begin(STATES[2], good, **hook.ending(place, signal.SIGSTOP))
        while not _is_stopped(process.pid):
            assert process.poll() is None, f"no process came to {place!r}: {process.communicate()[0][-2000:]}"
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGCONT)
        for _ in range(200):
            if not (left := of_build(good)):
                break
            time.sleep(0.05)
        assert not left, f"still at work ten seconds after a kill at {place!r}: {left}"
        process.stdout.close()
        assert_published(good, undisturbed[STATES[0]], f"after the first process was killed at {place!r}")


def _is_stopped(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] == "T"


def test_a_second_build_in_the_same_folder_says_so_and_stops(
    small: SmallBook, undisturbed: dict, good: Path, places: list[str]
) -> None:
    hook = Hook(small.place / "second")
    [last] = [place for place in places if place.startswith("the build: ") and place.endswith("in publish")][-1:]
    first = small.begin(STATES[1], good, **hook.ending(last, signal.SIGSTOP))
    try:
        while not _is_stopped(first.pid):
            assert first.poll() is None, f"the first build did not come to {last!r}"
            time.sleep(0.01)
        second = small.begin(STATES[1], good)
        said, _ = second.communicate(timeout=120)
        assert second.returncode == 2 and "Another build is at work" in said and str(first.pid) in said, said
    finally:
        os.killpg(first.pid, signal.SIGCONT)
        told, _ = first.communicate(timeout=600)
    assert first.returncode == 0, told[-2000:]
    assert_published(good, undisturbed[STATES[1]], "after a second build was refused")


def loaded(process: subprocess.Popen, build: Path) -> None:
    """Wait until a build that waits to be told has loaded: it then gives the lock back."""
    with (build / "lock").open("r+b") as lock:
        while True:
            assert process.poll() is None, process.communicate()[0][-2000:]
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if (build / "lock").read_text("ascii") == str(process.pid):
                    return
                fcntl.flock(lock, fcntl.LOCK_UN)
            time.sleep(0.01)


def test_a_build_that_was_begun_before_a_change_gives_the_bytes_of_one_begun_after_it(
    small: SmallBook, undisturbed: dict, good: Path
) -> None:
    """As `make serve` begins them. The second change comes with another table of contents, and after another build.

    The page that is looked at can be seen before the book is there, unless all pages have another frame then.
    """

    top = shutil.copytree(small.top / STATES[0].replace(" ", "-"), small.top / "told", symlinks=True)

    def becomes(state: str) -> None:
        shutil.copytree(small.data(state), small.data("told"), dirs_exist_ok=True)
        shutil.copy(small.top / state.replace(" ", "-") / "_toc.yml", top)

    def begun(*options: str, files: Sequence[int] = ()) -> subprocess.Popen:
        process = small.begin("told", good, "--when-told", *options, files=files)
        loaded(process, good)
        return process

    page = next(name for name in undisturbed[STATES[1]] if name.startswith(f"gradient/{PAGE}-")).partition(".")[0]

    becomes(STATES[0])
    small.build("told", good)
    for state, between in ((STATES[1], None), (STATES[2], STATES[0])):
        reading, writing = os.pipe()
        process = begun("--tell", str(writing), files=(writing,))
        os.close(writing)
        if between is not None:
            small.build(between, good)
        becomes(state)
        said, _ = process.communicate(f"build {page} gradient/none\n", timeout=600)
        assert process.returncode == 0, said[-2000:]
        with os.fdopen(reading, encoding="utf-8") as told:
            assert told.read() == (f"{page}\n" if between is None else ""), state
        if between is None:
            ahead, book = ((good / place / f"{page}.html").read_bytes() for place in ("ahead", "html"))
            assert VERSION.sub(b"", ahead) == VERSION.sub(b"", book), "the page that was seen first is another"
        assert_published(good, undisturbed[state], f"told of {state!r} after {between or 'nothing else'!r}")
    process = begun()
    said, _ = process.communicate(timeout=60)
    assert (process.returncode, said) == (0, ""), "whoever would have told it has ended"
    assert not of_build(good)


@pytest.fixture(scope="module")
def disk(small: SmallBook, undisturbed: dict) -> Iterator[Path]:
    """A small file system of its own, with the first state built on it; where none can be mounted, the test is skipped, with the reason."""
    place = small.place / "disk"
    place.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300m", "tmpfs", str(place)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
    small.build(STATES[0], place / "build")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def refused(small: SmallBook, state: str, build: Path) -> str:
    process = small.begin(state, build)
    said, _ = process.communicate(timeout=600)
    assert process.returncode != 0, f"the build ended well:\n{said[-2000:]}"
    assert "Traceback" not in said, said[-3000:]
    return said


def test_a_full_disk_leaves_the_last_good_book(small: SmallBook, undisturbed: dict, disk: Path) -> None:
    build = disk / "build"
    filler = disk / "filler"
    for left in (0, 400_000, 2_000_000, 4_000_000):
        with filler.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(0, shutil.disk_usage(disk).free - left) // 4096 * 4096)
        said = refused(small, STATES[2], build)
        assert "room" in said or "No space left" in said, f"{left} bytes left: {said[-2000:]}"
        assert_published(build, undisturbed[STATES[0]], f"after a build with {left} bytes left")
        filler.unlink()
    small.build(STATES[2], build)
    assert_published(build, undisturbed[STATES[2]], "built when there was room again")


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
