"""A second implementation of every figure of an occupation page.

It reads the publishers' files and nothing else: no module of the package, no table the package keeps. Its method
differs on purpose: plain loops and exact fractions instead of data frames and floating-point sums. Where the two
implementations agree, an error would have to have been made twice, in two ways.

Arithmetic. A score enters as the exact value of the double stored in the workbook (`exact_score`). Means and their
differences stay fractions until they are rounded, once, to ten-thousandths, halves away from zero. One task's change is
the difference of two stored doubles, in double arithmetic, never rounded: that is what the rule compares and shows. Its
value is the difference of the decimals that the two doubles print as, five of them at most.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pandas

SCORES_FILE = Path("ilo", "Final_Scores_ISCO08_Gmyrek_et_al_2025.xlsx")
BRIDGE_FILE = Path("ibs", "soc10_isco08.dta")
EDITIONS_FILE = Path("onet", "2010_to_2019_Crosswalk.xlsx")
SOC_2018_FILE = Path("onet", "2019_to_SOC_Crosswalk.xlsx")
OCCUPATIONS_FILE = Path("onet", "Occupation Data.xlsx")
EMPLOYMENT_FILE = Path("bls", "national_M2024_dl.xlsx")

MINUS = "\N{MINUS SIGN}"
BANDS = {
    "Not Exposed": "Not exposed",
    "Minimal Exposure": "Minimal",
    "Exposed: Gradient 1": "Gradient 1",
    "Exposed: Gradient 2": "Gradient 2",
    "Exposed: Gradient 3": "Gradient 3",
    "Exposed: Gradient 4": "Gradient 4",
}
TASK_THRESHOLD = Decimal("0.4")
UNEXPOSED_BANDS = ("Not exposed", "Minimal")
TITLE_REPAIRS = {
    "2522": ("Aministrators", "Administrators"),
    "3331": ("Aents", "Agents"),
    "3359": ("AssociatePprofessionals", "Associate Professionals"),
    "7223": ("  ", " "),
}


@dataclass(frozen=True)
class Task:
    """One kept row of the scores file; a score that is missing there is None here."""

    number: int
    score_2023: float | None
    gpt4o: float | None
    gemini: float | None
    score_2025: float


@dataclass(frozen=True)
class Occupation:
    """One unit group as published, its title corrected, its tasks in the order of the file."""

    code: str
    title: str
    major_group: str
    band: str
    tasks: tuple[Task, ...]


# --- Reading -------------------------------------------------------------------------------------------------------


def sheet_rows(path: Path, first_heading: str) -> Iterator[dict[str, Any]]:
    """Yield the first sheet's rows below its header, which is the row that begins with `first_heading`."""
    book = openpyxl.load_workbook(path, read_only=True)
    try:
        header: tuple[Any, ...] | None = None
        for values in book.worksheets[0].iter_rows(values_only=True):
            if header is not None:
                yield dict(zip(header, values, strict=True))
            elif values[0] == first_heading:
                header = values
    finally:
        book.close()
    if header is None:
        raise ValueError(f"{path.name}: no row begins with {first_heading!r}")


def is_missing(value: object) -> bool:
    """An empty cell, a NaN and the text `nan` are all missing values."""
    return value is None or str(value).strip().lower() in ("", "nan")


def optional_score(value: Any) -> float | None:
    """A score as a double, or None where it is missing."""
    return None if is_missing(value) else float(value)


def corrected_title(code: str, title: str) -> str:
    """Repair the four misspelt titles; fail when a repair no longer finds what it repairs."""
    if code not in TITLE_REPAIRS:
        return title
    wrong, right = TITLE_REPAIRS[code]
    if title.count(wrong) != 1:
        raise ValueError(f"{code}: the title {title!r} does not hold {wrong!r} once")
    return title.replace(wrong, right)


def read_task(row: dict[str, Any]) -> Task:
    """Take the scores of one row. The combined 2025 score is never missing."""
    return Task(
        number=int(row["taskID"]),
        score_2023=optional_score(row["score_2023"]),
        gpt4o=optional_score(row["predicted_score_2025_gpt4o"]),
        gemini=optional_score(row["predicted_score_2025_gemini"]),
        score_2025=float(row["score_2025"]),
    )


