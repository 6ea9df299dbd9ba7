"""Pictures in which every occupation is one dot: the steps of the story.

All of them have one size and one scale, so that a script can move the dots from one picture into the next. What it needs stands
in the pictures themselves: each path of dots names the occupations it draws (``data-of``, their places in the order of the
means) in the order of its points.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from exposure_gradient.publication.figures.drawing import CSS, HALO, INK, MUTED, RULE, WIDTH, key_of_bands, strokes_of
from exposure_gradient.publication.figures.labelled_scatter import nearest, place_labels
from exposure_gradient.publication.figures.palette import BAND_COLOURS

HEIGHT = 350
LEFT, RIGHT, FLOOR, CEILING = 10.0, 340.0, 312.0, 10.0
"""Where the scale begins and ends and where dots may lie, in points."""
TOP = 0.8
"""Where the scale of means ends; scores could reach 1, means do not come near it."""
SIZE, DOT = 5.8, 5.0
"""How far apart two dots of one row lie at least, and a dot's diameter."""
LABEL = 42
"""How many characters of a title a picture shows."""

SHAPES = (
    "h0",  # a circle: the round end of a line of no length
    "m-2.1-2.1h4.2v4.2h-4.2z",
    "m0-3.6 3.1 5.4h-6.2z",
    "m0-2.9 2.9 2.9-2.9 2.9-2.9-2.9z",
    "m0 3.6 3.1-5.4h-6.2z",
    "m-.95-2.85h1.9v1.9h1.9v1.9h-1.9v1.9h-1.9v-1.9h-1.9v-1.9h1.9z",
)
"""The shape of each band around a point, as a path: those of ``palette.BAND_MARKERS``, at the size of a dot."""


@dataclass
class Step:
    """One picture: a point and a strength for every occupation, with what lies behind and before the dots.

    A dot has either a colour, or the colour and shape of its band (``bands``, its place among them).
    """

    name: str
    points: Sequence[tuple[float, float]]
    colours: Sequence[str] = ()
    bands: Sequence[int] = ()
    faint: frozenset[int] = frozenset()
    behind: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    top: float = 0.0
    """Where the picture begins when it stands in the article by itself: a heap leaves the upper part of the frame empty."""


def across(mean: float) -> float:
    """Return where a mean lies, in points from the left."""
    return LEFT + mean / TOP * (RIGHT - LEFT)


def rows(places: Sequence[float], size: float = SIZE, *, centred: bool = False) -> list[int]:
    """Return for each place on a line the row that its dot stands in, so that no two dots of a row overlap.

    Rows count upwards from 0; centred ones 0, 1, -1, 2, -2 and so on. Each dot keeps its exact place.

    >>> rows([1.0, 1.5, 9.0], 2), rows([1.0, 1.0, 1.0], 2, centred=True)
    ([0, 1, 0], [0, 1, -1])
    """
    last: dict[int, float] = {}
    found = [0] * len(places)
    for index in sorted(range(len(places)), key=lambda index: (places[index], index)):
        turn = 0
        while True:
            row = (turn + 1) // 2 * (1 if turn % 2 else -1) if centred else turn
            if row not in last or places[index] - last[row] >= size:
                break
            turn += 1
        last[row] = places[index]
        found[index] = row
    return found


def top_of(points: Sequence[tuple[float, float]], room: float = 14.0) -> float:
    """Return where a picture of these points may begin, with some room above them; in whole points."""
    return float(math.floor(max(0.0, min(y for _, y in points) - room)))


def heap(values: Sequence[float]) -> list[tuple[float, float]]:
    """Return points of a heap of dots on the scale: each at its own mean, as low as there is room."""
    places = [across(value) for value in values]
    own = rows(places)
    pitch = min(SIZE, (FLOOR - CEILING - DOT) / (max(own) + 1))
    return [(x, FLOOR - DOT / 2 - 1 - row * pitch) for x, row in zip(places, own, strict=True)]


def lanes(
    values: Sequence[float], lane_of: Sequence[int], names: Sequence[str]
) -> tuple[list[tuple[float, float]], list[tuple[float, float]], str]:
    """Return points of dots that lie in lanes one below another, each lane's top and bottom, and the lanes' names as SVG."""
    head, gap = 13.0, 3.0
    of_lane = [[index for index, lane in enumerate(lane_of) if lane == at] for at in range(len(names))]
    levels = [rows([across(values[index]) for index in own], centred=True) for own in of_lane]
    counts = [max(own) - min(own) + 1 for own in levels]
    pitch = min(SIZE, (FLOOR - CEILING - len(names) * (head + gap) + gap) / sum(counts))
    points: list[tuple[float, float]] = [(0.0, 0.0)] * len(values)
    edges, words, top = [], [], CEILING
    for name, own, level, count in zip(names, of_lane, levels, counts, strict=True):
        words.append((LEFT, top + 9, name))
        begins = top + head
        for index, row in zip(own, level, strict=True):
            points[index] = (across(values[index]), begins + (row - min(level) + 0.5) * pitch)
        top = begins + count * pitch
        edges.append((begins, top))
        top += gap
    return points, edges, words_at(words)


def words_at(lines: Iterable[tuple[float, float, str]], anchor: str = "start", *, colour: str = INK) -> str:
    """Return texts with a rim of the page's own ground, which keeps them legible over dots."""
    texts = "".join(f'<text x="{x:.1f}" y="{y:.1f}">{escape(text)}</text>' for x, y, text in lines)
    style = f"font: 10.5px var(--eg-sans, sans-serif); fill: {CSS[colour]}; text-anchor: {anchor}; {HALO}"
    return f'<g style="{style}">{texts}</g>'


