"""The intervals a second time: from the audit's own tasks, an occupation and a pair at a time, by other functions.

What a resample is, is part of the publication: tasks are drawn by PCG64 with the seed and the code, errors with the seed alone. The
same draws are made here, so that figures can be compared as they stand. Ranks come from scipy's ``rankdata``, Student's and Welch's
probabilities from scipy's special functions, and Holm's steps are taken here.
"""

import math
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from scipy import special
from scipy.stats import rankdata

SEED, DRAWS = 2026, 10_000
LOW, HIGH = 249, 9749
"""The places of the 250th and the 9,750th of the ordered draws."""
WHOLE = 100_000
HALF = 0.05 / 2
NORMAL = -special.ndtri(HALF)


def _places(m: np.ndarray, s: np.ndarray) -> np.ndarray:
    """Return the places of the fitted rule's bands, from whole hundredths; the first that holds."""
    rules = [(m >= 60) & (m - s >= 50), m >= 50, (m + s >= 50) & (m >= 40), m + s >= 50, m + s >= 40]
    return np.select(rules, [5, 4, 3, 2, 1], 0)


def _hundredths(values: np.ndarray) -> np.ndarray:
    return (np.rint(values * WHOLE).astype(int) + 500) // 1000


def _on_scale(value: float) -> float:
    return round(float(min(max(value, 0), 1)), 4)


def _ends(drawn: np.ndarray) -> tuple[int, int]:
    ordered = np.sort(drawn)
    return int(ordered[LOW]), int(ordered[HIGH])


def _drawn(code: str, scores: list[int]) -> tuple[np.ndarray, tuple[int, int]]:
    """Return the means of an occupation's resamples, and the ends of their bands."""
    n, total = len(scores), sum(scores)
    stretch = math.sqrt(n / (n - 1))
    uniform = np.random.Generator(np.random.PCG64([SEED, int(code)])).random((DRAWS, n))
    tasks = np.array(scores)[np.floor(uniform * n).astype(int)]
    sums, squares = tasks.sum(axis=1), np.square(tasks).sum(axis=1)
    means = (total + stretch * (sums - total)) / (n * WHOLE)
    deviations = stretch * np.sqrt((n * squares - sums * sums) / (n * (n - 1))) / WHOLE
    return means, _ends(_places(_hundredths(means), _hundredths(deviations)))


def _components(occupations: list[dict[str, Any]]) -> dict[int, tuple[int, float, float, float]]:
    """Return for each band how many occupations it has, and the shift and the variances of the models' differences."""
    found = {}
    for place in range(6):
        own = [o["gaps"] for o in occupations if o["place"] == place]
        means = [math.fsum(gaps) / len(gaps) for gaps in own]
        squares = math.fsum((d - m) ** 2 for gaps, m in zip(own, means, strict=True) for d in gaps)
        within = squares / sum(len(gaps) - 1 for gaps in own)
        explained = within * math.fsum(1 / len(gaps) for gaps in own) / len(own)
        between = max(math.fsum(m * m for m in means) / len(own) - explained, 0)
        found[place] = (len(own), math.fsum(means) / len(own), within, between)
    return found


def _told_apart(p: np.ndarray) -> np.ndarray:
    """Return which pairs Holm's method tells apart: from the smallest probability on, until the first that is too large."""
    apart = np.zeros(len(p), bool)
    for step, pair in enumerate(np.argsort(p, kind="stable")):
        if p[pair] > 0.05 / (len(p) - step):
            break
        apart[pair] = True
    return apart


