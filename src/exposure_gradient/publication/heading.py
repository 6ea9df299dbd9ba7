"""The title of a page that one notebook makes for many codes: it must be that of the code.

The build writes the title into the notebook’s heading and, as text, into the cell below it. A heading is Markdown, which a
parameter cannot change, so the cell compares the two whenever it runs: in the build, by plain papermill or in JupyterLab.
"""

import re

from markupsafe import Markup

from exposure_gradient.errors import InputError

UNFILLED = re.compile(r"\{\{ \w+ \}\}")
"""The heading of a template that no build has filled in."""


def checked_heading(heading: str, title: str, parameter: str, value: str) -> Markup:
    """Return what a notebook must show as its title: nothing where it is headed by it, a heading where it has none of its own.

    Raises InputError where the heading names another page than ``parameter``, whose value is ``value``, asks for.
    """
    if heading == title:
        return Markup()
    if UNFILLED.fullmatch(heading):
        return Markup("<h1>{}</h1>").format(title)
    raise InputError(
        f"This notebook is headed {heading!r}, but {parameter} = {value!r} is {title!r}. Use the notebook of {value}: "
        f".venv/bin/exposure-gradient notebook {value}"
    )
