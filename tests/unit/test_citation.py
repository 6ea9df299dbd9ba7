"""Citations: each format is read back by a reader of that format, for every page."""

import dataclasses
import json
import re

import pytest
from pybtex.database import parse_string

from exposure_gradient.publication.citation import page_bibtex, page_citation, page_csl, page_ris
from exposure_gradient.sources import load_edition
from inline_pages import InlinePage

RIS_LINE = re.compile(r"([A-Z][A-Z0-9])  - (.*)")
CSL_TYPES = {"chapter"}
HOSTILE = ['A "quoted" title', "Title\nwith a break", "ER  - \nTY  - BOOK", "{braces} & 50% \\ $x$", "naïve – “quotes”"]


def arguments(page: InlinePage) -> tuple:
    return load_edition(), page.data.title, page.data.isco08, f"gradient/{page.data.name}.html"


def ris_fields(text: str) -> list[tuple[str, str]]:
    found = [RIS_LINE.fullmatch(line) for line in text.split("\n")]
    assert all(found), f"a line of RIS without a tag: {text!r}"
    return [(match[1], match[2]) for match in found]


def test_every_pages_bibtex_is_read_back(pages: dict[str, InlinePage]) -> None:
    whole = parse_string("\n".join(page_bibtex(*arguments(page)) for page in pages.values()), "bibtex")
    assert len(whole.entries) == len(pages)
    for code in pages:
        entry = whole.entries[f"exposure-gradient-{load_edition().id}-{code}"]
        assert entry.fields["year"] == load_edition().date[:4], code
        assert entry.fields["edition"] == load_edition().id, code


def test_every_pages_ris_is_one_entry_with_the_title(pages: dict[str, InlinePage]) -> None:
    for code, page in pages.items():
        fields = ris_fields(page_ris(*arguments(page)))
        assert fields[0] == ("TY", "CHAP") and fields[-1][0] == "ER", code
        assert dict(fields)["TI"] == f"{page.data.title} (ISCO-08 {code})", code
        assert dict(fields)["ET"] == load_edition().id, code
        assert dict(fields)["DA"].split("/") == load_edition().date.split("-"), code
        assert dict(fields)["PY"] == load_edition().date[:4], code


def test_every_pages_csl_json_is_one_item_with_the_title(pages: dict[str, InlinePage]) -> None:
    for code, page in pages.items():
        [item] = json.loads(page_csl(*arguments(page)))
        assert item["type"] in CSL_TYPES and item["title"] == f"{page.data.title} (ISCO-08 {code})", code
        assert item["issued"]["date-parts"] == [[int(part) for part in load_edition().date.split("-")]], code


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_stays_a_title(title: str) -> None:
    edition = load_edition()
    fields = ris_fields(page_ris(edition, title, "3211", "gradient/x.html"))
    assert [tag for tag, _ in fields].count("TY") == 1 and [tag for tag, _ in fields].count("ER") == 1
    [item] = json.loads(page_csl(edition, title, "3211", "gradient/x.html"))
    assert item["title"].startswith(title)


@pytest.mark.parametrize("site", ["https://data.institute.org/gradient/", "http://127.0.0.1:8000/"])
def test_a_real_site_gives_every_format_the_full_address(pages: dict[str, InlinePage], site: str) -> None:
    edition = dataclasses.replace(load_edition(), site=site)
    cited = {code: (edition, *arguments(page)[1:]) for code, page in pages.items()}
    whole = parse_string("\n".join(page_bibtex(*given) for given in cited.values()), "bibtex")
    for code, given in cited.items():
        path = given[-1]
        address = f"{site}{path}"
        [item] = json.loads(page_csl(*given))
        entry = whole.entries[f"exposure-gradient-{edition.id}-{code}"]
        assert item["URL"] == address, f"{code}, CSL-JSON: {item.get('URL')}"
        assert entry.fields["url"] == address, f"{code}, BibTeX: {entry.fields.get('url')}"
        assert dict(ris_fields(page_ris(*given)))["UR"] == address, f"{code}, RIS"
        assert f", {address}. " in page_citation(*given), f"{code}, text: {page_citation(*given)}"
        assert all(path not in note for note in (item["note"], entry.fields["note"])), (
            f"{code}: the note repeats the path"
        )


@pytest.mark.parametrize(
    "site", ["", "https://exposure-gradient.example/", "https://a.test/", "http://www.example.org/x/"]
)
def test_a_placeholder_is_never_cited(pages: dict[str, InlinePage], site: str) -> None:
    edition, *rest = arguments(pages["3211"])
    for cite in (page_citation, page_bibtex, page_ris, page_csl):
        text = cite(dataclasses.replace(edition, site=site), *rest)
        assert "://" not in text.replace("https://doi.org/", ""), f"{cite.__name__} at {site!r}: {text}"
        assert "gradient/3211-medical-imaging" in text, f"{cite.__name__} at {site!r} does not name the page: {text}"


def test_every_citation_names_the_edition(pages: dict[str, InlinePage]) -> None:
    page = pages["3211"]
    for cite in (page_citation, page_bibtex, page_ris, page_csl):
        assert load_edition().id in cite(*arguments(page)), cite.__name__
