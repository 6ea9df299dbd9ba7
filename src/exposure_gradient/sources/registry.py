"""The registry of publishers' files (``data/sources.toml``) and the edition (``data/edition.toml``)."""

import dataclasses
import functools
import re
import tomllib
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from exposure_gradient.errors import InputError
from exposure_gradient.paths import SITE, data_folder, site_named
from exposure_gradient.sources.cells import text_of

NEEDED = (
    "ilo_scores", "isco_structure", "ibs_crosswalk", "onet_occupations", "onet_2010_to_2019", "oews", "eloundou_scores",
    "tomlinson_scores", "employment_gbr", "employment_fra", "employment_ita", "employment_pak",
)  # fmt: skip
"""The files that the tables are derived from, by their keys."""


@dataclass(frozen=True)
class Source:
    """One publisher's file: what it is, who publishes it, under which licence, and the bytes that are meant.

    ``path`` is its place below a folder of sources, ``member`` its place inside the archive served at
    ``address``, where the publisher serves an archive.
    """

    key: str
    path: str
    name: str
    short_name: str
    publisher: str
    release: str
    licence: str
    citation: str
    landing: str
    address: str
    sha256: str
    bytes: int
    member: str = ""
    archive_sha256: str = ""

    @property
    def file_name(self) -> str:
        """The file's own name, without folders."""
        return Path(self.path).name


@dataclass(frozen=True)
class Edition:
    """The edition that stands on every page, in every record and in every citation.

    ``site`` is the address that the site is published at, with a slash at its end; an empty one leaves addresses relative. One
    reserved by RFC 2606 holds the place of an address that is still to be had. ``repository`` is where the source can be read and an error
    be reported; where it is empty, no page offers either.
    A rerun with a reader's own scores is an edition of its own: ``own_scores`` names the reader's file, ``own_columns`` the
    columns that were taken from it, and ``notice`` is what every page has to say of that. A copy with a page of a reader's own table of
    employment names that in ``own_employment``. Those four are empty in ours.
    """

    id: str
    date: str
    title: str
    authors: str
    site: str = ""
    repository: str = ""
    own_scores: str = ""
    own_columns: tuple[str, ...] = ()
    own_employment: str = ""
    notice: str = ""

    @property
    def is_published(self) -> bool:
        """Whether the site has an address that can be opened."""
        host = urllib.parse.urlsplit(self.site).hostname or ""
        return bool(host) and not RESERVED_HOST.search(host)

    def place_of(self, path: str) -> str:
        """Return the full address of a file of the site; where the site has none yet, the file's path in it."""
        return f"{self.site}{path}" if self.is_published else path


RESERVED_HOST = re.compile(r"(^|\.)(example|invalid|test|example\.(com|net|org))$")
"""Hosts that RFC 2606 keeps free: nothing is ever published there."""

RESTORE = "Correct it, or restore it from the repository."
ADDRESS = re.compile(r"https://[!-~]+|\.\./[0-9a-z_./-]+")
"""Elsewhere, or a file of the book itself, as a reader's own table of scores is."""
REPOSITORY = re.compile(r"https://[!-~]*[!-.0-~]")
COLUMN = re.compile(r"[a-z0-9_]+")
HASH = re.compile(r"[0-9a-f]{64}")
FIELDS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "path": (lambda value: _is_below(value) and Path(value).suffix in (".xlsx", ".csv", ".dta"), "a path below a folder of sources, to a workbook, CSV or Stata file"),
    "member": (lambda value: value == "" or _is_below(value), "a path inside an archive"),
    "landing": (lambda value: bool(ADDRESS.fullmatch(value)), "an address that begins with https://, or a file of the book"),
    "address": (lambda value: bool(ADDRESS.fullmatch(value)), "an address that begins with https://, or a file of the book"),
    "sha256": (lambda value: bool(HASH.fullmatch(value)), "a sha256 of 64 hexadecimal digits"),
    "archive_sha256": (lambda value: value == "" or bool(HASH.fullmatch(value)), "a sha256 of 64 hexadecimal digits"),
    "id": (lambda value: bool(re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z.+-]*", value)), "a name of letters, digits, dots, plus signs and hyphens"),
    "date": (lambda value: _is_date(value), "a date such as 2026-11-23"),
    "repository": (lambda value: value == "" or bool(REPOSITORY.fullmatch(value)), "an address without a slash at its end, or empty"),
    "site": (lambda value: value == "" or bool(SITE.fullmatch(value)), "an address that ends in a slash, or empty"),
}  # fmt: skip
"""What each field must be; any other holds a line of plain text."""


def _is_below(path: str) -> bool:
    place = PurePosixPath(path)
    return bool(place.parts) and not place.is_absolute() and ".." not in place.parts and path.isprintable()


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _read_toml(path: Path) -> dict[str, Any]:
    text = text_of(path, RESTORE)
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(f"{path} is not valid TOML: {error}. {RESTORE}") from None


def _checked(kind: type, path: Path, entry: str, values: Any, **given: str) -> Any:
    """Return values as a dataclass. Raises InputError that names the entry and its first field that is not what it must be."""
    place = f"{path}, [{entry}]" if entry else str(path)
    if not isinstance(values, dict):
        raise InputError(f"{place}: {values!r} stands where an entry should. {RESTORE}")
    fields = {field.name: field for field in dataclasses.fields(kind) if field.name not in given}
    needed = {name for name, field in fields.items() if field.default is dataclasses.MISSING}
    for names, what in ((needed - set(values), "missing"), (set(values) - set(fields), "unknown")):
        if names:
            raise InputError(f"{place}: a missing or unknown field: {', '.join(sorted(names))} is {what}. {RESTORE}")
    for name, value in values.items():
        if fields[name].type is int:
            if type(value) is not int or value < 1:
                raise InputError(f"{place}, {name}: {value!r} is no number of bytes. {RESTORE}")
            continue
        if fields[name].type == tuple[str, ...]:
            if not isinstance(value, list) or not all(isinstance(one, str) and COLUMN.fullmatch(one) for one in value):
                raise InputError(f"{place}, {name}: {value!r} is no list of columns' names. {RESTORE}")
            continue
        is_so, what = FIELDS.get(name, (lambda text: bool(text.strip()) and text.isprintable(), "a line of text"))
        if not isinstance(value, str) or not is_so(value):
            raise InputError(f"{place}, {name}: {value!r} is not {what}. {RESTORE}")
    return kind(**given, **values)


@functools.lru_cache
def load_registry(folder: Path | None = None) -> dict[str, Source]:
    """Return every publisher's file by its key, in the order of the registry."""
    path = (folder or data_folder()) / "sources.toml"
    found = {key: _checked(Source, path, key, fields, key=key) for key, fields in _read_toml(path).items()}
    missing = [key for key in NEEDED if key not in found]
    if missing:
        raise InputError(f"{path}: the entry [{missing[0]}] is missing. {RESTORE}")
    return found


@functools.lru_cache
def load_edition(folder: Path | None = None) -> Edition:
    """Return the edition, at the address that ``EXPOSURE_GRADIENT_SITE`` names for it, if it does."""
    path = (folder or data_folder()) / "edition.toml"
    edition: Edition = _checked(Edition, path, "", _read_toml(path))
    site = site_named()
    # A rerun with a reader's own scores must not be taken for what stands at that address.
    is_ours = not edition.own_scores and not edition.own_employment
    return dataclasses.replace(edition, site=site) if site and is_ours else edition
