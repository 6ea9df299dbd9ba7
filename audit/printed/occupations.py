"""The pages of occupations: the names that their forms are filled from, and their reading."""

import functools
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from printed import document, forms, trail
from printed.compare import compare
from printed.expected import Claim, Expected
from printed.findings import Check, Count, Finding
from printed.forms import Figure
from printed.text import one_blank

MEASURES = "../methodology/measures.html"
INTERVALS = ("mean", "percentile", "rank", "band", "all_rank")
TASK_FIGURES = ("score_2023", "score_2025_gpt4o", "score_2025_gemini", "score_2025", "change")


def ordinal(n: int) -> str:
    """Return a place in a row: 1st, 2nd, 3rd, 4th, 11th."""
    if n % 100 in (11, 12, 13):
        return f"{n}th"
    return f"{n}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th') }"


PARTS = {
    "next to nothing": (0, 1), "about a tenth": (1, 10), "about an eighth": (1, 8), "about a sixth": (1, 6), "about a fifth": (1, 5), "about a quarter": (1, 4), "about three tenths": (3, 10), "about a third": (1, 3),
    "about two fifths": (2, 5), "about half": (1, 2), "about three fifths": (3, 5), "about two thirds": (2, 3),
    "about seven tenths": (7, 10), "about three quarters": (3, 4), "about four fifths": (4, 5), "about nine tenths": (9, 10), "nearly all": (1, 1),
}  # fmt: skip
"""Means in words: the fractions of the scale that they may be near to."""


def part_of_scale(ten_thousandths: int) -> str:
    """Return which of the fractions a mean is nearest to, in words."""
    mean = Fraction(ten_thousandths, 10_000)
    return min(PARTS, key=lambda words: abs(Fraction(*PARTS[words]) - mean))


def shown_figures(claims: Mapping[str, Claim]) -> dict[str, Figure | str]:
    """Return a page's figures by the names of their claims; one that has no value is the word that stands for it."""
    return {name: claim.text if claim.value is None else claim.figure for name, claim in claims.items()}


@functools.cache
def _grouped(expected: Expected) -> dict[str, Mapping[Any, Any]]:
    """Return what pages look up: rows by occupation."""
    by = {table: expected.grouped(table, "isco08") for table in ("tasks", "wording", "nearest", "us_listed", "choices")}
    by["occupations"] = {row["isco08"]: row for row in expected.tables["occupations"]}
    by["defined"] = {row["isco08"]: row["definition"] for row in expected.tables["defined_in_isco"]}
    by["related"] = expected.grouped("same_minor_group", "isco08")
    by["examples"] = expected.grouped("listed_in_isco", "isco08")
    by["titles"] = {row["isco08"]: row for row in expected.tables["titles"]}
    by["extremes"] = {row["isco08"]: row for row in expected.tables["extremes"]}
    by["bands"] = expected.tables["bands"]
    by["left_out"] = expected.tables["left_out"]
    by["band_words"] = {(row["isco08"], row["choice"]): row["words"] for row in expected.tables["band_words"]}
    by["other_words"] = {(row["isco08"], row["choice"]): row["words"] for row in expected.tables["other_words"]}
    by["reconciled"] = expected.grouped("reconciled_tasks", "isco08")
    by["not_covered"] = {row["isco08"]: row["left_out"] for row in expected.tables["not_covered"]}
    by["marked"] = {(row["isco08"], row["mark"]): row for row in expected.tables["marked"]}
    return by


def names_of(expected: Expected, isco08: str) -> dict[str, Any]:
    """Return the names that the page of an occupation is filled from."""
    by = _grouped(expected)
    o, page = by["occupations"][isco08], by["titles"][isco08]["page"]
    names = expected.site | shown_figures(expected.claims[page])
    names |= {
        "isco08": isco08,
        "title": by["titles"][isco08]["title"],
        "name": page.removeprefix("gradient/"),
        "path": f"{page}.html",
        "group": o["major_label"],
        "group_page": o["group_page"],
        "trail": trail.rows(expected.claims[page].values(), MEASURES),
        "percentile_ordinal": expected.claims[page]["percentile"].reading(ordinal(o["percentile"])),
    }
    names["part_of_scale"] = part_of_scale(o["mean_q"])
    names["definition"] = by["defined"][isco08]
    names["examples"] = ", ".join(row["title"] for row in by["examples"].get(isco08, ()))
    names["band_key"] = " ".join(row["band"] for row in by["bands"])
    return names | _facts(names, o, by) | _of_tasks(names, by, isco08) | _of_lists(names, by, o)