def scale(title: str, ticks: Iterable[tuple[float, str]] | None = None) -> str:
    """Return the axis below: a line, ticks and a title; without ticks named, those of the means."""
    marks = [(across(tick / 5), f"{tick / 5:g}") for tick in range(5)] if ticks is None else list(ticks)
    lines = [f"M{LEFT - 4:.1f} {FLOOR:.1f}H{RIGHT + 4:.1f}", *(f"M{x:.1f} {FLOOR:.1f}v4" for x, _ in marks)]
    return (
        strokes_of(lines, MUTED, 0.8)
        + words_at([(x, FLOOR + 15, word) for x, word in marks], "middle", colour=MUTED)
        + words_at([((LEFT + RIGHT) / 2, FLOOR + 31, title)], "middle")
    )


def levels(marks: Iterable[tuple[float, str]], title: str) -> str:
    """Return horizontal lines at chosen heights, each with its value at the left, and the title of that axis on top."""
    marks = list(marks)
    return (
        strokes_of([f"M{LEFT - 4:.1f} {y:.1f}H{RIGHT + 4:.1f}" for y, _ in marks], RULE, 0.8)
        + words_at([(LEFT - 4, y - 3, word) for y, word in marks], colour=MUTED)
        + words_at([(LEFT - 4, CEILING + 1, title)])
    )


def short(title: str, most: int = LABEL) -> str:
    """Return a title as a picture shows it: the classification's usual abbreviation, and cut at a word where it is long.

    >>> short("Other Cleaning Workers Not Elsewhere Classified"), short("Financial Analysts and Advisers of Many Kinds", 20)
    ('Other Cleaning Workers n.e.c.', 'Financial Analysts…')
    """
    title = title.replace("Not Elsewhere Classified", "n.e.c.")
    if len(title) <= most:
        return title
    kept = title[:most].rsplit(" ", 1)[0]
    while kept.rsplit(" ", 1)[-1].lower() in ("and", "or", "of", "the", "other"):
        kept = kept.rsplit(" ", 1)[0]
    return kept.rstrip(",;") + "…"


def flags(named: Iterable[tuple[float, float, str]], top: float, *, leftwards: bool = False) -> str:
    """Return names on poles that stand on their dots: no pole crosses a name.

    ``named`` holds (x, y, text); the names stand one below another from ``top``, to the right of their poles, or to the left.
    """
    ordered = sorted(named, reverse=leftwards)
    poles, words = [], []
    for place, (x, y, text) in enumerate(ordered):
        height = top + place * 13.5
        poles.append(f"M{x:.1f} {height - 8:.1f}V{y - DOT / 2:.1f}")
        words.append((x - 4 if leftwards else x + 4, height, text))
    return strokes_of(poles, MUTED, 0.8) + words_at(words, "end" if leftwards else "start")


def names_in_a_cloud(
    points: Sequence[tuple[float, float]],
    labels: Sequence[tuple[int, str]],
    top: float = CEILING + 6,
    left: float = LEFT + 22,
) -> str:
    """Return the names of some dots of a cloud, near them and apart from one another, with a line to each.

    They keep below ``top`` and right of ``left``, where the words of ``levels`` are.
    """
    boxes = place_labels(points, labels, (left, top, WIDTH - 2, FLOOR - 4))
    leaders, words = [], []
    for (at, text), box in zip(labels, boxes, strict=True):
        (x, y), end = points[at], nearest(*points[at], box)
        leaders.append(f"M{x:.1f} {y:.1f}L{end[0]:.1f} {end[1]:.1f}")
        words.append(((box[0] + box[2]) / 2, box[3] - 3, text))
    return strokes_of(leaders, INK, 0.8) + words_at(words, "middle")


def _style(colour: str, shape: str) -> str:
    if shape == SHAPES[0]:
        return f"fill: none; stroke: {colour}; stroke-width: {DOT}; stroke-linecap: round"
    return f"fill: {colour}; stroke: {colour}; stroke-width: 0"


def key() -> Markup:
    """Return the bands, each with its mark, as a legend in a caption."""
    return key_of_bands((shape, _style(colour, shape)) for colour, shape in zip(BAND_COLOURS, SHAPES, strict=True))


def dots(step: Step) -> str:
    """Return the dots of a step: one path for those of one colour, shape and strength, with the places of its occupations."""
    looks = [(BAND_COLOURS[band], SHAPES[band]) for band in step.bands] or [
        (colour, SHAPES[0]) for colour in step.colours
    ]
    gathered: dict[tuple[tuple[str, str], bool], list[int]] = {}
    for index, look in enumerate(looks):
        gathered.setdefault((look, index in step.faint), []).append(index)
    paths = []
    for (look, is_faint), own in sorted(gathered.items(), key=lambda entry: (not entry[0][1], entry[1])):
        path = "".join(f"M{step.points[index][0]:.1f} {step.points[index][1]:.1f}{look[1]}" for index in own)
        style = _style(*look)
        strength = "; opacity: 0.28" if is_faint else ""
        paths.append(
            f'<path class="eg-dots" data-of="{" ".join(map(str, own))}" d="{path}" style="{style}{strength}"/>'
        )
    return "".join(paths)


def picture(step: Step, description: str, caption: Markup) -> Markup:
    """Return a step's picture as a figure of the page; where dots show bands, its caption says which."""
    legend = key() if step.bands else ""
    label = escape(" ".join(description.split()))
    return Markup(
        f'<figure class="eg-figure"><svg viewBox="0 {step.top:.0f} {WIDTH} {HEIGHT - step.top:.0f}" role="img" aria-label="{label}">'
        f'<g class="eg-behind">{"".join(step.behind)}</g>{dots(step)}<g class="eg-before">{"".join(step.before)}</g></svg>'
        f"<figcaption>{escape(caption)} {legend}</figcaption></figure>"
    )
