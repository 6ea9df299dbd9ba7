"""Every generated corruption of sources, tables and declarations is refused in one line, or none of it would reach a page."""

import collections
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import corruptions
import small_sources
from corruptions import DECLARED, FETCHED, TABLES, Corruption
from exposure_gradient.errors import InputError
from exposure_gradient.sources import find, load_corrections, load_edition, load_published, load_registry, sheet
from exposure_gradient.sources.locate import FOLDER_VARIABLE
from exposure_gradient.sources.wording import read_workbook
from exposure_gradient.tables import check_all, derive, load, load_audit, load_dictionary, load_studies
from small_sources import Small

CACHED = (
    load_registry, load_edition, load_corrections, load_published, load, load_audit, load_studies, load_dictionary, derive._read,
)  # fmt: skip
REMEDIES = ("Use the release", "Correct", "Restore", "Replace it", "Check it against", "Name ", "make data")


def _forget() -> None:
    for read in CACHED:
        read.cache_clear()


@pytest.fixture(scope="module")
def small(sources_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    """Small sources and tables that fit each other: everything is accepted before anything is spoilt."""
    made = small_sources.make(sources_folder, tmp_path_factory.mktemp("small"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER_VARIABLE, str(made.sources))
        patch.setenv("EXPOSURE_GRADIENT_DATA", str(made.data))
        patch.setenv("EXPOSURE_GRADIENT_CACHE", str(made.data.parent / "nothing"))
        _forget()
        derive.write_tables(made.data, derive.derive_all())
        check_all(made.data)
        yield made
    _forget()


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
        patch.setattr(derive, "load_registry", lambda: registry)
        if not content:  # the registry names no empty file
            sheet.read_sheet(place, key, ["x"])
        if key == "ilo_scores":
            derive.derive_all()
            read_workbook(place)
        else:
            derive.derive_all()
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
    found, asked = [], [one for one in every if one.family == family]
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
