"""Pictures and tables that other sites can show: an address for each on its page, a page of its own for a frame, its oEmbed description.

A page of its own has no script. It is made of the finished page, so it says the same, and its links lead to that page.
"""

import json
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

from markupsafe import Markup, escape

from exposure_gradient.publication.citation import ILO_NOTICE
from exposure_gradient.site.credit import CREDIT, OWN_CREDIT
from exposure_gradient.site.links import write_or_link
from exposure_gradient.site.policy import POLICY
from exposure_gradient.sources import load_edition

PIECE = re.compile(
    r'(?s)<figure id="(?P<picture>[^"]+)" class="eg-(?:figure|press).*?</figure>'
    r'|<div id="(?P<table>[^"]+)" class="eg-scroll"[^>]*><table class="eg-table eg-task-table">.*?</table></div>'
)
"""What has a page of its own: every picture, and the table of an occupation's tasks, whose rows are pictures."""
CAPTION = re.compile(r"(?s)<(figcaption|caption)>(.*?)</\1>")
BESIDE = re.compile(r'(?s)<span class="eg-(?:key|take)">.*')
"""What stands after the words of a caption: the legend, and links to a picture's files."""
ADDRESS = re.compile(r'<a\b([^>]*?) href="([^"]*)"')
VIEW = re.compile(r'viewBox="\S+ \S+ (\S+) (\S+)"')
FOLDER = "embed"
WIDTHS = {"picture": 600, "table": 760}
LINE, LINE_LETTERS, ROW, FOOT = 21, 80, 104, 150
"""Heights in pixels: of a line of a caption of so many letters, of a row of the table, of what stands below."""

EMBED = Markup(
    '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"/>'
    '<meta name="viewport" content="width=device-width, initial-scale=1"/>'
    '<meta http-equiv="Content-Security-Policy" content="{policy}"/>'
    '<title>{title}</title><meta name="robots" content="noindex"/><link rel="canonical" href="{site}{page}.html#{id}"/>'
    '<link rel="alternate" type="application/json+oembed" href="{name}.json" title="{title}"/>'
    '<link rel="stylesheet" href="{root}_static/exposure.css"/><link rel="stylesheet" href="{root}_static/embed.css"/>{more}</head>'
    '<body class="bd-article"><main>{piece}<p class="eg-notice eg-edition"><a href="{root}{page}.html#{id}" target="_blank" rel="noopener">'
    "{heading}</a>, {book}, edition {edition}. {scores} {notice}</p></main></body></html>\n"
)
PRESS = Markup('<link rel="stylesheet" href="{root}_static/newsroom.css"/>')
"""The style of the newsroom's pictures, which have a layout for phones."""
FRAME = Markup(
    '<iframe src="{site}{folder}/{page}/{name}.html" title="{title}" width="100%" height="{height}" style="border: 0" loading="lazy" '
    'sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>'
)


def pieces(html: str) -> dict[str, str]:
    """Return the parts of a page that have a page of their own, by their identifiers."""
    article = html[html.index("<article") : html.rindex("</article>")] if "<article" in html else ""
    return {found["picture"] or found["table"]: found[0] for found in PIECE.finditer(article)}


def write_embeds(site: Path, before: Path) -> None:
    """Write the page and the description of every piece into a release whose pages are there; ``before`` is the last release."""
    for path in sorted(site.rglob("*.html")):
        html = path.read_text("utf-8")
        if found := pieces(html):
            page = path.relative_to(site).as_posix().removesuffix(".html")
            (site / FOLDER / page).mkdir(parents=True, exist_ok=True)
            heading = Markup(re.search(r"(?s)<h1>(.*?)<", html)[1]).striptags()
            for name, text in _files(page, heading, found):
                place = Path(FOLDER, page, name)
                write_or_link(site / place, text, before / place)


def _files(page: str, heading: str, found: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the files of a page's pieces, by name."""
    edition, root = load_edition(), "../" * (page.count("/") + 2)
    for name, piece in found.items():
        caption = Markup(BESIDE.sub("", CAPTION.search(piece)[2])).striptags()
        title = f"{heading}: {caption}"
        own = {"page": page, "name": name, "title": title, "site": edition.site}
        text = EMBED.format(
            **own,
            id=name,
            root=root,
            policy=Markup(POLICY),
            piece=Markup(_from_elsewhere(piece, page, root)),
            heading=heading,
            more=PRESS.format(root=root) if 'class="eg-press"' in piece else "",
            book=edition.title,
            edition=edition.id,
            scores=OWN_CREDIT if edition.own_scores else CREDIT,
            notice=ILO_NOTICE,
        )
        yield f"{name}.html", text
        size = {
            "width": WIDTHS["picture" if piece.startswith("<figure") else "table"],
            "height": height(piece, caption),
        }
        described = {
            "version": "1.0",
            "type": "rich",
            "title": title,
            "provider_name": edition.title,
            "provider_url": edition.site,
            "author_name": edition.authors,
            "html": str(FRAME.format(**own, folder=FOLDER, height=size["height"])),
            **size,
        }
        yield f"{name}.json", json.dumps(described, ensure_ascii=False, indent=1) + "\n"


def height(piece: str, caption: str) -> int:
    """Return the height of a frame of the usual width that shows a piece, in pixels."""
    text = LINE * (len(caption) // LINE_LETTERS + 2) + FOOT
    if view := VIEW.search(piece) if piece.startswith("<figure") else None:
        return round(WIDTHS["picture"] * float(view[2]) / float(view[1])) + text
    return ROW * piece.count("<tr>") + text


def _from_elsewhere(piece: str, page: str, root: str) -> str:
    """Return a piece whose links lead to the site's pages from a page in another folder, each in a window of its own."""

    def address(found: re.Match) -> str:
        target = found[2]
        if target.startswith("#"):
            target = f"{root}{page}.html{target}"
        elif "://" not in target:
            target = root + posixpath.normpath(posixpath.join(posixpath.dirname(page), target))
        return f'<a{found[1]} href="{escape(target)}" target="_blank" rel="noopener"'

    return ADDRESS.sub(address, piece)
