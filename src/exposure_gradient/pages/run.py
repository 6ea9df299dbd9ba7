"""Run the pages' notebooks with papermill, in parallel, and keep what they give.

A page whose declared inputs have not changed is not run again. A page that fails is named with its cell and
error; the others finish.
"""

import contextlib
import ctypes
import functools
import gc
import logging
import math
import os
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import nbformat
import papermill
import pyarrow
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import raise_for_execution_errors
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook
from papermill.utils import chdir
from tqdm import tqdm
from traitlets.config import Config

from exposure_gradient import kept
from exposure_gradient.errors import OutputError
from exposure_gradient.pages import notebook as notebooks
from exposure_gradient.pages.engine import warm_shell
from exposure_gradient.pages.options import ENGINES, Options
from exposure_gradient.pages.page import Page
from exposure_gradient.pages.processes import PageProcessError, in_fresh_processes
from exposure_gradient.paths import ROOT, build_folder, source_folder
from exposure_gradient.system.refusals import explained

ATTEMPTS = 3
"""How often a page is run whose process is killed."""

tqdm.monitor_interval = 0  # or it starts a thread, and a process with threads must not fork


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


def _names_kept(page: Page) -> dict[str, str]:
    """Return where the files that are kept of a page are in the build folder, by their endings; its notebook's is empty."""
    top = build_folder()
    beside, source = (place.relative_to(top).as_posix() for place in (beside_folder(), source_folder()))
    names = {
        suffix: f"{beside}/{page.name}{suffix}" for suffix in page.kind.endings(page)
    }  # thousands: no paths in between
    return names | {"": f"{source}/{page.name}.ipynb"}


def is_current(page: Page) -> bool:
    """Say whether all that is kept of a page is what running it now would give."""
    try:
        return kept.is_kept(_state_path(page), page.fingerprint(), build_folder(), _names_kept(page).values())
    except (OSError, ValueError):  # its template cannot be read, which is told when it is run
        return False


def _by_stock(prepared: nbformat.NotebookNode, page: Page, options: Options) -> nbformat.NotebookNode:
    """Run by papermill's one call: the reference.

    Its kernel is spoken to through files in a folder of its own: of two kernels that begin at once each might choose the other's ports.
    """
    with tempfile.TemporaryDirectory(prefix="kernel-") as folder:
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
            config=Config(KernelManager={"transport": "ipc", "ip": f"{folder}/socket"}),
        )


@functools.lru_cache
def _loaded(text: str) -> nbformat.NotebookNode:
    """Return an authored notebook as papermill loads it: once for all pages that have it."""
    return load_notebook_node(notebooks.authored(text))


def _by_fork(prepared: nbformat.NotebookNode, page: Page, options: Options) -> nbformat.NotebookNode:
    """Run by the steps that papermill's one call takes, without its writing the notebook out to nowhere in between."""
    run = prepared
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


def notebook_to_run(page: Page) -> nbformat.NotebookNode:
    """Return a page's notebook as it is before it is run, with the page's own parameters: run by anything, it makes that page."""
    prepared = notebooks.prepare(page)
    if page.parameters:
        prepared = papermill.execute_notebook(
            prepared, None, parameters=page.parameters, kernel_name="python3", prepare_only=True, progress_bar=False
        )
    return notebooks.normalise(prepared)


def run_page(page: Page, options: Options) -> nbformat.NotebookNode:
    """Run one page and return its normalised notebook."""
    execute, read = (_by_fork, _loaded) if options.engine == "fork" else (_by_stock, notebooks.authored)
    prepared = notebooks.prepare(page, read)
    has_code = notebooks.has_code(prepared)
    run = notebooks.normalise(execute(prepared, page, options) if has_code else prepared)
    if meta := page.kind.meta(page, run):
        run.metadata["myst"] = nbformat.from_dict({"html_meta": meta})
    return run


def _failed(page: Page, error: BaseException) -> Failure:
    if isinstance(error, PapermillExecutionError):
        # The injected parameters' cell is no cell of the authored notebook: cells are counted as the run has them.
        return Failure(page.name, error.cell_index + 1, f"{error.ename}: {error.evalue}", report=str(error))
    if isinstance(error, PageProcessError) and error.step is not None:
        return Failure(page.name, error.step + 1, str(error))
    return Failure(page.name, None, f"{type(error).__name__}: {error}")


def make_page(page: Page, options: Options) -> Made | Failure:
    """Run one page and return what is to be kept of it. Writes nothing, so it may run on any machine."""
    try:
        run = run_page(page, options)
        return Made(notebooks.as_bytes(run), page.kind.files(page, run))
    except Exception as error:  # whatever it is, it is this page's failure, and the others go on
        return _failed(page, error)


def keep_page(page: Page, made: Made | Failure) -> Failure | None:
    """Write what running a page gave, or as far as it came, and return its failure where there is one."""
    try:
        if isinstance(made, Failure):
            if not made.report:
                return made
            report = build_folder() / "failed" / f"{page.name}.txt"
            kept.write(report, made.report.encode("utf-8", "replace"))
            return replace(made, kept=report, report="")
        names, contents = _names_kept(page), made.beside | {"": made.notebook}
        files = {names[suffix]: content for suffix, content in contents.items()}
        kept.keep(_state_path(page), page.fingerprint(), build_folder(), files)
    except OSError as error:  # not this page's failure: no other page could be written, either
        raise OutputError(explained(error)) from None
    except Exception as error:
        return _failed(page, error)
    return None


