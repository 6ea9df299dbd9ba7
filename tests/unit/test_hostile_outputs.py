"""The injection strings as title of an occupation and of the edition, through every file that machines and programs read."""

import csv
import dataclasses
import io
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt
from PIL import Image
from test_hostile import HOSTILE, assert_inert, hostile_page, one_line

from exposure_gradient.measures import Study
from exposure_gradient.pages.page import Page
from exposure_gradient.publication.citation import page_citation, page_csl, page_ris
from exposure_gradient.publication.figures.share_image import HEIGHT, WIDTH, share_image
from exposure_gradient.site import metadata as machines
from exposure_gradient.site.beside import occupation_row
from exposure_gradient.site.search_index import finder_script
from exposure_gradient.site.tables import csv_text, for_spreadsheets
from exposure_gradient.sources import Edition, load_edition

PATH = "gradient/3211-x.html"


@pytest.fixture(params=range(len(HOSTILE)), ids=lambda number: f"text{number}")
def text(request: pytest.FixtureRequest) -> str:
    return one_line(HOSTILE[request.param])


@pytest.fixture
def edition(text: str) -> Edition:
    return dataclasses.replace(load_edition(), title=text, authors=text)


@pytest.fixture
def record(text: str, everything: Study) -> dict[str, Any]:
    return hostile_page(everything, text, title=text).record()


def page_of(title: str) -> Page:
    return Page(PATH.removesuffix(".html"), Path("occupation.md"), title=title, parameters={"isco08": "3211"})


def test_ris_has_one_line_a_tag(text: str, edition: Edition) -> None:
    lines = page_ris(edition, text.replace(" ", "\n"), "3211", PATH).split("\n")
    assert [line[:6] for line in lines] == [
        f"{tag}  - " for tag in ["TY", "AU", "TI", "T2", "ET", "PY", "DA", "N1", "ER"]
    ]


def test_csl_json_gives_the_text_back(text: str, edition: Edition) -> None:
    [item] = json.loads(page_csl(edition, text, "3211", PATH))
    assert item["title"] == f"{text} (ISCO-08 3211)" and item["author"] == [{"literal": text}]


def test_the_plain_citation_holds_the_text(text: str, edition: Edition) -> None:
    assert page_citation(edition, text, "3211", PATH).count(text) == 3


def test_the_script_of_names_is_one_assignment_of_json(text: str, record: dict[str, Any]) -> None:
    script = finder_script([record], {text: ["3211"]}, {"3211": [text]}, [[text, "index.html", ""]], {"0310": text})
    start = "window.exposureGradientFind = "
    assert script.startswith(start) and script.endswith(";\n") and script.count("\n") == 1
    names = json.loads(script[len(start) : -2])
    assert names["pages"][0][1] == text and names["pages"][0][4] == [text] and names["everyday"][0][0] == text
    assert names["book"][0][0] == text and names["unscored"] == [["0310", text]]


def test_no_cell_of_all_occupations_starts_a_formula(record: dict[str, Any]) -> None:
    [row] = csv.DictReader(io.StringIO(csv_text(for_spreadsheets([occupation_row(record)]))))
    assert row["title"][0] not in "=+-@\t\r"


def test_the_record_is_json_that_gives_the_text_back(text: str, record: dict[str, Any]) -> None:
    assert json.loads(json.dumps(record, ensure_ascii=False))["title"] == text


def test_the_map_of_the_site_is_xml(edition: Edition, text: str) -> None:
    root = ElementTree.fromstring(machines.site_map(edition, [page_of(text)]).encode("utf-8"))
    assert [node.tag.rpartition("}")[2] for node in root.iter()] == ["urlset", "url", "loc", "lastmod"]


def test_the_guide_for_language_models_shows_the_text_as_text(edition: Edition, text: str) -> None:
    guide = machines.guide(edition, [page_of(text)])
    markup = MarkdownIt("commonmark", {"html": True}).render(guide)
    reader = assert_inert(markup, f"llms.txt with {text!r}")
    assert [tag for tag, _ in reader.tags].count("h1") == 1 and text in reader.text


@pytest.mark.parametrize("make", [machines.data_package, machines.croissant, machines.research_object])
def test_descriptions_for_machines_give_the_text_back(make: Any, edition: Edition, text: str) -> None:
    quoted = json.dumps(text, ensure_ascii=False)[1:-1]
    assert json.dumps(json.loads(json.dumps(make(edition, text, []))), ensure_ascii=False).count(quoted) >= 2


def test_the_share_image_is_a_picture_of_its_size(record: dict[str, Any]) -> None:
    with Image.open(io.BytesIO(share_image(record))) as image:
        assert (image.size, image.format) == ((WIDTH, HEIGHT), "PNG")
