"""The wording of task statements and of the models' justifications, and what ISCO-08 says of each unit group.

It is the publishers', so it is never committed: it is read from the publishers' files when the book is built,
corrected as declared, and cached outside git. Where the file cannot be had, pages show the task's number and
say where its wording is published.
"""

import functools
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from exposure_gradient import kept
from exposure_gradient.errors import InputError
from exposure_gradient.paths import WORDING_VARIABLE, build_folder, data_folder
from exposure_gradient.sources.corrections import correct_texts, dropped_keys, load_corrections
from exposure_gradient.sources.included import SOURCE as ISCO
from exposure_gradient.sources.included import UnitGroup, load_unit_groups
from exposure_gradient.sources.locate import find, sha256_of
from exposure_gradient.sources.registry import load_registry
from exposure_gradient.sources.sheet import Sheet, read_sheet

COLUMNS = {
    "Task_ISCO": "statement",
    "prediction_justification_gpt4o": "justification_gpt4o",
    "prediction_justification_gemini": "justification_gemini",
}
UNIT_GROUP = ("definition", "included")
WORDS = r"(?s).{0,20000}"
"""A task's statement or justification: the longest justification has a fourth of that."""
CACHE, STATEMENT = "wording.parquet", "wording.json"
NOTICE = (
    "The ILO's file of task scores is out of reach, so the pages show every figure but no task's wording: they "
    "name each task by its number and say where its wording is published. Name a folder that holds the file "
    "with SOURCES=FOLDER to build the pages with the wording."
)


class Words(NamedTuple):
    """The wording of one task: its statement, and the justifications of the models' scores."""

    statement: str
    justification_gpt4o: str
    justification_gemini: str


@dataclass(frozen=True)
class Wording:
    """The publisher's wording, keyed by ISCO-08 code and task number; ``texts`` is None where it is absent.

    Where ISCO-08's own workbook was at hand, ``texts`` also has the columns ``definition`` and ``included`` (one occupation a line), the
    same for all tasks of a unit group.
    """

    texts: pd.DataFrame | None

    @property
    def is_present(self) -> bool:
        """Whether the publisher's file was at hand."""
        return self.texts is not None

    @functools.cached_property
    def _by_occupation(self) -> dict[str, dict[int, Words]]:
        # A look into a dict touches less memory, which a forked page has to copy, than a look into an index of thousands.
        found: dict[str, dict[int, Words]] = {}
        columns = [self.texts[name].tolist() for name in Words._fields]
        for (isco08, task), *words in zip(self.texts.index.tolist(), *columns, strict=True):
            found.setdefault(isco08, {})[task] = Words(*words)
        return found

    def of(self, isco08: str) -> dict[int, Words] | None:
        """Return one occupation's wording by the numbers of its tasks, or None."""
        if self.texts is None:
            return None
        try:
            return self._by_occupation[isco08]
        except KeyError:
            raise InputError(
                f"[ilo_scores] has no wording for {isco08}: the file and the tables of data/ are of different releases. Run: make data"
            ) from None

    def unit_group(self, isco08: str) -> UnitGroup | None:
        """Return what ISCO-08 says of a unit group, or None."""
        return self._unit_groups.get(isco08)

    @functools.cached_property
    def _unit_groups(self) -> dict[str, UnitGroup]:
        if self.texts is None or UNIT_GROUP[0] not in self.texts:
            return {}
        firsts = self.texts[[*UNIT_GROUP]].groupby(level="isco08").first()
        return {
            code: UnitGroup(definition, included.split("\n") if included else [])
            for code, definition, included in firsts.itertuples()
        }


def check_statements(sheet: Sheet, keys: pd.Series) -> None:
    """Raise InputError where a task has no statement and no declared correction drops it, or where one drops what has one."""
    without = (
        sheet.frame["Task_ISCO"].map(lambda cell: not isinstance(cell, str) or cell.strip() in ("", "nan")).astype(bool)
    )
    dropped = dropped_keys("ilo_scores")
    sheet.refuse(
        "Task_ISCO", without & ~keys.isin(dropped), "is no statement, and no declared correction drops the row"
    )
    sheet.refuse("Task_ISCO", ~without & keys.isin(dropped), "is a statement, and a declared correction drops the row")
    if not dropped <= set(keys):
        raise InputError(
            f"data/corrections.csv: a correction drops {', '.join(sorted(dropped - set(keys)))}, which [{sheet.source}] "
            f"{sheet.name} does not have. Check it against the file’s release."
        )


