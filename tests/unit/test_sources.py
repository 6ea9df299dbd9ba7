"""The publishers' files: found, checked byte by byte, refused where they differ, and done without where absent."""

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pooch
import pytest
import requests

import oracle as second_implementation
from exposure_gradient.book import unchanged
from exposure_gradient.errors import InputError
from exposure_gradient.measures import study
from exposure_gradient.sources import (
    Wording,
    corrections,
    find,
    load_corrections,
    load_edition,
    load_registry,
    load_wording,
    locate,
    sha256_of,
)
from exposure_gradient.sources.corrections import Correction, correct_texts
from exposure_gradient.sources.included import load_unit_groups
from exposure_gradient.sources.locate import FOLDER_VARIABLE
from exposure_gradient.sources.wording import STATEMENT, WORDING_VARIABLE, prepare_wording, read_workbook
from inline_pages import InlinePage

BRIDGE = "ibs_crosswalk"
FILES = {
    "ilo_scores": second_implementation.SCORES_FILE,
    "ibs_crosswalk": second_implementation.BRIDGE_FILE,
    "onet_2010_to_2019": second_implementation.EDITIONS_FILE,
    "onet_occupations": second_implementation.OCCUPATIONS_FILE,
    "oews": second_implementation.EMPLOYMENT_FILE,
    "eloundou_scores": Path("companion", "occ_level.csv"),
    "tomlinson_scores": Path("companion", "soc_ai_applicability_scores.csv"),
    "employment_gbr": Path("employment", "eu_lfs_uk_isco3.csv"),
    "employment_fra": Path("employment", "eu_lfs_fra_isco3.csv"),
    "employment_ita": Path("employment", "eu_lfs_ita_isco3.csv"),
    "employment_pak": Path("employment", "ilostat_pak_EMP_TEMP_SEX_OC2_NB.csv"),
}


