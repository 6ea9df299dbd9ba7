"""A small book made from hostile titles and wording, opened in a real browser: it shows them, and none does anything."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import yaml
from playwright.sync_api import Browser
from test_hostile import HOSTILE

import visits
from exposure_gradient.measures import slug
from exposure_gradient.paths import ROOT
from exposure_gradient.site.policy import POLICY
from exposure_gradient.site.search_index import finder_script
from exposure_gradient.sources import Wording
from exposure_gradient.sources.wording import keep_wording, origin_of_cache

pytestmark = pytest.mark.browser

CODE = "3211"
LOOSE = "&lt;script&gt;window.ran=1&lt;/script&gt; \" onload='window.ran=1' {{ 7*7 }} $x_1$ `code` **b** [a](javascript:window.ran=1)"
"""A title that the tables allow, with all that Markdown, MyST, Jinja and an attribute of HTML could take for their own."""
U_S = "'; window.ran=1;// \\\"}]}; {0} &#60;img src=x onerror=window.ran=1&#62; ${7*7}"
AUTHORS = "Contributors</script><script>window.ran=1</script>"
WATCH = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) => window.refused.push(`${event.effectiveDirective} ${event.blockedURI}`));
"""


def _hostile_data(folder: Path) -> None:
    shutil.copytree(ROOT / "data", folder)

    def change(name: str, column: str, where: str, code: str, text: str) -> None:
        frame = pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)
        chosen = frame[where] == code
        assert chosen.any(), (name, code)
        frame.loc[chosen, column] = text
        frame.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")

    change("occupations", "title", "isco08", CODE, LOOSE)
    change("isco_groups", "title", "code", CODE, LOOSE)
    change("isco_groups", "title_in_scores", "code", CODE[0], LOOSE)
    change("us_occupations", "title", "onet_soc", "29-1124.00", U_S)
    edition = (folder / "edition.toml").read_text("utf-8")
    edition = re.sub(r"(?m)^authors = .*$", lambda _: f"authors = '{AUTHORS}'", edition)
    (folder / "edition.toml").write_text(edition, "utf-8")


def _hostile_wording(wording: Wording, corrections: Path, folder: Path) -> None:
    texts = wording.texts.copy()
    chosen = [key for key in texts.index if key[0] == CODE]
    for number, key in enumerate(chosen):
        for place, column in enumerate(texts.columns):
            own = [HOSTILE[at] for at in range(len(HOSTILE)) if at % len(chosen) == (number + place) % len(chosen)]
            texts.loc[key, column] = own[0] if column == "statement" else "\n".join(own)
    keep_wording(texts, origin_of_cache(corrections), folder)


