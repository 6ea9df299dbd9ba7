"""What is kept is checked before it is trusted: every kind of kept file, damaged in every way, is found and made again."""

import hashlib
import itertools
import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pooch
import pytest

import damage
from damage import DAMAGES
from exposure_gradient import kept
from exposure_gradient.book import process as sphinx_process
from exposure_gradient.book import unchanged
from exposure_gradient.book.ext import changes as sphinx_changes
from exposure_gradient.commands import cli
from exposure_gradient.contents import plan
from exposure_gradient.editions import compare as editions
from exposure_gradient.errors import InputError
from exposure_gradient.pages import run
from exposure_gradient.paths import data_folder
from exposure_gradient.site import beside as files
from exposure_gradient.site import manifest
from exposure_gradient.site import release as book
from exposure_gradient.sources import load_registry, locate, wording
from exposure_gradient.system.lock import only_build
from processes import forked

pytestmark = pytest.mark.usefixtures("build")
ORIGIN = "what it was made from"


# --- The mechanism ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", DAMAGES)
@pytest.mark.parametrize("name", ["statement.json", "folder/one.csv"])
def test_damage_to_a_file_or_its_statement_is_found_and_mended(what: str, name: str, build: Path) -> None:
    statement, files = build / "statement.json", {"folder/one.csv": b"1,2,3\n", "two.json": b"{}\n"}
    kept.keep(statement, ORIGIN, build, files)
    assert kept.made_from(statement, build, files) == ORIGIN
    assert kept.is_kept(statement, ORIGIN, build, files) and not kept.is_kept(statement, "another", build, files)
    DAMAGES[what](build / name)
    assert kept.made_from(statement, build, files) is None, f"{name} {what} is trusted"
    assert not kept.is_kept(statement, ORIGIN, build, files), f"{name} {what} is used again"
    kept.keep(statement, ORIGIN, build, files)
    assert kept.made_from(statement, build, files) == ORIGIN
    assert {name: (build / name).read_bytes() for name in files} == files


def test_a_folder_that_holds_one_file_more_is_not_what_was_kept(build: Path) -> None:
    folder = build / "folder"
    kept.write(folder / "inner" / "one", b"1")
    kept.state(build / "statement", ORIGIN, kept.digests(folder))
    assert kept.made_from(build / "statement", folder) == ORIGIN
    for extra in (folder / ".hidden", folder / "inner" / "more"):
        extra.write_bytes(b"")
        assert kept.made_from(build / "statement", folder) is None, extra.name
        extra.unlink()
    (folder / "link").symlink_to("inner")
    assert kept.made_from(build / "statement", folder) is None, "a link to a folder"


def test_a_file_that_changes_places_is_another(build: Path) -> None:
    kept.keep(build / "statement", ORIGIN, build, {"a": b"1", "b": b"2"})
    (build / "a").write_bytes(b"2")
    (build / "b").write_bytes(b"1")
    assert kept.made_from(build / "statement", build, ["a", "b"]) is None


def test_writing_breaks_the_link_to_a_published_file(build: Path) -> None:
    kept.write(build / "kept", b"old")
    os.link(build / "kept", build / "published")
    kept.write(build / "kept", b"new")
    assert ((build / "kept").read_bytes(), (build / "published").read_bytes()) == (b"new", b"old")


@pytest.mark.parametrize("what", ["not UTF-8", "a pipe", "a link to nothing"])
def test_what_is_in_the_way_of_a_folder_is_removed_below_the_build_folder_only(
    what: str, build: Path, tmp_path: Path
) -> None:
    kept.write(build / "way", b"was a folder")
    DAMAGES[what](build / "way")
    kept.write(build / "way" / "deep" / "file", b"content")
    assert (build / "way" / "deep" / "file").read_bytes() == b"content"
    (tmp_path / "mine").write_bytes(b"a reader's own file")
    with pytest.raises(OSError, match="mine"):
        kept.write(tmp_path / "mine" / "file", b"content")
    assert (tmp_path / "mine").read_bytes() == b"a reader's own file"


# --- The lock, and what the book is made from ------------------------------------------------------------------------


@pytest.mark.parametrize("what", DAMAGES)
def test_a_damaged_lock_is_taken_or_named(what: str, build: Path) -> None:
    with only_build(build):
        pass
    DAMAGES[what](build / "lock")
    try:
        with only_build(build):
            assert (build / "lock").read_text("ascii").startswith(str(os.getpid()))
    except InputError as error:
        assert "lock is no file" in str(error) and "Remove it" in str(error) and "\n" not in str(error)
        assert not (build / "lock").is_file()


