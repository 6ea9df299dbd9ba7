"""A build folder that was damaged, or whose time stamps mean nothing: the next build ends with the bytes of an undisturbed one."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from damage import DAMAGES
from exposure_gradient.site.beside import CLAIMS, SUFFIXES
from small_books import STATES, Good, SmallBook

pytestmark = pytest.mark.trial("builds over damage")
MOMENTS = (4_070_908_800, 0)
"""The first second of 2099, and of 1970."""


def places_of(build: Path) -> Iterator[tuple[str, ...]]:
    """Everything that is kept of each occupation's page: its notebook, the files beside it, and the statement of them."""
    for path in sorted((build / "source" / "gradient").glob("*.ipynb")):
        yield (
            f"source/gradient/{path.name}",
            *(f"beside/gradient/{path.stem}{suffix}" for suffix in (*SUFFIXES, CLAIMS)),
            f"state/gradient/{path.stem}.json",
        )


def test_every_kept_file_of_a_page_is_made_again_however_it_was_damaged(small: SmallBook, good: Good) -> None:
    """Each page has one of its files damaged in one way, so that no page's damage hides another's; `test_kept.py` has every pair."""
    ways, state = list(DAMAGES), good.published()
    pages = list(places_of(good.place))
    cases = [(page, page[number % len(page)], ways[number % len(ways)]) for number, page in enumerate(pages)]
    assert len(cases) > 2 * len(ways), "too few pages for every kind of file and every damage"
    for _, name, what in cases:
        DAMAGES[what](good.place / name)
    (good.place / "book.json").unlink()  # of what was removed or replaced, the published book still has its own name
    said = small.build(state, good.place)
    assert f"Ran {len(cases)} of " in said, f"{len(cases)} pages were damaged: {said[-1000:]}"
    good.shows(state, "built after damage to what is kept of its pages")
    assert "Nothing has changed" in small.build(state, good.place)


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


@pytest.mark.turns(2)
@pytest.mark.parametrize("what", OTHERS)
def test_whatever_else_is_kept_is_made_again(what: str, small: SmallBook, good: Good) -> None:
    state = good.published()
    OTHERS[what](good.place)
    small.build(state, good.place)
    good.shows(state, f"built after damage to {what}")


def test_no_time_stamp_decides_what_is_built_again(small: SmallBook, good: Good) -> None:
    """What is built is of 2099 and of 1970, file by file."""
    if good.published() == STATES[2]:
        small.build(
            STATES[0], good.place
        )  # from the third state Sphinx starts anew, and nothing could be taken for current
    state = STATES[1] if good.published() == STATES[0] else STATES[0]
    for number, path in enumerate(sorted(good.place.rglob("*"))):
        os.utime(path, (MOMENTS[number % 2],) * 2, follow_symlinks=False)
    small.build(state, good.place)
    good.shows(state, "built when every time stamp was of 2099 or of 1970")
