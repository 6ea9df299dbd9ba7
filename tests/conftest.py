"""What the tests share: the study, its pages, their records, the publishers' files, the oracle and the built book."""

import os
import signal
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from playwright.sync_api import Browser
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

import audit
import oracle as second_implementation
import visits
from exposure_gradient.measures import Study, study
from exposure_gradient.paths import ROOT, build_folder
from exposure_gradient.sources import Wording
from exposure_gradient.sources.locate import FOLDER_VARIABLE, NOWHERE
from exposure_gradient.sources.wording import WORDING_VARIABLE, read_workbook
from inline_pages import InlinePage, OnDemand, page_of
from printed import run
from printed.expected import Expected, collect
from printed.findings import Count, Finding
from shares import not_their_turn
from small_books import good, looked, small  # noqa: F401
from turns import turn

Record = dict[str, Any]

LONGEST = (
    "test_faults", "test_damage", "test_browser", "test_explorer", "test_first_minute", "test_policy", "test_cluster", "test_corruptions",
    "test_story", "test_supply", "test_reads", "test_hostile_book", "test_run", "test_invalidation", "test_rerun", "test_own_scores",
    "test_interrupts", "test_nbval", "test_audit", "test_score_numbers", "test_html", "test_employment", "test_agreement", "test_editions",
    "test_surroundings", "test_citation", "test_cli",
)  # fmt: skip
"""The files whose tests take longest, in that order; `make check` leaves them out."""


SHARED = {
    "the small book": ("test_faults", "test_damage", "test_patches"),
    "what the audit makes of the publishers' files": (
        "test_audit", "test_employment", "test_printed", "test_printed_files", "test_printed_pictures", "test_printed_telling", "test_crosswalk", "test_numbers",
    ),
    "every page and its record, made in the tests' own process": (
        "test_record", "test_reference", "test_book", "test_claims", "test_hostile", "test_sources", "test_oracle", "test_published",
        "test_publish", "test_invalidation", "test_citation", "test_copied", "test_links", "test_share_image", "test_find", "test_frames", "test_comparison",
        "test_comparability", "test_newsroom",
    ),
}  # fmt: skip
"""What takes long to make and is made once a session: the files whose tests need it. One worker has them all."""
TOGETHER = {file: files[0] for files in SHARED.values() for file in files}
FIRST = dict.fromkeys((*(files[0] for files in SHARED.values()), *LONGEST))
"""What is begun first, so that no core is left with it at the end: the files that share, then the longest."""


class ByWhatTheyShare(LoadFileScheduling):
    """Give a worker the tests of a file, and of those that share what it has made."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return TOGETHER.get(Path(file).stem, file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByWhatTheyShare:
    """Part the tests among workers by file, and by what files share. Without xdist there is no such hook."""
    return ByWhatTheyShare(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, mark their tests, which `make check` leaves out, and leave out cases whose turn it is not."""
    if not any("::" in argument for argument in config.args):  # a test that is asked for by its name is run
        left_out = {*not_their_turn(items)}
        config.hook.pytest_deselected(items=[*left_out])
        items[:] = [item for item in items if item not in left_out]
    places = {name: place for place, name in enumerate(FIRST)}
    items.sort(key=lambda item: places.get(TOGETHER.get(item.path.stem, item.path.stem), len(places)))
    for item in items:
        if item.path.stem in LONGEST:
            item.add_marker("long")


@pytest.fixture(scope="session", autouse=True)
def signals_are_heard() -> None:
    """Take the signals that end a command as usual, also where the tests were started in the background or by nohup, which ignore them."""
    for number, usual in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, usual)


@pytest.fixture(autouse=True)
def surroundings_stay() -> Iterator[None]:
    """Take back what a command run in the tests' own process settles for those that it starts: other tests start some, too."""
    before = dict(os.environ)
    yield
    if os.environ != before:
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A build folder of the test's own, and no wording, so that nothing outside the repository is read."""
    monkeypatch.setenv("EXPOSURE_GRADIENT_BUILD", str(tmp_path / "build"))
    monkeypatch.setenv(FOLDER_VARIABLE, NOWHERE)
    monkeypatch.setenv(WORDING_VARIABLE, "none")
    return tmp_path / "build"


@pytest.fixture(scope="session")
def everything() -> Study:
    """The study over the committed tables."""
    return study()


