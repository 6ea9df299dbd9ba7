"""The pictures of the pages: a page's tasks, its place among all, its standing, and the gradient."""

import functools
import textwrap
from collections.abc import Callable, Iterable, Sequence

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
    FILL,
    INK,
    MODEL_A,
    MODEL_B,
    MUTED,
    OLD,
    PAPER,
    RULE,
    STYLE,
    Ground,
    as_svg,
    ground_of,
    new_figure,
    score_axis,
    set_into,
    strokes_of,
    texts_at,
)
from exposure_gradient.publication.figures.palette import BAND_COLOURS, BAND_MARKERS, BAND_SIZES
from exposure_gradient.publication.html import Html, captioned, without_closing_mark
from exposure_gradient.tables import BANDS

LABEL = 46
AXIS = 42
ROW, HEAD = 34, 26
SYMBOLS = {
    "2023": f'<circle r="2.9" style="fill: {CSS[PAPER]}; stroke: {CSS[OLD]}; stroke-width: 1.6"/>',
    "GPT-4o": f'<path d="M0-2.7-2.7 2.7H2.7z" style="fill: {CSS[MODEL_A]}"/>',
    "Gemini": f'<path d="M0 2.7-2.7-2.7H2.7z" style="fill: {CSS[MODEL_B]}"/>',
    "2025, combined": f'<circle r="3.4" style="fill: {CSS[COMBINED]}"/>',
}
"""The marks of a task's scores, in the order of the scores; later ones lie on top."""
SHIFTS = (0, -6.5, 6.5, 0)
"""The two models' marks sit above and below the line, so that neither hides the combined score."""
LEGEND = (12, 64, 130, 194)


@functools.lru_cache
def _score_ground() -> Ground:
    """Draw the axis of scores from 0 to 1."""
    with matplotlib.rc_context(STYLE):
        figure = new_figure(AXIS)
        axes = figure.add_axes((0.02, 1, 0.96, 0.001))
        score_axis(axes)
        axes.set_xlabel("Exposure score", fontsize=10.5, labelpad=2)
        return ground_of(figure, axes, "tasks")


def task_scores(frame: pd.DataFrame, *, description: str, caption: Markup) -> Html:
    """Draw the tasks' scores, one line per task: 2023, each model's score of 2025, and the combined score.

    ``frame`` has one row per task, indexed by its number, with the scores on 0–1 (NaN where there is none) and its statement, which
    may be None.
    """
    scores = (frame[name].tolist() for name in ("score_2023", "score_2025_gpt4o", "score_2025_gemini", "score_2025"))
    tasks = [
        (number, *(None if score != score else score for score in row))
        for number, *row in zip(frame.index, *scores, strict=True)
    ]
    labels = [without_closing_mark(text or "") for text in frame["statement"]]
    ground, foot = _score_ground(), HEAD + ROW * len(tasks) + 4
    lines = [HEAD + ROW * index + 25 for index in range(len(tasks))]
    texts = []
    for (number, *_), label, y in zip(tasks, labels, lines, strict=True):
        short = label if len(label) <= LABEL else textwrap.shorten(label, LABEL, placeholder="").rstrip(",;:") + "…"
        texts.append((ground.x(0), y - 13, f"{number}\N{NO-BREAK SPACE} {short}" if short else f"Task {number}"))
    symbols = "".join(f'<g id="tasks-s{place}">{shape}</g>' for place, shape in enumerate(SYMBOLS.values()))
    marks = []
    for place, (word, shift) in enumerate(zip(SYMBOLS, SHIFTS, strict=True)):
        texts.append((LEGEND[place] + 9, 14, word))
        points = [(LEGEND[place], 10.0)]
        points += [
            (ground.x(task[place + 1]), y + shift)
            for task, y in zip(tasks, lines, strict=True)
            if task[place + 1] is not None
        ]
        marks += [f'<use href="#tasks-s{place}" x="{x:.1f}" y="{y:g}"/>' for x, y in points]
    moves = [
        f"M{ground.x(was):.1f} {y:g}H{ground.x(now):.1f}"
        for (_, was, _, _, now), y in zip(tasks, lines, strict=True)
        if was is not None
    ]
    return set_into(
        f'<defs>{symbols}</defs><g transform="translate(0 {foot:g})">{ground.inside}</g>',
        strokes_of((f"M{ground.zero:.1f} {y:g}H{ground.one:.1f}" for y in lines), RULE, 1),
        strokes_of(moves, COMBINED, 2.2),
        *marks,
        texts_at(texts),
        height=foot + AXIS,
        description=description,
        caption=caption,
    )


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


PLACE = 150
PLACE_HEAD, PLACE_FOOT = 20, 36


@functools.lru_cache
def _place_ground(counts: tuple[int, ...], step: float) -> Ground:
    """Draw the distribution of the means."""
    shown = list(counts)
    while shown and not shown[-1]:
        shown.pop()
    with matplotlib.rc_context(STYLE):
        figure = new_figure(PLACE)
        axes = figure.add_axes((0.02, PLACE_FOOT / PLACE, 0.96, 1 - (PLACE_HEAD + PLACE_FOOT) / PLACE))
        score_axis(axes, top=0.8)
        axes.stairs(shown, [index * step for index in range(len(shown) + 1)], fill=True, color=FILL)
        axes.set_ylim(0, max(shown) * 1.02)
        axes.set_xlabel("Mean exposure (height: number of occupations)", fontsize=10.5, labelpad=2)
        return ground_of(figure, axes, "place")


def histogram(means: Iterable[float], marks: Sequence[tuple[float, str]], *, description: str, caption: Markup) -> Html:
    """Draw how many occupations lie in each bin of mean exposure, with vertical marks for chosen means (mean, label)."""
    ground = _place_ground(distribution.counts(means), distribution.STEP / 10_000)
    strokes = [f"M{ground.x(mean):.1f} {PLACE_HEAD}V{PLACE - PLACE_FOOT}" for mean, _ in marks]
    words = [
        texts_at([(ground.x(mean), PLACE_HEAD - 4, label)], "start" if mean < 0.45 else "end") for mean, label in marks
    ]
    return set_into(
        ground.inside,
        strokes_of(strokes, COMBINED, 2.2),
        *words,
        height=PLACE,
        description=description,
        caption=caption,
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
        axes = figure.add_axes((0.16, foot / height, 0.8, 1 - (head + foot) / height))
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        axes.axhline(0, color=MUTED, linewidth=0.8)
        legend = figure.add_axes((0.16, 1 - head / height, 0.8, head / height))
        coloured = by_band(axes, legend, occupations, ("mean_2025", "change"))
        axes.set_xlabel("Mean exposure in 2025")
        axes.set_ylabel("Change since 2023")
        axes.xaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10]))  # figures apart at the size of a phone, too
        axes.yaxis.set_label_coords(*BESIDE_TICKS)
        axes.grid(color=RULE, linewidth=0.6)
        axes.set_axisbelow(True)
        picture = as_svg(figure, f"gradient-{name}", description)
    return captioned(coloured(picture), caption, "gradient")
