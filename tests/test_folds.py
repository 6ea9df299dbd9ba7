"""The code of cells: folded after what it computes, under a caption of its own."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from lxml import etree, html

FOLD = "details[contains(concat(' ', @class, ' '), ' eg-code-fold ')]"
OUTPUT = "div[contains(concat(' ', @class, ' '), ' cell_output ')]"

WITHOUT_CAPTIONS = (
    "index",
    "gradient",
    "gradient/",  # occupation.md
    "groups/",  # group.md
    "newsroom",
    *(f"methodology/{name}" for name in ("measures", "replication", "sensitivity", "comparison", "crosswalk", "share", "trust")),
    *(f"methodology/{name}" for name in ("limitations", "corrections", "sources", "rerun", "speed", "machines", "supply")),
    "data",
)  # fmt: skip
"""Pages, and folders of pages, whose notebooks have still to name what their cells compute."""


def wrong_folds(article: etree._Element) -> Iterator[str]:
    """Yield what is wrong with the folds of code in an article."""
    folds = article.xpath(f".//{FOLD}")
    captions = Counter(fold.findtext("summary") for fold in folds)
    for caption, n in captions.items():
        if caption == "Code" or not caption.strip():
            yield f"{n} folds have no caption of their own"
        elif n > 1:
            yield f"{n} folds have the caption {caption!r}"
    for fold in folds:
        if not fold.xpath(f"preceding-sibling::{OUTPUT}"):
            yield f"the fold {fold.findtext('summary')!r} does not follow an output"
        if not fold.xpath("preceding::p[ancestor::article]"):
            yield f"the fold {fold.findtext('summary')!r} stands before the first paragraph"


def excepted(page: str) -> bool:
    return page in WITHOUT_CAPTIONS or page.startswith(tuple(name for name in WITHOUT_CAPTIONS if name.endswith("/")))


@pytest.mark.built
def test_every_fold_of_code_follows_what_it_computes_and_says_so(site: Path) -> None:
    wrong, n = [], 0
    for path in sorted(site.rglob("*.html")):
        page = path.relative_to(site).with_suffix("").as_posix()
        article = html.parse(path).getroot().find(".//article")
        if article is not None and not excepted(page):
            n += 1
            wrong += [f"{page}: {what}" for what in wrong_folds(article)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.built
def test_every_exception_is_needed(site: Path) -> None:
    """A notebook whose folds are all as they should be leaves the list of exceptions."""
    for name in WITHOUT_CAPTIONS:
        paths = sorted(site.glob(f"{name}*.html" if name.endswith("/") else f"{name}.html"))
        found = [list(wrong_folds(article)) for path in paths for article in html.parse(path).getroot().iter("article")]
        assert any(found), f"{name}: take it off the list"


# --- A small book -----------------------------------------------------------------------------------------------------


def cell(source: str, *tags: str, shows: str = "", caption: str = "") -> nbformat.NotebookNode:
    outputs = [nbformat.v4.new_output("display_data", {"text/html": f"<p>{shows}</p>"})] if shows else []
    metadata = {"tags": list(tags)} | ({"mystnb": {"code_prompt_show": caption}} if caption else {})
    return nbformat.v4.new_code_cell(source, outputs=outputs, metadata=metadata)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> etree._Element:
    """A page of a book with our extension alone."""
    place = tmp_path_factory.mktemp("folds")
    cells = [
        nbformat.v4.new_markdown_cell("# A page\n\nProse."),
        cell("import a", "remove-input"),
        cell("b = 1", "hide-input", caption="How <b> is counted"),
        cell("c = b", "hide-input", shows="The result c", caption="How c is made of b"),
        cell("link", "remove-input", shows="A link"),
        cell("d = 1", "hide-input", shows="The result d", caption="How d is counted"),
        nbformat.v4.new_markdown_cell("More prose."),
        cell("e = 1", "hide-input", shows="The result e"),
    ]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"language_info": {"name": "python"}})
    nbformat.write(notebook, place / "index.ipynb")
    options = [
        "extensions=myst_nb,exposure_gradient.build.sphinx_folds",
        "nb_execution_mode=off",
        "nb_code_prompt_show=Code",
    ]
    subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-W", "-C", *(word for one in options for word in ("-D", one)), place, place / "out"],
        check=True,
    )  # fmt: skip
    return html.parse(place / "out" / "index.html").getroot()


def test_code_is_read_after_its_output_in_the_order_of_the_cells(page: etree._Element) -> None:
    read = [
        " ".join("".join(one.itertext()).split()) for one in page.xpath(f"//div[@class='body']//p | //{FOLD}/summary")
    ]
    assert read == [
        "Prose.",
        "The result c",
        "How <b> is counted",
        "How c is made of b",
        "A link",
        "The result d",
        "How d is counted",
        "More prose.",
        "The result e",
        "Code",
    ]


def test_a_cell_that_only_lays_out_shows_no_code_and_leaves_no_empty_box(page: etree._Element) -> None:
    text = "".join(page.itertext())
    assert "import a" not in text and "b = 1" in text
    assert [one for one in page.xpath("//div[contains(@class, 'cell')]") if not "".join(one.itertext()).strip()] == []


def test_folds_that_are_not_as_they_should_be_would_be_found() -> None:
    fold, output = (
        '<details class="hide eg-code-fold"><summary>{}</summary></details>',
        '<div class="cell_output"></div>',
    )

    def found(*parts: str) -> str:
        return "\n".join(wrong_folds(html.fromstring(f"<article><h1>A</h1>{''.join(parts)}</article>")))

    one, two, unnamed = (fold.format(caption) for caption in ("How a is made", "How b is made", "Code"))
    assert found("<p>Prose</p>", output, one, two) == ""
    assert "no caption" in found("<p>Prose</p>", output, unnamed)
    assert "2 folds have the caption" in found("<p>Prose</p>", output, one, output, one)
    assert "does not follow an output" in found("<p>Prose</p>", one, output)
    assert "before the first paragraph" in found(output, one, "<p>Prose</p>")
