"""A cloud of points with labels that keep apart: one study's scores against another's."""

import functools
import math
from collections.abc import Iterable, Sequence

import matplotlib
import numpy as np
from markupsafe import Markup, escape

from exposure_gradient.publication.figures.drawing import (
    COMBINED,
    CSS,
    HALO,
    MODEL_B,
    MUTED,
    PAPER,
    RULE,
    STYLE,
    WIDTH,
    Ground,
    ground_of,
    new_figure,
    strokes_of,
    texts_at,
)
from exposure_gradient.publication.html import Html, captioned

CLOUD, CLOUD_LEFT, CLOUD_FOOT = 400, 46, 42
CHARACTER, LINE = 5.9, 12.5
"""Width of a character and height of a line of a label, in points, on the wide side for the font that a page shows."""


class NoRoomError(ValueError):
    """There is no room in a picture for the labels that it was to have."""


@functools.lru_cache
def _cloud_ground(name: str, x_label: str, y_label: str, right: float, top: float) -> tuple[Ground, float, float]:
    """Draw two axes from 0; return the ground, and where on it, in points, 0 and 1 of its y axis lie."""
    with matplotlib.rc_context(STYLE):
        figure = new_figure(CLOUD)
        axes = figure.add_axes(
            (
                CLOUD_LEFT / WIDTH,
                CLOUD_FOOT / CLOUD,
                1 - (CLOUD_LEFT + 8) / WIDTH,
                1 - (CLOUD_FOOT + 8) / CLOUD,
            )
        )
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        for side in ("left", "bottom"):
            axes.spines[side].set_color(MUTED)
        axes.set_xlim(0, right)
        axes.set_ylim(-0.02 * top, top)
        axes.set_xlabel(x_label)
        axes.set_ylabel(y_label)
        axes.grid(color=RULE, linewidth=0.6)
        axes.set_axisbelow(True)
        ground = ground_of(figure, axes, f"cloud-{name}")
        zero, one = (CLOUD - float(axes.transData.transform((0, value))[1]) for value in (0, 1))
    return ground, zero, one


Box = tuple[float, float, float, float]


def _places(x: float, y: float, width: float) -> Iterable[tuple[float, Box]]:
    """Return boxes (left, top, right, bottom) that a label of a point could stand in, each with its distance."""
    for distance in (7, 12, 20, 30, 42, 56, 72, 90, 110, 130):
        for eighth in range(16):
            angle = math.pi * eighth / 8
            across, down = math.cos(angle), math.sin(angle)
            left = x + distance * across - width * (1 - across) / 2
            top = y + distance * down - LINE / 2
            yield distance, (left, top, left + width, top + LINE)


def _apart(one: Box, other: Box, gap: float = 1.5) -> bool:
    return one[2] + gap <= other[0] or other[2] + gap <= one[0] or one[3] + gap <= other[1] or other[3] + gap <= one[1]


def nearest(x: float, y: float, box: Box) -> tuple[float, float]:
    """Return where a line from a point meets its label."""
    return min(max(x, box[0]), box[2]), min(max(y, box[1] + 2), box[3] - 2)


def _on_line(start: tuple[float, float], end: tuple[float, float], box: Box) -> bool:
    """Say whether a line passes through a box."""
    steps = [step / 12 for step in range(13)]
    along = [(start[0] + (end[0] - start[0]) * step, start[1] + (end[1] - start[1]) * step) for step in steps]
    return any(box[0] - 1 < x < box[2] + 1 and box[1] - 1 < y < box[3] + 1 for x, y in along)


