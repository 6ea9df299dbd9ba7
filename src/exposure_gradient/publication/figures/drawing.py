"""What every picture is drawn with: matplotlib's SVG made small, in the page's own colours, and grounds that pages share.

Text stays text and colours are the page's own (CSS variables with a fallback for Jupyter), so a picture reads in
light, in dark and on paper. Margins are fixed: measuring text to lay it out costs most of a figure's time.

What many pages share of a picture, its axis or the distribution behind it, is its ground: matplotlib draws it once a
process, and a page's own marks are set into it.
"""

import io
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import matplotlib
from markupsafe import Markup, escape
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from exposure_gradient.publication.figures.palette import css
from exposure_gradient.publication.html import Html, captioned
from exposure_gradient.tables import BANDS

POINTS_PER_INCH = 72
WIDTH = 350

INK, MUTED, RULE = "#010101", "#020202", "#030303"
OLD, MODEL_A, MODEL_B, COMBINED, FILL, PAPER = "#040404", "#050505", "#060606", "#070707", "#080808", "#090909"
CSS = {
    INK: css("ink"),
    MUTED: css("muted"),
    RULE: css("rule"),
    OLD: css("old"),
    MODEL_A: css("model-a"),
    MODEL_B: css("model-b"),
    COMBINED: css("combined"),
    FILL: css("fill"),
    PAPER: css("paper"),
}
"""Colours are drawn as markers that no figure uses otherwise, and become CSS variables in the SVG."""

FONT = re.compile(r"(style=\"[^\"]*?)'DejaVu Sans', sans-serif")


def _defaults() -> dict[str, object]:
    """Return matplotlib's own settings, whatever a ``matplotlibrc`` of this machine says."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        return {name: value for name, value in matplotlib.rcParams.copy().items() if not name.startswith("backend")}


STYLE = _defaults() | {
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


def own_fonts() -> list[font_manager.FontEntry]:
    """Return the fonts that matplotlib brings along for text, and no other.

    Its own list is kept in a cache that nothing checks, and holds what is installed on the machine.
    """
    folder = Path(matplotlib.get_data_path(), "fonts", "ttf")
    return [
        font_manager.ttfFontProperty(font_manager.get_font(path)) for path in sorted(folder.glob("DejaVuSans*.ttf"))
    ]


font_manager.fontManager.ttflist = own_fonts()


def new_figure(height: float, width: float = WIDTH) -> Figure:
    """Return an empty figure of so many points."""
    return Figure(figsize=(width / POINTS_PER_INCH, height / POINTS_PER_INCH), dpi=POINTS_PER_INCH)


def drawn(figure: Figure, salt: str, title: str | None = None, **options: object) -> str:
    """Return the figure as matplotlib gives it as SVG, without a date or a software's name: same input, same bytes."""
    text = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": salt}):
        metadata = dict.fromkeys(("Creator", "Date", "Format", "Type")) | ({"Title": title} if title else {})
        figure.savefig(text, format="svg", metadata=metadata, **options)
    return text.getvalue()


def as_svg(figure: Figure, salt: str, description: str) -> Markup:
    """Return the figure as inline SVG."""
    return inlined(drawn(figure, salt, transparent=True), salt, description)


def inlined(svg: str, salt: str, description: str) -> Markup:
    """Return a drawn figure's SVG as a page has it: without what a file of its own needs, in the page's fonts and colours."""
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
    for marker, colour in CSS.items():
        svg = svg.replace(marker, colour)
    return Markup(_smaller(FONT.sub(r"\1var(--eg-sans, sans-serif)", svg)))


HALO = f"paint-order: stroke; stroke: {CSS[PAPER]}; stroke-width: 3px; stroke-linejoin: round"
"""A rim of the page's own ground, which keeps words legible over marks."""
BESIDE_TICKS = (-0.165, 0.5)
"""Where the title of a y axis is, in parts of its axes, in a picture 420 points wide: clear of figures at the size of a phone."""

COORDINATES = re.compile(r' (?:d|x|y|width|height|points|transform)="[^"]*"')
LONG = re.compile(r"-?\d+\.\d{2,}")


def _smaller(svg: str) -> str:
    """Return SVG without what nobody sees: coordinates finer than a tenth of a point, blanks, and groups without a name."""

    def rounded(attribute: re.Match) -> str:
        tenths = LONG.sub(lambda number: f"{float(number[0]):.1f}".removesuffix(".0"), attribute[0])
        joined = re.sub(r"\s*\n\s*", " ", tenths)
        return re.sub(r"(?<=\d) (?=[MLHVCQzZ])|(?<=[MLHVCQ]) (?=[-\d])| (?=\"$)", "", joined)

    svg = COORDINATES.sub(rounded, svg)
    svg = re.sub(r'<path d="[^"]*" style="fill: none"/>', "", svg)
    svg = re.sub(r">\s+<", "><", svg)
    while (fewer := re.sub(r"<(g|defs)></\1>|<g/>|<g>((?:(?!</?g\b).)*)</g>", r"\2", svg, flags=re.DOTALL)) != svg:
        svg = fewer
    return svg


