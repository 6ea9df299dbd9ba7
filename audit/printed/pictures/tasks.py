"""The marks of scores in the table of an occupation's tasks: on a scale in each row, in the shapes that the headings define."""

import copy
from collections.abc import Iterator, Mapping

from lxml import etree

from printed.findings import Count, Finding
from printed.pictures.paths import UnreadableError
from printed.pictures.picture import with_class
from printed.pictures.svg import Reader
from printed.pictures.values import Occupation, Task, two
from printed.text import one_blank

HEADINGS = {"2023": "2023", "GPT-4o": "GPT-4o", "Gemini": "Gemini", "2025": "2025, combined"}
"""The headings of columns of scores, and the series that their marks stand for."""
SCALE = "score-scale"
LENGTH = 100
"""The scale of a row in its own units: from 0 at the left end of its line to 1 at the right."""
Look = tuple[str, str, str]


def read(root: etree._Element, reader: Reader, page: str, own: Occupation, count: Count) -> Iterator[Finding]:
    """Read the marks of a page: those of each task, the highest combined score first."""
    table = _Table(reader, own, count)
    try:
        table.read(root)
    except (UnreadableError, ValueError, TypeError, IndexError) as error:
        table.tell("the marks", str(error), "marks that can be read back")
    for what, printed, expected in table.told:
        yield Finding(page, f"the marks of the tasks of {own.name}", what, printed, expected)


class _Table:
    """One reading of one table."""

    def __init__(self, reader: Reader, own: Occupation, count: Count) -> None:
        self.reader, self.own, self.count = reader, own, count
        self.told: list[tuple[str, str, str]] = []
        self.patterns: list[etree._Element] = []
        self.heights: dict[str, float] = {}

    def tell(self, what: str, printed: object, expected: object) -> None:
        self.told.append((what, str(printed), str(expected)))

    def read(self, root: etree._Element) -> None:
        [table] = with_class(root, "eg-task-table")
        series = self.legend(table)
        rows = table.findall("tbody/tr")
        order = sorted(self.own.tasks, key=lambda task: -task.scores["2025, combined"])  # equals stay as in the file
        for row, task in zip(rows, order, strict=False):
            self.row(row, task, series)
        for task in order[len(rows) :]:
            said = ", ".join(f"{name} {two(score)}" for name, score in task.scores.items() if score is not None)
            self.tell(f"task {task.number}", "no row", f"its scores {said}")
        models = [self.heights.get(name, 0.0) for name in ("GPT-4o", "Gemini")]
        if not (models[0] < 0 < models[1] and self.heights.get("2025, combined") == 0):
            self.tell("the heights of the marks", self.heights, "each model's on a side of the line")

    def legend(self, table: etree._Element) -> Mapping[Look, str]:
        """Return the series of each look, as the headings show it; hold the scale to a line from 0 to 1 with its ends named."""
        series: dict[Look, str] = {}
        for svg in with_class(table.find("thead"), "eg-mark"):
            self.patterns += svg.findall("defs/g")
            if svg.find("use") is None:
                continue
            words, marks = one_blank(svg.tail or ""), self.reader.read(svg).marks
            if len(marks) != 1 or marks[0].look in series or words not in HEADINGS:
                self.tell(f"the legend at {words}", f"{len(marks)} marks, or that of another heading", "one of its own")
            series |= {mark.look: HEADINGS.get(words, words) for mark in marks}
        if list(series.values()) != list(HEADINGS.values()):
            self.tell("the legend", ", ".join(series.values()), ", ".join(HEADINGS.values()))
        [scale] = [pattern for pattern in self.patterns if pattern.get("id") == SCALE]
        inside = etree.Element("svg", viewBox="-6 -5 113 10")
        inside.extend(copy.deepcopy(part) for part in scale)
        drawn = self.reader.read(inside)
        ends = sorted((word.x, word.text) for word in drawn.words)
        if [text for _, text in ends] != ["0", "1"] or not (ends[0][0] < 0 and ends[1][0] > LENGTH):
            self.tell("the ends of the scale", ends, "0 at the left and 1 at the right")
        level = [(line.x1, line.x2) for line in drawn.lines if line.is_level]
        if level != [(0, LENGTH)]:
            self.tell("the line of the scale", level, (0, LENGTH))
        self.count["legend entries"] += len(series)
        return series

    def row(self, row: etree._Element, task: Task, series: Mapping[Look, str]) -> None:
        """Read a row: a mark for each score, and the move."""
        number = one_blank("".join(row[0].itertext()))
        if number != str(task.number):
            self.tell("the order of the rows", f"task {number}", f"task {task.number}")
            return
        [svg] = [copy.deepcopy(svg) for svg in with_class(row, "eg-scores")]
        if len(svg) and svg[0].get("href") == f"#{SCALE}" and len(svg[0].attrib) == 1:
            svg.remove(svg[0])
        else:
            self.tell(f"task {number}", "no scale", "the scale behind its marks")
        defined = etree.SubElement(svg, "defs")
        defined.extend(copy.deepcopy(pattern) for pattern in self.patterns)
        drawn = self.reader.read(svg)
        marks: dict[str, list[float]] = {}
        for mark in drawn.marks:
            name = series.get(mark.look, f"{mark.shape}, {mark.fill}")
            marks.setdefault(name, []).append(mark.x / LENGTH)
            if (usual := self.heights.setdefault(name, mark.y)) != mark.y:
                self.tell(f"task {number}, the height of {name}", mark.y, usual)
        for name, score in task.scores.items():
            self.count["marks"] += 1
            self.one(f"task {number}, {name}", marks.pop(name, []), score)
        for name, places in marks.items():
            self.tell(f"task {number}, a mark", f"{name} at {places}", "nothing")
        was, now = task.scores["2023"], task.scores["2025, combined"]
        moves = [(line.x1 / LENGTH, line.x2 / LENGTH) for line in drawn.lines if line.is_level and line.y1 == 0]
        self.count["strokes"] += 1
        wanted = [] if was is None or round(was, 5) == round(now, 5) else [(round(was, 5), round(now, 5))]
        if [tuple(round(end, 5) for end in move) for move in moves] != wanted:
            self.tell(f"task {number}, the line from 2023 to 2025", f"{len(moves)} lines {moves}", wanted)
        if len(drawn.lines) > len(moves) or drawn.words or drawn.traces:
            self.tell(f"task {number}", "lines, words or figures beside the marks", "nothing")

    def one(self, what: str, places: list[float], score: float | None) -> None:
        """Hold the marks of a series in a row to its score."""
        if score is None:
            if places:
                self.tell(what, places, "no score")
        elif len(places) != 1:
            self.tell(what, f"{len(places)} marks" if places else "no mark", f"one mark at {score:g}")
        elif round(places[0], 5) != round(score, 5):
            self.tell(what, f"{places[0]:.3f}", f"{score:g}")
