"""Putting a book in place: all of it or nothing, and never a worse one over a good one."""

import csv
import json
import os
from pathlib import Path
from typing import Any

import nbformat
import pytest

from exposure_gradient.book import source as book_source
from exposure_gradient.commands import cli
from exposure_gradient.contents import plan
from exposure_gradient.errors import InputError
from exposure_gradient.pages import run
from exposure_gradient.pages.page import Page
from exposure_gradient.pages.run import Failure, Options
from exposure_gradient.site import beside as files
from exposure_gradient.site import release as book
from exposure_gradient.site.links import write_or_link

pytestmark = pytest.mark.usefixtures("build")


@pytest.fixture
def two_pages(build: Path) -> list[Page]:
    """Two pages that were run, and the HTML that Sphinx would have made of them."""
    chosen = plan.select(plan.all_pages(), ["3211", "7126"])
    assert run.run_pages(chosen, Options(jobs=1)) == []
    _render(build, chosen, "first")
    return chosen


def _render(build: Path, two_pages: list[Page], words: str) -> None:
    for name in ["index", *(page.name for page in two_pages)]:
        path = build / "work" / "html" / f"{name}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words, "utf-8")


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _spoil_record(build: Path, page: Page) -> None:
    path = build / "source" / f"{page.name}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if "record" in cell.metadata.get("tags", []):
            cell.outputs[0].data["application/json"]["percentile"] = 101
    nbformat.write(notebook, path)


def test_a_published_page_has_its_files_beside_it(build: Path, two_pages: list[Page], records: dict[str, Any]) -> None:
    book.publish(book.new_release(two_pages))
    place = book.published()
    for page, code in zip(two_pages, ["3211", "7126"], strict=True):
        beside = place / page.name
        assert json.loads(beside.with_suffix(".json").read_text("utf-8")) == records[code], code
        rows = list(csv.DictReader(beside.with_suffix(".csv").open(encoding="utf-8", newline="")))
        assert [float(row["score_2025"]) for row in rows] == [task["score_2025"] for task in records[code]["tasks"]], (
            code
        )
        assert records[code]["title"] in beside.with_suffix(".md").read_text("utf-8")
        nbformat.validate(nbformat.read(beside.with_suffix(".ipynb"), as_version=4))


def test_a_new_book_takes_the_place_of_the_last_at_once(build: Path, two_pages: list[Page]) -> None:
    for words in ("first", "second", "third"):
        _render(build, two_pages, words)
        book.publish(book.new_release(two_pages))
        place = book.published()
        assert (place / "index.html").read_text("utf-8") == words
        assert place.is_symlink() and not place.readlink().is_absolute()
    assert len(list((build / "releases").iterdir())) <= 2


def _kept(build: Path, page: Page) -> nbformat.NotebookNode:
    return nbformat.read(build / "source" / f"{page.name}.ipynb", as_version=4)


def test_a_small_file_is_the_last_releases_where_that_has_its_bytes(build: Path, two_pages: list[Page]) -> None:
    place, damaged = "3211/index.html", "7126/index.html"
    book.publish(book.new_release(two_pages))
    last = book.published().resolve()
    good = (last / damaged).read_bytes()
    (last / damaged).write_bytes(good.replace(b"refresh", b"defresh"))
    book.publish(book.new_release(two_pages))
    now = book.published().resolve()
    assert now != last
    assert (now / place).samefile(last / place), "the same bytes were written anew"
    assert (now / damaged).read_bytes() == good, "a file that was damaged is published again"


@pytest.mark.parametrize("what", ["nothing", "other bytes", "a link", "a folder", "a pipe"])
def test_what_is_not_the_same_file_is_not_linked(what: str, tmp_path: Path) -> None:
    before, now = tmp_path / "before", tmp_path / "now"
    if what == "other bytes":
        before.write_text("the same?", "utf-8")
    elif what == "a link":
        (tmp_path / "elsewhere").write_text("the same", "utf-8")
        before.symlink_to(tmp_path / "elsewhere")
    elif what == "a folder":
        before.mkdir()
    elif what == "a pipe":
        os.mkfifo(before)
    write_or_link(now, "the same", before)
    assert now.read_text("utf-8") == "the same" and now.stat().st_nlink == 1 and not now.is_symlink(), what


def test_a_record_that_does_not_fit_is_refused(build: Path, two_pages: list[Page]) -> None:
    _spoil_record(build, two_pages[1])
    with pytest.raises(InputError, match=r"does not fit its schema at \$\.percentile"):
        files.files_of_occupation(two_pages[1], _kept(build, two_pages[1]))


def test_a_notebook_without_a_record_is_refused(build: Path, two_pages: list[Page]) -> None:
    notebook = _kept(build, two_pages[0])
    for cell in notebook.cells:
        cell.metadata.pop("tags", None)
    with pytest.raises(InputError, match="gives no record"):
        files.files_of_occupation(two_pages[0], notebook)


def test_a_page_whose_record_does_not_fit_is_a_failure_of_that_page(
    build: Path, two_pages: list[Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _files(build)
    make = files.record_of

    def spoilt(run_notebook: nbformat.NotebookNode) -> dict[str, Any]:
        record = make(run_notebook)
        return record | {"percentile": 101} if record["isco08"] == "7126" else record

    monkeypatch.setattr(files, "record_of", spoilt)
    [failure] = run.run_pages(two_pages, Options(jobs=1, force=True))
    assert failure.page == two_pages[1].name and "$.percentile" in failure.error
    assert _files(build) == before


def test_the_source_folder_holds_the_pages_and_nothing_else(build: Path, two_pages: list[Page]) -> None:
    stray = build / "source" / "gradient" / "0000-gone.ipynb"
    stray.write_text("{}", "utf-8")
    book_source.assemble_source(two_pages)
    names = {path.relative_to(build / "source").as_posix() for path in (build / "source").rglob("*.ipynb")}
    assert names == {f"{page.name}.ipynb" for page in two_pages}


def test_a_page_that_was_not_run_is_named(build: Path, two_pages: list[Page]) -> None:
    (build / "source" / f"{two_pages[0].name}.ipynb").unlink()
    with pytest.raises(InputError, match=r"1 pages have not been run, 3211-"):
        book_source.assemble_source(two_pages)


@pytest.fixture
def last_good_book(build: Path) -> dict[str, bytes]:
    release = build / "releases" / "a"
    release.mkdir(parents=True)
    (release / "index.html").write_text("good", "utf-8")
    (build / "html").symlink_to("releases/a")
    return _files(build / "html")


def test_a_page_that_fails_leaves_the_last_good_book(
    build: Path, last_good_book: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failure = Failure("gradient/3211-x", 4, "ValueError: no")
    monkeypatch.setattr(run, "run_pages", lambda *_: [failure])
    monkeypatch.setattr(book, "build_html", lambda *_: pytest.fail("the book was built over a failed page"))
    assert cli.main(["book"]) == 1
    said = capsys.readouterr().err
    assert str(failure) in said and "the last good one stays" in said
    assert _files(build / "html") == last_good_book


def test_a_warning_of_sphinx_leaves_the_last_good_book(
    build: Path, last_good_book: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuses(*_: Any) -> None:
        raise InputError("Sphinx refused the book")

    monkeypatch.setattr(run, "run_pages", lambda *_: [])
    monkeypatch.setattr(book_source, "assemble_source", lambda *_: None)
    monkeypatch.setattr(book, "build_html", refuses)
    assert cli.main(["book"]) == 2
    assert "Sphinx refused" in capsys.readouterr().err
    assert _files(build / "html") == last_good_book
