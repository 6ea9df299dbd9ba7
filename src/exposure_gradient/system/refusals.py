"""Say in one line what the system refused, where, and what to do about it."""

import errno
import os
import resource
from pathlib import Path

from exposure_gradient.paths import build_folder, cache_folder, data_folder

NO_ROOM = {errno.ENOSPC: "no room is left on the disk", errno.EDQUOT: "your quota of the disk is used up"}
LIMITS = {
    errno.EMFILE: ("too many files are open at once", "n", resource.RLIMIT_NOFILE),
    errno.EAGAIN: ("the system starts no more processes for you", "u", resource.RLIMIT_NPROC),
    errno.EFBIG: ("a file would become too large", "f", resource.RLIMIT_FSIZE),
    errno.ENOMEM: ("memory is short", "v", resource.RLIMIT_AS),
}
"""What meeting a limit of the shell's means, the option of ``ulimit`` that sets it, and the limit."""


def shown_path(path: str | os.PathLike) -> str:
    """Return a path as a person would type it: relative to the current folder where it is below that."""
    try:
        relative = os.path.relpath(path)
    except OSError:  # the current folder has been removed
        return os.fspath(path)
    return os.fspath(path) if relative.startswith("..") else relative


def _or_elsewhere(path: Path) -> str:
    """Say which variable names another folder for what is written at a path; nothing where none does."""
    folders = {
        "EXPOSURE_GRADIENT_BUILD": build_folder(),
        "EXPOSURE_GRADIENT_CACHE": cache_folder(),
        "EXPOSURE_GRADIENT_DATA": data_folder(),
    }
    for variable, folder in folders.items():
        if path.absolute().is_relative_to(folder.absolute()):
            return f", or name another folder in {variable}"
    return ""


def _permission(path: Path) -> str:
    """Say which permission is missing at a path: to reach it, to read it or to write it."""
    for folder in reversed(path.absolute().parents):
        if folder.is_dir() and not os.access(folder, os.X_OK):
            return f"reached: you may not enter {shown_path(folder)}. Run chmod u+rx on it"
    if os.path.lexists(path) and not os.access(path, os.R_OK):
        return f"read: you have no permission to. Run {'chmod u+rx' if path.is_dir() else 'chmod u+r'} on it"
    for place in (path, path.absolute().parent):
        if os.path.lexists(place) and not os.access(place, os.W_OK):
            return f"written: you have no permission to write {shown_path(place)}. Run chmod u+w on it{_or_elsewhere(path)}"
    return "used: the system does not permit it. Ask the owner of the folder"


def _obstacle(path: Path) -> Path | None:
    """Return the part of a path that is something else than the folder that is needed there."""
    return next((part for part in [*reversed(path.parents), path] if os.path.lexists(part) and not part.is_dir()), None)


def _of_limit(number: int) -> str:
    words, option, limit = LIMITS[number]
    soft = resource.getrlimit(limit)[0]
    unit = 1 if number in (errno.EMFILE, errno.EAGAIN) else 1024
    if soft == resource.RLIM_INFINITY:
        return f"{words}. End other programs, and run this again."
    return f"{words} (ulimit -{option} is {soft // unit}). Raise the limit with ulimit -{option}, and run this again."


def explained(error: OSError | MemoryError) -> str:
    """Return what the system refused, in one line, and what to do."""
    if isinstance(error, MemoryError):
        error = OSError(errno.ENOMEM, "")
    name = error.filename2 or error.filename  # of a link or a move, what was to be made
    name = name if isinstance(name, str | bytes) else None
    path = Path(os.fsdecode(name)) if name else build_folder()
    where, number = shown_path(path), error.errno
    if number in NO_ROOM:
        return f"{where} cannot be written: {NO_ROOM[number]}. Make room{_or_elsewhere(path)}, and run this again."
    if number == errno.EROFS:
        return f"{where} cannot be written: the disk is read-only. Mount it for writing{_or_elsewhere(path)}, and run this again."
    if (name and number in (errno.EACCES, errno.EPERM)) or (number == errno.EEXIST and path.is_dir()):
        return f"{where} cannot be {_permission(path)}, and run this again."
    if number in LIMITS:
        return f"{where + ' cannot be opened' if name else 'This cannot go on'}: {_of_limit(number)}"
    if name and number in (errno.ENOTDIR, errno.EEXIST) and (part := _obstacle(path)):
        return f"{where} cannot be made: {shown_path(part)} is not a folder. Move it away{_or_elsewhere(path)}, and run this again."
    if name and number == errno.EISDIR:
        return f"{where} is a folder where a file is needed. Move it away, and run this again."
    if number == errno.ENOENT and not name and not Path().exists():
        return "The current folder has been removed. Change to the folder of the checkout, and run this again."
    if name and number == errno.ENOENT:
        return f"{where} does not exist. Restore it{_or_elsewhere(path)}, and run this again."
    said = (error.strerror or str(error) or type(error).__name__).rstrip(".")
    return f"{where + ': ' if name else ''}{said}. Put that right, and run this again."
