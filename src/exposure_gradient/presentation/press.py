"""The newsroom's pictures: for print and screens of others, so with title, source and notice inside, on white.

Each is drawn once, in pixels, and given as SVG, whose text stays text, as PNG of twice the size, and as the page's own SVG. The same
figures give the same bytes: no date, no name of a software, and identifiers that depend on the picture's name alone.
"""

import functools
import io
import re
import textwrap
from collections.abc import Iterable, Sequence

import matplotlib
from markupsafe import Markup
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from exposure_gradient.presentation.citation import ILO_NOTICE
from exposure_gradient.presentation.dots import rows, short
from exposure_gradient.presentation.drawing import STYLE, drawn, inlined, new_figure
from exposure_gradient.tables import BANDS

WIDTH, MARGIN, SHARPNESS = 600, 22, 2
"""The width and the margin of a picture in pixels, and how many pixels of a PNG stand for one."""
INK, MUTED, RULE, OLD, RISE, FALL = "#1f2328", "#57606a", "#d0d7de", "#5f6b78", "#a84a00", "#0a58a6"
BAND_INKS = ("#6b829b", "#3f7cac", "#1f7a6d", "#9a7400", "#b8480f", "#84143c")
"""Colours of a light page, as the style sheet has them: a picture that is taken along has no style sheet."""
PLAIN = STYLE | {"text.color": INK}
FAMILY = re.compile(r"'DejaVu Sans', sans-serif")
TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)
WHITE_SHEET, EMPTY_SHEET = 'style="fill: #ffffff"', 'style="fill: none"'
COLOURS = 128
"""How many colours a PNG has: those of a picture, and the shades that smooth its letters."""
TOP = 0.8
LETTER = 6.6
"""The width of a letter of a name, on the wide side."""


class Sheet:
    """A picture in the making: a white sheet measured in pixels from its upper left corner."""

    def __init__(self, name: str, title: str, subtitle: str, source: str, body: float) -> None:
        """Lay out the frame around a body of so many pixels."""
        self.name, self.title = name, title
        heads = textwrap.wrap(title, 60)
        subs = textwrap.wrap(subtitle, 92)
        feet = [*textwrap.wrap(source, 106), *textwrap.wrap(ILO_NOTICE, 106)]
        self.top = MARGIN + 20 * len(heads) + 15 * len(subs) + 10
        self.height = round(self.top + body + 18 + 12 * len(feet) + MARGIN - 8)
        self.figure = new_figure(self.height, WIDTH)
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        self.axes.set_xlim(0, WIDTH)
        self.axes.set_ylim(self.height, 0)
        y = MARGIN + 10
        for line in heads:
            self.text(MARGIN, y, line, size=15, weight="bold")
            y += 20
        for line in subs:
            self.text(MARGIN, y - 2, line, size=11, colour=MUTED)
            y += 15
        y = self.top + body + 26
        self.line([(MARGIN, y - 14), (WIDTH - MARGIN, y - 14)], RULE)
        for line in feet:
            self.text(MARGIN, y, line, size=9, colour=MUTED)
            y += 12

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

    def scale(self, y: float, left: float, right: float, title: str) -> None:
        """Draw the scale of means below what stands on it."""
        self.line([(left, y), (right, y)], MUTED)
        for fifth in range(5):
            x = left + fifth / 4 * (right - left)
            self.line([(x, y), (x, y + 4)], MUTED)
            self.text(x, y + 16, f"{fifth / 5:g}", size=10, colour=MUTED, anchor="center")
        self.text((left + right) / 2, y + 31, title, size=10.5, anchor="center")

    @property
    def _salt(self) -> str:
        return f"press-{self.name}"

    @functools.cached_property
    def _drawn(self) -> str:
        """The picture on white, as the file and the page are made from it."""
        with matplotlib.rc_context(PLAIN):
            return drawn(self.figure, self._salt, self.title, facecolor="white")

    def files(self) -> dict[str, bytes]:
        """Return the picture as the files that are downloaded, by their endings below the page's name."""
        png, text = io.BytesIO(), FAMILY.sub("'DejaVu Sans', Verdana, sans-serif", self._drawn)
        with matplotlib.rc_context(PLAIN):
            FigureCanvasAgg(self.figure)
            self.figure.savefig(png, format="png", dpi=72 * SHARPNESS, metadata={"Software": None}, facecolor="white")
        small = io.BytesIO()  # flat colours and the greys of letters: a palette holds them in a third of the bytes
        Image.open(png).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
        text = re.sub(r'(width|height)="([\d.]+)pt"', r'\1="\2"', text, count=2)
        return {f"/{self.name}.svg": text.encode("utf-8"), f"/{self.name}.png": small.getvalue()}

    def inline(self, description: str) -> Markup:
        """Return the picture as the page shows it, on the page's own ground."""
        bare = TITLE.sub("", self._drawn, count=1).replace(
            WHITE_SHEET, EMPTY_SHEET, 1
        )  # the page says the title itself
        return inlined(bare, self._salt, description)


