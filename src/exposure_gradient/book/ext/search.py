"""A Sphinx extension: the full-text search takes words for words.

Sphinx splits "X-ray" into "x" and "ray", and "nurse's" into "nurse" and "s", and then looks for the letter and marks it wherever it
stands. Here a single letter does not count as a word, neither in the index nor in a query. ``sphinx_highlight.js`` and ``search.js`` among our
static files mark words and show where they stand.
"""

import re
from typing import Any

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.search.en import SearchEnglish

from exposure_gradient.book.ext.patches import put
from exposure_gradient.book.ext.theme import AFTER_ALL, CODED_PAGES

FEWEST_LETTERS = 2

REPLACED = "sphinx_highlight.js"
"""A script of Sphinx's own that a static file of ours replaces; Sphinx puts it on every page already."""


STEM_IN_PYTHON = re.compile("(.*[aeiouy][^aeiou].*(?:log|bl))i")
"""How the stemmer for Python leaves "technology" and "assembly", whose last letter the stemmer for JavaScript takes off."""


UNSEARCHED = re.compile(r"<(details|svg|style|script)\b.*?</\1>", re.DOTALL)
"""Parts of an output that a search for words passes over: pictures, and what is folded, such as the audit trail."""

WORDLESS = (nodes.title, nodes.literal_block, nodes.raw)
"""What holds no text of its own for the search: titles and outputs are taken apart from it, and code is left out."""

TAG = re.compile(r"<[^>]*>")
NUMBER = re.compile(r"(?<![\w-])[+−–-]?\d[\d.,·%–]*(?![\w-])")


class SearchWords(SearchEnglish):
    """English without single letters, with the same stems in the index as in a query."""

    js_splitter_code = f"""
function splitQuery(query) {{
  return query.split(/[^\\p{{Letter}}\\p{{Number}}_]+/u).filter((word) => word.length >= {FEWEST_LETTERS});
}}
"""

    def split(self, input: str) -> list[str]:
        """Return the words of a text, for the index."""
        return [word for word in super().split(input) if len(word) >= FEWEST_LETTERS]

    def stem(self, word: str) -> str:
        """Return a word's stem, for the index."""
        if len(word) <= FEWEST_LETTERS:
            return word.lower()
        stem = super().stem(word)
        differs = STEM_IN_PYTHON.fullmatch(stem)
        return differs[1] if differs else stem


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
    if app.builder.format != "html":
        return
    index, coded = app.builder.index_page, re.compile(app.config[CODED_PAGES])

    def index_page(page: str, doctree: nodes.document, title: str) -> None:
        found = coded.match(page)
        index(page, searchable(found["code"] if found else "", doctree), title)

    put("index_words", app.builder, "index_page", index_page)


def _load_once(_: Sphinx, config: Config) -> None:
    config["html_js_files"] = [file for file in config["html_js_files"] if file != REPLACED]


def _leave_marking_out(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    """Take the script that marks words off every page but the search page: ``exposure.js`` loads it where there are words to mark."""
    if page != "search":
        scripts = context["script_files"]
        context["script_files"] = [script for script in scripts if REPLACED not in str(script.filename)]


def setup(app: Sphinx) -> dict[str, bool]:
    """Put the words in place of Sphinx's own for English."""
    app.add_search_language(SearchWords)
    app.connect("config-inited", _load_once)
    app.connect("builder-inited", _index_words_alone)
    app.connect("html-page-context", _leave_marking_out, priority=AFTER_ALL)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
