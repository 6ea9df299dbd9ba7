"""How a reader finds an occupation: the names that the dialog looks through, and the index of the full-text search."""

import csv
import json
import re
from collections.abc import Iterator, Mapping, Set
from pathlib import Path
from typing import Any

import Stemmer
from lxml import etree

from printed.expected import Expected
from printed.files.comparing import differences
from printed.files.expected import Files, of
from printed.files.pages import titles_of, words_of
from printed.findings import NOTHING, Count, Finding

NAMES, INDEX, EVERYDAY = "data/find.js", "searchindex.js", "data/tables/everyday_titles.csv"
SCRIPTS = {NAMES: ("window.exposureGradientFind = ", ";"), INDEX: ("Search.setIndex(", ")")}
"""The scripts that hand over one value of JSON, and what stands before and after it."""
LANGUAGE = "_static/language_data.js"
ASKED_AS = re.compile(r"^  asked_as: \[(.+)\]$", re.MULTILINE)
NOTEBOOKS = Path(__file__).parents[3] / "notebooks"
INDEX_KEYS = (
    "alltitles",
    "docnames",
    "envversion",
    "filenames",
    "indexentries",
    "objects",
    "objnames",
    "objtypes",
    "terms",
    "titles",
)
WORD = re.compile(r"\w+")
FEWEST = 2
"""How many letters a word has at least that is looked for."""


def of_file(site: Path, expected: Expected, path: str, count: Count) -> Iterator[Finding]:
    """Yield what is wrong in what a search looks through: the names of the dialog, or the index of all pages' text."""
    count["files"] += 1
    data = script_data(site / path, *SCRIPTS[path])
    if path == NAMES:
        yield from differences(NAMES, data.pop("book", []), _book(site, titles_of(site, expected)), count, "book")
        yield from _names(data, site, of(expected), count)
    else:
        yield from _titles(data, titles_of(site, expected), count)
        yield from _words(data, site, of(expected), count)


def script_data(path: Path, begin: str, end: str) -> Any:
    """Return the one value of JSON that a script hands over. Raises ValueError where the script does anything else."""
    text = path.read_text("utf-8").strip()
    if not (text.startswith(begin) and text.endswith(end)):
        raise ValueError(f"{path.name} is not {begin} … {end}")
    return json.loads(text[len(begin) : -len(end)])


def _names(names: dict[str, Any], site: Path, expected: Files, count: Count) -> Iterator[Finding]:
    """Yield where the names of a page differ: code, title, address, its U.S. occupations with their jobs, and the titles that ISCO-08 lists."""
    parts = ("us", "pages", "everyday", "groups", "unscored")
    us, pages, everyday, groups, left_out = (names.pop(part, []) for part in parts)
    yield from differences(NAMES, names, {}, count)
    units = sorted((row[0], row[2]) for row in expected.tables["isco_groups"].rows if len(row[0]) == 4)
    unscored = [[code, title] for code, title in units if code not in expected.records]
    yield from differences(NAMES, left_out, unscored, count, "unscored")
    wanted_groups = [[row["code"], row["title"], f"{page}.html"] for page, row in expected.groups.items()]
    yield from differences(NAMES, groups, sorted(wanted_groups), count, "groups")
    yield from differences(NAMES, everyday, _everyday(site, set(expected.records)), count, "everyday")
    if len({tuple(one) for one in us}) < len(us):
        yield Finding(NAMES, "us", "a U.S. occupation", "more than once", "once")
    used = {number for page in pages for number in page[3]}
    for number in sorted(set(range(len(us))) - used):
        yield Finding(
            NAMES, f"us[{number}]", "a U.S. occupation that leads to no page", " ".join(us[number][:2]), NOTHING
        )
    printed = {
        page[0]: {
            "title": page[1],
            "address": page[2],
            "us": {us[number][0]: us[number][1:] for number in page[3] if number < len(us)},
            "listed": page[4],
        }
        | ({"more": page[5:]} if len(page) > 5 else {})
        for page in pages
    }
    wanted = {
        code: {
            "title": record["title"],
            "address": f"{expected.pages[code]}.html",
            "us": {one["onet_soc"]: [one["title"], one["employment"] or 0] for one in record["us_occupations"]},
            "listed": expected.listed.get(code, []),
        }
        for code, record in expected.records.items()
    }
    yield from differences(NAMES, printed, wanted, count)
    if len(printed) < len(pages):
        yield Finding(NAMES, "pages", "a page", "more than once", "once")


