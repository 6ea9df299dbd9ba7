"""Tables as people have them: codes, numbers, marks and files, each read in one way or refused in one line."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import exposure_gradient as eg

JOBS = {"4132": 50.5, "2512": 1200.25, "9112": 300.0}


def placed(codes: list[Any], **options: Any) -> dict[str, float]:
    """The employment by code that a column of codes gives, the first with 1 person, the next with 2, 4, 8, …"""
    frame = pd.DataFrame({"isco": codes, "jobs": [2**place for place in range(len(codes))]})
    result = eg.employment_by_exposure(frame, code="isco", weight="jobs", **options)
    parts = result.coverage()
    cells = result.cells()
    found = dict(zip(cells["code"], cells["employment"], strict=True)) if len(cells) else {}
    return found | ({"X": parts["unplaced"]} if parts["unplaced"] else {})


def refusal(codes: list[Any], **options: Any) -> str:
    with pytest.raises(eg.InputError) as refused:
        placed(codes, **options)
    assert "\n" not in str(refused.value) and refused.value.__cause__ is None
    return str(refused.value)


def amounts(texts: list[Any], **options: Any) -> list[float]:
    """The employment that a column of texts gives, a code each; of a suppressed cell none."""
    codes = ["4132", "2512", "9112", "2411", "5111", "3211"][: len(texts)]
    frame = pd.DataFrame({"isco": codes, "jobs": pd.Series(texts, dtype=object)})
    cells = eg.employment_by_exposure(frame, code="isco", weight="jobs", **options).cells().set_index("code")
    return [cells["employment"].get(code, float("nan")) for code in codes]


# --- Codes -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2512", "2512"), (2512, "2512"), (2512.0, "2512"), ("2512.0", "2512"), ("2512,0", "2512"), (" 2512\u00a0", "2512"),
        ("ISCO-08 2512", "2512"), ("isco08: 2512", "2512"), ("ISCO08_2512", "2512"), ("OC2_ISCO08_23", "23"), ("OCU_ISCO08_2", "2"),
        ("OC23", "23"), ("OC2", "2"), ("OC01", "01"), ("oc_23", "23"), ("2512 Software developers", "2512"), ("23 - Teaching professionals", "23"),
        ("OC23: Teaching professionals", "23"), ("0110", "0110"), ("011", "011"), ("2510", "251"), ("2500", "25"), ("2000", "2"), ("5120", "5120"),
        ("0", "0"), (np.int64(41), "41"), (np.float32(41), "41"), ("\ufeff2512", "2512"),
    ],
)  # fmt: skip
def test_a_code_is_taken_as_people_write_it(written: Any, code: str) -> None:
    assert placed([written]) == {code: 1}, f"{written!r} is not read as {code}"


@pytest.mark.parametrize(
    "mark",
    [
        "X",
        "x",
        "9999",
        9999,
        "999",
        "99",
        "",
        None,
        float("nan"),
        "NRP",
        "_X",
        "OC2_ISCO08_X",
        "OCX",
        "NA",
        ".",
        9999.0,
    ],
)
def test_what_states_no_occupation_is_unplaced(mark: Any) -> None:
    assert placed(["4132", mark]) == {"4132": 1, "X": 2}


@pytest.mark.parametrize("mark", ["TOTAL", "T", "Total", "_T", "OC2_ISCO08_TOTAL", "OCTOTAL", "all occupations"])
def test_a_total_is_held_against_the_sum(mark: str) -> None:
    frame = pd.DataFrame({"isco": ["4132", "9112", mark], "jobs": [4, 6, 10]})
    assert eg.employment_by_exposure(frame, code="isco", weight="jobs").coverage()["total"] == 10
    frame.loc[2, "jobs"] = 20
    with pytest.raises(eg.InputError, match="stated total of 20"):
        eg.employment_by_exposure(frame, code="isco", weight="jobs")


@pytest.mark.parametrize(
    ("codes", "fault", "first", "second"),
    [
        ([2512, 110], "110", (4, {"2512": 1, "0110": 2}), ("mixed", {"2512": 1, "11": 2})),
        ([110], "110", (4, {"0110": 1}), (3, {"11": 1})),
        (["121", "210"], "210", (4, None), (3, {"121": 1, "21": 2})),
        ([112, 11], "11", (3, {"112": 1, "011": 2}), ("mixed", {"112": 1, "11": 2})),
        ([41, 1, 2], "1", (2, {"41": 1, "01": 2, "02": 4}), ("mixed", {"41": 1, "1": 2, "2": 4})),
        ([4132, 100], "100", (4, {"4132": 1, "01": 2}), ("mixed", {"4132": 1, "1": 2})),
    ],
)
def test_a_lost_zero_is_never_guessed(codes: list[int], fault: str, first: tuple, second: tuple) -> None:
    for column in (codes, list(map(str, codes)), list(map(float, codes))):
        said = refusal(column)
        assert f"the code '{fault}'" in said and "armed forces" in said and "digits='mixed'" in said, said
        assert f"row {column.index(type(column[0])(fault))}" in said, said
        for digits, wanted in (first, second):
            if wanted:
                assert placed(column, digits=digits, nested="separate") == wanted


def test_where_codes_have_several_lengths_a_lost_zero_is_to_be_written() -> None:
    codes = ["2221", "522", "41", "110"]
    said = refusal(codes)
    assert (
        "the code '110' is 0110 of the armed forces" in said
        and "Write 0110 for the first" in said
        and "digits=4" not in said
    ), said
    assert placed(codes, digits="mixed", nested="separate")["11"] == 8
    assert placed([*codes[:3], "0110"], nested="separate")["0110"] == 8
    frame = pd.DataFrame({"isco": codes, "jobs": [1, 2, 4, 8]})
    with pytest.raises(
        eg.InputError, match=r"row 1: the code '522' has fewer digits than digits=4 says, and 0522 is no group"
    ):
        eg.employment_by_exposure(frame, code="isco", weight="jobs", digits=4, unknown="unplaced")


def test_a_column_that_kept_its_zeros_or_has_one_digit_only_is_not_open() -> None:
    assert placed(["01", "11", "41"]) == {"01": 1, "11": 2, "41": 4}
    assert placed(["011", "111"]) == {"011": 1, "111": 2}
    assert placed([1, 2, 4, 9]) == {"1": 1, "2": 2, "4": 4, "9": 8}
    assert placed([11, 21, 41]) == {"11": 1, "21": 2, "41": 4}
    assert placed(["OC1", "OC41"]) == {"1": 1, "41": 2}


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("2599", "is no group of ISCO-08"), ("cook", "is no group of ISCO-08"), ("25.12", "is no group"), (2512.5, "is no group"),
        ("２５１２", "is no group"), ("-9", "is no group"), ("OC2_ISCO88_23", "is of ISCO-88"), ("ISCO-88 2131", "is of ISCO-88"),
        ("25121", "is no group"), ("<b>2512</b>", "is no group"), ("25" * 100, "is no group"), ("25\n12", "is no group"),
    ],
)  # fmt: skip
def test_what_is_no_code_is_refused_with_its_row(code: Any, words: str) -> None:
    said = refusal(["4132", code])
    assert words in said and "column isco, row 1: the code " in said and len(said) < 400
    if "88" not in str(code):
        assert placed(["4132", code], unknown="unplaced") == {"4132": 1, "X": 2}


def test_many_rows_at_fault_are_counted() -> None:
    frame = pd.DataFrame({"isco": ["cook"] * 40 + ["4132"], "jobs": 1}, index=range(100, 141))
    with pytest.raises(eg.InputError, match=r"column isco, rows 100, 101, 102, 103, 104 and 35 more: the code 'cook'"):
        eg.attach(frame, code="isco")


# --- Numbers -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "numbers"),
    [
        (["1234.5", "2"], [1234.5, 2]), (["1234,5", "2"], [1234.5, 2]), (["1.234,5", "2.345"], [1234.5, 2345]), (["1,234.5", "2,345"], [1234.5, 2345]),
        (["1 234,5", "2"], [1234.5, 2]), (["1\u202f234\u00a0567", "2"], [1234567, 2]), (["1'234.5", "1"], [1234.5, 1]), (["1,234,567", "1,234"], [1234567, 1234]),
        (["0,125", "3,125"], [0.125, 3.125]), (["1e3", "2.5E-1"], [1000, 0.25]), (["12.5 b", "3u", "1.5(e)"], [12.5, 3, 1.5]), ([1.5, "2,5"], [1.5, 2.5]),
        (["7", 3], [7, 3]), ([" 7 ", "+3"], [7, 3]), ([".5", "1"], [0.5, 1]),
    ],
)  # fmt: skip
def test_a_number_is_read_as_people_write_it(texts: list[Any], numbers: list[float]) -> None:
    assert amounts(texts) == numbers


@pytest.mark.parametrize(
    "mark", ["x", ":", "..", "...", "*", "", "c", "n/a", "[x]", ".", None, float("nan"), ": u", ":c", "X"]
)
def test_a_mark_of_a_suppressed_cell_is_counted_as_one(mark: Any) -> None:
    frame = pd.DataFrame({"isco": ["4132", "9112", "TOTAL"], "jobs": pd.Series(["6", mark, "10"], dtype=object)})
    parts = eg.employment_by_exposure(frame, code="isco", weight="jobs").coverage()
    assert parts[["placed", "suppressed", "n_suppressed", "total"]].tolist() == [6, 4, 1, 10]


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (["1.234", "12"], "decimal='.' if the mark begins decimals, decimal=',' if it parts thousands"),
        (["1,234", "12"], "decimal=',' if the mark begins decimals, decimal='.' if it parts thousands"),
        (["1.5", "1,5"], "different decimal marks"),
        (["-5", "2"], "is negative"), (["inf", "2"], "is no number"), ([float("inf"), 2], "is no number of people"), (["12%", "2"], "is no number"),
        (["1.2.3", "2"], "is no number"), (["1,23,456.7", "2"], "is no number"), (["about 5", "2"], "is no number"), (["-", "2"], "suppressed=[…]"),
        (["5k", "2"], "is no number"), (["=1+1", "2"], "is no number"), (["１２", "2"], "is no number"), (["#REF!", "2"], "is no number"),
    ],
)  # fmt: skip
def test_what_is_no_number_of_people_is_refused_with_its_row(texts: list[Any], words: str) -> None:
    with pytest.raises(eg.InputError) as refused:
        amounts(texts)
    said = str(refused.value)
    assert words in said and "column jobs" in said and ("row 0" in said or "rows 0" in said) and "\n" not in said


def test_options_settle_what_a_number_leaves_open() -> None:
    assert amounts(["1.234", "12"], decimal=".") == [1.234, 12] and amounts(["1.234", "12"], decimal=",") == [1234, 12]
    assert amounts(["-", "2"], suppressed=["-"])[1] == 2
    frame = pd.DataFrame({"isco": ["4132"], "jobs": [1.5]})
    assert eg.employment_by_exposure(frame, code="isco", weight="jobs", unit=1000).coverage()["total"] == 1500
    with pytest.raises(eg.InputError, match="truth values"):
        eg.employment_by_exposure(frame.assign(jobs=True), code="isco", weight="jobs")


# --- Files -------------------------------------------------------------------------------------------------------------

FRAME = pd.DataFrame({"isco": list(JOBS), "jobs": list(JOBS.values()), "sex": ["F", "M", "F"]})


def text(separator: str = ",", decimal: str = ".", encoding: str = "utf-8") -> Callable[[Path], None]:
    return lambda path: path.write_bytes(FRAME.to_csv(index=False, sep=separator, decimal=decimal).encode(encoding))


def parquet_with_index(path: Path) -> None:
    FRAME.set_index("isco").to_parquet(path)


def numbered_stata(path: Path) -> None:
    FRAME.assign(isco=FRAME["isco"].astype("int32")).to_stata(path, write_index=False)


def titled_workbook(path: Path) -> None:
    with pd.ExcelWriter(path) as writer:
        FRAME.to_excel(writer, index=False, startrow=3)
        writer.book.active["A1"] = "Employment by occupation"


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("comma.csv", text()), ("semicolon.csv", text(";", ",")), ("tab.tsv", text("\t", ",")), ("marked.csv", text(";", ",", "utf-8-sig")),
        ("wide.csv", text("\t", ".", "utf-16")), ("workbook.xlsx", lambda path: FRAME.to_excel(path, index=False)), ("titled.xlsx", titled_workbook),
        ("stata.dta", lambda path: FRAME.to_stata(path, write_index=False)), ("numbers.dta", numbered_stata), ("indexed.parquet", parquet_with_index),
        ("table.parquet", lambda path: FRAME.to_parquet(path)), ("misnamed.csv", lambda path: FRAME.to_parquet(path)),
    ],
)  # fmt: skip
def test_a_file_of_every_kind_gives_the_same_table(name: str, write: Callable[[Path], None], tmp_path: Path) -> None:
    write(tmp_path / name)
    frame = eg.read_employment(tmp_path / name)
    assert frame.index.name == "row" and list(frame.columns) == list(FRAME.columns)
    result = eg.employment_by_exposure(frame, code="isco", weight="jobs")
    cells = result.cells().set_index("code")["employment"].to_dict()
    assert cells == JOBS, name


def test_rows_are_named_as_the_file_counts_them(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("isco,jobs\n4132,1\n\n25x,2\n", "utf-8")
    with pytest.raises(eg.InputError, match="column isco, row 4: the code '25x'"):
        eg.attach(eg.read_employment(path), code="isco")
    titled_workbook(tmp_path / "table.xlsx")
    assert eg.read_employment(tmp_path / "table.xlsx").index.tolist() == [5, 6, 7]


EUROSTAT = """DATAFLOW,LAST UPDATE,freq,isco08,unit,sex,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG
ESTAT:LFSA_EGAI2D(1.0),11/09/25 23:00:00,A,TOTAL,THS_PER,T,PT,2024,100.5,
ESTAT:LFSA_EGAI2D(1.0),11/09/25 23:00:00,A,OC41,THS_PER,T,PT,2024,40.1,b
ESTAT:LFSA_EGAI2D(1.0),11/09/25 23:00:00,A,OC91,THS_PER,T,PT,2024,55.2,
ESTAT:LFSA_EGAI2D(1.0),11/09/25 23:00:00,A,OC01,THS_PER,T,PT,2024,,u
ESTAT:LFSA_EGAI2D(1.0),11/09/25 23:00:00,A,NRP,THS_PER,T,PT,2024,1.2,u
"""


def test_a_file_of_eurostat_needs_no_columns_named(tmp_path: Path) -> None:
    path = tmp_path / "estat.csv"
    path.write_text(EUROSTAT, "utf-8")
    parts = eg.employment_by_exposure(eg.read_employment(path)).coverage()
    assert parts[["total", "placed", "unplaced", "suppressed"]].tolist() == pytest.approx([100_500, 95_300, 1200, 4000])
    path.write_text(EUROSTAT.replace("THS_PER", "PC"), "utf-8")
    with pytest.raises(eg.InputError) as refused:
        eg.employment_by_exposure(eg.read_employment(path), unit=None, code="isco08")
    assert "unit" in str(refused.value)


def test_units_may_change_from_row_to_row() -> None:
    frame = pd.DataFrame({"isco08": ["4132", "9112"], "OBS_VALUE": [1.5, 200], "UNIT_MULT": ["3", "0"]})
    assert eg.employment_by_exposure(frame).coverage()["total"] == 1700
    with pytest.raises(eg.InputError, match=r"column UNIT_MULT, row 1: 'many' is no unit of persons"):
        eg.employment_by_exposure(frame.assign(UNIT_MULT=["3", "many"]))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", b"", "is empty"), ("one.csv", b"isco\n4132\n", "names no columns"), ("bare.csv", b"2512;1000\n5223;4000\n", "line 1 holds numbers alone and names no columns"), ("twice.csv", b"isco,jobs,jobs\n4132,1,2\n", "column 'jobs' twice"),
        ("head.csv", b"isco,jobs\n", "no rows"), ("ragged.csv", b"isco,jobs\n4132,1,2\n", "3 cells under 2 columns"), ("open.csv", b'isco,jobs\n"4132,1\n', "quotation mark"),
        ("paper.pdf", b"%PDF-1.7", "a PDF document"), ("old.xls", b"\xd0\xcf\x11\xe0", "an old Excel workbook"), ("broken.xlsx", b"PK\x03\x04spoilt", "no workbook that can be read"),
        ("broken.parquet", b"PAR1spoilt", "cannot be read"), ("broken.dta", b"<stata_dta>spoilt", "cannot be read"), ("null.csv", b"isco,jobs\n41\x00,1\n", "null bytes"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_in_one_line(name: str, content: bytes, words: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(eg.InputError) as refused:
        eg.read_employment(tmp_path / name)
    assert words in str(refused.value) and name in str(refused.value) and "\n" not in str(refused.value)


def test_a_workbook_with_several_sheets_says_which_there_are(tmp_path: Path) -> None:
    path = tmp_path / "sheets.xlsx"
    with pd.ExcelWriter(path) as writer:
        FRAME.to_excel(writer, sheet_name="2024", index=False)
        FRAME.to_excel(writer, sheet_name="2025", index=False)
    with pytest.raises(eg.InputError, match=r"has 2 sheets: '2024', '2025'. Choose one with sheet="):
        eg.read_employment(path)
    assert len(eg.read_employment(path, sheet="2025")) == 3
    with pytest.raises(eg.InputError, match="no filled sheet '2026'"):
        eg.read_employment(path, sheet="2026")


def test_a_file_that_is_missing_or_a_folder_is_refused(tmp_path: Path) -> None:
    for path, words in ((tmp_path, "is a folder"), (tmp_path / "none.csv", "no such file")):
        with pytest.raises(eg.InputError, match=words):
            eg.read_employment(path)


def test_a_column_that_cannot_be_told_is_asked_for() -> None:
    frame = pd.DataFrame({"isco": ["4132"], "isco08": ["4132"], "n": [1]})
    with pytest.raises(
        eg.InputError, match=r"which column has the employment\? No heading tells. Name it with weight="
    ):
        eg.employment_by_exposure(frame, code="isco")
    with pytest.raises(eg.InputError, match=r"which column has the codes\? The columns isco, isco08 may both be it"):
        eg.employment_by_exposure(frame, weight="n")
    with pytest.raises(eg.InputError, match="there is no column 'sex'"):
        eg.employment_by_exposure(frame, code="isco", weight="n", by="sex")
    assert io.StringIO(str(eg.employment_by_exposure(frame, code="isco", weight="n"))).getvalue()
