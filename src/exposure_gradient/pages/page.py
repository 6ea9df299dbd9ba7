"""A page: the notebook that it is run from, its parameters, and whether what is kept of it is still what running it would give."""

import functools
import hashlib
import json
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat

import exposure_gradient
from exposure_gradient.pages.imports import imported_modules, modules_of
from exposure_gradient.paths import ROOT

PACKAGE = Path(exposure_gradient.__file__).parent
Notebook = nbformat.NotebookNode


def _nothing(*_: Any) -> Any:
    return {}


@dataclass(frozen=True)
class Kind:
    """What pages of one kind have besides their notebooks, made by functions that their publication declares.

    ``endings`` gives the endings of the files that are kept of a page, ``files`` these files as bytes, ``meta`` the page's metadata (MyST's
    ``html_meta``). ``warm`` loads, once before pages are run, what all of them need. All are functions of a module, so that a page can
    be sent to another machine. ``modules`` are the package's modules behind them, which the page's notebook does not import.
    """

    endings: Callable[["Page"], Iterable[str]] = _nothing
    files: Callable[["Page", Notebook], dict[str, bytes]] = _nothing
    meta: Callable[["Page", Notebook], dict[str, Any]] = _nothing
    warm: Callable[[], Any] = _nothing
    modules: tuple[str, ...] = ()


PLAIN = Kind()


@dataclass(frozen=True)
class Page:
    """One page of the book: its place in it, the notebook it is run from, and with which parameters.

    ``note`` is Markdown that stands below the title, ``text_only`` says that no code is run. ``inputs`` is a digest of everything, apart
    from template and code, that the page's output depends on: the inputs themselves, of all pages together, would be memory that every
    forked page has to carry.
    """

    name: str
    template: Path
    title: str | None = None
    parameters: dict[str, Any] = field(default_factory=dict)
    inputs: str | None = None
    note: str = ""
    text_only: bool = False
    kind: Kind = PLAIN

    def heading(self) -> str:
        """Return the page's title as the contents and the neighbouring pages show it."""
        if self.title is not None:
            return self.title
        found = re.search(r"^# (.+)$", self.template.read_text("utf-8"), re.MULTILINE)
        return found.group(1) if found else self.name

    def fingerprint(self) -> str:
        """Return a sha256 over everything declared that the page's output depends on."""
        template = self.template.read_text("utf-8")
        declared = [
            self.name,
            self.title,
            self.parameters,
            self.note,
            self.text_only,
            template,
            self.inputs,
            code_digest(template),
            lock_digest(),
            notebook_digest(),
            kind_digest(self.kind.modules),
        ]
        return digest_of(declared)


def digest_of(value: Any) -> str:
    """Return a sha256 of a value made of JSON's types and of dataclasses."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=vars).encode()).hexdigest()


def digest_of_files(paths: Iterable[Path], base: Path) -> str:
    """Return a sha256 over files, by their names below ``base``, their lengths and their bytes."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(base)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


@functools.lru_cache
def code_digest(template: str, package: Path = PACKAGE) -> str:
    """Return a digest of the package's modules that a notebook imports, directly or through another."""
    return digest_of_files(imported_modules(template, package), package.parent)


@functools.lru_cache
def kind_digest(modules: tuple[str, ...], package: Path = PACKAGE) -> str:
    """Return a digest of the modules that make what is kept beside a page, and of those that they import."""
    code = "\n".join(f"import {package.name}.{module}" for module in modules)
    return digest_of_files(modules_of(code, package), package.parent)


@functools.lru_cache
def notebook_digest(package: Path = PACKAGE) -> str:
    """Return a digest of the module that makes the notebook that is run, and of that the one that is kept."""
    return digest_of_files([package / "pages" / "notebook.py"], package)


@functools.lru_cache
def lock_digest() -> str:
    """Return a digest of the locked requirements and of the running Python's version."""
    lock = ROOT / "requirements.txt"
    locked = lock.read_bytes() if lock.is_file() else b""
    return hashlib.sha256(locked + sys.version.encode()).hexdigest()
