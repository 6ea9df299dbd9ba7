"""Two hundred generated spoilt tables of employment: each is refused in one line that names the place, or shows in a named share."""

import math
import random
from typing import Any

import pytest

import exposure_gradient as eg
from spoilt_tables import WAYS, Spoilt, sound, spoilt_tables

NUMBER = 200
PARTS = ["placed", "unscored", "unplaced", "suppressed", "missing"]
SPOILT = list(spoilt_tables(NUMBER))


@pytest.mark.parametrize("spoilt", SPOILT, ids=[f"{seed} {spoilt.way}" for seed, spoilt in enumerate(SPOILT)])
def test_a_spoilt_table_is_refused_in_one_line_or_shows_in_a_share_of_its_own(spoilt: Spoilt) -> None:
    def result() -> Any:
        return eg.employment_by_exposure(spoilt.frame, code="isco", weight="jobs", **spoilt.options)

    if spoilt.refused:
        with pytest.raises(eg.InputError) as refused:
            result()
        said = str(refused.value)
        assert spoilt.refused in said and "\n" not in said and len(said) < 500, said
        assert refused.value.__cause__ is None
        return
    parts = result().coverage()
    for share, people in spoilt.share.items():
        assert parts[share] == people or (math.isnan(people) and math.isnan(parts[share])), f"{spoilt.way}: {share}"
    whole = math.fsum(value for value in parts[PARTS] if not math.isnan(value))
    assert whole == parts["total"], f"{spoilt.way}: the parts do not add up"
    stated = spoilt.frame.loc[spoilt.frame["isco"] == "TOTAL", "jobs"]
    assert stated.empty or parts["total"] == float(stated.iloc[0]), f"{spoilt.way}: somebody was lost"


def test_a_table_that_is_not_spoilt_is_taken_whole() -> None:
    for seed in range(20):
        frame = sound(random.Random(seed))
        parts = eg.employment_by_exposure(frame, code="isco", weight="jobs").coverage()
        stated = float(frame.loc[frame["isco"] == "TOTAL", "jobs"].iloc[0])
        assert parts["placed"] == parts["total"] == stated, f"seed {seed}"


def test_every_way_of_spoiling_is_tried() -> None:
    assert 3 * len(WAYS) <= NUMBER
