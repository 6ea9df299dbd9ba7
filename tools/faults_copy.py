"""A fault and the copy of the project that it is put into: the committed state, its book, and what is run there.

The copy uses the packages of this environment and nothing else of the checkout, which is never written into.
"""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from turns import VARIABLE

DECLARED = Path("tools", "faults.toml")
AUDIT = "audit"
"""What finds a fault for which no test is named."""
STATIC = "notebooks/_static/"
SECONDS = 600
"""How long a test may take."""
BUILT = ("source", "beside", "state", "cache")
"""What the checkout's build folder has of pages that have run; pages that are not current run again."""


class FaultsError(Exception):
    """Something keeps faults from being tried; the message says what, where and what to do."""


class StaleError(FaultsError):
    """The text that a fault replaces is not there any more, or more than once."""


@dataclass(frozen=True)
class Fault:
    """A declared fault. ``test`` is a pytest node; without one, the audit of what is printed is to find it on its pages.

    ``pages`` are run and built first; None where no book is needed.
    """

    id: str
    kind: str
    what: str
    file: str
    before: str
    after: str
    test: str = ""
    pages: tuple[str, ...] | None = None

    @property
    def is_static(self) -> bool:
        """Whether it is in a file that the site has as it stands, so that no page need run."""
        return self.file.startswith(STATIC)

    @property
    def needs_book(self) -> bool:
        """Whether its test reads a built book."""
        return self.is_static or self.pages is not None

    def put_into(self, text: str) -> str:
        """Return the file's text with the fault. Raises StaleError where the text to replace does not stand there once."""
        times = text.count(self.before)
        if times != 1:
            raise StaleError(
                f"its text stands {times} times in {self.file}, not once. Write into {DECLARED} what stands there now, or "
                "remove the fault where nothing is left that it could spoil."
            )
        return text.replace(self.before, self.after)


@dataclass(frozen=True)
class Case:
    """One test as pytest reports it."""

    node: str
    outcome: str
    message: str = ""


def cases_of(report: Path) -> list[Case]:
    """Return the tests of a report that pytest has written as XML."""
    found = []
    for case in ET.parse(report).iter("testcase"):
        node = f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name')}"
        ended = next((part for part in case if part.tag in ("failure", "error", "skipped")), None)
        outcome, message = ("passed", "") if ended is None else (ended.tag, ended.get("message", ""))
        found.append(Case(node, outcome, message))
    return found


def first_line(text: str) -> str:
    """Return the first line of what a program said."""
    return next((line.strip() for line in text.splitlines() if line.strip()), "nothing was said")


def last_line(text: str) -> str:
    """Return the last line of what a program said."""
    return first_line("\n".join(reversed(text.splitlines())))


