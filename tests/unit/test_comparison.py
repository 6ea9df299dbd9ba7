"""The comparison across studies, against an independent calculation from the publishers' files, and by hand."""

import csv
import math
from collections import defaultdict
from collections.abc import Callable, Mapping
from itertools import combinations
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

import oracle as second_implementation
from exposure_gradient.measures import Study
from exposure_gradient.measures import comparison as ours
from exposure_gradient.publication.figures.labelled_scatter import cloud, place_labels
from exposure_gradient.tables import load, load_studies

Scores = dict[str, float]
SPEARMAN = {"human_beta": 0.841, "gpt4_beta": 0.863, "human_alpha": 0.753, "gpt4_alpha": 0.551, "applicability": 0.752}
"""What the chapter states, to three decimals; a change of these numbers is a change to be reviewed."""


# --- By hand ---------------------------------------------------------------------------------------------------------


def ranks_by_counting(values: list[float]) -> list[float]:
    return [sum(other > value for other in values) + (1 + values.count(value)) / 2 for value in values]


def correlation_by_sums(x: list[float], y: list[float]) -> float:
    n = len(x)
    top = math.fsum(a * b for a, b in zip(x, y, strict=True)) - math.fsum(x) * math.fsum(y) / n
    squares = [math.fsum(a * a for a in values) - math.fsum(values) ** 2 / n for values in (x, y)]
    return top / math.sqrt(squares[0] * squares[1])


@pytest.mark.parametrize("seed", range(5))
def test_ranks_and_correlations_are_those_counted_by_hand(seed: int) -> None:
    random = np.random.default_rng(seed)
    x, y = (list(random.integers(0, 12, 40) / 10) for _ in range(2))
    assert ours.average_ranks(x).tolist() == ranks_by_counting(x)
    assert ours.pearson(x, y) == pytest.approx(correlation_by_sums(x, y), abs=1e-12)
    got = ours.correlation(pd.Series(x), pd.Series(y))
    assert got.spearman == pytest.approx(correlation_by_sums(ranks_by_counting(x), ranks_by_counting(y)), abs=1e-12)


def test_a_monotone_curve_ranks_alike_and_reversed() -> None:
    x = pd.Series([0.1, 0.2, 0.4, 0.9])
    assert ours.correlation(x, x**3).spearman == pytest.approx(1)
    assert ours.correlation(x, -(x**3)).spearman == pytest.approx(-1)


@pytest.mark.parametrize(("x", "y"), [([1], [1]), ([1, 1], [1, 2]), ([1, 2], [3, 3]), ([1, 2], [1, 2, 3]), ([], [])])
def test_a_correlation_that_is_not_defined_is_refused(x: list[float], y: list[float]) -> None:
    with pytest.raises(ValueError, match=r"correlation needs|sequences have"):
        ours.pearson(x, y)


def small() -> pd.DataFrame:
    """Unit group A has codes 1 and 2, B has 2 and 3, C has 4, D has 5, which is not scored; 1 and 2 share their OEWS code."""
    pairs = pd.DataFrame({"isco08": list("AABBCD"), "key": list("122345"), "oews_code": list("xxxyzz"), "employment": [90, 90, 90, 30, 5, 5]})  # fmt: skip
    return ours.matched(pairs, "key", pd.Series({"1": 0.2, "2": 0.4, "3": 0.9, "4": 0.5}))


def test_a_small_join() -> None:
    rows = small()
    assert ours.unit_scores(rows).to_dict() == pytest.approx({"A": 0.3, "B": 0.65, "C": 0.5})
    assert rows["reach"].tolist() == [1, 2, 2, 1, 1]
    assert rows["jobs"].tolist() == [45, 45, 90, 30, 5], "A's codes share the jobs of one OEWS code"
    assert ours.unit_scores(rows, rows["jobs"]).to_dict() == pytest.approx(
        {"A": 0.3, "B": (0.4 * 90 + 0.9 * 30) / 120, "C": 0.5}
    )
    assert ours.unit_scores(rows, 1 / rows["reach"])["A"] == pytest.approx((0.2 + 0.4 / 2) / 1.5)
    assert ours.one_to_one(rows)["isco08"].tolist() == ["C"]
    assert ours.same_codes(rows).to_dict() == {"A": 1, "B": 1, "C": 1}
    means = pd.Series({"A": 0.1, "B": 0.3, "C": 0.7})
    assert ours.there_and_back(rows, means).to_dict() == pytest.approx(
        {"A": (0.1 + 0.2) / 2, "B": (0.2 + 0.3) / 2, "C": 0.7}
    )
    assert ours.from_the_codes(rows, means).n == 4
    within = 2 * 0.1**2 + 2 * 0.25**2
    about = [0.2, 0.4, 0.4, 0.9, 0.5]
    assert ours.share_within(rows) == pytest.approx(within / math.fsum((value - 0.48) ** 2 for value in about))


