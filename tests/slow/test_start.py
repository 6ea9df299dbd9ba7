"""The first command: which Python will do, when the environment is set up anew, and that values reach a command as they were typed."""

import ast
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

import fresh_debian
from exposure_gradient.commands.cli import main
from exposure_gradient.paths import ROOT

SCRIPT = ROOT / "tools" / "environment.py"
BOUNDS = ((3, 11, 2), (3, 15))


# --- The environment ---------------------------------------------------------------------------------------------------


class Installed:
    """Stands in for the installer: what it was asked for, and what becomes of it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.asked: list[list[str]] = []
        self.ends_by: BaseException | None = None

    def __call__(self, locks: list[str]) -> None:
        self.asked.append(list(locks))
        (self.root / ".venv" / "half").write_text("what an interrupted installation leaves", "utf-8")
        if self.ends_by:
            raise self.ends_by
        (self.root / ".venv" / "half").unlink()


def in_checkout(root: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[ModuleType, Installed]:
    """Return the script as it is in a checkout, making real environments, without pip, and installing nothing."""
    spec = importlib.util.spec_from_file_location("environment", SCRIPT)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    installed = Installed(root)

    def run(command: list[str]) -> tuple[bool, str]:
        assert command[1:3] == ["-m", "venv"], command
        subprocess.run([*command, "--without-pip"], check=True)
        return True, ""

    for name, value in {"ROOT": root, "run": run, "install": installed}.items():
        monkeypatch.setattr(script, name, value)
    monkeypatch.delenv(script.PYTHON_VARIABLE, raising=False)
    return script, installed


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with what the environment is made from."""
    root = tmp_path / "checkout"
    root.mkdir()
    shutil.copy(ROOT / "pyproject.toml", root)
    for name in ("requirements.txt", "requirements-test.txt"):
        (root / name).write_text("a==1 \\\n    --hash=sha256:0\n", "utf-8")
    return root


