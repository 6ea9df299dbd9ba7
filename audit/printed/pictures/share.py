"""The pictures that links show, of pixels: what they note of what is drawn, and that their pixels are this and nothing else.

A PNG carries a note of the words and shapes that it was drawn from. The note is read as any picture is; then it is drawn again, by
this module, and the pixels are compared one by one: a note that says anything else than the picture is found. Letters are so
read, too: they are the same pixels as those of the noted words in the same font.
"""

import functools
import importlib.util
import json
import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageDraw, ImageFont

from printed.expected import Expected
from printed.findings import NOTHING, Check, Count, Finding
from printed.pictures.palette import colours_of
from printed.pictures.values import TOGETHER, Country, Occupation, Values, ordinal, two, values_of

SIZE = (1200, 630)
NOTE = "Drawing"
SITE_PICTURE = "share.png"
HALF = 0.5
"""A pixel's half: how finely a place on such a picture can be seen."""
COLUMNS = 80
"""Into how many columns the publication's picture sorts the means of 0–1."""
FEW = 4
"""How many colours a picture has whose pixels are compared by their places in its palette."""
GREY = "#808080"
BESIDE = 60
"""How far from its dot a band's name begins at most."""
SMOOTHING = 24
"""By how much a channel of a pixel may differ where a picture of any colours was given a palette."""


@dataclass(frozen=True)
class Text:
    """Words on a picture, from their upper left corner, in a size in pixels, bold or not, in a grey."""

    x: float
    y: float
    words: str
    size: int
    bold: int
    grey: int

    @property
    def middle(self) -> float:
        """The middle of the words, from the left."""
        return self.x + font_of(self.size, self.bold).getlength(self.words) / 2


@dataclass(frozen=True)
class Shape:
    """A filled shape: kind, (left, top, right, bottom), colour, and radius of its corners."""

    kind: str
    box: tuple[float, float, float, float]
    colour: str
    radius: int

    @property
    def middle(self) -> float:
        """The middle of the shape, from the left."""
        return (self.box[0] + self.box[2]) / 2


@functools.cache
def font_of(size: int, bold: int) -> ImageFont.FreeTypeFont:
    """Return the font, out of matplotlib's files."""
    found = importlib.util.find_spec("matplotlib")
    folder = Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(folder / name, size, layout_engine=ImageFont.Layout.BASIC)


def _written(texts: Sequence[Text]) -> Image.Image:
    """Return words alone, in greys on white."""
    grey = Image.new("L", SIZE, 255)
    draw = ImageDraw.Draw(grey)
    for text in texts:
        draw.text((text.x, text.y), text.words, font=font_of(text.size, text.bold), fill=text.grey)
    return grey


def _filled(image: Image.Image, shapes: Sequence[Shape], fill: Callable[[str], int | str]) -> Image.Image:
    """Draw shapes over an image."""
    draw = ImageDraw.Draw(image)
    for shape in shapes:
        if shape.kind == "rounded_rectangle":
            draw.rounded_rectangle(shape.box, shape.radius, fill=fill(shape.colour))
        elif shape.kind == "ellipse":
            draw.ellipse(shape.box, fill=fill(shape.colour))
        else:
            draw.rectangle(shape.box, fill=fill(shape.colour))
    return image


def apart(image: Image.Image, texts: Sequence[Text], shapes: Sequence[Shape]) -> tuple[int, ...] | None:
    """Return the box within which a picture differs from these words and shapes, or None.

    A picture of few colours is compared by the places in its palette, every pixel, and letters have its greys alone; one of
    more colours was given a palette afterwards, and its pixels may differ by what that took.
    """
    palette = image.getpalette() or []
    colours = [f"#{r:02x}{g:02x}{b:02x}" for r, g, b in zip(palette[::3], palette[1::3], palette[2::3], strict=True)]
    written = _written(texts)
    if 0 < len(colours) <= FEW and {shape.colour for shape in shapes} <= set(colours):
        greys = {
            place: int(colour[1:3], 16)
            for place, colour in enumerate(colours)
            if colour[1:3] == colour[3:5] == colour[5:]
        }
        nearest = [min(greys, key=lambda k, level=level: (abs(greys[k] - level), -greys[k])) for level in range(256)]
        again = _filled(written.point(nearest), shapes, colours.index)
        shown = Image.frombytes("L", image.size, image.tobytes())
        return None if again.tobytes() == shown.tobytes() else ImageChops.difference(again, shown).getbbox()
    again = _filled(written.convert("RGB"), shapes, str)
    return (
        ImageChops.difference(again, image.convert("RGB"))
        .point([0 if step <= SMOOTHING else step for step in range(256)] * 3)
        .getbbox()
    )


