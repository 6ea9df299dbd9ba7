"""Small studies made by hand, so that a rule's answer can be read off the numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from exposure_gradient.measures import Study
from exposure_gradient.tables import Tables


@dataclass(frozen=True)
class Row:
    """One row of the file of task scores. Model scores default to the combined score."""

    now: float
    before: float | None = 0.1
    gpt4o: float | None = -1
    gemini: float | None = -1
    has_statement: bool = True


@dataclass(frozen=True)
class Us:
    """One U.S. occupation and the unit groups it is joined to."""

    onet_soc: str
    employment: int | None
    joined: Sequence[str]
    is_inherited: bool = False
    is_pooled: bool = False


@dataclass(frozen=True)
class Given:
    """What a tiny study is made from: rows by unit group, bands and U.S. occupations."""

    rows: Mapping[str, Sequence[Row]]
    bands: Mapping[str, str] = field(default_factory=dict)
    us: Sequence[Us] = (Us("11-1011.00", 10, ["1111"]),)


def _task_scores(rows: Mapping[str, Sequence[Row]]) -> pd.DataFrame:
    flat = [(code, number, row) for code, own in rows.items() for number, row in enumerate(own, start=1)]
    missing = float("nan")

    def score(own: float | None, combined: float) -> float:
        return missing if own is None else combined if own == -1 else own

    return pd.DataFrame(
        {
            "isco08": [code for code, _, _ in flat],
            "task": [number for _, number, _ in flat],
            "score_2023": [missing if row.before is None else row.before for *_, row in flat],
            "score_2025_gpt4o": [score(row.gpt4o, row.now) for *_, row in flat],
            "score_2025_gemini": [score(row.gemini, row.now) for *_, row in flat],
            "score_2025": [row.now for *_, row in flat],
            "is_reconciled": False,
            "has_statement": [row.has_statement for *_, row in flat],
            "source_row": range(2, 2 + len(flat)),
        }
    )


def _occupations(given: Given) -> pd.DataFrame:
    codes = list(given.rows)
    return pd.DataFrame(
        {
            "isco08": codes,
            "title": [f"Occupation {code}" for code in codes],
            "major_code": [code[0] for code in codes],
            "ilo_mean_2023": 0.1,
            "ilo_sd_2023": 0.1,
            "ilo_mean_2025": 0.1,
            "ilo_sd_2025": 0.1,
            "band": [given.bands.get(code, "Not exposed") for code in codes],
            "category_2023": "Not affected",
            "source_row": range(2, 2 + len(codes)),
        }
    )


def _groups(codes: Sequence[str]) -> pd.DataFrame:
    majors = sorted({code[0] for code in codes})
    return pd.DataFrame(
        {
            "code": [*majors, *codes],
            "level": ["major"] * len(majors) + ["unit"] * len(codes),
            "title": [*(f"Major {code}" for code in majors), *(f"Occupation {code}" for code in codes)],
            "title_in_scores": [*(f"Major {code}" for code in majors), *([None] * len(codes))],
            "source_row": range(2, 2 + len(majors) + len(codes)),
        }
    )


def _routes(us: Sequence[Us]) -> pd.DataFrame:
    flat = [(code, own.onet_soc) for own in us for code in own.joined]
    return pd.DataFrame(
        {
            "isco08": [code for code, _ in flat],
            "soc_2010": [onet[:7] for _, onet in flat],
            "onet_soc_2010": [onet for _, onet in flat],
            "onet_soc": [onet for _, onet in flat],
            "ibs_row": range(1, 1 + len(flat)),
            "onet_row": range(5, 5 + len(flat)),
        }
    )


def _us(us: Sequence[Us]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "onet_soc": [own.onet_soc for own in us],
            "title": [f"U.S. {own.onet_soc}" for own in us],
            "oews_code": [None if own.employment is None else own.onet_soc[:7] for own in us],
            "employment": pd.array([own.employment for own in us], dtype="Int64"),
            "is_inherited": [own.is_inherited for own in us],
            "is_pooled": [own.is_pooled for own in us],
            "onet_row": range(2, 2 + len(us)),
            "oews_row": pd.array([None if own.employment is None else 2 for own in us], dtype="Int64"),
        }
    )


def tiny_study(
    rows: Mapping[str, Sequence[Row | float]], bands: Mapping[str, str] | None = None, us: Sequence[Us] | None = None
) -> Study:
    """A study over a few unit groups; a bare number is a task's 2025 score."""
    whole = {code: [row if isinstance(row, Row) else Row(row) for row in own] for code, own in rows.items()}
    first = next(iter(whole))
    given = Given(whole, bands or {}, us if us is not None else [Us("11-1011.00", 10, [first])])
    return Study(
        Tables(
            task_scores=_task_scores(given.rows),
            occupations=_occupations(given),
            isco_groups=_groups(list(given.rows)),
            crosswalk=_routes(given.us),
            us_occupations=_us(given.us),
        )
    )
