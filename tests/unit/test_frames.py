"""The public frames: their figures by the second implementation, their dtypes by their documentation, and their independence."""

import dataclasses
import re
import statistics
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from test_architecture import PACKAGE, wrong_imports
from test_oracle import ONE_UNIT_OF_THE_FOURTH_DECIMAL

import exposure_gradient as eg
from exposure_gradient import frames
from exposure_gradient.measures import Study
from exposure_gradient.measures.frame_rows import INTERVALS, occupation_row, typed
from exposure_gradient.pages.imports import imported_modules
from exposure_gradient.paths import ROOT, data_folder
from oracle import decimal_change, read_occupations

Record = dict[str, Any]
FRAMES = tuple(frames.COLUMNS)
INDEX = {"tasks": None, "occupations": "isco08", "bands": "band", "crosswalk": None, "us_occupations": "onet_soc"}
ROWS = {"tasks": 3265, "occupations": 427, "bands": 6, "crosswalk": 1787, "us_occupations": 1016}
DOCUMENTED = re.compile(r"^    (\w+) : (\w+)\n        (\S.*)$", re.MULTILINE)


def documented(name: str) -> dict[str, tuple[str, str]]:
    """The columns that a function's documentation names, with their dtype and meaning."""
    section = getattr(eg, name).__doc__.partition("    Columns\n    -------\n")[2].partition("\n\n")[0]
    return {column: (dtype, meaning) for column, dtype, meaning in DOCUMENTED.findall(section)}


def is_another(held: Any, wanted: Any) -> bool:
    """Whether two values differ; of fractions by more than a half that rounding may take either way."""
    return abs(held - wanted) > ONE_UNIT_OF_THE_FOURTH_DECIMAL if isinstance(wanted, float) else held != wanted


# --- What they hold ----------------------------------------------------------------------------------------------------


def test_the_figures_of_occupations_are_those_of_the_second_calculation(oracle: dict[str, Record]) -> None:
    frame = eg.occupations()
    assert frame.index.tolist() == sorted(oracle)
    ranks = frame["mean_2025"].rank(ascending=False, method="min")
    wrong = []
    for code, record in oracle.items():
        scores = [Fraction(task["score_2025"]) for task in record["tasks"]]
        wanted = {
            "title": record["title"],
            "major_group": record["major_group"]["code"],
            "major_title": record["major_group"]["title"],
            "n_tasks": record["n_tasks"],
            "mean_2025": record["mean_2025"]["value"],
            "mean_2023": record["mean_2023"]["value"],
            "sd_2025": round(statistics.stdev(scores), 4),
            "change": record["change"]["value"],
            "percentile": record["percentile"],
            "percentile_low": record["percentile_range"]["low"],
            "percentile_high": record["percentile_range"]["high"],
            "rank": ranks[code],
            "band": record["band"],
            "share_exposed_pct": record["share_exposed_pct"],
            "tasks_at_threshold": record["tasks_at_threshold"]["n"],
            "n_us_occupations": len(record["us_occupations"]),
        }
        row = frame.loc[code]
        wrong += [
            f"{code} {name}: {row[name]!r}, not {value!r}"
            for name, value in wanted.items()
            if is_another(row[name], value)
        ]
    assert not wrong, "\n".join(wrong[:10])


def test_what_the_ilo_publishes_stands_as_in_its_file(ilo: pd.DataFrame) -> None:
    first, frame = ilo.groupby("ISCO_08").first(), eg.occupations()
    columns = {"ilo_mean_2025": "mean_score_2025", "ilo_sd_2025": "SD_2025", "ilo_mean_2023": "mean_score_2023", "ilo_sd_2023": "SD_2023"}  # fmt: skip
    for own, theirs in columns.items():
        assert (frame[own] == first[theirs].astype(float).reindex(frame.index)).all(), own


def test_an_edition_of_own_scores_has_no_intervals(everything: Study) -> None:
    own = dataclasses.replace(everything.occupation("3211"), intervals=())
    row = typed(pd.DataFrame([occupation_row(own)]), {name: frames.COLUMNS["occupations"][name] for name in INTERVALS})
    assert row.isna().all(axis=None)
    assert str(row["raters_rank_low"].dtype) == "Int64" and str(row["tasks_band_high"].dtype) == "category"


