"""The ledger: every figure that the book states, from every page's audit trail."""

import csv
import gzip
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd

from exposure_gradient.presentation.trail import CLAIMS_TYPE, LEDGER_COLUMNS
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


def write_ledger(folder: Path, rows: Sequence[Sequence[str]]) -> None:
    """Write the ledger as Parquet and as compressed CSV, which carries no time of its making."""
    frame = pd.DataFrame(rows, columns=list(LEDGER_COLUMNS), dtype="str")
    frame.to_parquet(folder / "ledger.parquet", index=False, compression="zstd")
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([LEDGER_COLUMNS, *rows])
    (folder / "ledger.csv.gz").write_bytes(gzip.compress(text.getvalue().encode("utf-8"), mtime=0))


def read_kept(path: Path) -> list[dict[str, Any]]:
    """Return the claims that were kept beside a page when it ran."""
    return json.loads(path.read_text("utf-8"))
