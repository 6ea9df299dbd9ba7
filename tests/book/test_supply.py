"""What the project is made with: locked and hashed, under accepted licences, nothing known against it, and no network after the fetch."""

import ast
import csv
import importlib.metadata
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import jupytext
import pytest
from packaging.markers import InvalidMarker, Marker
from packaging.specifiers import SpecifierSet

import altered
import audit_packages
import environment
import licences
import offline
from exposure_gradient.errors import InputError
from exposure_gradient.paths import ROOT
from exposure_gradient.sources.locate import FOLDER_VARIABLE
from small_books import WITH_CODE
from turns import turn

ENTRY = re.compile(r"[a-z0-9][a-z0-9._-]*==[^\s;]+")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
INSTALLS = ("Makefile", "binder/postBuild", ".ci/run", "tools/find-browser", "tools/find-java")
LOCKS = (licences.BOOK_LOCK, licences.WHOLE_LOCK)


# --- The lock ----------------------------------------------------------------------------------------------------------


def entries(lock: str) -> list[str]:
    """Return a lock's entries, each as one line without its comments."""
    lines = [line for line in lock.splitlines() if not line.lstrip().startswith("#")]
    return [entry for entry in "\n".join(lines).replace("\\\n", " ").splitlines() if entry.strip()]


def faults(lock: str) -> list[str]:
    """Return what in a lock is not pinned or hashed, or names an address."""
    found = [f"an address: {line}" for line in lock.splitlines() if "://" in line or " @ " in line]
    for entry in entries(lock):
        pin, _, hashes = entry.partition("--hash")
        name, _, marker = pin.partition(";")
        if not ENTRY.fullmatch(name.strip()) or (";" in pin and not is_marker(marker)):
            found.append(f"not pinned: {entry[:60]}")
        if not hashes or not all(HASH.fullmatch(item) for item in f"--hash{hashes}".split()):
            found.append(f"not hashed: {name.strip()}")
    return found


def is_marker(text: str) -> bool:
    """Return whether a text is a marker that says where a package is needed."""
    try:
        return bool(Marker(text.strip()))
    except InvalidMarker:
        return False


