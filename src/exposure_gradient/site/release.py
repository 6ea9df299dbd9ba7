"""Put the book together: the run notebooks into HTML, the records beside them, the whole into place at once."""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

from exposure_gradient import kept
from exposure_gradient.book.process import SphinxProcess, work_folder
from exposure_gradient.book.source import frame_digest
from exposure_gradient.pages.page import PACKAGE, Page
from exposure_gradient.pages.run import beside_folder
from exposure_gradient.paths import build_folder, data_folder
from exposure_gradient.publication.country_parts import SCHEMA_PATH as COUNTRY_SCHEMA_PATH
from exposure_gradient.publication.fields import OCCUPATION_FIELDS, TASK_FIELDS
from exposure_gradient.publication.figures.share_image import site_picture
from exposure_gradient.publication.link_preview import SITE_PICTURE
from exposure_gradient.publication.record import SCHEMA_PATH
from exposure_gradient.site.addresses import write_addresses_by_code
from exposure_gradient.site.beside import (
    CLAIMS,
    endings_published,
    occupation_row,
    place_beside,
    task_rows,
)
from exposure_gradient.site.book_names import book_names
from exposure_gradient.site.embed import write_embeds
from exposure_gradient.site.ledger import write_ledger
from exposure_gradient.site.links import link_file
from exposure_gradient.site.manifest import write_manifest
from exposure_gradient.site.marks import employment_script
from exposure_gradient.site.metadata import write_descriptions
from exposure_gradient.site.search_index import finder_script
from exposure_gradient.site.side_by_side import compared_script, stated_on
from exposure_gradient.site.tables import csv_text, for_spreadsheets, write_parquet, write_tables
from exposure_gradient.site.unit_groups import unit_groups_script
from exposure_gradient.sources import load_edition, load_included
from exposure_gradient.system.modes import let_everybody_read
from exposure_gradient.tables import load, load_everyday_titles

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


DOCUMENTED = (
    "errors.py",
    "frames.py",
    *(f"employment/{name}.py" for name in ("attach", "distribution", "reading")),
    *(
        f"measures/{name}.py"
        for name in ("bands", "combinations", "comparability", "comparison", "intervals", "occupation", "occupations")
    ),
    *(f"measures/{name}.py" for name in ("replication", "rules", "sensitivity")),
)
"""The modules whose docstrings and sources stand on the page "The interface": where one changes, Sphinx has to read that again."""


def published() -> Path:
    """Return the place of the last good book."""
    return build_folder() / "html"


def frame(pages: Iterable[Page]) -> str:
    """Return a digest of what stands around every page, and of what its public interface documents."""
    files = [data_folder() / "edition.toml", *(PACKAGE / name for name in DOCUMENTED)]
    return frame_digest(pages, files, load_edition().site)


def _link_page(source: str, target: str) -> None:
    """Link a page, which is written under a name taken from no other file; copy what else Sphinx writes, and writes over."""
    if source.endswith(".html"):
        link_file(Path(source), Path(target))
    else:
        shutil.copyfile(source, target)


def write_files(site: Path, pages: Iterable[Page]) -> None:
    """Put the files that pages have beside them into the site, and write the whole set."""
    records, ledger, stated = [], [], {}
    for page in pages:
        ledger.append(place_beside(beside_folder(), page, CLAIMS).read_text("utf-8"))
        for suffix in endings_published(page):
            source, place = place_beside(beside_folder(), page, suffix), place_beside(site, page, suffix)
            place.parent.mkdir(exist_ok=True)
            link_file(source, place)
            if suffix == ".json" and "isco08" in page.parameters:
                records.append(json.loads(source.read_text("utf-8")))
                stated[page.parameters["isco08"]] = stated_on(ledger[-1])
    whole = site / "data"
    whole.mkdir(exist_ok=True)
    (whole / "occupations.json").write_text(json.dumps(records, ensure_ascii=False) + "\n", "utf-8")
    occupations = [occupation_row(record) for record in records]
    (whole / "occupations.csv").write_text(csv_text(for_spreadsheets(occupations)), "utf-8")
    write_parquet(whole / "occupations.parquet", occupations, OCCUPATION_FIELDS)
    tasks = [row for record in records for row in task_rows(record)]
    write_parquet(whole / "tasks.parquet", tasks, TASK_FIELDS)
    write_ledger(whole, ledger)
    groups = load().isco_groups
    units = groups[groups["level"] == "unit"].set_index("code")["title"].to_dict()
    found = finder_script(records, load_everyday_titles(), load_included(), book_names(pages), units)
    (whole / "find.js").write_text(found, "utf-8")
    (whole / "employment.js").write_text(employment_script(), "utf-8")
    (whole / "unit_groups.js").write_text(unit_groups_script(), "utf-8")
    (whole / "compare.js").write_text(compared_script(records, stated), "utf-8")
    for schema in (SCHEMA_PATH, COUNTRY_SCHEMA_PATH):
        shutil.copyfile(schema, whole / schema.name)
    write_tables(data_folder(), whole / "tables")
    (site / SITE_PICTURE).write_bytes(site_picture(records))
    write_descriptions(site, pages)
    write_addresses_by_code(site, pages, published())


def build_html(pages: list[Page], sphinx: SphinxProcess) -> dict[str, str]:
    """Build the source folder and put the book in place of the last one; return the digest of every file in it."""
    sphinx.go(frame(pages))
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
    write_embeds(fresh, published())
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