@pytest.fixture
def nowhere_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder of sources, empty yet, with no shared folder beside the checkout and no network behind it."""
    folder = tmp_path / "named"
    folder.mkdir()
    monkeypatch.setenv(FOLDER_VARIABLE, str(folder))
    monkeypatch.setenv("EXPOSURE_GRADIENT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(locate, "ROOT", tmp_path / "elsewhere" / "checkout")
    monkeypatch.setattr(pooch, "retrieve", _refuses(requests.ConnectionError("no network")))
    return folder


def _refuses(error: Exception) -> Callable[..., Any]:
    def retrieve(*_: Any, **__: Any) -> Any:
        raise error

    return retrieve


def place(folder: Path, content: bytes, key: str = BRIDGE) -> Path:
    path = folder / load_registry()[key].path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


# --- The registry ----------------------------------------------------------------------------------------------------


def test_the_registry_names_what_the_tests_read_themselves() -> None:
    for key, path in FILES.items():
        assert Path(load_registry()[key].path) == path


@pytest.mark.parametrize("key", sorted(load_registry()))
def test_the_registrys_hash_and_size_are_those_of_the_file(key: str, sources_folder: Path) -> None:
    source = load_registry()[key]
    path = sources_folder / source.path
    assert (sha256_of(path), path.stat().st_size) == (source.sha256, source.bytes), f"[{key}]"


@pytest.mark.parametrize("key", sorted(load_registry()))
def test_every_source_says_what_a_page_must_name(key: str) -> None:
    source = load_registry()[key]
    for field in ("name", "publisher", "release", "licence", "citation"):
        assert getattr(source, field).strip(), f"[{key}] has no {field}"
    assert source.address.startswith("https://") and source.landing.startswith("https://")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("sources.toml", "[a]\npath = 1\nunknown = 2\n", "missing or unknown field"),
        ("sources.toml", "[a\n", "is not valid TOML"),
        ("sources.toml", None, "is missing"),
        ("edition.toml", 'id = "1"\n', "missing or unknown"),
    ],
)
def test_a_broken_registry_is_named(name: str, content: str | None, words: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / name).write_text(content, "utf-8")
    read = load_registry if name == "sources.toml" else load_edition
    with pytest.raises(InputError, match=words) as refused:
        read(tmp_path)
    assert name in str(refused.value)


# --- Finding and checking a file -------------------------------------------------------------------------------------


def test_one_byte_changed_names_file_expected_and_found(
    sources_folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    source = load_registry()[BRIDGE]
    content = bytearray((sources_folder / source.path).read_bytes())
    content[len(content) // 2] ^= 1
    path = place(tmp_path, bytes(content))
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    with pytest.raises(InputError) as refused:
        find(source)
    for part in (str(path), source.sha256, sha256_of(path)):
        assert part in str(refused.value), f"the message does not name {part}"


def test_a_wrong_file_is_refused_wherever_it_lies(nowhere_else: Path) -> None:
    place(nowhere_else, b"not what is meant")
    with pytest.raises(InputError, match=load_registry()[BRIDGE].sha256):
        find(load_registry()[BRIDGE])


def test_a_wrong_file_beside_the_checkout_is_refused(nowhere_else: Path, tmp_path: Path) -> None:
    beside = tmp_path / "elsewhere" / "shared" / "data"
    place(beside, b"not what is meant")
    with pytest.raises(InputError, match="it has 17 bytes, expected"):
        find(load_registry()[BRIDGE])


def test_the_named_folder_comes_before_the_one_beside_the_checkout(
    nowhere_else: Path, tmp_path: Path, sources_folder: Path
) -> None:
    right = (sources_folder / load_registry()[BRIDGE].path).read_bytes()
    named, beside = place(nowhere_else, right), place(tmp_path / "elsewhere" / "shared" / "data", right)
    assert find(load_registry()[BRIDGE]) == named
    named.unlink()
    assert find(load_registry()[BRIDGE]) == beside


def test_a_folder_that_holds_the_files_themselves_is_taken(nowhere_else: Path, sources_folder: Path) -> None:
    for source in load_registry().values():
        (nowhere_else / source.file_name).symlink_to(sources_folder / source.path)
    for source in load_registry().values():
        assert find(source) == nowhere_else / source.file_name, source.key
    (nowhere_else / load_registry()[BRIDGE].file_name).unlink()
    (nowhere_else / load_registry()[BRIDGE].file_name).write_bytes(b"not what is meant")
    with pytest.raises(InputError, match="it has 17 bytes, expected"):
        find(load_registry()[BRIDGE])


def test_a_change_of_a_file_in_the_folder_itself_is_seen(nowhere_else: Path) -> None:
    before = unchanged.inputs_digest()
    (nowhere_else / load_registry()["ilo_scores"].file_name).write_bytes(b"another release")
    assert unchanged.inputs_digest() != before


def test_a_file_in_place_of_a_folder_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "scores.xlsx").write_bytes(b"")
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "scores.xlsx"))
    with pytest.raises(InputError, match=r"is a file\. Name an existing folder"):
        find(load_registry()[BRIDGE])


def test_a_folder_that_does_not_exist_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "typo"))
    with pytest.raises(InputError, match="does not exist") as refused:
        find(load_registry()[BRIDGE])
    assert str(tmp_path / "typo") in str(refused.value)


@pytest.mark.usefixtures("no_sources")
def test_none_asks_for_no_file() -> None:
    assert all(find(source) is None for source in load_registry().values())


@pytest.mark.usefixtures("nowhere_else")
def test_without_a_network_there_is_no_file() -> None:
    assert find(load_registry()[BRIDGE]) is None


def test_an_address_that_serves_other_bytes_is_refused(nowhere_else: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pooch, "retrieve", _refuses(ValueError("hash of downloaded file differs")))
    with pytest.raises(InputError, match="no longer serves") as refused:
        find(load_registry()["ilo_scores"])
    assert load_registry()["ilo_scores"].address in str(refused.value)


def test_a_member_of_an_archive_is_checked_itself(
    nowhere_else: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    extracted = tmp_path / "member.dta"
    extracted.write_bytes(b"other bytes")
    monkeypatch.setattr(pooch, "retrieve", lambda *_, **__: [str(extracted)])
    with pytest.raises(InputError, match=load_registry()[BRIDGE].sha256):
        find(load_registry()[BRIDGE])


def test_no_more_is_unpacked_of_an_archive_than_the_registry_says(
    nowhere_else: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def retrieve(*_: Any, path: Path, fname: str, processor: Callable, **__: Any) -> str:
        path.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(path / fname, "w") as archive:
            archive.writestr(load_registry()[BRIDGE].member, b"0" * (load_registry()[BRIDGE].bytes + 1))
        return processor(str(path / fname), "download", None)

    monkeypatch.setattr(pooch, "retrieve", retrieve)
    with pytest.raises(InputError, match=r"unpacks to [\d,]+ bytes, the registry expects"):
        find(load_registry()[BRIDGE])
    assert not [path for path in (tmp_path / "cache").rglob("*") if path.suffix == ".dta"], "it was unpacked"


# --- Corrections -----------------------------------------------------------------------------------------------------


def _corrections(monkeypatch: pytest.MonkeyPatch, *declared: Correction) -> None:
    monkeypatch.setattr(corrections, "load_corrections", lambda: declared)


def correction(**changed: Any) -> Correction:
    fields: dict[str, Any] = {
        "id": "typo", "source": "s", "column": "c", "scope": "all", "action": "replace text", "before": "teh",
        "after": "the", "count": 2, "status": "declared", "why": "a typing error",
    }  # fmt: skip
    return Correction(**(fields | changed))


def test_a_correction_changes_what_it_declares(monkeypatch: pytest.MonkeyPatch) -> None:
    _corrections(monkeypatch, correction())
    assert correct_texts("s", "c", ["1", "2", "3"], ["teh a", "b", "teh c"]) == ["the a", "b", "the c"]


@pytest.mark.parametrize("count", [0, 1, 3, None])
def test_a_correction_that_changes_another_number_of_cells_is_refused(
    count: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    _corrections(monkeypatch, correction(count=count))
    with pytest.raises(InputError, match="correction typo changes 2 cells of column c"):
        correct_texts("s", "c", ["1", "2"], ["teh a", "teh c"])


def test_a_correction_touches_its_scope_and_column_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    _corrections(monkeypatch, correction(scope="1 3/2", count=2), correction(column="other", count=9))
    texts = correct_texts("s", "c", ["1", "2", "3/2", "13"], ["teh"] * 4)
    assert texts == ["the", "teh", "the", "teh"]


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [("collapse spaces", " a  b \n c ", "a b\nc"), ("join lines", "a;\n b  c", "a; b c"), ("pad code", "110", "110")],
)
def test_actions(action: str, before: str, after: str) -> None:
    assert correction(action=action).applied(before) == after


def test_an_unknown_action_is_refused(tmp_path: Path) -> None:
    head = "id,source,column,scope,action,before,after,count,status,why\n"
    (tmp_path / "corrections.csv").write_text(head + "x,s,c,all,rewrite,a,b,1,declared,because\n", "utf-8")
    with pytest.raises(InputError, match="unknown action 'rewrite'"):
        load_corrections(tmp_path)


def test_every_declared_correction_says_why() -> None:
    for declared in load_corrections():
        assert declared.why.strip() and declared.source in load_registry(), declared.id


# --- Wording ---------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("no_sources")
def test_without_the_file_there_is_no_wording(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(WORDING_VARIABLE, raising=False)
    wording = load_wording()
    assert not wording.is_present and wording.of("3211") is None and prepare_wording() is None


@pytest.mark.long
def test_pages_without_wording_keep_every_figure_and_name_the_task(
    pages: dict[str, InlinePage], worded_records: dict[str, Any], records: dict[str, Any]
) -> None:
    def without_words(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                key: without_words(part)
                for key, part in value.items()
                if key not in ("statement", "justification", "justification_gemini")
            }
        return [without_words(part) for part in value] if isinstance(value, list) else value

    for code in worded_records:
        page = pages[code]
        assert without_words(records[code]) == without_words(worded_records[code]), (
            f"{code}: a figure hangs on the wording"
        )
        for section in ("all_tasks", "write_about_this"):
            html = page.section(section).__html__()
            assert "Task " in html and "worded in the" in html, f"{code}: {section} does not say where"
            assert "None" not in html and "nan" not in html.split(), f"{code}: {section}"


def test_pages_without_wording_link_to_where_it_is_published(pages: dict[str, InlinePage]) -> None:
    address = load_registry()["ilo_scores"].address
    assert f'href="{address}"' in pages["3211"].section("most_exposed").__html__()


def test_the_cached_wording_is_the_files_own(
    sources_folder: Path, wording: Wording, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(sources_folder))
    monkeypatch.setenv("EXPOSURE_GRADIENT_BUILD", str(tmp_path))
    monkeypatch.delenv(WORDING_VARIABLE, raising=False)
    cached = load_wording()
    assert cached.is_present
    pd.testing.assert_frame_equal(cached.texts[[*wording.texts]], wording.texts)
    for code, group in load_unit_groups().items():
        if code in cached.texts.index:
            assert cached.unit_group(code) == group, f"{code}: another definition than the workbook's"
    assert load_registry()["ilo_scores"].sha256 in (tmp_path / "cache" / STATEMENT).read_text("utf-8")


def test_the_wording_covers_every_task(wording: Wording) -> None:
    for occupation in study().all_occupations():
        texts = wording.of(occupation.isco08)
        for task in occupation.tasks:
            assert texts[task.number].statement.strip(), f"{occupation.isco08} task {task.number}: no statement"


def test_the_wording_of_a_task_is_that_of_its_row(wording: Wording) -> None:
    for (isco08, task), row in wording.texts.iterrows():
        words = wording.of(isco08)[task]
        assert words._asdict() == row[list(words._fields)].to_dict(), f"{isco08} task {task}"
    assert sum(len(wording.of(isco08)) for isco08 in wording.texts.index.unique(0)) == len(wording.texts)


def test_a_file_that_is_no_workbook_is_named(tmp_path: Path) -> None:
    path = tmp_path / "scores.xlsx"
    path.write_bytes(b"no workbook")
    with pytest.raises(InputError, match=r"scores\.xlsx"):
        read_workbook(path)


def test_a_workbook_of_another_kind_is_named(sources_folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    shutil.copyfile(sources_folder / second_implementation.OCCUPATIONS_FILE, path)
    with pytest.raises(InputError, match=r"other\.xlsx has no column ISCO_08"):
        read_workbook(path)
