"""The data of SVG's paths, read into straight parts, and the names of the shapes that small ones have."""

import functools
import math
import re
from dataclasses import dataclass

NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
TOKEN = re.compile(rf"([A-Za-z])|({NUMBER})")
WIDTHS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "Q": 4}
"""How many numbers a command takes."""


class UnreadableError(Exception):
    """A picture holds something that cannot be read as a drawing."""


@dataclass(frozen=True)
class Stroke:
    """A part of a path: its points, the point it was begun from, and whether it is closed or curved."""

    anchor: tuple[float, float]
    points: tuple[tuple[float, float], ...]
    closed: bool
    curved: bool


@functools.lru_cache(4096)
def strokes(data: str) -> tuple[Stroke, ...]:
    """Return the parts of a path's data, in absolute coordinates; of curves, their ends.

    A move at once followed by another is where a mark is, and the rest its shape.
    """
    tokens = TOKEN.findall(data)
    found: list[Stroke] = []
    points: list[tuple[float, float]] = []
    anchor = (0.0, 0.0)
    x = y = 0.0
    closed = curved = False
    command, at, n = "", 0, len(tokens)

    def finish() -> None:
        if len(points) > 1 or closed:
            found.append(Stroke(anchor, tuple(points), closed, curved))

    while at < n:
        letter = tokens[at][0]
        if letter:
            command, at = letter, at + 1
        elif command in "Mm":
            command = "L" if command == "M" else "l"
        by = command.islower()
        kind = command.upper()
        if kind == "Z":
            closed = True
            x, y = points[0]
            continue
        width = WIDTHS.get(kind)
        if width is None or not command:
            raise UnreadableError(f"a path holds {command or 'no command'!r}")
        values = [float(tokens[at + turn][1]) for turn in range(width)]
        at += width
        base = (x, y) if by else (0.0, 0.0)
        if kind == "H":
            x = base[0] + values[0]
        elif kind == "V":
            y = base[1] + values[0]
        else:
            x, y = base[0] + values[-2], base[1] + values[-1]
        if kind == "M":
            alone = len(points) == 1 and not closed
            finish()
            anchor = anchor if alone else (x, y)
            points, closed, curved = [(x, y)], False, False
            continue
        curved = curved or kind in "CQ"
        points.append((x, y))
    finish()
    return tuple(found)


@functools.lru_cache(1024)
def shape_of(points: tuple[tuple[float, float], ...], curved: bool) -> str:
    """Name the shape of a closed figure around the origin.

    >>> shape_of(((-2, 2), (2, 2), (2, -2), (-2, -2)), False), shape_of(((0, 3), (3, -3), (-3, -3)), False)
    ('square', 'triangle on its tip')
    """
    corners = list(dict.fromkeys((round(x, 4), round(y, 4)) for x, y in points))
    across = [x for x, _ in corners]
    down = [y for _, y in corners]
    reach = max(max(map(abs, across)), max(map(abs, down)), 1e-9)
    if not (min(across) < 0 < max(across) and min(down) < 0 < max(down)):
        return "figure beside its place"
    if curved:
        is_round = all(abs(math.hypot(x, y) - reach) < 0.12 * reach for x, y in corners)
        return "circle" if is_round and len(corners) >= 4 else "curved figure"
    near = 0.12 * reach + 0.06
    if len(corners) == 4 and all(abs(abs(x) - abs(y)) < near for x, y in corners):
        return "square"
    if len(corners) == 4 and all(min(abs(x), abs(y)) < near for x, y in corners):
        return "diamond"
    if len(corners) == 3:
        tip = min(corners, key=lambda corner: abs(corner[0]))
        others = [y for corner in corners if corner != tip for y in (corner[1],)]
        if abs(tip[0]) < near and abs(others[0] - others[1]) < near:
            return "triangle" if tip[1] < others[0] else "triangle on its tip"
    if len(corners) == 12 and all(0.2 * reach < max(abs(x), abs(y)) for x, y in corners):
        return "plus"
    return f"figure of {len(corners)} corners"
