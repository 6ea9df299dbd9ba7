"""What a reader's own table of scores must hold: every task of the study, once, with scores from 0 to 1.

The table is read once. Codes and numbers are checked against our table of tasks, and scores leave in one form, the shortest
text of the nearest double, which every later reader takes.
"""

from exposure_gradient.errors import InputError
from exposure_gradient.sources.delimited import (
    Delimited,
    as_key,
    check_decimal_mark,
    is_missing,
    number,
    quoted,
    whole_number,
)

KEYS = ("isco08", "task")
REQUIRED = "score_2025"
OPTIONAL = ("score_2023", "score_2025_gpt4o", "score_2025_gemini")
SCORES = (REQUIRED, *OPTIONAL)
COLUMNS = (*KEYS, *SCORES)
SHOWN = 5
"""How many further lines at fault a message names."""

Scores = dict[tuple[str, int], tuple[int, dict[str, str]]]
"""Of each task, by code and number: its line in the reader's file, and its scores in their one form; an empty text is missing."""


def _columns_of(table: Delimited) -> list[str]:
    """Return our name of each column. Raises InputError for one that is unknown, doubled or missing."""
    known = {as_key(name): name for name in COLUMNS}
    columns = [known.get(as_key(heading), "") for heading in table.header]
    fault = None
    if "" in columns:
        fault = f"the column {quoted(table.header[columns.index('')])} is unknown"
    elif twice := [name for name in COLUMNS if columns.count(name) > 1]:
        fault = f"there are two columns {twice[0]}"
    elif missing := [name for name in (*KEYS, REQUIRED) if name not in columns]:
        fault = f"the column {missing[0]} is missing"
    if fault:
        raise InputError(
            f"{table.name} line {table.header_line}: {fault}. A table of scores has the columns {', '.join((*KEYS, REQUIRED))} "
            f"and, if you like, {', '.join(OPTIONAL)}, and no others."
        )
    return columns


def _score(text: str, column: str) -> tuple[str, str]:
    """Return a score in its one form and what is wrong with it; one of the two is empty, and both are where it may be missing."""
    if is_missing(text):
        return "", f"{quoted(text)} is no score. Every task needs one from 0 to 1" if column == REQUIRED else ""
    score = number(text)
    if score is None and text.endswith("%"):
        return "", f"{quoted(text)} is a percentage. Write it as a number from 0 to 1, with all its decimals"
    if score is None:
        return "", f"{quoted(text)} is no number. Write a number from 0 to 1, without separators of thousands"
    if not 0 <= score <= 1:
        return "", f"{quoted(text)} is outside the scale from 0 to 1. Divide percentages by 100"
    return repr(float(score) + 0.0), ""  # minus zero plus zero is zero


def _fault_of_task(code: str, task: str, row: dict[str, str] | None) -> str:
    """Say what is wrong with the task that a line names; ``row`` is that task's in our table, or None."""
    if not (len(code) == 4 and code.isascii() and code.isdigit()):
        return f", column isco08: {quoted(code)} is no code of a unit group. Write its four digits, a leading zero included"
    if not (task.isascii() and task.isdigit() and len(task) < 5):
        return f", column task: {quoted(task)} is no number of a task. Write the number that it has in the ILO’s file"
    if row is None:
        return f", column task: the study has no task {task} of {code}. Remove the line, or correct code and number"
    if row["has_statement"] != "True":
        return f", column task: task {task} of {code} has no statement and takes no part (data/corrections.csv). Remove the line"
    return ""


def read_scores(table: Delimited, tasks: list[dict[str, str]]) -> tuple[list[str], Scores]:
    """Return the columns of scores that a reader's table has, and its scores, checked against our table of tasks.

    Raises InputError that names file, line and column of the first fault and the lines of others. Every task that has a
    statement must be there: with scores for some occupations only, ranks and percentiles would mix two ways of scoring.
    """
    columns = _columns_of(table)
    check_decimal_mark(table.name, ((line, text) for line, _, text in table.cells()))
    known = {(row["isco08"], int(row["task"])): row for row in tasks}
    found: Scores = {}
    faults: list[tuple[int, str]] = []
    for line, cells in table.rows:
        row = dict(zip(columns, cells, strict=True))
        code, task = whole_number(row["isco08"]), whole_number(row["task"])
        key = (code, int(task)) if task.isascii() and task.isdigit() and len(task) < 5 else (code, 0)
        if fault := _fault_of_task(code, task, known.get(key)):
            faults.append((line, fault))
            continue
        if key in found:
            faults.append((line, f": task {key[1]} of {code} is in line {found[key][0]} already. Keep one of them"))
            continue
        read = {name: _score(row[name], name) for name in SCORES if name in row}
        found[key] = (line, {name: text for name, (text, _) in read.items()})
        faults += [(line, f", column {name}: {fault}") for name, (_, fault) in read.items() if fault]
    if faults:
        raise InputError(f"{table.name} line {faults[0][0]}{faults[0][1]}.{_others(faults)}")
    _check_whole(table.name, found, known, columns)
    return [name for name in SCORES if name in columns], found


def _others(faults: list[tuple[int, str]]) -> str:
    """Say how many faults there are besides the first, and in which lines."""
    others = [line for line, _ in faults[1:]]
    lines = list(dict.fromkeys(others))
    listed = ", ".join(map(str, lines[:SHOWN])) + (", …" if len(lines) > SHOWN else "")
    if not others:
        return ""
    return f" ({len(others):,} more {'fault' if len(others) == 1 else 'faults'}, in {'line' if len(lines) == 1 else 'lines'} {listed})"


def _check_whole(name: str, found: Scores, known: dict[tuple[str, int], dict[str, str]], columns: list[str]) -> None:
    """Raise InputError where tasks or occupations lack a score in a table whose lines are all right."""
    missing = [key for key, row in known.items() if row["has_statement"] == "True" and key not in found]
    if missing:
        named = ", ".join(f"{number} of {code}" for code, number in missing[:3])
        occupations = len({code for code, _ in missing})
        raise InputError(
            f"{name} has no line for {len(missing):,} of the tasks, in {occupations} of the occupations "
            f"(task {named}{', …' if len(missing) > 3 else ''}). A table must score every task, because ranks and percentiles "
            "compare all occupations. For a table to start from, run: .venv/bin/exposure-gradient scores"
        )
    for column in (name for name in OPTIONAL if name in columns):
        scored = {code for (code, _), (_, scores) in found.items() if scores[column]}
        bare = sorted({code for code, _ in found} - scored)
        if bare:
            raise InputError(
                f"{name}, column {column}: no task of {', '.join(bare[:5])}{' …' if len(bare) > 5 else ''} has a score. Give every "
                "occupation at least one, or leave the column out to keep the ILO’s."
            )