def score_axis(axes: Axes, top: float = 1.0) -> None:
    """Dress axes as a scale of scores from 0 to ``top``: a line below, five ticks, nothing else."""
    for side in ("top", "left", "right"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(MUTED)
    axes.set_xlim(-0.01, top + 0.01)
    ticks = [0, 0.25, 0.5, 0.75, 1.0] if top == 1.0 else [0, 0.2, 0.4, 0.6, 0.8]
    axes.set_xticks(ticks, ["0", *[f"{tick:g}" for tick in ticks[1:]]])
    axes.tick_params(length=3, pad=2)
    axes.set_yticks([])


@dataclass(frozen=True)
class Ground:
    """What pages share of a picture: the inside of its SVG, and where on it, in points, 0 and 1 of its x axis lie."""

    inside: Markup
    zero: float
    one: float

    def x(self, value: float) -> float:
        """Return where a value lies, in points from the left."""
        return self.zero + value * (self.one - self.zero)


STYLED = re.compile(r'<(?:use|text)\b(?:[^>"]|"[^"]*")*?( style="[^"]*")(?:[^>"]|"[^"]*")*?(?:/>|>[^<]*</text>)')


def _grouped(svg: str) -> str:
    """Return SVG whose marks and texts of one style stand in a group that has it, where the first of them stood.

    For axes, whose ticks and labels lie apart: that one is drawn before another makes no difference.
    """
    for style, n in Counter(found[1] for found in STYLED.finditer(svg)).most_common():
        if n > 1:
            members = [found for found in STYLED.finditer(svg) if found[1] == style]
            group = "".join(found[0].replace(style, "", 1) for found in members)
            for found in reversed(members):
                svg = svg[: found.start()] + svg[found.end() :]
            at = members[0].start()
            svg = f"{svg[:at]}<g{style}>{group}</g>{svg[at:]}"
    return svg


POLYGON = re.compile(r' d="((?:[ML]-?[\d.]+ -?[\d.]+)+)"')
POINT = re.compile(r"([ML])(-?[\d.]+) (-?[\d.]+)")


def _straightened(svg: str) -> str:
    """Return SVG whose lines along an axis are written as such, and points where the line already is not at all."""

    def shorter(path: re.Match) -> str:
        steps, last = [], ("", "")
        for kind, x, y in POINT.findall(path[1]):
            if kind == "M":
                steps.append(f"M{x} {y}")
            elif (x, y) != last:
                steps.append(f"H{x}" if y == last[1] else f"V{y}" if x == last[0] else f"L{x} {y}")
            last = (x, y)
        return f' d="{"".join(steps)}"'

    return POLYGON.sub(shorter, svg)


def ground_of(figure: Figure, axes: Axes, salt: str) -> Ground:
    """Return a drawn figure as a ground; ``salt`` parts its identifiers from those of other pictures on a page."""
    svg = _straightened(_grouped(as_svg(figure, salt, "")))
    zero, one = (float(axes.transData.transform((value, 0))[0]) for value in (0, 1))
    return Ground(Markup(svg[svg.index(">") + 1 : svg.rindex("</svg>")].strip()), zero, one)


def set_into(*parts: str, height: float, description: str, caption: Markup, kind: str = "") -> Html:
    """Return a figure whose SVG holds the parts one upon the other."""
    label = escape(" ".join(description.split()))
    picture = Markup(f'<svg viewBox="0 0 {WIDTH} {height:g}" role="img" aria-label="{label}">{"".join(parts)}</svg>')
    return captioned(picture, caption, kind)


def key_of_bands(marks: Iterable[tuple[str, str]]) -> Markup:
    """Return the bands as a legend in a caption, each with its mark: a path around a point, and its style."""
    entries = Markup("").join(
        Markup(
            '<span><svg viewBox="-4 -4 8 8" aria-hidden="true"><path d="M0 0{}" style="{}"/></svg>{}</span> '
        ).format(shape, style, band)
        for band, (shape, style) in zip(BANDS, marks, strict=True)
    )
    return Markup('<span class="eg-key">{}</span>').format(entries)


def texts_at(lines: Iterable[tuple[float, float, str]], anchor: str = "start") -> str:
    """Return texts, each at its (x, y), as SVG."""
    texts = "".join(f'<text x="{x:.1f}" y="{y:.1f}">{escape(text)}</text>' for x, y, text in lines)
    style = f"font: 10.5px var(--eg-sans, sans-serif); fill: {CSS[INK]}; text-anchor: {anchor}"
    return f'<g style="{style}">{texts}</g>'


def strokes_of(paths: Iterable[str], colour: str, width: float) -> str:
    """Return lines as one SVG path."""
    return f'<path d="{"".join(paths)}" style="fill: none; stroke: {CSS[colour]}; stroke-width: {width:g}"/>'
