"""What the system refuses, what a shell limits and where output goes: one line that names it, never a traceback."""

import errno
import os
import resource
import subprocess
import sys
from pathlib import Path

import papermill  # noqa: F401  it loads our engine, so it has to be first
import pytest

from exposure_gradient.pages.engine import run_in_child
from exposure_gradient.pages.processes import in_fresh_processes
from exposure_gradient.paths import ROOT
from exposure_gradient.system.refusals import explained

COMMAND = [sys.executable, "-P", "-m", "exposure_gradient.commands.cli"]
RIGHTS = "-dac_override,-dac_read_search"
AS_ANYBODY = ["setpriv", f"--bounding-set={RIGHTS}", f"--inh-caps={RIGHTS}"] if os.geteuid() == 0 else []
"""What takes from the administrator the right to read and write everything."""

NARROW = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
"""A locale whose encoding is ASCII, as a narrower one than ISO 8859-1."""


def ran(*arguments: str, before: list[str] = (), **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end; what it says is one line at most, and no traceback."""
    done = subprocess.run(
        [*before, *COMMAND, *arguments], env=os.environ | more, capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert "Traceback" not in done.stderr and done.stderr.count("\n") <= 1, done.stderr[-3000:]
    return done


def refused(*arguments: str, before: list[str] = (), **more: str) -> str:
    """Return what the command says when it refuses."""
    done = ran(*arguments, before=before, **more)
    assert done.returncode == 2 and done.stderr.startswith("error: "), (done.returncode, done.stderr)
    return done.stderr


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, ["no room", "EXPOSURE_GRADIENT_BUILD"]), (errno.EDQUOT, ["quota", "EXPOSURE_GRADIENT_BUILD"]),
     (errno.EROFS, ["read-only", "EXPOSURE_GRADIENT_BUILD"]), (errno.EMFILE, ["too many files", "ulimit -n"]),
     (errno.EAGAIN, ["no more processes"]), (errno.ENOMEM, ["memory"]), (errno.EFBIG, ["too large"]),
     (errno.EIO, ["Input/output error"])],
)  # fmt: skip
def test_each_error_of_the_system_is_told_from_the_others(number: int, words: list[str], build: Path) -> None:
    line = explained(OSError(number, os.strerror(number), str(build / "a file")))
    assert "a file" in line and "\n" not in line, line
    assert all(word in line for word in words), f"{errno.errorcode[number]}: {line}"
    assert number in (errno.ENOSPC, errno.EDQUOT) or "room" not in line, (
        f"{errno.errorcode[number]} is told as a full disk: {line}"
    )


def test_a_missing_permission_names_the_place_the_right_and_the_remedy(tmp_path: Path) -> None:
    if AS_ANYBODY and subprocess.run([*AS_ANYBODY, "true"], check=False).returncode:
        pytest.skip("this administrator cannot give up the right to read everything")
    build = tmp_path / "build"
    build.mkdir()
    build.chmod(0o500)
    line = refused("book", before=AS_ANYBODY, EXPOSURE_GRADIENT_BUILD=str(build))
    for words in (
        f"{build}/lock cannot be written",
        "Run chmod u+w",
        "EXPOSURE_GRADIENT_BUILD",
        "last good book",
    ):
        assert words in line, f"{words!r} is missing: {line}"
    build.chmod(0o700)
    (build / "lock").touch(0o000)
    line = refused("book", before=AS_ANYBODY, EXPOSURE_GRADIENT_BUILD=str(build))
    assert f"{build}/lock cannot be read" in line and "chmod u+r" in line, line
    build.chmod(0o000)
    line = refused("verify", str(build / "manifest"), before=AS_ANYBODY)
    assert f"you may not enter {build}" in line and "chmod u+rx" in line, line
    build.chmod(0o700)
    data = tmp_path / "data"
    data.mkdir()
    (data / "task_scores.csv").touch(0o000)
    line = refused("scores", before=AS_ANYBODY, EXPOSURE_GRADIENT_DATA=str(data))
    assert f"{data}/task_scores.csv cannot be read" in line and "last good book" not in line, line


def test_a_file_where_a_folder_is_needed_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError) as caught:
        (tmp_path / "file" / "build").mkdir(parents=True)
    line = explained(caught.value)
    assert f"{tmp_path}/file is not a folder" in line and "Move it away" in line, line


@pytest.mark.parametrize(("option", "less"), [("v", 600_000), ("n", 20), ("f", 10)])
def test_a_limit_that_is_too_low_is_told_before_anything_runs(option: str, less: int, build: Path) -> None:
    line = refused("pages", "index", before=["bash", "-c", f'ulimit -{option} {less}; exec "$@"', "bash"])
    assert f"{less:,}" in line and f"ulimit -{option}" in line, line


def test_a_page_runs_within_a_limit_that_cannot_be_raised() -> None:
    held = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    most = held + 1_000_000_000  # what the process of the tests itself has grown to counts, too

    def work(_: int) -> tuple[int | None, int]:
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000_000, 10_000_000))
        failed, _ = run_in_child([], 60, megabytes=100_000)
        return failed, resource.getrlimit(resource.RLIMIT_AS)[1]

    assert dict(in_fresh_processes([0], work, 1, 60)) == {0: (None, most)}


# --- What is printed -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("environment", [NARROW, {"PYTHONIOENCODING": "latin-1"}], ids=["ascii", "latin-1"])
def test_a_terminal_without_unicode_gets_escapes_and_a_file_utf_8(environment: dict[str, str]) -> None:
    program = (
        "from exposure_gradient.commands import cli, entry as command\n"
        "cli.main = lambda _: print('\\u2026') or cli._print_document('\\u2026')\ncommand.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=os.environ | environment, capture_output=True, check=True
    )
    assert done.stdout == rb"\u2026" + b"\n" + "…".encode(), done


def test_output_that_nobody_reads_ends_quietly() -> None:
    process = subprocess.Popen([*COMMAND, "scores"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT)
    process.stdout.close()
    assert (process.wait(60), process.stderr.read()) == (141, b"")


def test_output_that_finds_no_room_is_told_from_a_file_that_finds_none() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "scores"], stdout=full, stderr=subprocess.PIPE, text=True, check=False, cwd=ROOT
        )
    assert done.returncode == 2 and "prints cannot be written" in done.stderr and done.stderr.count("\n") == 1, (
        done.stderr
    )


def test_closed_streams_take_no_place_of_a_file(tmp_path: Path) -> None:
    """The first file that is opened would be the standard output otherwise, and what is printed would stand in it."""
    program = (
        "from exposure_gradient.commands import cli, entry as command\n"
        "cli.main = lambda _: print('printed', file=open('file', 'w') and None, flush=True)\ncommand.main()"
    )
    closed = ["bash", "-c", 'exec "$@" <&- >&- 2>&-', "bash"]
    subprocess.run([*closed, sys.executable, "-c", program], check=True, cwd=tmp_path)
    assert (tmp_path / "file").read_text("utf-8") == ""
