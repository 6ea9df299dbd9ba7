"""A Sphinx extension: while the pages run, Sphinx waits, all loaded, and rehearses.

What it does for the first time takes longest: templates are compiled, sidebars made, styles of references found. So it writes
some pages of the last build once more, to nowhere, before the pages of this build are there.
"""

import contextlib
import os
import re
import sys

from sphinx.application import Sphinx
from sphinx.util.build_phase import BuildPhase

from exposure_gradient.book.ext.parallel import write
from exposure_gradient.book.ext.patches import is_wanted, put
from exposure_gradient.book.ext.theme import CODED_PAGES
from exposure_gradient.book.process import GO, SHOW, WAITS, ahead_folder
from exposure_gradient.paths import build_folder

AFTER_ALL = 1000


def _rehearsed(app: Sphinx) -> list[str]:
    """Return the pages to rehearse with: the root, and one page with a code of each first digit."""
    coded = re.compile(app.config[CODED_PAGES])
    found = filter(None, map(coded.match, sorted(app.env.all_docs)))
    of_each = {match["code"][0]: match.string for match in found}
    return [app.config.root_doc, *of_each.values()]


def _rehearse(app: Sphinx) -> None:
    """Write pages as the last build left them, all to one file that nobody reads; a warning counts when the pages are written."""
    builder, env, warnings = app.builder, app.env, app._warncount
    place = str(build_folder() / "rehearsed.html")
    put("rehearse", builder, "get_outfilename", lambda _: place)
    # What single pages load, Sphinx notes for good where it prepares twice: all pages of the build would load it.
    noted = (builder._css_files, builder._js_files, app.registry.css_files, app.registry.js_files)
    files = [(own, list(own)) for own in noted]
    try:
        builder.prepare_writing(set())
        if "cite" in env.domains:
            env.get_domain("cite").env_updated()
        for page in _rehearsed(app):
            app.phase = BuildPhase.RESOLVING
            doctree = env.get_and_resolve_doctree(page, builder)
            app.phase = BuildPhase.WRITING
            builder.write_doc(page, doctree)
    finally:
        env._pickled_doctree_cache.clear()  # or the last build's pages would be written in place of this one's
        del builder.get_outfilename
        for own, before in files:
            own[:] = before
        app.phase, app._warncount = BuildPhase.INITIALIZATION, warnings


def _wait(app: Sphinx) -> None:
    """Wait for the source to be complete."""
    if not app.config[WAITS]:
        return
    if app.env.all_docs and is_wanted("rehearse"):
        with contextlib.suppress(
            Exception
        ):  # nothing depends on it: a page that cannot be had is read and written anew
            _rehearse(app)
    for line in iter(sys.stdin.buffer.readline, b""):
        word, *more = line.decode().split()
        if word == GO:
            return
        if word == SHOW and os.fork() == 0:
            _show(app, *more)
    sys.exit("The build that this Sphinx was begun for has ended.")


def _label_citations(app: Sphinx, page: str) -> None:
    """Have the labels of a page's citations made anew; making them takes longer than all else of a page, and most cite nothing."""
    cited = app.env.get_domain("cite") if "cite" in app.env.domains else None
    if cited is not None and any(reference.docname == page for reference in cited.citation_refs):
        cited.env_updated()


def _show(app: Sphinx, page: str, tell: str) -> None:
    """Make one page in a process of its own, in a folder of its own, and say that it is there. Never returns.

    Sphinx itself, which makes the whole book later, stays as it is; a page that cannot be made, or of which Sphinx warns, is not shown.
    """
    try:
        app.builder.doctreedir = ahead_folder() / "doctrees"
        place = ahead_folder() / f"{page}.html"
        place.parent.mkdir(parents=True, exist_ok=True)
        put("rehearse", app.builder, "get_outfilename", lambda _: str(place))
        app.phase, before = BuildPhase.READING, app._warncount
        app.builder._read_serial([page])
        _label_citations(app, page)
        write(app.builder, page)
        if app._warncount == before:
            os.write(int(tell), f"{page}\n".encode())
    finally:
        os._exit(0)


def setup(app: Sphinx) -> dict[str, bool]:
    """Have Sphinx wait when it has loaded all else."""
    app.add_config_value(WAITS, default=False, rebuild="")
    app.connect("builder-inited", _wait, priority=AFTER_ALL)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
