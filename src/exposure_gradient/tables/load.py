"""Load the tables of ``data/`` and check them against their schemas."""

import functools
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pandera.errors

from exposure_gradient.errors import InputError
from exposure_gradient.paths import data_folder
from exposure_gradient.tables.schemas import SCHEMAS


@dataclass(frozen=True)
class Tables:
    """The five tables, as they are committed. See ``data/dictionary.csv`` for every column."""

    task_scores: pd.DataFrame
    occupations: pd.DataFrame
    isco_groups: pd.DataFrame
    crosswalk: pd.DataFrame
    us_occupations: pd.DataFrame


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
    schema = SCHEMAS[name]
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
        frame = getattr(tables, table)
        astray = ~frame[column].isin(known)
        if astray.any():
            line = int(astray.idxmax())
            raise InputError(
                f"{folder / table}.csv line {line + 2}, column {column}: {frame[column][line]!r} is not in {home}.csv. "
                "Correct the code, or add it to that table."
            )
    without_tasks = codes - set(tables.task_scores.loc[tables.task_scores["has_statement"], "isco08"])
    if without_tasks:
        raise InputError(
            f"{folder / 'occupations'}.csv: no task in task_scores.csv for {', '.join(sorted(without_tasks))}."
        )


@functools.lru_cache
def load(folder: Path | None = None) -> Tables:
    """Return the five tables, each checked against its schema, and their codes against one another.

    >>> load().occupations.shape[0]
    427
    """
    folder = folder or data_folder()
    tables = Tables(**{name: read_table(folder / f"{name}.csv", name) for name in SCHEMAS})
    _check_references(tables, folder)
    return tables
