"""Find a publisher's file and check its bytes.

Places are tried in order: the folder named by ``EXPOSURE_GRADIENT_SOURCES`` (``SOURCES=`` with make), the
folder ``../shared/data`` beside the checkout, and the publisher's address. A folder has the file under its path in the
registry, or, as a person’s downloads have it, under its bare name. A file whose hash differs from the registry's is an
error wherever it is; it is never used.
"""

import hashlib
import os
import zipfile
import zlib
from pathlib import Path

from exposure_gradient import kept
from exposure_gradient.errors import InputError
from exposure_gradient.paths import ROOT, cache_folder
from exposure_gradient.sources.registry import Source

FOLDER_VARIABLE = "EXPOSURE_GRADIENT_SOURCES"
NOWHERE = "none"
TIMEOUT_SECONDS = 30


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _checked(source: Source, path: Path) -> Path:
    size = path.stat().st_size
    if size != source.bytes:
        raise InputError(
            f"{path} is not the file that the registry means by [{source.key}]: it has {size:,} bytes, expected "
            f"{source.bytes:,} with the sha256 {source.sha256}. Replace it with the release named in data/sources.toml, or remove it."
        )
    found = sha256_of(path)
    if found != source.sha256:
        raise InputError(
            f"{path} is not the file that the registry means by [{source.key}]: its sha256 is {found}, "
            f"expected {source.sha256}. Replace it with the release named in data/sources.toml, or remove it."
        )
    return path


def _member_of(archive: Path, source: Source) -> Path:
    """Take the file out of its publisher's archive; no more is unpacked than the registry says it has."""
    place = archive.with_name(f"{source.key}-{Path(source.member).name}")
    try:
        with zipfile.ZipFile(archive) as packed:
            size = packed.getinfo(source.member).file_size
            if size != source.bytes:
                raise InputError(
                    f"{source.address}: {source.member} unpacks to {size:,} bytes, the registry expects {source.bytes:,} for "
                    f"[{source.key}]. Name a folder that holds the release named in data/sources.toml with SOURCES=FOLDER."
                )
            kept.write(place, packed.read(source.member))
    except (zipfile.BadZipFile, KeyError, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        archive.unlink(missing_ok=True)  # or the next run would take the same copy
        raise InputError(
            f"{source.address} serves no archive that holds {source.member}: {error}. Name a folder that holds the release "
            "named in data/sources.toml with SOURCES=FOLDER."
        ) from None
    return place


def _download(source: Source) -> Path | None:
    # Imported here because most runs find the file beside the checkout, and every page imports this module.
    import pooch
    import requests

    downloader = pooch.HTTPDownloader(timeout=TIMEOUT_SECONDS)
    archive_hash = source.archive_sha256 and f"sha256:{source.archive_sha256}"
    known_hash = (archive_hash or None) if source.member else f"sha256:{source.sha256}"
    take_out = (lambda name, *_: str(_member_of(Path(name), source))) if source.member else None
    folder, name = cache_folder(), source.key + Path(source.address if source.member else source.path).suffix
    try:
        if kept.digest_of(folder / name) == kept.NO_FILE:
            kept.remove(folder / name)  # pooch would wait for a pipe, and fail at a folder each time
        got = pooch.retrieve(
            source.address,
            known_hash=known_hash,
            path=folder,
            fname=name,
            downloader=downloader,
            processor=take_out,
        )
    except (requests.RequestException, OSError):
        return None
    except ValueError as error:  # pooch's word for a download whose hash differs
        raise InputError(
            f"{source.address} no longer serves the file that the registry means by [{source.key}]: {error}"
        ) from None
    path = Path(got[0] if isinstance(got, list) else got)
    return _checked(source, path)


def find(source: Source) -> Path | None:
    """Return the path of a publisher's file whose bytes match the registry, or None where none is to be had.

    Raises InputError where a file is found whose hash differs.
    """
    named = os.environ.get(FOLDER_VARIABLE, "")
    if named == NOWHERE:
        return None
    if named and not Path(named).is_dir():
        raise InputError(
            f"The folder of sources {named!r} (from {FOLDER_VARIABLE} or SOURCES=) "
            + ("is a file. " if Path(named).is_file() else "does not exist. ")
            + f"Name an existing folder, or {NOWHERE!r} to build without the publishers' files."
        )
    for folder in filter(None, [Path(named) if named else None, ROOT.parent / "shared" / "data"]):
        for path in (folder / source.path, folder / source.file_name):
            if path.is_file():
                return _checked(source, path)
    return _download(source)
