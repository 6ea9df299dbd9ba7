"""Let everybody read what is published, whatever the umask says that new files should be."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

FILE, FOLDER = 0o644, 0o755


def _all_below(folder: Path) -> Iterator[tuple[str, int, int]]:
    """Return each file and folder below a folder with its mode and the mode that it should have."""
    for place in os.scandir(folder):
        is_folder = place.is_dir(follow_symlinks=False)
        yield place.path, place.stat(follow_symlinks=False).st_mode & 0o777, FOLDER if is_folder else FILE
        if is_folder:
            yield from _all_below(Path(place.path))


def let_everybody_read(site: Path, parents: Iterable[Path]) -> None:
    """Give a site's files and folders the modes that a web server needs, and let it enter the folders around them."""
    for path, mode, wanted in _all_below(site):
        if mode != wanted:
            os.chmod(path, wanted)  # noqa: PTH101  thousands of files
    for folder in (site, *parents):
        if (mode := folder.stat().st_mode & 0o7777) | FOLDER != mode:
            folder.chmod(mode | FOLDER)
