"""The picture of a page that a link to it shows: 1200 by 630 pixels, legible at a quarter of that.

Drawn by Pillow with the fonts that matplotlib brings, so that the same record gives the same bytes on every machine.
"""

import functools
import math
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from PIL import Image, ImageFont

from exposure_gradient.measures import ordinal
from exposure_gradient.publication.figures.canvas import Sheet, font_of
from exposure_gradient.publication.figures.palette import BANDS_ON_WHITE, LIGHT
from exposure_gradient.publication.link_preview import HEIGHT, WIDTH
from exposure_gradient.publication.own_scores import has_own_scores
from exposure_gradient.sources import load_edition
from exposure_gradient.tables import BANDS

MARGIN = 64
INK, MUTED = 32, 82
TITLE_SIZES = (76, 68, 60, 54, 48, 42)
TITLE_LINES = 2
GREYS = (0, 128, 255)
"""With the colour of the band these are as few as two bits hold, since these pictures are an eighth of the site. The middle one smooths letters."""
GREY = f"#{3 * f'{GREYS[1]:02x}'}"
SCALE_Y = 512
COLUMNS, STACK = 80, 250
"""Into how many columns the publication's picture sorts occupations by their means, and how tall the tallest is, in pixels."""


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
        font = font_of(size, bold=True)
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
def _ground(note: str) -> Sheet:
    """Return what all pictures have in common: the scale's figures and the note below it."""
    sheet, span = Sheet((WIDTH, HEIGHT)), WIDTH - 2 * MARGIN
    for value in (0, 0.5, 1):
        text = f"{value:g}"
        sheet.text(MARGIN + span * value - font_of(26).getlength(text) / 2, SCALE_Y + 23, text, 26, MUTED)
    sheet.text(MARGIN, 584, note, 28, MUTED)
    return sheet


def _with_title(sheet: Sheet, title: str, top: float) -> tuple[int, int]:
    """Write a title; return its size and the number of its lines."""
    font, lines = _title(title)
    for number, line in enumerate(lines):
        sheet.text(MARGIN, top + number * font.size * 1.15, line, font.size, INK, bold=True)
    return font.size, len(lines)


def share_image(record: dict[str, Any]) -> bytes:
    """Return the picture of an occupation's record as PNG: title, mean, percentile, band, and the place on the scale."""
    scores = "a reader’s own, not the ILO’s" if has_own_scores() else "ILO, 2025"
    sheet = _ground(f"Overlap of task content, not a forecast of jobs lost. Scores: {scores}").copy()
    sheet.text(MARGIN, 44, f"The Exposure Gradient · ISCO-08 {record['isco08']}", 34, MUTED)
    _with_title(sheet, record["title"], 104)
    mean = record["mean_2025"]
    left = MARGIN + sheet.text(MARGIN, 310, mean["text"], 140, INK, bold=True) + 40
    said = (
        "mean exposure to generative AI, on 0–1",
        f"{ordinal(record['percentile'])} percentile of all occupations",
        counted(record),
    )
    for number, line in enumerate(said):
        sheet.text(left, 298 + number * 44, line, 34, INK)
    sheet.text(left + 56, 436, record["band"], 38, INK, bold=True)
    colour, grey = BANDS_ON_WHITE[BANDS.index(record["band"])], GREY
    sheet.with_palette(GREYS, [colour])
    at, end = MARGIN + (WIDTH - 2 * MARGIN) * mean["value"], WIDTH - MARGIN
    sheet.shape("rectangle", (0, 0, WIDTH, 16), colour)
    sheet.shape("ellipse", (left, 440, left + 40, 480), colour)
    sheet.shape("rounded_rectangle", (MARGIN, SCALE_Y - 3, end, SCALE_Y + 3), grey, 3)
    sheet.shape("rounded_rectangle", (MARGIN, SCALE_Y - 7, at, SCALE_Y + 7), colour, 7)
    sheet.shape("ellipse", (at - 22, SCALE_Y - 22, at + 22, SCALE_Y + 22), colour)
    return sheet.as_png(bits=2, compress_level=6, compress_type=zlib.Z_RLE)  # shapes of one colour are runs


def _range(record: Mapping[str, Any]) -> str:
    """Return the bounds of a country's share as a text."""
    low, high = (f"{record['exposed'][end]:.1f}" for end in ("lower", "upper"))
    return f"{low}%" if low == high else f"{low}–{high}%"


