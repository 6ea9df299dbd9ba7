"""Run pages on a Dask cluster: ``make pages SCHEDULER=tcp://HOST:PORT``.

The caller plans, sends and keeps; a worker makes a page's bytes by the same code as a run on one machine. No disk is shared: tables,
templates and wording go to each worker once, with their digest, and a page's files come back through the scheduler.

A worker gets pages only where what is installed there is what is installed here. Dask moves the work; which page goes to which worker
is decided here, one page at a time for each thread and one more to wait for it, because only so can it be told which page
a lost worker was making.
"""

import importlib.metadata
import os
import pickle
import queue
import re
import sys
import time
import zlib
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from distributed import Client, Future

from exposure_gradient.errors import InputError
from exposure_gradient.pages import cluster_worker
from exposure_gradient.pages.cluster_worker import Bundle, Setting
from exposure_gradient.pages.options import Options
from exposure_gradient.pages.page import Page
from exposure_gradient.pages.run import Failure, Made, keep_page
from exposure_gradient.paths import ROOT, SITE_VARIABLE, WORDING_VARIABLE, data_folder

LOSSES = 3
"""So often may a page take its worker with it; then the page has failed."""

AHEAD = 1
LOOK_SECONDS = 0.5
GATHER_SECONDS = 5
ANSWER_SECONDS = 30
WAIT_SECONDS = 60
"""So long is waited for a worker that fits where there is none, or none any more."""

LOCKED = re.compile(r"^([A-Za-z0-9][\w.-]*)==", re.MULTILINE)
HANDED_DOWN = ("PYTHONWARNINGS", SITE_VARIABLE)


def locked_names(lock: Path | None = None) -> list[str]:
    """Return the names of the locked packages."""
    path = lock or ROOT / "requirements.txt"
    if path.is_file():
        return LOCKED.findall(path.read_text("utf-8"))
    return sorted({found.metadata["Name"] for found in importlib.metadata.distributions()})


def bundle_for(pages: Iterable[Page]) -> tuple[Bundle, dict[Path, Path]]:
    """Return what the pages need of this machine's disk, and where each template is in it."""
    folder = data_folder()
    files = {f"data/{path.name}": path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}
    places: dict[Path, Path] = {}
    for path in sorted({page.template for page in pages}):
        places[path] = Path("templates", str(len(places)), path.name)
        if path.is_file():  # a page without its template fails by name, wherever it runs
            files[places[path].as_posix()] = path.read_bytes()
    wording = os.environ.get(WORDING_VARIABLE, "none")
    if wording != "none":
        files["wording.parquet"] = Path(wording).read_bytes()
    return Bundle.of(files, {name: os.environ.get(name, "") for name in HANDED_DOWN}), places


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


@dataclass
class _Worker:
    """A worker that fits, and the pages it was given, in their order."""

    threads: int
    given: list[Future] = field(default_factory=list)


