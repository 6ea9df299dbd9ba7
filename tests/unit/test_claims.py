"""Claims: no figure is printed that is none, and each names its rule and the rows it came from."""

import dataclasses
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

import pandas as pd
import pytest

import oracle as second_implementation
from exposure_gradient.measures.page_data import supplied
from exposure_gradient.paths import ROOT
from exposure_gradient.publication.claims import Claim, plain, sentence, unclaimed_digits
from exposure_gradient.publication.inline import figures_of, run_inline
from exposure_gradient.publication.ledger import declared_figures
from exposure_gradient.sources import Wording, load_registry
from inline_pages import InlinePage
from tiny import tiny_study
from turns import turn

Record = dict[str, Any]
MEASURES_CHAPTER = ROOT / "notebooks" / "methodology" / "measures.md"
ROWS_OF_A_FILE = {"ilo_scores": (2, 3267), "ibs_crosswalk": (1, 1131), "oews": (2, 1404)}
"""First and last row of each file that claims name rows of, as a spreadsheet counts; the Stata file from 1."""


# --- The sentence that refuses a figure ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "template",
    [
        "It has 8 tasks.",
        "A mean of 0.22.",
        "The 39th percentile.",
        "{n} of 427",
        "<strong>5</strong> tasks",
        "in 2024",
        "+0.17",
        "٣ tasks",
    ],
)
def test_a_template_that_states_a_figure_is_refused(template: str) -> None:
    with pytest.raises(ValueError, match="no claim covers"):
        sentence(template, n="x")


@pytest.mark.parametrize(
    "template",
    [
        "ISCO-08 and O*NET 30.3",
        "from 2023 to 2025",
        "Gradient 1 to Gradient 4",
        "on 0–1",
        "GPT-4o",
        "GPT-4",
        '<p class="h1">text</p>',
        "{n}",
    ],
)
def test_names_that_hold_digits_are_no_figures(template: str) -> None:
    assert sentence(template, n=1)


def test_a_claim_stands_in_markup_with_identifier_and_exact_value() -> None:
    claim = Claim("mean_2025", "0.22", 0.2175, "rule-mean", "ilo_scores", ("score_2025",), (2, 3))
    assert sentence("{mean}", mean=claim) == (
        '<a href="#f-mean_2025"><data data-claim="mean_2025" value="0.2175">0.22</data></a>'
    )


def test_a_claims_text_is_escaped() -> None:
    claim = Claim('x"><b>', "<i>1</i>", '"><script>', "rule-mean", "ilo_scores", ())
    assert "<b>" not in claim.__html__() and "<i>" not in claim.__html__() and "<script>" not in claim.__html__()


def test_what_is_filled_in_is_escaped_once() -> None:
    assert sentence("{a}", a="<b> & {b}") == "&lt;b&gt; &amp; {b}"
    assert plain(sentence("{a}", a="<b> & {b}")) == "<b> & {b}"


# --- The claims of all pages -----------------------------------------------------------------------------------------


def test_every_page_has_at_least_thirty_claims(pages: Mapping[str, InlinePage]) -> None:
    few = {code: len(page.claims) for code, page in pages.items() if len(page.claims) < 30}
    assert not few, f"too few claims: {few}"


def test_the_cells_that_compute_need_none_that_lays_out(pages: Mapping[str, InlinePage]) -> None:
    """Other pages and the comparison of editions run those cells alone for the figures of a page."""
    wrong = [code for code in turn([*pages], 4) if dict(figures_of(code)) != dict(pages[code].claims)]
    assert not wrong, f"other figures without the cells that lay out: {wrong}"


def test_a_claim_is_kept_under_its_own_identifier(pages: Mapping[str, InlinePage]) -> None:
    for code, page in pages.items():
        wrong = [key for key, claim in page.claims.items() if key != claim.id or not claim.text]
        assert not wrong, f"{code}: {wrong}"


def test_every_rule_is_an_anchor_of_the_chapter(pages: Mapping[str, InlinePage], everything: Any) -> None:
    rules = {claim.rule for page in pages.values() for claim in page.claims.values()}
    rules |= {figure.rule for figure in declared_figures().values()}
    assert MEASURES_CHAPTER.is_file(), "the chapter on measures is missing"
    anchors = re.findall(r"^\((rule-[a-z-]+)\)=\s*$", MEASURES_CHAPTER.read_text("utf-8"), re.MULTILINE)
    assert len(anchors) == len(set(anchors)), "an anchor stands twice in the chapter on measures"
    assert rules <= set(anchors), f"rules without an anchor in {MEASURES_CHAPTER.name}: {sorted(rules - set(anchors))}"


def test_every_claim_names_a_source_and_its_columns(pages: Mapping[str, InlinePage]) -> None:
    registry = load_registry()
    for code, page in pages.items():
        for claim in page.claims.values():
            assert claim.source in registry, f"{code}: {claim.id} names the source {claim.source!r}"
            assert claim.columns and all(claim.columns), f"{code}: {claim.id} names no column"


