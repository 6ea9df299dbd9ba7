"""The steps of the story: sentences beside a picture whose dots are all occupations. Nothing here computes a figure.

``occupations`` is always the frame of all of them in the order of their means: a dot is known by its place in it.
"""

import contextlib
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from exposure_gradient.measures import shown, shown_signed, slug
from exposure_gradient.publication.claims import plain, sentence
from exposure_gradient.publication.figures import dot_plots as dots
from exposure_gradient.publication.figures.drawing import COMBINED, CSS, INK, MODEL_B, OLD, strokes_of
from exposure_gradient.publication.figures.labelled_scatter import NoRoomError
from exposure_gradient.publication.html import Html, link
from exposure_gradient.publication.ledger import Ledger
from exposure_gradient.publication.lists import listed, named, repeated
from exposure_gradient.publication.markup import template
from exposure_gradient.tables import BANDS

PAGE = template("story.html")
AXIS = "Mean exposure in 2025"
Points = Sequence[tuple[float, float]]


def step(
    picture: dots.Step, sentences: Sequence[Markup], *, description: Markup, caption: Markup, after: Markup | str = ""
) -> Html:
    """Return a step: its sentences, those that there are, its picture, and what a script needs after it."""
    texts = (text for text in sentences if text)
    return Html(PAGE.step(picture.name, texts, dots.picture(picture, plain(description), caption), after))


def names_of_dots(occupations: pd.DataFrame) -> Markup:
    """Return what a script needs beside the pictures: their common frame, and codes, titles and means in their order."""
    if occupations["title"].str.contains("|", regex=False).any():
        raise ValueError("a title holds the mark that parts titles in the story's list of names")
    return PAGE.names(
        f"0 0 {dots.WIDTH} {dots.HEIGHT}",
        " ".join(occupations.index),
        "|".join(occupations["title"]),
        " ".join(map(shown, occupations["mean_2025"])),
    )


# --- Lists in a sentence ---------------------------------------------------------------------------------------------


def group(groups: pd.DataFrame, code: str) -> Markup:
    """Return a major group's title as a link to its page."""
    title = groups.at[code, "title"]
    return link(f"groups/{code}-{slug(title)}.html", title)


def counted(counts: pd.Series, ledger: Ledger, under: str) -> Markup:
    """Return how many of some occupations are in each group, as a list in a sentence; ``counts`` is indexed by code and title."""
    return listed(
        [
            sentence(
                "{n} are in {title}" if place == 1 else "{n} in {title}", n=ledger[f"{under}.{place}"], title=title
            )
            for place, (_, title) in enumerate(counts.index, start=1)
        ]
    )


def described(occupation: pd.DataFrame, ledger: Ledger, part: str) -> dict[str, Any]:
    """Return what a sentence says of one occupation, under the name of a part of it: its title, its band and its mean, which are entered."""
    [o] = occupation.itertuples()
    band, mean = (ledger.enter(repeated(o, name)) for name in ("band", "mean_2025"))
    return {part: named(o), f"{part}_band": band, f"{part}_mean": mean}


def ways(occupations: pd.DataFrame, ledger: Ledger, start: str, end: str) -> Markup:
    """Return occupations as a list in a sentence, each from one figure of its own page to another, which are entered."""
    return listed(
        [
            sentence(
                "{title}, from {start} to {end}",
                title=named(o),
                start=ledger.enter(repeated(o, start)),
                end=ledger.enter(repeated(o, end)),
            )
            for o in occupations.itertuples()
        ]
    )


# --- Pictures --------------------------------------------------------------------------------------------------------


def _places(occupations: pd.DataFrame, some: pd.DataFrame) -> list[int]:
    return occupations.index.get_indexer(some.index).tolist()


def _all_but(occupations: pd.DataFrame, *some: pd.DataFrame) -> frozenset[int]:
    return frozenset(range(len(occupations))).difference(*(_places(occupations, one) for one in some))


