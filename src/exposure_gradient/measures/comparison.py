"""Other studies' scores brought to unit groups through the crosswalk, and how far they agree with the ILO's means.

The chapter "Comparison across studies" defines each figure. A correlation describes the unit groups that are compared; an
:func:`interval` treats them as if they were drawn, one independently of the other, from a larger set.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd

from exposure_gradient.tables import Tables

DECIMALS = 12


@dataclass(frozen=True)
class Correlation:
    """How two sets of ``n`` values go together: Pearson's r, and Spearman's rho (Pearson's r of average ranks)."""

    n: int
    pearson: float
    spearman: float


def average_ranks(values: Sequence[float]) -> np.ndarray:
    """Return ranks from 1 for the largest value, equals sharing the mean of their places; same length.

    >>> average_ranks([0.2, 0.9, 0.2]).tolist()
    [2.5, 1.0, 2.5]
    """
    numbers = np.asarray(values, dtype=float)
    _, place, counts = np.unique(-numbers, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return (last - (counts - 1) / 2)[place]


def pearson(x: Sequence[float], y: Sequence[float]) -> float:
    """Return Pearson's correlation of two sequences of the same length.

    Raises ValueError for fewer than two values, or where all values of one sequence are equal: it is not defined there.
    """
    a, b = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if len(a) != len(b):
        raise ValueError(f"the sequences have {len(a)} and {len(b)} values")
    if len(a) < 2 or np.ptp(a) == 0 or np.ptp(b) == 0:
        raise ValueError("a correlation needs two or more values that are not all equal")
    a, b = a - a.mean(), b - b.mean()
    return float(a @ b / np.sqrt((a @ a) * (b @ b)))


def correlation(x: pd.Series, y: pd.Series) -> Correlation:
    """Return the correlation of two series over the index entries that both have."""
    common = x.index.intersection(y.index)
    a, b = x[common], y[common]
    return Correlation(len(common), pearson(a, b), pearson(average_ranks(a), average_ranks(b)))


LEVEL = 0.95
"""The level of the intervals of correlations."""


def interval(r: float, n: int, *, is_of_ranks: bool = False) -> tuple[float, float]:
    """Return the 95% interval of a correlation of ``n`` pairs, by Fisher's transformation.

    The variance of atanh(r) is 1 / (n - 3) for Pearson's correlation, and (1 + r² / 2) / (n - 3) for Spearman's (Bonett and Wright
    2000). Pairs count as independent, and for Pearson's as normal.

    >>> [round(end, 3) for end in interval(0.5, 103)]
    [0.339, 0.632]
    """
    half = NormalDist().inv_cdf((1 + LEVEL) / 2) * np.sqrt((1 + r**2 / 2 if is_of_ranks else 1) / (n - 3))
    return float(np.tanh(np.arctanh(r) - half)), float(np.tanh(np.arctanh(r) + half))


def of_both(r: float) -> float:
    """Return the reliability of the mean of two measurements that correlate at ``r`` (Spearman and Brown).

    >>> of_both(0.5)
    0.6666666666666666
    """
    return 2 * r / (1 + r)


def in_the_other(ranked: pd.DataFrame, one: str, other: str, *, highest: bool) -> dict[str, float]:
    """Return where the unit groups at an end of one study are in the other.

    ``ranked`` is what :func:`differences` returns; ``one`` and ``other`` are ``our_rank`` and ``their_rank``. An end are the unit groups
    whose rank in the one study is among a tenth of all. Returned are their number ``n``, how many are in the ``same_tenth``, the
    ``same_quarter`` and the ``other_half`` of the other study, and their ``middle`` (median) rank there, 1 being the highest score.
    """
    n = len(ranked)
    here, there = (ranked[name] if highest else n + 1 - ranked[name] for name in (one, other))
    end = there[here <= n / 10]
    middle = ranked.loc[end.index, other].median()
    counts = {"same_tenth": end <= n / 10, "same_quarter": end <= n / 4, "other_half": end > (n + 1) / 2}
    return {"n": len(end)} | {name: int(which.sum()) for name, which in counts.items()} | {"middle": middle}


def unit_pairs(tables: Tables) -> pd.DataFrame:
    """Return the crosswalk's pairs, one row for each ``isco08`` and ``onet_soc``, with what is known of the code.

    ``soc`` is the code that Tomlinson et al. score: the first seven characters of ``onet_soc``, or the OEWS code under
    which that occupation is published together with others.
    """
    us = tables.us_occupations
    us = us.assign(soc=us["oews_code"].where(us["is_pooled"], us["onet_soc"].str[:7]))
    return tables.crosswalk[["isco08", "onet_soc"]].drop_duplicates().merge(us, on="onet_soc", validate="many_to_one")


def matched(pairs: pd.DataFrame, key: str, scores: pd.Series) -> pd.DataFrame:
    """Return one row for each unit group and joined code that a study scores.

    ``key`` is the column of ``pairs`` that holds the study's codes, ``scores`` (index: these codes) its scores. Columns:
    ``isco08``, ``code``, ``score``; ``reach``, the number of unit groups that the code is matched with; and
    ``jobs``, the employment of the code's OEWS code, shared equally among the unit group's codes that show the
    same OEWS code, NaN where none is published.
    """
    rows = pairs.assign(code=pairs[key], score=pairs[key].map(scores)).dropna(subset="score")
    rows = rows.drop_duplicates(["isco08", "code"])
    sharing = rows.groupby(["isco08", "oews_code"])["code"].transform("size")
    rows = rows.assign(
        reach=rows.groupby("code")["isco08"].transform("size"), jobs=rows["employment"].astype(float) / sharing
    )
    return rows[["isco08", "code", "score", "reach", "jobs"]].reset_index(drop=True)


def unit_scores(rows: pd.DataFrame, weights: pd.Series | None = None) -> pd.Series:
    """Return a score for each unit group, by ``isco08``: the mean of its rows' scores, unweighted or weighted.

    ``weights`` has the index of ``rows``; rows without a weight are left out, and with them unit groups that have none left.
    Means are kept to twelve decimals, so that the last bit of a sum does not part unit groups that are equal.
    """
    if weights is None:
        return rows.groupby("isco08")["score"].mean().round(DECIMALS)
    weights = weights[weights.notna() & (weights > 0)]
    rows = rows.loc[weights.index]
    total = (rows["score"] * weights).groupby(rows["isco08"]).sum()
    return (total / weights.groupby(rows["isco08"]).sum()).round(DECIMALS)


def one_to_one(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of unit groups that are matched with one code, which is matched with no other unit group."""
    alone = rows.groupby("isco08")["code"].transform("size") == 1
    return rows[alone & (rows["reach"] == 1)]


def from_the_codes(rows: pd.DataFrame, ours: pd.Series) -> Correlation:
    """Return the correlation over codes: each code's score with the mean of ``ours`` over its unit groups, to twelve decimals."""
    of_code = rows["isco08"].map(ours).groupby(rows["code"]).mean().round(DECIMALS)
    return correlation(of_code, rows.drop_duplicates("code").set_index("code")["score"])


def there_and_back(rows: pd.DataFrame, ours: pd.Series) -> pd.Series:
    """Return what a study would give each unit group if it scored each code by the mean of ``ours`` over its groups."""
    of_code = rows["isco08"].map(ours).groupby(rows["code"]).mean()
    return unit_scores(rows.assign(score=rows["code"].map(of_code)))


def share_within(rows: pd.DataFrame) -> float:
    """Return the share, 0–1, of the rows' sum of squares about their mean that lies within unit groups."""
    score = rows["score"]
    within = ((score - score.groupby(rows["isco08"]).transform("mean")) ** 2).sum()
    return float(within / ((score - score.mean()) ** 2).sum())


def same_codes(rows: pd.DataFrame) -> pd.Series:
    """Return for each unit group, by ``isco08``, how many unit groups are matched with exactly its codes; 1 if none else."""
    codes = rows.groupby("isco08")["code"].agg(frozenset)
    return codes.map(codes.value_counts())


def differences(ours: pd.Series, theirs: pd.Series, rows: pd.DataFrame) -> pd.DataFrame:
    """Compare ranks, 1 being the highest score, over the unit groups that both have; index ``isco08``.

    Columns: ``ours``, ``theirs`` (scores), ``our_rank``, ``their_rank``, ``places`` (our rank minus theirs: above zero
    where the other study puts the unit group higher), ``n``, ``lowest`` and ``highest`` of its codes' scores.
    """
    common = ours.index.intersection(theirs.index)
    spread = rows.groupby("isco08")["score"].agg(["size", "min", "max"]).loc[common]
    frame = pd.DataFrame({"ours": ours[common], "theirs": theirs[common]})
    frame["our_rank"], frame["their_rank"] = average_ranks(frame["ours"]), average_ranks(frame["theirs"])
    frame["places"] = frame["our_rank"] - frame["their_rank"]
    return frame.assign(n=spread["size"], lowest=spread["min"], highest=spread["max"])
