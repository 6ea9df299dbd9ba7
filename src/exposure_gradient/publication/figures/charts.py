"""The pictures of the pages: an occupation's place among all, its standing, and the gradient."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import replace

import matplotlib
import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from exposure_gradient.measures import distribution
from exposure_gradient.publication.figures.drawing import (
    BESIDE_TICKS,
    COMBINED,
    CSS,
    INK,
    MUTED,
    OLD,
    PAPER,
    RULE,
    STYLE,
    Ground,
    as_svg,
    ground_of,
    key_of_bands,
    new_figure,
    score_axis,
    set_into,
    strokes_of,
    texts_at,
)
from exposure_gradient.publication.figures.palette import BAND_COLOURS, BAND_MARKERS, BAND_SIZES
from exposure_gradient.publication.html import Html, captioned
from exposure_gradient.tables import BANDS

STRIP, STRIP_Y = 62, 14


@functools.lru_cache
def _percentile_ground() -> Ground:
    """Draw the axis of percentiles from 0 to 100."""
    with matplotlib.rc_context(STYLE):
        figure = new_figure(STRIP - STRIP_Y - 8)
        axes = figure.add_axes((0.02, 1, 0.96, 0.001))
        score_axis(axes)
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1.0], ["0", "25", "50", "75", "100"])
        axes.set_xlabel("Percentile", fontsize=10.5, labelpad=2)
        return ground_of(figure, axes, "strip")


def standings(own: int, others: Sequence[int], *, description: str, caption: Markup) -> Html:
    """Draw percentiles on one line: that under the publication's choices, and those under other choices."""
    ground = _percentile_ground()
    ends = [own, *others]
    low, high = (ground.x(end / 100) for end in (min(ends), max(ends)))
    rings = sorted(set(others))
    return set_into(
        f'<g transform="translate(0 {STRIP_Y + 8})">{ground.inside}</g>',
        strokes_of([f"M{low:.1f} {STRIP_Y}H{high:.1f}"], RULE, 4),
        *(
            f'<circle cx="{ground.x(end / 100):.1f}" cy="{STRIP_Y}" r="3.4" '
            f'style="fill: {CSS[PAPER]}; stroke: {CSS[OLD]}; stroke-width: 1.4"/>'
            for end in rings
        ),
        f'<circle cx="{ground.x(own / 100):.1f}" cy="{STRIP_Y}" r="4.2" style="fill: {CSS[COMBINED]}"/>',
        height=STRIP,
        description=description,
        caption=caption,
    )


PLACE = 132
PLACE_HEAD, PLACE_FOOT = 20, 34
SQUARE = "m-3-3h6v6h-6z"


@functools.lru_cache
def _place_ground(counts: tuple[tuple[int, ...], ...], step: float) -> Ground:
    """Draw the distribution of the means: a bar for each bin, and in it the occupations of each band upon those of the one below."""
    with matplotlib.rc_context(STYLE):
        figure = new_figure(PLACE)
        axes = figure.add_axes((0.02, PLACE_FOOT / PLACE, 0.96, 1 - (PLACE_HEAD + PLACE_FOOT) / PLACE))
        score_axis(axes, top=0.8)
        axes.set_xlabel("Mean exposure (height: number of occupations)", fontsize=10.5, labelpad=2)
        ground = ground_of(figure, axes, "place")
    floor, below, bars = PLACE - PLACE_FOOT, [0] * len(counts[0]), []
    one = (floor - PLACE_HEAD - 4) / max(map(sum, zip(*counts, strict=True)))
    for own, colour in zip(counts, BAND_COLOURS, strict=True):
        path = ""
        for place, n in enumerate(own):
            if n:  # a stroke as wide as a bin
                top, x = below[place] + n, ground.x((place + 0.5) * step)
                path += f"M{x:.1f} {floor - below[place] * one:.1f}V{floor - top * one:.1f}"
                below[place] = top
        width = ground.x(step) - ground.x(0)
        bars.append(f'<path d="{path}" style="fill: none; stroke: {colour}; stroke-width: {width:.2f}"/>')
    return replace(ground, inside=Markup("".join(bars)) + ground.inside)


