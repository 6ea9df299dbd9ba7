"""The picture of a page that a link to it shows: 1200 by 630 pixels, legible at a quarter of that.

Drawn by Pillow with the fonts that matplotlib brings, so that the same record gives the same bytes on every machine.
"""

import functools
import io
import math
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib
from PIL import Image, ImageColor, ImageDraw, ImageFont

from exposure_gradient.measures import ordinal
from exposure_gradient.presentation.link_preview import HEIGHT, WIDTH
from exposure_gradient.presentation.own_scores import has_own_scores
from exposure_gradient.presentation.palette import BANDS_ON_WHITE
from exposure_gradient.sources import load_edition
from exposure_gradient.tables import BANDS

MARGIN = 64
INK, MUTED = 32, 82
TITLE_SIZES = (76, 68, 60, 54, 48, 42)
TITLE_LINES = 2
BLACK, GREY, WHITE, BAND = range(4)
"""The palette: as few colours as two bits hold, since these pictures are an eighth of the site. The grey smooths letters."""
FOUR_SHADES = [round(shade * WHITE / 255) for shade in range(256)]
FONTS = Path(matplotlib.get_data_path(), "fonts", "ttf")
SCALE_Y = 512
COLUMNS, STACK = 80, 250
"""Into how many columns the publication's picture sorts occupations by their means, and how tall the tallest is, in pixels."""


@functools.lru_cache
def _font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    path = FONTS / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")
    # Where libfribidi is installed, Pillow would use another layout, which sets letters elsewhere.
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)


