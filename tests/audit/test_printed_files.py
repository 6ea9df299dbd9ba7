"""The files of the built site as the audit reads them back: all right as they are, and every fault put into a copy is found and named.

Each fault alters one file as a slip in the code that writes it would; the message must name the file, the place and the figure.
"""

import csv
import dataclasses
import gzip
import io
import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from pyarrow import compute, parquet

from exposure_gradient.publication.citation import page_bibtex, page_citation, page_csl, page_ris
from exposure_gradient.site.links import link_file
from exposure_gradient.sources import load_edition
from printed import document
from printed.expected import Expected
from printed.files import citations, descriptions, records
from printed.files.checks import CHECKS
from printed.files.comparing import differences
from printed.findings import Count, Finding

pytestmark = pytest.mark.built
PAGE = "gradient/3211-medical-imaging-and-therapeutic-equipment-technicians"
NEXT = "gradient/3212-medical-and-pathology-laboratory-technicians"
GROUP = "groups/3-technicians-and-associate-professionals"

Edit = Callable[[bytes], bytes]


@pytest.fixture(scope="module")
def copied(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the built book whose files are other names of the book's own: a fault takes the name, and leaves the book alone."""
    copy = tmp_path_factory.mktemp("copied") / "site"
    for place, _, names in os.walk(site):
        folder = copy / Path(place).relative_to(site)
        folder.mkdir()
        for name in names:
            link_file(Path(place, name), folder / name)
    return copy


def forget() -> None:
    """Drop what was read of a file that is altered next."""
    for kept in (document.read, records._schema, descriptions._bytes):
        kept.cache_clear()


def read(site: Path, expected: Expected, page: str) -> list[str]:
    """Read one page, or one file of the whole site, by every check that does; what is found, a line each."""
    found: list[Finding] = []
    for check in CHECKS:
        if page in check.pages(site, expected):
            found += check.read(site, expected, page, Count())
    return [str(finding) for finding in found]


def altered(content: bytes, old: str, new: str, count: int = 1) -> bytes:
    text = content.decode("utf-8")
    assert text.count(old) >= 1, f"there is no {old!r} to alter"
    return text.replace(old, new, count).encode("utf-8")


def text(old: str, new: str, count: int = 1) -> Edit:
    """Put one text in place of another."""
    return lambda content: altered(content, old, new, count)


def between(pattern: str, new: str) -> Edit:
    """Put a text in place of what a pattern matches."""

    def edit(content: bytes) -> bytes:
        changed, n = re.subn(pattern, new, content.decode("utf-8"), count=1)
        assert n, f"nothing matches {pattern!r}"
        return changed.encode("utf-8")

    return edit


def swap(values: list, one: int, other: int) -> list:
    """A list with two of its values in each other's place."""
    found = list(values)
    found[one], found[other] = values[other], values[one]
    return found


def swapped(one: str, other: str) -> Edit:
    """Put each of two texts in place of the other, where each first stands."""
    return lambda content: altered(altered(altered(content, one, "\0"), other, one), "\0", other)


def value(change: Callable[[Any], object], begin: str = "", end: str = "") -> Edit:
    """Change a value of JSON, which may stand in a script."""

    def edit(content: bytes) -> bytes:
        data = json.loads(content.decode("utf-8").strip().removeprefix(begin).removesuffix(end))
        change(data)
        return f"{begin}{json.dumps(data, ensure_ascii=False)}{end}\n".encode()

    return edit


def rows(change: Callable[[list[list[str]]], object], unpack: bool = False) -> Edit:
    """Change the rows of CSV, the header being the first."""

    def edit(content: bytes) -> bytes:
        data = gzip.decompress(content) if unpack else content
        table = list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))
        change(table)
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(table)
        return gzip.compress(out.getvalue().encode("utf-8")) if unpack else out.getvalue().encode("utf-8")

    return edit


def arrow(change: Callable[[pyarrow.Table], pyarrow.Table]) -> Edit:
    """Change a table of Parquet."""

    def edit(content: bytes) -> bytes:
        out = io.BytesIO()
        parquet.write_table(change(parquet.read_table(io.BytesIO(content))), out)
        return out.getvalue()

    return edit


def put(table: list[list[str]], key: str, column: str, new: str, place: int = 0) -> None:
    at = table[0].index(column)
    row = next(row for row in table if row[place] == key)
    assert row[at] != new, f"{column} is {new} already"
    row[at] = new