@pytest.fixture(scope="session")
def sources_folder() -> Path:
    """The folder that holds the publishers' files; without one the test is skipped, with the reason."""
    named = os.environ.get(FOLDER_VARIABLE, "")
    if named == NOWHERE:
        pytest.skip(f"{FOLDER_VARIABLE}={NOWHERE}: the publishers' files are not to be read")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    if not (folder / second_implementation.SCORES_FILE).is_file():
        pytest.skip(
            f"the publishers' files are not at hand: no {second_implementation.SCORES_FILE} below {folder}. "
            f"Name their folder in {FOLDER_VARIABLE}."
        )
    return folder


@pytest.fixture(scope="session")
def recomputed(sources_folder: Path) -> duckdb.DuckDBPyConnection:
    """Every claim, made from the publishers' files by the audit."""
    return audit.recompute([sources_folder])


@pytest.fixture(scope="session")
def expected(recomputed: duckdb.DuckDBPyConnection) -> Expected:
    """The audit's own values, as its checks of what is printed take them."""
    return collect(recomputed, audit.EDITION)


@pytest.fixture(scope="session")
def oracle(sources_folder: Path) -> dict[str, Record]:
    """Every figure of every page, from the publishers' files, by the second implementation."""
    return second_implementation.compute(sources_folder)


@pytest.fixture(scope="session")
def ilo(sources_folder: Path) -> pd.DataFrame:
    """The ILO's workbook as it stands, every row, codes as text; its index is the row in the sheet."""
    sheet = pd.read_excel(sources_folder / second_implementation.SCORES_FILE, engine="calamine", keep_default_na=False)
    sheet.index = sheet.index + 2
    sheet["ISCO_08"] = sheet["ISCO_08"].astype(str).str.zfill(4)
    return sheet


@pytest.fixture(scope="session")
def wording(sources_folder: Path) -> Wording:
    """The publisher's wording."""
    return Wording(read_workbook(sources_folder / second_implementation.SCORES_FILE))


@pytest.fixture(scope="session")
def pages(everything: Study) -> Mapping[str, InlinePage]:
    """Every occupation page, its figures without the wording, by ISCO-08 code."""
    return OnDemand(everything.codes, lambda code: page_of(everything, Wording(None), code))


@pytest.fixture(scope="session")
def records(pages: Mapping[str, InlinePage]) -> Mapping[str, Record]:
    """Every record, made in this process, statements being null."""
    return OnDemand(pages, lambda code: pages[code].record())


@pytest.fixture(scope="session")
def worded_pages(everything: Study, wording: Wording) -> Mapping[str, InlinePage]:
    """Every occupation page with the publisher's wording."""
    return OnDemand(everything.codes, lambda code: page_of(everything, wording, code))


@pytest.fixture(scope="session")
def worded_records(worded_pages: Mapping[str, InlinePage]) -> Mapping[str, Record]:
    """The records with the publisher's wording whose turn it is: what is worded is alike for all."""
    return OnDemand(turn([*worded_pages], 4), lambda code: worded_pages[code].record())


@pytest.fixture(scope="session")
def site() -> Path:
    """The built book."""
    folder = build_folder() / "html"
    if not (folder / "index.html").is_file():
        pytest.fail(f"there is no built book in {folder}: run `make book` first", pytrace=False)
    return folder.resolve()


@pytest.fixture(scope="session")
def whole(site: Path, expected: Expected) -> tuple[list[Finding], Count]:
    """What the audit finds in the whole built book: pages, files and pictures; and how much it has read."""
    return run.read_all(site, expected)


@pytest.fixture(scope="module")
def host(site: Path) -> Iterator[str]:
    """The built book, served on this machine."""
    with visits.hosted(site) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The browser that pages are opened in."""
    with visits.launched() as found:
        yield found


@pytest.fixture
def no_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    """Act as if no publisher's file were within reach."""
    monkeypatch.setenv(FOLDER_VARIABLE, NOWHERE)


@pytest.fixture(scope="session")
def same_for_all() -> Callable[[str, dict[str, Any], dict[str, Any]], None]:
    """Compare one figure over all occupations; a failure names each occupation, the figure and both values."""

    def compare(figure: str, ours: dict[str, Any], expected: dict[str, Any]) -> None:
        assert sorted(ours) == sorted(expected), f"{figure}: not the same occupations"
        wrong = [
            f"  {code}: {figure} is {ours[code]!r}, expected {expected[code]!r}"
            for code in sorted(ours)
            if ours[code] != expected[code]
        ]
        assert not wrong, f"{figure} is wrong for {len(wrong)} occupations:\n" + "\n".join(wrong[:15])

    return compare
