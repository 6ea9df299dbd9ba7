"""The client's own page of 3211, fact by fact, and the occupations whose figures trip a careless rule.

Facts only: numbers, titles and their order. The sentences of that page are not ours to repeat.
"""

import math
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from html.parser import HTMLParser
from typing import Any

import pandas as pd
import pytest

from exposure_gradient.measures import Study, shown
from exposure_gradient.paths import ROOT
from exposure_gradient.publication.claims import plain
from inline_pages import InlinePage

Record = dict[str, Any]
REFERENCE = ROOT.parent / "shared" / "reference" / "seed-page-3211.txt"

HEADLINE_FACTS = {
    "title": "Medical Imaging and Therapeutic Equipment Technicians",
    "slug": "medical-imaging-and-therapeutic-equipment-technicians",
    "n_tasks": 8,
    "percentile": 39,
    "share_exposed_pct": 0,
    "band": "Not exposed",
    "major_group": {"code": "3", "title": "Technicians and associate professionals"},
    "band_counts": {
        "Not exposed": 8, "Minimal": 0, "Gradient 1": 0, "Gradient 2": 0, "Gradient 3": 0, "Gradient 4": 0,
    },
}  # fmt: skip
US_TITLES = [
    "Radiologic Technologists and Technicians",
    "Diagnostic Medical Sonographers",
    "Magnetic Resonance Imaging Technologists",
    "Radiation Therapists",
    "Nuclear Medicine Technologists",
]


def text_of(section: Any) -> str:
    """What a reader sees of a section, blanks joined."""
    pieces: list[str] = []

    class Reader(HTMLParser):
        def handle_data(self, data: str) -> None:
            pieces.append(data)

    Reader().feed(section.__html__())
    return " ".join("".join(pieces).split())


# --- 3211 ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def record(records: Mapping[str, Record]) -> Record:
    return records["3211"]


@pytest.fixture(scope="module")
def page(pages: Mapping[str, InlinePage]) -> InlinePage:
    return pages["3211"]


@pytest.mark.parametrize("figure", HEADLINE_FACTS)
def test_3211_figure(figure: str, record: Record) -> None:
    assert record[figure] == HEADLINE_FACTS[figure], f"3211: {figure}"


@pytest.mark.parametrize(("figure", "text"), [("mean_2025", "0.22"), ("change", "+0.02")])
def test_3211_figure_as_shown(figure: str, text: str, record: Record) -> None:
    assert record[figure]["text"] == text, f"3211: {figure}"


def test_3211_most_exposed_task(record: Record) -> None:
    most = record["most_exposed_task"]
    assert (most["number"], most["score_2025"]["text"]) == (1, "0.27"), "3211: most_exposed_task"


def test_3211_fastest_moving_task(record: Record) -> None:
    fastest = record["fastest_moving_task"]
    assert (fastest["number"], fastest["change"]["text"]) == (1, "+0.17"), "3211: fastest_moving_task"


def test_3211_us_occupations_in_order(record: Record) -> None:
    assert [us["title"] for us in record["us_occupations"]] == US_TITLES, "3211: us_occupations"


@pytest.mark.parametrize(
    ("section", "facts"),
    [
        ("masthead", ["ISCO-08 3211", "3 - Technicians and associate professionals"]),
        (
            "lead",
            ["8 task statements", HEADLINE_FACTS["title"], "0.22", "39%", "427", "none of the 8 tasks", "Not exposed"],
        ),
        ("headline_figures", ["0.22", "39th", "+0.02", "none of the 8 tasks", "427"]),
        (
            "band_table",
            [
                "0% of them count as exposed",
                "Not exposed8100%",
                "Minimal00%",
                "Gradient 100%",
                "Gradient 200%",
                "Gradient 300%",
                "Gradient 400%",
            ],
        ),
        ("most_exposed", ["0.27"]),
        ("fastest_moving", ["+0.17", "2023", "2025"]),
        ("us_occupations", US_TITLES),
        ("in_context", ["3 - Technicians and associate professionals", "full gradient"]),
        ("write_about_this", ["39th percentile", "427", "rose by 0.02", "Gmyrek et al. (2025)"]),
        ("page_sources", ["O*NET 30.3", "International Labour Organization", "IBS", "U.S. Department of Labor"]),
    ],
)
def test_3211_section_states_its_facts(section: str, facts: list[str], page: InlinePage) -> None:
    text = text_of(page.section(section))
    missing = [fact for fact in facts if fact not in text]
    assert not missing, f"3211: {section} does not state {missing}; it says: {text[:600]}"


@pytest.mark.long
def test_3211_quotes_the_publishers_own_words(ilo: pd.DataFrame, worded_pages: Mapping[str, InlinePage]) -> None:
    row = ilo[(ilo["ISCO_08"] == "3211") & (ilo["taskID"] == 1)].iloc[0]
    text = text_of(worded_pages["3211"].section("most_exposed"))
    statement = " ".join(row["Task_ISCO"].split()).rstrip(";. ")
    tasks = text_of(worded_pages["3211"].section("all_tasks"))
    assert tasks.count(statement) == 1, "3211: the most-exposed task's statement, which is quoted once"
    for model in ("gpt4o", "gemini"):
        for line in filter(None, map(str.strip, row[f"prediction_justification_{model}"].split("\n"))):
            assert " ".join(line.split()) in text, f"3211: {model}'s justification of the most-exposed task"


