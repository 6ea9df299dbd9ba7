"""Where the site leads a reader: the map of its pages, the guide for language models, the page for a missing page."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lxml import html

from printed.expected import Expected
from printed.files.comparing import differences
from printed.files.descriptions import ABOUT, NOTICE
from printed.files.expected import Files, of
from printed.files.pages import titles_of
from printed.files.twins import Block, blocks, parser
from printed.findings import Count, Finding

WAYS = ("sitemap.xml", "robots.txt", "llms.txt", "404.html", "feed.xml")
SITEMAP, ROBOTS, GUIDE, MISSING, FEED = WAYS
ATOM = "{http://www.w3.org/2005/Atom}"
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
CAUTION = (
    "Exposure is potential, not actual, automation: the overlap of what tasks consist of with what generative AI can do. "
    "It does not measure AI use, actual automation or job losses. "
    "A band belongs to an occupation, not to a task. Cite the edition, and the ILO study."
)
DATA = {
    "data/occupations.csv": "All occupations: one row an occupation",
    "data/tasks.parquet": "All tasks: one row a task, with its scores, as Parquet",
    "data/ledger.csv.gz": "The ledger: every figure of every page, with its rule and source rows",
    "data/datapackage.json": "Data package: every table and column described",
}
"""The files that the guide names first, and what it says of them."""


def of_file(site: Path, expected: Expected, path: str, count: Count) -> Iterator[Finding]:
    """Yield what is wrong in one of the files that lead a reader through the site."""
    files, titles = of(expected), titles_of(site, expected)
    count["files"] += 1
    match path:
        case "robots.txt":
            wanted = f"User-agent: *\nAllow: /\nSitemap: {files.site['site']}{SITEMAP}\n"
            yield from differences(path, (site / path).read_text("utf-8"), wanted, count)
        case "sitemap.xml":
            yield from _site_map(site, files, titles, count)
        case "llms.txt":
            yield from _guide(site, files, titles, count)
        case "404.html":
            yield from _missing(site, files, count)
        case "feed.xml":
            yield from _feed(site, files, count)


def _feed(site: Path, expected: Files, count: Count) -> Iterator[Finding]:
    """Yield where the feed of editions says something else than that there is this edition."""
    edition, root = expected.site, ET.fromstring((site / FEED).read_bytes())
    when = f"{edition['edition_date']}T00:00:00Z"

    def said(element: ET.Element, names: tuple[str, ...]) -> dict[str, Any]:
        return {name: element.findtext(f"{ATOM}{name}") for name in names}

    entries = root.findall(f"{ATOM}entry")
    printed: list[Any] = [said(root, ("title", "id", "updated")), root.findtext(f"{ATOM}author/{ATOM}name")]
    printed += [said(entry, ("title", "id", "updated", "summary")) for entry in entries]
    printed += [link.get("href") for link in root.iter(f"{ATOM}link")]
    name, home = edition["edition"], edition["site"]
    wanted = [
        {"title": f"{edition['book']}: editions", "id": f"{home}feed.xml", "updated": when},
        edition["authors"],
        {
            "title": f"Edition {name}",
            "id": f"{home}#edition-{name}",
            "updated": when,
            "summary": f"{edition['book']}, edition {name} of {edition['edition_date']}.",
        },
        f"{home}feed.xml",
        home,
        home,
    ]
    yield from differences(FEED, printed, wanted, count)


def _site_map(site: Path, expected: Files, titles: Mapping[str, str], count: Count) -> Iterator[Finding]:
    """Yield the pages that the site map lacks, names twice, dates otherwise, or that are none."""
    entries = ET.fromstring((site / SITEMAP).read_bytes()).findall(f"{NAMESPACE}url")
    printed: dict[str, Any] = {
        entry.findtext(f"{NAMESPACE}loc", ""): entry.findtext(f"{NAMESPACE}lastmod") for entry in entries
    }
    wanted = {f"{expected.site['site']}{page}.html": expected.site["edition_date"] for page in titles}
    yield from differences(SITEMAP, printed, wanted, count)
    if len(printed) < len(entries):
        yield Finding(SITEMAP, "$", "a page", "more than once", "once")


def _guide(site: Path, expected: Files, titles: Mapping[str, str], count: Count) -> Iterator[Finding]:
    """Yield where the guide for language models says or links something else, read by a Markdown parser."""
    edition = expected.site
    tokens = parser().parse((site / GUIDE).read_text("utf-8"))
    links = [
        [child.attrs.get("href"), token.content.partition("](")[2].partition(")")[2]]
        for token in tokens
        for child in token.children or []
        if child.type == "link_open"
    ]
    method = sorted(page for page in titles if page.startswith("methodology/"))
    listed: list[tuple[str, str]] = [(f"{edition['site']}{path}", said) for path, said in DATA.items()]
    listed += [(f"{edition['site']}{page}.html", titles[page]) for page in method]
    listed += [
        (f"{edition['site']}{page}.md", f"{expected.records[code]['title']}: ISCO-08 {code}")
        for code, page in expected.pages.items()
    ]
    yield from differences(GUIDE, [address for address, _ in links], [address for address, _ in listed], count, "links")
    about = f"{ABOUT.format(n=len(expected.records))} Edition {edition['edition']} of {edition['edition_date']}."
    n_data, n_method = len(DATA), len(DATA) + len(method)
    said = [text for _, text in listed]
    wanted: list[Block] = [("h1", edition["book"]), *(("p", text) for text in (about, CAUTION, NOTICE)), ("h2", "Data")]
    wanted += [
        *(("p", text) for text in said[:n_data]),
        ("h2", "Method"),
        *(("p", text) for text in said[n_data:n_method]),
    ]
    wanted += [("h2", "Occupations"), *(("p", text) for text in said[n_method:])]
    printed = [[kind, text.replace("<link_open>", "").replace("<link_close>", "")] for kind, text in blocks(tokens)]
    yield from differences(GUIDE, printed, [list(block) for block in wanted], count, "text")


def _missing(site: Path, expected: Files, count: Count) -> Iterator[Finding]:
    """Yield where the page that stands in for a missing one leads nowhere, whatever the address at which it is shown."""
    root = html.document_fromstring((site / MISSING).read_bytes())
    top = "/" + expected.site["site"].partition("://")[2].partition("/")[2]
    for element in root.iter():
        for name in ("href", "src", "action"):
            address = element.get(name) if isinstance(element.tag, str) else None
            if address is None or address.startswith("#"):
                continue
            count["values"] += 1
            path = address.partition("?")[0].partition("#")[0].removeprefix(top)
            if not address.startswith(top) or not (site / (path or "index.html")).is_file():
                yield Finding(MISSING, name, "an address", address, f"one of a file of the site, from {top} on")
    printed = {
        "robots": [meta.get("content") for meta in root.head.iter("meta") if meta.get("name") == "robots"],
        "title": " ".join((root.findtext("head/title") or "").split()),
        "heading": [heading.text_content() for heading in root.iter("h1")],
        "links": {link.text_content(): link.get("href") for link in root.xpath("//article//a")},
        "fields": [field.get("id") for field in root.xpath("//article//input")],
        "searches with": [form.get("action") for form in root.xpath("//article//form")],
    }
    wanted = {
        "robots": ["noindex"],
        "title": f"Page not found — {expected.site['book']}",
        "heading": ["Page not found"],
        "links": {"Start page": f"{top}index.html", "All occupations": f"{top}gradient.html"},
        "fields": ["eg-find", "eg-search"],
        "searches with": [f"{top}search.html"],
    }
    yield from differences(MISSING, printed, wanted, count)