def test_every_task_is_that_of_the_second_reading(sources_folder: Path) -> None:
    wanted = [(code, task) for code, own in read_occupations(sources_folder).items() for task in own.tasks]
    rows = list(eg.tasks().itertuples(index=False))
    assert len(rows) == len(wanted)
    for row, (code, task) in zip(rows, wanted, strict=True):
        held = (
            row.isco08,
            row.task,
            row.score_2025,
            row.score_2023,
            row.score_2025_gpt4o,
            row.score_2025_gemini,
            row.change,
        )
        given = (code, task.number, task.score_2025, task.score_2023, task.gpt4o, task.gemini, decimal_change(task))
        assert tuple(None if value != value else value for value in held) == given


def test_bands_count_their_occupations_and_tasks(oracle: dict[str, Record]) -> None:
    frame = eg.bands()
    for band in frame.index:
        own = [record for record in oracle.values() if record["band"] == band]
        means = [record["mean_2025"]["value"] for record in own]
        counts = (len(own), sum(len(record["tasks"]) for record in own), min(means), max(means))
        assert tuple(frame.loc[band, ["n_occupations", "n_tasks", "lowest_mean", "highest_mean"]]) == counts, band
        assert {record["share_exposed_pct"] == 100 for record in own} == {frame.loc[band, "is_exposed"]}, band


def test_an_occupations_us_occupations_and_their_reach_are_those_of_the_second_calculation(
    oracle: dict[str, Record],
) -> None:
    reach: dict[str, int] = {}
    for record in oracle.values():
        for us in record["us_occupations"]:
            reach[us["onet_soc"]] = reach.get(us["onet_soc"], 0) + 1
    for code in ("3211", "1111", "9629"):
        own = eg.occupation(code).us_occupations
        wanted = [
            (us["onet_soc"], us["title"], us["employment"], reach[us["onet_soc"]])
            for us in oracle[code]["us_occupations"]
        ]
        held = own.reset_index()[["onet_soc", "title", "employment", "n_unit_groups"]].itertuples(
            index=False, name=None
        )
        assert [(*row[:2], None if row[2] is pd.NA else row[2], row[3]) for row in held] == wanted, code
    unreached = eg.us_occupations()["n_unit_groups"] == 0
    assert set(eg.us_occupations().index[~unreached]) == set(reach)


@pytest.mark.parametrize("table", ["crosswalk", "us_occupations"])
def test_the_other_tables_are_those_that_are_kept(table: str) -> None:
    kept = pd.read_csv(data_folder() / f"{table}.csv", dtype="str", keep_default_na=False)
    frame = getattr(eg, table)().reset_index()
    for column in set(kept) & set(frame):
        assert frame[column].astype("str").fillna("").replace("<NA>", "").tolist() == kept[column].tolist(), column


@pytest.mark.built
def test_columns_that_a_published_file_has_as_well_hold_the_same(site: Path) -> None:
    for name, key in (("occupations", ["isco08"]), ("tasks", ["isco08", "task"])):
        published = pd.read_parquet(site / "data" / f"{name}.parquet").set_index(key)
        own = getattr(eg, name)().reset_index().set_index(key)
        shared = [column for column in own if column in published]
        assert len(shared) >= 5
        for column in shared:
            theirs = published[column]
            if own[column].dtype in (
                "category",
                "Int64",
            ):  # a file has neither kind; frames of own scores may lack a number
                theirs = theirs.astype(own[column].dtype)
            pd.testing.assert_series_equal(own[column], theirs, check_exact=True)


# --- What is promised of them --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FRAMES)
def test_the_documentation_names_every_column_with_its_dtype_and_no_other(name: str) -> None:
    frame = getattr(eg, name)()
    dtypes = {column: str(dtype) for column, dtype in frame.dtypes.items()}
    assert {column: dtype for column, (dtype, _) in documented(name).items()} == dtypes
    assert list(documented(name)) == list(frame.columns)
    assert len(frame) == ROWS[name] and frame.index.name == INDEX[name]
    assert frame.index.is_unique and (INDEX[name] is None or frame.index.dtype in ("str", "category"))
    without = [
        column
        for column in frame
        if frame[column].isna().any() and not re.search("NaN|missing", documented(name)[column][1])
    ]
    assert not without, f"{name}: cells are missing, and the documentation does not say so: {without}"


