"""Templates of HTML: Jinja2 files in ``templates/``, in which everything is escaped that is not markup itself.

A file holds macros, which a module gets from :func:`template` and calls as functions. It is compiled when the module is imported, in
a build before pages are forked. A page depends on the files that its modules name so.
"""

import functools
import re

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.environment import TemplateModule
from jinja2.ext import Extension

BREAK_AT_MARKUP = re.compile(r"(?<=[>}])\s*\n\s*|\s*\n\s*(?=[<{]|$)")
BREAK_IN_TEXT = re.compile(r"\s*\n\s*")


class OneLine(Extension):
    """Join a template's lines: a break in running text or within a tag is a blank, one beside a tag or a mark of Jinja is nothing."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the template in one line.

        >>> OneLine(Environment()).preprocess("<p>\\n  Each mark\\n  is one.\\n</p>", None)
        '<p>Each mark is one.</p>'
        """
        return BREAK_IN_TEXT.sub(" ", BREAK_AT_MARKUP.sub("", source))


@functools.cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader(__package__),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        extensions=[OneLine],
    )


@functools.cache
def template(name: str) -> TemplateModule:
    """Return the macros of a template. Each returns markup."""
    return _environment().get_template(name).module
