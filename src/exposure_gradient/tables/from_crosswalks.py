"""The tables made from the crosswalks to U.S. occupations, from O*NET and from OEWS."""

from dataclasses import replace

import pandas as pd

from exposure_gradient.errors import InputError
from exposure_gradient.paths import data_folder
from exposure_gradient.sources import load_registry
from exposure_gradient.sources.corrections import padded_codes
from exposure_gradient.sources.sheet import REMEDY, Sheet
from exposure_gradient.tables.from_scores import isco_groups, occupations
from exposure_gradient.tables.load import load_pools
from exposure_gradient.tables.publishers import sheet_of, title_of
from exposure_gradient.tables.schemas import ONET_SOC, SOC


def _ibs_pairs() -> pd.DataFrame:
    sheet = sheet_of("ibs_crosswalk", ["soc10", "isco08"])
    codes = sheet.whole("isco08", 0, 9999)
    soc = sheet.whole("soc10", 110000, 559999).astype(str)
    padded = padded_codes("ibs_crosswalk", "isco08")
    sheet.refuse("isco08", (codes < 1000) & ~codes.astype(str).isin(padded),
                 "has lost its leading zero, and no declared correction says so")  # fmt: skip
    isco08 = codes.astype(str).str.zfill(4)
    groups = isco_groups()
    sheet.refuse(
        "isco08", ~isco08.isin(set(groups.loc[groups["level"] == "unit", "code"])), "is no unit group of ISCO-08"
    )
    sheet.once("soc10", soc + "/" + isco08)
    return pd.DataFrame({"isco08": isco08, "soc_2010": soc.str[:2] + "-" + soc.str[2:], "ibs_row": sheet.rows})


def onet_codes() -> Sheet:
    """Return O*NET's occupations, their codes and titles checked."""
    sheet = sheet_of("onet_occupations", ["O*NET-SOC Code", "Title"])
    sheet.once("O*NET-SOC Code", sheet.texts("O*NET-SOC Code", ONET_SOC, "code of O*NET-SOC 2019"))
    title_of(sheet, "Title", sheet.texts("Title"))
    return sheet


def _onet_rows() -> pd.DataFrame:
    """Return O*NET's crosswalk, one row a row of its sheet."""
    names = ["O*NET-SOC 2010 Code", "O*NET-SOC 2019 Code"]
    sheet = sheet_of("onet_2010_to_2019", names, header=3)
    old, new = (sheet.texts(name, ONET_SOC, "code of O*NET-SOC") for name in names)
    sheet.refuse(names[1], ~new.isin(set(onet_codes().frame["O*NET-SOC Code"])), "is no code of [onet_occupations]")
    sheet.once(names[1], old + "/" + new)
    return pd.DataFrame({"soc_2010": old.str[:7], "onet_soc_2010": old, "onet_soc": new, "onet_row": sheet.rows})


def crosswalk() -> pd.DataFrame:
    """One row a route from an ISCO-08 unit group to an O*NET-SOC 2019 code, for the occupations in the study.

    The route: IBS SOC-2010 → ISCO-08, then the O*NET-SOC 2010 → 2019 crosswalk, its rows whose 2010 code starts
    with the SOC-2010 code. Two routes may join the same pair.
    """
    routes = _ibs_pairs().merge(_onet_rows(), on="soc_2010")
    scored = occupations()["isco08"]
    routes = routes[routes["isco08"].isin(scored)]
    lost = scored[~scored.isin(routes["isco08"])]
    if not lost.empty:
        raise InputError(
            f"[ibs_crosswalk] {load_registry()['ibs_crosswalk'].file_name}, column soc10: no SOC-2010 code of {', '.join(lost.head(5))} ({len(lost)} unit groups) leads to a row of "
            f"[onet_2010_to_2019]. {REMEDY}"
        )
    columns = ["isco08", "soc_2010", "onet_soc_2010", "onet_soc", "ibs_row", "onet_row"]
    return routes[columns].sort_values(columns).reset_index(drop=True)


NOT_SCORED = "unit group not scored"
NO_ONET_CODE = "no O*NET-SOC 2010 code"
SOC_NOT_IN_IBS = "SOC-2010 code not in the IBS crosswalk"
ONLY_UNSCORED = "joined only to unit groups not scored"
NOT_IN_ONET_CROSSWALK = "code not in the O*NET crosswalk"


def crosswalk_unused() -> pd.DataFrame:
    """One row a row of the crosswalk's files that no route to a scored unit group uses, with the reason.

    The IBS pairs and the rows of O*NET's crosswalk are either used by :func:`crosswalk` or stand here; so do the
    O*NET codes that no row of O*NET's crosswalk leads to.
    """
    ibs, onet, routes = _ibs_pairs(), _onet_rows(), crosswalk()
    ibs = ibs[~ibs["ibs_row"].isin(routes["ibs_row"])]
    scored = ibs["isco08"].isin(occupations()["isco08"])
    pairs = ibs.assign(
        source="ibs_crosswalk", row=ibs["ibs_row"], onet_soc="", why=scored.map({False: NOT_SCORED, True: NO_ONET_CODE})
    )
    known = onet["soc_2010"].isin(_ibs_pairs()["soc_2010"]).map({False: SOC_NOT_IN_IBS, True: ONLY_UNSCORED})
    rows = onet.assign(source="onet_2010_to_2019", row=onet["onet_row"], isco08="", why=known)
    rows = rows[~rows["onet_row"].isin(routes["onet_row"])]
    sheet = onet_codes()
    new = pd.DataFrame({"row": sheet.rows, "onet_soc": sheet.frame["O*NET-SOC Code"]})
    new = new[~new["onet_soc"].isin(onet["onet_soc"])]
    new = new.assign(source="onet_occupations", isco08="", soc_2010="", why=NOT_IN_ONET_CROSSWALK)
    columns = ["source", "row", "isco08", "soc_2010", "onet_soc", "why"]
    return pd.concat([pairs[columns], rows[columns], new[columns]], ignore_index=True)


