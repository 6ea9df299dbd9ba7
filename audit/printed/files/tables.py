"""The tables of the site: as CSV, read as text, and as Parquet, which has the type of each column."""

import csv
import functools
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pyarrow import compute, parquet
from pyarrow import csv as arrow_csv

from printed.expected import Expected
from printed.files.comparing import Table, table_differences
from printed.files.expected import code_of, of
from printed.findings import NOTHING, Count, Finding

WHOLE = {"data/occupations": "occupation_figures", "data/tasks": "tasks"}
"""The tables of all occupations and of all tasks, by their paths without ending."""

DECLARED = (
    "corrections", "countries", "everyday_titles", "faults", "figures", "licences", "oews_coverage", "published", "rules",
)  # fmt: skip
"""Tables that no publisher's file gives: what the publication corrects, states and builds on, and what it holds its figures against. Their two forms must
be the same; what they say is typed by hand and held against the files by the build's own checks."""

DICTIONARY = "data/tables/dictionary.csv"
FOLDER = "data/tables/"
LEDGER, FEW = "data/ledger", 20
ARROW = {"VARCHAR": "string", "BIGINT": "int64", "DOUBLE": "double", "BOOLEAN": "bool"}
DICTIONARY_TYPES = {"string": "text", "int64": "whole number", "double": "number", "bool": "true or false"}
DICTIONARY_COLUMNS = ("table", "column", "type", "unit", "source", "source_column", "meaning")
FORMULAS = tuple("=+-@\t\r")
"""What a spreadsheet takes for the beginning of a formula; a text that begins so has an apostrophe before it in CSV."""


def of_page(site: Path, expected: Expected, page: str, count: Count) -> Iterator[Finding]:
    """Yield what is wrong in the table of tasks beside a page."""
    path = f"{page}.csv"
    yield from _csv(path, (site / path).read_bytes(), _tasks_by_code(expected)[code_of(page)], count, inert=True)


@functools.lru_cache(maxsize=2)
def _tasks_by_code(expected: Expected) -> dict[str, Table]:
    tasks = of(expected).tables["tasks"]
    rows: dict[str, list[tuple]] = {}
    for row in tasks.rows:
        rows.setdefault(row[0], []).append(row)
    return {code: Table(tasks.columns, tasks.types, own, tasks.n_keys) for code, own in rows.items()}


def files(site: Path, expected: Expected) -> list[str]:
    """Return the tables of the whole site, each in its two forms, and the data dictionary."""
    own = sorted(of(expected).tables.keys() - set(WHOLE.values()))
    both = ["data/occupations", *(f"{FOLDER}{name}" for name in own)]
    forms = [f"{path}.{kind}" for path in both for kind in ("csv", "parquet")]
    return [DICTIONARY, f"{LEDGER}.csv.gz", "data/tasks.parquet", *forms, *(f"{FOLDER}{name}.csv" for name in DECLARED)]


def of_file(site: Path, expected: Expected, path: str, count: Count) -> Iterator[Finding]:
    """Yield what is wrong in a table of the whole site; one that no publisher's file gives is held against its other form."""
    if path == DICTIONARY:
        yield from _dictionary(site, count)
        return
    if path.startswith(LEDGER):
        yield from _ledger(site, count)
        return
    stem, _, kind = path.rpartition(".")
    table = of(expected).tables.get(WHOLE.get(stem, stem.removeprefix(FOLDER)))
    if table is None:
        count["files"] += 1
        table = _as_table(site / f"{stem}.parquet")
    if kind == "csv":
        yield from _csv(path, (site / path).read_bytes(), table, count, inert=stem in WHOLE)
    else:
        yield from _parquet(path, site, table, count)


def rows_of_csv(content: bytes) -> tuple[list[str], list[list[str]]]:
    """Return the header and the rows of CSV in UTF-8."""
    header, *rows = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
    return header, rows


def _csv(path: str, content: bytes, expected: Table, count: Count, inert: bool = False) -> Iterator[Finding]:
    count["files"] += 1
    header, rows = rows_of_csv(content)
    for number, row in enumerate(rows, start=2):
        if len(row) != len(header):
            yield Finding(path, f"line {number}", "how many cells", str(len(row)), str(len(header)))
            return
    types = dict(zip(expected.columns, expected.types, strict=True))
    typed = [
        tuple(_typed(cell, types.get(name, "VARCHAR")) for name, cell in zip(header, row, strict=True)) for row in rows
    ]
    if inert:
        expected = Table(expected.columns, expected.types, [_inert(row) for row in expected.rows], expected.n_keys)
    yield from table_differences(path, header, typed, expected, count)