def _sheet(*frame: str, body: float) -> Sheet:
    with matplotlib.rc_context(PLAIN):
        return Sheet(*frame, body=body)


Mean = tuple[str, float, int]
"""An occupation as a picture names it: title, mean of 2025, and the place of its band."""


def distribution(
    frame: Sequence[str],
    occupations: Sequence[Mean],
    named_low: Sequence[tuple[Mean, str]],
    named_high: Sequence[tuple[Mean, str]],
) -> Sheet:
    """Draw every occupation as a dot on the scale, coloured by band, both ends named."""
    left, right, size = MARGIN + 8, WIDTH - MARGIN - 8, 8.2

    def x(mean: float) -> float:
        return left + mean / TOP * (right - left)

    places = [x(mean) for _, mean, _ in occupations]
    own = rows(places, size)
    heap = (max(own) + 1) * size
    body = 34 + 16 * len(named_low) + 14 + heap + 40
    sheet = _sheet("distribution", *frame, body=body)
    with matplotlib.rc_context(PLAIN):
        for index, band in enumerate(BANDS):
            at, line = index % 3, index // 3
            sheet.dots([(left + 6 + at * 110, sheet.top + 4 + line * 16)], BAND_INKS[index], 8)
            sheet.text(left + 15 + at * 110, sheet.top + 8 + line * 16, band, size=10.5)
        floor = sheet.top + body - 40
        for index in range(len(BANDS)):
            sheet.dots(
                (
                    (place, floor - 6 - row * size)
                    for place, row, (_, _, band) in zip(places, own, occupations, strict=True)
                    if band == index
                ),
                BAND_INKS[index],
                7.2,
            )
        sheet.scale(floor, left, right, "Mean exposure in 2025 (the scale runs on to 1)")
        for named, anchor in ((named_low, "left"), (named_high, "right")):
            ordered = sorted(named, key=lambda one: one[0][1], reverse=anchor == "right")
            lines = [(x(one[1]), f"{short(one[0], 46)}  {text}") for one, text in ordered]
            reach = [at + (LETTER if anchor == "left" else -LETTER) * len(words) for at, words in lines]
            first, last = min(*reach, lines[0][0]), max(*reach, lines[0][0])
            # The names stand above every dot that lies under them.
            highest = max(row for place, row in zip(places, own, strict=True) if first <= place <= last)
            height = floor - (highest + 1) * size - 10 - 16 * (len(lines) - 1)
            for at, words in lines:
                sheet.line([(at, height - 8), (at, floor - 11)], MUTED)
                sheet.text(at + (5 if anchor == "left" else -5), height, words, size=10.5, anchor=anchor)
                height += 16
    return sheet


