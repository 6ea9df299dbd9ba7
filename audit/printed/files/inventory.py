"""Which files the site has: every one of a kind that the audit knows, none missing, and each with the bytes that the manifest states."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from printed.expected import Expected
from printed.files import embeds
from printed.files.countries import COUNTRIES
from printed.files.countries import SCHEMA as COUNTRY_SCHEMA
from printed.files.descriptions import DESCRIPTIONS
from printed.files.expected import Files, of
from printed.files.finder import SCRIPTS
from printed.files.marks import EMPLOYMENT
from printed.files.pages import titles_of
from printed.files.records import SCHEMA, WHOLE
from printed.files.side_by_side import COMPARED
from printed.files.tables import DECLARED, DICTIONARY, LEDGER
from printed.files.tables import WHOLE as WHOLE_TABLES
from printed.files.unit_groups import UNIT_GROUPS
from printed.files.ways import WAYS
from printed.findings import NOTHING, Count, Finding

MANIFEST = "manifest.sha256"
LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)")
BESIDE = (".html", ".json", ".csv", ".md", ".ipynb", ".png")
"""What stands beside an occupation's page."""
BESIDE_COUNTRY = (".json", ".csv", ".ipynb", ".png")
"""What stands beside a country's page."""
UNDER_THE_CODE = ("{}/index.html", "gradient/{}.html", "gradient/{}.json")
"""What stands under an occupation's code alone."""
PICTURES = ("distribution", "ends", "groups", "moves")
"""What the newsroom offers, each as SVG and as PNG."""
OTHERS = (
    WHOLE,
    SCHEMA,
    COUNTRY_SCHEMA,
    COMPARED,
    *SCRIPTS,
    UNIT_GROUPS,
    EMPLOYMENT,
    *DESCRIPTIONS,
    *WAYS,
    MANIFEST,
    DICTIONARY,
)
OTHERS += (f"{LEDGER}.csv.gz", f"{LEDGER}.parquet", "data/occupations.csv", "search.html", "share.png")
STATIC = re.compile(r"_static/[\w./-]+\.(?:css|js|svg|png|txt|LICENSE\.txt)")
"""Styles, scripts and icons, which hold no figure."""


def wanted_files(expected: Files, titles: Mapping[str, str]) -> set[str]:
    """Return the files that a site must have, but for those of the frame."""
    found = {*OTHERS, *(f"{page}.html" for page in titles), *(f"{path}.parquet" for path in WHOLE_TABLES)}
    for code, page in expected.pages.items():
        found |= {f"{page}{ending}" for ending in BESIDE} | {path.format(code) for path in UNDER_THE_CODE}
    for page in titles:
        if page.startswith(COUNTRIES):
            found |= {f"{page}{ending}" for ending in BESIDE_COUNTRY}
    for name in (*expected.tables.keys() - set(WHOLE_TABLES.values()), *DECLARED):
        found |= {f"data/tables/{name}.csv", f"data/tables/{name}.parquet"}
    found |= {f"newsroom/{name}.{kind}" for name in PICTURES for kind in ("svg", "png")}
    return found


def of_file(site: Path, expected: Expected, path: str, count: Count) -> Iterator[Finding]:
    """Yield the files that are missing, that the audit does not know, or whose bytes are not those of the manifest."""
    there = {path.relative_to(site).as_posix(): path for path in sorted(site.rglob("*")) if not path.is_dir()}
    wanted = wanted_files(of(expected), titles_of(site, expected)) | embeds.files(site, expected)
    for name in sorted(wanted - there.keys()):
        yield Finding(name, "the site", "a file", NOTHING, "there")
    for name in sorted(there.keys() - wanted):
        if not STATIC.fullmatch(name):
            yield Finding(name, "the site", "a file that the audit does not know", "there", NOTHING)
    stated: dict[str, str] = {}
    for number, line in enumerate((site / MANIFEST).read_text("utf-8").splitlines(), start=1):
        parts = LINE.fullmatch(line)
        if parts is None or parts[2] in stated:
            yield Finding(MANIFEST, f"line {number}", "a file and its sha256", line, "each file once")
        else:
            stated[parts[2]] = parts[1]
    for name in sorted((stated.keys() ^ there.keys()) - {MANIFEST}):
        yield Finding(name, MANIFEST, "a file", *("there" if name in one else NOTHING for one in (there, stated)))
    for name in sorted(stated.keys() & there.keys()):
        count["hashes"] += 1
        digest = hashlib.sha256(there[name].read_bytes()).hexdigest()
        if digest != stated[name]:
            yield Finding(name, MANIFEST, "its sha256", digest, stated[name])
