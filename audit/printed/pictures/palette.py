"""The colours of a built page's style sheet, which the colours in its pictures are variables of."""

import functools
import re
from pathlib import Path

SHEET = "_static/exposure.css"
_ROOT = re.compile(r"^:root\s*\{([^}]*)\}", re.MULTILINE)
_COLOUR = re.compile(r"--eg-([\w-]+):\s*(#[0-9a-fA-F]{6})\b")


@functools.cache
def colours_of(site: Path) -> dict[str, str]:
    """Return the colours of the light pages by name, hexadecimal."""
    root = _ROOT.search((site / SHEET).read_text("utf-8"))
    return {name: colour.lower() for name, colour in _COLOUR.findall(root[1] if root else "")}
