"""Pages on other machines: a scheduler and workers as processes of their own, killed, wrong and lost, against the run on one machine."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from exposure_gradient.contents import plan
from exposure_gradient.errors import InputError
from exposure_gradient.pages import cluster, cluster_worker, run
from exposure_gradient.pages.cluster_worker import Bundle
from exposure_gradient.pages.options import Options
from exposure_gradient.pages.page import PACKAGE, Page
from exposure_gradient.pages.run import Failure
from exposure_gradient.paths import ROOT, build_folder

WAIT_SECONDS = 60
EVERY = 24
HEAD = "---\njupytext:\n  text_representation:\n    extension: .md\n    format_name: myst\nkernelspec:\n" \
       "  display_name: Python 3\n  language: python\n  name: python3\nexposure_gradient:\n  description: A page.\n---\n\n# A page\n"  # fmt: skip
PARENT = "int(open(f'/proc/{os.getppid()}/stat').read().rpartition(')')[2].split()[1])"


class Cluster:
    """A scheduler and its workers on this machine, each a process with a folder of its own that knows nothing of this checkout."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.processes: dict[str, subprocess.Popen] = {}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        self._start("scheduler", "scheduler", "--port", self.address.rpartition(":")[2])

    def _start(self, name: str, kind: str, *arguments: str, **environment: str) -> subprocess.Popen:
        folder = self.place / name
        folder.mkdir(parents=True)
        kept = {key: value for key, value in os.environ.items() if not key.startswith("EXPOSURE_GRADIENT_")}
        kept |= {"EXPOSURE_GRADIENT_BUILD": str(folder / "build"), "TMPDIR": str(folder), **environment}
        command = [
            sys.executable,
            "-m",
            f"distributed.cli.dask_{kind}",
            *arguments,
            "--host",
            "127.0.0.1",
            "--no-dashboard",
        ]
        with (folder / "log").open("wb") as log:
            self.processes[name] = subprocess.Popen(
                command, cwd=folder, env=kept, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True
            )
        return self.processes[name]

    def worker(self, name: str, *arguments: str, **environment: str) -> subprocess.Popen:
        return self._start(name, "worker", self.address, "--nthreads", "1", *arguments, **environment)

    def end(self) -> None:
        for process in self.processes.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Cluster]:
    found = Cluster(tmp_path / "machines")
    try:
        yield found
    finally:
        found.end()


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Page]:
    """Make a page whose notebook consists of the given code cells."""

    def page(name: str, *cells: str) -> Page:
        template = tmp_path / f"{name}.md"
        template.write_text(HEAD + "".join(f"\n```{{code-cell}} ipython3\n{cell}\n```\n" for cell in cells), "utf-8")
        return Page(name=f"gradient/{name}", template=template, inputs=name)

    return page


def options(machines: Cluster) -> Options:
    return Options(seconds=60, megabytes=0, scheduler=machines.address)


def run_all(machines: Cluster, *pages: Page) -> dict[str, Failure]:
    return {failure.page: failure for failure in run.run_pages(pages, options(machines))}


def files_of(build: Path) -> dict[str, bytes]:
    """Everything that is kept of pages that have run, by its place."""
    folders = [build / name for name in ("source", "beside", "state")]
    return {
        path.relative_to(build).as_posix(): path.read_bytes()
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file()
    }


def chosen_pages() -> list[Page]:
    """Return every so many pages: a cluster knows nothing of what a page says, and `make compare-engines` runs all in two ways."""
    return plan.all_pages()[::EVERY]


# --- The book ----------------------------------------------------------------------------------------------------------


