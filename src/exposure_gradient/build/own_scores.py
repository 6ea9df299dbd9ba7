"""An edition of a reader's own: ``make book SCORES=mine.csv``.

The reader's file is checked, and from it and our tables a folder of tables is made that has the reader's scores in place of
the ILO's. With it goes a build folder of its own, so that nothing of ours is written over, and what is built cannot be
taken for the edition: its identifier, its notice on every page, its registry of sources and its citations name the reader's
file. Everything else follows from that, because whatever the build makes or remembers is made from the folder of tables.

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

from exposure_gradient.build.unchanged import inputs_digest
from exposure_gradient.errors import InputError
from exposure_gradient.paths import build_folder, data_folder

KEYS = ("isco08", "task")
REQUIRED = "score_2025"
OPTIONAL = ("score_2023", "score_2025_gpt4o", "score_2025_gemini")
SCORES = (REQUIRED, *OPTIONAL)
COLUMNS = (*KEYS, *SCORES)
WORDS = {
    "score_2025": "the scores of 2025",
    "score_2023": "the scores of 2023",
    "score_2025_gpt4o": "GPT-4o’s scores",
    "score_2025_gemini": "Gemini’s scores",
}
SHOWN = 10
"""How many faults a message lists."""

COPY = "own_scores"
"""The name of the reader's file among the tables, and its key in the registry."""

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
    *(
        f"methodology/{name}"
        for name in ("corrections", "replication", "sensitivity", "share", "comparison", "limitations")
    ),
)
"""Pages whose argument is about the ILO's scores: with others their sentences would be wrong, so a note stands in their place."""

RULES_ALONE = ("methodology/measures",)
ONLY_RULES = (
    "This chapter states the rules alone, as they stand in the edition. Its cells, which work them through with the ILO’s "
    "scores, are left out here."
)
"""A chapter that every page leads to for its rules; what it works through is the ILO's file."""

Scores = dict[tuple[str, int], tuple[int, dict[str, str]]]
"""Of each task, by code and number: its line in the reader's file, and its scores as they are written there."""


def own_folder() -> Path:
    """Return the folder that a rerun with own scores is built into; ``EXPOSURE_GRADIENT_BUILD`` moves it along."""
    return build_folder() / "own"


