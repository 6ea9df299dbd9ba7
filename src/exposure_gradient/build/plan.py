"""Which pages the publication has, what each is made from, and whether it must be made again."""

import functools
import hashlib
import json
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import exposure_gradient
from exposure_gradient.build.imports import imported_modules, modules_of
from exposure_gradient.build.own_scores import ABOUT_THE_ILO
from exposure_gradient.build.reads import declared_reads, reads_digest
from exposure_gradient.build.unchanged import files_in
from exposure_gradient.errors import InputError
from exposure_gradient.measures import Study, slug, study
from exposure_gradient.paths import ROOT, data_folder
from exposure_gradient.sources import Wording, load_edition, load_wording

OCCUPATION, GROUP, LEFT_OUT = "occupation", "group", "left_out"
ON_EVERY_PAGE = ("sources.toml", "figures.csv", "edition.toml", "oews_coverage.csv")
TEMPLATES = (OCCUPATION, GROUP, LEFT_OUT)
WORDING = "wording"
"""What a chapter names that reads the publisher's wording."""
INLINE = Path("presentation", "inline.py")
PACKAGE = Path(exposure_gradient.__file__).parent


@dataclass(frozen=True)
class Page:
    """One page of the book: its place in it, the notebook it is run from, and with which parameters.

    ``inputs`` is a digest of everything, apart from template and code, that the page's output depends on: the
    inputs themselves, of all pages together, would be memory that every forked page has to carry.
    """

    name: str
    template: Path
    title: str | None = None
    parameters: dict[str, Any] = field(default_factory=dict)
    inputs: str | None = None

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
            template,
            self.inputs,
            code_digest(template),
            lock_digest(),
            notebook_digest(),
            beside_digest(module="link_preview"),
            beside_digest(module="files" if self.template.stem == OCCUPATION else "ledger"),
        ]
        return digest_of(declared)


def digest_of(value: Any) -> str:
    """Return a sha256 of a value made of JSON's types and of dataclasses."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=vars).encode()).hexdigest()


def notebooks_folder() -> Path:
    """Return the folder of the authored notebooks."""
    return ROOT / "notebooks"


def _digest(paths: Iterable[Path], base: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(base)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


@functools.lru_cache
def code_digest(template: str, package: Path = PACKAGE) -> str:
    """Return a digest of the package's modules that a notebook imports, directly or through another.

    With what runs an occupation's notebook for its figures, the notebook is one of them.
    """
    modules = imported_modules(template, package)
    run = [notebooks_folder() / f"{OCCUPATION}.md"] if package / INLINE in modules else []
    return _digest(modules, package.parent) + _digest(run, notebooks_folder())


@functools.lru_cache
def beside_digest(package: Path = PACKAGE, module: str = "files") -> str:
    """Return a digest of the modules that make what is kept beside a page, which its notebook does not import.

    ``files`` makes all that stands beside an occupation's page, ``ledger`` the rows that are kept of every page, and ``link_preview`` what
    a link to a page shows.
    """
    return _digest(modules_of(f"import {package.name}.build.{module}", package), package.parent)


@functools.lru_cache
def notebook_digest(package: Path = PACKAGE) -> str:
    """Return a digest of the module that makes the notebook that is run, and of that the one that is kept."""
    return _digest([package / "build" / "notebook.py"], package)


@functools.lru_cache
def lock_digest() -> str:
    """Return a digest of the locked requirements and of the running Python's version."""
    lock = ROOT / "requirements.txt"
    locked = lock.read_bytes() if lock.is_file() else b""
    return hashlib.sha256(locked + sys.version.encode()).hexdigest()


@functools.lru_cache
def data_digest() -> str:
    """Return a digest of every file of ``data/``."""
    folder = data_folder()
    return _digest(files_in(folder), folder)


@functools.lru_cache
def _declarations_digest() -> str:
    """Return a digest of what every page reads: the sources, what figures are, the edition, and the site's address."""
    folder = data_folder()
    return digest_of([_digest([folder / name for name in ON_EVERY_PAGE], folder), load_edition().site])


def occupation_pages(everything: Study, wording: Wording) -> list[Page]:
    """Return the page of every unit group, in the order of the codes."""
    shown = [] if wording.texts is None else wording.texts.itertuples()
    words_of: dict[str, list] = {}
    for (isco08, task), *words in shown:
        words_of.setdefault(isco08, []).append([task, *words])
    pages = []
    for occupation in everything.all_occupations():
        words = words_of.get(occupation.isco08)
        pages.append(
            Page(
                name=f"gradient/{occupation.page}",
                template=notebooks_folder() / f"{OCCUPATION}.md",
                title=occupation.title,
                parameters={"isco08": occupation.isco08},
                inputs=digest_of([occupation.inputs(), words, _declarations_digest()]),
            )
        )
    return pages


def group_pages(everything: Study) -> list[Page]:
    """Return the page of every major group that the study scored."""
    pages = []
    for code, title in sorted(everything.major_titles.items()):
        members = [everything.occupation(member).headline() for member in everything.members(code)]
        pages.append(
            Page(
                name=f"groups/{code}-{slug(title)}",
                template=notebooks_folder() / f"{GROUP}.md",
                title=f"{code} - {title}",
                parameters={"major_group": code},
                inputs=digest_of([members, _declarations_digest()]),
            )
        )
    return pages


def _chapter_inputs(template: Path) -> str:
    """Return a digest of what a chapter declares that it reads, or of every file of ``data/`` where it declares nothing."""
    reads = declared_reads(template.read_text("utf-8"), template.name)
    of_tables = [name for name in reads or () if name != WORDING]
    read = data_digest() if reads is None else reads_digest(of_tables, data_folder(), template.name)
    words = [_wording_digest(load_wording())] if WORDING in (reads or ()) else []
    return digest_of([read, *words, _declarations_digest()])


def _wording_digest(wording: Wording) -> str:
    """Return a digest of all of the publisher's wording, or of its absence."""
    rows = None if wording.texts is None else list(wording.texts.itertuples(name=None))
    return digest_of([rows])


def chapters() -> list[Page]:
    """Return the pages that are one notebook each: landing page, methodology, the full gradient and the others."""
    folder = notebooks_folder()
    authored = (path for path in files_in(folder) if path.suffix == ".md")
    names = sorted(path.relative_to(folder).with_suffix("").as_posix() for path in authored)
    pages = [
        Page(name=name, template=folder / f"{name}.md", inputs=_chapter_inputs(folder / f"{name}.md"))
        for name in names
        if name not in TEMPLATES
    ]
    if load_edition().own_scores:
        note = folder / f"{LEFT_OUT}.md"
        pages = [
            Page(page.name, note, page.heading(), inputs=page.inputs) if page.name in ABOUT_THE_ILO else page
            for page in pages
        ]
    return pages


def all_pages() -> list[Page]:
    """Return every page of the book: chapters, groups, occupations."""
    everything = study()
    return [*chapters(), *group_pages(everything), *occupation_pages(everything, load_wording())]


def select(pages: list[Page], only: Iterable[str]) -> list[Page]:
    """Return the pages that are named, by ISCO-08 code, by major group or by their name in the book.

    Raises InputError for a name that no page has.
    """
    by_key = {page.name: page for page in pages}
    by_key |= {str(value): page for page in pages for value in page.parameters.values()}
    chosen = []
    for key in only:
        if key not in by_key:
            study().occupation(key) if key.isdigit() else None
            raise InputError(
                f"No page is called {key!r}: name an ISCO-08 code such as 3211, or a page such as gradient."
            )
        chosen.append(by_key[key])
    return chosen