class Sheet:
    """A picture under audit: its note, and what is found."""

    def __init__(self, page: str, name: str, image: Image.Image, count: Count) -> None:
        """Read the note. Raises ValueError, KeyError or TypeError where it is none."""
        self.page, self.name, self.image, self.count = page, name, image, count
        note: dict[str, Any] = json.loads(image.text[NOTE])
        self.texts = sorted((Text(*entry) for entry in note["texts"]), key=lambda text: (text.y, text.x))
        self.shapes = [Shape(kind, tuple(box), colour, radius) for kind, box, colour, radius in note["shapes"]]
        self.findings: list[Finding] = []

    def tell(self, what: str, printed: object, expected: object) -> None:
        """Note a finding."""
        self.findings.append(Finding(self.page, f"picture of links of {self.name}", what, str(printed), str(expected)))

    def same(self, what: str, printed: object, expected: object) -> None:
        """Note a finding where two things differ."""
        if printed != expected:
            self.tell(what, printed, expected)

    def words(self, expected: dict[str, str]) -> None:
        """Hold the words, from above, to those expected by name; of what is one text and expected as one, lines are joined."""
        self.count["words in pictures"] += len(self.texts)
        rest = [text.words for text in self.texts]
        for what, text in expected.items():
            said = ""
            while rest and said != text and (not said or text.startswith(f"{said} ")):
                said = f"{said} {rest.pop(0)}".strip()
            self.same(what, said or NOTHING, text)
        self.same("words", " ".join(rest) or NOTHING, NOTHING)

    def axis(self) -> tuple[float, float]:
        """Return where 0 and 1 of the scale are, from its figures; tell where 0.5 is not between them."""
        at = {text.words: text.middle for text in self.texts if text.words in ("0", "0.5", "1") and text.size < 30}
        if set(at) != {"0", "0.5", "1"} or abs((at["0"] + at["1"]) / 2 - at["0.5"]) > HALF:
            self.tell("the figures of the scale", at, "0, 0.5 and 1 on one straight scale")
        return at.get("0", 0.0), at.get("1", 1.0)

    def pixels(self) -> None:
        """Draw the note again and compare every pixel."""
        self.count["pixels"] += SIZE[0] * SIZE[1]
        if box := apart(self.image, self.texts, self.shapes):
            self.tell(
                "its pixels", f"others than its note says, within {box}", "the pixels of the noted words and shapes"
            )


def occupation(sheet: Sheet, own: Occupation, values: Values, colours: dict[str, str]) -> None:
    """Read the picture of an occupation."""
    sheet.words(
        {
            "the code": f"{values.book} · ISCO-08 {own.isco08}",
            "the title": own.title,
            **_figures(own, values.threshold),
            "the figures of the scale": "0 0.5 1",
            "the note": "Overlap of task content, not a forecast of jobs lost. Scores: ILO, 2025",
        }
    )
    zero, one = sheet.axis()
    colour = colours[f"band-{values.bands.index(own.band)}"]
    band = next((text for text in sheet.texts if text.words == own.band), None)
    expected = {
        "the strip above": ("rectangle", colour, 0, SIZE[0]),
        "the dot of the band": ("ellipse", colour, None, None),
        "the scale": ("rounded_rectangle", GREY, zero, one),
        "the bar to the mean": ("rounded_rectangle", colour, zero, zero + own.mean * (one - zero)),
        "the mark of the mean": ("ellipse", colour, None, None),
    }
    sheet.same("the number of shapes", len(sheet.shapes), len(expected))
    if len(sheet.shapes) != len(expected):
        return

    def value(x: float) -> float:
        return (x - zero) / (one - zero)

    for shape, (what, (kind, fill, left, right)) in zip(sheet.shapes, expected.items(), strict=True):
        sheet.count["marks"] += 1
        sheet.same(f"{what}, its shape", shape.kind, kind)
        sheet.same(f"{what}, its colour", shape.colour, fill)
        if left is not None and max(abs(shape.box[0] - left), abs(shape.box[2] - right)) > HALF:
            sheet.tell(
                what,
                f"{value(shape.box[0]):.4f} to {value(shape.box[2]):.4f}",
                f"{value(left):.4f} to {value(right):.4f}",
            )
    dot, mark = sheet.shapes[1], sheet.shapes[-1]
    if abs(value(mark.middle) - own.mean) * (one - zero) > HALF:
        sheet.tell("the mark of the mean", f"{value(mark.middle):.4f}", f"{own.mean:g}")
    if not (band and 0 < band.x - dot.box[2] < BESIDE and dot.box[1] < band.y + band.size / 2 < dot.box[3]):
        sheet.tell("the dot of the band", f"at {dot.box}", f"beside the words {own.band}")


def _figures(own: Occupation, threshold: str) -> dict[str, str]:
    """Return the figures that the picture says, from above: three lines stand beside the mean, the first above its upper edge."""
    n = own.n_at_threshold
    return {
        "what the mean is": "mean exposure to generative AI, on 0–1",
        "the mean": two(own.mean),
        "the percentile": f"{ordinal(own.percentile)} percentile of all occupations",
        "the tasks": f"{n} of {len(own.tasks)} tasks {'scores' if n == 1 else 'score'} {threshold} or more",
        "the band": own.band,
    }


