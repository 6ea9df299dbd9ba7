"""The files that stand beside a page: of an occupation its record, its tasks, its Markdown twin and its notebook; of a page that
offers pictures to download, these in a folder of its name."""

import contextlib
import copy
import functools
import json
from collections.abc import Callable
from pathlib import Path

import fastjsonschema
import jsonschema
import nbformat

from exposure_gradient.errors import InputError
from exposure_gradient.pages import notebook as notebooks
from exposure_gradient.pages.page import Page
from exposure_gradient.publication.country_parts import country_schema, record_rows
from exposure_gradient.publication.downloads import FILES_OF, files_in
from exposure_gradient.publication.fields import INTERVAL_FIELDS
from exposure_gradient.publication.figures.share_image import country_image, share_image
from exposure_gradient.publication.record import record_schema
from exposure_gradient.site.ledger import as_csv, claims_of, rows_of
from exposure_gradient.site.markdown import markdown_twin
from exposure_gradient.site.tables import csv_text, for_spreadsheets

SUFFIXES = (".json", ".csv", ".md", ".ipynb", ".png")
CLAIMS = ".claims.csv"
"""Kept beside every page for the ledger, which holds those of all pages; not published page by page."""


def endings_of_occupation(_: Page) -> tuple[str, ...]:
    """Return the endings of the files that are kept of an occupation's page when it runs."""
    return (*SUFFIXES, CLAIMS)


def endings_of_other(page: Page) -> tuple[str, ...]:
    """Return the endings of the files that are kept of another page when it runs: its claims, and what it offers to download."""
    return (*FILES_OF.get(page.name, ()), CLAIMS)


def endings_of_note(_: Page) -> tuple[str, ...]:
    """Return the endings of the files that are kept of a note in a page's place, which offers nothing to download."""
    return (CLAIMS,)


def endings_published(page: Page) -> list[str]:
    """Return the endings of the files that are published beside a page."""
    return [ending for ending in page.kind.endings(page) if ending != CLAIMS]


def record_of(notebook: nbformat.NotebookNode) -> dict:
    """Return the record that travels in the output of a run notebook's cell tagged ``record``."""
    for cell in notebook.cells:
        if "record" in cell.metadata.get("tags", []):
            for output in cell.outputs:
                record = output.get("data", {}).get("application/json")
                if record is not None:
                    return json.loads(json.dumps(record))
    raise InputError("the notebook gives no record: its cell tagged `record` has no output of type application/json")


def _downloads_of(page: Page, notebook: nbformat.NotebookNode) -> dict[str, bytes]:
    """Return the files to download that the outputs of a run notebook carry, which must be those declared for its page."""
    found: dict[str, bytes] = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            found |= files_in(output.get("data", {}))
    declared = set(endings_published(page))
    if set(found) != declared:
        raise InputError(
            f"{page.name} gives the files {sorted(found)}, declared are {sorted(declared)}: "
            "see publication/downloads.py."
        )
    return found


def task_rows(record: dict) -> list[dict]:
    """Return a record's tasks as the rows of the page's CSV and of the table of all tasks."""
    return [
        {
            "isco08": record["isco08"],
            "task": task["number"],
            "statement": task["statement"],
            "score_2023": task["score_2023"],
            "score_2025_gpt4o": task["score_2025_gpt4o"],
            "score_2025_gemini": task["score_2025_gemini"],
            "score_2025": task["score_2025"],
            "change": task["change"]["value"] if task["change"] else None,
        }
        for task in record["tasks"]
    ]


def occupation_row(record: dict) -> dict:
    """Return a record as its row in the table of all occupations."""
    return {
        "isco08": record["isco08"],
        "title": record["title"],
        "major_group": record["major_group"]["code"],
        "n_tasks": record["n_tasks"],
        "mean_2025": record["mean_2025"]["value"],
        "mean_2023": record["mean_2023"]["value"],
        "change": record["change"]["value"],
        "change_adjusted": record["change_adjusted"]["value"],
        "percentile": record["percentile"],
        "percentile_low": record["percentile_range"]["low"],
        "percentile_high": record["percentile_range"]["high"],
        "percentile_any_low": record["percentile_range"]["any_low"],
        "percentile_any_high": record["percentile_range"]["any_high"],
        "rank": record["rank"],
        "band": record["band"],
        "share_exposed_pct": record["share_exposed_pct"],
        "tasks_at_threshold": record["tasks_at_threshold"]["n"],
        "most_exposed_task": record["most_exposed_task"]["number"],
        "most_exposed_score": record["most_exposed_task"]["score_2025"]["value"],
        "fastest_moving_task": record["fastest_moving_task"]["number"],
        "fastest_moving_change": record["fastest_moving_task"]["change"]["value"],
        **_ends_of_intervals(record["intervals"]),
        "page": f"gradient/{record['isco08']}-{record['slug']}.html",
    }


