"""The picture of a country's page: what share of employment each band has at least, at most and with an equal split."""

import functools
from collections.abc import Sequence
from typing import NamedTuple

import matplotlib
from markupsafe import Markup

from exposure_gradient.publication.figures.dot_plots import SHAPES
from exposure_gradient.publication.figures.drawing import (
    COMBINED,
    CSS,
    RULE,
    STYLE,
    Ground,
    ground_of,
    new_figure,
    score_axis,
    set_into,
    strokes_of,
    texts_at,
)
from exposure_gradient.publication.figures.palette import BAND_COLOURS
from exposure_gradient.publication.html import Html

AXIS, HEAD, ROW = 42, 8, 34
WHOLE = 100.0
TICKS = (0, 0.25, 0.5, 0.75, 1)
THICK = 5


class Bounds(NamedTuple):
    """A line of the picture: its name, its three shares in per cent, and the same as texts."""

    name: str
    shares: tuple[float, float, float]
    texts: tuple[str, str, str]


@functools.lru_cache
def _ground() -> Ground:
    """Draw the axis of shares from 0 to 100 per cent."""
    with matplotlib.rc_context(STYLE):
        figure = new_figure(AXIS)
        axes = figure.add_axes((0.02, 1, 0.93, 0.001))
        score_axis(axes)
        axes.set_xticks(TICKS, [f"{WHOLE * tick:g}%" for tick in TICKS])
        axes.set_xlabel("Share of employment", fontsize=10.5, labelpad=2)
        return ground_of(figure, axes, "bounds")


def _mark(x: float, y: float, colour: str, shape: str) -> str:
    style = f"fill: none; stroke: {colour}; stroke-width: 9; stroke-linecap: round"
    if shape != SHAPES[0]:
        style = f"fill: {colour}; stroke: {colour}; stroke-width: 1.5"
    return f'<path d="M{x:.1f} {y:.1f}{shape}" style="{style}"/>'


def shares_of_employment(exposed: Bounds, bands: Sequence[Bounds], *, description: str, caption: Markup) -> Html:
    """Draw a line for Gradient 1 to 4 together and one for each band: the range of its share, and a mark for the equal split."""
    ground, lines = _ground(), [exposed, *bands]
    colours = (CSS[COMBINED], *BAND_COLOURS)
    shapes = (SHAPES[0], *SHAPES)
    heights = [HEAD + ROW * place + 24 for place in range(len(lines))]
    names, said, drawn = [], [], []
    for line, y, colour, shape in zip(lines, heights, colours, shapes, strict=True):
        low, split, high = (ground.x(share / WHOLE) for share in line.shares)
        names.append((ground.zero, y - 11, line.name))
        said.append((ground.one, y - 11, f"{line.texts[0]} to {line.texts[2]}, equal split {line.texts[1]}"))
        style = f"fill: none; stroke: {colour}; stroke-width: {THICK}; opacity: 0.45"
        drawn += [f'<path d="M{low:.1f} {y:g}H{high:.1f}" style="{style}"/>', _mark(split, y, colour, shape)]
    foot = HEAD + ROW * len(lines) + 4
    return set_into(
        f'<g transform="translate(0 {foot:g})">{ground.inside}</g>',
        strokes_of((f"M{ground.zero:.1f} {y:g}H{ground.one:.1f}" for y in heights), RULE, 1),
        *drawn,
        texts_at(names),
        texts_at(said, "end"),
        height=foot + AXIS,
        description=description,
        caption=caption,
    )
