"""Build the committed state more than once, each time elsewhere and otherwise, and compare every published file.

    .venv/bin/python tests/reproduce.py

Each build has a clone of the checkout of its own, at another depth of folders, another time zone and language, another seed for
the order of sets, its own clock, and another number of cores. Notebooks, figures, records, data and HTML must be the same bytes.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from exposure_gradient.build.manifest import differences, digests
from exposure_gradient.paths import ROOT
from exposure_gradient.sources.locate import FOLDER_VARIABLE

WAYS = (
    {"place": "one", "cores": 1, "TZ": "Pacific/Auckland", "LANG": "C", "PYTHONHASHSEED": "1"},
    {
        "place": "two/folders down/with a blank",
        "cores": 2,
        "TZ": "America/Anchorage",
        "LANG": "C.UTF-8",
        "PYTHONHASHSEED": "2",
    },
)
KEPT = ("html", "source")
"""The published book, and the run notebooks that it is made from."""


def environment_of(clone: Path, way: dict) -> dict[str, str]:
    """Return the environment of a build: this one, but for what is to differ."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EXPOSURE_GRADIENT_")}
    sources = os.environ.get(FOLDER_VARIABLE) or str(ROOT.parent / "shared" / "data")
    own = {name: str(value) for name, value in way.items() if name.isupper()}
    return (
        kept
        | own
        | {
            FOLDER_VARIABLE: sources if Path(sources).is_dir() or sources == "none" else "",
            "PYTHONPATH": str(clone / "src"),
            "MPLCONFIGDIR": str(clone / ".cache" / "matplotlib"),
            "PYTHONWARNINGS": "ignore::DeprecationWarning",
        }
    )


def built(place: Path, way: dict) -> dict[str, str]:
    """Clone, build, and return the digest of every file that is published or kept; print how long it took."""
    clone = place / way["place"]
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(clone)], check=True)
    cores = sorted(os.sched_getaffinity(0))[: way["cores"]]
    command = [sys.executable, "-m", "exposure_gradient.build.cli", "book", "--jobs", str(len(cores))]
    began = time.perf_counter()
    done = subprocess.run(
        command, cwd=clone, env=environment_of(clone, way), capture_output=True, text=True,
        preexec_fn=lambda: os.sched_setaffinity(0, cores),
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"The build in {way['place']} failed:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    print(f"{json.dumps(way)}: {time.perf_counter() - began:.0f} s", flush=True)
    build = clone / "_build"
    return {f"{part}/{name}": digest for part in KEPT for name, digest in digests((build / part).resolve()).items()}


def main() -> int:
    """Build in every way and compare; return 1 where a file differs."""
    with tempfile.TemporaryDirectory(prefix="exposure-reproduce-") as folder:
        first, *others = (built(Path(folder), way) for way in WAYS)
    wrong = [line for other in others for line in differences(first, other)]
    print("\n".join(wrong[:40]))
    print(f"{1 + len(others)} builds of {len(first):,} files compared; {len(wrong)} differences.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
