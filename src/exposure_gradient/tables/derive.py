"""Derive the tables of ``data/`` from the publishers' files.

Only figures, codes, titles and categories are taken; the wording of statements and justifications is not.
Rows keep the publishers' order, and each carries the number of the row it came from, counted as a
spreadsheet counts (the first row is 1, the header included), so that a reader can put a finger on it. The
crosswalk's Stata file has no header row; its rows are counted from 1.
"""

import functools
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from exposure_gradient.errors import InputError
from exposure_gradient.paths import data_folder, write_texts
from exposure_gradient.sources import find, load_registry
from exposure_gradient.sources.corrections import correct_texts, dropped_keys, padded_codes
from exposure_gradient.sources.sheet import REMEDY, Sheet, read_sheet
from exposure_gradient.sources.wording import check_statements
from exposure_gradient.tables.load import load, load_audit, load_pools, load_studies
from exposure_gradient.tables.schemas import CATEGORIES_2023, LEVELS, ONET_SOC, SOC, TITLE_RULE, is_title

BAND_OF_POTENTIAL = {
    "Not Exposed": "Not exposed",
    "Minimal Exposure": "Minimal",
    "Exposed: Gradient 1": "Gradient 1",
    "Exposed: Gradient 2": "Gradient 2",
    "Exposed: Gradient 3": "Gradient 3",
    "Exposed: Gradient 4": "Gradient 4",
}
SCORE_COLUMNS = (
    "ISCO_08",
    "label1d",
    "taskID",
    "Task_ISCO",
    "score_2023",
    "predicted_score_2025_gpt4o",
    "predicted_score_2025_gemini",
    "score_2025",
    "source",
    "mean_score_2023",
    "mean_score_2025",
    "SD_2023",
    "SD_2025",
    "potential25",
    "potential23",
)
MEAN_TOLERANCE = 0.03
"""How far the mean of an occupation’s rows may lie from the mean that the file states: rounding and a row left out explain less.
A row lost at the end of an occupation’s, or two columns that changed places, explain more."""


def _sheet(source: str, columns: Sequence[str], **options: object) -> Sheet:
    registered = load_registry()[source]
    path = find(registered)
    if path is None:
        raise InputError(
            f"[{source}] cannot be had from any place, so the tables cannot be derived. Put the file into a "
            f"folder at {registered.path} and name the folder with SOURCES=FOLDER."
        )
    return _read(path, registered.sha256, source, tuple(columns), **options)


@functools.lru_cache
def _read(path: Path, sha256: str, source: str, columns: tuple[str, ...], **options: object) -> Sheet:
    """Read a file once, whose bytes have been found to have this hash."""
    return read_sheet(path, source, columns, **options)


@dataclass(frozen=True)
class Scores:
    """The ILO's file of scores: its rows, each with the code of its unit group and the number of its task."""

    sheet: Sheet
    isco08: pd.Series
    task: pd.Series

    @property
    def keys(self) -> pd.Series:
        """Each row's key in the declared corrections: code/task."""
        return self.isco08 + "/" + self.task.astype(str)


def _scores() -> Scores:
    sheet = _sheet("ilo_scores", SCORE_COLUMNS)
    isco08 = sheet.whole("ISCO_08", 1000, 9999).astype(str)
    task = sheet.whole("taskID", 1)
    sheet.refuse("taskID", task != isco08.groupby(isco08).cumcount() + 1,
                 "is not the task’s place among its occupation’s: a row is missing, stands twice or is out of order")  # fmt: skip
    scores = Scores(sheet, isco08, task)
    check_statements(sheet, scores.keys)
    return scores


