"""The registry of publishers' files (``data/sources.toml``) and the edition (``data/edition.toml``)."""

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path

from exposure_gradient.errors import InputError
from exposure_gradient.paths import data_folder


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

    ``site`` is the address that the site is published at, with a slash at its end; an empty one leaves addresses relative.
    A rerun with a reader's own scores is an edition of its own: ``own_scores`` names the reader's file, ``own_columns`` the
    columns that were taken from it, and ``notice`` is what every page has to say of that. All three are empty in ours.
    """

    id: str
    date: str
    title: str
    authors: str
    site: str = ""
    own_scores: str = ""
    own_columns: tuple[str, ...] = ()
    notice: str = ""


def _read_toml(path: Path) -> dict:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise InputError(f"{path} is missing. Restore it from the repository.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path} is not valid TOML: {error}. Restore it from the repository.") from None


@functools.lru_cache
def load_registry(folder: Path | None = None) -> dict[str, Source]:
    """Return every publisher's file by its key, in the order of the registry."""
    path = (folder or data_folder()) / "sources.toml"
    try:
        return {key: Source(key=key, **fields) for key, fields in _read_toml(path).items()}
    except TypeError as error:
        raise InputError(f"{path}: an entry has a missing or unknown field: {error}.") from None


@functools.lru_cache
def load_edition(folder: Path | None = None) -> Edition:
    """Return the edition."""
    path = (folder or data_folder()) / "edition.toml"
    try:
        return Edition(**_read_toml(path))
    except TypeError as error:
        raise InputError(f"{path}: a field is missing or unknown: {error}.") from None
