"""The tables for researchers, as pandas frames. Public as ``exposure_gradient.tasks()`` and so on.

Every call returns a frame of its own: what a caller does to it reaches no other. Codes are text, with their leading zeros. Scores,
means and standard deviations lie on the ILO's scale from 0 to 1. A missing number is ``NaN``, a missing whole number ``pandas.NA``.
Figures are those of the pages, made by the named rules (``exposure_gradient.rules``).

Sources are named as in the chapter "Sources": ``ilo_scores`` is the file of task scores of Gmyrek et al. (2025), ``isco_structure``
the ILO's structure of ISCO-08, ``ibs_crosswalk`` that of Hardy, Keister and Lewandowski (2018), ``onet_2010_to_2019`` and
``onet_occupations`` those of O*NET 30.3, ``oews`` the U.S. employment statistics of May 2024.
"""

from __future__ import annotations

import dataclasses
import numbers

import pandas as pd

from exposure_gradient.measures import study
from exposure_gradient.measures.bands import BAND_RULE, EXPOSED
from exposure_gradient.measures.frame_rows import occupation_row, task_row, typed
from exposure_gradient.tables import BANDS

COLUMNS = {
    "tasks": {
        "isco08": "str", "task": "int64", "score_2023": "float64", "score_2025_gpt4o": "float64",
        "score_2025_gemini": "float64", "score_2025": "float64", "change": "float64", "is_reconciled": "bool",
        "source_row": "int64",
    },
    "occupations": {
        "title": "str", "major_group": "str", "major_title": "str", "n_tasks": "int64", "mean_2025": "float64",
        "sd_2025": "float64", "mean_2023": "float64", "change": "float64", "change_adjusted": "float64", "percentile": "int64",
        "percentile_low": "int64", "percentile_high": "int64", "rank": "int64", "band": "category",
        "share_exposed_pct": "int64", "tasks_at_threshold": "int64", "ilo_mean_2025": "float64", "ilo_sd_2025": "float64",
        "ilo_mean_2023": "float64", "ilo_sd_2023": "float64", "category_2023": "category", "n_us_occupations": "int64",
        "tasks_mean_low": "float64", "tasks_mean_high": "float64", "tasks_percentile_low": "Int64",
        "tasks_percentile_high": "Int64", "tasks_rank_low": "Int64", "tasks_rank_high": "Int64",
        "tasks_band_low": "category", "tasks_band_high": "category", "raters_mean_low": "float64",
        "raters_mean_high": "float64", "raters_percentile_low": "Int64", "raters_percentile_high": "Int64",
        "raters_rank_low": "Int64", "raters_rank_high": "Int64", "raters_band_low": "category",
        "raters_band_high": "category",
    },
    "bands": {
        "is_exposed": "bool", "n_occupations": "int64", "n_tasks": "int64", "lowest_mean": "float64",
        "highest_mean": "float64", "rule": "str",
    },
    "crosswalk": {
        "isco08": "str", "soc_2010": "str", "onet_soc_2010": "str", "onet_soc": "str", "ibs_row": "int64",
        "onet_row": "int64",
    },
    "us_occupations": {
        "title": "str", "oews_code": "str", "employment": "Int64", "is_inherited": "bool", "is_pooled": "bool",
        "n_unit_groups": "int64", "onet_row": "int64", "oews_row": "Int64",
    },
}  # fmt: skip
"""The columns of each frame, in their order, with their dtypes; the docstrings say what they hold."""


def tasks() -> pd.DataFrame:
    """Return every task that the ILO scored, one row each, by code and number.

    A row of the ILO's file without a task statement does not count as a task and is left out. The statements themselves are not kept: they are
    in the ILO's file, under ``source_row``.

    Returns
    -------
    pandas.DataFrame
        One row per task, with the columns below.

    Columns
    -------
    isco08 : str
        Code of the unit group, four digits. Source: ``ilo_scores``, ISCO_08.
    task : int64
        Number of the task within its unit group, as the ILO's file counts; with ``isco08`` it names a row. Source: ``ilo_scores``, taskID.
    score_2023 : float64
        2023 score, 0–1; NaN where the file has none. Source: ``ilo_scores``, score_2023.
    score_2025_gpt4o : float64
        Score that GPT-4o gave for 2025, 0–1; NaN where the file has none. Source: ``ilo_scores``, predicted_score_2025_gpt4o.
    score_2025_gemini : float64
        Score that Gemini gave for 2025, 0–1; NaN where the file has none. Source: ``ilo_scores``, predicted_score_2025_gemini.
    score_2025 : float64
        Combined 2025 score, 0–1. Source: ``ilo_scores``, score_2025.
    change : float64
        2025 score minus 2023 score, in exact decimals; NaN without a 2023 score.
    is_reconciled : bool
        Whether the file marks the combined score as reconciled. Source: ``ilo_scores``, source.
    source_row : int64
        Row of the ILO's sheet, as a spreadsheet counts.

    Examples
    --------
    >>> tasks().shape
    (3265, 9)
    """
    rows = [task_row(o.isco08, task) for o in study().all_occupations() for task in o.tasks]
    return typed(pd.DataFrame(rows), COLUMNS["tasks"])


