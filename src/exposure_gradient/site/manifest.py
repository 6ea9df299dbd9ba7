"""The manifest of an edition: the sha256 of every published file, as `sha256sum --check` reads it.

The same commit gives the same bytes, in whatever folder, at whatever time, on however many cores. Whoever builds the edition
again compares with the manifest that was published with it: `make verify MANIFEST=manifest.sha256`.
"""

import hashlib
import posixpath
import re
from pathlib import Path

from exposure_gradient import kept
from exposure_gradient.errors import InputError

NAME = "manifest.sha256"
LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")
SHOWN = 20


def digests(site: Path) -> dict[str, str]:
    """Return the sha256 of every file of a site but its manifest, by its path in the site, in the order of the paths.

    What is no file, a link or a pipe, has NO_FILE in its place.
    """
    found = kept.digests(site)
    found.pop(NAME, None)
    return found


def write_manifest(site: Path) -> dict[str, str]:
    """Write a site's manifest into it, and return the digests of all files of the site, those of the manifest included."""
    found = digests(site)
    content = "".join(f"{digest}  {name}\n" for name, digest in found.items()).encode("utf-8")
    (site / NAME).write_bytes(content)
    return found | {NAME: hashlib.sha256(content).hexdigest()}


def read_manifest(path: Path) -> dict[str, str]:
    """Return the digests that a manifest states, by path. Raises InputError for a file that is none, with its line."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except PermissionError:
        raise
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{path} cannot be read as a manifest: {error}. Name a file as `make book` writes it."
        ) from None
    found: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        parts = LINE.fullmatch(line)
        if parts is None or parts[2] in found or not _is_inside(parts[2]):
            raise InputError(
                f"{path} line {number}: {line[:80]!r} is no sha256 with the path of a file in the folder that no other line "
                f"names. Take {NAME} as it was published."
            )
        found[parts[2]] = parts[1]
    if not found:
        raise InputError(f"{path} names no file. Take {NAME} as it was published.")
    return found


def _is_inside(name: str) -> bool:
    """Say whether a path leads to a place in the folder, and is written in the one way in which the manifest writes it."""
    return name == posixpath.normpath(name) and name.split("/")[0] not in ("", "..", ".")


def differences(stated: dict[str, str], found: dict[str, str]) -> list[str]:
    """Name every file that is missing, that should not be there, that has other bytes, or that is no file."""
    named = [
        *((name, "missing") for name in stated.keys() - found.keys()),
        *((name, "not in the manifest") for name in found.keys() - stated.keys()),
        *(
            (name, "other bytes" if found[name] != kept.NO_FILE else "no file that can be read")
            for name in stated.keys() & found.keys()
            if stated[name] != found[name]
        ),
    ]
    return [f"{name}: {what}" for name, what in sorted(named)]
