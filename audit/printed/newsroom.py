"""The newsroom: the names that its forms are filled from, and its reading."""

import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from printed import document, forms, trail
from printed.compare import compare
from printed.expected import Expected
from printed.findings import Check, Count, Finding
from printed.telling import MEASURES, Telling, in_words
from printed.text import plain

NAMED, LISTED = 3, 10
"""How many of each end a picture names and a table lists, beside those that equal the last."""
PICTURES = ("distribution", "ends", "moves", "groups")
TABLES = {
    "most": "most",
    "least": "least",
    "rises": "rises",
    "falls": "falls",
    "firmest": "firmest",
    "least firm": "least_firm",
}
COLUMNS = (
    "mean_2025",
    "mean_2023",
    "change",
    "change_adjusted",
    "percentile",
    "band",
    "percentile_any_low",
    "percentile_any_high",
)
STANDINGS = {
    "top": "is_top",
    "next": "is_next",
    "bottom": "is_bottom",
    "holds the lowest": "holds_the_lowest",
    "widest": "is_widest",
    "narrowest": "is_narrowest",
    "above": "is_above",
    "plain": "is_plain",
}
"""How the audit's table calls a group's standing, and what forms call it."""


def names_of(expected: Expected) -> dict[str, Any]:
    """Return the names that the newsroom is filled from; sizes of pictures are added where they are read."""
    telling = Telling(expected, "newsroom")
    names = telling.names() | _of_ends(telling)
    names |= {name: _rows(telling, order) for order, name in TABLES.items()}
    groups = [(row["standing"], _of_group(telling, row)) for row in expected.tables["newsroom_groups"]]
    names["groups"] = [told for _, told in groups]
    names["groups_by_mean"] = [told for _, told in sorted(groups, key=lambda group: group[0])]
    names["trail"] = trail.rows(telling.claims.values(), MEASURES)
    declared = forms.load("newsroom")
    quotes = [forms.fill(quote, names) for quote in declared["quotes"]]
    names |= {
        "credit": declared["credit"],
        "quotes": [{"quote": quote} for quote in quotes],
        "citation": forms.fill(declared["citation"], names),
    }
    said = [f"• {plain(quote)} ({declared['credit']})" for quote in quotes]
    return names | {"report": "\n".join([*said, f"Source: {names['citation']}"])}


def _of_ends(telling: Telling) -> dict[str, Any]:
    """Return the names of what is said of ends, moves and groups together."""
    first, last, up, down = (telling.first(order, 1) for order in ("most", "least", "rises", "falls"))
    most, least = telling.first("most", LISTED), telling.first("least", LISTED)
    by_standing = sorted(telling.groups.values(), key=lambda row: row["standing"])
    top, figures = by_standing[0]["major_code"], telling.names()
    return {
        "first_with_mean": telling.with_means(first),
        "last_with_mean": telling.with_means(last),
        "three_first": telling.with_means(telling.first("most", NAMED)),
        "three_last": telling.with_means(telling.first("least", NAMED)),
        "most_first": telling.of(most[0], "mean_2025"),
        "most_last": telling.of(most[-1], "mean_2025"),
        "least_first": telling.of(least[0], "mean_2025"),
        "least_last": telling.of(least[-1], "mean_2025"),
        "risen": telling.listed(up),
        "rise": telling.of(up[0], "change"),
        "rise_adjusted": telling.of(up[0], "change_adjusted"),
        "drop_adjusted": telling.of(down[0], "change_adjusted"),
        "fallen": telling.listed(down),
        "drop": telling.of(down[0], "change"),
        "both_moves": telling.described([up[0], down[0]], "change"),
        "top": telling.group(top),
        **{f"top_{name}": figures[f"newsroom.group.{top}.{name}"] for name in ("mean", "exposed", "size")},
        "without": in_words(
            [telling.group(code) for code, row in sorted(telling.groups.items()) if not row["n_exposed"]]
        ),
        "group_means": in_words(
            [f"{r['title']} {telling.claims['newsroom.group.' + r['major_code'] + '.mean'].text}" for r in by_standing]
        ),
    }


