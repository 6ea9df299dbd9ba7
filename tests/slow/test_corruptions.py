"""Every generated corruption of sources, tables and declarations is refused in one line, or none of it would reach a page."""

import collections
import contextlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_hostile import HOSTILE
from test_policy import INJECTED

import corruptions
import small_sources
from corruptions import DECLARED, FETCHED, TABLES, Corruption
from exposure_gradient.errors import InputError
from exposure_gradient.measures.intervals import intervals
from exposure_gradient.paths import ROOT
from exposure_gradient.sources import find, load_corrections, load_edition, load_published, load_registry, sheet
from exposure_gradient.sources.locate import FOLDER_VARIABLE
from exposure_gradient.sources.wording import read_workbook
from exposure_gradient.tables import (
    check_all,
    derive,
    load,
    load_audit,
    load_coverage,
    load_dictionary,
    load_employment,
    load_intervals,
    load_studies,
    publishers,
)  # fmt: skip
from exposure_gradient.tables.load import read_table
from processes import forked
from small_sources import Small
from turns import turn

CACHED = (
    load_registry, load_edition, load_corrections, load_published, load, load_audit, load_studies, load_employment, load_intervals, load_dictionary,
    load_coverage, publishers._read,
)  # fmt: skip
FIRST_READ_BY = {
    "ilo_scores": "task_scores", "isco_structure": "isco_groups", "ibs_crosswalk": "crosswalk", "onet_2010_to_2019": "crosswalk",
    "onet_occupations": "crosswalk", "oews": "oews_duplicates", "eloundou_scores": "eloundou", "tomlinson_scores": "tomlinson",
    "employment_gbr": "employment_gbr", "employment_fra": "employment_fra", "employment_ita": "employment_ita",
    "employment_pak": "employment_pak",
}  # fmt: skip
"""A derivation that reads the file: asked before all of them are, because it says the same sooner."""

REMEDIES = ("Use the release", "Correct", "Restore", "Replace it", "Check it against", "Name ", "make data")


def _forget() -> None:
    for read in CACHED:
        read.cache_clear()