def _ends_of_intervals(intervals: dict | None) -> dict:
    """Return a record's intervals as the columns of its row; a record of own scores has none."""
    found = {}
    for name in INTERVAL_FIELDS:
        model, figure, end = name.split("_")
        key = "mean_2025" if figure == "mean" else figure
        found[name] = intervals[model][key][end] if intervals else None
    return found


@functools.cache
def _quick_check() -> Callable[[dict], dict]:
    """Return the schema as a compiled function, which takes a fifth of the time that reading the schema for each record takes."""
    return fastjsonschema.compile(copy.deepcopy(record_schema()))  # it writes into what it is given


def checked(record: dict) -> dict:
    """Return a record that fits its schema. Raises InputError that names the place in it where it does not."""
    with contextlib.suppress(fastjsonschema.JsonSchemaException):
        return _quick_check()(record)
    error = next(jsonschema.Draft202012Validator(record_schema()).iter_errors(record), None)
    if error is not None:
        raise InputError(f"the record does not fit its schema at {error.json_path}: {error.message}")
    return record


def _claims_file(page: Page, run: nbformat.NotebookNode) -> dict[str, bytes]:
    rows = rows_of(page.name, page.parameters.get("isco08", ""), claims_of(run))
    return {CLAIMS: as_csv(rows).encode("utf-8")}


def files_of_other(page: Page, run: nbformat.NotebookNode) -> dict[str, bytes]:
    """Return the files that are kept of a page that is not an occupation's, by their endings."""
    return _claims_file(page, run) | _downloads_of(page, run)


def files_of_occupation(page: Page, run: nbformat.NotebookNode) -> dict[str, bytes]:
    """Return the files that are kept of an occupation's page, by their endings."""
    record = checked(record_of(run))
    texts = {
        ".json": json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n",
        ".csv": csv_text(for_spreadsheets(task_rows(record))),
        ".md": markdown_twin(record),
        ".ipynb": json.dumps(notebooks.without_outputs(run), ensure_ascii=False, separators=(",", ":")) + "\n",
    }
    files = {suffix: text.encode("utf-8") for suffix, text in texts.items()}
    return _claims_file(page, run) | files | {".png": share_image(record)}


COUNTRY_SUFFIXES = (".json", ".csv", ".ipynb", ".png")


def endings_of_country(_: Page) -> tuple[str, ...]:
    """Return the endings of the files that are kept of a country's page when it runs."""
    return (*COUNTRY_SUFFIXES, CLAIMS)


def files_of_country(page: Page, run: nbformat.NotebookNode) -> dict[str, bytes]:
    """Return the files that are kept of a country's page, by their endings. Raises InputError for a record that does not fit its schema."""
    record = record_of(run)
    error = next(jsonschema.Draft202012Validator(country_schema()).iter_errors(record), None)
    if error is not None:
        raise InputError(f"the record does not fit its schema at {error.json_path}: {error.message}")
    texts = {
        ".json": json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n",
        ".csv": csv_text(for_spreadsheets(record_rows(record))),
        ".ipynb": json.dumps(notebooks.without_outputs(run), ensure_ascii=False, separators=(",", ":")) + "\n",
    }
    files = {suffix: text.encode("utf-8") for suffix, text in texts.items()}
    return _claims_file(page, run) | files | {".png": country_image(record)}


def place_beside(folder: Path, page: Page, suffix: str) -> Path:
    """Return where a file beside a page is kept; a title may hold a dot, so the ending is put on, not replaced."""
    return folder / f"{page.name}{suffix}"
