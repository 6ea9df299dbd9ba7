"""What a reader's own table is placed by in the browser: the groups of ISCO-08 with the scores, and the table to try."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from printed.expected import Expected
from printed.files.comparing import differences
from printed.files.expected import of
from printed.files.finder import script_data
from printed.findings import Count, Finding

UNIT_GROUPS = "data/unit_groups.js"
BEGIN, END = "window.exposureGradientUnits = ", ";"
EXAMPLE = "employment_gbr"
OPTIONS = {"unit": 1000.0, "where": {"year": "2018"}, "by": ["year"]}
"""How the example is read: in thousands, the figures of its last year, and the years beside each other."""


def of_file(site: Path, expected: Expected, path: str, count: Count) -> Iterator[Finding]:
    """Yield where codes, titles, means or bands differ from the audit's own, or the example from the table of its country."""
    count["files"] += 1
    printed = script_data(site / path, BEGIN, END)
    files = of(expected)
    titles = {row[0]: row[2] for row in files.tables["isco_groups"].rows}
    bands = [row["band"] for row in expected.tables["bands"]]
    wanted = {
        "bands": bands,
        "units": [
            [code, record["title"], record["mean_2025"]["value"], bands.index(record["band"])]
            for code, record in files.records.items()
        ],
        "groups": [[code, title] for code, title in sorted(titles.items()) if code not in files.records],
    }
    example = printed.pop("example", {})
    yield from differences(path, printed, wanted, count)
    table = files.tables[EXAMPLE]
    rows = [[str(row[table.columns.index(name)]) for name in ("year", "isco08", "employment")] for row in table.rows]
    [_, *shown] = csv.reader(io.StringIO(example.pop("text", "")))
    numbers = [[year, code, str(float(people))] for year, code, people in shown]
    yield from differences(path, numbers, rows, count, "example.text")
    yield from differences(path, example, {"name": "United Kingdom", "options": OPTIONS}, count, "example")
