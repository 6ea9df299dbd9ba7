"""What pictures must show: the audit's own values, as pictures need them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from printed.expected import Expected

Score = float | None


@dataclass(frozen=True)
class Task:
    """A task: its number, its statement, and its scores on 0–1 by the name that a picture gives their series."""

    number: int
    statement: str
    scores: dict[str, Score]


@dataclass(frozen=True, eq=False)
class Occupation:
    """An occupation: its names, its figures as the pages round them, its tasks, its percentiles under other choices,
    the mean and the standard deviation that the ILO publishes, and the interval of its mean over tasks."""

    isco08: str
    page: str
    title: str
    mean: float
    mean_2023: float
    change: float
    band: str
    percentile: int
    narrow: tuple[int, int]
    wide: tuple[int, int]
    group: str
    n_at_threshold: int
    tasks: tuple[Task, ...]
    others: frozenset[int]
    published: tuple[float, float]
    interval: tuple[float, float]

    @property
    def name(self) -> str:
        """Its code and its title."""
        return f"{self.isco08} {self.title}"

    @property
    def width(self) -> int:
        """How many points lie between its lowest and its highest percentile."""
        return self.wide[1] - self.wide[0]

    @property
    def spread(self) -> float:
        """How far the highest and the lowest combined score of its tasks lie apart."""
        scores = [task.scores["2025, combined"] for task in self.tasks]
        return round(max(scores) - min(scores), 4)


@dataclass(frozen=True)
class Group:
    """A major group: its code, page and title, its mean, and its occupations in the order of their means."""

    code: str
    page: str
    title: str
    mean: float
    occupations: tuple[Occupation, ...]


@dataclass(frozen=True)
class Country:
    """A country's page: its name and year, and (least, equal split, most) of each line of its picture, in per cent and as texts."""

    name: str
    year: str
    shares: dict[str, tuple[float, float, float]]
    texts: dict[str, tuple[str, str, str]]


@dataclass
class Values:
    """Everything: bands from the least exposed, occupations in the order of their means (equals by code), major groups by code,
    other studies' scores by study and unit group, the score from which tasks are counted as text, the
    parabola of change on level (its three coefficients and the level they count from), the ranges of ranks under all combinations of choices, and the name, edition and date of the book.
    """

    bands: tuple[str, ...]
    occupations: tuple[Occupation, ...]
    groups: tuple[Group, ...]
    compared: dict[str, dict[str, float]]
    threshold: str
    parabola: tuple[float, float, float, float]
    grid: tuple[dict[str, float], ...]
    countries: dict[str, Country]
    book: str
    edition: str
    date: str
    by_page: dict[str, Occupation] = field(init=False)

    def __post_init__(self) -> None:
        """Find occupations by their pages."""
        self.by_page = {o.page: o for o in self.occupations}

    def ends(self, key: str, n: int, highest: bool) -> list[Occupation]:
        """Return the n occupations with the highest or lowest figure of a name, and those that equal the last; equals by code."""
        sign = -1 if highest else 1
        ordered = sorted(self.occupations, key=lambda o: (sign * getattr(o, key), o.isco08))
        last = getattr(ordered[n - 1], key)
        return [o for place, o in enumerate(ordered) if place < n or getattr(o, key) == last]


def two(value: float) -> str:
    """Return two decimals of a double that is not negative, exact halves up."""
    return str(Decimal(value).quantize(Decimal("0.01"), ROUND_HALF_UP))


def signed(value: float) -> str:
    """Return two decimals with a sign."""
    return ("−" if value < 0 else "+") + two(abs(value))


def per_cent(share: float) -> str:
    """Return a share of 1 in whole per cent."""
    return f"{Decimal(100 * share).quantize(Decimal(1), ROUND_HALF_UP)}%"


