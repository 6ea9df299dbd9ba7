"""Hold our engine against papermill's own: the same page must give the same notebook, byte for byte."""

import argparse
import hashlib
import math
import sys
from collections.abc import Sequence

import nbformat
from tqdm import tqdm

from exposure_gradient.contents import plan
from exposure_gradient.errors import InputError
from exposure_gradient.pages.options import ENGINES, Options
from exposure_gradient.pages.page import Page
from exposure_gradient.pages.processes import in_fresh_processes
from exposure_gradient.pages.run import quieten, run_page, warm_up
from exposure_gradient.sources.wording import hand_down_wording
from exposure_gradient.system import interrupts, surroundings


def _digest(work: tuple[Page, str]) -> str:
    page, engine = work
    return hashlib.sha256(nbformat.writes(run_page(page, Options(engine=engine))).encode()).hexdigest()


def compare_engines(pages: Sequence[Page], jobs: int) -> list[str]:
    """Run every page by both engines, each in a process of its own, and return what is to be said of those that differ or fail."""
    quieten()
    warm_up(pages)
    runs = [(page, engine) for page in pages for engine in sorted(ENGINES)]
    digests: dict[str, set[str]] = {page.name: set() for page in pages}
    said = []
    finished = in_fresh_processes(runs, _digest, jobs, math.inf)
    for (page, engine), found in tqdm(finished, total=len(runs), desc="Comparing engines", unit="run", file=sys.stderr):
        if isinstance(found, str):
            digests[page.name].add(found)
        else:
            said.append(f"{page.name}: the engine {engine} failed: {found}")
    return said + [f"{name}: the engines give different notebooks" for name, both in digests.items() if len(both) > 1]


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
    different = compare_engines(chosen, options.jobs)
    for said in different:
        print(said, file=sys.stderr)
    print(f"{len(chosen)} pages run by both engines; {len(different)} differ.")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
