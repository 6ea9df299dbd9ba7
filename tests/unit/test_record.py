"""All 427 records against their schema, and what no schema can say of them."""

import copy
import json
import math
import re
from collections.abc import Callable, Mapping
from typing import Any

import jsonschema
import pandas as pd
import pytest

from exposure_gradient.measures import Study
from exposure_gradient.publication.record import SCHEMA_PATH, record_schema
from exposure_gradient.sources import Wording, load_edition
from turns import turn

Record = dict[str, Any]


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(record_schema())


def test_the_schema_is_one() -> None:
    schema = record_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert "://" not in schema["$id"] and schema["$id"] == SCHEMA_PATH.name


def test_every_object_of_the_schema_is_closed_and_complete() -> None:
    def walk(part: Any, path: str) -> None:
        if isinstance(part, dict):
            if part.get("type") == "object":
                assert part.get("additionalProperties") is False, f"{path} is open"
                assert sorted(part["required"]) == sorted(part["properties"]), f"{path} has optional properties"
            for key, value in part.items():
                walk(value, f"{path}/{key}")

    walk(record_schema(), "#")


def test_every_property_of_the_schema_is_described() -> None:
    schema = record_schema()
    bare = []

    def described(part: dict[str, Any]) -> bool:
        target = schema["$defs"][part["$ref"].removeprefix("#/$defs/")] if "$ref" in part else {}
        return bool(part.get("description") or target.get("description"))

    def walk(part: Any, path: str, inside_neighbours_or_bands: bool = False) -> None:
        if isinstance(part, dict):
            for name, own in part.get("properties", {}).items():
                fixed = name in ("below", "above") or path.endswith("band_counts")
                if not fixed and not described(own) and name != "text":
                    bare.append(f"{path}/{name}")
            for key, value in part.items():
                walk(value, f"{path}/{key}")

    walk(schema, "#")
    assert not bare, f"properties without a description: {bare}"


def test_every_record_fits(records: Mapping[str, Record], validator: jsonschema.Draft202012Validator) -> None:
    """Here those whose turn it is; the built book's are all held against the schema, and against these."""
    assert len(records) == 427
    _assert_all_fit({code: records[code] for code in turn([*records], 4)}, validator)


@pytest.mark.long
def test_a_record_with_wording_fits(
    worded_records: Mapping[str, Record], validator: jsonschema.Draft202012Validator
) -> None:
    _assert_all_fit(worded_records, validator)


def _assert_all_fit(records: Mapping[str, Record], validator: jsonschema.Draft202012Validator) -> None:
    wrong = [
        f"{code}: {error.json_path}: {error.message}"
        for code, record in records.items()
        for error in validator.iter_errors(json.loads(json.dumps(record, allow_nan=False)))
    ]
    assert not wrong, "\n".join(wrong[:10])


def _set(*path: str | int, to: Any) -> Callable[[Record], None]:
    def change(record: Record) -> None:
        part: Any = record
        for key in path[:-1]:
            part = part[key]
        part[path[-1]] = to

    return change


def _drop(*path: str | int) -> Callable[[Record], None]:
    def change(record: Record) -> None:
        part: Any = record
        for key in path[:-1]:
            part = part[key]
        del part[path[-1]]

    return change


