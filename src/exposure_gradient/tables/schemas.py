"""What each table of ``data/`` must look like. Every table is checked against its schema when it is loaded."""

import pandas as pd
import pandera.pandas as pa

from exposure_gradient.sources.cells import is_plain

BANDS = ("Not exposed", "Minimal", "Gradient 1", "Gradient 2", "Gradient 3", "Gradient 4")
"""The ILO's bands of 2025, from the least to the most exposed."""

CATEGORIES_2023 = ("Not affected", "Augmentation Potential", "The Big Unknown", "Automation Potential")
"""The ILO's categories of 2023, as its file names them."""

LEVELS = {1: "major", 2: "sub-major", 3: "minor", 4: "unit"}
"""The levels of ISCO-08 by the number of digits in their codes."""

CODE = r"[0-9]{4}"
ONET_SOC = r"[0-9]{2}-[0-9]{4}\.[0-9]{2}"
SOC = r"[0-9]{2}-[0-9]{4}"


TITLE_RULE = (
    "filled, on one line, without loose blanks, unprintable characters, < or >, and no start of a spreadsheet’s formula"
)


def is_title(text: str) -> bool:
    """Say whether a text may be a title: see ``TITLE_RULE``."""
    return (
        text == " ".join(text.split()) != "" and is_plain(text) and not set(text) & {"<", ">"} and text[0] not in "=+-@"
    )


def _code(pattern: str, **options) -> pa.Column:
    return pa.Column(
        str, pa.Check(lambda codes: codes.str.fullmatch(pattern), error=f"a code that is not {pattern}"), **options
    )


def _score(**options) -> pa.Column:
    return pa.Column(float, pa.Check.in_range(0, 1), **options)


def _row() -> pa.Column:
    return pa.Column(int, pa.Check.ge(2))


def _has_no_loose_text(values: pd.Series) -> pd.Series:
    return values.map(is_title).astype(bool)


TITLE = pa.Check(_has_no_loose_text, error=f"a text that is not {TITLE_RULE}")

SCHEMAS = {
    "task_scores": pa.DataFrameSchema(
        {
            "isco08": _code(CODE),
            "task": pa.Column(int, pa.Check.ge(1)),
            "score_2023": _score(nullable=True),
            "score_2025_gpt4o": _score(nullable=True),
            "score_2025_gemini": _score(nullable=True),
            "score_2025": _score(),
            "is_reconciled": pa.Column(bool),
            "has_statement": pa.Column(bool),
            "source_row": _row(),
            # The line in a reader's own file of scores; our own table has no such column.
            "own_row": pa.Column(int, pa.Check.ge(2), required=False),
        },
        unique=["isco08", "task"],
        strict=True,
        ordered=True,
    ),
    "occupations": pa.DataFrameSchema(
        {
            "isco08": _code(CODE, unique=True),
            "title": pa.Column(str, TITLE, unique=True),
            "major_code": _code(r"[1-9]"),
            "ilo_mean_2023": _score(),
            "ilo_sd_2023": _score(),
            "ilo_mean_2025": _score(),
            "ilo_sd_2025": _score(),
            "band": pa.Column(str, pa.Check.isin(BANDS)),
            "category_2023": pa.Column(str, pa.Check.isin(CATEGORIES_2023)),
            "source_row": _row(),
        },
        strict=True,
        ordered=True,
    ),
    "isco_groups": pa.DataFrameSchema(
        {
            "code": _code(r"[0-9]{1,4}", unique=True),
            "level": pa.Column(str, pa.Check.isin(["major", "sub-major", "minor", "unit"])),
            "title": pa.Column(str, TITLE),
            "title_in_scores": pa.Column(str, TITLE, nullable=True),
            "source_row": _row(),
        },
        strict=True,
        ordered=True,
    ),
    "crosswalk": pa.DataFrameSchema(
        {
            "isco08": _code(CODE),
            "soc_2010": _code(SOC),
            "onet_soc_2010": _code(ONET_SOC),
            "onet_soc": _code(ONET_SOC),
            "ibs_row": pa.Column(int, pa.Check.ge(1)),
            "onet_row": _row(),
        },
        unique=["isco08", "soc_2010", "onet_soc_2010", "onet_soc"],
        strict=True,
        ordered=True,
    ),
    "us_occupations": pa.DataFrameSchema(
        {
            "onet_soc": _code(ONET_SOC, unique=True),
            "title": pa.Column(str, TITLE),
            "oews_code": _code(SOC, nullable=True),
            "employment": pa.Column("Int64", pa.Check.ge(0), nullable=True),
            "is_inherited": pa.Column(bool),
            "is_pooled": pa.Column(bool),
            "onet_row": _row(),
            "oews_row": pa.Column("Int64", pa.Check.ge(2), nullable=True),
        },
        strict=True,
        ordered=True,
    ),
}

