"""What the site tells machines: a map of its pages, a feed of editions, a guide for language models, and descriptions of its data.

Formats: sitemaps.org 0.9, Atom, llms.txt, Data Package 1.0 (frictionless), Croissant 1.0 (ML Commons), RO-Crate 1.1. Each is
made from the tables, the data dictionary and the edition; nothing in them is typed twice, and none carries the time of its
making.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from exposure_gradient.pages.notebook import escape_markdown
from exposure_gradient.pages.page import Page
from exposure_gradient.publication.citation import ILO_NOTICE
from exposure_gradient.publication.fields import OCCUPATION_FIELDS, TASK_FIELDS
from exposure_gradient.publication.phrases import EXPOSURE
from exposure_gradient.publication.trail import LEDGER_COLUMNS
from exposure_gradient.site.tables import TYPES, dictionary
from exposure_gradient.sources import Edition, load_edition, load_registry

LICENCE = {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/", "title": "CC BY 4.0"}
Fields = dict[str, tuple[str, str]]
"""The columns of a table: the type of each, as the Data Package names it, and its meaning."""

PARQUET = "application/vnd.apache.parquet"
PARQUET_SUFFIX = "-parquet"
"""What a table's name ends in where its Parquet file is meant, and the same table is there as CSV, too."""

CROISSANT_TYPES = {"string": "sc:Text", "integer": "sc:Integer", "number": "sc:Float", "boolean": "sc:Boolean"}


def _fields_of(site: Path) -> dict[str, tuple[str, Fields]]:
    """Return the CSV tables that the site offers, by their paths: the name of each, and the types and meanings of its columns."""
    tables = {"data/occupations.csv": ("occupation-figures", _described(OCCUPATION_FIELDS))}
    for name, columns in dictionary().items():
        if (site / "data" / "tables" / f"{name}.csv").is_file():
            fields = {row["column"]: (TYPES.get(row["type"], "string"), row["meaning"]) for row in columns}
            tables[f"data/tables/{name}.csv"] = (name.replace("_", "-"), fields)
    return tables


def _resources(site: Path) -> list[dict[str, Any]]:
    """Describe every table that the site offers: name, path, bytes, hash, fields."""
    tables = _fields_of(site)
    ledger = {name: ("string", meaning) for name, meaning in LEDGER_COLUMNS.items()}
    parquet = {
        path.replace(".csv", ".parquet"): (f"{name}{PARQUET_SUFFIX}", fields) for path, (name, fields) in tables.items()
    }
    parquet["data/tasks.parquet"] = ("tasks", _described(TASK_FIELDS))
    parquet["data/ledger.parquet"] = (f"ledger{PARQUET_SUFFIX}", ledger)
    tables["data/ledger.csv.gz"] = ("ledger", ledger)
    return [
        *(_csv_resource(site, path, name, fields) for path, (name, fields) in tables.items()),
        *(_parquet_resource(site, path, name, fields) for path, (name, fields) in parquet.items()),
    ]


def _described(fields: Mapping[str, tuple[str, str, str]]) -> Fields:
    """Return the types and meanings of columns."""
    return {name: (kind, meaning) for name, (kind, meaning, _) in fields.items()}


def _file(site: Path, path: str, name: str, **kind: str) -> dict[str, Any]:
    """Describe a file of the site: name, path, bytes, hash, and what kind of file it is."""
    content = (site / path).read_bytes()
    return {
        "name": name,
        "path": path.removeprefix("data/"),
        **kind,
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }


