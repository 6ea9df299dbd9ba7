"""A Sphinx extension: content decides which pages are read and written again, never a time stamp.

Sphinx compares the time at which it read a page with the time stamp of its source, and that with the time stamp of the HTML. A clock
that is set back, a restored backup or a tool that synchronises folders makes old files new and new ones old.
"""

import sys
from pathlib import Path
from typing import Any

from myst_nb.sphinx_ext import add_global_html_resources
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment

from exposure_gradient import kept
from exposure_gradient.book.ext.patches import put

NEVER_OUTDATED = sys.maxsize


def _ignore_times(app: Sphinx) -> None:
    """Have every page count as read after its source was written, and its HTML as newer than both.

    The last build's folder is used whole or not at all (``book/process.py``), so each page that was read has its HTML.
    """
    app.env.all_docs.update(dict.fromkeys(app.env.all_docs, NEVER_OUTDATED))
    put("ask_content", app.builder, "get_outdated_docs", lambda: [])


def _changed(app: Sphinx, env: BuildEnvironment, *_: object) -> list[str]:
    """Return the pages whose source has another content than when it was last read; note the content of all."""
    before = getattr(env, "exposure_gradient_sources", {})
    sources = {page: env.doc2path(page, base=False) for page in env.found_docs}
    now = kept.digests(Path(app.srcdir), sources.values())
    env.exposure_gradient_sources = now
    return [page for page, source in sources.items() if before.get(source) != now[source]]


def _lay_style_first(app: Sphinx) -> None:
    """Put MyST-NB's style sheet in place before pages are written, whose address of it holds its checksum if it is there.

    MyST-NB itself does so last of all: the first build's pages would have another address than those of every later one.
    """
    Path(app.outdir, "_static").mkdir(parents=True, exist_ok=True)
    add_global_html_resources(app, None)


def _unlink_first(app: Sphinx, page: str, *_: Any) -> None:
    """Take a page's file away before it is written: a published book may hold the same file under another name."""
    if isinstance(app.builder, StandaloneHTMLBuilder):
        Path(app.builder.get_outfilename(page)).unlink(missing_ok=True)


def setup(app: Sphinx) -> dict[str, bool]:
    """Put the content in place of the time stamps."""
    app.connect("builder-inited", _ignore_times)
    app.connect("builder-inited", _lay_style_first)
    app.connect("html-page-context", _unlink_first)
    app.connect("env-get-outdated", _changed)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
