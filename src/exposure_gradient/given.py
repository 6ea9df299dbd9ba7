"""A file that a person names: its bytes, and its name as it can be shown.

Standard library only: a build that has nothing to do asks for these alone, and importing more would take longer.
"""

import stat
from pathlib import Path

from exposure_gradient.errors import InputError

MOST_BYTES = 16 * 2**20
"""A table may be no larger. One of scores has a quarter of a megabyte."""


def printable(name: str) -> str:
    """Return a file’s name as it can be shown everywhere: on one line, other blanks as blanks, what cannot be printed as U+FFFD."""
    shown = "".join(c if c.isprintable() else " " if c.isspace() else "\ufffd" for c in name)
    return " ".join(shown.split()) or "\ufffd"


def content_of(path: Path, usage: str) -> bytes:
    """Return the bytes of a person’s file. Raises InputError for what is no file to read; ``usage`` says how to name one."""
    name = printable(str(path))
    try:
        state = path.stat()
        if stat.S_ISDIR(state.st_mode):
            raise InputError(f"{name} is a folder. {usage}")
        if not stat.S_ISREG(state.st_mode):
            raise InputError(f"{name} is a pipe or a device, not a file. Save the table to a file first. {usage}")
        if state.st_size > MOST_BYTES:
            raise InputError(
                f"{name} has {state.st_size:,} bytes, and a table may have at most {MOST_BYTES:,}. {usage}"
            )
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise InputError(f"{name}: there is no such file. {usage}") from None
    except PermissionError:
        raise InputError(f"{name} may not be read. Give yourself the permission: chmod u+r FILE.") from None
    except (OSError, ValueError) as error:  # a loop of links, a name too long or with a null byte
        raise InputError(f"{name} cannot be read: {getattr(error, 'strerror', None) or error}. {usage}") from None
