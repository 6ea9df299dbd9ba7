"""What the project is made with: locked and hashed, under accepted licences, nothing known against it, and no network after the fetch."""

import csv
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import altered
import audit_packages
import offline
from exposure_gradient.build import licences
from exposure_gradient.errors import InputError
from exposure_gradient.paths import ROOT
from exposure_gradient.sources.locate import FOLDER_VARIABLE

ENTRY = re.compile(r"[a-z0-9][a-z0-9._-]*==[^\s;]+")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
INSTALLS = ("Makefile", "binder/postBuild", ".ci/run", "tests/find-browser")


# --- The lock ----------------------------------------------------------------------------------------------------------


def entries(lock: str) -> list[str]:
    """Return a lock's entries, each as one line without its comments."""
    lines = [line for line in lock.splitlines() if not line.lstrip().startswith("#")]
    return [entry for entry in "\n".join(lines).replace("\\\n", " ").splitlines() if entry.strip()]


def faults(lock: str) -> list[str]:
    """Return what in a lock is not pinned or hashed, or names an address."""
    found = [f"an address: {line}" for line in lock.splitlines() if "://" in line or " @ " in line]
    for entry in entries(lock):
        name, *hashes = entry.split()
        if not ENTRY.fullmatch(name):
            found.append(f"not pinned: {entry[:60]}")
        if not hashes or not all(HASH.fullmatch(item) for item in hashes):
            found.append(f"not hashed: {name}")
    return found


def wanted_names(wanted: str) -> set[str]:
    """Return the names in a requirements.in, as the index normalises them."""
    lines = [line.strip() for line in wanted.splitlines() if line.strip() and not line.startswith("#")]
    return {re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", line).group(0)).lower() for line in lines}


def test_every_package_is_pinned_and_hashed() -> None:
    lock = (ROOT / "requirements.txt").read_text("utf-8")
    assert len(entries(lock)) > 100
    assert not faults(lock), "\n".join(faults(lock))


def test_every_package_that_is_asked_for_is_locked() -> None:
    wanted = wanted_names((ROOT / "requirements.in").read_text("utf-8"))
    missing = wanted - set(licences.pinned())
    assert len(wanted) > 20 and not missing, f"in requirements.in, not in the lock: {sorted(missing)}. Run: make lock"


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
        ("a @ file:///a.whl", "an address"),
    ],
)
def test_a_lock_that_is_not_one_would_be_found(lock: str, words: str) -> None:
    assert any(words in fault for fault in faults(lock)), faults(lock)
    assert faults(HASHED) == []


def test_nothing_is_installed_past_the_lock() -> None:
    """pip installs the lock with its hashes, or this project itself without anything else; nothing else installs packages."""
    lines = [
        (name, line.strip())
        for name in INSTALLS
        for line in (ROOT / name).read_text("utf-8").splitlines()
        if re.search(r"\bpip3? install|\bpipx\b|\buv \b|\bnpm (i|install|ci)\b|\bnpx\b|\bconda\b", line)
    ]
    assert len(lines) >= 4
    for name, line in lines:
        by_lock = re.search(r"--require-hashes (\$\(NO_BUILD\) )?-r (requirements|\$\(VENV\)/setuptools)\.txt$", line)
        itself = "--no-deps --no-build-isolation -e ." in line
        assert by_lock or itself, f"{name} installs past the lock: {line}"
    # A package that has to be built is not to have its tools fetched past the lock.
    assert "NO_BUILD = --no-build-isolation --only-binary :all: " in (ROOT / "Makefile").read_text("utf-8")
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
    """The project's command for a small book, and its environment: a few occupations of every group, chapters and all."""
    data, top = tmp_path / "data", tmp_path / "top"
    altered.small_book(ROOT, data, top)
    environment = os.environ | {"EXPOSURE_GRADIENT_DATA": str(data), "EXPOSURE_GRADIENT_BUILD": str(tmp_path / "build")}
    sources = ROOT.parent / "shared" / "data"
    if sources.is_dir():
        environment.setdefault(FOLDER_VARIABLE, str(sources))
    command = [sys.executable, ROOT / "bench" / "inside.py", "ours", top]
    # The fetch: here, with the network that there is. Nothing after it may ask for one.
    subprocess.run([*command, "toc"], env=environment, check=True)
    subprocess.run([*command, "wording"], env=environment, check=True, stdout=subprocess.DEVNULL)
    return command, environment


def test_a_book_is_built_without_a_network_and_asks_for_none(
    small: tuple[list[str | Path], dict[str, str]], tmp_path: Path
) -> None:
    command, environment = small
    done = offline.run([*command, "book", "--jobs", "2"], environment, tmp_path)
    assert done.status == 0, done.output
    assert done.tried == 0, f"the build tried {done.tried} times to reach a network:\n{done.output}"
    pages = list((tmp_path / "build" / "html").resolve().glob("gradient/*.html"))
    assert len(pages) >= 9, done.output


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
