"""Put declared faults into a copy of the project, one at a time, and see which of them a test finds.

    .venv/bin/python tools/faults.py [--fault "ID ..."] [--kind "KIND ..."]

`tools/faults.toml` declares each fault: what goes wrong, in the reader's words; the text that it replaces, which must stand exactly
once in its file; and the fastest test that finds it. The committed state is cloned into a temporary folder, so the checkout is never
touched, and the packages of this environment are used. Every test that is named must pass there. Then each fault is put in by
itself, and its test must fail at an assertion. A mutant that is no Python any more, that no page can be made with, or that a test
ends on with any other error is not counted as found: it says nothing of what the test looks at. A fault that shows on a page
names the pages that are run again and built into a copy of the book, each fault by itself, so that what a test finds has one cause.

A run of all faults writes `data/faults.csv`, which the chapter "What the build refuses" shows. It ends with 0 if every fault was
found, with 1 if one was not, and with 2 if the faults could not be tried.

Why the faults are declared, and not made by a library: mutmut and cosmic-ray change operators, numbers and names wherever Python's
syntax lets them. That gives thousands of mutants here, many of which change nothing that can be seen, each to be run against tests of
minutes; and any exit but 0 counts as found, a broken import too. What a reader would notice, two headings that changed places, a
name at the wrong end, a rule of a style sheet, a comparison in the audit's SQL, is no change of an operator, or not in Python.
"""

import argparse
import contextlib
import csv
import enum
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DECLARED = Path("tools", "faults.toml")
TABLE = Path("data", "faults.csv")
COLUMNS = ("id", "kind", "what", "found_by", "seconds")
KINDS = ("presentation", "measures", "sources", "files", "machinery", "scripts", "audit")
STATIC = "notebooks/_static/"
SECONDS = 600
"""How long a test may take, a book to be built first included."""
BUILT = ("source", "beside", "state", "cache")
"""What the checkout's build folder has of pages that have run; pages that are not current run again."""
ASSERTION = re.compile(r"AssertionError|assert |Failed: |\S*TimeoutError: ")
"""How the message begins of a test that failed at what it looked at; a browser's wait for what does not come is such a look."""


class FaultsError(Exception):
    """Something keeps faults from being tried; the message says what, where and what to do."""


class StaleError(FaultsError):
    """The text that a fault replaces is not there any more, or more than once."""


class Outcome(enum.Enum):
    """What became of a fault; the value is how the last line counts it."""

    FOUND = "found"
    SURVIVED = "survived"
    STALE = "no longer applied"
    BROKEN = "broken"
    UNTRIED = "not tried"


@dataclass(frozen=True)
class Fault:
    """A declared fault. ``pages`` are run and built before its test; None where the test needs no book. ``test`` is a pytest node."""

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
class Tried:
    """A fault that was tried: what became of it, in how many seconds, and why where it was not found."""

    fault: Fault
    outcome: Outcome
    seconds: float = 0.0
    why: str = ""

    def __str__(self) -> str:
        """Return it as a line."""
        by = f" by {self.fault.test}" if self.outcome is Outcome.FOUND else ""
        return f"{self.fault.id}: {self.outcome.value}{by} ({self.seconds:.1f} s){self.why and f': {self.why}'}"


@dataclass(frozen=True)
class Case:
    """One test as pytest reports it."""

    node: str
    outcome: str
    message: str = ""


def declared(path: Path) -> list[Fault]:
    """Return the declared faults. Raises FaultsError that names the fault and the field where a declaration is none."""
    fields = {"kind", "what", "file", "before", "after"}
    found = []
    for name, entry in tomllib.loads(path.read_text("utf-8")).items():
        if missing := sorted(fields - entry.keys()):
            raise FaultsError(f"{path.name}: {name} has no {', '.join(missing)}. Declare it.")
        if unknown := sorted(entry.keys() - fields - {"test", "pages"}):
            raise FaultsError(f"{path.name}: {name} has {', '.join(unknown)}, which means nothing. Remove it.")
        if entry["kind"] not in KINDS:
            raise FaultsError(f"{path.name}: {name} is of the kind {entry['kind']!r}; kinds are {', '.join(KINDS)}.")
        pages = tuple(entry["pages"]) if "pages" in entry else None
        found.append(Fault(name, **entry | {"pages": pages}))
    return found


