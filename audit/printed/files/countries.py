"""What stands beside a country's page: its record, and its shares as a table."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import fastjsonschema

from printed.expected import Expected
from printed.files.comparing import differences
from printed.files.expected import COUNTRIES, of
from printed.files.tables import rows_of_csv
from printed.findings import Count, Finding

__all__ = ["COUNTRIES", "SCHEMA", "of_page", "pages"]

SCHEMA = "data/country.schema.json"
WHOLE = "Gradient 1–4"
HEADER = ("part", "bands", "lower", "equal_split", "upper")
DIGITS = 9
"""How many decimals of shares in per cent are compared: the order of a sum decides the last bits."""


def pages(site: Path, expected: Expected) -> Iterable[str]:
    """Return the pages of countries."""
    return of(expected).countries


def _rounded(value: Any) -> Any:
    """Return a value of JSON's types with its numbers rounded."""
    if isinstance(value, Mapping):
        return {name: _rounded(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_rounded(one) for one in value]
    return round(float(value), DIGITS) if isinstance(value, float | int) and not isinstance(value, bool) else value


def of_page(site: Path, expected: Expected, page: str, count: Count) -> Iterator[Finding]:
    """Yield what is wrong in the record and in the table beside a country's page."""
    wanted = of(expected).countries[page].record
    record = json.loads((site / f"{page}.json").read_bytes())
    count["files"] += 2
    yield from differences(f"{page}.json", _rounded(record), _rounded(wanted), count)
    try:
        fastjsonschema.compile(json.loads((site / SCHEMA).read_text("utf-8")))(record)
    except fastjsonschema.JsonSchemaException as error:
        yield Finding(
            f"{page}.json", error.name, "what the published schema says", error.message, "a record that fits it"
        )
    rows = [("", WHOLE, wanted["exposed"]), *(("", band, own) for band, own in wanted["bands"].items())]
    rows += [(part, WHOLE, own) for part, own in wanted["parts"].items()]
    header, printed = rows_of_csv((site / f"{page}.csv").read_bytes())
    yield from differences(f"{page}.csv", header, list(HEADER), count, "header")
    found = [[*row[:2], *map(float, row[2:])] for row in printed]
    listed = [[part, bands, *(own[name] for name in HEADER[2:])] for part, bands, own in rows]
    yield from differences(f"{page}.csv", _rounded(found), _rounded(listed), count, "rows")
