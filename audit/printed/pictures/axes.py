"""Axes as a reader reads them: by their ticks and the labels beside these; and back from a place on the picture to a value.

How finely a place can be read is known: coordinates are written to so many decimals, and half a unit of the last one may be lost, once
for the mark and once for the ticks. In units of the scale that is an axis's ``slack``; no tolerance is wider.
"""

import functools
import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from printed.pictures.paths import UnreadableError
from printed.pictures.svg import Drawing, Line, Words

TICK = (2.5, 4.6)
"""How long a tick is, in the picture's units."""
GRID = 0.7
"""What parts the lines of a grid, which are thinner, from those of axes."""
LABEL = re.compile(r"[+−-]?\d+(?:\.\d+)?%?")
FLOAT = 1e-6
"""What is lost beside the decimals, in sums of binary numbers."""


def number(text: str) -> float:
    """Return the number that a label shows; per cent as they stand."""
    return float(text.removesuffix("%").replace("−", "-"))


@dataclass(frozen=True)
class Axis:
    """A straight scale: the (place, value) of its ticks, and half a unit of the last decimal of places."""

    ticks: tuple[tuple[float, float], ...]
    half: float

    def __post_init__(self) -> None:
        """Hold the labels to one straight scale."""
        if len({place for place, _ in self.ticks}) < 2:
            raise UnreadableError(f"an axis with {len(self.ticks)} labelled ticks")
        strange = [value for place, value in self.ticks if abs(self.place(value) - place) > 2 * self.half + FLOAT]
        if strange or self.rise == 0:
            said = ", ".join(f"{value:g} at {place:g}" for place, value in self.ticks)
            raise UnreadableError(f"the labels of an axis lie on no straight scale: {said}")

    @functools.cached_property
    def ends(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The outermost ticks."""
        return min(self.ticks), max(self.ticks)

    @functools.cached_property
    def rise(self) -> float:
        """The change of the value over one unit of the picture."""
        (first, low), (last, high) = self.ends
        return (high - low) / (last - first)

    def value(self, place: float) -> float:
        """Return the value at a place."""
        (first, low), _ = self.ends
        return low + (place - first) * self.rise

    def place(self, value: float) -> float:
        """Return the place of a value."""
        (first, low), _ = self.ends
        return first + (value - low) / self.rise if self.rise else first

    def slack(self, place: float, marks: int = 1) -> float:
        """Return how far a value read at a place may be off; ``marks`` counts the ends that were rounded."""
        (first, _), (last, _) = self.ends
        along = (place - first) / (last - first)
        return abs(self.rise) * (self.half * (marks + abs(along) + abs(1 - along)) + FLOAT)

    def is_at(self, place: float, value: float) -> bool:
        """Say whether a place is that of a value."""
        return abs(self.value(place) - value) <= self.slack(place)


def _near(one: float, other: float, half: float) -> bool:
    return abs(one - other) <= 2 * half + FLOAT


def _length(line: Line) -> float:
    return abs(line.x2 - line.x1) + abs(line.y2 - line.y1)


def _labelled(
    ticks: Sequence[Line], words: Sequence[Words], beside: Callable[[Line, Words], bool], name: str
) -> tuple[list[Words], list[float]]:
    """Return the label of each tick, and the number it shows."""
    labels, values = [], []
    for tick in ticks:
        found = [word for word in words if beside(tick, word)]
        if len(found) != 1 or not LABEL.fullmatch(found[0].text):
            shown = ", ".join(repr(word.text) for word in found) or "no label"
            raise UnreadableError(f"a tick of the {name} axis at {tick.x1:g}, {tick.y1:g} has {shown}")
        labels.append(found[0])
        values.append(number(found[0].text))
    return labels, values


def _once(places: Sequence[float], half: float, name: str) -> None:
    """Refuse two ticks at one place."""
    ordered = sorted(places)
    if any(_near(one, other, half) for one, other in itertools.pairwise(ordered)):
        raise UnreadableError(f"two ticks of the {name} axis at one place")


def _grid(found: Sequence[Line], places: Sequence[float], name: str) -> None:
    """Refuse a grid that is not whole."""
    if found and len(found) != len(places):
        raise UnreadableError(f"a grid of {len(found)} lines on the {len(places)} ticks of the {name} axis")


def _line(found: Sequence[Line], places: Sequence[float], at: Callable[[Line], tuple[float, float]], name: str) -> None:
    """Refuse an axis without a line along all of its ticks, or with several."""
    if len(found) != 1 or not min(at(found[0])) - 1 <= min(places) <= max(places) <= max(at(found[0])) + 1:
        raise UnreadableError(f"the {name} axis has {len(found)} lines along its ticks")


def x_axis(drawing: Drawing, half: float) -> Axis:
    """Take the axis that runs from left to right: its line, its ticks with their labels below, and a grid that stands on it."""
    ticks = [line for line in drawing.lines if line.is_upright and TICK[0] <= _length(line) <= TICK[1]]
    if not ticks:
        raise UnreadableError("no axis from left to right")
    floor = ticks[0].y1
    ticks = [tick for tick in ticks if _near(tick.y1, floor, half)]
    labels, values = _labelled(
        ticks,
        drawing.words,
        lambda tick, word: _near(word.x, tick.x1, half) and word.anchor == "middle" and 8 < word.y - tick.y1 < 20,
        "lower",
    )
    drawing.drop("lines", ticks)
    drawing.drop("words", labels)
    places = [tick.x1 for tick in ticks]
    _once(places, half, "lower")
    grid = drawing.take(
        "lines",
        lambda line: (
            line.is_upright
            and _length(line) > 20
            and line.width < GRID
            and any(_near(line.x1, place, half) for place in places)
            and _near(max(line.y1, line.y2), floor, half)
        ),
    )
    _grid(grid, places, "lower")
    own = drawing.take("lines", lambda line: line.is_level and _near(line.y1, floor, half) and GRID < line.width < 1)
    _line(own, places, lambda line: (line.x1, line.x2), "lower")
    return Axis(tuple(zip(places, values, strict=True)), half)


def y_axis(drawing: Drawing, half: float) -> Axis:
    """Take the axis that runs upwards: its line, its ticks with their labels to the left, and a grid that begins at it."""
    ticks = [line for line in drawing.lines if line.is_level and TICK[0] <= _length(line) <= TICK[1]]
    if not ticks:
        raise UnreadableError("no axis upwards")
    wall = max(ticks[0].x1, ticks[0].x2)
    ticks = [tick for tick in ticks if _near(max(tick.x1, tick.x2), wall, half)]
    labels, values = _labelled(
        ticks,
        drawing.words,
        lambda tick, word: word.anchor == "end" and 0 < wall - word.x < 12 and 3 < word.y - tick.y1 < 5,
        "upright",
    )
    drawing.drop("lines", ticks)
    drawing.drop("words", labels)
    places = [tick.y1 for tick in ticks]
    _once(places, half, "upright")
    grid = drawing.take(
        "lines",
        lambda line: (
            line.is_level
            and _length(line) > 20
            and line.width < GRID
            and any(_near(line.y1, place, half) for place in places)
            and _near(min(line.x1, line.x2), wall, half)
        ),
    )
    _grid(grid, places, "upright")
    own = drawing.take("lines", lambda line: line.is_upright and _near(line.x1, wall, half) and GRID < line.width < 1)
    _line(own, places, lambda line: (line.y1, line.y2), "upright")
    return Axis(tuple(zip(places, values, strict=True)), half)


def levels(drawing: Drawing, half: float) -> Axis:
    """Take an axis of horizontal lines, each with its number standing on its left end."""
    places, values = [], []
    for word in [word for word in drawing.words if word.anchor == "start" and LABEL.fullmatch(word.text)]:
        under = [
            line
            for line in drawing.lines
            if line.is_level
            and _near(line.y1, word.y + 3, half)
            and _near(min(line.x1, line.x2), word.x, half)
            and line.width < 1
        ]
        if len(under) != 1:
            raise UnreadableError(f"the number {word.text} stands on {len(under)} lines")
        places.append(under[0].y1)
        values.append(number(word.text))
        drawing.drop("lines", under)
        drawing.drop("words", [word])
    return Axis(tuple(zip(places, values, strict=True)), half)