def drop(table: list[list[str]], key: str, place: int = 0) -> None:
    table.remove(next(row for row in table if row[place] == key))


def column_as(name: str, other: str) -> Callable[[pyarrow.Table], pyarrow.Table]:
    """Give a column the values of another."""
    return lambda table: table.set_column(table.column_names.index(name), name, table[other])


def swap_keys(data: dict[str, Any], one: str, other: str) -> None:
    assert data[one] != data[other], f"{one} and {other} are equal"
    data[one], data[other] = data[other], data[one]


# --- As it is --------------------------------------------------------------------------------------------------------


def test_nothing_is_wrong_in_the_files_of_the_built_book(whole: tuple[list[Finding], Count]) -> None:
    found, count = whole
    assert not found, f"{len(found)} findings:\n" + "\n".join(f"  {finding}" for finding in found[:15])
    files_of_pictures = 4 + 4 + 428
    assert count["files"] > 1700 + files_of_pictures, count.summary()
    assert count["values"] > 1_500_000 and count["hashes"] > 3900, count.summary()


@pytest.mark.parametrize("address", ["https://exposure-gradient.example/", "https://data.institute.org/gradient/"])
def test_a_citation_is_expected_with_the_address_of_a_site_that_is_published(address: str, expected: Expected) -> None:
    """The built book has a placeholder; this is how a page of a real site must be cited."""
    edition, path = dataclasses.replace(load_edition(), site=address), f"{PAGE}.html"
    cited = edition.place_of(path) if edition.is_published else None
    wanted = citations.expected_forms(expected.site, "Actors & dancers", "3211", path, cited)
    written = {"text": page_citation, "BibTeX": page_bibtex, "RIS": page_ris, "CSL-JSON": page_csl}
    for form, write in written.items():
        printed = citations.READERS[form](write(edition, "Actors & dancers", "3211", path))
        assert not list(differences(PAGE, printed, wanted[form], Count())), form


# --- Faults ----------------------------------------------------------------------------------------------------------

CSV, JSON, TWIN, NOTEBOOK, HTML = (f"{PAGE}{ending}" for ending in (".csv", ".json", ".md", ".ipynb", ".html"))
FIND, INDEX = ("window.exposureGradientFind = ", ";"), ("Search.setIndex(", ")")
JOBS = ("window.exposureGradientEmployment = ", ";")
UNITS = ("window.exposureGradientUnits = ", ";")
BESIDE = ("window.exposureGradientCompare = ", ";")

