"""No published number carries the noise of binary arithmetic: 0.24 is not written as 0.24000000000000002."""

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyarrow import parquet

from exposure_gradient.measures.rules import in_decimals
from exposure_gradient.paths import data_folder

LONG = re.compile(r"(?<![\w.])-?\d+\.\d{9,}(?:e-?\d+)?(?![\w.]|\.\d)")
ENDINGS = (".csv", ".json", ".md", ".html", ".ipynb", ".txt", ".xml", ".svg", ".js", ".gz")
SHOWS_DOUBLES = ("methodology/measures.html", "methodology/replication.html")
"""Chapters that show the doubles themselves, because the last bits decide something there."""


def is_noise(text: str) -> bool:
    """Whether a number is one of few digits but for the noise behind them: a third or a correlation is not."""
    digits, short = (
        number.lstrip("-0.").replace(".", "").partition("e")[0] for number in (text, f"{float(text):.12g}")
    )
    return (len(digits) >= 15 or "e-" in text) and len(short) <= 8


def as_published(site: Path) -> set[str]:
    """The long numbers that the publishers' own files hold: in the tables of `data/`, and in the models' words that pages quote."""
    texts = [path.read_text("utf-8") for path in data_folder().glob("*.csv")]
    records = json.loads((site / "data" / "occupations.json").read_text("utf-8"))
    for most in (record["most_exposed_task"] for record in records):
        texts += [most["justification"] or "", most["justification_gemini"] or ""]
    return {found for text in texts for found in LONG.findall(text)}


def long_numbers(site: Path) -> Iterator[tuple[str, str]]:
    """Every long number of every text file, and of every table in Parquet, with its file."""
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if name.startswith("_static/") or name in SHOWS_DOUBLES:
            continue
        if path.suffix in ENDINGS:
            content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            yield from ((name, found) for found in LONG.findall(content.decode("utf-8")))
        elif path.suffix == ".parquet":
            for column in parquet.read_table(path).columns:
                cells = {str(cell) for cell in column.unique().to_pylist()}
                yield from ((name, cell) for cell in cells if LONG.fullmatch(cell))


@pytest.mark.built
def test_no_number_of_any_file_carries_binary_noise(site: Path) -> None:
    kept, wrong, n = as_published(site), Counter(), 0
    for name, found in long_numbers(site):
        n += 1
        if found.lstrip("-") not in kept and is_noise(found):
            wrong[name, found] += 1
    shown = [f"{name}: {found} ({times})" for (name, found), times in wrong.most_common(15)]
    assert n > 1000, f"only {n} long numbers were read"
    assert not wrong, f"{len(wrong)} numbers carry noise:\n" + "\n".join(shown)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.24000000000000002", True),
        ("-0.07749999999999999", True),
        ("1e-17", True),
        ("0.18458333333333332", False),
        ("0.9153704870312775", False),
    ],
)
def test_noise_is_told_from_digits_that_mean_something(text: str, expected: bool) -> None:
    assert is_noise(text) is expected


def test_a_difference_is_given_in_decimals() -> None:
    assert [in_decimals(x) for x in (0.34 - 0.1, 0.165 - 0.3, 0.3 - 0.1 - 0.2)] == [0.24, -0.135, 0.0]
    assert str(in_decimals(-1e-17)) == "0.0"
