"""An edition of a reader's own: ``make book SCORES=mine.csv``.

The reader's file is checked, and from it and our tables a folder of tables is made that has the reader's scores in place of
the ILO's. With it goes a build folder of its own, so that nothing of ours is written over, and what is built cannot be
taken for the edition: its identifier, its notice on every page, its registry of sources and its citations name the reader's
file. Everything else follows from that, because whatever the build makes or remembers is made from the folder of tables.

Reading the file: ``sources/delimited.py`` takes the forms in which people save a table, ``score_table.py`` checks what it holds.
The format is described in the chapter "Rerun".
"""

import csv
import hashlib
import io
import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from exposure_gradient import kept
from exposure_gradient.book.unchanged import inputs_digest
from exposure_gradient.errors import InputError
from exposure_gradient.given import content_of, printable
from exposure_gradient.paths import build_folder, data_folder
from exposure_gradient.system import surroundings
from exposure_gradient.system.lock import only_build

WORDS = {
    "score_2025": "the 2025 scores",
    "score_2023": "the 2023 scores",
    "score_2025_gpt4o": "GPT-4o’s scores",
    "score_2025_gemini": "Gemini’s scores",
}
USAGE = "Name the table of scores: make book SCORES=FILE."
COPY = "own_scores"
"""The name of the reader's scores among the tables, and the key of the reader's file in the registry."""

DICTIONARY = {
    "isco08": ("text", "", "Code of the unit group of ISCO-08 that the task belongs to, four digits."),
    "task": ("whole number", "", "Number of the task within its unit group, as the ILO's file counts."),
    "score_2025": ("number", "0–1", "The reader's own score of the task."),
    "score_2023": ("number", "0–1", "The reader's own earlier score of the task."),
    "score_2025_gpt4o": ("number", "0–1", "The reader's own score of the task by GPT-4o."),
    "score_2025_gemini": ("number", "0–1", "The reader's own score of the task by Gemini."),
}

ABOUT_THE_ILO = (
    "story",
    "newsroom",
    "united-states",
    *(
        f"methodology/{name}"
        for name in (
            "scores",
            "corrections",
            "replication",
            "sensitivity",
            "choices",
            "share",
            "agreement",
            "uncertainty",
            "comparability",
            "people",
            "comparison",
            "limitations",
            "use",
        )
    ),
)
"""Pages whose argument is about the ILO's scores: with others their sentences would be wrong, so a note stands in their place."""

RULES_ALONE = ("methodology/measures",)
ONLY_RULES = (
    "This chapter states the rules alone, as they stand in the edition. Its cells, which work them through with the ILO’s "
    "scores, are left out here."
)
"""A chapter that every page leads to for its rules; what it works through is the ILO's file."""


def own_folder() -> Path:
    """Return the folder that a rerun with own scores is built into; ``EXPOSURE_GRADIENT_BUILD`` moves it along."""
    return build_folder() / "own"


