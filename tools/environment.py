"""Set up the environment in `.venv`, or leave it where it is as it should be (what `make` does before anything else).

    python3 tools/environment.py [requirements-test.txt]

The environment holds the packages of a lock, with hashes, and this project. A stamp in it says where and with which Python it was
made, and from which locks. Where one of these has changed, or a set-up did not end, the environment is made anew. uv installs the
packages; where it cannot, pip does. This runs with any Python from 3.6 on, so that it can say which one is needed.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PLACE = ".venv"
STAMP = "installed.json"
BOOK, TEST = "requirements.txt", "requirements-test.txt"
PYTHON_VARIABLE = "GIVEN_PYTHON"
"""The interpreter that was named (`PYTHON=python3.12 make book`), as the Makefile hands it on; empty if none was."""
MODULES = ("venv", "ensurepip")
# Only built files, so that nothing is fetched past the lock to build others. One package is published as source; it is built with
# the locked setuptools, which the book's lock installs first.
LOCKED = ["--require-hashes", "--only-binary", ":all:", "--no-binary", "jsonpath-rw", "--no-build-isolation"]
ITSELF = ["--no-deps", "--no-build-isolation", "--editable", "."]


class SetupError(Exception):
    """What stands in the way, and in its last line what to do about it."""


def promised(project):
    """Return the oldest Python that will do and the first that will not, as tuples, from the text of pyproject.toml."""
    found = re.search(r'^requires-python = ">=([\d.]+),<([\d.]+)"$', project, re.MULTILINE)
    oldest, beyond = (tuple(int(part) for part in version.split(".")) for version in found.groups())
    return oldest, beyond


def interpreters(oldest, beyond):
    """Return the names of the interpreters here that will do, the newest first. Each is started: a name may lead nowhere."""
    code = "import sys, venv, ensurepip; print(*sys.version_info[:3])"
    found = []
    for minor in range(beyond[1] - 1, oldest[1] - 1, -1):
        name = f"python3.{minor}"
        if shutil.which(name) is None:
            continue
        done = subprocess.run([name, "-I", "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        if done.returncode == 0 and oldest <= tuple(map(int, done.stdout.split())) < beyond:
            found.append(name)
    return found


def check_python(version, missing, oldest, beyond):
    """Raise SetupError where this Python, or what it lacks, does not let it make the environment."""
    this = "Python " + ".".join(map(str, version))
    if oldest <= version < beyond:
        if missing:
            raise SetupError(
                f"{this} lacks the module {missing[0]}, which makes environments. Install it (Debian: apt-get install "
                f"python{version[0]}.{version[1]}-venv), then run make again."
            )
        return
    wanted = f"Python {'.'.join(map(str, oldest))} to {beyond[0]}.{beyond[1] - 1}"
    found = interpreters(oldest, beyond)
    if found:
        raise SetupError(
            f"This is {this}; needed is {wanted}. Found here: {', '.join(found)}. Run: PYTHON={found[0]} make book"
        )
    usual = f"python{beyond[0]}.{beyond[1] - 2}"
    raise SetupError(
        f"This is {this}; needed is {wanted}, and none is found here. Install one (Debian 12 and 13: apt-get install python3 "
        f"python3-venv; elsewhere a package such as {usual}), then name it: PYTHON={usual} make book"
    )


def sha256(path):
    """Return a file's sha256."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def program(name):
    """Return the path of a program of the environment."""
    return str(ROOT / PLACE / "bin" / name)


def stamp_of(locks):
    """Return the stamp of an environment made here from these locks as they are now, but for its Python."""
    return {"place": str(ROOT / PLACE), "files": {name: sha256(ROOT / name) for name in ["pyproject.toml", *locks]}}


def kept_stamp():
    """Return the environment's stamp; empty where there is none, or none that can be read."""
    try:
        stamp = json.loads((ROOT / PLACE / STAMP).read_text("utf-8"))
        return stamp if stamp["place"] and stamp["python"] and isinstance(stamp["files"], dict) else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def python_inside():
    """Return what the environment's own Python says of its version; empty where it does not run."""
    command = [program("python"), "-I", "-c", "import sys; print(sys.version)"]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except OSError:
        return ""
    return done.stdout.decode().strip() if done.returncode == 0 else ""


def is_current(locks):
    """Return whether the environment was made here, with the Python that is asked for, from these locks as they are now."""
    kept, now = kept_stamp(), stamp_of(locks)
    if not kept or kept["place"] != now["place"]:
        return False
    if any(kept["files"].get(name) != digest for name, digest in now["files"].items()):
        return False
    if os.environ.get(PYTHON_VARIABLE) and kept["python"] != sys.version:
        return False
    return kept["python"] == python_inside()


