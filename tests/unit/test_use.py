"""The chapter "Use the data" and the page "The interface": what they show can be done, and what there is they show."""

import csv
import inspect
import pkgutil
import re
from pathlib import Path

import jupytext
import pytest
from lxml import html as markup

import exposure_gradient as eg
from exposure_gradient import frames
from exposure_gradient.book.ext.api import source_of
from exposure_gradient.pages.page import PACKAGE
from exposure_gradient.paths import ROOT
from exposure_gradient.publication.trail import functions_of_rules
from exposure_gradient.site.release import DOCUMENTED

FOLDER = ROOT / "notebooks" / "methodology"
CHAPTER = (FOLDER / "use.md").read_text("utf-8")
INTERFACE = (FOLDER / "api.md").read_text("utf-8")
DIRECTIVE = re.compile(r"^\.\. auto\w+:: exposure_gradient\.(\S+)$", re.MULTILINE)
SHOWN = ["title", "mean_2025", "band"]


def block(language: str) -> str:
    """The one block of code in a language that is not run."""
    [text] = re.findall(rf"```{language}\n(.*?)```", CHAPTER, re.DOTALL)
    return text


def header(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


# --- The chapter -------------------------------------------------------------------------------------------------------


def test_the_cells_that_a_reader_copies_are_short() -> None:
    cells = [
        c for c in jupytext.reads(CHAPTER, fmt="md:myst").cells if c.cell_type == "code" and not c.metadata.get("tags")
    ]
    assert len(cells) >= 6
    for cell in cells:
        lines = cell.source.splitlines()
        assert len(lines) <= 15 and max(map(len, lines)) <= 100, cell.source


def test_the_cells_that_a_reader_copies_run_with_the_package_and_pandas_alone() -> None:
    names: dict[str, object] = {}
    exec("import pandas as pd", names)
    for cell in jupytext.reads(CHAPTER, fmt="md:myst").cells:
        if cell.cell_type == "code" and not cell.metadata.get("tags"):
            exec(cell.source, names)
    assert names["joined"].columns.tolist()[:2] == ["isco08", "onet_soc"]
    assert names["of_one"]["oews_code"].is_unique and names["mean"] == eg.occupation("3211").figures["mean_2025"]


@pytest.mark.built
@pytest.mark.parametrize("language", ["r", "stata"])
def test_the_files_that_are_read_elsewhere_are_on_the_site(language: str, site: Path) -> None:
    named = set(re.findall(r'"(data/[\w/]+\.\w+)"', block(language)))
    assert named and all((site / name).is_file() for name in named), named


@pytest.mark.built
def test_the_columns_that_r_is_told_of_are_those_of_the_files(site: Path) -> None:
    calls = re.findall(r'read\.csv\(\s*"([^"]+)",\s*colClasses = c\(([^)]*)\)', block("r"))
    assert [name for name, _ in calls] == ["data/occupations.csv", "data/tables/isco_groups.csv"]
    for name, classes in calls:
        columns = re.findall(r'(\w+) = "character"', classes)
        assert set(columns) <= set(header(site / name)), name
        assert {"isco08", "major_group", "code"} & set(header(site / name)) == set(columns), (
            f"{name}: a code would be a number"
        )
    shown = re.search(r"joined\[, c\(([^)]*)\)\]", block("r"))[1]
    assert re.findall(r'"(\w+)"', shown) == ["isco08", "employed", *SHOWN]
    assert set(SHOWN) <= set(header(site / "data/occupations.csv"))


@pytest.mark.built
def test_the_columns_that_stata_is_told_of_are_those_of_the_file(site: Path) -> None:
    columns = header(site / "data/occupations.csv")
    text = [columns[int(number) - 1] for number in re.search(r"stringcols\(([\d ]+)\)", block("stata"))[1].split()]
    assert text == ["isco08", "major_group"]
    kept = re.search(r"^keep (.+)$", block("stata"), re.MULTILINE)[1].split()
    assert kept == ["isco08", *SHOWN] and set(kept) <= set(columns)
    assert block("stata").rstrip().endswith("list isco08 employed " + " ".join(SHOWN))
    assert max(map(len, columns)) <= 32, "a name longer than Stata takes"


def test_the_survey_is_the_same_in_every_language() -> None:
    rows = [("3211", "100"), ("4132", "300"), ("110", "50")]
    codes, employed = zip(*rows, strict=True)
    assert f'"isco": [{", ".join(codes)}], "employed": [{", ".join(employed)}]' in CHAPTER
    assert f"isco = c({', '.join(codes)}), employed = c({', '.join(employed)})" in block("r")
    assert "\n".join(f"{code} {number}" for code, number in rows) in block("stata")


# --- The interface -----------------------------------------------------------------------------------------------------


def described() -> list[str]:
    return DIRECTIVE.findall(INTERFACE)


def resolved(name: str) -> object:
    return pkgutil.resolve_name(f"exposure_gradient.{name}")


def code_of(name: str) -> object:
    found = resolved(name)
    return found.fget if isinstance(found, property) else found


def test_every_public_name_is_described_once() -> None:
    names = {name for name in eg.__all__ if name != "rules"} | {f"rules.{name}" for name in eg.rules.__all__}
    behind = {name for functions in functions_of_rules().values() for name in functions if name.startswith("measures.")}
    assert sorted(described()) == sorted(names | {"frames.Occupation"} | behind)
    assert set(frames.COLUMNS) <= set(described())


def test_every_function_says_what_it_takes_what_it_gives_and_shows_it() -> None:
    for name in described():
        function = resolved(name)
        if inspect.isfunction(function) and not name.startswith("measures."):
            takes = bool(inspect.signature(function).parameters)
            wanted = ["Returns", "Examples", *(["Parameters"] if takes else [])]
            missing = [section for section in wanted if f"\n    {section}\n    ---" not in function.__doc__]
            assert not missing, f"{name}: {missing}"
            named = re.findall(
                r"^    (\w+) : ", function.__doc__.partition("Parameters\n")[2].partition("\n\n")[0], re.MULTILINE
            )
            assert named == list(inspect.signature(function).parameters), name
            assert len(source_of(function).splitlines()) <= 21, f"{name}: longer than a reader takes in"
            if name.startswith("rules."):
                assert len(source_of(function).splitlines()) <= 15, name


def test_where_a_module_that_is_shown_changes_the_page_is_read_again() -> None:
    files = {Path(inspect.getsourcefile(code_of(name))).relative_to(PACKAGE).as_posix() for name in described()}
    assert files == set(DOCUMENTED)


@pytest.mark.built
def test_the_page_has_each_description_with_its_source(site: Path) -> None:
    page = markup.parse(site / "methodology" / "api.html").find(".//article")
    entries = {term.get("id"): term.getparent() for term in page.iter("dt") if term.get("id")}
    methods = {
        f"{name}.{method}"
        for name in described()
        if inspect.isclass(resolved(name)) and "    Methods\n    -------\n" in resolved(name).__doc__
        for method, _ in inspect.getmembers(resolved(name), inspect.isfunction)
        if not method.startswith("_")
    }
    assert set(entries) == {f"exposure_gradient.{name}" for name in {*described(), *methods}}
    for name in described():
        entry = entries[f"exposure_gradient.{name}"]
        [folded] = [part for part in entry.iter("details") if part.findtext("summary") == f"Source of {name}"]
        assert folded.find(".//pre").text_content().strip() == source_of(resolved(name)).strip(), name
        for column in frames.COLUMNS.get(name, ()):
            assert column in [strong.text for strong in entry.iter("strong")], f"{name}: {column} is not on the page"


@pytest.mark.built
def test_both_pages_are_small(site: Path) -> None:
    sizes = {name: (site / "methodology" / f"{name}.html").stat().st_size for name in ("use", "api")}
    assert sum(sizes.values()) < 250_000, sizes