def _book(site: Path, titles: Mapping[str, str]) -> list[list[str]]:
    """Return what the book has besides occupations, as its pages show it: parts, pages, terms, and the sections of chapters.

    What a chapter is asked for as well stands in the front matter of its notebook.
    """
    others = sorted(page for page in titles if not page.startswith("gradient/"))
    chapters = [page for page in others if not page.startswith(("groups/", "countries/"))]
    roots = {
        page: etree.parse(site / f"{page}.html", etree.HTMLParser(encoding="utf-8")).getroot() for page in chapters
    }
    captions = roots["index"].xpath("//nav[contains(@class, 'bd-links')]//p[contains(@class, 'caption')]")
    parts = [["".join(one.itertext()).strip(), one.getnext().find(".//a").get("href"), ""] for one in captions]
    found: dict[str, list[list[str]]] = {"dt": [], "h": []}
    for page, root in roots.items():
        for one in root.xpath("//dl[contains(@class, 'glossary')]/dt[@id]"):
            found["dt"].append([words_of(one), f"{page}.html#{one.get('id')}", titles[page]])
        for one in root.xpath("//article//section[@id]/*[self::h2 or self::h3]"):
            place = one.getparent().get("id")
            if not re.fullmatch(r"id\d+", place):
                found["h"].append([words_of(one), f"{page}.html#{place}", titles[page]])
    named = [[titles[page], f"{page}.html", ""] for page in others]
    asked = [[one, f"{page}.html", titles[page]] for page in chapters for one in _asked_as(NOTEBOOKS / f"{page}.md")]
    return [*parts, *named, *asked, *found["dt"], *found["h"]]


def _asked_as(notebook: Path) -> list[str]:
    """Return what readers call the subject of a chapter, as its notebook says."""
    found = ASKED_AS.search(notebook.read_text("utf-8"))
    return found[1].split(", ") if found else []


def _everyday(site: Path, codes: Set[str]) -> list[list[str]]:
    """Return the everyday titles of the site's own table, each with those of its unit groups that have a page."""
    with (site / EVERYDAY).open(encoding="utf-8", newline="") as file:
        meant = [
            (row["title"], [code for code in row["isco08"].split() if code in codes]) for row in csv.DictReader(file)
        ]
    return [[title, " ".join(own)] for title, own in meant]


def _titles(index: dict[str, Any], titles: Mapping[str, str], count: Count) -> Iterator[Finding]:
    """Yield where the index calls a page otherwise, lacks it, or holds one that the book does not have."""
    for key in sorted(index.keys() ^ {*INDEX_KEYS, "titleterms"}):
        yield Finding(INDEX, key, "a key", *("there" if key in one else NOTHING for one in (index, INDEX_KEYS)))
    printed = dict(zip(index["docnames"], index["titles"], strict=False))
    yield from differences(INDEX, printed, dict(titles), count, "titles")
    named = [name.removesuffix(".ipynb") for name in index["filenames"]]
    yield from differences(INDEX, named, index["docnames"], count, "filenames")
    heads = {
        (number, title)
        for title, places in index["alltitles"].items()
        for number, anchor in places
        if anchor is None or not anchor
    }
    for number, name in enumerate(index["docnames"]):
        if (number, titles.get(name)) not in heads:
            yield Finding(INDEX, "alltitles", name, NOTHING, titles.get(name, NOTHING))


def _words(index: dict[str, Any], site: Path, expected: Files, count: Count) -> Iterator[Finding]:
    """Yield the words of an occupation that do not lead to its page: those of its title, its tasks and its U.S. occupations."""
    count["files"] += 1
    found = re.search(r"var stopwords = (\[.*?\]);", (site / LANGUAGE).read_text("utf-8"))
    stopwords = set(json.loads(found[1])) if found else set()
    stem = Stemmer.Stemmer("porter").stemWord
    places = {kind: {word: _as_set(where) for word, where in index[kind].items()} for kind in ("terms", "titleterms")}
    numbers = {name: number for number, name in enumerate(index["docnames"])}
    known: dict[str, tuple[str, ...]] = {}

    def leads(word: str, number: int, kinds: tuple[str, ...]) -> bool:
        if word not in known:
            stems = stem(word.lower()) if len(word) > FEWEST else word.lower()
            # Of "technology" and the like the browser's stemmer takes the last letter off, too.
            known[word] = (stems, stems.removesuffix("i"), word, word.lower())
        return any(number in places[kind].get(stems, ()) for kind in kinds for stems in known[word])

    for code, record in expected.records.items():
        number = numbers.get(expected.pages[code], -1)
        said = [*(one["title"] for one in record["us_occupations"]), *(task["statement"] for task in record["tasks"])]
        for kinds, texts in ((("titleterms",), [record["title"]]), (("terms", "titleterms"), said)):
            for word in {word for text in texts for word in WORD.findall(text)}:
                if len(word) >= FEWEST and word.lower() not in stopwords:
                    count["values"] += 1
                    if not leads(word, number, kinds):
                        yield Finding(INDEX, kinds[0], f"{code} by the word {word}", "not found", expected.pages[code])


def _as_set(where: int | list[int]) -> set[int]:
    return {where} if isinstance(where, int) else set(where)