def _lines(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Break a text into lines no wider than that, at blanks."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _title(title: str) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """Return the largest font in which a title takes two lines, and the lines; the smallest may take more."""
    for size in TITLE_SIZES:
        font = _font(size, bold=True)
        lines = _lines(title, font, WIDTH - 2 * MARGIN)
        if len(lines) <= TITLE_LINES and all(font.getlength(line) <= WIDTH - 2 * MARGIN for line in lines):
            break
    return font, lines


def counted(record: dict[str, Any]) -> str:
    """Say how many of the tasks reach the threshold: a band alone says nothing of single tasks."""
    at = record["tasks_at_threshold"]
    return f"{at['n']} of {record['n_tasks']} tasks {'scores' if at['n'] == 1 else 'score'} {at['threshold']:g} or more"


def share_text(record: dict[str, Any]) -> str:
    """Say what the picture shows: for those who do not see it, and wherever a link to the page is all that is seen."""
    return (
        f"{record['title']} (ISCO-08 {record['isco08']}): mean exposure to generative AI {record['mean_2025']['text']} on a scale of 0–1, "
        f"{ordinal(record['percentile'])} percentile; {counted(record)}. Band of the occupation: {record['band']}."
        + (" Scores: a reader’s own, not the ILO’s." if has_own_scores() else "")
    )


@functools.cache
def _ground(note: str) -> Image.Image:
    """Return what all pictures have in common: the scale's figures and the note below it."""
    grey = Image.new("L", (WIDTH, HEIGHT), 255)
    draw, small, span = ImageDraw.Draw(grey), _font(26), WIDTH - 2 * MARGIN
    for value in (0, 0.5, 1):
        text = f"{value:g}"
        draw.text((MARGIN + span * value - small.getlength(text) / 2, SCALE_Y + 23), text, font=small, fill=MUTED)
    draw.text((MARGIN, 584), note, font=_font(28), fill=MUTED)
    return grey


def share_image(record: dict[str, Any]) -> bytes:
    """Return the picture of an occupation's record as PNG: title, mean, percentile, band, and the place on the scale."""
    scores = "a reader’s own, not the ILO’s" if has_own_scores() else "ILO, 2025"
    grey = _ground(f"Overlap of task content, not a forecast of jobs lost. Scores: {scores}").copy()
    draw = ImageDraw.Draw(grey)
    draw.text((MARGIN, 44), f"The Exposure Gradient · ISCO-08 {record['isco08']}", font=_font(34), fill=MUTED)
    font, lines = _title(record["title"])
    for number, line in enumerate(lines):
        draw.text((MARGIN, 104 + number * font.size * 1.15), line, font=font, fill=INK)
    mean, figure, words = record["mean_2025"], _font(140, bold=True), _font(34)
    draw.text((MARGIN, 310), mean["text"], font=figure, fill=INK)
    left = MARGIN + figure.getlength(mean["text"]) + 40
    said = (
        "mean exposure to generative AI, on 0–1",
        f"{ordinal(record['percentile'])} percentile of all occupations",
        counted(record),
    )
    for number, line in enumerate(said):
        draw.text((left, 298 + number * 44), line, font=words, fill=INK)
    draw.text((left + 56, 436), record["band"], font=_font(38, bold=True), fill=INK)
    # Letters in black, grey and white, shapes in one colour: four colours, chosen here, since finding them takes long.
    image = grey.point(FOUR_SHADES)
    greys = [round(step * 255 / WHITE) for step in (BLACK, GREY, WHITE)]
    colour = ImageColor.getrgb(BANDS_ON_WHITE[BANDS.index(record["band"])])
    image.putpalette([*(channel for shade in greys for channel in (shade,) * 3), *colour])
    draw, span = ImageDraw.Draw(image), WIDTH - 2 * MARGIN
    draw.rectangle((0, 0, WIDTH, 16), fill=BAND)
    draw.ellipse((left, 440, left + 40, 480), fill=BAND)
    draw.rounded_rectangle((MARGIN, SCALE_Y - 3, MARGIN + span, SCALE_Y + 3), 3, fill=GREY)
    at = MARGIN + span * mean["value"]
    draw.rounded_rectangle((MARGIN, SCALE_Y - 7, at, SCALE_Y + 7), 7, fill=BAND)
    draw.ellipse((at - 22, SCALE_Y - 22, at + 22, SCALE_Y + 22), fill=BAND)
    file = io.BytesIO()
    image.save(file, "PNG", bits=2, compress_level=6, compress_type=zlib.Z_RLE)  # shapes of one colour are runs
    return file.getvalue()


def site_picture(records: Sequence[dict[str, Any]]) -> bytes:
    """Return the publication's picture as PNG: its title, and every occupation as a mark in its band's colour, stacked on one scale."""
    edition = load_edition()
    image = _ground("Each mark is an occupation. Overlap of task content, not jobs lost.").convert("RGB")
    draw, span = ImageDraw.Draw(image), WIDTH - 2 * MARGIN
    font, lines = _title(edition.title)
    for number, line in enumerate(lines):
        draw.text((MARGIN, 60 + number * font.size * 1.15), line, font=font, fill=(INK,) * 3)
    words = f"Generative AI and the tasks of {len(records)} occupations"
    draw.text((MARGIN, 170 + (len(lines) - 1) * font.size), words, font=_font(38), fill=(INK,) * 3)
    draw.line((MARGIN, SCALE_Y, MARGIN + span, SCALE_Y), fill=(MUTED,) * 3, width=3)
    columns: dict[int, list[str]] = {}
    for record in sorted(records, key=lambda record: BANDS.index(record["band"])):
        columns.setdefault(math.floor(record["mean_2025"]["value"] * COLUMNS), []).append(record["band"])
    width, height = span / COLUMNS, STACK / max(map(len, columns.values()))
    for column, bands in columns.items():
        for place, band in enumerate(bands):
            left, bottom = MARGIN + column * width, SCALE_Y - 6 - place * height
            colour = ImageColor.getrgb(BANDS_ON_WHITE[BANDS.index(band)])
            draw.rectangle((left + 1, bottom - height + 2, left + width - 2, bottom), fill=colour)
    file = io.BytesIO()
    image.quantize(32, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()
