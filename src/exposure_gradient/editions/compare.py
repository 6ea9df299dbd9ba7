"""Compare two editions: the tables that differ, and the pages and figures that differ because of it.

A new release of O*NET, of OEWS or of the ILO's scores arrives as another set of tables. Before it is published, this says
what it changes: rows added, removed and altered in each table, and every claim of every page that is new, gone or different.
"""

import csv
import io
import subprocess
import tarfile
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from exposure_gradient import kept
from exposure_gradient.errors import InputError
from exposure_gradient.measures import Study, shown, shown_signed
from exposure_gradient.measures.page_data import supplied
from exposure_gradient.measures.rules import rounded4
from exposure_gradient.paths import ROOT
from exposure_gradient.publication.claims import Claim
from exposure_gradient.publication.inline import figures_of, run_inline
from exposure_gradient.sources import Wording
from exposure_gradient.tables import load

KEYS = {
    "task_scores": ["isco08", "task"],
    "occupations": ["isco08"],
    "isco_groups": ["code"],
    "crosswalk": ["isco08", "onet_soc", "onet_soc_2010", "soc_2010"],
    "us_occupations": ["onet_soc"],
}
"""What identifies a row of each table."""

PLACES = ("source_row", "ibs_row", "onet_row", "oews_row")
"""Columns that say where a row stood in the publisher's file: a row that only moved there is not changed."""

LISTED = 25


@dataclass(frozen=True)
class Change:
    """One thing that differs. ``before`` is None for what is new, ``after`` for what is gone."""

    where: str
    key: str
    what: str
    before: str | None
    after: str | None

    @property
    def kind(self) -> str:
        """``added``, ``removed`` or ``changed``."""
        return "added" if self.before is None else "removed" if self.after is None else "changed"


@dataclass(frozen=True)
class Edition:
    """One set of tables, where it was found and what it calls itself."""

    name: str
    folder: Path
    id: str
    date: str


def edition_of(name: str, scratch: Path) -> Edition:
    """Return the edition in a folder of tables, or in ``data/`` at a revision of this checkout.

    A revision is unpacked below ``scratch``. Raises InputError where ``name`` is neither.
    """
    folder = Path(name)
    if not folder.is_dir():
        packed_data = _archived(name)
        kept.remove(scratch)  # or a table that the revision does not have would be another's
        with tarfile.open(fileobj=io.BytesIO(packed_data)) as packed:
            packed.extractall(scratch, filter="data")
        folder = scratch / "data"
    try:
        about = tomllib.loads((folder / "edition.toml").read_text("utf-8"))
        return Edition(name, folder, str(about["id"]), str(about["date"]))
    except PermissionError:
        raise
    except (OSError, KeyError, ValueError) as error:  # a ValueError is no TOML, or no UTF-8
        raise InputError(f"{folder / 'edition.toml'} does not give the edition's id and date: {error}") from None


