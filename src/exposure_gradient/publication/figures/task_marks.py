"""The marks of a task's scores, drawn in a cell of its table: a scale from 0 to 1 with a mark for each score.

A cell's SVG counts in hundredths of the scale from left to right, so a score of 0.265 is at 26.5. The shapes are defined once, in
the headings of the columns that have the scores as figures, where they are the legend, too.
"""

from collections.abc import Iterator

import pandas as pd
from markupsafe import Markup

from exposure_gradient.publication.figures.drawing import COMBINED, CSS, MODEL_A, MODEL_B, MUTED, OLD, PAPER, RULE

SERIES = {
    "score_2023": (f'<circle r="1.5" style="fill: {CSS[PAPER]}; stroke: {CSS[OLD]}; stroke-width: 0.8"/>', 0.0),
    "score_2025_gpt4o": (f'<path d="M0-1.5-1.5 1.5H1.5z" style="fill: {CSS[MODEL_A]}"/>', -3.4),
    "score_2025_gemini": (f'<path d="M0 1.5-1.5-1.5H1.5z" style="fill: {CSS[MODEL_B]}"/>', 3.4),
    "score_2025": (f'<circle r="1.8" style="fill: {CSS[COMBINED]}"/>', 0.0),
}
"""The mark of each score, and how far below the line it is, so that neither model's hides the combined score; later ones lie on top."""
SCALE = (
    f'<path d="M0 0H100M0-4V4M50-4V4M100-4V4" style="fill: none; stroke: {CSS[RULE]}; stroke-width: 0.6"/>'
    f'<g style="font: 4.4px var(--eg-sans, sans-serif); fill: {CSS[MUTED]}"><text x="-5" y="1.5">0</text><text x="103" y="1.5">1</text></g>'
)


def _define(name: str, shape: str) -> str:
    return f'<defs><g id="score-{name}">{shape}</g></defs>'


def heading(name: str, words: str) -> Markup:
    """Return the heading of a column of scores: its mark, defined here for the cells, and its words."""
    shape, place = SERIES[name][0], list(SERIES).index(name)
    return Markup(
        f'<svg class="eg-mark" viewBox="-2 -2 4 4" aria-hidden="true">{_define(str(place), shape)}<use href="#score-{place}"/></svg>'
    ) + Markup(" {}").format(words)


def scale_heading(words: str) -> Markup:
    """Return the heading of the column of marks, with the scale behind them defined for its cells."""
    return Markup(f'<svg class="eg-mark" viewBox="0 0 0 0" aria-hidden="true">{_define("scale", SCALE)}</svg>') + words


def cells(tasks: pd.DataFrame) -> Iterator[Markup]:
    """Yield the marks of each task's scores, one cell per row; ``tasks`` has the four scores on 0–1, NaN where there is none."""
    for scores in tasks[[*SERIES]].itertuples(index=False):
        places = [None if score != score else f"{round(100 * score, 3):g}" for score in scores]
        was, *_, now = places
        move = f'<path d="M{was} 0H{now}" style="stroke: {CSS[COMBINED]}; stroke-width: 1.1"/>' if was else ""
        marks = "".join(
            f'<use href="#score-{at}" x="{place}" y="{below:g}"/>'
            for at, (place, (_, below)) in enumerate(zip(places, SERIES.values(), strict=True))
            if place
        )
        yield Markup(
            f'<svg class="eg-scores" viewBox="-6 -5 113 10" aria-hidden="true"><use href="#score-scale"/>{move}{marks}</svg>'
        )
