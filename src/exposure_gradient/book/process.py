"""Sphinx as a process that loads while pages run."""

import contextlib
import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from exposure_gradient import kept
from exposure_gradient.book.unchanged import inputs_digest
from exposure_gradient.errors import InputError
from exposure_gradient.paths import ROOT, build_folder, source_folder, toc_path
from exposure_gradient.system import interrupts
from exposure_gradient.system.files import files_in
from exposure_gradient.system.lock import held

NOTEBOOKS = ROOT / "notebooks"
STATIC_SUFFIXES = (".css", ".js", ".svg", ".txt", ".bib", ".html")
"""Text files stand beside vendored scripts: their licence, and how they are made."""

WAITS = "exposure_gradient_waits"
"""The setting that makes Sphinx wait, all loaded, until its standard input says GO; anything else ends it."""
GO, SHOW = "go", "show"


def work_folder() -> Path:
    """Return the folder in which Sphinx keeps its output from one build to the next."""
    return build_folder() / "work"


def ahead_folder() -> Path:
    """Return the folder of pages that can be seen before the book is there."""
    return build_folder() / "ahead"


def lay_static_files() -> set[Path]:
    """Put what pages need besides notebooks into the source folder, and return where it lies.

    A file is written only where its bytes differ, because some extensions read again what has a new time stamp.
    """
    laid = set()
    for path in files_in(NOTEBOOKS):
        if path.suffix in STATIC_SUFFIXES:
            place, content = source_folder() / path.relative_to(NOTEBOOKS), path.read_bytes()
            laid.add(place)
            if kept.digest_of(place) != hashlib.sha256(content).hexdigest():
                kept.write(place, content)
    return laid


def tidy_source(is_wanted: Callable[[Path], bool]) -> None:
    """Remove from the source folder all that is not wanted, is no file that can be read, or is an empty folder."""
    for path in sorted(source_folder().rglob("*"), reverse=True):
        is_folder = path.is_dir() and not path.is_symlink()
        is_file = path.is_file() and not path.is_symlink() and os.access(path, os.R_OK)
        if not any(path.iterdir()) if is_folder else not (is_file and is_wanted(path)):
            kept.remove(path)


class SphinxProcess:
    """Sphinx in a process of its own, begun before the book's source is complete and told when it is.

    Loading Sphinx, its extensions and what it kept of the last build takes longer than many an edit's own work, and
    can be done while pages run. What it loads depends on the frame alone, so where that turns out to be another one,
    the process is ended and begun anew. This module imports little, so that Sphinx starts before all else.
    """

    def __init__(self, jobs: int, inputs: str, tell: int | None = None) -> None:
        """Note how many processes Sphinx may use, and the digest of the files that a book is made from.

        ``tell`` is an open file that takes the names of pages that can be seen before the book is there.
        """
        self._jobs, self._inputs, self._tell = jobs, inputs, tell
        self._report = build_folder() / "sphinx.log"
        self._begun: subprocess.Popen | None = None
        self._frame: str | None = None
        self._stated = kept.NO_FILE

    def __enter__(self) -> "SphinxProcess":
        """Begin loading: what the last build kept, or for a first one all but the pages.

        Sphinx's folder is used as the last build left it or not at all: nobody knows which page a damaged state reaches. It looks
        through its source at once, and warns of what it cannot read or finds twice, so that is removed here.
        """
        self._frame = kept.made_from(_statement(), work_folder())
        if self._frame is None:
            self._clear()
        self._stated = kept.digest_of(_statement())
        self._tidy()
        self._begin()
        return self

    def look_again(self, inputs: str) -> None:
        """Keep what is loaded, or load again where another build has been at work in the build folder meanwhile."""
        self._inputs, before = inputs, self._inputs
        if kept.digest_of(_statement()) == self._stated and (self._frame is not None or inputs == before):
            self._tidy()
        else:
            self._end()
            self.__enter__()

    @staticmethod
    def _tidy() -> None:
        laid = lay_static_files()
        tidy_source(lambda path: path in laid or path.suffix == ".ipynb")

    def __exit__(self, *_: object) -> None:
        """End a process that has not been needed."""
        self._end()

    @staticmethod
    def _clear() -> None:
        kept.remove(_statement())
        kept.remove(work_folder())
        kept.make_folder(work_folder())

    def _begin(self) -> None:
        kept.remove(self._report)
        arguments = [source_folder(), toc_path(), ROOT / "_config.yml", work_folder() / "html", self._jobs]
        with self._report.open("w", encoding="utf-8") as log:
            self._begun = subprocess.Popen(
                [sys.executable, "-P", "-m", "exposure_gradient.book.run", *map(str, arguments)],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=(*held(), *([] if self._tell is None else [self._tell])),
            )

    def _end(self) -> None:
        if self._begun is not None:
            self._begun.kill()
            self._begun.communicate()
            self._begun = None

    def go(self, frame: str) -> None:
        """Let Sphinx build the source folder, which is complete now; ``frame`` is the digest of the book's frame."""
        is_same = inputs_digest() == self._inputs if self._frame is None else frame == self._frame
        if not is_same:
            self._end()
            self._clear()
            self._begin()
        # Written again only at the end: Sphinx would not repeat the warnings of a build that failed or was stopped.
        kept.remove(_statement())
        self._frame = frame
        self._say(GO)

    def show(self, page: str, frame: str) -> None:
        """Have a page of the source folder made that can be seen at once; nothing else is changed by that."""
        if self._tell is not None and frame == self._frame:
            self._say(SHOW, page, str(self._tell))

    def _say(self, *words: str) -> None:
        with contextlib.suppress(BrokenPipeError):  # it has ended already, and says why in its report
            self._begun.stdin.write(" ".join(words).encode() + b"\n")
            self._begun.stdin.flush()

    def finish(self) -> None:
        """Wait for the end of the build, warnings being errors. Raises InputError with what Sphinx said, or what ended it."""
        self._begun.communicate()
        status, self._begun = self._begun.returncode, None
        if status < 0:
            # Whoever ends a build sends that to all its processes, and Sphinx may have had it first.
            if -status in interrupts.SIGNALS:
                signal.raise_signal(-status)
            raise InputError(
                f"Sphinx was ended by {signal.Signals(-status).name} before it had made the book, as the system does where memory "
                "is short. Run the command again, or with one process at a time: JOBS=1."
            )
        if status:
            said = self._report.read_text("utf-8").strip().splitlines()
            raise InputError(
                "Sphinx refused the book (its warnings are errors); the whole report is in "
                f"{os.path.relpath(self._report)}:\n" + "\n".join(said[-20:])
            )
        kept.state(_statement(), self._frame, kept.digests(work_folder()))


def _statement() -> Path:
    """Return the statement of Sphinx's folder: made from which frame, by the last build that ended well."""
    return build_folder() / "work.json"