def all_occupations(sheet: Sheet, values: Values, colours: dict[str, str]) -> None:
    """Read the picture of the publication: a mark an occupation, in the column of its mean, in the colour of its band."""
    sheet.words(
        {
            "the title": values.book,
            "the subtitle": f"Generative AI and the tasks of {len(values.occupations)} occupations",
            "the figures of the scale": "0 0.5 1",
            "the note": "Each mark is an occupation. Overlap of task content, not jobs lost.",
        }
    )
    zero, one = sheet.axis()
    bands = {colours[f"band-{place}"]: band for place, band in enumerate(values.bands)}
    lines = [shape for shape in sheet.shapes if shape.colour not in bands]
    if len(lines) != 1 or max(abs(lines[0].box[0] - zero), abs(lines[0].box[2] - one)) > HALF:
        sheet.tell("the scale", f"{len(lines)} lines", "one line from 0 to 1")
    found: Counter[tuple[int, str]] = Counter()
    boxes = set()
    for shape in sheet.shapes:
        if shape.colour in bands:
            sheet.count["marks"] += 1
            found[math.floor((shape.middle - zero) / (one - zero) * COLUMNS), bands[shape.colour]] += 1
            if shape.box in boxes:
                sheet.tell("a mark", f"hidden by another at {shape.box}", "a place of its own")
            boxes.add(shape.box)
    must = Counter((math.floor(round(o.mean * COLUMNS, 6)), o.band) for o in values.occupations)
    for column, band in sorted(must.keys() | found.keys()):
        if found[column, band] != must[column, band]:
            at = f"{band} from {column / COLUMNS:g} to {(column + 1) / COLUMNS:g}"
            sheet.tell(at, f"{found[column, band]} marks", f"{must[column, band]} occupations")


def country(sheet: Sheet, own: Country, values: Values, colours: dict[str, str]) -> None:
    """Read the picture of a country: its bounds as words, and on the scale as a bar with a mark for the equal split."""
    (low, split, high), texts = own.shares[TOGETHER], own.texts[TOGETHER]
    bounds = texts[0] if texts[0] == texts[2] else f"{texts[0].removesuffix('%')}–{texts[2]}"
    sheet.words(
        {
            "what it is about": f"{values.book} · Employment, {own.year}",
            "the title": own.name,
            "the bounds": bounds,
            "what they are of": "of employment is in Gradient 1 to Gradient 4;",
            "the equal split": f"equal split {texts[1]}",
            "the figures of the scale": "0% 50% 100%",
            "the note": "Overlap of task content, not a forecast of jobs lost. Scores: ILO, 2025",
        }
    )
    strip, scale, bar, mark = (*sheet.shapes, None, None, None, None)[:4]
    if len(sheet.shapes) != 4 or {shape.colour for shape in (strip, bar, mark)} != {colours["combined"]}:
        sheet.tell("its shapes", len(sheet.shapes), "a strip, the scale, a bar and a mark")
        return
    zero, one = scale.box[0], scale.box[2]
    middle = next((text for text in sheet.texts if text.words == "50%"), None)
    if middle is None or abs(middle.middle - (zero + one) / 2) > HALF:
        sheet.tell("the figure 50%", middle and middle.middle, (zero + one) / 2)
    for what, found, share in (
        ("least", bar.box[0], low),
        ("most", bar.box[2], high),
        ("equal split", mark.middle, split),
    ):
        sheet.count["marks"] += 1
        if abs(found - (zero + share / 100 * (one - zero))) > 2 * HALF:
            sheet.tell(f"the {what} on the scale", f"{100 * (found - zero) / (one - zero):.2f}", f"{share:.2f}")


def read(site: Path, expected: Expected, page: str, count: Count) -> Iterator[Finding]:
    """Read a picture of links. Its page is the name of its file."""
    values, colours = values_of(expected), colours_of(site)
    own = values.by_page.get(page.removesuffix(".png"))
    of_country = values.countries.get(page.removesuffix(".png"))
    name = (own or of_country).name if own or of_country else "the publication"
    with Image.open(site / page) as image:
        try:
            image.load()
            sheet = Sheet(page, name, image, count)
        except (KeyError, TypeError, ValueError, OSError) as error:
            yield Finding(
                page, f"picture of links of {name}", "its note of what is drawn", repr(error), "a note that can be read"
            )
            return
        count["files"] += 1
        sheet.same("its size", image.size, SIZE)
        if own:
            occupation(sheet, own, values, colours)
        elif of_country:
            country(sheet, of_country, values, colours)
        else:
            all_occupations(sheet, values, colours)
        sheet.pixels()
    yield from sheet.findings


def pages(_: Path, expected: Expected) -> list[str]:
    """Return the files of the pictures of links."""
    values = values_of(expected)
    return [*(f"{page}.png" for page in (*values.by_page, *values.countries)), SITE_PICTURE]


CHECK = Check("pictures of links", pages, read)
