"""Hold our engine against papermill's own: the same page must give the same notebook, byte for byte."""

import multiprocessing
import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from nbformat import NotebookNode
from tqdm import tqdm

from exposure_gradient.build import interrupts
from exposure_gradient.build.lock import end_with_parent
from exposure_gradient.build.options import ENGINES, Options
from exposure_gradient.build.plan import Page
from exposure_gradient.build.run import quieten, run_page, warm_up


def _same(page: Page, write: Callable[[NotebookNode], str]) -> bool:
    by_ours, by_stock = (write(run_page(page, Options(engine=engine))) for engine in sorted(ENGINES))
    return by_ours == by_stock


def _begin_worker(parent: int) -> None:
    """Let a worker of the pool, forked by ``parent``, end with it; Ctrl+C at the terminal reaches the parent alone."""
    os.setpgid(0, 0)
    interrupts.give_back()
    end_with_parent(parent)
    quieten()


def compare_engines(pages: Sequence[Page], jobs: int, write: Callable[[NotebookNode], str]) -> list[str]:
    """Run every page by both engines and return the names of those whose notebooks differ."""
    quieten()
    warm_up()
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin_worker, initargs=(os.getpid(),)) as pool:
        same = pool.map(partial(_same, write=write), pages)
        bar = tqdm(same, total=len(pages), desc="Comparing engines", unit="page", file=sys.stderr)
        return [page.name for page, equal in zip(pages, bar, strict=True) if not equal]