@pytest.mark.trial("other machines and engines")
@pytest.mark.built
@pytest.mark.usefixtures("site")
def test_two_workers_one_killed_half_way_give_the_bytes_of_the_local_run(machines: Cluster, tmp_path: Path) -> None:
    pages = chosen_pages()
    first, _ = machines.worker("first", "--no-nanny"), machines.worker("second", "--no-nanny")
    build = tmp_path / "caller"
    command = [sys.executable, "-m", "exposure_gradient.commands.cli", "pages", "--scheduler", machines.address]
    log = tmp_path / "caller.log"
    with log.open("wb") as output:
        caller = subprocess.Popen(
            [*command, *(page.name for page in pages)],
            cwd=tmp_path,
            env=os.environ | {"EXPOSURE_GRADIENT_BUILD": str(build)},
            stdout=output,
            stderr=output,
        )
    try:
        while caller.poll() is None and len(list((build / "state").rglob("*.json"))) < len(pages) // 2:
            time.sleep(0.1)
        os.killpg(first.pid, signal.SIGKILL)
        caller.wait(600)
    finally:
        caller.kill()
        caller.wait()
    said = log.read_text("utf-8")
    assert caller.returncode == 0, said
    assert f"Ran {len(pages)} of {len(pages)} pages" in said
    assert said.count("was lost;") == 1, f"half-way a worker was killed, and the run says:\n{said}"
    ours, local = files_of(build), files_of(build_folder())
    expected = {f"source/{page.name}.ipynb" for page in pages}
    assert expected <= set(ours), f"not come back: {sorted(expected - set(ours))}"
    different = [name for name, content in ours.items() if local.get(name) != content]
    assert not different, f"{len(different)} of {len(ours)} files differ from the local run, such as {different[:5]}"
    for name in ("first", "second"):
        assert not (machines.place / name / "build").exists(), f"the worker {name} wrote into a build folder of its own"


# --- Lost workers ------------------------------------------------------------------------------------------------------


