"""Intervals for every occupation's mean, percentile, rank and band, under two models of what could have been otherwise.

*Tasks*: ISCO-08 could have named other tasks of the same kind. An occupation's scores are taken as exchangeable draws, and tasks are drawn
again, with replacement. *Raters*: other models of the same kind could have scored the same tasks. The error of a combined score is
estimated from the differences of the two models. The chapter "Uncertainty" argues both. ``make data`` calculates them once, into
``data/intervals.csv``; pages read that table, so neither scipy nor statsmodels is imported when a page runs.
"""

import math

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.multitest import multipletests

from exposure_gradient.measures.bands import BAND_RULE
from exposure_gradient.measures.rules import mean, rounded4, sample_sd
from exposure_gradient.tables import BANDS, INTERVAL_LEVEL, Tables

LEVEL = INTERVAL_LEVEL / 100
SEED = 2026
DRAWS = 10_000
FIFTH = 100_000
"""Scores have at most five decimals; whole hundred-thousandths make sums exact."""
MODELS = ("score_2025_gpt4o", "score_2025_gemini")
ENDS = [(100 - INTERVAL_LEVEL) / 200, (100 + INTERVAL_LEVEL) / 200]


def tasks_that_count(tables: Tables) -> pd.DataFrame:
    """Return the tasks with a statement, with the column ``d``: GPT-4o's score minus Gemini's, NaN where one is missing."""
    kept = tables.task_scores[tables.task_scores["has_statement"]]
    return kept.assign(d=kept[MODELS[0]] - kept[MODELS[1]])


def means_and_spreads(tasks: pd.DataFrame) -> pd.DataFrame:
    """Return ``n``, ``mean`` (four decimals), ``sd`` (sample, 0–1) and ``se`` = sd/√n by occupation."""
    own = tasks.groupby("isco08")["score_2025"]
    table = pd.DataFrame({"n": own.size(), "mean": own.agg(mean).map(rounded4), "sd": own.agg(sample_sd)})
    return table.assign(se=table["sd"] / np.sqrt(table["n"]))


def rater_components(tasks: pd.DataFrame, bands: pd.Series) -> pd.DataFrame:
    """Return the variance components of the models' differences by band, by the method of moments.

    ``within`` is the pooled variance of d within occupations. ``between`` is the mean square of the occupations' mean differences about
    zero, less what ``within`` explains of it, at least 0; it holds a shift between the models that is common to the band.
    """
    own = tasks.dropna(subset="d").groupby("isco08")["d"]
    table = pd.DataFrame({"n": own.size(), "mean": own.mean(), "squares": own.var() * (own.size() - 1)})
    rows = {}
    for band, of in table.groupby(bands):
        within = of["squares"].sum() / (of["n"] - 1).sum()
        between = (of["mean"] ** 2).mean() - within * (1 / of["n"]).mean()
        rows[band] = {"occupations": len(of), "shift": of["mean"].mean(), "within": within, "between": max(between, 0)}
    return pd.DataFrame(rows).T.loc[[band for band in BANDS if band in rows]]


def rater_errors(table: pd.DataFrame, components: pd.DataFrame, bands: pd.Series) -> pd.Series:
    """Return the standard error of an occupation's mean from raters: ½√(between + within/n) of its band."""
    of = components.loc[bands[table.index]].set_index(table.index)
    return np.sqrt(of["between"] + of["within"] / table["n"]) / 2


def fitted_places(means: np.ndarray, sds: np.ndarray) -> np.ndarray:
    """Return the place, 0 to 5, of the fitted rule's band for arrays of means and standard deviations, compared in whole hundredths."""
    m, s = (np.floor((np.round(values * FIFTH) + 500) / 1000) for values in (means, sds))
    holds = [np.all([one.holds(m, s, scale=100) for one in conditions], axis=0) for _, conditions in BAND_RULE[:-1]]
    return np.select(holds, [BANDS.index(band) for band, _ in BAND_RULE[:-1]], default=0)


def drawn_tasks(scores: np.ndarray, isco08: str) -> tuple[np.ndarray, np.ndarray]:
    """Return ``DRAWS`` means and standard deviations of tasks drawn with replacement.

    Deviations from the mean are stretched by √(n/(n−1)), so that the variance of a drawn mean is s²/n and the expected variance of the
    drawn tasks is s². Seeded by ``SEED`` and the code.
    """
    whole = np.round(scores * FIFTH).astype(np.int64)
    n, total = len(whole), int(whole.sum())
    drawn = whole[(np.random.default_rng([SEED, int(isco08)]).random((DRAWS, n)) * n).astype(np.int64)]
    sums, squares = drawn.sum(axis=1), (drawn**2).sum(axis=1)
    stretch = math.sqrt(n / (n - 1))
    means = (total + stretch * (sums - total)) / (n * FIFTH)
    return means, stretch * np.sqrt((n * squares - sums**2) / (n * (n - 1))) / FIFTH


