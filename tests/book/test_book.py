"""The built book, page by page."""

import csv
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import jsonschema
import nbformat
import pytest
from lxml import etree

from exposure_gradient.contents import plan
from exposure_gradient.measures import Study
from exposure_gradient.publication.record import record_schema
from exposure_gradient.site.addresses import BY_CODE
from exposure_gradient.sources import Wording
from exposure_gradient.sources.wording import WORDING_VARIABLE
from inline_pages import InlinePage

pytestmark = pytest.mark.built

Record = dict[str, Any]
CONTENT = {"statement", "justification", "justification_gemini"}


class Scan:
    """Of one page: anchors, links, what it loads, and its claims. A target of lxml's parser."""

    def __init__(self) -> None:
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.claims: list[list[str]] = []
        self.headings: list[str] = []
        self._open: str | None = None

    def start(self, tag: str, own: Mapping[str, str]) -> None:
        self.anchors.update(own[name] for name in ("id", "name") if own.get(name))
        if tag == "a" and "href" in own:
            self.links.append(own["href"])
        if tag == "link" and set(own.get("rel", "").split()) & {
            "stylesheet",
            "preload",
            "icon",
            "modulepreload",
            "manifest",
        }:
            self.loads.append(own.get("href", ""))
        if tag in ("script", "img", "iframe", "source", "video", "audio", "embed", "track") and own.get("src"):
            self.loads.append(own["src"])
        if tag == "object" and own.get("data"):
            self.loads.append(own["data"])
        if tag == "data" and "data-claim" in own:
            self.claims.append([own["data-claim"], own["value"], ""])
            self._open = "data"
        if tag == "h1":
            self.headings.append("")
            self._open = "h1"

    def end(self, tag: str) -> None:
        if tag == self._open:
            self._open = None

    def data(self, data: str) -> None:
        if self._open == "data":
            self.claims[-1][2] += data
        elif self._open == "h1":
            self.headings[-1] += data

    def close(self) -> "Scan":
        return self


@pytest.fixture(scope="module")
def scans(site: Path) -> dict[str, Scan]:
    """Every HTML page of the book, read once, by its path."""
    found = {}
    for path in sorted(site.rglob("*.html")):
        name = path.relative_to(site).as_posix()
        if name.startswith("_static/") or BY_CODE.fullmatch(
            name
        ):  # the theme's own templates, and pages that only lead on
            continue
        parser = etree.HTMLParser(target=Scan(), encoding="utf-8")
        found[name] = etree.fromstring(path.read_bytes(), parser)
    return found


@pytest.fixture(scope="module")
def addresses(everything: Study) -> dict[str, str]:
    """The address of every occupation page, without its ending, by code."""
    return {o.isco08: f"gradient/{o.page}" for o in everything.all_occupations()}


def without_words(value: Any) -> Any:
    """A record without the publisher's wording."""
    if isinstance(value, dict):
        return {key: without_words(part) for key, part in value.items() if key not in CONTENT}
    return [without_words(part) for part in value] if isinstance(value, list) else value


# --- Pages and their files -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["html", "json", "csv", "md", "ipynb"])
def test_every_occupation_has_its_file(ending: str, site: Path, addresses: Mapping[str, str]) -> None:
    missing = [code for code, address in addresses.items() if not (site / f"{address}.{ending}").is_file()]
    assert len(addresses) == 427
    assert not missing, f"no {ending} for {missing[:10]}"


def test_there_are_no_other_occupation_pages(site: Path, addresses: Mapping[str, str]) -> None:
    found = {path.relative_to(site).with_suffix("").as_posix() for path in (site / "gradient").glob("*.html")}
    assert found == {*addresses.values(), *(f"gradient/{code}" for code in addresses)}


def test_every_planned_page_is_there(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WORDING_VARIABLE, "none")
    missing = [page.name for page in plan.all_pages() if not (site / f"{page.name}.html").is_file()]
    assert not missing, missing[:10]


def test_every_record_is_valid_and_the_one_made_here(
    site: Path, addresses: Mapping[str, str], records: Mapping[str, Record]
) -> None:
    validator = jsonschema.Draft202012Validator(record_schema())
    for code, address in addresses.items():
        record = json.loads((site / f"{address}.json").read_text("utf-8"))
        errors = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(record)]
        assert not errors, f"{code}: {errors}"
        ours, theirs = without_words(records[code]), without_words(record)
        wrong = [key for key in ours if ours[key] != theirs.get(key)]
        assert not wrong, f"{code}: the record of the book differs in {wrong}"


