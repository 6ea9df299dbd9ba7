"""The committed tables: equal to what the publishers' files give, and every kind of bad input refused by name."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from exposure_gradient.errors import InputError
from exposure_gradient.paths import data_folder
from exposure_gradient.sources.locate import FOLDER_VARIABLE
from exposure_gradient.tables import derive, load, load_audit, load_employment, load_intervals, load_studies
from exposure_gradient.tables.load import read_table

ROWS = {
    "task_scores": 3266,
    "occupations": 427,
    "isco_groups": 619,
    "crosswalk": 1787,
    "us_occupations": 1016,
    "crosswalk_unused": 68,
    "oews_duplicates": 7,
    "us_jobs": 831,
    "eloundou": 923,
    "tomlinson": 785,
    "employment_gbr": 570,
    "employment_fra": 610,
    "employment_ita": 595,
    "employment_pak": 130,
}
"""What each table must hold; a change of these numbers is a change to be reviewed."""


def load_every(folder: Path | None = None) -> dict[str, pd.DataFrame]:
    """Load the pages' tables and those that a chapter loads on demand."""
    return vars(load(folder)) | vars(load_audit(folder)) | vars(load_studies(folder)) | load_employment(folder)


@pytest.mark.parametrize("name", ROWS)
def test_number_of_rows(name: str) -> None:
    assert len(load_every()[name]) == ROWS[name], f"data/{name}.csv"


@pytest.fixture(scope="module")
def derived(sources_folder: Path) -> dict[str, str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER_VARIABLE, str(sources_folder))
        return derive.derive_all()


@pytest.mark.parametrize("name", ROWS)
def test_committed_table_is_the_derived_one(name: str, derived: dict[str, str]) -> None:
    committed = (data_folder() / f"{name}.csv").read_text("utf-8")
    assert derive.differences(name, committed, derived[name]) == []
    assert committed == derived[name]


def test_every_derived_table_is_committed() -> None:
    assert sorted(derive.DERIVATIONS) == sorted(ROWS) == sorted(load_every())


def test_the_intervals_are_described_in_the_dictionary_and_stand_for_every_occupation() -> None:
    dictionary = pd.read_csv(data_folder() / "dictionary.csv", dtype=str)
    described = dictionary.loc[dictionary["table"] == "intervals", "column"].tolist()
    assert described == ["isco08", *load_intervals().columns]
    assert load_intervals().index.tolist() == load().occupations["isco08"].tolist()


def test_a_page_loads_no_table_that_it_does_not_need() -> None:
    assert set(vars(load())) == {"task_scores", "occupations", "isco_groups", "crosswalk", "us_occupations"}


def test_every_column_stands_in_the_dictionary_once() -> None:
    dictionary = pd.read_csv(data_folder() / "dictionary.csv", dtype=str)
    described = list(zip(dictionary["table"], dictionary["column"], strict=True))
    columns = [(name, column) for name, frame in load_every().items() for column in frame.columns]
    assert len(described) == len(set(described))
    assert [entry for entry in described if entry[0] in ROWS] == columns


@pytest.mark.parametrize(
    "name",
    ["eloundou", "tomlinson", "crosswalk_unused", "oews_duplicates", "us_jobs", "employment_ita", "employment_pak"],
)
@pytest.mark.usefixtures("no_sources")
def test_a_chapters_table_cannot_be_derived_without_its_file(name: str) -> None:
    with pytest.raises(InputError, match=r"cannot be had"):
        derive.DERIVATIONS[name]()


def test_a_studys_scores_are_the_files_own(sources_folder: Path) -> None:
    for name, ours, theirs in [("eloundou", "human_beta", "human_rating_beta"), ("eloundou", "gpt4_gamma", "dv_rating_gamma"),
                               ("tomlinson", "applicability", "ai_applicability_score")]:  # fmt: skip
        file = {"eloundou": "occ_level.csv", "tomlinson": "soc_ai_applicability_scores.csv"}[name]
        lines = (sources_folder / "companion" / file).read_text("utf-8").splitlines()
        place = lines[0].split(",").index(theirs) - len(lines[0].split(","))
        frame = load_every()[name]
        read = [float(lines[row - 1].rsplit(",", -place)[place]) for row in frame["source_row"]]
        assert list(frame[ours]) == read, f"{name}, {ours}"


