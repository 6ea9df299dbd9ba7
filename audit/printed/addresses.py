"""The short addresses of occupations, by code alone: each must lead to the page of that code, and name it."""

import posixpath
from collections.abc import Iterator
from pathlib import Path

from printed import document, forms
from printed.compare import compare
from printed.expected import Expected
from printed.findings import NOTHING, Check, Count, Finding

PLACES = ("gradient/{isco08}", "{isco08}/index")


def pages(site: Path, expected: Expected) -> Iterator[str]:
    """Yield the short addresses of every occupation."""
    return (place.format(**row) for row in expected.tables["titles"] for place in PLACES)


def read(site: Path, expected: Expected, page: str, count: Count) -> Iterator[Finding]:
    """Read one short address: its words, and where it leads by itself and by its link."""
    isco08 = next(part for part in page.split("/") if part.isdigit())
    [row] = expected.rows("titles", isco08=isco08)
    address = posixpath.relpath(f"{row['page']}.html", posixpath.dirname(page))
    doc = document.read(site, page)
    yield from compare(doc, forms.expected("short_address", {"title": row["title"], "address": address}), count)
    for what, path, wanted in (
        ("where it leads by itself", "//meta[@http-equiv='refresh']/@content", f"0; url={address}"),
        (
            "the address that it stands for",
            "//link[@rel='canonical']/@href",
            f"{expected.site['site']}{row['page']}.html",
        ),
    ):
        found = doc.root.xpath(path)
        if found != [wanted]:
            yield Finding(page, "the head of the page", what, ", ".join(found) or NOTHING, wanted)


CHECKS = (Check("short addresses", pages, read),)