def test_the_wording_of_the_book_is_the_publishers(
    site: Path, addresses: Mapping[str, str], wording: Wording, worded_records: Mapping[str, Record]
) -> None:
    for code, address in addresses.items():
        record = json.loads((site / f"{address}.json").read_text("utf-8"))
        if record["tasks"][0]["statement"] is None:
            pytest.skip("the book was built without the publisher's wording")
        words = wording.of(code)
        for task in (*record["tasks"], record["most_exposed_task"], record["fastest_moving_task"]):
            assert task["statement"] == words[task["number"]].statement, f"{code}: the words of task {task['number']}"
        assert record == worded_records.get(code, record), f"{code}: the record's wording"


def test_the_csv_of_a_page_holds_its_tasks(
    site: Path, addresses: Mapping[str, str], records: Mapping[str, Record]
) -> None:
    for code, address in addresses.items():
        with (site / f"{address}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for row, task in zip(rows, records[code]["tasks"], strict=True):
            assert float(row["score_2025"]) == task["score_2025"], f"{code}: score_2025 of task {task['number']}"
            assert row["score_2023"] == ("" if task["score_2023"] is None else str(task["score_2023"])), (
                f"{code}: {row}"
            )


def test_notebooks_to_take_along_are_valid(site: Path, addresses: Mapping[str, str]) -> None:
    for code, address in list(addresses.items())[::20]:
        notebook = nbformat.read(site / f"{address}.ipynb", as_version=4)
        nbformat.validate(notebook)
        assert any(f'"{code}"' in cell.source for cell in notebook.cells), f"{code}: the notebook's parameter"


# --- The whole set ---------------------------------------------------------------------------------------------------


def test_the_csv_of_all_occupations(site: Path, records: Mapping[str, Record]) -> None:
    with (site / "data" / "occupations.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["isco08"]: row for row in csv.DictReader(file)}
    assert list(rows) == list(records)
    for code, row in rows.items():
        record = records[code]
        assert float(row["mean_2025"]) == record["mean_2025"]["value"], f"{code}: mean_2025"
        assert float(row["change"]) == record["change"]["value"], f"{code}: change"
        assert int(row["percentile"]) == record["percentile"], f"{code}: percentile"
        assert (row["title"], row["band"]) == (record["title"], record["band"]), f"{code}: title, band"
        assert (site / row["page"]).is_file(), f"{code}: {row['page']}"


def test_the_json_of_all_occupations(site: Path, addresses: Mapping[str, str]) -> None:
    whole = json.loads((site / "data" / "occupations.json").read_text("utf-8"))
    assert [record["isco08"] for record in whole] == list(addresses)
    for record in whole[::25]:
        single = json.loads((site / f"{addresses[record['isco08']]}.json").read_text("utf-8"))
        assert record == single, f"{record['isco08']}: the whole set and the page's record differ"


def test_the_schema_is_published_with_the_records(site: Path) -> None:
    assert json.loads((site / "data" / "record.schema.json").read_text("utf-8")) == record_schema()


# --- Links and loads -------------------------------------------------------------------------------------------------


def internal(page: str, links: list[str]) -> Iterator[tuple[str, str, str]]:
    """Links inside the book: as written, the path they lead to, and the anchor."""
    for written in links:
        parts = urlsplit(written)
        if parts.scheme or parts.netloc or written.startswith(("javascript:", "mailto:")):
            continue
        base = Path(page).parent.as_posix()
        path = page if not parts.path else "/".join(_joined(base, unquote(parts.path)))
        yield written, path, unquote(parts.fragment)


def _joined(base: str, path: str) -> list[str]:
    parts = [] if path.startswith("/") or base == "." else base.split("/")
    for part in path.split("/"):
        if part == "..":
            assert parts, f"{path} leads out of the book"
            parts.pop()
        elif part not in (".", ""):
            parts.append(part)
    return parts


def test_links_inside_the_book_lead_somewhere(site: Path, scans: Mapping[str, Scan]) -> None:
    broken = []
    for page, scan in scans.items():
        for written, path, anchor in set(internal(page, scan.links)):
            target = path if (site / path).is_file() else f"{path}/index.html".lstrip("/")
            if not (site / target).is_file():
                broken.append(f"{page}: {written} leads to no file")
            elif anchor and target in scans and anchor not in scans[target].anchors:
                broken.append(f"{page}: {written} leads to no anchor of {target}")
    assert not broken, f"{len(broken)} broken links:\n" + "\n".join(broken[:15])


def test_pages_link_their_rules_in_the_methodology(scans: Mapping[str, Scan], addresses: Mapping[str, str]) -> None:
    for code, address in addresses.items():
        rules = {link for link in scans[f"{address}.html"].links if "methodology/measures.html#rule-" in link}
        assert len(rules) >= 10, f"{code}: links to {sorted(rules)}"


def test_no_page_loads_anything_from_another_host(site: Path, scans: Mapping[str, Scan]) -> None:
    wrong = []
    for page, scan in scans.items():
        for address in scan.loads:
            parts = urlsplit(address)
            if parts.scheme not in ("", "data") or parts.netloc:
                wrong.append(f"{page} loads {address}")
            elif (
                not parts.scheme
                and not (site / "/".join(_joined(Path(page).parent.as_posix(), unquote(parts.path)))).is_file()
            ):
                wrong.append(f"{page} loads {address}, which is not there")
    assert not wrong, "\n".join(sorted(set(wrong))[:15])


def test_no_style_sheet_loads_anything_from_another_host(site: Path) -> None:
    wrong = []
    for path in site.rglob("*.css"):
        for address in re.findall(r"(?:url\(|@import\s+)\s*[\"']?((?:https?:)?//[^\"')\s]+)", path.read_text("utf-8")):
            wrong.append(f"{path.relative_to(site)} loads {address}")
    assert not wrong, "\n".join(wrong)


# --- Figures ---------------------------------------------------------------------------------------------------------

ORDINAL = re.compile(r"(st|nd|rd|th)$")


def test_every_claim_on_a_page_is_the_pages_own(
    scans: Mapping[str, Scan], addresses: Mapping[str, str], pages: Mapping[str, InlinePage]
) -> None:
    for code, address in addresses.items():
        found = scans[f"{address}.html"].claims
        assert len(found) >= 30, f"{code}: {len(found)} claims on the page"
        for id_, value, text in found:
            claim = pages[code].claims.get(id_)
            assert claim is not None, f"{code}: the page states {id_}, which is no claim"
            assert value == ("" if claim.value is None else str(claim.value)), f"{code}: {id_} has the value {value}"
            assert ORDINAL.sub("", text) == ORDINAL.sub("", claim.text), (
                f"{code}: {id_} is shown as {text!r}, not {claim.text!r}"
            )


def test_the_headline_figures_stand_on_every_page(
    scans: Mapping[str, Scan], addresses: Mapping[str, str], records: Mapping[str, Record]
) -> None:
    for code, address in addresses.items():
        shown = {id_: text for id_, _, text in scans[f"{address}.html"].claims}
        missing = {
            "n_tasks", "mean_2025", "change", "percentile", "share_exposed_pct", "band", "most_exposed.score", "fastest.change",
            "group_mean", "us.count",
        } - set(shown)  # fmt: skip
        assert not missing, f"{code}: the page does not state {missing}"
        assert shown["mean_2025"] == records[code]["mean_2025"]["text"], f"{code}: mean_2025"


def test_the_heading_of_a_page_is_its_title(
    scans: Mapping[str, Scan], addresses: Mapping[str, str], records: Mapping[str, Record]
) -> None:
    for code, address in addresses.items():
        headings = [heading.strip().rstrip("#¶").strip() for heading in scans[f"{address}.html"].headings]
        assert headings[-1:] == [records[code]["title"]], f"{code}: the page's headings are {headings}"


def test_no_page_shows_an_error(site: Path) -> None:
    for path in sorted((site / "gradient").glob("*.html"))[::10]:
        text = path.read_text("utf-8")
        assert "Traceback (most recent call last)" not in text, path.name
        assert "{{ title }}" not in text, path.name


def test_no_run_notebook_keeps_the_machines_own_paths(site: Path) -> None:
    for path in sorted((site / "gradient").glob("*.ipynb"))[::20]:
        assert str(site.parent) not in path.read_text("utf-8") and WORDING_VARIABLE not in path.read_text("utf-8"), (
            path.name
        )