def histogram(
    occupations: pd.DataFrame,
    own: tuple[float, str],
    interval: Sequence[float],
    *,
    description: str,
    caption: Markup,
) -> Html:
    """Draw how many occupations of each band lie in each bin of mean exposure, with a mark at one mean and a bar over its interval.

    ``occupations`` has one row per occupation, with ``mean_2025`` and ``band``; ``own`` is the mean to be marked and its text,
    ``interval`` its ends, or nothing.
    """
    counts = distribution.counts(occupations["mean_2025"], occupations["band"])
    ground, (mean, label) = _place_ground(counts, distribution.STEP / 10_000), own
    spans = [f"M{ground.x(interval[0]):.1f} {PLACE_HEAD}H{ground.x(interval[1]):.1f}"] if interval else []
    key = key_of_bands((SQUARE, f"fill: {colour}") for colour in BAND_COLOURS)
    return set_into(
        ground.inside,
        strokes_of([f"M{ground.x(mean):.1f} {PLACE_HEAD}V{PLACE - PLACE_FOOT}"], COMBINED, 2.2),
        *(strokes_of([span], COMBINED, 5) for span in spans),
        texts_at([(ground.x(mean), PLACE_HEAD - 6, label)], "middle"),
        height=PLACE,
        description=description,
        caption=Markup("{} {}").format(caption, key),
        kind="place",
    )


def by_band(
    axes: Axes, legend: Axes, occupations: pd.DataFrame, columns: tuple[str, str]
) -> Callable[[Markup], Markup]:
    """Set a mark for each occupation, shaped and coloured by its ``band``, at the values of two columns, and the legend of the bands.

    What is returned puts the colours of the page into the picture when it is drawn.
    """
    drawn_in = {band: f"#0a0a{index:02d}" for index, band in enumerate(BANDS)}
    legend.set_axis_off()
    legend.set_xlim(0, 3)
    legend.set_ylim(0, 2)
    for index, band in enumerate(BANDS):
        points = occupations[occupations["band"] == band]
        style = dict(marker=BAND_MARKERS[index], s=20 * BAND_SIZES[index], facecolors=drawn_in[band])
        style |= dict(edgecolors=PAPER, linewidths=0.3)
        axes.scatter(*(points[column] for column in columns), **style)
        x, y = index % 3 + 0.03, 1.55 - index // 3 * 0.85
        legend.scatter([x], [y], clip_on=False, **style)
        legend.text(x + 0.05, y, band, fontsize=11, va="center", color=INK)

    def coloured(picture: Markup) -> Markup:
        for band, colour in zip(BANDS, BAND_COLOURS, strict=True):
            picture = Markup(picture.replace(drawn_in[band], colour))
        return picture

    return coloured


def gradient(occupations: pd.DataFrame, name: str, *, description: str, caption: Markup) -> Html:
    """Draw mean exposure against its change for many occupations, shaped and coloured by band.

    ``occupations`` has one row per occupation, with ``mean_2025``, ``change`` and ``band``; ``name`` names the picture on its page.
    """
    height, head, foot = 330, 44, 40
    with matplotlib.rc_context(STYLE):
        figure = new_figure(height, 420)
        axes = figure.add_axes((0.175, foot / height, 0.785, 1 - (head + foot) / height))
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        axes.axhline(0, color=MUTED, linewidth=0.8)
        legend = figure.add_axes((0.175, 1 - head / height, 0.785, head / height))
        coloured = by_band(axes, legend, occupations, ("mean_2025", "change"))
        axes.set_xlabel("Mean exposure in 2025")
        axes.set_ylabel("Change since 2023")
        # Figures apart at the size of a phone, too, and with two decimals: beside the axis there is no room for more.
        axes.xaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10]))
        axes.yaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10]))
        axes.yaxis.set_label_coords(*BESIDE_TICKS)
        axes.grid(color=RULE, linewidth=0.6)
        axes.set_axisbelow(True)
        picture = as_svg(figure, f"gradient-{name}", description)
    return captioned(coloured(picture), caption, "gradient")