def wanted_names(wanted: str) -> set[str]:
    """Return the names in a requirements.in, as the index normalises them."""
    lines = [line.strip() for line in wanted.splitlines() if line.strip() and not line.startswith(("#", "-"))]
    return {re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", line).group(0)).lower() for line in lines}


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_pinned_and_hashed(name: str) -> None:
    lock = (ROOT / name).read_text("utf-8")
    assert len(entries(lock)) > 100
    assert not faults(lock), "\n".join(faults(lock))


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_that_is_asked_for_is_locked(name: str) -> None:
    source = name.replace(".txt", ".in")
    wanted = wanted_names((ROOT / source).read_text("utf-8"))
    missing = wanted - set(licences.pinned(ROOT / name))
    assert len(wanted) > 12 and not missing, f"in {source}, not in {name}: {sorted(missing)}. Run: make lock"


def test_the_tests_have_the_books_packages_in_the_books_versions() -> None:
    book, whole = (licences.pinned(ROOT / name) for name in LOCKS)
    assert book.items() <= whole.items(), f"differ: {sorted(book.items() - whole.items())}. Run: make lock"
    assert len(whole) - len(book) > 40, "the book is to install without what the tests alone need"


def test_what_makes_the_book_imports_nothing_that_only_the_tests_install() -> None:
    provided = {
        module
        for module, names in importlib.metadata.packages_distributions().items()
        if {re.sub(r"[-_.]+", "-", name).lower() for name in names} & set(licences.pinned(ROOT / licences.BOOK_LOCK))
    }
    code = {path: path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py")}
    for path in (ROOT / "notebooks").rglob("*.md"):
        code[path] = "\n".join(cell.source for cell in jupytext.read(path).cells if cell.cell_type == "code")
    strange = {
        f"{path.relative_to(ROOT)} imports {module}"
        for path, text in code.items()
        for module in imported(ast.parse(text)) - provided - sys.stdlib_module_names - {"exposure_gradient"}
    }
    assert not strange, "\n".join(sorted(strange))


def imported(tree: ast.AST) -> set[str]:
    """Return the top-level modules that code imports, at any depth."""
    nodes = list(ast.walk(tree))
    plain = {one.name for node in nodes if isinstance(node, ast.Import) for one in node.names}
    return {name.partition(".")[0] for name in plain | {n.module or "" for n in nodes if isinstance(n, ast.ImportFrom)}}


def test_every_locked_package_takes_the_oldest_and_the_newest_python_that_is_promised() -> None:
    """Debian 12's own Python is older than the one that a lock is made with may be."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"]
    oldest, beyond = re.fullmatch(r">=([\d.]+),<3\.(\d+)", project).groups()
    promised = [oldest, *(f"3.{minor}.0" for minor in range(12, int(beyond)))]
    markers = dict(
        re.findall(r"^([a-z0-9.-]+)==\S+ ; (.+?) \\$", (ROOT / licences.WHOLE_LOCK).read_text("utf-8"), re.M)
    )
    wrong, looked = [], 0
    for name in set(licences.pinned()) - set(licences.needed_elsewhere()):
        needs = SpecifierSet(importlib.metadata.metadata(name).get("Requires-Python") or "")
        for python in promised:
            where = {"python_full_version": python, "python_version": ".".join(python.split(".")[:2])}
            if name in markers and not Marker(markers[name]).evaluate(where):
                continue
            looked += 1
            if python not in needs:
                wrong.append(
                    f"{name} {licences.pinned()[name]} needs Python {needs}, so it is not to be had on {python}"
                )
    assert not wrong, "\n".join(wrong)
    assert looked > 600, "hardly any package was looked at"
    assert f"--python-version {oldest} " in (ROOT / "Makefile").read_text("utf-8"), (
        "make lock resolves for another Python"
    )


HASHED = "a==1 --hash=sha256:" + "0" * 64


@pytest.mark.parametrize(
    ("lock", "words"),
    [
        ("a>=1 --hash=sha256:" + "0" * 64, "not pinned: a>=1"),
        ("a==1", "not hashed: a==1"),
        (HASHED[:-1], "not hashed: a==1"),
        (HASHED.replace("sha256", "md5"), "not hashed: a==1"),
        (f"--index-url https://example.org\n{HASHED}", "an address"),
        (f"-e .\n{HASHED}", "not pinned: -e ."),
        (HASHED.replace(" --hash", " ; anywhere --hash"), "not pinned: a==1 ; anywhere"),
        ("a @ file:///a.whl", "an address"),
    ],
)
def test_a_lock_that_is_not_one_would_be_found(lock: str, words: str) -> None:
    assert any(words in fault for fault in faults(lock)), faults(lock)
    assert faults(HASHED) == faults(HASHED.replace(" --hash", " ; python_version < '3.12' --hash")) == []


def test_nothing_is_installed_past_the_lock() -> None:
    """Packages are installed by the set-up, with hashes, or it is this project itself without anything else; nothing else installs any."""
    lines = [
        (name, line.strip())
        for name in INSTALLS
        for line in (ROOT / name).read_text("utf-8").splitlines()
        if re.search(
            r"\bpip3? install|\bpipx\b|\buv (pip|add|sync|tool)|\bnpm (i|install|ci)\b|\bnpx\b|\bconda\b", line
        )
    ]
    for name, line in lines:
        resolves = "/uv pip compile " in line
        assert resolves or "--no-deps --no-build-isolation -e ." in line, f"{name} installs past the lock: {line}"
    # A package that has to be built is not to have its tools fetched past the lock.
    assert {"--require-hashes", ":all:", "--no-build-isolation"} <= set(environment.LOCKED)
    assert {"--no-deps", "--no-build-isolation"} <= set(environment.ITSELF)
    # Binder installs this file by itself; a file with hashes makes pip require one of everything in it.
    assert "-r ../requirements.txt" in (ROOT / "binder" / "requirements.txt").read_text("utf-8").splitlines()


# --- Licences ----------------------------------------------------------------------------------------------------------


def test_the_table_of_licences_is_that_of_the_lock() -> None:
    with licences.table_path().open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["name"]: row["version"] for row in rows} == licences.pinned(), "Run: make licences"
    assert licences.table_path().read_text("utf-8") == licences.as_text(licences.licence_rows()), "Run: make licences"


def test_every_declaration_about_licences_is_used_and_argued() -> None:
    supply, rows = licences.load_supply()["licences"], licences.licence_rows()
    stated = {row["stated"] for row in rows}
    assert set(supply["means"]) <= stated, f"no package says {sorted(set(supply['means']) - stated)}"
    names = {row["name"] for row in rows}
    parts = {part for row in rows for side in row["licence"].split(" OR ") for part in side.split(" AND ")}
    assert set(supply["accepted"]) <= parts, f"no package is under {sorted(set(supply['accepted']) - parts)}"
    for entry in supply["exceptions"]:
        assert entry["package"] in names, f"{entry['package']} is excepted and not installed"
        assert len(entry["reason"].split()) > 8 and entry["date"].year >= 2026, entry


@pytest.mark.parametrize(
    ("stated", "licence"),
    [("MIT", "MIT"), ("MIT License", "MIT"), ("MIT AND Zlib", "MIT AND Zlib"), ("GPL-3.0 OR MIT", "GPL-3.0 OR MIT")],
)
def test_an_accepted_licence_is_accepted(stated: str, licence: str) -> None:
    assert licences.licence_of("some-package", stated, licences.load_supply()) == licence


@pytest.mark.parametrize("stated", ["GPL-3.0", "MIT AND GPL-3.0", "", "Proprietary", "AGPL-3.0 OR SSPL-1.0"])
def test_any_other_licence_is_refused_by_name(stated: str) -> None:
    with pytest.raises(InputError, match=f"some-package states the licence {stated!r}"):
        licences.licence_of("some-package", stated, licences.load_supply())


# --- What is known against the packages --------------------------------------------------------------------------------


def test_nothing_is_known_against_the_locked_packages() -> None:
    done = subprocess.run(
        [sys.executable, Path(audit_packages.__file__)], capture_output=True, text=True, timeout=600, check=False
    )
    if done.returncode == audit_packages.OUT_OF_REACH:
        pytest.skip(done.stdout.strip())
    assert done.returncode == 0, done.stdout + done.stderr


REPORT = {
    "dependencies": [
        {"name": "good", "version": "1", "vulns": []},
        {"name": "bad", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3"], "description": ""}]},
        {"name": "strange", "skip_reason": "not found"},
    ]
}


@pytest.mark.parametrize(
    ("argued", "said"),
    [
        ([], ["known and not argued: bad 2: PYSEC-1", "not known to the service, so not audited: strange"]),
        ([{"id": "PYSEC-1"}], ["not known to the service, so not audited: strange"]),
        (
            [{"id": "PYSEC-1"}, {"id": "PYSEC-9"}],
            ["not known to the service, so not audited: strange", "argued, but no longer known: PYSEC-9; take it out"],
        ),
    ],
)
def test_an_audit_says_what_is_known_what_was_not_looked_up_and_what_is_argued_in_vain(
    argued: list[dict], said: list[str]
) -> None:
    audit = audit_packages.read_report(REPORT)
    assert audit.looked_up == 2
    assert audit_packages.complaints(audit, argued) == said


def test_an_audit_that_looked_nothing_up_is_not_called_clean(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_packages, "SERVICES", ())
    assert audit_packages.main() == audit_packages.OUT_OF_REACH


def test_every_argued_vulnerability_has_its_reason() -> None:
    for entry in licences.load_supply().get("vulnerabilities", []):
        assert entry["id"] and entry["package"] in licences.pinned(), entry
        assert len(entry["reason"].split()) > 8 and entry["date"].year >= 2026, entry


# --- No network after the fetch ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def no_network() -> None:
    """A namespace without routes; where the kernel gives none, the test is skipped, with the reason."""
    if reason := offline.why_not():
        pytest.skip(reason)


@pytest.fixture
def small(tmp_path: Path, no_network: None) -> tuple[list[str | Path], dict[str, str]]:
    """The project's command for a small book, and its environment: a few occupations of every group.

    With code are the notebooks that many pages are made from, and of the chapters those whose turn it is at this commit.
    """
    data, top = tmp_path / "data", tmp_path / "top"
    chapters = {path.stem for path in turn(sorted((ROOT / "notebooks").rglob("*.md")), 4)}
    altered.small_book(ROOT, data, top, chapters={*chapters, *WITH_CODE, "index", "newsroom"})
    environment = os.environ | {"EXPOSURE_GRADIENT_DATA": str(data), "EXPOSURE_GRADIENT_BUILD": str(tmp_path / "build")}
    sources = ROOT.parent / "shared" / "data"
    if sources.is_dir():
        environment.setdefault(FOLDER_VARIABLE, str(sources))
    command = [sys.executable, ROOT / "bench" / "inside.py", "ours", top]
    # The fetch: here, with the network that there is. Nothing after it may ask for one.
    subprocess.run([*command, "toc"], env=environment, check=True)
    subprocess.run([*command, "wording"], env=environment, check=True, stdout=subprocess.DEVNULL)
    return command, environment


@pytest.mark.trial("other scores and no network")
def test_a_book_is_built_without_a_network_and_asks_for_none(
    small: tuple[list[str | Path], dict[str, str]], tmp_path: Path
) -> None:
    command, environment = small
    done = offline.run([*command, "book", "--jobs", "2"], environment, tmp_path)
    assert done.status == 0, done.output
    assert done.tried == 0, f"the build tried {done.tried} times to reach a network:\n{done.output}"
    pages = list((tmp_path / "build" / "html").resolve().glob("gradient/*.html"))
    assert len(pages) >= 9, done.output


@pytest.mark.trial("other scores and no network")
def test_a_page_that_asks_for_a_network_is_found_though_it_passes_over_the_failure(
    small: tuple[list[str | Path], dict[str, str]], tmp_path: Path
) -> None:
    command, environment = small
    assert offline.run([*command, "pages", "index"], environment, tmp_path).tried == 0
    index = tmp_path / "top" / "notebooks" / "index.md"
    asking = (
        "import urllib.request\ntry:\n    urllib.request.urlopen('https://example.org/')\nexcept OSError:\n    pass"
    )
    index.write_text(index.read_text("utf-8") + f"\n```{{code-cell}} ipython3\n{asking}\n```\n", "utf-8")
    done = offline.run([*command, "pages", "index"], environment, tmp_path)
    assert done.status == 0 and "Ran 1 of 1 pages" in done.output, done.output
    assert done.tried > 0, "a request was made and not counted"


REQUESTS = {
    "a name": "socket.getaddrinfo('example.org', 443)",
    "an address": "socket.create_connection(('192.0.2.1', 443))",
    "a datagram": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
    "this machine": "socket.create_connection(('127.0.0.1', 80))",
}


@pytest.mark.parametrize("request_", REQUESTS)
@pytest.mark.usefixtures("no_network")
def test_every_kind_of_request_is_counted(request_: str) -> None:
    code = f"import socket\ntry:\n    {REQUESTS[request_]}\nexcept OSError:\n    pass"
    done = offline.run([sys.executable, "-c", code])
    assert done.status == 0 and done.tried > 0, f"{request_}: not counted"


@pytest.mark.usefixtures("no_network")
def test_what_sends_nothing_is_not_counted() -> None:
    done = offline.run([sys.executable, "-c", "print('quiet')"])
    assert (done.status, done.tried, done.output.strip()) == (0, 0, "quiet")