def _probabilities(o: list[dict[str, Any]], model: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return all pairs, the first by the second, and how probable so large a difference of their means is."""
    a, b = np.triu_indices(len(o), 1)
    m, v = np.array([one["mean"] for one in o]), np.array([one[model] for one in o]) ** 2
    size = np.abs(m[a] - m[b]) / np.sqrt(v[a] + v[b])
    if model == "raters":
        return a, b, 2 * special.ndtr(-size)
    rest = np.array([len(one["scores"]) - 1 for one in o])
    freedom = (v[a] + v[b]) ** 2 / (v[a] ** 2 / rest[a] + v[b] ** 2 / rest[b])
    return a, b, 2 * special.stdtr(freedom, -size)


def _occupations(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    rows = connection.execute(
        """
        SELECT isco08, any_value(o.band_place), any_value(o.mean_2025),
            list(hundred_thousandths(score_2025) ORDER BY task),
            list(gpt4o - gemini ORDER BY task) FILTER (gpt4o IS NOT NULL AND gemini IS NOT NULL)
        FROM tasks JOIN occupations AS o USING (isco08) GROUP BY isco08 ORDER BY isco08
        """
    ).fetchall()
    found = []
    for code, place, mean, scores, gaps in rows:
        n, centre = len(scores), sum(scores) / len(scores)
        sd = math.sqrt(math.fsum((x - centre) ** 2 for x in scores) / (n - 1)) / WHOLE
        one = {"code": code, "place": place, "mean": mean, "scores": scores, "gaps": gaps, "sd": sd}
        found.append(one | {"tasks": sd / math.sqrt(n)})
    return found


def load(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables ``chance`` (a row an occupation and model), ``chance_pairs`` (a row a model) and ``components`` (a row a band)."""
    o = _occupations(connection)
    components = _components(o)
    for one in o:
        _, _, within, between = components[one["place"]]
        one["raters"] = math.sqrt(between + within / len(one["scores"])) / 2
    centres = np.array([one["mean"] for one in o])
    by_task = [_drawn(one["code"], one["scores"]) for one in o]
    noise = np.random.Generator(np.random.PCG64(SEED)).standard_normal((DRAWS, len(o)))
    drawn = {
        "tasks": np.array([means for means, _ in by_task]).T,
        "raters": centres + np.array([one["raters"] for one in o]) * noise,
    }
    rows: list[dict[str, Any]] = []
    pairs: list[dict[str, Any]] = []
    for model, values in drawn.items():
        a, b, p = _probabilities(o, model)
        apart = _told_apart(p)
        pairs.append({"model": model, "n": len(p), "alone": int((p < 0.05).sum()), "together": int(apart.sum())})
        beaten = np.zeros((len(o), 2), int)  # how many are shown to be above, and below
        for first, second in zip(a[apart], b[apart], strict=True):
            upper, lower = (first, second) if centres[first] > centres[second] else (second, first)
            beaten[lower, 0] += 1
            beaten[upper, 1] += 1
        rounded = values.round(9)
        ranks, below = rankdata(-rounded, "min", axis=1).astype(int), rankdata(rounded, "min", axis=1).astype(int) - 1
        errors = np.array([one[model] for one in o])
        for k, one in enumerate(o):
            bands = by_task[k][1] if model == "tasks" else None
            rows.append(_row(one, model, values[:, k], ranks[:, k], below[:, k], bands, beaten[k], len(o)))
            apart_by = (centres - one["mean"]) / np.sqrt(errors**2 + errors[k] ** 2)
            rows[-1]["expected_rank"] = 1 + math.fsum(special.ndtr(apart_by)) - 0.5
    listed = [
        dict(zip(("place", "n", "shift", "within", "between"), (k, *of), strict=True)) for k, of in components.items()
    ]
    for name, of in (("chance", rows), ("chance_pairs", pairs), ("components", listed)):
        connection.register("made", pa.Table.from_pylist(of))
        connection.execute(f"CREATE TABLE {name} AS FROM made")
        connection.unregister("made")


def _row(one, model, values, ranks, below, bands, beaten, n) -> dict[str, Any]:
    error, count = one[model], len(one["scores"])
    reach = error * (special.stdtrit(count - 1, 1 - HALF) if model == "tasks" else NORMAL)
    low, high = (one["mean"] + sign * reach for sign in (-1, 1))
    if bands is None:
        bands = map(int, _places(_hundredths(np.maximum([low, high], 0)), _hundredths(np.array(one["sd"]))))
    percentiles = [(200 * end + n) // (2 * n) for end in _ends(below)]
    (rank_low, rank_high), (above, under), (band_low, band_high) = _ends(ranks), beaten, bands
    return {
        "isco08": one["code"], "model": model, "mean_low": _on_scale(low), "mean_high": _on_scale(high),
        "percentile_low": percentiles[0], "percentile_high": percentiles[1], "rank_low": rank_low, "rank_high": rank_high,
        "band_low": band_low, "band_high": band_high, "all_rank_low": int(1 + above), "all_rank_high": int(n - under),
        "error": float(error), "se": round(float(error), 6), "se_drawn": round(float(np.std(values)), 6),
        "rank_mean": float(np.mean(ranks)), "sd": one["sd"],
    }  # fmt: skip
