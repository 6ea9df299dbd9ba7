"""U.S. jobs by OEWS occupation, and the unit groups that they may be in."""

from collections.abc import Mapping, Sequence

import pandas as pd

from exposure_gradient.tables import Tables


def reach(tables: Tables) -> pd.DataFrame:
    """Return the unit groups that the crosswalk joins to each OEWS occupation, by way of any of its O*NET-SOC codes.

    One row a pair, columns ``oews_code`` and ``isco08``. Occupations that it joins to no scored unit group have no row.
    """
    codes = tables.us_occupations[["onet_soc", "oews_code"]].dropna()
    pairs = codes.merge(tables.crosswalk[["onet_soc", "isco08"]], on="onet_soc")
    return pairs[["oews_code", "isco08"]].drop_duplicates().sort_values(["oews_code", "isco08"], ignore_index=True)


def with_means(tables: Tables, means: Mapping[str, float]) -> pd.DataFrame:
    """Return the jobs of each OEWS occupation that is joined to a scored unit group, and the ends of the means there.

    Indexed by ``oews_code``; columns ``jobs`` (May 2024), ``lowest`` and ``highest``: the lowest and the highest mean of the unit groups
    that the jobs may be in.
    """
    pairs = reach(tables)
    ends = pairs["isco08"].map(means).groupby(pairs["oews_code"]).agg(["min", "max"])
    jobs = tables.us_occupations.dropna(subset="oews_code").drop_duplicates("oews_code").set_index("oews_code")
    return pd.DataFrame(
        {"jobs": jobs["employment"].astype("int64")[ends.index], "lowest": ends["min"], "highest": ends["max"]}
    )


def below(us_jobs: pd.DataFrame, means: Mapping[str, float]) -> dict[str, tuple[int, int, int]]:
    """Return of each mean how many jobs are surely, and how many perhaps, in unit groups with a lower one, and how many there are."""
    wanted = list(means.values())
    columns = [_jobs_below(us_jobs.sort_values(end), end, wanted) for end in ("highest", "lowest")]
    total = int(us_jobs["jobs"].sum())
    return {key: (surely, perhaps, total) for key, surely, perhaps in zip(means, *columns, strict=True)}


def _jobs_below(in_order: pd.DataFrame, end: str, means: Sequence[float]) -> list[int]:
    sums = [0, *in_order["jobs"].cumsum().tolist()]
    return [sums[place] for place in in_order[end].searchsorted(means)]
