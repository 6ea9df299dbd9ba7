"""The pages of pictures and tables for frames in other sites: the same as on the page that they are of, which other checks read.

Each names that page, the edition, whose scores they are and the ILO's notice; beside it lies its description for oEmbed.
"""

import copy
import json
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree, html

from printed import document
from printed.expected import Expected
from printed.files.comparing import differences
from printed.files.descriptions import NOTICE
from printed.files.expected import of
from printed.files.pages import titles_of
from printed.findings import NOTHING, Count, Finding
from printed.text import one_blank

FOLDER = "embed/"
CREDIT = "Scores: Gmyrek et al. (2025), ILO Working Paper 140."
Named = dict[str, etree._Element]
NAMES = re.compile(rb'<figure\b[^>]*? id="([^"]+)"|<div id="([^"]+)"[^>]*><table class="[^"]*eg-task-table')
"""The names of such parts, as they stand in a page: to list the files of all pages none has to be parsed."""


def is_embedded(path: str) -> bool:
    """Say whether a file is one of these."""
    return path.startswith(FOLDER)


def parts_of(root: etree._Element) -> Named:
    """Return what a page has that gets a page of its own: its pictures, and the table of an occupation's tasks."""
    parts = [
        *root.iterfind(".//article//figure"),
        *root.xpath(".//article//div[table[contains(@class, 'eg-task-table')]]"),
    ]
    return {part.get("id", ""): part for part in parts}


def pages(site: Path, expected: Expected) -> list[str]:
    """Return the pages that have such parts."""
    found = (f"{page}.html" for page in titles_of(site, expected))
    return [name.removesuffix(".html") for name in found if _has_figures(site / name)]


def _has_figures(path: Path) -> bool:
    return path.is_file() and b"<figure" in path.read_bytes()  # other checks tell of one that is missing


def files(site: Path, expected: Expected) -> set[str]:
    """Return the files that a site must have of them."""
    return {
        f"{FOLDER}{page}/{(figure or table).decode()}.{kind}"
        for page in pages(site, expected)
        for figure, table in NAMES.findall((site / f"{page}.html").read_bytes())
        for kind in ("html", "json")
    }


def of_page(site: Path, expected: Expected, page: str, count: Count) -> Iterator[Finding]:
    """Yield where the pages made of a page's parts differ from it."""
    edition, title = of(expected).site, titles_of(site, expected)[page]
    for name, part in parts_of(document.read(site, page).root).items():
        path = f"{FOLDER}{page}/{name}.html"
        root = html.document_fromstring((site / path).read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
        count["files"] += 2
        main = root.find("body/main")
        printed, wanted = _plain(main[0], path), _plain(part, f"{page}.html")
        if printed != wanted:
            yield Finding(path, "the part", "its elements", _parting(printed, wanted), _parting(wanted, printed))
        said = one_blank("".join(main[1].itertext()))
        must = f"{title}, {edition['book']}, edition {edition['edition']}. {CREDIT} {NOTICE}"
        leads = main[1].find("a").get("href")
        whole = posixpath.normpath(posixpath.join(posixpath.dirname(path), leads))
        if said != must or whole != f"{page}.html#{name}" or len(main) != 2:
            yield Finding(path, "what stands below", "the words", f"{said} ({whole})", f"{must} ({page}.html#{name})")
        kept, own = root.xpath("//link[@rel='canonical']/@href"), f"{edition['site']}{page}.html#{name}"
        if kept != [own]:
            yield Finding(path, "the head of the page", "its address", ", ".join(kept), own)
        if root.xpath("//script | //iframe | //@onload | //@onclick") or not root.xpath("//meta[@http-equiv]"):
            yield Finding(path, "the page", "what it may do", "a script, or no policy", NOTHING)
        called, named = root.findtext("head/title"), f"{title}: {_words(part)}"
        if called != named:
            yield Finding(path, "the head of the page", "its title", called or NOTHING, named)
        yield from _described(site, path, called, edition, count)


def _words(part: etree._Element) -> str:
    """Return a part's caption without its legend and the links to its files."""
    caption = copy.deepcopy(part.find(".//figcaption" if part.tag == "figure" else ".//caption"))
    for one in caption.xpath(".//span[@class='eg-key' or @class='eg-take']"):
        one.getparent().remove(one)
    return one_blank("".join(caption.itertext())).strip()


def _plain(part: etree._Element, path: str) -> bytes:
    """Return a part's elements as bytes, each link as the place on the site that it leads to."""
    part = copy.deepcopy(part)
    part.tail = None
    for link in part.iter("a"):
        target = link.get("href", "")
        if "://" not in target:
            at = path + target if target.startswith("#") else posixpath.join(posixpath.dirname(path), target)
            target = posixpath.normpath(at)
        link.attrib.clear()
        link.set("href", target)
    return etree.tostring(part)


def _parting(one: bytes, other: bytes) -> str:
    at = next((k for k, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return one[max(0, at - 60) : at + 60].decode("utf-8", "replace")


def _described(site: Path, path: str, title: str, edition: dict[str, str], count: Count) -> Iterator[Finding]:
    """Yield what is wrong in the description of a page for oEmbed."""
    place = path.removesuffix(".html")
    described = json.loads((site / f"{place}.json").read_text("utf-8"))
    frame = html.fragment_fromstring(described.pop("html"))
    width, height = described.pop("width"), described.pop("height")
    wanted = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": edition["book"],
        "provider_url": edition["site"],
        "author_name": edition["authors"],
    }
    yield from differences(f"{place}.json", described, wanted, count)
    attributes = dict(frame.attrib)
    said = {name: attributes.get(name) for name in ("src", "title", "height", "sandbox")}
    must = {
        "src": f"{edition['site']}{path}",
        "title": title,
        "height": str(height),
        "sandbox": "allow-popups allow-popups-to-escape-sandbox",
    }
    yield from differences(f"{place}.json", said, must, count, "$.html")
    if not (frame.tag == "iframe" and width > 300 and height > 150):
        yield Finding(f"{place}.json", "$", "its size", f"{frame.tag}, {width} × {height}", "a frame that is seen")