EMBEDDED = f"embed/{PAGE}/page-picture.html"
FAULTS: dict[str, tuple[str, Edit, tuple[str, ...]]] = {
    # what is wrong: in which file, the fault, and what the message must name
    "the low end of the percentile has the value of the high one": (
        JSON, value(lambda r: r["percentile_range"].update(low=r["percentile_range"]["high"])), ("$.percentile_range.low", "'46'", "'31'")),
    "the 2023 mean is called that of 2025": (
        JSON, value(lambda r: swap_keys(r, "mean_2023", "mean_2025")), ("$.mean_2025.value", "'0.2'", "'0.22'")),
    "the models of a task are exchanged": (
        JSON, value(lambda r: swap_keys(r["tasks"][1], "score_2025_gpt4o", "score_2025_gemini")), ("$.tasks[2].score_2025_gpt4o", "0.15", "0.18")),
    "the last task is missing": (JSON, value(lambda r: r["tasks"].pop()), ("$.tasks", "printed '7', expected '8'")),
    "a key too many": (JSON, value(lambda r: r.update(note="")), ("$.note", "a key that the audit does not know")),
    "a key too few": (JSON, value(lambda r: r["group"].pop("rank")), ("$.group.rank", "72")),
    "below and above are exchanged": (
        JSON, value(lambda r: swap_keys(r["neighbours"], "below", "above")), ("$.neighbours.below[1].isco08", "7323", "1312")),
    "an employment figure of another occupation": (
        JSON, value(lambda r: r["us_occupations"][0].update(employment=86460)), ("$.us_occupations[1].employment", "223460")),
    "a U.S. occupation is missing": (JSON, value(lambda r: r["us_occupations"].pop(2)), ("$.us_occupations", "'4'", "'5'")),
    "a number as text": (JSON, value(lambda r: r.update(percentile="39")), ("$.percentile", "39")),
    "a row of the file counted from nought": (
        JSON, value(lambda r: r["tasks"][0].update(source_row=1248)), ("$.tasks[1].source_row", "1248", "1249")),
    "a word of a statement": (JSON, value(lambda r: r["tasks"][0].update(statement="Operating")), ("$.tasks[1].statement", "overseeing")),
    "a sign of a change": (JSON, text('"text":"−0.13"', '"text":"+0.13"'), ("$.tasks[2].change.text", "−0.13")),
    "a band's tasks in another band": (
        JSON, value(lambda r: r["band_counts"].update({"Not exposed": 0, "Minimal": 8})), ("$.band_counts.Minimal", "'8'", "'0'")),
    "the record of a code is another's": (
        "gradient/3211.json", lambda _: b"{}", ("gradient/3211.json", f"those of {JSON}")),
    "all records: an end of a percentile": (
        "data/occupations.json", value(lambda all_: all_[9]["percentile_range"].update(low=0)), ("$.1221.percentile_range.low",)),
    "all records: two exchanged": (
        "data/occupations.json", value(lambda all_: all_.reverse()), ("the order of occupations",)),
    "the schema calls the 2023 mean that of 2025": (
        "data/occupations.json", lambda content: content, ()),  # below, by itself
    "a task's score in its CSV": (CSV, rows(lambda t: put(t, "3", "score_2025", "0.22", 1)), ("row 3211/3", "score_2025", "0.2225")),
    "headings of the models exchanged in CSV": (
        CSV, swapped("score_2025_gpt4o", "score_2025_gemini"), ("header", "score_2025_gemini, score_2025_gpt4o")),
    "the last task is missing in CSV": (CSV, rows(lambda t: t.pop()), ("row 3211/8", "a row")),
    "a cell too many in CSV": (CSV, rows(lambda t: t[2].append("1")), ("line 3", "how many cells")),
    "all occupations as CSV: low is high": (
        "data/occupations.csv", rows(lambda t: put(t, "3211", "percentile_low", "46")), ("row 3211", "percentile_low", "46", "31")),
    "all occupations as CSV: a mean of two decimals": (
        "data/occupations.csv", rows(lambda t: put(t, "1111", "mean_2025", "0.31")), ("row 1111", "mean_2025", "0.3131")),
    "all occupations as CSV: a column more": (
        "data/occupations.csv", rows(lambda t: [row.append("x") for row in t]), ("header", "page, x")),
    "all occupations as CSV: one missing": (
        "data/occupations.csv", rows(lambda t: drop(t, "4132")), ("row 4132", "a row")),
    "all occupations as CSV: by mean, not by code": (
        "data/occupations.csv", rows(lambda t: t.insert(2, t.pop(9))), ("the order of rows",)),
    "all occupations as Parquet: low is high": (
        "data/occupations.parquet", arrow(column_as("percentile_low", "percentile_high")), ("row 3211", "percentile_low", "46", "31")),
    "all occupations as Parquet: a whole number as another type": (
        "data/occupations.parquet",
        arrow(lambda t: t.set_column(3, "n_tasks", t["n_tasks"].cast(pyarrow.float64()))), ("n_tasks", "the type of the column", "double", "int64")),
    "all tasks: the models exchanged": (
        "data/tasks.parquet", arrow(lambda t: t.rename_columns([*t.column_names[:4], t.column_names[5], t.column_names[4], *t.column_names[6:]])),
        ("header", "score_2025_gemini, score_2025_gpt4o")),
    "all tasks: one missing": ("data/tasks.parquet", arrow(lambda t: t.slice(1)), ("row 1111/1", "a row")),
    "a route of the crosswalk is missing": ("data/tables/crosswalk.csv", rows(lambda t: drop(t, "3211")), ("row 3211/", "a row")),
    "a U.S. title in the table": (
        "data/tables/us_occupations.csv", rows(lambda t: put(t, "29-2034.00", "title", "Radiologists")), ("row 29-2034.00", "title", "Radiologic Technologists")),
    "a published mean in the table": (
        "data/tables/occupations.parquet", arrow(column_as("ilo_mean_2023", "ilo_mean_2025")), ("row 1111", "ilo_mean_2023", "0.31", "0.22")),
    "another study's rating": (
        "data/tables/eloundou.parquet", arrow(column_as("gpt4_alpha", "human_alpha")), ("row 11-1011.00", "gpt4_alpha", "0.18", "0.1")),
    "the forms of a table that is typed by hand differ": (
        "data/tables/published.csv", rows(lambda t: put(t, "tasks", "value", "3266")), ("row tasks", "value", "3266", "3265")),
    "a cell of the ledger as CSV": (
        "data/ledger.csv.gz", rows(lambda t: t[-1].__setitem__(3, "9.99"), unpack=True), ("data/ledger.csv.gz", "text", "9.99", "as in Parquet")),
    "a row of the ledger is missing as CSV": ("data/ledger.csv.gz", rows(lambda t: t.pop(), unpack=True), ("rows and columns",)),
    "the dictionary: a type": (
        "data/tables/dictionary.csv", rows(lambda t: t[2].__setitem__(2, "text")), ("task_scores", "columns and their types")),
    "the twin: headings of the models exchanged": (TWIN, text("GPT-4o | Gemini", "Gemini | GPT-4o"), ("Tasks.headings[4]", "Gemini", "GPT-4o")),
    "the twin: two scores exchanged": (TWIN, text("| 0.10 | 0.28 | 0.25 |", "| 0.10 | 0.25 | 0.28 |"), ("row 1.GPT-4o", "0.25", "0.28")),
    "the twin: the last task is missing": (TWIN, between(r"(?m)^\| 8 \|.*\n", ""), ("Tasks.rows", "'7'", "'8'")),
    "the twin: the percentile of another": (TWIN, text("39th", "38th"), ("row Percentile among all occupations.Value", "38th", "39th")),
    "the twin: a figure under another name": (TWIN, text("| Mean exposure in 2025", "| Mean exposure in 2023"), ("Mean exposure in 2023",)),
    "the twin: a U.S. occupation is missing": (TWIN, between(r"\| Diagnostic Medical.*\n", ""), ("U.S. occupations.rows", "'4'", "'5'")),
    "the twin: a caveat is missing": (TWIN, between(r"Exposure is potential.*\n", ""), ("the order of blocks",)),
    "the twin: a sentence too many": (TWIN, text("## Tasks\n", "It will be replaced.\n\n## Tasks\n"), ("the order of blocks",)),
    "the notebook: another occupation": (NOTEBOOK, text('isco08 = \\"3211\\"', 'isco08 = \\"3212\\"', 9), ("the parameter isco08", "'3212'", "'3211'")),
    "the notebook: another title": (
        NOTEBOOK, text("parts.masthead(data, 'Medical Imaging", "parts.masthead(data, 'Dental Imaging"), ("the title that the page is headed by",)),
    "the notebook: code that the page does not show": (
        NOTEBOOK, text('most = tasks[\\"score_2025\\"].idxmax()', 'most = tasks[\\"score_2025\\"].idxmin()'), ("code[14]", "idxmin()", "idxmax()")),
    "the notebook: a heading": (NOTEBOOK, text("## Related occupations", "## Relatives"), ("headings[5]", "Relatives", "Related occupations")),
    "the notebook: not of its format": (NOTEBOOK, text('"nbformat":4', '"nbformat":7'), (PAGE, "notebook", "cannot be read")),
    "the head: the title of another": (HTML, text("<title>Medical Imaging", "<title>Dental Imaging"), ("head.title",)),
    "the head: a figure of the preview": (HTML, text("39th percentile; 0 of 8", "93rd percentile; 0 of 8"), ("head.description", "93rd", "39th")),
    "the head: the picture of another": (HTML, between(r'content="[^"]*\.png" property="og:image"', 'content="x.png" property="og:image"'), ("head.og:image", "x.png")),
    "the head: something more": (HTML, text("</title>", '</title><meta name="keywords" content="jobs lost"/>'), ("head.keywords", "jobs lost")),
    "the head: the code for machines": (HTML, text('"codeValue":"3211"', '"codeValue":"3212"'), ("JSON-LD[1].about.occupationalCategory.codeValue", "3212", "3211")),
    "a group's head: its ends exchanged": (
        f"{GROUP}.html", lambda content: re.sub(rb"from (0\.\d\d) \(([^)]+)\) to (0\.\d\d) \(([^)]+)\)", rb"from \1 (\4) to \3 (\2)", content), ("head.description", GROUP)),
    "a citation: the year": (HTML, text("contributors (2026). Medical", "contributors (2025). Medical", 9), ("citation as text", "(2025)", "(2026)")),
    "a citation: the code in RIS": (HTML, text("TI  - Medical Imaging and Therapeutic Equipment Technicians (ISCO-08 3211)", "TI  - Medical Imaging and Therapeutic Equipment Technicians (ISCO-08 3212)"), ("citation as RIS", "3212")),
    "a citation: the edition in BibTeX": (HTML, text("edition   = {2026.1}", "edition   = {2025.1}"), ("citation as BibTeX", "edition", "2025.1")),
    "a citation: the path in CSL-JSON": (
        HTML, lambda content: altered(content, *(f"&#34;note&#34;: &#34;{page}.html" for page in (PAGE, NEXT))), ("citation as CSL-JSON", NEXT)),
    "a citation: a form is missing": (HTML, text('aria-label="Citation as RIS"', 'aria-label="RIS"'), ("citation", "RIS", "nothing")),
    "the search: a U.S. title is missing": (
        "data/find.js", value(lambda d: next(page for page in d["pages"] if page[0] == "3211")[3].pop(), *FIND), ("$.3211.us", "29-2033.00", "Nuclear Medicine")),
    "the search: a U.S. title of another": ("data/find.js", text("Nuclear Medicine Technologists", "Nuclear Technicians"), ("29-2033.00", "Nuclear Technicians")),
    "the search: leads to another page": ("data/find.js", text(f"{PAGE}.html", f"{NEXT}.html"), ("$.3211.address", "3212")),
    "the search: a term leads to another": ("data/find.js", text("#term-Percentile", "#term-Rank"), ("book[", "term-Rank", "term-Percentile")),
    "the search: what is asked for leads to another": ("data/find.js", text('"confidence interval","methodology/uncertainty', '"confidence interval","methodology/sensitivity'), ("book[", "sensitivity", "uncertainty")),
    "the search: a unit group without scores is missing": ("data/find.js", value(lambda d: d["unscored"].pop(), *FIND), ("unscored", "how many")),
    "the search: a section is missing": ("data/find.js", value(lambda d: d["book"].pop(), *FIND), ("book", "how many")),
    "the search: an occupation is missing": ("data/find.js", value(lambda d: d["pages"].pop(7), *FIND), ("a key", "gradient/1213-")),
    "a reader's own table: a mean": ("data/unit_groups.js", value(lambda d: d["units"][3].__setitem__(2, 0.5), *UNITS), ("$.units[4]", "0.5")),
    "a reader's own table: a band": ("data/unit_groups.js", value(lambda d: d["units"][3].__setitem__(3, 5), *UNITS), ("$.units[4]", "5")),
    "a reader's own table: a group is missing": ("data/unit_groups.js", value(lambda d: d["groups"].pop(), *UNITS), ("$.groups",)),
    "a reader's own table: a figure of the example": ("data/unit_groups.js", text("2014,111,6.636", "2014,111,6.663"), ("example.text", "6.663", "6.636")),
    "the sizes of marks: of another occupation": ("data/employment.js", value(lambda d: swap_keys(d["gbr"], "2512", "9112"), *JOBS), ("gbr 2512", "persons")),
    "the sizes of marks: an occupation is missing": ("data/employment.js", value(lambda d: d["usa"].pop("3211"), *JOBS), ("usa 3211", "nothing")),
    "the comparison: two figures exchanged": (
        "data/compare.js", value(lambda d: d["occupations"]["3211"].__setitem__(2, swap(d["occupations"]["3211"][2], 5, 6)), *BESIDE),
        ("$.3211.change", "+0.01", "+0.02")),
    "the comparison: an exact value": (
        "data/compare.js", value(lambda d: d["occupations"]["3211"][3].__setitem__(2, "0.1998"), *BESIDE), ("$.3211.interval.tasks.mean_low", "0.1998", "0.196")),
    "the comparison: figures of another": (
        "data/compare.js", value(lambda d: d["occupations"].update({"3211": d["occupations"]["3212"]}), *BESIDE), ("$.3211.title", "Pathology")),
    "the comparison: the words of another task": (
        "data/compare.js", value(lambda d: d["occupations"]["3211"][4].reverse(), *BESIDE), ("$.3211.statements[1]", "Explaining procedures")),
    "the comparison: a column of the CSV": ("data/compare.js", text('"tasks_rank_low"', '"raters_rank_low"'), ("$.columns", "raters_rank_low")),
    "the comparison: an occupation is missing": ("data/compare.js", value(lambda d: d["occupations"].pop("1213"), *BESIDE), ("$.1213", "a key")),
    "the index: a page called otherwise": (
        "searchindex.js", value(lambda d: d["titles"].__setitem__(d["docnames"].index(PAGE), "Actors"), *INDEX), (PAGE, "Actors")),
    "the index: a page is not found by a word": (
        "searchindex.js", value(lambda d: d["terms"].pop("sonograph"), *INDEX), ("3211 by the word Sonographers", "not found")),
    "the data package: an old hash": (
        "data/datapackage.json", value(lambda d: d["resources"][0].update(hash=d["resources"][1]["hash"])), ("$.resources[1].hash",)),
    "the data package: what is said of two columns exchanged": (
        "data/datapackage.json", swapped("Mean of the combined 2025 scores, to four decimals", "Mean of the 2023 scores, to four decimals"),
        ("occupation-figures.mean_2025", "its description", "2023")),
    "the data package: a table is missing": ("data/datapackage.json", value(lambda d: d["resources"].pop(3)), ("$.resources",)),
    "the data package: what a column of the dictionary means": (
        "data/datapackage.json", text("Number of the task within its unit group, as the file counts.", "Number."), ("task_scores.task", "its description")),
    "Croissant: a type": ("data/croissant.json", text('"dataType": "sc:Integer"', '"dataType": "sc:Text"'), ("dataType", "sc:Text", "sc:Integer")),
    "the crate: a size": (
        "ro-crate-metadata.json", between(r'"contentSize": "\d+"', '"contentSize": "1"'), ("data/occupations.csv.contentSize", "'1'")),
    "the site map: a page is missing": ("sitemap.xml", between(rf"<url><loc>[^<]+{PAGE}.*\n", ""), (PAGE, "a key", "nothing")),
    "the site map: another date": ("sitemap.xml", between(r"<lastmod>[^<]+", "<lastmod>2025-01-01"), ("2025-01-01",)),
    "robots are sent away": ("robots.txt", text("Allow: /", "Disallow: /"), ("robots.txt", "Disallow")),
    "the guide: a code": ("llms.txt", text("ISCO-08 3211", "ISCO-08 3212"), ("3212", "3211")),
    "the guide: how many there are": ("llms.txt", text("427", "436"), ("436", "427")),
    "the feed: another edition": ("feed.xml", text("Edition 2026.1<", "Edition 2026.2<"), ("feed.xml", "2026.2")),
    "a picture for other sites: another figure": (EMBEDDED, text(">0.22</text>", ">0.23</text>"), (EMBEDDED, "0.23", "0.22")),
    "a picture for other sites: another caption": (EMBEDDED, text("</a> occupations by mean exposure; the mark is this one", "</a> occupations by mean exposure; the mark is another"), (EMBEDDED, "another")),
    "a picture for other sites: of another page": (EMBEDDED, text("technicians.html#page-picture", "aides.html#page-picture"), (EMBEDDED, "aides")),
    "a picture for other sites: a link to another row": (EMBEDDED, text("#f-n_occupations", "#f-n_tasks"), (EMBEDDED, "f-n_tasks")),
    "a picture for other sites: without the notice": (EMBEDDED, text("has not been prepared, reviewed", "has been prepared"), (EMBEDDED, "has been prepared")),
    "a picture for other sites: another title": (EMBEDDED, text("</title>", " Download as SVG</title>"), (EMBEDDED, "its title", "Download")),
    "a picture for other sites: a script": (EMBEDDED, text("</main>", "</main><script src='x.js'></script>"), (EMBEDDED, "what it may do")),
    "a picture for other sites: another address": (
        EMBEDDED.replace(".html", ".json"), text("/page-picture.html", "/other.html"), ("page-picture.json", "other.html")),
    "the page for a missing one: an address that is not from the top": (
        "404.html", text('href="/index.html"', 'href="index.html"'), ("404.html", "an address", "'index.html'")),
}  # fmt: skip
del FAULTS["the schema calls the 2023 mean that of 2025"]


