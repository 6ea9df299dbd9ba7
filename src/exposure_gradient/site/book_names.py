"""The names of what the book has besides occupations, with their addresses: its parts, pages and sections, the terms of its glossary, what readers ask for."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

import yaml

from exposure_gradient.errors import InputError
from exposure_gradient.pages.front_matter import declared
from exposure_gradient.pages.page import Page
from exposure_gradient.paths import toc_path

FENCED = re.compile(r"^(`{3,}).*?^\1$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#{2,3} (.+)$", re.MULTILINE)
GLOSSARY = re.compile(r"^```\{glossary\}\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TERM = re.compile(r"^(?=\S)(.+)$", re.MULTILINE)
MARKS = re.compile(r"\\(?=[^\w\s])|`")
"""What Markdown marks code and characters of its own with."""

Name = list[str]
"""A name, its address, and the page that it stands on, which is empty for a page's own name."""


def book_names(pages: Iterable[Page]) -> list[Name]:
    """Return the names of all that is about no occupation: parts, which lead to their first page, and pages, then terms, then sections.

    Of pages that are made from a template the sections are left out: they are called alike. After its own name stands what else a page
    says that it is asked for as.
    """
    parts = yaml.safe_load(toc_path().read_text("utf-8"))["parts"]
    others = sorted((page for page in pages if "isco08" not in page.parameters), key=lambda page: page.name)
    chapters = [page for page in others if not page.parameters]
    return [
        *([part["caption"], f"{part['chapters'][0]['file']}.html", ""] for part in parts),
        *([page.heading(), f"{page.name}.html", ""] for page in others),
        *([name, f"{page.name}.html", page.heading()] for page in chapters for name in _asked_as(page)),
        *([name, f"{page.name}.html#{place}", page.heading()] for page in chapters for name, place in _terms(page)),
        *([name, f"{page.name}.html#{place}", page.heading()] for page in chapters for name, place in _sections(page)),
    ]


def _asked_as(chapter: Page) -> list[str]:
    """Return what readers call the subject of a chapter that does not call it so, as its front matter has it.

    Raises InputError where that is no list of words.
    """
    name = chapter.template.name
    found = declared(chapter.template.read_text("utf-8"), name).get("asked_as", [])
    if not isinstance(found, list) or not all(isinstance(one, str) and one.strip() for one in found):
        raise InputError(
            f"{name}: the front matter's exposure_gradient must be of the form `asked_as: [what readers call it]`: {found!r} is none."
        )
    return found


def _sections(chapter: Page) -> Iterator[tuple[str, str]]:
    """Yield the sections of a chapter, each with its place. Sphinx numbers a place that comes again; it is left out."""
    seen = {place_of(chapter.heading())}
    for heading in HEADING.findall(FENCED.sub("", chapter.template.read_text("utf-8"))):
        name = MARKS.sub("", heading)
        place = place_of(name)
        if place not in seen:
            yield name, place
        seen.add(place)


def _terms(chapter: Page) -> Iterator[tuple[str, str]]:
    """Yield the terms that a chapter explains in a glossary, each with the place that Sphinx gives it."""
    for terms in GLOSSARY.findall(chapter.template.read_text("utf-8")):
        for term in TERM.findall(terms):
            name = MARKS.sub("", term)
            yield name, f"term-{re.sub('[^a-zA-Z0-9._]+', '-', _ascii(name)).strip('-')}"


def place_of(heading: str) -> str:
    """Return the name of a section's place as docutils makes it from its heading, which is not loaded for that.

    >>> place_of("The U.S. bridge"), place_of("2023 and 2025")
    ('the-u-s-bridge', 'and-2025')
    """
    return re.sub(r"^[-0-9]+|-+$", "", re.sub("[^a-z0-9]+", "-", _ascii(heading).lower()))


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
