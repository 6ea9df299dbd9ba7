"""Verify run notebooks with nbval, in two passes: every cell is run again and its output compared.

A notebook of each folder with fresh kernels; then, with warm kernels, of all others the share whose turn it is at this commit, or all.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from exposure_gradient.errors import InputError
from exposure_gradient.pages.options import Options
from exposure_gradient.sources.wording import WORDING_VARIABLE, prepare_wording
from turns import commits, turn

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "_build" / "source"
SHARES = 18
SECONDS = 120
"""A cell's time limit."""


def few(source: Path) -> list[Path]:
    """Return the first notebook of each folder: what only a cold start shows is the same for all that import the same."""
    return sorted({path.parent: path for path in sorted(source.rglob("*.ipynb"), reverse=True)}.values())


def verify(paths: list[Path], jobs: int, *options: str) -> int:
    """Run nbval on notebooks and return its exit status. Without any there is nothing to do: pytest would run all tests."""
    if not paths:
        return 0
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval", "--nbval-current-env"]
    limits = [f"--nbval-cell-timeout={SECONDS}", "--dist=loadfile", f"--numprocesses={jobs}"]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "tools"), WORDING_VARIABLE: str(prepare_wording() or "none")}
    return subprocess.run([*command, *limits, *options, *paths], cwd=ROOT, env=environment, check=False).returncode


def main(argv: list[str] | None = None) -> int:
    """Verify both passes, the second only after a good first one; return the exit status."""
    parser = argparse.ArgumentParser(description="Verify run notebooks with nbval.")
    parser.add_argument("--jobs", type=int, default=Options().jobs, help="processes at once (%(default)s)")
    arguments = parser.parse_args(argv)
    cold, every = few(SOURCE), sorted(SOURCE.rglob("*.ipynb"))
    if not every:
        print("error: There is no run notebook in _build/source. Run: make book", file=sys.stderr)
        return 2
    others = [path for path in every if path not in cold]
    rest = turn(others, SHARES)
    what = (
        "all others"
        if len(rest) == len(others)
        else f"share {commits() % SHARES + 1} of {SHARES} of all others, by this commit's turn"
    )
    print(f"nbval verifies {len(cold)} of {len(every)} notebooks with fresh kernels, one of each folder.")
    print(f"Then {len(rest)} with warm kernels: {what}.", flush=True)
    try:
        # A warm kernel waits for messages most of its time, so there are more of them than cores.
        return verify(cold, arguments.jobs) or verify(rest, 2 * arguments.jobs, "-p", "warm_kernels")
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
