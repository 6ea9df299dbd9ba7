"""Run the pages' notebooks with papermill, in parallel, and keep what they give.

A page whose declared inputs have not changed is not run again. A page that fails is named with its cell and
error; the others finish.
"""

import errno
import gc
import json
import logging
import math
import multiprocessing
import os
import sys
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path

import nbformat
import papermill
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import raise_for_execution_errors
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook
from papermill.utils import chdir
from tqdm import tqdm

from exposure_gradient.build import notebook as notebooks
from exposure_gradient.build.engine import PageProcessError, warm_shell
from exposure_gradient.build.files import files_beside, meta_of, place_beside, suffixes_kept
from exposure_gradient.build.lock import end_with_parent
from exposure_gradient.build.options import ENGINES, Options
from exposure_gradient.build.plan import Page
from exposure_gradient.build.sphinx_process import source_folder
from exposure_gradient.errors import OutputError
from exposure_gradient.paths import ROOT, build_folder
from exposure_gradient.sources import sha256_of
from exposure_gradient.sources.wording import NOTICE, WORDING_VARIABLE, prepare_wording

ATTEMPTS = 3
"""How often a page is run whose process dies by itself."""


@dataclass(frozen=True)
class Failure:
    """A page that failed: its name, the cell, the error, and where the notebook as far as it came is kept.

    ``report`` is what is to be kept there, until it is: the failure may have come about on another machine.
    """

    page: str
    cell: int | None
    error: str
    kept: Path | None = None
    report: str = ""

    def __str__(self) -> str:
        """Say it in one line."""
        where = f" in cell {self.cell}" if self.cell is not None else ""
        kept = f" (the notebook as far as it came: {_shown_path(self.kept)})" if self.kept else ""
        return f"{self.page}: failed{where}: {self.error}{kept}"


@dataclass(frozen=True)
class Made:
    """What running a page gives, as the bytes that are kept: its notebook, and the files beside it by their endings."""

    notebook: bytes
    beside: dict[str, bytes]


def _shown_path(path: Path) -> str:
    return os.path.relpath(path, Path.cwd())


def beside_folder() -> Path:
    """Return the folder of the files that stand beside pages."""
    return build_folder() / "beside"


def _state_path(page: Page) -> Path:
    return build_folder() / "state" / f"{page.name}.json"


def unwritable(error: OSError) -> OutputError:
    """Return what to tell of an error in writing."""
    where = os.path.relpath(error.filename) if error.filename else os.path.relpath(build_folder())
    reasons = {errno.ENOSPC: "no room is left on the disk", errno.EDQUOT: "your share of the disk is used up"}
    reason = reasons.get(error.errno, (error.strerror or str(error)).lower())
    return OutputError(
        f"{where} cannot be written: {reason}. The last good book stays as it is. Make room, or name another folder in "
        "EXPOSURE_GRADIENT_BUILD, and run this again: it goes on where it stopped."
    )


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; one that says the same already keeps its time stamp, which Sphinx goes by."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_file() and path.read_bytes() == content:
        return
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    part.replace(path)


def hand_down_wording() -> bool:
    """Look for the wording once for all pages, say so where it is out of reach, and tell the pages."""
    path = prepare_wording()
    os.environ[WORDING_VARIABLE] = "none" if path is None else str(path)
    if path is None:
        print(NOTICE, file=sys.stderr)
    return path is not None


def is_current(page: Page) -> bool:
    """Say whether the kept notebook of a page is what running it now would give."""
    kept = source_folder() / f"{page.name}.ipynb"
    try:
        state = json.loads(_state_path(page).read_text("utf-8"))
        beside = all(place_beside(beside_folder(), page, suffix).is_file() for suffix in suffixes_kept(page))
        return beside and state == {"inputs": page.fingerprint(), "sha256": sha256_of(kept)}
    except (OSError, ValueError):
        return False


def _by_stock(prepared: nbformat.NotebookNode, page: Page, options: Options) -> nbformat.NotebookNode:
    """Run by papermill's one call: the reference."""
    return papermill.execute_notebook(
        prepared,
        None,
        parameters=page.parameters,
        engine_name=ENGINES["stock"],
        kernel_name="python3",
        progress_bar=False,
        request_save_on_cell_execute=False,
        cwd=ROOT,
        execution_timeout=int(options.seconds),
    )


def _by_fork(prepared: nbformat.NotebookNode, page: Page, options: Options) -> nbformat.NotebookNode:
    """Run by the steps that papermill's one call takes, without its writing the notebook out to nowhere in between."""
    run = load_notebook_node(prepared)
    names = {"kernel_name": "python3", "engine_name": ENGINES["fork"]}
    if page.parameters:
        run = parameterize_notebook(run, page.parameters, language="python", **names)
    with chdir(ROOT):
        run = papermill_engines.execute_notebook_with_engine(
            nb=run,
            progress_bar=False,
            page_seconds=options.seconds,
            page_megabytes=options.megabytes,
            **names,
        )
    raise_for_execution_errors(run, None)
    return run


def run_page(page: Page, options: Options) -> nbformat.NotebookNode:
    """Run one page and return its normalised notebook."""
    prepared = notebooks.prepare(page)
    if not notebooks.has_code(prepared):
        return notebooks.normalise(prepared)
    execute = _by_fork if options.engine == "fork" else _by_stock
    run = notebooks.normalise(execute(prepared, page, options))
    if meta := meta_of(page, run):
        run.metadata["myst"] = nbformat.from_dict({"html_meta": meta})
    return run