def page_of(path: str) -> str:
    """Return what is read because of a file: the page that it stands beside, or the file itself."""
    if path == "gradient/3211.json" or path.startswith("embed/"):
        return PAGE
    return path.rpartition(".")[0] if path.startswith(("gradient/", "groups/")) else path


@pytest.fixture
def fault(copied: Path) -> Iterator[Callable[[str, Edit], Path]]:
    """Put a fault into a file of the copy, which has its own bytes again afterwards."""
    undone: list[tuple[Path, bytes]] = []

    def make(path: str, edit: Edit) -> Path:
        place = copied / path
        content = place.read_bytes()
        changed = edit(content)
        assert changed != content, f"{path} is as it was"
        place.unlink()  # or the book's own file, which it is another name of, would change
        place.write_bytes(changed)
        undone.append((place, content))
        forget()
        return copied

    yield make
    for place, content in reversed(undone):
        place.unlink()
        place.write_bytes(content)
    forget()


@pytest.mark.turns(2)
@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_in_a_file_is_found_and_named(
    what: str, fault: Callable[[str, Edit], Path], expected: Expected
) -> None:
    path, edit, named = FAULTS[what]
    found = read(fault(path, edit), expected, page_of(path))
    assert found, f"{path}: {what}: nothing is found"
    assert any(all(part in line for part in named) for line in found), f"none of these names {named}:\n" + "\n".join(
        found[:8]
    )


