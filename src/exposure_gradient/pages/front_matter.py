"""What an authored notebook declares of itself in its front matter, under ``exposure_gradient``."""

import functools
from typing import Any

import yaml

from exposure_gradient.errors import InputError

KNOWN = ("description", "asked_as", "reads")


@functools.lru_cache
def declared(template: str, name: str) -> dict[str, Any]:
    """Return what an authored notebook declares, by name; nothing where it declares nothing.

    Raises InputError where the declaration is not a mapping of the names that are known.
    """
    parts = template.split("---\n", 2)
    front = yaml.safe_load(parts[1]) if len(parts) == 3 and not parts[0] else None
    found = front.get("exposure_gradient") if isinstance(front, dict) else None
    if found is None:
        return {}
    if not isinstance(found, dict) or set(found) - set(KNOWN):
        raise InputError(
            f"{name}: the front matter's exposure_gradient must be of the form `description: one sentence`, "
            "`asked_as: [what readers call it]` and `reads: [table, table.column]`."
        )
    return found