def test_3211_facts_typed_here_stand_on_the_clients_page() -> None:
    if not REFERENCE.is_file():
        pytest.skip(f"the client's page is not at hand: no {REFERENCE}")
    text = REFERENCE.read_text("utf-8")
    for fact in [
        HEADLINE_FACTS["title"],
        "8 task",
        "0.22",
        "39%",
        "427",
        "| Not exposed | 8 | 100%",
        "0.27",
        "+0.17",
        "by 0.02",
    ]:
        assert str(fact) in text, f"{fact!r} is no fact of the client's page"
    places = [text.index(f"- {title}\n") for title in US_TITLES]
    assert places == sorted(places)


def test_3211_repeats_no_sentence_of_the_clients_page(page: InlinePage) -> None:
    if not REFERENCE.is_file():
        pytest.skip(f"the client's page is not at hand: no {REFERENCE}")
    sections = (
        "lead", "headline_figures", "band_table", "fastest_moving", "us_occupations", "in_context", "write_about_this"
    )  # fmt: skip
    ours = set(_runs(" ".join(text_of(page.section(section)) for section in sections), 9))
    theirs = set(_runs(REFERENCE.read_text("utf-8"), 9))
    title = HEADLINE_FACTS["title"]
    shared = sorted(run for run in ours & theirs if len(set(run.split()) - set(title.split())) > 4)
    assert not shared, f"our page repeats the client's wording: {shared[:5]}"


def _runs(text: str, length: int) -> list[str]:
    words = text.split()
    return [" ".join(words[start : start + length]) for start in range(len(words) - length + 1)]


# --- The cases that trip the rules -----------------------------------------------------------------------------------


def decimal_half_up(value: float) -> str:
    """The careless reading: halves of the shortest decimal text up."""
    return str(Decimal(repr(value)).quantize(Decimal("0.01"), ROUND_HALF_UP))


def binary_half_up(value: float) -> str:
    """The rule, in exact fractions of the double."""
    hundredths = int(Fraction(value) * 100 + Fraction(1, 2))
    return f"{hundredths // 100}.{hundredths % 100:02d}"


@pytest.mark.parametrize("code", ["4110", "4416", "3312", "8142", "8312", "5165"])
def test_mean_that_decimal_half_up_would_show_too_high(code: str, records: Mapping[str, Record]) -> None:
    mean = records[code]["mean_2025"]
    assert round(mean["value"] * 10_000) % 100 == 50, f"{code}: its mean no longer lies on a half of a hundredth"
    assert mean["text"] == binary_half_up(mean["value"]), f"{code}: mean_2025"
    assert mean["text"] != decimal_half_up(mean["value"]), f"{code}: mean_2025 no longer trips decimal half-up"


@pytest.mark.parametrize(("code", "text"), [("2310", "+0.04"), ("5411", "−0.03"), ("9621", "+0.10"), ("7321", "+0.12")])
def test_change_is_that_of_the_unrounded_means(code: str, text: str, records: Mapping[str, Record]) -> None:
    assert records[code]["change"]["text"] == text, f"{code}: change"


@pytest.mark.parametrize("code", ["2310", "5411", "9621", "7321"])
def test_change_has_a_careless_reading_that_differs(code: str, records: Mapping[str, Record]) -> None:
    record = records[code]
    value, text = record["change"]["value"], record["change"]["text"].lstrip("+−")
    assert text == binary_half_up(abs(value)), f"{code}: change"
    of_rounded = abs(float(record["mean_2025"]["text"]) - float(record["mean_2023"]["text"]))
    of_four = abs(record["mean_2025"]["value"] - record["mean_2023"]["value"])
    careless = {decimal_half_up(abs(value)), f"{of_rounded:.2f}", binary_half_up(of_four), f"{abs(value):.2f}"}
    careless.add(f"{abs(round(value * 100) / 100):.2f}")
    assert careless - {text}, f"{code}: no careless reading of the change differs any more"


@pytest.mark.parametrize(("code", "text"), [("3141", "0.71"), ("4224", "0.63"), ("9215", "0.13")])
def test_score_of_the_most_exposed_task(code: str, text: str, records: Mapping[str, Record]) -> None:
    assert records[code]["most_exposed_task"]["score_2025"]["text"] == text, f"{code}: most_exposed_task.score_2025"


@pytest.mark.parametrize("code", ["4224", "9215"])
def test_round_and_percent_format_would_show_an_exact_half_too_low(code: str, records: Mapping[str, Record]) -> None:
    value = records[code]["most_exposed_task"]["score_2025"]["value"]
    assert value in (0.625, 0.125), f"{code}: most_exposed_task.score_2025"
    assert f"{value:.2f}" != shown(value) and f"{round(value, 2):.2f}" != shown(value), code


