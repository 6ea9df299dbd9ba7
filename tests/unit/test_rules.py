"""Rounding, ranking, ordinals and slugs against formulations that share nothing with ours."""

import bisect
import math
import operator
import statistics
import string
from fractions import Fraction
from math import nextafter

from hypothesis import given
from hypothesis import strategies as st

from exposure_gradient.measures import ordinal, rules, shown, slug
from exposure_gradient.measures.rules import percentile_of

scores = st.floats(0, 1, allow_nan=False)
SUFFIXES = ["th", "st", "nd", "rd", *["th"] * 16]
"""The endings of 0 to 19; every later number ends as its last digit does, unless its last two are in this list."""


def nearest_hundredth(value: float) -> str:
    """Of all hundredths the one nearest to the double in exact arithmetic, of two alike the larger."""
    exact = Fraction(value)
    best = min(range(102), key=lambda n: (abs(Fraction(n, 100) - exact), -n))
    return f"{best // 100}.{best // 10 % 10}{best % 10}"


@given(scores)
def test_rounding_takes_the_nearest_hundredth_of_the_double(value: float) -> None:
    assert shown(value) == nearest_hundredth(value)


def test_rounding_at_and_beside_a_half() -> None:
    """Of all halves only four are halves as doubles, too, and these alone tell halves up from halves to even: none is left to chance."""
    for half in (n / 200 for n in range(200)):
        for value in (half, nextafter(half, 0), nextafter(half, 1)):
            assert shown(value) == nearest_hundredth(value), repr(value)


@given(st.lists(scores, min_size=1, max_size=60), st.data())
def test_the_percentile_is_the_share_below_by_counting_and_by_sorting(means: list[float], data: st.DataObject) -> None:
    mine = data.draw(st.sampled_from(means))
    n_below = sum(other < mine for other in means)
    assert n_below == bisect.bisect_left(sorted(means), mine)
    share = Fraction(100 * n_below, len(means))
    whole = max(n for n in range(101) if Fraction(n) - share <= Fraction(1, 2))
    assert percentile_of(n_below, len(means)) == whole


@given(st.lists(scores, min_size=1, max_size=60), st.data())
def test_percentile_and_rank_take_the_values_in_any_order(means: list[float], data: st.DataObject) -> None:
    mine, shuffled = data.draw(st.sampled_from(means)), data.draw(st.permutations(means))
    lower, higher = (len([other for other in means if compare(other, mine)]) for compare in (operator.lt, operator.gt))
    assert rules.n_below(mine, shuffled) == lower
    assert rules.percentile(mine, iter(shuffled)) == percentile_of(lower, len(means))
    assert rules.rank(mine, iter(shuffled)) == 1 + higher


@given(st.lists(scores, min_size=2, max_size=30))
def test_the_standard_deviation_is_that_of_the_standard_library(values: list[float]) -> None:
    assert math.isclose(rules.sample_sd(iter(values)), statistics.stdev(values), rel_tol=1e-9, abs_tol=1e-12)
    assert rules.sample_sd(values[:1]) is None


@given(st.lists(scores, min_size=2, max_size=60))
def test_a_higher_mean_never_has_a_lower_percentile(means: list[float]) -> None:
    ranked = [percentile_of(sum(other < mean for other in means), len(means)) for mean in sorted(means)]
    assert ranked == sorted(ranked) and ranked[0] == 0 and ranked[-1] <= 100


def test_the_ordinal_ends_as_english_does() -> None:
    for number in range(
        1_000
    ):  # all of them: of a hundred by chance, one in three draws has none that ends in thirteen
        last = number % 100
        assert ordinal(number) == f"{number}{SUFFIXES[last] if last < 20 else SUFFIXES[last % 10]}"


@given(st.text(st.characters(codec="utf-8")))
def test_a_slug_is_what_an_automaton_of_two_states_writes(title: str) -> None:
    written, waits = "", False
    for character in title.lower():
        if character in string.ascii_lowercase + string.digits:
            written += ("-" if waits and written else "") + character
            waits = False
        else:
            waits = True
    assert slug(title) == written
