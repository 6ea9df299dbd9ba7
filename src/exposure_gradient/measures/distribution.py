"""How many occupations of each band there are along the scale."""

from collections.abc import Iterable

import numpy as np

from exposure_gradient.tables import BANDS

STEP = 200
"""The width of a bin, in ten-thousandths of the scale."""


def counts(means: Iterable[float], bands: Iterable[str]) -> tuple[tuple[int, ...], ...]:
    """Return how many means, of four decimals, each bin holds, from 0 upwards, for each band; a bin includes its lower end.

    Means are counted in ten-thousandths, so that no bin's edge depends on binary rounding.

    >>> [of_band[:2] for of_band in counts([0.0, 0.0199, 0.02], ["Not exposed", "Minimal", "Minimal"])[:2]]
    [(1, 0), (1, 1)]
    """
    places = np.round(np.fromiter(means, float) * 10_000).astype(int) // STEP
    of_band = np.array([BANDS.index(band) for band in bands], dtype=int)
    bins = 10_000 // STEP
    return tuple(tuple(np.bincount(places[of_band == at], minlength=bins).tolist()) for at in range(len(BANDS)))
