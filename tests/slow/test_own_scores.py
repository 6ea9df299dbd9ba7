"""A rerun with a reader's own scores: what is made of them, and that nothing of it passes for the ILO's."""

import csv
import json
import os
import re
import statistics
import subprocess
import sys
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import nbformat
import pytest
from markupsafe import escape

from exposure_gradient.contents import plan
from exposure_gradient.editions import own_scores
from exposure_gradient.measures.bands import fitted_band_in_doubles
from exposure_gradient.paths import ROOT, data_folder
from exposure_gradient.publication.trail import LEDGER_COLUMNS
from exposure_gradient.site import page_head
from exposure_gradient.sources import load_edition, load_registry
from exposure_gradient.sources.locate import FOLDER_VARIABLE, NOWHERE
from exposure_gradient.tables import load

Rows = list[dict[str, str]]
PAGES = (
    "3211",
    "7126",
    "3",
    "index",
    "gradient",
    "story",
    "newsroom",
    "data",
    "methodology/rerun",
    "methodology/measures",
)


def rows_of(name: str, folder: Path | None = None) -> Rows:
    with ((folder or data_folder()) / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def own_table() -> Rows:
    """Scores of one column, unlike the ILO's: a function of code and number."""
    return [
        {
            "isco08": row["isco08"],
            "task": row["task"],
            "score_2025": str((7 * int(row["isco08"]) + 13 * int(row["task"])) % 1001 / 1000),
        }
        for row in rows_of("task_scores")
        if row["has_statement"] == "True"
    ]


def write(path: Path, rows: Rows) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


# --- The tables that are made -------------------------------------------------------------------------------------------


def two_decimals(value: float) -> float:
    """Five decimals taken as exact, halves up: in decimals, apart from the code under test."""
    return float(Decimal(f"{value:.5f}").quantize(Decimal("0.01"), ROUND_HALF_UP))


def band_by_rule(m: float, s: float) -> str:
    mean, sd = round(100 * m), round(100 * s)  # whole hundredths, so that a sum meets a threshold or does not
    if mean >= 60 and mean - sd >= 50:
        return "Gradient 4"
    if mean >= 50:
        return "Gradient 3"
    if mean + sd >= 50:
        return "Gradient 2" if mean >= 40 else "Gradient 1"
    return "Minimal" if mean + sd >= 40 else "Not exposed"


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("own") / "mine <b>.csv", own_table())