@pytest.mark.trial("other machines and engines")
@pytest.mark.usefixtures("build")
def test_a_page_that_takes_its_worker_with_it_is_named_and_the_others_finish(
    machines: Cluster, make: Callable[..., Page], capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("first", "second"):
        machines.worker(name)
    good = [make(f"good-{number}", f"import time; time.sleep(0.2); {number}") for number in range(6)]
    pages = [
        *good[:2],
        make("kills-worker", f"import os, signal; os.kill({PARENT}, signal.SIGKILL); import time; time.sleep(5)"),
        *good[2:4],
        make("kills-helper", "import os, signal; os.kill(os.getppid(), signal.SIGKILL); import time; time.sleep(1)"),
        make("raises", "1 / 0"),
        *good[4:],
    ]
    failures = run_all(machines, *pages)
    said = {name: str(failure) for name, failure in failures.items()}
    assert sorted(said) == ["gradient/kills-helper", "gradient/kills-worker", "gradient/raises"], said
    assert f"lost {cluster.LOSSES} times" in said["gradient/kills-worker"]
    assert f"lost {cluster.LOSSES} times" in said["gradient/kills-helper"]
    assert "ended with status -9" in said["gradient/kills-helper"]
    assert "in cell 2: ZeroDivisionError" in said["gradient/raises"]
    assert "1 / 0" in failures["gradient/raises"].kept.read_text("utf-8")
    # A worker may be lost while the page before is still on its way here: that page is suspected first, and cleared by its next run.
    assert cluster.LOSSES <= capfd.readouterr().err.count("was lost;") <= cluster.LOSSES + 1


@pytest.mark.trial("other machines and engines")
@pytest.mark.usefixtures("build")
def test_a_run_whose_only_worker_dies_goes_on_with_one_that_comes_later(
    machines: Cluster, make: Callable[..., Page], tmp_path: Path
) -> None:
    only = machines.worker("only", "--no-nanny")
    note = tmp_path / "begun"
    slow = make("slow", f"import pathlib, time; pathlib.Path({str(note)!r}).touch(); time.sleep(1)", "'done'")
    results = cluster.on_cluster([slow, make("other", "1")], options(machines))

    def replace_worker() -> None:
        while not note.exists():
            time.sleep(0.05)
        os.killpg(only.pid, signal.SIGKILL)
        machines.worker("later", "--no-nanny")

    thread = threading.Thread(target=replace_worker)
    thread.start()
    done = {page.name: failure for page, failure in results}
    thread.join()
    assert done == {"gradient/slow": None, "gradient/other": None}


# --- Who may take part -------------------------------------------------------------------------------------------------


@pytest.fixture
def other_code(tmp_path: Path) -> str:
    """A path for Python on which a copy of the package stands in which one line differs."""
    copy = tmp_path / "other" / PACKAGE.name
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    place = copy / "measures" / "bands.py"
    place.write_text(place.read_text("utf-8") + "\n# another line\n", "utf-8")
    return str(copy.parent)


@pytest.mark.trial("other machines and engines")
@pytest.mark.usefixtures("build")
def test_a_worker_with_other_code_gets_no_page_and_says_why(
    machines: Cluster, make: Callable[..., Page], other_code: str, capfd: pytest.CaptureFixture[str]
) -> None:
    machines.worker("other", PYTHONPATH=other_code)
    with pytest.raises(InputError, match="No worker of the cluster can make these pages") as refused:
        run_all(machines, make("page", "1"))
    assert "code of exposure_gradient" in str(refused.value)
    machines.worker("fitting")
    pages = [make(f"page-{number}", "import exposure_gradient; exposure_gradient.__file__") for number in range(4)]
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        with contextlib.suppress(InputError):
            assert run_all(machines, *pages) == {}
            break
        assert time.monotonic() < deadline, "the worker that fits was not found"
        time.sleep(1)
    assert "gets no page: it has code of exposure_gradient" in capfd.readouterr().err
    for page in pages:
        kept = (build_folder() / "source" / f"{page.name}.ipynb").read_text("utf-8")
        assert other_code not in kept, f"{page.name} was made by the worker that was refused"


def test_every_way_to_differ_is_said() -> None:
    here = cluster_worker.setting_here(["pandas", "no-such-package"])
    assert cluster_worker.differences(here) == []
    assert here.packages["no-such-package"] is None
    other = cluster_worker.Setting("2.7.18", "pdp11", "0" * 64, {"pandas": "0.1", "no-such-package": "1.0"})
    said = "; ".join(cluster_worker.differences(other))
    for words in (
        "Python ",
        "2.7.18",
        "pdp11",
        "000000000000",
        "instead of 0.1",
        "no-such-package missing instead of 1.0",
    ):
        assert words in said, f"{words!r} is not said: {said}"
    many = cluster_worker.Setting(here.python, here.machine, here.code, {f"package-{n}": "1" for n in range(9)})
    assert cluster_worker.differences(many)[-1] == "4 other packages"


def test_the_whole_lock_is_compared() -> None:
    names = cluster.locked_names()
    assert {"pandas", "matplotlib", "ipython", "distributed"} <= set(names)
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    assert len(names) == sum("==" in line.partition(";")[0] for line in lines)


def test_tables_that_changed_on_the_way_are_refused(tmp_path: Path) -> None:
    bundle = Bundle.of({"data/a.csv": b"1\n"}, {"NAME": "value"})
    assert bundle.unpack(tmp_path) == {"NAME": "value"}
    assert (tmp_path / "data" / "a.csv").read_bytes() == b"1\n"
    changed = Bundle(bundle.content[:-1] + bytes([bundle.content[-1] ^ 1]), bundle.sha256)
    with pytest.raises(ValueError, match="came with sha256"):
        cluster_worker.hold(changed)
    assert bundle.sha256 not in cluster_worker._bundles


@pytest.mark.usefixtures("build")
def test_a_scheduler_that_does_not_answer_is_named(make: Callable[..., Page], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "ANSWER_SECONDS", 1)
    with pytest.raises(InputError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        run.run_pages([make("page", "1")], Options(scheduler="tcp://127.0.0.1:9"))
    with pytest.raises(InputError, match="No Dask scheduler answers at nowhere"):
        run.run_pages([make("page", "1")], Options(scheduler="nowhere://x"))


@pytest.mark.usefixtures("build")
def test_a_cluster_without_workers_is_an_error(
    machines: Cluster, make: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "WAIT_SECONDS", 1)
    with pytest.raises(InputError, match="no worker for 1 seconds; 1 pages have not run"):
        run_all(machines, make("page", "1"))


def test_a_helper_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    bundle, _ = cluster.bundle_for([])
    helper = cluster_worker._Helper(bundle)
    deadline = time.monotonic() + WAIT_SECONDS
    while not list(tmp_path.iterdir()):
        assert time.monotonic() < deadline, "the helper has not unpacked what it was sent"
        time.sleep(0.05)
    helper.end()
    assert list(tmp_path.iterdir()) == []