def occupations() -> pd.DataFrame:
    """Return every occupation: our figures and those that the ILO publishes, one row each.

    An occupation is a unit group of ISCO-08 with at least one task. The three groups of the armed forces and some others have no
    scores and are not among them.

    Returns
    -------
    pandas.DataFrame
        One row an occupation, its code as the index ``isco08`` (str), in the order of the codes, with the columns below.

    Columns
    -------
    title : str
        Title of the unit group. Source: ``isco_structure``, Title EN, with declared corrections.
    major_group : str
        Code of the major group, one digit. Source: ``ilo_scores``, label1d.
    major_title : str
        Title of the major group. Source: ``ilo_scores``, label1d.
    n_tasks : int64
        Number of tasks.
    mean_2025 : float64
        Mean of the combined 2025 scores, 0–1, to four decimals: our mean exposure.
    sd_2025 : float64
        Sample standard deviation of the same scores, to four decimals.
    mean_2023 : float64
        Mean of the 2023 scores, 0–1, to four decimals, over the tasks that have one.
    change : float64
        2025 mean minus 2023 mean, rounded to four decimals after the subtraction.
    change_adjusted : float64
        The change minus the one that a parabola fitted over all occupations gives at its 2023 mean, to four decimals.
    percentile : int64
        Share of occupations with a strictly lower mean, whole per cent.
    percentile_low : int64
        Lowest percentile over the choices that every page states: one model alone, one task left out.
    percentile_high : int64
        Highest percentile over the same choices.
    rank : int64
        Rank of the mean; 1 is the most exposed, and equals share a rank.
    band : category
        Band of 2025 that the ILO publishes, ordered from Not exposed to Gradient 4. Source: ``ilo_scores``, potential25.
    share_exposed_pct : int64
        Share of tasks whose occupation is in Gradient 1 to 4, per cent: 100 or 0, whatever the tasks score.
    tasks_at_threshold : int64
        Number of tasks whose 2025 score is 0.4 or more.
    ilo_mean_2025 : float64
        2025 mean as the ILO publishes it, 0–1, two decimals. Source: ``ilo_scores``, mean_score_2025.
    ilo_sd_2025 : float64
        Standard deviation of 2025 as the ILO publishes it, two decimals. Source: ``ilo_scores``, SD_2025.
    ilo_mean_2023 : float64
        2023 mean as the ILO publishes it, 0–1, two decimals. Source: ``ilo_scores``, mean_score_2023.
    ilo_sd_2023 : float64
        Standard deviation of 2023 as the ILO publishes it, two decimals. Source: ``ilo_scores``, SD_2023.
    category_2023 : category
        Category of 2023 that the ILO publishes; the categories have no order. Source: ``ilo_scores``, potential23.
    n_us_occupations : int64
        Number of U.S. occupations that the crosswalk joins to the unit group.
    tasks_mean_low : float64
        Lower end of the 95% interval of the mean, had ISCO-08 named other tasks of the same kind.
    tasks_mean_high : float64
        Upper end of the 95% interval of the mean, had ISCO-08 named other tasks of the same kind.
    tasks_percentile_low : Int64
        Lower end of the 95% interval of the percentile, had ISCO-08 named other tasks of the same kind.
    tasks_percentile_high : Int64
        Upper end of the 95% interval of the percentile, had ISCO-08 named other tasks of the same kind.
    tasks_rank_low : Int64
        More exposed end of the 95% interval of the rank, 1 being the most exposed, had ISCO-08 named other tasks of the same kind.
    tasks_rank_high : Int64
        Less exposed end of the 95% interval of the rank, 1 being the most exposed, had ISCO-08 named other tasks of the same kind.
    tasks_band_low : category
        Less exposed end of the 95% interval of the band by the fitted rule, had ISCO-08 named other tasks of the same kind.
    tasks_band_high : category
        More exposed end of the 95% interval of the band by the fitted rule, had ISCO-08 named other tasks of the same kind.
    raters_mean_low : float64
        Lower end of the 95% interval of the mean, had other models of the same kind scored the same tasks.
    raters_mean_high : float64
        Upper end of the 95% interval of the mean, had other models of the same kind scored the same tasks.
    raters_percentile_low : Int64
        Lower end of the 95% interval of the percentile, had other models of the same kind scored the same tasks.
    raters_percentile_high : Int64
        Upper end of the 95% interval of the percentile, had other models of the same kind scored the same tasks.
    raters_rank_low : Int64
        More exposed end of the 95% interval of the rank, 1 being the most exposed, had other models of the same kind scored the same tasks.
    raters_rank_high : Int64
        Less exposed end of the 95% interval of the rank, 1 being the most exposed, had other models of the same kind scored the same tasks.
    raters_band_low : category
        Less exposed end of the 95% interval of the band by the fitted rule, had other models of the same kind scored the same tasks.
    raters_band_high : category
        More exposed end of the 95% interval of the band by the fitted rule, had other models of the same kind scored the same tasks.

    The two intervals answer two questions, which the chapter "Uncertainty" argues; neither covers what both models share. In an
    edition of a reader's own scores all of them are missing.

    Examples
    --------
    >>> occupations().shape
    (427, 38)
    >>> figures = occupations().loc["3211"]
    >>> print(figures["mean_2025"], figures["percentile"], figures["band"])
    0.22 39 Not exposed
    """
    published = study().tables.occupations.set_index("isco08")
    frame = pd.DataFrame([occupation_row(o) for o in study().all_occupations()]).set_index("isco08")
    for column in ("ilo_mean_2025", "ilo_sd_2025", "ilo_mean_2023", "ilo_sd_2023", "category_2023"):
        frame[column] = published[column]
    return typed(frame, COLUMNS["occupations"])


