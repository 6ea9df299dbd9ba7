"""The names by which occupations are found: our own everyday titles, ISCO-08's examples, the labelled queries, and their reader."""

import dataclasses
import json
from pathlib import Path

import pytest

import queries
from exposure_gradient.contents import plan
from exposure_gradient.errors import InputError
from exposure_gradient.paths import ROOT
from exposure_gradient.site.book_names import book_names
from exposure_gradient.sources import included, load_included
from exposure_gradient.tables import load, load_everyday_titles

LABELLED = {name: ROOT / "tests" / "support" / "queries" / f"{name}.json" for name in ("tuning", "held_out")}


def test_every_everyday_title_means_unit_groups_of_isco_and_stands_in_order() -> None:
    titles = load_everyday_titles()
    groups = load().isco_groups
    units = set(groups.loc[groups["level"] == "unit", "code"])
    astray = {
        title: codes for title, codes in titles.items() if not set(codes) <= units or len(set(codes)) < len(codes)
    }
    assert astray == {}, astray
    assert list(titles) == sorted(titles, key=lambda title: (title.lower(), title)), "in alphabetical order"
    assert titles["X-ray tech"] == ["3211"] and titles["nurse"][0] == "2221"


def test_what_chapters_are_asked_for_is_no_name_and_asked_of_one_chapter() -> None:
    names = [(name.casefold(), address, on) for name, address, on in book_names(plan.chapters())]
    asked = [(name, address) for name, address, on in names if on and "#" not in address]
    assert ("confidence interval", "methodology/uncertainty.html") in asked
    twice = [name for name, _ in asked if [one for one, *_ in names].count(name) > 1]
    assert twice == [], f"these lead to several places, or are names of their own: {twice}"


@pytest.mark.parametrize("asked_as", ["median", "[3, 4]", "['']", "{median: mean}"])
def test_what_a_chapter_is_asked_for_is_a_list_of_words(asked_as: str, tmp_path: Path) -> None:
    template = tmp_path / "chapter.md"
    template.write_text(f"---\nexposure_gradient:\n  asked_as: {asked_as}\n---\n\n# A chapter\n", "utf-8")
    chapter = dataclasses.replace(plan.chapters()[0], template=template)
    with pytest.raises(InputError, match=r"chapter.md: .*`asked_as: \[what readers call it\]`"):
        book_names([chapter])


def test_the_workbook_s_lists_are_read_as_titles(sources_folder: Path) -> None:
    listed = load_included()
    assert len(listed) == 436 and "Radiographer" in listed["3211"] and "Careers adviser" in listed["2423"], listed[
        "2423"
    ]
    wrong = [(code, title) for code, own in listed.items() for title in own if title[0] in "- " or title[-1] in ",; "]
    assert wrong == [], wrong


@pytest.mark.parametrize(
    "cell", ["Radiographer", "Examples of the occupations classified here:", "Something else:\n- Radiographer"]
)
def test_a_cell_that_is_no_list_is_refused(cell: str) -> None:
    with pytest.raises(InputError, match="row 7, column Included occupations: it is not a list"):
        included._titles_in(cell, "row 7, column Included occupations")


def test_without_the_workbook_nothing_is_listed_and_one_line_says_so(
    build: Path, capsys: pytest.CaptureFixture
) -> None:
    assert load_included() == {}
    assert capsys.readouterr().err == f"{included.NOTICE}\n"


def test_the_labelled_queries_are_many_and_none_is_in_both_parts() -> None:
    parts = {name: queries.read(path) for name, path in LABELLED.items()}
    asked = [query for part in parts.values() for query, _ in part]
    assert len(asked) == len({query.lower() for query in asked}) >= 400
    assert min(map(len, parts.values())) >= 200
    codes = set(load().occupations["isco08"])
    astray = [
        (query, code)
        for part in parts.values()
        for query, accepted in part
        for code in accepted
        if not any(known.startswith(code) for known in codes)
    ]
    assert astray == [], f"codes of no page: {astray}"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "is not JSON"),
        ("{}", "is not a list of queries"),
        ("[]", "is not a list of queries"),
        ('["nurse"]', "entry 1"),
        ('[["nurse", ["2221"]], ["doctor", []]]', "entry 2"),
        ('[["nurse", "2221"]]', "entry 1"),
        ('[["", ["2221"]]]', "entry 1"),
        ('[["nurse", ["22210"]]]', "entry 1"),
        ('[["nurse", [2221]]]', "entry 1"),
        (None, "cannot be read"),
    ],
)
def test_a_bad_file_of_queries_is_told_in_one_line_with_status_2(
    content: str | None, says: str, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    path = tmp_path / "queries.json"
    if content is not None:
        path.write_text(content, "utf-8")
    assert queries.main([str(path)]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith(f"error: {path}: ") and says in line, line


def test_no_file_is_told_in_one_line(capsys: pytest.CaptureFixture) -> None:
    assert queries.main([""]) == 2
    assert capsys.readouterr().err == f"error: {queries.USAGE}\n"


def test_the_last_line_counts_first_three_and_nothing() -> None:
    def answer(*codes: str) -> queries.Answer:
        return queries.Answer("nurse", ["2221", "322"], [(code, "") for code in codes], 1.0)

    answers = [answer("2221"), answer("5321", "9999", "3221"), answer("1", "2", "3", "2221"), answer()]
    assert queries.summary(answers) == "first 1, in three 2, nothing 1, of 4"


def test_the_files_are_written_a_query_a_line() -> None:
    for path in LABELLED.values():
        lines = path.read_text("utf-8").splitlines()
        assert len(lines) == len(json.loads(path.read_text("utf-8"))) + 2, path.name
