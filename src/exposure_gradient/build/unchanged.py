"""Learn in a blink that nothing has changed since the last good book.

Every file that a book is made from is hashed, and every published one; only where both are as they were is there nothing
to do. Standard library only: importing the rest would take longer than the answer.
"""

import hashlib
import json
import os
import stat
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

from exposure_gradient import kept
from exposure_gradient.errors import InputError
from exposure_gradient.paths import ROOT, SITE_VARIABLE, build_folder, data_folder

SOURCES_VARIABLE = "EXPOSURE_GRADIENT_SOURCES"
SETTINGS = (SOURCES_VARIABLE, "EXPOSURE_GRADIENT_CACHE", SITE_VARIABLE)


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


def refuse_no_files() -> None:
    """Raise InputError for a pipe, or the like, among the files that are read: reading it would wait for ever."""
    input_files()
    if fonts := os.environ.get("MPLCONFIGDIR"):  # matplotlib keeps its list of fonts there
        files_in(Path(fonts))


def input_files() -> list[Path]:
    """Return every file that the book is made from, but the wording. Raises InputError for what is no file."""
    single = [ROOT / name for name in ("_config.yml", "_toc.yml", "requirements.txt")]
    for path in single:
        refuse_no_file(path)
    return [*files_in(data_folder()), *files_in(ROOT / "notebooks"), *files_in(ROOT / "src"), *single]


def _wording_files() -> list[Path]:
    """Return where the wording's file may lie; nowhere where the registry cannot be read, which its own reader reports."""
    try:
        wording = tomllib.loads((data_folder() / "sources.toml").read_text("utf-8"))["ilo_scores"]["path"]
        places = [os.environ.get(SOURCES_VARIABLE), ROOT.parent / "shared" / "data"]
        return [Path(place, name) for place in places if place for name in (wording, Path(wording).name)]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def inputs_digest() -> str:
    """Return a digest of every file that the book is made from, and of the settings that choose among them."""
    digest = hashlib.sha256(sys.version.encode())
    for path in (*input_files(), *_wording_files()):
        if path.is_file():
            digest.update(os.fsencode(f"{os.path.relpath(path, ROOT)}\0") + hashlib.sha256(path.read_bytes()).digest())
    digest.update(json.dumps([os.environ.get(name) for name in SETTINGS]).encode())
    return digest.hexdigest()


def _statement() -> Path:
    return build_folder() / "book.json"


def is_unchanged() -> bool:
    """Say whether the published book is what building it now would give."""
    return kept.is_kept(_statement(), inputs_digest(), build_folder() / "html")


def remember(inputs: str, digests: Mapping[str, str]) -> None:
    """Keep what the book that has just been published was made from, and the digest of each of its files.

    ``inputs`` are those as they were when it was begun.
    """
    kept.state(_statement(), inputs, digests)