def _read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _csv_text(rows: Iterable[dict[str, object]], columns: Iterable[str]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file. Name the table of scores: make book SCORES=FILE.") from None
    except IsADirectoryError:
        raise InputError(f"{path} is a folder. Name the table of scores: make book SCORES=FILE.") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: byte {error.start} is not UTF-8. Save the table as CSV in UTF-8.") from None


def _check_header(path: Path, header: list[str]) -> None:
    fault = None
    if not header:
        fault = "the file is empty"
    elif len(header) == 1 and any(mark in header[0] for mark in ";\t"):
        fault = "the columns are not parted by commas"
    elif unknown := [name for name in header if name not in COLUMNS]:
        fault = f"column {unknown[0]!r} is not known"
    elif len(set(header)) < len(header):
        fault = f"column {max(header, key=header.count)!r} stands there twice"
    elif missing := [name for name in (*KEYS, REQUIRED) if name not in header]:
        fault = f"column {missing[0]!r} is missing"
    if fault:
        raise InputError(
            f"{path}: line 1: {fault}. The first line names the columns, parted by commas: {', '.join((*KEYS, REQUIRED))}, and "
            f"as you have them {', '.join(OPTIONAL)}."
        )


def _fault_of_score(text: str, column: str) -> str:
    """Say what is wrong with a cell of a score; empty where nothing is."""
    if not text:
        return "is empty. Every task needs a score from 0 to 1" if column == REQUIRED else ""
    try:
        score = float(text)
    except ValueError:
        return f"{text!r} is no number. Write a number from 0 to 1, with a decimal point"
    if not 0 <= score <= 1:  # nan, too
        return f"{text!r} does not lie from 0 to 1. Bring your scores onto the scale from 0 to 1"
    return ""


def _fault_of_task(code: str, number: str, row: dict[str, str] | None) -> str:
    """Say what is wrong with the task that a line names; ``row`` is that task's in our table, or None."""
    if not (len(code) == 4 and code.isascii() and code.isdigit()):
        return f"column isco08: {code!r} is no code of a unit group. Write its four digits, as text"
    if not (number.isascii() and number.isdigit()):
        return f"column task: {number!r} is no number of a task. Write the number that it has in the ILO’s file"
    if row is None:
        return f"column task: the study has no task {number} of {code}. Remove the line, or correct code and number"
    if row["has_statement"] != "True":
        return f"column task: task {number} of {code} has no statement and takes no part (data/corrections.csv). Remove the line"
    return ""


def read_scores(path: Path, tasks: list[dict[str, str]]) -> tuple[list[str], Scores]:
    """Return the columns of scores that a reader's file has, and its scores, checked against our table of tasks.

    Raises InputError that names file, line and column, says what is wrong there and what to do. Every task that has a statement
    must be there: with scores for some occupations only, ranks and percentiles would mix two ways of scoring.
    """
    lines = csv.reader(io.StringIO(_text_of(path), newline=""))
    header = [name.strip() for name in next(lines, [])]
    _check_header(path, header)
    known = {(row["isco08"], int(row["task"])): row for row in tasks}
    found: Scores = {}
    faults: list[str] = []
    for line, cells in ((lines.line_num, [cell.strip() for cell in cells]) for cells in lines):
        if not any(cells):
            continue
        if len(cells) != len(header):
            faults.append(f"line {line}: {len(cells)} cells under {len(header)} columns. Give every column a cell")
            continue
        row = dict(zip(header, cells, strict=True))
        code, number = row["isco08"], row["task"]
        key = (code, int(number)) if number.isascii() and number.isdigit() else (code, 0)
        if fault := _fault_of_task(code, number, known.get(key)):
            faults.append(f"line {line}, {fault}")
            continue
        if key in found:
            faults.append(
                f"line {line}: task {number} of {code} stands in line {found[key][0]} already. Keep one of them"
            )
            continue
        scores = {name: row[name] for name in SCORES if name in header}
        found[key] = (line, scores)
        faults += [
            f"line {line}, column {name}: {fault}"
            for name, text in scores.items()
            if (fault := _fault_of_score(text, name))
        ]
    if not faults:
        faults = _faults_of_the_whole(found, known, header)
    if faults:
        more = len(faults) - SHOWN
        listed = "".join(f"\n  {fault}." for fault in faults[:SHOWN])
        raise InputError(f"{path} cannot be used:{listed}" + (f"\n  … and {more} more." if more > 0 else ""))
    return [name for name in SCORES if name in header], found


def _faults_of_the_whole(found: Scores, known: dict, header: list[str]) -> list[str]:
    """Return what is wrong with a file whose lines are all right: tasks and occupations without a score."""
    missing = [key for key, row in known.items() if row["has_statement"] == "True" and key not in found]
    faults = []
    if missing:
        named = ", ".join(f"{number} of {code}" for code, number in missing[:3])
        occupations = len({code for code, _ in missing})
        faults.append(
            f"no line for {len(missing)} of the tasks, in {occupations} of the occupations (task {named}{', …' if len(missing) > 3 else ''}). "
            "A table must score every task, because ranks and percentiles compare all occupations; for a table to start "
            "from, run: .venv/bin/exposure-gradient scores"
        )
    for name in OPTIONAL:
        if name in header:
            scored = {code for (code, _), (_, scores) in found.items() if scores[name]}
            bare = sorted({code for code, _ in found} - scored)
            if bare:
                faults.append(
                    f"column {name}: no task of {', '.join(bare[:5])}{' …' if len(bare) > 5 else ''} has a score. Give every "
                    "occupation one at least, or leave the column out to keep the ILO’s"
                )
    return faults


def _task_rows(tasks: list[dict[str, str]], own: Scores) -> list[dict[str, object]]:
    """Return our table of tasks with the reader's scores in it; what the reader's file does not have stays the ILO's."""
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
    from exposure_gradient.measures.sensitivity import sample_sd, two_decimals
    from exposure_gradient.measures.text import mean

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
    kept = [WORDS[column] for column in SCORES if column not in columns]
    rest = f" {_listed(kept)[0].upper()}{_listed(kept)[1:]} are the ILO’s." if kept else ""
    return (
        f"Not the ILO’s scores: this is a rerun with a reader’s own file, {name} (sha256 {sha256[:12]}…). From it come "
        f"{_listed([WORDS[column] for column in columns])}.{rest} Bands follow the rule that this project fitted to the ILO’s bands; "
        "the ILO has assigned none of them."
    )


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _toml(fields: dict[str, object]) -> str:
    # A JSON text or list of texts is TOML, too.
    return "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in fields.items())


def _edition_text(folder: Path, name: str, sha256: str, columns: list[str]) -> str:
    import tomllib

    ours = tomllib.loads((folder / "edition.toml").read_text("utf-8"))
    return '# Made from a reader\'s own table of scores; see the chapter "Rerun".\n' + _toml(
        ours
        | {
            "id": f"{ours['id']}+own.{sha256[:8]}",
            "title": f"{ours['title']}, rerun with own scores",
            "authors": f"A reader’s rerun of {ours['title']}",
            "site": "",
            "own_scores": name,
            "own_columns": columns,
            "notice": notice_of(name, sha256, columns),
        }
    )


def _registry_text(folder: Path, name: str, content: bytes, sha256: str) -> str:
    address = f"../data/tables/{COPY}.csv"
    entry = _toml(
        {
            "path": name,
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


def make_tables(path: Path, ours: Path, place: Path) -> None:
    """Make the folder of tables of a rerun: ours, with the reader's scores and what follows from them."""
    tasks, occupations = _read_csv(ours / "task_scores.csv"), _read_csv(ours / "occupations.csv")
    columns, own = read_scores(path, tasks)
    content = path.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
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
    meaning = "Line of the task in the reader's own file, the header being the first."
    last = max(index for index, entry in enumerate(dictionary) if entry["table"] == "task_scores")
    dictionary.insert(last + 1, dict.fromkeys(header, "") | whole | {"meaning": meaning})
    part = place.with_name(f"{place.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(ours, part)
    texts = {
        "task_scores.csv": _csv_text(rows, [*tasks[0], "own_row"]),
        "occupations.csv": _csv_text(_occupation_rows(occupations, rows, columns), occupations[0]),
        "dictionary.csv": _csv_text(dictionary, header),
        "edition.toml": _edition_text(ours, path.name, sha256, columns),
        "sources.toml": _registry_text(ours, path.name, content, sha256),
    }
    for name, text in texts.items():
        (part / name).write_text(text, "utf-8")
    (part / f"{COPY}.csv").write_bytes(content)
    shutil.rmtree(place, ignore_errors=True)
    part.rename(place)


def use(path: Path) -> None:
    """Build from here on with a reader's own scores, in a folder of its own. Raises InputError for a file that cannot be used.

    The tables are made again where the file, our tables or the code have changed, and left as they are otherwise.
    """
    ours, folder = data_folder(), own_folder()
    text = _text_of(path)  # says what is wrong with a file that cannot be read, before it is hashed
    made_from = hashlib.sha256(f"{inputs_digest()}\0{path.name}\0{text}".encode()).hexdigest()
    stamp = folder / "made_from"
    if not (folder / "data").is_dir() or not stamp.is_file() or stamp.read_text("utf-8") != made_from:
        stamp.unlink(missing_ok=True)
        folder.mkdir(parents=True, exist_ok=True)
        make_tables(path, ours, folder / "data")
        stamp.write_text(made_from, "utf-8")
    os.environ["EXPOSURE_GRADIENT_DATA"] = str((folder / "data").resolve())
    os.environ["EXPOSURE_GRADIENT_BUILD"] = str(folder.resolve())
    print(f"With the scores of {path}, not the ILO’s: built into {os.path.relpath(folder)}, apart from the edition.")


def table_to_start_from(folder: Path) -> str:
    """Return a table in the format that is asked for, holding the edition's own scores."""
    rows = [row for row in _read_csv(folder / "task_scores.csv") if row["has_statement"] == "True"]
    return _csv_text(({name: row[name] for name in COLUMNS} for row in rows), COLUMNS)
