"""The measures: every figure of the publication, from the tables alone."""

from exposure_gradient.measures.occupation import Neighbour, Occupation, Task, UsOccupation
from exposure_gradient.measures.occupations import Study, study
from exposure_gradient.measures.text import MINUS, ordinal, shown, shown_signed, slug

__all__ = [
    "MINUS",
    "Neighbour",
    "Occupation",
    "Study",
    "Task",
    "UsOccupation",
    "ordinal",
    "shown",
    "shown_signed",
    "slug",
    "study",
]
