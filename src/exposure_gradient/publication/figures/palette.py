"""The colours of the publication, and the mark of each band: one definition for pages, pictures and downloads.

``exposure.css`` gives a page the same values as variables; a test holds it to this module. Pictures that are downloaded have no
style sheet and take the light values. The bands are a ramp: their lightness falls from band to band on a light page and rises
on a dark one, and ``tests/unit/test_palette.py`` holds neighbours apart for readers with any kind of colour vision. Each band
also has a shape, because no reader has to tell it by its colour.
"""

LIGHT = {
    "ink": "#1f2328",
    "muted": "#57606a",
    "rule": "#d0d7de",
    "old": "#5f6b78",
    "model-a": "#7a3f98",
    "model-b": "#a84a00",
    "combined": "#0a58a6",
    "fill": "#bcc8d4",
    "paper": "#ffffff",
    "tint": "#f3f6f9",
    "band-0": "#838d9d",
    "band-1": "#577aa3",
    "band-2": "#644cb8",
    "band-3": "#8a006b",
    "band-4": "#541234",
    "band-5": "#271300",
}
DARK = {
    "ink": "#e6edf3",
    "muted": "#a9b4c0",
    "rule": "#3d444d",
    "old": "#a9b4c0",
    "model-a": "#cf9cec",
    "model-b": "#ffa657",
    "combined": "#6cb6ff",
    "fill": "#4b5a6a",
    "paper": "#14181e",
    "tint": "#1d232b",
    "band-0": "#547183",
    "band-1": "#7c84b8",
    "band-2": "#b08efc",
    "band-3": "#fe99cf",
    "band-4": "#f6cdb4",
    "band-5": "#fff795",
}
BANDS_ON_WHITE = tuple(LIGHT[f"band-{index}"] for index in range(6))
BAND_MARKERS = ("o", "s", "^", "D", "v", "P")
"""The bands' shapes, least exposed first, by matplotlib's names: circle, square, triangle, diamond, triangle on its tip, plus."""
BAND_SIZES = (1, 0.785, 1.57, 0.785, 1.57, 1.41)
"""What each marker's size in matplotlib is multiplied by, so that all of them cover the same area."""


def css(name: str) -> str:
    """Return a colour as a page has it: a variable of the style sheet, and the light value for Jupyter, which has none."""
    return f"var(--eg-{name}, {LIGHT[name]})"


BAND_COLOURS = tuple(css(f"band-{index}") for index in range(6))
