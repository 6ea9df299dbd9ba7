"""Ctrl+C and the system's request to end: one line, the status that a shell expects, and no process left."""

import functools
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from exposure_gradient.pages.processes import in_fresh_processes
from exposure_gradient.paths import ROOT
from exposure_gradient.sources import included, wording
from exposure_gradient.system import interrupts
from processes import handles, of_build

COMMAND = [sys.executable, "-P", "-m", "exposure_gradient.commands.cli"]
SIGNALS = [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
SECONDS = 60


def wait_for(happened: Callable[[], bool], process: subprocess.Popen, what: str) -> None:
    """Wait for something that a process does, as long as it runs."""
    deadline = time.monotonic() + SECONDS
    while not happened():
        assert process.poll() is None, f"it ended with {process.returncode} before this: {what}"
        assert time.monotonic() < deadline, f"not in {SECONDS} seconds: {what}"
        time.sleep(0.002)


NOTICES = (wording.NOTICE, included.NOTICE)
COMPARISON = [sys.executable, "-P", str(ROOT / "tools" / "compare_engines.py")]


def begin(*arguments: str, command: list[str] = COMMAND, **more: str) -> subprocess.Popen:
    """Begin a command in a session of its own, as a terminal has one."""
    return subprocess.Popen(
        [*command, *arguments],
        env=os.environ | more,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def said(process: subprocess.Popen) -> list[str]:
    """Return what a process that is ending said as errors, without its progress bar and the notices of a run without publishers' files."""
    _, errors = process.communicate(timeout=SECONDS)
    lines = [line for line in re.split(r"[\r\n]+", errors) if line.strip() and line not in NOTICES]
    return [line for line in lines if not line.startswith(("Running pages", "Comparing engines"))]


def assert_ended(process: subprocess.Popen, status: int, build: Path, when: str) -> None:
    lines = said(process)
    assert process.returncode == status, f"{when}: status {process.returncode}, expected {status}: {lines[-3:]}"
    assert len(lines) == 1 and "Traceback" not in lines[0], f"{when}: {len(lines)} lines: {lines[:5]}"
    assert not of_build(build), f"{when}: still at work: {of_build(build)}"


def test_an_interrupt_in_a_callback_of_a_fork_is_not_lost(build: Path, tmp_path: Path) -> None:
    """Python prints an exception that is raised there, and goes on."""
    code = f"import os\nos.register_at_fork(after_in_parent=lambda: os.kill(os.getpid(), {int(signal.SIGINT)}))\n"
    (tmp_path / "sitecustomize.py").write_text(code, "utf-8")
    process = begin("pages", "index", PYTHONPATH=str(tmp_path))
    assert_ended(process, 130, build, "an interrupt in the callback of a fork")


@pytest.mark.parametrize(("number", "status"), SIGNALS)
def test_each_signal_has_its_status_and_one_line(number: int, status: int, tmp_path: Path) -> None:
    """Said into files: a pipe stays open as long as the child, and would be read until it has ended by itself."""
    program = (
        "import os, time\nfrom exposure_gradient.system import interrupts\ninterrupts.take_over()\n"
        f"child = os.fork()\nif not child:\n    time.sleep({SECONDS})\n    os._exit(0)\n"
        f"print(child, flush=True)\nos.kill(os.getpid(), {int(number)})\ntime.sleep({SECONDS})"
    )
    printed, told = tmp_path / "printed", tmp_path / "told"
    with printed.open("w") as out, told.open("w") as error:
        done = subprocess.run([sys.executable, "-c", program], stdout=out, stderr=error, check=False)
    assert (done.returncode, told.read_text().count("\n")) == (status, 1), told.read_text()
    state = Path(f"/proc/{printed.read_text().strip()}/stat")  # one that has ended may still be listed, as a zombie
    assert not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z", "its child is still at work"


def test_a_command_is_ended_in_one_line_at_every_stage(build: Path) -> None:
    """A signal goes to the whole group, as the terminal sends it, and comes twice, as from an impatient person."""

    def is_running_pages(process: subprocess.Popen) -> bool:
        return any(os.getsid(pid) == pid for pid in of_build(build) if pid != process.pid)

    stages = {
        "when the command has begun": lambda process: handles(process.pid, signal.SIGTERM),
        "when the lock is taken": lambda process: (build / "lock").is_file(),
        "while pages run": is_running_pages,
    }
    for when, is_there in stages.items():
        process = begin("pages", "index", "3211", "--force")
        wait_for(functools.partial(is_there, process), process, when)
        for _ in range(2):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGINT)
        assert_ended(process, 130, build, when)
        (build / "lock").unlink(missing_ok=True)


@pytest.mark.parametrize(
    ("number", "status", "words"),
    [
        *((number, status, interrupts.WORDS[number]) for number, status in SIGNALS),
        (signal.SIGKILL, 1, "Sphinx was ended by SIGKILL before it had made the book"),
    ],
)
def test_what_ends_sphinx_first_ends_the_build_as_it_does(number: int, status: int, words: str, build: Path) -> None:
    """A signal to the group may be seen to have ended Sphinx before the build itself has come to handle its own."""
    program = (
        "import subprocess, sys\nfrom exposure_gradient.book.process import SphinxProcess\n"
        "from exposure_gradient.system import interrupts\ninterrupts.take_over()\nsphinx = SphinxProcess(1, '')\n"
        f"ends = 'import os; os.kill(os.getpid(), {int(number)})'\n"
        "sphinx._begun = subprocess.Popen([sys.executable, '-c', ends], stdin=subprocess.PIPE, start_new_session=True)\n"
        "sphinx.finish()"
    )
    done = subprocess.run([sys.executable, "-P", "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, words in done.stderr) == (status, True), done.stderr


def test_the_comparison_of_engines_ends_with_all_its_kernels(build: Path) -> None:
    process = begin("index", "3211", "--jobs", "2", command=COMPARISON)
    wait_for(
        lambda: any("ipykernel" in command for command in of_build(build).values()), process, "a kernel has started"
    )
    os.killpg(process.pid, signal.SIGINT)
    lines = said(process)
    assert process.returncode == 130, lines
    assert len(lines) == 1, lines
    assert not of_build(build), of_build(build)


def test_the_audit_is_ended_in_one_line() -> None:
    process = subprocess.Popen([sys.executable, str(ROOT / "audit" / "audit.py")], stderr=subprocess.PIPE, text=True)
    wait_for(lambda: handles(process.pid, signal.SIGTERM), process, "the audit handles signals")
    process.send_signal(signal.SIGINT)
    lines = said(process)
    assert (process.returncode, len(lines)) == (130, 1), lines


@pytest.mark.parametrize(("number", "status"), SIGNALS[:2])
def test_the_audit_is_ended_with_all_its_processes(number: int, status: int, build: Path) -> None:
    """While pages are read: Ctrl+C reaches every process, SIGTERM the first alone."""
    program = (
        "import signal, time, audit\nfrom pathlib import Path\nfrom printed import run\nfrom printed.findings import Check\n"
        "for number in run.ENDINGS: signal.signal(number, audit._end)\n"
        f"sleeps = Check('sleeps', lambda *_: ['a', 'b', 'c'], lambda *_: time.sleep({SECONDS * 9}))\n"
        "run.CHECKS = (sleeps,)\nrun.read_all(Path(), None, 3)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONPATH": str(ROOT / "audit")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wait_for(lambda: len(of_build(build)) == 4, process, "three processes read")
    if number == signal.SIGINT:
        os.killpg(process.pid, number)
    else:
        process.send_signal(number)
    lines = said(process)
    assert (process.returncode, lines) == (status, ["Interrupted. The audit has written nothing."])
    deadline = time.monotonic() + SECONDS
    while of_build(build):
        assert time.monotonic() < deadline, f"still at work: {of_build(build)}"
        time.sleep(0.01)


def test_a_signal_that_is_ignored_stays_ignored(build: Path) -> None:
    """``nohup`` has SIGHUP ignored, and a shell script has SIGINT ignored for what it starts in the background."""
    program = (
        "import os, signal\nsignal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "from exposure_gradient.system import interrupts\ninterrupts.take_over()\n"
        "os.kill(os.getpid(), signal.SIGHUP)\nprint('goes on')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "goes on\n"), done.stderr


def test_a_page_handles_signals_as_any_python_process(monkeypatch: pytest.MonkeyPatch) -> None:
    before = {number: signal.getsignal(number) for number, _ in SIGNALS}
    interrupts.take_over()
    try:
        [(_, inside)] = in_fresh_processes(
            [0],
            lambda _: [*(signal.getsignal(n) for n, _ in SIGNALS[1:]), signal.pthread_sigmask(signal.SIG_BLOCK, [])],
            1,
            60,
        )
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert inside == [signal.SIG_DFL, signal.SIG_DFL, set()]


def test_a_page_that_is_just_beginning_ends_without_a_word() -> None:
    """Until it has a session of its own, a page's process gets what is sent to its parent's group, as Ctrl+C is."""
    program = (
        "import os, signal\nfrom exposure_gradient.pages import processes\nfrom exposure_gradient.system import interrupts\ninterrupts.take_over()\n"
        "own_session = os.setsid\n"
        "os.setsid = lambda: (os.kill(os.getpid(), signal.SIGINT), own_session())\n"
        "[(_, outcome)] = processes.in_fresh_processes([0], abs, 1, 60)\nprint(outcome)"
    )
    done = subprocess.run([sys.executable, "-P", "-c", program], capture_output=True, text=True, check=False)
    assert "status 130" in done.stdout and not done.stderr, done


def test_a_signal_is_held_back_until_a_block_has_ended() -> None:
    came: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: came.append(number))
    try:
        with interrupts.held_back():
            signal.raise_signal(signal.SIGTERM)  # to this thread: a process of xdist has others
            assert not came
        assert came == [signal.SIGTERM]
    finally:
        signal.signal(signal.SIGTERM, before)
