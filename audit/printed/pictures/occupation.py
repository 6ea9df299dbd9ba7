"""The pictures of an occupation's page: its tasks' scores, its place among all, and its percentile under every choice."""

import math
import re
from collections.abc import Mapping, Sequence

from printed.pictures.axes import Axis, x_axis
from printed.pictures.paths import UnreadableError
from printed.pictures.picture import Picture, legend
from printed.pictures.svg import Line, Mark
from printed.pictures.values import Occupation, Task, Values, is_cut_of, two

SERIES = ("2023", "GPT-4o", "Gemini", "2025, combined")
BIN = 0.02
"""The width of the histogram's bars, on the scale of the means."""
NUMBERED = re.compile(r"(?:(\d+)\N{NO-BREAK SPACE} (.+)|Task (\d+))")


def tasks(picture: Picture, occupation: Occupation) -> None:
    """Read the scores of the tasks: a row a task, a mark a score, and the line from the score of 2023 to the combined one."""
    own = [task.scores["2025, combined"] for task in occupation.tasks]
    picture.label(
        f"Scores of the {len(own)} tasks of {occupation.title} on a scale of 0–1. The combined scores of 2025 run from "
        f"{two(min(own))} to {two(max(own))}; the mean was {two(occupation.mean_2023)} in 2023 and is {two(occupation.mean)} in 2025. "
        "Every score stands in the table of all tasks."
    )
    axis = x_axis(picture.drawing, picture.half)
    picture.says("Exposure score", "the title of the axis")
    series = legend(picture, SERIES)
    rows = picture.drawing.take(
        "lines", lambda line: line.is_level and axis.is_at(line.x1, 0) and axis.is_at(line.x2, 1) and line.width <= 1
    )
    picture.same("the number of rows", len(rows), len(occupation.tasks))
    marks = picture.drawing.take("marks", lambda mark: mark.look in series)
    rows.sort(key=lambda row: row.y1)
    of_row: list[list[Mark]] = [[] for _ in rows]
    for mark in marks:
        near = min(range(len(rows)), key=lambda place: abs(rows[place].y1 - mark.y), default=None)
        if near is None or abs(rows[near].y1 - mark.y) > 9:
            picture.drawing.marks.append(mark)
        else:
            of_row[near].append(mark)
    _at_one_height(picture, series, rows, of_row)
    combined = next(fill for (_, fill, _), name in series.items() if name == SERIES[-1])
    picture.same(
        "the colour of the lines to 2025",
        {line.stroke for line in picture.drawing.lines if line.is_level and line.width > 2} - {combined},
        set(),
    )
    for task, row, found in zip(occupation.tasks, rows, of_row, strict=False):
        _task(picture, axis, task, row, {name: [m for m in found if series[m.look] == name] for name in SERIES})
    for task in occupation.tasks[len(rows) :]:
        picture.tell(f"task {task.number}", "no row", "its scores " + _said(task))


def _at_one_height(
    picture: Picture, series: Mapping[tuple[str, str, str], str], rows: Sequence[Line], of_row: Sequence[Sequence[Mark]]
) -> None:
    """Hold the marks of a series to one distance from the lines of their rows."""
    above: dict[str, float] = {}
    for row, marks in zip(rows, of_row, strict=True):
        for mark in marks:
            usual = above.setdefault(series[mark.look], mark.y - row.y1)
            if not picture.near(mark.y - row.y1, usual, 2):
                picture.tell(
                    f"the height of a mark of {series[mark.look]}", f"{mark.y - row.y1:g}", f"{usual:g} below its line"
                )


def _said(task: Task) -> str:
    return ", ".join(f"{name} {two(score)}" for name, score in task.scores.items() if score is not None)


def _task(picture: Picture, axis: Axis, task: Task, row: Line, marks: dict[str, list[Mark]]) -> None:
    """Read a row: its label, a mark for each score, and the move."""
    labels = picture.drawing.take("words", lambda word: 8 < row.y1 - word.y < 18 and NUMBERED.fullmatch(word.text))
    shown = [NUMBERED.fullmatch(word.text) for word in labels]
    if len(shown) != 1 or int(shown[0][1] or shown[0][3]) != task.number:
        picture.tell(f"the label of task {task.number}", "; ".join(word.text for word in labels), task.statement)
    elif shown[0][2] and not is_cut_of(shown[0][2], task.statement):
        picture.tell(f"the label of task {task.number}", shown[0][2], task.statement)
    for name, score in task.scores.items():
        what = f"task {task.number}, {name}"
        if score is None:
            for mark in marks[name]:
                picture.tell(what, two(abs(axis.value(mark.x))), "no score")
            continue
        picture.count["marks"] += 1
        if (mark := picture.mark(what, marks[name])) and not axis.is_at(mark.x, score):
            picture.tell(what, f"{axis.value(mark.x):.3f}", f"{score:g}")
    was, now = task.scores["2023"], task.scores["2025, combined"]
    moves = picture.drawing.take("lines", lambda line: line.is_level and picture.near(line.y1, row.y1))
    if was is None or abs(axis.place(was) - axis.place(now)) <= 2 * picture.half:
        if was is None and moves:
            picture.tell(f"task {task.number}, the line from 2023", "a line", "no score of 2023")
        return
    picture.count["strokes"] += 1
    what = f"task {task.number}, the line from 2023 to 2025"
    if len(moves) != 1:
        picture.tell(what, f"{len(moves)} lines", "one line")
    elif not (axis.is_at(moves[0].x1, was) and axis.is_at(moves[0].x2, now)):
        ends = (axis.value(moves[0].x1), axis.value(moves[0].x2))
        picture.tell(what, "{:.3f} to {:.3f}".format(*ends), f"{was:g} to {now:g}")


