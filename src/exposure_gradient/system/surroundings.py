"""Keep what differs from machine to machine from deciding what a build gives."""

import os
import resource

from exposure_gradient.errors import InputError
from exposure_gradient.paths import build_folder

LEFT_OUT = ("SOURCE_DATE_EPOCH", "PYTHONOPTIMIZE", "PYTHONINSPECT", "JUPYTER_CONFIG_PATH", "JUPYTER_PATH")
"""Settings that Sphinx, Python and Jupyter would follow. Sphinx puts a date into the copyright notice."""

FIXED = {
    "DOCUTILSCONFIG": "",  # no docutils.conf of the checkout or the home folder
    "MPLBACKEND": "agg",
    "OMP_NUM_THREADS": "1",  # a page has one core, and the number of threads decides the order of sums
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONSAFEPATH": "1",  # no module of the current folder in place of an installed one
    "PYTHONUTF8": "1",
    "PYTHONNOUSERSITE": "1",
    "JUPYTER_PREFER_ENV_PATH": "1",
    "COLUMNS": "80",
    "TZ": "UTC",
}
"""What every process of a build finds in its environment."""

LEAST = {
    "v": (resource.RLIMIT_AS, 1_000_000, 1024, "kilobytes of address space"),
    "n": (resource.RLIMIT_NOFILE, 64, 1, "open files"),
    "f": (resource.RLIMIT_FSIZE, 100_000, 1024, "kilobytes for a file"),
}
"""What a build needs of the shell's limits, by the option of ``ulimit``: the limit, its least value, its unit in bytes, its words."""


def settle() -> None:
    """Give this process and those that it starts the same environment on every machine."""
    for name in LEFT_OUT:
        os.environ.pop(name, None)
    own = build_folder() / "cache"
    folders = {
        "IPYTHONDIR": own / "ipython",
        "JUPYTER_CONFIG_DIR": own / "jupyter",
        "JUPYTER_DATA_DIR": own / "jupyter",
    }
    os.environ.update(FIXED | {name: str(folder.absolute()) for name, folder in folders.items()})


def check_limits() -> None:
    """Raise InputError where the shell allows less than a build needs."""
    for option, (limit, least, unit, words) in LEAST.items():
        allowed = resource.getrlimit(limit)[0]
        if allowed != resource.RLIM_INFINITY and allowed < least * unit:
            raise InputError(
                f"The shell allows {allowed // unit:,} {words}, and a build needs {least:,}. "
                f"Run ulimit -{option} {least} or more in a new shell, and run this again."
            )
