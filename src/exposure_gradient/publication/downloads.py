"""The files that a page has made for its readers to download: their names, and how a cell's output carries them.

The names are declared here, apart from what draws them, because the build has to know which files a page must have before it
decides whether to run it.
"""

import base64
from collections.abc import Mapping
from typing import Any

FILES_TYPE = "application/vnd.exposure-gradient.files+json"
"""The media type of the files that a cell's output carries: their names below the page's folder, and their bytes in base64."""

NEWSROOM_PICTURES = ("distribution", "ends", "moves", "groups")
KINDS = ("svg", "png")

FILES_OF = {"newsroom": tuple(f"/{name}.{kind}" for name in NEWSROOM_PICTURES for kind in KINDS)}
"""The files that a page has in a folder of its own name, by the page."""


def as_bundle(files: Mapping[str, bytes]) -> dict[str, Any]:
    """Return files as an entry of a cell's output."""
    return {FILES_TYPE: {name: base64.b64encode(content).decode("ascii") for name, content in files.items()}}


def files_in(output: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the files that the data of a cell's output carry."""
    return {name: base64.b64decode(content) for name, content in output.get(FILES_TYPE, {}).items()}
