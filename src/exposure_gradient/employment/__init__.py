"""From occupations to people: tables of employment by occupation, and microdata, with the exposure of what they count.

For a code that may stand for several unit groups every figure has sharp bounds. What cannot be placed is a share of its own.
"""

from exposure_gradient.employment.attach import attach
from exposure_gradient.employment.distribution import EmploymentByExposure, employment_by_exposure
from exposure_gradient.employment.reading import read_employment

__all__ = ["EmploymentByExposure", "attach", "employment_by_exposure", "read_employment"]
