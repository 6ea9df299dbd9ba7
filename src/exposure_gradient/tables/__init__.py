"""The project's own tables in ``data/``: derived from the publishers' files, checked on load."""

from exposure_gradient.tables.benchmark import load_benchmark
from exposure_gradient.tables.check import check_all
from exposure_gradient.tables.load import (
    AuditTables,
    StudyTables,
    Tables,
    check_wording,
    load,
    load_audit,
    load_countries,
    load_coverage,
    load_dictionary,
    load_employment,
    load_everyday_titles,
    load_intervals,
    load_studies,
)
from exposure_gradient.tables.schemas import BANDS, CATEGORIES_2023, INTERVAL_LEVEL

__all__ = [
    "BANDS",
    "CATEGORIES_2023",
    "INTERVAL_LEVEL",
    "AuditTables",
    "StudyTables",
    "Tables",
    "check_all",
    "check_wording",
    "load",
    "load_audit",
    "load_benchmark",
    "load_countries",
    "load_coverage",
    "load_dictionary",
    "load_employment",
    "load_everyday_titles",
    "load_intervals",
    "load_studies",
]