def _csv_resource(site: Path, path: str, name: str, fields: Fields) -> dict[str, Any]:
    """Describe a table in CSV."""
    kind = {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
    resource = _file(site, path, name, profile="tabular-data-resource", **kind)
    resource["schema"] = {
        "fields": [
            {"name": column, "type": kind, "description": meaning}
            | ({"trueValues": ["True"], "falseValues": ["False"]} if kind == "boolean" else {})
            for column, (kind, meaning) in fields.items()
        ],
        "missingValues": [""],
    }
    return resource | ({"compression": "gz"} if path.endswith(".gz") else {})


def _parquet_resource(site: Path, path: str, name: str, fields: Fields) -> dict[str, Any]:
    """Describe a table in Parquet: a file to the Data Package, whose tables are text, though its columns are named all the same."""
    resource = _file(site, path, name, profile="data-resource", type="file", format="parquet", mediatype=PARQUET)
    described = [{"name": column, "type": kind, "description": meaning} for column, (kind, meaning) in fields.items()]
    return resource | {"schema": {"fields": described}}


def _sources() -> list[dict[str, str]]:
    return [{"title": source.citation, "path": source.landing} for source in load_registry().values()]


def description_of(pages: Iterable[Page]) -> str:
    """Say in one sentence what the publication is; of a reader's own scores first that they are."""
    n = sum("isco08" in page.parameters for page in pages)
    notice = load_edition().notice
    return (f"{notice} " if notice else "") + (
        f"How far generative AI overlaps with the tasks of {n} ISCO-08 unit groups: the mean exposure of their tasks, its change "
        "since 2023, percentile and band, each figure traced to its rule and its source rows."
    )


def data_package(edition: Edition, description: str, resources: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the Data Package that describes the site's tables."""
    return {
        "profile": "data-package",
        "name": "exposure-gradient",
        "title": edition.title,
        "description": f"{description} {ILO_NOTICE}",
        "homepage": edition.site,
        "version": edition.id,
        "created": f"{edition.date}T00:00:00Z",
        "licenses": [LICENCE],
        "sources": _sources(),
        "contributors": [{"title": edition.authors, "role": "author"}],
        "keywords": ["generative AI", "occupations", "ISCO-08", "exposure", "O*NET"],
        "resources": resources,
    }


CROISSANT_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""The context that the Croissant 1.0 specification prescribes."""


CROISSANT_FORMATS = {PARQUET: "application/x-parquet"}
"""The names that Croissant's own reader knows a format by, where they differ."""


def _file_of(resource: dict[str, Any]) -> str:
    """Name a resource's file in Croissant, apart from the records in it."""
    return f"{resource['name']}.{resource['format']}"


def _version(edition: Edition) -> str:
    """Return the edition as a version of three numbers, which Croissant asks for; what follows a plus sign stays behind it."""
    number, plus, own = edition.id.partition("+")
    return f"{number}.0{plus}{own}"


def croissant(edition: Edition, description: str, resources: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the Croissant description of the same tables.

    Records are read from Parquet, which has the type of each column. Croissant's reader leaves the types of a CSV table to pandas,
    which takes codes for numbers: 01 becomes 1, and a column with an empty cell floats. CSV tables are named as files alone.
    """
    tables = [resource for resource in resources if resource["mediatype"] == PARQUET]
    return {
        "@context": CROISSANT_CONTEXT,
        "@type": "sc:Dataset",
        "name": "exposure-gradient",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "description": f"{description} {ILO_NOTICE}",
        "citeAs": f"{edition.authors} ({edition.date[:4]}). {edition.title}, edition {edition.id}.",
        "license": LICENCE["path"],
        "url": edition.site,
        "version": _version(edition),
        "datePublished": edition.date,
        "creator": {"@type": "sc:Organization", "name": edition.authors},
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": _file_of(resource),
                "name": _file_of(resource),
                "contentUrl": resource["path"],
                "encodingFormat": CROISSANT_FORMATS.get(resource["mediatype"], resource["mediatype"]),
                "sha256": resource["hash"].removeprefix("sha256:"),
            }
            for resource in resources
            if "compression" not in resource
        ],
        "recordSet": [_records_of(table, table["name"].removesuffix(PARQUET_SUFFIX)) for table in tables],
    }


def _records_of(table: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the records of a table as Croissant describes them."""
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
                "source": {"fileObject": {"@id": _file_of(table)}, "extract": {"column": field["name"]}},
            }
            for field in table["schema"]["fields"]
        ],
    }