@pytest.fixture(scope="module")
def small(sources_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    """Small sources and tables that fit each other: everything is accepted before anything is spoilt."""
    made = small_sources.make(sources_folder, tmp_path_factory.mktemp("small"))
    with pytest.MonkeyPatch.context() as patch, contextlib.ExitStack() as after:
        patch.setenv(FOLDER_VARIABLE, str(made.sources))
        patch.setenv("EXPOSURE_GRADIENT_DATA", str(made.data))
        patch.setenv("EXPOSURE_GRADIENT_CACHE", str(made.data.parent / "nothing"))
        _forget()
        after.callback(_forget)
        derive.write_tables(made.data, derive.derive_all())
        derive.write_tables(made.data, {"intervals": derive.to_csv(intervals(load(made.data)))})
        check_all(made.data)
        yield made


@pytest.fixture(scope="module")
def every(small: Small) -> list[Corruption]:
    """Every corruption."""
    return corruptions.every(small)


def key_of(small: Small, file: str) -> str:
    """The key in the registry of a publisher's file."""
    return next(key for key, source in small.registry().items() if source.file_name == file)


def _provoke(small: Small, corruption: Corruption, scratch: Path, patch: pytest.MonkeyPatch) -> None:
    """Use the spoilt file as the build would."""
    content = corruption.content()
    if corruption.family in (TABLES, DECLARED):
        folder = scratch / "data"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(small.data, folder)
        place = folder / corruption.file
        place.unlink() if content is None else place.write_bytes(content)
        _forget()
        if corruption.family == TABLES:
            read_table(place, place.stem)
        check_all(folder)
        return
    key = key_of(small, corruption.file)
    whole = small.files[key]
    place = small.sources / small.registry()[key].path
    try:
        if corruption.family == FETCHED:
            place.write_bytes(content or b"")
            find(small.registry()[key])
            return
        registry = small.registry(key, content or b"")
        assert registry[key].bytes == max(len(content or b""), 1)
        patch.setattr(publishers, "load_registry", lambda: registry)
        if not content:  # the registry names no empty file
            sheet.read_sheet(place, key, ["x"])
        derive.DERIVATIONS[FIRST_READ_BY[key]]()
        derive.derive_all()
        if key == "ilo_scores":
            read_workbook(place)
    finally:
        place.write_bytes(whole)
        patch.undo()


def _wrong_with(message: str, corruption: Corruption) -> str:
    """What is wrong with a message, or nothing."""
    if "\n" in message:
        return "is longer than a line"
    missing = [word for word in (corruption.named or corruption.file, *corruption.words) if word not in message]
    if missing:
        return f"does not name {', '.join(missing)}"
    return "" if any(remedy in message for remedy in REMEDIES) else "does not say what to do"


@pytest.mark.parametrize("family", corruptions.FAMILIES)
def test_every_corruption_is_refused_in_one_line(
    family: str, small: Small, every: list[Corruption], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Those whose turn it is at this commit: of every fourth, so of each kind of file and of damage."""
    found, asked = [], turn([one for one in every if one.family == family], 4)
    for corruption in asked:
        with pytest.MonkeyPatch.context() as patch:
            try:
                _provoke(small, corruption, tmp_path, patch)
                found.append(f"{corruption.name}: is accepted")
            except InputError as error:
                wrong = _wrong_with(str(error), corruption)
                found += [f"{corruption.name}: the message {wrong}: {error}"] if wrong else []
            except BaseException as error:
                if isinstance(error, KeyboardInterrupt):
                    raise
                found.append(f"{corruption.name}: ends in {type(error).__name__}: {error}")
    with capsys.disabled():
        print(f"\n{family}: {len(asked) - len(found)} of {len(asked)} corruptions refused")
    assert not found, f"{len(found)} of {len(asked)} corruptions of {family}:\n" + "\n".join(found[:40])


def test_there_are_at_least_two_hundred(every: list[Corruption], capsys: pytest.CaptureFixture[str]) -> None:
    names = [(one.family, one.name) for one in every]
    assert len(names) == len(set(names)), collections.Counter(names).most_common(3)
    with capsys.disabled():
        print(f"\n{len(every)} corruptions, {len({one.kind for one in every})} kinds")
    assert len(every) >= 200


def counted(every: list[Corruption]) -> dict[str, object]:
    """What the chapter on trust states: how many corruptions of each kind, by family, and how many hostile strings."""
    kinds = sorted({one.kind for one in every})
    return {
        "families": list(corruptions.FAMILIES),
        "corruptions": {
            kind: [sum((one.family, one.kind) == (family, kind) for one in every) for family in corruptions.FAMILIES]
            for kind in kinds
        },
        "hostile_strings": len(HOSTILE),
        "injections": len(INJECTED),
    }


def test_the_chapter_states_what_is_tried(every: list[Corruption]) -> None:
    """``WRITE=1`` writes the counts anew."""
    path, counts = ROOT / "data" / "refused.json", counted(every)
    if os.environ.get("WRITE"):
        path.write_text(json.dumps(counts, ensure_ascii=False, indent=1) + "\n", "utf-8")
    assert json.loads(path.read_text("utf-8")) == counts, (
        "data/refused.json: run WRITE=1 pytest tests/slow/test_corruptions.py"
    )


COMMANDS = [
    ("data", FETCHED, "Final_Scores_ISCO08_Gmyrek_et_al_2025.xlsx: wrong hash, a bit flipped"),
    ("data", FETCHED, "soc10_isco08.dta: swapped file, another source"),
    ("book", FETCHED, "Final_Scores_ISCO08_Gmyrek_et_al_2025.xlsx: truncated, half of it"),
    ("book", TABLES, "task_scores.csv: score outside 0–1, score_2025 '1.2'"),
    ("book", TABLES, "crosswalk.csv: points nowhere, nothing of one occupation"),
    ("book", DECLARED, "sources.toml: truncated, a text that is never closed"),
    ("book", DECLARED, "edition.toml: markup in a name, id"),
    ("book", DECLARED, "corrections.csv: missing file"),
    ("pages", DECLARED, "dictionary.csv: broken encoding, UTF-16"),
    ("pages", DECLARED, "benchmark.json: NaN or infinite, a value"),
]


def _bytes_below(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("command", "family", "name"), COMMANDS, ids=[f"{command}-{name}" for command, _, name in COMMANDS]
)
def test_the_command_says_it_in_one_line_and_leaves_the_book(
    command: str, family: str, name: str, small: Small, every: list[Corruption], tmp_path: Path
) -> None:
    [corruption] = [one for one in every if (one.family, one.name) == (family, name)]
    data, sources, build = tmp_path / "data", tmp_path / "sources", tmp_path / "build"
    shutil.copytree(small.data, data)
    shutil.copytree(small.sources, sources)
    place = data / corruption.file
    if family == FETCHED:
        place = sources / small.registry()[key_of(small, corruption.file)].path
    content = corruption.content()
    place.unlink() if content is None else place.write_bytes(content)
    (build / "releases" / "a").mkdir(parents=True)
    (build / "releases" / "a" / "index.html").write_text("the last good book", "utf-8")
    (build / "html").symlink_to("releases/a")
    (build / "book.json").write_text("{}", "utf-8")
    if (command, family) == ("book", FETCHED):  # the contents of the whole book, and its tables
        data = ROOT / "data"
    folders = {
        "EXPOSURE_GRADIENT_DATA": str(data),
        FOLDER_VARIABLE: str(sources),
        "EXPOSURE_GRADIENT_BUILD": str(build),
    }
    status, errors = forked([command, *(["index"] if command == "pages" else [])], _forget, **folders)
    said = errors.strip().splitlines()
    assert status == 2, f"{name}: status {status}: {errors[-500:]}"
    assert len(said) == 1 and said[0].startswith("error: "), f"{name}: {errors[-500:]}"
    assert (corruption.named or corruption.file) in said[0], f"{name}: {said[0]}"
    assert _bytes_below(build / "html") == {"index.html": b"the last good book"}, (
        f"{name}: the published book was touched"
    )


def test_every_declared_correction_is_needed(small: Small, tmp_path: Path) -> None:
    """Without a correction whose turn it is, what a publisher's file says is refused, or reaches the tables as another text."""
    whole = derive.derive_all()
    for left_out in turn(load_corrections(small.data), 3):
        spoilt = tuple(one for one in load_corrections(small.data) if one is not left_out)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("exposure_gradient.sources.corrections.load_corrections", lambda spoilt=spoilt: spoilt)
            try:
                same = derive.derive_all() == whole
                scores = small.sources / small.registry()["ilo_scores"].path
                words = read_workbook(scores)
            except InputError:
                continue
        assert not same or not words.equals(read_workbook(scores)), f"{left_out.id}: nothing changes without it"
