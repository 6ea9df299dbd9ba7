"""By what the marks of the explorer are sized: the employment of every occupation in each table, with an equal split."""

from collections.abc import Iterator
from pathlib import Path

from printed.expected import Expected
from printed.files.finder import script_data
from printed.findings import NOTHING, Count, Finding

EMPLOYMENT = "data/employment.js"
BEGIN, END = "window.exposureGradientEmployment = ", ";"
HALF = 0.5 + 1e-6
"""By how much a whole number of persons may differ from the exact one."""


def of_file(site: Path, expected: Expected, path: str, count: Count) -> Iterator[Finding]:
    """Yield where a table, an occupation or a number of persons is missing, too many or wrong."""
    count["files"] += 1
    printed = {(key, code): n for key, own in script_data(site / path, BEGIN, END).items() for code, n in own.items()}
    wanted = {(row["key"], row["isco08"]): row["persons"] for row in expected.tables["marked_by"]}
    count["values"] += len(wanted)
    for place in sorted(printed.keys() | wanted.keys()):
        shown, exact = printed.get(place), wanted.get(place)
        if shown is None or exact is None or abs(shown - exact) > HALF:
            told = (NOTHING if one is None else str(one) for one in (shown, exact))
            yield Finding(path, " ".join(place), "persons", *told)
