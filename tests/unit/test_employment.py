"""Employment by exposure: the figures of real tables by a second implementation, what the bounds promise, and what is refused."""

import inspect
import itertools
import math
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import exposure_gradient as eg
from exposure_gradient.employment.distribution import EmploymentByExposure
from exposure_gradient.tables import BANDS

SQL = (Path(__file__).parents[1] / "support" / "employment.sql").read_text("utf-8")
FIGURES = ["lower", "equal_split", "upper"]
DESIGN = {"uk": (23.3, 36.5, 50.0), "fra": (18.4, 30.2, 41.6), "ita": (19.4, 32.0, 42.3), "pak": (1.8, 14.1, 33.4)}
"""Employment in Gradient 1 to 4, per cent: at least, equal split, at most, as they were found before there was a program for it."""
OCCUPATIONS = eg.occupations()
CODES = OCCUPATIONS.index.tolist()
EXPOSED = (OCCUPATIONS["band"] >= "Gradient 1").astype(int).to_dict()
GROUPS = pd.read_csv(eg.frames.__file__.replace("frames.py", "data/isco_groups.csv"), dtype="str")["code"].tolist()
SCORED_GROUPS = [group for group in GROUPS if any(code.startswith(group) for code in CODES)]


@pytest.fixture(scope="session")
def tables(sources_folder: Path) -> Path:
    folder = sources_folder / "employment"
    if not folder.is_dir():
        pytest.skip(f"the tables of employment are not at hand: there is no {folder}")
    return folder


def result_of(tables: Path, name: str) -> EmploymentByExposure:
    if name == "pak":
        frame = eg.read_employment(tables / "ilostat_pak_EMP_TEMP_SEX_OC2_NB.csv")
        return eg.employment_by_exposure(frame, where={"TIME_PERIOD": 2025})
    frame = eg.read_employment(tables / f"eu_lfs_{name}_isco3.csv")
    return eg.employment_by_exposure(frame, code="isco_code", weight="2018", unit=1000)