def ends(frame: Sequence[str], most: Sequence[tuple[Mean, str]], least: Sequence[tuple[Mean, str]]) -> Sheet:
    """Draw the most and the least exposed occupations as two lists with dots on one scale; each with its mean as text."""
    row, left, right = 19, 338, WIDTH - MARGIN - 40
    body = (len(most) + len(least)) * row + 2 * 26 + 42

    sheet = _sheet("ends", *frame, body=body)
    with matplotlib.rc_context(PLAIN):
        y = sheet.top
        for heading, listed in (("Most exposed", most), ("Least exposed", least)):
            sheet.text(MARGIN, y + 14, heading, weight="bold")
            y += 26
            for (title, mean, band), text in listed:
                x = left + mean / TOP * (right - left)
                sheet.text(left - 12, y + 10, short(title, 56), size=10, anchor="right")
                sheet.line([(left, y + 6), (x, y + 6)], RULE, 1.2)
                sheet.dots([(x, y + 6)], BAND_INKS[band], 9)
                sheet.text(x + 10, y + 10, text, size=10.5)
                y += row
        sheet.scale(y + 4, left, right, "Mean exposure in 2025")
    return sheet


Move = tuple[str, float, float, str]
"""An occupation's move: title, mean of 2023, mean of 2025, and its change as text."""


def moves(frame: Sequence[str], risen: Sequence[Move], fallen: Sequence[Move]) -> Sheet:
    """Draw the largest moves as lines from the mean of 2023 to that of 2025."""
    row, left, right = 19, 338, WIDTH - MARGIN - 50
    body = (len(risen) + len(fallen)) * row + 2 * 26 + 42
    sheet = _sheet("moves", *frame, body=body)
    with matplotlib.rc_context(PLAIN):
        y = sheet.top
        for heading, listed, colour in (("Largest rises", risen, RISE), ("Largest falls", fallen, FALL)):
            sheet.text(MARGIN, y + 14, heading, weight="bold", colour=colour)
            y += 26
            for title, then, now, text in listed:
                begin, end = (left + mean / TOP * (right - left) for mean in (then, now))
                sheet.text(left - 12, y + 10, short(title, 56), size=10, anchor="right")
                sheet.line([(begin, y + 6), (end, y + 6)], colour, 2)
                sheet.dots([(begin, y + 6)], "white", 7, edgecolors=OLD, linewidths=1.4)
                sheet.dots([(end, y + 6)], colour, 9)
                sheet.text(WIDTH - MARGIN, y + 10, text, size=10.5, anchor="right")
                y += row
        sheet.scale(y + 4, left, right, "Mean exposure: open 2023, full 2025")
    return sheet


Range = tuple[str, float, str, Sequence[float]]
"""A major group: title, mean, the mean as text, and the means of its occupations."""


def groups(frame: Sequence[str], listed: Sequence[Range]) -> Sheet:
    """Draw each major group as the range of its occupations' means, with every occupation and the group's mean."""
    row, left, right = 32, 236, WIDTH - MARGIN - 8
    body = len(listed) * row + 44
    sheet = _sheet("groups", *frame, body=body)
    with matplotlib.rc_context(PLAIN):
        y = sheet.top

        def x(mean: float) -> float:
            return left + mean / TOP * (right - left)

        for title, mean, text, means in listed:
            lines = textwrap.wrap(title, 32)
            for turn, line in enumerate(lines):
                sheet.text(left - 12, y + 18 - (len(lines) - 1) * 6.5 + turn * 13, line, size=10.5, anchor="right")
            sheet.line([(x(min(means)), y + 14), (x(max(means)), y + 14)], RULE, 7)
            sheet.dots(((x(one), y + 14) for one in means), FALL, 5, alpha=0.45)
            sheet.line([(x(mean), y + 6), (x(mean), y + 22)], INK, 2)
            sheet.text(x(mean), y + 4, text, size=9.5, anchor="center")
            y += row
        sheet.scale(y + 6, left, right, "Mean exposure in 2025")
    return sheet