def test_the_environment_is_set_up_once_and_the_tests_packages_are_added(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    script, installed = in_checkout(checkout, monkeypatch)
    assert [script.main([]), script.main([])] == [0, 0]
    assert installed.asked == [["requirements.txt"]], "a second command set it up again"
    (checkout / ".venv" / "kept").touch()
    capsys.readouterr()
    assert script.main(["requirements-test.txt"]) == 0
    assert installed.asked[1:] == [["requirements-test.txt"]] and (checkout / ".venv" / "kept").exists()
    assert capsys.readouterr().out.startswith("Adding the packages of the tests to .venv …\n")
    assert [script.main([]), script.main(["requirements-test.txt"])] == [0, 0] and len(installed.asked) == 2


def change_lock(root: Path) -> None:
    (root / "requirements.txt").write_text("b==2 \\\n    --hash=sha256:0\n", "utf-8")


def change_project(root: Path) -> None:
    (root / "pyproject.toml").write_text((root / "pyproject.toml").read_text("utf-8") + "# more\n", "utf-8")


def break_interpreter(root: Path) -> None:
    (root / ".venv" / "bin" / "python").unlink()
    (root / ".venv" / "bin" / "python").symlink_to("/nowhere/python3")


def alter_stamp(root: Path, **values: str) -> None:
    path = root / ".venv" / "installed.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | values), "utf-8")


CHANGES: dict[str, Callable[[Path], object]] = {
    "another lock": change_lock,
    "another project": change_project,
    "an interpreter that is gone": break_interpreter,
    "another Python": lambda root: alter_stamp(root, python="3.10.1 (other)"),
    "another place": lambda root: alter_stamp(root, place="/elsewhere/.venv"),
    "a stamp cut short": lambda root: (root / ".venv" / "installed.json").write_text('{"place": ', "utf-8"),
    "a stamp of another kind": lambda root: (root / ".venv" / "installed.json").write_text("[]", "utf-8"),
    "no stamp": lambda root: (root / ".venv" / "installed.json").unlink(),
    "no environment": lambda root: shutil.rmtree(root / ".venv"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_sets_the_environment_up_anew(
    change: str, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script, installed = in_checkout(checkout, monkeypatch)
    assert script.main([]) == 0
    (checkout / ".venv" / "old").touch()
    CHANGES[change](checkout)
    assert script.main([]) == 0
    assert len(installed.asked) == 2 and not (checkout / ".venv" / "old").exists(), f"{change}: not set up anew"
    assert script.main([]) == 0 and len(installed.asked) == 2


@pytest.mark.parametrize("way", ["copied", "renamed"])
def test_a_checkout_elsewhere_gets_an_environment_of_its_own(
    way: str, checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script, _ = in_checkout(checkout, monkeypatch)
    assert script.main([]) == 0
    other = tmp_path / "other"
    shutil.copytree(checkout, other, symlinks=True) if way == "copied" else checkout.rename(other)
    script, installed = in_checkout(other, monkeypatch)
    assert script.main([]) == 0
    assert installed.asked == [["requirements.txt"]], f"the {way} checkout works on the first one's environment"
    assert json.loads((other / ".venv" / "installed.json").read_text("utf-8"))["place"] == str(other / ".venv")


@pytest.mark.parametrize("locks", [[], ["requirements-test.txt"]], ids=["book", "tests"])
def test_a_set_up_that_did_not_end_is_begun_anew(
    locks: list[str], checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    script, installed = in_checkout(checkout, monkeypatch)
    assert script.main([]) == 0
    change_lock(checkout) if not locks else None
    ends = (
        (KeyboardInterrupt(), 130, "Interrupted."),
        (script.SetupError("pip said\nerror: no packages"), 2, "error: no packages"),
        (OSError(28, "No space left on device"), 2, "error: .venv could not be set up: [Errno 28] No space"),
    )
    for error, status, words in ends:
        installed.ends_by = error
        assert script.main(locks) == status
        assert words in capsys.readouterr().err
        assert (checkout / ".venv" / "half").exists()
    installed.ends_by = None
    assert script.main(locks) == 0 and not (checkout / ".venv" / "half").exists()


def test_a_named_python_replaces_another_and_a_default_one_does_not(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script, installed = in_checkout(checkout, monkeypatch)
    assert script.main([]) == 0
    monkeypatch.setattr(script.sys, "version", "3.14.0 (another)")
    assert script.main([]) == 0 and len(installed.asked) == 1
    monkeypatch.setenv(script.PYTHON_VARIABLE, "python3.14")
    script.main([])
    assert len(installed.asked) == 2


def test_what_is_in_the_way_of_the_environment(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    script, installed = in_checkout(checkout, monkeypatch)
    place = checkout / ".venv"
    place.write_text("mine", "utf-8")
    assert script.main([]) == 2 and place.read_text("utf-8") == "mine"
    assert "error: .venv is a file, and the environment goes there. Remove it" in capsys.readouterr().err
    place.unlink()
    place.mkdir()
    (place / "thesis.txt").write_text("mine", "utf-8")
    assert script.main([]) == 2 and (place / "thesis.txt").read_text("utf-8") == "mine"
    assert "error: .venv is a folder that holds something else" in capsys.readouterr().err
    assert not installed.asked
    shutil.rmtree(place)
    place.symlink_to(tmp_path / "nowhere")
    assert script.main([]) == 0 and not place.is_symlink() and len(installed.asked) == 1


# --- Which Python ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "missing", "others", "words"),
    [
        ((3, 9, 2), [], ["python3.13", "python3.12"], "This is Python 3.9.2; needed is Python 3.11.2 to 3.14. Found here: "
         "python3.13, python3.12. Run: PYTHON=python3.13 make book"),
        ((3, 11, 1), [], [], "none is found here. Install one (Debian 12 and 13: apt-get install python3 python3-venv"),
        ((3, 15, 0), [], ["python3.14"], "This is Python 3.15.0; .* Run: PYTHON=python3.14 make book"),
        ((3, 11, 2), ["ensurepip"], [], "Python 3.11.2 lacks the module ensurepip, .* apt-get install python3.11-venv"),
    ],
)  # fmt: skip
def test_a_python_that_will_not_do_is_told_in_one_line_that_says_what_to_do(
    version: tuple[int, ...], missing: list[str], others: list[str], words: str, checkout: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    script, _ = in_checkout(checkout, monkeypatch)
    monkeypatch.setattr(script, "interpreters", lambda *_: others)
    with pytest.raises(script.SetupError) as refused:
        script.check_python(version, missing, *BOUNDS)
    said = str(refused.value)
    assert re.search(words.replace("(", r"\("), said) and "\n" not in said, said


def test_the_script_says_so_under_an_old_python_and_an_interpreter_is_named_only_if_it_runs(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ast.parse(SCRIPT.read_text("utf-8"), feature_version=(3, 6))
    script, _ = in_checkout(checkout, monkeypatch)
    assert script.promised((ROOT / "pyproject.toml").read_text("utf-8")) == BOUNDS
    for name, body in {"python3.13": "exit 127", "python3.12": 'echo "3 12 0"', "python3.11": 'echo "3 11 1"'}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{body}\n", "utf-8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    found = [name for name in script.interpreters(*BOUNDS) if shutil.which(name).startswith(str(tmp_path))]
    assert found == ["python3.12"], "one does not run, one is too old"


def test_pip_installs_the_same_where_uv_cannot(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    script, _ = in_checkout(checkout, monkeypatch)
    fresh = importlib.util.spec_from_file_location("fresh_environment", SCRIPT)
    real = importlib.util.module_from_spec(fresh)
    fresh.loader.exec_module(real)
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(real, "install_uv", lambda: True)
    monkeypatch.setattr(real, "uv", lambda *_: (False, "error: no index"))
    monkeypatch.setattr(real, "pip", lambda *arguments: (asked.append(arguments), (True, ""))[1])
    real.install(["requirements.txt", "requirements-test.txt"])
    assert "uv: error: no index\npip tries the same." in capsys.readouterr().out
    assert [arguments[-1] for arguments in asked] == ["requirements.txt", "requirements-test.txt", "."]
    assert all("--require-hashes" in arguments for arguments in asked[:2]) and "--no-deps" in asked[2]
    monkeypatch.setattr(real, "pip", lambda *_: (False, "ERROR: no network"))
    with pytest.raises(real.SetupError, match=r"ERROR: no network\nerror: The packages could not be installed"):
        real.install(["requirements.txt"])
    assert script.entry((ROOT / "requirements.txt").read_text("utf-8"), "uv").startswith("uv==")


# --- What the Makefile hands on ----------------------------------------------------------------------------------------

STUB = f"""#!{sys.executable}
import json, os, sys
with open("said", "a", encoding="utf-8") as file:
    kept = {{name: value for name, value in os.environ.items() if name.startswith("EXPOSURE_GRADIENT_")}}
    print(json.dumps([sys.argv, kept]), file=file)
sys.exit("pytest" in sys.argv and bool(os.environ.get("PYTEST_FAILS")))
"""
TARGETS = {
    "book": (("ENGINE", "JOBS", "SCORES", "SCHEDULER"), ["--engine={}", "--jobs={}", "--scores={}", "--scheduler={}"]),
    "page": (("ISCO",), ["--", "{}"]),
    "diff": (("OLD", "NEW"), ["--", "{}", "{}"]),
    "verify": (("MANIFEST",), ["--", "{}"]),
    "serve": (("PORT",), ["--port={}"]),
    "check": (("JOBS",), ["-n", "{}"]),
    "nbval": (("JOBS",), ["--jobs={}"]),
    "compare-engines": (("JOBS",), ["--jobs={}"]),
    "fresh": (("RELEASE",), ["{}"]),
}
VALUE = "3211;touch HIT $(shell touch HIT) `touch HIT` $$(touch HIT) \"'a  b'\" *"


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., tuple[subprocess.CompletedProcess[str], list]]:
    """Run make with commands that write down what they were given, in a folder of the test's own."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "environment.py").touch()
    programs = [tmp_path / ".venv" / "bin" / name for name in ("exposure-gradient", "python", "ruff")]
    for path in [*programs, tmp_path / "bin" / "python3"]:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(STUB, "utf-8")
        path.chmod(0o755)

    def run(*arguments: str, **environment: str) -> tuple[subprocess.CompletedProcess[str], list]:
        (tmp_path / "said").unlink(missing_ok=True)
        kept = {name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ}
        path = {"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"}
        done = subprocess.run(
            ["make", *arguments],
            cwd=tmp_path,
            env=kept | path | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        lines = (tmp_path / "said").read_text("utf-8").splitlines() if (tmp_path / "said").exists() else []
        return done, [json.loads(line) for line in lines]

    return run


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("by", ["command line", "environment"])
def test_a_value_reaches_its_command_as_it_was_typed(target: str, by: str, made: Callable, tmp_path: Path) -> None:
    names, expected = TARGETS[target]
    # The shells' and make's own quoting is not tested here: what make is given is what a person typed.
    values = dict.fromkeys(names, VALUE)
    done, said = made(target, **values) if by == "environment" else made(target, *(f"{n}={VALUE}" for n in names))
    assert done.returncode == 0, done.stderr
    [arguments, _] = said[-1]
    wanted = [one.format(VALUE) for one in expected]
    assert [one for one in arguments if one in wanted] == wanted, f"{target} was given {arguments}"
    assert not (tmp_path / "HIT").exists(), f"{target}: a value was run as a command"


@pytest.mark.parametrize("fails", ["", "1"])
def test_notebooks_are_verified_though_a_test_has_failed(fails: str, made: Callable, tmp_path: Path) -> None:
    for name in ("find-browser", "find-java"):
        (tmp_path / "tools").mkdir(exist_ok=True)
        (tmp_path / "tools" / name).write_text("#!/bin/sh\necho found\n", "utf-8")
        (tmp_path / "tools" / name).chmod(0o755)
    done, said = made("test", PYTEST_FAILS=fails)
    begun = [arguments for arguments, _ in said]
    assert any("tools/nbval_sample.py" in arguments for arguments in begun), begun
    assert (done.returncode != 0) == bool(fails), done.stderr


@pytest.mark.parametrize("by", ["command line", "environment"])
def test_folders_and_addresses_are_handed_on_as_they_were_typed(by: str, made: Callable, tmp_path: Path) -> None:
    values = {"SOURCES": VALUE, "SITE": VALUE}
    done, said = (
        made("book", **values) if by == "environment" else made("book", *(f"{n}={v}" for n, v in values.items()))
    )
    assert done.returncode == 0 and not (tmp_path / "HIT").exists(), done.stderr
    kept = {"EXPOSURE_GRADIENT_SOURCES": VALUE, "EXPOSURE_GRADIENT_SITE": VALUE}
    assert said[-1][1].items() >= kept.items()


def test_an_empty_value_is_the_usual_one_and_an_empty_page_is_refused(
    made: Callable, capsys: pytest.CaptureFixture[str], build: Path
) -> None:
    def given(*arguments: str) -> list[str]:
        return made(*arguments)[1][-1][0][1:]

    assert given("page", "ISCO=3211", "JOBS=", "ENGINE=", "SCORES=") == ["pages", "--", "3211"]
    assert given("book", "JOBS=", "SCHEDULER=", "SOURCES=") == ["book"]
    assert given("diff", "OLD=", "NEW=") == ["diff", "--", "HEAD", "data"]
    assert given("serve", "PORT=") == ["serve"] and given("verify", "MANIFEST=")[-1].endswith("manifest.sha256")
    assert given("data", "WRITE=0") == ["data"] and given("data", "WRITE=1") == ["data", "--write"]
    assert given("page", "ISCO=") == ["pages", "--", ""]
    assert main(["pages", "--", ""]) == 2
    assert "error: No page is called ''" in capsys.readouterr().err


def test_a_python_that_is_not_there_is_told_in_one_line(made: Callable) -> None:
    done, said = made("book", "PYTHON=python9; touch HIT")
    assert done.returncode and not said
    assert done.stderr.startswith("error: There is no python9; touch HIT here. Install it, or name another Python")


def test_the_makefile_asks_for_no_newer_make_and_no_particular_shell() -> None:
    text = (ROOT / "Makefile").read_text("utf-8")
    for word in (r"\bnproc\b", "/proc/", r"\bbash\b", r"\[\[", r"\.ONESHELL", r"\$\(file ", "!=", "::=", r"\bsed -i"):
        assert not re.search(word, text), f"the Makefile uses {word}, which macOS's make, shell or tools lack"


# --- The same bytes in every clone -------------------------------------------------------------------------------------


def test_a_clone_has_the_same_bytes_whatever_git_makes_of_line_ends(tmp_path: Path) -> None:
    if subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, check=False).returncode:
        pytest.skip("the checkout is not a repository of git's")
    clones = [tmp_path / "plain", tmp_path / "crlf"]
    for clone, setting in zip(clones, ("false", "true"), strict=True):
        options = ["--quiet", "--config", f"core.autocrlf={setting}", "--config", "core.eol=native"]
        subprocess.run(["git", "clone", *options, str(ROOT), str(clone)], check=True)
    names = subprocess.run(["git", "ls-files", "-z"], cwd=clones[0], capture_output=True, text=True, check=True).stdout
    links = {name for name in names.split("\0") if (clones[0] / name).is_symlink()}  # a wheel's way to the tables
    files = [name for name in names.split("\0") if name and name not in links]
    wrong = [name for name in files if len({(one / name).read_bytes() for one in clones}) > 1]
    assert not wrong, f"core.autocrlf=true changes {len(wrong)} files, {wrong[0]} among them"


def test_the_readme_names_the_packages_that_fresh_debians_are_given() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    missing = [name for name in fresh_debian.PACKAGES if f"`{name}`" not in readme]
    assert not missing, f"make fresh installs {missing}, and the README does not say that they are needed"
