"""Against what the ILO itself publishes: its own columns, and the counts of its report as reported."""

import statistics
from collections import Counter
from typing import Any

import pandas as pd
import pytest

from exposure_gradient.measures import Study
from exposure_gradient.tables import BANDS

Record = dict[str, Any]
HALF_OF_A_HUNDREDTH = 0.005001
COUNTS_2025 = dict(zip(BANDS, (231, 84, 17, 44, 38, 13), strict=True))
COUNTS_2023 = {"Automation Potential": 20, "The Big Unknown": 82, "Augmentation Potential": 63, "Not affected": 262}
GRADIENT_4 = {
    "4132": "0.70", "4131": "0.65", "4311": "0.64", "4312": "0.64", "3311": "0.63", "4419": "0.63", "2413": "0.62",
    "4313": "0.61", "5244": "0.61", "4110": "0.60", "3312": "0.60", "2513": "0.60", "4416": "0.60",
}  # fmt: skip
"""The thirteen occupations of Gradient 4 with their means as published."""


@pytest.fixture(scope="module")
def published(ilo: pd.DataFrame) -> pd.DataFrame:
    """The ILO's own columns, one row an occupation, from its file."""
    return ilo.drop_duplicates("ISCO_08").set_index("ISCO_08")


def band_by_rule(mean: float, sd: float) -> str:
    """The rule that the published bands follow, in plain doubles, from mean and SD at two decimals."""
    if mean >= 0.6 and mean - sd >= 0.5:
        return "Gradient 4"
    if mean >= 0.5:
        return "Gradient 3"
    if mean >= 0.4 and mean + sd >= 0.5:
        return "Gradient 2"
    if mean + sd >= 0.5:
        return "Gradient 1"
    return "Minimal" if mean + sd >= 0.4 else "Not exposed"


def category_by_rule(mean: float, sd: float) -> str:
    """The rule that the published categories of 2023 follow."""
    if mean >= 0.6 and mean - sd > 0.5:
        return "Automation Potential"
    if mean >= 0.4:
        return "The Big Unknown"
    return "Augmentation Potential" if mean + sd > 0.5 else "Not affected"


@pytest.mark.parametrize(("year", "figure"), [("2025", "mean_2025"), ("2023", "mean_2023")])
def test_our_mean_lies_within_half_a_hundredth_of_the_published(
    year: str, figure: str, records: dict[str, Record], published: pd.DataFrame
) -> None:
    column = published[f"mean_score_{year}"].astype(float)
    far = {
        code: f"{code}: {figure} is {record[figure]['value']}, the ILO publishes {column[code]}"
        for code, record in records.items()
        if abs(record[figure]["value"] - column[code]) > HALF_OF_A_HUNDREDTH and code != "7126"
    }
    assert not far, "\n".join(far.values())


def test_7126_differs_from_the_published_mean_by_its_row_without_a_statement(
    records: dict[str, Record], ilo: pd.DataFrame, published: pd.DataFrame
) -> None:
    rows = ilo[ilo["ISCO_08"] == "7126"]
    assert [row for row, text in rows["Task_ISCO"].items() if text.strip().lower() in ("", "nan")] == [rows.index[-1]]
    with_it = statistics.fmean(map(float, rows["score_2025"]))
    assert abs(with_it - published["mean_score_2025"]["7126"]) <= HALF_OF_A_HUNDREDTH
    assert abs(records["7126"]["mean_2025"]["value"] - published["mean_score_2025"]["7126"]) > HALF_OF_A_HUNDREDTH


def test_the_published_columns_stand_in_the_records(records: dict[str, Record], published: pd.DataFrame) -> None:
    for code, record in records.items():
        expected = {"mean_2025": published["mean_score_2025"][code], "sd_2025": published["SD_2025"][code]}
        assert record["ilo_published"] == expected, f"{code}: ilo_published"


@pytest.mark.parametrize("year", ["2025", "2023"])
def test_the_published_sd_is_the_sample_sd_at_two_decimals(
    year: str, ilo: pd.DataFrame, published: pd.DataFrame
) -> None:
    wrong = []
    for code, rows in ilo.groupby("ISCO_08"):
        scores = [float(score) for score in rows[f"score_{year}"] if score != ""]
        own = round(statistics.stdev(scores), 2)
        if own != published[f"SD_{year}"][code]:
            wrong.append(f"{code}: SD_{year} is {own}, the ILO publishes {published[f'SD_{year}'][code]}")
    assert not wrong, "\n".join(wrong[:10])


def test_bands_follow_the_rule_read_off_them(records: dict[str, Record]) -> None:
    wrong = [
        f"{code}: band is {record['band']}, the rule gives {rule}"
        for code, record in records.items()
        if record["band"] != (rule := band_by_rule(*record["ilo_published"].values()))
    ]
    assert not wrong, "\n".join(wrong)


