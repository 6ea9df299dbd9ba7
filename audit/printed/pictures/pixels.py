"""The newsroom's pictures of pixels, held against the same pictures as SVG, which are read elsewhere.

Words are set again with the same font and must be the same pixels; at each mark there is its colour; and no pixel that is not white
lies apart from the words, marks and lines of the SVG.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from lxml import etree
from PIL import Image

from printed.expected import Expected
from printed.findings import Check, Count, Finding
from printed.pictures.palette import colours_of
from printed.pictures.press import SHEETS
from printed.pictures.svg import Drawing, Mark, Reader

SHARPNESS = 2
"""How many pixels of a PNG stand for one unit of the SVG."""
NEAR, EDGE = 12, 60
"""By how much a channel of a pixel may differ within a mark, and in letters: a picture has a palette of 128 colours, which has few of the
shades of coloured letters.
"""
RIM = 1.5
"""How far, in pixels, the smoothed edge of a mark reaches."""
ANCHORS = {"start": "left", "middle": "center", "end": "right"}


def written(drawing: Drawing) -> np.ndarray:
    """Return the words of a drawing alone, on white: an array of height × width × 3 bytes."""
    # Here, because it takes a second, and only these four pictures need it.
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    width, height = drawing.box[2:]
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams |= {"font.family": "DejaVu Sans", "text.parse_math": False}
        figure = Figure(figsize=(width / 72, height / 72), dpi=72 * SHARPNESS, facecolor="white")
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(0, width)
        axes.set_ylim(height, 0)
        for word in drawing.words:
            weight = "bold" if word.bold else "normal"
            axes.text(
                word.x,
                word.y,
                word.text,
                fontsize=word.size,
                color=word.fill,
                ha=ANCHORS[word.anchor],
                va="baseline",
                weight=weight,
            )
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        return np.asarray(canvas.buffer_rgba())[:, :, :3].astype(np.int16)


def _colour(value: str) -> np.ndarray:
    return np.array([int(value[k : k + 2], 16) for k in (1, 3, 5)], np.int16)


def _box(x1: float, y1: float, x2: float, y2: float, rim: float) -> tuple[slice, slice]:
    """Return the pixels of a box with a rim."""
    left, right = sorted((x1 * SHARPNESS, x2 * SHARPNESS))
    top, bottom = sorted((y1 * SHARPNESS, y2 * SHARPNESS))
    return (
        slice(max(int(np.floor(top - rim)), 0), int(np.ceil(bottom + rim)) + 1),
        slice(max(int(np.floor(left - rim)), 0), int(np.ceil(right + rim)) + 1),
    )


def differences(drawing: Drawing, pixels: np.ndarray) -> Iterator[tuple[str, str, str]]:
    """Yield (what, printed, expected) for everything in which pixels are not those of a drawing."""
    known = np.zeros(pixels.shape[:2], bool)
    for line in drawing.lines:
        known[_box(line.x1, line.y1, line.x2, line.y2, line.width + RIM)] = True
    for mark in drawing.marks:
        reach = mark.size / 2
        known[_box(mark.x - reach, mark.y - reach, mark.x + reach, mark.y + reach, RIM)] = True
        yield from _of_mark(mark, drawing, pixels)
    words = written(drawing)
    apart = np.abs(words - pixels).max(axis=2)
    for word in drawing.words:
        reach = len(word.text) * word.size
        left = word.x - {"start": 2, "middle": reach / 2, "end": reach}[word.anchor]
        box = _box(left, word.y - word.size, left + reach, word.y + 0.3 * word.size, 0)
        ink = (words[box].min(axis=2) < 200) & ~known[box]
        if (apart[box][ink] > EDGE).any():
            yield f"the words “{word.text}”", "other pixels", "the pixels of these words"
    known |= words.min(axis=2) < 255
    strange = (pixels.min(axis=2) < 255 - EDGE) & ~known
    if strange.any():
        down, across = np.argwhere(strange)[0]
        yield "pixels", f"{int(strange.sum())} that the SVG does not draw, the first at {across}, {down}", "none"


def _of_mark(mark: Mark, drawing: Drawing, pixels: np.ndarray) -> Iterator[tuple[str, str, str]]:
    """Hold the pixel in the middle of a mark to its colour, or to that of a line across it; a mark that is seen through, to a shade of it."""
    x, y = mark.x * SHARPNESS, mark.y * SHARPNESS
    shown = pixels[min(int(y), pixels.shape[0] - 1), min(int(x), pixels.shape[1] - 1)]
    own = _colour(mark.fill)
    near = 0.8 * np.abs(255 - own).max() if mark.faint else NEAR
    across = (_colour(line.stroke) for line in drawing.lines if line.is_upright and abs(line.x1 - mark.x) < line.width)
    if np.abs(shown - own).max() > near and not any(np.abs(shown - other).max() <= EDGE for other in across):
        yield f"the mark at {mark.x:g}, {mark.y:g}", "#{:02x}{:02x}{:02x}".format(*shown), mark.fill


def read(site: Path, _: Expected, page: str, count: Count) -> Iterator[Finding]:
    """Read a picture of pixels by the SVG file beside it."""
    count["files"] += 1
    drawing = Reader(colours_of(site)).read(etree.fromstring((site / page).with_suffix(".svg").read_bytes()))
    with Image.open(site / page) as image:
        pixels = np.asarray(image.convert("RGB")).astype(np.int16)
    size = tuple(round(length * SHARPNESS) for length in drawing.box[2:])
    if pixels.shape[1::-1] != size:
        yield Finding(page, "its size", "pixels", str(pixels.shape[1::-1]), str(size))
        return
    count["pixels"] += pixels.shape[0] * pixels.shape[1]
    for what, printed, expected in differences(drawing, pixels):
        yield Finding(page, f"picture of {Path(page).stem}, as pixels", what, printed, expected)


def pages(_: Path, __: Expected) -> list[str]:
    """Return the files."""
    return [f"newsroom/{name}.png" for name in SHEETS]


CHECK = Check("pictures of pixels", pages, read)
