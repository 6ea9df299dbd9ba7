"""The pictures of the chapters on comparability, on sensitivity and on the share."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence

import matplotlib
import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from exposure_gradient.publication.figures.charts import by_band
from exposure_gradient.publication.figures.drawing import (
    BESIDE_TICKS,
    COMBINED,
    CSS,
    FILL,
    HALO,
    INK,
    MUTED,
    OLD,
    RULE,
    STYLE,
    as_svg,
    new_figure,
    strokes_of,
    texts_at,
)
from exposure_gradient.publication.figures.palette import BAND_COLOURS
from exposure_gradient.publication.html import Html, captioned

PLANE_WIDTH, PLANE_FOOT, PLANE_LEFT, PLANE_SPAN = 420, 40, 0.175, 0.785


def _plane(height: float, head: float, xlabel: str, ylabel: str) -> tuple[Figure, Axes]:
    """Return a figure with two axes and a grid behind; ``head`` leaves room above for a legend."""
    figure = new_figure(height, PLANE_WIDTH)
    axes = figure.add_axes((PLANE_LEFT, PLANE_FOOT / height, PLANE_SPAN, 1 - (head + PLANE_FOOT) / height))
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("bottom", "left"):
        axes.spines[side].set_color(MUTED)
    axes.set_xlabel(xlabel)
    axes.set_ylabel(ylabel)
    axes.yaxis.set_label_coords(*BESIDE_TICKS)
    axes.grid(color=RULE, linewidth=0.6)
    axes.set_axisbelow(True)
    return figure, axes


def _place(axes: Axes, height: float, x: float, y: float) -> tuple[float, float]:
    """Return where a point lies in the SVG, in points from its upper left corner."""
    across, up = axes.transData.transform((x, y))
    return float(across), height - float(up)


def _with(picture: Markup, *parts: str) -> Markup:
    """Return a picture with further parts on top of all that it shows."""
    return Markup(f"{picture[: picture.rindex('</svg>')]}{''.join(parts)}</svg>")


def _dots(points: Iterable[tuple[float, float]], colour: str, width: float) -> str:
    """Return dots as one path: thousands of marks of their own would weigh on the page."""
    path = "".join(f"M{x:.1f} {y:.1f}h0" for x, y in points)
    style = f"fill: none; stroke: {CSS[colour]}; stroke-width: {width:g}; stroke-linecap: round"
    return f'<path d="{path}" style="{style}"/>'


def _key(words: Sequence[tuple[float, float, str, str]]) -> str:
    """Return a legend: each word at its (x, y), with the sample drawn before it."""
    return "".join(sample for *_, sample, _ in words) + texts_at([(x + 14, y, word) for x, y, _, word in words])


Ranges = Sequence[tuple[float, tuple[float, float], tuple[float, float]]]
"""Occupations in their order: what is published of each, and a narrow and a wide range of it."""


def _ranges(axes: Axes, picture: Markup, height: float, ranges: Ranges, words: Sequence[str]) -> Markup:
    """Return a picture with ranges as bars, wide ones behind narrow ones, and what is published as dots; ``words`` name the three."""

    def bars(ends: Iterable[tuple[float, float]]) -> list[str]:
        found = []
        for index, (low, high) in enumerate(ends, 1):
            (x, bottom), (_, top) = (_place(axes, height, index, end) for end in (low, high))
            found.append(f"M{x:.1f} {bottom:.1f}V{top:.1f}")
        return found

    own = [_place(axes, height, index, published) for index, (published, _, _) in enumerate(ranges, 1)]
    key = [
        (58, 16, strokes_of(["M62 6V19"], FILL, 2.4), words[0]),
        (58, 36, strokes_of(["M62 26V39"], OLD, 2.4), words[1]),
        (240, 16, _dots([(244, 12.5)], COMBINED, 4), words[2]),
    ]
    return _with(
        picture,
        strokes_of(bars(wide for _, _, wide in ranges), FILL, 0.8),
        strokes_of(bars(narrow for _, narrow, _ in ranges), OLD, 0.8),
        _dots(own, COMBINED, 2.2),
        _key(key),
    )


def percentile_ranges(occupations: Ranges, *, description: str, caption: Markup) -> Html:
    """Draw the percentiles of all occupations, ordered by mean: their own, and their ranges under other choices.

    ``occupations`` holds (percentile, narrow range, wide range) in the order of the means.
    """
    height, head = 350, 46
    with matplotlib.rc_context(STYLE):
        figure, axes = _plane(height, head, "Occupations in the order of their means", "Percentile")
        axes.set_xlim(-3, len(occupations) + 2)
        axes.set_ylim(-2, 102)
        axes.set_yticks([0, 25, 50, 75, 100])
        picture = as_svg(figure, "percentile-ranges", description)
    words = ("all choices", "models, tasks left out", "as published here")
    picture = _ranges(axes, picture, height, occupations, words)
    return captioned(picture, caption, "gradient")


def rank_ranges(occupations: Ranges, *, description: str, caption: Markup) -> Html:
    """Draw the ranks of all occupations in the order of the published ones, the most exposed first and on top, with their ranges.

    ``occupations`` holds (rank, range of nine tenths of the combinations, range of all) in that order.
    """
    height, head = 350, 46
    with matplotlib.rc_context(STYLE):
        figure, axes = _plane(height, head, "Occupations in the order of their published rank", "Rank")
        axes.set_xlim(-3, len(occupations) + 2)
        axes.set_ylim(len(occupations) + 8, -8)
        axes.set_yticks([1, *range(100, len(occupations), 100)])
        picture = as_svg(figure, "rank-ranges", description)
    words = ("all combinations", "nine tenths of them", "as published here")
    picture = _ranges(axes, picture, height, occupations, words)
    return captioned(picture, caption, "gradient")


OFTEN = ((1, 2, 1.6), (2, 10, 2.6), (10, math.inf, 4.2))
"""How often a pair of values occurs, from and below, and the size of its dot."""


def agreement(
    points: Sequence[tuple[float, float]],
    lines: Sequence[tuple[float, str]],
    *,
    description: str,
    caption: Markup,
) -> Html:
    """Draw differences between two scores against the mean of the two, with horizontal lines at chosen differences.

    ``points`` holds (mean, difference); a pair that occurs often is one dot, the larger the more often. ``lines`` holds
    (difference, label).
    """
    height = 330
    with matplotlib.rc_context(STYLE):
        figure, axes = _plane(height, 10, "Mean of the two models’ scores", "GPT-4o minus Gemini")
        axes.set_xlim(0, 0.85)
        most = max(abs(difference) for _, difference in points) * 1.05
        axes.set_ylim(-most, most)
        picture = as_svg(figure, "agreement", description)
    counts = Counter((round(mean, 4), round(difference, 4)) for mean, difference in points)
    rules, words = [], []
    for value, label in lines:
        (start, y), (end, _) = (_place(axes, height, x, value) for x in (0, 0.85))
        rules.append(f"M{start:.1f} {y:.1f}H{end:.1f}")
        words.append((end, y - 4, label))
    picture = _with(
        picture,
        *(
            _dots(
                (_place(axes, height, *point) for point, n in sorted(counts.items()) if low <= n < high), COMBINED, size
            )
            for low, high, size in OFTEN
        ),
        strokes_of(rules, INK, 1.2),
        f'<g style="{HALO}">{texts_at(words, "end")}</g>',
    )
    return captioned(picture, caption, "gradient")


DASHES = ("", "1 3", "6 2", "9 3 2 3", "3 2", "14 3")
"""How lines of the bands are broken, so that colour alone does not tell them apart."""


def shares(
    curves: Sequence[tuple[str, Sequence[tuple[float, float]]]],
    thresholds: Sequence[float],
    *,
    description: str,
    caption: Markup,
) -> Html:
    """Draw for each band a mean share of tasks against the threshold that it is counted from.

    ``curves`` holds a band's name and its points (threshold, share); ``thresholds`` are marked on the axis.
    """
    height, head = 300, 44
    with matplotlib.rc_context(STYLE):
        figure, axes = _plane(height, head, "Threshold on a task’s score", "Mean share of tasks")
        axes.set_xlim(0, 0.8)
        axes.set_ylim(-0.02, 1.02)
        axes.set_xticks([0, *thresholds, 0.8])
        axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0%", "25%", "50%", "75%", "100%"])
        picture = as_svg(figure, "shares", description)
    drawn, words = [], []
    for index, (band, points) in enumerate(curves):
        style = (
            f"fill: none; stroke: {BAND_COLOURS[index]}; stroke-width: 2; stroke-dasharray: {DASHES[index] or 'none'}"
        )
        places = [_place(axes, height, *point) for point in points]
        drawn.append(f'<path d="M{"L".join(f"{x:.1f} {y:.1f}" for x, y in places)}" style="{style}"/>')
        x, y = 46 + index % 3 * 128, 12 + index // 3 * 16
        drawn.append(f'<path d="M{x} {y - 4}h26" style="{style}"/>')
        words.append((x + 32, y, band))
    picture = _with(picture, *drawn, texts_at(words))
    return captioned(picture, caption, "gradient")


MANY = ((1, 10, 2.4), (10, 100, 4.2), (100, math.inf, 6.4))
"""How many tasks had a score, from and below, and the size of its dot."""


def compression(points: Sequence[tuple[float, float, int]], *, description: str, caption: Markup) -> Html:
    """Draw what became of each 2023 score: the mean 2025 score of the tasks that had it, and a line where both are equal.

    ``points`` holds (2023 score, 2025 mean, number of tasks).
    """
    height = 330
    with matplotlib.rc_context(STYLE):
        figure, axes = _plane(height, 10, "Task score in 2023", "Mean score of these tasks in 2025")
        axes.set_xlim(-0.02, 1)
        axes.set_ylim(-0.02, 0.82)
        picture = as_svg(figure, "compression", description)
    (x1, y1), (x2, y2) = (_place(axes, height, end, end) for end in (0, 0.8))
    dots = (
        _dots((_place(axes, height, x, y) for x, y, n in points if low <= n < high), COMBINED, size)
        for low, high, size in MANY
    )
    picture = _with(
        picture,
        strokes_of([f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"], MUTED, 1.2),
        *dots,
        f'<g style="{HALO}">{texts_at([(x2 - 6, y2 + 4, "no change")], "end")}</g>',
    )
    return captioned(picture, caption, "gradient")


def changes_by_level(
    points: Iterable[tuple[float, float]], curve: Iterable[tuple[float, float]], *, description: str, caption: Markup
) -> Html:
    """Draw the change of every occupation against its 2023 mean, and the curve that is fitted to all, both as (level, change)."""
    height = 330
    with matplotlib.rc_context(STYLE):
        figure, axes = _plane(height, 10, "Mean exposure in 2023", "Change to 2025")
        axes.set_xlim(0, 0.82)
        axes.set_ylim(-0.28, 0.32)
        picture = as_svg(figure, "changes-by-level", description)
    along = "L".join("{:.1f} {:.1f}".format(*_place(axes, height, *point)) for point in curve)
    picture = _with(
        picture,
        _dots((_place(axes, height, *point) for point in points), COMBINED, 3.2),
        f'<path d="M{along}" style="fill: none; stroke: {CSS[INK]}; stroke-width: 2"/>',
    )
    return captioned(picture, caption, "gradient")


LIMITS = (
    *(((0.15, 0.25), (0.4, 0)), ((0.25, 0.25), (0.5, 0))),  # m + s
    *(((0.4, 0.1), (0.4, 0.25)), ((0.5, 0), (0.5, 0.25)), ((0.6, 0), (0.6, 0.1))),  # m
    ((0.6, 0.1), (0.75, 0.25)),  # m - s
)
"""Where the rule of the bands parts the plane of mean and standard deviation, as lines between two points."""


def mean_by_spread(occupations: pd.DataFrame, *, description: str, caption: Markup) -> Html:
    """Draw every occupation's mean against its standard deviation, shaped and coloured by band, and the limits of the fitted rule.

    ``occupations`` has one row per occupation, with ``ilo_mean_2025``, ``ilo_sd_2025`` and ``band``.
    """
    height, head = 350, 44
    with matplotlib.rc_context(STYLE):
        figure, axes = _plane(height, head, "Mean task score in 2025", "Standard deviation of task scores")
        legend = figure.add_axes((PLANE_LEFT, 1 - head / height, PLANE_SPAN, head / height))
        coloured = by_band(axes, legend, occupations, ("ilo_mean_2025", "ilo_sd_2025"))
        axes.set_xlim(0, 0.8)
        axes.set_ylim(-0.01, 0.25)
        picture = coloured(as_svg(figure, "mean-by-spread", description))
    ends = [[_place(axes, height, *point) for point in line] for line in LIMITS]
    lines = [f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" for (x1, y1), (x2, y2) in ends]
    return captioned(_with(picture, strokes_of(lines, INK, 1)), caption, "gradient")
