"""The tables made from the ILO's file of scores and the structure of ISCO-08."""

from dataclasses import dataclass

import pandas as pd

from exposure_gradient.sources.corrections import correct_texts, dropped_keys
from exposure_gradient.sources.sheet import Sheet
from exposure_gradient.sources.wording import check_statements
from exposure_gradient.tables.publishers import sheet_of, title_of
from exposure_gradient.tables.schemas import CATEGORIES_2023, LEVELS

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
    sheet = sheet_of("ilo_scores", SCORE_COLUMNS)
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


def isco_groups() -> pd.DataFrame:
    """One row a group of ISCO-08 at each of its four levels, 619 rows.

    ``title_in_scores`` is the spelling of the major group's title in the ILO's file of scores, which pages show.
    """
    sheet = sheet_of("isco_structure", ["Level", "ISCO 08 Code", "Title EN"], dtype=str)
    codes = sheet.texts("ISCO 08 Code", " *[0-9]{1,4} *", "code of ISCO-08").str.strip()
    sheet.once("ISCO 08 Code", codes)
    sheet.refuse("ISCO 08 Code", (codes.str.len() > 1) & ~codes.str[:-1].isin(set(codes)), "has no group above it")
    level = sheet.whole("Level", 1, 4)
    sheet.refuse("Level", level != codes.str.len(), "is not the level that the code has")
    texts = sheet.texts("Title EN").str.strip()
    titles = title_of(sheet, "Title EN", correct_texts("isco_structure", "Title EN", list(codes), list(texts)))
    scores = _scores()
    labels = scores.sheet.texts("label1d", "[1-9] - .*[^ ]", "major group, its code before its title")
    scores.sheet.refuse("label1d", labels.str[0] != scores.isco08.str[0], "is not the major group of the row’s code")
    title_of(scores.sheet, "label1d", labels)
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