def _bands(occupations: pd.DataFrame) -> list[int]:
    return occupations["band"].map(BANDS.index).tolist()


def _names_in(points: Points, occupations: pd.DataFrame, *ends: pd.DataFrame) -> str:
    """Name the occupations at the ends of a cloud; where there is no room for all equals, the first of each end."""
    for most in (len(occupations), 1):
        labels = [
            (place, dots.short(title, 34))
            for equals in ends
            for place, title in zip(_places(occupations, equals[:most]), equals["title"][:most], strict=True)
        ]
        with contextlib.suppress(NoRoomError):
            return dots.names_in_a_cloud(points, labels)
    return ""


def heap(occupations: pd.DataFrame, *, by_band: bool = False) -> dots.Step:
    """Draw all occupations as a heap on the scale, all alike or by their bands."""
    points = dots.heap(occupations["mean_2025"])
    looks = {"bands": _bands(occupations)} if by_band else {"colours": [CSS[COMBINED]] * len(points)}
    return dots.Step("all", points, **looks, behind=[dots.scale(AXIS)], top=dots.top_of(points))


def ends(
    occupations: pd.DataFrame, marked: Sequence[pd.DataFrame], last: pd.DataFrame, first: pd.DataFrame
) -> dots.Step:
    """Draw the heap with both ends marked; ``last`` and ``first`` are named with their means."""
    points = dots.heap(occupations["mean_2025"])

    def flags(some: pd.DataFrame, top: float, *, leftwards: bool = False) -> str:
        named = zip(_places(occupations, some), some["title"], some["mean_2025"], strict=True)
        texts = [(*points[place], f"{dots.short(title)} {shown(mean)}") for place, title, mean in named]
        return dots.flags(texts, top, leftwards=leftwards)

    return dots.Step(
        "ends",
        points,
        [CSS[COMBINED]] * len(points),
        faint=_all_but(occupations, *marked),
        behind=[dots.scale(AXIS)],
        before=[flags(last, 24), flags(first, 70, leftwards=True)],
    )


def band_lanes(occupations: pd.DataFrame) -> dots.Step:
    """Draw the occupations in lanes, one a band."""
    bands = _bands(occupations)
    points, _, words = dots.lanes([*occupations["mean_2025"]], bands, BANDS)
    return dots.Step("bands", points, bands=bands, behind=[dots.scale(AXIS)], before=[words])


def group_lanes(occupations: pd.DataFrame, groups: pd.DataFrame) -> dots.Step:
    """Draw the occupations in lanes, one a major group, with a stroke at each group's mean."""
    lane_of = groups.index.get_indexer(occupations["major_code"]).tolist()
    points, edges, words = dots.lanes([*occupations["mean_2025"]], lane_of, [*groups["title"]])
    ticks = [
        f"M{dots.across(mean):.1f} {top - 2:.1f}V{bottom + 1:.1f}"
        for mean, (top, bottom) in zip(groups["mean"], edges, strict=True)
    ]
    return dots.Step(
        "groups",
        points,
        bands=_bands(occupations),
        behind=[dots.scale(AXIS)],
        before=[words, strokes_of(ticks, INK, 1.6)],
    )


def heap_of_2023(occupations: pd.DataFrame) -> dots.Step:
    """Draw all occupations as a heap by their 2023 means."""
    points = dots.heap(occupations["mean_2023"])
    axis = dots.scale("Mean exposure in 2023")
    return dots.Step("then", points, [CSS[OLD]] * len(points), behind=[axis], top=dots.top_of(points))


