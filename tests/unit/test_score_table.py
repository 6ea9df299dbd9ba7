"""A reader's own table of scores as people bring it: taken into one form, or refused in one line that names file, line and remedy."""

import csv
import os
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from exposure_gradient.editions import own_scores
from exposure_gradient.editions.score_table import SCORES, Scores, read_scores
from exposure_gradient.errors import InputError
from exposure_gradient.given import MOST_BYTES, content_of, printable
from exposure_gradient.paths import data_folder
from exposure_gradient.sources import load_edition, load_registry
from exposure_gradient.sources.delimited import read_delimited
from exposure_gradient.tables import check_all

THREE = ("isco08", "task", "score_2025")


def study_tasks() -> list[dict[str, str]]:
    with (data_folder() / "task_scores.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


TASKS = study_tasks()


@pytest.fixture(autouse=True)
def usual_limit() -> Iterator[None]:
    """Read cells as long as Python's own limit allows; frictionless, when it was imported, has raised it for the whole process."""
    before = csv.field_size_limit(131_072)
    yield
    csv.field_size_limit(before)


OWN = [
    {
        "isco08": row["isco08"],
        "task": row["task"],
        "score_2025": f"{int(row['isco08']) * int(row['task']) % 1000 / 1000}",
    }
    for row in TASKS
    if row["has_statement"] == "True"
]
"""Scores of a reader's own, unlike the ILO's."""

Cell = Callable[[str], str]


def same(text: str) -> str:
    return text


def comma(text: str) -> str:
    return text.replace(".", ",")


def table(
    score: Cell = same,
    key: Cell = same,
    header: tuple[str, ...] = THREE,
    delimiter: str = ",",
    end: str = "\n",
    after: str = "",
) -> str:
    """The reader's table with its cells written in another way; ``after`` follows on every line."""
    lines = [delimiter.join(header)]
    lines += [delimiter.join([key(row["isco08"]), key(row["task"]), score(row["score_2025"])]) for row in OWN]
    return "".join(line + after + end for line in lines)


def read(content: bytes | str) -> Scores:
    content = content.encode() if isinstance(content, str) else content
    return read_scores(read_delimited(content, "mine.csv"), TASKS)[1]


def refused(content: bytes | str) -> str:
    """What a table is refused with: one line that begins with the file's name."""
    with pytest.raises(InputError) as error:
        read(content)
    said = str(error.value)
    assert said.startswith("mine.csv") and "\n" not in said, said
    return said


# --- What is taken ------------------------------------------------------------------------------------------------------

TAKEN = {
    "commas": table(),
    "no zero before the point, as Stata writes": table(lambda text: text.removeprefix("0")),
    "a point at the end": table(lambda text: f"{text}." if "." not in text else text),
    "zeros at the end": table(lambda text: f"{text}000"),
    "exponents": table(lambda text: f"{Decimal(text).scaleb(3):f}e-3"),
    "semicolons and decimal commas, as Excel writes in Europe": table(comma, delimiter=";", end="\r\n"),
    "the same with Excel's line about its separator": "sep=;\r\n" + table(comma, delimiter=";", end="\r\n"),
    "the same in Windows-1252 with hard blanks": table(lambda text: f"{comma(text)}\u00a0", delimiter=";").encode("cp1252"),
    "decimal commas in quotation marks between commas": table(lambda text: f'"{comma(text)}"'),
    "UTF-16 with tabs, as Excel's Unicode text": table(delimiter="\t", end="\r\n").encode("utf-16"),
    "UTF-8 with a byte order mark": table(end="\r\n").encode("utf-8-sig"),
    "line ends of an old Macintosh": table(end="\r"),
    "codes and tasks as doubles": table(key=lambda text: f"{text}.0"),
    "codes and tasks as doubles with a comma": table(comma, key=lambda text: f"{text},0", delimiter=";"),
    "a heading in other words' case": table(header=(" ISCO-08", "Task ", "Score 2025")),
    "empty columns and lines at the end": table(after=",,") + "\n,,,,\n\n",
    "empty cells beyond the heading": table().replace("\n1111,1,", "\n1111,1,", 1).replace("\n1112", ",,\n1112", 1),
    "lines left empty": "\n" + table(end="\n\n"),
    "every cell in quotation marks": table(*(2 * [lambda text: f'"{text}"'])),
}  # fmt: skip


@pytest.mark.parametrize("form", TAKEN)
def test_every_form_in_which_people_save_a_table_gives_the_same_scores(form: str) -> None:
    found = read(TAKEN[form])
    wrong = [
        f"task {row['task']} of {row['isco08']}: {found[row['isco08'], int(row['task'])][1]['score_2025']}, not {row['score_2025']}"
        for row in OWN
        if found[row["isco08"], int(row["task"])][1] != {"score_2025": row["score_2025"]}
    ]
    assert len(found) == len(OWN) and not wrong, f"{form}: {wrong[:5]}"


def test_a_row_is_named_by_the_line_that_it_begins_in() -> None:
    found = read("\nsep=;\n".lstrip() + "\n" + table(delimiter=";", end="\r\n"))
    assert found[OWN[0]["isco08"], 1][0] == 4
    with_note = table(header=("isco08", "task", "score\n2025")).replace("score\n2025", '"score\r\n2025"')
    assert read(with_note)[OWN[0]["isco08"], 1][0] == 3


def test_minus_zero_is_zero_and_what_is_missing_is_empty() -> None:
    assert {text for _, scores in read(table(lambda _: "-0.0")).values() for text in scores.values()} == {"0.0"}
    lines = table(header=(*THREE, "score_2023"), after=",0.5").splitlines()[1:]
    head = "isco08,task,score_2025,score_2023\n"
    for word in ("", "NA", "nan", "."):
        second = lines[1].removesuffix("0.5") + word
        found = read(head + "\n".join([lines[0], second, *lines[2:]]))
        assert found["1111", 2][1]["score_2023"] == "", repr(word)
        assert found["1111", 1][1]["score_2023"] == "0.5", repr(word)


def test_the_table_to_start_from_is_taken() -> None:
    text = own_scores.table_to_start_from(data_folder())
    columns, found = read_scores(read_delimited(text.encode(), "start.csv"), TASKS)
    assert columns == list(SCORES) == list(own_scores.WORDS)
    assert len(found) == len(OWN)


# --- What is refused ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "text", "words"),
    [
        ("score_2025", "34", "line 4, column score_2025: '34' is outside the scale from 0 to 1. Divide percentages by 100"),
        ("score_2025", "-0.1", "'-0.1' is outside the scale"),
        ("score_2025", "1.00000000000000000001", "is outside the scale"),
        ("score_2025", "34%", "'34%' is a percentage"),
        ("score_2025", "", "line 4, column score_2025: '' is no score"),
        ("score_2025", "nan", "line 4, column score_2025: 'nan' is no score"),
        ("score_2025", "٠.٣٤", "line 4, column score_2025: '٠.٣٤' is no number"),
        ("score_2025", '"1,234.5"', "'1,234.5' is no number. Write a number from 0 to 1, without separators of thousands"),
        ("score_2025", "1e-9999999999999999999", "is no number"),
        ("score_2025", "0.1\u200b", "holds the unprintable character U+200B"),
        ("score_2025", "#N/A", "'#N/A' is no number"),
        ("score_2025", "0.1,0.2", "line 4: 4 cells under 3 columns. Give every column one cell. If your decimal mark is a comma"),
        ("isco08", "110", "line 4, column isco08: '110' is no code of a unit group. Write its four digits, a leading zero included"),
        ("isco08", "9999", "line 4, column task: the study has no task 3 of 9999"),
        ("task", "99", "line 4, column task: the study has no task 99 of 1111"),
        ("task", "1.5", "line 4, column task: '1.5' is no number of a task"),
        ("task", "9" * 5000, "is no number of a task"),
        ("task", "1", "line 4: task 1 of 1111 is in line 2 already"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named_by_line_and_column(column: str, text: str, words: str) -> None:
    lines = table().splitlines()
    row = dict(zip(THREE, lines[3].split(","), strict=True)) | {column: text}
    said = refused("\n".join([*lines[:3], ",".join(row.values()), *lines[4:]]))
    assert words in said and "line 4" in said, said


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("isco08 task score_2025", "line 1 names no columns separated by commas, semicolons or tabs"),
        ("isco08,task", "line 1: the column score_2025 is missing"),
        ("isco08,task,score", "line 1: the column 'score' is unknown"),
        ("isco08,task,score_2025,Task", "line 1: there are two columns task"),
        (",isco08,task,score_2025\n1,1111,1,0.3", "line 1: column 1 has no heading. Remove it if it numbers the rows (in R:"),
        ("My scores\n\nisco08,task,score_2025\n1111,1,0.3", "line 1 names no columns"),
        ("", "is empty"),
        ("\n ,,\n", "is empty"),
        ("sep=;", "is empty"),
    ],
)  # fmt: skip
def test_a_wrong_header_is_refused(header: str, words: str) -> None:
    said = refused(f"{header}\n" if header else "")
    assert words in said, said


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04rest", "is a workbook or another zip archive, not a table as text. Save the table as CSV in UTF-8"),
        (b"\xd0\xcf\x11\xe0rest", "is an old Excel workbook"),
        (b"<!DOCTYPE html>", "is a web page"),
        (b"isco08,task,score_2025\n1111,1,\x81\n", "line 2: byte 0x81 is not UTF-8"),
        (table().encode("utf-16")[:-1], "is not UTF-16"),
        (table().encode("utf-16-le"), "line 1 holds null bytes"),
        (table(comma), "line 2: 4 cells under 3 columns"),
        (table(lambda text: comma(text) if text < "0.5" else text, delimiter=";"), "decimal mark"),
        (table(comma, key=lambda text: f"{text}.0", delimiter=";"), "line 2: "),
        (table().replace("\n1111,3,", '\n1111,3,"', 1), "line 4: a quotation mark opens in this row and is not closed"),
        (table(after=" " * 44).replace("\n1111,2,", '\n"1111,2,', 1), "line 3: a quotation mark opens"),
        (table().replace("\n1111,3,", '\n1111,3,"', 1).replace("\n3211,3,", '\n3211,3",', 1), "line 4: 4 cells under 3 columns. Perhaps a quotation mark opens"),
        ("x" * 140_000, "line 1: a cell has more than 131,072 characters"),
        (table().replace("\n1111,3,", "\n1111,3," + "0" * 140_000, 1), "line 4: a cell has more than 131,072 characters"),
    ],
)  # fmt: skip
def test_what_is_no_table_in_one_form_is_refused(content: bytes | str, words: str) -> None:
    said = refused(content)
    assert words in said, said


