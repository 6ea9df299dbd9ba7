"""The command line, and plain papermill without any of our machinery."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from exposure_gradient.build.cli import main
from exposure_gradient.paths import ROOT
from exposure_gradient.sources.locate import FOLDER_VARIABLE

pytestmark = pytest.mark.usefixtures("build")


def shell(*command: str, cwd: Path = ROOT, seconds: float = 100) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONWARNINGS": "ignore"}
    return subprocess.run(
        [sys.executable, "-m", *command],
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
        cwd=cwd,
        env=environment,
    )


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The notebook that `exposure-gradient notebook 3211` prints."""
    printed = shell("exposure_gradient.build.cli", "notebook", "3211")
    assert printed.returncode == 0, printed.stderr
    path = tmp_path_factory.mktemp("papermill") / "3211.ipynb"
    path.write_text(printed.stdout, "utf-8")
    nbformat.validate(nbformat.read(path, as_version=4))
    return path


def test_plain_papermill_runs_the_notebook(notebook: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.ipynb"
    ran = shell("papermill", str(notebook), str(output), "--no-progress-bar", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr[-2000:]
    text = output.read_text("utf-8")
    for fact in ("0.22", "39", "Radiologic Technologists and Technicians"):
        assert fact in text, f"3211: papermill's notebook does not state {fact}"


@pytest.mark.parametrize("option", ["-r", "-p"])
def test_plain_papermill_takes_another_occupation(option: str, notebook: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.ipynb"
    ran = shell("papermill", str(notebook), str(output), option, "isco08", "4132", "--no-progress-bar", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert "Data Entry Clerks" in output.read_text("utf-8")


@pytest.mark.parametrize("code", ["9999"])
def test_plain_papermill_names_a_bad_code(code: str, notebook: Path, tmp_path: Path) -> None:
    ran = shell(
        "papermill", str(notebook), str(tmp_path / "out.ipynb"), "-r", "isco08", code, "--no-progress-bar", cwd=tmp_path
    )
    assert ran.returncode != 0
    assert "InputError" in ran.stderr and f"isco08='{code}'" in ran.stderr, ran.stderr[-1000:]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["notebook", "9999"], "'9999' is not among the 427"), (["notebook", "321"], "four digits"),
     (["notebook", "abcd"], "No page is called 'abcd'"), (["pages", "nowhere"], "No page is called 'nowhere'"),
     (["data"], "cannot be had")],
)  # fmt: skip
def test_an_error_is_one_line_and_a_status(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    said = capsys.readouterr().err.strip().splitlines()[-1]
    assert said.startswith("error: ") and words in said


def test_the_notebook_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["notebook", "7126"]) == 0
    notebook = nbformat.reads(capsys.readouterr().out, as_version=4)
    assert notebook.cells[0].source.startswith("# ")


def test_a_run_without_wording_says_so_once(capfd: pytest.CaptureFixture[str], build: Path) -> None:
    assert main(["pages", "index"]) == 0
    assert capfd.readouterr().err.count("out of reach") == 1
    assert (build / "source" / "index.ipynb").is_file()


def test_data_agrees_with_the_publishers_files(
    sources_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(sources_folder))
    assert main(["data"]) == 0
    assert "0 differences" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["bake"], ["pages", "--engine", "steam"], ["pages", "--jobs", "many"]])
def test_a_command_that_is_none_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    assert "usage: exposure-gradient" in capsys.readouterr().err