def _run_and_keep(page: Page, options: Options) -> Failure | OutputError | None:
    """Run a page and keep what it gives, in the process that was made for it; what ends the whole run is handed back, too."""
    try:
        return keep_page(page, make_page(page, options))
    except OutputError as error:
        return error


def quieten() -> None:
    """Keep kernels and libraries from writing over the progress bar; what a page says is in its notebook."""
    if folder := os.environ.get("IPYTHONDIR"):
        Path(folder).mkdir(parents=True, exist_ok=True)  # or IPython warns, and uses another
    logging.getLogger("papermill").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", module="(zmq|jupyter_client|ipykernel).*")


MANY = 60
"""For so many pages it pays to make this process small first, which each of them copies."""


_is_warm = False


def _usual(pages: Iterable[Page]) -> Page | None:
    """Return the first page of the notebook that most pages with parameters are made from; None where none has any."""
    with_parameters = [page for page in pages if page.parameters]
    templates = Counter(page.template for page in with_parameters)
    return max(with_parameters, key=lambda page: templates[page.template], default=None)


def warm_up(pages: Sequence[Page], options: Options | None = None, n_pages: int | None = None) -> None:
    """Pay once, before any page is run, for imports, tables and the drawing library.

    Of the notebook that most of ``pages`` are made from, the cells are read once for all of them, and one of them is made for nothing,
    so that the others find loaded whatever is loaded at its first use. ``n_pages`` is how many will be run, where more will than these.
    """
    global _is_warm
    n_pages = n_pages or len(pages)
    if _is_warm and n_pages < MANY:
        return
    _is_warm = True
    warm_shell()
    for warm in dict.fromkeys(page.kind.warm for page in pages):
        with contextlib.suppress(Exception):  # told when a page is run
            warm()
    if (page := _usual(pages)) is not None:
        with contextlib.suppress(Exception):
            warm_shell().prepare(cell.source for cell in notebooks.prepare(page).cells if cell.cell_type == "code")
            page.fingerprint()
            make_page(page, options or Options())
    if n_pages >= MANY:
        gc.collect()
        pyarrow.default_memory_pool().release_unused()
        if sys.platform == "linux":
            with contextlib.suppress(OSError, AttributeError):  # another C library than glibc has no such function
                ctypes.CDLL(None).malloc_trim(0)
    gc.freeze()  # the collector then leaves what the children share with their parent alone


def _on_this_machine(pages: list[Page], options: Options) -> Iterator[tuple[Page, Failure | None]]:
    """Run the pages in processes of this machine and keep them; yield each when it is done.

    A page that is killed, as the kernel does where memory is short, is run again when the others are done, by itself; it is
    given up after ``ATTEMPTS``.
    """
    waiting, attempts, at_once = list(pages), Counter(), options.jobs
    if options.engine == "fork":
        warm_up(waiting, options)
    gc.enable()
    seconds = options.seconds if options.engine == "fork" else math.inf  # nbclient looks at its own time limit
    while waiting:
        killed = []
        work = functools.partial(_run_and_keep, options=options)
        for page, outcome in in_fresh_processes(waiting, work, at_once, seconds):
            if isinstance(outcome, OutputError):
                raise outcome
            if isinstance(outcome, PageProcessError):
                attempts[page.name] += 1
                if outcome.killed and attempts[page.name] < ATTEMPTS:
                    killed.append(page)
                    continue
                outcome = _failed(page, outcome)
            yield page, outcome
        waiting, at_once = killed, 1


def run_first(pages: Iterable[Page], options: Options) -> Iterator[Page]:
    """Run pages that somebody is looking at; yield each that is not as it was. One that fails is told of when all pages are run."""
    stale = [page for page in pages if not is_current(page)]
    if stale and not options.scheduler:
        quieten()
        for page, failure in _on_this_machine(stale, options):
            if failure is None:
                yield page


def _expected_size(page: Page, usual: Path | None) -> float:
    """Tell long pages from short ones by what the page gave last time; before that, those of the ``usual`` notebook count as short."""
    notebook = source_folder() / f"{page.name}.ipynb"
    if notebook.is_file():
        return notebook.stat().st_size
    return 0.0 if page.template == usual else math.inf


def run_pages(pages: Iterable[Page], options: Options) -> list[Failure]:
    """Run the pages that are not current and return the failures."""
    pages = list(pages)
    stale = pages if options.force else [page for page in pages if not is_current(page)]
    if not stale:
        print(f"All {len(pages)} pages are current.")
        return []
    quieten()
    one = _usual(stale)
    usual = one and one.template
    stale.sort(
        key=lambda page: _expected_size(page, usual), reverse=True
    )  # long pages first, so that no core is left with one at the end
    failures: list[Failure] = []
    run_them = _on_this_machine
    if options.scheduler:
        gc.enable()
        from exposure_gradient.pages.cluster import on_cluster as run_them
    with tqdm(total=len(stale), desc="Running pages", unit="page", file=sys.stderr, mininterval=1.0) as bar:
        for _, failure in run_them(stale, options):
            if failure is not None:
                failures.append(failure)
                bar.write(str(failure), file=sys.stderr)
            bar.update()
    print(f"Ran {len(stale) - len(failures)} of {len(pages)} pages; {len(pages) - len(stale)} were current.")
    return failures
