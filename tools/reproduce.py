"""Build the committed state more than once, each time elsewhere and otherwise, and compare every published file.

    .venv/bin/python tools/reproduce.py

Each build has a clone of the checkout of its own. The first is built as on a machine where nothing is unusual. The second differs in
what machines and people differ in: depth of folders, time zone, language, encoding, order of sets, clock, number of cores, umask, line
endings of the clone, a build date that is asked for, whether libfribidi is installed, and settings of matplotlib, docutils, IPython
and Jupyter in the checkout and in the home folder. Notebooks, figures, records, data and HTML must be the same bytes.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from exposure_gradient.paths import ROOT
from exposure_gradient.site.manifest import differences, digests
from exposure_gradient.sources.locate import FOLDER_VARIABLE

KEPT = ("html", "source")
"""The published book, and the run notebooks that it is made from."""

MATPLOTLIBRC = "font.size: 17\naxes.facecolor: yellow\nlines.linewidth: 9\nsvg.fonttype: path\nsavefig.bbox: tight\n"
RAISES = "raise SystemExit('a file of this machine was run')\n"
IN_CHECKOUT = {
    "matplotlibrc": MATPLOTLIBRC,
    "docutils.conf": "[general]\nsource_link: yes\nsectnum_xform: no\n[html4css1 writer]\ninitial_header_level: 3\n",
    "bs4.py": RAISES,
    "json.py": RAISES,
    "pandas.py": RAISES,
}
IN_HOME = {
    ".config/matplotlib/matplotlibrc": MATPLOTLIBRC,
    ".docutils": "[general]\nsource_link: yes\n",
    ".ipython/profile_default/startup/00.py": RAISES,
    ".ipython/profile_default/ipython_config.py": RAISES,
    ".jupyter/jupyter_config.py": RAISES,
    ".local/share/jupyter/kernels/python3/kernel.json": '{"argv": ["false"], "display_name": "x", "language": "python"}',
}
FRIBIDI = ("libfribidi.so.0", "libfribidi.so")
"""The library that Pillow loads by these names where it is installed. An empty file in its place cannot be loaded."""


@dataclass(frozen=True)
class Way:
    """One way to build: where, on how many cores, in which environment, and with which files around."""

    place: str
    cores: int
    environment: dict[str, str]
    umask: int = 0o022
    autocrlf: str = "false"
    checkout: dict[str, str] = field(default_factory=dict)
    home: dict[str, str] = field(default_factory=dict)
    hides_fribidi: bool = False


WAYS = (
    Way("one", 1, {"TZ": "Pacific/Auckland", "LANG": "C.UTF-8", "PYTHONHASHSEED": "1"}),
    Way(
        "two/folders down/with a blank",
        2,
        {
            "TZ": "America/Anchorage",
            "LC_ALL": "C",
            "PYTHONCOERCECLOCALE": "0",
            "PYTHONUTF8": "0",
            "PYTHONHASHSEED": "2",
            "PYTHONOPTIMIZE": "1",
            "SOURCE_DATE_EPOCH": "0",
            "COLUMNS": "40",
            "MPLBACKEND": "svg",
            "OMP_NUM_THREADS": "2",
            "OPENBLAS_NUM_THREADS": "2",
        },
        umask=0o077,
        autocrlf="true",
        checkout=IN_CHECKOUT,
        home=IN_HOME,
        hides_fribidi=True,
    ),
)


def lay(folder: Path, files: dict[str, str]) -> None:
    """Write files, by their paths below a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def environment_of(clone: Path, home: Path, way: Way) -> dict[str, str]:
    """Return the environment of a build: this one, but for what is to differ."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("EXPOSURE_GRADIENT_", "MPL"))}
    sources = os.environ.get(FOLDER_VARIABLE) or str(ROOT.parent / "shared" / "data")
    own = {
        FOLDER_VARIABLE: sources if Path(sources).is_dir() or sources == "none" else "",
        "PYTHONPATH": str(clone / "src"),
        "PYTHONWARNINGS": "ignore::DeprecationWarning",
        "HOME": str(home),
    }
    if way.hides_fribidi:
        own["LD_LIBRARY_PATH"] = str(home / "lib")
    return kept | way.environment | own


def built(place: Path, way: Way) -> dict[str, str]:
    """Clone, build, and return the digest of every file that is published or kept; print how long it took."""
    clone, home = place / way.place, place / f"home of {way.place.replace('/', ' ')}"
    clone_with = ["git", "clone", "--quiet", "--no-hardlinks", "--config", f"core.autocrlf={way.autocrlf}"]
    subprocess.run([*clone_with, str(ROOT), str(clone)], check=True)
    lay(clone, way.checkout)
    lay(home, way.home | ({f"lib/{name}": "" for name in FRIBIDI} if way.hides_fribidi else {}))
    cores, environment = sorted(os.sched_getaffinity(0))[: way.cores], environment_of(clone, home, way)
    has_fribidi = "from PIL import features; print(features.check('fribidi'))"
    seen = subprocess.run(
        [sys.executable, "-P", "-c", has_fribidi], env=environment, capture_output=True, text=True, check=True
    )
    command = [sys.executable, "-P", "-m", "exposure_gradient.commands.entry", "book", "--jobs", str(len(cores))]
    began = time.perf_counter()
    done = subprocess.run(
        command, cwd=clone, env=environment, capture_output=True, text=True, umask=way.umask,
        preexec_fn=lambda: os.sched_setaffinity(0, cores),
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"The build in {way.place} failed:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    told = way.environment | {
        "umask": f"{way.umask:03o}",
        "core.autocrlf": way.autocrlf,
        "libfribidi": seen.stdout.strip(),
    }
    files = f", with {', '.join([*way.checkout, *(f'~/{name}' for name in way.home)])}" if way.home else ""
    print(f"{way.place}: {json.dumps(told)}{files}: {time.perf_counter() - began:.0f} s", flush=True)
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
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        sys.exit(main())
    except KeyboardInterrupt:  # raised, so that the clones are removed
        print("\nInterrupted. The builds that were begun have been removed.", file=sys.stderr)
        sys.exit(130)
