"""Builds that are ended, that find no room, no right to write or another build at work: the last good book stays, the next ends well.

A small book (`small_books.py`) is built undisturbed in three states of its tables, each in a build folder of its own, by another
number of processes each; those manifests are what every disturbed build must come to.
"""

import contextlib
import fcntl
import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from ended import Hook, come_to_a_stop
from exposure_gradient.commands.ahead import VERSION
from exposure_gradient.site.manifest import differences, digests
from exposure_gradient.system.interrupts import WORDS
from processes import of_build
from small_books import PAGE, STATES, Good, Looked, SmallBook
from turns import turn

ENDED, BEGUN = pytest.mark.trial("builds that are ended"), pytest.mark.trial("builds begun early or without room")
SIGNALS = (signal.SIGKILL, signal.SIGINT, signal.SIGTERM)
SEED = 20_261_125
SHARES = 16
"""At every sixteenth place a build is ended, at the others with the next commits."""
TO_THE_END = 3
"""After so many builds that were ended, one runs to its end."""


@ENDED
def test_wherever_a_build_changes_a_file_the_last_good_book_is_there(looked: Looked) -> None:
    """So that it stays if the build ends there. Looked at while all processes of the build are stopped."""
    assert len(looked.places) > 40, f"the builds stopped at {len(looked.places)} places only: {list(looked.places)}"
    assert not looked.wrong, "\n".join(looked.wrong)


@ENDED
def test_a_build_that_is_ended_leaves_the_last_good_book_and_the_next_ends_as_if_undisturbed(
    small: SmallBook, good: Good, looked: Looked, capsys: pytest.CaptureFixture
) -> None:
    """At some places, the others with the next commits, in an order of chance; each is sent one of three signals.

    What builds before this one had done is not done again, and its place not reached: then the build is tried that was seen to come to it,
    and at last that build with nothing kept but the published book.
    """
    hook = Hook(small.place / "ending")
    chosen = turn(list(looked.places), SHARES)
    random.Random(SEED).shuffle(chosen)
    ended, missed = 0, []
    for attempt, place in enumerate(chosen):
        number = SIGNALS[attempt % len(SIGNALS)]
        when = f"{number.name} at {place!r}"
        for tried in range(3):
            published, state = good.published(), good.another()
            if tried:
                published, state = looked.places[place]
                small.build(published, good.place)
            if tried == 2:
                good.forgets()
            process = small.begin(state, good.place, **hook.ending(place, number))
            said, _ = process.communicate(timeout=600)
            if process.returncode:
                break
            good.shows(state, f"built to the end after {ended} that were not, not ended by {when}")
        else:
            missed.append(place)
            continue
        ended += 1
        status = -number if number == signal.SIGKILL else 128 + number
        assert process.returncode == status, f"{when}: status {process.returncode}: {said[-2000:]}"
        if number != signal.SIGKILL:
            assert "Traceback" not in said and said.count(WORDS[number]) == 1, f"{when}: {said[-2000:]}"
        is_new = not differences(good.undisturbed[state], digests((good.place / "html").resolve()))
        good.shows(state if is_new else published, f"after {when}")
        if is_new or not ended % TO_THE_END:
            small.build(state, good.place)
            good.shows(state, f"resumed after {when}")
    small.build(STATES[0], good.place)
    good.shows(STATES[0], "built after all that were ended")
    with capsys.disabled():
        print(
            f"\n{ended} builds ended at {len(chosen)} of {len(looked.places)} places; the next ended as if undisturbed."
        )
    assert ended > len(missed), f"only {ended} builds were ended, at {len(chosen)} places; not reached: {missed}"


@ENDED
def test_nothing_outlives_a_build_whose_first_process_is_killed(small: SmallBook, good: Good, looked: Looked) -> None:
    """Its children hold the lock, and those of Sphinx each other's pipes: one that stayed would stop every later build."""
    hook = Hook(small.place / "outlived")
    [*_, last] = [place for place in looked.anew if place.startswith("Sphinx, a process of it: ")]
    published = good.published()
    process = small.begin(good.another(), good.place, **hook.ending(last, signal.SIGSTOP))
    come_to_a_stop(process)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGCONT)
    deadline = time.monotonic() + 60
    while left := of_build(good.place):
        assert time.monotonic() < deadline, f"still at work a minute after a kill at {last!r}: {left}"
        time.sleep(0.02)
    process.stdout.close()
    good.shows(published, f"after the first process was killed at {last!r}")


