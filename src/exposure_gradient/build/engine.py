"""A papermill engine that runs each notebook in a fresh child of a warm process.

Starting a kernel and importing the libraries costs a stock run most of its time. Here the libraries are imported
once; a page runs in a child forked from that process, so nothing that one page does reaches another, and the
outputs come back over a pipe. Registered with papermill as ``fork``; the stock engine stays the reference.
"""

import base64
import io
import math
import mmap
import os
import pickle
import resource
import select
import signal
import sys
import tempfile
import time
import traceback
from typing import Any, BinaryIO

import nbformat
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from nbformat import NotebookNode
from papermill.engines import Engine
from traitlets.config import Config

from exposure_gradient.build.lock import end_with_parent
from exposure_gradient.build.options import DEFAULT_MEGABYTES, DEFAULT_SECONDS, MAX_OUTPUT

READ_BYTES = 1 << 20


class PageProcessError(RuntimeError):
    """A page's process ended without handing its notebook back; ``cell`` is the index of the cell that was running."""

    def __init__(self, message: str, cell: int | None = None) -> None:
        """Say what happened, and in which cell."""
        super().__init__(message)
        self.cell = cell


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
    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: dict, md_dict: dict | None = None) -> None:
        _outputs.add(_output("execute_result", data=_mime_data(format_dict), metadata=md_dict or {}))

    def finish_displayhook(self) -> None:
        pass


class _Shell(InteractiveShell):
    """IPython's shell with its outputs collected as notebook outputs instead of printed."""

    displayhook_class = _DisplayHook
    display_pub_class = _Publisher

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        _outputs.items.append(_output("error", ename=etype.__name__, evalue=str(evalue), traceback=list(stb)))

    def enable_gui(self, gui: str | None = None) -> None:
        pass


def warm_shell() -> InteractiveShell:
    """Return this process's shell, made on the first call."""
    if not _Shell.initialized():
        config = Config()
        config.HistoryManager.enabled = False
        shell = _Shell.instance(config=config, colors="NoColor")
        shell.display_formatter.active_types = list(shell.display_formatter.format_types)
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


def _run_cells(cells: list[NotebookNode], progress: mmap.mmap) -> tuple[int | None, list[tuple[list, int | None]]]:
    """Run the cells in this process; return the index of the cell that failed, and each cell's outputs and count.

    ``progress`` tells the parent, whatever becomes of this process, which cell is running.
    """
    shell = warm_shell()
    descriptors = _Descriptors()
    sys.stdout, sys.stderr = _Stream("stdout"), _Stream("stderr")
    results: list[tuple[list, int | None]] = []
    for index, cell in enumerate(cells):
        if cell.cell_type != "code":
            results.append(([], None))
            continue
        _outputs.items = []
        progress[:] = index.to_bytes(len(progress), "little")
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
    return None, results


def _child(cells: list[NotebookNode], pipe: int, megabytes: int, progress: mmap.mmap) -> None:
    """Run the cells in the forked child and send the result back. Never returns."""
    code = 1
    try:
        end_with_parent()
        os.setsid()  # so that the whole family can be ended at the time limit
        _outputs.left = MAX_OUTPUT
        # What subprocesses write goes to a file, which is not to fill the disk before the cell ends.
        resource.setrlimit(resource.RLIMIT_FSIZE, (2 * MAX_OUTPUT, resource.RLIM_INFINITY))
        if megabytes:
            with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123
                held = int(statm.read().split()[0]) * resource.getpagesize()
            limit = held + megabytes * 1_000_000
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        result = _run_cells(cells, progress)
        with os.fdopen(pipe, "wb") as file:
            pickle.dump(result, file, pickle.HIGHEST_PROTOCOL)
        code = 0
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
    finally:
        os._exit(code)


def _receive(pipe: int, seconds: float) -> bytes | None:
    """Read until the child closes the pipe; None when the time is over first."""
    deadline = time.monotonic() + seconds
    pieces = []
    while True:
        ready, _, _ = select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            return None
        piece = os.read(pipe, READ_BYTES)
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)


def _end_family(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGKILL)


def run_in_child(
    cells: list[NotebookNode], seconds: float = DEFAULT_SECONDS, megabytes: int = DEFAULT_MEGABYTES
) -> tuple[int | None, list[tuple[list, int | None]]]:
    """Run the cells in a forked child.

    ``seconds`` bounds the page's wall time, ``megabytes`` the memory it may take beyond what the warm process
    holds (0: no bound). Raises PageProcessError where the child dies or its time is over.
    """
    warm_shell()
    reading, writing = os.pipe()
    progress = mmap.mmap(-1, 4)
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _child(cells, writing, megabytes, progress)
    os.close(writing)
    try:
        blob = _receive(reading, seconds)
    finally:
        os.close(reading)
    if blob is None:
        _end_family(pid)
    _, status = os.waitpid(pid, 0)
    cell = int.from_bytes(progress[:], "little")
    if blob is None:
        raise PageProcessError(f"the page took longer than its limit of {seconds:g} seconds and was ended", cell)
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        raise PageProcessError(f"the page's process was ended by signal {signal.Signals(-code).name}", cell)
    if code or not blob:
        raise PageProcessError(f"the page's process ended with status {code} without handing its notebook back", cell)
    return pickle.loads(blob)


class ForkEngine(Engine):
    """papermill's engine ``fork``: a child of this warm process for each notebook."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> NotebookNode:
        """Run the notebook that papermill manages; a failing cell is reported as papermill's own engine does."""
        limits = {
            "seconds": options.get("page_seconds") or DEFAULT_SECONDS,
            "megabytes": DEFAULT_MEGABYTES if options.get("page_megabytes") is None else options["page_megabytes"],
        }
        failed, results = run_in_child(nb_man.nb.cells, **limits)
        # Papermill is not told of a cell's start: it would write down a time that is not the cell's.
        for index, (cell, (outputs, count)) in enumerate(zip(nb_man.nb.cells, results, strict=False)):
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = outputs, count
            if index == failed:
                nb_man.cell_exception(cell, index)
                break
            nb_man.cell_complete(cell, index)
        return nb_man.nb
