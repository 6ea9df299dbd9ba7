"""Level-adjusted changes and changes in rank: calculated a second time with scipy from the publisher's file, and shown beside every change."""

import math
import re

import numpy as np
import pandas as pd
import pytest
from scipy.linalg import lstsq
from scipy.stats import rankdata

from exposure_gradient.measures import Study, comparability
from exposure_gradient.measures.rules import rounded4
from inline_pages import InlinePage


@pytest.fixture(scope="module")
def means(ilo: pd.DataFrame) -> pd.DataFrame:
    """Each occupation's means of both years and its change, four decimals, from the publisher's file."""
    rows = {}
    for code, own in statements(ilo).groupby("isco08"):
        now, then = (math.fsum(own[name].dropna()) / int(own[name].count()) for name in ("score_2025", "score_2023"))
        rows[code] = [round(now, 4), round(then, 4), round(now - then, 4)]
    return pd.DataFrame(rows, ["mean_2025", "mean_2023", "change"]).T


def statements(ilo: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the publisher's file that state a task."""
    tasks = ilo[~ilo["Task_ISCO"].isin(["", "nan"])].rename(columns={"ISCO_08": "isco08"})
    return tasks.assign(**{name: pd.to_numeric(tasks[name]) for name in ("score_2023", "score_2025")})


def test_the_change_that_the_level_leads_to_expect_is_that_of_another_solver(
    everything: Study, means: pd.DataFrame
) -> None:
    y, d = means["mean_2023"].to_numpy(), means["change"].to_numpy()
    b, *_ = lstsq(np.column_stack([np.ones_like(y), y, y**2]), d, lapack_driver="gelsy")
    expected = dict(zip(means.index, b[0] + b[1] * y + b[2] * y**2, strict=True))
    for code, value in expected.items():
        own = everything.occupation(code)
        assert own.change_expected == pytest.approx(value, abs=5.1e-5), f"{code}: change_expected"
        must = round(own.change - own.change_expected, 4)
        assert own.change_adjusted == must, f"{code}: change_adjusted"


def test_ranks_of_both_years_and_their_difference(everything: Study, means: pd.DataFrame) -> None:
    then, now = (rankdata(-means[name], method="min") for name in ("mean_2023", "mean_2025"))
    for code, of_2023, of_2025 in zip(means.index, then, now, strict=True):
        own = everything.occupation(code)
        assert (own.rank_2023, own.rank) == (of_2023, of_2025), f"{code}: ranks"
        assert own.rank_change == of_2023 - of_2025, f"{code}: rank_change"


def test_adjusted_changes_do_not_go_with_the_level(everything: Study) -> None:
    frame = everything.frame
    for power in (0, 1, 2):
        along = (frame["change_adjusted"] * frame["mean_2023"] ** power).mean()
        assert along == pytest.approx(0, abs=1e-4), f"the mean of change_adjusted × level^{power}"


def test_the_curve_of_compression_counts_every_task_once(everything: Study, ilo: pd.DataFrame) -> None:
    scored = statements(ilo).dropna(subset="score_2023")
    assert everything.peers["n"].sum() == len(scored) == 3263
    for score, row in everything.peers.iterrows():
        own = scored[np.isclose(scored["score_2023"], score)]
        assert row["n"] == len(own), f"tasks with {score} in 2023"
        assert row["change"] == pytest.approx((own["score_2025"] - own["score_2023"]).mean(), abs=5.1e-5), score


def test_few_levels_are_fitted_without_a_warning(recwarn: pytest.WarningsRecorder) -> None:
    one = comparability.fitted_change(pd.Series([0.3]), pd.Series([0.1]))
    same = comparability.fitted_change(pd.Series([0.3, 0.3]), pd.Series([0.1, 0.3]))
    assert [*map(rounded4, one), *map(rounded4, same)] == [0.1, 0.2, 0.2]
    assert not recwarn.list


# --- Beside every change ---------------------------------------------------------------------------------------------


def test_a_page_shows_the_adjusted_change_and_the_ranks_beside_the_change(pages: dict[str, InlinePage]) -> None:
    for code, page in pages.items():
        [note] = re.findall(r">Change</a></dt><dd>(.*?)</dd>", page.section("headline_figures").markup, re.DOTALL)
        for name in ("change", "change_adjusted", "rank_scores_2023", "rank"):
            assert f'data-claim="{name}"' in note, f"{code}: {name} stands beside the change"


def test_a_sentence_to_copy_about_a_change_has_the_adjusted_one(pages: dict[str, InlinePage]) -> None:
    for code, page in pages.items():
        [said] = re.findall(r"• (The mean exposure of .*?) \(Calculated", page.section("write_about_this").markup)
        assert f"the change is {page['change_adjusted'].text}." in said, f"{code}: change_adjusted: {said}"