DAMAGES: dict[str, Edit] = {
    "cut off": lambda content: content[: len(content) // 2],
    "emptied": lambda _: b"",
    "not UTF-8": lambda _: b"\xff\xfe\x00",
    "another value": lambda _: b"[]\n",
}
EACH_KIND = (CSV, JSON, TWIN, NOTEBOOK, HTML, "gradient/3211.json", "data/occupations.json", "data/occupations.csv",
             "data/tasks.parquet", "data/ledger.csv.gz", "data/ledger.parquet", "data/tables/crosswalk.csv", "data/tables/licences.parquet",
             "data/tables/dictionary.csv", "data/find.js", "data/compare.js", "data/unit_groups.js", "data/employment.js", "searchindex.js", "data/datapackage.json", "data/croissant.json",
             "ro-crate-metadata.json", "sitemap.xml", "robots.txt", "llms.txt", "404.html")  # fmt: skip
READ_WITH = {"data/ledger.parquet": "data/ledger.csv.gz", "data/tables/licences.parquet": "data/tables/licences.csv"}


@pytest.mark.parametrize("path", EACH_KIND)
def test_a_damaged_file_is_a_finding_and_ends_no_audit(
    path: str, fault: Callable[[str, Edit], Path], copied: Path, expected: Expected
) -> None:
    for what, damage in DAMAGES.items():
        found = read(fault(path, damage), expected, READ_WITH.get(path) or page_of(path))
        assert found, f"{path} {what}: nothing is found"


def test_a_schema_that_describes_another_year_is_found(fault: Callable[[str, Edit], Path], expected: Expected) -> None:
    site = fault("data/record.schema.json", text("tasks' 2023 scores", "tasks' 2025 scores"))
    [line] = read(site, expected, "data/occupations.json")
    assert "$.mean_2023: its description" in line and "not of 2025" in line


def test_a_file_more_or_less_or_with_another_byte_is_found(
    fault: Callable[[str, Edit], Path], copied: Path, expected: Expected
) -> None:
    assert read(copied, expected, "manifest.sha256") == []
    for name in ("data/more.csv", "gradient/3211.csv", "_static/more.json"):
        (copied / name).write_bytes(b"")
        found = read(copied, expected, "manifest.sha256")
        (copied / name).unlink()
        assert any(line.startswith(f"{name}: the site: a file that the audit does not know") for line in found), found
    content = (copied / f"{PAGE}.png").read_bytes()
    (copied / f"{PAGE}.png").unlink()
    found = read(copied, expected, "manifest.sha256")
    (copied / f"{PAGE}.png").write_bytes(content)
    assert f"{PAGE}.png: the site: a file: printed 'nothing', expected 'there'" in found
    fault("share.png", lambda content: content[:-1] + bytes([content[-1] ^ 1]))
    [line] = read(copied, expected, "manifest.sha256")
    assert line.startswith("share.png: manifest.sha256: its sha256")


def test_a_whole_column_of_another_is_named_for_each_occupation_that_differs(
    fault: Callable[[str, Edit], Path], expected: Expected, site: Path
) -> None:
    table = parquet.read_table(site / "data" / "occupations.parquet")
    n_other = compute.sum(compute.not_equal(table["percentile_low"], table["percentile_high"])).as_py()
    folder = fault("data/occupations.parquet", arrow(column_as("percentile_low", "percentile_high")))
    assert len(read(folder, expected, "data/occupations.parquet")) == n_other > 300