@pytest.mark.usefixtures("no_sources")
def test_tables_cannot_be_derived_without_the_files() -> None:
    with pytest.raises(InputError, match=r"\[ilo_scores\] cannot be had"):
        derive.task_scores()


# --- Differences are named -------------------------------------------------------------------------------------------


def test_a_cell_that_differs_is_named_with_line_and_column() -> None:
    found = derive.differences("t", "a,b\n1,2\n3,4\n", "a,b\n1,2\n3,5\n")
    assert found == ["data/t.csv line 3: b: committed '4', derived '5'"]


def test_a_row_too_few_is_named() -> None:
    assert "has 1 rows, the publishers' files give 2" in derive.differences("t", "a\n1\n", "a\n1\n2\n")[0]


@pytest.mark.parametrize("committed", ["a\n1", "a\r\n1\r\n", "a\n1\n\n", ""])
def test_any_other_difference_is_found(committed: str) -> None:
    assert derive.differences("t", committed, "a\n1\n")


# --- Bad input of each kind ------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the committed tables, to be spoilt."""
    place = tmp_path / "data"
    shutil.copytree(data_folder(), place)
    return place


def _line(path: Path, number: int) -> list[str]:
    return path.read_text("utf-8").splitlines()[number - 1].split(",")


def _set(path: Path, line: int, column: str, value: str) -> None:
    """Put a value into one cell; the line counts as an editor counts, the header being line 1."""
    lines = path.read_text("utf-8").splitlines()
    cells = lines[line - 1].split(",")
    cells[lines[0].split(",").index(column)] = value
    lines[line - 1] = ",".join(cells)
    path.write_text("\n".join(lines) + "\n", "utf-8", newline="")


CELLS = {
    "a score above 1": ("task_scores", 12, "score_2025", "1.2"),
    "a score below 0": ("task_scores", 12, "score_2023", "-0.1"),
    "a model's score above 1": ("task_scores", 40, "score_2025_gemini", "27"),
    "no combined score": ("task_scores", 12, "score_2025", ""),
    "an infinite score": ("task_scores", 12, "score_2025", "inf"),
    "a code of three digits": ("task_scores", 12, "isco08", "111"),
    "a task numbered 0": ("task_scores", 12, "task", "0"),
    "a title with markup": ("occupations", 5, "title", "Chiefs <b>of</b> Villages"),
    "an empty title": ("occupations", 5, "title", ""),
    "a title with a double blank": ("occupations", 5, "title", "Senior  Officials"),
    "an unknown band": ("occupations", 5, "band", "Gradient 5"),
    "an unknown category of 2023": ("occupations", 5, "category_2023", "Doomed"),
    "a published mean above 1": ("occupations", 5, "ilo_mean_2025", "1.01"),
    "a major group of the armed forces": ("occupations", 5, "major_code", "0"),
    "an unknown level": ("isco_groups", 5, "level", "family"),
    "a malformed SOC code": ("crosswalk", 5, "soc_2010", "111031"),
    "a malformed O*NET code": ("crosswalk", 5, "onet_soc", "11-1031"),
    "negative employment": ("us_occupations", 6, "employment", "-5"),
    "a U.S. title with markup": ("us_occupations", 6, "title", "<script>alert(1)</script>"),
    "a row number below the header": ("us_occupations", 6, "onet_row", "1"),
    "a rating above 1": ("eloundou", 6, "human_beta", "1.5"),
    "a missing rating": ("eloundou", 6, "gpt4_gamma", ""),
    "a malformed code of another study": ("tomlinson", 6, "soc_code", "11-1011.00"),
    "an applicability below 0": ("tomlinson", 6, "applicability", "-0.1"),
    "negative employment in Italy": ("employment_ita", 6, "employment", "-1"),
    "a year that Nesta does not have": ("employment_gbr", 6, "year", "2019"),
    "a minor group of two digits": ("employment_fra", 6, "isco08", "11"),
    "an unknown status in Pakistan": ("employment_pak", 6, "status", "Q"),
    "an unused row of an unknown file": ("crosswalk_unused", 6, "source", "elsewhere"),
    "a wage of nothing": ("us_jobs", 6, "median_annual", "0"),
    "negative employment of a broad row": ("oews_duplicates", 6, "broad_employment", "-1"),
}


