"""Which files a folder of inputs holds, and nothing that is no file."""

import os
import stat
from pathlib import Path

from exposure_gradient.errors import InputError

KINDS = {stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket", stat.S_IFCHR: "a device", stat.S_IFBLK: "a device"}


def files_in(folder: Path) -> list[Path]:
    """Return every file of a folder of inputs, in a fixed order, but hidden ones, which editors and file managers leave.

    Raises InputError for what is no file: reading a pipe would wait for ever.
    """
    found = []
    for place, inner, names in os.walk(folder):
        inner[:] = sorted(name for name in inner if name != "__pycache__" and not name.startswith("."))
        found += [Path(place, name) for name in sorted(names) if not name.startswith(".")]
    for path in found:
        refuse_no_file(path)
    return found


def refuse_no_file(path: Path) -> None:
    """Raise InputError where there is something at a path that is neither a file nor a folder."""
    try:
        kind = KINDS.get(stat.S_IFMT(path.stat().st_mode))
    except OSError:
        kind = "a link that leads nowhere" if path.is_symlink() else None
    if kind is not None:
        raise InputError(
            f"{os.path.relpath(path)} is {kind}, not a file. Remove it, or restore the file: git checkout."
        )