def test_a_build_folder_that_is_a_file_is_named_and_left(build: Path) -> None:
    build.write_text("mine", "utf-8")
    with pytest.raises(InputError, match=r"is no folder.*EXPOSURE_GRADIENT_BUILD"), only_build(build):
        pass
    assert build.read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    "command", [["book"], ["pages", "3211"], ["data"], ["notebook", "index"], ["diff", "data", "data"]]
)
def test_a_pipe_among_the_tables_is_refused_in_one_line(command: list[str], build: Path, tmp_path: Path) -> None:
    folder = damage.copied(data_folder(), tmp_path / "data")
    DAMAGES["a pipe"](folder / "occupations.csv")
    status, said = forked(command, EXPOSURE_GRADIENT_DATA=str(folder))
    assert status == 2 and len(said.splitlines()) == 1, said
    assert "occupations.csv is a pipe, not a file. Remove it" in said


def test_what_is_no_file_among_notebooks_and_settings_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unchanged, "ROOT", tmp_path)
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / ".#index.md").symlink_to("an.editor@a.machine")
    before = unchanged.inputs_digest()
    for path in (tmp_path / "notebooks" / "chapter.md", tmp_path / "_config.yml"):
        os.mkfifo(path)
        with pytest.raises(InputError, match=rf"{path.name} is a pipe"):
            unchanged.inputs_digest()
        path.unlink()
        path.symlink_to("nowhere")
        with pytest.raises(InputError, match=rf"{path.name} is a link that leads nowhere"):
            unchanged.inputs_digest()
        path.unlink()
    assert unchanged.inputs_digest() == before
    (tmp_path / "notebooks" / "part").mkdir()
    for place in ("one.md", "part/one.md"):
        (tmp_path / "notebooks" / place).write_text("the same", "utf-8")
        assert unchanged.inputs_digest() != before, f"{place} is not seen, or not where it is"
        before = unchanged.inputs_digest()
        (tmp_path / "notebooks" / place).unlink()