def test_a_raw_score_shows_otherwise_than_a_score_first_rounded(records: Mapping[str, Record]) -> None:
    value = records["3141"]["most_exposed_task"]["score_2025"]["value"]
    assert shown(value) == "0.71" != shown(round(value, 4)), "3141: most_exposed_task.score_2025"


@pytest.mark.parametrize(("code", "percentile"), [("7536", 22), ("7233", 24), ("9510", 27), ("7223", 28)])
def test_percentile_counts_strictly_lower_means_at_four_decimals(
    code: str, percentile: int, records: Mapping[str, Record], everything: Study
) -> None:
    assert records[code]["percentile"] == percentile, f"{code}: percentile"
    own = everything.means_2025[code]
    at_two = sum(shown(mean) < shown(own) for mean in everything.means_2025.values())
    assert (200 * at_two + 427) // 854 != percentile, f"{code}: comparing shown means would give the same percentile"


@pytest.mark.parametrize(
    ("code", "text"), [("8153", "−0.00"), ("7533", "−0.00"), ("2262", "−0.00"), ("6221", "+0.00"), ("4132", "+0.00")]
)
def test_sign_of_a_change_that_shows_as_zero(code: str, text: str, records: Mapping[str, Record]) -> None:
    assert records[code]["change"]["text"] == text, f"{code}: change"


def test_the_ends_of_the_gradient(records: Mapping[str, Record], pages: Mapping[str, InlinePage]) -> None:
    assert (records["7112"]["percentile"], records["4132"]["percentile"]) == (0, 100)
    assert records["7112"]["neighbours"]["below"] == [] == records["4132"]["neighbours"]["above"]
    assert "0th" in text_of(pages["7112"].section("headline_figures")) and "100th" in text_of(
        pages["4132"].section("headline_figures")
    )
    assert "None: it is at the start" in text_of(pages["7112"].section("in_context"))
    assert "None: it is at the end" in text_of(pages["4132"].section("in_context"))


def test_7126_leaves_out_the_row_without_a_statement(records: Mapping[str, Record]) -> None:
    record = records["7126"]
    assert record["n_tasks"] == 5, "7126: n_tasks"
    assert record["mean_2025"]["text"] == "0.15", "7126: mean_2025"
    assert record["ilo_published"]["mean_2025"] == 0.18, "7126: the ILO's published mean"
    assert 6 not in [task["number"] for task in record["tasks"]], "7126: task 6"


@pytest.mark.parametrize(("code", "task"), [("5246", 8), ("7122", 4)])
def test_a_missing_score_of_2023(
    code: str, task: int, records: Mapping[str, Record], pages: Mapping[str, InlinePage]
) -> None:
    record = records[code]
    own = next(own for own in record["tasks"] if own["number"] == task)
    others = [own["score_2023"] for own in record["tasks"] if own["number"] != task]
    assert own["score_2023"] is None and own["change"] is None and None not in others, (
        f"{code}: score_2023 of task {task}"
    )
    assert record["mean_2023"]["value"] == pytest.approx(math.fsum(others) / len(others), abs=5.1e-5), (
        f"{code}: mean_2023"
    )
    combined = [own["score_2025"] for own in record["tasks"]]
    assert record["n_tasks"] == len(combined)
    assert record["mean_2025"]["value"] == pytest.approx(math.fsum(combined) / len(combined), abs=5.1e-5), (
        f"{code}: mean_2025"
    )
    assert f"task {task} has no change" in text_of(pages[code].section("fastest_moving")), code


# --- Wording that must be true ---------------------------------------------------------------------------------------

FELL = {
    "2353", "3119", "3354", "4211", "4221", "4222", "4225", "4227", "4322", "4414", "5161", "5165", "7133",
}  # fmt: skip
STOOD_STILL = {"4229"}  # its largest change is 1e-16: nothing but the noise of doubles


def test_what_is_said_of_the_fastest_moving_task(pages: Mapping[str, InlinePage]) -> None:
    for code, page in pages.items():
        text = text_of(page.section("fastest_moving"))
        rose, fell, still = " rose most between" in text, "fell least" in text, "did not change" in text
        expected = (code not in FELL | STOOD_STILL, code in FELL, code in STOOD_STILL)
        assert (rose, fell, still) == expected, f"{code}: fastest_moving_task says: {text}"


def test_what_is_said_of_the_mean(pages: Mapping[str, InlinePage], records: Mapping[str, Record]) -> None:
    for code, page in pages.items():
        change = records[code]["change"]["value"]
        text = " ".join(plain(fact) for fact, _ in page.statements)
        said = [word for word in (" rose by ", " fell by ", " is the same in ") if word in text]
        expected = " rose by " if change > 0 else " fell by " if change < 0 else " is the same in "
        assert said == [expected], f"{code}: change of {change} is worded {said}"
    assert records["4132"]["change"]["value"] == 0


def test_6340_says_that_no_employment_is_published(pages: Mapping[str, InlinePage]) -> None:
    for code, page in pages.items():
        without = page.data.us_occupations["employment"].isna().all()
        said = "no employment for any U.S. occupation" in text_of(page.section("us_occupations"))
        assert said == without == (code == "6340"), f"{code}: employment of its U.S. occupations"