def _typed(cell: str, kind: str) -> Any:
    """Return a cell as its column's type; as it stands where it is none, which then differs."""
    if cell == "":
        return None
    try:
        match kind:
            case "BIGINT":
                return int(cell)
            case "DOUBLE":
                return float(cell)
            case "BOOLEAN":
                return {"True": True, "False": False}[cell]
            case _:
                return cell
    except (ValueError, KeyError):
        return cell


def _inert(row: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULAS) else cell for cell in row)


def _parquet(path: str, site: Path, expected: Table, count: Count) -> Iterator[Finding]:
    count["files"] += 1
    found = _as_table(site / path)
    types = dict(zip(found.columns, found.types, strict=True))
    for name, kind in zip(expected.columns, expected.types, strict=True):
        if name in types and types[name] != kind:
            yield Finding(path, name, "the type of the column", ARROW.get(types[name], types[name]), ARROW[kind])
    yield from table_differences(path, found.columns, found.rows, expected, count)


def _as_table(path: Path) -> Table:
    """Return a Parquet file as a table; the types are SQL's."""
    table = parquet.read_table(path)
    names = {arrow: kind for kind, arrow in ARROW.items()}
    rows = list(zip(*(column.to_pylist() for column in table.columns), strict=True))
    return Table(
        tuple(table.column_names), tuple(names.get(str(field.type), str(field.type)) for field in table.schema), rows
    )


def _dictionary(site: Path, count: Count) -> Iterator[Finding]:
    """Yield where the data dictionary names other columns or types than the tables have."""
    count["files"] += 1
    header, rows = rows_of_csv((site / DICTIONARY).read_bytes())
    if tuple(header) != DICTIONARY_COLUMNS:
        yield Finding(DICTIONARY, "header", "columns", ", ".join(header), ", ".join(DICTIONARY_COLUMNS))
        return
    described: dict[str, list[tuple[str, str]]] = {}
    for table, column, kind, *_ in rows:
        described.setdefault(table, []).append((column, kind))
        count["values"] += len(header)
    there = {path.stem: path for path in (site / "data" / "tables").glob("*.parquet")}
    for name in sorted(there.keys() ^ described.keys()):
        yield Finding(DICTIONARY, name, "a table", *("described" if name in s else NOTHING for s in (described, there)))
    for name in sorted(there.keys() & described.keys()):
        schema = parquet.read_schema(there[name])
        columns = [(field.name, DICTIONARY_TYPES[str(field.type)]) for field in schema]
        if described[name] != columns:
            yield Finding(DICTIONARY, name, "columns and their types", str(described[name]), str(columns))


def _ledger(site: Path, count: Count) -> Iterator[Finding]:
    """Yield the rows in which the two forms of the ledger differ; what it says is audited by itself."""
    typed = parquet.read_table(site / f"{LEDGER}.parquet")
    count["files"] += 2
    texts = arrow_csv.ConvertOptions(column_types=dict.fromkeys(typed.column_names, "string"))
    multiline = arrow_csv.ParseOptions(newlines_in_values=True)
    text = arrow_csv.read_csv(site / f"{LEDGER}.csv.gz", convert_options=texts, parse_options=multiline)
    count["values"] += 2 * typed.num_rows * typed.num_columns
    if text.column_names != typed.column_names or text.num_rows != typed.num_rows:
        shapes = [f"{table.num_rows} rows of {', '.join(table.column_names)}" for table in (text, typed)]
        yield Finding(f"{LEDGER}.csv.gz", "the whole file", "rows and columns", *shapes)
        return
    for name in typed.column_names:
        differs = compute.indices_nonzero(compute.not_equal(text[name], typed[name]))
        for place in differs.to_pylist()[:FEW]:
            where = " ".join(str(typed[key][place]) for key in ("page", "claim"))
            yield Finding(
                f"{LEDGER}.csv.gz", where, name, str(text[name][place]), f"{typed[name][place]}, as in Parquet"
            )