def ranks_in(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how many are above and how many are below each value within its row; values that agree at nine decimals are equal."""
    above, below = np.empty(values.shape, np.int64), np.empty(values.shape, np.int64)
    for place, row in enumerate(np.round(values, 9)):
        ordered = np.sort(row)
        below[place] = ordered.searchsorted(row, "left")
        above[place] = len(row) - ordered.searchsorted(row, "right")
    return above, below


def pairs_told_apart(table: pd.DataFrame, model: str) -> tuple[np.ndarray, np.ndarray, tuple[np.ndarray, np.ndarray]]:
    """Return for every pair of occupations whether their means differ: each pair alone, all pairs together; and the pairs.

    For ``tasks`` Welch's test, for ``raters`` the normal test with ``raters_se``; together by Holm's method, so that the chance of any
    wrong statement is at most 5%.
    """
    pairs = np.triu_indices(len(table), 1)
    a, b = (table.iloc[of] for of in pairs)
    if model == "tasks":
        ours, others = ((of["mean"].to_numpy(), of["sd"].to_numpy(), of["n"].to_numpy()) for of in (a, b))
        p = stats.ttest_ind_from_stats(*ours, *others, equal_var=False).pvalue
    else:
        error = np.hypot(a["raters_se"].to_numpy(), b["raters_se"].to_numpy())
        p = 2 * stats.norm.sf(np.abs(a["mean"].to_numpy() - b["mean"].to_numpy()) / error)
    return p < 1 - LEVEL, multipletests(p, 1 - LEVEL, "holm")[0], pairs


def ranks_together(table: pd.DataFrame, model: str) -> pd.DataFrame:
    """Return the simultaneous interval of each rank: 1 more than those shown to be above, and as many as are not shown to be below."""
    _, apart, pairs = pairs_told_apart(table, model)
    first, second = (of[apart] for of in pairs)
    means = table["mean"].to_numpy()
    higher, lower = np.where(means[first] > means[second], (first, second), (second, first))
    above, below = (np.bincount(of, minlength=len(table)) for of in (lower, higher))
    return pd.DataFrame({"all_rank_low": 1 + above, "all_rank_high": len(table) - below}, table.index)


def _of_draws(values: np.ndarray, index: pd.Index) -> pd.DataFrame:
    """Return what drawn means say of standard errors and ranks: order statistics, so that ranks stay whole numbers."""
    above, below = ranks_in(values)
    ranks, percentiles = 1 + above, (200 * below + values.shape[1]) // (2 * values.shape[1])
    ends = {
        f"{name}_{end}": np.quantile(of, at, axis=0, method="inverted_cdf")
        for name, of in (("rank", ranks), ("percentile", percentiles))
        for end, at in zip(("low", "high"), ENDS, strict=True)
    }
    return pd.DataFrame(ends | {"se_drawn": values.std(axis=0).round(6), "rank_mean": ranks.mean(axis=0)}, index)


def _by_tasks(tasks: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    drawn = {code: drawn_tasks(own.to_numpy(), code) for code, own in tasks.groupby("isco08")["score_2025"]}
    means = np.column_stack([drawn[code][0] for code in table.index])
    places = np.column_stack([fitted_places(*drawn[code]) for code in table.index])
    low, high = np.quantile(places, ENDS, axis=0, method="inverted_cdf")
    reach = stats.t.ppf(ENDS[1], table["n"] - 1) * table["se"]
    return _finished(table, reach, low, high, _of_draws(means, table.index), table["se"])


def _by_raters(table: pd.DataFrame) -> pd.DataFrame:
    error = table["raters_se"].to_numpy()
    noise = np.random.default_rng(SEED).standard_normal((DRAWS, len(table)))
    reach = stats.norm.ppf(ENDS[1]) * table["raters_se"]
    sds, ends = table["sd"].to_numpy(), ((table["mean"] - reach).clip(0), table["mean"] + reach)
    low, high = (fitted_places(end.to_numpy(), sds) for end in ends)
    drawn = _of_draws(table["mean"].to_numpy() + error * noise, table.index)
    return _finished(table, reach, low, high, drawn, table["raters_se"])


def _finished(table, reach, low, high, drawn, se) -> pd.DataFrame:
    ends = {
        "mean_low": (table["mean"] - reach).clip(0, 1).map(rounded4),
        "mean_high": (table["mean"] + reach).clip(0, 1).map(rounded4),
        "band_low": [BANDS[int(place)] for place in low],
        "band_high": [BANDS[int(place)] for place in high],
        "se": se.round(6),
    }
    return drawn.assign(**ends)


COLUMNS = (
    *("mean_low", "mean_high", "percentile_low", "percentile_high", "rank_low", "rank_high", "band_low", "band_high"),
    *("all_rank_low", "all_rank_high", "se", "se_drawn", "rank_mean"),
)
"""The columns of ``data/intervals.csv`` under each model, after the model's name."""


def intervals(tables: Tables) -> pd.DataFrame:
    """Return every occupation's intervals, one row each, in the order and with the columns of ``data/intervals.csv``."""
    tasks, bands = tasks_that_count(tables), tables.occupations.set_index("isco08")["band"]
    table = means_and_spreads(tasks).loc[bands.index]
    table["raters_se"] = rater_errors(table, rater_components(tasks, bands), bands)
    found = {}
    for model, of in (("tasks", _by_tasks(tasks, table)), ("raters", _by_raters(table))):
        of = of.join(ranks_together(table, model))[list(COLUMNS)]
        found[model] = of.add_prefix(f"{model}_")
    return pd.concat(found.values(), axis=1).reset_index(names="isco08")
