"""Where the project keeps its tables and what it builds, and where the site is to be published."""

import os
import re
from pathlib import Path

from exposure_gradient.errors import InputError

ROOT = Path(__file__).resolve().parents[2]
"""The checkout, where there is one: an installed wheel has the package alone."""
IS_CHECKOUT = (ROOT / "pyproject.toml").is_file()
TABLES = ROOT / "data" if IS_CHECKOUT else Path(__file__).resolve().parent / "data"
SITE_VARIABLE = "EXPOSURE_GRADIENT_SITE"
WORDING_VARIABLE = "EXPOSURE_GRADIENT_WORDING"
"""Names the file that the wording of tasks is cached in, or says `none`; a build hands it down to its pages."""
SITE = re.compile(r"https?://[0-9A-Za-z](?:[0-9A-Za-z.-]*[0-9A-Za-z])?(?::[0-9]{1,5})?/(?:[0-9A-Za-z._~-]+/)*")
"""The address of a site: a host, a port where one is needed, folders, and a slash at its end."""


def data_folder() -> Path:
    """Return the folder of the committed tables; ``EXPOSURE_GRADIENT_DATA`` names another one."""
    return Path(os.environ.get("EXPOSURE_GRADIENT_DATA") or TABLES)


def build_folder() -> Path:
    """Return the folder that holds everything built; ``EXPOSURE_GRADIENT_BUILD`` names another one."""
    return Path(os.environ.get("EXPOSURE_GRADIENT_BUILD") or ROOT / "_build")


def toc_path() -> Path:
    """Return the book's table of contents: the committed one, or that of a folder of tables which has one of its own."""
    own = data_folder() / "_toc.yml"
    return own if own.is_file() else ROOT / "_toc.yml"


def cache_folder() -> Path:
    """Return the folder, outside git, that keeps downloaded files."""
    import pooch

    return Path(os.environ.get("EXPOSURE_GRADIENT_CACHE") or pooch.os_cache("exposure-gradient"))


def source_folder() -> Path:
    """Return the folder of run notebooks, which is the book's source."""
    return build_folder() / "source"


def site_named() -> str:
    """Return the site's address that ``EXPOSURE_GRADIENT_SITE`` names for this build, a slash at its end; empty where it names none.

    Raises InputError for anything but the address of a site.
    """
    named = os.environ.get(SITE_VARIABLE, "").strip()
    site = named if named.endswith("/") or not named else f"{named}/"
    if site and not SITE.fullmatch(site):
        raise InputError(
            f"{SITE_VARIABLE}: {named!r} is not the address of a site. Name it as a browser shows it, such as "
            "https://data.institute.org/gradient/."
        )
    return site


def write_texts(texts: dict[Path, str]) -> None:
    """Write text files in UTF-8. All are written under other names first, so that none is ever there in part."""
    parts = {path: path.with_name(f".{path.name}.part") for path in texts}
    for path, part in parts.items():
        part.write_text(texts[path], "utf-8", newline="")
    for path, part in parts.items():
        part.replace(path)