class _Run:
    """One run: which workers there are, what each was given, what is still to be given."""

    def __init__(self, client: Client, pages: list[Page], options: Options) -> None:
        self._client = client
        self._options = replace(options, scheduler=None)
        self._bundle, self._places = bundle_for(pages)
        self._setting: Setting = cluster_worker.setting_here(locked_names())
        self._waiting = deque(pages)
        self._suspects: deque[Page] = deque()
        self._losses: Counter[str] = Counter()
        self._page_of: dict[Future, Page] = {}
        self._done: queue.SimpleQueue[Future] = queue.SimpleQueue()
        self._workers: dict[str, _Worker] = {}
        self._refused: dict[str, str] = {}
        self._alone_since = time.monotonic()
        self._has_had_one = False

    def _look(self) -> None:
        """See which workers have come and which have gone."""
        there = self._client.nthreads()
        for address in [address for address in self._workers if address not in there]:
            self._lose(address)
        self._refused = {address: why for address, why in self._refused.items() if address in there}
        new = [address for address in there if address not in self._workers and address not in self._refused]
        if new:
            self._admit({address: there[address] for address in new})
        if self._workers:
            self._alone_since = time.monotonic()
        elif self._refused and not new and not self._has_had_one:
            words = "".join(f"\n  {address}: {why}" for address, why in sorted(self._refused.items()))
            raise InputError(
                f"No worker of the cluster can make these pages.{words}\nInstall there what is locked here."
            )
        elif time.monotonic() - self._alone_since > WAIT_SECONDS:
            n = len(self._waiting) + len(self._suspects)
            raise InputError(f"The cluster has had no worker for {WAIT_SECONDS} seconds; {n} pages have not run.")

    def _ask(self, function: object, argument: object, addresses: Iterable[str]) -> dict[str, object]:
        """Have workers call a function; return what each says, or the error that it raised."""
        return self._client.run(function, argument, workers=list(addresses), on_error="return")

    def _admit(self, threads: dict[str, int]) -> None:
        """Let those new workers in that have installed what is installed here, and send them what pages need."""
        said = self._ask(cluster_worker.differences, self._setting, threads)
        fitting = [address for address in threads if said.get(address) == []]
        held = self._ask(cluster_worker.hold, self._bundle, fitting) if fitting else {}
        for address in threads:
            if address in fitting and held.get(address, "gone") is None:
                self._workers[address] = _Worker(threads[address])
                self._has_had_one = True
                continue
            found = held.get(address) if address in fitting else said.get(address, "it has gone")
            words = f"{type(found).__name__}: {found}" if isinstance(found, BaseException) else found
            self._refused[address] = f"it has {', '.join(words)}" if isinstance(words, list) else str(words)
            _say(f"The worker {address} gets no page: {self._refused[address]}.")

    def _lose(self, address: str) -> None:
        """Take back what a lost worker was given, and put down against the pages it was making that it was lost."""
        worker = self._workers.pop(address)
        _say(f"The worker {address} was lost; {len(worker.given)} pages run again.")
        for place, future in enumerate(worker.given):
            page = self._page_of.pop(future)
            future.cancel()
            if place < worker.threads:
                self._losses[page.name] += 1
                self._suspects.append(page)
            else:
                self._waiting.appendleft(page)

    def _give(self) -> None:
        """Give pages to the workers that are free. Of the pages that may be a worker's end, one runs at a time."""
        for address, worker in self._workers.items():
            while len(worker.given) < worker.threads + AHEAD and self._waiting:
                self._submit(address, worker, self._waiting.popleft())
        if self._suspects and not any(self._losses[page.name] for page in self._page_of.values()):
            free = [address for address, worker in self._workers.items() if not worker.given]
            if free:
                self._submit(free[0], self._workers[free[0]], self._suspects.popleft())

    def _submit(self, address: str, worker: _Worker, page: Page) -> None:
        sent = replace(page, template=self._places[page.template], inputs=None)
        future = self._client.submit(
            cluster_worker.make,
            self._bundle.sha256,
            sent,
            self._options,
            workers=[address],
            pure=False,
            retries=0,
            key=f"exposure-gradient-{self._bundle.sha256[:8]}-{os.urandom(8).hex()}",
        )
        worker.given.append(future)
        self._page_of[future] = page
        future.add_done_callback(self._done.put)

    def _take(self, future: Future) -> tuple[Page, Made | Failure] | None:
        """Return what a page became, or None where it is to run again."""
        made, error = None, future.exception() if future.status == "error" else None
        if future.status == "finished":
            try:
                made = pickle.loads(zlib.decompress(future.result(timeout=GATHER_SECONDS)))
            except TimeoutError:
                # The worker may have gone between the page's end and its way here; Dask would wait for it for ever.
                self._look()
                if future in self._page_of:
                    self._done.put(future)
                return None
            except Exception as lost:
                error = lost
        page = self._page_of.pop(future)
        for worker in self._workers.values():
            if future in worker.given:
                worker.given.remove(future)
        if made is not None:
            return page, made
        if error is None:  # cancelled, which Dask does where the scheduler has lost it
            self._waiting.appendleft(page)
            return None
        self._losses[page.name] += 1
        return self._failed_or_again(page, f"{type(error).__name__}: {error}")

    def _failed_or_again(self, page: Page, why: str) -> tuple[Page, Failure] | None:
        if self._losses[page.name] < LOSSES:
            self._suspects.append(page)
            return None
        return page, Failure(page.name, None, f"the worker that made it was lost {LOSSES} times, at last so: {why}")

    def results(self) -> Iterator[tuple[Page, Made | Failure]]:
        """Give every page to a worker, and yield each as it comes back."""
        looked = -LOOK_SECONDS
        while self._waiting or self._suspects or self._page_of:
            if time.monotonic() - looked > LOOK_SECONDS:
                self._look()
                looked = time.monotonic()
                for page in [page for page in self._suspects if self._losses[page.name] >= LOSSES]:
                    self._suspects.remove(page)
                    yield self._failed_or_again(page, "the worker has gone")
            self._give()
            try:
                future = self._done.get(timeout=LOOK_SECONDS)
            except queue.Empty:
                continue
            if future in self._page_of:  # else it was taken back from a lost worker
                taken = self._take(future)
                if taken is not None:
                    yield taken

    def close(self) -> None:
        """Have the workers let go of what they hold."""
        if self._workers:
            self._ask(cluster_worker.forget, self._bundle.sha256, self._workers)


def on_cluster(pages: list[Page], options: Options) -> Iterator[tuple[Page, Failure | None]]:
    """Run the pages on the cluster of a scheduler and keep them here; yield each when it is done."""
    try:
        client = Client(options.scheduler, timeout=ANSWER_SECONDS, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise InputError(f"No Dask scheduler answers at {options.scheduler}: {error}.") from None
    with client:
        run = _Run(client, pages, options)
        try:
            for page, made in run.results():
                yield page, keep_page(page, made)
        finally:
            run.close()
