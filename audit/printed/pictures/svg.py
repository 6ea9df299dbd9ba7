"""An SVG picture as what it draws: marks, lines, areas and words, each with its place on the sheet and its colours.

Only what a reader can see is read: what is clipped away, transparent, without a colour or in that of the paper is not there. A form of SVG
that this module does not know is an error, never passed over.
"""

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from lxml import etree

from printed.pictures.paths import NUMBER, UnreadableError, shape_of, strokes

VARIABLE = re.compile(r"var\(--eg-([\w-]+),\s*(#[0-9a-fA-F]{6})\)")
_SIZE = re.compile(r"([\d.]+)px")
NUMBERS = re.compile(NUMBER)
UNSEEN = frozenset(("none", "#ffffff"))
"""No colour, and that of the paper."""
SMALL = 16.0
"""A closed figure that is no larger, in the sheet's units, is a mark; a larger one is an area."""
NAMED = {"white": "#ffffff", "black": "#000000"}


@dataclass(slots=True)
class Words:
    """A line of text: where its baseline is anchored, how (start, middle or end), whether it is turned, its size, and if it is bold."""

    x: float
    y: float
    text: str
    anchor: str
    fill: str
    turned: bool
    size: float
    bold: bool


@dataclass(slots=True)
class Line:
    """A straight stroke of two ends."""

    x1: float
    y1: float
    x2: float
    y2: float
    stroke: str
    width: float
    dashes: str = ""

    @property
    def is_level(self) -> bool:
        """Whether it runs from left to right."""
        return self.y1 == self.y2 and self.x1 != self.x2

    @property
    def is_upright(self) -> bool:
        """Whether it runs up or down."""
        return self.x1 == self.x2 and self.y1 != self.y2


@dataclass(slots=True)
class Mark:
    """A small figure at a point. ``of`` names what a script knows it by, where the picture says so."""

    x: float
    y: float
    shape: str
    fill: str
    stroke: str
    size: float
    faint: bool = False
    of: str = ""

    @property
    def look(self) -> tuple[str, str, str]:
        """What tells it from marks of another series."""
        return self.shape, self.fill, self.stroke


@dataclass(slots=True)
class Trace:
    """A polygon or a line of more than two points; with a fill, an area."""

    points: list[tuple[float, float]]
    fill: str
    stroke: str
    width: float
    dashes: str = ""


@dataclass
class Drawing:
    """What a picture draws; a check takes from it what it knows, and what is left is unknown."""

    box: tuple[float, float, float, float]
    label: str
    words: list[Words] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    traces: list[Trace] = field(default_factory=list)

    def take(self, kind: str, test: Callable[..., bool]) -> list:
        """Return the things of a kind ("words", "lines", "marks", "traces") that pass a test, and hold them no longer."""
        found, left = [], []
        for thing in getattr(self, kind):
            (found if test(thing) else left).append(thing)
        setattr(self, kind, left)
        return found

    def drop(self, kind: str, things: Iterable[object]) -> None:
        """Hold these things no longer."""
        known = {id(thing) for thing in things}
        setattr(self, kind, [thing for thing in getattr(self, kind) if id(thing) not in known])

    @property
    def n(self) -> int:
        """How many things it holds."""
        return len(self.words) + len(self.lines) + len(self.marks) + len(self.traces)


@functools.lru_cache(4096)
def _style(text: str) -> tuple[tuple[str, str], ...]:
    pairs = (part.split(":", 1) for part in text.split(";") if ":" in part)
    return tuple((name.strip(), value.strip()) for name, value in pairs)


class Reader:
    """Reads pictures; ``colours`` are the variables that a page's style sheet gives, hexadecimal."""

    def __init__(self, colours: Mapping[str, str]) -> None:
        """Take the colours of the style sheet."""
        self.colours = colours

    def colour(self, value: str) -> str:
        """Return a colour as hexadecimal text, "none" for none. A variable has the value that the style sheet gives."""
        if value in ("none", ""):
            return "none"
        if value.startswith("#"):
            return value.lower()
        if found := VARIABLE.fullmatch(value):
            name, other = found[1], found[2].lower()
            given = self.colours.get(name, other)
            if given != other:
                raise UnreadableError(f"the colour {name} is {other} in the picture and {given} in the style sheet")
            return other
        if value in NAMED:
            return NAMED[value]
        raise UnreadableError(f"the colour {value!r}")

    def read(self, svg: etree._Element) -> Drawing:
        """Return what an ``svg`` element draws. Raises UnreadableError."""
        box = tuple(float(number) for number in (svg.get("viewBox") or svg.get("viewbox") or "").split())
        if len(box) != 4:
            raise UnreadableError("no viewBox")
        drawing = Drawing(box, svg.get("aria-label") or "")
        named = {element.get("id"): element for element in svg.iter() if element.get("id")}
        frame = (box[0], box[1], box[0] + box[2], box[1] + box[3])
        _Walk(self, drawing, named).inside(svg, {}, (0.0, 0.0), frame, "")
        return drawing


