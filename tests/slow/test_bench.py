"""What the benchmark builds: a book of jupyter-book as it comes, which our configuration must not keep from building, and larger tables."""

import shutil
from pathlib import Path

import pytest

import altered
import bench
from exposure_gradient.employment.codes import ALWAYS_TWO_READINGS
from exposure_gradient.paths import build_folder


@pytest.mark.built
def test_the_stock_book_of_the_benchmark_is_built(tmp_path: Path) -> None:
    """Of two pages as the book has them; a page that is missing ends the benchmark."""
    notebooks = sorted((build_folder() / "source" / "gradient").glob("*.ipynb"))[:2]
    assert len(notebooks) == 2
    measure = bench.Bench(tmp_path, quick=True, full=False, repeats=1, times=1, jobs=1)
    shutil.copytree(bench.ROOT / "data", measure.data)
    assert bench.stock_book(measure, notebooks, tmp_path / "stock-book").wall > 0


def test_no_code_of_a_copy_is_read_in_two_ways(tmp_path: Path) -> None:
    """A page that reads tables of employment would refuse the group that such a code begins with."""
    tables, codes = altered.multiplied(bench.ROOT / "data", tmp_path / "data", 10)
    assert {len(own) for own in codes.values()} == {10}
    assert not set(altered.read(tables, "isco_groups")["code"]) & ALWAYS_TWO_READINGS