def test_both_decimal_marks_are_named_with_their_lines() -> None:
    lines = table(comma, delimiter=";").splitlines()
    lines[6] = lines[6].replace(",", ".")
    said = refused("\n".join(lines))
    first, second = lines[1].split(";")[2], lines[6].split(";")[2]
    assert f"line 7: {second!r} has another decimal mark than {first!r} in line 2" in said, said


def test_the_number_of_faults_and_the_lines_of_the_next_are_told() -> None:
    said = refused(table(lambda text: f"9{text}"))
    assert f"({len(OWN) - 1:,} more faults, in lines 3, 4, 5, 6, 7, …)" in said, said
    assert "(1 more fault, in line 3)" in refused(
        table().replace("\n1111,1,", "\n111,1,").replace("\n1111,2,", "\n111,2,")
    )


def test_a_table_for_some_occupations_only_is_refused() -> None:
    n_missing = sum(row["isco08"] == "1111" for row in OWN) + 1
    lines = [line for line in table().splitlines() if not line.startswith(("1111,", "3211,2,"))]
    said = refused("\n".join(lines))
    assert f"no line for {n_missing} of the tasks, in 2 of the occupations (task 1 of 1111, " in said, said
    assert "exposure-gradient scores" in said, said


def test_an_occupation_without_a_score_in_an_optional_column_is_refused() -> None:
    lines = [line + ("," if line.startswith("7112") else ",0.5") for line in table().splitlines()]
    said = refused("\n".join(["isco08,task,score_2025,score_2023", *lines[1:]]))
    assert "column score_2023: no task of 7112 has a score" in said, said