def country_text(record: Mapping[str, Any]) -> str:
    """Say what the picture of a country's page shows, for those who do not see it and wherever a link is all that is seen."""
    when = f", {record['year']}" if record["year"] else ""
    return (
        f"{record['name']}{when}: {_range(record)} of employment is in occupations of Gradient 1 to Gradient 4, "
        f"{record['exposed']['equal_split']:.1f}% with an equal split. Overlap of task content, not a forecast of jobs lost."
        + (" A reader’s own table of employment." if record["country"] == "own" else "")
    )


def country_image(record: Mapping[str, Any]) -> bytes:
    """Return the picture of a country's record as PNG: name, bounds, equal split, and their place on the scale."""
    whose = "A reader’s own table of employment" if record["country"] == "own" else "Scores: ILO, 2025"
    sheet = Sheet((WIDTH, HEIGHT))
    span, own = WIDTH - 2 * MARGIN, record["exposed"]
    for share in (0, 50, 100):
        text = f"{share}%"
        at = MARGIN + span * share / 100 - font_of(26).getlength(text) * share / 100
        sheet.text(at, SCALE_Y + 23, text, 26, MUTED)
    sheet.text(MARGIN, 584, f"Overlap of task content, not a forecast of jobs lost. {whose}", 28, MUTED)
    sheet.text(
        MARGIN, 44, f"The Exposure Gradient · Employment{', ' + record['year'] if record['year'] else ''}", 34, MUTED
    )
    _with_title(sheet, record["name"], 104)
    sheet.text(MARGIN, 250, _range(record), 120, INK, bold=True)
    sheet.text(MARGIN, 398, "of employment is in Gradient 1 to Gradient 4;", 34, INK)
    sheet.text(MARGIN, 442, f"equal split {own['equal_split']:.1f}%", 34, INK)
    colour, grey = LIGHT["combined"], GREY
    sheet.with_palette(GREYS, [colour])
    low, split, high = (MARGIN + span * own[name] / 100 for name in ("lower", "equal_split", "upper"))
    sheet.shape("rectangle", (0, 0, WIDTH, 16), colour)
    sheet.shape("rounded_rectangle", (MARGIN, SCALE_Y - 3, WIDTH - MARGIN, SCALE_Y + 3), grey, 3)
    sheet.shape("rounded_rectangle", (low, SCALE_Y - 9, max(high, low + 2), SCALE_Y + 9), colour, 1)
    sheet.shape("ellipse", (split - 20, SCALE_Y - 20, split + 20, SCALE_Y + 20), colour)
    return sheet.as_png(bits=2, compress_level=6, compress_type=zlib.Z_RLE)


def site_picture(records: Sequence[dict[str, Any]]) -> bytes:
    """Return the publication's picture as PNG: its title, and every occupation as a mark in its band's colour, stacked on one scale."""
    sheet = _ground("Each mark is an occupation. Overlap of task content, not jobs lost.").copy()
    size, lines = _with_title(sheet, load_edition().title, 60)
    sheet.text(MARGIN, 170 + (lines - 1) * size, f"Generative AI and the tasks of {len(records)} occupations", 38, INK)
    sheet.with_any_colour()
    sheet.shape("rectangle", (MARGIN, SCALE_Y - 1, WIDTH - MARGIN, SCALE_Y + 1), f"#{MUTED:02x}{MUTED:02x}{MUTED:02x}")
    columns: dict[int, list[str]] = {}
    for record in sorted(records, key=lambda record: BANDS.index(record["band"])):
        columns.setdefault(math.floor(record["mean_2025"]["value"] * COLUMNS), []).append(record["band"])
    width, height = (WIDTH - 2 * MARGIN) / COLUMNS, STACK / max(map(len, columns.values()))
    apart = 2 if height > 3 else 0  # marks of ten times the occupations are lower than the ground between them
    for column, bands in columns.items():
        for place, band in enumerate(bands):
            left, bottom = MARGIN + column * width, SCALE_Y - 6 - place * height
            box = (left + 1, bottom - height + apart, left + width - 2, bottom)
            sheet.shape("rectangle", box, BANDS_ON_WHITE[BANDS.index(band)])
    sheet.image = sheet.image.quantize(32, dither=Image.Dither.NONE)
    return sheet.as_png(optimize=True)
