"""The tables made from the files of other studies' scores."""

import pandas as pd

from exposure_gradient.errors import InputError
from exposure_gradient.sources.sheet import REMEDY, Sheet
from exposure_gradient.tables.from_crosswalks import onet_codes, us_occupations
from exposure_gradient.tables.publishers import sheet_of
from exposure_gradient.tables.schemas import ONET_SOC, SOC

ELOUNDOU_COLUMNS = {
    f"{ours}_{measure}": f"{theirs}_rating_{measure}"
    for ours, theirs in (("human", "human"), ("gpt4", "dv"))
    for measure in ("alpha", "beta", "gamma")
}
"""Our names of the columns of Eloundou et al., and theirs: ``dv`` is the rating by GPT-4."""


def _refuse_few(sheet: Sheet, column: str, known: set[str], where: str) -> None:
    """Raise InputError where a study's file names less than half of the codes that it is about: rows are missing."""
    named = len(known & set(sheet.frame[column]))
    if 2 * named < len(known):
        raise InputError(
            f"[{sheet.source}] {sheet.name}, column {column}: it names {named} of the {len(known)} codes of {where}, less than "
            f"half, so rows are missing. {REMEDY}"
        )


def eloundou() -> pd.DataFrame:
    """One row an O*NET-SOC 2019 code that Eloundou et al. (2024) rate, 923 rows: shares of tasks on 0–1."""
    code = "O*NET-SOC Code"
    sheet = sheet_of("eloundou_scores", [code, *ELOUNDOU_COLUMNS.values()])
    codes = sheet.texts(code, ONET_SOC, "code of O*NET-SOC 2019")
    sheet.once(code, codes)
    known = set(onet_codes().frame[code])
    sheet.refuse(code, ~codes.isin(known), "is no code of [onet_occupations]")
    _refuse_few(sheet, code, known, "[onet_occupations]")
    scores = {ours: sheet.scores(theirs) for ours, theirs in ELOUNDOU_COLUMNS.items()}
    return pd.DataFrame({"onet_soc": codes, **scores, "source_row": sheet.rows})


def tomlinson() -> pd.DataFrame:
    """One row a code that Tomlinson et al. (2025) score, 785 rows: AI applicability on 0–1.

    A code is that of a SOC-2018 occupation, or the OEWS code of several published together.
    """
    sheet = sheet_of("tomlinson_scores", ["SOC Code", "ai_applicability_score"])
    codes = sheet.texts("SOC Code", SOC, "code of SOC-2018 or OEWS")
    sheet.once("SOC Code", codes)
    us = us_occupations()
    known = {*us["onet_soc"].str[:7], *us["oews_code"].dropna()}
    sheet.refuse("SOC Code", ~codes.isin(known), "is no code of [onet_occupations] or [oews]")
    _refuse_few(sheet, "SOC Code", known, "[onet_occupations] and [oews]")
    return pd.DataFrame(
        {"soc_code": codes, "applicability": sheet.scores("ai_applicability_score"), "source_row": sheet.rows}
    )
