"""The tables of employment by occupation, made from the files of Nesta and of ILOSTAT."""

import re

import pandas as pd

from exposure_gradient.sources.sheet import Sheet
from exposure_gradient.tables.from_scores import isco_groups
from exposure_gradient.tables.publishers import sheet_of
from exposure_gradient.tables.schemas import EMPLOYMENT_YEARS

MASKED = "x"
"""What Nesta writes in place of a cell of few workers."""
TOTAL, NOT_STATED = "TOTAL", "X"
"""ILOSTAT's codes of everybody, and of persons without a stated occupation."""
ISCO_PREFIX = "OC2_ISCO08_"
SEX, UNIT, THOUSANDS = "SEX", "UNIT_MULT", "3"
STATUSES = r"[BU]?"


def _check_groups(sheet: Sheet, column: str, codes: pd.Series, *also: str) -> None:
    sheet.refuse(column, ~codes.isin({*isco_groups()["code"], *also}), "is no group of [isco_structure]")
    is_alone = len(set(codes) - set(also)) < 2
    sheet.refuse(
        column, pd.Series(is_alone, index=codes.index), "is the only code, and a table by occupation has several"
    )


def eu_lfs(country: str) -> pd.DataFrame:
    """One row a year and minor group: employment in thousands as Nesta computed it from the EU Labour Force Survey."""
    years = [str(year) for year in EMPLOYMENT_YEARS]
    sheet = sheet_of(f"employment_{country}", ["isco_code", *years])
    codes = sheet.texts("isco_code", "[0-9]{3}", "code of a minor group")
    _check_groups(sheet, "isco_code", codes)
    sheet.once("isco_code", codes)
    of_year = []
    for year in years:
        masked = sheet.frame[year] == MASKED
        values = sheet.with_cells(year, sheet.frame[year].mask(masked, "")).numbers(year, may_miss=True)
        of_year.append(
            pd.DataFrame({"year": int(year), "isco08": codes, "employment": values, "source_row": sheet.rows})
        )
    return pd.concat(of_year, ignore_index=True)


def employment_pak() -> pd.DataFrame:
    """One row a year and sub-major group of Pakistan: employment in thousands as ILOSTAT publishes it, with its total."""
    columns = ["OC2", "TIME_PERIOD", "OBS_VALUE", "OBS_STATUS", "SOURCE", SEX, UNIT]
    sheet = sheet_of("employment_pak", columns)
    codes = sheet.texts("OC2", rf"{ISCO_PREFIX}([0-9]{{2}}|{TOTAL}|{NOT_STATED})", "code of a sub-major group")
    codes = codes.str.removeprefix(ISCO_PREFIX)
    _check_groups(sheet, "OC2", codes, TOTAL, NOT_STATED)
    years = sheet.texts("TIME_PERIOD", "[0-9]{4}", "year").astype("int64")
    sheet.texts(SEX, "SEX_T", "row of both sexes")
    sheet.texts(UNIT, re.escape(THOUSANDS), "power of ten of thousands")
    sheet.refuse("OBS_STATUS", ~sheet.frame["OBS_STATUS"].str.fullmatch(STATUSES), "is no status that is known here")
    sheet.once("OC2", codes + "/" + years.astype(str))
    return pd.DataFrame(
        {
            "year": years,
            "survey": sheet.texts("SOURCE"),
            "isco08": codes,
            "employment": sheet.numbers("OBS_VALUE", may_miss=True),
            "status": sheet.frame["OBS_STATUS"].replace("", None),
            "source_row": sheet.rows,
        }
    )
