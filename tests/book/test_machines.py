"""What the site tells machines: each description is read by its own format's reader, and names files that are there."""

import csv
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import frictionless
import pytest
from pyarrow import parquet
from rocrate.rocrate import ROCrate

from exposure_gradient.contents import plan
from exposure_gradient.publication.fields import OCCUPATION_FIELDS, TASK_FIELDS
from exposure_gradient.site.addresses import BY_CODE
from exposure_gradient.site.embed import FOLDER
from exposure_gradient.sources import load_edition

pytestmark = pytest.mark.built
HOME = load_edition().site
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module")
def html_pages(site: Path) -> set[str]:
    names = {
        path.relative_to(site).as_posix()
        for path in site.rglob("*.html")
        if not path.is_relative_to(site / "_static") and path.name not in ("search.html", "404.html")
    }
    return {name for name in names if not BY_CODE.fullmatch(name) and not name.startswith(f"{FOLDER}/")}


def test_the_data_package_validates_with_every_row_of_every_table(site: Path) -> None:
    report = frictionless.validate(str(site / "data" / "datapackage.json"))
    assert len(report.tasks) == len(json.loads((site / "data" / "datapackage.json").read_text("utf-8"))["resources"])
    assert report.valid, report.flatten(["fieldName", "rowNumber", "note"])[:10]
    rows = {task.name: task.stats["rows"] for task in report.tasks if task.type == "table"}
    assert rows["occupation-figures"] == 427 and rows["task-scores"] == 3266
    assert rows["ledger"] > 50_000, rows


def test_every_table_of_the_site_is_described(site: Path) -> None:
    package = json.loads((site / "data" / "datapackage.json").read_text("utf-8"))
    described = {resource["path"] for resource in package["resources"]}
    endings = (".csv", ".csv.gz", ".parquet")
    there = {
        path.relative_to(site / "data").as_posix() for path in site.rglob("data/**/*") if path.name.endswith(endings)
    }
    assert described == there - {"tables/dictionary.csv"}


def test_a_column_of_a_year_is_described_as_of_that_year(site: Path) -> None:
    package = json.loads((site / "data" / "datapackage.json").read_text("utf-8"))
    croissant = json.loads((site / "data" / "croissant.json").read_text("utf-8"))
    described = [
        (field["name"], field["description"])
        for part in (*(one.get("schema", {}).get("fields", []) for one in package["resources"]),
                     *(one["field"] for one in croissant["recordSet"]))
        for field in part
    ]  # fmt: skip
    of_years = [(name, words) for name, words in described if name.startswith("mean_20")]
    assert len(of_years) >= 6
    for name, words in of_years:
        assert re.findall(r"20\d\d", words) == [name.removeprefix("mean_")], f"{name}: {words}"


def test_the_whole_set_as_parquet_is_that_of_the_records(site: Path) -> None:
    records = json.loads((site / "data" / "occupations.json").read_text("utf-8"))
    tasks = parquet.read_table(site / "data" / "tasks.parquet").to_pylist()
    plain = [
        {
            "isco08": record["isco08"],
            "task": task["number"],
            **{name: task[name] for name in TASK_FIELDS if name in task},
            "change": task["change"] and task["change"]["value"],
        }
        for record in records
        for task in record["tasks"]
    ]
    assert len(tasks) == len(plain) == sum(record["n_tasks"] for record in records)
    for row, expected in zip(tasks, plain, strict=True):
        assert row == expected, f"tasks.parquet: task {row['task']} of {row['isco08']}"
    table = parquet.read_table(site / "data" / "occupations.parquet")
    assert table.column_names == list(OCCUPATION_FIELDS)
    for row, record in zip(table.to_pylist(), records, strict=True):
        for name in ("isco08", "title", "n_tasks", "percentile", "band", "share_exposed_pct"):
            assert row[name] == record[name], f"occupations.parquet: {name} of {record['isco08']}"
        for name in ("mean_2025", "mean_2023", "change"):
            assert row[name] == record[name]["value"], f"occupations.parquet: {name} of {record['isco08']}"


def test_the_whole_set_as_parquet_and_as_csv_hold_the_same(site: Path) -> None:
    kinds = {"string": str, "integer": int, "number": float}
    with (site / "data" / "occupations.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    table = parquet.read_table(site / "data" / "occupations.parquet").to_pylist()
    assert len(table) == len(rows)
    for row, text in zip(table, rows, strict=True):
        typed = {name: kinds[kind](text[name]) for name, (kind, *_) in OCCUPATION_FIELDS.items()}
        assert row == typed, f"occupations.parquet: {row['isco08']} is not as in occupations.csv"


def test_the_research_object_is_read_and_names_files_that_are_there(site: Path) -> None:
    crate = ROCrate(str(site))
    assert crate.root_dataset["version"] == load_edition().id
    named = [entity.id for entity in crate.data_entities if entity.type == "File"]
    assert len(named) > 10
    missing = [name for name in named if not (site / name).is_file()]
    assert not missing, missing


def test_the_site_map_lists_every_page_once(site: Path, html_pages: set[str]) -> None:
    root = ET.parse(site / "sitemap.xml").getroot()
    listed = [node.text.removeprefix(HOME) for node in root.iter(f"{SITEMAP}loc")]
    assert len(listed) == len(set(listed)) and set(listed) == html_pages
    assert f"Sitemap: {HOME}sitemap.xml" in (site / "robots.txt").read_text("utf-8")


def test_the_guide_for_language_models_leads_to_files_that_are_there(site: Path) -> None:
    text = (site / "llms.txt").read_text("utf-8")
    addresses = re.findall(r"\]\(([^)]+)\)", text)
    missing = [address for address in addresses if not (site / address.removeprefix(HOME)).is_file()]
    assert text.startswith("# The Exposure Gradient\n") and len(addresses) > 427
    assert not missing, missing[:10]


def test_every_page_describes_itself_in_json_ld(site: Path, html_pages: set[str]) -> None:
    edition = load_edition()
    for name in sorted(html_pages):
        text = (site / name).read_text("utf-8")
        [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
        about = json.loads(block)
        assert about["@context"] == "https://schema.org" and about["url"] == HOME + name, name
        assert about["version"] == edition.id and about["headline"], name
        if name.startswith("gradient/"):
            assert about["about"]["occupationalCategory"]["codeValue"] == name[9:13], name
            assert (site / about["image"].removeprefix(HOME)).is_file(), name


def test_every_planned_page_is_in_the_site_map(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPOSURE_GRADIENT_WORDING", "none")
    listed = (site / "sitemap.xml").read_text("utf-8")
    missing = [page.name for page in plan.all_pages() if f"{HOME}{page.name}.html<" not in listed]
    assert not missing, missing[:10]