def table_of(rows: list[tuple[Any, Any]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["isco", "jobs"])


def by_exposure(rows: list[tuple[Any, Any]], **options: Any) -> EmploymentByExposure:
    return eg.employment_by_exposure(table_of(rows), code="isco", weight="jobs", **options)


# --- Real tables -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DESIGN)
def test_the_figures_of_a_country_are_those_that_were_found_by_hand(name: str, tables: Path) -> None:
    found = tuple(round(value, 1) for value in result_of(tables, name).exposed())
    assert found == DESIGN[name], f"{name}: lower, equal split and upper are {found}, not {DESIGN[name]}"


@pytest.mark.parametrize("name", DESIGN)
def test_every_figure_of_a_country_is_that_of_the_second_implementation(
    name: str, tables: Path, recomputed: duckdb.DuckDBPyConnection
) -> None:
    connection = recomputed.cursor()
    if name == "pak":
        rows = "SELECT right(OC2, 2) AS code, OBS_VALUE::DOUBLE AS persons, OC2, TIME_PERIOD FROM read_csv('{}', all_varchar = true)"
        source = rows.format(tables / "ilostat_pak_EMP_TEMP_SEX_OC2_NB.csv")
        source = f"SELECT code, persons FROM ({source}) WHERE TIME_PERIOD = '2025' AND OC2 NOT LIKE '%TOTAL'"
    else:
        path = tables / f"eu_lfs_{name}_isco3.csv"
        source = f"SELECT isco_code AS code, \"2018\"::DOUBLE AS persons FROM read_csv('{path}', all_varchar = true)"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE reported AS {source}")
    second = connection.execute(SQL).df().set_index("figure")
    result = result_of(tables, name)
    own = {"exposed": result.exposed(), "exposure": result.exposure()}
    places = dict(connection.execute("SELECT band, place FROM bands").fetchall())
    own |= {f"band {places[band]}": row for band, row in result.bands().iterrows()}
    assert set(own) == set(second.index) and len(own) == 8
    for figure, row in own.items():
        for column in FIGURES:
            assert math.isclose(row[column], second.loc[figure, column], rel_tol=1e-9, abs_tol=1e-9), (
                name,
                figure,
                column,
            )


def test_two_surveys_and_two_years_in_one_file_are_refused_and_the_option_settles_it(tables: Path) -> None:
    frame = eg.read_employment(tables / "ilostat_pak_EMP_TEMP_SEX_OC2_NB.csv")
    with pytest.raises(eg.InputError, match=r"rows 2, 45, 87.*TIME_PERIOD.*SOURCE.*where="):
        eg.employment_by_exposure(frame)
    one_year = frame.assign(TIME_PERIOD=frame["TIME_PERIOD"].replace({"2020": "2015"}))
    with pytest.raises(eg.InputError, match=r"SOURCE \('LFS.*where="):
        eg.employment_by_exposure(one_year, where={"TIME_PERIOD": "2015"})
    by_survey = eg.employment_by_exposure(frame, by=["SOURCE", "TIME_PERIOD"])
    assert len(by_survey.exposed()) == 3
    survey = {"SOURCE": "HIES - Household Income and Expenditure Survey"}
    assert eg.employment_by_exposure(frame, where=survey).coverage()["total"] == pytest.approx(50_322_515)


def test_what_an_ilostat_file_does_not_publish_or_place_is_a_share_of_its_own(tables: Path) -> None:
    frame = eg.read_employment(tables / "ilostat_pak_EMP_TEMP_SEX_OC2_NB.csv")
    parts = eg.employment_by_exposure(frame, by="TIME_PERIOD").coverage()
    assert parts.loc["2015", ["suppressed", "n_suppressed"]].tolist() == pytest.approx([3895, 3])
    assert parts.loc["2020", ["unscored", "suppressed", "n_suppressed"]].tolist() == pytest.approx([220_418, 295, 1])
    assert parts.loc["2025", ["unplaced", "suppressed"]].tolist() == pytest.approx([32_936, 0])
    assert (
        parts[["placed", "unscored", "unplaced", "suppressed", "missing"]].sum(axis=1) - parts["total"]
    ).abs().max() < 1


# --- What the figures promise --------------------------------------------------------------------------------------------

persons = st.integers(0, 10_000)
rows_of_codes = st.dictionaries(st.sampled_from(SCORED_GROUPS), persons, min_size=1, max_size=12)


def units_under(code: str) -> list[str]:
    return [unit for unit in CODES if unit.startswith(code)]


@settings(deadline=None, max_examples=60)
@given(rows_of_codes, st.data())
def test_every_allocation_is_between_the_bounds_and_so_is_the_equal_split(
    rows: dict[str, int], data: st.DataObject
) -> None:
    result = by_exposure(list(rows.items()), nested="separate", digits="mixed")
    whole = math.fsum(rows.values())
    if not whole:
        assert result.exposed().isna().all()
        return
    exposed, exposure = [], []
    for code, jobs in rows.items():
        units = units_under(code)
        parts = data.draw(st.lists(st.integers(0, 100), min_size=len(units), max_size=len(units)))
        parts = parts if any(parts) else [1] * len(units)
        exposed += [Fraction(jobs * part, sum(parts)) * EXPOSED[unit] for unit, part in zip(units, parts, strict=True)]
        exposure += [
            jobs * part / sum(parts) * OCCUPATIONS.loc[unit, "mean_2025"]
            for unit, part in zip(units, parts, strict=True)
        ]
    share, mean = 100 * float(sum(exposed, Fraction(0))) / whole, math.fsum(exposure) / whole
    for figures, value in ((result.exposed(), share), (result.exposure(), mean)):
        low, equal, high = figures[FIGURES]
        assert low - 1e-9 <= value <= high + 1e-9 and low - 1e-9 <= equal <= high + 1e-9, rows


@settings(deadline=None, max_examples=40)
@given(rows_of_codes)
def test_the_bounds_are_reached_by_putting_everybody_into_one_unit_group(rows: dict[str, int]) -> None:
    result = by_exposure(list(rows.items()), nested="separate", digits="mixed").exposed()
    for figure, choose in (("lower", min), ("upper", max)):
        moved: dict[str, int] = {}
        for code, jobs in rows.items():
            unit = choose(units_under(code), key=EXPOSED.get)
            moved[unit] = moved.get(unit, 0) + jobs
        reached = by_exposure(list(moved.items())).exposed()
        assert reached["lower"] == reached["upper"] or math.isnan(reached["lower"])
        assert reached["lower"] == pytest.approx(result[figure], nan_ok=True), (figure, rows)


@settings(deadline=None, max_examples=40)
@given(rows_of_codes, st.data())
def test_splitting_a_code_into_its_parts_changes_nothing(rows: dict[str, int], data: st.DataObject) -> None:
    whole = by_exposure(list(rows.items()), nested="separate", digits="mixed")
    parts = []
    for code, jobs in rows.items():
        cut = data.draw(st.integers(0, jobs))
        parts += [(code, cut), (code, jobs - cut)]
    split = by_exposure(parts, nested="separate", digits="mixed", repeated="add")
    for method in ("exposed", "exposure", "bands", "distribution", "coverage"):
        one, other = getattr(whole, method)(), getattr(split, method)()
        pd.testing.assert_frame_equal(pd.DataFrame(one), pd.DataFrame(other), check_exact=True, obj=method)
    equal = {unit: Fraction(0) for unit in CODES}
    for code, jobs in rows.items():
        for unit in units_under(code):
            equal[unit] += Fraction(jobs, len(units_under(code)))
    finest = by_exposure([(unit, float(jobs)) for unit, jobs in equal.items() if jobs]) if any(equal.values()) else None
    if finest:
        figures = finest.exposed()
        assert figures["lower"] == figures["upper"]
        assert figures["lower"] == pytest.approx(whole.exposed()["equal_split"]), rows


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(SCORED_GROUPS), st.floats(0, 1e6)), min_size=1, max_size=20), st.randoms())
def test_the_order_of_rows_changes_no_bit(rows: list[tuple[str, float]], random: Any) -> None:
    shuffled = random.sample(rows, len(rows))
    options = {"nested": "separate", "digits": "mixed", "repeated": "add"}
    one, other = by_exposure(rows, **options), by_exposure(shuffled, **options)
    for method in ("exposed", "exposure", "bands", "distribution", "coverage", "cells"):
        left, right = pd.DataFrame(getattr(one, method)()), pd.DataFrame(getattr(other, method)())
        pd.testing.assert_frame_equal(left, right, check_exact=True, obj=method)


