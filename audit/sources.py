"""The publishers' files: found, checked against their hashes, and loaded into DuckDB as they stand.

Nothing is interpreted here. A cell becomes the text of what the file holds (a double its shortest text, which spells the
same double again), an empty cell NULL, and each row carries its number: as a spreadsheet counts, or from 1 in the Stata file.
"""

import csv
import hashlib
import struct
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow as pa

HEADER_ROWS = {
    "ilo_scores": 1,
    "isco_structure": 1,
    "onet_occupations": 1,
    "onet_2010_to_2019": 4,
    "oews": 1,
}
"""The workbooks, each read from its first sheet, and the row that holds the sheet's headings."""

CSV_FILES = (
    "eloundou_scores",
    "tomlinson_scores",
    "employment_gbr",
    "employment_fra",
    "employment_ita",
    "employment_pak",
)
"""The files of comma-separated values, in UTF-8, whose first line holds the headings."""

STATA_FILE = "ibs_crosswalk"
STATA_RELEASES = (114, 115)
STATA_WHOLE_NUMBERS = {251: "b", 252: "h", 253: "i"}
"""Stata's codes of the types of whole numbers, and what ``struct`` calls them."""


DECLARED = (
    "name",
    "short_name",
    "publisher",
    "release",
    "licence",
    "citation",
    "landing",
    "address",
    "member",
    "archive_sha256",
)
"""What the registry says of a file, beside its path and its hash."""


class AuditError(Exception):
    """Something keeps the audit from being made; the message says what, where and what to do."""


@dataclass(frozen=True)
class File:
    """A publisher's file that is at hand; ``sha256`` is that of its bytes, not the one that is promised.

    ``declared`` is what the registry says of it.
    """

    source: str
    path: Path
    sha256: str
    declared: Mapping[str, Any]


