"""What makes a page be run again, a book be built again, and a published file be found changed: one byte, word or option of every kind.

`test_invalidation.py` holds the pages that are run again against what they say; here each kind of input is changed by itself, so that
none can be left out of a digest without a test that names it.
"""

import dataclasses
import functools
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

import altered
from exposure_gradient import kept, paths
from exposure_gradient.book import source, unchanged
from exposure_gradient.commands import cli
from exposure_gradient.contents import plan
from exposure_gradient.measures import Study, study
from exposure_gradient.pages import page as pages_of
from exposure_gradient.pages.imports import imported_modules, modules_of
from exposure_gradient.pages.page import Page, digest_of_files
from exposure_gradient.paths import ROOT, SITE_VARIABLE, data_folder
from exposure_gradient.site import manifest, release
from exposure_gradient.site.links import link_file
from exposure_gradient.sources import Wording, load_edition
from exposure_gradient.sources.wording import Words
from exposure_gradient.tables import load, load_intervals

NO_WORDING = Wording(None)
CODE, OTHER = "3211", "7126"


def flip(path: Path, at: bytes = b"") -> None:
    """Change one bit in the middle of a file, or of the first of its words ``at``; nothing else of it."""
    content = bytearray(path.read_bytes())
    content[content.index(at) if at else len(content) // 2] ^= 1
    path.unlink()  # it may be another name of a file that has to stay
    path.write_bytes(content)


def different(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


# --- A page: its words -----------------------------------------------------------------------------------------------


@functools.cache
def texts() -> pd.DataFrame:
    """Words of every task, made up."""
    scores = study().tables.task_scores
    index = pd.MultiIndex.from_frame(scores[["isco08", "task"]])
    return pd.DataFrame(
        {name: [f"{name} of {code}/{task}" for code, task in index] for name in Words._fields}, index=index
    )


def of_words(words: pd.DataFrame | None) -> dict[str, str]:
    """The fingerprint's inputs of every occupation's page by its code."""
    pages = plan.occupation_pages(study(), Wording(words))
    return {page.parameters["isco08"]: page.inputs for page in pages}


@pytest.mark.parametrize("column", Words._fields)
@pytest.mark.parametrize("task", [1, 5])
def test_one_word_of_a_task_runs_its_page_and_no_other(column: str, task: int) -> None:
    words = texts().copy()
    words.loc[(CODE, task), column] += "."
    assert different(of_words(texts()), of_words(words)) == {CODE}, f"{CODE}: task {task}: {column}"


def test_words_that_come_go_or_are_exchanged_run_their_pages() -> None:
    before = of_words(texts())
    assert different(before, of_words(None)) == set(before), "pages are kept with words that are out of reach"
    words = texts().copy()
    one, other = (CODE, 1), (OTHER, 1)
    words.loc[[one, other]] = words.loc[[other, one]].to_numpy()
    assert different(before, of_words(words)) == {CODE, OTHER}
    words = texts().copy()
    words.loc[[(CODE, 1), (CODE, 2)]] = words.loc[[(CODE, 2), (CODE, 1)]].to_numpy()
    assert different(before, of_words(words)) == {CODE}, "two tasks have each other's words"


# --- A page: all else that its fingerprint holds ---------------------------------------------------------------------


@pytest.fixture(params=["occupation", "group", "chapter"])
def page(request: pytest.FixtureRequest, tmp_path: Path) -> Page:
    """A page of each kind, whose notebook is a copy."""
    if request.param == "chapter":
        [found] = [page for page in plan.chapters() if page.name == "methodology/limitations"]
    else:
        make = plan.group_pages if request.param == "group" else lambda all_: plan.occupation_pages(all_, NO_WORDING)
        found = make(study())[0]
    return dataclasses.replace(found, template=Path(shutil.copy(found.template, tmp_path)))


PARTS: dict[str, Callable[[Page, pytest.MonkeyPatch], Page]] = {
    "name": lambda page, _: dataclasses.replace(page, name=f"{page.name}-s"),
    "title": lambda page, _: dataclasses.replace(page, title=f"{page.title}s"),
    "parameters": lambda page, _: dataclasses.replace(page, parameters=page.parameters | {"more": 1}),
    "inputs": lambda page, _: dataclasses.replace(page, inputs=f"{page.inputs}0"),
    "notebook": lambda page, _: page.template.write_text(page.template.read_text("utf-8") + "\nA word.\n", "utf-8") and page,
    "code": lambda page, patch: patch.setattr(pages_of, "code_digest", lambda _: "another") or page,
    "lock": lambda page, patch: patch.setattr(pages_of, "lock_digest", lambda: "another") or page,
}  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_each_part_of_a_page_makes_it_another(part: str, page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    before = page.fingerprint()
    assert PARTS[part](page, monkeypatch).fingerprint() != before, f"{page.name}: another {part} is not seen"


def test_the_code_of_what_is_kept_beside_a_page_is_a_part_of_it(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    before = page.fingerprint()
    beside = "site.beside" if page.template.stem == plan.OCCUPATION else "site.ledger"
    assert page.kind.modules == (beside, "site.link_preview"), page.name
    monkeypatch.setattr(pages_of, "kind_digest", lambda modules: "another")
    assert page.fingerprint() != before, f"{page.name}: other code of what is kept beside it is not seen"


def test_the_lock_is_read_to_its_last_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(ROOT / "requirements.txt", tmp_path)
    monkeypatch.setattr(pages_of, "ROOT", tmp_path)
    digest = pages_of.lock_digest.__wrapped__
    before = digest()
    assert before == pages_of.lock_digest()
    flip(tmp_path / "requirements.txt")
    assert digest() != before
    before = digest()
    monkeypatch.setattr(pages_of.sys, "version", f"{pages_of.sys.version} of another build")
    assert digest() != before, "another Python is not seen"


@pytest.fixture
def tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of `data/` that every digest reads; what was read of another is forgotten, before and after."""

    def forget() -> None:
        for cached in (plan._declarations_digest, plan.data_digest, load_edition):
            cached.cache_clear()

    folder = Path(shutil.copytree(data_folder(), tmp_path / "data"))
    monkeypatch.setenv("EXPOSURE_GRADIENT_DATA", str(folder))
    forget()
    yield folder
    monkeypatch.undo()
    forget()


def inputs_of_all() -> dict[str, str]:
    everything = study()
    pages = [*plan.chapters(), *plan.group_pages(everything), *plan.occupation_pages(everything, NO_WORDING)]
    return {page.name: page.inputs for page in pages}


DECLARATIONS: dict[str, Callable[[Path, pytest.MonkeyPatch], object]] = {
    "the edition": lambda folder, _: altered_text(folder / "edition.toml", "2026-11-23", "2026-11-24"),
    "a source's licence": lambda folder, _: altered_text(folder / "sources.toml", "CC BY 4.0", "CC BY-SA 4.0"),
    "the site": lambda _, patch: patch.setenv(SITE_VARIABLE, "https://data.institute.org/"),
}


def altered_text(path: Path, old: str, new: str) -> None:
    content = path.read_text("utf-8")
    assert old in content
    path.write_text(content.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize("what", DECLARATIONS)
def test_what_stands_on_every_page_runs_every_page(what: str, tables: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = inputs_of_all()
    DECLARATIONS[what](tables, monkeypatch)
    plan._declarations_digest.cache_clear(), load_edition.cache_clear()
    after = inputs_of_all()
    same = sorted(set(before) - different(before, after))
    assert len(before) > 450 and not same, f"{what} has changed, and is not seen by {same[:5]}"


def cell(folder: Path, table: str, column: str, value: object, **where: object) -> None:
    """Give the one row that is meant another value in a column."""
    frame = altered.read(folder, table)
    chosen = pd.Series(True, frame.index)
    for name, wanted in where.items():
        chosen &= frame[name].astype(str) == str(wanted)
    assert chosen.sum() == 1 and str(frame.loc[chosen, column].item()) != str(value)
    frame.loc[chosen, column] = value
    altered.write(folder, table, frame)


OF_ONE_PAGE: dict[str, tuple[str, str, object, dict[str, object]]] = {
    # the page whose occupation states it: the table, its column, another value, and the row
    "1211": ("task_scores", "is_reconciled", "True", {"isco08": "1211", "task": 1}),
    "2111": ("task_scores", "source_row", "9999", {"isco08": "2111", "task": 1}),
    "2211": ("occupations", "ilo_sd_2025", "0.31", {"isco08": "2211"}),
    "3211": ("us_occupations", "title", "Imaging Staff", {"onet_soc": "29-2033.00"}),
    "3212": ("us_occupations", "oews_row", "9998", {"onet_soc": "29-2011.01"}),
    "5120": ("us_occupations", "is_inherited", "True", {"onet_soc": "35-2012.00"}),
}
"""Cells that the page of one occupation states, or of a few, and that move no rank."""


def test_a_cell_of_every_kind_runs_the_pages_that_state_it(tables: Path, tmp_path: Path) -> None:
    def inputs(folder: Path) -> dict[str, str]:
        pages = plan.occupation_pages(Study(load(folder), load_intervals(folder)), NO_WORDING)
        return {page.parameters["isco08"]: page.inputs for page in pages}

    before, joined = inputs(tables), defaultdict(set)
    for route in altered.read(tables, "crosswalk").itertuples():
        joined[route.onet_soc].add(route.isco08)
    changed, wanted = Path(shutil.copytree(tables, tmp_path / "changed")), set()
    for code, (table, column, value, where) in OF_ONE_PAGE.items():
        cell(changed, table, column, value, **where)
        of_it = joined[where["onet_soc"]] if "onet_soc" in where else {code}
        assert code in of_it, f"{code} does not state {table}.{column} of {where}"
        wanted |= of_it
    stale = different(before, inputs(changed))
    missed = {code: OF_ONE_PAGE[code][:2] for code in wanted - stale if code in OF_ONE_PAGE}
    assert not missed, f"not run again: {missed}"
    assert stale == wanted, f"run again for nothing: {sorted(stale - wanted)}"


@pytest.mark.parametrize("folder", ["measures", "publication", "sources", "tables"])
def test_every_module_that_makes_a_page_is_in_the_digest_of_one(folder: str) -> None:
    """A module that no notebook imports, and nothing that is made beside a page, could change without a page being run."""
    known = set()
    for template in plan.notebooks_folder().rglob("*.md"):
        known |= imported_modules(template.read_text("utf-8"), pages_of.PACKAGE)
    for module in plan.AN_OCCUPATION.modules:
        known |= modules_of(f"import {pages_of.PACKAGE.name}.{module}", pages_of.PACKAGE)
    there = {path for kind in ("*.py", "*.html") for path in (pages_of.PACKAGE / folder).rglob(kind)}
    of_the_tables = modules_of(
        f"import {pages_of.PACKAGE.name}.tables.derive", pages_of.PACKAGE
    )  # `make data` alone runs these
    of_the_tables |= {pages_of.PACKAGE / "sources" / "delimited.py"}  # a reader's own scores become tables
    missing = sorted(path.name for path in there - known - of_the_tables)
    assert there and not missing, f"{folder}: no page is run again for {missing}"


def test_a_digest_of_files_holds_each_byte_each_name_and_each_place(tmp_path: Path) -> None:
    folder = tmp_path / "inner"
    folder.mkdir()
    one, other = folder / "one.py", folder / "other.py"

    def digest() -> str:
        return digest_of_files(sorted(tmp_path.rglob("*.py")), tmp_path)

    one.write_bytes(b"first"), other.write_bytes(b"second")
    seen = {digest()}
    one.write_bytes(b"firsts"), other.write_bytes(b"econd")  # the same bytes one after the other
    seen.add(digest())
    one.write_bytes(b"econd"), other.write_bytes(b"firsts")
    seen.add(digest())
    other.rename(folder / "third.py")
    seen.add(digest())
    one.rename(tmp_path / "one.py")
    seen.add(digest())
    one.write_bytes(b"")
    seen.add(digest())
    assert len(seen) == 6, "two different states have one digest"


# --- A book: every file that it is made from -------------------------------------------------------------------------


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of all that a book is made from."""
    top = tmp_path / "checkout"
    for name in ("data", "notebooks", "src"):
        shutil.copytree(ROOT / name, top / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    for name in ("_config.yml", "_toc.yml", "requirements.txt"):
        shutil.copy(ROOT / name, top)
    for module in (unchanged, paths, plan, source, pages_of):
        monkeypatch.setattr(module, "ROOT", top)
    monkeypatch.setenv("EXPOSURE_GRADIENT_DATA", str(top / "data"))
    for setting in unchanged.SETTINGS:
        monkeypatch.delenv(setting, raising=False)
    return top


def one_of_each_kind(folder: Path) -> dict[str, Path]:
    """One file of every ending in every folder; the tables all."""
    found: dict[str, Path] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        found.setdefault(name if name.startswith("data/") else f"{Path(name).parent.as_posix()}/*{path.suffix}", path)
    return found


def test_a_byte_of_every_kind_of_file_makes_another_book(checkout: Path) -> None:
    before, kinds, blind = unchanged.inputs_digest(), one_of_each_kind(checkout), []
    for kind, path in kinds.items():
        content = path.read_bytes()
        flip(path)
        blind += [kind] if unchanged.inputs_digest() == before else []
        path.write_bytes(content)
        path.rename(path.with_name(f"renamed{path.suffix}"))
        blind += [f"{kind} renamed"] if unchanged.inputs_digest() == before else []
        path.with_name(f"renamed{path.suffix}").rename(path)
    assert unchanged.inputs_digest() == before
    assert len(kinds) > 35 and not blind, f"nothing has changed, it says, for {blind}"


@pytest.mark.parametrize("setting", ["EXPOSURE_GRADIENT_SOURCES", "EXPOSURE_GRADIENT_CACHE", "EXPOSURE_GRADIENT_SITE"])
def test_a_setting_makes_another_book(setting: str, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = unchanged.inputs_digest()
    monkeypatch.setenv(setting, "https://data.institute.org/")
    assert unchanged.inputs_digest() != before


@pytest.mark.parametrize("place", ["ilo", "."])
def test_the_file_of_the_wording_makes_another_book(
    place: str, checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(unchanged.SOURCES_VARIABLE, str(tmp_path / "sources"))
    file = tmp_path / "sources" / place / "Final_Scores_ISCO08_Gmyrek_et_al_2025.xlsx"
    before = unchanged.inputs_digest()
    kept.write(file, b"the wording")
    there = unchanged.inputs_digest()
    flip(file)
    assert len({before, there, unchanged.inputs_digest()}) == 3


def test_another_python_makes_another_book(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = unchanged.inputs_digest()
    monkeypatch.setattr(unchanged.sys, "version", "another")
    assert unchanged.inputs_digest() != before


def test_whatever_stands_around_every_page_makes_sphinx_start_anew(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = checkout / "src" / pages_of.PACKAGE.name
    monkeypatch.setattr(source, "NOTEBOOKS", checkout / "notebooks")
    for module in (release, source):
        monkeypatch.setattr(module, "PACKAGE", package)
    pages = [Page("index", checkout / "notebooks" / "index.md", "A title")]

    def frame(pages: list[Page]) -> str:
        load_edition.cache_clear()
        return release.frame(pages)

    before = frame(pages)
    frames = [checkout / "_toc.yml", checkout / "_config.yml"]
    frames += [
        path
        for path in (checkout / "notebooks").rglob("*")
        if path.suffix in (".css", ".js", ".svg", ".txt", ".bib", ".html")
    ]
    frames += (package / "book" / "ext").glob("[a-z]*.py")
    frames += [
        package / name
        for name in (
            "book/run.py",
            "site/credit.py",
            "site/page_head.py",
            "site/piece_names.py",
            "site/policy.py",
            *release.DOCUMENTED,
        )
    ]
    blind = []
    for path in frames:
        content = path.read_bytes()
        flip(path, b"The Exposure Gradient" if path.name == "_config.yml" else b"")  # a file that is parsed stays YAML
        blind += [path.name] if frame(pages) == before else []
        path.write_bytes(content)
    altered_text(checkout / "data" / "edition.toml", "2026-11-23", "2026-11-24")
    blind += ["edition.toml"] if frame(pages) == before else []
    altered_text(checkout / "data" / "edition.toml", "2026-11-24", "2026-11-23")
    assert frame(pages) == before and not blind, f"pages are kept in the old frame of {blind}"
    others = {
        "a page more": [*pages, Page("more", pages[0].template, "More")],
        "another title": [dataclasses.replace(pages[0], title="Another")],
        "another name": [dataclasses.replace(pages[0], name="other")],
    }
    assert not [what for what, now in others.items() if frame(now) == before]
    monkeypatch.setattr(source, "lock_digest", lambda: "another lock")
    assert frame(pages) != before
    before = frame(pages)
    monkeypatch.setenv(SITE_VARIABLE, "https://data.institute.org/")
    assert frame(pages) != before
    load_edition.cache_clear()


# --- A published file: verify ----------------------------------------------------------------------------------------


@pytest.fixture
def verified(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> tuple[Path, Callable[[Path], tuple[int, list[str]]]]:
    """A copy of the built book, and the command that holds it against a manifest: its status and all that it names."""
    copy = tmp_path / "site"
    shutil.copytree(site, copy, copy_function=lambda source, target: link_file(Path(source), Path(target)))

    def verify(place: Path) -> tuple[int, list[str]]:
        status = cli.main(["verify", "--site", str(copy), "--", str(place)])
        return status, capsys.readouterr().err.splitlines()

    return copy, verify


@pytest.mark.built
def test_verify_names_a_changed_byte_in_a_file_of_every_kind(
    verified: tuple[Path, Callable[[Path], tuple[int, list[str]]]], site: Path
) -> None:
    copy, verify = verified
    assert verify(site / manifest.NAME) == (0, [])
    kinds = {"".join(path.suffixes[-2:]) if path.suffix == ".gz" else path.suffix: path for path in copy.rglob("*.*")}
    del kinds[".sha256"]
    assert {".html", ".json", ".csv", ".md", ".ipynb", ".png", ".svg", ".js", ".css", ".parquet", ".csv.gz"} <= set(
        kinds
    )
    for path in kinds.values():
        flip(path)
    expected = sorted(f"{path.relative_to(copy).as_posix()}: other bytes" for path in kinds.values())
    assert verify(site / manifest.NAME) == (1, expected)


@pytest.mark.built
def test_verify_names_a_file_more_one_missing_and_one_renamed(
    verified: tuple[Path, Callable[[Path], tuple[int, list[str]]]], site: Path
) -> None:
    copy, verify = verified
    (copy / "data" / "more.csv").write_bytes(b"")
    (copy / "gradient" / "3211.json").unlink()
    (copy / "story.html").rename(copy / "tale.html")
    one, other = (copy / "gradient" / name for name in ("1111.html", "1112.html"))
    one.rename(copy / "aside"), other.rename(one), (copy / "aside").rename(other)
    assert verify(site / manifest.NAME) == (
        1,
        [
            "data/more.csv: not in the manifest",
            "gradient/1111.html: other bytes",
            "gradient/1112.html: other bytes",
            "gradient/3211.json: missing",
            "story.html: missing",
            "tale.html: not in the manifest",
        ],
    )


@pytest.mark.built
def test_verify_holds_the_book_against_every_line_of_the_manifest(
    verified: tuple[Path, Callable[[Path], tuple[int, list[str]]]], site: Path, tmp_path: Path
) -> None:
    _, verify = verified
    lines = (site / manifest.NAME).read_text("utf-8").splitlines(keepends=True)
    [place] = [number for number, line in enumerate(lines) if line.endswith("  gradient/3211.json\n")]
    shorter, other = tmp_path / "shorter", tmp_path / "other"
    shorter.write_text("".join(lines[:place] + lines[place + 1 :]), "utf-8")
    assert verify(shorter) == (1, ["gradient/3211.json: not in the manifest"])
    digit = "1" if lines[place][63] != "1" else "2"
    lines[place] = f"{lines[place][:63]}{digit}{lines[place][64:]}"
    other.write_text("".join(lines), "utf-8")
    assert verify(other) == (1, ["gradient/3211.json: other bytes"])


@pytest.mark.built
def test_the_manifest_of_the_book_is_one_for_sha256sum(site: Path) -> None:
    """Every published file stands in it once, in the order of paths, and none but itself is left out."""
    names = [line[66:] for line in (site / manifest.NAME).read_text("utf-8").splitlines()]
    there = sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    there.remove(manifest.NAME)
    assert names == there