def bands() -> pd.DataFrame:
    """Return the ILO's six bands of 2025, from the least to the most exposed.

    The file gives each occupation its band and no rule. The rule here was fitted to it: the chapter "Replication" shows how well.

    Returns
    -------
    pandas.DataFrame
        One row per band, its name as the ordered index ``band`` (category), with the columns below.

    Columns
    -------
    is_exposed : bool
        Whether the band is one of Gradient 1 to 4.
    n_occupations : int64
        Number of occupations in the band.
    n_tasks : int64
        Number of their tasks.
    lowest_mean : float64
        Lowest mean exposure of 2025 among them, 0–1, to four decimals.
    highest_mean : float64
        Highest mean exposure of 2025 among them, 0–1, to four decimals.
    rule : str
        The fitted rule for a mean m and a standard deviation s of two decimals; the most exposed band whose conditions hold is taken.

    Examples
    --------
    >>> bands()["rule"].tolist()[-2:]
    ['m ≥ 0.5', 'm ≥ 0.6 and m − s ≥ 0.5']
    """
    words = {band: " and ".join(map(str, conditions)) for band, conditions in BAND_RULE}
    own = occupations().groupby("band", observed=False)
    frame = pd.DataFrame(
        {
            "is_exposed": [band in EXPOSED for band in BANDS],
            "n_occupations": own.size(),
            "n_tasks": own["n_tasks"].sum(),
            "lowest_mean": own["mean_2025"].min(),
            "highest_mean": own["mean_2025"].max(),
            "rule": [words[band] or "none of the others" for band in BANDS],
        }
    )
    return typed(frame, COLUMNS["bands"])


def crosswalk() -> pd.DataFrame:
    """Return every route from a scored unit group of ISCO-08 to a U.S. occupation.

    The crosswalk joins many to many: one unit group has several U.S. occupations, and one U.S. occupation several unit groups.
    A pair of codes can be joined by more than one route, so count pairs, not rows.

    Returns
    -------
    pandas.DataFrame
        One row per route, with the columns below.

    Columns
    -------
    isco08 : str
        Code of the unit group, four digits. Source: ``ibs_crosswalk``, isco08.
    soc_2010 : str
        SOC-2010 code. Source: ``ibs_crosswalk``, soc10.
    onet_soc_2010 : str
        O*NET-SOC 2010 code. Source: ``onet_2010_to_2019``, O*NET-SOC 2010 Code.
    onet_soc : str
        O*NET-SOC 2019 code, at which the route ends. Source: ``onet_2010_to_2019``, O*NET-SOC 2019 Code.
    ibs_row : int64
        Row of the IBS file, of which the first record is row one.
    onet_row : int64
        Row of the O*NET crosswalk's sheet, as a spreadsheet counts.

    Examples
    --------
    >>> codes = crosswalk().loc[lambda routes: routes["isco08"] == "3211", "onet_soc"]
    >>> sorted(codes)[:2]
    ['29-1124.00', '29-2032.00']
    """
    return typed(study().tables.crosswalk, COLUMNS["crosswalk"])


