"""A Sphinx extension: what the publication puts into the head and at the foot of every page.

The edition at its foot, its Content-Security-Policy, its address and its description for machines, and the files of its own.
"""

import json
import re
import tomllib
from typing import Any

from markupsafe import Markup, escape
from sphinx.application import Sphinx
from sphinx.config import Config

from exposure_gradient.book.ext.theme import AFTER_ALL, BEFORE_THE_THEME, SITE
from exposure_gradient.paths import data_folder, site_named
from exposure_gradient.site.credit import CREDIT, OWN_CREDIT
from exposure_gradient.site.policy import POLICY

EDITION = "exposure_gradient_edition"

FOLLOWED = ("index", "data")
"""The pages that name the feed of editions."""
OCCUPATION = re.compile(r"gradient/(\d{4})-.*")
PAGE_FILES = {
    "index": ("dots.css", "landing.css", "dots.js", "landing.js"),
    "gradient": ("explorer.css", "vendor/d3.js", "pin.js", "long-table.js", "explorer-marks.js", "explorer.js"),
    "compare": ("compare.css", "pin.js", "take-along.js", "compare.js"),
    "occupation": ("pin.js",),
    "story": ("story.css", "dots.css", "dots.js", "story.js"),
    "newsroom": ("newsroom.css",),
    "search": ("search.js",),
    "your-table": (
        "your-table.css",
        "table-text.js",
        "table-cells.js",
        "table-employment.js",
        "take-along.js",
        "your-table.js",
    ),
}
"""Styles and scripts of our own that one page alone loads, or every occupation's: no other page is to carry their weight."""
FETCHED = ("ranking.js", "vendor/minisearch.js", "tools.js", "embed.css")
"""What no page loads at once: scripts for a reader's first search and first download, and the style of frames in other sites."""


def _name_edition(_: Sphinx, config: Config) -> None:
    """Put the edition at the foot of every page."""
    # Read here, not by the package's own reader: that would import pandas into a process that has to start quickly.
    edition = {"site": ""} | tomllib.loads((data_folder() / "edition.toml").read_text("utf-8"))
    if not edition.get("own_scores") and not edition.get("own_employment"):
        edition["site"] = site_named() or edition["site"]
    config[EDITION], config[SITE] = edition, edition["site"]
    foot = Markup("<p class='eg-edition'>Edition {} of {}. {}</p>").format(
        edition["id"], edition["date"], OWN_CREDIT if edition.get("own_scores") else CREDIT
    )
    if repository := edition.get("repository"):
        foot += Markup(
            '<p class="eg-repository"><a href="{0}">Source</a> · <a href="{0}/issues">Report an error</a></p>'
        ).format(repository)
    config["html_theme_options"] = config["html_theme_options"] | {"extra_footer": str(foot)}
    if notice := edition.get("notice"):  # a reader's own scores: said above every page, the search page included
        config["html_theme_options"]["announcement"] = str(escape(notice))
        config["project"] = config["html_title"] = edition["title"]


def _protect(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    """Give a page its Content-Security-Policy, before all that it loads, and take off the theme's scripts that are no files.

    They tell the theme the page's name and that no search is made as a reader types; it works without being told.
    """
    context["script_files"] = [script for script in context["script_files"] if not script.attributes.get("body")]
    meta = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"/>'
    context["metatags"] = f"\n{meta}{context.get('metatags', '')}"


def _describe(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    """Put a page's own address and its description for machines (schema.org, as JSON-LD) into its head.

    A data block, which no Content-Security-Policy forbids; what could end it early is escaped.
    """
    if doctree is None:  # the search page
        return
    edition = app.config[EDITION]
    address = f"{edition['site']}{page}.html"
    title = Markup(context.get("title", "")).striptags()
    about: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": title,
        "url": address,
        "datePublished": edition["date"],
        "version": edition["id"],
        "inLanguage": "en",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "author": {"@type": "Organization", "name": edition["authors"]},
        "isPartOf": {"@type": "Book", "name": edition["title"], "url": edition["site"]},
        "citation": "https://doi.org/10.54394/HETP0387",
    }
    found = OCCUPATION.fullmatch(page)
    has_picture = found or page.startswith("countries/")
    about["image"] = f"{edition['site']}{f'{page}.png' if has_picture else 'share.png'}"
    if found:
        about["about"] = {
            "@type": "Occupation",
            "name": title,
            "occupationalCategory": {
                "@type": "CategoryCode",
                "codeValue": found[1],
                "inCodeSet": {"@type": "CategoryCodeSet", "name": "ISCO-08"},
            },
        }
        about["associatedMedia"] = [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": f"{page.rpartition('/')[2]}{ending}"}
            for ending, kind in ((".json", "application/json"), (".csv", "text/csv"), (".md", "text/markdown"))
        ]
    data = (
        json.dumps(about, ensure_ascii=False, separators=(",", ":"))
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
    )
    if page in FOLLOWED:
        link = '<link rel="alternate" type="application/atom+xml" title="Editions" href="feed.xml"/>'
        context["metatags"] = f"{context.get('metatags', '')}\n{link}"
    context["metatags"] = (
        f'{context.get("metatags", "")}\n<link rel="canonical" href="{escape(address)}"/>'
        f'\n<script type="application/ld+json">{data}</script>'
    )


def _keep_page_files_off(_: Sphinx, config: Config) -> None:
    """Take the files that not all pages load off them: Jupyter Book puts there whatever it finds in a folder of static files."""
    own = {name for names in (*PAGE_FILES.values(), FETCHED) for name in names}
    for setting in ("html_js_files", "html_css_files"):
        config[setting] = [file for file in config[setting] if file not in own]


def _add_page_files(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    """Give a page the styles and scripts that no other page loads; Sphinx takes them off again for the next page."""
    for name in PAGE_FILES.get("occupation" if OCCUPATION.fullmatch(page) else page, ()):
        if name.endswith(".css"):
            app.add_css_file(name, priority=AFTER_ALL)
        else:
            app.add_js_file(name, priority=AFTER_ALL, loading_method="defer")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register what is put on every page."""
    app.connect("config-inited", _name_edition)
    app.connect("config-inited", _keep_page_files_off)
    app.add_config_value(EDITION, default={}, rebuild="")
    app.connect("html-page-context", _describe)
    app.connect("html-page-context", _protect, priority=AFTER_ALL)
    app.connect("html-page-context", _add_page_files, priority=BEFORE_THE_THEME)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