# --- The wording -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", DAMAGES)
@pytest.mark.parametrize("name", [wording.CACHE, wording.STATEMENT])
def test_a_damaged_cache_of_the_wording_is_made_again(
    what: str, name: str, build: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = pd.MultiIndex.from_tuples([("1111", 1), ("1111", 2)], names=["isco08", "task"])
    texts, reads = pd.DataFrame([["one"] * 3, ["two"] * 3], index, wording.Words._fields), []
    monkeypatch.setattr(wording, "find", lambda source: Path(source.path))
    monkeypatch.setattr(wording, "read_workbook", lambda path: reads.append(path) or texts)
    for _ in range(2):
        path = wording.prepare_wording()
    assert len(reads) == 1
    DAMAGES[what](path.with_name(name))
    pd.testing.assert_frame_equal(pd.read_parquet(wording.prepare_wording()), texts)
    assert len(reads) == 2, f"{name} {what} is trusted"


def test_the_wording_is_read_anew_where_the_code_that_reads_it_has_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    corrections = data_folder() / "corrections.csv"
    before = wording.origin_of_cache(corrections)
    digest = wording.sha256_of
    monkeypatch.setattr(wording, "sha256_of", lambda path: "another" if path.name == "sheet.py" else digest(path))
    assert wording.origin_of_cache(corrections) != before


@pytest.mark.parametrize("what", DAMAGES)
def test_a_damaged_download_does_not_come_back_at_every_build(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, served = load_registry()["tomlinson_scores"], b"the publisher's file"
    source = SimpleNamespace(**vars(source) | {"sha256": hashlib.sha256(served).hexdigest(), "bytes": len(served)})
    monkeypatch.setenv("EXPOSURE_GRADIENT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(pooch.HTTPDownloader, "__call__", lambda _, __, output, *___: Path(output).write_bytes(served))
    path = locate._download(source)
    DAMAGES[what](path)
    assert locate._download(source).read_bytes() == served


# --- The published book ----------------------------------------------------------------------------------------------


@pytest.fixture
def site(build: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A published book of two pages, without Sphinx."""
    for name in ("index.html", "gradient/3211.html"):
        kept.write(build / "work" / "html" / name, f"<p>{name}</p>".encode())
    monkeypatch.setattr(book, "write_files", lambda place, _: kept.write(place / "data" / "all.csv", b"1\n"))
    unchanged.remember(unchanged.inputs_digest(), book.publish(book.new_release([])))
    assert unchanged.is_unchanged()
    return build / "html"


PUBLISHED = ("book.json", "html/data/all.csv", "html/gradient/3211.html", "html/manifest.sha256")
OF_A_LINK = ("removed", "a folder", "a pipe", "a link to nothing", "a link to itself")


@pytest.mark.parametrize(
    ("name", "what"), [*itertools.product(PUBLISHED, DAMAGES), *itertools.product(["html"], OF_A_LINK)]
)
def test_a_damaged_book_is_seen_and_published_again(name: str, what: str, site: Path, build: Path) -> None:
    right = manifest.digests(site)
    DAMAGES[what](build / name)
    assert not unchanged.is_unchanged(), f"{name} {what}: nothing has changed, it says"
    for place, content in (("index.html", b"<p>index.html</p>"), ("gradient/3211.html", b"<p>gradient/3211.html</p>")):
        kept.write(build / "work" / "html" / place, content)  # as Sphinx makes it again
    unchanged.remember(unchanged.inputs_digest(), book.publish(book.new_release([])))
    assert unchanged.is_unchanged()
    assert manifest.digests(site) == right and site.is_symlink()


@pytest.mark.parametrize("where", ["html.part", "releases/b", "releases/aside", "releases"])
@pytest.mark.parametrize("what", ["not UTF-8", "a pipe", "a folder", "a link to nothing"])
def test_what_is_in_the_way_of_a_release_is_removed(what: str, where: str, site: Path, build: Path) -> None:
    right = manifest.digests(site)
    kept.remove(build / where)
    (build / where).touch()
    DAMAGES[what](build / where)
    book.publish(book.new_release([]))
    assert manifest.digests(site) == right


def test_a_folder_in_place_of_the_link_is_the_same_book(site: Path) -> None:
    """As `cp -rL` or an archive leaves it: what is published is right, and the next book takes its place."""
    right, release = manifest.digests(site), site.resolve()
    site.unlink()
    damage.copied(release, site)
    assert unchanged.is_unchanged()
    book.publish(book.new_release([]))
    assert site.is_symlink() and manifest.digests(site) == right
    assert {path.name for path in (site.parent / "releases").iterdir()} <= {"a", "b"}


def test_verify_finds_every_kind_of_difference(site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    published = tmp_path / "as published"
    shutil.copyfile(site / manifest.NAME, published)
    assert cli.main(["verify", str(published)]) == 0
    assert "3 files of the manifest; 0 differences" in capsys.readouterr().out
    (site / "extra").write_bytes(b"")
    (site / "pipe").unlink(missing_ok=True)
    os.mkfifo(site / "pipe")
    (site / "data" / "all.csv").unlink()
    DAMAGES["flipped"](site / "index.html")
    page = site / "gradient" / "3211.html"
    content = page.read_bytes()
    page.unlink()
    (site / "gradient" / ".elsewhere").write_bytes(content)
    page.symlink_to(".elsewhere")
    assert cli.main(["verify", str(published)]) == 1, "a damaged book is verified"
    assert capsys.readouterr().err.splitlines() == [
        "data/all.csv: missing",
        "extra: not in the manifest",
        "gradient/.elsewhere: not in the manifest",
        "gradient/3211.html: no file that can be read",
        "index.html: other bytes",
        "pipe: not in the manifest",
    ]


@pytest.mark.parametrize(
    "name", ["../book.json", "/etc/hostname", "gradient/../index.html", "./index.html", "..", "a//b"]
)
def test_a_manifest_that_leaves_the_folder_is_refused(name: str, site: Path) -> None:
    place = site / manifest.NAME
    place.write_text(f"{place.read_text('utf-8')}{'0' * 64}  {name}\n", "utf-8")
    with pytest.raises(InputError, match=r"line 4: .* is no sha256 with the path of a file in the folder"):
        manifest.read_manifest(place)


# --- Sphinx's folder -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", [*DAMAGES, "one file more"])
@pytest.mark.parametrize("name", [".doctrees/index.doctree", ".doctrees/environment.pickle", "html/index.html",
                                  "html/searchindex.js", "html/.buildinfo", "../work.json"])  # fmt: skip
def test_sphinx_starts_anew_where_its_folder_is_not_as_it_left_it(
    what: str, name: str, build: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sphinx_process.SphinxProcess, "_begin", lambda _: None)
    work = build / "work"
    for place in (".doctrees/index.doctree", ".doctrees/environment.pickle", "html/index.html", "html/searchindex.js", "html/.buildinfo"):  # fmt: skip
        kept.write(work / place, place.encode())
    kept.state(sphinx_process._statement(), "frame", kept.digests(work))
    with sphinx_process.SphinxProcess(1, "") as sphinx:
        assert sphinx._frame == "frame" and (work / "html" / "index.html").is_file()
    if what == "one file more":
        (work / name).with_name("more").write_bytes(b"")
        if name.startswith(".."):
            return  # beside Sphinx's folder, not in it
    else:
        DAMAGES[what](work / name)
    with sphinx_process.SphinxProcess(1, "") as sphinx:
        assert sphinx._frame is None and list(work.iterdir()) == [], f"{name} {what} is trusted"


def test_content_and_no_time_stamp_decides_what_sphinx_reads_again(tmp_path: Path) -> None:
    env = SimpleNamespace(
        all_docs={"same": 1, "other": 1}, found_docs={"same", "other"}, doc2path=lambda page, base: f"{page}.ipynb"
    )
    app = SimpleNamespace(env=env, srcdir=tmp_path, builder=SimpleNamespace(get_outdated_docs=None))
    for page in env.found_docs:
        (tmp_path / f"{page}.ipynb").write_text("as it was", "utf-8")
    assert sorted(sphinx_changes._changed(app, env)) == ["other", "same"]
    (tmp_path / "other.ipynb").write_text("otherwise", "utf-8")
    for page in env.found_docs:
        os.utime(tmp_path / f"{page}.ipynb", (0, 0))
    assert sphinx_changes._changed(app, env) == ["other"]
    os.utime(tmp_path / "same.ipynb", (4e9, 4e9))
    assert sphinx_changes._changed(app, env) == []
    sphinx_changes._ignore_times(app)
    assert min(env.all_docs.values()) > 4e9 * 1e6 and app.builder.get_outdated_docs() == []


# --- The comparison of editions --------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["a pipe", "a folder", "a link to nothing"])
def test_a_report_is_written_over_whatever_is_there(what: str, build: Path) -> None:
    kept.write(build / "diff" / "tables.csv", b"")
    DAMAGES[what](build / "diff" / "tables.csv")
    editions.write_csv(build / "diff" / "tables.csv", [])
    assert (build / "diff" / "tables.csv").read_text("utf-8").startswith("where,key")


# --- Pages -----------------------------------------------------------------------------------------------------------


def test_every_kept_file_of_a_page_is_made_again_however_it_was_damaged(build: Path) -> None:
    [page] = plan.select(plan.all_pages(), ["3211"])
    made = run.Made(b'{"cells": []}', {suffix: f"content {suffix}".encode() for suffix in page.kind.endings(page)})
    assert run.keep_page(page, made) is None and run.is_current(page)
    right = kept.digests(build)
    assert len(right) == len(files.SUFFIXES) + 3, (
        "beside the files of SUFFIXES: the notebook, the claims, the statement"
    )
    for name, what in itertools.product(right, DAMAGES):
        DAMAGES[what](build / name)
        assert not run.is_current(page), f"{name} {what} is trusted"
        assert run.keep_page(page, made) is None and run.is_current(page)
        assert kept.digests(build) == right, f"{name} {what}"


@pytest.mark.parametrize("mine", ["state", "beside", "source"])
@pytest.mark.parametrize("what", ["not UTF-8", "a pipe", "a link to nothing"])
def test_a_folder_of_pages_that_is_none_is_made_again(what: str, mine: str, build: Path) -> None:
    [page] = plan.select(plan.all_pages(), ["methodology/measures"])
    (build / mine).parent.mkdir(parents=True, exist_ok=True)
    (build / mine).touch()
    DAMAGES[what](build / mine)
    made = run.Made(b"{}", {".claims.csv": b""})
    assert not run.is_current(page)
    assert run.keep_page(page, made) is None
    assert run.is_current(page)


def test_a_report_of_a_failure_is_written_over_whatever_is_there(build: Path) -> None:
    [page] = plan.select(plan.all_pages(), ["index"])
    failure = run.Failure(page.name, 1, "Error", report="as far as it came")
    for what in ("a pipe", "a folder", "a link to nothing"):
        place = run.keep_page(page, failure).kept
        DAMAGES[what](place)
        assert run.keep_page(page, failure).kept.read_text("utf-8") == "as far as it came", what


def test_the_fonts_that_pictures_are_measured_with_are_matplotlibs_own() -> None:
    from matplotlib import font_manager, get_data_path

    from exposure_gradient.publication.figures import drawing

    assert font_manager.fontManager.ttflist, drawing.__name__
    assert all(Path(font.fname).is_relative_to(get_data_path()) for font in font_manager.fontManager.ttflist)
