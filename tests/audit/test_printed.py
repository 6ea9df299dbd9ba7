"""The audit of what is printed: nothing wrong is found in the built book, and every fault put into a built page is found.

Faults are put into the HTML of a built page, whose reading must name the occupation and the figure. Some are those that once went
unnoticed; the others are put everywhere: into each figure, link, block and cell of a page in turn.
"""

import copy
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from lxml import etree

import audit
import sources
from edits import Edit, put, swap, without
from exposure_gradient.publication.citation import page_bibtex, page_citation, page_csl, page_ris
from exposure_gradient.sources import load_edition
from printed import addresses, document, forms, groups, navigation, occupations, run
from printed.expected import Expected, of_site
from printed.files import checks as files
from printed.findings import Check, Count, Finding
from printed.text import plain

pytestmark = pytest.mark.built

OF_3211 = "gradient/3211-medical-imaging-and-therapeutic-equipment-technicians"
GROUP = "groups/3-technicians-and-associate-professionals"
OF_NURSES = "gradient/2221-nursing-professionals"


def lines(found: list[Finding], n: int = 15) -> str:
    return "\n".join(f"  {finding}" for finding in found[:n])


def reader_of(page: str) -> Check:
    """The check that reads the article of a page."""
    return (groups if page.startswith("groups/") else occupations).CHECKS[0]


def reading(
    site: Path, expected: Expected, page: str, text: str, place: Path, check: Check | None = None
) -> list[Finding]:
    """What reading a page finds whose HTML is this text."""
    path = place / f"{page}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    document.read.cache_clear()
    return list((check or reader_of(page)).read(place, expected, page, Count()))


# --- Nothing wrong ---------------------------------------------------------------------------------------------------


def test_the_built_book_is_printed_as_the_publishers_files_call_for(whole: tuple[list[Finding], Count]) -> None:
    findings, count = whole
    assert not findings, f"{len(findings)} findings:\n{lines(findings)}"
    assert count["pages"] >= 427 * 3 + 9, count.summary()
    for kind, n in {"sentences": 60_000, "figures": 60_000, "cells": 280_000, "links": 40_000}.items():
        assert count[kind] >= n, f"only {count[kind]} {kind} were read"


@pytest.mark.parametrize("page", [OF_3211, GROUP, "gradient/7126-plumbers-and-pipe-fitters", "methodology/measures"])
def test_no_word_of_an_article_is_left_unread(page: str, site: Path) -> None:
    doc = document.read(site, page)
    article = copy.deepcopy(next(doc.root.iter("article")))
    for left_out in article.xpath(
        ".//details[contains(@class, 'hide')] | .//a[contains(@class, 'headerlink')] | .//svg"
    ):
        _drop(left_out)
    read: list[str] = []
    for block in doc.blocks[1:]:
        table = block.table
        texts = [block.text] if table is None else [table.caption, *table.headings]
        texts += [] if table is None else [cell.text for row in table.rows for cell in row.cells]
        read += [] if block.kind == "svg" else [plain(text) for text in texts]
    assert sorted("".join("".join(read).split())) == sorted("".join("".join(article.itertext()).split())), page


def _drop(element: etree._Element) -> None:
    """Take an element out and leave what follows it."""
    before, parent = element.getprevious(), element.getparent()
    if before is None:
        parent.text = (parent.text or "") + (element.tail or "")
    else:
        before.tail = (before.tail or "") + (element.tail or "")
    parent.remove(element)


def conditions(entry: object) -> Iterator[str]:
    """The conditions of the forms of a page, but those of the items of lists."""
    for value in entry.values() if isinstance(entry, dict) else entry if isinstance(entry, list) else ():
        if not (isinstance(value, dict) and "each" in value):
            yield from conditions(value)
    if isinstance(entry, dict) and "when" in entry:
        yield entry["when"]


def test_every_declared_form_of_an_occupation_stands_on_some_page(expected: Expected) -> None:
    """A form that no page calls for has never been read."""
    pages = [occupations.names_of(expected, row["isco08"]) for row in expected.tables["titles"]]
    unused = {
        condition
        for condition in conditions(forms.load("occupation"))
        if not any(forms.holds(condition, names) for names in pages)
    }
    assert unused == {"address"}, "the one form unused is that of a book with an address of its own"


