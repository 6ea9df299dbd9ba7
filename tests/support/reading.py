"""A page read from its notebook's cells, without running the book: its markup, and its figures from the tables alone."""

import csv
import math
import statistics
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from test_ledger import CODES, Prose, prose_of

from exposure_gradient.paths import data_folder
from exposure_gradient.publication.claims import unclaimed_digits
from exposure_gradient.publication.html import Html


def read(shown: list[tuple[str, Html]]) -> Prose:
    return prose_of("<article>" + "".join(part.markup for _, part in shown) + "</article>")


def loose_numbers(reader: Prose, claims: dict[str, str]) -> list[str]:
    """Numbers in the text that are no claims, and in what is said of pictures that are no claim's."""
    loose = unclaimed_digits(CODES.sub(" ", " ".join(reader.text)))
    known = {text.strip("+−%") for text in claims.values()}
    for words in reader.spoken:
        loose += [n for n in unclaimed_digits(CODES.sub(" ", words)) if n.strip(".,") not in known]
    return loose


@dataclass(frozen=True)
class Row:
    """An occupation from the tables alone, by plain sums."""

    code: str
    title: str
    band: str
    group: str
    mean: float
    mean_2023: float
    change: float
    spread: float

    @property
    def is_exposed(self) -> bool:
        return self.band.startswith("Gradient")


def _table(name: str) -> Iterator[dict[str, str]]:
    with (data_folder() / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def rows() -> list[Row]:
    """Every occupation, the least exposed first, equals by code."""
    scores: dict[str, list[tuple[float, float | None]]] = defaultdict(list)
    for task in _table("task_scores"):
        if task["has_statement"] == "True":
            then = float(task["score_2023"]) if task["score_2023"] else None
            scores[task["isco08"]].append((float(task["score_2025"]), then))
    found = []
    for one in _table("occupations"):
        own = scores[one["isco08"]]
        now, then = [score for score, _ in own], [score for _, score in own if score is not None]
        means = [math.fsum(values) / len(values) for values in (now, then)]
        found.append(
            Row(
                one["isco08"],
                one["title"],
                one["band"],
                one["major_code"],
                *(round(value, 4) for value in means),
                round(means[0] - means[1], 4),
                round(max(now) - min(now), 4),
            )
        )
    return sorted(found, key=lambda row: (row.mean, row.code))


def group_mean(all_rows: list[Row], code: str) -> float:
    return round(statistics.fmean(row.mean for row in all_rows if row.group == code), 4)