Style = Mapping[str, str]
Frame = tuple[float, float, float, float]


class _Walk:
    """One reading of one picture."""

    def __init__(self, reader: Reader, drawing: Drawing, named: Mapping[str, etree._Element]) -> None:
        self.reader, self.drawing, self.named = reader, drawing, named
        self.resolved: dict[tuple[str, str], str] = {}

    def inside(self, element: etree._Element, style: Style, at: tuple[float, float], frame: Frame, of: str) -> None:
        """Read the children of an element, which is drawn from ``at`` and seen within ``frame``."""
        for child in element:
            tag = child.tag
            if not isinstance(tag, str):
                continue
            tag = tag.rpartition("}")[2]
            if tag in ("defs", "title", "desc", "metadata", "clippath", "clipPath", "style"):
                continue
            self.one(child, tag, style, at, frame, of)

    def one(
        self, child: etree._Element, tag: str, style: Style, at: tuple[float, float], frame: Frame, of: str
    ) -> None:
        get = child.get
        own = get("style")
        look = {**style, **dict(_style(own))} if own else style
        if look.get("display") == "none" or look.get("visibility") == "hidden" or _clear(look, "opacity"):
            return
        if clip := get("clip-path"):
            frame = self.clipped(clip, frame)
        turned = False
        if transform := get("transform"):
            at, turned = _moved(transform, at)
        if tag == "g" or tag == "svg":
            self.inside(child, look, at, frame, of)
        elif tag == "path":
            self.path(get("d") or "", look, at, frame, get("data-of") or of)
        elif tag == "use":
            self.use(child, look, at, frame, of)
        elif tag == "circle":
            x, y, r = (float(get(name) or 0) for name in ("cx", "cy", "r"))
            self.mark(at[0] + x, at[1] + y, "circle", look, 2 * r, frame, of)
        elif tag == "text":
            x, y = float(get("x") or 0), float(get("y") or 0)
            text = "".join(child.itertext())
            fill = self.reader.colour(look.get("fill", "#000000"))
            if fill not in UNSEEN and not _clear(look, "fill-opacity") and text.strip():
                anchor = look.get("text-anchor", "start")
                font = " ".join(look.get(name, "") for name in ("font", "font-weight", "font-size"))
                size = _SIZE.search(font)
                bold = "bold" in font or "700" in font
                self.drawing.words.append(
                    Words(at[0] + x, at[1] + y, text, anchor, fill, turned, float(size[1]) if size else 0.0, bold)
                )
        else:
            raise UnreadableError(f"an element {tag}")

    def clipped(self, clip: str, frame: Frame) -> Frame:
        """Return what is seen of a frame through the rectangle that a clip path names."""
        path = self.named.get(clip.removeprefix("url(#").removesuffix(")"))
        rects = [] if path is None else list(path)
        if len(rects) != 1 or not rects[0].tag.endswith("rect"):
            raise UnreadableError(f"the clip path {clip}")
        x, y, width, height = (float(rects[0].get(name)) for name in ("x", "y", "width", "height"))
        # The width of a stroke may lie half outside.
        return max(frame[0], x), max(frame[1], y), min(frame[2], x + width), min(frame[3], y + height)

    def use(self, child: etree._Element, look: Style, at: tuple[float, float], frame: Frame, of: str) -> None:
        """Read a mark that is drawn from a pattern."""
        name = child.get("href") or child.get("{http://www.w3.org/1999/xlink}href") or child.get("xlink:href") or ""
        if (pattern := self.named.get(name.removeprefix("#"))) is None:
            raise UnreadableError(f"a mark of no pattern: {name!r}")
        x, y = at[0] + float(child.get("x") or 0), at[1] + float(child.get("y") or 0)
        elements = list(pattern) if pattern.tag.endswith("g") else [pattern]
        for element in elements:
            tag = element.tag.rpartition("}")[2]
            own = element.get("style")
            merged = {**look, **dict(_style(own))} if own else look
            if tag == "circle":
                self.mark(x, y, "circle", merged, 2 * float(element.get("r")), frame, of)
            elif tag == "path":
                self.path(element.get("d") or "", merged, (x, y), frame, of, of_pattern=True)
            else:
                raise UnreadableError(f"a pattern of an element {tag}")

    def colour(self, look: Style, name: str, usual: str) -> str:
        """Return the fill or stroke of a look; what is fully transparent is none."""
        value = look.get(name, usual)
        key = (name, value)
        if key not in self.resolved:
            self.resolved[key] = self.reader.colour(value)
        return "none" if _clear(look, f"{name}-opacity") else self.resolved[key]

    def mark(self, x: float, y: float, shape: str, look: Style, size: float, frame: Frame, of: str) -> None:
        """Hold a mark, if it is seen."""
        fill, stroke = self.colour(look, "fill", "#000000"), self.colour(look, "stroke", "none")
        width = float(look.get("stroke-width", "1").removesuffix("px"))
        if stroke == fill or width == 0:
            stroke = "none"
        seen = frame[0] <= x <= frame[2] and frame[1] <= y <= frame[3] and size > 0
        if seen and not {fill, stroke} <= UNSEEN:
            faint = any(float(look.get(name, "1")) < 1 for name in ("opacity", "fill-opacity"))
            self.drawing.marks.append(Mark(x, y, shape, fill, stroke, size, faint, of))

    def path(
        self, data: str, look: Style, at: tuple[float, float], frame: Frame, of: str, of_pattern: bool = False
    ) -> None:
        """Read a path: dots, small closed figures, straight strokes, and the rest."""
        fill, stroke = self.colour(look, "fill", "#000000"), self.colour(look, "stroke", "none")
        width = float(look.get("stroke-width", "1").removesuffix("px"))
        dashes = look.get("stroke-dasharray", "none")
        parts = strokes(data)
        names = of.split() if of else []
        if names and len(names) != len(parts):
            raise UnreadableError(f"a path of {len(parts)} marks for {len(names)} names")
        for place, part in enumerate(parts):
            points = part.points
            ax, ay = (0.0, 0.0) if of_pattern else part.anchor
            name = names[place] if names else ""
            reach = max(max(abs(x - ax), abs(y - ay)) for x, y in points)
            if reach == 0:
                if stroke != "none" and look.get("stroke-linecap") == "round":
                    dot = {**look, "fill": look["stroke"], "stroke": "none"}
                    self.mark(at[0] + ax, at[1] + ay, "circle", dot, width, frame, name)
            elif part.closed and reach <= SMALL:
                around = tuple((x - ax, y - ay) for x, y in points)
                self.mark(at[0] + ax, at[1] + ay, shape_of(around, part.curved), look, 2 * reach, frame, name)
            elif len(points) == 2 and not part.curved:
                if stroke not in UNSEEN and width > 0:
                    (x1, y1), (x2, y2) = points
                    line = Line(at[0] + x1, at[1] + y1, at[0] + x2, at[1] + y2, stroke, width, dashes)
                    if _is_within(line, frame, width):
                        self.drawing.lines.append(line)
            elif (fill, stroke) != ("none", "none"):
                moved = [(at[0] + x, at[1] + y) for x, y in points]
                self.drawing.traces.append(Trace(moved, fill, stroke, width, dashes))


def _clear(look: Style, name: str) -> bool:
    return name in look and float(look[name]) == 0


def _is_within(line: Line, frame: Frame, slack: float) -> bool:
    """Say whether the whole of a line is seen."""
    across, down = sorted((line.x1, line.x2)), sorted((line.y1, line.y2))
    return (
        across[0] >= frame[0] - slack
        and across[1] <= frame[2] + slack
        and down[0] >= frame[1] - slack
        and down[1] <= frame[3] + slack
    )


def _moved(transform: str, at: tuple[float, float]) -> tuple[tuple[float, float], bool]:
    """Return where a transformed element is drawn from, and whether it is turned about its own anchor."""
    numbers = [float(number) for number in NUMBERS.findall(transform)]
    if transform.startswith("translate(") and len(numbers) == 2:
        return (at[0] + numbers[0], at[1] + numbers[1]), False
    if transform.startswith("rotate(") and len(numbers) == 3:
        return at, numbers[0] % 360 != 0
    raise UnreadableError(f"the transform {transform!r}")
