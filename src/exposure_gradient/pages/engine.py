"""A papermill engine that runs each notebook in a fresh child of a warm process.

Starting a kernel and importing the libraries costs a stock run most of its time. Here the libraries are imported
once; a page runs in a child forked from that process, so nothing that one page does reaches another: either the engine
makes the child, and the outputs come back over a pipe, or the build has made it for the page. Registered with papermill as
``fork``; the stock engine stays the reference.
"""

import ast
import base64
import contextlib
import functools
import io
import math
import os
import resource
import signal
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from types import CodeType
from typing import Any, BinaryIO

import nbformat
from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.inputtransformer2 import TransformerManager
from IPython.core.interactiveshell import InteractiveShell
from nbformat import NotebookNode
from papermill.engines import Engine
from traitlets.config import Config

from exposure_gradient.pages.options import DEFAULT_MEGABYTES, DEFAULT_SECONDS, MAX_OUTPUT
from exposure_gradient.pages.processes import PageProcessError, claim_fresh_process, in_fresh_processes, note_step


class OutputLimitError(RuntimeError):
    """A cell gave more output than a page may have."""


def _output(kind: str, **fields: Any) -> NotebookNode:
    """Return an output; the notebook is validated as a whole when it is written."""
    return nbformat.from_dict({"output_type": kind, **fields})


class _Outputs:
    """The outputs of the cell that is running, within the limit of a page."""

    def __init__(self) -> None:
        self.items: list[NotebookNode] = []
        self.left: float = math.inf
        """How many characters of output the page may still give."""

    def take(self, characters: int) -> None:
        """Count output. Raises OutputLimitError where the page has given too much."""
        self.left -= characters
        if self.left < 0:
            raise OutputLimitError("the page gave more output than its limit allows")

    def add(self, output: NotebookNode) -> None:
        self.take(sum(len(value) for value in output.data.values() if isinstance(value, str)))
        self.items.append(output)

    def stream(self, name: str, text: str) -> None:
        self.take(len(text))
        last = self.items[-1] if self.items else None
        if last is not None and last.output_type == "stream" and last.name == name:
            last.text += text
        elif text:
            self.items.append(_output("stream", name=name, text=text))


_outputs = _Outputs()


class _Stream(io.TextIOBase):
    """``sys.stdout`` or ``sys.stderr`` of the running cell."""

    encoding = "utf-8"

    def __init__(self, name: str) -> None:
        self._name = name

    def write(self, text: str) -> int:
        _outputs.stream(self._name, text)
        return len(text)

    def writable(self) -> bool:
        return True


def _mime_data(data: dict[str, Any]) -> dict[str, Any]:
    return {
        kind: base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else value
        for kind, value in data.items()
    }


class _Publisher(DisplayPublisher):
    def publish(self, data: dict, metadata: dict | None = None, **_: Any) -> None:
        _outputs.add(_output("display_data", data=_mime_data(data), metadata=metadata or {}))

    def clear_output(self, wait: bool = False) -> None:
        _outputs.items.clear()


class _DisplayHook(DisplayHook):
    semicolon_at_end_of_expression = staticmethod(functools.cache(DisplayHook.semicolon_at_end_of_expression))

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: dict, md_dict: dict | None = None) -> None:
        _outputs.add(_output("execute_result", data=_mime_data(format_dict), metadata=md_dict or {}))

    def finish_displayhook(self) -> None:
        pass


_async: dict[str, bool] = {}


def _is_async(find_out: Callable[..., bool], cell: str, code: str) -> bool:
    if code not in _async:
        _async[code] = find_out(cell, transformed_cell=code)
    return _async[code]


def _transform_once(manager: TransformerManager) -> None:
    """Have IPython turn a cell's text into plain Python once for all pages that show it: hundreds have the same cells."""
    transform = manager.transform_cell

    @functools.cache
    def known(cell: str, *by: Callable) -> str:
        return transform(cell)

    manager.transform_cell = lambda cell: known(
        cell, *manager.cleanup_transforms, *manager.line_transforms, *manager.token_transformers
    )


