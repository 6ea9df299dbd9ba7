"""What surrounds the article of every page: the menu, the way to the pages before and after, the contents, the edition.

Each link there is held against the page that it leads to: occupations and major groups must be called what they are called, and
stand in the order of their codes.
"""

import functools
import posixpath
import urllib.parse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from printed import document
from printed.expected import Expected
from printed.findings import NOTHING, Check, Count, Finding
from printed.text import one_blank, plain

LOST = "404"
OCCUPATIONS = "gradient/"
Named = tuple[str, str]
"""A page and what it is called."""


@functools.cache
def in_order(expected: Expected) -> dict[Named, list[Named]]:
    """Return the major groups, each with its occupations, in the order of their codes."""
    titles = {row["isco08"]: (row["page"], row["title"]) for row in expected.tables["titles"]}
    found: dict[Named, list[Named]] = {}
    for row in sorted(expected.tables["occupations"], key=lambda row: (row["major_code"], row["isco08"])):
        found.setdefault((row["group_page"], row["major_label"]), []).append(titles[row["isco08"]])
    return found


def _words(element: etree._Element) -> str:
    title = next((p for p in element.iter("p") if p.get("class") == "prev-next-title"), element)
    return one_blank("".join(title.itertext()))


@dataclass(frozen=True)
class Around:
    """A page without its article; ``base`` is the path at which the site begins on its host."""

    page: str
    root: etree._Element
    base: str

    def target(self, address: str) -> str:
        """Return the page that an address leads to from here, or nothing where that is no page of the site."""
        path = address.split("#")[0]
        if ":" in path or not path.endswith(".html"):
            return self.page if address == "#" else ""
        whole = posixpath.join(self.base, posixpath.dirname(self.page), path)
        return posixpath.relpath(whole, self.base).removesuffix(".html")

    def links(self, path: str) -> list[Named]:
        """Return the links that an XPath finds, as the pages that they lead to and their words."""
        return [(self.target(a.get("href", "")), _words(a)) for a in self.root.xpath(path)]


def _in_list(page: str, place: str, found: Sequence[Named], wanted: Sequence[Named]) -> Iterator[Finding]:
    """Yield where two lists of links part first."""
    if list(found) == list(wanted):
        return
    at = next((k for k, (a, b) in enumerate(zip(found, wanted, strict=False)) if a != b), min(len(found), len(wanted)))
    a, b = (" → ".join(reversed(links[at])) if at < len(links) else NOTHING for links in (found, wanted))
    yield Finding(page, place, f"link {at + 1}", a, b)


def _menu(around: Around, groups: dict[Named, list[Named]]) -> Iterator[Finding]:
    """Yield what is wrong in the menu: all groups, and under that of the page its occupations."""
    page = around.page
    listed = around.links("//nav[contains(@class, 'bd-links')]//li[contains(@class, 'toctree-l1')]/a")
    pages = {group for group, _ in groups}
    yield from _in_list(page, "the menu, major groups", [one for one in listed if one[0] in pages], list(groups))
    own = next((members for group, members in groups.items() if page in {p for p, _ in [group, *members]}), [])
    if page.startswith(OCCUPATIONS):  # lists those of its sub-major group: codes that begin with the same two digits
        own = [one for one in own if one[0][: len(OCCUPATIONS) + 2] == page[: len(OCCUPATIONS) + 2]]
    inner = around.links("//nav[contains(@class, 'bd-links')]//li[contains(@class, 'toctree-l2')]/a")
    yield from _in_list(page, "the menu, occupations of the group", inner, own)


def _ways(around: Around, groups: dict[Named, list[Named]]) -> Iterator[Finding]:
    """Yield what is wrong in the links to the pages before and after, as shown and as told to browsers."""
    page = around.page
    order = [one for group, members in groups.items() for one in [group, *members]]
    known = dict(order)
    place = next((k for k, one in enumerate(order) if one[0] == page), None)
    for which, step, relation in (("previous", -1, "prev"), ("next", 1, "next")):
        shown = around.links(f"//a[@title='{which} page']")
        told = [
            (around.target(link.get("href", "")), link.get("title", ""))
            for link in around.root.iter("link")
            if link.get("rel") == relation
        ]
        if shown != told:
            yield Finding(page, f"the {which} page", "what browsers are told", str(told), str(shown))
        if place is not None and 0 <= place + step < len(order):
            yield from _in_list(page, f"the {which} page", shown, [order[place + step]])
        yield from (
            Finding(page, f"the {which} page", "its name", words, known[target])
            for target, words in shown
            if target in known and words != known[target]
        )


def _contents(doc: document.Document) -> Iterator[Finding]:
    """Yield what is wrong in the contents of a page: its sections by their headings, each linked to its place."""
    sections = [
        (f"#{block.element.getparent().get('id')}", plain(block.text))
        for block in doc.blocks
        if block.kind in ("h2", "h3")
        if block.element.getparent().tag == "section" and block.element.getparent().get("id")
    ]
    listed = [(a.get("href", ""), _words(a)) for a in doc.root.xpath("//nav[contains(@class, 'page-toc')]//a")]
    yield from _in_list(doc.page, "the contents", listed, sections)


def _address(page: str, root: etree._Element, site: str) -> Iterator[Finding]:
    """Yield where a page names another address than its own as the one that it stands at; one for lost addresses names none."""
    found, wanted = root.xpath("//link[@rel='canonical']/@href"), [] if page == LOST else [f"{site}{page}.html"]
    if found != wanted:
        yield Finding(page, "the head of the page", "its address", ", ".join(found), ", ".join(wanted))


def _edition(page: str, root: etree._Element, site: dict[str, str]) -> Iterator[Finding]:
    """Yield what is wrong in the line at the foot that names the edition."""
    for path, wanted in (
        (
            "//footer//p[@class='eg-edition']",
            "Edition {edition} of {edition_date}. Scores: Gmyrek et al. (2025), ILO Working Paper 140.",
        ),
        ("//footer//p[@class='copyright']", "© Copyright {edition_year} {authors}."),
    ):
        found = [one_blank("".join(p.itertext())) for p in root.xpath(path)]
        if found != [wanted.format(**site)]:
            yield Finding(page, "the foot of the page", "the edition", str(found), wanted.format(**site))
    links = root.xpath("//footer//p[@class='eg-repository']/a/@href")
    ours = [site["repository"], f"{site['repository']}/issues"] if site["repository"] else []
    if links != ours:
        yield Finding(page, "the foot of the page", "the source and its issues", str(links), str(ours))


def pages(site: Path, expected: Expected) -> Iterator[str]:
    """Yield every page of the site that has an article: all but those that lead on to another address."""
    for path in sorted(site.rglob("*.html")):
        if b"<article" in path.read_bytes():
            yield path.relative_to(site).as_posix().removesuffix(".html")


def read(site: Path, expected: Expected, page: str, count: Count) -> Iterator[Finding]:
    """Read what surrounds the article of a page."""
    doc, groups = document.read(site, page), in_order(expected)
    count["links"] += sum(
        1 for a in doc.root.iter("a") if a.get("href") and next(a.iterancestors("article"), None) is None
    )
    around = Around(page, doc.root, urllib.parse.urlsplit(expected.site["site"]).path or "/")
    yield from _menu(around, groups)
    yield from _ways(around, groups)
    yield from _contents(doc)
    yield from _address(page, doc.root, expected.site["site"])
    yield from _edition(page, doc.root, expected.site)


CHECKS = (Check("what surrounds every page", pages, read),)
