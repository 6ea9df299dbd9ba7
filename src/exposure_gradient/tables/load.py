"""Load the tables of ``data/`` and check them against their schemas."""

import functools
import importlib
import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pandera.errors

from exposure_gradient.errors import InputError
from exposure_gradient.paths import data_folder
from exposure_gradient.sources import (
    corrections,
    load_edition,
    load_registry,
    load_wording,
    published,
)
from exposure_gradient.sources.cells import read_cells
from exposure_gradient.sources.locate import sha256_of
from exposure_gradient.sources.sheet import NUMBER
from exposure_gradient.tables.schemas import (
    AUDIT_SCHEMAS,
    DECLARED_SCHEMAS,
    DERIVED_SCHEMAS,
    EMPLOYMENT_SCHEMAS,
    LEVELS,
    SCHEMAS,
    STUDY_SCHEMAS,
)

RESTORE = "Restore it, or derive it with: make data WRITE=1."
CORRECT = "Correct the table or derive it again."


@dataclass(frozen=True)
class Tables:
    """The five tables, as they are committed. See ``data/dictionary.csv`` for every column."""

    task_scores: pd.DataFrame
    occupations: pd.DataFrame
    isco_groups: pd.DataFrame
    crosswalk: pd.DataFrame
    us_occupations: pd.DataFrame


@dataclass(frozen=True)
class AuditTables:
    """U.S. jobs and wages; what the crosswalk's files hold and no route uses; the codes that OEWS uses twice."""

    us_jobs: pd.DataFrame
    crosswalk_unused: pd.DataFrame
    oews_duplicates: pd.DataFrame


@dataclass(frozen=True)
class StudyTables:
    """Other studies' scores: Eloundou et al. (2024) by O*NET-SOC 2019 code, Tomlinson et al. (2025) by SOC code."""

    eloundou: pd.DataFrame
    tomlinson: pd.DataFrame


