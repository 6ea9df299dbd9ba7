"""How pages are run; apart from the runner, so that asking for help imports nothing heavy."""

import os
from dataclasses import dataclass

DEFAULT_SECONDS = 120
DEFAULT_MEGABYTES = 2048
MAX_OUTPUT = 16_000_000
"""How many characters of output a page may give: the largest page gives a tenth of that."""
ENGINES = {"fork": "fork", "stock": "nbclient"}


def usable_cores() -> int:
    """Return how many cores this process may use: on Linux those it is held to, elsewhere all."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True)
class Options:
    """How pages are run. ``seconds`` bounds a page's wall time, ``megabytes`` the memory it may take.

    ``scheduler`` is the address of a Dask scheduler where the pages run on other machines.
    """

    engine: str = "fork"
    jobs: int = usable_cores()
    seconds: float = DEFAULT_SECONDS
    megabytes: int = DEFAULT_MEGABYTES
    force: bool = False
    scheduler: str | None = None
