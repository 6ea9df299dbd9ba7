"""A build folder that was damaged, or whose time stamps mean nothing: the next build ends with the bytes of an undisturbed one."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import altered
import damage
from damage import DAMAGES
from exposure_gradient.site.beside import CLAIMS, SUFFIXES
from exposure_gradient.site.manifest import NAME, read_manifest
from small_books import PAGE, STATES, SmallBook, assert_published, small_book

MOMENTS = (4_070_908_800, 0)
"""The first second of 2099, and of 1970."""

CLOCK = """
import time

now, now_ns, shift = time.time, time.time_ns, 30 * 86_400
time.time, time.time_ns = lambda: now() + shift, lambda: now_ns() + shift * 10**9
"""
"""A module that Python loads when it starts, and that has its clock a month ahead."""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> SmallBook:
    return small_book(tmp_path_factory.mktemp("damage"), STATES[:1])


@pytest.fixture(scope="module")
def good(small: SmallBook) -> tuple[Path, dict[str, str]]:
    """A copy of a build folder with a good book, made by a clock that was a month ahead, and its manifest."""
    build, clock = small.place / "build", small.place / "clock"
    clock.mkdir()
    (clock / "sitecustomize.py").write_text(CLOCK, "utf-8")
    with pytest.MonkeyPatch.context() as ahead:
        ahead.setenv("PYTHONPATH", str(clock), prepend=os.pathsep)
        small.build(STATES[0], build)
    return damage.copied(build, small.place / "good"), read_manifest(build / "html" / NAME)


@pytest.fixture
def build(small: SmallBook, good: tuple[Path, dict[str, str]]) -> Path:
    """The build folder as the good build left it, in the same place: in another one Sphinx would read every page again for that alone."""
    shutil.rmtree(small.place / "build")
    return damage.copied(good[0], small.place / "build")


def places_of(build: Path) -> Iterator[tuple[str, ...]]:
    """Everything that is kept of each occupation's page: its notebook, the files beside it, and the statement of them."""
    for path in sorted((build / "source" / "gradient").glob("*.ipynb")):
        yield (
            f"source/gradient/{path.name}",
            *(f"beside/gradient/{path.stem}{suffix}" for suffix in (*SUFFIXES, CLAIMS)),
            f"state/gradient/{path.stem}.json",
        )


def test_every_kept_file_of_a_page_is_made_again_however_it_was_damaged(
    small: SmallBook, good: tuple[Path, dict[str, str]], build: Path
) -> None:
    """Each page has one of its files damaged in one way, so that no page's damage hides another's; `test_kept.py` has every pair."""
    ways = list(DAMAGES)
    pages = list(places_of(build))
    cases = [(page, page[number % len(page)], ways[number % len(ways)]) for number, page in enumerate(pages)]
    assert len(cases) > 2 * len(ways), "too few pages for every kind of file and every damage"
    for _, name, what in cases:
        DAMAGES[what](build / name)
    (build / "book.json").unlink()  # of what was removed or replaced, the published book still has its own name
    said = small.build(STATES[0], build)
    assert f"Ran {len(cases)} of " in said, f"{len(cases)} pages were damaged: {said[-1000:]}"
    assert_published(build, good[1], "built after damage to what is kept of its pages")
    assert "Nothing has changed" in small.build(STATES[0], build)


def _flip_bytes(folder: Path, pattern: str) -> None:
    for path in sorted(folder.glob(pattern)):
        DAMAGES["flipped"](path)


OTHERS = {
    "published files": lambda build: [
        _flip_bytes(build / "html", pattern) for pattern in ("gradient/*.json", "groups/*.html", "searchindex.js")
    ],
    "all that Sphinx keeps, and what it says": lambda build: [
        DAMAGES["a pipe"](next((build / "work" / ".doctrees" / "groups").glob("*"))),
        DAMAGES["truncated"](build / "work" / ".doctrees" / "environment.pickle"),
        DAMAGES["a pipe"](build / "sphinx.log"),
        DAMAGES["another JSON"](build / "book.json"),
        shutil.rmtree(build / "cache"),
        (build / "cache").symlink_to("nowhere"),
    ],
}


@pytest.mark.parametrize("what", OTHERS)
def test_whatever_else_is_kept_is_made_again(
    what: str, small: SmallBook, good: tuple[Path, dict[str, str]], build: Path
) -> None:
    OTHERS[what](build)
    small.build(STATES[0], build)
    assert_published(build, good[1], f"built after damage to {what}")


def test_no_time_stamp_decides_what_is_built_again(
    small: SmallBook, good: tuple[Path, dict[str, str]], build: Path
) -> None:
    """The clock was set back after the build; then what is built is of 2099 and of 1970, file by file.

    The tables change in place: with another top folder Sphinx would read every page again for its path alone.
    """
    fresh = small.place / "fresh"
    scores = small.data(STATES[0]) / "task_scores.csv"
    before = scores.read_bytes()
    altered.change_score(scores.parent, PAGE, "score_2025")
    try:
        small.build(STATES[0], fresh)
        expected = read_manifest(fresh / "html" / NAME)
        assert expected != good[1]
        small.build(STATES[0], build)
    finally:
        scores.write_bytes(before)
    assert_published(build, expected, "built after the clock was set back")
    for number, path in enumerate(sorted(build.rglob("*"))):
        os.utime(path, (MOMENTS[number % 2],) * 2, follow_symlinks=False)
    small.build(STATES[0], build)
    assert_published(build, good[1], "built when every time stamp was of 2099 or of 1970")