def test_bands_and_thresholds_agree_with_each_other() -> None:
    rows = [(code, 10 + place) for place, code in enumerate(CODES)]
    result = by_exposure(rows)
    bands, distribution = result.bands(), result.distribution([0, 0.3, 0.71])
    assert list(bands.index) == list(BANDS)
    for figure in FIGURES:
        assert bands[figure].sum() == pytest.approx(100)
        assert bands.loc["Gradient 1":, figure].sum() == pytest.approx(result.exposed()[figure])
        assert distribution.loc[0, figure] == pytest.approx(100) and distribution.loc[0.71, figure] == 0
    weighted = dict(rows)
    high = math.fsum(weighted[code] for code in CODES if OCCUPATIONS.loc[code, "mean_2025"] >= 0.3)
    assert distribution.loc[0.3, "lower"] == pytest.approx(100 * high / math.fsum(weighted.values()))
    assert result.exposed(["Gradient 4"]).tolist() == bands.loc["Gradient 4"].tolist()


def test_groups_are_those_of_their_own_rows() -> None:
    frame = pd.DataFrame(
        {
            "isco": ["41", "9", "2512", "41", "5"],
            "jobs": [5, 7, 2, 1, 4],
            "sex": ["F", "F", "M", "M", None],
            "year": [1, 1, 1, 1, 2],
        }
    )
    result = eg.employment_by_exposure(frame, code="isco", weight="jobs", by=["sex", "year"], digits="mixed")
    assert result.exposed().index.tolist() == [("", 2), ("F", 1), ("M", 1)] and result.by == ("sex", "year")
    for sex in ("F", "M"):
        own = frame[frame["sex"] == sex]
        alone = eg.employment_by_exposure(own, code="isco", weight="jobs", digits="mixed")
        assert result.exposed().loc[(sex, 1)].tolist() == alone.exposed().tolist()
        assert result.bands().loc[(sex, 1)].to_numpy().tolist() == alone.bands().to_numpy().tolist()
    one = eg.employment_by_exposure(frame, code="isco", weight="jobs", by="sex", digits="mixed")
    assert one.exposed().index.tolist() == ["", "F", "M"] and one.coverage().loc["F", "total"] == 12


