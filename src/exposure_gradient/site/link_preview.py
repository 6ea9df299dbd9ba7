"""The preview that a shared link shows (Open Graph), and the description that a search engine shows: for every page.

An occupation's page and a group's state theirs in an output, with figures. A chapter declares a sentence without figures in its front
matter, which stays true whatever the data say.
"""

import functools
from pathlib import Path
from typing import Any

import nbformat

from exposure_gradient.errors import InputError
from exposure_gradient.pages.front_matter import declared
from exposure_gradient.pages.page import Page
from exposure_gradient.publication.claims import unclaimed_digits
from exposure_gradient.publication.link_preview import HEIGHT, LINK_TYPE, SITE_PICTURE, SITE_PICTURE_TEXT, WIDTH
from exposure_gradient.sources import load_edition

LONGEST = 200
"""How many characters a declared description has at most: link previews cut longer ones."""


def preview_in(notebook: nbformat.NotebookNode) -> dict[str, str]:
    """Return the preview that an output of a run notebook carries; nothing where none does."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if LINK_TYPE in output.get("data", {}):
                return output["data"][LINK_TYPE]
    return {}


@functools.lru_cache
def declared_description(template: Path) -> str:
    """Return the description that a chapter declares. Raises InputError where it declares none, or one that cannot be used."""
    text = declared(template.read_text("utf-8"), template.name).get("description")
    if not isinstance(text, str) or not text.isprintable() or not 0 < len(text) <= LONGEST or unclaimed_digits(text):
        raise InputError(
            f"{template.name}: the front matter's exposure_gradient needs a `description` of the page, one or two sentences of "
            f"{LONGEST} characters at most, without figures: {text!r} is none."
        )
    return text


def meta_of(page: Page, run: nbformat.NotebookNode) -> dict[str, Any]:
    """Return the preview and description of a page that has run as MyST's ``html_meta``."""
    edition, preview = load_edition(), preview_in(run)
    description = preview.get("description") or declared_description(page.template)
    picture = preview.get("picture")
    return {
        "description": description,
        "property=og:type": "article",
        "property=og:site_name": edition.title,
        "property=og:title": preview.get("title") or page.heading(),
        "property=og:description": description,
        "property=og:url": f"{edition.site}{page.name}.html",
        "property=og:image": f"{edition.site}{f'{page.name}.png' if picture else SITE_PICTURE}",
        "property=og:image:width": str(WIDTH),
        "property=og:image:height": str(HEIGHT),
        "property=og:image:alt": picture or SITE_PICTURE_TEXT,
        "name=twitter:card": "summary_large_image",
    }
