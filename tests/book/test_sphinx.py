"""The short ways that Sphinx is given: each comes to what the long way comes to."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import fastjsonschema
import jsonschema
import nbformat
import pytest
import yaml
from sphinx.errors import SphinxError

from exposure_gradient.book.ext.parallel import (
    BY_PAGE,
    BY_WORD,
    _contribute,
    _forget_words_of_no_page,
    _must_have,
    parts_of,
)
from exposure_gradient.book.ext.patches import read_notebook, without_blanks
from exposure_gradient.book.ext.theme import SHOWN_DIGITS, Sidebars, entries_of
from exposure_gradient.pages import imports
from exposure_gradient.paths import ROOT, source_folder
from exposure_gradient.publication.record import record_schema
from exposure_gradient.site import beside as files

# --- Parts of the pages ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 2, 3, 8])
@pytest.mark.parametrize("pages", [[], ["a"], list("abcdefghij"), [*"abcdefghi", "a page of weight " * 9]])
def test_parts_hold_every_page_once_in_order(pages: list[str], n: int) -> None:
    parts = parts_of(pages, n, len)
    assert [page for part in parts for page in part] == pages
    assert all(parts) and len(parts) <= n


def test_parts_weigh_about_the_same() -> None:
    pages = [f"{number:03}" for number in range(400)]
    weights = [sum(map(int, part)) for part in parts_of(pages, 4, int)]
    assert len(weights) == 4 and max(weights) - min(weights) < 400, weights


def test_what_parts_add_to_the_index_comes_to_the_whole() -> None:
    index = SimpleNamespace(**{name: {} for name in BY_PAGE}, _mapping={"word": {"a"}}, _title_mapping={})
    for page in ("b", "c"):
        _contribute(
            index,
            {name: {page: page} for name in BY_PAGE} | {"_mapping": {"word": {page}}, "_title_mapping": {page: {page}}},
        )
    assert index._mapping == {"word": {"a", "b", "c"}}
    assert index._title_mapping == {"b": {"b"}, "c": {"c"}}
    assert all(getattr(index, name) == {"b": "b", "c": "c"} for name in BY_PAGE)
    assert set(BY_PAGE) | set(BY_WORD) <= set(vars(index))


def test_a_page_that_no_part_has_done_is_named() -> None:
    _must_have({"a", "b"}, ["a", "b"], "written")
    with pytest.raises(SphinxError, match="1 pages have not been written, b among them"):
        _must_have({"a"}, ["a", "b"], "written")


def test_a_word_of_no_page_leaves_the_index() -> None:
    index = SimpleNamespace(_mapping={"gone": set(), "here": {"a"}}, _title_mapping={"gone": set()})
    _forget_words_of_no_page(index)
    assert (index._mapping, index._title_mapping) == ({"here": {"a"}}, {})


# --- A page's HTML and its notebook ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "html",
    ["", "a", "\n", " \n ", "a \n b", "\n a\n\n\n b \n", "<pre>\n  a\n</pre>\n b", "x\n <script>\n 1\n </script> \n y", "a\t\n\tb",
     "<textarea>\n\n</textarea>", "<p>\n<pre >a\n b</pre><pre>c\n\n</pre>\n</p>"],
)  # fmt: skip
def test_blanks_are_left_out_about_the_ends_of_lines_only(html: str) -> None:
    kept = r"(<pre\b.*?</pre>|<script\b.*?</script>|<textarea\b.*?</textarea>)|\s*\n\s*"
    assert without_blanks(html) == re.sub(kept, lambda found: found[1] or "\n", html, flags=re.DOTALL)


@pytest.mark.built
def test_a_kept_notebook_is_read_as_nbformat_reads_it() -> None:
    paths = sorted(source_folder().rglob("*.ipynb"))[::40]
    assert paths
    for path in paths:
        text = path.read_text("utf-8")
        assert read_notebook(text) == nbformat.reads(text, as_version=4), path.name


def test_lines_that_a_notebook_has_apart_are_joined() -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("a = 1\nb = 2")])
    notebook.cells[0].outputs = [
        nbformat.v4.new_output("stream", text="one\ntwo\n"),
        nbformat.v4.new_output("display_data", data={"text/html": "<p>\n</p>"}),
    ]
    text = nbformat.writes(notebook)
    assert isinstance(json.loads(text)["cells"][0]["source"], list)
    assert read_notebook(text) == nbformat.reads(text, as_version=4)


# --- The sidebar -----------------------------------------------------------------------------------------------------

THEMES = (
    '<p class="caption"><span>First</span></p>\n<ul class="{first}nav bd-sidenav">\n{chapter}\n</ul>\n'
    '<p class="caption"><span>Second</span></p>\n<ul class="{second}nav bd-sidenav">\n{group}{inner}</li>\n</ul>\n'
)
PLACES = {"chapter": "methodology/speed", "group": "groups/3-some", "occupation": "gradient/3211-one"}


def _by_the_theme(page: str) -> str:
    """A sidebar as the theme makes it for a page, with three pages in the table of contents."""
    depth = "../" * page.count("/")

    def item(level: int, one: str, more: str = "") -> str:
        is_own = one == page
        mark = " current active" if is_own or (one == PLACES["group"] and page == PLACES["occupation"]) else ""
        css = "current reference" if is_own else "reference"
        folder, here = one.rpartition("/")[0], page.rpartition("/")[0]
        href = "#" if is_own else f"{one.rpartition('/')[2]}.html" if folder == here else f"{depth}{one}.html"
        return f'<li class="toctree-l{level}{mark}{more}"><a class="{css} internal" href="{href}">{one}</a>'

    is_open = page != PLACES["chapter"]
    below = page == PLACES["occupation"]
    inner = f"<ul{' class=' + chr(34) + 'current' + chr(34) if below else ''}>\n{item(2, PLACES['occupation'])}</li>\n</ul>\n"
    return THEMES.format(
        first="" if is_open else "current ",
        second="current " if is_open else "",
        chapter=f"{item(1, PLACES['chapter'])}</li>",
        group=item(1, PLACES["group"], " has-children" if is_open else ""),
        inner=inner if is_open else "",
    )


@pytest.mark.parametrize("asked_before", PLACES.values())
@pytest.mark.parametrize("page", PLACES.values())
def test_a_sidebar_made_for_another_page_and_marked_is_the_themes_own(page: str, asked_before: str) -> None:
    sidebars = Sidebars.__new__(Sidebars)
    builder = SimpleNamespace(get_target_uri=lambda name: f"{name}.html")
    sidebars._app = SimpleNamespace(builder=builder, config={SHOWN_DIGITS: 2})
    sidebars._coded = entries_of(r"gradient/(?P<code>\d{4})-")
    sidebars._parents = {PLACES["occupation"]: PLACES["group"]}
    sidebars._groups = {PLACES["group"]}
    sidebars._whole, sidebars._unmarked = {}, {}
    sidebars.of(asked_before, lambda: _by_the_theme(asked_before))
    plain = _by_the_theme(page).replace('<a class="reference internal" href=', "<a href=")
    assert sidebars.of(page, lambda: _by_the_theme(page)) == plain


def test_a_sidebar_of_another_kind_is_used_as_it_is() -> None:
    sidebars = Sidebars.__new__(Sidebars)
    sidebars._app = SimpleNamespace(builder=SimpleNamespace(get_target_uri=lambda name: f"{name}.html"))
    sidebars._parents, sidebars._groups, sidebars._whole, sidebars._unmarked = {}, set(), {}, {}
    assert sidebars.of("index", lambda: "<nav>another</nav>") == "<nav>another</nav>"


# --- What is read and checked ----------------------------------------------------------------------------------------


def test_imports_are_found_wherever_they_stand() -> None:
    for path in sorted((ROOT / "src").rglob("*.py")):
        source = path.read_text("utf-8")
        walked = {node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import | ast.ImportFrom)}
        found = [
            node for node in imports._statements(ast.parse(source)) if isinstance(node, ast.Import | ast.ImportFrom)
        ]
        assert sorted(ast.dump(node) for node in found) == sorted(ast.dump(node) for node in walked), path.name
    deep = "try:\n  match x:\n    case 1:\n      import a\nexcept E:\n  import b\nelse:\n  import c\nfinally:\n  import d\n" \
           "async def f():\n  with x:\n    for y in z:\n      pass\n    else:\n      import e\n"  # fmt: skip
    assert imports._imported_names(deep) == set("abcde")


def _spoilt(value: object) -> list[object]:
    """A record's values made wrong, one at a time: taken away, of another kind, out of bounds."""
    wrong: list[object] = []
    if isinstance(value, dict):
        for key, inner in value.items():
            wrong += [{name: one for name, one in value.items() if name != key}]
            wrong += [value | {key: one} for one in _spoilt(inner)]
        wrong.append(value | {"never heard of": 1})
    elif isinstance(value, list):
        wrong += [
            [*value[:index], one, *value[index + 1 :]]
            for index in range(min(2, len(value)))
            for one in _spoilt(value[index])
        ]
        wrong += [[], value * 2]
    return [*wrong, None, -1, 1e9, 0.5, "", "text", True, [], {}]


