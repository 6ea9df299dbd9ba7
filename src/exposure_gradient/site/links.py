"""Files under another name: what is never written over, but replaced, needs no copy in each release."""

import hashlib
import os
import shutil
from pathlib import Path

from exposure_gradient import kept


def link_file(source: Path, target: Path) -> None:
    """Give a file another name in the release, or copy it where the file system has no links.

    Only for files that are never written over but replaced: a published book must not change with them. Whoever writes into a
    published file writes into the kept one, which the next build then finds changed, and makes again.
    """
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def write_or_link(target: Path, text: str, before: Path) -> None:
    """Write a file of the release, or link the file that the last release has in its place, where that has just these bytes.

    Thousands of small files are alike from one release to the next, and a file system takes longer to make one than we to compare it.
    """
    content = text.encode("utf-8")
    if kept.digest_of(before) == hashlib.sha256(content).hexdigest():
        link_file(before, target)
    else:
        target.write_bytes(content)
