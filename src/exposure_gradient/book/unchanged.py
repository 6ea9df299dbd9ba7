"""Learn in a blink that nothing has changed since the last good book.

Every file that a book is made from is hashed, and every published one; only where both are as they were is there nothing
to do. Standard library only: importing the rest would take longer than the answer.
"""

import hashlib
import json
import os
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

from exposure_gradient import kept
from exposure_gradient.paths import ROOT, SITE_VARIABLE, build_folder, data_folder
from exposure_gradient.system.files import files_in, refuse_no_file

SOURCES_VARIABLE = "EXPOSURE_GRADIENT_SOURCES"
SETTINGS = (SOURCES_VARIABLE, "EXPOSURE_GRADIENT_CACHE", SITE_VARIABLE)


def refuse_no_files() -> None:
    """Raise InputError for a pipe, or the like, among the files that are read: reading it would wait for ever."""
    input_files()
    if fonts := os.environ.get("MPLCONFIGDIR"):  # matplotlib keeps its list of fonts there
        files_in(Path(fonts))


def input_files() -> list[Path]:
    """Return every file that the book is made from, but the publishers' files. Raises InputError for what is no file."""
    single = [ROOT / name for name in ("_config.yml", "_toc.yml", "requirements.txt")]
    for path in single:
        refuse_no_file(path)
    return [*files_in(data_folder()), *files_in(ROOT / "notebooks"), *files_in(ROOT / "src"), *single]


def _publishers_files() -> list[Path]:
    """Return where the publishers' files may be; nowhere where the registry cannot be read, which its own reader reports."""
    try:
        registry = tomllib.loads((data_folder() / "sources.toml").read_text("utf-8"))
        paths = [source["path"] for source in registry.values()]
        places = [os.environ.get(SOURCES_VARIABLE), ROOT.parent / "shared" / "data"]
        return [Path(place, name) for place in places if place for path in paths for name in (path, Path(path).name)]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def inputs_digest() -> str:
    """Return a digest of every file that the book is made from, and of the settings that choose among them."""
    digest = hashlib.sha256(sys.version.encode())
    for path in (*input_files(), *_publishers_files()):
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