def chosen(faults: Sequence[Fault], names: Sequence[str], kinds: Sequence[str]) -> list[Fault]:
    """Return the faults of these names and kinds, all where none is named. Raises FaultsError for what no fault is called."""
    known = {fault.id for fault in faults} | set(KINDS)
    if unknown := [name for name in (*names, *kinds) if name not in known]:
        raise FaultsError(f"{DECLARED}: no fault and no kind of fault is called {', '.join(unknown)}.")
    return [fault for fault in faults if (not names or fault.id in names) and (not kinds or fault.kind in kinds)]


def cases_of(report: Path) -> list[Case]:
    """Return the tests of a report that pytest has written as XML."""
    found = []
    for case in ET.parse(report).iter("testcase"):
        node = f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name')}"
        ended = next((part for part in case if part.tag in ("failure", "error", "skipped")), None)
        outcome, message = ("passed", "") if ended is None else (ended.tag, ended.get("message", ""))
        found.append(Case(node, outcome, message))
    return found


def is_of(case: Case, test: str) -> bool:
    """Say whether a test of a report is the one named, or one of its parameters."""
    return case.node == test or case.node.startswith(f"{test}[")


def verdict(cases: Sequence[Case]) -> tuple[Outcome, str]:
    """Return what the tests say of a fault, and why where they have not found it."""
    ended = [case for case in cases if case.outcome in ("failure", "error")]
    if any(case.outcome == "failure" and ASSERTION.match(case.message) for case in ended):
        return Outcome.FOUND, ""
    if ended:
        return Outcome.BROKEN, f"the test ends, but at no assertion: {first_line(ended[0].message)}"
    if all(case.outcome == "skipped" for case in cases):
        return Outcome.UNTRIED, f"the test is skipped: {first_line(cases[0].message)}" if cases else "no test ran"
    return Outcome.SURVIVED, ""


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
        self.root, self.top, self._report, self._book = root, place / "tree", place / "report.xml", place / "book"
        subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(root), str(self.top)], check=True)
        if (root.parent / "shared").is_dir():
            (place / "shared").symlink_to(root.parent / "shared")
        # Python takes a compiled module for current by its time and size, and a fault may change neither.
        self.python("-m", "compileall", "-q", "--invalidation-mode", "checked-hash", "src", "tests", "tools")

    def python(self, *arguments: str, seconds: float = SECONDS) -> tuple[int, str]:
        """Run this Python in the copy, with its modules; return its status and what it said."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "GIVEN_"))}
        own = {
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

    def test(self, tests: Iterable[str], *options: str) -> list[Case]:
        """Run tests; return how each ended. Raises FaultsError where pytest gives no report of them."""
        self._report.unlink(missing_ok=True)
        arguments = ["-q", "-p", "no:cacheprovider", "--junitxml", str(self._report), *options]
        status, said = self.python("-m", "pytest", *arguments, *tests)
        if status > 1 or not self._report.is_file():
            named = re.search(r"^(ERROR|E  ).*", said, re.MULTILINE)
            raise FaultsError(f"pytest cannot run the test: {named[0] if named else last_line(said)}")
        return cases_of(self._report)

    def build(self) -> None:
        """Build the book of the copy, with the pages that the checkout has run, and lay it aside. Raises FaultsError with what was said."""
        build = self.top / "_build"
        for name in BUILT:
            if (self.root / "_build" / name).is_dir():
                shutil.copytree(self.root / "_build" / name, build / name, symlinks=True)
        status, said = self.python("-m", "exposure_gradient.build.command", "book", "--jobs", "1", seconds=1800)
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
        shutil.copytree(self._book, build, symlinks=True, ignore=kept, copy_function=os.link)
        shutil.copytree(self._book / "work", build / "work", symlinks=True)
        try:
            yield
        finally:
            shutil.rmtree(build)

    @contextlib.contextmanager
    def with_fault(self, fault: Fault) -> Iterator[None]:
        """Have a fault in its file, in the built book's copy of it, too. Raises StaleError where it does not apply."""
        path = self.top / fault.file
        if not path.is_file():
            raise StaleError(
                f"there is no {fault.file}. Name in {DECLARED} where its text is now, or remove the fault."
            )
        right = path.read_bytes()
        with contextlib.ExitStack() as stack:
            stack.callback(path.write_bytes, right)
            path.write_bytes(fault.put_into(right.decode("utf-8")).encode("utf-8"))
            if fault.needs_book:
                stack.enter_context(self.book())
            if fault.is_static:
                shown = self.top / "_build" / "html" / "_static" / fault.file.removeprefix(STATIC)
                shown.unlink()
                shutil.copyfile(path, shown)
            yield