def find_files(folders: Sequence[Path], registry: Path, cache: Path | None = None) -> list[File]:
    """Return the files that the audit reads, their hashes checked against the registry's.

    Each is looked for in the folders, in their order, then among what the build has downloaded into its cache. Raises
    AuditError where one is in none of them, or where the one found is another file than the registry means.
    """
    try:
        entries = tomllib.loads(registry.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise AuditError(f"{registry} cannot be read as the registry of sources: {error}. Restore it.") from None
    keys = [*HEADER_ROWS, *CSV_FILES, STATA_FILE]
    unknown = [key for key in keys if key not in entries]
    if unknown:
        raise AuditError(f"{registry} has no entry {', '.join(unknown)}, whose file the audit reads. Restore it.")
    candidates = {key: [folder / entries[key]["path"] for folder in folders] for key in keys}
    if cache is not None:
        for key in keys:
            candidates[key].append(_cached(cache, key, entries[key]))
    paths = {key: next((path for path in candidates[key] if path.is_file()), None) for key in keys}
    if missing := [key for key in keys if paths[key] is None]:
        listed = "\n".join(f"  {candidates[key][0]}  from {entries[key]['address']}" for key in missing)
        raise AuditError(
            "The audit reads the publishers' files, and these are not at hand:\n"
            f"{listed}\n"
            "Put them there (those in an archive unpacked), or name a folder that holds them: --sources FOLDER, or "
            "make audit SOURCES=FOLDER. With a network, make book downloads them into its cache, where they are found, too."
        )
    files = []
    for key in keys:
        path, expected = paths[key], entries[key]["sha256"]
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if found != expected:
            raise AuditError(
                f"{path} is not the file that the registry means by [{key}]: its sha256 is {found}, expected {expected}. "
                f"Replace it with the release named in {registry}."
            )
        files.append(File(key, path, found, entries[key]))
    return files


def _cached(cache: Path, key: str, entry: dict[str, Any]) -> Path:
    """Return where the build keeps a file that it has downloaded; a member of an archive lies in a folder beside that."""
    kept = cache / (key + Path(entry["address" if "member" in entry else "path"]).suffix)
    return kept.with_name(f"{kept.name}.unzip") / entry["member"] if "member" in entry else kept


def as_text(cell: Any) -> str | None:
    """Return a cell as text: a double its shortest spelling, an empty cell None."""
    if cell is None or isinstance(cell, str):
        return cell or None
    return repr(cell) if isinstance(cell, float) else str(cell)


def sheet_rows(path: Path, header_row: int) -> Iterator[tuple[Any, ...]]:
    """Yield the headings of a workbook's first sheet, then its rows, each with its number as last cell."""
    book = openpyxl.load_workbook(path, read_only=True)
    try:
        rows = enumerate(book.worksheets[0].iter_rows(values_only=True), start=1)
        for number, cells in rows:
            if number >= header_row:
                yield (*cells, "source_row" if number == header_row else number)
    finally:
        book.close()


def csv_rows(path: Path) -> Iterator[tuple[Any, ...]]:
    """Yield the headings of a file of comma-separated values, then its rows, each with its number as last cell."""
    with path.open(encoding="utf-8", newline="") as file:
        for number, cells in enumerate(csv.reader(file), start=1):
            yield (*cells, "source_row" if number == 1 else number)


def stata_rows(path: Path) -> Iterator[tuple[Any, ...]]:
    """Yield the variables' names of a Stata file of whole numbers, then its rows, each with its number as last cell.

    Raises AuditError for a file of another release, or with variables of other types.
    """
    data = path.read_bytes()
    release, is_little = data[0], data[1] == 2
    if release not in STATA_RELEASES or not is_little:
        raise AuditError(
            f"{path} is no little-endian Stata file of release {' or '.join(map(str, STATA_RELEASES))}. "
            "Use the file that the registry names."
        )
    n_variables, n_rows = struct.unpack_from("<hi", data, 4)
    place = 4 + 2 + 4 + 81 + 18  # the data's label and time of making follow the counts
    kinds = data[place : place + n_variables]
    if strange := sorted(set(kinds) - set(STATA_WHOLE_NUMBERS)):
        raise AuditError(f"{path} has variables of types {strange}, which are no whole numbers.")
    place += n_variables
    names = [data[place + 33 * k : place + 33 * (k + 1)].split(b"\0")[0].decode() for k in range(n_variables)]
    # Names, sort order, formats, names of value labels, labels of variables; then characteristics until an empty one.
    place += 33 * n_variables + 2 * (n_variables + 1) + 49 * n_variables + 33 * n_variables + 81 * n_variables
    while True:
        kind, length = struct.unpack_from("<bi", data, place)
        place += 5 + length
        if kind == 0 and length == 0:
            break
    row = struct.Struct("<" + "".join(STATA_WHOLE_NUMBERS[kind] for kind in kinds))
    yield (*names, "source_row")
    for number in range(n_rows):
        yield (*row.unpack_from(data, place + number * row.size), number + 1)


def _rows_of(file: File) -> Iterator[tuple[Any, ...]]:
    if file.source == STATA_FILE:
        return stata_rows(file.path)
    return csv_rows(file.path) if file.source in CSV_FILES else sheet_rows(file.path, HEADER_ROWS[file.source])


def load(connection: duckdb.DuckDBPyConnection, files: list[File]) -> None:
    """Make a table of every file, named as its source, the table ``hashes`` of their real sha256, and the table ``registry``.

    Columns are text and named as in the file; ``source_row`` is a whole number.
    """
    for file in files:
        rows = _rows_of(file)
        names = next(rows)
        cells = list(zip(*rows, strict=True))
        columns = [pa.array([as_text(cell) for cell in column], pa.string()) for column in cells[:-1]]
        raw = pa.table([*columns, pa.array(cells[-1], pa.int32())], names=list(names))
        connection.register("raw", raw)
        connection.execute(f'CREATE TABLE "{file.source}" AS FROM raw')
        connection.unregister("raw")
    connection.execute("CREATE TABLE hashes (source VARCHAR, sha256 VARCHAR)")
    connection.executemany("INSERT INTO hashes VALUES (?, ?)", [(file.source, file.sha256) for file in files])
    columns = ", ".join(f"{name} VARCHAR" for name in DECLARED)
    connection.execute(f"CREATE TABLE registry (source VARCHAR, file VARCHAR, bytes BIGINT, {columns})")
    for file in files:
        row = [file.source, Path(file.declared["path"]).name, file.path.stat().st_size]
        row += [file.declared.get(name) for name in DECLARED]
        connection.execute(f"INSERT INTO registry VALUES ({', '.join('?' * len(row))})", row)