@pytest.mark.turns(4)
@pytest.mark.parametrize("case", CELLS)
def test_a_bad_cell_is_named_with_file_line_and_column(case: str, folder: Path) -> None:
    name, line, column, value = CELLS[case]
    _set(folder / f"{name}.csv", line, column, value)
    with pytest.raises(InputError) as refused:
        load_every(folder)
    message = str(refused.value)
    assert f"{name}.csv" in message, f"{case}: the message names no file: {message}"
    assert column in message, f"{case}: the message names no column: {message}"
    assert f"line {line}" in message, f"{case}: the message names no line: {message}"


TEXT_CELLS = {
    "a score that is no number": ("task_scores", 12, "score_2025", "high"),
    "employment that is no number": ("us_occupations", 6, "employment", "many"),
    "half a person": ("us_occupations", 6, "employment", "0.5"),
    "a task number that is none": ("task_scores", 12, "task", "first"),
    "a flag that is none": ("task_scores", 12, "has_statement", "maybe"),
    "a missing flag": ("task_scores", 12, "is_reconciled", ""),
}


@pytest.mark.turns(3)
@pytest.mark.parametrize("case", TEXT_CELLS)
def test_a_cell_of_the_wrong_kind_is_refused(case: str, folder: Path) -> None:
    name, line, column, value = TEXT_CELLS[case]
    _set(folder / f"{name}.csv", line, column, value)
    with pytest.raises(InputError) as refused:
        load_every(folder)
    message = str(refused.value)
    assert f"{name}.csv" in message, f"{case}: the message names no file: {message}"
    assert column in message or repr(value) in message, f"{case}: neither column nor value is named: {message}"


def _twice(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[min(11, len(lines) - 1)]]) + "\n", "utf-8")


@pytest.mark.turns(3)
@pytest.mark.parametrize("name", ROWS)
def test_a_duplicate_key_is_named(name: str, folder: Path) -> None:
    path = folder / f"{name}.csv"
    _twice(path)
    with pytest.raises(InputError) as refused:
        load_every(folder)
    message = str(refused.value)
    assert f"{name}.csv" in message and f"line {ROWS[name] + 2}" in message, message
    keys = {"isco_groups": "code", "us_occupations": "onet_soc", "eloundou": "onet_soc", "tomlinson": "soc_code"}
    keys |= {"crosswalk_unused": "source", "oews_duplicates": "oews_code", "us_jobs": "oews_code"}
    keys |= {name: "year" for name in ROWS if name.startswith("employment_")}
    key = keys.get(name, "isco08")
    assert key in message, f"the message does not name {key}: {message}"


UNKNOWN = {
    "a task of an unknown occupation": ("task_scores", 12, "isco08", "9998", "occupations.csv"),
    "a route from an unknown occupation": ("crosswalk", 5, "isco08", "9998", "occupations.csv"),
    "a route to an unknown U.S. occupation": ("crosswalk", 5, "onet_soc", "99-9999.00", "us_occupations.csv"),
    "a rated U.S. occupation that is unknown": ("eloundou", 5, "onet_soc", "99-9999.00", "us_occupations.csv"),
    "a scored U.S. occupation that is unknown": ("tomlinson", 5, "soc_code", "99-9999", "us_occupations.csv"),
    "jobs of an unknown U.S. occupation": ("us_jobs", 5, "oews_code", "99-9999", "us_occupations.csv"),
    "employment in a minor group that ISCO-08 does not have": ("employment_gbr", 5, "isco08", "199", "isco_groups.csv"),
    "an unused row of an unknown unit group": ("crosswalk_unused", 5, "isco08", "9998", "isco_groups.csv"),
    "an occupation that ISCO-08 does not have": ("isco_groups", 5, "code", "9998", "isco_groups.csv"),
}