def try_it(copy: Copy, fault: Fault) -> Tried:
    """Put a fault into the copy, build the pages on which it shows, run its test and take it out again."""
    begun = time.monotonic()

    def ended(outcome: Outcome, why: str = "") -> Tried:
        return Tried(fault, outcome, time.monotonic() - begun, why)

    try:
        with copy.with_fault(fault):
            if fault.file.endswith(".py"):
                compile((copy.top / fault.file).read_text("utf-8"), fault.file, "exec")
            if not fault.test:
                return ended(Outcome.SURVIVED, "no test is named for it")
            if fault.pages is not None:
                status, said = copy.python("tools/part_of_book.py", *fault.pages)
                if status:
                    return ended(Outcome.BROKEN, f"its pages cannot be made: {last_line(said)}")
            return ended(*verdict(copy.test([fault.test], "-x")))
    except SyntaxError as error:
        return ended(Outcome.BROKEN, f"{fault.file} is no Python any more, line {error.lineno}: {error.msg}")
    except StaleError as error:
        return ended(Outcome.STALE, str(error))
    except FaultsError as error:
        return ended(Outcome.BROKEN, str(error))


def check_without(copy: Copy, faults: Sequence[Fault]) -> None:
    """Raise FaultsError where a test that is named is none, or fails without any fault."""
    tests = list(dict.fromkeys(fault.test for fault in faults if fault.test))
    if not tests:
        return
    with copy.book() if any(fault.needs_book for fault in faults) else contextlib.nullcontext():
        cases = copy.test(tests)
    wrong = [case for case in cases if case.outcome in ("failure", "error")]
    if wrong:
        listed = "\n".join(f"  {case.node}: {first_line(case.message)}" for case in wrong)
        raise FaultsError(f"{len(wrong)} tests fail without any fault, so what they find says nothing:\n{listed}")
    if absent := [test for test in tests if not any(is_of(case, test) for case in cases)]:
        raise FaultsError(f"{DECLARED} names tests that there are not: {', '.join(absent)}.")


def as_table(tried: Iterable[Tried]) -> str:
    """Return what became of the faults as the text of the table that the chapter shows."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in tried:
        by = one.fault.test if one.outcome is Outcome.FOUND else ""
        writer.writerow((one.fault.id, one.fault.kind, one.fault.what, by, f"{one.seconds:.1f}"))
    return text.getvalue()


def summary(tried: Sequence[Tried]) -> str:
    """Return what became of the faults as one line."""
    counts = {outcome: sum(one.outcome is outcome for one in tried) for outcome in Outcome}
    always = (Outcome.FOUND, Outcome.SURVIVED)
    said = ", ".join(f"{n} {outcome.value}" for outcome, n in counts.items() if n or outcome in always)
    return f"{len(tried)} faults: {said}"


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Try the faults, print what became of each, and return the command's exit status."""
    parser = argparse.ArgumentParser(description="Put declared faults into a copy of the project; see which are found.")
    parser.add_argument("--fault", default="", metavar="ID", help="only these, by their names, parted by blanks")
    parser.add_argument("--kind", default="", metavar="KIND", help=f"only those of these kinds: {', '.join(KINDS)}")
    options = parser.parse_args(arguments)
    names, kinds = options.fault.split(), options.kind.split()
    try:
        faults = chosen(declared(root / DECLARED), names, kinds)
        with tempfile.TemporaryDirectory(prefix="exposure-faults-") as place:
            copy = Copy(root, Path(place))
            if any(fault.needs_book for fault in faults):
                print("Building the book of the committed state …", flush=True)
                copy.build()
            print("Running every test that is named without any fault …", flush=True)
            check_without(copy, faults)
            tried = []
            for fault in faults:
                tried.append(try_it(copy, fault))
                print(tried[-1], flush=True)
    except FaultsError as error:
        print(f"The faults cannot be tried: {error}", file=sys.stderr)
        return 2
    if not names and not kinds:
        (root / TABLE).write_text(as_table(tried), "utf-8")
    lost = [one for one in tried if one.outcome is not Outcome.FOUND]
    if lost:
        print("\nNot found:", *(f"  {one.fault.id} ({one.outcome.value}): {one.fault.what}" for one in lost), sep="\n")
    print(summary(tried))
    return 1 if lost else 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        sys.exit(main())
    except KeyboardInterrupt:  # raised, so that the copy is removed
        print("\nInterrupted. The copy has been removed; the checkout is as it was.", file=sys.stderr)
        sys.exit(130)
