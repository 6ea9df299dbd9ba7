"""A Sphinx extension: an identifier for every picture and table of a page, by which each has an address.

It imports no table: the process of Sphinx has to start quickly.
"""

import re
from collections import Counter
from typing import Any

from sphinx.application import Sphinx

from exposure_gradient.book.ext.theme import AFTER_ALL

PART = re.compile(
    r'<section (?:class="[^"]*" )?id="([^"]+)"|<(figure) class="eg-(?:figure|press)|<(div) class="eg-scroll"'
)
NAMES = {"figure": "picture", "div": "table"}


def named(body: str) -> str:
    """Return a page's body with an identifier for every picture and table, by its section and its place among those of it.

    >>> named('<section id="title"><figure class="eg-figure">1</figure><section id="a"><div class="eg-scroll">2</div>')
    '<section id="title"><figure id="page-picture" class="eg-figure">1</figure><section id="a"><div id="a-table" class="eg-scroll">2</div>'
    """
    count: Counter[str] = Counter()
    section = ""  # the first is that of the page's title

    def name(part: re.Match) -> str:
        nonlocal section
        if part[1]:
            section = part[1] if section else "page"
            return part[0]
        tag = part[2] or part[3]
        own = f"{section or 'page'}-{NAMES[tag]}"
        count[own] += 1
        place = f"-{count[own]}" if count[own] > 1 else ""
        return part[0].replace(f"<{tag} ", f'<{tag} id="{own}{place}" ', 1)

    return PART.sub(name, body)


def _name_parts(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    if doctree is not None:
        context["body"] = named(context["body"])


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the naming of pictures and tables."""
    app.connect("html-page-context", _name_parts, priority=AFTER_ALL)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
