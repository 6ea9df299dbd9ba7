"""What the site tells machines of its tables: a Data Package, a Croissant description and an RO-Crate.

Each is held against the files themselves: names, sizes, hashes, columns and types are read from them.
"""

import functools
import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pyarrow import parquet

from printed.expected import Expected
from printed.files.comparing import differences
from printed.files.described import wrong_description
from printed.files.expected import of
from printed.files.tables import DICTIONARY, rows_of_csv
from printed.findings import Count, Finding

ROOT = Path(__file__).resolve().parents[3]
DESCRIPTIONS = ("data/datapackage.json", "data/croissant.json", "ro-crate-metadata.json")
PACKAGE, CROISSANT, CRATE = DESCRIPTIONS
NAME, LICENCE = "exposure-gradient", "https://creativecommons.org/licenses/by/4.0/"
ABOUT = (
    "How far generative AI overlaps with the tasks of {n} ISCO-08 unit groups: the mean exposure of their tasks, its change since 2023, "
    "percentile and band, each figure traced to its rule and its source rows."
)
NOTICE = (
    "This is an adaptation of a copyrighted work of the International Labour Organization (ILO). This adaptation has not been prepared, "
    "reviewed or endorsed by the ILO and should not be considered an official ILO adaptation. The ILO disclaims all responsibility for "
    "its content and accuracy. Responsibility rests solely with the author(s) of the adaptation."
)
"""What the ILO asks of an adaptation."""
KEYWORDS = ["generative AI", "occupations", "ISCO-08", "exposure", "O*NET"]
TYPES = {"string": "string", "int64": "integer", "double": "number", "bool": "boolean"}
CROISSANT_TYPES = {"string": "sc:Text", "integer": "sc:Integer", "number": "sc:Float", "boolean": "sc:Boolean"}
PARQUET = "application/vnd.apache.parquet"
CROISSANT_VERSION = "http://mlcommons.org/croissant/1.0"
CRATE_CONTEXT, CRATE_VERSION = "https://w3id.org/ro/crate/1.1/context", "https://w3id.org/ro/crate/1.1"
OTHER_FILES = {
    "data/occupations.json": "application/json",
    PACKAGE: "application/json",
    CROISSANT: "application/ld+json",
    "index.html": "text/html",
}
"""What the RO-Crate names beside the tables."""


def of_file(site: Path, expected: Expected, path: str, count: Count) -> Iterator[Finding]:
    """Yield what is wrong in a description of the site's tables."""
    files = of(expected)
    printed = json.loads((site / path).read_text("utf-8"))
    package = printed if path == PACKAGE else json.loads((site / PACKAGE).read_text("utf-8"))
    count["files"] += 1
    # What is said of a column is prose; it is the same in all descriptions, the dictionary's own among them.
    said = {
        (resource.get("name"), field.get("name")): field.get("description")
        for resource in package.get("resources", [])
        for field in resource.get("schema", {}).get("fields", [])
    }
    resources = [_resource(site, path, name, said) for path, name in _tables(site)]
    about = f"{ABOUT.format(n=len(files.records))} {NOTICE}"
    if path == PACKAGE:
        yield from differences(path, printed, _package(files.site, about, resources), count)
        yield from _prose(site, said)
    elif path == CROISSANT:
        yield from differences(path, printed.pop("@context", None), _context(), count, "@context")
        yield from differences(path, printed, _croissant(files.site, about, resources), count)
    else:
        yield from differences(path, _by_id(printed), _by_id(_crate(files.site, about, resources)), count)


def _tables(site: Path) -> list[tuple[str, str]]:
    """Return the tables that are described, by their paths in ``data/``, with their names: those in CSV come first."""
    described = list(dict.fromkeys(row[0] for row in rows_of_csv((site / DICTIONARY).read_bytes())[1]))
    named = [("occupations", "occupation-figures"), *((f"tables/{name}", name.replace("_", "-")) for name in described)]
    csv = [*((f"{path}.csv", name) for path, name in named), ("ledger.csv.gz", "ledger")]
    typed = [(f"{path}.parquet", f"{name}-parquet") for path, name in named]
    return [*csv, *typed, ("tasks.parquet", "tasks"), ("ledger.parquet", "ledger-parquet")]