@pytest.fixture(scope="module")
def hostile_site(wording: Wording, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages that show the occupation, run and rendered as the book is."""
    place = tmp_path_factory.mktemp("hostile")
    _hostile_data(place / "data")
    _hostile_wording(wording, place / "data" / "corrections.csv", place / "build" / "cache")
    environment = os.environ | {
        "EXPOSURE_GRADIENT_DATA": str(place / "data"), "EXPOSURE_GRADIENT_BUILD": str(place / "build"), "PYTHONWARNINGS": "ignore",
    }  # fmt: skip
    names = ["index", "gradient", "newsroom", f"groups/{CODE[0]}-{slug(LOOSE)}", f"gradient/{CODE}-{slug(LOOSE)}"]

    def run(*command: str) -> None:
        ran = subprocess.run([*command], capture_output=True, text=True, timeout=300, check=False, env=environment)
        assert ran.returncode == 0, f"{command[0]}: {ran.stdout[-1500:]}{ran.stderr[-1500:]}"

    run(sys.executable, "-m", "exposure_gradient.commands.cli", "pages", *names)
    source = place / "build" / "source"
    for folder in ("_static", "_templates"):
        shutil.copytree(ROOT / "notebooks" / folder, source / folder)
    shutil.copyfile(ROOT / "notebooks" / "references.bib", source / "references.bib")
    contents = {"format": "jb-book", "root": "index", "chapters": [{"file": name} for name in names[1:]]}
    (place / "_toc.yml").write_text(yaml.safe_dump(contents), "utf-8")
    run(str(Path(sys.executable).with_name("jupyter-book")), "build", str(source), "--config", str(ROOT / "_config.yml"), "--toc", str(place / "_toc.yml"),
        "--path-output", str(place / "out"), "-q")  # fmt: skip
    site = place / "out" / "_build" / "html"
    kept = [json.loads(path.read_text("utf-8")) for path in (place / "build").rglob(f"{CODE}-*.json")]
    [record] = [one for one in kept if "us_occupations" in one]
    (site / "data").mkdir()
    (site / "data" / "find.js").write_text(
        finder_script(
            [record],
            {record["title"]: [CODE]},
            {CODE: [record["title"]]},
            [[record["title"], "index.html", ""]],
            {"0310": record["title"]},
        ),
        "utf-8",
    )
    return site


@pytest.fixture(scope="module")
def hostile_host(hostile_site: Path) -> Iterator[str]:
    with visits.hosted(hostile_site) as address:
        yield address


def pages_of(site: Path) -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html") if "_static" not in path.parts)


@pytest.mark.parametrize("policed", [True, False], ids=["as built", "without the policy"])
def test_nothing_hostile_runs_or_fetches(
    policed: bool, browser: Browser, hostile_site: Path, hostile_host: str
) -> None:
    """Without the policy, too: it is a second wall, and the first must hold by itself."""
    context = browser.new_context(bypass_csp=not policed)
    context.add_init_script(WATCH)
    page = context.new_page()
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: wrong.append(dialog.message) or dialog.dismiss())
    page.on("pageerror", lambda error: wrong.append(str(error)))
    for path in pages_of(hostile_site):
        asked.clear()
        page.goto(f"{hostile_host}/{path}")
        visits.settle(page)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert page.evaluate("window.ran") is None, f"{path}: a script ran"
        assert wrong == [], f"{path}: {wrong}"
        assert [url for url in asked if not url.startswith((hostile_host, "data:"))] == [], f"{path}: asks other hosts"
        if policed:
            assert page.evaluate("window.refused") == [], (
                f"{path}: only the policy held {page.evaluate('window.refused')}"
            )
        links = page.evaluate(
            "[...document.querySelectorAll('[href],[src]')].map((e) => e.getAttribute('href') || e.getAttribute('src'))"
        )
        assert [
            link for link in links if re.match(r"\s*(javascript|vbscript):", link) or "evil.example" in link
        ] == [], path
    context.close()


def test_the_hostile_text_shows_as_it_stands(browser: Browser, hostile_site: Path, hostile_host: str) -> None:
    [path] = [path for path in pages_of(hostile_site) if path.startswith(f"gradient/{CODE}")]
    page = browser.new_page()
    page.goto(f"{hostile_host}/{path}")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    seen = " ".join(page.evaluate("document.querySelector('article').textContent").split())
    assert sum(" ".join(text.split()).rstrip(";. ") in seen for text in HOSTILE) >= 8, (
        "the statements are not the hostile ones"
    )
    for text in (LOOSE, U_S, *HOSTILE[:5]):
        assert " ".join(text.split()).rstrip(";. ") in seen, f"the page does not show {text!r}"
    assert page.locator("article h1").inner_text().startswith(LOOSE)
    assert POLICY in page.content()
    about = page.evaluate("JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').textContent)")
    assert about["author"]["name"] == AUTHORS and LOOSE in about["headline"]
    described = page.evaluate("document.querySelector('meta[property=\"og:title\"]').content")
    assert described == f"{LOOSE} and generative AI"
    page.keyboard.press("Control+k")
    page.keyboard.type("window.ran")
    option = page.locator("#pst-search-dialog").get_by_role("option").first
    option.wait_for()
    assert option.locator("span:first-child").inner_text() == LOOSE
    page.close()