@ENDED
def test_a_second_build_in_the_same_folder_says_so_and_stops(looked: Looked) -> None:
    """Begun while the first is about to put its book in place, which it then does."""
    first, status, said = looked.second
    assert status == 2 and "Another build is at work" in said and str(first) in said, said


def loaded(process: subprocess.Popen, build: Path) -> None:
    """Wait until a build that waits to be told has loaded: it then gives the lock back.

    The lock is tried only where the build has had it: one that finds it taken, if only by this look, says that it waits.
    """
    with (build / "lock").open("rb") as lock:
        while True:
            assert process.poll() is None, process.communicate()[0][-2000:]
            lock.seek(0)
            if lock.read().decode("ascii") == str(process.pid):
                with contextlib.suppress(BlockingIOError):
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    return
            time.sleep(0.01)


@BEGUN
def test_a_build_that_was_begun_before_a_change_gives_the_bytes_of_one_begun_after_it(
    small: SmallBook, good: Good
) -> None:
    """As `make serve` begins them. The second change comes with another table of contents, and after another build.

    The page that is looked at can be seen before the book is there, unless all pages have another frame then.
    """

    def begun(*options: str, files: Sequence[int] = ()) -> subprocess.Popen:
        process = small.begin(STATES[0], good.place, "--when-told", *options, files=files)
        loaded(process, good.place)
        return process

    page = next(name for name in good.undisturbed[STATES[1]] if name.startswith(f"gradient/{PAGE}-")).partition(".")[0]
    if (
        good.published() != STATES[0] or not (good.place / "work.json").is_file()
    ):  # which Sphinx begins without, after a kill
        (good.place / "book.json").unlink(missing_ok=True)
        small.build(STATES[0], good.place)
    for state, between in ((STATES[1], None), (STATES[2], STATES[0])):
        reading, writing = os.pipe()
        process = begun("--tell", str(writing), files=(writing,))
        os.close(writing)
        if between is not None:
            small.build(between, good.place)
        small.becomes(state)
        said, _ = process.communicate(f"build {page} gradient/none\n", timeout=600)
        assert process.returncode == 0, said[-2000:]
        with os.fdopen(reading, encoding="utf-8") as told:
            assert told.read() == (f"{page}\n" if between is None else ""), state
        if between is None:
            ahead, book = ((good.place / place / f"{page}.html").read_bytes() for place in ("ahead", "html"))
            assert VERSION.sub(b"", ahead) == VERSION.sub(b"", book), "the page that was seen first is another"
        good.shows(state, f"told of {state!r} after {between or 'nothing else'!r}")
    process = begun()
    said, _ = process.communicate(timeout=60)
    assert (process.returncode, said) == (0, ""), "whoever would have told it has ended"
    assert not of_build(good.place)


def refused(small: SmallBook, good: Good) -> str:
    process = small.begin(good.another(), good.place)
    said, _ = process.communicate(timeout=600)
    assert process.returncode != 0, f"the build ended well:\n{said[-2000:]}"
    assert "Traceback" not in said, said[-3000:]
    return said


@BEGUN
def test_a_full_disk_leaves_the_last_good_book(small: SmallBook, good: Good) -> None:
    published, filler = good.published(), good.disk() / "filler"
    assert filler.parent.is_mount(), f"{filler.parent} is no small disk any more; all of this machine's would be filled"
    for left in turn((0, 2_000_000), 2):
        with filler.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(0, shutil.disk_usage(good.disk()).free - left) // 4096 * 4096)
        said = refused(small, good)
        assert "room" in said or "No space left" in said, f"{left} bytes left: {said[-2000:]}"
        good.shows(published, f"after a build with {left} bytes left")
        filler.unlink()
    state = good.another()
    small.build(state, good.place)
    good.shows(state, "built when there was room again")


@BEGUN
def test_a_folder_that_is_read_only_is_named_and_the_last_good_book_stays(small: SmallBook, good: Good) -> None:
    published, disk = good.published(), str(good.disk())
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    try:
        said = refused(small, good)
        assert "read-only" in said and "build" in said, said
        good.shows(published, "after a build into a read-only folder")
    finally:
        subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