def test_a_task_without_a_statement_is_refused() -> None:
    assert "task 6 of 7126 has no statement and takes no part" in refused(table() + "7126,6,0.5\n")


# --- The file -----------------------------------------------------------------------------------------------------------


def cannot_be_read(path: Path) -> str:
    with pytest.raises(InputError) as error:
        content_of(path, "Name a file.")
    assert "\n" not in str(error.value), str(error.value)
    return str(error.value)


def test_what_is_no_file_to_read_is_refused_and_never_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    with (tmp_path / "large").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    assert "there is no such file. Name a file." in cannot_be_read(tmp_path / "none.csv")
    assert "there is no such file" in cannot_be_read(tmp_path / "large" / "none.csv")
    assert "is a folder" in cannot_be_read(tmp_path)
    assert "is a pipe or a device" in cannot_be_read(tmp_path / "pipe")
    assert "16,777,217 bytes" in cannot_be_read(tmp_path / "large")
    assert "symbolic links" in cannot_be_read(tmp_path / "loop")
    assert "cannot be read" in cannot_be_read(tmp_path / "null\0byte")
    assert "cannot be read" in cannot_be_read(tmp_path / ("n" * 300))
    monkeypatch.setattr(Path, "read_bytes", lambda _: (_ for _ in ()).throw(PermissionError(13, "Permission denied")))
    (tmp_path / "shut").write_text("x", "utf-8")
    assert "may not be read" in cannot_be_read(tmp_path / "shut")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("UPPER.CSV", "UPPER.CSV"),
        ("scores", "scores"),
        ("scores.txt", "scores.txt"),
        ("Scores 10.15\u202fPM.csv", "Scores 10.15 PM.csv"),
        ("two\nlines.csv", "two lines.csv"),
        ("turned\u202eround.csv", "turned\ufffdround.csv"),
        ("lat\udce9n.csv", "lat\ufffdn.csv"),
        ('it’s "a" $(file) `x`.csv', 'it’s "a" $(file) `x`.csv'),
        (" ", "\ufffd"),
        (".csv", ".csv"),
    ],
)
def test_a_file_of_any_name_has_one_that_the_registry_and_the_edition_take(
    name: str, shown: str, tmp_path: Path
) -> None:
    assert printable(name) == shown
    texts = {
        "sources.toml": own_scores._registry_text(data_folder(), printable(name), b"x", "0" * 64),
        "edition.toml": own_scores._edition_text(data_folder(), printable(name), "0" * 64, ["score_2025"]),
    }
    for file, text in texts.items():
        (tmp_path / file).write_text(text, "utf-8")
    assert load_registry(tmp_path)["own_scores"].name == f"{shown}, a reader’s own scores"
    assert load_edition(tmp_path).own_scores == shown


