"""The audit: every figure that the book states, made a second time from the publishers' files, by other means.

    .venv/bin/python audit/audit.py [--site FOLDER | --ledger PATH] [--sources FOLDER] [--jobs N] [--limit N]

It shares no code and no table with the package: it imports nothing of it, and of ``data/`` it reads the registry, for paths and
hashes, and the name of the edition. The statistics are SQL, in ``audit/sql``, run by DuckDB in the order of the files' names.
The intervals, which need draws and Student's distribution, are made by ``chance.py``.
What they make is held against the built book twice: against its ledger, where every claim of the occupations', groups' and
overview pages must be with the same text, the same exact value and the same place in the same file, and no other claim; and
against what is printed (``audit/printed``), where every sentence, cell and link must be the one that these figures call for. The
audit ends with 0 if nothing differs, with 1 if something does, with 2 if it cannot be made. ``--ledger`` audits a ledger alone.
"""

import argparse
import multiprocessing
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType


def _end(number: int, _: FrameType | None) -> None:
    """End at once on Ctrl+C or SIGTERM, with all processes, in one line and with the status that a shell expects."""
    for process in multiprocessing.active_children():
        process.kill()
    os.write(2, b"Interrupted. The audit has written nothing.\n")
    os._exit(128 + number)


if __name__ == "__main__":  # before what takes long to import
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)

import duckdb  # noqa: E402
import pooch  # noqa: E402

import chance  # noqa: E402
import sources  # noqa: E402
from printed import expected, run  # noqa: E402
from printed.findings import Count, Finding  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
REGISTRY = ROOT / "data" / "sources.toml"
EDITION = ROOT / "data" / "edition.toml"
LEDGER = Path("data", "ledger.parquet")
SQL = Path(__file__).resolve().parent / "sql"
COMPARISON = SQL / "20_compare.sql"
BEFORE_CHANCE = SQL / "06_occupations.sql"
"""The script after which the intervals are made, which SQL has no functions for."""
FOLDER_VARIABLE = "EXPOSURE_GRADIENT_SOURCES"
NOWHERE = "none"
COLUMNS = ("page", "isco08", "claim", "text", "value", "rule", "source", "source_sha256", "columns", "rows")
"""The columns that a ledger has."""

NOUNS = {
    "occupation": "occupations",
    "group": "major groups",
    "country": "countries",
    "overview": "overviews",
    "story": "story",
    "newsroom": "newsroom",
    "chapter": "chapters",
}


@dataclass(frozen=True)
class Mismatch:
    """One thing in which the ledger and the audit differ."""

    page: str
    claim: str
    what: str
    stated: str
    recomputed: str

    def __str__(self) -> str:
        """Return the mismatch as a line."""
        return f"{self.page}: {self.claim}: {self.what}: stated {self.stated!r}, recomputed {self.recomputed!r}"


@dataclass(frozen=True)
class Outcome:
    """What an audit found: its mismatches, the claims checked, and the pages that they are of by their kinds."""

    mismatches: tuple[Mismatch, ...]
    n_checked: int
    pages: dict[str, int]

    def summary(self) -> str:
        """Return the outcome as one line."""
        kinds = ", ".join(f"{n} {NOUNS[kind]}" for kind, n in self.pages.items())
        found = len(self.mismatches)
        return (
            f"Audit: {self.n_checked:,} claims of {sum(self.pages.values())} pages ({kinds}) checked against the "
            f"publishers' files; {found:,} {'mismatch' if found == 1 else 'mismatches'}."
        )


def places(named: Path | None = None) -> tuple[list[Path], Path | None]:
    """Return the folders to look for the publishers' files in, and the build's cache of downloads.

    A folder that is named is the only place. Else they are the environment's folder, the one beside the checkout and the cache.
    """
    variable = os.environ.get(FOLDER_VARIABLE, "")
    if named is None and variable == NOWHERE:
        raise sources.AuditError(
            f"{FOLDER_VARIABLE} is {NOWHERE!r}, and without the publishers' files there is nothing to audit against. "
            "Name their folder: --sources FOLDER, or make audit SOURCES=FOLDER."
        )
    folder = named or (Path(variable) if variable else None)
    if folder is not None and not folder.is_dir():
        raise sources.AuditError(
            f"The folder of the publishers' files, {folder}, does not exist. Name one that holds them, laid out as the "
            f"paths in {REGISTRY.relative_to(ROOT)} say: --sources FOLDER, or make audit SOURCES=FOLDER."
        )
    if named is not None:
        return [named], None
    cache = Path(os.environ.get("EXPOSURE_GRADIENT_CACHE") or pooch.os_cache("exposure-gradient"))
    return [*([folder] if folder else []), ROOT.parent / "shared" / "data"], cache


def recompute(folders: Sequence[Path], cache: Path | None = None) -> duckdb.DuckDBPyConnection:
    """Return a database in memory whose table ``claims`` holds every figure, made from the files in these places.

    Raises AuditError where a file is missing, is another one, or breaks an assumption that the SQL checks.
    """
    connection = duckdb.connect()
    sources.load(connection, sources.find_files(folders, REGISTRY, cache))
    for script in sorted(SQL.glob("*.sql")):
        if script != COMPARISON:
            _run(connection, script)
        if script == BEFORE_CHANCE:
            chance.load(connection)
    return connection