def _oews() -> pd.DataFrame:
    """Return the rows of OEWS, checked: code, kind of occupation, employment and row."""
    sheet = sheet_of("oews", ["OCC_CODE", "O_GROUP", "TOT_EMP"], sheet_name="national_M2024_dl")
    codes = sheet.texts("OCC_CODE", SOC, "code of OEWS")
    kinds = sheet.texts("O_GROUP", "total|major|minor|broad|detailed", "kind of occupation that OEWS is known to name")
    sheet.once("OCC_CODE", codes + kinds)
    sheet.refuse(
        "O_GROUP", pd.Series(not (kinds == "detailed").any(), index=kinds.index), "is the kind, and no row is detailed"
    )
    return pd.DataFrame({"OCC_CODE": codes, "O_GROUP": kinds, "TOT_EMP": sheet.whole("TOT_EMP"), "row": sheet.rows})


def oews_duplicates() -> pd.DataFrame:
    """One row a code that OEWS uses for a broad and for a detailed occupation: both rows, both employment counts."""
    oews = _oews()
    sides = {kind: oews[oews["O_GROUP"] == kind].drop(columns="O_GROUP") for kind in ("broad", "detailed")}
    both = sides["broad"].merge(sides["detailed"], on="OCC_CODE", suffixes=("_broad", "_detailed"))
    return pd.DataFrame(
        {
            "oews_code": both["OCC_CODE"],
            "broad_row": both["row_broad"],
            "detailed_row": both["row_detailed"],
            "broad_employment": both["TOT_EMP_broad"].astype("Int64"),
            "detailed_employment": both["TOT_EMP_detailed"].astype("Int64"),
        }
    )


ABOVE_LIMIT, NO_WAGE = "#", "*"
"""What OEWS writes for a wage of $239,200 a year or more, and for one that it does not publish."""


def us_jobs() -> pd.DataFrame:
    """One row a detailed occupation of OEWS: its jobs and its median wages, May 2024, in dollars a year and an hour.

    A wage is missing where OEWS publishes none, and where it says only that the wage is not below its limit.
    """
    names = ["OCC_CODE", "O_GROUP", "OCC_TITLE", "TOT_EMP", "A_MEDIAN", "H_MEDIAN"]
    sheet = sheet_of("oews", names, sheet_name="national_M2024_dl")
    titles, jobs = title_of(sheet, "OCC_TITLE", sheet.texts("OCC_TITLE")), sheet.whole("TOT_EMP")
    marks = sheet.frame[["A_MEDIAN", "H_MEDIAN"]].isin([ABOVE_LIMIT, NO_WAGE])
    without = replace(sheet, frame=sheet.frame.assign(**sheet.frame[[*marks]].mask(marks, "")))
    frame = pd.DataFrame(
        {
            "oews_code": sheet.texts("OCC_CODE", SOC, "code of OEWS"),
            "title": titles,
            "employment": jobs,
            "median_annual": without.numbers("A_MEDIAN", may_miss=True),
            "median_hourly": without.numbers("H_MEDIAN", may_miss=True),
            "is_above_limit": sheet.frame["A_MEDIAN"] == ABOVE_LIMIT,
            "source_row": sheet.rows,
        }
    )
    return frame[sheet.frame["O_GROUP"] == "detailed"].reset_index(drop=True)


def us_occupations() -> pd.DataFrame:
    """One row an O*NET-SOC 2019 code, 1,016 rows: title, employment and how the employment was come by.

    Employment counts wage and salary jobs, May 2024, of the OEWS code of the same SOC-2018 occupation; a detailed
    O*NET code (.01, .02 …) inherits its parent's, and an occupation that OEWS publishes only pooled with others
    (``data/oews_pools.csv``) shows the pool's total.
    """
    sheet, oews = onet_codes(), _oews()
    onet = sheet.frame
    detailed = oews[oews["O_GROUP"] == "detailed"]
    employment = detailed.set_index("OCC_CODE")["TOT_EMP"].astype("Int64")
    oews_row = detailed.set_index("OCC_CODE")["row"].astype("Int64")
    pools = load_pools()
    soc = onet["O*NET-SOC Code"].str[:7]
    for column, codes, known, where in (
        ("soc_2018", pd.Series(pools.index), set(soc), "onet_occupations"),
        ("oews_code", pools.reset_index(drop=True), set(employment.index), "oews"),
    ):
        astray = codes[~codes.isin(known)]
        if not astray.empty:
            raise InputError(
                f"{data_folder() / 'oews_pools.csv'} line {astray.index[0] + 2}, column {column}: {astray.iloc[0]!r} is no code of "
                f"[{where}]. Correct the cell."
            )
    has_own = soc.isin(employment.index)
    code = soc.where(has_own, soc.map(pools))
    known = code.where(code.isin(employment.index))
    return pd.DataFrame(
        {
            "onet_soc": onet["O*NET-SOC Code"],
            "title": onet["Title"],
            "oews_code": known,
            "employment": known.map(employment).astype("Int64"),
            "is_inherited": ~onet["O*NET-SOC Code"].str.endswith(".00") & known.notna(),
            "is_pooled": ~has_own & known.notna(),
            "onet_row": sheet.rows,
            "oews_row": known.map(oews_row).astype("Int64"),
        }
    )
