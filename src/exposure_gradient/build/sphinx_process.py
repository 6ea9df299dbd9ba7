"""Sphinx as a process that loads while pages run."""

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from exposure_gradient.build.lock import held
from exposure_gradient.errors import InputError
from exposure_gradient.paths import ROOT, build_folder

WAITS = "exposure_gradient_waits"
"""The setting that makes Sphinx wait, all loaded, until its standard input says GO; anything else ends it."""
GO = b"go"


def source_folder() -> Path:
    """Return the folder of run notebooks, which is the book's source."""
    return build_folder() / "source"


def work_folder() -> Path:
    """Return the folder in which Sphinx keeps its output from one build to the next."""
    return build_folder() / "work"


class SphinxProcess:
    """Sphinx in a process of its own, begun before the book's source is complete and told when it is.

    Loading Sphinx, its extensions and what it kept of the last build takes longer than many an edit's own work, and
    can be done while pages run. What it loads depends on the frame alone, so where that turns out to be another one,
    the process is ended and begun anew. This module imports little, so that Sphinx starts before all else.
    """

    def __init__(self, jobs: int) -> None:
        """Note how many processes Sphinx may use."""
        self._jobs = jobs
        self._report = build_folder() / "sphinx.log"
        self._begun: subprocess.Popen | None = None
        self._frame = ""

    def __enter__(self) -> "SphinxProcess":
        """Begin loading where the last build ended well."""
        if _kept_frame().is_file():
            self._begin()
        return self

    def __exit__(self, *_: object) -> None:
        """End a process that has not been needed."""
        self._end()

    def _begin(self) -> None:
        arguments = [source_folder(), ROOT / "_toc.yml", ROOT / "_config.yml", work_folder() / "html", self._jobs]
        with self._report.open("w", encoding="utf-8") as log:
            self._begun = subprocess.Popen(
                [sys.executable, "-m", "exposure_gradient.build.sphinx_run", *map(str, arguments)],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=held(),
            )

    def _end(self) -> None:
        if self._begun is not None:
            self._begun.kill()
            self._begun.communicate()
            self._begun = None

    def go(self, frame: str) -> None:
        """Let Sphinx build the source folder, which is complete now; ``frame`` is the digest of the book's frame."""
        kept = _kept_frame()
        if self._begun is None or not kept.is_file() or kept.read_text("utf-8") != frame:
            self._end()
            shutil.rmtree(work_folder(), ignore_errors=True)
            work_folder().mkdir(parents=True)
            self._begin()
        # Written again only at the end: Sphinx would not repeat the warnings of a build that failed or was stopped.
        kept.unlink(missing_ok=True)
        self._frame = frame
        with contextlib.suppress(BrokenPipeError):  # it has ended already, and says why in its report
            self._begun.stdin.write(GO)
            self._begun.stdin.flush()

    def finish(self) -> None:
        """Wait for the end of the build, warnings being errors. Raises InputError with what Sphinx said."""
        self._begun.communicate()
        status, self._begun = self._begun.returncode, None
        if status:
            said = self._report.read_text("utf-8").strip().splitlines()
            raise InputError(
                "Sphinx refused the book (its warnings are errors); the whole report is in "
                f"{os.path.relpath(self._report)}:\n" + "\n".join(said[-20:])
            )
        _kept_frame().write_text(self._frame, "utf-8")


def _kept_frame() -> Path:
    """Return the file that holds the digest of the frame of the last build that ended well."""
    return work_folder() / "frame"
