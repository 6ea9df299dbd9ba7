"""The colours: one definition, and bands that readers with any kind of colour vision can tell apart."""

import re
from itertools import pairwise

import pytest
from coloraide import Color

from exposure_gradient.paths import ROOT
from exposure_gradient.publication.figures import dot_plots as dots
from exposure_gradient.publication.figures import palette
from exposure_gradient.tables import BANDS

STATIC = ROOT / "notebooks" / "_static"
HEX = re.compile(r"#[0-9a-fA-F]{6}\b")
APART = 10
"""The least CIEDE2000 difference of two neighbouring bands."""
LEGIBLE = 3
"""The least contrast of a mark and its ground (WCAG 1.4.11)."""
SCHEMES = {
    # the colours, further grounds that the theme gives pages, and whether lightness rises or falls from band to band
    "light": (palette.LIGHT, (), -1),
    "dark": (palette.DARK, ("#121212",), 1),
}
VISION = [("normal", "")]
VISION += [(kind, model) for kind in ("protan", "deutan", "tritan") for model in ("brettel", "vienot", "machado")]


def bands(colours: dict[str, str]) -> list[Color]:
    return [Color(colours[f"band-{index}"]) for index in range(len(BANDS))]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("kind", "model"), VISION)
def test_the_bands_are_a_ramp_for_every_kind_of_colour_vision(scheme: str, kind: str, model: str) -> None:
    colours, _, direction = SCHEMES[scheme]
    seen = [colour if kind == "normal" else colour.filter(kind, method=model).clip("srgb") for colour in bands(colours)]
    for (band, one), (other, next_) in pairwise(zip(BANDS, seen, strict=True)):
        where = f"{scheme}, {kind} {model}: {band} and {other}"
        apart = one.delta_e(next_, method="2000")
        assert apart >= APART, f"{where} are {apart:.1f} apart"
        step = next_.convert("lab-d65")["lightness"] - one.convert("lab-d65")["lightness"]
        assert step * direction > 0, f"{where}: lightness changes by {step:.1f}"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_bands_mark_stands_out_from_its_ground(scheme: str) -> None:
    colours, grounds, _ = SCHEMES[scheme]
    for ground in (colours["paper"], colours["tint"], *grounds):
        for band, colour in zip(BANDS, bands(colours), strict=True):
            contrast = colour.contrast(Color(ground), method="wcag21")
            assert contrast >= LEGIBLE, f"{scheme}: {band} has a contrast of {contrast:.2f} against {ground}"


def test_the_style_sheet_has_the_colours_of_the_palette() -> None:
    text = (STATIC / "exposure.css").read_text("utf-8")
    for selector, colours in ((":root {", palette.LIGHT), ('html[data-theme="dark"] {', palette.DARK)):
        block = text.split(selector, 1)[1].split("}", 1)[0]
        assert dict(re.findall(r"--eg-([\w-]+): (#\w{6});", block)) == colours, selector


def test_no_colour_has_a_second_definition() -> None:
    """Markers that stand for a variable while matplotlib draws, and the white of a sheet, are no colours of a design."""
    for path in sorted((ROOT / "src").rglob("*.py")):
        if path.name != "palette.py":
            found = {colour for colour in HEX.findall(path.read_text("utf-8")) if colour[1:2] + colour[3:4] != "00"}
            assert found <= {"#ffffff"}, f"{path.name}: {found}"
    of_bands = {colours[f"band-{index}"] for colours in (palette.LIGHT, palette.DARK) for index in range(len(BANDS))}
    for path in sorted(STATIC.glob("*.[cj]s*")):
        text = path.read_text("utf-8").split("html[data-theme", 1)[-1].split("}", 1)[-1]
        assert not of_bands & set(HEX.findall(text)), f"{path.name}: has a band's colour as such"
    icon = set(HEX.findall((STATIC / "favicon.svg").read_text("utf-8")))
    assert icon <= {palette.LIGHT["ink"], *(palette.DARK[f"band-{index}"] for index in range(len(BANDS)))}


def test_each_band_has_a_shape_of_its_own() -> None:
    for shapes in (palette.BAND_MARKERS, dots.SHAPES):
        assert len(set(shapes)) == len(BANDS)
    assert len(palette.BAND_SIZES) == len(BANDS)
    script = (STATIC / "explorer-marks.js").read_text("utf-8")
    [listed] = re.findall(r"d3\.symbol\(\[([^\]]+)\]", script)
    words = {
        "o": "symbolCircle",
        "s": "symbolSquare",
        "^": "symbolTriangle",
        "D": "symbolDiamond",
        "v": "TRIANGLE_DOWN",
        "P": "symbolCross",
    }
    assert listed.split(", ") == [words[marker] for marker in palette.BAND_MARKERS], (
        "the explorer has shapes of its own"
    )