def test_what_cannot_be_placed_is_in_the_denominator_and_a_share_of_its_own() -> None:
    result = by_exposure([("4132", 50), ("0110", 20), ("X", 10), ("9999", 5), ("2512", ":"), ("TOTAL", 100)])
    assert result.exposed().tolist() == [50, 50, 50]
    assert result.exposed(of="placed").tolist() == [100, 100, 100]
    parts = result.coverage()
    assert parts[["total", "placed", "unscored", "unplaced", "suppressed", "n_suppressed"]].tolist() == [
        100,
        50,
        20,
        15,
        15,
        1,
    ]
    unknown = by_exposure([("4132", 50), ("2512", "x")]).coverage()
    assert math.isnan(unknown["suppressed"]) and unknown[["total", "n_suppressed"]].tolist() == [50, 1]


def test_a_coarse_code_says_that_it_may_stand_for_a_group_without_scores() -> None:
    parts = by_exposure([("143", 30), ("412", 10)]).coverage()
    assert parts[["placed", "perhaps_unscored", "placed_by_minor_group"]].tolist() == [40, 30, 40]


# --- Totals ------------------------------------------------------------------------------------------------------------


def test_a_total_that_differs_from_the_sum_is_refused_and_the_option_settles_it() -> None:
    less, more = [("41", 60), ("91", 30), ("T", 100)], [("41", 60), ("91", 50), ("TOTAL", 100)]
    with pytest.raises(
        eg.InputError, match=r"add up to 90, less than the stated total of 100 by 10.*total='stated'.*total='sum'"
    ):
        by_exposure(less)
    with pytest.raises(eg.InputError, match=r"add up to 110, more than the stated total of 100 by 10") as refused:
        by_exposure(more)
    assert "total='sum'" in str(refused.value) and "stated'" not in str(refused.value)
    assert by_exposure(less, total="stated").coverage()[["total", "missing"]].tolist() == [100, 10]
    assert by_exposure(less, total="sum").coverage()[["total", "missing"]].tolist() == [90, 0]
    with pytest.raises(eg.InputError, match="more than the stated total"):
        by_exposure(more, total="stated")


def test_what_rounding_explains_is_no_difference() -> None:
    assert by_exposure([("41", "60.4"), ("91", "39.5"), ("TOTAL", "100.0")]).coverage()["total"] == pytest.approx(99.9)
    assert by_exposure([("41", 62), ("91", 37), ("TOTAL", 100)]).coverage()["total"] == 99
    for rows in ([("41", "60.4"), ("91", "39.4"), ("TOTAL", "100.0")], [("41", 620), ("91", 370), ("TOTAL", 1000)]):
        with pytest.raises(eg.InputError, match="rounding does not explain"):
            by_exposure(rows)