def read_occupations(sources: Path) -> dict[str, Occupation]:
    """Read the scores file. A row without a task statement is dropped; every other row is kept."""
    heads: dict[str, tuple[str, str, str]] = {}
    tasks: dict[str, list[Task]] = {}
    for row in sheet_rows(sources / SCORES_FILE, "label4d"):
        if is_missing(row["Task_ISCO"]):
            continue
        code = str(row["ISCO_08"])
        head = (corrected_title(code, row["Title"]), row["label1d"], BANDS[row["potential25"]])
        if heads.setdefault(code, head) != head:
            raise ValueError(f"{code}: the rows disagree on title, major group or band")
        tasks.setdefault(code, []).append(read_task(row))
    return {code: Occupation(code, *heads[code], tuple(tasks[code])) for code in sorted(tasks)}


# --- Arithmetic and wording of figures -----------------------------------------------------------------------------


def exact_score(score: float) -> Fraction:
    """The exact value of the stored double. The one place that decides which arithmetic the oracle uses."""
    return Fraction(score)


def exact_mean(scores: Sequence[float | None]) -> Fraction:
    """Arithmetic mean of the scores present; missing ones are skipped."""
    present = [exact_score(score) for score in scores if score is not None]
    return sum(present, Fraction(0)) / len(present)


def ten_thousandths(value: Fraction) -> int:
    """The value in whole ten-thousandths, halves away from zero."""
    size = (abs(value) * 20_000 + 1) // 2
    return -int(size) if value < 0 else int(size)


def four_decimals(value: Fraction) -> float:
    """The value rounded to 4 decimals, as a double; a negative that rounds to zero stays negative."""
    rounded = ten_thousandths(value) / 10_000
    return -abs(rounded) if value < 0 else rounded


def two_decimals(value: float) -> str:
    """The double at 2 decimals, halves of its binary value up."""
    return str(Decimal(value).quantize(Decimal("0.01"), ROUND_HALF_UP))


def plain_figure(value: float) -> dict[str, Any]:
    """A figure with its text at 2 decimals."""
    return {"value": value, "text": two_decimals(value)}


def signed_figure(exact: Fraction) -> dict[str, Any]:
    """A difference rounded to 4 decimals; its text always has a sign, which is that of the unrounded difference."""
    value = four_decimals(exact)
    return {"value": value, "text": (MINUS if exact < 0 else "+") + two_decimals(abs(value))}


def ordinal(n: int) -> str:
    """English ordinal: 1st, 2nd, 3rd, 4th, 11th, 12th, 13th, 21st, 111th."""
    if n // 10 % 10 == 1:
        return f"{n}th"
    return f"{n}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th') }"


def slug(title: str) -> str:
    """Lower case; every run of characters outside a-z and 0-9 becomes one hyphen; ends trimmed."""
    return "-".join(re.findall("[a-z0-9]+", title.lower()))


# --- Tasks of an occupation ----------------------------------------------------------------------------------------


def task_change(task: Task) -> float | None:
    """Signed difference 2025 minus 2023 of one task in plain doubles, not rounded, or None without a 2023 score."""
    if task.score_2023 is None:
        return None
    return task.score_2025 - task.score_2023


def decimals(score: float) -> Decimal:
    """The decimal that a stored score means: five places, the noise of its double dropped."""
    return Decimal(repr(score)).quantize(Decimal("0.00001"), ROUND_HALF_UP)


def decimal_change(task: Task) -> float | None:
    """Signed difference 2025 minus 2023 of the decimals, as the nearest double."""
    return None if task.score_2023 is None else float(decimals(task.score_2025) - decimals(task.score_2023))


def most_exposed_task(tasks: Sequence[Task]) -> dict[str, Any]:
    """Largest 2025 score; on a tie the first row. The text is that of the raw score."""
    best = tasks[0]
    for task in tasks[1:]:
        if task.score_2025 > best.score_2025:
            best = task
    return {"number": best.number, "score_2025": plain_figure(best.score_2025)}


