"""A picture of pixels in the making, and a note of everything that is drawn on it.

Pixels cannot be read back, so the note goes into the file, as the text ``Drawing`` of the PNG: the audit reads what is drawn from it, and
draws it again to see that the pixels are these.
"""

import copy
import functools
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib
from PIL import Image, ImageColor, ImageDraw, ImageFont, PngImagePlugin

NOTE = "Drawing"
FONTS = Path(matplotlib.get_data_path(), "fonts", "ttf")
PAPER = 255


@functools.lru_cache
def font_of(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Return a font that matplotlib brings, so many pixels high."""
    path = FONTS / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")
    # Where libfribidi is installed, Pillow would use another layout, which sets letters elsewhere.
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)


@functools.cache
def _nearest(greys: tuple[int, ...]) -> list[int]:
    """Return for each of 256 greys the place of the nearest of some; the lighter of two that are as near."""
    return [min(range(len(greys)), key=lambda k: (abs(greys[k] - grey), -greys[k])) for grey in range(256)]


def _noted(place: float) -> float:
    """Return a coordinate as it is noted and drawn, which must be the same."""
    place = round(place, 2)
    return int(place) if place == int(place) else place


class Sheet:
    """A white sheet of pixels: first words in greys, then shapes in colours. ``size`` is (width, height)."""

    def __init__(self, size: tuple[int, int]) -> None:
        """Begin a picture."""
        self.image = Image.new("L", size, PAPER)
        self.texts: list[list[Any]] = []
        self.shapes: list[list[Any]] = []
        self._fills: Mapping[str, int] = {}

    def copy(self) -> "Sheet":
        """Return a picture that goes on from here."""
        other = copy.copy(self)
        other.image, other.texts, other.shapes = self.image.copy(), list(self.texts), list(self.shapes)
        return other

    def text(self, x: float, y: float, words: str, size: int, grey: int, *, bold: bool = False) -> float:
        """Write words from their upper left corner; return their width."""
        font, at = font_of(size, bold), (_noted(x), _noted(y))
        ImageDraw.Draw(self.image).text(at, words, font=font, fill=grey)
        self.texts.append([*at, words, size, int(bold), grey])
        return font.getlength(words)

    def with_palette(self, greys: Sequence[int], colours: Sequence[str]) -> None:
        """Keep these greys alone, each pixel the nearest, and make room for shapes in colours, hexadecimal."""
        self.image = self.image.point(
            [min(range(len(greys)), key=lambda k: (abs(greys[k] - v), -k)) for v in range(256)]
        )
        rgb = [(grey, grey, grey) for grey in greys] + [ImageColor.getrgb(colour) for colour in colours]
        self.image.putpalette([channel for entry in rgb for channel in entry])
        self._fills = {f"#{r:02x}{g:02x}{b:02x}": place for place, (r, g, b) in enumerate(rgb)}

    def with_any_colour(self) -> None:
        """Make room for shapes in any colour."""
        self.image = self.image.convert("RGB")

    def shape(self, kind: str, box: tuple[float, float, float, float], colour: str, radius: int = 0) -> None:
        """Fill a rectangle, an ellipse or, with a radius, a rounded rectangle; ``box`` is (left, top, right, bottom)."""
        box, fill = tuple(map(_noted, box)), self._fills.get(colour, colour)
        draw = getattr(ImageDraw.Draw(self.image), kind)
        draw(box, radius, fill=fill) if radius else draw(box, fill=fill)
        self.shapes.append([kind, list(box), colour, radius])

    def as_png(self, **options: Any) -> bytes:
        """Return the picture as PNG, its note within."""
        file, note = io.BytesIO(), PngImagePlugin.PngInfo()
        said = json.dumps({"texts": self.texts, "shapes": self.shapes}, separators=(",", ":"))
        note.add_text(NOTE, said, zip=True)
        self.image.save(file, "PNG", pnginfo=note, **options)
        return file.getvalue()