def test_a_total_and_finer_codes_beside_coarser_ones_are_settled_by_name() -> None:
    rows = [("2", 100), ("21", 60), ("25", 40), ("251", 30), ("2512", 10), ("TOTAL", 100)]
    with pytest.raises(eg.InputError, match=r"codes 2 and 21.*nested='totals'.*nested='separate'"):
        by_exposure(rows, digits="mixed")
    result = by_exposure(rows, digits="mixed", nested="totals")
    cells = result.cells().set_index("code")["employment"].to_dict()
    assert cells == {"21": 60, "2512": 10, "25 without 251": 10, "251 without 2512": 20}
    rest = result.cells().set_index("code").loc["25 without 251"]
    assert (
        rest["n_unit_groups"] == len(units_under("25")) - len(units_under("251")) and rest["level"] == "rest of a group"
    )
    assert result.coverage()["total"] == 100
    assert by_exposure(rows[:-1], digits="mixed", nested="separate").coverage()["total"] == 240
    with pytest.raises(eg.InputError, match=r"below 2 add up to 110, more than the 100 of 2 itself"):
        by_exposure([("2", 100), ("21", 70), ("25", 40)], digits="mixed", nested="totals")


def test_a_suppressed_part_of_a_stated_group_is_placed_in_the_rest_of_that_group() -> None:
    result = by_exposure([("41", 100), ("411", 70), ("412", "x"), ("413", 10)], nested="totals")
    cells = result.cells().set_index("code")
    assert cells.loc["41 without 411, 413", ["employment", "n_unit_groups"]].tolist() == [20, len(units_under("412"))]
    assert result.coverage()[["total", "n_suppressed", "suppressed"]].tolist() == [100, 0, 0]


def test_rows_that_would_be_counted_twice_are_not_added_up() -> None:
    frame = pd.DataFrame({"isco": ["41"] * 3, "SEX": ["SEX_T", "SEX_F", "SEX_M"], "jobs": [10, 6, 4]})
    with pytest.raises(eg.InputError, match=r"differ in SEX.*where="):
        eg.employment_by_exposure(frame, code="isco", weight="jobs")
    with pytest.raises(eg.InputError, match=r"column SEX: 'SEX_T' stands beside 'SEX_F', 'SEX_M'.*twice"):
        eg.employment_by_exposure(frame, code="isco", weight="jobs", repeated="add")
    chosen = eg.employment_by_exposure(frame, code="isco", weight="jobs", where={"SEX": "SEX_T"})
    assert chosen.coverage()["total"] == 10
    parted = eg.employment_by_exposure(
        frame, code="isco", weight="jobs", where={"SEX": ["SEX_F", "SEX_M"]}, repeated="add"
    )
    assert parted.coverage()["total"] == 10


# --- Crosswalks and weights ------------------------------------------------------------------------------------------------


def test_a_national_code_may_stand_for_all_that_the_crosswalk_joins_it_to() -> None:
    crosswalk = pd.DataFrame({"code": ["a1", "a1", "B-2", "C3", "D4"], "isco08": ["4132", 9112, "41", "0110", None]})
    result = by_exposure([("A1", 60), ("b-2", 20), ("C3", 10), ("D4", 5), ("X", 5)], crosswalk=crosswalk)
    assert result.exposed().tolist() == [20, 50, 80]
    assert result.coverage()[["placed", "unscored", "unplaced", "placed_by_crosswalk"]].tolist() == [80, 15, 5, 80]
    with pytest.raises(eg.InputError, match=r"the code 'E5' is not in the crosswalk.*unknown='unplaced'"):
        by_exposure([("E5", 1)], crosswalk=crosswalk)
    assert by_exposure([("E5", 1), ("A1", 1)], crosswalk=crosswalk, unknown="unplaced").coverage()["unplaced"] == 1
    with pytest.raises(eg.InputError, match="the crosswalk has no column isco08"):
        by_exposure([("A1", 1)], crosswalk=crosswalk.drop(columns="isco08"))
    zeros = pd.DataFrame({"code": ["0111"], "isco08": ["4132"]})
    assert by_exposure([(111, 1)], crosswalk=zeros, digits=4).exposed().tolist() == [100, 100, 100]


