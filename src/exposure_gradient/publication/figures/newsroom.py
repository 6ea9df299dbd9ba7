"""The newsroom's pictures: for print and screens of others, so with title, source and notice inside, on white.

Each is drawn once, in pixels, and given as SVG, whose text stays text, as PNG of twice the size, and as the page's own SVG. For the
page it is drawn a second time in the layout of a phone, on which the words of a wide picture would be five pixels high. The same
figures give the same bytes: no date, no name of a software, and identifiers that depend on the picture's name alone.

What is drawn is handed over as frames of occupations, as :func:`~exposure_gradient.measures.page_data.all_occupations` has them.
"""

import functools
import io
import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import matplotlib
import pandas as pd
from markupsafe import Markup
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from exposure_gradient.measures.text import shown, shown_signed
from exposure_gradient.publication.citation import ILO_NOTICE
from exposure_gradient.publication.figures.dot_plots import rows, short
from exposure_gradient.publication.figures.drawing import STYLE, drawn, inlined, new_figure
from exposure_gradient.publication.figures.palette import BAND_MARKERS, BAND_SIZES, BANDS_ON_WHITE, LIGHT
from exposure_gradient.tables import BANDS

WIDTH, SHARPNESS = 600, 2
"""The width of a downloaded picture in pixels, and how many pixels of a PNG stand for one."""
INK, MUTED, RULE, OLD = (LIGHT[name] for name in ("ink", "muted", "rule", "old"))
RISE, FALL = LIGHT["model-b"], LIGHT["combined"]
PLAIN = STYLE | {"text.color": INK}
FAMILY = re.compile(r"'DejaVu Sans', sans-serif")
TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)
WHITE_SHEET, EMPTY_SHEET = 'style="fill: #ffffff"', 'style="fill: none"'
COLOURS = 128
"""How many colours a PNG has: those of a picture, and the shades that smooth its letters."""
TOP = 0.8


@dataclass(frozen=True)
class Layout:
    """The layout of a picture; lengths in pixels, lines in characters.

    ``labels`` is the room for the titles to the left of a scale; without it they are above their rows. ``letter`` is the width of a
    letter of a name, on the wide side, ``dot`` the distance of neighbouring dots of a heap, ``named`` how many of each end of it
    are named.
    """

    name: str
    width: int
    margin: int
    title_line: int
    subtitle: tuple[float, int]
    source: tuple[float, int]
    words: float
    small: float
    most: int
    letter: float
    dot: float
    keys: int
    named: int
    labels: bool
    notice: str

    @property
    def lift(self) -> int:
        """How far the marks of a row are below where they are with its title beside them."""
        return 0 if self.labels else 13

    def row(self, height: int) -> int:
        """Return the height of a row, from that of a row with its title beside the marks."""
        return height if self.labels else height + 16


WIDE = Layout("", WIDTH, 22, 60, (11, 92), (9, 106), 10.5, 9.5, 46, 6.6, 8.2, 3, 3, True, ILO_NOTICE)
PHONE = Layout("-phone", 344, 8, 32, (12, 44), (12, 44), 12, 12, 34, 7.5, 5.6, 2, 1, False, "")
"""The page that shows a picture has the notice as well, so that on a phone the picture leaves it out."""