def research_object(edition: Edition, description: str, resources: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the RO-Crate that describes the release: its data, its pages' contents, its sources."""
    files = [
        {
            "@id": f"data/{resource['path']}",
            "@type": "File",
            "name": resource["name"],
            "encodingFormat": resource["mediatype"],
            "contentSize": str(resource["bytes"]),
            "sha256": resource["hash"].removeprefix("sha256:"),
        }
        for resource in resources
    ]
    for name, kind in [
        ("data/occupations.json", "application/json"),
        ("data/datapackage.json", "application/json"),
        ("data/croissant.json", "application/ld+json"),
        ("index.html", "text/html"),
    ]:
        files.append({"@id": name, "@type": "File", "name": Path(name).name, "encodingFormat": kind})
    sources = [
        {"@id": source.landing, "@type": "CreativeWork", "name": source.name, "creditText": source.citation}
        for source in load_registry().values()
    ]
    return {
        "@context": "https://w3id.org/ro/crate/1.1/context",
        "@graph": [
            {
                "@id": "ro-crate-metadata.json",
                "@type": "CreativeWork",
                "about": {"@id": "./"},
                "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
            },
            {
                "@id": "./",
                "@type": "Dataset",
                "name": edition.title,
                "description": f"{description} {ILO_NOTICE}",
                "datePublished": edition.date,
                "version": edition.id,
                "license": {"@id": LICENCE["path"]},
                "author": {"@id": "#authors"},
                "hasPart": [{"@id": file["@id"]} for file in files],
                "isBasedOn": [{"@id": address} for address in dict.fromkeys(source["@id"] for source in sources)],
            },
            {"@id": "#authors", "@type": "Organization", "name": edition.authors},
            {"@id": LICENCE["path"], "@type": "CreativeWork", "name": LICENCE["title"]},
            *files,
            *{source["@id"]: source for source in sources}.values(),
        ],
    }


def site_map(edition: Edition, pages: Iterable[Page]) -> str:
    """Return the map of the site's pages, dated as the edition is."""
    rows = [
        f"<url><loc>{escape(f'{edition.site}{page.name}.html')}</loc><lastmod>{edition.date}</lastmod></url>"
        for page in pages
    ]
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return head + "\n".join(rows) + "\n</urlset>\n"


def feed(edition: Edition) -> str:
    """Return a feed of editions (Atom, RFC 4287), by which a reader hears of the next one."""
    site, title, name = escape(edition.site), escape(edition.title), escape(edition.id)
    when = f"{edition.date}T00:00:00Z"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f'<title>{title}: editions</title><id>{site}feed.xml</id><link rel="self" href="{site}feed.xml"/><link href="{site}"/>'
        f"<updated>{when}</updated><author><name>{escape(edition.authors)}</name></author>"
        f'<entry><title>Edition {name}</title><id>{site}#edition-{name}</id><link href="{site}"/><updated>{when}</updated>'
        f"<summary>{title}, edition {name} of {edition.date}.</summary></entry></feed>\n"
    )


def guide(edition: Edition, pages: Iterable[Page]) -> str:
    """Return ``llms.txt``: what the publication is, how to read its figures, and where each page's Markdown stands."""
    pages = list(pages)
    lines = [
        f"# {escape_markdown(edition.title)}",
        "",
        f"> {description_of(pages)} Edition {edition.id} of {edition.date}.",
        "",
        f"{EXPOSURE} A band belongs to an occupation, not to a task. Cite the edition, and the ILO study.",
        "",
        ILO_NOTICE,
        "",
        "## Data",
        "",
        f"- [All occupations]({edition.site}data/occupations.csv): one row an occupation",
        f"- [All tasks]({edition.site}data/tasks.parquet): one row a task, with its scores, as Parquet",
        f"- [The ledger]({edition.site}data/ledger.csv.gz): every figure of every page, with its rule and source rows",
        f"- [Data package]({edition.site}data/datapackage.json): every table and column described",
        "",
        "## Method",
        "",
    ]
    lines += [
        f"- [{escape_markdown(page.heading())}]({edition.site}{page.name}.html)"
        for page in pages
        if page.name.startswith("methodology/")
    ]
    lines += ["", "## Occupations", ""]
    lines += [
        f"- [{escape_markdown(page.heading())}]({edition.site}{page.name}.md): ISCO-08 {page.parameters['isco08']}"
        for page in pages
        if "isco08" in page.parameters
    ]
    return "\n".join([*lines, ""])


def write_descriptions(site: Path, pages: Iterable[Page]) -> None:
    """Write all of these into a release whose data are there."""
    edition, pages = load_edition(), list(pages)
    resources = _resources(site)

    def write(name: str, value: dict[str, Any]) -> None:
        (site / name).write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", "utf-8")

    description = description_of(pages)
    write("data/datapackage.json", data_package(edition, description, resources))
    write("data/croissant.json", croissant(edition, description, resources))
    write("ro-crate-metadata.json", research_object(edition, description, resources))
    (site / "sitemap.xml").write_text(site_map(edition, pages), "utf-8")
    (site / "feed.xml").write_text(feed(edition), "utf-8")
    (site / "robots.txt").write_text(f"User-agent: *\nAllow: /\nSitemap: {edition.site}sitemap.xml\n", "utf-8")
    (site / "llms.txt").write_text(guide(edition, pages), "utf-8")
