"""Serve the book on this machine, build it again when a file is saved, and reload the page.

Saving is only the occasion: what is run again is decided by the build, from the content of the files.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from livereload import Server

from exposure_gradient.build.book import published
from exposure_gradient.paths import ROOT, data_folder

WATCHED = ("notebooks/**/*", "src/**/*.py", "_config.yml", "_toc.yml", "requirements.txt")
SECONDS_TO_SETTLE = 0.2


def rebuild(options: Sequence[str]) -> bool:
    """Build the book in a process of its own, which sees the code as it is now; say whether that succeeded."""
    command = [sys.executable, "-m", "exposure_gradient.build.cli", "book", *options]
    return subprocess.run(command, check=False).returncode == 0


def serve(port: int, options: Sequence[str]) -> None:
    """Build once, then serve until stopped. A build that fails leaves the last good book in the browser."""
    if not rebuild(options) and not published().is_dir():
        raise SystemExit("There is no book to serve: the build failed.")
    server = Server()
    for pattern in [*(str(ROOT / pattern) for pattern in WATCHED), str(data_folder() / "*")]:
        server.watch(pattern, lambda: rebuild(options), delay=SECONDS_TO_SETTLE)
    root: Path = published()
    server.serve(root=str(root), host="127.0.0.1", port=port, open_url_delay=None)
