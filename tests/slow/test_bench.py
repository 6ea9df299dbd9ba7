"""The benchmark compares with jupyter-book as it comes: what our configuration adds must not keep that from building."""

import shutil
from pathlib import Path

import pytest

import bench
from exposure_gradient.paths import build_folder


@pytest.mark.built
def test_the_stock_book_of_the_benchmark_is_built(tmp_path: Path) -> None:
    """Of two pages as the book has them; a page that is missing ends the benchmark."""
    notebooks = sorted((build_folder() / "source" / "gradient").glob("*.ipynb"))[:2]
    assert len(notebooks) == 2
    measure = bench.Bench(tmp_path, quick=True, full=False, repeats=1, times=1, jobs=1)
    shutil.copytree(bench.ROOT / "data", measure.data)
    assert bench.stock_book(measure, notebooks, tmp_path / "stock-book").wall > 0
