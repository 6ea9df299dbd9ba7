"""A Sphinx extension: the full-text search takes words for words.

Sphinx splits "X-ray" into "x" and "ray", and "nurse's" into "nurse" and "s", and then looks for the letter and marks it wherever it
stands. Here a single letter does not count as a word, neither in the index nor in a query. ``sphinx_highlight.js`` and ``search.js`` among our
static files mark words and show where they stand.
"""

import re

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.search.en import SearchEnglish

FEWEST_LETTERS = 2

REPLACED = "sphinx_highlight.js"
"""A script of Sphinx's own that a static file of ours replaces; Sphinx puts it on every page already."""


STEM_IN_PYTHON = re.compile("(.*[aeiouy][^aeiou].*(?:log|bl))i")
"""How the stemmer for Python leaves "technology" and "assembly", whose last letter the stemmer for JavaScript takes off."""


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


def _load_once(_: Sphinx, config: Config) -> None:
    config["html_js_files"] = [file for file in config["html_js_files"] if file != REPLACED]


def setup(app: Sphinx) -> dict[str, bool]:
    """Put the words in place of Sphinx's own for English."""
    app.add_search_language(SearchWords)
    app.connect("config-inited", _load_once)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
