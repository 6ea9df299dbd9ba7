"""A Sphinx extension: what would be done again for every page, with the same result, is done once or not at all.

Pages made from one notebook show the same cells of code, and each page names its neighbours and the pages above it. Sphinx
would highlight and render them hundreds of times. MyST-NB would also write every notebook out again, for a link to download
it that the book does not use: its pages offer the notebook without its outputs.
"""

import functools
import json
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import myst_nb.core.read
import myst_nb.sphinx_
import nbformat
import pybtex.plugin
from docutils import frontend, nodes
from markupsafe import Markup
from myst_nb.sphinx_ext import add_global_html_resources
from nbformat.v4.rwbase import rejoin_lines
from pydata_sphinx_theme.toctree import add_toctree_functions
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment.collectors.toctree import TocTreeCollector
from sphinx_external_toc.collectors import TocTreeCollectorWithStyles

from exposure_gradient.book.ext.theme import CODED_PAGES

UNSEARCHED = re.compile(r"<(details|svg|style|script)\b.*?</\1>", re.DOTALL)
"""Parts of an output that a search for words passes over: pictures, and what is folded, such as the audit trail."""

EARLY = 450
"""A listener's priority before most, whose is 500."""

WORDLESS = (nodes.title, nodes.literal_block, nodes.raw)
"""What holds no text of its own for the search: titles and outputs are taken apart from it, and code is left out."""

WHOLE_PAGES = ("page.html", "search.html")
"""The templates of whole pages; the others give parts of them."""

TAG = re.compile(r"<[^>]*>")
NUMBER = re.compile(r"(?<![\w-])[+−–-]?\d[\d.,·%–]*(?![\w-])")


def _highlight_once(app: Sphinx) -> None:
    highlighter = getattr(app.builder, "highlighter", None)
    if highlighter is None:
        return
    highlight, known = highlighter.highlight_block, {}

    def highlight_block(
        source: str, lang: str, opts: dict | None = None, force: bool = False, location: Any = None, **options: Any
    ) -> str:
        key = (source, lang, repr(opts), force, repr(sorted(options.items())))
        if key not in known:
            known[key] = highlight(source, lang, opts, force, location, **options)
        return known[key]

    highlighter.highlight_block = highlight_block


def _render_titles_once(app: Sphinx) -> None:
    render, known = getattr(app.builder, "render_partial", None), {}
    if render is None:
        return

    def render_partial(node: nodes.Node | None) -> dict[str, str]:
        if not isinstance(node, nodes.title):
            return render(node)
        key = str(node)
        if key not in known:
            known[key] = {"title": render(node)["title"]}  # the one part that is asked of a title
        return known[key]

    app.builder.render_partial = render_partial


def words_of(html: str) -> str:
    """Return the words of a piece of HTML that a search is to find; figures are no words.

    >>> words_of("<td>Dental hygienists</td><td>0.27</td><details>folded</details>").split()
    ['Dental', 'hygienists']
    """
    return NUMBER.sub(" ", Markup(TAG.sub(" ", UNSEARCHED.sub(" ", html))).unescape())


def searchable(code: str, doctree: nodes.document) -> nodes.document:
    """Return what the search index holds of a page: its titles, its text, and the text of its outputs, but no code.

    Sphinx itself strips tags and joins what they part: a table's cells would become one word. Of a page with a ``code``, whose
    sections have the same titles as every other's, the page's own title alone is a title, and of its text the outputs alone.
    """
    found, words = nodes.document(None, None), [code]
    for node in doctree.findall():
        if isinstance(node, nodes.title):
            if not code or not found.children:
                found += nodes.section("", nodes.title("", node.astext()), ids=node.parent.get("ids", [])[:1])
        elif isinstance(node, nodes.raw):
            words.append(words_of(node.astext()))
        elif not code and isinstance(node, nodes.Text) and not isinstance(node.parent, WORDLESS):
            words.append(node.astext())
    found += nodes.paragraph("", " ".join(dict.fromkeys(" ".join(words).split())))  # each word once
    return found


def _index_words_alone(app: Sphinx) -> None:
    index, coded = getattr(app.builder, "index_page", None), re.compile(app.config[CODED_PAGES])
    if index is None:
        return

    def index_page(page: str, doctree: nodes.document, title: str) -> None:
        found = coded.match(page)
        index(page, searchable(found["code"] if found else "", doctree), title)

    app.builder.index_page = index_page


def _list_sections_once(app: Sphinx) -> None:
    """Have the theme make the list of a page's sections once for all pages with the same sections.

    The theme puts its function into a page's context and uses it at once, to see which parts of the page would be empty. So it
    is made to do the first a little earlier, and the function is put right in between.
    """
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


def _write_without_blanks(app: Sphinx) -> None:
    """Leave out of every page the blanks that templates leave at the beginnings of lines, which no browser shows."""
    templates = getattr(app.builder, "templates", None)
    if templates is None:
        return
    render = templates.render

    def render_page(template: str, context: dict[str, Any]) -> str:
        html = render(template, context)
        return without_blanks(html) if template in WHOLE_PAGES else html

    templates.render = render_page


def _settings_once(default_settings: Callable[..., Any]) -> Callable[..., Any]:
    """Return docutils' function for a parser's default settings, which it finds out anew for every page, with a memory."""
    known = functools.cache(default_settings)
    return lambda *components: known(*components).copy()


def _number_if_asked(collector: type[TocTreeCollector]) -> Callable[..., Any]:
    """Return the way to number sections that first looks whether any are: the collector copies all titles before it looks."""
    number = collector.assign_section_numbers

    def assign_section_numbers(self: TocTreeCollector, env: Any) -> Any:
        numbers = number if env.numbered_toctrees else TocTreeCollector.assign_section_numbers
        return numbers(self, env)

    return assign_section_numbers


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


def _do_once(app: Sphinx) -> None:
    _lay_style_first(app)
    _list_sections_once(app)
    _write_without_blanks(app)
    _highlight_once(app)
    _render_titles_once(app)
    _index_words_alone(app)


def setup(app: Sphinx) -> dict[str, bool]:
    """Put the short ways in place of the long ones."""
    # The one function of nbformat's that the parser calls, to write a copy of each notebook that nothing reads.
    myst_nb.sphinx_.nbformat = SimpleNamespace(writes=lambda _: "", NotebookNode=nbformat.NotebookNode)
    myst_nb.core.read.standard_nb_read = read_notebook
    pybtex.plugin._load_entry_point = functools.cache(pybtex.plugin._load_entry_point)
    TocTreeCollectorWithStyles.assign_section_numbers = _number_if_asked(TocTreeCollectorWithStyles)
    frontend.get_default_settings = _settings_once(frontend.get_default_settings)
    app.connect("builder-inited", _do_once)
    app.connect("html-page-context", _unlink_first)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
