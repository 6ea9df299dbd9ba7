"""How values are rounded and written."""

import doctest
import importlib
import pkgutil
import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import copysign

import pytest
from hypothesis import given
from hypothesis import strategies as st

import exposure_gradient
import oracle as second_implementation
from exposure_gradient.measures import MINUS, ordinal, shown, shown_signed, slug
from exposure_gradient.measures.rules import rounded4
from exposure_gradient.sources.wording import WORDING_VARIABLE

scores = st.floats(0, 1)
changes = st.floats(-1, 1)
hundredths_and_halves = st.integers(0, 2000).map(
    lambda n: n / 2000
)  # 0.0005 apart: every half of a hundredth is among them

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(exposure_gradient.__path__, "exposure_gradient.")
    if not module.name.endswith("__main__")
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_hold(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WORDING_VARIABLE, "none")
    module = importlib.import_module(name)
    failed, _ = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert failed == 0, f"{failed} examples in the docstrings of {name} do not hold"


def test_some_docstrings_have_examples() -> None:
    finder = doctest.DocTestFinder()
    modules = [importlib.import_module(name) for name in MODULES]
    assert sum(len(found.examples) for module in modules for found in finder.find(module)) >= 7


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.125, "0.13"), (0.625, "0.63"), (0.595, "0.59"), (0.605, "0.60"), (0.175, "0.17"), (0.0, "0.00"), (1.0, "1.00")],
)
def test_two_decimals_are_those_of_the_binary_double(value: float, text: str) -> None:
    assert shown(value) == text


@given(scores | hundredths_and_halves)
def test_shown_is_the_double_quantised_halves_up(value: float) -> None:
    assert shown(value) == str(Decimal(value).quantize(Decimal("0.01"), ROUND_HALF_UP))


@given(scores | hundredths_and_halves)
def test_shown_is_the_nearest_hundredth_in_exact_arithmetic(value: float) -> None:
    hundredths = int(Fraction(value) * 100 + Fraction(1, 2))
    assert shown(value) == f"{hundredths // 100}.{hundredths % 100:02d}"


@given(scores, scores)
def test_shown_keeps_the_order(a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert Decimal(shown(low)) <= Decimal(shown(high))


@given(changes)
def test_a_change_always_has_a_sign(value: float) -> None:
    text = shown_signed(value)
    assert re.fullmatch(rf"[+{MINUS}][01]\.\d\d", text), text
    assert text[0] == (MINUS if value < 0 else "+")
    assert text[1:] == shown(abs(value))


@pytest.mark.parametrize(
    ("value", "text"), [(-0.004, "−0.00"), (0.004, "+0.00"), (0.0, "+0.00"), (-0.0, "+0.00"), (-0.006, "−0.01")]
)
def test_what_rounds_to_zero_keeps_its_sign_and_nothing_is_plus(value: float, text: str) -> None:
    assert shown_signed(value) == text


def test_the_minus_is_no_hyphen() -> None:
    assert MINUS == "\N{MINUS SIGN}" and shown_signed(-0.5) == "\N{MINUS SIGN}0.50"


@given(changes)
def test_four_decimals_lie_within_half_a_unit(value: float) -> None:
    kept = rounded4(value)
    assert abs(Fraction(kept) - Fraction(value)) <= Fraction(1, 20_000) + Fraction(1, 10**15)
    assert kept == 0 or copysign(1, kept) == copysign(1, value)
    assert rounded4(kept) == kept


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0th"), (1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (10, "10th"), (11, "11th"), (12, "12th"), (13, "13th"),
     (20, "20th"), (21, "21st"), (22, "22nd"), (23, "23rd"), (39, "39th"), (91, "91st"), (100, "100th"), (101, "101st"),
     (111, "111th"), (112, "112th"), (113, "113th")],
)  # fmt: skip
def test_english_ordinals(number: int, text: str) -> None:
    assert ordinal(number) == text


@given(st.integers(0, 1000))
def test_ordinals_agree_with_the_second_implementation(number: int) -> None:
    assert ordinal(number) == second_implementation.ordinal(number)


@pytest.mark.parametrize(
    ("title", "address"),
    [
        ("Hand Packers", "hand-packers"),
        ("Aircraft Pilots & Related (Air) Staff", "aircraft-pilots-related-air-staff"),
        ("  Cooks’ Helpers, n.e.c. ", "cooks-helpers-n-e-c"),
        ("Ingénieurs", "ing-nieurs"),
    ],
)
def test_slugs(title: str, address: str) -> None:
    assert slug(title) == address


@given(st.text())
def test_a_slug_holds_letters_digits_and_single_hyphens(title: str) -> None:
    address = slug(title)
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", address), address
    assert slug(address) == address
    assert address.replace("-", "") == "".join(re.findall("[a-z0-9]", title.lower()))
