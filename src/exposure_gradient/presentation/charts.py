"""Pictures, drawn by matplotlib as SVG that stands in the page itself.

Text stays text and colours are the page's own (CSS variables with a fallback for Jupyter), so a picture reads in
light, in dark and on paper. Margins are fixed: measuring text to lay it out costs most of a figure's time.
"""

import io
import re
import textwrap
from collections.abc import Sequence

import matplotlib
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from exposure_gradient.presentation.html import Html, block

POINTS_PER_INCH = 72
LABEL = 50
WIDTH = 350

INK, MUTED, RULE = "#010101", "#020202", "#030303"
OLD, MODEL_A, MODEL_B, COMBINED, FILL, PAPER = "#040404", "#050505", "#060606", "#070707", "#080808", "#090909"
CSS = {
    INK: "var(--eg-ink, #1f2328)",
    MUTED: "var(--eg-muted, #5b6470)",
    RULE: "var(--eg-rule, #d0d7de)",
    OLD: "var(--eg-old, #6b7280)",
    MODEL_A: "var(--eg-model-a, #7a5195)",
    MODEL_B: "var(--eg-model-b, #b45309)",
    COMBINED: "var(--eg-combined, #0b5cad)",
    FILL: "var(--eg-fill, #c3ccd6)",
    PAPER: "var(--eg-paper, #ffffff)",
}
"""Colours are drawn as markers that no figure uses otherwise, and become CSS variables in the SVG."""

FONT = re.compile(r"(style=\"[^\"]*?)'DejaVu Sans', sans-serif")

STYLE = {
    "svg.fonttype": "none",
    "text.parse_math": False,  # a statement may hold dollar signs
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],  # measured with; the page shows its own
    "font.size": 11,
    "axes.linewidth": 0.8,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
}


def _figure(height: float, width: float = WIDTH) -> Figure:
    return Figure(figsize=(width / POINTS_PER_INCH, height / POINTS_PER_INCH), dpi=POINTS_PER_INCH)


def _svg(figure: Figure, salt: str, description: str) -> Markup:
    """Return the figure as inline SVG: same input, same bytes."""
    text = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": salt}):
        nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        figure.savefig(text, format="svg", metadata=nothing, transparent=True)
    svg = text.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"\s*<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r"\n\s*", "\n", svg)
    view = re.search(r'viewBox="([^"]+)"', svg).group(1)
    label = Markup.escape(" ".join(description.split()))
    svg = re.sub(r"<svg[^>]*>", lambda _: f'<svg viewBox="{view}" role="img" aria-label="{label}">', svg, count=1)
    # Only what is referred to keeps its identifier, made the page's own: two pictures on one page must not share one.
    used = set(re.findall(r'(?:url\(|href=")#([^")]+)', svg))
    svg = re.sub(r' id="([^"]+)"', lambda found: f' id="{salt}-{found[1]}"' if found[1] in used else "", svg)
    svg = re.sub(r'(url\(#|xlink:href="#)', lambda found: f"{found[1].removeprefix('xlink:')}{salt}-", svg)
    svg = re.sub(r'<style type="text/css">.*?</style>', "", svg)
    svg = re.sub(r' transform="rotate\(-0 [^"]*\)"', "", svg)
    for marker, css in CSS.items():
        svg = svg.replace(marker, css)
    return Markup(FONT.sub(r"\1var(--eg-sans, sans-serif)", svg))


