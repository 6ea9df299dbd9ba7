"""The tables of the site in each format that it offers: CSV for spreadsheets, Parquet for programs, which keeps the type of each column.

A code is text in both. CSV cannot say so itself: the data package does, and whoever reads a table with pandas has to, as the
page "The data" shows.
"""

import csv
import io
import shutil
from collections.abc import Mapping
from pathlib import Path

import pyarrow
import pyarrow.csv
from pyarrow import parquet

from exposure_gradient.system.files import files_in
from exposure_gradient.tables import load_dictionary

TYPES = {"whole number": "integer", "number": "number", "true or false": "boolean"}
"""The types of the data dictionary as the Data Package names them; any other is text."""

ARROW_TYPES = {
    "string": pyarrow.string(),
    "integer": pyarrow.int64(),
    "number": pyarrow.float64(),
    "boolean": pyarrow.bool_(),
}


def dictionary() -> dict[str, list[dict[str, str]]]:
    """Return the data dictionary: for each table its columns, in their order."""
    rows = load_dictionary()
    return {str(name): own.to_dict("records") for name, own in rows.groupby("table", sort=False)}


def csv_text(rows: list[dict]) -> str:
    """Return rows as CSV text, with the first row's keys as header."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _inert(text: str | None) -> str | None:
    """Keep a spreadsheet from reading a cell of source text as a formula."""
    return "'" + text if text and text[0] in "=+-@\t\r" else text


def for_spreadsheets(rows: list[dict]) -> list[dict]:
    """Return rows with texts that no spreadsheet reads as a formula: CSV is opened by one, Parquet is not."""
    return [{name: _inert(value) if isinstance(value, str) else value for name, value in row.items()} for row in rows]


def write_parquet(path: Path, rows: list[dict], fields: Mapping[str, tuple[str, str, str]]) -> None:
    """Write rows as Parquet, each column with its declared type; an absent value stays absent."""
    schema = pyarrow.schema([(name, ARROW_TYPES[kind]) for name, (kind, *_) in fields.items()])
    parquet.write_table(pyarrow.Table.from_pylist(rows, schema), path, compression="zstd")


def write_tables(source: Path, target: Path) -> None:
    """Write the tables of ``data/`` into a folder: each as it is, and as Parquet where the dictionary has its columns' types."""
    target.mkdir(parents=True, exist_ok=True)
    described = dictionary()
    for path in (path for path in files_in(source) if path.suffix == ".csv"):
        shutil.copyfile(path, target / path.name)
        if columns := described.get(path.stem):
            table = _typed(path, {row["column"]: TYPES.get(row["type"], "string") for row in columns})
            parquet.write_table(table, (target / path.name).with_suffix(".parquet"), compression="zstd")


def _typed(path: Path, kinds: Mapping[str, str]) -> pyarrow.Table:
    """Return a CSV table with the declared type of each column, in which an empty cell is absent."""
    types = pyarrow.csv.ConvertOptions(
        column_types={name: ARROW_TYPES[kind] for name, kind in kinds.items()},
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=True,
    )
    # One block and one thread: the bytes of the Parquet file must not depend on the machine.
    one_block = pyarrow.csv.ReadOptions(use_threads=False, block_size=path.stat().st_size + 1)
    multiline = pyarrow.csv.ParseOptions(newlines_in_values=True)
    return pyarrow.csv.read_csv(path, read_options=one_block, parse_options=multiline, convert_options=types)
