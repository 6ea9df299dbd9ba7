"""The manifest of an edition: the sha256 of every published file, as `sha256sum --check` reads it.

The same commit gives the same bytes, in whatever folder, at whatever time, on however many cores. Whoever builds the edition
again compares with the manifest that was published with it: `make verify MANIFEST=manifest.sha256`.
"""

import hashlib
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from exposure_gradient.errors import InputError

NAME = "manifest.sha256"
LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")
THREADS = 2
SHOWN = 20


def digests(site: Path) -> dict[str, str]:
    """Return the sha256 of every file of a site but its manifest, by its path in the site, in the order of the paths."""
    files = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    files.pop(NAME, None)
    names = sorted(files)

    def digests_of(some: list[str]) -> dict[str, str]:
        return {name: hashlib.sha256(files[name].read_bytes()).hexdigest() for name in some}

    found: dict[str, str] = {}
    with ThreadPoolExecutor(THREADS) as threads:  # hashing leaves the interpreter's lock
        for part in threads.map(digests_of, (names[first::THREADS] for first in range(THREADS))):
            found |= part
    return {name: found[name] for name in names}


def write_manifest(site: Path) -> None:
    """Write a site's manifest into it."""
    lines = (f"{digest}  {name}\n" for name, digest in digests(site).items())
    (site / NAME).write_text("".join(lines), "utf-8")


def read_manifest(path: Path) -> dict[str, str]:
    """Return the digests that a manifest states, by path. Raises InputError for a file that is none, with its line."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{path} cannot be read as a manifest: {error}. Name a file as `make book` writes it."
        ) from None
    found: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        parts = LINE.fullmatch(line)
        if parts is None or parts[2] in found:
            raise InputError(
                f"{path} line {number}: {line[:80]!r} is no sha256 with the path of a file that no other line names. "
                f"Take {NAME} as it was published."
            )
        found[parts[2]] = parts[1]
    if not found:
        raise InputError(f"{path} names no file. Take {NAME} as it was published.")
    return found


def differences(stated: dict[str, str], found: dict[str, str]) -> list[str]:
    """Name every file that is missing, that should not be there, or that has other bytes."""
    named = [
        *((name, "missing") for name in stated.keys() - found.keys()),
        *((name, "not in the manifest") for name in found.keys() - stated.keys()),
        *((name, "other bytes") for name in stated.keys() & found.keys() if stated[name] != found[name]),
    ]
    return [f"{name}: {what}" for name, what in sorted(named)]