class _Compiler(CachingCompiler):
    """IPython's compiler with a memory: what was parsed and compiled before there are children, each of them finds done."""

    def __init__(self) -> None:
        super().__init__()
        self._parsed: dict[tuple, ast.AST] = {}
        self._compiled: dict[tuple, tuple[ast.AST, CodeType, int]] = {}

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        """Return a name without the cell's number, which the cell of the parameters shifts."""
        return super().get_code_name(raw_code, transformed_code, 0)

    def ast_parse(self, source: str, filename: str = "<unknown>", symbol: str = "exec") -> ast.AST:
        key = (source, filename, symbol, self.flags)
        if key not in self._parsed:
            self._parsed[key] = super().ast_parse(source, filename, symbol)
        return self._parsed[key]

    def __call__(self, source: Any, filename: str, symbol: str, **options: Any) -> CodeType:
        """Compile one statement, or take it as it was compiled; IPython runs a cell statement by statement."""
        statement = source.body[0]
        key = (id(statement), filename, symbol, self.flags)
        known = self._compiled.get(key)
        if known is None:
            code = super().__call__(source, filename, symbol, **options)
            known = self._compiled[key] = (
                statement,
                code,
                self.flags,
            )  # holds the statement, so that its number stays its own
        _, code, self.flags = known  # a statement that imports from __future__ sets flags for those after it
        return code


class _Shell(InteractiveShell):
    """IPython's shell with its outputs collected as notebook outputs instead of printed."""

    displayhook_class = _DisplayHook
    display_pub_class = _Publisher
    compiler_class = _Compiler

    def prepare(self, cells: Iterable[str]) -> None:
        """Do once, before there are children, what they would each do: load what running a cell loads, read the cells' text."""
        self.run_cell("pass")
        for cell in cells:
            with contextlib.suppress(SyntaxError):  # told when the cell is run
                self._compile(self.input_transformer_manager.transform_cell(cell), cell)

    def _compile(self, code: str, cell: str) -> None:
        self.should_run_async(cell, transformed_cell=code)
        self.displayhook.semicolon_at_end_of_expression(cell)
        name = self.compile.cache(code, raw_code=cell)
        statements = self.compile.ast_parse(code, filename=name).body
        with self.compile.extra_flags(ast.PyCF_ALLOW_TOP_LEVEL_AWAIT):
            for statement in statements:
                if statement is statements[-1] and isinstance(statement, ast.Expr):
                    self.compile(ast.Interactive([statement]), name, "single")
                else:
                    self.compile(ast.Module([statement], []), name, "exec")

    def should_run_async(self, raw_cell: str, **given: Any) -> bool:
        """Say whether a cell awaits something, which IPython finds out by compiling it, once for all pages that have it."""
        if given.get("preprocessing_exc_tuple") is not None:
            return super().should_run_async(raw_cell, **given)
        return _is_async(super().should_run_async, raw_cell, given["transformed_cell"])

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        _outputs.items.append(_output("error", ename=etype.__name__, evalue=str(evalue), traceback=list(stb)))

    def enable_gui(self, gui: str | None = None) -> None:
        pass


def warm_shell() -> _Shell:
    """Return this process's shell, made on the first call."""
    if not _Shell.initialized():
        config = Config()
        config.HistoryManager.enabled = False
        shell = _Shell.instance(config=config, colors="NoColor")
        shell.display_formatter.active_types = list(shell.display_formatter.format_types)
        _transform_once(shell.input_transformer_manager)
    return _Shell.instance()


class _Descriptors:
    """What is written to the process's own stdout and stderr, by subprocesses or C code, cell by cell."""

    def __init__(self) -> None:
        self._files: dict[str, BinaryIO] = {}
        for number, name in ((1, "stdout"), (2, "stderr")):
            file = tempfile.TemporaryFile()  # noqa: SIM115  held open while the page runs
            os.dup2(file.fileno(), number)
            self._files[name] = file

    def drain(self) -> None:
        for name, file in self._files.items():
            if file.seek(0, os.SEEK_END) > _outputs.left:  # too much is not even read
                _outputs.left = -1
                return
            file.seek(0)
            text = file.read().decode("utf-8", "replace")
            file.seek(0)
            file.truncate()
            _outputs.stream(name, text)