@pytest.mark.built
def test_the_quick_check_of_a_record_and_the_full_one_agree(site: Path) -> None:
    record = json.loads(next((site / "gradient").glob("3211-*.json")).read_text("utf-8"))
    quick, full = files._quick_check(), jsonschema.Draft202012Validator(record_schema())
    verdicts = {True: 0, False: 0}
    for spoilt in [record, *_spoilt(record)]:
        try:
            quick(spoilt)
            passes = True
        except fastjsonschema.JsonSchemaException:
            passes = False
        assert passes == full.is_valid(spoilt), f"they disagree: quick {passes}; {list(full.iter_errors(spoilt))[:1]}"
        verdicts[passes] += 1
    assert verdicts[True] > 1 and verdicts[False] > 300, verdicts
    assert files.checked(record) == record


# --- What each process loads ------------------------------------------------------------------------------------------


EXTENSIONS = [
    name
    for name in yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))["sphinx"]["extra_extensions"]
    if name.startswith("exposure_gradient.")
]
LOADS = {
    "the process of Sphinx": (EXTENSIONS, {"pandas", "pyarrow", "matplotlib", "papermill"}),
    "the process of the pages": (
        ["exposure_gradient.contents.plan", "exposure_gradient.pages.run", "exposure_gradient.site.release"],
        {"sphinx", "docutils", "myst_nb", "sqlalchemy"},
    ),
}


@pytest.mark.parametrize("process", LOADS)
def test_a_process_of_a_build_does_not_load_what_the_other_one_needs(process: str) -> None:
    modules, not_needed = LOADS[process]
    code = f"import sys, {', '.join(modules)}; print(*sorted({not_needed} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not loaded, f"{process} loads {loaded}, half a second or more before it begins"