def _where(frame: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Name up to five failing cells by line, column and value."""
    words = []
    for case in cases.head(5).to_dict("records"):
        index = case["index"]
        line = f"line {int(index) + 2}, " if pd.notna(index) else ""
        words.append(
            f"{line}column {case['column'] or case['failure_case']}: {case['failure_case']!r} ({case['check']})"
        )
    more = len(cases) - 5
    return "; ".join(words) + (f"; and {more} more" if more > 0 else "")


def _converted(texts: pd.Series, kind: str) -> tuple[pd.Series, pd.Series]:
    """Return a column's cells as values of a kind, and which cells are none of that kind. An empty cell is missing."""
    filled = texts.notna()
    if kind == "bool":
        return texts == "True", ~texts.isin(["True", "False"])
    if kind.startswith("str"):
        return texts, filled & False
    wrong = filled & ~texts.fillna("").str.fullmatch(NUMBER.pattern)
    values = texts.where(~wrong).map(float, na_action="ignore").astype(float)
    if kind == "float64":
        return values, wrong
    wrong |= filled & ((values % 1 != 0) | (values.abs() > LARGEST_COUNT))
    return values.where(~wrong).astype("Int64"), wrong


LARGEST_COUNT = 2**53
"""A whole number beyond it has no double of its own."""


@functools.cache
def _load_checks() -> None:
    """Load pandera's checks without hypothesis, with which it could make up data: that takes a third of the time that checking does."""
    if "hypothesis" not in sys.modules:
        sys.modules["hypothesis"] = None  # what says that there is none
        try:
            importlib.import_module("pandera.strategies.pandas_strategies")
        finally:
            del sys.modules["hypothesis"]


def read_table(path: Path, name: str) -> pd.DataFrame:
    """Read one table and check it. Raises InputError that names file, line, column and value."""
    try:
        digest = sha256_of(path)
    except OSError:  # told by the reader
        digest = ""
    return _read(path, name, digest)


@functools.lru_cache
def _read(path: Path, name: str, _: str) -> pd.DataFrame:
    """Read one table and check it, once for each content that it has: whose digest comes last."""
    schema = {**DERIVED_SCHEMAS, **DECLARED_SCHEMAS}[name]
    correct = "Correct it, or restore it from the repository." if name in DECLARED_SCHEMAS else RESTORE
    cells = read_cells(path, correct, None if name not in DECLARED_SCHEMAS else list(schema.columns))
    frame = pd.DataFrame(cells.rows, columns=list(cells.header), dtype="str")
    frame = frame.mask(frame == "")
    for column, spec in schema.columns.items():
        if column not in frame.columns:
            continue
        kind = str(spec.dtype)
        values, wrong = _converted(frame[column], kind)
        if wrong.any():
            line = int(wrong.idxmax())
            raise InputError(
                f"{path}: line {line + 2}, column {column}: {frame[column][line]!r} is not of the kind {kind}. {CORRECT}"
            )
        frame[column] = values.astype("int64") if kind == "int64" and values.notna().all() else values
    _load_checks()
    try:
        return schema.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as error:
        where = _where(frame, error.failure_cases)
        raise InputError(f"{path}: {where}. {CORRECT}") from None


def _read_with_rows(folder: Path, name: str) -> pd.DataFrame:
    """Read a table that without rows would leave its readers nothing to miss."""
    path = folder / f"{name}.csv"
    frame = read_table(path, name)
    if frame.empty:
        raise InputError(f"{path} has no rows. {RESTORE}")
    return frame


def _refuse(folder: Path, table: str, frame: pd.DataFrame, column: str, wrong: pd.Series, why: str) -> None:
    """Raise InputError that names the first line of a table whose cell is wrong, if one is."""
    if wrong.any():
        line = int(wrong.idxmax())
        raise InputError(
            f"{folder / table}.csv line {line + 2}, column {column}: {frame[column][line]!r} {why}. {CORRECT}"
        )


def _check_known(folder: Path, table: str, frame: pd.DataFrame, column: str, known: set[str], home: str) -> None:
    """Raise InputError where a column names a code that is not among the known ones; an empty cell names none."""
    astray = frame[column].notna() & ~frame[column].isin(known)
    _refuse(folder, table, frame, column, astray, f"is not in {home}.csv")


def _check_references(tables: Tables, folder: Path) -> None:
    """Raise InputError where a table names a code that the table it refers to does not have."""
    codes = set(tables.occupations["isco08"])
    groups = set(tables.isco_groups["code"])
    onet = set(tables.us_occupations["onet_soc"])
    for table, column, known, home in [
        ("task_scores", "isco08", codes, "occupations"),
        ("crosswalk", "isco08", codes, "occupations"),
        ("crosswalk", "onet_soc", onet, "us_occupations"),
        ("occupations", "isco08", groups, "isco_groups"),
        ("occupations", "major_code", groups, "isco_groups"),
    ]:
        _check_known(folder, table, getattr(tables, table), column, known, home)
    scored = tables.task_scores.loc[tables.task_scores["has_statement"], "isco08"]
    for what, home, found in (("task", "task_scores", scored), ("route", "crosswalk", tables.crosswalk["isco08"])):
        without = ~tables.occupations["isco08"].isin(set(found))
        _refuse(folder, "occupations", tables.occupations, "isco08", without, f"has no {what} in {home}.csv")


def _check_agreement(tables: Tables, folder: Path) -> None:
    """Raise InputError where cells that say the same thing in two ways do not agree."""
    occupations, groups, us = tables.occupations, tables.isco_groups, tables.us_occupations
    tasks, routes = tables.task_scores, tables.crosswalk
    in_order = tasks.groupby("isco08").cumcount() + 1
    has_parent = (groups["code"].str.len() == 1) | groups["code"].str[:-1].isin(set(groups["code"]))
    no_code, of_the_code = us["oews_code"].isna(), us[["employment", "oews_row"]].isna()
    partly = of_the_code.ne(no_code, axis="index").any(axis="columns")
    for table, frame, column, wrong, why in [
        ("task_scores", tasks, "task", tasks["task"] != in_order, "is not the task's place among its occupation's"),
        ("occupations", occupations, "major_code", occupations["major_code"] != occupations["isco08"].str[0], "is not the code's first digit"),
        ("isco_groups", groups, "level", groups["level"] != groups["code"].str.len().map(LEVELS), "is not the level that the code has"),
        ("isco_groups", groups, "code", ~has_parent, "has no group above it"),
        ("crosswalk", routes, "onet_soc_2010", routes["onet_soc_2010"].str[:7] != routes["soc_2010"], "is not of the route's SOC-2010 code"),
        ("us_occupations", us, "oews_code", partly, "does not fit employment and oews_row: all three are given, or none"),
    ]:  # fmt: skip
        _refuse(folder, table, frame, column, wrong.astype(bool), why)


@functools.lru_cache
def load(folder: Path | None = None) -> Tables:
    """Return the five tables, each checked against its schema, and their codes against one another.

    >>> load().occupations.shape[0]
    427
    """
    if folder is None:
        return load(data_folder())  # so that who names the folder and who does not share one copy
    tables = Tables(**{name: _read_with_rows(folder, name) for name in SCHEMAS})
    _check_references(tables, folder)
    _check_agreement(tables, folder)
    return tables


@functools.lru_cache
def load_audit(folder: Path | None = None) -> AuditTables:
    """Return the tables of the crosswalk's audit, which no occupation's page needs, checked like the others."""
    folder = folder or data_folder()
    tables = AuditTables(**{name: _read_with_rows(folder, name) for name in AUDIT_SCHEMAS})
    own = load(folder)
    unused, groups, codes = tables.crosswalk_unused, set(own.isco_groups["code"]), set(own.us_occupations["onet_soc"])
    _check_known(folder, "crosswalk_unused", unused, "isco08", groups, "isco_groups")
    _check_known(folder, "crosswalk_unused", unused, "onet_soc", codes, "us_occupations")
    own_codes = set(own.us_occupations["oews_code"].dropna())
    _check_known(folder, "us_jobs", tables.us_jobs, "oews_code", own_codes, "us_occupations")
    return tables


@functools.lru_cache
def load_studies(folder: Path | None = None) -> StudyTables:
    """Return other studies' scores, which no occupation's page needs, checked like the others.

    >>> len(load_studies().eloundou)
    923
    """
    folder = folder or data_folder()
    tables = StudyTables(**{name: _read_with_rows(folder, name) for name in STUDY_SCHEMAS})
    us = load(folder).us_occupations
    codes = {*us["onet_soc"].str[:7], *us["oews_code"].dropna()}
    _check_known(folder, "eloundou", tables.eloundou, "onet_soc", set(us["onet_soc"]), "us_occupations")
    _check_known(folder, "tomlinson", tables.tomlinson, "soc_code", codes, "us_occupations")
    return tables


@functools.lru_cache
def load_employment(folder: Path | None = None) -> dict[str, pd.DataFrame]:
    """Return employment by occupation of each country that has a page, by the names of the tables, checked like the others.

    >>> load_employment()["employment_pak"].shape
    (130, 6)
    """
    folder = folder or data_folder()
    tables = {name: _read_with_rows(folder, name) for name in EMPLOYMENT_SCHEMAS}
    groups = {*load(folder).isco_groups["code"], "TOTAL", "X"}
    for name, frame in tables.items():
        _check_known(folder, name, frame, "isco08", groups, "isco_groups")
    return tables


@functools.lru_cache
def load_intervals(folder: Path | None = None) -> pd.DataFrame:
    """Return each occupation's intervals, indexed by its code; none in an edition of a reader's own scores. Raises InputError.

    >>> load_intervals().loc["3211", ["tasks_rank_low", "tasks_rank_high"]].tolist()
    [240, 282]
    """
    folder = folder or data_folder()
    frame = read_table(folder / "intervals.csv", "intervals")
    codes = [] if load_edition(folder).own_scores else load(folder).occupations["isco08"].tolist()
    if frame["isco08"].tolist() != codes:
        raise InputError(
            f"{folder / 'intervals.csv'} does not hold the occupations of occupations.csv in their order. {RESTORE}"
        )
    for low in (name for name in frame.columns if name.endswith("_low") and "band" not in name):
        high = low.replace("_low", "_high")
        _refuse(folder, "intervals", frame, low, frame[low] > frame[high], f"lies above {high}")
    return frame.set_index("isco08")


@functools.lru_cache
def load_countries(folder: Path | None = None) -> pd.DataFrame:
    """Return the countries that have a page, by their codes; each must have its table of employment, with the year of its page.

    >>> int(load_countries().at["pak", "year"])
    2025
    """
    folder = folder or data_folder()
    frame, tables = read_table(folder / "countries.csv", "countries"), load_employment(folder)
    _refuse(
        folder,
        "countries",
        frame,
        "country",
        ~("employment_" + frame["country"]).isin(tables),
        "has no table of employment",
    )
    absent = [row.year not in set(tables[f"employment_{row.country}"]["year"]) for row in frame.itertuples()]
    _refuse(folder, "countries", frame, "year", pd.Series(absent), "is no year of the country’s table")
    return frame.set_index("country")


def load_pools(folder: Path | None = None) -> pd.Series:
    """Return the OEWS code of each SOC-2018 code that has no row of its own there."""
    frame = read_table((folder or data_folder()) / "oews_pools.csv", "oews_pools")
    return frame.set_index("soc_2018")["oews_code"]


@functools.lru_cache
def load_coverage(folder: Path | None = None) -> dict[str, str]:
    """Return what OEWS leaves out of the occupations for which that matters most, by their codes.

    >>> load_coverage()["9111"]
    'private households'
    """
    frame = read_table((folder or data_folder()) / "oews_coverage.csv", "oews_coverage")
    return dict(zip(frame["isco08"], frame["left_out"], strict=True))


@functools.lru_cache
def load_everyday_titles(folder: Path | None = None) -> dict[str, list[str]]:
    """Return the unit groups that an everyday title means, the likeliest first.

    >>> load_everyday_titles()["cabbie"]
    ['8322']
    """
    frame = read_table((folder or data_folder()) / "everyday_titles.csv", "everyday_titles")
    return {title: codes.split() for title, codes in zip(frame["title"], frame["isco08"], strict=True)}


@functools.lru_cache
def load_dictionary(folder: Path | None = None) -> pd.DataFrame:
    """Return the data dictionary, which describes every column of every table once, in their order."""
    path = (folder or data_folder()) / "dictionary.csv"
    frame = read_table(path, "dictionary").fillna("")
    unknown = ~frame["source"].isin({"own", *load_registry(folder)})
    _refuse(path.parent, "dictionary", frame, "source", unknown, "is neither own nor a key of sources.toml")
    named = set(zip(frame["table"], frame["column"], strict=True))
    described = {  # a column that a table may lack is described where the table has it
        name: [column for column, spec in schema.columns.items() if spec.required or (name, column) in named]
        for name, schema in DERIVED_SCHEMAS.items()
    }
    described |= {
        name: list(DECLARED_SCHEMAS[name].columns)
        for name in (
            "oews_pools",
            "oews_coverage",
            "countries",
            "everyday_titles",
            "licences",
            "faults",
            "figures",
            "rules",
        )
    }
    described |= {"corrections": list(corrections.COLUMNS), "published": list(published.COLUMNS)}
    if load_edition(folder).own_scores:  # a reader's own table has the columns that it has
        described["own_scores"] = list(frame.loc[frame["table"] == "own_scores", "column"])
    _refuse(path.parent, "dictionary", frame, "table", ~frame["table"].isin(described), "is no table")
    for name, columns in described.items():
        own = frame["table"] == name
        place = own.groupby(own).cumcount()
        expected = place.map(dict(enumerate(columns)))
        _refuse(
            path.parent,
            "dictionary",
            frame,
            "column",
            own & (frame["column"] != expected),
            f"is not the next column of {name}",
        )
        if own.sum() < len(columns):
            raise InputError(
                f"{path}: it does not describe the column {columns[own.sum()]} of {name}. Correct the dictionary."
            )
    return frame


def check_wording() -> None:
    """Raise InputError where the wording, if it is at hand, lacks a task of the tables: they are of different releases."""
    wording = load_wording()
    if wording.texts is None:
        return
    folder = data_folder()
    tasks = load().task_scores
    keys = pd.MultiIndex.from_frame(tasks[["isco08", "task"]])
    absent = pd.Series(~keys.isin(wording.texts.index), tasks.index)
    why = "has no wording in [ilo_scores]: file and tables are of different releases"
    _refuse(folder, "task_scores", tasks, "task", absent, why)