@pytest.fixture(scope="module")
def made(mine: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("made") / "data"
    own_scores.make_tables(mine.read_bytes(), mine, data_folder(), place)
    return place


def test_the_tables_hold_the_readers_scores_and_the_ilos_where_the_reader_has_none(made: Path, mine: Path) -> None:
    own = {
        (row["isco08"], row["task"]): (line, row) for line, row in enumerate(rows_of(mine.stem, mine.parent), start=2)
    }
    ours = {(row["isco08"], row["task"]): row for row in rows_of("task_scores") if row["has_statement"] == "True"}
    rows = {(row["isco08"], row["task"]): row for row in rows_of("task_scores", made)}
    assert rows.keys() == ours.keys() == own.keys()
    for key, row in rows.items():
        line, scores = own[key]
        assert row["score_2025"] == scores["score_2025"], f"task {key}: score_2025"
        assert row["own_row"] == str(line), f"task {key}: own_row"
        for column in ("score_2023", "score_2025_gpt4o", "score_2025_gemini", "source_row"):
            assert row[column] == ours[key][column], f"task {key}: {column}"


def test_the_bands_follow_the_rule_from_the_readers_scores(made: Path) -> None:
    scores: dict[str, list[float]] = {}
    for row in rows_of("task_scores", made):
        scores.setdefault(row["isco08"], []).append(float(row["score_2025"]))
    ours = {row["isco08"]: row for row in rows_of("occupations")}
    wrong = []
    for row in rows_of("occupations", made):
        own = scores[row["isco08"]]
        m, s = two_decimals(statistics.fmean(own)), two_decimals(statistics.stdev(own))
        if (float(row["ilo_mean_2025"]), float(row["ilo_sd_2025"]), row["band"]) != (m, s, band_by_rule(m, s)):
            wrong.append(
                f"{row['isco08']}: {row['band']} from {row['ilo_mean_2025']} and {row['ilo_sd_2025']}, not {m}, {s}"
            )
        assert row["category_2023"] == ours[row["isco08"]]["category_2023"], (
            f"{row['isco08']}: 2023 scores are the ILO's"
        )
    assert not wrong, "\n".join(wrong[:10])
    assert len({row["band"] for row in rows_of("occupations", made)}) > 3


def test_the_ilos_own_scores_put_through_give_the_ilos_bands_but_for_rounding(tmp_path: Path) -> None:
    content = own_scores.table_to_start_from(data_folder()).encode()
    own_scores.make_tables(content, tmp_path / "again.csv", data_folder(), tmp_path / "data")
    ours = {row["isco08"]: row for row in rows_of("occupations")}
    for row in rows_of("occupations", tmp_path / "data"):
        published = ours[row["isco08"]]
        if row["band"] != published["band"]:  # then the ILO rounded its mean or its deviation otherwise
            names = ("ilo_mean_2025", "ilo_sd_2025")
            ilo = [float(published[name]) for name in names]
            is_of_doubles = fitted_band_in_doubles(*ilo) == published["band"]
            assert is_of_doubles or [float(row[name]) for name in names] != ilo, row["isco08"]


def test_the_tables_load_and_name_the_readers_file(made: Path, mine: Path) -> None:
    load(made)
    edition, ours, source = load_edition(made), load_edition(), load_registry(made)["own_scores"]
    assert re.fullmatch(rf"{re.escape(ours.id)}\+own\.[0-9a-f]{{8}}", edition.id)
    assert (edition.own_scores, list(edition.own_columns)) == (mine.name, ["score_2025"])
    assert edition.notice.startswith("Not the ILO’s scores") and mine.name in edition.notice
    assert "The 2023 scores, GPT-4o’s scores and Gemini’s scores are the ILO’s." in edition.notice
    assert rows_of("own_scores", made) == own_table()
    assert source.bytes == mine.stat().st_size
    assert (ours.own_scores, ours.notice) == ("", ""), "the edition itself has no scores of a reader's own"


def test_the_notice_of_a_table_with_every_column_keeps_nothing_of_the_ilos() -> None:
    said = own_scores.notice_of("x.csv", "0" * 64, list(own_scores.WORDS))
    assert "are the ILO’s." not in said
    assert "Gemini’s scores. Bands" in said


# --- The pages ------------------------------------------------------------------------------------------------------------


def command(*arguments: str, build: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "EXPOSURE_GRADIENT_BUILD": str(build),
        FOLDER_VARIABLE: NOWHERE,
        "PYTHONWARNINGS": "ignore",
    }
    environment.pop("EXPOSURE_GRADIENT_WORDING", None)
    return subprocess.run(
        [sys.executable, "-m", "exposure_gradient.commands.cli", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
        env=environment,
        cwd=ROOT,
    )


@pytest.fixture(scope="module")
def rerun(mine: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages of every kind, run with the reader's scores; the build folder."""
    build = tmp_path_factory.mktemp("build")
    ran = command("pages", "--scores", str(mine), "--jobs", "2", *PAGES, build=build)
    assert ran.returncode == 0, ran.stderr[-3000:]
    assert "not the ILO’s" in ran.stdout
    return build


def notebooks(rerun: Path) -> dict[str, nbformat.NotebookNode]:
    source = rerun / "own" / "source"
    return {
        path.relative_to(source).with_suffix("").as_posix(): nbformat.read(path, as_version=4)
        for path in sorted(source.rglob("*.ipynb"))
    }


def said_by(notebook: nbformat.NotebookNode) -> str:
    """The markup of a notebook's cells and outputs."""
    parts = []
    for cell in notebook.cells:
        parts.append(cell.source if cell.cell_type == "markdown" else "")
        parts += ["".join(output.get("data", {}).get("text/html", "")) for output in cell.get("outputs", [])]
    return "\n".join(parts)


def test_every_page_says_first_that_its_scores_are_not_the_ilos(rerun: Path) -> None:
    found = notebooks(rerun)
    assert len(found) == len(PAGES)
    for name, notebook in found.items():
        head, _, said = notebook.cells[0].source.partition("\n\n")
        assert head.startswith("# "), name
        assert said.startswith("> **Not the ILO’s scores: this is a rerun with a reader’s own file, mine"), name


def test_no_page_lets_the_ilo_say_what_it_has_not(rerun: Path) -> None:
    for name, notebook in notebooks(rerun).items():
        said = said_by(notebook)
        for words in (
            "The ILO places",
            "Organization’s study of 2025 scored",
            "Calculated from the ILO’s task scores, Gmyrek et al. (2025)",
            "Scores: Gmyrek",
        ):
            assert words not in said, f"{name}: says {words!r}"


def test_a_rerun_never_touches_the_edition(rerun: Path) -> None:
    assert [path.name for path in rerun.iterdir()] == ["own"]


def test_the_page_record_and_citation_name_the_readers_file(rerun: Path, mine: Path) -> None:
    [path] = (rerun / "own" / "beside" / "gradient").glob("3211-*.json")
    record = json.loads(path.read_text("utf-8"))
    assert record["ilo_published"] is None
    assert mine.name in record["edition"]["notice"]
    expected = statistics.fmean(float(row["score_2025"]) for row in own_table() if row["isco08"] == "3211")
    assert record["mean_2025"]["value"] == pytest.approx(expected, abs=5e-5)
    twin = path.with_suffix(".md").read_text("utf-8")
    assert "**Not the ILO’s scores" in twin and "Gmyrek" not in twin
    said = said_by(notebooks(rerun)[f"gradient/{path.stem}"])
    assert said.count(str(escape(f"Scores: {mine.name}, a reader’s own file, not the ILO’s"))) >= 4, "citations"
    assert mine.name not in said, "the file's name stands in the page as markup"


def test_a_claim_names_the_file_that_it_rests_on(rerun: Path, mine: Path) -> None:
    [path] = (rerun / "own" / "beside" / "gradient").glob("3211-*.claims.csv")
    with path.open(encoding="utf-8", newline="") as file:
        claims = {claim["claim"]: claim for claim in csv.DictReader(file, LEDGER_COLUMNS)}
    lines = [line for line, row in enumerate(own_table(), start=2) if row["isco08"] == "3211"]
    mean = claims["mean_2025"]
    assert (mean["source"], mean["columns"], mean["rows"]) == ("own_scores", "score_2025", f"{lines[0]}-{lines[-1]}")
    assert claims["task.2.score_2025"]["rows"] == str(lines[1])
    assert claims["band"]["source"] == claims["ilo_sd_2025"]["source"] == "own_scores"
    assert (claims["change"]["source"], claims["change"]["columns"]) == (
        "own_scores",
        "score_2025; ilo_scores: score_2023",
    )
    for kept in ("task.2.score_2023", "task.2.score_2025_gpt4o", "mean_2023", "widest.gap", "n_tasks"):
        assert claims[kept]["source"] == "ilo_scores", kept
    assert claims["us.count"]["source"] == "ibs_crosswalk"


def test_what_argues_about_the_ilo_is_left_out_and_the_rules_stay(rerun: Path) -> None:
    found = notebooks(rerun)
    for name in ("story", "newsroom"):
        assert "no part of a book that was made with a reader’s own scores" in said_by(found[name]), name
        assert len(found[name].cells) == 1, name
    measures = found["methodology/measures"]
    assert "(rule-band)=" in said_by(measures)
    assert {cell.cell_type for cell in measures.cells} == {"markdown"}
    assert {*own_scores.ABOUT_THE_ILO, *own_scores.RULES_ALONE} <= {page.name for page in plan.chapters()}


@pytest.mark.trial("other scores and no network")
def test_another_file_runs_pages_again_and_the_same_one_does_not(rerun: Path, mine: Path, tmp_path: Path) -> None:
    again = command("pages", "--scores", str(mine), "3211", "7126", build=rerun)
    assert "All 2 pages are current." in again.stdout, again.stdout + again.stderr
    rows = own_table()
    rows[0]["score_2025"] = "0.999"
    other = command("pages", "--scores", str(write(tmp_path / mine.name, rows)), "3211", build=rerun)
    assert "Ran 1 of 1 pages" in other.stdout, other.stdout + other.stderr
    edition = command("pages", "3211", build=rerun)
    assert "not the ILO’s" not in edition.stdout
    assert next((rerun / "source" / "gradient").glob("3211-*.ipynb")).is_file()


def test_a_file_that_is_refused_stops_the_build_and_leaves_the_last_one(
    rerun: Path, mine: Path, tmp_path: Path
) -> None:
    before = (rerun / "own" / "data" / "own_scores.csv").read_bytes()
    ran = command("book", "--scores", str(write(tmp_path / "bad.csv", own_table()[:-1])), build=rerun)
    assert ran.returncode == 2 and "no line for 1 of the tasks, in 1 of the occupations" in ran.stderr, ran.stderr
    assert (rerun / "own" / "data" / "own_scores.csv").read_bytes() == before


def test_every_page_of_the_book_carries_the_notice_above_it(
    made: Path, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def options() -> dict[str, Any]:
        config = {"html_theme_options": {}, "html_title": "The Exposure Gradient"}
        page_head._name_edition(None, config)  # type: ignore[arg-type]
        return config

    assert "announcement" not in options()["html_theme_options"]
    monkeypatch.setattr(page_head, "data_folder", lambda: made)
    config = options()
    assert config["html_theme_options"]["announcement"] == str(escape(load_edition(made).notice))
    assert config["html_title"].endswith("rerun with own scores")


@pytest.mark.parametrize("target", ["test", "audit", "bench", "data"])
def test_make_refuses_scores_for_what_holds_the_edition(target: str) -> None:
    ran = subprocess.run(
        ["make", "-n", target, "SCORES=mine.csv"], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert ran.returncode and "SCORES goes with book, pages and page" in ran.stderr, ran.stdout
