"""A picture under audit: what it draws, what is taken from it as known, and what of it is wrong or unknown."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from lxml import etree

from printed.findings import NOTHING, Count, Finding
from printed.pictures.paths import UnreadableError
from printed.pictures.svg import Drawing, Line, Mark, Reader, Words

MOST = 6
"""How many findings of one picture are told; the others are counted."""
SHAPES = ("circle", "square", "triangle", "diamond", "triangle on its tip", "plus")
"""The bands' shapes, least exposed first."""
POINT = 0.05
"""Half a unit of the last decimal that pages write coordinates with."""


@dataclass
class Picture:
    """A picture: its page, its name with that of the occupation, what it draws, how finely coordinates are written, and its element
    with what read it."""

    page: str
    name: str
    drawing: Drawing
    count: Count
    half: float = POINT
    element: etree._Element | None = None
    reader: Reader | None = None
    findings: list[Finding] = field(default_factory=list)

    @property
    def colours(self) -> Mapping[str, str]:
        """The colours of the style sheet."""
        return self.reader.colours if self.reader else {}

    def tell(self, what: str, printed: object, expected: object) -> None:
        """Note a finding."""
        self.findings.append(Finding(self.page, f"picture {self.name}", what, str(printed), str(expected)))

    def same(self, what: str, printed: object, expected: object) -> None:
        """Note a finding where two things differ."""
        if printed != expected:
            self.tell(what, printed, expected)

    def near(self, one: float, other: float, steps: float = 1) -> bool:
        """Say whether two coordinates are the same, each of them rounded."""
        return abs(one - other) <= 2 * steps * self.half + 1e-6

    def label(self, expected: str) -> None:
        """Hold the alternative text to what it must say."""
        self.count["alternative texts"] += 1
        self.same("its alternative text", self.drawing.label, " ".join(expected.split()))

    def says(self, text: str, what: str = "words") -> None:
        """Take words that the picture must hold once."""
        found = self.drawing.take("words", lambda word: word.text == text)
        if len(found) != 1:
            self.tell(what, f"{len(found)} times", f"“{text}” once")

    def titled(self, text: str, axis: str) -> None:
        """Take the title of an axis: of the ``lower`` one below it, of the ``upright`` one turned, or level above it."""
        _, top, _, height = self.drawing.box
        middle = top + height / 2

        def is_there(word: Words) -> bool:
            lower = not word.turned and word.y > middle
            return word.text == text and lower == (axis == "lower")

        found = self.drawing.take("words", is_there)
        if len(found) != 1:
            self.tell(f"the title of the {axis} axis", f"{len(found)} times along it", f"“{text}” once")

    def mark(self, what: str, found: Sequence[Mark], series: str = "") -> Mark | None:
        """Return the only mark of those found; note a finding where there are none or several."""
        if len(found) != 1:
            self.tell(what, f"{len(found)} marks" if found else "no mark", f"one mark{series and ' of ' + series}")
        return found[0] if found else None

    def alike(self, what: str, marks: Sequence[Mark]) -> None:
        """Note a finding where marks that mean the same do not look the same."""
        looks = Counter((*mark.look, mark.faint) for mark in marks)
        for shape, fill, stroke, _ in [look for look, _ in looks.most_common()[1:]]:
            self.tell(f"the look of {what}", f"{shape}, {fill}, {stroke}", "one look")

    def line(self, what: str, test: Callable[[Line], bool]) -> Line | None:
        """Take the only line that passes a test."""
        found = self.drawing.take("lines", test)
        if len(found) != 1:
            self.tell(what, f"{len(found)} lines" if found else "no line", "one line")
        return found[0] if found else None

    def left(self) -> None:
        """Note everything that has not been taken: a reader sees it, and the audit does not know it."""
        d = self.drawing
        for mark in d.marks:
            self.tell("a mark", f"{mark.shape}, {mark.fill}, at {mark.x:g}, {mark.y:g}", NOTHING)
        for line in d.lines:
            self.tell("a line", f"{line.stroke}, {line.x1:g}, {line.y1:g} to {line.x2:g}, {line.y2:g}", NOTHING)
        for word in d.words:
            self.tell("words", word.text, NOTHING)
        for trace in d.traces:
            (x, y), n = trace.points[0], len(trace.points)
            self.tell("a figure", f"{n} points from {x:g}, {y:g}, filled {trace.fill}", NOTHING)

    def told(self) -> Iterator[Finding]:
        """Yield the findings: the first ones, and how many more."""
        yield from self.findings[:MOST]
        if len(self.findings) > MOST:
            more = len(self.findings) - MOST
            yield Finding(self.page, f"picture {self.name}", "more findings", f"{more} more", NOTHING)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read the picture; what cannot be read becomes a finding, and what is left over is told."""
        self.count["pictures"] += 1
        self.count["words in pictures"] += len(self.drawing.words)
        try:
            yield
        except UnreadableError as error:
            self.tell("its drawing", str(error), "a drawing that can be read back")
        else:
            self.left()


def legend(picture: Picture, names: Sequence[str], reach: float = 20) -> Mapping[tuple[str, str, str], str]:
    """Take the legend: each name, and the mark just before it. Return the name of each look.

    Raises UnreadableError where a name is missing, stands beside no mark or several, or where two names share a look.
    """
    looks: dict[tuple[str, str, str], str] = {}
    for name in names:
        words = [word for word in picture.drawing.words if word.text == name]
        marks = [mark for word in words for mark in picture.drawing.marks if _is_before(mark, word, reach)]
        if len(words) != 1 or len(marks) != 1:
            raise UnreadableError(f"the legend has {name} {len(words)} times, beside {len(marks)} marks")
        if marks[0].look in looks:
            raise UnreadableError(f"the legend gives {looks[marks[0].look]} and {name} the same mark")
        looks[marks[0].look] = name
        picture.drawing.drop("words", words)
        picture.drawing.drop("marks", marks)
    picture.count["legend entries"] += len(names)
    return looks


def band_legend(picture: Picture, bands: Sequence[str]) -> Mapping[tuple[str, str, str], str]:
    """Take the legend of the bands: in every picture, each has the shape and the colour that it has everywhere."""
    looks = legend(picture, bands)
    hold_to_bands(picture, looks, bands)
    return looks


def hold_to_bands(
    picture: Picture, looks: Mapping[tuple[str, str, str], str], bands: Sequence[str], *, shaped: bool = True
) -> None:
    """Hold a legend's shapes and colours to those of the bands; bars are squares in a legend."""
    for (shape, fill, _), band in looks.items():
        place = bands.index(band)
        must = (SHAPES[place] if shaped else "square", picture.colours.get(f"band-{place}", fill))
        picture.same(f"the mark of the band {band}", (shape, fill), must)