def test_the_last_bit_of_a_sum_does_not_part_codes_that_are_equal() -> None:
    """Code 1 has the mean of 0.1, 0.2 and 0.3, which as a double lies above 0.2; code 2 has 0.2. They share their rank."""
    rows = pd.DataFrame({"isco08": list("ABCBD"), "code": list("11123"), "score": [0.6, 0.6, 0.6, 0.6, 0.4]})
    means = pd.Series({"A": 0.1, "B": 0.2, "C": 0.3, "D": 0.1})
    assert (0.1 + 0.2 + 0.3) / 3 != 0.2
    assert ours.from_the_codes(rows, means).spearman == pytest.approx(1)


def test_a_code_that_two_unit_groups_share_is_matched_with_neither_alone() -> None:
    pairs = pd.DataFrame({"isco08": list("CEF"), "key": list("477"), "oews_code": list("xyy"), "employment": [5, 9, 9]})
    rows = ours.matched(pairs, "key", pd.Series({"4": 0.5, "7": 0.6}))
    assert ours.one_to_one(rows)["isco08"].tolist() == ["C"], "E and F have one code each, but the same one"
    assert ours.same_codes(rows).to_dict() == {"C": 1, "E": 2, "F": 2}


def test_a_weight_that_is_missing_leaves_its_row_out() -> None:
    rows = small()
    weights = pd.Series([np.nan, 1, np.nan, np.nan, 2], index=rows.index)
    assert ours.unit_scores(rows, weights).to_dict() == pytest.approx({"A": 0.4, "C": 0.5})


def test_differences_count_places_from_the_highest() -> None:
    found = ours.differences(pd.Series({"A": 0.9, "B": 0.5, "C": 0.1}), ours.unit_scores(small()), small())
    assert found["our_rank"].to_dict() == {"A": 1, "B": 2, "C": 3}
    assert found["places"].to_dict() == {"A": -2, "B": 1, "C": 1}
    assert (found.loc["B", "n"], found.loc["B", "lowest"], found.loc["B", "highest"]) == (2, 0.4, 0.9)


# --- From the publishers' files --------------------------------------------------------------------------------------


def by_hand(sources: Path) -> Callable[[str], Scores]:
    """Return a function that gives the unit groups' scores for a measure, from the publishers' files alone."""
    bridge = pd.read_stata(sources / second_implementation.BRIDGE_FILE)
    editions = list(openpyxl.load_workbook(sources / second_implementation.EDITIONS_FILE).active.values)[4:]
    joined: dict[str, set[str]] = defaultdict(set)
    later: dict[str, set[str]] = defaultdict(set)
    for old, _, new, *_ in editions:
        later[old[:7].replace("-", "")].add(new)
    for soc, group in zip(bridge["soc10"], bridge["isco08"], strict=True):
        joined[f"{group:04d}"] |= later[str(soc)]
    with (sources / "companion" / "occ_level.csv").open(encoding="utf-8", newline="") as file:
        rated = list(csv.DictReader(file))
    with (sources / "companion" / "soc_ai_applicability_scores.csv").open(encoding="utf-8", newline="") as file:
        applicable = {row["SOC Code"]: float(row["ai_applicability_score"]) for row in csv.DictReader(file)}
    # The pools, as the design lists them: OEWS code, then the last digits of its members.
    pools = {
        "13-1020": "1021 1022 1023", "13-2020": "2022 2023", "21-1018": "1011 1014", "25-2052": "2055 2056", "25-9045": "9042 9043 9049",
        "29-2010": "2011 2012", "31-1120": "1121 1122", "39-7010": "7011 7012", "47-4090": "4091 4099", "51-2028": "2022 2023",
        "51-2090": "2092 2099", "53-1047": "1042 1043 1044 1049",
    }  # fmt: skip
    pool_of = {f"{pool[:3]}{last}": pool for pool, members in pools.items() for last in members.split()}

    def scores(measure: str) -> Scores:
        if measure == "applicability":
            known = applicable
            keys = {group: {pool_of.get(code[:7], code[:7]) for code in codes} for group, codes in joined.items()}
        else:
            column = measure.replace("gpt4_", "dv_rating_").replace("human_", "human_rating_")
            known = {row["O*NET-SOC Code"]: float(row[column]) for row in rated}
            keys = joined
        found = {group: [known[key] for key in sorted(own) if key in known] for group, own in keys.items()}
        return {group: round(math.fsum(own) / len(own), 12) for group, own in found.items() if own}

    return scores


