"""A small book, a few occupations of every group and most other pages without code, which is built in some states of its tables."""

import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

import altered
from ended import Hook, stops
from exposure_gradient.book.ext.parallel import FEW
from exposure_gradient.contents import toc
from exposure_gradient.measures import Study
from exposure_gradient.paths import ROOT
from exposure_gradient.site.manifest import NAME, differences, digests, read_manifest
from exposure_gradient.sources.locate import FOLDER_VARIABLE
from exposure_gradient.tables import load

STATES = ("as it is", "another U.S. title", "another title")
"""In the second one page says something else; in the third the table of contents does, too, so that Sphinx starts anew."""
PAGE, US_OCCUPATION = "3211", "29-2033.00"
JOBS = dict(zip(STATES, (2, 1, 5), strict=True))
"""How many processes build each state from nothing."""
CLOCK = """
import time

now, now_ns, shift = time.time, time.time_ns, 30 * 86_400
time.time, time.time_ns = lambda: now() + shift, lambda: now_ns() + shift * 10**9
"""
"""A module that Python loads when it starts, and that has its clock a month ahead."""
WITH_CODE = ("occupation", "group", "country", "corrections")
"""The notebooks that are run, one of each kind: the others would take most of a build's time, and change no file at another place."""
NEWSROOM = """
```{code-cell} ipython3
from IPython.display import display

from exposure_gradient.publication.downloads import FILES_OF, as_bundle

display(as_bundle({name: name.encode() for name in FILES_OF["newsroom"]}), raw=True)
```
"""
"""What the newsroom has in place of its code: the files that it must give its readers, without the pictures."""


@dataclass
class SmallBook:
    """A small book: its tables and table of contents, those of each state to be put in their place, and how it is built.

    They change in place, as with an edit: with another folder at the top Sphinx would read every page again for its path alone.
    """

    place: Path
    jobs: int = 2

    @property
    def top(self) -> Path:
        return self.place / "top"

    def becomes(self, state: str) -> None:
        """Put the tables and the table of contents of a state in place."""
        shutil.copytree(self.place / state, self.place / "data", dirs_exist_ok=True)
        shutil.move(self.place / "data" / "_toc.yml", self.top / "_toc.yml")

    def keep(self, state: str) -> None:
        """Keep the tables as they are now as those of a state, with the table of contents that they give."""
        kept = altered.copy(self.place / "data", self.place / state)
        (kept / "_toc.yml").write_text(toc.as_text(Study(load(kept))), "utf-8")

    def begin(
        self, state: str, build: Path, *options: str, files: Sequence[int] = (), **environment: str
    ) -> subprocess.Popen:
        """Begin a build of a state, in a process group of its own, which inherits open files."""
        self.becomes(state)
        environment = os.environ | environment
        environment |= {"EXPOSURE_GRADIENT_DATA": str(self.place / "data"), "EXPOSURE_GRADIENT_BUILD": str(build)}
        sources = ROOT.parent / "shared" / "data"
        if sources.is_dir():
            environment.setdefault(FOLDER_VARIABLE, str(sources))
        inside = [sys.executable, str(ROOT / "bench" / "inside.py"), "ours", str(self.top)]
        return subprocess.Popen(
            [*inside, "book", "--jobs", str(self.jobs), *options],
            env=environment,
            start_new_session=True,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=files,
        )

    def build(self, state: str, build: Path, **environment: str) -> str:
        """Build to the end, which must be a good one; return what was said."""
        process = self.begin(state, build, **environment)
        said, _ = process.communicate(timeout=600)
        assert process.returncode == 0, f"the build of {state!r} failed:\n{said[-3000:]}"
        return said


def small_book(place: Path) -> SmallBook:
    """Make a small book's folder and its tables in each state."""
    book, data = SmallBook(place), place / "data"
    altered.small_book(ROOT, data, book.top, chapters=WITH_CODE)
    with (book.top / "notebooks" / "newsroom.md").open("a", encoding="utf-8") as newsroom:
        newsroom.write(NEWSROOM)
    book.keep(STATES[0])
    altered.change(data, "us_occupations", "title", "Imaging Staff of Hospitals", onet_soc=US_OCCUPATION)
    book.keep(STATES[1])
    altered.change(data, "occupations", "title", "Imaging Staff", isco08=PAGE)
    book.keep(STATES[2])
    return book


def assert_published(build: Path, expected: dict[str, str], when: str) -> None:
    """The book that readers see is complete, and the expected one."""
    wrong = differences(expected, digests((build / "html").resolve()))
    assert not wrong, f"{when}: the published book is not the one expected: {wrong[:5]}, {len(wrong)} files in all"


