"""Put declared faults into a copy of the project, one at a time, and see which of them a test finds.

    .venv/bin/python tools/faults.py [--fault "ID ..."] [--kind "KIND ..."]

`tools/faults.toml` declares each fault: what goes wrong, in the reader's words; the text that it replaces, which must stand exactly
once in its file; and the fastest test that finds it, or else the pages on which the audit of what is printed is to find it. The
committed state is cloned into a temporary folder, so the checkout is never touched. Nothing may be found there without a fault. Then
each fault is put in by itself, and its test must fail at an assertion. A mutant that is no Python any more, that no page can be made
with, or that a test ends on with any other error is not counted as found: it says nothing of what the test looks at. The pages
that a fault names are run again and built into a copy of the book, for each fault anew, so that what is found has one cause.

What became of them is written into `data/faults.csv`, which the chapter "What the build refuses" shows; faults that were not tried
this time keep their rows. The run ends with 0 if every fault was found, with 1 if one was not, and with 2 if none could be tried.

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
import re
import signal
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from faults_copy import AUDIT, DECLARED, Case, Copy, Fault, FaultsError, StaleError, first_line, last_line

ROOT = Path(__file__).resolve().parents[1]
TABLE = Path("data", "faults.csv")
COLUMNS = ("id", "kind", "what", "found_by", "seconds")
KINDS = ("presentation", "measures", "sources", "files", "machinery", "scripts", "audit")
ASSERTION = re.compile(r"AssertionError|assert |Failed: |\S*TimeoutError: ")
"""How the message begins of a test that failed at what it looked at; a browser's wait for what does not come is such a look."""


class Outcome(enum.Enum):
    """What became of a fault; the value is how the last line counts it."""

    FOUND = "found"
    SURVIVED = "survived"
    STALE = "no longer applied"
    BROKEN = "broken"
    UNTRIED = "not tried"


@dataclass(frozen=True)
class Tried:
    """A fault that was tried: what became of it, in how many seconds, and why where it was not found."""

    fault: Fault
    outcome: Outcome
    seconds: float = 0.0
    why: str = ""

    def __str__(self) -> str:
        """Return it as a line."""
        by = f" by {self.fault.test or AUDIT}" if self.outcome is Outcome.FOUND else ""
        return f"{self.fault.id}: {self.outcome.value}{by} ({self.seconds:.1f} s){self.why and f': {self.why}'}"


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


def try_it(copy: Copy, fault: Fault) -> Tried:
    """Put a fault into the copy, build the pages on which it shows, run its test and take it out again."""
    begun = time.monotonic()

    def ended(outcome: Outcome, why: str = "") -> Tried:
        return Tried(fault, outcome, time.monotonic() - begun, why)

    try:
        text = copy.spoilt(fault)
        if fault.file.endswith(".py"):
            compile(text, fault.file, "exec")
        if not fault.test and not (copy.audits and fault.pages is not None):
            return ended(Outcome.SURVIVED, "no test is named for it")
        with copy.with_fault(fault):
            if fault.pages is not None:
                status, said = copy.python("tools/part_of_book.py", *fault.pages)
                if status:
                    return ended(Outcome.BROKEN, f"its pages cannot be made: {last_line(said)}")
            return ended(*verdict(copy.test([fault.test], "-x") if fault.test else copy.audit(fault.pages)))
    except SyntaxError as error:
        return ended(Outcome.BROKEN, f"{fault.file} is no Python any more, line {error.lineno}: {error.msg}")
    except StaleError as error:
        return ended(Outcome.STALE, str(error))
    except FaultsError as error:
        return ended(Outcome.BROKEN, str(error))


def check_without(copy: Copy, faults: Sequence[Fault]) -> None:
    """Raise FaultsError where a test that is named is none, or where anything is found without any fault."""
    tests = list(dict.fromkeys(fault.test for fault in faults if fault.test))
    for_audit = [fault.pages for fault in faults if not fault.test and fault.pages is not None] if copy.audits else []
    cases = []
    with copy.book() if any(fault.needs_book for fault in faults) else contextlib.nullcontext():
        if tests:
            cases += copy.test(tests)
        for pages in dict.fromkeys(for_audit):
            cases += copy.audit(pages)
    wrong = [case for case in cases if case.outcome in ("failure", "error")]
    if wrong:
        listed = "\n".join(f"  {case.node}: {first_line(case.message)}" for case in wrong)
        raise FaultsError(f"{len(wrong)} tests fail without any fault, so what they find says nothing:\n{listed}")
    if absent := [test for test in tests if not any(is_of(case, test) for case in cases)]:
        raise FaultsError(f"{DECLARED} names tests that there are not: {', '.join(absent)}.")


def as_table(tried: Iterable[Tried], every: Iterable[Fault], before: str = "") -> str:
    """Return the text of the table that the chapter shows: of every fault what became of it now, or at its last trial ``before``."""
    last = {row["id"]: (row["found_by"], row["seconds"]) for row in csv.DictReader(io.StringIO(before))}
    for one in tried:
        by = one.fault.test or AUDIT if one.outcome is Outcome.FOUND else ""
        last[one.fault.id] = by, f"{one.seconds:.1f}"
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((fault.id, fault.kind, fault.what, *last[fault.id]) for fault in every if fault.id in last)
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
    names, kinds, table = options.fault.split(), options.kind.split(), root / TABLE
    try:
        every = declared(root / DECLARED)
        faults = chosen(every, names, kinds)
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
                # At once: an hour of trials is not lost with the last of them.
                before = table.read_text("utf-8") if table.is_file() else ""
                table.write_text(as_table(tried, every, before), "utf-8")
                print(tried[-1], flush=True)
    except FaultsError as error:
        print(f"The faults cannot be tried: {error}", file=sys.stderr)
        return 2
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
        print(
            "\nInterrupted. The copy has been removed; what became of the faults tried is in data/faults.csv.",
            file=sys.stderr,
        )
        sys.exit(130)
