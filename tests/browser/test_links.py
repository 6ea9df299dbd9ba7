"""Addresses: the site's own from the environment, those by code, the page for those that lead nowhere, and what a link shows."""

import functools
import http.server
import json
import re
import threading
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from exposure_gradient.book import unchanged
from exposure_gradient.commands import cli
from exposure_gradient.contents import plan
from exposure_gradient.errors import InputError
from exposure_gradient.measures import study
from exposure_gradient.paths import SITE_VARIABLE, site_named
from exposure_gradient.publication.claims import unclaimed_digits
from exposure_gradient.site.addresses import BY_CODE
from exposure_gradient.site.link_preview import LONGEST, declared_description
from exposure_gradient.sources import Wording, load_edition
from visits import QuietHandler, Visit

OF_3211 = "gradient/3211-medical-imaging-and-therapeutic-equipment-technicians"
META = re.compile(r'<meta content="([^"]*)" (?:name|property)="([a-z:]+)" />')
CHAPTERS = [
    path
    for path in sorted(plan.notebooks_folder().rglob("*.md"))
    if path.stem not in ("occupation", "group", "country")
]


@pytest.fixture
def at_site(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Editions and digests are read anew before and after."""
    cached = (load_edition, plan._declarations_digest)
    for function in cached:
        function.cache_clear()
    yield monkeypatch
    monkeypatch.undo()
    for function in cached:
        function.cache_clear()


# --- The site's address ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("named", "site"),
    [
        ("https://data.institute.org/gradient/", "https://data.institute.org/gradient/"),
        ("https://data.institute.org/gradient", "https://data.institute.org/gradient/"),
        (" http://localhost:8000 ", "http://localhost:8000/"),
        ("", ""),
    ],
)
def test_the_environment_names_the_site(at_site: pytest.MonkeyPatch, named: str, site: str) -> None:
    ours = load_edition().site
    load_edition.cache_clear()
    at_site.setenv(SITE_VARIABLE, named)
    assert site_named() == site
    assert load_edition().site == (site or ours)


@pytest.mark.parametrize(
    "named",
    [
        "data.institute.org",
        "ftp://a.org/",
        "https://",
        "https://a.org/?q=1",
        "javascript:alert(1)",
        'https://a.org/"><b>/',
        "https://a b.org/",
    ],
)
def test_what_is_no_address_is_refused_in_one_line(
    at_site: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], build: Path, named: str
) -> None:
    at_site.setenv(SITE_VARIABLE, named)
    with pytest.raises(InputError, match=SITE_VARIABLE):
        site_named()
    assert cli.main(["book", "--jobs", "1"]) == 2
    said = capsys.readouterr().err.strip().splitlines()
    assert len(said) == 1 and SITE_VARIABLE in said[0] and "https://" in said[0], said


def test_another_site_is_another_input_of_every_page_and_of_the_book(at_site: pytest.MonkeyPatch) -> None:
    def fingerprints() -> dict[str, str]:
        pages = [*plan.chapters(), *plan.group_pages(study()), *plan.occupation_pages(study(), Wording(None))[:3]]
        return {page.name: page.fingerprint() for page in pages}

    before = fingerprints(), unchanged.inputs_digest()
    at_site.setenv(SITE_VARIABLE, "https://data.institute.org/")
    load_edition.cache_clear(), plan._declarations_digest.cache_clear()
    after = fingerprints(), unchanged.inputs_digest()
    same = [name for name, digest in before[0].items() if after[0][name] == digest]
    assert not same, f"kept though their citation changed: {same}"
    assert before[1] != after[1], "the book is said to be unchanged"


# --- Addresses by code -----------------------------------------------------------------------------------------------


@pytest.mark.built
def test_every_code_has_addresses_that_lead_to_its_page(site: Path, records: dict[str, Any]) -> None:
    found = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    short = {name for name in found if BY_CODE.fullmatch(name)}
    assert short == {name for code in records for name in (f"gradient/{code}.html", f"{code}/index.html")}
    for name in sorted(short):
        text = (site / name).read_text("utf-8")
        [code] = re.findall(r"\d{4}", name)
        [target] = re.findall(r'content="0; url=([^"]+)"', text)
        page = f"gradient/{code}-{records[code]['slug']}.html"
        assert (site / name).parent.joinpath(target).resolve() == (site / page).resolve(), f"{name} leads to {target}"
        assert f'href="{load_edition().site}{page}"' in text and f'<a href="{target}">' in text, name
    for code in records:
        own = site / "gradient" / f"{code}-{records[code]['slug']}.json"
        assert (site / "gradient" / f"{code}.json").read_bytes() == own.read_bytes(), f"gradient/{code}.json"


@pytest.mark.built
def test_addresses_by_code_are_in_the_manifest_and_in_no_list_of_pages(site: Path) -> None:
    manifest = (site / "manifest.sha256").read_text("utf-8")
    for name in ("gradient/3211.html", "3211/index.html", "gradient/3211.json", "404.html", "share.png"):
        assert f"  {name}\n" in manifest, name
    for listing in ("sitemap.xml", "llms.txt"):
        text = (site / listing).read_text("utf-8")
        assert not re.search(r"gradient/\d{4}\.html|/\d{4}/|404", text), listing
    index = json.loads((site / "searchindex.js").read_text("utf-8").removeprefix("Search.setIndex(").removesuffix(")"))
    assert not [name for name in index["docnames"] if re.fullmatch(r"(gradient/)?\d{4}(/index)?|404", name)]


# --- What a link shows -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("template", CHAPTERS, ids=lambda path: path.stem)
def test_every_chapter_declares_a_description_without_figures(template: Path) -> None:
    text = declared_description(template)
    assert 50 <= len(text) <= LONGEST and text[-1] in ".?" and not unclaimed_digits(text), text


@pytest.mark.parametrize("declared", ["", "description: 5 of 8 tasks", "description: ''", "descripton: typed wrong"])
def test_a_chapter_without_a_usable_description_is_refused(tmp_path: Path, declared: str) -> None:
    (tmp_path / "chapter.md").write_text(f"---\nexposure_gradient:\n  {declared}\n---\n\n# A chapter\n", "utf-8")
    with pytest.raises(InputError, match="description"):
        declared_description(tmp_path / "chapter.md")


@pytest.mark.built
def test_every_page_has_a_description_and_a_picture_of_its_own_or_the_publications(site: Path) -> None:
    seen: dict[str, str] = {}
    for page in sorted(site.rglob("*.html")):
        name = page.relative_to(site).as_posix()
        if name.startswith(("_static/", "embed/")) or BY_CODE.fullmatch(name) or name in ("search.html", "404.html"):
            continue
        head = page.read_text("utf-8").partition("</head>")[0]
        meta = {key: unescape(text) for text, key in META.findall(head)}
        assert len(meta.get("description", "")) >= 50, f"{name}: {meta}"
        assert seen.setdefault(meta["description"], name) == name, (
            f"{name} and {seen[meta['description']]} say the same"
        )
        assert meta["og:description"] == meta["description"] and meta["og:image:alt"] and meta["og:title"], name
        assert meta["og:url"] == f"{load_edition().site}{name}", name
        picture = meta["og:image"].removeprefix(load_edition().site)
        assert (site / picture).is_file(), f"{name}: {picture}"
        assert picture == (
            name.replace(".html", ".png") if name.startswith(("gradient/", "countries/")) else "share.png"
        ), name


# --- In a browser ----------------------------------------------------------------------------------------------------


class StaticHost(QuietHandler):
    """A static host as most are: an address that leads nowhere shows 404.html, at whatever depth."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        if code != 404:
            return super().send_error(code, message, explain)
        body = Path(self.directory, "404.html").read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return None


@pytest.fixture(scope="module")
def static_host(site: Path) -> Iterator[str]:
    handler = functools.partial(StaticHost, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.mark.built
@pytest.mark.parametrize("path", ["3211", "gradient/3211.html"])
def test_a_code_as_an_address_opens_the_page(browser: Browser, static_host: str, path: str) -> None:
    with Visit(browser, static_host, path) as visit:
        visit.page.wait_for_url(f"**/{OF_3211}.html")
        assert visit.page.locator("h1").inner_text().startswith("Medical Imaging")


@pytest.mark.built
@pytest.mark.parametrize("path", ["no-such-page.html", "gradient/3211-an-older-title.html", "a/b/c/d"])
def test_an_address_that_leads_nowhere_offers_a_search(browser: Browser, static_host: str, path: str) -> None:
    with Visit(browser, static_host, path) as visit:
        page = visit.page
        assert page.locator("h1").inner_text() == "Page not found"
        gone = [
            request
            for request in visit.requests
            if "/_static/" in request and path.rpartition("/")[0] in request and "/" in path
        ]
        assert not gone, f"looked for below the missing page: {gone}"
        assert page.evaluate("getComputedStyle(document.querySelector('.eg-finder')).display") != "none"
        page.locator("#eg-find").fill("3211")
        page.locator("#eg-find-list a").first.click()
        page.wait_for_url(f"**/{OF_3211}.html")
        page.go_back()
        page.locator("#eg-search").fill("radiology")
        page.locator("form button:has-text('Search')").last.click()
        page.wait_for_url("**/search.html?q=radiology")
