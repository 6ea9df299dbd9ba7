"""What lies around a checkout decides no byte: libraries, settings of other programs, modules of the same name, the umask."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import reproduce
from exposure_gradient.book.process import SphinxProcess, work_folder
from exposure_gradient.site import release as book
from exposure_gradient.site.ledger import write_ledger

PICTURES = """
import hashlib, json
from exposure_gradient.publication.inline import run_inline

from exposure_gradient.publication.figures.share_image import share_image
shown = run_inline("occupation", isco08="3211").shown
[record] = [part._repr_mimebundle_()["application/json"] for part in shown["Quote, cite, download"] if "application/json" in part._repr_mimebundle_()]
html = {name: "".join(part._repr_mimebundle_()["text/html"] for part in parts) for name, parts in shown.items()}
pictures = {"for links": share_image(record)}
pictures |= {name: html[name].encode() for name in ("{{ title }}", "How firm are these figures?")}
print(json.dumps({name: hashlib.sha256(content).hexdigest() for name, content in pictures.items()}))
"""
LEFT_OUT = """
from types import SimpleNamespace
from exposure_gradient.system import surroundings
surroundings.settle()
from sphinx.config import Config, correct_copyright_year
config = Config({}, {"copyright": "2026, someone"})
correct_copyright_year(None, config)
print(config.copyright)
"""


def printed(program: str, folder: Path, **more: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program], env=os.environ | more, cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.mark.usefixtures("build")
def test_pictures_are_the_same_whatever_is_installed_and_set(tmp_path: Path) -> None:
    """The one folder has a ``matplotlibrc`` and hides libfribidi, which makes Pillow set letters elsewhere."""
    plain, hostile = tmp_path / "plain", tmp_path / "hostile"
    plain.mkdir()
    reproduce.lay(hostile, {"matplotlibrc": reproduce.MATPLOTLIBRC} | dict.fromkeys(reproduce.FRIBIDI, ""))
    expected = json.loads(printed(PICTURES, plain))
    found = json.loads(printed(PICTURES, hostile, LD_LIBRARY_PATH=str(hostile), MATPLOTLIBRC=str(hostile)))
    assert len(set(expected.values())) == 3
    assert [name for name in expected if found[name] != expected[name]] == []


@pytest.mark.parametrize("epoch", ["0", "nonsense"])
def test_a_build_date_that_is_asked_for_changes_no_notice(epoch: str, build: Path, tmp_path: Path) -> None:
    assert printed(LEFT_OUT, tmp_path, SOURCE_DATE_EPOCH=epoch) == "2026, someone\n"


def test_the_packed_ledger_names_neither_a_time_nor_a_system(tmp_path: Path) -> None:
    write_ledger(tmp_path, [])
    header = (tmp_path / "ledger.csv.gz").read_bytes()[:10]
    assert header == b"\x1f\x8b\x08\x00" + bytes(4) + b"\x02\xff", header.hex(" ")


def test_a_module_in_the_current_folder_takes_no_installed_ones_place(
    build: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reproduce.lay(tmp_path / "here", dict.fromkeys(("bs4.py", "sphinx.py", "jupyter_book.py"), reproduce.RAISES))
    monkeypatch.chdir(tmp_path / "here")
    with SphinxProcess(1, "") as sphinx:
        process = sphinx._begun
        process.communicate(b"not yet", timeout=120)
    said = (build / "sphinx.log").read_text("utf-8")
    assert reproduce.RAISES.split("'")[1] not in said and "has ended" in said, said[-1000:]


def test_everybody_may_read_what_is_published_under_any_umask(build: Path) -> None:
    before = os.umask(0o077)
    try:
        fresh = build / "releases" / "a"
        reproduce.lay(work_folder() / "html", {"index.html": "<p>", "_static/a.css": "p {}"})
        reproduce.lay(fresh, {"data/a.csv": "a\n"})
        book.publish(fresh)
    finally:
        os.umask(before)
    places = {path: path.stat().st_mode & 0o777 for path in (build / "releases").rglob("*")}
    assert {"index.html", "a.css", "a.csv", "manifest.sha256"} <= {path.name for path in places}
    wrong = {path.name: f"{mode:o}" for path, mode in places.items() if mode != (0o755 if path.is_dir() else 0o644)}
    assert not wrong, wrong
    assert all(folder.stat().st_mode & 0o777 == 0o755 for folder in (build, build / "releases")), (
        "a server cannot enter"
    )
    assert (build / "html" / "index.html").read_text("utf-8") == "<p>"
