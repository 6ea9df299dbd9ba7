"""Put the book together: the run notebooks into HTML, the records beside them, the whole into place at once."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from exposure_gradient import kept
from exposure_gradient.build.addresses import link_file, write_addresses_by_code
from exposure_gradient.build.files import (
    CLAIMS,
    occupation_row,
    place_beside,
    suffixes_beside,
    task_rows,
)
from exposure_gradient.build.finder import finder_script
from exposure_gradient.build.imports import modules_of
from exposure_gradient.build.ledger import write_ledger
from exposure_gradient.build.machines import write_descriptions
from exposure_gradient.build.manifest import write_manifest
from exposure_gradient.build.modes import let_everybody_read
from exposure_gradient.build.plan import PACKAGE, Page, lock_digest, notebooks_folder
from exposure_gradient.build.run import beside_folder
from exposure_gradient.build.sphinx_process import (
    DOCUMENTED,
    STATIC_SUFFIXES,
    SphinxProcess,
    lay_static_files,
    source_folder,
    tidy_source,
    work_folder,
)
from exposure_gradient.build.tables import csv_text, for_spreadsheets, write_parquet, write_tables
from exposure_gradient.build.unchanged import files_in
from exposure_gradient.errors import InputError
from exposure_gradient.paths import ROOT, build_folder, data_folder
from exposure_gradient.presentation.fields import OCCUPATION_FIELDS, TASK_FIELDS
from exposure_gradient.presentation.link_preview import SITE_PICTURE
from exposure_gradient.presentation.record import SCHEMA_PATH
from exposure_gradient.presentation.share_image import site_picture
from exposure_gradient.sources import load_edition

UNPUBLISHED = (
    ".buildinfo",
    "objects.inv",
    "*.map",
    "fontawesome*",
    "fa-*",
    "locales",
    "sphinx-thebe*",
    "togglebutton*",
    "*webpack-macros.html",
)
"""What Sphinx, the theme and the extensions leave in the output that no page asks for."""


def published() -> Path:
    """Return the place of the last good book."""
    return build_folder() / "html"


def assemble_source(pages: Iterable[Page]) -> None:
    """Make the book's source folder hold the pages and what they need, and nothing else."""
    source = source_folder()
    wanted = {source / f"{page.name}.ipynb" for page in pages} | lay_static_files()
    missing = sorted(path.name for path in wanted if not path.is_file())
    if missing:
        raise InputError(f"{len(missing)} pages have not been run, {missing[0]} among them. Run: make book")
    tidy_source(wanted.__contains__)


def _extensions() -> frozenset[Path]:
    """Return the modules of the package that Sphinx runs with: its extensions, and what they import, such as the policy of each page."""
    names = (path.stem for path in (PACKAGE / "build").glob("sphinx_*.py"))
    return modules_of("\n".join(f"import {PACKAGE.name}.build.{name}" for name in names), PACKAGE)


def frame_digest(pages: Iterable[Page]) -> str:
    """Return a digest of what stands around every page: contents and titles, configuration, style, theme, edition.

    Sphinx rewrites only the pages whose own source changed, so where the frame changes it has to start anew.
    """
    authored = notebooks_folder()
    files = [
        ROOT / "_toc.yml",
        ROOT / "_config.yml",
        data_folder() / "edition.toml",
        *sorted(_extensions() | {PACKAGE / name for name in DOCUMENTED}),
    ]
    files += [path for path in files_in(authored) if path.suffix in STATIC_SUFFIXES]
    digest = hashlib.sha256(lock_digest().encode())
    for path in files:
        digest.update(os.fsencode(f"{os.path.relpath(path, ROOT)}\0") + path.read_bytes())
    digest.update(load_edition().site.encode())
    digest.update(json.dumps(sorted((page.name, page.heading()) for page in pages)).encode())
    return digest.hexdigest()


def _link_page(source: str, target: str) -> None:
    """Link a page, which is written under a name taken from no other file; copy what else Sphinx writes, and writes over."""
    if source.endswith(".html"):
        link_file(Path(source), Path(target))
    else:
        shutil.copyfile(source, target)


def write_files(site: Path, pages: Iterable[Page]) -> None:
    """Put the files that pages have beside them into the site, and write the whole set."""
    records, ledger = [], []
    for page in pages:
        ledger.append(place_beside(beside_folder(), page, CLAIMS).read_text("utf-8"))
        for suffix in suffixes_beside(page):
            source, place = place_beside(beside_folder(), page, suffix), place_beside(site, page, suffix)
            place.parent.mkdir(exist_ok=True)
            link_file(source, place)
            if suffix == ".json":
                records.append(json.loads(source.read_text("utf-8")))
    whole = site / "data"
    whole.mkdir(exist_ok=True)
    (whole / "occupations.json").write_text(json.dumps(records, ensure_ascii=False) + "\n", "utf-8")
    occupations = [occupation_row(record) for record in records]
    (whole / "occupations.csv").write_text(csv_text(for_spreadsheets(occupations)), "utf-8")
    write_parquet(whole / "occupations.parquet", occupations, OCCUPATION_FIELDS)
    tasks = [row for record in records for row in task_rows(record)]
    write_parquet(whole / "tasks.parquet", tasks, TASK_FIELDS)
    write_ledger(whole, ledger)
    (whole / "find.js").write_text(finder_script(records), "utf-8")
    shutil.copyfile(SCHEMA_PATH, whole / SCHEMA_PATH.name)
    write_tables(data_folder(), whole / "tables")
    (site / SITE_PICTURE).write_bytes(site_picture(records))
    write_descriptions(site, pages)
    write_addresses_by_code(site, pages)


def build_html(pages: list[Page], sphinx: SphinxProcess) -> dict[str, str]:
    """Build the source folder and put the book in place of the last one; return the digest of every file in it."""
    sphinx.go(frame_digest(pages))
    fresh = new_release(pages)  # meanwhile
    sphinx.finish()
    return publish(fresh)


def new_release(pages: Iterable[Page]) -> Path:
    """Return a folder for a release, another one than that which is published, with all but the HTML in it."""
    fresh = place_for_release()
    kept.make_folder(fresh)
    write_files(fresh, pages)
    return fresh


def place_for_release() -> Path:
    """Return the place of the release that is not published, with nothing in it any more: thousands of names take their time."""
    releases = build_folder() / "releases"
    place = releases / ("b" if _is_published(releases / "a") else "a")
    kept.remove(place)
    return place


def _is_published(release: Path) -> bool:
    try:
        return published().samefile(release)
    except OSError:  # one of them is missing, or a link that leads nowhere
        return False


def publish(fresh: Path) -> dict[str, str]:
    """Put the HTML into a release, and that in place of the last one, all at once; return the digest of every file in it.

    The place is a symbolic link, and replacing a link is one step: a reader sees the old book or the new one. Where a folder has
    taken the link's place, as in a copy that follows links, it is moved aside first.
    """
    left_out = shutil.ignore_patterns(*UNPUBLISHED)
    shutil.copytree(work_folder() / "html", fresh, ignore=left_out, dirs_exist_ok=True, copy_function=_link_page)
    digests = write_manifest(fresh)
    let_everybody_read(fresh, (fresh.parent, build_folder()))
    place, aside = published(), fresh.with_name("aside")
    link = place.with_name("html.part")
    kept.remove(link)
    link.symlink_to(fresh.relative_to(place.parent))
    if place.is_dir() and not place.is_symlink():
        kept.remove(aside)
        place.rename(aside)
    link.replace(place)
    kept.remove(aside)
    return digests