def moves(occupations: pd.DataFrame, risen: pd.DataFrame, fallen: pd.DataFrame) -> dots.Step:
    """Draw the heap of 2025 with lines from the 2023 means to those that moved most, the first each way named."""
    points = dots.heap(occupations["mean_2025"])
    colours, lines, labels = [CSS[OLD]] * len(points), [], []
    for movers, colour in ((risen, MODEL_B), (fallen, COMBINED)):
        places = _places(occupations, movers)
        for place in places:
            colours[place] = CSS[colour]
        ways = [
            f"M{dots.across(before):.1f} {points[place][1]:.1f}H{points[place][0]:.1f}"
            for place, before in zip(places, movers["mean_2023"], strict=True)
        ]
        lines.append(strokes_of(ways, colour, 1.6))
        for place, o in zip(places[:1], movers[:1].itertuples(), strict=True):
            labels.append((place, f"{dots.short(o.title, 30)} {shown_signed(o.change)}"))
    top = dots.top_of(points, 34)
    return dots.Step(
        "since",
        points,
        colours,
        faint=_all_but(occupations, risen, fallen),
        behind=[dots.scale(AXIS)],
        before=[*lines, dots.names_in_a_cloud(points, labels, top=top + 2, left=2)],
        top=top,
    )


def changes(occupations: pd.DataFrame, *named: pd.DataFrame) -> dots.Step:
    """Draw the occupations at their means, lifted by their change since 2023."""
    most = occupations["change"].abs().max()
    middle, reach = (dots.FLOOR + dots.CEILING) / 2 + 8, (dots.FLOOR - dots.CEILING) / 2 - 22
    columns = zip(occupations["mean_2025"], occupations["change"], strict=True)
    points = [(dots.across(mean), middle - change / most * reach) for mean, change in columns]
    marks = [
        (middle - tick / 10 / most * reach, shown_signed(tick / 10)[:4] if tick else "0")
        for tick in range(-9, 10)
        if tick % 2 == 0 and abs(tick / 10) <= most
    ]
    return dots.Step(
        "change",
        points,
        bands=_bands(occupations),
        behind=[dots.scale(AXIS), dots.levels(marks, "Change since 2023")],
        before=[_names_in(points, occupations, *named)],
    )


def _height(most: float) -> Callable[[float], float]:
    """Return where values from nothing to the largest lie above the scale."""
    top = dots.CEILING + 22
    return lambda value: dots.FLOOR - 5 - value / most * (dots.FLOOR - 5 - top)


def widths(occupations: pd.DataFrame, firm: int, *named: pd.DataFrame) -> dots.Step:
    """Draw the occupations in their order, lifted by the width of their percentile's range, with a line at ``firm`` points."""
    widest, count = int(occupations["width"].max()), len(occupations)
    height = _height(widest)
    points = [
        (dots.LEFT + place / (count - 1) * (dots.RIGHT - dots.LEFT), height(width))
        for place, width in enumerate(occupations["width"])
    ]
    marks = [(height(tick), f"{tick}") for tick in range(firm, widest + 1, firm)]
    limit = strokes_of([f"M{dots.LEFT - 4:.1f} {height(firm):.1f}H{dots.RIGHT + 4:.1f}"], INK, 1.2)
    return dots.Step(
        "firm",
        points,
        [CSS[COMBINED] if width <= firm else CSS[MODEL_B] for width in occupations["width"]],
        behind=[
            dots.scale("Occupations in the order of their means", []),
            dots.levels(marks, "Points between lowest and highest percentile"),
            limit,
        ],
        before=[_names_in(points, occupations, *named)],
    )


def spreads(occupations: pd.DataFrame, *named: pd.DataFrame) -> dots.Step:
    """Draw the occupations at their means, lifted by the distance between their tasks' highest and lowest score."""
    most = occupations["spread"].max()
    height = _height(most)
    columns = zip(occupations["mean_2025"], occupations["spread"], strict=True)
    points = [(dots.across(mean), height(spread)) for mean, spread in columns]
    marks = [(height(tick / 10), f"{tick / 10:g}") for tick in range(2, int(most * 10) + 1, 2)]
    return dots.Step(
        "tasks",
        points,
        bands=_bands(occupations),
        behind=[dots.scale(AXIS), dots.levels(marks, "Highest minus lowest score of a task")],
        before=[_names_in(points, occupations, *named)],
    )
