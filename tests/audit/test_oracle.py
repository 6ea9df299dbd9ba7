"""All 427 occupations, figure by figure, against a second implementation that reads the publishers' files itself."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from exposure_gradient.measures import Study

Record = dict[str, Any]
Compare = Callable[[str, dict[str, Any], dict[str, Any]], None]
ONE_UNIT_OF_THE_FOURTH_DECIMAL = 1.01e-4
"""A sum of doubles and a sum of fractions may fall on different sides of a half at the fourth decimal."""

EQUAL = (
    "isco08", "title", "slug", "major_group", "n_tasks", "percentile", "share_exposed_pct", "tasks_at_threshold", "band", "band_counts",
)  # fmt: skip
ROUNDED_MEANS = ("mean_2025", "mean_2023", "change")
SCORES = ("number", "score_2023", "score_2025_gpt4o", "score_2025_gemini", "score_2025")


def column(records: Mapping[str, Record], *keys: str) -> dict[str, Any]:
    """One figure of every record, by code."""
    found: dict[str, Any] = {}
    for code, record in records.items():
        value: Any = record
        for key in keys:
            value = value[key]
        found[code] = value
    return found


def test_the_same_occupations(records: dict[str, Record], oracle: dict[str, Record]) -> None:
    assert list(records) == list(oracle)
    assert len(records) == 427


@pytest.mark.parametrize("figure", EQUAL)
def test_figure(figure: str, records: dict[str, Record], oracle: dict[str, Record], same_for_all: Compare) -> None:
    same_for_all(figure, column(records, figure), column(oracle, figure))


@pytest.mark.parametrize("figure", ROUNDED_MEANS)
def test_text_of_a_mean(
    figure: str, records: dict[str, Record], oracle: dict[str, Record], same_for_all: Compare
) -> None:
    same_for_all(f"text of {figure}", column(records, figure, "text"), column(oracle, figure, "text"))


@pytest.mark.parametrize("figure", ROUNDED_MEANS)
def test_value_of_a_mean(figure: str, records: dict[str, Record], oracle: dict[str, Record]) -> None:
    ours, expected = column(records, figure, "value"), column(oracle, figure, "value")
    wrong = [
        f"  {code}: {figure} is {ours[code]!r}, expected {expected[code]!r}"
        for code in ours
        if abs(ours[code] - expected[code]) > ONE_UNIT_OF_THE_FOURTH_DECIMAL
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("figure", ROUNDED_MEANS)
def test_few_means_lie_on_a_half(figure: str, records: dict[str, Record], oracle: dict[str, Record]) -> None:
    ours, expected = column(records, figure, "value"), column(oracle, figure, "value")
    differing = [code for code in ours if ours[code] != expected[code]]
    assert len(differing) <= 20, f"{figure}: too many differ for mere halves: {differing}"


@pytest.mark.parametrize("end", ["low", "high"])
def test_range_of_the_percentile(
    end: str, records: dict[str, Record], oracle: dict[str, Record], same_for_all: Compare
) -> None:
    figure = ("percentile_range", end)
    same_for_all(f"percentile_range.{end}", column(records, *figure), column(oracle, *figure))


@pytest.mark.parametrize("figure", ["number", "score_2025"])
def test_most_exposed_task(
    figure: str, records: dict[str, Record], oracle: dict[str, Record], same_for_all: Compare
) -> None:
    keys = ("most_exposed_task", figure)
    same_for_all(f"most_exposed_task.{figure}", column(records, *keys), column(oracle, *keys))


@pytest.mark.parametrize("figure", ["number", "change"])
def test_fastest_moving_task(
    figure: str, records: dict[str, Record], oracle: dict[str, Record], same_for_all: Compare
) -> None:
    keys = ("fastest_moving_task", figure)
    same_for_all(f"fastest_moving_task.{figure}", column(records, *keys), column(oracle, *keys))


def test_scores_of_every_task(records: dict[str, Record], oracle: dict[str, Record], same_for_all: Compare) -> None:
    ours = {
        f"{code} task {task['number']}": {name: task[name] for name in SCORES}
        for code, record in records.items()
        for task in record["tasks"]
    }
    expected = {f"{code} task {task['number']}": task for code, record in oracle.items() for task in record["tasks"]}
    assert len(expected) == 3265
    same_for_all("scores", ours, expected)


def test_tasks_stand_in_the_order_of_the_file(
    records: dict[str, Record], oracle: dict[str, Record], same_for_all: Compare
) -> None:
    numbers = {code: [task["number"] for task in record["tasks"]] for code, record in records.items()}
    same_for_all("order of tasks", numbers, {c: [t["number"] for t in r["tasks"]] for c, r in oracle.items()})


def test_us_occupations(everything: Study, oracle: dict[str, Record], same_for_all: Compare) -> None:
    ours = {
        occupation.isco08: [
            {
                "onet_soc": us.onet_soc,
                "title": us.title,
                "employment": us.employment,
                "is_inherited": us.is_inherited,
                "is_pooled": us.is_pooled,
            }
            for us in occupation.us_occupations
        ]
        for occupation in everything.all_occupations()
    }
    same_for_all("us_occupations", ours, column(oracle, "us_occupations"))


def test_us_occupations_of_the_record(
    records: dict[str, Record], oracle: dict[str, Record], same_for_all: Compare
) -> None:
    names = ("onet_soc", "title", "employment")

    def part(all_records: dict[str, Record]) -> dict[str, Any]:
        return {
            code: [{name: us[name] for name in names} for us in record["us_occupations"]]
            for code, record in all_records.items()
        }

    same_for_all("us_occupations", part(records), part(oracle))


def test_what_an_employment_figure_is_said_to_be(records: dict[str, Record], oracle: dict[str, Record]) -> None:
    wrong = []
    for code, record in records.items():
        for ours, expected in zip(record["us_occupations"], oracle[code]["us_occupations"], strict=True):
            note = ours["employment_note"]
            said = ("no employment" in note, "parent occupation" in note, "pooled" in note)
            true = (expected["employment"] is None, expected["is_inherited"], expected["is_pooled"])
            if said != true:
                wrong.append(f"{code}: employment_note of {ours['onet_soc']} says {note!r}; the files say {expected}")
    assert not wrong, "\n".join(wrong[:10])


def test_reach_of_each_us_occupation(records: dict[str, Record], oracle: dict[str, Record]) -> None:
    reach: dict[str, int] = {}
    for record in oracle.values():
        for us in record["us_occupations"]:
            reach[us["onet_soc"]] = reach.get(us["onet_soc"], 0) + 1
    wrong = [
        f"{code}: n_unit_groups of {us['onet_soc']} is {us['n_unit_groups']}, expected {reach[us['onet_soc']]}"
        for code, record in records.items()
        for us in record["us_occupations"]
        if us["n_unit_groups"] != reach[us["onet_soc"]]
    ]
    assert not wrong, "\n".join(wrong[:10])
    assert max(reach.values()) == 27
