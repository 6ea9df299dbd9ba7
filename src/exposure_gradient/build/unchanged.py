"""Learn in a blink that nothing has changed since the last good book.

Every file that a book is made from is hashed, and the published files are counted and measured; only where both are
as they were is there nothing to do. Standard library only: importing the rest would take longer than the answer.
"""

import hashlib
import json
import os
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

from exposure_gradient.paths import ROOT, build_folder, data_folder

SOURCES_VARIABLE = "EXPOSURE_GRADIENT_SOURCES"
SETTINGS = (SOURCES_VARIABLE, "EXPOSURE_GRADIENT_CACHE")


def _files(folders: Iterable[Path]) -> list[Path]:
    found = []
    for folder in folders:
        for place, inner, names in os.walk(folder):
            inner[:] = sorted(name for name in inner if name != "__pycache__" and not name.startswith("."))
            found += [Path(place, name) for name in sorted(names)]
    return found


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
    files = _files([data_folder(), ROOT / "notebooks", ROOT / "src"])
    files += [ROOT / name for name in ("_config.yml", "_toc.yml", "requirements.txt")]
    files += _wording_files()
    for path in files:
        if path.is_file():
            digest.update(f"{path.name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    digest.update(json.dumps([os.environ.get(name) for name in SETTINGS]).encode())
    return digest.hexdigest()


def _published_digest() -> str:
    place = build_folder() / "html"
    sizes = [(path.relative_to(place).as_posix(), path.stat().st_size) for path in _files([place])]
    return hashlib.sha256(json.dumps(sizes).encode()).hexdigest()


def _stamp() -> Path:
    return build_folder() / "book.json"


def is_unchanged() -> bool:
    """Say whether the published book is what building it now would give."""
    try:
        kept = json.loads(_stamp().read_text("utf-8"))
        return kept["inputs"] == inputs_digest() and kept["published"] == _published_digest()
    except (OSError, ValueError, KeyError):
        return False


def remember(inputs: str) -> None:
    """Keep what the book that has just been published was made from; ``inputs`` as they were when it was begun."""
    part = _stamp().with_suffix(".part")
    part.write_text(json.dumps({"inputs": inputs, "published": _published_digest()}), "utf-8")
    part.replace(_stamp())
