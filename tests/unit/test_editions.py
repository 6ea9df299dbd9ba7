"""Comparing two editions of the tables: what a new release changes is found, counted and named."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from exposure_gradient.commands import cli
from exposure_gradient.editions import compare as editions
from exposure_gradient.errors import InputError
from exposure_gradient.paths import data_folder

EVERY = 12
"""Of so many unit groups one is in the editions that are compared: each is calculated anew by every test."""


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The committed tables, of some unit groups of every major group only."""
    folder = tmp_path_factory.mktemp("editions") / "old"
    shutil.copytree(data_folder(), folder)
    with (folder / "occupations.csv").open(encoding="utf-8", newline="") as file:
        codes = {"3211", *(row["isco08"] for row in list(csv.DictReader(file))[::EVERY])}
    for table in ("task_scores", "occupations", "crosswalk", "intervals"):
        rewrite(folder, table, lambda rows: [row for row in rows if row["isco08"] in codes])
    return folder


@pytest.fixture
def new(old: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(old, tmp_path / "new"))


def rewrite(folder: Path, table: str, change: Callable[[list[dict[str, str]]], list[dict[str, str]]]) -> None:
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(change([dict(row) for row in rows]))


def with_score(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    [row] = [row for row in rows if (row["isco08"], row["task"]) == ("3211", "1")]
    row["score_2025"] = "0.9"
    return rows


def differences(old: Path, new: Path, tmp_path: Path) -> tuple[list[dict[str, str]], list[dict[str, str]], str]:
    """Compare two editions; return the rows of tables.csv and claims.csv, and the report."""
    _, place = editions.compare_editions(str(old), str(new), tmp_path / "diff")
    found = []
    for name in ("tables", "claims"):
        with place.with_name(f"{name}.csv").open(encoding="utf-8", newline="") as file:
            found.append(list(csv.DictReader(file)))
    return found[0], found[1], place.read_text("utf-8")


def test_the_same_tables_do_not_differ(old: Path, new: Path, tmp_path: Path) -> None:
    tables, claims, report = differences(old, new, tmp_path)
    assert tables == [] and claims == []
    assert "0 differences in the tables; 0 claims differ, on 0 pages" in report


def test_a_changed_score_is_named_with_the_claims_that_rest_on_it(old: Path, new: Path, tmp_path: Path) -> None:
    rewrite(new, "task_scores", with_score)
    tables, claims, report = differences(old, new, tmp_path)
    assert [(row["where"], row["key"], row["what"], row["kind"]) for row in tables] == [
        ("task_scores", "3211/1", "score_2025", "changed")
    ]
    own = {row["key"] for row in claims if row["where"] == "3211"}
    assert {"mean_2025", "task.1.score_2025", "task.1.change", "most_exposed.score", "percentile"} <= own
    assert "group 3" in {row["where"] for row in claims}
    assert "| 3211 | Medical Imaging and Therapeutic Equipment Technicians | 0.22 | 0.30 |" in report


def test_a_new_edition_is_named_by_its_own_id_and_date(old: Path, new: Path, tmp_path: Path) -> None:
    about = new / "edition.toml"
    about.write_text(about.read_text("utf-8").replace('"2026.1"', '"2027.1"').replace("2026-", "2027-"), "utf-8")
    _, _, report = differences(old, new, tmp_path)
    assert "from edition 2026.1" in report.lower() and "to edition 2027.1 (2027-" in report


def test_an_occupation_that_is_gone_is_said_to_be_removed(old: Path, new: Path, tmp_path: Path) -> None:
    for table in ("task_scores", "occupations", "crosswalk"):
        rewrite(new, table, lambda rows: [row for row in rows if row["isco08"] != "3211"])
    tables, claims, report = differences(old, new, tmp_path)
    assert {row["kind"] for row in tables} == {"removed"}
    gone = [row for row in claims if row["where"] == "3211"]
    assert len(gone) > 100 and all(row["kind"] == "removed" and row["after"] == "" for row in gone)
    assert "| Occupations removed | 1 | 3211 |" in report


def test_a_new_title_is_a_new_address_and_a_new_band_is_named(old: Path, new: Path, tmp_path: Path) -> None:
    def change(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        for row in rows:
            if row["isco08"] == "3211":
                row.update(title="Imaging Technicians", band="Minimal")
        return rows

    rewrite(new, "occupations", change)
    _, claims, report = differences(old, new, tmp_path)
    assert "| Pages under another address | 1 | 3211 |" in report
    assert "| Occupations in another band | 1 | 3211 |" in report
    assert {"band", "band.minimal.tasks"} <= {row["key"] for row in claims if row["where"] == "3211"}


def test_a_crosswalk_pair_that_is_gone_is_named(old: Path, new: Path, tmp_path: Path) -> None:
    pair = ("3211", "29-2033.00")
    rewrite(new, "crosswalk", lambda rows: [row for row in rows if (row["isco08"], row["onet_soc"]) != pair])
    tables, claims, _ = differences(old, new, tmp_path)
    assert [(row["where"], row["kind"]) for row in tables] == [("crosswalk", "removed")]
    assert {"us.count", "us.29-2033.00.employment"} <= {row["key"] for row in claims}


def test_a_row_that_only_moved_in_the_publishers_file_is_not_changed(old: Path, new: Path, tmp_path: Path) -> None:
    def move(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        for row in rows:
            row["source_row"] = str(int(row["source_row"]) + 1)
        return rows

    rewrite(new, "task_scores", move)
    tables, claims, _ = differences(old, new, tmp_path)
    assert tables == [] and claims == []


def test_what_is_no_edition_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(InputError, match="is not a folder of tables, and git finds no such revision of this checkout"):
        editions.edition_of("no-such-thing", tmp_path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=r"edition\.toml"):
        editions.edition_of(str(tmp_path / "empty"), tmp_path)
    assert cli.main(["diff", "no-such-thing", str(data_folder())]) == 2
    assert "is not a folder of tables" in capsys.readouterr().err


def test_corrupt_tables_are_refused_by_name(old: Path, new: Path, tmp_path: Path) -> None:
    rewrite(new, "task_scores", lambda rows: [row | {"score_2025": "much"} for row in rows])
    with pytest.raises(InputError, match=r"task_scores\.csv.*'much'"):
        editions.compare_editions(str(old), str(new), tmp_path / "diff")


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        (
            {"PATH": "/nowhere"},
            r"git, which reads revisions, cannot be run \(No such file or directory\)\. Install git",
        ),
        (
            {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"},
            r"detected dubious ownership in repository .* git config --global --add safe",
        ),
        ({"GIT_DIR": "/nowhere"}, "not a git repository"),
    ],
    ids=["no git", "another owner", "no repository"],
)
def test_why_git_gives_no_revision_is_told_in_one_line(
    environment: dict[str, str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(InputError, match=words) as refused:
        editions.edition_of("HEAD", tmp_path)
    assert "\n" not in str(refused.value)


def test_an_option_is_no_revision(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="git finds no such revision"):
        editions.edition_of(f"--output={tmp_path / 'written'}", tmp_path)
    assert not (tmp_path / "written").exists()
