"""The intervals: the committed table, its closed forms within the stated tolerances, and other libraries' values."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from exposure_gradient.measures import intervals as chance
from exposure_gradient.measures.bands import fitted_band
from exposure_gradient.paths import data_folder
from exposure_gradient.tables import BANDS, load, load_intervals
from exposure_gradient.tables.derive import to_csv

SE_TOLERANCE = 0.04
RANK_TOLERANCE = {"tasks": 4, "raters": 1}
"""What the chapter on uncertainty says of the draws: relative for standard errors, in places for mean ranks."""


@pytest.fixture(scope="module")
def scores() -> dict[str, np.ndarray]:
    tasks = chance.tasks_that_count(load())
    return {code: own.to_numpy() for code, own in tasks.groupby("isco08")["score_2025"]}


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    tasks, bands = chance.tasks_that_count(load()), load().occupations.set_index("isco08")["band"]
    made = chance.means_and_spreads(tasks).loc[bands.index]
    return made.assign(raters_se=chance.rater_errors(made, chance.rater_components(tasks, bands), bands))


@pytest.mark.long
def test_the_committed_intervals_are_those_of_the_committed_scores() -> None:
    assert to_csv(chance.intervals(load())) == (data_folder() / "intervals.csv").read_text("utf-8")


def test_means_have_students_interval(scores: dict[str, np.ndarray]) -> None:
    found = load_intervals()
    for code, own in scores.items():
        low, high = np.clip(DescrStatsW(own).tconfint_mean(), 0, 1)
        row = found.loc[code]
        ends = (row["tasks_mean_low"], row["tasks_mean_high"])
        assert ends == pytest.approx((low, high), abs=1.1e-4), (
            f"{code}: the interval of the mean"
        )  # the mean has four decimals


@pytest.mark.parametrize("model", ["tasks", "raters"])
def test_draws_agree_with_the_closed_forms(model: str, table: pd.DataFrame) -> None:
    found, error = load_intervals(), table["se" if model == "tasks" else "raters_se"]
    off = (found[f"{model}_se_drawn"] / error - 1).abs()
    assert off.max() < SE_TOLERANCE, f"{off.idxmax()}: the standard error of drawn means"
    for code in found.index:
        apart = (table["mean"] - table["mean"][code]).drop(code) / np.hypot(error.drop(code), error[code])
        expected = 1 + stats.norm.cdf(apart).sum()
        drawn = found.at[code, f"{model}_rank_mean"]
        assert drawn == pytest.approx(expected, abs=RANK_TOLERANCE[model]), f"{code}: the mean of drawn ranks"


def test_resampling_gives_scipys_standard_error(scores: dict[str, np.ndarray]) -> None:
    own = scores["3211"]
    again = stats.bootstrap(
        (own,), np.mean, n_resamples=chance.DRAWS, method="percentile", rng=np.random.default_rng(1)
    )
    stretched = again.standard_error * np.sqrt(len(own) / (len(own) - 1))
    assert load_intervals().at["3211", "tasks_se_drawn"] == pytest.approx(stretched, rel=SE_TOLERANCE)


def test_intervals_hold_what_the_pages_state(table: pd.DataFrame) -> None:
    found, bands = load_intervals(), load().occupations.set_index("isco08")["band"].map(BANDS.index)
    ranks = table["mean"].rank(method="min", ascending=False)
    for model in ("tasks", "raters"):
        for name, of in (("mean", table["mean"]), ("rank", ranks), ("all_rank", ranks)):
            outside = ~of.between(found[f"{model}_{name}_low"], found[f"{model}_{name}_high"])
            assert not outside.any(), f"{list(found.index[outside])}: the interval of the {name}, {model}"
        low, high = (found[f"{model}_band_{end}"].map(BANDS.index) for end in ("low", "high"))
        assert (low <= high).all()
        outside = ~bands.between(low, high)
        assert not outside.any(), f"{list(found.index[outside])}: the interval of the band, {model}"


def test_pairs_are_told_apart_as_statsmodels_does(table: pd.DataFrame, scores: dict[str, np.ndarray]) -> None:
    alone, together, pairs = chance.pairs_told_apart(table, "tasks")
    assert not (together & ~alone).any()
    codes = table.index
    for place in np.random.default_rng(0).choice(len(alone), 300, replace=False):
        first, second = (codes[of[place]] for of in pairs)
        _, p, _ = CompareMeans.from_data(scores[first], scores[second]).ttest_ind(usevar="unequal")
        if abs(p - 0.05) > 1e-3:  # means of four decimals give another third digit
            assert alone[place] == (p < 0.05), f"{first} and {second}"


def test_ranks_together_follow_from_the_pairs() -> None:
    table = pd.DataFrame({"n": 4, "mean": [0.1, 0.5, 0.52, 0.9], "sd": 0.01, "raters_se": 0.02}, list("abcd"))
    found = chance.ranks_together(table, "raters")
    assert found["all_rank_low"].tolist() == [4, 2, 2, 1]
    assert found["all_rank_high"].tolist() == [4, 3, 3, 1]


def test_equals_share_their_ranks() -> None:
    above, below = chance.ranks_in(np.array([[0.3, 0.1, 0.3 + 1e-12, 0.2]]))
    assert (above.tolist(), below.tolist()) == ([[0, 3, 0, 2]], [[2, 0, 2, 1]])


def test_arrays_get_the_bands_of_the_fitted_rule() -> None:
    grid = [(m / 100, s / 100) for m in range(0, 101, 3) for s in range(0, 31, 5)]
    places = chance.fitted_places(*np.array(grid).T)
    differing = [(m, s) for (m, s), place in zip(grid, places, strict=True) if fitted_band(m, s) != BANDS[place]]
    # Doubles differ from hundredths where a sum or a difference is a threshold: there alone.
    assert all(round(100 * (m + s)) in (40, 50) or round(100 * (m - s)) == 50 for m, s in differing)


def test_the_components_of_a_made_example() -> None:
    tasks = pd.DataFrame({"isco08": ["a", "a", "b", "b"], "d": [0.1, 0.3, -0.1, 0.1]})
    bands = pd.Series({"a": BANDS[0], "b": BANDS[0]})
    padded = [(f"{place}{k}", band) for place, band in enumerate(BANDS[1:]) for k in range(2)]
    tasks = pd.concat([tasks, pd.DataFrame({"isco08": [code for code, _ in padded for _ in "xy"], "d": 0.0})])
    bands = pd.concat([bands, pd.Series(dict(padded))])
    found = chance.rater_components(tasks, bands).loc[BANDS[0]]
    assert found["within"] == pytest.approx(0.02)  # (0.02 + 0.02) / 2
    assert found["between"] == pytest.approx((0.04 + 0) / 2 - 0.02 / 2)
    assert found["shift"] == pytest.approx(0.1)
