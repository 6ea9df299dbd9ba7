"""Every place where the book reaches inside a library, and the short functions that it puts there.

The libraries have no options for these things. ``PATCHES`` declares each intervention: of which library, in which versions, and why.
:func:`put` refuses one whose library has another version, or no such name any more, so that an upgrade of the lock fails in one line
that says where to look, and not in a page. ``EXPOSURE_GRADIENT_WITHOUT`` names some to leave out: ``tests/slow/test_patches.py``
builds a book without each that only saves time, and gets the same bytes.
"""

import importlib.metadata
import json
import os
import re
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import myst_nb.core.read
import myst_nb.sphinx_
import nbformat
from docutils import nodes
from nbformat.v4.rwbase import rejoin_lines
from packaging.specifiers import SpecifierSet
from pydata_sphinx_theme.toctree import add_toctree_functions
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

WITHOUT_VARIABLE = "EXPOSURE_GRADIENT_WITHOUT"
"""Names interventions to leave out, with commas between them."""

EARLY = 450
"""A listener's priority before most, whose is 500."""

WHOLE_PAGES = ("page.html", "search.html")
"""The templates of whole pages; the others give parts of them."""


@dataclass(frozen=True)
class Patch:
    """An intervention: the library, the versions that it was written for, and its reason.

    ``saves_time`` says that it does nothing else: with it and without, the book has the same bytes.
    """

    library: str
    versions: str
    reason: str
    saves_time: bool = True


BOOK, MYST_NB, SPHINX = ("jupyter-book", ">=1.0.4,<1.1"), ("myst-nb", ">=1.4,<1.5"), ("sphinx", ">=7.4,<7.5")
THEME = ("pydata-sphinx-theme", ">=0.17,<0.18")
PATCHES = {
    "mute_unused": Patch(*BOOK, "Extensions that the book does not use put scripts on every page.", saves_time=False),
    "read_in_parallel": Patch(
        *BOOK, "Two extensions do not say that they are safe: Sphinx would warn and read on one core.", saves_time=False
    ),
    "read_notebook": Patch(*MYST_NB, "MyST-NB validates a notebook again that was validated when it was kept."),
    "write_no_copy": Patch(
        *MYST_NB, "MyST-NB writes each notebook out for a download that no page offers.", saves_time=False
    ),
    "highlight_once": Patch(
        *SPHINX,
        "Pages made from one notebook show the same cells; half of their marks have no colour.",
        saves_time=False,
    ),
    "render_titles_once": Patch(*SPHINX, "Each page names its neighbours and the pages above it."),
    "list_sections_once": Patch(*THEME, "Pages made from one notebook have the same sections."),
    "leave_out_blanks": Patch(*SPHINX, "A tenth of a page would be blanks that templates leave.", saves_time=False),
    "index_words": Patch(*SPHINX, "Sphinx joins the words of a table's cells, and indexes code.", saves_time=False),
    "ask_content": Patch(*SPHINX, "A time stamp does not say whether a page has changed.", saves_time=False),
    "read_in_parts": Patch(*SPHINX, "Each process would hand back the state of the whole book for a few dozen pages."),
    "write_in_parts": Patch(*SPHINX, "One process would resolve and index all pages."),
    "rehearse": Patch(*SPHINX, "What Sphinx does for the first time takes longest, and it waits while pages run."),
}


def is_wanted(key: str) -> bool:
    """Say whether an intervention is to be made.

    Raises ExtensionError where its library has another version than it was written for.
    """
    patch = PATCHES[key]
    if key in os.environ.get(WITHOUT_VARIABLE, "").split(","):
        return False
    version = importlib.metadata.version(patch.library)
    if version not in SpecifierSet(patch.versions):
        raise ExtensionError(
            f"{key} was written for {patch.library} {patch.versions}, and {version} is installed. See whether it "
            f"still holds, and say so in {__name__}."
        )
    return True


def put(key: str, owner: Any, name: str, new: Any) -> None:
    """Put ``new`` in place of ``owner``'s attribute ``name``, unless the intervention is to be left out.

    Raises ExtensionError where the library has another version than it was written for, or has no such attribute.
    """
    if not is_wanted(key):
        return
    if not hasattr(owner, name):
        raise ExtensionError(f"{key}: {PATCHES[key].library} has no {name} any more, which is replaced in {__name__}.")
    setattr(owner, name, new)


UNCOLOURED = re.compile(r'<span class="(?:nn?|p|w)">([^<]*)</span>')
"""Names, punctuation and blanks, which have the colour of the code around them in either scheme: more than half of all marks."""


def without_idle_marks(html: str) -> str:
    """Return highlighted code without the marks that no style sheet gives a colour of their own.

    >>> without_idle_marks('<span class="k">def</span><span class="w"> </span><span class="nf">f</span><span class="p">():</span>')
    '<span class="k">def</span> <span class="nf">f</span>():'
    """
    return UNCOLOURED.sub(r"\1", html)


