"""The rules of the measures, on studies small enough to reckon by hand."""

import math
import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_gradient.errors import InputError
from exposure_gradient.measures import Study, shown, shown_signed
from exposure_gradient.measures.distribution import STEP
from exposure_gradient.measures.rules import mean, percentile_of
from exposure_gradient.tables import BANDS
from tiny import Row, Us, tiny_study


def test_the_mean_is_arithmetic_and_kept_with_four_decimals() -> None:
    occupation = tiny_study({"1111": [0.1, 0.2, 0.2]}).occupation("1111")
    assert occupation.mean_2025 == 0.1667
    assert occupation.n_tasks == 3


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_the_mean_does_not_depend_on_the_order(values: list[float]) -> None:
    shuffled = random.Random(0).sample(values, len(values))
    assert mean(values) == mean(shuffled)
    assert math.isclose(mean(values), float(sum(map(Fraction, values)) / len(values)), rel_tol=1e-15, abs_tol=1e-300)


def test_a_row_without_a_statement_counts_nowhere() -> None:
    occupation = tiny_study({"1111": [Row(0.1, 0.1), Row(0.9, 0.9, has_statement=False), Row(0.2, 0.1)]}).occupation(
        "1111"
    )
    assert [task.number for task in occupation.tasks] == [1, 3]
    assert occupation.mean_2025 == 0.15
    assert occupation.most_exposed_task.number == 3
    assert sum(occupation.band_counts.values()) == 2


def test_a_task_without_a_score_of_2023_counts_in_2025_alone() -> None:
    occupation = tiny_study({"1111": [Row(0.2, 0.1), Row(0.4, None)]}).occupation("1111")
    assert occupation.n_tasks == 2
    assert (occupation.mean_2025, occupation.mean_2023) == (0.3, 0.1)
    assert occupation.change == 0.2
    assert occupation.tasks[1].change is None


def test_the_change_is_rounded_after_the_subtraction() -> None:
    """It is neither the difference of the means as they are kept (0.06), nor that of the means as they are shown (0.05)."""
    occupation = tiny_study({"1111": [Row(0.12496, 0.06504)]}).occupation("1111")
    assert (occupation.mean_2025, occupation.mean_2023) == (0.125, 0.065)
    assert occupation.change == 0.0599


@pytest.mark.parametrize(("before", "now", "text"), [(0.203, 0.2, "−0.00"), (0.2, 0.203, "+0.00"), (0.2, 0.2, "+0.00")])
def test_the_sign_of_a_change_that_shows_as_zero(before: float, now: float, text: str) -> None:
    assert shown_signed(tiny_study({"1111": [Row(now, before)]}).occupation("1111").change) == text


def test_the_most_exposed_of_equals_is_the_first_row() -> None:
    assert tiny_study({"1111": [0.3, 0.5, 0.5]}).occupation("1111").most_exposed_task.number == 2


def test_the_most_exposed_task_shows_its_raw_score() -> None:
    assert shown(tiny_study({"1111": [0.125]}).occupation("1111").most_exposed_task.score_2025) == "0.13"


def test_the_fastest_of_equals_is_the_first_row() -> None:
    occupation = tiny_study({"1111": [Row(0.3, 0.2), Row(0.5, 0.25), Row(0.75, 0.5)]}).occupation("1111")
    assert occupation.fastest_moving_task.number == 2


def test_a_fall_is_no_fast_move_however_deep() -> None:
    occupation = tiny_study({"1111": [Row(0.1, 0.9), Row(0.3, 0.25)]}).occupation("1111")
    assert occupation.fastest_moving_task.number == 2


def test_where_every_task_fell_the_fastest_fell_least() -> None:
    occupation = tiny_study({"1111": [Row(0.1, 0.9), Row(0.2, 0.25), Row(0.1, 0.3)]}).occupation("1111")
    assert occupation.fastest_moving_task.number == 2
    assert shown_signed(occupation.fastest_moving_task.change) == "−0.05"


def test_a_task_without_a_score_of_2023_cannot_be_fastest() -> None:
    occupation = tiny_study({"1111": [Row(0.9, None), Row(0.2, 0.3)]}).occupation("1111")
    assert occupation.fastest_moving_task.number == 2


def test_moves_are_compared_as_plain_doubles() -> None:
    # 0.3 − 0.1 is a hair less than 0.2 − 0.0 in doubles: no tie, the second wins.
    occupation = tiny_study({"1111": [Row(0.3, 0.1), Row(0.2, 0.0)]}).occupation("1111")
    assert 0.3 - 0.1 < 0.2
    assert occupation.fastest_moving_task.number == 2