def test_the_crosswalk_of_the_study_gives_every_us_occupation_its_bounds() -> None:
    crosswalk = eg.crosswalk().rename(columns={"onet_soc": "code"})
    jobs = eg.us_occupations().reset_index().dropna(subset="employment").drop_duplicates("oews_code")
    jobs = jobs.rename(columns={"onet_soc": "code"})[["code", "employment"]]
    result = eg.employment_by_exposure(jobs, code="code", weight="employment", crosswalk=crosswalk, unknown="unplaced")
    reached = crosswalk.assign(exposed=crosswalk["isco08"].map(EXPOSED)).drop_duplicates(["code", "isco08"])
    own = jobs.merge(reached.groupby("code")["exposed"].agg(["min", "mean", "max"]), left_on="code", right_index=True)
    whole = math.fsum(jobs["employment"])
    wanted = [100 * math.fsum(own["employment"] * own[name]) / whole for name in ("min", "mean", "max")]
    assert result.exposed().tolist() == pytest.approx(wanted)


@settings(deadline=None, max_examples=40)
@given(rows_of_codes, st.dictionaries(st.sampled_from(CODES), st.integers(0, 50), min_size=1))
def test_the_informed_split_divides_by_the_weights_and_stays_between_the_bounds(
    rows: dict[str, int], weights: dict[str, int]
) -> None:
    table = pd.DataFrame({"isco08": list(weights), "weight": list(weights.values())})
    result = by_exposure(list(rows.items()), nested="separate", digits="mixed", weights=table)
    whole, wanted, informed = math.fsum(rows.values()), [], 0
    for code, jobs in rows.items():
        own = {unit: weights.get(unit, 0) for unit in units_under(code)}
        informed += jobs if any(own.values()) else 0
        own = own if any(own.values()) else dict.fromkeys(own, 1)
        wanted += [Fraction(jobs * part, sum(own.values())) * EXPOSED[unit] for unit, part in own.items()]
    figures = result.exposed()
    assert list(figures.index) == [*FIGURES, "informed_split"] and result.coverage()["informed"] == informed
    if whole:
        assert figures["informed_split"] == pytest.approx(100 * float(sum(wanted, Fraction(0))) / whole)
        assert figures["lower"] - 1e-9 <= figures["informed_split"] <= figures["upper"] + 1e-9


def test_a_table_of_weights_that_cannot_part_a_code_is_refused() -> None:
    for weights, words in (
        ({"isco08": ["41"], "weight": [1]}, "fewer than four digits"),
        ({"isco08": ["4132", 4132], "weight": [1, 2]}, "stands twice"),
        ({"isco08": ["4132"]}, "no column weight"),
        ({"isco08": ["4132"], "weight": [-1]}, "negative"),
    ):
        with pytest.raises(eg.InputError, match=words):
            by_exposure([("41", 1)], weights=pd.DataFrame(weights))


# --- Microdata ---------------------------------------------------------------------------------------------------------


def test_attach_keeps_every_row_and_says_how_it_was_matched() -> None:
    survey = pd.DataFrame({"isco": ["4132", "251", "25", "2", "0110", "X", "TOTAL", "2510", None]}, index=range(10, 19))
    before = survey.copy()
    joined = eg.attach(survey, code="isco")
    pd.testing.assert_frame_equal(survey, before)
    assert joined.index.tolist() == survey.index.tolist() and joined["isco"].equals(survey["isco"])
    assert joined["match"].tolist() == [
        "unit group", "minor group", "sub-major group", "major group", "unscored", "unplaced", "total", "minor group", "unplaced",
    ]  # fmt: skip
    assert joined["isco08"].astype("object").where(joined["isco08"].notna(), "").tolist() == [
        "4132",
        "251",
        "25",
        "2",
        "0110",
        "",
        "",
        "251",
        "",
    ]
    for label, code in ((10, "4132"), (11, "251"), (12, "25"), (13, "2")):
        own = OCCUPATIONS.loc[units_under(code)]
        row = joined.loc[label]
        assert row["n_unit_groups"] == len(own)
        assert row["exposure"] == eg.rules.mean(own["mean_2025"]), code
        assert (row["exposure_low"], row["exposure_high"]) == (own["mean_2025"].min(), own["mean_2025"].max()), code
        exposed = [EXPOSED[unit] for unit in own.index]
        assert (row["exposed_low"], row["exposed"], row["exposed_high"]) == (
            min(exposed),
            eg.rules.mean(exposed),
            max(exposed),
        ), code
        assert (row["band_low"], row["band_high"]) == (own["band"].min(), own["band"].max()), code
        assert (row["band"] if own["band"].nunique() == 1 else "") == (
            own["band"].iloc[0] if own["band"].nunique() == 1 else ""
        ), code
    assert (
        joined.loc[14:16, "exposure":"band_high"].isna().all(axis=None)
        and (joined.loc[14:16, "n_unit_groups"] == 0).all()
    )
    assert joined["band_low"].cat.ordered and list(joined["band_low"].cat.categories) == list(BANDS)


