"""What ``make bench`` measured last (``data/benchmark.json``), checked."""

import json
from pathlib import Path
from typing import Any

from exposure_gradient.errors import InputError
from exposure_gradient.paths import data_folder
from exposure_gradient.sources.cells import text_of

BENCHMARK = {
    "date": str, "quick": bool, "occupations": int, "others_pct": (int, float), "machine": dict, "figures": list
}  # fmt: skip
MACHINE = {
    "cpu": str, "cores": int, "memory_gb": (int, float), "system": str, "python": str, "versions": dict, "jobs": int
}  # fmt: skip
MEASURED = {
    "key": str, "name": str, "unit": str, "note": str, "value": (int, float), "low": (int, float), "high": (int, float),
    "repeats": int, "at_least": bool,
}  # fmt: skip


def load_benchmark(folder: Path | None = None) -> dict[str, Any]:
    """Return what ``make bench`` measured last. Raises InputError that names the figure and the field."""
    path = (folder or data_folder()) / "benchmark.json"
    again = "Restore it from the repository, or measure again with: make bench."

    def refuse(word: str) -> None:
        raise InputError(f"{path}: {word}. {again}")

    def checked(place: str, value: Any, kinds: dict[str, Any]) -> None:
        if not isinstance(value, dict):
            refuse(f"{place} is no object")
        for name, kind in kinds.items():
            held = value.get(name)
            if not isinstance(held, kind) or (isinstance(held, bool) and kind is not bool):
                refuse(f"{place}, {name}: {held!r} is missing or of the wrong kind")

    try:
        result = json.loads(text_of(path, again), parse_constant=lambda name: refuse(f"{name} is no number"))
    except (ValueError, RecursionError) as error:
        refuse(f"it is no JSON: {error}")
    checked("the whole", result, BENCHMARK)
    checked("machine", result["machine"], MACHINE)
    for number, figure in enumerate(result["figures"], 1):
        checked(f"figure {number}", figure, MEASURED)
        if not 0 <= figure["low"] <= figure["value"] <= figure["high"]:
            refuse(f"figure {figure['key']}: {figure['value']} is not between its low and its high")
        if "target" not in figure or not isinstance(figure["target"], int | float | None):
            refuse(f"figure {figure['key']}, target: it is missing or no number")
        if figure.get("met", "") not in (True, False, None):
            refuse(f"figure {figure['key']}, met: it is missing or neither true nor false")
    return result
