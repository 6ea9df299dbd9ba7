"""The records: one JSON file beside each page, the same under the page's code, and all of them in one file."""

import functools
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import fastjsonschema

from printed.expected import Expected
from printed.files.comparing import differences
from printed.files.described import wrong_description
from printed.files.expected import code_of, of
from printed.findings import Count, Finding

SCHEMA = "data/record.schema.json"
WHOLE = "data/occupations.json"


def of_page(site: Path, expected: Expected, page: str, count: Count) -> Iterator[Finding]:
    """Yield what is wrong in the record beside a page, and in the one under its code."""
    path, code = f"{page}.json", code_of(page)
    content = (site / path).read_bytes()
    count["files"] += 2
    if (site / f"gradient/{code}.json").read_bytes() != content:
        yield Finding(f"gradient/{code}.json", "the whole file", "bytes", "others", f"those of {path}")
    record = json.loads(content, object_pairs_hook=_once)
    yield from differences(path, record, of(expected).records[code], count)
    try:
        _schema(site)(record)
    except fastjsonschema.JsonSchemaException as error:
        yield Finding(path, error.name, "what the published schema says", error.message, "a record that fits it")


def whole(site: Path, expected: Expected, path: str, count: Count) -> Iterator[Finding]:
    """Yield what is wrong in the file of all records, named by their codes, and in what its schema says of them."""
    count["files"] += 2
    wanted = of(expected).records
    printed = json.loads((site / path).read_text("utf-8"), object_pairs_hook=_once)
    codes = [record.get("isco08", f"number {place}") for place, record in enumerate(printed, start=1)]
    yield from differences(path, dict(zip(codes, printed, strict=True)), dict(wanted), count)
    yield from differences(path, codes, list(wanted), count, "the order of occupations")
    yield from _wrong_descriptions(json.loads((site / SCHEMA).read_text("utf-8")))


@functools.lru_cache(maxsize=2)
def _schema(site: Path) -> Callable[[dict[str, Any]], object]:
    return fastjsonschema.compile(json.loads((site / SCHEMA).read_text("utf-8")))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object whose keys stand once: of two equal ones a reader would see the last."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError(f"a key stands twice among {', '.join(key for key, _ in pairs)}")
    return dict(pairs)


def _wrong_descriptions(schema: dict[str, Any], place: str = "$") -> Iterator[Finding]:
    """Yield the descriptions of a schema that name another year, model or end than the key that they describe."""
    for key, value in schema.get("properties", {}).items():
        yield from wrong_description(SCHEMA, f"{place}.{key}", key, value.get("description", ""))
        yield from _wrong_descriptions(value, f"{place}.{key}")
        yield from _wrong_descriptions(value.get("items", {}), f"{place}.{key}[]")
    for key, value in schema.get("$defs", {}).items():
        yield from _wrong_descriptions(value, f"{place}.$defs.{key}")