def test_every_claims_rows_lie_within_its_file(pages: Mapping[str, InlinePage]) -> None:
    for code, page in pages.items():
        for claim in page.claims.values():
            if claim.rows:
                first, last = ROWS_OF_A_FILE[claim.source]
                assert first <= min(claim.rows) and max(claim.rows) <= last, f"{code}: {claim.id} rows {claim.rows}"


def test_claims_of_tasks_name_rows_of_their_own_occupation(pages: Mapping[str, InlinePage], everything: Any) -> None:
    owner = everything.tables.task_scores.set_index("source_row")["isco08"].to_dict()
    for code, page in pages.items():
        for claim in page.claims.values():
            if claim.source == "ilo_scores" and claim.rows:
                assert {owner[row] for row in claim.rows} == {code}, f"{code}: {claim.id} rows {claim.rows}"


def test_the_named_cell_of_the_ilos_file_holds_the_tasks_score(
    pages: Mapping[str, InlinePage], ilo: pd.DataFrame
) -> None:
    cells = {column: ilo[column].to_dict() for column in ilo.columns}
    wrong = []
    for code, page in pages.items():
        for claim in page.claims.values():
            if re.fullmatch(r"task\.\d+\.score_.*", claim.id):
                [column], [row] = claim.columns, claim.rows
                cell = cells[column][row]
                if (None if cell == "" else float(cell)) != claim.value:
                    wrong.append(f"{code}: {claim.id} is {claim.value}, row {row} column {column} holds {cell!r}")
    assert not wrong, "\n".join(wrong[:10])


def test_the_named_row_of_the_oews_holds_the_employment(pages: Mapping[str, InlinePage], sources_folder: Any) -> None:
    sheet = pd.read_excel(sources_folder / second_implementation.EMPLOYMENT_FILE, engine="calamine")
    wrong = []
    for code, page in pages.items():
        for claim in page.claims.values():
            if claim.source == "oews" and claim.rule == "rule-employment":  # others are sums over all rows
                [row] = claim.rows
                found = sheet.iloc[row - 2]
                if (found["TOT_EMP"], found["O_GROUP"]) != (claim.value, "detailed"):
                    wrong.append(f"{code}: {claim.id} is {claim.value}, row {row} holds {found['TOT_EMP']}")
    assert not wrong, "\n".join(wrong[:10])


def test_the_named_rows_of_the_crosswalk_hold_the_occupation(
    pages: Mapping[str, InlinePage], sources_folder: Any
) -> None:
    table = pd.read_stata(sources_folder / second_implementation.BRIDGE_FILE)
    for code, page in pages.items():
        for claim in page.claims.values():
            if claim.source == "ibs_crosswalk":
                assert claim.rows, f"{code}: {claim.id} names no row"
                named = {f"{table['isco08'].iloc[row - 1]:04d}" for row in claim.rows}
                if claim.id.endswith(".unit_groups"):  # counts every unit group that the U.S. occupation is joined to
                    assert code in named and len(named) == claim.value, f"{code}: {claim.id} names {named}"
                else:
                    assert named == {code}, f"{code}: {claim.id} rows {claim.rows} are of {named}"


# --- Every figure is a claim -----------------------------------------------------------------------------------------

NOT_FIGURES = re.compile(
    r"tasks\.\d+\.(number|source_row|is_reconciled)"  # what the task is called and where it stands
)
CLAIM_OF = {
    "n_tasks": "n_tasks",
    "mean_2025.value": "mean_2025",
    "mean_2023.value": "mean_2023",
    "change.value": "change",
    "change_adjusted.value": "change_adjusted",
    "percentile": "percentile",
    "percentile_range.low": "percentile_low",
    "percentile_range.high": "percentile_high",
    "percentile_range.gpt4o": "percentile_gpt4o",
    "percentile_range.gemini": "percentile_gemini",
    "percentile_range.any_low": "percentile_any_low",
    "percentile_range.any_high": "percentile_any_high",
    "rank": "rank",
    "share_exposed_pct": "share_exposed_pct",
    "tasks_at_threshold.threshold": "task_threshold",
    "tasks_at_threshold.n": "tasks_at_threshold",
    "ilo_published.mean_2025": "ilo_mean_2025",
    "ilo_published.sd_2025": "ilo_sd_2025",
    "most_exposed_task.number": "most_exposed.number",
    "most_exposed_task.score_2025.value": "most_exposed.score",
    "fastest_moving_task.number": "fastest.number",
    "fastest_moving_task.change.value": "fastest.change",
    "group.mean_2025": "group_mean",
    "group.n_occupations": "group_size",
    "group.rank": "rank_in_group",
}


def numbers(value: Any, path: str = "") -> Iterator[tuple[str, float]]:
    """Every number of a record with its path."""
    if isinstance(value, bool):
        return
    if isinstance(value, dict | list):
        parts = value.items() if isinstance(value, dict) else enumerate(value)
        for key, part in parts:
            yield from numbers(part, f"{path}.{key}".lstrip("."))
    elif isinstance(value, int | float):
        yield path, value


