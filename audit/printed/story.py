"""The story: the names that its forms are filled from, and its reading, that of the list behind its dots included."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from printed import document, forms, trail
from printed.compare import compare
from printed.expected import Expected
from printed.findings import NOTHING, Check, Count, Finding
from printed.telling import MEASURES, Telling, in_words

NAMED = 3
"""How many of each end are named."""


def names_of(expected: Expected) -> dict[str, Any]:
    """Return the names that the story is filled from."""
    telling = Telling(expected, "story")
    stated = _with_means(telling)
    own = [c for name, c in telling.claims.items() if not name.endswith(".mean_2025") or name[:4] in stated]
    return telling.names() | _of_occupations(telling) | _of_groups(telling) | {"trail": trail.rows(own, MEASURES)}


def _with_means(telling: Telling) -> set[str]:
    """Return the occupations whose means the sentences state; of the others the ledger has them for the list of dots alone."""
    [overlap] = telling.expected.tables["story_overlap"]
    wide = telling.expected.tables["story_groups"][0]["wide"]
    ends = telling.expected.rows("group_ends", major_code=wide)
    return {
        *telling.first("most", NAMED)[:NAMED],
        *telling.first("least", NAMED)[:NAMED],
        *(row["isco08"] for row in ends if row["is_highest"] or row["is_lowest"]),
        *telling.first("rises", 1),
        *telling.first("falls", 1),
        *overlap.values(),
    }


def _of_occupations(telling: Telling) -> dict[str, Any]:
    """Return the names of the sentences that name occupations."""
    first, last = telling.first("most", NAMED), telling.first("least", NAMED)
    up, down = telling.first("rises", 1), telling.first("falls", 1)
    [overlap] = telling.expected.tables["story_overlap"]
    rows, together = telling.occupations.values(), telling.together
    names = {
        "first": telling.listed(telling.first("most", 1)),
        "last": telling.listed(telling.first("least", 1)),
        "three_first": telling.with_means(first),
        "three_last": telling.with_means(last),
        "both_ends": telling.described([*first, *last], "mean_2025"),
        "way_up": in_words([_way(telling, code, "mean_2023", "mean_2025") for code in up]),
        "up_adjusted": in_words([telling.of(code, "change_adjusted") for code in up]),
        "down_adjusted": in_words([telling.of(code, "change_adjusted") for code in down]),
        "way_down": in_words([_way(telling, code, "mean_2023", "mean_2025") for code in down]),
        "both_moves": telling.described([up[0], down[0]], "change"),
        "risen_described": telling.described(up, "change"),
        "fallen_described": telling.described(down, "change"),
        "widest": in_words(
            [_way(telling, c, "percentile_any_low", "percentile_any_high") for c in telling.first("least firm", 1)]
        ),
        "firmest": telling.listed(telling.first("firmest", 1)),
        "ends_are_firmer": together["width_middle"] > together["width_ends"],
    }
    for end in ("high", "low"):
        code = overlap[end]
        names |= {
            end: telling.named(code),
            f"{end}_band": telling.of(code, "band"),
            f"{end}_mean": telling.of(code, "mean_2025"),
        }
    for name, column, value in (
        ("lowest_2023", "mean_2023", together["lowest_2023"]),
        ("highest_2023", "mean_2023", together["highest_2023"]),
        ("widest_spread", "spread", together["most_spread"]),
    ):
        names[name] = telling.listed([row["isco08"] for row in rows if row[column] == value])
    return names


def _way(telling: Telling, code: str, start: str, end: str) -> str:
    return f"{telling.named(code)}, from {telling.of(code, start)} to {telling.of(code, end)}"


def _of_groups(telling: Telling) -> dict[str, Any]:
    """Return the names of the sentences that name bands and major groups."""
    [of], groups = telling.expected.tables["story_groups"], telling.groups
    bands = [row["band"] for row in telling.expected.tables["bands"]]
    figures = telling.names()
    names: dict[str, Any] = {
        "band_key": " ".join(bands),
        "counted_bands": in_words(
            [f"{band} ({telling.claims[f'story.band.{band}'].text})" for band in bands], last=" to "
        ),
        "group_means": in_words(
            [f"{groups[c]['title']} {telling.claims[f'story.group.{c}'].text}" for c in sorted(groups)]
        ),
        "without": in_words([telling.group(c) for c in sorted(groups) if not groups[c]["n_exposed"]]),
        "both_ways": groups[of["gained"]]["change"] > 0 > groups[of["lost"]]["change"],
        "lost_is_top": of["lost"] == of["top"],
        "lost_is_still_lowest": of["lost"] == of["lowest_adjusted"],
    }
    for end in ("least", "most"):
        for row in telling.expected.rows("story_ends", list=end):
            if row["place"] <= 2:
                names[f"{end}_group{'_next' * (row['place'] - 1)}"] = groups[row["major_code"]]["title"]
    for role in ("top", "bottom", "wide", "narrow", "gained", "lost", "lowest_adjusted"):
        names[role] = telling.group(of[role])
        for claim in ("exposed", "size", "span", "change", "change_adjusted", "place_adjusted", "rose", "fell"):
            names[f"{role}_{claim}"] = figures.get(f"story.group.{of[role]}.{claim}")
        names[f"{role}_mean"] = figures[f"story.group.{of[role]}"]
    for end in ("low", "high"):
        ends = telling.expected.rows("group_ends", major_code=of["wide"])
        codes = [row["isco08"] for row in ends if row["is_lowest" if end == "low" else "is_highest"]]
        names[f"wide_{end}"] = telling.with_means(codes)
    return names


def pages(site: Path, expected: Expected) -> Iterable[str]:
    """Return the story."""
    return ("story",)


def read(site: Path, expected: Expected, page: str, count: Count) -> Iterator[Finding]:
    """Read the story."""
    found = document.read(site, page)
    yield from compare(trail.in_order(found), forms.expected("story", names_of(expected)), count)
    yield from names_of_dots(page, found.root, Telling(expected, page), count)


def names_of_dots(page: str, root: etree._Element, telling: Telling, count: Count) -> Iterator[Finding]:
    """Yield what is wrong in the list that a script takes the names of dots from: codes, titles, means, least exposed first."""
    wanted = sorted(telling.occupations.values(), key=lambda row: row["place"])
    lists = {
        "codes": (" ", [row["isco08"] for row in wanted]),
        "titles": ("|", [row["title"] for row in wanted]),
        "means": (" ", [telling.claims[f"{row['isco08']}.mean_2025"].text for row in wanted]),
    }
    places = root.xpath("//*[contains(concat(' ', @class, ' '), ' eg-names ')]")
    for name, (between, must) in lists.items():
        found = places[0].get(f"data-{name}", "").split(between) if len(places) == 1 else []
        count["values"] += len(found)
        for k in range(max(len(found), len(must))):
            a, b = (values[k] if k < len(values) else NOTHING for values in (found, must))
            if a != b:
                yield Finding(page, f"the names of the dots, {name}", f"number {k + 1} ({_code(wanted, k)})", a, b)


def _code(wanted: list[Any], place: int) -> str:
    return wanted[place]["isco08"] if place < len(wanted) else NOTHING


CHECKS = (Check("the story", pages, read),)