@functools.lru_cache(maxsize=64)
def _bytes(path: Path) -> tuple[int, str]:
    content = path.read_bytes()
    return len(content), hashlib.sha256(content).hexdigest()


def _resource(site: Path, path: str, name: str, said: dict[tuple[str, str], str]) -> dict[str, Any]:
    """Return how the Data Package must describe a table: its columns and types are those of its Parquet file."""
    size, digest = _bytes(site / "data" / path)
    table = (site / "data" / path.removesuffix(".gz").removesuffix(".csv")).with_suffix(".parquet")
    fields = [
        {"name": f.name, "type": TYPES[str(f.type)], "description": said.get((name, f.name))}
        for f in parquet.read_schema(table)
    ]
    about: dict[str, Any] = {"name": name, "path": path, "bytes": size, "hash": f"sha256:{digest}"}
    if path.endswith(".parquet"):
        about |= {"profile": "data-resource", "type": "file", "format": "parquet", "mediatype": PARQUET}
        return about | {"schema": {"fields": fields}}
    for field in fields:
        field |= {"trueValues": ["True"], "falseValues": ["False"]} if field["type"] == "boolean" else {}
    about |= {"profile": "tabular-data-resource", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
    about |= {"compression": "gz"} if path.endswith(".gz") else {}
    return about | {"schema": {"fields": fields, "missingValues": [""]}}


@functools.lru_cache(maxsize=1)
def _registry() -> dict[str, dict[str, Any]]:
    return tomllib.loads((ROOT / "data" / "sources.toml").read_text("utf-8"))


def _package(edition: Mapping[str, str], about: str, resources: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "profile": "data-package",
        "name": NAME,
        "title": edition["book"],
        "description": about,
        "homepage": edition["site"],
        "version": edition["edition"],
        "created": f"{edition['edition_date']}T00:00:00Z",
        "licenses": [{"name": "CC-BY-4.0", "path": LICENCE, "title": "CC BY 4.0"}],
        "sources": [{"title": source["citation"], "path": source["landing"]} for source in _registry().values()],
        "contributors": [{"title": edition["authors"], "role": "author"}],
        "keywords": KEYWORDS,
        "resources": resources,
    }


def _context() -> dict[str, Any]:
    """Return the context that Croissant 1.0 prescribes."""
    own = (
        "citeAs column extract field fileProperty fileObject fileSet format includes isLiveDataset jsonPath key md5 parentField path "
        "recordSet references regex repeated replace separator source subField transform"
    )
    return {name: f"cr:{name}" for name in own.split()} | {
        "@language": "en",
        "@vocab": "https://schema.org/",
        "conformsTo": "dct:conformsTo",
        "cr": "http://mlcommons.org/croissant/",
        "rai": "http://mlcommons.org/croissant/RAI/",
        "data": {"@id": "cr:data", "@type": "@json"},
        "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
        "dct": "http://purl.org/dc/terms/",
        "examples": {"@id": "cr:examples", "@type": "@json"},
        "sc": "https://schema.org/",
    }


def _croissant(edition: Mapping[str, str], about: str, resources: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "@type": "sc:Dataset",
        "name": NAME,
        "conformsTo": CROISSANT_VERSION,
        "description": about,
        "citeAs": "{authors} ({edition_year}). {book}, edition {edition}.".format_map(edition),
        "license": LICENCE,
        "url": edition["site"],
        "version": f"{edition['edition']}.0",
        "datePublished": edition["edition_date"],
        "creator": {"@type": "sc:Organization", "name": edition["authors"]},
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": _file(one),
                "name": _file(one),
                "contentUrl": one["path"],
                "encodingFormat": "application/x-parquet" if one["format"] == "parquet" else "text/csv",
                "sha256": one["hash"].removeprefix("sha256:"),
            }
            for one in resources
            if "compression" not in one
        ],
        "recordSet": [_record_set(one) for one in resources if one["format"] == "parquet"],
    }


