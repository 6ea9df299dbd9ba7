"""The audit: it finds nothing wrong in what the tables give, and it finds every kind of error put in on purpose.

The second implementation is SQL in `audit/`; what it makes is read once a session. Every ledger here is the built book's, altered,
or with pages in it that were made in this process from tables with one error.
"""

import ast
import math
import os
import random
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import duckdb
import pandas as pd
import pytest

import audit
import exposure_gradient as eg
import sources
from exposure_gradient.measures import Study
from exposure_gradient.measures.page_data import supplied
from exposure_gradient.paths import ROOT, data_folder
from exposure_gradient.publication.inline import run_inline
from exposure_gradient.publication.ledger import FORMATS
from exposure_gradient.publication.lists import all_repeated
from exposure_gradient.publication.trail import LEDGER_COLUMNS, as_data
from exposure_gradient.site.ledger import rows_of
from exposure_gradient.sources import Wording
from exposure_gradient.tables import load, load_intervals
from inline_pages import page_of
from turns import turn

pytestmark = pytest.mark.built
AUDIT = ROOT / "audit"
LEDGER = Path("data", "ledger.parquet")
OF_3211 = "gradient/3211-medical-imaging-and-therapeutic-equipment-technicians"

PAGES = {"occupation": 427, "group": 9, "country": 4, "overview": 3, "story": 1, "newsroom": 1, "chapter": 17}

Audited = Callable[[pd.DataFrame], audit.Outcome]


def of_occupations(everything: Study, *codes: str) -> list[list[str]]:
    """The ledger's rows of some occupations' pages, as the build would write them from other tables."""
    rows = []
    for code in codes:
        page = page_of(everything, Wording(None), code)
        rows += rows_of(f"gradient/{page.data.name}", code, as_data(page.claims.values()))
    return rows


def of_lists(everything: Study) -> list[list[str]]:
    """Those of the pages of groups, and of all occupations."""
    with supplied(everything, Wording(None)):
        groups = [
            run_inline("group", laid_out=False, major_group=code).names for code in sorted(everything.major_titles)
        ]
        gradient, index, compare = (run_inline(name, laid_out=False).names for name in ("gradient", "index", "compare"))
    rows = []
    for name, page in [*((f"groups/{group['data'].name}", group) for group in groups), ("gradient", gradient)]:
        claims = [*page["ledger"].values(), *all_repeated(page["occupations"])]
        rows += rows_of(name, "", as_data(claims))
    claims = [*index["ledger"].values(), *all_repeated(index["occupations"], ["mean_2025"])]
    rows += rows_of("index", "", as_data(claims))
    rows += rows_of("compare", "", as_data(compare["ledger"].values()))
    return rows


def with_rows(ledger: pd.DataFrame, rows: list[list[str]]) -> pd.DataFrame:
    """A ledger with some pages' rows in place of its own."""
    made = pd.DataFrame(rows, columns=list(LEDGER_COLUMNS), dtype="str")
    return pd.concat([ledger[~ledger["page"].isin(made["page"])], made], ignore_index=True)


def lines(found: Iterable[object], n: int = 15) -> str:
    """The first mismatches, a line each."""
    return "\n".join(f"  {mismatch}" for mismatch in list(found)[:n])


def named(outcome: audit.Outcome, isco08: str) -> set[str]:
    """The claims of an occupation's page that the audit names."""
    return {mismatch.claim for mismatch in outcome.mismatches if mismatch.page.startswith(f"gradient/{isco08}-")}


def the_only(outcome: audit.Outcome) -> audit.Mismatch:
    """The one mismatch that there is."""
    assert len(outcome.mismatches) == 1, f"expected one mismatch, found:\n{lines(outcome.mismatches)}"
    return outcome.mismatches[0]


def copy_of_tables(folder: Path) -> Path:
    """A copy of `data/` to put an error into."""
    return Path(shutil.copytree(data_folder(), folder / "data"))


@pytest.fixture(scope="module")
def ledger(site: Path) -> pd.DataFrame:
    """The ledger of the built book. Tests alter copies of it."""
    return pd.read_parquet(site / LEDGER).astype("str")


@pytest.fixture
def audited(recomputed: duckdb.DuckDBPyConnection, tmp_path: Path) -> Audited:
    """Audit a ledger."""

    def outcome(rows: pd.DataFrame) -> audit.Outcome:
        path = tmp_path / "ledger.parquet"
        rows.to_parquet(path, index=False)
        return audit.compare(recomputed, path)

    return outcome