@pytest.mark.parametrize("name", FRAMES)
def test_a_source_that_is_named_is_that_of_the_data_dictionary(name: str) -> None:
    table = {"tasks": "task_scores"}.get(name, name)
    dictionary = pd.read_csv(data_folder() / "dictionary.csv", dtype="str", keep_default_na=False)
    stated = {
        row.column: (row.source, row.source_column) for row in dictionary[dictionary["table"] == table].itertuples()
    }
    for column, (_, meaning) in documented(name).items():
        if found := re.search(r"Source: ``(\w+)``, ([^,.]+(?:\*NET-SOC 20\d\d Code)?)", meaning):
            renamed = {"major_group": "major_code", "major_title": "major_code"}.get(column, column)
            assert found.groups() == stated[renamed], f"{name}.{column}: {meaning}"


@pytest.mark.parametrize("name", FRAMES)
def test_what_a_caller_does_to_a_frame_reaches_no_other(name: str) -> None:
    before, spoilt = getattr(eg, name)(), getattr(eg, name)()
    for column in spoilt.select_dtypes("number"):
        spoilt[column] = 0
    spoilt.iloc[0, 0] = spoilt.iloc[1, 0]
    spoilt.columns = [f"{column}_" for column in spoilt]
    pd.testing.assert_frame_equal(getattr(eg, name)(), before, check_exact=True)


def test_one_occupation_is_its_rows_of_the_frames() -> None:
    own = eg.occupation("3211")
    everything = eg.tasks()
    assert own.figures.equals(eg.occupations().loc["3211"]) and own.title == own.figures["title"]
    assert own.tasks["source_row"].tolist() == everything.loc[everything["isco08"] == "3211", "source_row"].tolist()
    pairs = eg.crosswalk().loc[lambda routes: routes["isco08"] == "3211", "onet_soc"]
    assert set(own.us_occupations.index) == set(pairs)
    with pytest.raises(dataclasses.FrozenInstanceError):
        own.title = "another"


@pytest.mark.parametrize("code", ["3211", " 3211 ", "3211\n", 3211, np.int64(3211), np.str_("3211")])
def test_a_code_is_taken_as_people_write_it(code: Any) -> None:
    assert eg.occupation(code).isco08 == "3211"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("321", "a text of four digits"), ("32111", "a text of four digits"), ("", "a text of four digits"), (110, "a text of four digits"),
        (3211.0, "a text of four digits"), (None, "a text of four digits"), (True, "a text of four digits"), ("３２１１", "a text of four digits"),
        (["3211"], "a text of four digits"), (float("nan"), "a text of four digits"), ("9999", "not among the 427"), ("0110", "not among the 427"),
    ],
)  # fmt: skip
def test_a_code_that_cannot_be_used_is_refused_in_one_line(code: Any, words: str) -> None:
    with pytest.raises(eg.InputError) as refused:
        eg.occupation(code)
    assert words in str(refused.value) and "\n" not in str(refused.value)
    assert refused.value.__cause__ is None


# --- How they are imported -------------------------------------------------------------------------------------------------


def test_importing_the_package_loads_nothing_large() -> None:
    code = (
        "import sys, exposure_gradient as eg; print(sorted({'numpy', 'pandas', 'pandera'} & set(sys.modules)), sorted(eg.__all__))\n"
        "from exposure_gradient import *; print(tasks is eg.tasks, len(dir(eg)) >= 8)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.splitlines()
    names = [
        "EmploymentByExposure",
        "InputError",
        "attach",
        "bands",
        "crosswalk",
        "employment_by_exposure",
        "occupation",
        "occupations",
    ]
    names += ["read_employment", "rules", "tasks", "us_occupations"]
    assert said == [f"[] {names}", "True True"]
    with pytest.raises(
        AttributeError, match="its public names are EmploymentByExposure, InputError, attach, bands, crosswalk"
    ):
        eg.task  # noqa: B018


def test_the_frames_import_nothing_beyond_the_measures() -> None:
    assert not wrong_imports((PACKAGE / "frames.py").read_text("utf-8"), "measures")


def test_a_notebook_that_imports_the_package_depends_on_the_frames() -> None:
    cell = "```{{code-cell}} ipython3\n{}\n```\n"
    modules = {path.name for path in imported_modules(cell.format("import exposure_gradient as eg"), PACKAGE)}
    assert {"frames.py", "rules.py", "occupation.py", "load.py", "attach.py", "distribution.py"} <= modules
    assert PACKAGE / "frames.py" not in imported_modules(
        cell.format("from exposure_gradient.measures import study"), PACKAGE
    )


def test_the_readme_shows_the_names_that_there_are() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    used = set(re.findall(r"\beg\.(\w+)", text))
    assert used and used <= set(eg.__all__)