def test_unrounded_means_would_not_give_the_published_bands(everything: Study, records: dict[str, Record]) -> None:
    scores = {o.isco08: [task.score_2025 for task in o.tasks] for o in everything.all_occupations()}
    recomputed = {code: band_by_rule(statistics.fmean(own), statistics.stdev(own)) for code, own in scores.items()}
    assert sum(recomputed[code] != record["band"] for code, record in records.items()) > 0


def test_categories_of_2023_follow_the_rule_read_off_them(everything: Study) -> None:
    rows = everything.occupations
    wrong = [
        f"{row.Index}: category_2023 is {row.category_2023}, the rule gives {rule}"
        for row in rows.itertuples()
        if row.category_2023 != (rule := category_by_rule(row.ilo_mean_2023, row.ilo_sd_2023))
    ]
    assert not wrong, "\n".join(wrong)


def test_counts_by_band(records: dict[str, Record]) -> None:
    assert Counter(record["band"] for record in records.values()) == COUNTS_2025


def test_counts_by_category_of_2023(everything: Study) -> None:
    assert Counter(everything.occupations["category_2023"]) == COUNTS_2023


def test_counts_of_the_report(records: dict[str, Record]) -> None:
    assert len(records) == 427
    assert sum(record["n_tasks"] for record in records.values()) == 3265
    assert sum(record["share_exposed_pct"] == 100 for record in records.values()) == 112
    assert {record["share_exposed_pct"] for record in records.values()} == {0, 100}


def test_the_occupations_of_gradient_4_and_their_means(everything: Study) -> None:
    rows = everything.occupations
    highest = rows[rows["band"] == "Gradient 4"]
    assert {code: f"{mean:.2f}" for code, mean in highest["ilo_mean_2025"].items()} == GRADIENT_4


def test_the_highest_score_and_the_highest_mean(records: dict[str, Record]) -> None:
    scores = [(record["most_exposed_task"]["score_2025"]["text"], code) for code, record in records.items()]
    means = [(record["mean_2025"]["text"], code) for code, record in records.items()]
    assert max(scores)[0] == "0.76"
    assert max(means) == ("0.70", "4132")


def test_published_means_of_2023_and_2025_compared(everything: Study) -> None:
    old, new = everything.occupations["ilo_mean_2023"], everything.occupations["ilo_mean_2025"]
    assert (int((new > old).sum()), int((new < old).sum())) == (186, 209)
    assert round(old.corr(new), 3) == 0.910
    assert round(old.rank().corr(new.rank()), 3) == 0.920


def test_the_two_models_agreement(everything: Study) -> None:
    tasks = everything.tables.task_scores
    assert round(tasks["score_2025_gpt4o"].corr(tasks["score_2025_gemini"]), 3) == 0.913


def test_the_combined_score_is_the_mean_of_the_models_unless_reconciled(everything: Study) -> None:
    tasks = everything.tables.task_scores
    assert int(tasks["is_reconciled"].sum()) == 46
    averaged = tasks[~tasks["is_reconciled"] & tasks["has_statement"]]
    mean = averaged[["score_2025_gpt4o", "score_2025_gemini"]].mean(axis=1)
    off = averaged[(mean - averaged["score_2025"]).abs() > 1e-12]
    assert off.empty, f"score_2025 is no mean: {off[['isco08', 'task']].to_dict('records')[:5]}"


def test_missing_scores_are_those_known(everything: Study) -> None:
    tasks = everything.tables.task_scores
    keys = tasks["isco08"] + "/" + tasks["task"].astype(str)
    missing = {column: set(keys[tasks[column].isna()]) for column in tasks.columns if column.startswith("score")}
    assert missing["score_2023"] == {"5246/8", "7122/4", "7126/6"}
    assert missing["score_2025_gpt4o"] - {"7126/6"} == {"4323/5", "6112/2", "8154/10"}
    assert missing["score_2025_gemini"] - {"7126/6"} == {"2413/3"}
    assert missing["score_2025"] == set()


def test_counts_of_the_crosswalk(everything: Study) -> None:
    us = {o.isco08: o.us_occupations for o in everything.all_occupations()}
    pairs = [own for joined in us.values() for own in joined]
    sizes = {code: len(joined) for code, joined in us.items()}
    assert len(pairs) == 1549
    assert len({own.onet_soc for own in pairs}) == 985
    assert max(sizes.values()) == sizes["2310"] == 37
    assert statistics.median(sizes.values()) == 2
    assert min(sizes.values()) >= 1
    assert sum(own.is_inherited for own in pairs) == 281
    assert sum(own.is_pooled for own in pairs) == 95
    assert sum(any(own.is_pooled for own in joined) for joined in us.values()) == 39
    assert max(own.n_unit_groups for own in pairs) == 27


def test_absent_unit_groups_are_those_known(everything: Study) -> None:
    groups = everything.tables.isco_groups
    units = set(groups.loc[groups["level"] == "unit", "code"])
    assert len(units) == 436
    assert units - set(everything.codes) == {"0110", "0210", "0310", "1439", "3139", "3435", "5249", "7319", "8189"}