AUDIT_SCHEMAS = {
    "us_jobs": pa.DataFrameSchema(
        {
            "oews_code": _code(SOC, unique=True),
            "title": pa.Column(str, TITLE),
            "employment": pa.Column(int, pa.Check.ge(0)),
            "median_annual": pa.Column(float, pa.Check.gt(0), nullable=True),
            "median_hourly": pa.Column(float, pa.Check.gt(0), nullable=True),
            "is_above_limit": pa.Column(bool),
            "source_row": _row(),
        },
        strict=True,
        ordered=True,
    ),
    "crosswalk_unused": pa.DataFrameSchema(
        {
            "source": pa.Column(str, pa.Check.isin(["ibs_crosswalk", "onet_2010_to_2019", "onet_occupations"])),
            "row": pa.Column(int, pa.Check.ge(1)),
            "isco08": _code(CODE, nullable=True),
            "soc_2010": _code(SOC, nullable=True),
            "onet_soc": _code(ONET_SOC, nullable=True),
            "why": pa.Column(str, TITLE),
        },
        unique=["source", "row"],
        strict=True,
        ordered=True,
    ),
    "oews_duplicates": pa.DataFrameSchema(
        {
            "oews_code": _code(SOC, unique=True),
            "broad_row": _row(),
            "detailed_row": _row(),
            "broad_employment": pa.Column(int, pa.Check.ge(0)),
            "detailed_employment": pa.Column(int, pa.Check.ge(0)),
        },
        strict=True,
        ordered=True,
    ),
}
"""Tables that the chapter on the crosswalk and the page on the United States alone need."""

STUDY_SCHEMAS = {
    "eloundou": pa.DataFrameSchema(
        {
            "onet_soc": _code(ONET_SOC, unique=True),
            "human_alpha": _score(),
            "human_beta": _score(),
            "human_gamma": _score(),
            "gpt4_alpha": _score(),
            "gpt4_beta": _score(),
            "gpt4_gamma": _score(),
            "source_row": _row(),
        },
        strict=True,
        ordered=True,
    ),
    "tomlinson": pa.DataFrameSchema(
        {"soc_code": _code(SOC, unique=True), "applicability": _score(), "source_row": _row()},
        strict=True,
        ordered=True,
    ),
}
"""Tables of other studies' scores, which the comparison alone needs."""


EU_LFS = ("gbr", "fra", "ita")
"""The countries whose tables come from the EU Labour Force Survey, by ISO 3166 in lower case."""
EMPLOYMENT_YEARS = range(2014, 2019)
"""The years of the tables from the EU Labour Force Survey."""


def _employment(code: str, years: pa.Check, **more: pa.Column) -> pa.DataFrameSchema:
    """Return the schema of a country's employment by occupation; ``more`` columns stand where the publisher has them."""
    columns = {
        "year": pa.Column(int, years),
        "survey": more.get("survey"),
        "isco08": _code(code),
        "employment": pa.Column(float, pa.Check.ge(0), nullable=True),
        "status": more.get("status"),
        "source_row": _row(),
    }
    present = {name: column for name, column in columns.items() if column is not None}
    return pa.DataFrameSchema(present, unique=["year", "isco08"], strict=True, ordered=True)


EMPLOYMENT_SCHEMAS = {
    f"employment_{country}": _employment(r"[0-9]{3}", pa.Check.isin(EMPLOYMENT_YEARS)) for country in EU_LFS
} | {
    "employment_pak": _employment(
        r"[0-9]{2}|TOTAL|X",
        pa.Check.in_range(2000, 2100),
        survey=pa.Column(str, TITLE),
        status=pa.Column(str, pa.Check.isin(["B", "U"]), nullable=True),
    )
}
"""Employment by occupation, in thousands, of the countries that have a page."""


def _of_model(model: str) -> dict[str, pa.Column]:
    """Return the columns of ``data/intervals.csv`` under one model."""
    ends = {"mean": _score, "percentile": _percentile, "rank": _rank, "band": _band, "all_rank": _rank}
    columns = {f"{model}_{name}_{end}": column() for name, column in ends.items() for end in ("low", "high")}
    return columns | {
        f"{model}_se": _score(),
        f"{model}_se_drawn": _score(),
        f"{model}_rank_mean": pa.Column(float, pa.Check.ge(1)),
    }


def _percentile() -> pa.Column:
    return pa.Column(int, pa.Check.in_range(0, 100))


def _rank() -> pa.Column:
    return pa.Column(int, pa.Check.ge(1))


