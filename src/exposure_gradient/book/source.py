"""The book's source folder, and the frame that stands around every page of it."""

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path

import yaml

from exposure_gradient.book.process import NOTEBOOKS, STATIC_SUFFIXES, lay_static_files, tidy_source
from exposure_gradient.errors import InputError
from exposure_gradient.pages.imports import modules_of
from exposure_gradient.pages.page import PACKAGE, Page, lock_digest
from exposure_gradient.paths import ROOT, source_folder, toc_path
from exposure_gradient.system.files import files_in


def assemble_source(pages: Iterable[Page]) -> None:
    """Make the book's source folder hold the pages and what they need, and nothing else."""
    source = source_folder()
    wanted = {source / f"{page.name}.ipynb" for page in pages} | lay_static_files()
    missing = sorted(path.name for path in wanted if not path.is_file())
    if missing:
        raise InputError(f"{len(missing)} pages have not been run, {missing[0]} among them. Run: make book")
    tidy_source(wanted.__contains__)


def _extensions() -> frozenset[Path]:
    """Return the modules of the package that Sphinx runs with: the extensions that are configured, and what they import."""
    names = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))["sphinx"]["extra_extensions"]
    code = "\n".join(f"import {name}" for name in [*names, f"{PACKAGE.name}.book.run"])
    return modules_of(code, PACKAGE)


def frame_digest(pages: Iterable[Page], files: Iterable[Path], site: str) -> str:
    """Return a digest of what stands around every page: contents and titles, configuration, style, theme.

    Sphinx rewrites only the pages whose own source changed, so where the frame changes it has to start anew. ``files`` are those that
    the publication puts into the frame besides, ``site`` its address.
    """
    read = [toc_path(), ROOT / "_config.yml", *sorted({*_extensions(), *files})]
    read += [path for path in files_in(NOTEBOOKS) if path.suffix in STATIC_SUFFIXES]
    digest = hashlib.sha256(lock_digest().encode())
    for path in read:
        digest.update(os.fsencode(f"{os.path.relpath(path, ROOT)}\0") + path.read_bytes())
    digest.update(site.encode())
    digest.update(json.dumps(sorted((page.name, page.heading()) for page in pages)).encode())
    return digest.hexdigest()
