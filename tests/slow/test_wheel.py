"""The wheel: it carries the tables, asks for little, and works where there is neither checkout nor network.

The environment that it is tried in is empty but for the distributions that its own metadata ask for, directly or through one
another. They are linked from the tests' environment, so nothing is fetched and no other package can be imported.
"""

import hashlib
import importlib.metadata
import json
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import exposure_gradient as eg
from exposure_gradient import frames
from exposure_gradient.paths import ROOT

PARTS = ("pyproject.toml", "README.md", "LICENSE", "requirements.in", "src", "data")
UV = str(Path(sys.executable).with_name("uv"))
FIGURES = """
import hashlib, json, exposure_gradient as eg
names = {names!r}
print(json.dumps({{name: hashlib.sha256(getattr(eg, name)().to_csv().encode()).hexdigest() for name in names}}))
print(json.dumps({{name: [str(dtype) for dtype in getattr(eg, name)().dtypes] for name in names}}))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the checkout as it is, built in a copy, so that nothing is left in the checkout."""
    copy = tmp_path_factory.mktemp("wheel")
    for name in PARTS:
        source = ROOT / name
        if source.is_dir():
            left_out = shutil.ignore_patterns("__pycache__", "*.egg-info")
            shutil.copytree(source, copy / name, symlinks=True, ignore=left_out)
        else:
            shutil.copy(source, copy)
    command = [UV, "build", "--wheel", "--no-build-isolation", "--offline", "--quiet", "--python", sys.executable]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    [built] = (copy / "dist").glob("*.whl")
    return built


def required(wheel: Path) -> list[Requirement]:
    """What a wheel asks for without an extra."""
    with zipfile.ZipFile(wheel) as content:
        [name] = [name for name in content.namelist() if name.endswith(".dist-info/METADATA")]
        stated = Parser().parsestr(content.read(name).decode()).get_all("Requires-Dist")
    return [one for one in map(Requirement, stated) if one.marker is None or one.marker.evaluate({"extra": ""})]


def closure(wanted: list[Requirement]) -> dict[str, importlib.metadata.Distribution]:
    """The distributions that are asked for, and those that these ask for."""
    found: dict[str, importlib.metadata.Distribution] = {}
    waiting = list(wanted)
    while waiting:
        one = waiting.pop()
        distribution = importlib.metadata.distribution(one.name)
        assert distribution.version in one.specifier, f"{one} is asked for, {distribution.version} is installed"
        if found.setdefault(canonicalize_name(one.name), distribution) is distribution:
            asked = map(Requirement, distribution.requires or ())
            waiting += [r for r in asked if r.marker is None or r.marker.evaluate({"extra": ""})]
    return found


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python of its own, with the wheel and what it asks for."""
    place = tmp_path_factory.mktemp("environment")
    venv.create(place, with_pip=False)
    [packages] = place.glob("lib/python3*/site-packages")
    for distribution in closure(required(wheel)).values():
        for part in {file.parts[0] for file in distribution.files or () if file.parts[0] not in ("..", "__pycache__")}:
            (packages / part).symlink_to(distribution.locate_file(part))
    interpreter = place / "bin" / "python"
    command = [UV, "pip", "install", "--no-deps", "--offline", "--quiet", "--python", str(interpreter), str(wheel)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return interpreter


def run(python: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run that Python in an empty folder, without anything of this environment."""
    return subprocess.run([python, "-P", *arguments], cwd=folder, env={}, capture_output=True, text=True)


def test_it_asks_for_pandas_and_for_what_checks_the_tables_alone(wheel: Path) -> None:
    assert {one.name for one in required(wheel)} == {"pandas", "pandera"}
    names = set(closure(required(wheel)))
    assert len(names) < 20 and not names & {"jupyter-book", "sphinx", "matplotlib", "papermill", "pyarrow", "jinja2"}, (
        names
    )


def test_it_carries_every_table_with_its_bytes(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as content:
        held = {
            n.rpartition("/")[2]: content.read(n) for n in content.namelist() if n.startswith("exposure_gradient/data/")
        }
    kept = {path.name: path.read_bytes() for path in (ROOT / "data").iterdir() if not path.name.startswith(".")}
    assert held == kept
    assert wheel.stat().st_size < 650_000


def test_it_carries_every_template_of_the_pages(wheel: Path) -> None:
    folder = Path("exposure_gradient", "publication", "templates")
    with zipfile.ZipFile(wheel) as content:
        held = {name for name in content.namelist() if name.startswith(folder.as_posix())}
    assert held == {(folder / path.name).as_posix() for path in (ROOT / "src" / folder).iterdir()}


def test_the_frames_are_those_of_the_checkout(python: Path, tmp_path: Path) -> None:
    names = list(frames.COLUMNS)
    done = run(python, tmp_path, "-c", FIGURES.format(names=names))
    assert done.returncode == 0, done.stderr
    digests, dtypes = map(json.loads, done.stdout.splitlines())
    assert digests == {name: hashlib.sha256(getattr(eg, name)().to_csv().encode()).hexdigest() for name in names}
    assert dtypes == {name: list(columns.values()) for name, columns in frames.COLUMNS.items()}
    assert not list(tmp_path.iterdir())


def test_the_snippet_of_the_readme_runs_in_an_empty_folder(python: Path, tmp_path: Path) -> None:
    [snippet] = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    done = run(python, tmp_path, "-c", snippet)
    assert done.returncode == 0, done.stderr
    assert "Medical Imaging and Therapeutic" in done.stdout
    title = run(python, tmp_path, "-c", "import matplotlib")
    assert title.returncode and "No module named 'matplotlib'" in title.stderr, "the environment is not empty"


def test_the_command_says_that_it_needs_the_checkout(python: Path, tmp_path: Path) -> None:
    done = run(python, tmp_path, "-m", "exposure_gradient.commands.entry", "book")
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert line.startswith("error: ") and "checkout" in line and "import exposure_gradient" in line