def test_attach_names_its_columns_as_it_documents_them() -> None:
    joined = eg.attach(pd.DataFrame({"isco": ["4132"]}), code="isco")
    section = eg.attach.__doc__.partition("    Columns\n    -------\n")[2].partition("\n\n")[0]
    documented = dict(re.findall(r"^    (\w+) : (\w+)$", section, re.MULTILINE))
    assert documented == {name: str(dtype) for name, dtype in joined.dtypes.items() if name != "isco"}
    with pytest.raises(eg.InputError, match=r"has a column band already.*prefix="):
        eg.attach(pd.DataFrame({"isco": ["4132"], "band": [1]}), code="isco")
    assert "ai_band" in eg.attach(pd.DataFrame({"isco": ["4132"], "band": [1]}), code="isco", prefix="ai_")
    with pytest.raises(eg.InputError, match="there is no column 'isko'"):
        eg.attach(pd.DataFrame({"isco": ["4132"]}), code="isko")


def test_attached_shares_are_those_of_the_table() -> None:
    survey = pd.DataFrame({"isco": ["4132", "41", "9", "25", "X", "5"] * 3, "w": [1.5, 2, 3, 4, 5, 6] * 3})
    joined = eg.attach(survey, code="isco")
    table = eg.employment_by_exposure(survey, code="isco", weight="w", repeated="add", nested="separate").exposed()
    for figure, column in (("lower", "exposed_low"), ("equal_split", "exposed"), ("upper", "exposed_high")):
        assert 100 * (joined["w"] * joined[column]).sum() / joined["w"].sum() == pytest.approx(table[figure])


MILLIONS = """
import pathlib, re, time
import numpy as np, pandas as pd
import exposure_gradient as eg
codes = eg.occupations().index.astype("int64").to_numpy()
pick = np.random.default_rng(1).integers(0, len(codes), 10_000_000)
survey = pd.DataFrame({"isco": codes[pick], "weight": np.ones(len(pick))}, copy=False)
began = time.process_time()
joined = eg.attach(survey, code="isco")
peak = re.search(r"VmHWM:\\s+(\\d+) kB", pathlib.Path("/proc/self/status").read_text())  # rusage counts what the parent held
print(len(joined), time.process_time() - began, int(peak[1]) // 1024)
"""


def test_ten_million_rows_attach_in_seconds_and_within_two_gigabytes() -> None:
    said = subprocess.run([sys.executable, "-c", MILLIONS], capture_output=True, text=True, check=True).stdout.split()
    rows, seconds, megabytes = int(said[0]), float(said[1]), int(said[2])
    assert rows == 10_000_000 and seconds < 20 and megabytes < 2000, f"{seconds:.1f} s of CPU, {megabytes:,} MB"


# --- How it is offered -----------------------------------------------------------------------------------------------------


def test_every_method_of_the_result_says_what_it_returns() -> None:
    for name, method in inspect.getmembers(EmploymentByExposure, inspect.isfunction):
        if not name.startswith("_"):
            assert (method.__doc__ or "").startswith("Return"), name


