"""A Sphinx extension for the book: formulas as MathML, and a declaration that reading in parallel is safe.

MathML needs no script and no other host; browsers draw it themselves.
"""

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx
from sphinx.writers.html import HTMLTranslator


def _inline(writer: HTMLTranslator, node: nodes.math) -> None:
    writer.body.append(convert(node.astext()))
    raise nodes.SkipNode


def _displayed(writer: HTMLTranslator, node: nodes.math_block) -> None:
    writer.body.append(f'<div class="eg-math" tabindex="0">{convert(node.astext(), display="block")}</div>')
    raise nodes.SkipNode


SILENT_EXTENSIONS = ("sphinx_multitoc_numbering", "sphinx_jupyterbook_latex")
"""Loaded by Jupyter Book always, and silent about parallel reading: numbering is switched off in ``_config.yml``,
and the other acts in LaTeX builds alone."""


def _declare_safe(app: Sphinx, _: object = None) -> None:
    """Let Sphinx read on all cores, which one extension that says nothing would prevent."""
    for name in SILENT_EXTENSIONS:
        if name in app.extensions:
            app.extensions[name].parallel_read_safe = True


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the renderer ``mathml``."""
    app.add_html_math_renderer("mathml", inline_renderers=(_inline, None), block_renderers=(_displayed, None))
    app.connect("config-inited", _declare_safe)
    app.connect("builder-inited", _declare_safe)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
