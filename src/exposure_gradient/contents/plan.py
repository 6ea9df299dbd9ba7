"""Which pages the publication has, and what each is made from."""

import functools
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from exposure_gradient.contents.reads import declared_reads, reads_digest
from exposure_gradient.editions.own_scores import ABOUT_THE_ILO, ONLY_RULES, RULES_ALONE
from exposure_gradient.employment.countries import OWN, country_data, own_tables
from exposure_gradient.errors import InputError
from exposure_gradient.measures import Study, slug, study
from exposure_gradient.pages.imports import imported_modules
from exposure_gradient.pages.notebook import escape_markdown
from exposure_gradient.pages.page import PACKAGE, Kind, Page, digest_of, digest_of_files
from exposure_gradient.paths import ROOT, data_folder
from exposure_gradient.publication.inline import run_inline
from exposure_gradient.site import beside, link_preview
from exposure_gradient.sources import Wording, load_edition, load_wording
from exposure_gradient.system.files import files_in
from exposure_gradient.tables import load_countries

OCCUPATION, GROUP, COUNTRY, LEFT_OUT = "occupation", "group", "country", "left_out"
ON_EVERY_PAGE = ("sources.toml", "figures.csv", "rules.csv", "edition.toml", "oews_coverage.csv")
COUNTRIES = "countries/"
WORDING = "wording"
"""What a chapter names that reads the publisher's wording."""

TEMPLATES = (OCCUPATION, GROUP, COUNTRY, LEFT_OUT)
READ_BY_COUNTRIES = ("task_scores", "occupations", "isco_groups", "countries.csv", "published.csv")
"""What a country's page depends on beside its own table."""
INLINE = Path("publication", "inline.py")


def _warm() -> None:
    """Run an occupation's notebook for its figures, as the chapters do that show some, so that all it needs is loaded."""
    run_inline(OCCUPATION, isco08=study().codes[0])


AN_OCCUPATION = Kind(
    endings=beside.endings_of_occupation,
    files=beside.files_of_occupation,
    meta=link_preview.meta_of,
    warm=_warm,
    modules=("site.beside", "site.link_preview"),
)
WITH_DOWNLOADS = Kind(
    endings=beside.endings_of_other,
    files=beside.files_of_other,
    meta=link_preview.meta_of,
    warm=_warm,
    modules=("site.ledger", "site.link_preview"),
)
A_COUNTRY = Kind(
    endings=beside.endings_of_country,
    files=beside.files_of_country,
    meta=link_preview.meta_of,
    warm=_warm,
    modules=("site.beside", "site.link_preview"),
)
LEFT_OUT_NOTE = replace(WITH_DOWNLOADS, endings=beside.endings_of_note)


def notebooks_folder() -> Path:
    """Return the folder of the authored notebooks."""
    return ROOT / "notebooks"


@functools.lru_cache
def data_digest() -> str:
    """Return a digest of every file of ``data/``."""
    folder = data_folder()
    return digest_of_files(files_in(folder), folder)


@functools.lru_cache
def _declarations_digest() -> str:
    """Return a digest of what every page reads: the sources, what figures are, the edition, and the site's address."""
    folder = data_folder()
    return digest_of([digest_of_files([folder / name for name in ON_EVERY_PAGE], folder), load_edition().site])


@functools.lru_cache
def inline_digest(template: str, package: Path = PACKAGE) -> str:
    """Return a digest of the occupation's notebook where a notebook runs it for its figures; else an empty text."""
    if package / INLINE not in imported_modules(template, package):
        return ""
    return digest_of_files([notebooks_folder() / f"{OCCUPATION}.md"], notebooks_folder())


def _wording_digest(wording: Wording) -> str:
    """Return a digest of all of the publisher's wording, or of its absence."""
    return digest_of([None if wording.texts is None else list(wording.texts.itertuples(name=None))])


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
                kind=AN_OCCUPATION,
            )
        )
    return pages


def group_pages(everything: Study) -> list[Page]:
    """Return the page of every major group that the study scored."""
    pages = []
    template = notebooks_folder() / f"{GROUP}.md"
    inline = inline_digest(template.read_text("utf-8"))
    for code, title in sorted(everything.major_titles.items()):
        members = [everything.occupation(member).headline() for member in everything.members(code)]
        pages.append(
            Page(
                name=f"groups/{code}-{slug(title)}",
                template=template,
                title=f"{code} - {title}",
                parameters={"major_group": code},
                inputs=digest_of([members, _declarations_digest(), inline]),
                kind=WITH_DOWNLOADS,
            )
        )
    return pages


def country_pages() -> list[Page]:
    """Return the page of every country, in their order, and before them that of a reader's own table."""
    template, pages = notebooks_folder() / f"{COUNTRY}.md", []
    own = [OWN] if load_edition().own_employment else []
    for key in (*own, *load_countries().index):
        data = country_data(key)
        table = own_tables() if data.is_own else (data.source,)
        read = reads_digest((*READ_BY_COUNTRIES, *table), data_folder(), template.name)
        pages.append(
            Page(
                name=f"{COUNTRIES}{data.page}",
                template=template,
                title=data.name,
                parameters={"country": key},
                inputs=digest_of([read, _declarations_digest()]),
                note=f"> **{escape_markdown(load_edition().notice)}**" if data.is_own else "",
                kind=A_COUNTRY,
            )
        )
    return pages


def _chapter(name: str) -> Page:
    """Return the page of a chapter, made from what it declares that it reads, or from all of ``data/`` where it declares nothing."""
    path = notebooks_folder() / f"{name}.md"
    template = path.read_text("utf-8")
    reads = declared_reads(template, path.name)
    of_tables = [name for name in reads or () if name != WORDING]
    read = data_digest() if reads is None else reads_digest(of_tables, data_folder(), path.name)
    words = [_wording_digest(load_wording())] if WORDING in (reads or ()) else []
    inputs = digest_of([read, *words, _declarations_digest(), inline_digest(template)])
    return Page(name=name, template=path, inputs=inputs, kind=WITH_DOWNLOADS)


def chapters() -> list[Page]:
    """Return the pages that are one notebook each: landing page, methodology, the full gradient and the others."""
    folder = notebooks_folder()
    authored = (path for path in files_in(folder) if path.suffix == ".md")
    names = sorted(path.relative_to(folder).with_suffix("").as_posix() for path in authored)
    return [_chapter(name) for name in names if name not in TEMPLATES]


def _of_own_scores(page: Page, notice: str) -> Page:
    """Return a page as it is in an edition of a reader's own scores: its note says so; what is about the ILO's alone is left out."""
    note = f"> **{escape_markdown(notice)}**"
    if page.name in RULES_ALONE:
        return replace(page, note=f"{note}\n>\n> {ONLY_RULES}", text_only=True)
    if page.name in ABOUT_THE_ILO or page.name.startswith(COUNTRIES):
        left_out = notebooks_folder() / f"{LEFT_OUT}.md"
        return replace(page, template=left_out, title=page.heading(), parameters={}, note=note, kind=LEFT_OUT_NOTE)
    return replace(page, note=note)


def all_pages() -> list[Page]:
    """Return every page of the book: chapters, countries, groups, occupations."""
    everything, edition = study(), load_edition()
    pages = [*chapters(), *country_pages(), *group_pages(everything), *occupation_pages(everything, load_wording())]
    return [_of_own_scores(page, edition.notice) for page in pages] if edition.own_scores else pages


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
