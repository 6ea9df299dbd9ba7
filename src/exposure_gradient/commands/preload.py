"""What a build does before it is told to begin, and what of that it forgets when it is told.

It makes for nothing what a build makes first, so that everything is loaded and found. What it has read may be another when it is told,
so every cache of the package is emptied then, except those named here.
"""

import contextlib
import functools
import select
import sys

import papermill  # noqa: F401  before our engine, which papermill loads itself

from exposure_gradient import kept
from exposure_gradient.contents import plan
from exposure_gradient.contents.toc import check
from exposure_gradient.measures import study
from exposure_gradient.pages import engine, run
from exposure_gradient.pages.options import Options
from exposure_gradient.paths import data_folder
from exposure_gradient.publication import lists, parts, record  # noqa: F401
from exposure_gradient.publication.figures import charts  # noqa: F401
from exposure_gradient.site import release as book
from exposure_gradient.tables import check_all

NAME = __package__.partition(".")[0]

STAYS = (
    "site.beside._quick_check",
    "pages.front_matter.",
    "pages.imports.",
    "pages.notebook.authored",
    "pages.page.",
    "pages.run._loaded",
    "publication.figures.charts._percentile_ground",
    "publication.figures.charts._place_ground",
    "publication.figures.charts._score_ground",
    "publication.figures.labelled_scatter._cloud_ground",
    "publication.markup.",
    "publication.record.record_schema",
    "publication.figures.canvas._nearest",
    "publication.figures.canvas.font_of",
    "tables.load._load_checks",
    "tables.load._read",
)
"""What depends on its arguments alone, or on code, which a process has as it was when it began."""

READ_FROM_TABLES = (
    "measures.",
    "publication.ledger.declared_figures",
    "publication.trail.functions_of_rules",
    "sources.corrections.",
    "sources.published.",
    "sources.registry.",
    "tables.load.",
)
"""What depends on the files of ``data/`` and nothing else."""

_tables: str | None = None
"""The content of ``data/`` that has been read."""


def _is_told() -> bool:
    return bool(select.select([sys.stdin], [], [], 0)[0])


def load(options: Options) -> None:
    """Import what a build needs. Then make for nothing what a build makes first, unless it is told meanwhile.

    What is wrong with the files that are read for that is told by the build.
    """
    global _tables
    engine.warm_shell()
    with contextlib.suppress(Exception):
        found = kept.content_of(kept.digests(data_folder()))
        for step in (check_all, lambda: check(study()), lambda: _make_one(options), book.place_for_release):
            if _is_told():
                return
            step()
        _tables = found


def _make_one(options: Options) -> None:
    pages = plan.all_pages()
    for one in pages:
        one.fingerprint()
    run.warm_up([next(one for one in pages if one.kind is plan.AN_OCCUPATION)], options)


def forget() -> None:
    """Empty the package's caches; those of what is read from ``data/`` only where that is another one."""
    is_same = _tables is not None and kept.content_of(kept.digests(data_folder())) == _tables
    stays = (*STAYS, *READ_FROM_TABLES) if is_same else STAYS
    for name, module in list(sys.modules.items()):
        if name.startswith(f"{NAME}."):
            for value in vars(module).values():
                if isinstance(value, functools._lru_cache_wrapper):
                    place = f"{value.__module__}.{value.__qualname__}".removeprefix(f"{NAME}.")
                    if not place.startswith(stays):
                        value.cache_clear()
