"""A small book, a few occupations of every group and most other pages without code, which is built in some states of its tables."""

import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import altered
from exposure_gradient.paths import ROOT
from exposure_gradient.site.manifest import differences, digests
from exposure_gradient.sources.locate import FOLDER_VARIABLE

STATES = ("as it is", "another score", "another title")
PAGE = "3211"
PER_GROUP = 3
WITH_CODE = ("occupation", "group", "corrections")
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
    """A small book: where its tables of each state are, and how it is built."""

    place: Path
    top: Path
    jobs: int = 2

    def data(self, state: str) -> Path:
        return self.place / state.replace(" ", "-")

    def command(self) -> list[str]:
        return [
            sys.executable,
            str(ROOT / "bench" / "inside.py"),
            "ours",
            str(self.top / self.state.replace(" ", "-")),
            "book",
            "--jobs",
            str(self.jobs),
        ]

    def begin(
        self, state: str, build: Path, *options: str, files: Sequence[int] = (), **environment: str
    ) -> subprocess.Popen:
        """Begin a build, in a process group of its own, which inherits open files."""
        self.state = state
        environment = os.environ | environment
        environment |= {"EXPOSURE_GRADIENT_DATA": str(self.data(state)), "EXPOSURE_GRADIENT_BUILD": str(build)}
        sources = ROOT.parent / "shared" / "data"
        if sources.is_dir():
            environment.setdefault(FOLDER_VARIABLE, str(sources))
        return subprocess.Popen(
            [*self.command(), *options],
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


def change(folder: Path, table: str, column: str, value: str) -> None:
    frame = altered.read(folder, table)
    frame.loc[frame["isco08"] == PAGE, column] = value
    altered.write(folder, table, frame)


def small_book(place: Path, states: Iterable[str]) -> SmallBook:
    """Make the tables of a small book in its states, and the table of contents that each gives."""
    book = SmallBook(place, place / "tops")
    book.top.mkdir()
    for state in states:
        top = book.top / state.replace(" ", "-")
        altered.small_book(ROOT, book.data(state), top, PER_GROUP, WITH_CODE)
        with (top / "notebooks" / "newsroom.md").open("a", encoding="utf-8") as newsroom:
            newsroom.write(NEWSROOM)
        if state == "another score":  # one that no figure of other occupations hangs on
            altered.change_score(book.data(state), PAGE, "score_2023")
        elif state == "another title":
            change(book.data(state), "occupations", "title", "Imaging Staff")
        environment = os.environ | {"EXPOSURE_GRADIENT_DATA": str(book.data(state))}
        inside = [sys.executable, str(ROOT / "bench" / "inside.py"), "ours", str(top), "toc"]
        subprocess.run(inside, env=environment, check=True)
    return book


def assert_published(build: Path, expected: dict[str, str], when: str) -> None:
    """The book that readers see is complete, and the expected one."""
    wrong = differences(expected, digests((build / "html").resolve()))
    assert not wrong, f"{when}: the published book is not the one expected: {wrong[:5]}, {len(wrong)} files in all"