# --- Nothing wrong ---------------------------------------------------------------------------------------------------


def test_every_claim_of_the_built_book_comes_out_the_same_in_sql(
    site: Path, ledger: pd.DataFrame, recomputed: duckdb.DuckDBPyConnection
) -> None:
    outcome = audit.compare(recomputed, site / LEDGER)
    assert not outcome.mismatches, f"{len(outcome.mismatches)} claims differ:\n{lines(outcome.mismatches)}"
    assert outcome.pages == PAGES
    assert outcome.n_checked == len(ledger)
    fewest = ledger[ledger["isco08"] != ""].groupby("page").size().sort_values().head(1)
    assert fewest.item() >= 30, f"{fewest.index[0]} states {fewest.item()} figures only"


def test_every_claim_of_the_committed_tables_comes_out_the_same_in_sql(
    everything: Study, ledger: pd.DataFrame, audited: Audited
) -> None:
    """By the code as it is now: in this process those of groups and lists, and of occupations the share whose turn it is."""
    codes = turn(everything.codes, 6)
    outcome = audited(with_rows(ledger, of_occupations(everything, *codes) + of_lists(everything)))
    assert not outcome.mismatches, f"{len(outcome.mismatches)} claims differ:\n{lines(outcome.mismatches)}"


def test_the_audit_imports_nothing_of_the_package() -> None:
    allowed = {
        *sys.stdlib_module_names,
        "chance",
        "duckdb",
        "lxml",
        "numpy",
        "openpyxl",
        "pooch",
        "printed",
        "pyarrow",
        "scipy",
        "sources",
    }
    allowed |= {
        "PIL",
        "Stemmer",
        "fastjsonschema",
        "markdown_it",
        "matplotlib",
        "nbformat",
        "numpy",
        "pybtex",
    }  # readers of the files' formats
    for module in sorted(AUDIT.rglob("*.py")):
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            strange = {name.split(".")[0] for name in names} - allowed
            assert not strange, f"{module.name} imports {', '.join(strange)}"


