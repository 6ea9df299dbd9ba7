"""The ledger: every figure that the book states, from every page's audit trail."""

import csv
import gzip
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import nbformat
import pyarrow
import pyarrow.csv
from pyarrow import parquet

from exposure_gradient.publication.trail import CLAIMS_TYPE, LEDGER_COLUMNS
from exposure_gradient.sources import load_registry


def claims_of(notebook: nbformat.NotebookNode) -> list[dict[str, Any]]:
    """Return the claims that the outputs of a run notebook carry."""
    found = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            found += output.get("data", {}).get(CLAIMS_TYPE, [])
    return found


def rows_of(page: str, isco08: str, claims: Iterable[dict[str, Any]]) -> list[list[str]]:
    """Return a page's claims as rows of the ledger."""
    registry = load_registry()
    return [
        [
            page,
            isco08,
            claim["claim"],
            claim["text"],
            "" if claim["value"] is None else str(claim["value"]),
            claim["rule"],
            claim["source"],
            registry[claim["source"]].sha256,
            "; ".join(claim["columns"]),
            claim["rows"],
        ]
        for claim in claims
    ]


def as_csv(rows: Iterable[Sequence[str]]) -> str:
    """Return rows of the ledger as CSV without a header."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def write_ledger(folder: Path, pages: Iterable[str]) -> None:
    """Write the pages' rows, which are CSV, as one ledger: as Parquet, and as compressed CSV, which carries no time of its making."""
    whole = "".join([as_csv([LEDGER_COLUMNS]), *pages]).encode("utf-8")
    texts = pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(LEDGER_COLUMNS, pyarrow.string()))
    multiline = pyarrow.csv.ParseOptions(newlines_in_values=True)
    one_block = pyarrow.csv.ReadOptions(use_threads=False, block_size=max(1, len(whole)))
    table = pyarrow.csv.read_csv(
        io.BytesIO(whole), read_options=one_block, parse_options=multiline, convert_options=texts
    )
    parquet.write_table(table, folder / "ledger.parquet", compression="zstd")
    # gzip.compress names the operating system in the header, or does not, depending on Python's version.
    with (folder / "ledger.csv.gz").open("wb") as file, gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed:
        packed.write(whole)