class Sheet:
    """A picture in the making: a white sheet measured in pixels from its upper left corner."""

    def __init__(self, name: str, title: str, subtitle: str, source: str, body: float, layout: Layout) -> None:
        """Lay out the frame around a body of so many pixels."""
        self.name, self.title, self.layout = name, title, layout
        heads = textwrap.wrap(title, layout.title_line)
        subs = textwrap.wrap(subtitle, layout.subtitle[1])
        feet = [line for text in (source, layout.notice) for line in textwrap.wrap(text, layout.source[1])]
        margin, width, step = layout.margin, layout.width, layout.source[0] + 3
        self.top = margin + 20 * len(heads) + 15 * len(subs) + 10
        self.height = round(self.top + body + 18 + step * len(feet) + margin - 8)
        self.figure = new_figure(self.height, width)
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        self.axes.set_xlim(0, width)
        self.axes.set_ylim(self.height, 0)
        y = margin + 10
        for line in heads:
            self.text(margin, y, line, size=15, weight="bold")
            y += 20
        for line in subs:
            self.text(margin, y - 2, line, size=layout.subtitle[0], colour=MUTED)
            y += 15
        y = self.top + body + 26
        self.line([(margin, y - 14), (width - margin, y - 14)], RULE)
        for line in feet:
            self.text(margin, y, line, size=layout.source[0], colour=MUTED)
            y += step

    def span(self, labels: float, values: float = 0) -> tuple[float, float]:
        """Return where a scale begins and ends, with room for titles on its left, if they are there, and values on its right."""
        margin = self.layout.margin
        return margin + (labels if self.layout.labels else 8), self.layout.width - margin - 8 - values

    def label(self, y: float, left: float, title: str, most: int = 56, size: float = 10) -> None:
        """Write the title of a row: to the left of its scale, or above its marks."""
        if self.layout.labels:
            self.text(left - 12, y + 10, short(title, most), size=size, anchor="right")
        else:
            self.text(self.layout.margin, y + 10, short(title, 48), size=self.layout.words)

    def text(
        self, x: float, y: float, words: str, *, size: float = 11, colour: str = INK, anchor: str = "left", **more: str
    ) -> None:
        """Write words whose baseline is at y."""
        self.axes.text(x, y, words, fontsize=size, color=colour, ha=anchor, va="baseline", **more)

    def line(self, points: Sequence[tuple[float, float]], colour: str, width: float = 0.8) -> None:
        """Draw a line."""
        across, down = zip(*points, strict=True)
        self.axes.plot(across, down, color=colour, linewidth=width, solid_capstyle="butt", zorder=1)

    def dots(self, points: Iterable[tuple[float, float]], colour: str, size: float, **more: object) -> None:
        """Draw dots of so many pixels across."""
        points = list(points)
        style = {"color": colour, "linewidths": 0, "zorder": 2} | more
        self.axes.scatter([x for x, _ in points], [y for _, y in points], s=size**2, **style)

    def marks(self, points: Iterable[tuple[float, float]], band: int, size: float) -> None:
        """Draw marks of a band, each as large as a dot of so many pixels across."""
        self.dots(points, BANDS_ON_WHITE[band], size * BAND_SIZES[band] ** 0.5, marker=BAND_MARKERS[band])

    def scale(self, y: float, left: float, right: float, title: str) -> None:
        """Draw the scale of means below what stands on it."""
        self.line([(left, y), (right, y)], MUTED)
        for fifth in range(5):
            x = left + fifth / 4 * (right - left)
            self.line([(x, y), (x, y + 4)], MUTED)
            self.text(x, y + 16, f"{fifth / 5:g}", size=max(10, self.layout.small), colour=MUTED, anchor="center")
        self.text((left + right) / 2, y + 31, title, size=self.layout.words, anchor="center")

    @property
    def _salt(self) -> str:
        return f"press-{self.name}{self.layout.name}"

    @functools.cached_property
    def _drawn(self) -> str:
        """The picture on white, as the file and the page are made from it."""
        with matplotlib.rc_context(PLAIN):
            return drawn(self.figure, self._salt, self.title, facecolor="white")

    def files(self) -> dict[str, bytes]:
        """Return the picture as the files that are downloaded, by their endings below the page's name."""
        pixels, text = io.BytesIO(), FAMILY.sub("'DejaVu Sans', Verdana, sans-serif", self._drawn)
        with matplotlib.rc_context(PLAIN):
            FigureCanvasAgg(self.figure)
            self.figure.savefig(pixels, format="raw", dpi=72 * SHARPNESS, facecolor="white")
        size = self.layout.width * SHARPNESS, self.height * SHARPNESS
        small = io.BytesIO()  # flat colours and the greys of letters: a palette holds them in a third of the bytes
        Image.frombytes("RGBA", size, pixels.getvalue()).convert("RGB").quantize(
            COLOURS, dither=Image.Dither.NONE
        ).save(small, "PNG", optimize=True)
        text = re.sub(r'(width|height)="([\d.]+)pt"', r'\1="\2"', text, count=2)
        return {f"/{self.name}.svg": text.encode("utf-8"), f"/{self.name}.png": small.getvalue()}

    def inline(self, description: str) -> Markup:
        """Return the picture as the page shows it, on the page's own ground."""
        bare = TITLE.sub("", self._drawn, count=1).replace(
            WHITE_SHEET, EMPTY_SHEET, 1
        )  # the page says the title itself
        return inlined(bare, self._salt, description)


