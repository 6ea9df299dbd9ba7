"""Load the tables of ``data/`` and check them against their schemas."""

import functools
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pandera.errors

from exposure_gradient.errors import InputError
from exposure_gradient.paths import data_folder
from exposure_gradient.tables.schemas import AUDIT_SCHEMAS, SCHEMAS, STUDY_SCHEMAS


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
    """What the crosswalk's files hold and no route uses, and the codes that OEWS uses twice."""

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
    numbers = pd.to_numeric(texts, errors="coerce")
    wrong = filled & numbers.isna()
    if kind == "float64":
        return texts.where(~wrong).map(float, na_action="ignore").astype(float), wrong
    wrong |= filled & (numbers % 1 != 0)
    return numbers.where(~wrong).astype("Int64"), wrong


def read_table(path: Path, name: str) -> pd.DataFrame:
    """Read one table and check it. Raises InputError that names file, line, column and value."""
    schema = {**SCHEMAS, **AUDIT_SCHEMAS, **STUDY_SCHEMAS}[name]
    restore = "Restore it, or derive it with: make data WRITE=1."
    try:
        frame = pd.read_csv(path, dtype=str, na_values=[""], keep_default_na=False, encoding="utf-8")
    except FileNotFoundError:
        raise InputError(f"{path} is missing. {restore}") from None
    except (ValueError, UnicodeDecodeError, pd.errors.ParserError) as error:
        raise InputError(f"{path} cannot be read as a table: {error}. {restore}") from None
    for column, spec in schema.columns.items():
        if column not in frame.columns:
            continue
        kind = str(spec.dtype)
        values, wrong = _converted(frame[column], kind)
        if wrong.any():
            line = int(wrong.idxmax())
            raise InputError(
                f"{path}: line {line + 2}, column {column}: {frame[column][line]!r} is not of the kind {kind}. "
                "Correct the table or derive it again."
            )
        frame[column] = values.astype("int64") if kind == "int64" and values.notna().all() else values
    try:
        return schema.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as error:
        where = _where(frame, error.failure_cases)
        raise InputError(f"{path}: {where}. Correct the table or derive it again.") from None


def _check_known(folder: Path, table: str, frame: pd.DataFrame, column: str, known: set[str], home: str) -> None:
    """Raise InputError where a column names a code that is not among the known ones; an empty cell names none."""
    astray = frame[column].notna() & ~frame[column].isin(known)
    if astray.any():
        line = int(astray.idxmax())
        raise InputError(
            f"{folder / table}.csv line {line + 2}, column {column}: {frame[column][line]!r} is not in {home}.csv. "
            "Correct the code, or add it to that table."
        )


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
    without_tasks = codes - set(tables.task_scores.loc[tables.task_scores["has_statement"], "isco08"])
    if without_tasks:
        raise InputError(
            f"{folder / 'occupations'}.csv: no task in task_scores.csv for {', '.join(sorted(without_tasks))}."
        )


def load(folder: Path | None = None) -> Tables:
    """Return the five tables, each checked against its schema, and their codes against one another.

    >>> load().occupations.shape[0]
    427
    """
    return _load(folder or data_folder())


@functools.lru_cache
def _load(folder: Path) -> Tables:
    tables = Tables(**{name: read_table(folder / f"{name}.csv", name) for name in SCHEMAS})
    _check_references(tables, folder)
    return tables


def _read_with_rows(folder: Path, name: str) -> pd.DataFrame:
    """Read a table whose codes no other table needs, so that none would miss its rows."""
    path = folder / f"{name}.csv"
    frame = read_table(path, name)
    if frame.empty:
        raise InputError(f"{path} has no rows. Restore it, or derive it with: make data WRITE=1.")
    return frame


@functools.lru_cache
def load_audit(folder: Path | None = None) -> AuditTables:
    """Return the tables of the crosswalk's audit, which no occupation's page needs, checked like the others."""
    folder = folder or data_folder()
    tables = AuditTables(**{name: _read_with_rows(folder, name) for name in AUDIT_SCHEMAS})
    own = load(folder)
    unused, groups, codes = tables.crosswalk_unused, set(own.isco_groups["code"]), set(own.us_occupations["onet_soc"])
    _check_known(folder, "crosswalk_unused", unused, "isco08", groups, "isco_groups")
    _check_known(folder, "crosswalk_unused", unused, "onet_soc", codes, "us_occupations")
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