def read_workbook(path: Path) -> pd.DataFrame:
    """Read the wording from the ILO's workbook: one row a task, declared corrections applied.

    Index: ``isco08`` (4 digits), ``task``. Columns: ``statement``, ``justification_gpt4o``,
    ``justification_gemini``.
    """
    sheet = read_sheet(path, "ilo_scores", ["ISCO_08", "taskID", *COLUMNS])
    codes = sheet.whole("ISCO_08", 0, 9999).astype(str).str.zfill(4)
    tasks = sheet.whole("taskID", 1)
    keys = codes + "/" + tasks.astype(str)
    sheet.once("taskID", keys)
    check_statements(sheet, keys)
    texts = {column: sheet.texts(column, WORDS) for column in COLUMNS}
    for column, cells in texts.items():
        sheet.plain(column, cells, lines=True)
    corrected = {
        ours: correct_texts("ilo_scores", column, list(keys), list(texts[column])) for column, ours in COLUMNS.items()
    }
    frame = pd.DataFrame({"isco08": codes, "task": tasks, **corrected})
    return frame.set_index(["isco08", "task"]).sort_index()


def prepare_wording() -> Path | None:
    """Put the wording into a cache that pages read quickly, and return its path, or None where there is none.

    The cache is used where its statement says that it was made from this file, with these corrections, by this code, and where its
    bytes are those that were written.
    """
    source = load_registry()["ilo_scores"]
    load_corrections()  # refused by its own reader, where it is no table
    path = find(source)
    if path is None:
        return None
    folder, origin = build_folder() / "cache", origin_of_cache(data_folder() / "corrections.csv")
    if not kept.is_kept(folder / STATEMENT, origin, folder, [CACHE]):
        keep_wording(with_unit_groups(read_workbook(path), load_unit_groups()), origin, folder)
    return folder / CACHE


def with_unit_groups(texts: pd.DataFrame, groups: Mapping[str, UnitGroup]) -> pd.DataFrame:
    """Return the wording with what ISCO-08 says of the unit group of each task, where anything is known of all of them."""
    codes = texts.index.get_level_values("isco08")
    if not set(codes) <= set(groups):
        return texts
    definitions = [groups[code].definition for code in codes]
    return texts.assign(definition=definitions, included=["\n".join(groups[code].included) for code in codes])


def origin_of_cache(corrections: Path) -> str:
    """Return what the cache is made from: the publishers' files, the declared corrections, and the code that reads them."""
    readers, registry = sorted(Path(__file__).parent.glob("*.py")), load_registry()
    groups = "none" if find(registry[ISCO]) is None else registry[ISCO].sha256
    return " ".join([registry["ilo_scores"].sha256, groups, *map(sha256_of, [corrections, *readers])])


def keep_wording(texts: pd.DataFrame, origin: str, folder: Path) -> None:
    """Keep the wording in a folder, with the statement of it."""
    kept.keep(folder / STATEMENT, origin, folder, {CACHE: texts.to_parquet()})


def hand_down_wording() -> bool:
    """Look for the wording once for all pages, say so where it is out of reach, and tell the pages."""
    path = prepare_wording()
    os.environ[WORDING_VARIABLE] = "none" if path is None else str(path)
    if path is None:
        print(NOTICE, file=sys.stderr)
    return path is not None


def load_wording() -> Wording:
    """Return the wording, or an empty Wording where the publisher's file is out of reach.

    A run of many pages looks for the file once and hands the answer down in ``EXPOSURE_GRADIENT_WORDING``: the
    path of the cache, or ``none``. Without it (a notebook opened by hand) the file is looked for here.
    """
    handed = os.environ.get(WORDING_VARIABLE)
    if handed == "none":
        return Wording(None)
    path = Path(handed) if handed else prepare_wording()
    return Wording(None) if path is None else _read_cache(path)


@functools.lru_cache
def _read_cache(path: Path) -> Wording:
    return Wording(pd.read_parquet(path))