def _facts(names: Mapping[str, Any], o: Mapping[str, Any], by: Mapping[str, Any]) -> dict[str, Any]:
    """Return what decides which form a sentence takes."""
    isco08, extremes = o["isco08"], by["extremes"][o["isco08"]]
    return {
        "is_lowest": o["n_below"] == 0,
        "is_highest": o["n_below"] == o["n_occupations"] - 1,
        "is_rounded_end": o["percentile"] in (0, 100),
        "none_at_threshold": o["n_at_threshold"] == 0,
        "all_at_threshold": o["n_at_threshold"] == o["n_tasks"],
        "one_at_threshold": o["n_at_threshold"] == 1,
        "has_examples": isco08 in by["examples"],
        "models_differ": bool(extremes["widest_gap_q"]),
        "says_of_models": bool(extremes["widest_gap_q"]) or any(t["is_reconciled"] for t in by["tasks"][isco08]),
        "several_widest": extremes["n_widest"] > 1,
        "several_most": extremes["n_most"] > 1,
        "a_task_rose": extremes["fastest_q"] > 0,
        "every_task_fell": extremes["fastest_q"] < 0,
        "rose_little": extremes["is_fastest_small"],
        "has_rows_left_out": any(row["isco08"] == isco08 for row in by["left_out"]),
        "has_reconciled": any(task["is_reconciled"] for task in by["tasks"][isco08]),
        "is_mean_other": names["mean_2025"].text != names["ilo_mean_2025"].text,
        "no_peer": names["fastest.peers"].value == 1,
        "mean_rose": o["change_q"] > 0,
        "mean_fell": o["change_q"] < 0,
        "one_percentile": o["percentile_low"] == o["percentile_high"],
        "one_rank_of_2025": o["rank_2025_low"] == o["rank_2025_high"],
        "one_rank_range": all(o[f"rank_2025_{end}"] == o[f"rank_any_{end}"] for end in ("low", "high")),
        **_of_models(o["band"], *(by["band_words"][isco08, model] for model in ("gpt4o", "gemini"))),
    }


def _of_models(published: str, gpt4o: str, gemini: str) -> dict[str, bool]:
    """Return whether the bands that the two models alone give are the same, the published one, and on both sides of the line."""
    return {
        "models_agree": gpt4o == gemini,
        "models_as_published": gpt4o == gemini == published,
        "models_across": gpt4o.startswith("Gradient") != gemini.startswith("Gradient"),
    }


def _of_tasks(names: Mapping[str, Any], by: Mapping[str, Any], isco08: str) -> dict[str, Any]:
    """Return the names that the sections on tasks need."""
    worded = {row["task"]: row for row in by["wording"][isco08]}
    most = by["marked"][isco08, "most"]["task"]
    tasks = [
        {"number": str(row["task"]), "statement": worded[row["task"]]["statement"]}
        | {name: names[f"task.{row['task']}.{name}"] for name in TASK_FIGURES}
        for row in sorted(
            by["tasks"][isco08], key=lambda row: -row["score_2025"]
        )  # equals stay in the order of the file
    ]
    without = [str(row["task"]) for row in by["tasks"][isco08] if row["score_2023"] is None]
    return {
        "tasks": tasks,
        "most_exposed_statement": worded[most]["statement"],
        "lowest_score": names[f"task.{by['extremes'][isco08]['least_exposed']}.score_2025"],
        "tasks_without_2023": ", ".join(without),
        "has_tasks_without_2023": bool(without),
        "is_most_scored_by_gpt4o": "most_exposed.gpt4o" in names,
        "is_most_scored_by_gemini": "most_exposed.gemini" in names,
        "justification": _lines(worded[most]["justification_gpt4o"]),
        "justification_gemini": _lines(worded[most]["justification_gemini"]),
        "how_reconciled": " ".join(_reconciled(row, names) for row in by["reconciled"].get(isco08, ())),
    }


def _lines(words: str | None) -> list[dict[str, str]]:
    """Return a model's justification line by line."""
    return [{"line": one_blank(line)} for line in (words or "").split("\n") if one_blank(line)]


def _reconciled(row: Mapping[str, Any], names: Mapping[str, Any]) -> str:
    """Return what a page says of a reconciled score."""
    number, score, mean, distance = (
        names[f"reconciled.{row['task']}.{name}"] for name in ("number", "score", "models_mean", "distance")
    )
    if not row["twice_off"]:
        return f"Task {number}: {score}, the mean of the models’ scores."
    place = "within the range of"
    if row["score_2025"] > row["higher"]:
        place = "above"
    elif row["score_2025"] < row["lower"]:
        place = "below"
    return (
        f"Task {number}: {score}, where the mean of the models’ scores is {mean}; it is {distance} "
        f"{'higher' if row['twice_off'] > 0 else 'lower'}, {place} both models’ scores, and "
        f"{'nearer to' if row['is_nearer'] else 'no nearer to'} the 2023 score."
    )


