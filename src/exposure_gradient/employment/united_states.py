"""U.S. jobs by exposure: each OEWS occupation's jobs may be in any unit group that the crosswalk joins it to."""

from collections.abc import Sequence

import pandas as pd

from exposure_gradient.employment.distribution import EmploymentByExposure, employment_by_exposure
from exposure_gradient.measures import us_jobs
from exposure_gradient.tables import load

UNITED_STATES = "usa"
"""The key of this table beside those of the countries."""


def us_crosswalk() -> pd.DataFrame:
    """Return the crosswalk of OEWS occupations, columns ``code`` and ``isco08``; empty where it joins one to nothing."""
    tables = load()
    pairs = us_jobs.reach(tables).rename(columns={"oews_code": "code"})
    codes = tables.us_occupations["oews_code"].dropna().unique()
    beyond = sorted(set(codes) - set(pairs["code"]))
    return pd.concat([pairs, pd.DataFrame({"code": beyond, "isco08": ""})], ignore_index=True)


def us_employment(frame: pd.DataFrame | None = None, by: str | Sequence[str] = ()) -> EmploymentByExposure:
    """Return U.S. jobs by exposure: of a frame with ``oews_code`` and ``employment``, or of all occupations of OEWS, May 2024."""
    if frame is None:
        us = load().us_occupations.dropna(subset="oews_code").drop_duplicates("oews_code")
        frame = us[["oews_code", "employment"]].astype({"employment": "int64"})
    return employment_by_exposure(frame, code="oews_code", weight="employment", by=by, crosswalk=us_crosswalk())