@given(st.integers(1, 1000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_percentile_is_the_share_in_per_cent_halves_up(case: tuple[int, int]) -> None:
    below, n = case
    assert percentile_of(below, n) == math.floor(Fraction(100 * below, n) + Fraction(1, 2))


@pytest.mark.parametrize(
    ("below", "n", "percentile"), [(0, 427, 0), (426, 427, 100), (1, 200, 1), (1, 201, 0), (1, 8, 13)]
)
def test_percentiles_at_the_ends_and_at_a_half(below: int, n: int, percentile: int) -> None:
    assert percentile_of(below, n) == percentile


def test_only_strictly_lower_means_count() -> None:
    study = tiny_study({"1111": [0.1], "1112": [0.2], "1113": [0.2], "1114": [0.4]})
    assert [study.occupation(code).n_below for code in study.codes] == [0, 1, 1, 3]
    assert [study.occupation(code).percentile for code in study.codes] == [0, 25, 25, 75]


def test_means_that_differ_beyond_four_decimals_are_equal() -> None:
    study = tiny_study({"1111": [0.20001], "1112": [0.20004], "1113": [0.2001]})
    assert [study.occupation(code).n_below for code in study.codes] == [0, 0, 2]


def test_a_model_alone_is_used_for_every_occupation() -> None:
    study = tiny_study(
        {
            "1111": [Row(0.3, gpt4o=0.1, gemini=0.5)],
            "1112": [Row(0.2, gpt4o=0.2, gemini=0.2)],
            "1113": [Row(0.4, gemini=0.3)],
        }
    )
    occupation = study.occupation("1111")
    assert (occupation.percentile, occupation.percentile_gpt4o, occupation.percentile_gemini) == (33, 0, 67)


def test_a_task_that_one_model_did_not_score_is_left_out_of_its_mean() -> None:
    study = tiny_study({"1111": [Row(0.3, gpt4o=0.3), Row(0.9, gpt4o=None)], "1112": [Row(0.5, gpt4o=0.5)]})
    assert study.occupation("1111").percentile == 50
    assert study.occupation("1111").percentile_gpt4o == 0


def _scattered(seed: int, sizes: list[int]) -> dict[str, list[float]]:
    draw = random.Random(seed)
    return {str(1111 + n): [round(draw.random(), 3) for _ in range(size)] for n, size in enumerate(sizes)}


@pytest.mark.turns(4)
@pytest.mark.parametrize("seed", range(8))
def test_leaving_one_task_out_is_what_a_study_without_it_gives(seed: int) -> None:
    rows = _scattered(seed, [1, 2, 3, 5, 4, 2, 6])
    study = tiny_study(rows)
    for code, scores in rows.items():
        expected = []
        for left_out in range(len(scores) if len(scores) > 1 else 0):
            rest = scores[:left_out] + scores[left_out + 1 :]
            expected.append((left_out + 1, tiny_study({**rows, code: rest}).occupation(code).percentile))
        assert list(study.occupation(code).percentiles_leaving_one_out) == expected, f"{code}, seed {seed}"


def test_the_range_of_the_percentile_spans_every_choice() -> None:
    study = tiny_study(_scattered(3, [3, 3, 4, 5, 2]))
    for code in study.codes:
        occupation = study.occupation(code)
        seen = [occupation.percentile, occupation.percentile_gpt4o, occupation.percentile_gemini]
        seen += [percentile for _, percentile in occupation.percentiles_leaving_one_out]
        assert occupation.percentile_range == (min(seen), max(seen)), code


def test_neighbours_are_the_next_in_the_order_of_the_means() -> None:
    study = tiny_study({"1111": [0.3], "1112": [0.1], "1113": [0.5], "1114": [0.2], "1115": [0.4]})
    below, above = study.occupation("1111").below, study.occupation("1111").above
    assert [neighbour.isco08 for neighbour in below] == ["1114", "1112"]
    assert [neighbour.isco08 for neighbour in above] == ["1115", "1113"]
    assert study.occupation("1112").below == ()
    assert [neighbour.isco08 for neighbour in study.occupation("1115").above] == ["1113"]


def test_neighbours_with_equal_means_stand_in_the_order_of_their_codes() -> None:
    study = tiny_study({"1113": [0.2], "1111": [0.2], "1112": [0.2]})
    assert [neighbour.isco08 for neighbour in study.occupation("1112").below] == ["1111"]
    assert [neighbour.isco08 for neighbour in study.occupation("1112").above] == ["1113"]


def test_being_next_to_is_mutual(everything: Study) -> None:
    for occupation in everything.all_occupations():
        for neighbour in occupation.below[:1]:
            above = everything.occupation(neighbour.isco08).above
            assert above[0].isco08 == occupation.isco08, f"{occupation.isco08}: neighbour {neighbour.isco08}"
            assert neighbour.mean_2025 <= occupation.mean_2025, occupation.isco08


def test_the_rank_in_the_group_counts_from_the_most_exposed_and_equals_share_it() -> None:
    study = tiny_study({"1111": [0.5], "1112": [0.3], "1113": [0.3], "1114": [0.1], "2111": [0.9]})
    assert [study.occupation(code).rank_in_group for code in study.codes] == [1, 2, 2, 4, 1]
    assert [study.occupation(code).group_size for code in study.codes] == [4, 4, 4, 4, 1]


def test_the_mean_of_a_group_counts_each_occupation_once() -> None:
    study = tiny_study({"1111": [0.1, 0.1, 0.1, 0.1], "1112": [0.5], "2111": [0.9]})
    assert study.occupation("1111").group_mean == 0.3


def test_the_histogram_holds_every_occupation_once_in_its_bin() -> None:
    scores = {"1111": [0.0], "1112": [0.0199], "1113": [0.02], "1114": [0.28], "1115": [0.9999]}
    counts = tiny_study(scores, bands=dict.fromkeys(scores, "Minimal") | {"1112": "Gradient 4"}).histogram
    assert [sum(of_band) for of_band in counts] == [0, 4, 0, 0, 0, 1]
    assert [counts[1][place] for place in (0, 1, 14, 49)] == [1, 1, 1, 1]
    assert counts[5][0] == 1


def test_the_histogram_of_the_study_is_that_of_its_means(everything: Study) -> None:
    assert sum(map(sum, everything.histogram)) == len(everything.codes) == 427
    for band, counts in zip(BANDS, everything.histogram, strict=True):
        own = {code: mean for code, mean in everything.means_2025.items() if everything.published(code)["band"] == band}
        for index, count in enumerate(counts):
            low, high = Fraction(index * STEP, 10_000), Fraction((index + 1) * STEP, 10_000)
            inside = [code for code, mean in own.items() if low <= Fraction(str(mean)) < high]
            assert count == len(inside), f"{band}, bin {index}: {inside}"


@pytest.mark.parametrize("band", BANDS)
def test_one_band_holds_every_task_and_decides_the_share(band: str) -> None:
    occupation = tiny_study({"1111": [0.9, 0.8]}, bands={"1111": band}).occupation("1111")
    assert list(occupation.band_counts) == list(BANDS)
    assert {of: n for of, n in occupation.band_counts.items() if n} == {band: 2}
    assert occupation.share_exposed_pct == (100 if band.startswith("Gradient") else 0)


def test_the_band_is_the_published_one_whatever_the_scores_say() -> None:
    study = tiny_study({"1111": [0.99], "1112": [0.01]}, bands={"1111": "Not exposed", "1112": "Gradient 4"})
    assert [study.occupation(code).band for code in study.codes] == ["Not exposed", "Gradient 4"]


def test_us_occupations_stand_by_employment_then_code_those_without_last() -> None:
    us = [
        Us("11-1011.00", 10, ["1111"]),
        Us("11-1021.00", None, ["1111"]),
        Us("13-1011.00", 500, ["1111", "1112"]),
        Us("13-1011.01", 500, ["1111"], is_inherited=True),
        Us("11-1031.00", 10, ["1111"]),
        Us("15-1011.00", 0, ["1111"]),
        Us("99-1011.00", 9999, ["1112"]),
    ]
    study = tiny_study({"1111": [0.1], "1112": [0.2]}, us=us)
    assert [own.onet_soc for own in study.occupation("1111").us_occupations] == [
        "13-1011.00", "13-1011.01", "11-1011.00", "11-1031.00", "15-1011.00", "11-1021.00",
    ]  # fmt: skip
    reach = {own.onet_soc: own.n_unit_groups for own in study.occupation("1111").us_occupations}
    assert reach["13-1011.00"] == 2 and reach["11-1011.00"] == 1


def test_the_widest_disagreement_is_the_first_of_equals_and_needs_both_models() -> None:
    rows = [Row(0.5, gpt4o=0.9, gemini=None), Row(0.5, gpt4o=0.4, gemini=0.6), Row(0.5, gpt4o=0.6, gemini=0.4)]
    assert tiny_study({"1111": rows}).occupation("1111").widest_disagreement.number == 2
    alone = tiny_study({"1111": [Row(0.5, gpt4o=None), Row(0.5, gemini=None)]}).occupation("1111")
    assert alone.widest_disagreement is None


@pytest.mark.parametrize(
    "code", ["321", "32111", "abcd", "", " 3211", "3211 ", "３２１１", "3211\n", "-321", "32.1", None, 3211.0, True]
)
def test_what_is_no_code_is_refused_by_name(everything: Study, code: object) -> None:
    with pytest.raises(InputError, match="four digits") as refused:
        everything.occupation(code)  # type: ignore[arg-type]
    assert repr(code) in str(refused.value)


@pytest.mark.parametrize("code", [321, 32111, -3211, 0])
def test_a_whole_number_that_spells_no_code_is_refused(everything: Study, code: int) -> None:
    with pytest.raises(InputError, match="four digits") as refused:
        everything.occupation(code)
    assert str(code) in str(refused.value)


def test_a_whole_number_is_read_as_the_code_it_spells(everything: Study) -> None:
    assert everything.occupation(3211) == everything.occupation("3211")


@pytest.mark.parametrize("code", ["9999", "0110", "1439", "0000", "3139"])
def test_a_unit_group_that_was_not_scored_is_refused_by_name(everything: Study, code: str) -> None:
    with pytest.raises(InputError, match="not among the 427") as refused:
        everything.occupation(code)
    assert repr(code) in str(refused.value)


def test_a_major_group_that_is_none_is_refused_by_name(everything: Study) -> None:
    with pytest.raises(InputError, match="'0' is no major group"):
        everything.members("0")