def fastest_moving_task(tasks: Sequence[Task]) -> dict[str, Any]:
    """Largest signed change, of the differences of the stored doubles; on an exact tie the first row."""
    best: tuple[float, int] | None = None
    for task in tasks:
        change = task_change(task)
        if change is not None and (best is None or change > best[0]):
            best = (change, task.number)
    if best is None:
        raise ValueError("no task has a 2023 score")
    change, number = best
    [value] = [decimal_change(task) for task in tasks if task.number == number]
    text = (MINUS if change < 0 else "+") + two_decimals(abs(change))
    return {"number": number, "change": {"value": value, "text": text}}


def task_record(task: Task) -> dict[str, Any]:
    """The scores of one task, as stored."""
    return {
        "number": task.number,
        "score_2023": task.score_2023,
        "score_2025_gpt4o": task.gpt4o,
        "score_2025_gemini": task.gemini,
        "score_2025": task.score_2025,
    }


# --- Percentile and its range --------------------------------------------------------------------------------------


def percentile(code: str, own: int, means: dict[str, int]) -> int:
    """Share of all occupations whose rounded mean is strictly below `own`, in percent, plus one half, floored.

    `means` are in ten-thousandths. The occupation itself is in the denominator and never below itself.
    """
    below = 0
    for other, mean in means.items():
        if other != code and mean < own:
            below += 1
    return (200 * below + len(means)) // (2 * len(means))


def percentile_range(occupation: Occupation, means: Sequence[dict[str, int]]) -> dict[str, int]:
    """Lowest and highest percentile over the alternatives.

    They are: the published scores, each model alone (`means` in that order, the published first), and the published
    scores with one of the occupation's own tasks left out, the other occupations unchanged.
    """
    found = [percentile(occupation.code, table[occupation.code], table) for table in means]
    scores = [task.score_2025 for task in occupation.tasks]
    if len(scores) > 1:
        for left_out in range(len(scores)):
            mean = exact_mean(scores[:left_out] + scores[left_out + 1 :])
            found.append(percentile(occupation.code, ten_thousandths(mean), means[0]))
    return {"low": min(found), "high": max(found)}


def rounded_means(occupations: dict[str, Occupation], field: str) -> dict[str, int]:
    """Every occupation's mean of one score, in ten-thousandths."""
    return {
        code: ten_thousandths(exact_mean([getattr(task, field) for task in occupation.tasks]))
        for code, occupation in occupations.items()
    }


# --- U.S. occupations ----------------------------------------------------------------------------------------------


def read_bridge(sources: Path) -> dict[str, set[str]]:
    """ISCO-08 code to its SOC-2010 codes; ISCO-08 codes regain their leading zero."""
    table = pandas.read_stata(sources / BRIDGE_FILE)
    bridge: dict[str, set[str]] = {}
    for soc, isco in zip(table["soc10"].tolist(), table["isco08"].tolist(), strict=True):
        digits = f"{soc:06d}"
        bridge.setdefault(f"{isco:04d}", set()).add(f"{digits[:2]}-{digits[2:]}")
    return bridge


def read_editions(sources: Path) -> list[tuple[str, str]]:
    """Pairs of an O*NET-SOC 2010 code and an O*NET-SOC 2019 code."""
    rows = sheet_rows(sources / EDITIONS_FILE, "O*NET-SOC 2010 Code")
    return [(row["O*NET-SOC 2010 Code"], row["O*NET-SOC 2019 Code"]) for row in rows]


def read_titles(sources: Path) -> dict[str, str]:
    """O*NET-SOC 2019 code to title."""
    return {row["O*NET-SOC Code"]: row["Title"] for row in sheet_rows(sources / OCCUPATIONS_FILE, "O*NET-SOC Code")}


def read_detailed_employment(sources: Path) -> dict[str, int]:
    """OEWS code to employment, detailed rows only."""
    rows = sheet_rows(sources / EMPLOYMENT_FILE, "AREA")
    return {row["OCC_CODE"]: int(row["TOT_EMP"]) for row in rows if row["O_GROUP"] == "detailed"}