def _archived(revision: str) -> bytes:
    """Return ``data/`` at a revision of this checkout as a tar archive. Raises InputError with git's reason where there is none."""
    command = ["git", "archive", "--end-of-options", revision, "data"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    except OSError as error:
        raise InputError(
            f"{revision!r} is not a folder, and git, which reads revisions, cannot be run ({error.strerror}). Install git, or name "
            "two folders of tables: make diff OLD=old/data NEW=data"
        ) from None
    if done.returncode:
        reason = " ".join(done.stderr.decode("utf-8", "replace").split())
        raise InputError(
            f"{revision!r} is not a folder of tables, and git finds no such revision of this checkout ({reason}). "
            "Name a folder such as data, or a tag or commit: make diff OLD=v2026.1 NEW=data"
        )
    return done.stdout


def _cells(folder: Path, table: str) -> pd.DataFrame:
    """Return a table as text, a row for each key; rows that differ in their place in the file alone are one."""
    frame = pd.read_csv(folder / f"{table}.csv", dtype=str, keep_default_na=False, encoding="utf-8")
    frame = frame[[column for column in frame.columns if column not in PLACES]].drop_duplicates()
    return frame.set_index(KEYS[table]).sort_index()


def table_changes(old: Path, new: Path) -> list[Change]:
    """Return what differs between two folders of tables, cell by cell."""
    found = []
    for table in KEYS:
        before, after = _cells(old, table), _cells(new, table)
        for index in before.index.difference(after.index):
            found.append(Change(table, _joined(index), "row", _row(before, index), None))
        for index in after.index.difference(before.index):
            found.append(Change(table, _joined(index), "row", None, _row(after, index)))
        common = before.index.intersection(after.index)
        for column in before.columns.union(after.columns, sort=False):
            if column not in before.columns or column not in after.columns:
                told = (None, "new column") if column in after.columns else ("column", None)
                found.append(Change(table, "all", column, *told))
                continue
            ours, theirs = before.loc[common, column], after.loc[common, column]
            for index in common[(ours != theirs).to_numpy()]:
                found.append(Change(table, _joined(index), column, ours[index], theirs[index]))
    return found


def _row(frame: pd.DataFrame, index: object) -> str:
    """Return a row's cells; where its key is all that it holds, the word "joined" stands for them."""
    return "; ".join(frame.loc[[index]].iloc[0]) or "joined"


def _joined(index: object) -> str:
    return "/".join(index) if isinstance(index, tuple) else str(index)


def claims_of(everything: Study) -> dict[tuple[str, str], Claim]:
    """Return every claim of the pages of occupations, of groups and of all occupations together, by page and name."""
    with supplied(everything, Wording(None)):
        pages: dict[str, Mapping[str, Claim]] = {code: figures_of(code) for code in everything.codes}
        for code in everything.major_titles:
            pages[f"group {code}"] = run_inline("group", laid_out=False, major_group=code).ledger
        pages["all occupations"] = run_inline("gradient", laid_out=False).ledger
    return {(page, name): claim for page, claims in pages.items() for name, claim in claims.items()}


def claim_changes(old: Study, new: Study) -> list[Change]:
    """Return the claims that are new, gone, or have another text or another exact value."""
    before, after = claims_of(old), claims_of(new)
    found = []
    for page, name in sorted(before.keys() | after.keys()):
        was, now = before.get((page, name)), after.get((page, name))
        if was is None or now is None or (was.text, was.value) != (now.text, now.value):
            found.append(Change(page, name, name, was and _told(was), now and _told(now)))
    return found


def _told(claim: Claim) -> str:
    return claim.text if claim.text == claim.exact else f"{claim.text} ({claim.exact})"


def _counts(changes: Iterable[Change], by: Iterable[str]) -> list[list[object]]:
    counted = Counter((change.where, change.kind) for change in changes)
    return [[where, *(counted[where, kind] for kind in ("added", "removed", "changed"))] for where in by]


def _grid(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    def line(cells: Iterable[object]) -> str:
        return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"

    return [line(headings), line(["---"] * len(headings)), *(line(row) for row in rows), ""]


def _moved(old: Study, new: Study) -> list[tuple[str, float]]:
    """Return the occupations of both editions whose mean differs, with the move, the largest first; equals by code."""
    both = (code for code in old.codes if code in set(new.codes))
    moves = ((code, rounded4(new.means_2025[code] - old.means_2025[code])) for code in both)
    return sorted(((code, move) for code, move in moves if move), key=lambda one: (-abs(one[1]), one[0]))


def _pages(old: Study, new: Study, moved: Sequence[tuple[str, float]]) -> list[str]:
    """Return the table of occupations that came, went or changed."""
    gone, come = sorted(set(old.codes) - set(new.codes)), sorted(set(new.codes) - set(old.codes))
    both = [(old.occupation(code), new.occupation(code)) for code in old.codes if code in set(new.codes)]
    found = {
        "Occupations added": come,
        "Occupations removed": gone,
        "Pages under another address": [was.isco08 for was, now in both if was.page != now.page],
        "Occupations in another band": [was.isco08 for was, now in both if was.band != now.band],
        "Occupations with another mean": [code for code, _ in moved],
    }
    return _grid(["What", "Number", "Which"], [[what, len(codes), _some(codes)] for what, codes in found.items()])


def _largest_moves(old: Study, new: Study, moved: Sequence[tuple[str, float]]) -> list[str]:
    """Return the table of the largest moves of a mean."""
    rows = [
        [
            code,
            new.occupation(code).title,
            shown(old.means_2025[code]),
            shown(new.means_2025[code]),
            shown_signed(move),
            old.occupation(code).percentile,
            new.occupation(code).percentile,
        ]
        for code, move in moved[:LISTED]
    ]
    return _grid(["ISCO-08", "Occupation", "Before", "After", "Move", "Percentile before", "Percentile after"], rows)


def report(
    editions: tuple[Edition, Edition], tables: list[Change], claims: list[Change], studies: tuple[Study, Study]
) -> str:
    """Return the report as Markdown."""
    before, after = editions
    moved, pages = _moved(*studies), Counter(change.where for change in claims)
    shown_differently = {
        change.where for change in claims if (change.before or "").split(" (")[0] != (change.after or "").split(" (")[0]
    }
    lines = [
        f"# From edition {before.id} ({before.date}) to edition {after.id} ({after.date})",
        "",
        f"Tables: {before.name} against {after.name}. {len(tables):,} differences in the tables; {len(claims):,} claims differ, on "
        f"{len(pages):,} pages, {len(shown_differently):,} of which show another text somewhere.",
        "",
        "## Tables",
        "",
        *_grid(["Table", "Rows or columns added", "Removed", "Cells changed"], _counts(tables, KEYS)),
        "## Pages",
        "",
        *_pages(*studies, moved),
    ]
    if moved:
        lines += ["## The largest moves of a mean", "", *_largest_moves(*studies, moved)]
    if claims:
        lines += ["## Pages by the number of claims that differ", ""]
        lines += _grid(["Page", "Claims"], pages.most_common(LISTED))
        lines += ["## Claims that differ most often", ""]
        lines += _grid(["Claim", "Pages"], Counter(change.key for change in claims).most_common(LISTED))
    lines += ["Every difference is in `tables.csv` and `claims.csv` beside this report.", ""]
    return "\n".join(lines)


def _some(codes: Sequence[str]) -> str:
    more = len(codes) - LISTED
    return ", ".join(codes[:LISTED]) + (f" and {more} more" if more > 0 else "") or "none"


def write_csv(path: Path, changes: Iterable[Change]) -> None:
    """Write differences, one a row."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["where", "key", "what", "kind", "before", "after"])
    for change in changes:
        writer.writerow([change.where, change.key, change.what, change.kind, change.before, change.after])
    kept.write(path, text.getvalue().encode("utf-8"))


def compare_editions(old: str, new: str, folder: Path) -> tuple[str, Path]:
    """Compare two editions, each a folder or a revision; write the report and return its first lines and its path."""
    kept.make_folder(folder)
    editions = (edition_of(old, folder / "old"), edition_of(new, folder / "new"))
    studies = (Study(load(editions[0].folder)), Study(load(editions[1].folder)))
    tables = table_changes(editions[0].folder, editions[1].folder)
    claims = claim_changes(*studies)
    text = report(editions, tables, claims, studies)
    write_csv(folder / "tables.csv", tables)
    write_csv(folder / "claims.csv", claims)
    place = folder / "report.md"
    kept.write(place, text.encode("utf-8"))
    return text.split("\n## ")[0], place