def _band() -> pa.Column:
    return pa.Column(str, pa.Check.isin(BANDS))


INTERVAL_LEVEL = 95
"""The level of the intervals, per cent."""

INTERVAL_SCHEMAS = {
    "intervals": pa.DataFrameSchema(
        {"isco08": _code(CODE, unique=True), **_of_model("tasks"), **_of_model("raters")}, strict=True, ordered=True
    )
}
"""Intervals for each occupation, which follow from the scores; an edition of a reader's own scores has none."""

DERIVED_SCHEMAS = {**SCHEMAS, **AUDIT_SCHEMAS, **STUDY_SCHEMAS, **EMPLOYMENT_SCHEMAS, **INTERVAL_SCHEMAS}
"""Every table that the publishers' files give."""

DECLARED_SCHEMAS = {
    "oews_pools": pa.DataFrameSchema(
        {"soc_2018": _code(SOC, unique=True), "oews_code": _code(SOC)}, strict=True, ordered=True
    ),
    "oews_coverage": pa.DataFrameSchema(
        {
            "isco08": _code(r"[0-9]{4}", unique=True),
            "left_out": pa.Column(str, pa.Check.isin(["agriculture", "private households", "self-employment"])),
            "reason": pa.Column(str, TITLE),
        },
        strict=True,
        ordered=True,
    ),
    "countries": pa.DataFrameSchema(
        {
            "country": _code(r"[a-z]{3}", unique=True),
            "name": pa.Column(str, TITLE, unique=True),
            "in_sentences": pa.Column(str, TITLE),
            "year": pa.Column(int, pa.Check.in_range(2000, 2100)),
            "income_group": pa.Column(str, pa.Check.isin(["high", "upper-middle", "lower-middle", "low"])),
        },
        strict=True,
        ordered=True,
    ),
    "everyday_titles": pa.DataFrameSchema(
        {"title": pa.Column(str, TITLE, unique=True), "isco08": _code(r"[0-9]{4}( [0-9]{4})*")},
        strict=True,
        ordered=True,
    ),
    "dictionary": pa.DataFrameSchema(
        {
            "table": _code(r"[a-z0-9_]+"),
            "column": _code(r"[a-z0-9_]+"),
            "type": pa.Column(str, pa.Check.isin(["text", "number", "whole number", "true or false"])),
            "unit": pa.Column(str, TITLE, nullable=True),
            "source": _code(r"[a-z0-9_]+"),
            "source_column": pa.Column(str, TITLE, nullable=True),
            "meaning": pa.Column(str, TITLE),
        },
        unique=["table", "column"],
        strict=True,
        ordered=True,
    ),
    "figures": pa.DataFrameSchema(
        {
            "figure": _code(r"[a-z0-9_.*]+", unique=True),
            "rule": _code(r"rule-[a-z-]+"),
            "source": _code(r"[a-z0-9_]+"),
            "columns": pa.Column(str, TITLE),
            "format": pa.Column(
                str,
                pa.Check.isin(
                    [
                        *("score", "change", "difference", "distance", "size", "either_way", "hundredths"),
                        *(
                            "three_decimals",
                            "signed_three_decimals",
                            "four_decimals",
                            "six_decimals",
                            "decimals",
                            "number",
                            "median",
                            "places",
                            "points",
                            "count",
                        ),
                        *("percent", "percent_tenths", "tenths", "whole", "share", "share_number", "share_tenths"),
                        *("ordinal", "exact", "text"),
                    ]
                ),
            ),
        },
        strict=True,
        ordered=True,
    ),
    "rules": pa.DataFrameSchema(
        {"rule": _code(r"rule-[a-z0-9-]+", unique=True), "functions": _code(r"[A-Za-z0-9_.]+(; [A-Za-z0-9_.]+)*")},
        strict=True,
        ordered=True,
    ),
    "licences": pa.DataFrameSchema(
        {
            "name": pa.Column(str, TITLE, unique=True),
            "version": pa.Column(str, TITLE),
            "used_for": pa.Column(str, pa.Check.isin(["book", "tests"])),
            "licence": pa.Column(str, TITLE),
            "stated": pa.Column(str, nullable=True),
        },
        strict=True,
        ordered=True,
    ),
    "faults": pa.DataFrameSchema(
        {
            "id": _code(r"[a-z0-9-]+", unique=True),
            "kind": _code(r"[a-z]+"),
            "what": pa.Column(str, TITLE),
            "found_by": pa.Column(str, nullable=True),
            "seconds": pa.Column(float, pa.Check.ge(0)),
        },
        strict=True,
        ordered=True,
    ),
}
"""Tables that no publisher's file gives: written by hand, listed from what is installed, or measured."""