def _highlight_once(app: Sphinx) -> None:
    highlighter = app.builder.highlighter
    highlight, known = highlighter.highlight_block, {}

    def highlight_block(
        source: str, lang: str, opts: dict | None = None, force: bool = False, location: Any = None, **options: Any
    ) -> str:
        key = (source, lang, repr(opts), force, repr(sorted(options.items())))
        if key not in known:
            known[key] = without_idle_marks(highlight(source, lang, opts, force, location, **options))
        return known[key]

    put("highlight_once", highlighter, "highlight_block", highlight_block)


def _render_titles_once(app: Sphinx) -> None:
    render, known = app.builder.render_partial, {}

    def render_partial(node: nodes.Node | None) -> dict[str, str]:
        if not isinstance(node, nodes.title):
            return render(node)
        key = str(node)
        if key not in known:
            known[key] = {"title": render(node)["title"]}  # the one part that is asked of a title
        return known[key]

    put("render_titles_once", app.builder, "render_partial", render_partial)


def _list_sections_once(app: Sphinx) -> None:
    """Have the theme make the list of a page's sections once for all pages with the same sections.

    The theme puts its function into a page's context and uses it at once, to see which parts of the page would be empty. So it
    is made to do the first a little earlier, and the function is put right in between.
    """
    if not is_wanted("list_sections_once"):
        return
    known: dict[str, str] = {}
    for listener in list(app.events.listeners.get("html-page-context", ())):
        if listener.handler is add_toctree_functions:
            app.disconnect(listener.id)
            app.connect("html-page-context", listener.handler, priority=EARLY)

    def keep(_: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
        made_by_the_theme = context.get("generate_toc_html")
        # The first link of the list is the page's own title, which the theme leaves out.
        sections = str(context.get("toc", "")).partition("</a>")[2]

        def generate_toc_html(kind: str = "html") -> Any:
            if kind != "html" or not sections:
                return made_by_the_theme(kind)
            if sections not in known:
                known[sections] = str(made_by_the_theme(kind))
            return known[sections]

        if made_by_the_theme is not None:
            context["generate_toc_html"] = generate_toc_html

    app.connect("html-page-context", keep, priority=EARLY + 1)


KEPT = re.compile(r"<(pre|script|textarea)\b.*?</\1>", re.DOTALL)
"""What keeps its blanks."""


def without_blanks(html: str) -> str:
    """Return HTML with one end of line for every run of blanks that holds one.

    >>> without_blanks("<p>\\n   a b\\n\\n  <pre>c\\n  d</pre>\\n </p>")
    '<p>\\na b\\n<pre>c\\n  d</pre>\\n</p>'
    """
    pieces, end = [], 0
    for kept in KEPT.finditer(html):
        pieces += [_without_blanks(html[end : kept.start()]), kept[0]]
        end = kept.end()
    return "".join([*pieces, _without_blanks(html[end:])])


def _without_blanks(html: str) -> str:
    first, *others = html.split("\n")  # faster by far than an expression that looks for blanks everywhere
    if not others:
        return html
    lines = filter(None, map(str.strip, others[:-1]))
    return "\n".join([first.rstrip(), *lines, others[-1].lstrip()])


def _leave_out_blanks(app: Sphinx) -> None:
    templates = app.builder.templates
    render = templates.render

    def render_page(template: str, context: dict[str, Any]) -> str:
        html = render(template, context)
        return without_blanks(html) if template in WHOLE_PAGES else html

    put("leave_out_blanks", templates, "render", render_page)


def _node(content: dict[str, Any], *within: str) -> nbformat.NotebookNode:
    return nbformat.NotebookNode(content | {name: nbformat.NotebookNode(content[name]) for name in within})


def read_notebook(text: str) -> nbformat.NotebookNode:
    """Return a notebook that this project's run has kept: it was validated then, and what its outputs hold is left as it is."""
    notebook = _node(json.loads(text), "metadata")
    notebook.cells = [_node(cell, "metadata") for cell in notebook.cells]
    for cell in notebook.cells:
        if "outputs" in cell:
            cell.outputs = [_node(output, *({"data", "metadata"} & set(output))) for output in cell.outputs]
    return rejoin_lines(notebook)


def _reach_into_builder(app: Sphinx) -> None:
    if app.builder.format == "html":
        _list_sections_once(app)
        _leave_out_blanks(app)
        _highlight_once(app)
        _render_titles_once(app)


def setup(app: Sphinx) -> dict[str, bool]:
    """Make the interventions that take a few lines; the others are made by the extensions that need them."""
    put("read_notebook", myst_nb.core.read, "standard_nb_read", read_notebook)
    # The one function of nbformat's that the parser calls, to write a copy of each notebook that nothing reads.
    no_copy = SimpleNamespace(writes=lambda _: "", NotebookNode=nbformat.NotebookNode)
    put("write_no_copy", myst_nb.sphinx_, "nbformat", no_copy)
    app.connect("builder-inited", _reach_into_builder)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