def test_options_that_do_not_exist_are_refused_with_those_that_do() -> None:
    for options in (
        {"nested": "yes"},
        {"repeated": True},
        {"total": "both"},
        {"unknown": "drop"},
        {"digits": 5},
        {"decimal": ";"},
        {"unit": 0},
    ):
        with pytest.raises(eg.InputError) as refused:
            by_exposure([("41", "1")], **options)
        assert next(iter(options)) in str(refused.value) and "\n" not in str(refused.value)
    with pytest.raises(eg.InputError, match="of='some'"):
        by_exposure([("41", 1)]).exposed(of="some")
    with pytest.raises(eg.InputError, match="is no band; the bands are Not exposed"):
        by_exposure([("41", 1)]).exposed(["Gradient 5"])


def test_two_rows_without_a_code_are_refused_as_two_of_any_code_are() -> None:
    rows = pd.DataFrame({"isco": ["X", "X", "41"], "year": [1, 2, 1], "jobs": [1, 2, 5]})
    with pytest.raises(
        eg.InputError, match=r"rows 0, 1: the mark of no stated occupation has 2 rows, which differ in year"
    ):
        eg.employment_by_exposure(rows, code="isco", weight="jobs")
    rows["isco"] = ["X", "9999", "41"]
    assert eg.employment_by_exposure(rows, code="isco", weight="jobs").coverage()["unplaced"] == 3


def test_what_is_no_table_or_no_column_of_values_is_refused_in_one_line() -> None:
    table = table_of([("41", 1), ("9", 2)])
    lists = pd.Series([[1], [2]])
    for call, words in (
        (lambda: eg.employment_by_exposure([1], code="isco"), "not a pandas frame"),
        (lambda: eg.attach({"isco": [1]}, code="isco"), "not a pandas frame"),
        (lambda: by_exposure([("41", 1)], where="isco"), "not a dict"),
        (lambda: by_exposure([("41", 1)], digits=True), "digits=True is not"),
        (lambda: eg.attach(table.assign(isco=lists), code="isco"), "column isco holds lists"),
        (
            lambda: eg.employment_by_exposure(table.assign(jobs=lists), code="isco", weight="jobs"),
            "column jobs holds lists",
        ),
        (
            lambda: eg.employment_by_exposure(table.assign(sex=lists), code="isco", weight="jobs", by="sex"),
            "a column holds lists",
        ),
        (lambda: eg.employment_by_exposure(table.assign(band=1), code="isco", weight="jobs", by="band"), "Rename it"),
        (
            lambda: by_exposure([("A", 1)], crosswalk=pd.DataFrame({"code": ["A"], "isco08": [110]})),
            "Write the crosswalk’s codes",
        ),
    ):
        with pytest.raises(eg.InputError, match=words) as refused:
            call()
        assert "\n" not in str(refused.value)
    weights = pd.DataFrame({"isco08": [110, 4132], "weight": [5, 1]})
    assert by_exposure([("41", 1)], weights=weights).exposed()["informed_split"] == 100


def test_a_result_does_not_change_with_what_is_done_to_it() -> None:
    result = by_exposure([("41", 1), ("9", 2)])
    before = result.exposed()
    for frame in (result.exposed(), result.bands(), result.coverage(), result.cells()):
        frame.iloc[:] = frame.iloc[::-1].to_numpy()
    assert result.exposed().equals(before) and np.isfinite(before).all()
    assert len(list(itertools.chain(result.by))) == 0


def test_employment_by_unit_group_is_what_the_codes_allow() -> None:
    minor = [code for code in eg.occupations().index if code.startswith("251")]
    found = by_exposure([("2512", 100), ("251", 60), ("X", 5)], nested="separate").unit_groups()
    assert len(found) == len(eg.occupations()) and found["equal_split"].sum() == pytest.approx(160)
    assert found.loc["2512"].tolist() == [100, 100 + 60 / len(minor), 160]
    assert found.loc[minor[-1]].tolist() == [0, 60 / len(minor), 60]
    weights = pd.DataFrame({"isco08": minor, "weight": range(1, len(minor) + 1)})
    found = by_exposure([("251", 60), ("9", 9)], weights=weights).unit_groups()
    assert found.loc[minor[-1], "informed_split"] == pytest.approx(60 * len(minor) / sum(range(1, len(minor) + 1)))
    assert found["informed_split"].sum() == pytest.approx(69)
