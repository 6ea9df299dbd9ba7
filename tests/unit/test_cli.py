"""The command line."""

from pathlib import Path

import pytest

from exposure_gradient.commands.cli import main
from exposure_gradient.sources.locate import FOLDER_VARIABLE

pytestmark = pytest.mark.usefixtures("build")


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