def _run_cells(cells: list[NotebookNode]) -> tuple[int | None, list[tuple[list, int | None]]]:
    """Run the cells in this process; return the index of the cell that failed, and each cell's outputs and count."""
    shell = warm_shell()
    descriptors = _Descriptors()
    sys.stdout, sys.stderr = _Stream("stdout"), _Stream("stderr")
    results: list[tuple[list, int | None]] = []
    for index, cell in enumerate(cells):
        if cell.cell_type != "code":
            results.append(([], None))
            continue
        _outputs.items = []
        note_step(index)
        count = shell.execution_count
        outcome = shell.run_cell(cell.source, store_history=True)
        try:
            descriptors.drain()
            _outputs.take(0)  # what the cell itself printed may have raised in the cell, and have been caught there
        except OutputLimitError as error:
            _outputs.left = math.inf
            said = _output("error", ename=type(error).__name__, evalue=str(error), traceback=[str(error)])
            results.append(([said], count))
            return index, results
        for output in _outputs.items:
            if output.output_type == "execute_result":
                output.execution_count = count
        results.append((_outputs.items, count))
        if not outcome.success and "raises-exception" not in cell.metadata.get("tags", []):
            return index, results
    note_step(None)
    return None, results


@contextlib.contextmanager
def _limit(resource_: int, limit: int) -> Iterator[None]:
    """Set a limit of this process while the cells run."""
    before = resource.getrlimit(resource_)
    most = limit if before[1] == resource.RLIM_INFINITY else min(limit, before[1])  # who began the build may allow less
    resource.setrlimit(resource_, (most, before[1]))
    try:
        yield
    finally:
        hard = resource.getrlimit(resource_)[1]  # which a page may have lowered for good
        resource.setrlimit(resource_, (before[0] if hard == before[1] else hard, hard))


def _run_within_limits(cells: list[NotebookNode], megabytes: int) -> tuple[int | None, list[tuple[list, int | None]]]:
    """Run the cells in this process, which was made for them, within the limits of memory and output."""
    _outputs.left = MAX_OUTPUT
    with contextlib.ExitStack() as limits:
        # What subprocesses write goes to a file, which is not to fill the disk before the cell ends.
        limits.enter_context(_limit(resource.RLIMIT_FSIZE, 2 * MAX_OUTPUT))
        if megabytes:
            with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123
                held = int(statm.read().split()[0]) * resource.getpagesize()
            limits.enter_context(_limit(resource.RLIMIT_AS, held + megabytes * 1_000_000))
        environment, streams, mask = dict(os.environ), (sys.stdout, sys.stderr), os.umask(0o022)
        os.umask(mask)
        try:
            return _run_cells(cells)
        finally:  # what a page sets for itself must not decide where its files are written, or what stands in them
            os.environ.clear()
            os.environ.update(environment)
            sys.stdout, sys.stderr = streams
            os.umask(mask)
            signal.alarm(0)


def run_in_child(
    cells: list[NotebookNode], seconds: float = DEFAULT_SECONDS, megabytes: int = DEFAULT_MEGABYTES
) -> tuple[int | None, list[tuple[list, int | None]]]:
    """Run the cells in a forked child.

    ``seconds`` bounds the page's wall time, ``megabytes`` the memory it may take beyond what the warm process
    holds (0: no bound). Raises PageProcessError where the child dies or its time is over.
    """
    warm_shell()
    run = functools.partial(_run_within_limits, megabytes=megabytes)
    [(_, given)] = in_fresh_processes([cells], run, 1, seconds)
    if isinstance(given, PageProcessError):
        raise given
    return given


class ForkEngine(Engine):
    """papermill's engine ``fork``: a child of this warm process for each notebook."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> NotebookNode:
        """Run the notebook that papermill manages; a failing cell is reported as papermill's own engine does."""
        megabytes = DEFAULT_MEGABYTES if options.get("page_megabytes") is None else options["page_megabytes"]
        if claim_fresh_process():  # this process is already the page's own child, and its parent looks at the time
            failed, results = _run_within_limits(nb_man.nb.cells, megabytes)
        else:
            failed, results = run_in_child(nb_man.nb.cells, options.get("page_seconds") or DEFAULT_SECONDS, megabytes)
        # Papermill is not told of a cell's start: it would write down a time that is not the cell's.
        for index, (cell, (outputs, count)) in enumerate(zip(nb_man.nb.cells, results, strict=False)):
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = outputs, count
            if index == failed:
                nb_man.cell_exception(cell, index)
                break
            nb_man.cell_complete(cell, index)
        return nb_man.nb