def _score_axis(axes: Axes, top: float = 1.0) -> None:
    for side in ("top", "left", "right"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(MUTED)
    axes.set_xlim(-0.01, top + 0.01)
    ticks = [0, 0.25, 0.5, 0.75, 1.0] if top == 1.0 else [0, 0.2, 0.4, 0.6, 0.8]
    axes.set_xticks(ticks, ["0", *[f"{tick:g}" for tick in ticks[1:]]])
    axes.tick_params(length=3, pad=2)
    axes.set_yticks([])


def task_scores(
    tasks: Sequence[tuple[int, float | None, float | None, float | None, float]],
    labels: Sequence[str],
    *,
    name: str,
    description: str,
    caption: Markup,
) -> Html:
    """Draw the tasks' scores, one line a task: 2023, each model's score of 2025, and the combined score.

    ``tasks`` holds (number, 2023, GPT-4o 2025, Gemini 2025, combined 2025), scores on 0–1 or None; ``labels`` a
    short text for each, in the same order.
    """
    row, head, foot = 34, 26, 42
    height = head + row * len(tasks) + 4 + foot
    with matplotlib.rc_context(STYLE):
        figure = _figure(height)
        axes = figure.add_axes((0.02, foot / height, 0.96, 1 - (head + foot) / height))
        axes.set_ylim(row * len(tasks) + 4, 0)
        _score_axis(axes)
        lines = [row * index + 25 for index in range(len(tasks))]
        axes.add_collection(
            LineCollection([[(0, y), (1, y)] for y in lines], colors=RULE, linewidths=1, zorder=1), autolim=False
        )
        moves = [[(was, y), (now, y)] for (_, was, _, _, now), y in zip(tasks, lines, strict=True) if was is not None]
        axes.add_collection(LineCollection(moves, colors=COMBINED, linewidths=2.2, zorder=2), autolim=False)
        marks = [
            (1, "2023", dict(marker="o", s=34, facecolors=PAPER, edgecolors=OLD, linewidths=1.6, zorder=3)),
            (2, "GPT-4o", dict(marker="^", s=30, facecolors=MODEL_A, linewidths=0, zorder=4)),
            (3, "Gemini", dict(marker="v", s=30, facecolors=MODEL_B, linewidths=0, zorder=4)),
            (4, "2025, combined", dict(marker="o", s=46, facecolors=COMBINED, linewidths=0, zorder=5)),
        ]
        for column, _, style in marks:
            points = [(task[column], y) for task, y in zip(tasks, lines, strict=True) if task[column] is not None]
            # The two models' marks sit above and below the line, so that neither hides the combined score.
            shift = {2: -6.5, 3: 6.5}.get(column, 0)
            if points:
                axes.scatter([x for x, _ in points], [y + shift for _, y in points], clip_on=False, **style)
        for (number, *_), label, y in zip(tasks, labels, lines, strict=True):
            short = label if len(label) <= LABEL else textwrap.shorten(label, LABEL, placeholder="").rstrip(",;:") + "…"
            axes.text(
                0, y - 13, f"{number}  {short}" if short else f"Task {number}", fontsize=10.5, va="baseline", color=INK
            )
        axes.set_xlabel("Exposure score", fontsize=10.5, labelpad=2)
        legend = figure.add_axes((0.02, 1 - head / height, 0.96, head / height))
        legend.set_axis_off()
        legend.set_xlim(0, 100)
        legend.set_ylim(0, 1)
        for (_, word, style), x in zip(marks, (1.5, 17, 39, 60), strict=True):
            legend.scatter([x], [0.62], clip_on=False, **style)
            legend.text(x + 2.6, 0.62, word, fontsize=10.5, va="center", color=INK)
        picture = _svg(figure, f"tasks-{name}", description)
    return block("figure", picture, Markup("<figcaption>{}</figcaption>").format(caption), tag="figure")


def histogram(
    counts: Sequence[int],
    step: float,
    marks: Sequence[tuple[float, str]],
    *,
    name: str,
    description: str,
    caption: Markup,
) -> Html:
    """Draw how many occupations lie in each bin of mean exposure, with vertical marks for chosen means.

    ``counts`` has one entry a bin of width ``step`` from 0 upwards; ``marks`` holds (mean, label).
    """
    shown = list(counts)
    while shown and not shown[-1]:
        shown.pop()
    height, head, foot = 150, 20, 36
    with matplotlib.rc_context(STYLE):
        figure = _figure(height)
        axes = figure.add_axes((0.02, foot / height, 0.96, 1 - (head + foot) / height))
        _score_axis(axes, top=0.8)
        edges = [index * step for index in range(len(shown) + 1)]
        axes.stairs(shown, edges, fill=True, color=FILL)
        axes.set_ylim(0, max(shown) * 1.02)
        for x, label in marks:
            axes.axvline(x, color=COMBINED, linewidth=2.2)
            side = "left" if x < 0.45 else "right"
            axes.text(x, max(shown) * 1.06, label, color=INK, fontsize=10.5, ha=side, va="baseline", clip_on=False)
        axes.set_xlabel("Mean exposure (height: number of occupations)", fontsize=10.5, labelpad=2)
        picture = _svg(figure, f"place-{name}", description)
    return block("figure", picture, Markup("<figcaption>{}</figcaption>").format(caption), tag="figure")


def gradient(
    occupations: Sequence[tuple[float, float, str, str]],
    bands: Sequence[str],
    *,
    name: str,
    description: str,
    caption: Markup,
) -> Html:
    """Draw mean exposure against its change for many occupations, shaped and coloured by band.

    ``occupations`` holds (mean 2025, change since 2023, band, label).
    """
    markers = dict(zip(bands, ("o", "s", "^", "D", "v", "P"), strict=True))
    band_colours = {band: f"#0a0a{index:02d}" for index, band in enumerate(bands)}
    height, head, foot = 330, 44, 40
    with matplotlib.rc_context(STYLE):
        figure = _figure(height, 420)
        axes = figure.add_axes((0.13, foot / height, 0.85, 1 - (head + foot) / height))
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        axes.axhline(0, color=MUTED, linewidth=0.8)
        legend = figure.add_axes((0.13, 1 - head / height, 0.85, head / height))
        legend.set_axis_off()
        legend.set_xlim(0, 3)
        legend.set_ylim(0, 2)
        for index, band in enumerate(bands):
            points = [(x, y) for x, y, of, _ in occupations if of == band]
            style = dict(marker=markers[band], s=14, facecolors=band_colours[band], edgecolors=PAPER, linewidths=0.3)
            axes.scatter([x for x, _ in points], [y for _, y in points], **style)
            x, y = index % 3 + 0.03, 1.55 - index // 3 * 0.85
            legend.scatter([x], [y], clip_on=False, **style)
            legend.text(x + 0.05, y, band, fontsize=11, va="center", color=INK)
        axes.set_xlabel("Mean exposure in 2025")
        axes.set_ylabel("Change since 2023")
        axes.grid(color=RULE, linewidth=0.6)
        axes.set_axisbelow(True)
        picture = _svg(figure, f"gradient-{name}", description)
    for index, band in enumerate(bands):
        picture = Markup(picture.replace(band_colours[band], f"var(--eg-band-{index}, {BAND_FALLBACKS[index]})"))
    return block("figure eg-gradient", picture, Markup("<figcaption>{}</figcaption>").format(caption), tag="figure")


BAND_FALLBACKS = ("#4a6fa5", "#5fa3b8", "#8a9a3b", "#d19a1f", "#d1602a", "#a3264f")