def place_labels(points: Sequence[tuple[float, float]], labels: Sequence[tuple[int, str]], frame: Box) -> list[Box]:
    """Return a box for each label of a cloud of points: within the frame, apart from all others, near and over few points.

    ``points`` holds (x, y) in points from the top left, ``labels`` the place of the point that is meant and a text. Labels
    are placed one after another; of the orders that begin with each of them, the one that costs least is taken. No
    line from a point to its label crosses another label. Raises ValueError where the labels find no room.
    """
    own = [points[at] for at, _ in labels]
    across, down = np.asarray(points, float).T
    marks = [(x - 5, y - 5, x + 5, y + 5) for x, y in own]
    choices = []
    for (x, y), (_, text) in zip(own, labels, strict=True):
        found = []
        for distance, box in _places(x, y, len(text) * CHARACTER):
            inside = box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]
            if inside and all(_apart(box, mark) for mark in marks if mark[:2] != (x - 5, y - 5)):
                beside = (box[0] - 2 < across) & (across < box[2] + 2)
                covered = int(np.count_nonzero(beside & (box[1] - 2 < down) & (down < box[3] + 2)))
                found.append((covered + distance / 8, box, nearest(x, y, box)))
        choices.append(sorted(found))
    best: tuple[float, list[Box]] | None = None
    for first in range(len(labels)):
        total, placed = 0.0, {}
        for turn in range(len(labels)):
            at = (first + turn) % len(labels)
            free = (
                (cost, box, end)
                for cost, box, end in choices[at]
                if all(_apart(box, other) and not _on_line(own[at], end, other) for other, _ in placed.values())
                and not any(_on_line(own[before], line_end, box) for before, (_, line_end) in placed.items())
            )
            found = next(free, None)
            if found is None:
                break
            total, placed[at] = total + found[0], found[1:]
        if len(placed) == len(labels) and (best is None or total < best[0]):
            best = total, [placed[at][0] for at in range(len(labels))]
    if best is None:
        raise NoRoomError(f"no room for the labels {[text for _, text in labels]}")
    return best[1]


def cloud(
    scores: Sequence[tuple[float, float]],
    labels: Sequence[tuple[int, str]],
    *,
    name: str,
    axes: tuple[str, str],
    ends: tuple[float, float],
    description: str,
    caption: Markup,
) -> Html:
    """Draw one score against another, both from 0, a dot an occupation, some of them labelled.

    ``labels`` holds the place of a labelled pair in ``scores`` and its text; ``ends`` is where the x and the y axis end.
    """
    ground, zero, one = _cloud_ground(name, *axes, *ends)
    points = [(ground.x(x), zero + y * (one - zero)) for x, y in scores]
    boxes = place_labels(points, labels, (CLOUD_LEFT + 2, 2, WIDTH - 4, CLOUD - CLOUD_FOOT - 4))
    named = {at for at, _ in labels}
    dots = "".join(f"M{x:.1f} {y:.1f}h0" for at, (x, y) in enumerate(points) if at not in named)
    leaders, words = [], []
    for (at, text), (left, top, right, bottom) in zip(labels, boxes, strict=True):
        x, y = points[at]
        near_x, near_y = nearest(x, y, (left, top, right, bottom))
        if math.hypot(near_x - x, near_y - y) > 7:
            leaders.append(f"M{x:.1f} {y:.1f}L{near_x:.1f} {near_y:.1f}")
        words.append(((left + right) / 2, bottom - 3, text))
    marks = "".join(f'<circle cx="{points[at][0]:.1f}" cy="{points[at][1]:.1f}" r="3.4"/>' for at, _ in labels)
    picture = Markup(
        f'<svg viewBox="0 0 {WIDTH} {CLOUD}" role="img" aria-label="{escape(" ".join(description.split()))}">'
        f'{ground.inside}<path d="{dots}" style="fill: none; stroke: {CSS[COMBINED]}; stroke-width: 4.6; '
        f'stroke-linecap: round; stroke-opacity: 0.55"/>{strokes_of(leaders, MODEL_B, 0.9)}'
        f'<g style="fill: {CSS[MODEL_B]}; stroke: {CSS[PAPER]}; stroke-width: 0.8">{marks}</g>'
        f'<g style="{HALO}">{texts_at(words, "middle")}</g></svg>'
    )
    return captioned(picture, caption)
