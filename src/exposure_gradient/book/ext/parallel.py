"""A Sphinx extension: pages are read and written on all cores, in as many processes as are asked for.

Sphinx itself starts a process for every few dozen pages, and hands each the state of the whole book; the pages are resolved and
indexed by the process that hands them out, one after the other. Here each process has one part of the pages, from their resolving
to their file, and hands back what it has added to the search index.
"""

import gc
from collections.abc import Callable, Container, Iterable, Sequence
from pathlib import Path
from typing import Any

import sphinx.builders
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.build_phase import BuildPhase
from sphinx.util.parallel import ParallelTasks

from exposure_gradient.book.ext.patches import put

FEW = 50
"""Fewer pages than that are read by one process."""

SWEEP_PAGES = 250
"""After so many pages a process gives back what they took."""

BY_PAGE = ("_titles", "_filenames", "_all_titles", "_index_entries")
BY_WORD = ("_mapping", "_title_mapping")
"""What Sphinx's search index holds of each page, and the pages that it holds of each word."""


def parts_of(pages: Sequence[str], n: int, weight: Callable[[str], float]) -> list[list[str]]:
    """Return pages in at most ``n`` parts of about the same weight; neighbours stay together, for they have much in common.

    >>> parts_of(["a", "bb", "cccc", "d", "e"], 2, len)
    [['a', 'bb'], ['cccc', 'd', 'e']]
    """
    weights = [weight(page) for page in pages]
    whole, before = sum(weights) or 1, 0.0
    parts: list[list[str]] = [[] for _ in range(n)]
    for page, own in zip(pages, weights, strict=True):
        parts[min(n - 1, int(n * (before + own / 2) / whole))].append(page)
        before += own
    return [part for part in parts if part]


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _begin_contribution(index: Any) -> dict[str, dict]:
    """Empty the index of this process, so that it then holds what its pages add."""
    own: dict[str, dict] = {name: {} for name in (*BY_PAGE, *BY_WORD)}
    for name, empty in own.items():
        setattr(index, name, empty)
    return own


def _contribute(index: Any, added: dict[str, dict]) -> None:
    for name in BY_PAGE:
        getattr(index, name).update(added[name])
    for name in BY_WORD:
        pages_of = getattr(index, name)
        for word, pages in added[name].items():
            pages_of.setdefault(word, set()).update(pages)


def write(builder: Any, page: str) -> None:
    """Write a page as Sphinx does that has one process."""
    builder.app.phase = BuildPhase.RESOLVING
    doctree = builder.env.get_and_resolve_doctree(page, builder)
    builder.app.phase = BuildPhase.WRITING
    builder.write_doc_serialized(page, doctree)
    builder.write_doc(page, doctree)


def _must_have(done: Container[str], pages: Iterable[str], what: str) -> None:
    """Raise SphinxError for a page that no part has done: Sphinx drops a part that fails while it begins the next."""
    lost = [page for page in pages if page not in done]
    if lost:
        raise SphinxError(f"{len(lost)} pages have not been {what}, {lost[0]} among them. Run: make book")


def _forget_words_of_no_page(index: Any) -> None:
    """Take words out that stood only on pages as they were before: a book built from nothing has none."""
    for name in BY_WORD:
        pages_of = getattr(index, name)
        for word in [word for word, pages in pages_of.items() if not pages]:
            del pages_of[word]


def _write_in_parts(app: Sphinx, pages: Sequence[str], n: int) -> None:
    builder, index = app.builder, getattr(app.builder, "indexer", None)
    written: set[str] = {pages[0]}

    def write_part(part: list[str]) -> tuple[dict[str, dict], dict[str, str]]:
        added = {} if index is None else _begin_contribution(index)
        for page in part:
            write(builder, page)
        return added, builder.images

    def take(part: list[str], given: tuple[dict[str, dict], dict[str, str]]) -> None:
        added, images = given
        written.update(part)
        if index is not None:
            _contribute(index, added)
        builder.images.update(images)

    write(builder, pages[0])  # for all parts: templates are compiled
    gc.freeze()
    tasks = ParallelTasks(n)
    for part in parts_of(pages[1:], n, lambda page: _size(Path(app.doctreedir, f"{page}.doctree"))):
        tasks.add_task(write_part, part, take)
    tasks.join()
    _must_have(written, pages, "written")
    if index is not None:
        _forget_words_of_no_page(index)


class _GarbageCollection:
    """Collects garbage now and then.

    Python looks for it after every few hundred new objects, and every page consists of thousands that refer to each other:
    that took a quarter of the time.
    """

    def __init__(self) -> None:
        self._pages = 0
        gc.disable()
        gc.freeze()  # what there is already stays, and looking at it would only copy it into every process

    def __call__(self, *_: object) -> None:
        self._pages += 1
        if self._pages % SWEEP_PAGES == 0:
            gc.collect()
            gc.freeze()


def _use_all_cores(app: Sphinx, _: Any, pages: list[str]) -> None:
    """Have the pages that are read, and those that are then written, made in parts.

    Few are read by one process: others would hand back the state of the whole book, which takes longer than to read a few pages.
    """
    n, builder = max(1, app.parallel - 1), app.builder

    def make_chunks(read: Sequence[str], _: int) -> list[list[str]]:
        return parts_of(read, n, lambda page: _size(Path(app.env.doc2path(page))))

    put("read_in_parts", sphinx.builders, "make_chunks", make_chunks)
    if len(pages) < FEW:
        put("read_in_parts", builder, "_read_parallel", lambda read, nproc: builder._read_serial(read))

    def write(written: Sequence[str], nproc: int) -> None:
        _must_have(app.env.all_docs, pages, "read")
        _write_in_parts(app, written, n)

    put("write_in_parts", builder, "_write_parallel", write)


def setup(app: Sphinx) -> dict[str, bool]:
    """Put the parts in place of Sphinx's own."""
    app.connect("env-before-read-docs", _use_all_cores)
    collect = _GarbageCollection()
    for after_a_page in ("doctree-read", "html-page-context"):
        app.connect(after_a_page, collect)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
