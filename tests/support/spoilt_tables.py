"""Tables of employment, made sound by chance and then spoilt in one way: each way says what has to become of it."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

import exposure_gradient as eg

UNIT_GROUPS = eg.occupations().index.tolist()
MINOR_GROUPS = sorted({code[:3] for code in UNIT_GROUPS})


@dataclass
class Spoilt:
    """A table with one thing wrong, and what has to be said of it: words of the refusal, or the share in which it shows."""

    way: str
    frame: pd.DataFrame
    refused: str = ""
    share: dict[str, float] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)


def sound(chance: random.Random) -> pd.DataFrame:
    """A table of minor groups, as texts, with its total; rows are named as a file’s lines."""
    codes = chance.sample([code for code in MINOR_GROUPS if not code.endswith("0")], chance.randint(8, 40))
    jobs = [chance.randint(20, 5000) for _ in codes]
    rows = [*zip(codes, map(str, jobs), strict=True), ("TOTAL", str(sum(jobs)))]
    chance.shuffle(rows)
    return pd.DataFrame(rows, columns=["isco", "jobs"], index=range(2, len(rows) + 2), dtype=object)


def any_row(frame: pd.DataFrame, chance: random.Random) -> int:
    """The label of a row that is not the total."""
    return chance.choice(frame.index[frame["isco"] != "TOTAL"].tolist())


def recoded(
    code: str, share: str = "", refused: str = "", **options: Any
) -> Callable[[pd.DataFrame, random.Random], Spoilt]:
    """One row gets another code: its people are in a share, or the table is refused and the row named."""

    def spoil(frame: pd.DataFrame, chance: random.Random) -> Spoilt:
        row = any_row(frame, chance)
        people = float(frame.loc[row, "jobs"])
        frame.loc[row, "isco"] = code
        words = refused and f"row {row}: the code '{code}' {refused}"
        return Spoilt(f"code {code!r}", frame, words, {share: people} if share else {}, options)

    return spoil


def reworded(
    text: str, share: str = "", refused: str = "", **options: Any
) -> Callable[[pd.DataFrame, random.Random], Spoilt]:
    """One row gets another text in place of its number."""

    def spoil(frame: pd.DataFrame, chance: random.Random) -> Spoilt:
        row = any_row(frame, chance)
        people = float(frame.loc[row, "jobs"])
        frame.loc[row, "jobs"] = text
        return Spoilt(
            f"number {text!r}",
            frame,
            refused and f"{row}: '{text}' {refused}",
            {share: people} if share else {},
            options,
        )

    return spoil


def doubled(frame: pd.DataFrame, chance: random.Random) -> Spoilt:
    """A row stands twice."""
    row = any_row(frame, chance)
    again = frame.loc[[row]].set_axis([len(frame) + 2])
    return Spoilt(
        "a row twice",
        pd.concat([frame, again]),
        f"rows {row}, {len(frame) + 2}: the code {frame.loc[row, 'isco']} has 2 rows",
    )


def two_surveys(frame: pd.DataFrame, chance: random.Random) -> Spoilt:
    """Two surveys stand in one table."""
    other = frame.copy().set_axis(range(len(frame) + 2, 2 * len(frame) + 2))
    both = pd.concat([frame.assign(survey="LFS"), other.assign(survey="HIES")])
    return Spoilt("two surveys", both, "which differ in survey ('LFS', 'HIES'). Choose one with where=")


def wrong_total(by: int) -> Callable[[pd.DataFrame, random.Random], Spoilt]:
    """The total is not the sum."""

    def spoil(frame: pd.DataFrame, chance: random.Random) -> Spoilt:
        total = frame["isco"] == "TOTAL"
        stated = int(frame.loc[total, "jobs"].iloc[0]) + by
        frame.loc[total, "jobs"] = str(stated)
        return Spoilt("a wrong total", frame, f"{'less' if by > 0 else 'more'} than the stated total of {stated:,}")

    return spoil


def row_left_out(frame: pd.DataFrame, chance: random.Random) -> Spoilt:
    """A row is missing, and the caller goes by the total."""
    row = any_row(frame, chance)
    return Spoilt(
        "a row left out", frame.drop(index=row), "", {"missing": float(frame.loc[row, "jobs"])}, {"total": "stated"}
    )


def subtotal(frame: pd.DataFrame, chance: random.Random) -> Spoilt:
    """A sub-major group stands beside its minor groups."""
    code = frame.loc[any_row(frame, chance), "isco"][:2]
    row = pd.DataFrame([[code, "9999"]], columns=list(frame), index=[len(frame) + 2])
    return Spoilt("a subtotal", pd.concat([frame, row]), f"the codes {code} and {code}", options={"digits": "mixed"})


def without_total(frame: pd.DataFrame, chance: random.Random) -> Spoilt:
    """A cell is suppressed and no total says how much it holds."""
    row = any_row(frame, chance)
    frame.loc[row, "jobs"] = ".."
    return Spoilt(
        "suppressed without a total",
        frame[frame["isco"] != "TOTAL"],
        "",
        {"suppressed": float("nan"), "n_suppressed": 1},
    )


def one_decimal_comma(frame: pd.DataFrame, chance: random.Random) -> Spoilt:
    """One number has a decimal comma, another a decimal point."""
    first, second = chance.sample(frame.index[frame["isco"] != "TOTAL"].tolist(), 2)
    frame.loc[first, "jobs"], frame.loc[second, "jobs"] = "12,5", "12.5"
    return Spoilt("two decimal marks", frame, "have different decimal marks. Use one throughout")


def open_thousands(frame: pd.DataFrame, chance: random.Random) -> Spoilt:
    """A mark may be that of decimals or of thousands."""
    row = any_row(frame, chance)
    frame.loc[row, "jobs"] = "1,234"
    return Spoilt("thousands or decimals", frame, f"row {row}: '1,234' has thousands or decimals behind its mark")


def renamed(frame: pd.DataFrame, chance: random.Random) -> Spoilt:
    """The column of codes has another name."""
    return Spoilt("a column renamed", frame.rename(columns={"isco": "beruf"}), "there is no column 'isco'")


def named_twice(frame: pd.DataFrame, chance: random.Random) -> Spoilt:
    """Two columns have one name."""
    return Spoilt("a column twice", pd.concat([frame, frame["jobs"]], axis=1), "there are 2 columns jobs")


def emptied(frame: pd.DataFrame, chance: random.Random) -> Spoilt:
    """No rows are left."""
    return Spoilt("no rows", frame.iloc[:0], "the table has no rows")


def old_classification(frame: pd.DataFrame, chance: random.Random) -> Spoilt:
    """The codes are of another version and say so."""
    frame["isco"] = ["TOTAL" if code == "TOTAL" else f"OC3_ISCO88_{code}" for code in frame["isco"]]
    return Spoilt("ISCO-88", frame, "is of ISCO-88, and the study of ISCO-08")


def total_of_a_dimension(frame: pd.DataFrame, chance: random.Random) -> Spoilt:
    """Both sexes together stand beside each, and rows are to be added up."""
    both = pd.concat([frame.assign(SEX=sex) for sex in ("SEX_T", "SEX_F")]).set_axis(range(2, 2 * len(frame) + 2))
    return Spoilt("a total beside its parts", both, "'SEX_T' stands beside 'SEX_F'", options={"repeated": "add"})


WAYS: tuple[Callable[[pd.DataFrame, random.Random], Spoilt], ...] = (
    *(recoded(mark, "unplaced") for mark in ("X", "9999", "", "NRP", "OC3_ISCO08_X")),
    *(recoded(code, "unscored") for code in ("0110", "OC3_ISCO08_011", "021")),
    *(recoded(code, "unplaced", unknown="unplaced") for code in ("2599", "cook", "25121")),
    *(recoded(code, refused="is no group of ISCO-08") for code in ("2599", "cook", "25.12", "-9", "2512; 2513", "=SUM(A1)", "nan%")),
    *(recoded(code, refused="is ") for code in ("110", "210", "310")),
    *(reworded(mark, "suppressed") for mark in ("x", ":", "..", "*", "", "c", ": u")),
    reworded("-", "suppressed", suppressed=["-"]),
    *(reworded(text, refused="is no number") for text in ("many", "5k", "12%", "-", "1.2.3", "#REF!", "1e9999x")),
    reworded("-7", refused="is negative"),
    doubled, two_surveys, wrong_total(500), wrong_total(-500), row_left_out, subtotal, without_total, one_decimal_comma, open_thousands,
    renamed, named_twice, emptied, old_classification, total_of_a_dimension,
)  # fmt: skip


def spoilt_tables(number: int) -> Iterator[Spoilt]:
    """Give so many tables, the ways in turn, every table another by chance; the seed is its number."""
    for seed in range(number):
        chance = random.Random(seed)
        yield WAYS[seed % len(WAYS)](sound(chance), chance)