class Undisturbed(dict):
    """The manifest of each state's book: that of a build from nothing which nothing disturbs, made when it is first asked for."""

    def __init__(self, book: SmallBook) -> None:
        self._book = book

    def __missing__(self, state: str) -> dict[str, str]:
        self.add(state, self._book.place / f"undisturbed {state}")
        return self[state]

    def add(self, state: str, place: Path, **environment: str) -> None:
        """Build the book of a state into a place."""
        replace(self._book, jobs=JOBS[state]).build(state, place, **environment)
        manifest, pages = read_manifest(place / "html" / NAME), len(list((place / "source").rglob("*.ipynb")))
        assert pages >= FEW, f"a book of {pages} pages is read by one process, whatever the number"
        assert manifest not in self.values(), f"the book of {state!r} is like that of another state"
        self[state] = manifest


@dataclass
class Good:
    """A build folder that always has a good book, whatever disturbs the builds into it, and the manifest of each undisturbed one."""

    place: Path
    undisturbed: Undisturbed
    why_no_disk: str = ""

    def published(self) -> str:
        """Return the state of the book that readers see."""
        shown = digests((self.place / "html").resolve())
        return next((state for state in STATES if not differences(self.undisturbed[state], shown)), "a broken book")

    def another(self) -> str:
        """Return the state that the next build goes to: to the third from the others, so that Sphinx starts anew."""
        return STATES[0] if self.published() == STATES[2] else STATES[2]

    def shows(self, state: str, when: str) -> None:
        """Readers see the book of a state."""
        assert_published(self.place, self.undisturbed[state], when)

    def forgets(self) -> None:
        """Remove all that earlier builds kept, but for the published book."""
        published = {"html", (self.place / "html").resolve().relative_to(self.place.resolve()).parts[0]}
        for kept in [path for path in self.place.iterdir() if path.name not in published]:
            if kept.is_dir() and not kept.is_symlink():
                shutil.rmtree(kept)
            else:
                kept.unlink()

    def disk(self) -> Path:
        """Return the file system of its own that the folder is in; where none can be mounted, the test is skipped, with the reason."""
        if self.why_no_disk:
            pytest.skip(f"no file system can be mounted here: {self.why_no_disk}")
        return self.place.parent


@dataclass
class Looked:
    """What was seen of two builds while they were stopped: at which places in the code, what was wrong, and what a second build said.

    With each place stand the two states of the build that came to it. Those of ``anew`` are reached by every build in which Sphinx starts anew.
    """

    places: dict[str, tuple[str, str]]
    anew: list[str]
    wrong: list[str]
    second: tuple[int, int, str]


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> SmallBook:
    """The small book."""
    return small_book(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="session")
def good(small: SmallBook) -> Iterator[Good]:
    """A build folder, in a small file system of its own where one can be mounted, with a book made by a clock a month ahead."""
    disk, clock = small.place / "disk", small.place / "clock"
    disk.mkdir()
    clock.mkdir()
    (clock / "sitecustomize.py").write_text(CLOCK, "utf-8")
    mount = ["mount", "-t", "tmpfs", "-o", "size=300m", "tmpfs", str(disk)]
    mounted = subprocess.run(mount, capture_output=True, text=True, check=False)
    folder = Good(disk / "build", Undisturbed(small), mounted.stderr.strip() if mounted.returncode else "")
    folder.undisturbed.add(STATES[0], folder.place, PYTHONPATH=str(clock))
    yield folder
    if not mounted.returncode:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def _stamps(folder: Path) -> list[tuple]:
    """Return what changes with any file of a folder: which file it is, how long, and when it was written."""
    found = ((path, path.lstat()) for path in sorted(folder.rglob("*")))
    return [(path, one.st_ino, one.st_size, one.st_mtime_ns) for path, one in found]


@pytest.fixture(scope="session")
def looked(small: SmallBook, good: Good) -> Looked:
    """Every place in the code where a build from another state changes a file, in the order in which it comes to them.

    First one page changes, then all do; the clock was set back since the build before. Before the last step a second build begins.
    """
    assert all(good.undisturbed[state] for state in STATES)  # built now, and not while another build is stopped
    hook, found = Hook(small.place / "hook"), Looked({}, [], [], (0, 0, ""))
    for before, state in itertools.pairwise(STATES):
        log, seen = small.place / f"places to {state}", None
        process = small.begin(state, good.place, **hook.stopping(log))
        for _ in stops(process):
            place = log.read_text("utf-8").splitlines()[-1]
            now = _stamps((good.place / "html").resolve())
            if now != seen and good.published() not in (before, state):
                found.wrong.append(f"from {before!r} to {state!r}: a broken book at {place!r}")
            seen = now
            if place == "the build: os.rename in publish":
                second = small.begin(state, good.place)
                said, _ = second.communicate(timeout=120)
                found.second = (process.pid, second.returncode, said)
        assert process.returncode == 0, process.stdout.read()[-2000:]
        good.shows(state, f"built from {before!r}, stopped at every place")
        found.anew = log.read_text("utf-8").splitlines()
        found.places |= dict.fromkeys([place for place in found.anew if place not in found.places], (before, state))
    return found
