"""Addresses by code, which stay whatever a title becomes: they lead to the page whose address holds the title.

A static host cannot redirect, so each is a page of a few lines that sends a browser on and names the page's own address as the one to
keep. ``3211/index.html`` makes ``/3211`` work on every static host, ``gradient/3211.html`` is what a reader types by analogy; the
record is there under its code, too, the same file under another name.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from markupsafe import Markup

from exposure_gradient.pages.page import Page
from exposure_gradient.site.links import link_file, write_or_link
from exposure_gradient.site.policy import POLICY
from exposure_gradient.sources import load_edition

BY_CODE = re.compile(r"gradient/\d{4}\.html|\d{4}/index\.html")
"""The paths of the pages that only lead to another."""

REDIRECT = Markup(
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"/>'
    '<meta http-equiv="Content-Security-Policy" content="{policy}"/><title>{title}</title>'
    '<link rel="canonical" href="{address}"/><meta http-equiv="refresh" content="0; url={target}"/></head>'
    '<body><p><a href="{target}">{title}</a></p></body></html>\n'
)


def write_addresses_by_code(site: Path, pages: Iterable[Page], before: Path) -> None:
    """Write the addresses by code of every occupation's page into a release whose records are there; ``before`` is the last release."""
    edition = load_edition()
    for page in pages:
        code = page.parameters.get("isco08")
        if code is None:
            continue
        own = f"{page.name.rpartition('/')[2]}.html"
        for place, target in ((f"gradient/{code}.html", own), (f"{code}/index.html", f"../gradient/{own}")):
            text = REDIRECT.format(
                policy=Markup(POLICY), title=page.heading(), address=f"{edition.site}gradient/{own}", target=target
            )
            (site / place).parent.mkdir(exist_ok=True)
            write_or_link(site / place, text, before / place)
        link_file(site / f"{page.name}.json", site / "gradient" / f"{code}.json")