def histogram(picture: Picture, values: Values, own: Occupation | None = None) -> None:
    """Read the distribution of all means, and the mark of an occupation on it."""
    total, means = len(values.occupations), [o.mean for o in values.occupations]
    if own is None:
        picture.label(
            f"Histogram of mean exposure over {total} occupations; means run from {two(means[0])} to {two(means[-1])}."
        )
    else:
        picture.label(
            f"Distribution of mean exposure over {total} occupations, with a mark at {two(own.mean)}, the mean of {own.title}."
        )
    floor = max((line.y1 for line in picture.drawing.lines if line.is_level), default=0.0)
    axis = x_axis(picture.drawing, picture.half)
    picture.says("Mean exposure (height: number of occupations)", "the title of the axis")
    _bars(picture, axis, floor, means)
    if own is None:
        return
    picture.count["marks"] += 1
    line = picture.line("the mark of this occupation", lambda line: line.is_upright)
    if line is None:
        return
    if not axis.is_at(line.x1, own.mean):
        picture.tell("the mark of this occupation", f"{axis.value(line.x1):.4f}", f"{own.mean:g}")
    if not picture.near(max(line.y1, line.y2), floor):
        picture.tell(
            "the mark of this occupation", f"ends at {max(line.y1, line.y2):g}", f"stands on the axis, at {floor:g}"
        )
    words = picture.drawing.take("words", lambda word: picture.near(word.x, line.x1) and word.y < min(line.y1, line.y2))
    picture.same("the figure at the mark", " ".join(word.text for word in words), two(own.mean))


def _bars(picture: Picture, axis: Axis, floor: float, means: Sequence[float]) -> None:
    """Read the bars: their edges by the axis, their heights as parts of all occupations."""
    if len(picture.drawing.traces) != 1:
        raise UnreadableError(f"{len(picture.drawing.traces)} distributions")
    [outline] = picture.drawing.traces
    picture.drawing.traces = []
    bins = round(1 / BIN)
    heights = [0.0] * bins
    for (x1, y1), (x2, y2) in zip(outline.points, outline.points[1:], strict=False):
        if y1 != y2:
            if x1 != x2 or not axis.is_at(x1, round(axis.value(x1) / BIN) * BIN):
                picture.tell("an edge of a bar", f"{axis.value(x1):.4f}", f"a multiple of {BIN:g}")
            continue
        if y1 > floor + 2 * picture.half:
            raise UnreadableError("a bar below the axis")
        first, last = (round(axis.value(x) / BIN) for x in (x1, x2))
        for place in range(min(first, last), max(first, last)):
            heights[place] = max(heights[place], floor - y1)
    counts = [0] * bins
    for mean in means:
        counts[math.floor(round(mean / BIN, 6))] += 1
    # No axis is upright: a height is a part of all heights together, and these are all occupations.
    one = sum(heights) / len(means)
    for place, (height, n) in enumerate(zip(heights, counts, strict=True)):
        if n or height:
            picture.count["bars"] += 1
        if abs(height - n * one) > 2 * picture.half + n * _drift(picture.half, counts, len(means)) + 1e-6:
            at = f"the bar from {place * BIN:g} to {(place + 1) * BIN:g}"
            picture.tell(at, f"{height / one:.2f} occupations" if one else "no bars", f"{n} occupations")


def _drift(half: float, counts: Sequence[int], total: int) -> float:
    """Return how far the height of one occupation may be off, being the mean of heights that are each rounded."""
    return half * 2 * sum(1 for n in counts if n) / total


def standings(picture: Picture, own: Occupation) -> None:
    """Read the percentiles: full as the publication counts, open under every other choice, and the line between the ends."""
    low, high = own.wide
    picture.label(
        f"Percentiles of {own.title} on a line from lowest to highest: {own.percentile} under this publication’s choices, from "
        f"{low} to {high} under others. The table below holds every value."
    )
    axis = x_axis(picture.drawing, picture.half)
    picture.says("Percentile", "the title of the axis")
    full = picture.drawing.take("marks", lambda mark: mark.shape == "circle" and mark.stroke == "none")
    rings = picture.drawing.take("marks", lambda mark: mark.shape == "circle" and mark.stroke != "none")
    picture.alike("the percentiles under other choices", rings)
    picture.count["marks"] += 1 + len(own.others)
    if (mark := picture.mark("the percentile", full)) and not axis.is_at(mark.x, own.percentile):
        picture.tell("the percentile", f"{axis.value(mark.x):.2f}", own.percentile)
    read = sorted(round(axis.value(ring.x)) for ring in rings)
    off = [ring for ring in rings if not axis.is_at(ring.x, round(axis.value(ring.x)))]
    if off:
        picture.tell("a percentile under another choice", f"{axis.value(off[0].x):.2f}", "a whole number")
    picture.same("the percentiles under other choices", read, sorted(own.others))
    heights = {mark.y for mark in (*full, *rings)}
    if len(heights) > 1:
        picture.tell("the percentiles", f"at heights {sorted(heights)}", "on one line")
    span = picture.drawing.take(
        "lines", lambda line: line.is_level and line.width > 2 and any(picture.near(line.y1, y) for y in heights)
    )
    if low != high or span:
        picture.count["strokes"] += 1
        ends = [(axis.value(line.x1), axis.value(line.x2)) for line in span]
        if len(span) != 1 or not (axis.is_at(span[0].x1, low) and axis.is_at(span[0].x2, high)):
            picture.tell("the line between the ends", ends, (low, high))
