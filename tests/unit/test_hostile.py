"""Source text that holds HTML, Markdown, LaTeX or a formula reaches every format as text, and as nothing else."""

import copy
import csv
import functools
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from markdown_it import MarkdownIt

from exposure_gradient.measures import Study, study
from exposure_gradient.pages.notebook import escape_markdown, prepare
from exposure_gradient.pages.page import Page
from exposure_gradient.publication.citation import page_bibtex
from exposure_gradient.site.beside import occupation_row, task_rows
from exposure_gradient.site.markdown import markdown_twin
from exposure_gradient.site.tables import csv_text as as_csv
from exposure_gradient.site.tables import for_spreadsheets
from exposure_gradient.sources import Wording, load_edition
from inline_pages import InlinePage, page_of

HOSTILE = [
    "<script>alert(1)</script>",
    "**bold** [x](javascript:alert(1)) <img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "=cmd()|'/C calc'!A0",
    "+1+1, -2-2 and @SUM(A1)",
    "`code` _emphasis_ ~~gone~~ {{ title }} {percentile} {0} %(n)s",
    r"$\frac{a$ costs $5 and \(x\) \textbf{b}",
    r"$\frac{a$ or $x_1$",
    "&lt;b&gt; &amp; &#60;i&#62;",
    "</p></div></td></table></figure></data>",
    "| a | b |\n|---|---|\n# heading\n- item\n\n    indented",
    "'; DROP TABLE tasks; --",
    '<a href="javascript:alert(1)" style="position:fixed">click</a>',
    "<!-- comment --> <![CDATA[ x ]]> <?php ?>",
    "https://evil.example/?a=1&b=2 <https://evil.example>",
    'a sans-serif #010101 url(#x) id="y" href="#z"',
]
SECTIONS = (
    "masthead", "definition", "lead", "place_among_all", "headline_figures", "all_tasks", "most_exposed", "fastest_moving", "firmness", "band_table",
    "us_occupations", "in_context", "write_about_this", "take_along", "page_sources", "audit_trail",
)  # fmt: skip
FORBIDDEN_TAGS = {"script", "img", "iframe", "object", "embed", "i", "b", "em", "form", "input", "base", "meta", "link"}
HOSTILE_ADDRESS = re.compile(r"^\s*(javascript|data|vbscript):|evil\.example", re.IGNORECASE)
ADDRESSES = ("href", "src", "action", "xlink:href")


