"""Everything in ``data/``, read once before a build begins."""

from collections.abc import Callable
from pathlib import Path

from exposure_gradient.errors import InputError
from exposure_gradient.paths import data_folder
from exposure_gradient.sources import load_corrections, load_edition, load_published, load_registry
from exposure_gradient.tables.benchmark import load_benchmark
from exposure_gradient.tables.load import (
    load,
    load_audit,
    load_countries,
    load_coverage,
    load_dictionary,
    load_employment,
    load_everyday_titles,
    load_intervals,
    load_pools,
    load_studies,
)


def check_all(folder: Path | None = None) -> None:
    """Read everything in ``data/`` that pages and descriptions are made from. Raises InputError at the first that cannot be used."""
    registry = load_registry(folder)
    load_edition(folder)
    path = (folder or data_folder()) / "corrections.csv"
    for line, correction in enumerate(load_corrections(folder), 2):
        if correction.source not in registry:
            raise InputError(
                f"{path} line {line}, column source: {correction.source!r} is no key of sources.toml. Correct the cell."
            )
    readers: list[Callable[[Path | None], object]] = [
        load_published, load, load_audit, load_studies, load_employment, load_countries, load_intervals, load_pools, load_coverage,
        load_everyday_titles, load_dictionary,
        load_benchmark,
    ]  # fmt: skip
    for read in readers:
        read(folder)