def task_scores() -> pd.DataFrame:
    """One row a row of the ILO's file: scores on a 0–1 scale, 3,266 rows.

    A row that a declared correction drops stays in the table with ``has_statement`` false, so that its effect
    can be shown; measures leave it out.
    """
    scores = _scores()
    sheet, isco08 = scores.sheet, scores.isco08
    source = sheet.texts("source", "predicted|reconciled", "way of scoring that the file is known to name")
    table = pd.DataFrame(
        {
            "isco08": isco08,
            "task": scores.task,
            "score_2023": sheet.scores("score_2023", may_miss=True),
            "score_2025_gpt4o": sheet.scores("predicted_score_2025_gpt4o", may_miss=True),
            "score_2025_gemini": sheet.scores("predicted_score_2025_gemini", may_miss=True),
            "score_2025": sheet.scores("score_2025"),
            "is_reconciled": source == "reconciled",
            "has_statement": ~scores.keys.isin(dropped_keys("ilo_scores")),
            "source_row": sheet.rows,
        }
    )
    for year in ("2023", "2025"):
        of_rows = table[table["has_statement"]].groupby("isco08")[f"score_{year}"].mean()
        stated = sheet.scores(f"mean_score_{year}")
        sheet.refuse(f"mean_score_{year}", (isco08.map(of_rows) - stated).abs() > MEAN_TOLERANCE,
                     "is not the mean of its occupation’s rows: a row is missing, or a column holds other scores")  # fmt: skip
    return table


OF_THE_OCCUPATION = (
    "label1d",
    "mean_score_2023",
    "SD_2023",
    "mean_score_2025",
    "SD_2025",
    "potential25",
    "potential23",
)
"""Columns that say the same in all rows of an occupation."""


def occupations() -> pd.DataFrame:
    """One row a unit group with the ILO's published columns, 427 rows; titles from the ISCO-08 structure."""
    scores = _scores()
    sheet, isco08 = scores.sheet, scores.isco08
    for column in OF_THE_OCCUPATION:
        cells = sheet.frame[column]
        sheet.refuse(
            column, cells != cells.groupby(isco08).transform("first"), "differs from the occupation’s first row"
        )
    groups = isco_groups().set_index("code")
    titles = groups.loc[groups["level"] == "unit", "title"]
    sheet.refuse("ISCO_08", ~isco08.isin(titles.index), "is no unit group of ISCO-08")
    bands = sheet.texts("potential25", "|".join(BAND_OF_POTENTIAL), "band that the file is known to name")
    first = ~isco08.duplicated()
    names = sheet.frame["potential23"].where(sheet.texts("potential23").notna())
    categories = pd.Series(
        correct_texts("ilo_scores", "potential23", list(isco08[first]), list(names[first])), sheet.frame.index[first]
    )
    sheet.refuse("potential23", ~categories.reindex(sheet.frame.index).fillna(CATEGORIES_2023[0]).isin(CATEGORIES_2023),
                 "is no category of 2023 that the file is known to name")  # fmt: skip
    published = {name: sheet.scores(name) for name in ("mean_score_2023", "SD_2023", "mean_score_2025", "SD_2025")}
    table = pd.DataFrame(
        {
            "isco08": isco08,
            "title": isco08.map(titles),
            "major_code": sheet.frame["label1d"].str[0],
            "ilo_mean_2023": published["mean_score_2023"],
            "ilo_sd_2023": published["SD_2023"],
            "ilo_mean_2025": published["mean_score_2025"],
            "ilo_sd_2025": published["SD_2025"],
            "band": bands.map(BAND_OF_POTENTIAL),
            "category_2023": categories,
            "source_row": sheet.rows,
        }
    )
    return table[first].reset_index(drop=True)


def _title_of(sheet: Sheet, column: str, texts: Sequence[str] | pd.Series) -> pd.Series:
    """Return titles that are what a title must be."""
    titles = pd.Series(list(texts), index=sheet.frame.index)
    sheet.plain(column, titles)
    sheet.refuse(column, ~titles.map(is_title).astype(bool), f"is no title: {TITLE_RULE}")
    return titles


