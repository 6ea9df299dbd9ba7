"""Hold our engine against papermill's own: the same page must give the same notebook, byte for byte."""

import argparse
import multiprocessing
import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import nbformat
from nbformat import NotebookNode
from tqdm import tqdm

from exposure_gradient.contents import plan
from exposure_gradient.errors import InputError
from exposure_gradient.pages.options import ENGINES, Options
from exposure_gradient.pages.page import Page
from exposure_gradient.pages.run import quieten, run_page, warm_up
from exposure_gradient.sources.wording import hand_down_wording
from exposure_gradient.system import interrupts, surroundings
from exposure_gradient.system.lock import end_with_parent


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
    warm_up(pages)
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin_worker, initargs=(os.getpid(),)) as pool:
        same = pool.map(partial(_same, write=write), pages)
        bar = tqdm(same, total=len(pages), desc="Comparing engines", unit="page", file=sys.stderr)
        return [page.name for page, equal in zip(pages, bar, strict=True) if not equal]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run pages by both engines and compare their notebooks; return the exit status."""
    interrupts.take_over()
    surroundings.settle()
    parser = argparse.ArgumentParser(description="Run pages by both engines and compare their notebooks byte for byte.")
    parser.add_argument("only", nargs="*", help="ISCO-08 codes or page names; all if none")
    parser.add_argument("--jobs", type=int, default=Options().jobs, help="processes at once (%(default)s)")
    options = parser.parse_args(arguments)
    try:
        hand_down_wording()
        pages = plan.all_pages()
        chosen = plan.select(pages, options.only) if options.only else pages
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    different = compare_engines(chosen, options.jobs, nbformat.writes)
    for name in different:
        print(f"{name}: the engines give different notebooks", file=sys.stderr)
    print(f"{len(chosen)} pages run by both engines; {len(different)} differ.")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