@pytest.mark.turns(3)
@pytest.mark.parametrize("case", UNKNOWN)
def test_an_unknown_code_is_named_with_file_line_and_column(case: str, folder: Path) -> None:
    name, line, column, value, home = UNKNOWN[case]
    if name == "isco_groups":
        lines = (folder / "isco_groups.csv").read_text("utf-8").splitlines()
        line = next(number for number, text in enumerate(lines, start=1) if text.startswith("1111,"))
        _set(folder / f"{name}.csv", line, column, value)
        name, line, column, value = "occupations", 2, "isco08", "1111"
    else:
        _set(folder / f"{name}.csv", line, column, value)
    with pytest.raises(InputError) as refused:
        load_every(folder)
    message = str(refused.value)
    for part in (f"{name}.csv", f"line {line}", column, repr(value), home):
        assert part in message, f"{case}: the message does not name {part}: {message}"


def test_an_occupation_without_tasks_is_named(folder: Path) -> None:
    path = folder / "task_scores.csv"
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("3211,")]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    with pytest.raises(InputError, match="3211"):
        load_every(folder)


def _without_column(path: Path) -> None:
    lines = [line.rpartition(",")[0] for line in path.read_text("utf-8").splitlines()]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def _with_another_column(path: Path) -> None:
    head, rest = path.read_text("utf-8").split("\n", 1)
    path.write_text(head.rpartition(",")[0] + ",surprise\n" + rest, "utf-8")


def _with_a_column_too_many(path: Path) -> None:
    head, *rest = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([head + ",surprise", *(line + ",1" for line in rest)]) + "\n", "utf-8")


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _header_alone(path: Path) -> None:
    path.write_text(path.read_text("utf-8").split("\n", 1)[0] + "\n", "utf-8")


def _in_utf_16(path: Path) -> None:
    path.write_bytes(path.read_text("utf-8").encode("utf-16"))


def _in_latin_1(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    lines[4] = lines[4] + "\xe9"
    path.write_bytes("\n".join(lines).encode("latin-1"))


def _binary(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 4)


def _cut_short(path: Path) -> None:
    text = path.read_text("utf-8")
    path.write_text(text[: len(text) // 2].rpartition(",")[0], "utf-8")


def _a_cell_too_many(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    lines[7] += ",1,2,3"
    path.write_text("\n".join(lines) + "\n", "utf-8")


SPOILT: dict[str, Callable[[Path], None]] = {
    "a missing column": _without_column,
    "a renamed column": _with_another_column,
    "a column too many": _with_a_column_too_many,
    "an empty file": _empty,
    "a header without rows": _header_alone,
    "UTF-16": _in_utf_16,
    "Latin-1": _in_latin_1,
    "no text at all": _binary,
    "a file cut short": _cut_short,
    "a row with cells too many": _a_cell_too_many,
}


@pytest.mark.turns(4)
@pytest.mark.parametrize("case", SPOILT)
@pytest.mark.parametrize("name", ["task_scores", "occupations", "us_occupations", "eloundou", "crosswalk_unused"])
def test_a_spoilt_file_is_named(case: str, name: str, folder: Path) -> None:
    SPOILT[case](folder / f"{name}.csv")
    with pytest.raises(InputError) as refused:
        load_every(folder)
    assert f"{name}.csv" in str(refused.value) or case in ("a header without rows", "a file cut short"), (
        f"{case}: the message names no file: {refused.value}"
    )


@pytest.mark.turns(3)
@pytest.mark.parametrize("name", ROWS)
def test_a_missing_file_is_named_with_its_remedy(name: str, folder: Path) -> None:
    (folder / f"{name}.csv").unlink()
    with pytest.raises(InputError, match=rf"{name}\.csv is missing.*make data"):
        load_every(folder)


def test_a_missing_column_is_named(folder: Path) -> None:
    _without_column(folder / "task_scores.csv")
    with pytest.raises(InputError, match="source_row"):
        read_table(folder / "task_scores.csv", "task_scores")


def test_many_bad_cells_are_counted_not_listed(folder: Path) -> None:
    for line in range(2, 12):
        _set(folder / "task_scores.csv", line, "score_2025", "7")
    with pytest.raises(InputError, match="and 5 more"):
        load_every(folder)