def _rows(telling: Telling, order: str) -> list[dict[str, Any]]:
    """Return the rows of a table of occupations."""
    rows = []
    for code in telling.first(order, LISTED):
        row = {"occupation": telling.named(code), "band_place": str(telling.occupations[code]["band_place"])}
        row |= {name: telling.of(code, name) for name in COLUMNS if f"{code}.{name}" in telling.claims}
        if f"newsroom.{code}.width" in telling.claims:
            row["width"] = str(telling.claims[f"newsroom.{code}.width"].figure)
        rows.append(row)
    return rows


def _of_group(telling: Telling, row: dict[str, Any]) -> dict[str, Any]:
    """Return the names of a group's story, and what decides which sentences it has."""
    code, n, size = row["major_code"], row["n_exposed"], row["size"]
    prefix = f"newsroom.group.{code}."
    names: dict[str, Any] = {
        name.removeprefix(prefix): claim.figure for name, claim in telling.claims.items() if name.startswith(prefix)
    }
    ends = telling.expected.rows("group_ends", major_code=code)
    far = [end["isco08"] for end in ends if end["is_furthest"]]
    exposed = [c for c in telling.first("most", len(telling.occupations)) if _is_exposed_in(telling, c, code)]
    names |= {
        "group": telling.group(code),
        "low": telling.with_means([end["isco08"] for end in ends if end["is_lowest"]]),
        "high": telling.with_means([end["isco08"] for end in ends if end["is_highest"]]),
        "commonest_bands": in_words(row["commonest_bands"]),
        "furthest": telling.listed(far),
        "furthest_change": in_words(
            [f"{telling.of(c, 'change')} ({telling.of(c, 'change_adjusted')} level-adjusted)" for c in far]
        ),
    }
    if 0 < n <= 2:
        names["exposed_named"] = in_words([f"{telling.named(c)} ({telling.of(c, 'band')})" for c in exposed])
    names |= {fact: row["place_in_words"] == words for words, fact in STANDINGS.items()}
    many = n > 2 and n < size
    exposed_bands = {band["band"] for band in telling.expected.tables["bands"] if band["is_exposed"]}
    names |= {
        "none_exposed": n == 0,
        "all_exposed": n == size,
        "one_exposed": n == 1 and n < size,
        "two_exposed": n == 2 and n < size,
        "most_exposed": many and 2 * n > size,
        "few_exposed": many and 3 * n < size,
        "some_exposed": many and 2 * n <= size <= 3 * n,
        "commonest_is_exposed": row["commonest_bands"][0] in exposed_bands,
    }
    return names | _moves(telling, row, far)


def _is_exposed_in(telling: Telling, isco08: str, major_code: str) -> bool:
    row = telling.occupations[isco08]
    return row["is_exposed"] and row["major_code"] == major_code


def _moves(telling: Telling, row: dict[str, Any], far: list[str]) -> dict[str, bool]:
    """Return what decides how a group's moves are told: two thirds one way are most of them."""
    rose, fell, size = row["rose"], row["fell"], row["size"]
    went_up = telling.occupations[far[0]]["change_q"] > 0
    most_fell, most_rose = 3 * fell >= 2 * size, 3 * rose >= 2 * size
    of_all_up, of_all_down = (set(far) == set(telling.first(order, 1)) for order in ("rises", "falls"))
    other_way = rose < fell if went_up else fell < rose
    return {
        "most_fell": most_fell,
        "most_rose": most_rose and not most_fell,
        "moved_both_ways": not most_fell and not most_rose,
        "some_stayed": row["same"] > 0,
        "rose_furthest_of_all": of_all_up,
        "fell_furthest_of_all": of_all_down,
        "went_the_other_way": other_way and not of_all_up and not of_all_down,
        "went_with_the_others": not other_way and not of_all_up and not of_all_down,
    }


def size_of_png(path: Path) -> str:
    """Return the width and height of a picture, as the file's own header states them."""
    width, height = struct.unpack(">II", path.read_bytes()[16:24])
    return f"{width} × {height}"


def pages(site: Path, expected: Expected) -> Iterable[str]:
    """Return the newsroom."""
    return ("newsroom",)


def read(site: Path, expected: Expected, page: str, count: Count) -> Iterator[Finding]:
    """Read the newsroom."""
    names = names_of(expected) | {f"{name}_size": size_of_png(site / page / f"{name}.png") for name in PICTURES}
    yield from compare(trail.in_order(document.read(site, page)), forms.expected("newsroom", names), count)


CHECKS = (Check("the newsroom", pages, read),)