def _of_lists(names: Mapping[str, Any], by: Mapping[str, Any], o: Mapping[str, Any]) -> dict[str, Any]:
    """Return the lists of U.S. occupations, neighbours and choices, and what is said of them."""
    isco08 = o["isco08"]
    us = [_of_us(row, names) for row in by["us_listed"].get(isco08, ())]
    sides: dict[str, list[dict[str, Any]]] = {"related": [], "below": [], "above": []}
    for row in (*by["related"].get(isco08, ()), *by["nearest"][isco08]):
        other = by["titles"][row["other"]]
        mean = names[f"{row['side']}.{row['distance']}.mean_2025"]
        sides[row["side"]].append(
            {"other": other["title"], "other_page": other["page"].removeprefix("gradient/"), "mean": mean}
            | {"is_equal": row["is_equal"]}
        )
    words = forms.load("occupation")["words"]["choices"]
    of_doubles = [
        f"with {words[c]}, {names[f'in_doubles.{c}']} in place of {names[f'band_{c}']}"
        for c in words
        if (isco08, c) in by["other_words"]
    ]
    left_out = by["not_covered"].get(isco08)
    others = [words[c] for c in words if set(by["band_words"].get((isco08, c), "").split(", ")) - {o["band"], ""}]
    return {
        "bands": [_of_band(row, names, o["band_place"]) for row in by["bands"]],
        "us": us,
        "some_us_noted": any(not row["is_employed"] or row["is_inherited"] or row["is_pooled"] for row in us),
        "some_us_inherited": any(row["is_inherited"] for row in us),
        "some_us_pooled": any(row["is_pooled"] for row in us),
        "no_us_employed": all(row["employment"] == "none" for row in us),
        **sides,
        "is_alone": not sides["related"],
        "is_first": not sides["below"],
        "is_last": not sides["above"],
        "intervals": [
            {"if": words_of} | {f"of_{name}": _from_to(names, f"interval.{model}.{name}") for name in INTERVALS}
            for model, words_of in forms.load("occupation")["words"]["intervals"].items()
        ],
        "choices": list(_of_choices(words, names, {row["choice"] for row in by["choices"][isco08]})),
        "choices_in_doubles": "; ".join(of_doubles),
        "has_choices_in_doubles": bool(of_doubles),
        "is_one_share": names["us.jobs_below_low"].text == names["us.jobs_below_high"].text,
        "is_not_covered": left_out is not None,
        "not_covered": forms.load("occupation")["words"]["not_covered"].get(left_out, ""),
        "choices_of_another_band": "; with ".join(others),
        "has_choices_of_another_band": bool(others),
    }


def _of_band(row: Mapping[str, Any], names: Mapping[str, Any], own: int) -> dict[str, Any]:
    """Return a row of the table of bands."""
    return {
        "band_name": row["band"],
        "band_place": str(row["place"]),
        "band_label": forms.load("occupation")["words"]["labels"][row["id"]],
        "band_rule": forms.load("occupation")["words"]["bands"][row["id"]],
        "band_tasks": names[f"band.{row['id']}.tasks"],
        "band_share": names[f"band.{row['id']}.share"],
        "own": " eg-own" if row["place"] == own else "",
    }


def _from_to(names: Mapping[str, Any], name: str) -> str:
    """Return both ends of an interval, or the one text that they have."""
    low, high = names[f"{name}_low"], names[f"{name}_high"]
    return str(low) if low.text == high.text else f"{low} to {high}"


def _of_us(row: Mapping[str, Any], names: Mapping[str, Any]) -> dict[str, Any]:
    figure = f"us.{row['onet_soc']}."
    employed = row["jobs"] is not None
    return {
        "us_title": row["title"],
        "onet_soc": row["onet_soc"],
        "parent": row["parent"],
        "pool": row["pool"] or "",
        "employment": names.get(f"{figure}employment", "none"),
        "unit_groups": names[f"{figure}unit_groups"],
        "is_inherited": employed and row["is_inherited"],
        "is_pooled": employed and row["pool"] is not None,
        "is_employed": employed,
    }


def _of_choices(words: Mapping[str, str], names: Mapping[str, Any], moving: set[str]) -> Iterator[dict[str, Any]]:
    """Yield the rows of the table of choices: those that can be made for the occupation."""
    for choice, in_words in words.items():
        item = {"choice": in_words, "band_then": names.get(f"band_{choice}", "same")}
        for name in ("percentile", "rank"):
            if choice in ("lower", "higher"):  # they move the bands alone
                item[f"{name}_then"] = "same"
            elif choice == "left_out" and choice in moving:
                low, high = (names[f"{name}_{choice}_{end}"] for end in ("low", "high"))
                item[f"{name}_then"] = str(low) if low.value == high.value else f"{low}–{high}"
            elif choice in moving:
                item[f"{name}_then"] = names[f"{name}_{choice}"]
        if "percentile_then" in item:
            yield item


def pages(site: Path, expected: Expected) -> Iterator[str]:
    """Yield the pages of all occupations."""
    return (row["page"] for row in expected.tables["titles"])


def read(site: Path, expected: Expected, page: str, count: Count) -> Iterator[Finding]:
    """Read one occupation's page."""
    isco08 = page.removeprefix("gradient/").split("-")[0]
    wanted = forms.expected("occupation", names_of(expected, isco08))
    return compare(trail.in_order(document.read(site, page)), wanted, count)


CHECKS = (Check("the occupations’ pages", pages, read),)