def isco_groups() -> pd.DataFrame:
    """One row a group of ISCO-08 at each of its four levels, 619 rows.

    ``title_in_scores`` is the spelling of the major group's title in the ILO's file of scores, which pages show.
    """
    sheet = _sheet("isco_structure", ["Level", "ISCO 08 Code", "Title EN"], dtype=str)
    codes = sheet.texts("ISCO 08 Code", " *[0-9]{1,4} *", "code of ISCO-08").str.strip()
    sheet.once("ISCO 08 Code", codes)
    sheet.refuse("ISCO 08 Code", (codes.str.len() > 1) & ~codes.str[:-1].isin(set(codes)), "has no group above it")
    level = sheet.whole("Level", 1, 4)
    sheet.refuse("Level", level != codes.str.len(), "is not the level that the code has")
    texts = sheet.texts("Title EN").str.strip()
    titles = _title_of(sheet, "Title EN", correct_texts("isco_structure", "Title EN", list(codes), list(texts)))
    scores = _scores()
    labels = scores.sheet.texts("label1d", "[1-9] - .*[^ ]", "major group, its code before its title")
    scores.sheet.refuse("label1d", labels.str[0] != scores.isco08.str[0], "is not the major group of the row’s code")
    _title_of(scores.sheet, "label1d", labels)
    in_scores = {label[0]: label.partition(" - ")[2].strip() for label in labels.drop_duplicates()}
    return pd.DataFrame(
        {
            "code": codes,
            "level": level.map(LEVELS),
            "title": titles,
            "title_in_scores": codes.map(in_scores),
            "source_row": sheet.rows,
        }
    )


def _ibs_pairs() -> pd.DataFrame:
    sheet = _sheet("ibs_crosswalk", ["soc10", "isco08"])
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


def _onet_codes() -> Sheet:
    """Return O*NET's occupations, their codes and titles checked."""
    sheet = _sheet("onet_occupations", ["O*NET-SOC Code", "Title"])
    sheet.once("O*NET-SOC Code", sheet.texts("O*NET-SOC Code", ONET_SOC, "code of O*NET-SOC 2019"))
    _title_of(sheet, "Title", sheet.texts("Title"))
    return sheet


def _onet_rows() -> pd.DataFrame:
    """Return O*NET's crosswalk, one row a row of its sheet."""
    names = ["O*NET-SOC 2010 Code", "O*NET-SOC 2019 Code"]
    sheet = _sheet("onet_2010_to_2019", names, header=3)
    old, new = (sheet.texts(name, ONET_SOC, "code of O*NET-SOC") for name in names)
    sheet.refuse(names[1], ~new.isin(set(_onet_codes().frame["O*NET-SOC Code"])), "is no code of [onet_occupations]")
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
    sheet = _onet_codes()
    new = pd.DataFrame({"row": sheet.rows, "onet_soc": sheet.frame["O*NET-SOC Code"]})
    new = new[~new["onet_soc"].isin(onet["onet_soc"])]
    new = new.assign(source="onet_occupations", isco08="", soc_2010="", why=NOT_IN_ONET_CROSSWALK)
    columns = ["source", "row", "isco08", "soc_2010", "onet_soc", "why"]
    return pd.concat([pairs[columns], rows[columns], new[columns]], ignore_index=True)


def _oews() -> pd.DataFrame:
    """Return the rows of OEWS, checked: code, kind of occupation, employment and row."""
    sheet = _sheet("oews", ["OCC_CODE", "O_GROUP", "TOT_EMP"], sheet_name="national_M2024_dl")
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