def test_citations_of_a_book_that_has_an_address_are_those_that_the_forms_call_for(
    expected: Expected, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXPOSURE_GRADIENT_SITE", "https://data.institute.org/gradient/")
    own = Expected(expected.claims, expected.tables, of_site(audit.EDITION))
    wanted = [
        e.block.text for e in forms.expected("occupation", occupations.names_of(own, "3211")) if e.block.kind == "pre"
    ]
    edition = replace(load_edition(), site="https://data.institute.org/gradient/")
    title = own.rows("titles", isco08="3211")[0]["title"]
    made = [
        cite(edition, title, "3211", f"{OF_3211}.html") for cite in (page_citation, page_bibtex, page_ris, page_csl)
    ]
    assert wanted[1:] == made
    assert made[0] in wanted[0] and "https://data.institute.org/gradient/gradient/3211" in made[0]


# --- Faults that once went unnoticed, and their kind -----------------------------------------------------------------


LOW, HIGH = (
    '<data data-claim="percentile_low" value="31">31</data>',
    '<data data-claim="percentile_high" value="46">46</data>',
)
TASK = r'<tr><th scope="row" class="num" data-label="No\."><span class="eg-code">(?:(?!</tr>).)*</tr>'
LEAST = '<a href="../gradient/3413-religious-associate-professionals.html">Religious Associate Professionals</a>'
MOST = '<a href="../gradient/3311-securities-and-finance-dealers-and-brokers.html">Securities and Finance Dealers and Brokers</a>'

FAULTS: dict[str, tuple[str, Edit, str]] = {
    "the models' headings swapped": (
        OF_3211,
        swap("</svg> GPT-4o</th>", "</svg> Gemini</th>"),
        r"Tasks, the most exposed first, table .*the headings: printed '.*Gemini \| GPT-4o",
    ),
    "the models swapped beside a phone's cells": (
        OF_3211,
        swap('data-label="GPT-4o"', 'data-label="Gemini"'),
        r"row 1, column GPT-4o: the heading beside the cell: printed 'Gemini'",
    ),
    "the models' figures swapped": (
        OF_3211,
        swap("task.8.score_2025_gpt4o", "task.8.score_2025_gemini"),
        r"row 8, column GPT-4o.*task\.8\.score_2025_gpt4o \(claim\)",
    ),
    "the last task left out": (
        OF_3211,
        without(TASK),
        r"Tasks, the most exposed first.*a row: printed 'nothing', expected '2 \| Explaining",
    ),
    "two statements swapped": (
        OF_3211,
        swap("Recording and disposing of radioactive", "Measuring and recording radiation dosage"),
        r"row 8, column Task: the words",
    ),
    "next below and next above swapped": (
        OF_3211,
        swap("<h3>Next below", "<h3>Next above"),
        r"Related occupations, heading: the words: printed 'Next above.*expected 'Next below",
    ),
    "the neighbours' names swapped": (
        OF_3211,
        swap(">Companions and Valets</a>", ">Print Finishing and Binding Workers</a>"),
        r"Related occupations, list: the words: printed 'Print Finishing and Binding Workers \(0\.22\)'",
    ),
    "a neighbour's target": (
        OF_3211,
        put("5162-companions-and-valets.html", "5161-astrologers-fortune-tellers-and-related-workers.html"),
        r"the target of the link “Companions and Valets”: printed '5161",
    ),
    "an equal mean not said": (OF_3211, put(", the same mean", ""), r"Related occupations, list: the words"),
    "the names at the ends of a group swapped": (
        GROUP,
        swap(f"({LEAST})", f"({MOST})"),
        r"printed '.*Securities and Finance Dealers and Brokers",
    ),
    "the figures at the ends of a group swapped": (
        GROUP,
        lambda text: re.sub(
            r"from (<a [^>]*><data.*?</data></a>)( .*?) to (<a [^>]*><data.*?</data></a>)",
            r"from \3\2 to \1",
            text,
            count=1,
        ),
        r"lowest \(claim\): printed 'highest'",
    ),
    "the last occupation of a group left out": (
        GROUP,
        without(r'<tr class="eg-band-\d"><td class="eg-code"(?:(?!</tr>).)*</tr>'),
        r"a row: printed 'nothing', expected '3413 \| Religious",
    ),
    "an occupation of a group in another band's colour": (
        GROUP,
        put('<tr class="eg-band-5">', '<tr class="eg-band-4">'),
        r"the colour of the row: printed 'eg-band-4', expected 'eg-band-5'",
    ),
    "fell for rose": (
        OF_3211,
        put("Technicians rose by", "Technicians fell by"),
        r"Quote, cite, download, list.*fell by 0\.02",
    ),
    "the occupation of another histogram": (
        OF_3211,
        put("the mean of Medical Imaging", "the mean of Dental Imaging"),
        r"the beginning, picture: the words: printed '.*Dental",
    ),
    "another definition": (
        OF_3211,
        put("Medical imaging and therapeutic equipment technicians test", "Dental technicians test"),
        r"the beginning, paragraph: the words: printed 'Dental technicians",
    ),
    "an example of another occupation": (OF_3211, put("Mammographer, ", "Dentist, "), r"printed '.*Dentist"),
    "an occupation of another minor group": (
        OF_3211,
        put(">Pharmaceutical Technicians and Assistants</a> (", ">Dispensing Opticians</a> ("),
        r"Related occupations, list: the words: printed 'Dispensing Opticians",
    ),
    "a caption's year": (OF_3211, put("0–1: the 2023 score;", "0–1: the score of 2021;"), r"Tasks, the most"),
    "the range's ends swapped": (OF_3211, swap(LOW, HIGH), r"between 31 and 46.*percentile_low \(claim\)"),
    "the range's ends swapped under their claims": (
        OF_3211,
        put(LOW, LOW.replace("31", "46")),
        r"percentile_low \(exact value\): printed '46\.0', expected '31\.0'",
    ),
    "another ordinal": (OF_3211, put(">72nd<", ">71st<"), r"rank_in_group: printed '71st', expected '72nd'"),
    "an ordinal's ending": (OF_3211, put(">39th<", ">39rd<"), r"percentile: printed '39rd', expected '39th'"),
    "a figure nobody knows": (
        OF_3211,
        put('<p class="eg-caveat">', '<p>That is 3 times the mean.</p><p class="eg-caveat">'),
        r"the beginning, paragraph: the text: printed 'That is 3 times the mean\.', expected 'nothing'",
    ),
    "a figure nobody knows between blocks": (
        OF_3211,
        put("<h2>U.S. occupations", "97<h2>U.S. occupations"),
        r"printed '97'",
    ),
    "a sentence left out": (
        OF_3211,
        put(" so that a person with two jobs counts twice.", ""),
        r"U\.S\. occupations, paragraph",
    ),
    "the first of several not so called": (
        OF_NURSES,
        put(
            "</data></a> has the highest 2025 score",
            "</data></a>, the first of several with the same score, has the highest 2025 score",
        ),
        r"Tasks, the most exposed first, paragraph: the words",
    ),
    "another band": (
        OF_3211,
        put(
            '<data data-claim="band" value="Not exposed">Not exposed', '<data data-claim="band" value="Minimal">Minimal'
        ),
        r"band: printed 'Minimal', expected 'Not exposed'",
    ),
    "a figure that is no figure of the ledger": (
        OF_3211,
        put('<data data-claim="mean_2025" value="0.22">0.22</data>', "0.22"),
        r"the marks of figures and links",
    ),
    "a neighbouring row in the audit trail": (
        OF_3211,
        put("<td>rows 1249–1256; Task_ISCO</td>", "<td>rows 1249–1257; Task_ISCO</td>"),
        r"n_tasks, column Rows and columns",
    ),
    "a figure under another rule": (
        OF_3211,
        put('#rule-tasks">tasks</a>', '#rule-mean">mean</a>'),
        r"rule-tasks\), .*: n_tasks",
    ),
    "a figure that leads to another figure's row": (
        OF_3211,
        put('<a href="#f-mean_2025"><data', '<a href="#f-mean_2023"><data'),
        r"mean_2025 \(claim\): printed 'mean_2025 \(leads to #f-mean_2023\)'",
    ),
    "a figure that leads nowhere": (
        OF_3211,
        put('<a href="#f-n_tasks"><data', "<a><data"),
        r"n_tasks \(claim\): printed 'n_tasks \(leads to nowhere\)'",
    ),
    "an occupation's figure that leads to another's page": (
        GROUP,
        put("3413-religious-associate-professionals.html#f-percentile", "3412-social-work.html#f-percentile"),
        r"3413\.percentile \(claim\): printed '3413\.percentile \(leads to",
    ),
    "a row of the trail under another's name": (
        OF_3211,
        swap('<tr id="f-mean_2025">', '<tr id="f-mean_2023">'),
        r"mean_2025 \(its row is called f-mean_2023\)",
    ),
    "a row of the trail that names another file": (
        OF_3211,
        put("sources.html#oews", "sources.html#ilo_scores"),
        r"printed 'S May 2024 \(\.\./methodology/sources\.html#ilo_scores\): us\.",
    ),
    "a row of the trail that leads to no code": (
        OF_3211,
        put("api.html#code-rules.mean", "measures.html#code-rules.mean"),
        r"Rule: mean · Source: ILO task scores 2025 · Code: rules\.mean, rules\.rounded4: mean_2023",
    ),
    "another window's title": (OF_3211, put("<title>Medical", "<title>Dental"), r"the beginning, title: the words"),
    "another year of the edition in a citation": (OF_3211, put("PY  - 2026", "PY  - 2025"), r"text to copy: the words"),
    "a justification cut short": (
        OF_3211,
        put(" reflects the current capabilities", ""),
        r"Tasks, the most exposed first, paragraph",
    ),
    "one more row outside the table's body": (
        OF_3211,
        put("</tbody></table>", "</tbody><tfoot><tr><td>9</td></tr></tfoot></table>"),
        r"a row: printed '9', expected 'nothing'",
    ),
    "employment that is not said to be the parent's": (
        "gradient/1114-senior-officials-of-special-interest-organizations",
        without(r'<span class="eg-note">.*?</span>'),
        r"column Employment note: the words: printed '', expected '(of the parent|total of|no employment)",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_a_printed_page_is_found_and_named(
    fault: str, site: Path, expected: Expected, tmp_path: Path
) -> None:
    page, edit, says = FAULTS[fault]
    found = reading(site, expected, page, edit((site / f"{page}.html").read_text("utf-8")), tmp_path)
    assert found, f"{page}: {fault}: not found"
    assert any(re.search(says, str(finding)) for finding in found), (
        f"{page}: {fault}: no finding says so:\n{lines(found)}"
    )
    assert all(str(finding).startswith(f"{page}: ") for finding in found)


def test_a_sentence_of_another_occupation_is_found(site: Path, expected: Expected, tmp_path: Path) -> None:
    """Each paragraph, list item and caption of one page in turn, put into another."""
    here, there = ((site / f"{page}.html").read_text("utf-8") for page in (OF_3211, OF_NURSES))
    pieces = r"<(p|li|figcaption|dd)(?: class=\"eg-[a-z]+\")?>(?:(?!</\1>).)*<data(?:(?!</\1>).)*</\1>"
    own, others = ([match[0] for match in re.finditer(pieces, text, re.DOTALL)] for text in (here, there))
    assert len(own) > 15
    missed = []
    for piece in own:
        shape = re.sub(r">[^<]*<|value=\"[^\"]*\"|href=\"[^\"]*\"", "", piece)
        other = next((o for o in others if re.sub(r">[^<]*<|value=\"[^\"]*\"|href=\"[^\"]*\"", "", o) == shape), None)
        if other and other != piece and not reading(site, expected, OF_3211, here.replace(piece, other, 1), tmp_path):
            missed.append(other)
    assert not missed, f"3211: not found, though said of 2221: {missed[0][:300]}"


# --- One fault in every place of a page ------------------------------------------------------------------------------


def faults_of(root: etree._Element) -> Iterator[tuple[str, Callable[[etree._Element], None]]]:
    """Every fault that can be put into one place of an article: what it is, and how it is put there."""
    article = next(root.iter("article"))
    for kept in article.xpath(".//details[contains(@class, 'hide')]//* | .//svg//*"):
        kept.set("data-no-fault", "")
    chosen = [e for e in article.iter(etree.Element) if e.get("data-no-fault") is None]
    etree.strip_attributes(article, "data-no-fault")
    path = root.getroottree().getpath
    for element in chosen:
        where = f"{path(element)} ({''.join(element.itertext())[:40]!r})"
        if element.tag == "data":
            yield f"the text of {where}", lambda e: setattr(e, "text", f"{e.text}1")
            # In front: behind 17 digits another changes no double.
            yield f"the exact value of {where}", lambda e: e.set("value", f"1{e.get('value')}")
            yield f"the claim of {where}", lambda e: e.set("data-claim", "percentile_other")
        if element.tag == "a" and "headerlink" not in element.get("class", ""):
            yield f"the target of {where}", lambda e: e.set("href", "other.html")
        if element.tag in (
            "p",
            "li",
            "dd",
            "dt",
            "tr",
            "td",
            "h1",
            "h2",
            "h3",
            "figcaption",
            "summary",
            "caption",
            "pre",
            "th",
        ):
            yield f"{where} left out", _drop
            yield f"{where} twice", lambda e: e.addnext(copy.deepcopy(e))
            yield f"a figure after {where}", lambda e: e.append(etree.fromstring("<b> 7</b>"))


def parts_of(article: etree._Element) -> Iterator[etree._Element]:
    """An article in parts that are read each by itself: what stands right below a heading, in a page of its own."""
    for part in list(article.xpath("./*[not(self::section)] | .//section/*[not(self::section)]")):
        root = etree.Element("html")
        etree.SubElement(etree.SubElement(root, "body"), "article").append(part)
        yield root


@pytest.mark.parametrize("page", [OF_3211, GROUP])
def test_one_fault_in_any_place_of_a_page_is_found(page: str, site: Path) -> None:
    """Each place in turn changes what is read, which must be what is expected. Of the tables the first rows: the others are alike."""
    article = next(document.parse((site / f"{page}.html").read_bytes(), page).root.iter("article"))
    for row in article.xpath(".//tr[position() > 2]"):
        row.getparent().remove(row)
    missed, n_tried = [], 0
    for root in parts_of(article):
        whole = blocks_of(root, page)
        for what, put_in in list(faults_of(root)):
            faulty = copy.deepcopy(root)
            [element] = faulty.getroottree().xpath(re.search(r"/\S+", what)[0])
            put_in(element)
            n_tried += 1
            if blocks_of(faulty, page) == whole:
                missed.append(what)
    assert not missed, f"{page}: nobody reads {missed[:5]}"
    assert n_tried > 300, f"{page}: only {n_tried} faults were tried"


def blocks_of(root: etree._Element, page: str) -> tuple[document.Block, ...]:
    return document.parse(etree.tostring(root, method="html", encoding="utf-8"), page).blocks


def test_a_form_that_names_what_the_page_does_not_have_is_told(
    site: Path, expected: Expected, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(groups, "names_of", lambda *_: dict(expected.site))
    [finding], count = run.read_some(site, expected, [(GROUP, [run.CHECKS.index(groups.CHECKS[0])])])
    assert "the forms of the page" in str(finding) and "names title, which the page does not have" in str(finding)
    assert not count


def test_an_edition_that_is_not_declared_is_refused(tmp_path: Path) -> None:
    for text in ("", "id = 1", 'id = "1"\ndate = "someday"'):
        (tmp_path / "edition.toml").write_text(text, "utf-8")
        with pytest.raises(sources.AuditError, match=r"edition\.toml cannot be read as the declaration of the edition"):
            of_site(tmp_path / "edition.toml")


# --- What surrounds the article, short addresses, and pages nobody knows ---------------------------------------------

AROUND: dict[str, tuple[Edit, str]] = {
    "a name of the menu": (
        put('technicians.html">Medical and Pathology', 'technicians.html">Dental and Pathology'),
        "the menu",
    ),
    "two names of the menu swapped": (
        swap(">Pharmaceutical Technicians and Assistants</a>", ">Medical and Dental Prosthetic Technicians</a>"),
        "the menu, occupations of the group: link 3: printed 'Medical and Dental",
    ),
    "a group of the menu": (
        put(">4 - Clerical support workers<", ">5 - Clerical support workers<"),
        "the menu, major groups",
    ),
    "the name of the next page": (
        put('prev-next-title">Medical and Pathology', 'prev-next-title">Dental and Pathology'),
        r"the next page: .*printed 'Dental and Pathology",
    ),
    "the pages before and after swapped": (swap("previous page", "next page"), "the previous page"),
    "a heading of the contents": (put(">Quote, cite, download</a></li>", ">Leave it here</a></li>"), "the contents"),
    "the edition at the foot": (
        put("Edition 2026.1 of 2026-11-23. Scores", "Edition 2026.2 of 2026-11-23. Scores"),
        "the foot of the page",
    ),
    "the address that a page says it has": (
        put(
            'rel="canonical" href="https://exposure-gradient.example/gradient/3211',
            'rel="canonical" href="https://exposure-gradient.example/gradient/3212',
        ),
        "its address",
    ),
}


@pytest.mark.parametrize("fault", AROUND)
def test_a_fault_around_an_article_is_found(fault: str, site: Path, expected: Expected, tmp_path: Path) -> None:
    edit, says = AROUND[fault]
    text = (site / f"{OF_3211}.html").read_text("utf-8")
    assert not reading(site, expected, OF_3211, text, tmp_path, navigation.CHECKS[0])
    found = reading(site, expected, OF_3211, edit(text), tmp_path, navigation.CHECKS[0])
    assert any(re.search(says, str(finding)) for finding in found), (
        f"3211: {fault}: no finding says so:\n{lines(found)}"
    )


@pytest.mark.parametrize("page", ["gradient/3211", "3211/index"])
def test_a_short_address_that_leads_elsewhere_is_found(
    page: str, site: Path, expected: Expected, tmp_path: Path
) -> None:
    text = (site / f"{page}.html").read_text("utf-8")
    [check] = addresses.CHECKS
    assert not reading(site, expected, page, text, tmp_path, check)
    other = "3212-medical-and-pathology-laboratory-technicians"
    for n in range(1, 4):  # by its canonical address, by itself, by its link
        places = [match.start() for match in re.finditer(OF_3211.removeprefix("gradient/"), text)]
        changed = text[: places[n - 1]] + other + text[places[n - 1] + len(OF_3211.removeprefix("gradient/")) :]
        assert reading(site, expected, page, changed, tmp_path, check), f"{page}: place {n} of 3"
    assert reading(site, expected, page, text.replace("Medical Imaging", "Dental"), tmp_path, check)


def test_a_page_that_is_missing_and_one_nobody_knows_are_found(site: Path, expected: Expected, tmp_path: Path) -> None:
    for page in (OF_3211, "methodology/measures"):
        (tmp_path / page).parent.mkdir(exist_ok=True)
        (tmp_path / f"{page}.html").write_bytes((site / f"{page}.html").read_bytes())
    (tmp_path / "gradient" / "9999-influencers.html").write_text("<body><article><p>Mean 0.99.</p></article>", "utf-8")
    found, _ = run.read_all(tmp_path, expected, jobs=2)
    pages = {page for check in run.CHECKS if check not in files.CHECKS for page in check.pages(tmp_path, expected)}
    missing = pages - {OF_3211, "methodology/measures", "gradient/9999-influencers"}
    assert missing <= {finding.page for finding in found if finding.what == "the file"}
    [unknown] = [finding for finding in found if finding.what == "its article"]
    assert str(unknown).startswith(
        "gradient/9999-influencers: the page: its article: printed 'a page', expected 'none that the audit"
    )


# --- Processes and the command ---------------------------------------------------------------------------------------


def test_any_number_of_processes_reads_the_same(site: Path, expected: Expected) -> None:
    work = [(f"{row['page']}", [0]) for row in expected.tables["titles"][::20]]
    alone = run.read_some(site, expected, work)
    shared = run._shared_out(site, expected, work, 3)
    assert sum((count for _, count in shared), Count()) == alone[1] and alone[1]["pages"] == len(work)


def test_a_process_that_dies_is_no_good_end(site: Path, expected: Expected, monkeypatch: pytest.MonkeyPatch) -> None:
    dies = Check("dies", lambda site, expected: ["index"], lambda site, expected, page, count: os._exit(3))
    monkeypatch.setattr(run, "CHECKS", (dies,))
    with pytest.raises(run.ProcessError, match="ended with 3 before it had answered"):
        run._shared_out(site, expected, [("index", [0])], 1)


def test_the_command_prints_findings_and_fails(
    site: Path,
    recomputed: duckdb.DuckDBPyConnection,
    sources_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(audit, "recompute", lambda *_: recomputed)
    finding = Finding(OF_3211, "All tasks", "task.8.change", "+0.13", "+0.14")
    monkeypatch.setattr(run, "read_all", lambda site, expected, jobs: ([finding] * 3, Count(pages=2, cells=1_000)))
    status = audit.main(["--site", str(site), "--sources", str(sources_folder), "--limit", "2"])
    printed = capsys.readouterr().out.splitlines()
    assert status == 1
    assert printed[:3] == [str(finding), str(finding), "… and 1 more (--limit)"]
    assert printed[-1] == "Printed: 2 pages, 1,000 cells read as printed; 3 findings."


@pytest.mark.parametrize("jobs", ["0", "-1", "two"])
def test_a_number_of_processes_that_is_none_is_refused(jobs: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        audit.main(["--jobs", jobs])
    assert f"{jobs!r} is no number of processes: it must be a whole number from 1" in capsys.readouterr().err