def _failed(page: Page, error: BaseException) -> Failure:
    if isinstance(error, PapermillExecutionError):
        # The injected parameters' cell is no cell of the authored notebook: cells are counted as the run has them.
        return Failure(page.name, error.cell_index + 1, f"{error.ename}: {error.evalue}", report=str(error))
    if isinstance(error, PageProcessError) and error.cell is not None:
        return Failure(page.name, error.cell + 1, str(error))
    return Failure(page.name, None, f"{type(error).__name__}: {error}")


def make_page(page: Page, options: Options) -> Made | Failure:
    """Run one page and return what is to be kept of it. Writes nothing, so it may run on any machine."""
    try:
        run = run_page(page, options)
        return Made(f"{nbformat.writes(run)}\n".encode(), files_beside(page, run))
    except Exception as error:  # whatever it is, it is this page's failure, and the others go on
        return _failed(page, error)


def keep_page(page: Page, made: Made | Failure) -> Failure | None:
    """Write what running a page gave, or as far as it came, and return its failure where there is one."""
    if isinstance(made, Failure):
        if not made.report:
            return made
        kept = build_folder() / "failed" / f"{page.name}.txt"
        _write(kept, made.report.encode())
        return replace(made, kept=kept, report="")
    try:
        for suffix, content in made.beside.items():
            _write(place_beside(beside_folder(), page, suffix), content)
        kept = source_folder() / f"{page.name}.ipynb"
        _write(kept, made.notebook)
        state = {"inputs": page.fingerprint(), "sha256": sha256_of(kept)}
        _write(_state_path(page), json.dumps(state).encode())
    except OSError as error:  # not this page's failure: no other page could be written, either
        raise unwritable(error) from None
    except Exception as error:
        return _failed(page, error)
    return None


def _run_and_keep(page: Page, options: Options) -> Failure | None:
    return keep_page(page, make_page(page, options))


def quieten() -> None:
    """Keep kernels and libraries from writing over the progress bar; what a page says is in its notebook."""
    logging.getLogger("papermill").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", module="(zmq|jupyter_client|ipykernel).*")


def warm_up() -> None:
    """Pay once, before any page is run, for imports, tables and the drawing library."""
    from exposure_gradient.presentation.group import group_page
    from exposure_gradient.presentation.page import occupation_page

    for thread_pool in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(thread_pool, "1")
    warm_shell()
    page = occupation_page("1111")
    for section in (page.task_picture, page.in_context, page.take_along):
        section()
    group_page("1").picture()
    gc.collect()
    gc.freeze()  # the collector then leaves what the children share with their parent alone


def begin_worker() -> None:
    """Make a process ready to run pages; it ends with the build that started it."""
    end_with_parent()
    quieten()


def _on_this_machine(pages: list[Page], options: Options) -> Iterator[tuple[Page, Failure | None]]:
    """Run the pages in processes of this machine and keep them; yield each when it is done.

    Where a process dies, which takes those that it worked with along, the pages that it had not finished are run again by new
    ones, each page by itself, so that the one that ends its process is found; it is given up after ``ATTEMPTS``.
    """
    if options.engine == "fork":
        warm_up()
    context = multiprocessing.get_context("fork")
    waiting, attempts, at_once = list(pages), Counter(), min(options.jobs, len(pages))
    while waiting:
        lost: set[str] = set()
        with ProcessPoolExecutor(at_once, mp_context=context, initializer=begin_worker) as pool:
            running = {pool.submit(_run_and_keep, page, options): page for page in waiting}
            try:
                for done in as_completed(running):
                    try:
                        yield running[done], done.result()
                    except BrokenProcessPool:
                        lost.add(running[done].name)
            except OutputError:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        waiting = [page for page in waiting if page.name in lost]
        if waiting and at_once == 1:
            first = waiting[0]  # the one that was running when its process died
            attempts[first.name] += 1
            if attempts[first.name] == ATTEMPTS:
                yield first, Failure(first.name, None, f"the process that ran it died {ATTEMPTS} times")
                del waiting[0]
        at_once = 1


def _heft(page: Page) -> float:
    """Tell long pages from short ones: by what the page gave last time; before that, chapters and groups read all occupations."""
    kept = source_folder() / f"{page.name}.ipynb"
    if kept.is_file():
        return kept.stat().st_size
    return 0.0 if page.name.startswith("gradient/") else math.inf


def run_pages(pages: Iterable[Page], options: Options) -> list[Failure]:
    """Run the pages that are not current and return the failures."""
    pages = list(pages)
    stale = pages if options.force else [page for page in pages if not is_current(page)]
    if not stale:
        print(f"All {len(pages)} pages are current.")
        return []
    quieten()
    stale.sort(key=_heft, reverse=True)  # long pages first, so that no core is left with one at the end
    failures: list[Failure] = []
    run_them = _on_this_machine
    if options.scheduler:
        from exposure_gradient.build.cluster import on_cluster as run_them
    with tqdm(total=len(stale), desc="Running pages", unit="page", file=sys.stderr, mininterval=1.0) as bar:
        for _, failure in run_them(stale, options):
            if failure is not None:
                failures.append(failure)
                bar.write(str(failure), file=sys.stderr)
            bar.update()
    print(f"Ran {len(stale) - len(failures)} of {len(pages)} pages; {len(pages) - len(stale)} were current.")
    return failures