@pytest.mark.trial("other scores and no network")
def test_the_audit_reads_no_table_of_the_package(ledger: pd.DataFrame, sources_folder: Path, tmp_path: Path) -> None:
    """It runs from a folder that holds nothing but itself and the registry."""
    alone = tmp_path / "alone"
    shutil.copytree(AUDIT, alone / "audit", ignore=shutil.ignore_patterns("__pycache__"))
    (alone / "data").mkdir()
    shutil.copy(ROOT / "data" / "sources.toml", alone / "data")
    ledger.to_parquet(alone / "ledger.parquet", index=False)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    command = [
        sys.executable,
        "audit/audit.py",
        "--ledger",
        "ledger.parquet",
        "--sources",
        str(sources_folder.resolve()),
    ]
    run = subprocess.run(command, cwd=alone, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    counted = ", ".join(f"{number} {audit.NOUNS[kind]}" for kind, number in PAGES.items())
    assert run.stdout == (
        f"Audit: {len(ledger):,} claims of {sum(PAGES.values())} pages ({counted}) checked against the publishers' files; 0 mismatches.\n"
    )


def test_the_intervals_of_occupations_are_those_of_the_audit(recomputed: duckdb.DuckDBPyConnection) -> None:
    """The audit makes them from the publishers' files, by other functions; 10,000 draws are made once for all tests."""
    wanted = recomputed.sql("FROM site_intervals").df().set_index("isco08")
    frame = eg.occupations()
    columns = [column for column in frame if column.startswith(("tasks_", "raters_")) and column in wanted]
    assert len(columns) == 16
    wrong = [
        f"{code} {column}: {frame.at[code, column]!r}, not {wanted.at[code, column]!r}"
        for column in columns
        for code in frame.index
        if frame.at[code, column] != wanted.at[code, column]
    ]
    assert not wrong, "\n".join(wrong[:10])


# --- An error in what the book is made from --------------------------------------------------------------------------


def alter(path: Path, key: str, column: str, wrong: str) -> None:
    """Put a wrong cell into the one row of a table that begins with a key."""
    rows = path.read_text("utf-8").splitlines()
    [place] = [place for place, row in enumerate(rows) if row.startswith(f"{key},")]
    cells = rows[place].split(",")
    index = rows[0].split(",").index(column)
    assert cells[index] != wrong, f"{path.name} has {wrong!r} in {column} of {key} anyway"
    cells[index] = wrong
    rows[place] = ",".join(cells)
    path.write_text("\n".join(rows) + "\n", "utf-8")


def test_one_changed_score_is_found_wherever_it_reaches(ledger: pd.DataFrame, audited: Audited, tmp_path: Path) -> None:
    folder = copy_of_tables(tmp_path)
    alter(folder / "task_scores.csv", "3211,4", "score_2025", "0.31")
    study = Study(load(folder), load_intervals(folder))
    outcome = audited(with_rows(ledger, of_occupations(study, "3211") + of_lists(study)))
    found = named(outcome, "3211")
    expected = {"mean_2025", "change", "percentile", "n_below", "rank", "task.4.score_2025", "task.4.change"}
    assert expected <= found, f"3211: not found: {expected - found}"
    pages = {mismatch.page for mismatch in outcome.mismatches}
    assert {"gradient", "groups/3-technicians-and-associate-professionals"} <= pages, pages
    changed = [m for m in outcome.mismatches if m.page == OF_3211 and m.claim == "task.4.score_2025"]
    assert "exact value" in {m.what for m in changed}, lines(changed)


@pytest.mark.turns(3)
@pytest.mark.parametrize(
    ("table", "key", "column", "wrong", "claims"),
    [
        (
            "task_scores",
            "3211,4",
            "score_2023",
            "0.9",
            {"mean_2023", "change_size", "rank_scores_2023", "task.4.change"},
        ),
        ("task_scores", "3211,4", "score_2025_gpt4o", "0.9", {"widest.number", "percentile_high", "rank_gpt4o"}),
        ("task_scores", "3211,4", "score_2025_gemini", "", {"task.4.score_2025_gemini", "rank_gemini"}),
        ("task_scores", "3211,4", "is_reconciled", "True", {"n_reconciled"}),
        ("task_scores", "3211,4", "source_row", "3000", {"n_tasks", "mean_2025", "task.4.change"}),
        ("task_scores", "3211,4", "has_statement", "False", {"n_tasks", "n_rows_left_out", "task.4.score_2025"}),
        ("occupations", "3211", "band", "Minimal", {"band", "band.minimal.tasks", "band.not_exposed.share"}),
        ("occupations", "3211", "ilo_mean_2025", "0.47", {"ilo_mean_2025", "rank_ilo_means", "band_ilo_means"}),
        ("occupations", "3211", "ilo_sd_2025", "0.29", {"ilo_sd_2025", "band_lower", "band_ilo_means"}),
        ("crosswalk", "3211,29-2034", "ibs_row", "1000", {"us.count", "us.29-2034.00.unit_groups"}),
        ("crosswalk", "3211,29-2034", "isco08", "1111", {"us.count"}),
        ("us_occupations", "29-2034.00", "employment", "223461", {"us.29-2034.00.employment"}),
        ("us_occupations", "29-2034.00", "oews_row", "582", {"us.29-2034.00.employment"}),
    ],
)
def test_one_changed_cell_of_any_table_is_found(
    table: str,
    key: str,
    column: str,
    wrong: str,
    claims: set[str],
    ledger: pd.DataFrame,
    audited: Audited,
    tmp_path: Path,
) -> None:
    folder = copy_of_tables(tmp_path)
    alter(folder / f"{table}.csv", key, column, wrong)
    rows = of_occupations(Study(load(folder), load_intervals(folder)), "3211")
    found = named(audited(with_rows(ledger, rows)), "3211")
    assert claims <= found, f"3211: {table}, {column}: not found: {claims - found}"


def test_one_pair_missing_from_the_crosswalk_is_found(ledger: pd.DataFrame, audited: Audited, tmp_path: Path) -> None:
    folder = copy_of_tables(tmp_path)
    path = folder / "crosswalk.csv"
    rows = path.read_text("utf-8").splitlines()
    kept = [row for row in rows if not row.startswith("3211,29-2034,")]
    assert len(kept) == len(rows) - 1
    path.write_text("\n".join(kept) + "\n", "utf-8")
    rows = of_occupations(Study(load(folder), load_intervals(folder)), "3211")
    found = named(audited(with_rows(ledger, rows)), "3211")
    assert {"us.count", "us.29-2034.00.unit_groups", "us.29-2034.00.employment"} <= found, found


def decimal_half_up(value: float) -> str:
    """Round the decimal text of a number, halves up, as the published figures are not."""
    return str(Decimal(repr(float(value))).quantize(Decimal("0.01"), ROUND_HALF_UP))


@pytest.mark.parametrize(
    ("rounding", "cases"),
    [
        (lambda value: f"{value:.2f}", {"3141": "task", "4224": "task", "9215": "task"}),
        (decimal_half_up, {"4110": "mean_2025", "4416": "mean_2025", "3312": "mean_2025"}),
    ],
    ids=["halves to even", "decimal halves up"],
)
def test_another_rounding_is_found_on_the_pages_that_it_alters(
    rounding: Callable[[float], str],
    cases: dict[str, str],
    everything: Study,
    ledger: pd.DataFrame,
    audited: Audited,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(FORMATS, "score", rounding)
    outcome = audited(with_rows(ledger, of_occupations(everything, *cases) + of_lists(everything)))
    assert {mismatch.what for mismatch in outcome.mismatches} == {"text"}, "rounding what is shown alters texts only"
    for isco08, claim in cases.items():
        found = named(outcome, isco08)
        assert any(name.startswith(claim) for name in found), f"{isco08}: {claim} is not among {sorted(found)}"


# --- An error in the ledger itself -----------------------------------------------------------------------------------


@pytest.mark.turns(2)
@pytest.mark.parametrize(
    ("claim", "column", "wrong", "what"),
    [
        ("mean_2025", "text", "0.23", "text"),
        ("task.1.change", "text", "\N{MINUS SIGN}0.17", "text"),
        ("task.1.change", "text", "+0.170", "text"),
        ("mean_2025", "value", "0.21730000000000002", "exact value"),
        ("band", "value", "Minimal", "exact value"),
        ("task.1.score_2023", "value", "", "exact value"),
        ("rank_any_low", "value", "1.5", "exact value"),
        ("mean_2025", "rows", "", "source rows"),
        ("us.count", "rows", "1-3", "source rows"),
        ("mean_2025", "rule", "rule-change", "rule"),
        ("mean_2025", "source", "oews", "source"),
        ("mean_2025", "columns", "score_2023", "columns"),
        ("mean_2025", "source_sha256", "0" * 64, "sha256 of the source"),
        ("mean_2025", "isco08", "3212", "isco08"),
    ],
)
def test_one_altered_cell_is_found(
    claim: str, column: str, wrong: str, what: str, ledger: pd.DataFrame, audited: Audited
) -> None:
    altered = ledger.copy()
    place = (altered["page"] == OF_3211) & (altered["claim"] == claim)
    right = altered.loc[place, column].item()
    assert right != wrong, f"3211: {claim}: the {column} is {right!r} anyway"
    altered.loc[place, column] = wrong
    mismatch = the_only(audited(altered))
    assert (mismatch.page, mismatch.claim, mismatch.what, mismatch.stated) == (
        OF_3211,
        claim,
        what,
        wrong or mismatch.stated,
    )


def test_a_claim_that_the_ledger_lacks_is_found(ledger: pd.DataFrame, audited: Audited) -> None:
    lacking = ledger[~((ledger["page"] == OF_3211) & (ledger["claim"] == "percentile_low"))]
    mismatch = the_only(audited(lacking))
    assert (mismatch.page, mismatch.claim, mismatch.stated) == (
        OF_3211,
        "percentile_low",
        "nothing: the ledger lacks it",
    )


@pytest.mark.parametrize(
    ("page", "claim"),
    [
        (OF_3211, "mean_2021"),
        ("gradient/3211-another-title", "mean_2025"),
        ("index", "n_jobs"),
        ("unheard-of", "n"),
        ("", "n"),
    ],
)
def test_a_claim_that_the_audit_does_not_know_is_found(
    page: str, claim: str, ledger: pd.DataFrame, audited: Audited
) -> None:
    added = ledger.head(1).assign(page=page, claim=claim)
    mismatch = the_only(audited(pd.concat([ledger, added])))
    assert (mismatch.page, mismatch.claim, mismatch.recomputed) == (
        page,
        claim,
        "nothing: the audit knows no such claim",
    )


def test_a_claim_made_twice_is_found(ledger: pd.DataFrame, audited: Audited) -> None:
    mismatch = the_only(audited(pd.concat([ledger, ledger.head(1)])))
    assert (mismatch.what, mismatch.stated) == ("the number of times it is claimed", "2")


@pytest.mark.turns(2)
@pytest.mark.parametrize(
    ("page", "claim", "column", "wrong", "what"),
    [
        ("story", "story.median_change", "text", "+0.00", "text"),
        ("story", "story.least.1", "value", "13", "exact value"),
        ("newsroom", "newsroom.group.4.exposed", "value", "29", "exact value"),
        ("newsroom", "5241.percentile_any_high", "text", "45", "text"),
        ("methodology/measures", "measures.r", "value", "0.9153704870", "exact value"),
        ("methodology/corrections", "corrections.sd_without", "text", "0.10", "text"),
        ("methodology/crosswalk", "crosswalk.once", "value", "153593861", "exact value"),
        ("methodology/comparison", "comparison.human.alpha.spearman", "value", "0.7529", "exact value"),
        ("methodology/limitations", "limitations.rho_years", "text", "0.921", "text"),
        ("methodology/replication", "replication.off_half", "value", "3", "exact value"),
        ("methodology/rerun", "rerun.tasks", "text", "3,266", "text"),
        ("methodology/sensitivity", "sensitivity.agreement_slope", "text", "0.235", "text"),
        ("methodology/share", "share.eta_band", "columns", "score_2025", "columns"),
    ],
)
def test_one_altered_figure_of_the_story_the_newsroom_or_a_chapter_is_found(
    page: str, claim: str, column: str, wrong: str, what: str, ledger: pd.DataFrame, audited: Audited
) -> None:
    altered = ledger.copy()
    place = (altered["page"] == page) & (altered["claim"] == claim)
    assert altered.loc[place, column].item() != wrong, f"{page}: {claim}: the {column} is {wrong!r} anyway"
    altered.loc[place, column] = wrong
    mismatch = the_only(audited(altered))
    assert (mismatch.page, mismatch.claim, mismatch.what) == (page, claim, what)


def test_of_a_statistic_the_last_bits_may_differ(ledger: pd.DataFrame, audited: Audited) -> None:
    """Another order of a sum gives other last bits; a count has none to differ in."""
    altered = ledger.copy()
    page = altered["page"] == "methodology/sensitivity"
    for claim in ("sensitivity.agreement_sd", "sensitivity.agreement_n"):
        place = page & (altered["claim"] == claim)
        altered.loc[place, "value"] = repr(math.nextafter(float(altered.loc[place, "value"].item()), math.inf))
    assert the_only(audited(altered)).claim == "sensitivity.agreement_n"


def test_a_page_with_too_few_claims_and_an_empty_ledger_are_found(ledger: pd.DataFrame, audited: Audited) -> None:
    own = ledger["page"] == OF_3211
    outcome = audited(ledger[~own | (own.cumsum() < 30)])
    short = [m for m in outcome.mismatches if m.what == "their number"]
    assert [(m.page, m.stated) for m in short] == [(OF_3211, "29")], lines(short)

    outcome = audited(ledger.head(0))
    assert outcome.n_checked == 0
    assert len(outcome.mismatches) == len(ledger) + 427


def test_the_command_names_what_is_wrong_and_fails(
    ledger: pd.DataFrame,
    recomputed: duckdb.DuckDBPyConnection,
    sources_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(audit, "recompute", lambda *_: recomputed)
    altered = ledger.copy()
    altered.loc[altered["page"] == OF_3211, "text"] = "9.99"
    path = tmp_path / "ledger.parquet"
    altered.to_parquet(path, index=False)
    status = audit.main(["--ledger", str(path), "--sources", str(sources_folder), "--limit", "3"])
    printed = capsys.readouterr().out.splitlines()
    assert status == 1
    assert printed[0] == f"{OF_3211}: above.1.mean_2025: text: stated '9.99', recomputed '0.22'"
    assert printed[3].endswith("more (--limit)") and len(printed) == 5
    assert printed[-1].startswith("Audit: ") and " 0 mismatches" not in printed[-1]


# --- Files that are missing or other ---------------------------------------------------------------------------------


def test_a_source_with_one_byte_changed_is_refused(sources_folder: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(sources_folder, tmp_path / "files"))
    path = folder / "ibs" / "soc10_isco08.dta"
    path.chmod(0o644)
    data = bytearray(path.read_bytes())
    data[-100] ^= 1
    path.write_bytes(data)
    with pytest.raises(sources.AuditError, match=r"soc10_isco08\.dta is not the file that the registry means by \[ibs"):
        audit.recompute([folder])


def test_files_that_the_build_downloaded_are_found_in_its_cache(sources_folder: Path, tmp_path: Path) -> None:
    """One as it came, one out of an archive; a named folder comes first."""
    registry = tomllib.loads(audit.REGISTRY.read_text("utf-8"))
    cached = {key: Path(f"{key}.xlsx") for key in sources.HEADER_ROWS}
    cached |= {key: Path(f"{key}.csv") for key in sources.CSV_FILES}
    cached |= {
        "onet_2010_to_2019": Path("onet_2010_to_2019.zip.unzip", registry["onet_2010_to_2019"]["member"]),
        "oews": Path("oews.zip.unzip", registry["oews"]["member"]),
        "ibs_crosswalk": Path("ibs_crosswalk.zip.unzip", registry["ibs_crosswalk"]["member"]),
    }
    for key, place in cached.items():
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(sources_folder / registry[key]["path"], tmp_path / place)
    found = sources.find_files([tmp_path / "nothing"], audit.REGISTRY, tmp_path)
    assert {file.source: file.path.relative_to(tmp_path) for file in found} == cached
    found = sources.find_files([sources_folder], audit.REGISTRY, tmp_path)
    assert {file.path for file in found} == {sources_folder / registry[key]["path"] for key in cached}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--sources", "no/such/folder"], r"no/such/folder, does not exist. Name one that holds them"),
        (["--sources", "."], r"not at hand:\n.*xlsx  from https://(.|\n)*--sources FOLDER"),
        ([], r"is 'none', and without the publishers' files there is nothing to audit against"),
    ],
)
def test_without_the_publishers_files_the_command_says_what_to_do(
    arguments: list[str],
    says: str,
    no_sources: None,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert audit.main(arguments) == 2
    printed = capsys.readouterr()
    assert not printed.out
    assert re.search(says, printed.err), printed.err


def test_a_ledger_that_is_missing_or_none_is_refused(recomputed: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    with pytest.raises(sources.AuditError, match=r"no ledger at .* Build the book first: make book"):
        audit.compare(recomputed, tmp_path / "ledger.parquet")
    other = tmp_path / "other.parquet"
    pd.DataFrame({"page": ["index"]}).to_parquet(other)
    with pytest.raises(sources.AuditError, match="no ledger: it has no column isco08, claim"):
        audit.compare(recomputed, other)
    other.write_text("no table", "utf-8")
    with pytest.raises(sources.AuditError, match="cannot be read as Parquet"):
        audit.compare(recomputed, other)


# --- The arithmetic of the SQL ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def arithmetic() -> duckdb.DuckDBPyConnection:
    """A database with the macros of arithmetic alone."""
    connection = duckdb.connect()
    connection.execute((AUDIT / "sql" / "01_arithmetic.sql").read_text("utf-8"))
    return connection


def test_the_sql_rounds_as_python_rounds_the_binary_double(arithmetic: duckdb.DuckDBPyConnection) -> None:
    chance = random.Random(8)
    halves = [k / 2**e for e in range(1, 12) for k in range(-(2**e), 2**e + 1)]
    decimals = [k / 100_000 for k in range(-20_000, 20_001, 5)]
    values = [*halves, *decimals, *(chance.uniform(-1, 1) for _ in range(5_000)), 0.605, 0.1 + 0.2, 1e-8]
    made = arithmetic.execute(
        "SELECT x, four_decimals(ten_thousandths(x)), shown(x), shown_signed(x) FROM (SELECT unnest(?::DOUBLE[]) AS x)",
        [values],
    ).fetchall()
    for x, four, two, signed in made:
        text = str(Decimal(abs(x)).quantize(Decimal("0.01"), ROUND_HALF_UP))
        assert four == round(x, 4), f"{x!r} at four decimals is {four!r}, expected {round(x, 4)!r}"
        assert two == text, f"{x!r} is shown as {two}, expected {text}"
        assert signed == ("\N{MINUS SIGN}" if x < 0 else "+") + text, f"{x!r} is shown as {signed}"


def test_the_sql_averages_as_an_exact_sum_rounded_once(arithmetic: duckdb.DuckDBPyConnection) -> None:
    chance = random.Random(8)
    lists = [[chance.random() for _ in range(chance.randint(1, 3_000))] for _ in range(100)]
    for values in lists:
        [(made,)] = arithmetic.execute(
            "SELECT mean_of(sum(units(x)), count(*)) FROM (SELECT unnest(?::DOUBLE[]) AS x)", [values]
        ).fetchall()
        assert made == math.fsum(values) / len(values), f"the mean of {len(values)} values is {made!r}"


def test_a_double_that_is_no_whole_number_of_units_is_refused(arithmetic: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(duckdb.Error, match="no whole number of units"):
        arithmetic.execute("SELECT units(1e-40)").fetchall()
