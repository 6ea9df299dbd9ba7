"""What nbval verifies: a few, and of the others the share whose turn it is; and its warm kernels see what differs."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

import nbval_sample
from exposure_gradient.paths import ROOT, build_folder
from turns import turn

SOURCES = {
    "good": ["import os, sys, pandas\nx = 20", "print(x + 1)", "x * 2", "'LEFT' in os.environ"],
    "differs": ["1 + 1"],
    "raises": ["1 / 0"],
    "leaves": ["import os, pandas\nos.environ['LEFT'] = '1'\npandas.left = 1", "2"],
    "looks": ["import os, pandas\n('LEFT' in os.environ, hasattr(pandas, 'left'))"],
    "dies": ["import os\nos._exit(3)", "1"],
}
OUTPUTS = {
    "good": {1: "21\n", 2: "40", 3: "False"},
    "differs": {0: "3"},
    "leaves": {1: "2"},
    "looks": {0: "(False, False)"},
}


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run notebooks, good and bad ones, as files."""
    folder = tmp_path_factory.mktemp("notebooks")
    for name, cells in SOURCES.items():
        notebook = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
        for index, source in enumerate(cells):
            cell = nbformat.v4.new_code_cell(source, execution_count=index + 1)
            text = OUTPUTS.get(name, {}).get(index)
            if text is not None and source.startswith("print"):
                cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=text)]
            elif text is not None:
                data = {"text/plain": text}
                cell.outputs = [nbformat.v4.new_output("execute_result", data=data, execution_count=index + 1)]
            notebook.cells.append(cell)
        nbformat.write(notebook, folder / f"{name}.ipynb")
    return folder


KERNELS = {"fresh": [], "warm": ["-p", "warm_kernels"]}


@pytest.fixture(scope="module")
def verifying(notebooks: Path) -> Iterator[dict[str, subprocess.Popen]]:
    """Nbval at work on the notebooks, with each kind of kernels at once: most of the time it waits for one that died."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        "--nbval",
        "--nbval-current-env",
    ]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "tools"), "EXPOSURE_GRADIENT_WORDING": "none"}
    for name in ("PYTEST_XDIST_WORKER", "PYTEST_ADDOPTS"):
        environment.pop(name, None)
    files = [f"{name}.ipynb" for name in SOURCES]
    begun = {
        kind: subprocess.Popen(
            [*command, "-rA", "--nbval-cell-timeout=5", *options, *files],
            cwd=notebooks,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for kind, options in KERNELS.items()
    }
    yield begun
    for process in begun.values():
        process.kill()
        process.wait()


@pytest.mark.trial("other machines and engines")
@pytest.mark.parametrize("kernels", KERNELS)
def test_warm_kernels_find_what_fresh_ones_find(kernels: str, verifying: dict[str, subprocess.Popen]) -> None:
    said, _ = verifying[kernels].communicate(timeout=240)
    ended = {
        line.split()[1].removesuffix(".ipynb::Cell") + line.split()[2]: line.split()[0]
        for line in said.splitlines()
        if line.startswith(("PASSED ", "FAILED ", "XFAIL "))
    }
    expected = dict.fromkeys(["good0", "good1", "good2", "good3", "leaves0", "leaves1", "looks0"], "PASSED")
    expected |= dict.fromkeys(["differs0", "raises0", "dies0"], "FAILED") | {"dies1": "XFAIL"}
    assert ended == expected, said[-3000:]


@pytest.mark.built
@pytest.mark.usefixtures("site")
def test_the_turns_of_a_row_of_commits_cover_all_and_each_has_some_of_every_kind() -> None:
    every = sorted((build_folder() / "source").rglob("*.ipynb"))
    few = nbval_sample.few(build_folder() / "source")
    assert {path.parent for path in few} == {path.parent for path in every} and len(few) == 5
    others = [path for path in every if path not in few]
    turns = [turn(others, nbval_sample.SHARES, number) for number in range(100, 100 + nbval_sample.SHARES)]
    assert sorted(path for paths in turns for path in paths) == others
    for paths in turns:
        kinds = {path.name[0] if path.parent.name == "gradient" else path.parent.name for path in paths}
        assert kinds >= {*"123456789", "methodology"}, f"a turn has {sorted(kinds)} only"


def test_after_one_page_that_page_alone_is_verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a traceback for want of a sample, nor pytest without any path, which would run all tests."""
    asked: list[list[str]] = []

    def run(command: list[object], **_: object) -> subprocess.CompletedProcess[str]:
        asked.append([str(part) for part in command])
        return subprocess.CompletedProcess(command, 0, stdout="12")

    monkeypatch.setattr(nbval_sample, "SOURCE", tmp_path)
    monkeypatch.setattr(nbval_sample.subprocess, "run", run)
    monkeypatch.setenv("EXPOSURE_GRADIENT_SOURCES", "none")
    page = tmp_path / "gradient" / "3211-technicians.ipynb"
    assert nbval_sample.main([]) == 2
    page.parent.mkdir()
    page.touch()
    assert nbval_sample.main(["--jobs=3"]) == 0
    [verified] = [command for command in asked if "--nbval" in command]
    assert verified[-1] == str(page) and "--numprocesses=3" in verified