def _read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _header(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def _csv_text(rows: Iterable[dict[str, object]], columns: Iterable[str]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _task_rows(
    tasks: list[dict[str, str]], own: dict[tuple[str, int], tuple[int, dict[str, str]]]
) -> list[dict[str, object]]:
    """Return our table of tasks with the reader's scores in it. What the reader's file does not have stays the ILO's."""
    rows = []
    for row in tasks:
        key = (row["isco08"], int(row["task"]))
        if key in own:
            line, scores = own[key]
            rows.append(row | scores | {"is_reconciled": "False", "own_row": line})
    return rows


def _occupation_rows(
    occupations: list[dict[str, str]], tasks: list[dict[str, object]], columns: list[str]
) -> list[dict[str, object]]:
    """Return our table of occupations with means, deviations and bands that follow from the reader's scores."""
    # Imported here, because asking whether anything has changed is to be quick.
    from exposure_gradient.measures.bands import fitted_band, fitted_category_2023
    from exposure_gradient.measures.rules import mean, sample_sd, two_decimals

    rows = []
    for row in occupations:
        made: dict[str, object] = dict(row)
        for year, column, rule in (("2025", "band", fitted_band), ("2023", "category_2023", fitted_category_2023)):
            if f"score_{year}" in columns:
                own = [task[f"score_{year}"] for task in tasks if task["isco08"] == row["isco08"]]
                scores = [float(str(score)) for score in own if score]
                m, s = two_decimals(mean(scores)), two_decimals(sample_sd(scores) or 0.0)
                made |= {f"ilo_mean_{year}": m, f"ilo_sd_{year}": s, column: rule(m, s)}
        rows.append(made)
    return rows


def notice_of(name: str, sha256: str, columns: list[str]) -> str:
    """Say what every page of a rerun has to say: whose scores these are, and whose bands."""
    kept = [WORDS[column] for column in WORDS if column not in columns]
    rest = f" {_listed(kept)[0].upper()}{_listed(kept)[1:]} are the ILO’s." if kept else ""
    return (
        f"Not the ILO’s scores: this is a rerun with a reader’s own file, {name} (sha256 {sha256[:12]}…). From it come "
        f"{_listed([WORDS[column] for column in columns])}.{rest} Bands follow the rule that this project fitted to the ILO’s bands; "
        "the ILO has assigned none of them."
    )


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def toml_text(fields: dict[str, object]) -> str:
    """Return fields as lines of TOML."""
    # A JSON text or list of texts is TOML, too.
    return "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in fields.items())


def _edition_text(folder: Path, name: str, sha256: str, columns: list[str]) -> str:
    import tomllib

    ours = tomllib.loads((folder / "edition.toml").read_text("utf-8"))
    return '# Made from a reader\'s own table of scores; see the chapter "Rerun".\n' + toml_text(
        ours
        | {
            "id": f"{ours['id']}+own.{sha256[:8]}",
            "title": f"{ours['title']}, rerun with own scores",
            "authors": f"A reader’s rerun of {ours['title']}",
            "site": "",
            "repository": "",
            "own_scores": name,
            "own_columns": columns,
            "notice": notice_of(name, sha256, columns),
        }
    )


def _registry_text(folder: Path, name: str, content: bytes, sha256: str) -> str:
    address = f"../data/tables/{COPY}.csv"
    entry = toml_text(
        {
            "path": f"{COPY}.csv",
            "name": f"{name}, a reader’s own scores",
            "short_name": f"own scores ({name})",
            "publisher": "the reader who made this rerun",
            "release": f"sha256 {sha256[:12]}…",
            "licence": "the reader’s to state",
            "citation": f"{name}: a reader’s own scores, not the ILO’s (sha256 {sha256}).",
            "landing": address,
            "address": address,
            "sha256": sha256,
            "bytes": len(content),
        }
    )
    return (folder / "sources.toml").read_text("utf-8").rstrip() + f"\n\n[{COPY}]\n{entry}"


def make_tables(content: bytes, path: Path, ours: Path, place: Path) -> None:
    """Make the folder of tables of a rerun: ours, with the scores in a reader's file and what follows from them.

    ``content`` is what the file at ``path`` holds. Raises InputError for a table that cannot be used.
    """
    # Imported here, because asking whether anything has changed is to be quick.
    from exposure_gradient.editions.score_table import KEYS, read_scores
    from exposure_gradient.sources.delimited import read_delimited

    tasks, occupations = _read_csv(ours / "task_scores.csv"), _read_csv(ours / "occupations.csv")
    columns, own = read_scores(read_delimited(content, printable(str(path))), tasks)
    name, sha256 = printable(path.name), hashlib.sha256(content).hexdigest()
    rows = _task_rows(tasks, own)
    dictionary = _read_csv(ours / "dictionary.csv")
    header = list(dictionary[0])
    dictionary += [
        dict.fromkeys(header, "")
        | {"table": COPY, "column": name, "type": kind, "unit": unit, "source": "own", "meaning": meaning}
        for name, (kind, unit, meaning) in DICTIONARY.items()
        if name in (*KEYS, *columns)
    ]
    whole = {"table": "task_scores", "column": "own_row", "type": "whole number", "source": "own"}
    meaning = "Line of the task in the reader's own file, whose first line is line 1."
    last = max(index for index, entry in enumerate(dictionary) if entry["table"] == "task_scores")
    dictionary.insert(last + 1, dict.fromkeys(header, "") | whole | {"meaning": meaning})
    part = place.with_name(f"{place.name}.part")
    kept.remove(part)
    shutil.copytree(ours, part)
    texts = {
        "task_scores.csv": _csv_text(rows, [*tasks[0], "own_row"]),
        "occupations.csv": _csv_text(_occupation_rows(occupations, rows, columns), occupations[0]),
        "intervals.csv": _csv_text((), _header(ours / "intervals.csv")),  # what they rest on is the ILO's
        "dictionary.csv": _csv_text(dictionary, header),
        "edition.toml": _edition_text(ours, name, sha256, columns),
        "sources.toml": _registry_text(ours, name, content, sha256),
        f"{COPY}.csv": _csv_text(({key: row[key] for key in (*KEYS, *columns)} for row in rows), (*KEYS, *columns)),
    }
    for file, text in texts.items():
        (part / file).write_text(text, "utf-8")
    kept.remove(place)
    part.rename(place)


def check_place(path: Path) -> None:
    """Raise InputError for a file in a folder that a build writes to, or among the edition's tables, which it would join."""
    for folder, why in (
        (build_folder(), "builds remove files there"),
        (data_folder(), "a build takes it for a table of the edition"),
    ):
        if path.resolve().is_relative_to(folder.resolve()):
            shown = os.path.relpath(folder)
            raise InputError(
                f"{printable(str(path))} is in {shown}, and {why}. Move it out of {shown} and name it again."
            )


def use(path: Path) -> None:
    """Build from here on with a reader's own scores, in a folder of its own. Raises InputError for a file that cannot be used.

    The tables are made again where the file, our tables or the code have changed, and left as they are otherwise.
    """
    ours, folder = data_folder(), own_folder()
    content = content_of(path, USAGE)
    check_place(path)
    made_from = f"{inputs_digest()} {printable(path.name)} {hashlib.sha256(content).hexdigest()}"
    statement = folder / "data.json"
    if not kept.is_kept(statement, made_from, folder / "data"):
        with only_build(folder):  # the tables must not change below a build that reads them
            kept.remove(statement)
            make_tables(content, path, ours, folder / "data")
            kept.state(statement, made_from, kept.digests(folder / "data"))
    os.environ["EXPOSURE_GRADIENT_DATA"] = str((folder / "data").resolve())
    os.environ["EXPOSURE_GRADIENT_BUILD"] = str(folder.resolve())
    surroundings.settle()  # the folders of IPython and Jupyter go with the build folder
    print(
        f"With the scores of {printable(str(path))}, not the ILO’s: built into {os.path.relpath(folder)}, apart from the edition."
    )


def table_to_start_from(folder: Path) -> str:
    """Return a table in the format that is asked for, holding the edition's own scores."""
    rows = [row for row in _read_csv(folder / "task_scores.csv") if row["has_statement"] == "True"]
    return _csv_text(({name: row[name] for name in DICTIONARY} for row in rows), DICTIONARY)
