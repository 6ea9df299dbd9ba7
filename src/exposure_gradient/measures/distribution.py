"""How many occupations there are along the scale."""

from collections.abc import Iterable

import numpy as np

STEP = 200
"""The width of a bin, in ten-thousandths of the scale."""


def counts(means: Iterable[float]) -> tuple[int, ...]:
    """Return how many means, of four decimals, each bin holds, from 0 upwards; a bin includes its lower end.

    Means are counted in ten-thousandths, so that no bin's edge depends on binary rounding.

    >>> counts([0.0, 0.0199, 0.02, 0.2175])[:2]
    (2, 1)
    """
    places = np.round(np.fromiter(means, float) * 10_000).astype(int) // STEP
    return tuple(np.bincount(places, minlength=10_000 // STEP).tolist())
