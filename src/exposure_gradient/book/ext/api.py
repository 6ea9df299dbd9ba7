"""A Sphinx extension for the page "The interface": the source of each function stands folded below its description.

``sphinx.ext.autodoc`` makes the page from the docstrings. Its companion ``viewcode`` would put the sources on pages of their own, one a
module and an index of them; here they are on the page that describes them, under the same address.
"""

import ast
import inspect
import textwrap
from typing import Any

from sphinx.application import Sphinx

AFTER_NAPOLEON = 900
"""By then the sections of a docstring have become fields."""

FOLDED = """
.. raw:: html

   <details class="eg-source"><summary>Source of {name}</summary><div id="code-{name}">

.. code-block:: python

{source}

.. raw:: html

   </div></details>
"""


def source_of(described: Any) -> str:
    """Return the source of a function, a property or a class without its docstring, which the page has above it."""
    described = described.fget if isinstance(described, property) else described
    source = textwrap.dedent(inspect.getsource(described))
    [definition] = ast.parse(source).body
    docstring, lines = definition.body[0], source.splitlines()
    del lines[docstring.lineno - 1 : docstring.end_lineno]
    return "\n".join(lines)


def _add_source(app: Sphinx, what: str, name: str, described: Any, options: Any, lines: list[str]) -> None:
    """Append the source to what a docstring says; napoleon’s two hyphens become the dash that they stand for."""
    source = textwrap.indent(source_of(described), "   ")
    folded = FOLDED.format(name=name.removeprefix("exposure_gradient."), source=source)
    lines[:] = [*(line.replace(" -- ", " – ", 1) for line in lines), *folded.splitlines()]


def setup(app: Sphinx) -> dict[str, bool]:
    """Listen to what autodoc reads."""
    app.connect("autodoc-process-docstring", _add_source, priority=AFTER_NAPOLEON)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