class Copy:
    """The committed state in a temporary folder, beside the publishers' files where the checkout has them beside it."""

    def __init__(self, root: Path, place: Path) -> None:
        """Clone the checkout."""
        self.root, self.top, self._book = root, place / "tree", place / "book"
        self._report, self._values = place / "report.xml", place / "values.pickle"
        subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(root), str(self.top)], check=True)
        if (root.parent / "shared").is_dir():
            (place / "shared").symlink_to(root.parent / "shared")
        # Python takes a compiled module for current by its time and size, and a fault may change neither.
        self.python("-m", "compileall", "-q", "--invalidation-mode", "checked-hash", "src", "tests", "tools")

    def python(self, *arguments: str, seconds: float = SECONDS) -> tuple[int, str]:
        """Run this Python in the copy, with its modules; return its status and what it said."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "GIVEN_"))}
        own = {
            VARIABLE: "all",  # a fault is looked for in all that the tests see in shares
            "PYTHONPATH": str(self.top / "src"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # none is needed, and loading them takes a second for each fault
        }
        for name in ("EXPOSURE_GRADIENT_BUILD", "EXPOSURE_GRADIENT_DATA", "PYTEST_ADDOPTS"):
            kept.pop(name, None)
        begun = subprocess.Popen(
            [sys.executable, "-P", *arguments],
            cwd=self.top, env=kept | own, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        try:
            said, _ = begun.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            return 1, f"it takes more than {seconds:g} seconds"
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(begun.pid, signal.SIGKILL)
            begun.wait()
        return begun.returncode, said

    def test(self, tests: Sequence[str], *options: str) -> list[Case]:
        """Run tests; return how each ended. Raises FaultsError where pytest gives no report of them."""
        self._report.unlink(missing_ok=True)
        arguments = ["-q", "-p", "no:cacheprovider", "--junitxml", str(self._report), *options]
        status, said = self.python("-m", "pytest", *arguments, *tests, seconds=SECONDS * len(tests))
        if status > 1 or not self._report.is_file():
            named = re.search(r"^(ERROR|E  ).*", said, re.MULTILINE)
            raise FaultsError(f"pytest cannot run the test: {named[0] if named else last_line(said)}")
        return cases_of(self._report)

    @property
    def audits(self) -> bool:
        """Whether the audit reads what is printed."""
        return (self.top / "audit" / "printed").is_dir()

    def audit(self, pages: Sequence[str]) -> list[Case]:
        """Read pages as the audit does; return its findings. Raises FaultsError where it reads none of them."""
        status, said = self.python("tools/read_part.py", str(self._values), *pages)
        findings = [Case(AUDIT, "failure", f"AssertionError: {line}") for line in said.splitlines() if line]
        if status not in (0, 1) or bool(status) != bool(findings):
            raise FaultsError(f"the audit cannot read its pages: {last_line(said)}")
        return findings or [Case(AUDIT, "passed")]

    def build(self) -> None:
        """Build the book of the copy, with the pages that the checkout has run, and lay it aside. Raises FaultsError with what was said."""
        build = self.top / "_build"
        for name in BUILT:
            if (self.root / "_build" / name).is_dir():
                shutil.copytree(self.root / "_build" / name, build / name, symlinks=True)
        status, said = self.python("-m", "exposure_gradient.commands.entry", "book", "--jobs", "1", seconds=1800)
        if status:
            raise FaultsError(f"the book of the committed state cannot be built: {last_line(said)}")
        build.rename(self._book)

    @contextlib.contextmanager
    def book(self) -> Iterator[None]:
        """Have the book where the copy has its build folder, as it was built; what is done to it is done to another copy of it.

        Its published files are never written over but replaced, and so are links; what Sphinx keeps for itself is copied.
        """
        build = self.top / "_build"
        kept = shutil.ignore_patterns("work")
        shutil.rmtree(build, ignore_errors=True)  # what a test left that needs no book
        shutil.copytree(self._book, build, symlinks=True, ignore=kept, copy_function=os.link)
        shutil.copytree(self._book / "work", build / "work", symlinks=True)
        try:
            yield
        finally:
            shutil.rmtree(build)

    def spoilt(self, fault: Fault) -> str:
        """Return the text of a fault's file with the fault. Raises StaleError where it does not apply."""
        path = self.top / fault.file
        if not path.is_file():
            raise StaleError(
                f"there is no {fault.file}. Name in {DECLARED} where its text is now, or remove the fault."
            )
        return fault.put_into(path.read_bytes().decode("utf-8"))

    @contextlib.contextmanager
    def with_fault(self, fault: Fault) -> Iterator[None]:
        """Have a fault in its file, in the built book's copy of it, too. Raises StaleError where it does not apply."""
        path, text = self.top / fault.file, self.spoilt(fault)
        right = path.read_bytes()
        with contextlib.ExitStack() as stack:
            stack.callback(path.write_bytes, right)
            path.write_bytes(text.encode("utf-8"))
            if fault.needs_book:
                stack.enter_context(self.book())
            if fault.is_static:
                shown = self.top / "_build" / "html" / "_static" / fault.file.removeprefix(STATIC)
                shown.unlink()
                shutil.copyfile(path, shown)
            yield