BROKEN = {
    "a score above 1": _set("tasks", 0, "score_2025", to=1.2),
    "a negative score": _set("tasks", 0, "score_2023", to=-0.1),
    "a combined score missing": _set("tasks", 0, "score_2025", to=None),
    "a score as text": _set("tasks", 0, "score_2025", to="0.2"),
    "a mean with three decimals": _set("mean_2025", "text", to="0.220"),
    "a change without a sign": _set("change", "text", to="0.02"),
    "a change with a hyphen": _set("change", "text", to="-0.02"),
    "a percentile above 100": _set("percentile", to=101),
    "half a percentile": _set("percentile", to=39.5),
    "a share in between": _set("share_exposed_pct", to=50),
    "an unknown band": _set("band", to="Gradient 5"),
    "a band left out": _drop("band_counts", "Minimal"),
    "a short code": _set("isco08", to="321"),
    "a code as a number": _set("isco08", to=3211),
    "a title with markup": _set("title", to="A <b>title</b>"),
    "a title with a line break": _set("title", to="A\ntitle"),
    "a slug with capitals": _set("slug", to="A-title"),
    "an empty statement": _set("tasks", 0, "statement", to=""),
    "no tasks": _set("tasks", to=[]),
    "negative employment": _set("us_occupations", 0, "employment", to=-1),
    "a malformed O*NET code": _set("us_occupations", 0, "onet_soc", to="29-2034"),
    "a figure missing": _drop("percentile_range", "gpt4o"),
    "a section missing": _drop("neighbours"),
    "a property too many": _set("forecast", to=1),
    "a property too many in a task": _set("tasks", 0, "weight", to=1),
    "a date that is none": _set("edition", "date", to="today"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_the_schema_refuses(
    case: str, records: Mapping[str, Record], validator: jsonschema.Draft202012Validator
) -> None:
    record = copy.deepcopy(records["3211"])
    BROKEN[case](record)
    assert not validator.is_valid(record), f"the schema lets pass: {case}"


# --- What no schema can say ------------------------------------------------------------------------------------------


def test_the_parts_of_a_record_agree(records: Mapping[str, Record]) -> None:
    for code, record in records.items():
        tasks = {task["number"]: task for task in record["tasks"]}
        assert record["isco08"] == code
        assert len(tasks) == len(record["tasks"]) == record["n_tasks"], f"{code}: n_tasks"
        assert sum(record["band_counts"].values()) == record["band_counts"][record["band"]] == record["n_tasks"], code
        most, fastest = record["most_exposed_task"], record["fastest_moving_task"]
        assert tasks[most["number"]]["score_2025"] == most["score_2025"]["value"], f"{code}: most_exposed_task"
        assert tasks[fastest["number"]]["change"] == fastest["change"], f"{code}: fastest_moving_task"
        spread = record["percentile_range"]
        inside = (record["percentile"], spread["gpt4o"], spread["gemini"])
        assert spread["low"] <= min(inside) and max(inside) <= spread["high"], f"{code}: percentile_range"
        assert 1 <= record["group"]["rank"] <= record["group"]["n_occupations"], f"{code}: group.rank"


def test_neighbours_are_on_their_sides(records: Mapping[str, Record]) -> None:
    for code, record in records.items():
        own, sides = record["mean_2025"]["value"], record["neighbours"]
        assert all(neighbour["mean_2025"] <= own for neighbour in sides["below"]), f"{code}: neighbours.below"
        assert all(neighbour["mean_2025"] >= own for neighbour in sides["above"]), f"{code}: neighbours.above"
        for neighbour in (*sides["below"], *sides["above"]):
            other = records[neighbour["isco08"]]
            assert (neighbour["title"], neighbour["mean_2025"]) == (other["title"], other["mean_2025"]["value"]), code


def test_means_of_the_groups_by_hand(records: Mapping[str, Record]) -> None:
    groups: dict[str, list[Record]] = {}
    for record in records.values():
        groups.setdefault(record["major_group"]["code"], []).append(record)
    for members in groups.values():
        means = [member["mean_2025"]["value"] for member in members]
        for member in members:
            standing, code = member["group"], member["isco08"]
            assert standing["n_occupations"] == len(members), f"{code}: group.n_occupations"
            assert abs(standing["mean_2025"] - math.fsum(means) / len(means)) <= 5.001e-5, f"{code}: group.mean_2025"
            assert standing["rank"] == 1 + sum(mean > member["mean_2025"]["value"] for mean in means), (
                f"{code}: group.rank"
            )


def test_titles_and_addresses_are_unique(records: Mapping[str, Record]) -> None:
    for figure in ("title", "slug"):
        values = [record[figure] for record in records.values()]
        assert len(set(values)) == 427, f"{figure} is not unique"


def test_records_carry_the_edition(records: Mapping[str, Record]) -> None:
    edition = load_edition()
    assert {tuple(record["edition"].values()) for record in records.values()} == {(edition.id, edition.date, None)}


@pytest.mark.long
def test_statements_are_the_publishers_with_the_declared_corrections(
    everything: Study, wording: Wording, worded_records: Mapping[str, Record], ilo: pd.DataFrame
) -> None:
    published = {(row.ISCO_08, int(row.taskID)): row.Task_ISCO for row in ilo.itertuples()}
    assert len(everything.codes) == 427
    words = {(code, task): words.statement for code in everything.codes for task, words in wording.of(code).items()}
    for (code, task), statement in words.items():
        expected = " ".join(published[code, task].replace("‚Äô", "’").replace("¬¥", "’").split())
        assert statement.strip() == expected.strip(), f"{code}: statement of task {task}"
    assert sum(statement != published[place] for place, statement in words.items()) >= 59
    for code, record in worded_records.items():
        for task in (*record["tasks"], record["most_exposed_task"], record["fastest_moving_task"]):
            assert task["statement"] == words[code, task["number"]], f"{code}: the record's words of {task['number']}"


@pytest.mark.long
def test_justifications_are_the_publishers_own(worded_records: Mapping[str, Record], ilo: pd.DataFrame) -> None:
    published = {(row.ISCO_08, int(row.taskID)): row for row in ilo.itertuples()}
    for code, record in worded_records.items():
        most = record["most_exposed_task"]
        task = next(task for task in record["tasks"] if task["number"] == most["number"])
        for model, name in (("gpt4o", "justification"), ("gemini", "justification_gemini")):
            words = getattr(published[code, most["number"]], f"prediction_justification_{model}")
            expected = None if task[f"score_2025_{model}"] is None else words
            assert most[name] == expected, f"{code}: {model}'s justification of task {most['number']}"


@pytest.mark.long
def test_no_statement_shows_a_mark_of_a_wrong_encoding(everything: Study, wording: Wording) -> None:
    wrong = re.compile("[‚¬�Ã]|Â[^a-z]|\n|  ")
    for code in everything.codes:
        for task, words in wording.of(code).items():
            assert not wrong.search(words.statement), f"{code}: statement of task {task}"