def clear(place):
    """Empty the environment's folder: the stamp goes first, and last the file that says what the folder is.

    Raises SetupError for a file, or for a folder that holds something else.
    """
    if place.is_symlink() and not place.is_dir():
        place.unlink()
    if place.is_file():
        raise SetupError(f"{PLACE} is a file, and the environment goes there. Remove it, then run make again.")
    if not place.is_dir():
        return
    if not (place / "pyvenv.cfg").is_file() and any(files for _, _, files in os.walk(str(place))):
        raise SetupError(
            f"{PLACE} is a folder that holds something else (no pyvenv.cfg). Remove it, then run make again."
        )
    for path in sorted(place.iterdir(), key=lambda path: (path.name == "pyvenv.cfg", path.name != STAMP)):
        shutil.rmtree(str(path)) if path.is_dir() and not path.is_symlink() else path.unlink()


def entry(lock, name):
    """Return a package's entry in the text of a lock, with its hashes."""
    return re.search(rf"^{name}==.*\n(?: .*\n)*", lock, re.MULTILINE).group(0)


def run(command):
    """Run a command; return whether it went well, and what it printed."""
    done = subprocess.run(command, cwd=str(ROOT), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode == 0, done.stdout.decode("utf-8", "replace").strip()


def pip(*arguments):
    """Install with pip; return whether it went well, and its errors. Its warnings and announcements are left out."""
    return run([program("python"), "-m", "pip", "--disable-pip-version-check", "-qq", "install", *arguments])


def uv(*arguments):
    """Install with uv; return whether it went well, and its errors."""
    return run([program("uv"), "--quiet", "pip", "install", "--python", program("python"), *arguments])


def install_uv():
    """Install uv, with its hash. Return whether it can be used here."""
    path = ROOT / PLACE / "uv.txt"
    path.write_text(entry((ROOT / BOOK).read_text("utf-8"), "uv"), "utf-8")
    went, _ = pip("--require-hashes", "--only-binary", ":all:", "-r", str(path))
    return went and run([program("uv"), "--version"])[0]


def install(locks):
    """Install the locks, one after the other, and the project. Raises SetupError that begins with what the installer says."""
    by_uv = Path(program("uv")).is_file() or install_uv()
    if not by_uv:
        print("uv cannot be had here; pip installs the same packages, which takes minutes.", flush=True)
    for arguments in [*([*LOCKED, "-r", lock] for lock in locks), ITSELF]:
        went, said = uv(*arguments) if by_uv else (False, "")
        if by_uv and not went:
            print(f"uv: {said}\npip tries the same.", flush=True)
            by_uv = False
        if not went:
            went, said = pip(*arguments)
        if not went:
            raise SetupError(f"{said}\nerror: The packages could not be installed: see above. Then run make again.")


def set_up(locks):
    """Make the environment anew, or add the tests' packages to the book's. The stamp is taken away first and written last."""
    place, began = ROOT / PLACE, time.time()
    grows = TEST in locks and is_current([BOOK]) and TEST not in kept_stamp()["files"]
    if grows:
        (place / STAMP).unlink()
        print(f"Adding the packages of the tests to {PLACE} …", flush=True)
    else:
        missing = [name for name in MODULES if importlib.util.find_spec(name) is None]
        check_python(sys.version_info[:3], missing, *promised((ROOT / "pyproject.toml").read_text("utf-8")))
        clear(place)
        print(f"Setting up {PLACE} with Python {'.'.join(map(str, sys.version_info[:3]))} …", flush=True)
        went, said = run([sys.executable, "-m", "venv", str(place)])
        if not went:
            raise SetupError(f"{said}\nerror: {PLACE} could not be made: see above.")
    install([TEST] if grows else locks)
    (place / STAMP).write_text(json.dumps(dict(stamp_of(locks), python=python_inside()), indent=1), "utf-8")
    print(f"Set up in {time.time() - began:.0f} s.", flush=True)


@contextlib.contextmanager
def only_one():
    """Let one set-up at a time into the checkout."""
    folder = os.open(str(ROOT), os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"Waiting for another set-up of {PLACE} …", flush=True)
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def main(arguments):
    """Set up what is asked for, if it is not there. Return the exit status."""
    locks = [BOOK, TEST] if TEST in arguments else [BOOK]
    try:
        if not is_current(locks):
            with only_one():
                if not is_current(locks):
                    set_up(locks)
        return 0
    except SetupError as error:
        *before, last = str(error).split("\nerror: ")
        print(*before, f"error: {last}", sep="\n", file=sys.stderr)
        return 2
    except OSError as error:
        print(
            f"error: {PLACE} could not be set up: {error}. Make room or allow it, then run make again.", file=sys.stderr
        )
        return 2
    except KeyboardInterrupt:
        print("\nInterrupted. The next make sets the environment up anew.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