def _run(connection: duckdb.DuckDBPyConnection, script: Path) -> None:
    try:
        # Fetched, because a script may end in a check, and a check must run to its end.
        connection.execute(script.read_text("utf-8")).fetchall()
    except duckdb.Error as error:
        raise sources.AuditError(f"{script.relative_to(ROOT)} stopped: {error}") from None


def compare(connection: duckdb.DuckDBPyConnection, ledger: Path) -> Outcome:
    """Hold a ledger against the recomputed claims. Raises AuditError where it cannot be read as a ledger."""
    if not ledger.is_file():
        raise sources.AuditError(f"There is no ledger at {ledger}. Build the book first: make book.")
    try:
        found = connection.read_parquet(str(ledger)).columns
    except duckdb.Error as error:
        raise sources.AuditError(f"{ledger} cannot be read as Parquet: {error}. Build the book again.") from None
    missing = [column for column in COLUMNS if column not in found]
    if missing:
        raise sources.AuditError(f"{ledger} is no ledger: it has no column {', '.join(missing)}. Build the book again.")
    names = ", ".join(f'coalesce("{name}"::VARCHAR, \'\') AS "{name}"' for name in COLUMNS)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE ledger AS SELECT {names} FROM read_parquet(?)", [str(ledger)])
    _run(connection, COMPARISON)
    mismatches = connection.execute(
        "SELECT page, claim, what, stated, recomputed FROM mismatches ORDER BY page, place = 0 DESC, claim, place"
    ).fetchall()
    [(n_checked,)] = connection.execute("SELECT count(*) FROM claims SEMI JOIN stated USING (page, claim)").fetchall()
    pages = connection.execute(
        "SELECT kind, count(DISTINCT page) FROM claims SEMI JOIN stated USING (page, claim) GROUP BY kind"
    ).fetchall()
    by_kind = dict.fromkeys(NOUNS, 0) | dict(pages)
    return Outcome(tuple(Mismatch(*row) for row in mismatches), n_checked, by_kind)


def read_pages(
    connection: duckdb.DuckDBPyConnection, site: Path, jobs: int | None = None
) -> tuple[list[Finding], Count]:
    """Hold what is printed in a built book against the recomputed values. Returns the findings, and what was read."""
    if not (site / "index.html").is_file():
        raise sources.AuditError(f"There is no built book in {site}. Build it first: make book.")
    values = expected.collect(connection, EDITION)
    try:
        return run.read_all(site, values, jobs)
    except run.ProcessError as error:
        raise sources.AuditError(f"{error}. Try again, with --jobs=1 to see why.") from None


def of_pages(findings: Sequence[Finding], count: Count) -> str:
    """Return what was read and found in one line."""
    found = len(findings)
    return f"Printed: {count.summary()} read as printed; {found:,} {'finding' if found == 1 else 'findings'}."


def at_least_one(text: str) -> int:
    """Return a number of processes. Raises ArgumentTypeError for anything else."""
    if not (text.isascii() and text.isdigit() and int(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of processes: it must be a whole number from 1")
    return int(text)


def show(lines: Sequence[object], limit: int) -> None:
    """Print the first of some lines, and how many more there are."""
    for line in lines[:limit]:
        print(line)
    if (more := len(lines) - limit) > 0:
        print(f"… and {more:,} more (--limit)")


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the audit, print what it found, and return the command's exit status."""
    parser = argparse.ArgumentParser(description="Make every figure of the book a second time, and compare.")
    build = Path(os.environ.get("EXPOSURE_GRADIENT_BUILD") or ROOT / "_build")
    audited = parser.add_mutually_exclusive_group()
    audited.add_argument("--site", type=Path, default=build / "html", metavar="FOLDER", help="the built book")
    audited.add_argument("--ledger", type=Path, metavar="PATH", help="a ledger, audited alone")
    parser.add_argument("--sources", type=Path, metavar="FOLDER", help="the folder of the publishers' files")
    parser.add_argument(
        "--jobs", type=at_least_one, metavar="N", help="read pages in so many processes (one for each core)"
    )
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="print at most so many mismatches (50)")
    options = parser.parse_args(arguments)
    findings: list[Finding] = []
    try:
        connection = recompute(*places(options.sources))
        outcome = compare(connection, options.ledger or options.site / LEDGER)
        if options.ledger is None:
            findings, count = read_pages(connection, options.site, options.jobs)
    except sources.AuditError as error:
        print(f"The audit cannot be made. {error}", file=sys.stderr)
        return 2
    show(outcome.mismatches, options.limit)
    show(findings, options.limit)
    print(outcome.summary())
    if options.ledger is None:
        print(of_pages(findings, count))
    return 1 if outcome.mismatches or findings else 0


if __name__ == "__main__":
    sys.exit(main())