def claim_of(record: Record, path: str) -> str:
    """The identifier of the claim that a number of the record is."""
    keys = path.split(".")
    match keys:
        case ["band_counts", band]:
            return f"band.{band.lower().replace(' ', '_')}.tasks"
        case ["tasks", place, *figure]:
            return f"task.{record['tasks'][int(place)]['number']}.{figure[0]}"
        case ["us_occupations", place, figure]:
            onet = record["us_occupations"][int(place)]["onet_soc"]
            return f"us.{onet}.{ {'employment': 'employment', 'n_unit_groups': 'unit_groups'}[figure] }"
        case ["neighbours", side, place, "mean_2025"]:
            return f"{side}.{int(place) + 1}.mean_2025"
        case ["intervals", "level"]:
            return "interval.level"
        case ["intervals", model, figure, end]:
            return f"interval.{model}.{figure.removesuffix('_2025')}_{end}"
    return CLAIM_OF[path]


def test_every_number_of_a_record_is_a_claim(pages: Mapping[str, InlinePage], records: Mapping[str, Record]) -> None:
    for code, record in records.items():
        for path, value in numbers(record):
            if not NOT_FIGURES.fullmatch(path):
                claim = pages[code].claims.get(claim_of(record, path))
                assert claim is not None, f"{code}: {path} is no claim"
                assert claim.value == value, f"{code}: {path} is {value}, its claim {claim.id} {claim.value}"


class _Prose(HTMLParser):
    """The visible text outside claims, codes, pictures, links' codes and text to be copied."""

    SKIPPED_TAGS = frozenset({"data", "svg", "pre", "title"})

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.stack: list[bool] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("br", "img", "input", "hr"):
            return
        skipped = tag in self.SKIPPED_TAGS or "eg-code" in (dict(attrs).get("class") or "").split()
        self.stack.append(skipped)

    def handle_endtag(self, tag: str) -> None:
        if self.stack:
            self.stack.pop()

    def handle_data(self, data: str) -> None:
        if not any(self.stack):
            self.text.append(data)


CODES = re.compile(r"\b\d{2}-\d{4}(\.\d{2})?\b|\b[1-9] - (?=[A-Z])|\bWorking Paper 140\b|\bet al\. \(2025\)")
PROSE = (
    "masthead", "lead", "place_among_all", "headline_figures", "all_tasks", "most_exposed", "fastest_moving", "firmness", "band_table",
    "us_occupations", "in_context",
)  # fmt: skip


@pytest.mark.parametrize("section", PROSE)
def test_every_digit_on_a_page_is_a_claim_or_a_name(section: str, pages: Mapping[str, InlinePage]) -> None:
    chosen = list(pages) if section not in ("place_among_all", "firmness") else list(pages)[::25]
    for code in chosen:
        reader = _Prose()
        reader.feed(pages[code].section(section).__html__())
        loose = unclaimed_digits(CODES.sub(" ", " ".join(reader.text)))
        assert not loose, f"{code}: {section} prints {loose}, which no claim covers"


class _Claims(HTMLParser):
    """The claims that stand in a piece of markup: identifier, value and text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[list[str]] = []
        self.is_open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        if tag == "data" and "data-claim" in own:
            self.found.append([own["data-claim"] or "", own["value"] or "", ""])
            self.is_open = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "data":
            self.is_open = False

    def handle_data(self, data: str) -> None:
        if self.is_open:
            self.found[-1][2] += data


@pytest.mark.parametrize("section", ["lead", "headline_figures", "band_table", "all_tasks", "us_occupations"])
def test_a_claim_in_a_section_states_the_pages_own_value(section: str, pages: Mapping[str, InlinePage]) -> None:
    ordinal_of = re.compile(r"(st|nd|rd|th)$")
    for code, page in pages.items():
        reader = _Claims()
        reader.feed(page.section(section).__html__())
        assert reader.found, f"{code}: {section} holds no claim"
        for id_, value, text in reader.found:
            claim = page.claims[id_]
            assert value == str(claim.value), f"{code}: {section} gives {id_} the value {value}"
            assert ordinal_of.sub("", text) == ordinal_of.sub("", claim.text), (
                f"{code}: {section} shows {id_} as {text}"
            )


def test_the_audit_trail_lists_every_claim(pages: Mapping[str, InlinePage]) -> None:
    for code in list(pages)[::20]:
        page = pages[code]
        trail = page.section("audit_trail").__html__()
        listed = re.findall(r"<tr id=\"[^\"]+\"><th>([^<]*)</th>", trail)
        assert len(listed) == len(page.claims) and set(listed) == set(page.claims), f"{code}: the audit trail"
        for claim in page.claims.values():
            assert f"measures.html#{claim.rule}" in trail, f"{code}: {claim.id} has no link to {claim.rule}"


def test_a_group_of_one_occupation_has_a_page() -> None:
    with supplied(tiny_study({"1111": [0.1, 0.2], "2111": [0.3]}), Wording(None)):
        group = run_inline("group", major_group="2")
    assert group.ledger["highest"] == dataclasses.replace(group.ledger["lowest"], id="highest")