def pooled_codes(sources: Path, employment: dict[str, int]) -> dict[str, str]:
    """SOC-2018 code without an OEWS row of its own, to the OEWS code that pools it.

    Found from the files: a detailed OEWS code that is no SOC-2018 code pools the codes which share its first six
    characters and have no row of their own.
    """
    soc_2018 = {row["2018 SOC Code"] for row in sheet_rows(sources / SOC_2018_FILE, "O*NET-SOC 2019 Code")}
    pools = {code[:6]: code for code in employment if code not in soc_2018}
    return {code: pools[code[:6]] for code in soc_2018 if code not in employment and code[:6] in pools}


class Crosswalk:
    """The way from an ISCO-08 unit group to U.S. occupations and their employment."""

    def __init__(self, sources: Path) -> None:
        self.bridge = read_bridge(sources)
        self.editions = read_editions(sources)
        self.titles = read_titles(sources)
        self.employment = read_detailed_employment(sources)
        self.pooled = pooled_codes(sources, self.employment)

    def onet_codes(self, isco: str) -> set[str]:
        """SOC-2010 codes of the group, then every 2019 code whose 2010 code starts with one of them."""
        socs = self.bridge.get(isco, set())
        return {new for old, new in self.editions if old[:7] in socs}

    def record(self, onet: str) -> dict[str, Any]:
        """One U.S. occupation; employment is its SOC code's own total, else its pooled code's, else None."""
        soc = onet[:7]
        is_pooled = soc not in self.employment and soc in self.pooled
        employment = self.employment.get(self.pooled[soc] if is_pooled else soc)
        return {
            "onet_soc": onet,
            "title": self.titles[onet],
            "employment": employment,
            "is_inherited": employment is not None and not onet.endswith(".00"),
            "is_pooled": is_pooled,
        }

    def us_occupations(self, isco: str) -> list[dict[str, Any]]:
        """Largest employment first, none last, ties by O*NET-SOC code."""
        records = [self.record(onet) for onet in self.onet_codes(isco)]
        return sorted(records, key=lambda r: (r["employment"] is None, -(r["employment"] or 0), r["onet_soc"]))


# --- The page ------------------------------------------------------------------------------------------------------


def figures(occupation: Occupation) -> dict[str, Any]:
    """The figures that need this occupation's rows alone."""
    tasks = occupation.tasks
    mean_2025 = exact_mean([task.score_2025 for task in tasks])
    mean_2023 = exact_mean([task.score_2023 for task in tasks])
    group_code, group_title = occupation.major_group.split(" - ", 1)
    return {
        "isco08": occupation.code,
        "title": occupation.title,
        "slug": slug(occupation.title),
        "major_group": {"code": group_code, "title": group_title},
        "n_tasks": len(tasks),
        "mean_2025": plain_figure(four_decimals(mean_2025)),
        "mean_2023": plain_figure(four_decimals(mean_2023)),
        "change": signed_figure(mean_2025 - mean_2023),
        "share_exposed_pct": 0 if occupation.band in UNEXPOSED_BANDS else 100,
        "tasks_at_threshold": {
            "threshold": float(TASK_THRESHOLD),
            "n": sum(decimals(task.score_2025) >= TASK_THRESHOLD for task in tasks),
        },
        "band": occupation.band,
        "band_counts": {band: len(tasks) if band == occupation.band else 0 for band in BANDS.values()},
        "most_exposed_task": most_exposed_task(tasks),
        "fastest_moving_task": fastest_moving_task(tasks),
        "tasks": [task_record(task) for task in tasks],
    }


def compute(sources: Path) -> dict[str, dict[str, Any]]:
    """Every figure of every occupation page, by ISCO-08 code, from the folder that holds the publishers' files."""
    occupations = read_occupations(sources)
    crosswalk = Crosswalk(sources)
    means = [rounded_means(occupations, field) for field in ("score_2025", "gpt4o", "gemini")]
    pages: dict[str, dict[str, Any]] = {}
    for code, occupation in occupations.items():
        page = figures(occupation)
        page["percentile"] = percentile(code, means[0][code], means[0])
        page["percentile_range"] = percentile_range(occupation, means)
        page["us_occupations"] = crosswalk.us_occupations(code)
        pages[code] = page
    return pages
