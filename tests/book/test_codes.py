"""Codes are text in every published format: each format's own reader gives what the source's CSV holds, cell by cell."""

import csv
import gzip
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import frictionless
import mlcroissant
import pandas as pd
import pytest
from pyarrow import parquet
from rocrate.rocrate import ROCrate

from exposure_gradient.paths import ROOT, data_folder

pytestmark = pytest.mark.built
Rows = list[dict[str, Any]]
Columns = dict[str, list[Any]]


@pytest.fixture(scope="module")
def package(site: Path) -> dict[str, Any]:
    return json.loads((site / "data" / "datapackage.json").read_text("utf-8"))


def source_of(site: Path, name: str) -> Rows:
    """A table as text: the project's own for those of `data/`, the published CSV for those that the build makes."""
    path = data_folder() / f"{name.replace('-', '_')}.csv"
    if name == "occupation-figures":
        path = site / "data" / "occupations.csv"
    if name == "ledger":
        with gzip.open(site / "data" / "ledger.csv.gz", "rt", encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def texts(resource: dict[str, Any]) -> list[str]:
    """The columns of a table that hold text."""
    return [field["name"] for field in resource["schema"]["fields"] if field["type"] == "string"]


def wrong_cells(name: str, found: Columns, source: Rows) -> Iterator[str]:
    """The cells of a table that are not the source's text; an empty cell may be absent."""
    for column, cells in found.items():
        for number, (cell, row) in enumerate(zip(cells, source, strict=True), start=1):
            if cell != row[column] and (cell is not None or row[column]):
                yield f"{name}, row {number}, {column}: {cell!r}, the source has {row[column]!r}"


def by_frictionless(site: Path, resource: dict[str, Any]) -> Columns:
    rows = list(frictionless.Resource(resource, basepath=str(site / "data")).read_rows())
    return {name: [row[name] for row in rows] for name in texts(resource)}


def by_pandas(site: Path, resource: dict[str, Any]) -> Columns:
    """As the page "The data" tells readers: the types of text columns named, everything else as pandas has it."""
    kinds = dict.fromkeys(texts(resource), "str")
    frame = pd.read_csv(site / "data" / resource["path"], dtype=kinds, keep_default_na=False, na_values=[""])
    return {name: [None if cell is pd.NA or cell != cell else cell for cell in frame[name]] for name in kinds}


def by_parquet(site: Path, resource: dict[str, Any]) -> Columns:
    return parquet.read_table(site / "data" / resource["path"], columns=texts(resource)).to_pydict()


@pytest.mark.parametrize(
    ("read", "format_", "left_out"),
    [
        (
            by_frictionless,
            "csv",
            {"ledger"},
        ),  # it has 60,000 rows, all text, and is read whole where the package is validated
        (by_pandas, "csv", set()),
        (by_parquet, "parquet", {"tasks"}),  # there is no one CSV of them; see below
    ],
)
def test_every_text_of_every_table_is_read_as_the_source_has_it(
    site: Path,
    package: dict[str, Any],
    read: Callable[[Path, dict[str, Any]], Columns],
    format_: str,
    left_out: set[str],
) -> None:
    resources = [one for one in package["resources"] if one["format"] == format_ and one["name"] not in left_out]
    assert len(resources) >= 14, f"{len(resources)} tables as {format_}: {[one['name'] for one in resources]}"
    wrong = [
        cell
        for one in resources
        for name in [one["name"].removesuffix("-parquet")]
        for cell in wrong_cells(name, read(site, one), source_of(site, name))
    ]
    assert not wrong, f"{read.__name__}: {len(wrong)} cells:\n" + "\n".join(wrong[:15])


def test_croissant_reads_every_text_of_every_table_as_the_source_has_it(
    site: Path, package: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(site / "data")
    dataset = mlcroissant.Dataset(str(site / "data" / "croissant.json"))
    assert not dataset.metadata.ctx.issues.errors, dataset.metadata.ctx.issues.errors
    resources = {one["name"].removesuffix("-parquet"): one for one in package["resources"]}
    names = {record_set.uuid for record_set in dataset.metadata.record_sets}
    assert names == set(resources), f"record sets and tables differ: {names ^ set(resources)}"
    wrong = []
    for name in sorted(names - {"ledger"}):  # it has 60,000 rows, all text, and its Parquet file is read above
        found: Columns = {column: [] for column in texts(resources[name])}
        for row in dataset.records(name):
            for column, cells in found.items():
                cell = row[f"{name}/{column}"]
                cells.append(cell.decode() if isinstance(cell, bytes) else cell)
        source = parquet.read_table(site / "data" / "tasks.parquet").to_pylist() if name == "tasks" else None
        wrong += wrong_cells(name, found, source or source_of(site, name))
    assert not wrong, f"{len(wrong)} cells:\n" + "\n".join(wrong[:15])


def test_the_records_and_the_tasks_hold_codes_as_text(site: Path) -> None:
    codes = [row["isco08"] for row in source_of(site, "occupation-figures")]
    records = json.loads((site / "data" / "occupations.json").read_text("utf-8"))
    assert [record["isco08"] for record in records] == codes
    tasks = parquet.read_table(site / "data" / "tasks.parquet")["isco08"].to_pylist()
    assert list(dict.fromkeys(tasks)) == codes
    for record in records:
        held = [record["major_group"]["code"], *(us["onet_soc"] for us in record["us_occupations"])]
        assert all(isinstance(code, str) for code in held), f"{record['isco08']}: {held}"


def test_the_research_object_names_every_table_with_its_bytes(site: Path, package: dict[str, Any]) -> None:
    entities = {entity.id: entity for entity in ROCrate(str(site)).data_entities}
    for resource in package["resources"]:
        name = f"data/{resource['path']}"
        content = (site / name).read_bytes()
        stated = tuple(entities[name].get(part) for part in ("sha256", "contentSize"))
        assert stated == (hashlib.sha256(content).hexdigest(), str(len(content))), f"{name}: {stated}"


def test_the_recipe_on_the_data_page_reads_codes_as_text(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / "notebooks" / "data.md").read_text("utf-8")
    recipe = text.partition("```python\n")[2].partition("```")[0]
    monkeypatch.chdir(site)
    for statements in recipe.partition("\n\n")[2].split("\n\n"):
        names: dict[str, Any] = {"pd": pd}
        exec(statements, names)
        codes = names["groups"]["code"]
        armed_forces = codes[codes.str.startswith("0")].tolist()
        assert armed_forces == ["0", "01", "011", "0110", "02", "021", "0210", "03", "031", "0310"], statements
        assert names["occupations"]["isco08"][0] == "1111" and names["occupations"]["major_group"][0] == "1", statements