@pytest.fixture(scope="module")
def independent(sources_folder: Path) -> Callable[[str], Scores]:
    return by_hand(sources_folder)


def chapters(measure: str) -> pd.Series:
    pairs, studies = ours.unit_pairs(load()), load_studies()
    if measure == "applicability":
        return ours.unit_scores(ours.matched(pairs, "soc", studies.tomlinson.set_index("soc_code")[measure]))
    return ours.unit_scores(ours.matched(pairs, "onet_soc", studies.eloundou.set_index("onet_soc")[measure]))


@pytest.mark.parametrize("measure", ["human_alpha", "human_beta", "human_gamma", "gpt4_alpha", "gpt4_beta", "gpt4_gamma", "applicability"])  # fmt: skip
def test_unit_scores_and_correlations_are_those_of_an_independent_calculation(
    measure: str, independent: Callable[[str], Scores], everything: Study, oracle: Mapping[str, Mapping]
) -> None:
    means = {o.isco08: o.mean_2025 for o in everything.all_occupations()}
    expected = {group: score for group, score in independent(measure).items() if group in means}
    got = chapters(measure)
    assert got.to_dict() == pytest.approx(expected, abs=1e-11)
    assert len(got) == {"applicability": 421}.get(measure, 420)
    x, y = [means[group] for group in sorted(expected)], [expected[group] for group in sorted(expected)]
    found = ours.correlation(pd.Series(means), got)
    assert found.pearson == pytest.approx(correlation_by_sums(x, y), abs=1e-9)
    assert found.spearman == pytest.approx(correlation_by_sums(ranks_by_counting(x), ranks_by_counting(y)), abs=1e-4)
    if measure in SPEARMAN:
        assert round(found.spearman, 3) == SPEARMAN[measure]


def test_alpha_agrees_least_as_the_chapter_says(everything: Study) -> None:
    means = pd.Series({o.isco08: o.mean_2025 for o in everything.all_occupations()})
    for rater in ("human", "gpt4"):
        rho = {
            measure: ours.correlation(means, chapters(f"{rater}_{measure}")).spearman
            for measure in ("alpha", "beta", "gamma")
        }
        assert min(rho, key=rho.get) == "alpha"


def test_beta_lies_midway_between_alpha_and_gamma() -> None:
    scores = load_studies().eloundou
    for rater in ("human", "gpt4"):
        midway = (scores[f"{rater}_alpha"] + scores[f"{rater}_gamma"]) / 2
        assert (scores[f"{rater}_beta"] - midway).abs().max() < 1e-12


# --- The picture -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_labels_lie_in_the_frame_and_apart(seed: int) -> None:
    random = np.random.default_rng(seed)
    points = [(float(x), float(y)) for x, y in random.uniform(60, 300, (200, 2))]
    boxes = place_labels(points, [(at, "1234") for at in range(8)], (40, 2, 340, 350))
    assert all(left >= 40 and top >= 2 and right <= 340 and bottom <= 350 for left, top, right, bottom in boxes)
    for a, b in combinations(boxes, 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], "two labels overlap"


def test_labels_without_room_are_refused() -> None:
    with pytest.raises(ValueError, match="no room"):
        place_labels([(10.0, 10.0)], [(0, "a label that is too long for its frame")], (0, 0, 40, 40))


def test_the_picture_is_described_and_takes_the_pages_colours() -> None:
    scores = [(0.2, 0.3), (0.4, 0.1), (0.6, 0.7)]
    options = dict(name="t", axes=("x", "y"), ends=(1.0, 1.0), description='A "description" <of> it', caption="c")
    html = cloud(scores, [(1, "1234")], **options).__html__()
    assert html == cloud(scores, [(1, "1234")], **options).__html__()
    assert 'aria-label="A &#34;description&#34; &lt;of&gt; it"' in html and "1234" in html
    assert "var(--eg-combined" in html and "#0" not in html.replace("#0a58a6", "").replace("(#", "").replace('"#', "")