def us_occupations() -> pd.DataFrame:
    """One row an O*NET-SOC 2019 code, 1,016 rows: title, employment and how the employment was come by.

    Employment counts wage and salary jobs, May 2024, of the OEWS code of the same SOC-2018 occupation; a detailed
    O*NET code (.01, .02 …) inherits its parent's, and an occupation that OEWS publishes only pooled with others
    (``data/oews_pools.csv``) shows the pool's total.
    """
    sheet, oews = _onet_codes(), _oews()
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
    sheet = _sheet("eloundou_scores", [code, *ELOUNDOU_COLUMNS.values()])
    codes = sheet.texts(code, ONET_SOC, "code of O*NET-SOC 2019")
    sheet.once(code, codes)
    known = set(_onet_codes().frame[code])
    sheet.refuse(code, ~codes.isin(known), "is no code of [onet_occupations]")
    _refuse_few(sheet, code, known, "[onet_occupations]")
    scores = {ours: sheet.scores(theirs) for ours, theirs in ELOUNDOU_COLUMNS.items()}
    return pd.DataFrame({"onet_soc": codes, **scores, "source_row": sheet.rows})


def tomlinson() -> pd.DataFrame:
    """One row a code that Tomlinson et al. (2025) score, 785 rows: AI applicability on 0–1.

    A code is that of a SOC-2018 occupation, or the OEWS code of several published together.
    """
    sheet = _sheet("tomlinson_scores", ["SOC Code", "ai_applicability_score"])
    codes = sheet.texts("SOC Code", SOC, "code of SOC-2018 or OEWS")
    sheet.once("SOC Code", codes)
    us = us_occupations()
    known = {*us["onet_soc"].str[:7], *us["oews_code"].dropna()}
    sheet.refuse("SOC Code", ~codes.isin(known), "is no code of [onet_occupations] or [oews]")
    _refuse_few(sheet, "SOC Code", known, "[onet_occupations] and [oews]")
    return pd.DataFrame(
        {"soc_code": codes, "applicability": sheet.scores("ai_applicability_score"), "source_row": sheet.rows}
    )


DERIVATIONS: dict[str, Callable[[], pd.DataFrame]] = {
    "task_scores": task_scores,
    "occupations": occupations,
    "isco_groups": isco_groups,
    "crosswalk": crosswalk,
    "us_occupations": us_occupations,
    "crosswalk_unused": crosswalk_unused,
    "oews_duplicates": oews_duplicates,
    "eloundou": eloundou,
    "tomlinson": tomlinson,
}


def to_csv(frame: pd.DataFrame) -> str:
    """Return a table as the text that is committed: UTF-8, comma, ``\\n``, floats as their shortest repr."""
    return frame.to_csv(index=False, lineterminator="\n")


def derive_all() -> dict[str, str]:
    """Return every derived table as CSV text, by its name. Raises InputError where they could not be loaded again."""
    texts = {name: to_csv(derivation()) for name, derivation in DERIVATIONS.items()}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_tables(folder, texts)
        try:
            for read in (load, load_audit, load_studies):
                read(folder)
        except InputError as error:
            raise InputError(
                f"the publishers’ files give tables that cannot be used: {error}".replace(name, "data")
            ) from None
    return texts


def differences(name: str, committed: str, derived: str) -> list[str]:
    """Name every cell in which a committed table differs from the derived one, at most 20."""
    if committed == derived:
        return []
    old, new = (text.splitlines() for text in (committed, derived))
    found = []
    if len(old) != len(new):
        found.append(f"data/{name}.csv has {len(old) - 1} rows, the publishers' files give {len(new) - 1}.")
    header = new[0].split(",")
    for line, (was, is_) in enumerate(zip(old, new, strict=False), start=1):
        if was == is_:
            continue
        cells = [
            f"{column}: committed {a!r}, derived {b!r}"
            for column, a, b in zip(header, was.split(","), is_.split(","), strict=False)
            if a != b
        ]
        found.append(f"data/{name}.csv line {line}: {'; '.join(cells) or 'another number of cells'}")
    return found[:20] or [f"data/{name}.csv differs in its line ends or last line."]


def write_tables(folder: Path, texts: dict[str, str]) -> None:
    """Write derived tables into a folder."""
    write_texts({folder / f"{name}.csv": text for name, text in texts.items()})