def _file(resource: dict[str, Any]) -> str:
    return f"{resource['name']}.{resource['format']}"


def _record_set(table: dict[str, Any]) -> dict[str, Any]:
    name = table["name"].removesuffix("-parquet")
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{name}/{field['name']}",
                "name": field["name"],
                "description": field["description"],
                "dataType": CROISSANT_TYPES[field["type"]],
                "source": {"fileObject": {"@id": _file(table)}, "extract": {"column": field["name"]}},
            }
            for field in table["schema"]["fields"]
        ],
    }


def _crate(edition: Mapping[str, str], about: str, resources: list[dict[str, Any]]) -> dict[str, Any]:
    files = [
        {
            "@id": f"data/{one['path']}",
            "@type": "File",
            "name": one["name"],
            "encodingFormat": one["mediatype"],
            "contentSize": str(one["bytes"]),
            "sha256": one["hash"].removeprefix("sha256:"),
        }
        for one in resources
    ]
    files += [
        {"@id": name, "@type": "File", "name": Path(name).name, "encodingFormat": kind}
        for name, kind in OTHER_FILES.items()
    ]
    sources = {
        source["landing"]: {
            "@id": source["landing"],
            "@type": "CreativeWork",
            "name": source["name"],
            "creditText": source["citation"],
        }
        for source in _registry().values()
    }
    own = {"@id": CRATE, "@type": "CreativeWork", "about": {"@id": "./"}, "conformsTo": {"@id": CRATE_VERSION}}
    whole = {
        "@id": "./",
        "@type": "Dataset",
        "name": edition["book"],
        "description": about,
        "datePublished": edition["edition_date"],
        "version": edition["edition"],
        "license": {"@id": LICENCE},
        "author": {"@id": "#authors"},
        "hasPart": [{"@id": file["@id"]} for file in files],
        "isBasedOn": [{"@id": address} for address in sources],
    }
    authors = {"@id": "#authors", "@type": "Organization", "name": edition["authors"]}
    licence = {"@id": LICENCE, "@type": "CreativeWork", "name": "CC BY 4.0"}
    return {"@context": CRATE_CONTEXT, "@graph": [own, whole, authors, licence, *files, *sources.values()]}


def _by_id(crate: dict[str, Any]) -> dict[str, Any]:
    """Return an RO-Crate with its entities by their identifiers, and how many there are."""
    entities = crate.get("@graph", [])
    return {name: value for name, value in crate.items() if name != "@graph"} | {
        "@graph": {entity.get("@id"): entity for entity in entities},
        "entities": len(entities),
    }


def _prose(site: Path, said: dict[tuple[str, str], str]) -> Iterator[Finding]:
    """Yield descriptions that are missing, that fit another column, or that are not those of the site's own dictionary."""
    for (table, column), text in said.items():
        yield from wrong_description(PACKAGE, f"{table}.{column}", column, text or "")
        if not text:
            yield Finding(PACKAGE, f"{table}.{column}", "its description", "nothing", "what the column means")
        plain = said.get((table.removesuffix("-parquet"), column), text)
        if plain != text:
            yield Finding(
                PACKAGE, f"{table}.{column}", "its description", str(text), f"as of the same table in CSV: {plain}"
            )
    header, rows = rows_of_csv((site / DICTIONARY).read_bytes())
    for row in rows:
        one = dict(zip(header, row, strict=True))
        text = said.get((one["table"].replace("_", "-"), one["column"]))
        if text != one["meaning"]:
            yield Finding(PACKAGE, f"{one['table']}.{one['column']}", "its description", str(text), one["meaning"])