def us_occupations() -> pd.DataFrame:
    """Return every U.S. occupation of O*NET-SOC 2019 with its employment.

    Employment is published under OEWS codes, and several O*NET-SOC codes can share one: then each row has the employment of the
    whole code. Drop duplicates of ``oews_code`` before adding up.

    Returns
    -------
    pandas.DataFrame
        One row per U.S. occupation, its O*NET-SOC 2019 code as the index ``onet_soc`` (str), with the columns below.

    Columns
    -------
    title : str
        Title of the U.S. occupation. Source: ``onet_occupations``, Title.
    oews_code : str
        OEWS code that the employment is published under; missing where there is none. Source: ``oews``, OCC_CODE.
    employment : Int64
        Wage and salary jobs under that code, May 2024; missing where none is published. Source: ``oews``, TOT_EMP.
    is_inherited : bool
        Whether a detailed O*NET code shows the employment of its parent occupation.
    is_pooled : bool
        Whether the employment is that of an OEWS code that pools several SOC-2018 occupations.
    n_unit_groups : int64
        Number of scored unit groups of ISCO-08 that the crosswalk joins to it; 0 where none is.
    onet_row : int64
        Row of the O*NET sheet, as a spreadsheet counts.
    oews_row : Int64
        Row of the OEWS sheet, as a spreadsheet counts; missing where there is no employment.

    Examples
    --------
    >>> us_occupations().loc["29-2032.00", "title"]
    'Diagnostic Medical Sonographers'
    """
    frame = study().tables.us_occupations.set_index("onet_soc")
    pairs = study().tables.crosswalk.drop_duplicates(["isco08", "onet_soc"])
    frame["n_unit_groups"] = pairs.groupby("onet_soc").size().reindex(frame.index, fill_value=0)
    return typed(frame, COLUMNS["us_occupations"])


@dataclasses.dataclass(frozen=True, eq=False)
class Occupation:
    """One occupation, as :func:`occupation` returns it.

    Attributes
    ----------
    isco08 : str
        Its code, four digits.
    title : str
        Its title.
    figures : pandas.Series
        Its row of :func:`occupations`.
    tasks : pandas.DataFrame
        Its rows of :func:`tasks`, indexed by the number of the task.
    us_occupations : pandas.DataFrame
        Its rows of :func:`us_occupations`, the largest employment first.
    """

    isco08: str
    title: str
    figures: pd.Series = dataclasses.field(repr=False)
    tasks: pd.DataFrame = dataclasses.field(repr=False)
    us_occupations: pd.DataFrame = dataclasses.field(repr=False)


def occupation(isco08: str | int) -> Occupation:
    """Return one occupation: its figures, its tasks and its U.S. occupations.

    Parameters
    ----------
    isco08 : str or int
        Code of the unit group: ``"3211"``, ``" 3211 "`` or ``3211``.

    Returns
    -------
    Occupation
        Code, title and three tables of its own.

    Raises
    ------
    InputError
        Where the code is malformed, or is of a unit group that the study did not score.

    Examples
    --------
    >>> occupation(3211)
    Occupation(isco08='3211', title='Medical Imaging and Therapeutic Equipment Technicians')
    >>> len(occupation("3211").tasks)
    8
    """
    is_code = isinstance(isco08, str | numbers.Integral) and not isinstance(isco08, bool)
    own = study().occupation(str(isco08).strip() if is_code else isco08)
    all_tasks, codes = tasks(), [us.onet_soc for us in own.us_occupations]
    return Occupation(
        isco08=own.isco08,
        title=own.title,
        figures=occupations().loc[own.isco08],
        tasks=all_tasks[all_tasks["isco08"] == own.isco08].set_index("task").drop(columns="isco08"),
        us_occupations=us_occupations().loc[codes],
    )