def _sheet(*heads: str, body: float, layout: Layout) -> Sheet:
    with matplotlib.rc_context(PLAIN):
        return Sheet(*heads, body=body, layout=layout)


def distribution(
    heads: Sequence[str],
    occupations: pd.DataFrame,
    lowest: pd.DataFrame,
    highest: pd.DataFrame,
    *,
    layout: Layout = WIDE,
) -> Sheet:
    """Draw every occupation as a mark on the scale, shaped and coloured by band, in the order given; both ends are named."""
    left, right, size = layout.margin + 8, layout.width - layout.margin - 8, layout.dot
    lowest, highest = lowest[: layout.named], highest[: layout.named]

    def x(mean: float) -> float:
        return left + mean / TOP * (right - left)

    places = [x(mean) for mean in occupations["mean_2025"]]
    own = rows(places, size)
    heap = (max(own) + 1) * size
    head = 2 + 16 * -(-len(BANDS) // layout.keys)
    names = len(lowest) + (0 if layout.labels else len(highest))
    body = head + 16 * names + 14 + heap + 40
    sheet = _sheet("distribution", *heads, body=body, layout=layout)
    with matplotlib.rc_context(PLAIN):
        for index, band in enumerate(BANDS):
            at, line = index % layout.keys, index // layout.keys
            sheet.marks([(left + 6 + at * 110, sheet.top + 4 + line * 16)], index, 8)
            sheet.text(left + 15 + at * 110, sheet.top + 8 + line * 16, band, size=layout.words)
        floor = sheet.top + body - 40
        for index, own_band in enumerate(BANDS):
            sheet.marks(
                (
                    (place, floor - 6 - row * size)
                    for place, row, band in zip(places, own, occupations["band"], strict=True)
                    if band == own_band
                ),
                index,
                size - 1,
            )
        sheet.scale(floor, left, right, "Mean exposure in 2025 (the scale runs on to 1)")
        below = (0.0, 0.0, floor)  # from where to where names stand already, and their top
        for named, anchor in ((highest, "right"), (lowest, "left")):
            ordered = named.sort_values("mean_2025", ascending=anchor == "left", kind="stable")
            lines = [
                (x(o.mean_2025), f"{short(o.title, layout.most)}  {shown(o.mean_2025)}") for o in ordered.itertuples()
            ]
            letter = layout.letter if anchor == "left" else -layout.letter
            ends_at = [at + letter * len(words) for at, words in lines]
            first, last = min([lines[0][0], *ends_at]), max([lines[0][0], *ends_at])
            # The names stand above every dot and every other name that lies under them.
            highest = max(row for place, row in zip(places, own, strict=True) if first <= place <= last)
            bottom = floor - (highest + 1) * size - 10
            if first < below[1] and below[0] < last:
                bottom = min(bottom, below[2] - 16)
            height = bottom - 16 * (len(lines) - 1)
            below = (first, last, height)
            for at, words in lines:
                sheet.line([(at, height - 8), (at, floor - 11)], MUTED)
                sheet.text(at + (5 if anchor == "left" else -5), height, words, size=layout.words, anchor=anchor)
                height += 16
    return sheet


def ends(heads: Sequence[str], most: pd.DataFrame, least: pd.DataFrame, *, layout: Layout = WIDE) -> Sheet:
    """Draw the most and the least exposed occupations as two lists with dots on one scale; each with its mean as text."""
    row = layout.row(19)
    body = (len(most) + len(least)) * row + 2 * 26 + 42
    sheet = _sheet("ends", *heads, body=body, layout=layout)
    left, right = sheet.span(316, 32)
    with matplotlib.rc_context(PLAIN):
        y = sheet.top
        for heading, listed in (("Most exposed", most), ("Least exposed", least)):
            sheet.text(layout.margin, y + 14, heading, size=max(11, layout.words), weight="bold")
            y += 26
            for o in listed.itertuples():
                x, line = left + o.mean_2025 / TOP * (right - left), y + 6 + layout.lift
                sheet.label(y, left, o.title)
                sheet.line([(left, line), (x, line)], RULE, 1.2)
                sheet.dots([(x, line)], FALL, 9)
                sheet.text(x + 10, line + 4, shown(o.mean_2025), size=layout.words)
                y += row
        sheet.scale(y + 4, left, right, "Mean exposure in 2025")
    return sheet


def moves(heads: Sequence[str], risen: pd.DataFrame, fallen: pd.DataFrame, *, layout: Layout = WIDE) -> Sheet:
    """Draw the largest moves as lines from the 2023 mean to that of 2025."""
    row = layout.row(19)
    body = (len(risen) + len(fallen)) * row + 2 * 26 + 42
    sheet = _sheet("moves", *heads, body=body, layout=layout)
    left, right = sheet.span(316, 42)
    with matplotlib.rc_context(PLAIN):
        y = sheet.top
        for heading, listed, colour in (("Largest rises", risen, RISE), ("Largest falls", fallen, FALL)):
            sheet.text(layout.margin, y + 14, heading, size=max(11, layout.words), weight="bold", colour=colour)
            y += 26
            for o in listed.itertuples():
                begin, end = (left + mean / TOP * (right - left) for mean in (o.mean_2023, o.mean_2025))
                line = y + 6 + layout.lift
                sheet.label(y, left, o.title)
                sheet.line([(begin, line), (end, line)], colour, 2)
                sheet.dots([(begin, line)], "white", 7, edgecolors=OLD, linewidths=1.4)
                sheet.dots([(end, line)], colour, 9)
                sheet.text(
                    layout.width - layout.margin, line + 4, shown_signed(o.change), size=layout.words, anchor="right"
                )
                y += row
        sheet.scale(y + 4, left, right, "Mean exposure: open 2023, full 2025")
    return sheet


def groups(heads: Sequence[str], listed: pd.DataFrame, occupations: pd.DataFrame, *, layout: Layout = WIDE) -> Sheet:
    """Draw each major group as the range of its occupations' means, with every occupation and the group's mean.

    ``listed`` holds ``title`` and ``mean`` of each group, indexed by its code.
    """
    row = layout.row(32)
    body = len(listed) * row + 44
    sheet = _sheet("groups", *heads, body=body, layout=layout)
    left, right = sheet.span(214)
    with matplotlib.rc_context(PLAIN):
        y = sheet.top

        def x(mean: float) -> float:
            return left + mean / TOP * (right - left)

        for code, title, mean in listed[["title", "mean"]].itertuples():
            means = occupations.loc[occupations["major_code"] == code, "mean_2025"]
            if layout.labels:
                lines = textwrap.wrap(title, 32)
                for turn, part in enumerate(lines):
                    sheet.text(left - 12, y + 18 - (len(lines) - 1) * 6.5 + turn * 13, part, size=10.5, anchor="right")
            else:
                sheet.label(y - 4, left, title)
            line = y + 14 + layout.lift
            sheet.line([(x(min(means)), line), (x(max(means)), line)], RULE, 7)
            sheet.dots(((x(one), line) for one in means), FALL, 5, alpha=0.45)
            sheet.line([(x(mean), line - 8), (x(mean), line + 8)], INK, 2)
            sheet.text(x(mean), line - 10, shown(mean), size=layout.small, anchor="center")
            y += row
        sheet.scale(y + 6, left, right, "Mean exposure in 2025")
    return sheet