def test_a_file_without_an_ending_whose_name_cannot_be_printed_makes_tables_that_load(tmp_path: Path) -> None:
    own_scores.make_tables(table().encode(), tmp_path / "lat\udce9n\u202f\n", data_folder(), tmp_path / "data")
    check_all(tmp_path / "data")
    assert load_edition(tmp_path / "data").own_scores == "lat\ufffdn"


def test_a_file_that_a_build_would_remove_or_take_for_its_own_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build, data = tmp_path / "build", tmp_path / "data"
    for folder in (build / "own" / "source", data):
        folder.mkdir(parents=True)
        (folder / "mine.csv").write_text(table(), "utf-8")
    (tmp_path / "link.csv").symlink_to(build / "own" / "source" / "mine.csv")
    monkeypatch.setenv("EXPOSURE_GRADIENT_BUILD", str(build))
    for path, words in (
        (build / "own" / "source" / "mine.csv", "builds remove files there"),
        (tmp_path / "link.csv", "builds remove files there"),
        (data_folder() / "task_scores.csv", "a build takes it for a table of the edition"),
    ):
        with pytest.raises(InputError, match=words):
            own_scores.use(path)


def test_tables_that_were_changed_or_broken_since_are_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, folder = tmp_path / "mine.csv", tmp_path / "build" / "own"
    path.write_text(table(), "utf-8")
    ours = data_folder()
    made: list[bytes] = []
    make = own_scores.make_tables
    monkeypatch.setattr(own_scores, "make_tables", lambda *given: (made.append(given[0]), make(*given)))

    def use() -> bytes:
        monkeypatch.setenv("EXPOSURE_GRADIENT_DATA", str(ours))
        monkeypatch.setenv("EXPOSURE_GRADIENT_BUILD", str(tmp_path / "build"))
        own_scores.use(path)
        return (folder / "data" / "task_scores.csv").read_bytes()

    right = use()
    assert use() == right and len(made) == 1, "the tables of an unchanged file are made again"
    scores = folder / "data" / "task_scores.csv"
    for number_of, break_ in enumerate(
        (
            lambda: scores.write_bytes(right.replace(b"0.1", b"0.2", 1)),
            scores.unlink,
            lambda: (folder / "data" / "more.csv").write_text("", "utf-8"),
            lambda: (folder / "data.json").write_bytes(b"\xff"),
            lambda: ((folder / "data.json").unlink(), (folder / "data.json").mkdir()),
        ),
        start=2,
    ):
        break_()
        assert use() == right and len(made) == number_of, f"break {number_of - 1} is not seen"
        assert not (folder / "data" / "more.csv").exists()
