"""Which pages the book has, and what each is called."""

import functools
from collections.abc import Mapping
from pathlib import Path

from lxml import etree

from printed.expected import Expected
from printed.files.expected import of

FRAME = ("404", "search")
"""Pages of the frame, which are about nothing."""


@functools.lru_cache(maxsize=2)
def titles_of(site: Path, expected: Expected) -> Mapping[str, str]:
    """Return the titles of all pages by their addresses without ending: the audit's own, and of a chapter its heading."""
    files = of(expected)
    found = {page: files.records[code]["title"] for code, page in files.pages.items()}
    found |= {page: f"{group['code']} - {group['title']}" for page, group in files.groups.items()}
    found |= {row["page"]: row["name"] for row in expected.tables["country_pages"]}
    for path in sorted([*site.glob("*.html"), *site.glob("methodology/*.html")]):
        name = path.relative_to(site).with_suffix("").as_posix()
        if name not in FRAME:
            heading = etree.parse(path, etree.HTMLParser(encoding="utf-8")).getroot().find(".//h1")
            found[name] = "" if heading is None else words_of(heading)
    return found


def words_of(heading: etree._Element) -> str:
    """Return a heading without the mark that links to it."""
    return "".join(text for text in heading.itertext() if text != "#").strip()


def occupations(site: Path, expected: Expected) -> list[str]:
    """Return the pages of occupations."""
    return list(of(expected).pages.values())


def everything(site: Path, expected: Expected) -> list[str]:
    """Return all pages of the book."""
    return list(titles_of(site, expected))
