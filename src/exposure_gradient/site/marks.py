"""By what the marks of the explorer can be sized: employment of each unit group in a table of employment, with an equal split."""

import json

from exposure_gradient.employment.countries import country_data
from exposure_gradient.employment.distribution import EmploymentByExposure, employment_by_exposure
from exposure_gradient.employment.united_states import UNITED_STATES, us_employment
from exposure_gradient.tables import load_countries


def _of_country(key: str) -> EmploymentByExposure:
    data = country_data(key)
    return employment_by_exposure(data.table, where=data.where, **data.whole_options)


def employment_script() -> str:
    """Return a script that holds whole persons (in the United States: jobs) by table and unit group."""
    results = {UNITED_STATES: us_employment(), **{key: _of_country(key) for key in load_countries().index}}
    said = {key: dict(own.unit_groups()["equal_split"].round().astype("int64").items()) for key, own in results.items()}
    return f"window.exposureGradientEmployment = {json.dumps(said, separators=(',', ':'))};\n"
