"""The audit of the pages that tell of all occupations, and of the chapters: faults put into what is printed are found.

Some faults are put into the HTML of a built page; those that can be put everywhere go into each block, table and figure of a page in
turn. What the audit says must name the page and the figure.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from edits import Edit, put, swap, without
from printed import chapters, document, forms, newsroom, overviews, story, trail
from printed.compare import compare
from printed.document import Block, Document, Table
from printed.expected import Expected
from printed.findings import Check, Count, Finding
from printed.text import FIGURE, figures, links, plain

pytestmark = pytest.mark.built

CHECKS: tuple[Check, ...] = (*overviews.CHECKS, *story.CHECKS, *newsroom.CHECKS, *chapters.CHECKS)
TOLD = ("index", "gradient", "compare", "story", "newsroom")
CHAPTERS = tuple(f"methodology/{chapter}" for chapter in chapters.CHAPTERS)
BRICKLAYERS = '<a href="gradient/7112-bricklayers-and-related-workers.html">Bricklayers and Related Workers</a>'
CLERKS = '<a href="gradient/4132-data-entry-clerks.html">Data Entry Clerks</a>'


def lines(found: Sequence[Finding], n: int = 15) -> str:
    """The first findings, a line each."""
    return "\n".join(f"  {finding}" for finding in found[:n])


def check_of(page: str, expected: Expected, site: Path) -> Check:
    """The check that reads a page."""
    return next(check for check in CHECKS if page in check.pages(site, expected))


@pytest.fixture
def read_with(site: Path, expected: Expected, tmp_path: Path) -> Iterator[Callable[[str, Edit], list[Finding]]]:
    """Read a built page with an edit of its HTML; pictures beside it are those of the book."""

    def reading(page: str, edit: Edit) -> list[Finding]:
        path = tmp_path / f"{page}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(edit((site / f"{page}.html").read_text("utf-8")), "utf-8")
        if page == "newsroom":
            (tmp_path / page).symlink_to(site / page)
        document.read.cache_clear()
        return list(check_of(page, expected, site).read(tmp_path, expected, page, Count()))

    yield reading
    document.read.cache_clear()


# --- Nothing wrong -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", [*TOLD, *CHAPTERS])
def test_a_page_is_printed_as_the_publishers_files_call_for(site: Path, expected: Expected, page: str) -> None:
    count = Count()
    findings = list(check_of(page, expected, site).read(site, expected, page, count))
    assert not findings, f"{page}: {len(findings)} findings:\n{lines(findings)}"
    assert count["pages"] == 1 and count["sentences"]


def test_every_figure_that_a_chapter_marks_is_one_that_the_audit_read(site: Path) -> None:
    """What is written by hand holds no figure: of the blocks that hold one, none is left out of the reading."""
    for page in CHAPTERS:
        found = document.read(site, page)
        kept = chapters.computed(found).blocks
        for block in found.blocks:
            assert block in kept or not figures(block.text), f"{page}: {plain(block.text)[:100]}"


# --- Faults in the HTML ------------------------------------------------------------------------------------------------

FAULTS = [
    ("index", swap(BRICKLAYERS, CLERKS), ["Bricklayers", "0.09"]),
    (
        "index",
        put('value="0.0887">0.09</data></a> (<a', 'value="0.0887">0.07</data></a> (<a'),
        ["lowest", "'0.07'", "'0.09'"],
    ),
    (
        "index",
        put('data-claim="lowest" value="0.0887"', 'data-claim="lowest" value="0.7"'),
        ["lowest (exact value)", "0.7"],
    ),
    (
        "index",
        put("from 0.09 to 0.70, in the shapes", "from 0.70 to 0.09, in the shapes"),
        ["the beginning", "picture", "0.70 to 0.09"],
    ),
    (
        "index",
        put("4132-data-entry-clerks.html", "4131-typists-and-word-processing-operators.html"),
        ["Data Entry Clerks"],
    ),
    ("index", swap(">1 - Managers<", ">2 - Professionals<"), ["the beginning", "2 - Professionals"]),
    ("index", put("Each dot is an occupation", "Each dot is a person"), ["the beginning", "a person"]),
    ("index", put('data-means="0.09', 'data-means="0.19'), ["the names of the dots", "0.19"]),
    (
        "gradient",
        swap('data-claim="n_rose" value="203">203', 'data-claim="n_fell" value="223">223'),
        ["n_rose", "n_fell"],
    ),
    ("gradient", without(r"<tr[^>]*>(?:(?!</tr>).)*4131-typists.*?</tr>"), ["a row", "4131 | Typists"]),
    (
        "gradient",
        put('data-claim="4131.change" value="-0.1193"', 'data-claim="4131.change" value="0.1193"'),
        ["4131.change"],
    ),
    (
        "gradient",
        put(">Typists and Word Processing Operators</a>", ">Typists</a>"),
        ["row Typists and Word", "Typists'"],
    ),
    ("gradient", put('<option value="1">', '<option value="2">'), ["the explorer, major group 1", "2 = 1 - Managers"]),
    ("gradient", put('value="gradient-3"', 'value="gradient-4"'), ["the explorer, band 5", "gradient-4"]),
    ("gradient", put('class="eg-band-4" value', 'class="eg-band-5" value'), ["the explorer, band 5", "eg-band-5"]),
    ("story", swap(BRICKLAYERS, CLERKS), ["The two ends", "Data Entry Clerks"]),
    (
        "story",
        put("12</data></a> are in Elementary occupations", "12</data></a> are in Professionals"),
        ["The two ends", "Professionals"],
    ),
    ("story", put("|Vehicle Cleaners|", "|Car Washers|"), ["the names of the dots, titles", "9122", "Car Washers"]),
    ("story", put('data-means="0.09 0.09', 'data-means="0.09 0.90'), ["the names of the dots, means", "9122", "0.90"]),
    (
        "story",
        put('data-codes="7112 9122', 'data-codes="9122 7112'),
        ["the names of the dots, codes", "number 1 (7112)"],
    ),
    ("story", put("had risen", "had fallen"), ["From 2023 to 2025", "had fallen"]),
    (
        "story",
        put("The highest is Web and Multimedia Developers", "The highest is Models"),
        ["Up and down", "picture", "Models"],
    ),
    (
        "story",
        put("Named are Data Entry Clerks (0.70)", "Named are Data Entry Clerks (0.07)"),
        ["The two ends", "0.07"],
    ),
    (
        "newsroom",
        put(
            '<a href="groups/4-clerical-support-workers.html">Clerical support workers</a> have',
            '<a href="groups/2-professionals.html">Professionals</a> have',
        ),
        ["Sentences to quote", "Professionals have"],
    ),
    (
        "newsroom",
        put("the highest occupations are Data Entry Clerks (0.70)", "the highest occupations are Models (0.70)"),
        ["text to copy", "Models"],
    ),
    (
        "newsroom",
        put("the highest occupations are <a", "the lowest occupations are <a"),
        ["Sentences to quote", "the lowest occupations"],
    ),
    (
        "newsroom",
        put("Since 2023 most means increased:", "Since 2023 most means decreased:"),
        ["The major groups", "decreased"],
    ),
    (
        "newsroom",
        put("rose further than any other", "fell further than any other"),
        ["The major groups", "fell further"],
    ),
    ("newsroom", without(r"<section><h3><a[^>]*>Professionals.*?</section>"), ["The major groups", "Professionals"]),
    ("newsroom", put(", 1200 × ", ", 1201 × "), ["1201 ×"]),
    ("methodology/measures", put("number 6 of 7126", "number 5 of 7126"), ["Tasks", "number 5 of 7126"]),
    (
        "methodology/measures",
        put("The percentile and its alternatives</caption>", "The rank</caption>"),
        ["Percentile", "The rank"],
    ),
    ("methodology/crosswalk", put(">Fishing and Hunting Workers</td>", "></td>"), ["Pages without employment"]),
    (
        "methodology/crosswalk",
        put("13-1022 Wholesale and Retail Buyers, Except Farm Products; ", ""),
        ["13-1020", "SOC-2018 members"],
    ),
    ("methodology/sources", put("e0a3fe8fd6db", "e0a3fe8fd6dc"), ["The bytes that are meant", "sha256"]),
    (
        "methodology/comparison",
        put("Metal Production Process Controllers (<a", "Street Vendors (<a"),
        ["Street Vendors"],
    ),
    ("methodology/sensitivity", put("for Meteorologists.", "for Legislators."), ["reconciled", "Legislators"]),
    ("methodology/replication", put(">reproduced up to a half<", ">reproduced<"), ["Figures as reported", "Verdict"]),
    ("methodology/share", put("Gradient 1 23%", "Gradient 1 32%"), ["picture", "Gradient 1 32%"]),
    ("methodology/use", put(">0110</th>", ">110</th>"), ["In Python", "110"]),
    ("methodology/use", put(">Diagnostic Medical Sonographers</td>", "></td>"), ["In Python", "29-2032"]),
]


@pytest.mark.parametrize(("page", "edit", "says"), FAULTS, ids=[f"{page} {k}" for k, (page, *_) in enumerate(FAULTS)])
def test_a_fault_put_into_a_page_is_found(
    page: str, edit: Edit, says: list[str], read_with: Callable[[str, Edit], list[Finding]]
) -> None:
    findings = read_with(page, edit)
    assert findings, f"{page}: the fault is not found"
    assert all(finding.page == page for finding in findings)
    for words in says:
        assert any(words in str(finding) for finding in findings), f"{page}: nothing says {words!r}:\n{lines(findings)}"


def test_a_figure_or_a_table_that_nobody_declared_is_found_in_the_prose_of_a_chapter(
    read_with: Callable[[str, Edit], list[Finding]],
) -> None:
    before = "<p>The scores are predictions by two language models"
    figure = '<p>In all <data data-claim="limitations.all" value="9">9</data> of them.</p>'
    table = "<table><thead><tr><th>A</th></tr></thead><tbody><tr><td>9</td></tr></tbody></table>"
    for added in (figure, table):
        [finding] = read_with("methodology/limitations", put(before, added + before))
        assert finding.expected == "nothing", finding


def test_of_a_statistic_the_last_bits_may_differ_and_no_more(read_with: Callable[[str, Edit], list[Finding]]) -> None:
    page, claim = "methodology/comparison", 'data-claim="comparison.between.spearman" value="'

    def moved(by: Callable[[float], float]) -> Edit:
        def edit(html: str) -> str:
            at = html.index(claim) + len(claim)
            end = html.index('"', at)
            return html[:at] + repr(by(float(html[at:end]))) + html[end:]

        return edit

    assert not read_with(page, moved(lambda x: math.nextafter(x, 1)))
    [finding] = read_with(page, moved(lambda x: x + 1e-9))
    assert finding.what == "comparison.between.spearman (exact value)", finding


# --- Faults everywhere -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def wanted(site: Path, expected: Expected) -> dict[str, tuple[Document, list[forms.Expectation]]]:
    """Every page as it is read, and what it must hold."""
    made = {}
    for page in TOLD:
        if page in overviews.PAGES:
            blocks = forms.expected(overviews.PAGES[page], overviews.names_of(expected, page))
        elif page == "story":
            blocks = forms.expected(page, story.names_of(expected))
        else:
            sizes = {f"{name}_size": newsroom.size_of_png(site / page / f"{name}.png") for name in newsroom.PICTURES}
            blocks = forms.expected(page, newsroom.names_of(expected) | sizes)
        made[page] = trail.in_order(document.read(site, page)), blocks
    for page in CHAPTERS:
        found = trail.in_order(chapters.computed(document.read(site, page)))
        blocks = forms.expected(f"chapters/{page.removeprefix(chapters.FOLDER)}", chapters.names_of(expected, page))
        made[page] = chapters.settled(found, expected.claims.get(page, {})), blocks
    return made


def with_block(found: Document, place: int, *blocks: Block) -> Document:
    """A page with other blocks in the place of one."""
    return replace(found, blocks=(*found.blocks[:place], *blocks, *found.blocks[place + 1 :]))


def faults_of_table(table: Table) -> Iterator[tuple[str, Table]]:
    """Tables with a fault: the last row missing, the first two rows or the last two columns swapped, the last cell emptied."""
    rows = table.rows
    yield "a row is missing", replace(table, rows=rows[:-1])
    if len(rows) > 1 and rows[0] != rows[1]:
        yield "two rows are swapped", replace(table, rows=(rows[1], rows[0], *rows[2:]))
    swapped = tuple(replace(row, cells=(*row.cells[:-2], row.cells[-1], row.cells[-2])) for row in rows)
    if swapped != rows:
        yield "two columns are swapped", replace(table, rows=swapped)
    last = rows[-1]
    if last.cells[-1].text:
        emptied = replace(last, cells=(*last.cells[:-1], replace(last.cells[-1], text="")))
        yield "a cell is empty", replace(table, rows=(*rows[:-1], emptied))
    yield "two headings are swapped", replace(table, headings=(*table.headings[:-2], *table.headings[:-3:-1]))


def faults_of_text(text: str) -> Iterator[tuple[str, str]]:
    """Texts with a fault: each figure with another text and another value, each link with another target."""
    for claim, value, shown in figures(text):
        begin, part, end = FIGURE
        whole = f"{begin}{claim}{part}{value}{part}{shown}{end}"
        yield f"{claim} is shown as another", text.replace(whole, f"{begin}{claim}{part}{value}{part}{shown}1{end}", 1)
        yield f"{claim} has another value", text.replace(whole, f"{begin}{claim}{part}{value}1{part}{shown}{end}", 1)
        yield f"{claim} is another figure", text.replace(whole, f"{begin}{claim}x{part}{value}{part}{shown}{end}", 1)
    for words, target in links(text):
        yield f"the link {words} leads elsewhere", text.replace(f"{target}\ue005", f"{target}x\ue005", 1)


def faulty(found: Document) -> Iterator[tuple[str, Document]]:
    """Pages with one fault each: in every block, and every table."""
    for place, block in enumerate(found.blocks):
        named = f"{block.kind} “{plain(block.table.caption if block.table else block.text)[:50]}”"
        if block.kind != "title":
            yield f"{named} is missing", with_block(found, place)
        yield f"{named} stands twice", with_block(found, place, block, block)
        if block.table is None:
            for what, text in faults_of_text(block.text):
                yield f"{named}: {what}", with_block(found, place, replace(block, text=text))
        else:
            for what, table in faults_of_table(block.table):
                yield f"{named}: {what}", with_block(found, place, replace(block, table=table))


@pytest.mark.turns(3)
@pytest.mark.parametrize("page", [*TOLD, *CHAPTERS])
def test_every_fault_of_every_block_is_found(
    page: str, wanted: dict[str, tuple[Document, list[forms.Expectation]]]
) -> None:
    found, must = wanted[page]
    assert not list(compare(found, must, Count()))
    n = 0
    for what, fault in faulty(found):
        n += 1
        findings = list(compare(fault, must, Count()))
        assert findings, f"{page}: not found: {what}"
        assert findings[0].page == page
    assert n > 10, f"{page}: {n} faults only"