def ordinal(number: int) -> str:
    """Return a whole number as an ordinal."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def listed(words: Sequence[str], last: str = " and ") -> str:
    """Return words as a list in a sentence."""
    return last.join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def is_cut_of(shown: str, whole: str) -> bool:
    """Say whether words are the whole, or its beginning with an ellipsis; "n.e.c." stands for its long form."""
    for said in (whole, whole.replace("Not Elsewhere Classified", "n.e.c.")):
        if shown == said or (shown.endswith("…") and len(shown) > 8 and said.startswith(shown[:-1])):
            return True
    return False


_KNOWN: dict[int, tuple[Expected, Values]] = {}


def values_of(expected: Expected) -> Values:
    """Return what pictures must show; made once from the same expected values."""
    if id(expected) not in _KNOWN:
        _KNOWN.clear()
        _KNOWN[id(expected)] = (expected, _made(expected))
    return _KNOWN[id(expected)][1]


def _occupations(expected: Expected) -> list[Occupation]:
    """Return the occupations in the order of their means."""
    statements = {(row["isco08"], row["task"]): row["statement"] for row in expected.tables["wording"]}
    titles = {row["isco08"]: row["title"] for row in expected.tables["titles"]}
    tasks = expected.grouped("tasks", "isco08")
    choices = expected.grouped("choices", "isco08")
    occupations = []
    for row in sorted(expected.tables["occupations"], key=lambda row: row["place"]):
        code = row["isco08"]
        own = [
            Task(
                task["task"],
                statements[code, task["task"]],
                {
                    "2023": task["score_2023"],
                    "GPT-4o": task["gpt4o"],
                    "Gemini": task["gemini"],
                    "2025, combined": task["score_2025"],
                },
            )
            for task in sorted(tasks[code], key=lambda task: task["source_row"])
        ]
        others = {choice[f"percentile_{end}"] for choice in choices[code] for end in ("low", "high")}
        occupations.append(
            Occupation(
                code,
                row["page"],
                titles[code],
                row["mean_2025"],
                row["mean_2023"],
                row["change"],
                row["band"],
                row["percentile"],
                (row["percentile_low"], row["percentile_high"]),
                (row["percentile_any_low"], row["percentile_any_high"]),
                row["major_code"],
                row["n_at_threshold"],
                tuple(own),
                frozenset(others),
                (row["ilo_mean"], row["ilo_sd"]),
                tuple(expected.claims[row["page"]][f"interval.tasks.mean_{end}"].value for end in ("low", "high")),
            )
        )
    return occupations


TOGETHER = "Gradient 1–4"
"""What the line of all exposed bands is called."""


def _country(expected: Expected, row: Mapping[str, Any]) -> Country:
    claims, key = expected.claims[row["page"]], row["country"]
    lines = {TOGETHER: "exposed"} | {band["band"]: f"band.{band['id']}" for band in expected.tables["bands"]}
    own = {
        line: [claims[f"{key}.{name}.{which}"] for which in ("lower", "equal_split", "upper")]
        for line, name in lines.items()
    }
    return Country(
        row["name"],
        str(row["year"]),
        {line: tuple(claim.value for claim in found) for line, found in own.items()},
        {line: tuple(claim.text for claim in found) for line, found in own.items()},
    )


def _made(expected: Expected) -> Values:
    occupations = _occupations(expected)
    groups, of_groups = [], {row["major_code"]: row["title"] for row in expected.tables["group_titles"]}
    for row in sorted(expected.tables["groups"], key=lambda row: row["major_code"]):
        members = tuple(o for o in occupations if o.group == row["major_code"])
        groups.append(Group(row["major_code"], row["page"], of_groups[row["major_code"]], row["mean"], members))
    bands = tuple(row["band"] for row in sorted(expected.tables["bands"], key=lambda row: row["place"]))
    site = expected.site
    compared = {
        study: {row["isco08"]: row["score"] for row in rows}
        for study, rows in expected.grouped("compared", "study").items()
    }
    threshold = expected.claims[occupations[0].page]["task_threshold"].text
    return Values(
        bands,
        tuple(occupations),
        tuple(groups),
        compared,
        threshold,
        tuple(expected.tables["level_fit"][0][name] for name in ("a", "b", "c", "centre")),
        tuple(expected.tables["grid_ranges"]),
        {row["page"]: _country(expected, row) for row in expected.tables["country_pages"]},
        site["book"],
        site["edition"],
        site["edition_date"],
    )
