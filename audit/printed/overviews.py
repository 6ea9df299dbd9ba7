"""The landing page, the full gradient and the comparison: the names that their forms are filled from, and their reading."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from printed import document, forms, trail
from printed.compare import compare
from printed.expected import Expected
from printed.findings import NOTHING, Check, Count, Finding
from printed.groups import members
from printed.story import names_of_dots
from printed.telling import MEASURES, Telling
from printed.text import one_blank

PAGES = {"index": "landing", "gradient": "gradient", "compare": "compare"}
"""The pages, and what their forms are called."""


def names_of(expected: Expected, page: str) -> dict[str, Any]:
    """Return the names that one of the pages is filled from."""
    telling = Telling(expected, page)
    [first], [last] = telling.first("most", 1), telling.first("least", 1)
    names = telling.names()
    own = [claim for name, claim in telling.claims.items() if not name[:4].isdigit()]
    names |= {
        "first": telling.named(first),
        "last": telling.named(last),
        "groups": [
            {"label": row["label"], "address": f"{row['page']}.html"}
            for row in sorted(telling.groups.values(), key=lambda row: row["major_code"])
        ],
        "trail": trail.rows(own, MEASURES),
        "band_key": " ".join(row["band"] for row in expected.tables["bands"]),
    }
    if page == "gradient":
        names["bands"] = [
            {"band": row["band"], "band_place": str(row["place"])}
            | {name: names[f"band.{row['band']}{end}".replace(" ", "_")] for name, end in ENDS.items()}
            for row in expected.tables["bands"]
        ]
        names["sizes"] = [
            {"key": "usa", "label": "U.S. jobs"},
            *(
                {"key": row["country"], "label": row["name"]}
                for row in sorted(expected.tables["country_pages"], key=lambda row: row["name"])
            ),
        ]
        names["members"] = members(expected, page, set(telling.occupations), "")
    return names


ENDS = {"n": "", "low": ".low", "high": ".high"}


def pages(site: Path, expected: Expected) -> Iterable[str]:
    """Return the pages."""
    return PAGES


def read(site: Path, expected: Expected, page: str, count: Count) -> Iterator[Finding]:
    """Read one of the pages; of the gradient, what its explorer filters by as well."""
    found = document.read(site, page)
    names = names_of(expected, page)
    yield from compare(trail.in_order(found), forms.expected(PAGES[page], names), count)
    if page == "gradient":
        yield from _choices(page, found.root, names, count)
    if page == "index":
        yield from names_of_dots(page, found.root, Telling(expected, page), count)


def _choices(page: str, root: etree._Element, names: dict[str, Any], count: Count) -> Iterator[Finding]:
    """Yield what is wrong in the values by which the explorer filters: each group's, each table's and each band's, beside its name."""
    groups = [(row["label"].split(" - ")[0], row["label"]) for row in names["groups"]]
    bands = [
        (f"{row['band'].lower().replace(' ', '-')} eg-band-{row['band_place']}", row["band"]) for row in names["bands"]
    ]
    sizes = [(row["key"], row["label"]) for row in names["sizes"]]
    found_groups, found_sizes = (
        [(option.get("value", ""), _words(option)) for option in root.findall(f".//select[@name='{name}']/option")][1:]
        for name in ("group", "size")
    )
    found_bands = [
        (f"{button.get('value')} {button.get('class')}", _words(button))
        for button in root.iterfind(".//article//button")
        if button.get("aria-pressed") is not None
    ]
    for what, is_, must in (
        ("major group", found_groups, groups),
        ("size", found_sizes, sizes),
        ("band", found_bands, bands),
    ):
        count["values"] += len(is_)
        for k in range(max(len(is_), len(must))):
            a, b = (" = ".join(one[k]) if k < len(one) else NOTHING for one in (is_, must))
            if a != b:
                yield Finding(page, f"the explorer, {what} {k + 1}", "what it filters by", a, b)


def _words(element: etree._Element) -> str:
    return one_blank("".join(element.itertext()))


CHECKS = (Check("the landing page, the full gradient and the comparison", pages, read),)