def _is_before(mark: Mark, word: Words, reach: float) -> bool:
    return 0 < word.x - mark.x <= reach and abs(word.y - 4 - mark.y) <= 3


def with_class(element: etree._Element, name: str) -> list[etree._Element]:
    """Return the elements within one that have a class."""
    return [below for below in element.iter() if name in (below.get("class") or "").split()]


def look_of_key(picture: Picture, names: Sequence[str], *, shaped: bool = True) -> Mapping[tuple[str, str, str], str]:
    """Return the name of each look by the legend in the caption of a picture's figure: small pictures, each before its name."""
    figure = picture.element.getparent()
    looks: dict[tuple[str, str, str], str] = {}
    for svg in [svg for key in with_class(figure, "eg-key") for svg in key.iter("svg")]:
        marks = picture.reader.read(svg).marks
        name = " ".join((svg.tail or "").split())
        if len(marks) != 1 or marks[0].look in looks:
            raise UnreadableError(f"the legend beside {name} shows {len(marks)} marks, or one of another name")
        looks[marks[0].look] = name
    picture.same("the names of the legend", list(looks.values()), list(names))
    hold_to_bands(picture, {look: name for look, name in looks.items() if name in names}, names, shaped=shaped)
    picture.count["legend entries"] += len(looks)
    return looks