class Reader(HTMLParser):
    """What a browser would make of a piece of markup: tags with their attributes, and the text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.pieces: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-1:]}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.pieces).split())


def read(markup: str) -> Reader:
    reader = Reader()
    reader.feed(markup)
    reader.close()
    return reader


def assert_inert(markup: str, what: str) -> Reader:
    """No element, handler or address that the page itself does not make."""
    reader = read(markup)
    assert not reader.open, f"{what}: {reader.open} are left open"
    for tag, attributes in reader.tags:
        assert tag not in FORBIDDEN_TAGS, f"{what}: an element <{tag}>"
        for name, value in attributes.items():
            assert not name.startswith("on"), f"{what}: a handler {name} on <{tag}>"
            is_address = name in ADDRESSES and value is not None
            assert not (is_address and HOSTILE_ADDRESS.search(value or "")), f"{what}: {name}={value!r}"
    return reader


def one_line(text: str) -> str:
    return " ".join(text.split())


def hostile_page(everything: Study, text: str, title: str | None = None) -> InlinePage:
    """The page of 3211, its statements, justifications and definition replaced by a hostile text."""
    everything = copy.copy(everything)
    if title is not None:
        everything._rows = everything._rows | {"3211": everything.published("3211") | {"title": title}}
    columns = dict.fromkeys(
        ("statement", "justification_gpt4o", "justification_gemini", "definition", "included"), text
    )
    numbers = everything.task_frame("3211").index
    index = pd.MultiIndex.from_product([["3211"], numbers], names=["isco08", "task"])
    return page_of(everything, Wording(pd.DataFrame(columns, index=index)), "3211")


@functools.lru_cache
def shown(section: str, text: str) -> str:
    """One section of the hostile page. Drawn once: pictures take their time."""
    return str(hostile_page(study(), text).section(section).__html__())


@pytest.fixture(params=HOSTILE, ids=[f"text{number}" for number in range(len(HOSTILE))])
def text(request: pytest.FixtureRequest) -> str:
    return request.param


# --- HTML ------------------------------------------------------------------------------------------------------------


@pytest.mark.turns(3)
@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_stays_inert(section: str, text: str) -> None:
    assert_inert(shown(section, text), f"{section} with {text!r}")


@pytest.mark.parametrize("section", ["all_tasks", "write_about_this"])
def test_a_section_shows_the_text_as_it_stands(section: str, text: str) -> None:
    reader = read(shown(section, text))
    assert one_line(text).rstrip(";. ") in reader.text, f"{section} does not show {text!r}"


@pytest.mark.parametrize("section", ["definition", "most_exposed"])
def test_definition_and_justification_show_line_by_line(section: str, text: str) -> None:
    seen = read(shown(section, text)).text
    for line in filter(None, map(str.strip, text.split("\n"))):
        assert one_line(line) in seen, f"{section} does not show {line!r}"


def test_a_section_has_the_same_elements_whatever_the_text_says(text: str) -> None:
    for section in ("definition", "all_tasks", "fastest_moving", "write_about_this", "us_occupations", "in_context"):
        tags = [[tag for tag, _ in read(shown(section, words)).tags] for words in ("plain words", text)]
        assert tags[0] == tags[1], f"{section}: {text!r} changes the elements"


def test_a_hostile_title_stays_text(text: str, everything: Study) -> None:
    page = hostile_page(everything, "plain words", title=text)
    for section in SECTIONS:
        assert_inert(page.section(section).__html__(), f"{section} with the title {text!r}")
    assert one_line(text) in read(page.section("lead").__html__()).text


# --- Markdown --------------------------------------------------------------------------------------------------------


def rendered(markdown: str) -> str:
    """Markdown as a forgiving reader renders it: raw HTML allowed, tables and strikethrough on."""
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(markdown)


def test_the_markdown_twin_stays_inert(text: str, everything: Study) -> None:
    markup = rendered(markdown_twin(hostile_page(everything, text).record()))
    reader = assert_inert(markup, f"the twin with {text!r}")
    plain = read(rendered(markdown_twin(hostile_page(everything, "plain words").record())))
    assert [tag for tag, _ in reader.tags] == [tag for tag, _ in plain.tags], f"{text!r} changes the twin's elements"


def test_the_markdown_twin_shows_the_text_as_it_stands(text: str, everything: Study) -> None:
    seen = read(rendered(markdown_twin(hostile_page(everything, text).record()))).text
    assert one_line(text).rstrip(";. ") in seen, f"the twin does not show {text!r}"


def test_a_title_in_the_markdown_twin_stays_text(text: str, everything: Study) -> None:
    record = hostile_page(everything, "plain words", title=one_line(text)).record()
    reader = assert_inert(rendered(markdown_twin(record)), f"the twin with the title {text!r}")
    assert one_line(text) in reader.text


def test_escaped_text_renders_as_itself(text: str) -> None:
    line = one_line(text)
    reader = read(rendered(f"x {escape_markdown(line)}"))
    assert reader.text == f"x {line}"
    assert [tag for tag, _ in reader.tags] == ["p"]


def test_the_heading_of_a_notebook_stays_text(text: str, tmp_path: Path) -> None:
    template = tmp_path / "occupation.md"
    template.write_text("---\njupytext:\n  text_representation:\n    extension: .md\n    format_name: myst\n---\n\n"
                        "# {{ title }}\n", "utf-8")  # fmt: skip
    line = one_line(text)
    notebook = prepare(Page(name="x", template=template, title=line))
    reader = assert_inert(rendered(notebook.cells[0].source), f"the heading {text!r}")
    assert [tag for tag, _ in reader.tags] == ["h1"]
    assert reader.text == line


# --- Files to take along ---------------------------------------------------------------------------------------------


def test_no_cell_of_the_csv_starts_a_formula(text: str, everything: Study) -> None:
    record = hostile_page(everything, text).record()
    rows = list(csv.DictReader(io.StringIO(as_csv(for_spreadsheets(task_rows(record))))))
    assert len(rows) == record["n_tasks"]
    for row in rows:
        cell = row["statement"]
        assert cell[0] not in "=+-@\t\r", f"the statement {cell!r} is a formula"
        assert cell.removeprefix("'") == text.removeprefix("'"), f"the CSV changes {text!r} into {cell!r}"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n="])
def test_no_start_of_a_formula_passes(start: str, everything: Study) -> None:
    record = hostile_page(everything, f"{start}HYPERLINK()").record()
    [row, *_] = csv.DictReader(io.StringIO(as_csv(for_spreadsheets(task_rows(record))), newline=""))
    assert row["statement"][0] not in "=+-@\t\r", f"the CSV lets {row['statement']!r} pass"


def test_no_title_starts_a_formula_in_the_csv_of_all_occupations(everything: Study) -> None:
    record = hostile_page(everything, "plain words", title="=cmd()").record()
    assert not str(for_spreadsheets([occupation_row(record)])[0]["title"]).startswith("="), "a title starts a formula"


def test_figures_in_the_csv_stay_numbers(records: dict[str, Any]) -> None:
    for code, record in records.items():
        for row in for_spreadsheets(task_rows(record)):
            assert isinstance(row["score_2025"], float), f"{code}: score_2025"
            assert row["change"] is None or isinstance(row["change"], float), f"{code}: change"


def test_the_record_survives_json(text: str, everything: Study) -> None:
    record = hostile_page(everything, text).record()
    assert json.loads(json.dumps(record)) == record
    assert {task["statement"] for task in record["tasks"]} == {text}


def braces(entry: str) -> list[int]:
    """Depth after each brace that BibTeX counts: it counts escaped ones, too."""
    depths, depth = [], 0
    for character in entry:
        if character in "{}":
            depth += 1 if character == "{" else -1
            depths.append(depth)
    return depths


@pytest.mark.parametrize("title", [*HOSTILE, "}} , note = {x}", "{{{", r"\input{/etc/passwd}", "100% & #1 ~ ^ _"])
def test_bibtex_stays_one_entry(title: str) -> None:
    entry = page_bibtex(load_edition(), one_line(title), "3211", "gradient/3211-x.html")
    depths = braces(entry)
    assert depths[-1] == 0 and min(depths[:-1]) >= 1, f"the title {title!r} leaves the entry"
    fields = re.findall(r"^  (\w+)\s+= ", entry, re.MULTILINE)
    assert len(fields) == len(set(fields)) and entry.count("\n@") == 0
    assert not re.search(r"\\(input|textbf|frac)\b", entry.replace(r"\textbackslash{}", "")), entry
    unescaped = re.sub(r"\\[&%$#_]|\\text\w+\{\}", "", entry)
    assert not re.search(r"[&%$#~^]", unescaped), f"BibTeX would read a mark of {title!r}"


def test_bibtex_of_every_page_has_balanced_braces(pages: dict[str, InlinePage]) -> None:
    for code, page in pages.items():
        data = page.data
        depths = braces(page_bibtex(load_edition(), data.title, code, f"gradient/{data.name}.html"))
        assert depths[-1] == 0 and min(depths[:-1]) >= 1, f"{code}: BibTeX"
