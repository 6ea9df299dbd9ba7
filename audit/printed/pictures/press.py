"""The newsroom's pictures: wide and for phones on the page, and as files to take along."""

from collections.abc import Callable, Mapping, Sequence

from printed.pictures.axes import Axis, x_axis
from printed.pictures.paths import UnreadableError
from printed.pictures.picture import Picture, band_legend
from printed.pictures.scatter import matched
from printed.pictures.svg import Line, Mark, Words
from printed.pictures.values import Group, Occupation, Values, is_cut_of, listed, signed, two

LISTED, NAMED = 10, 3
"""How many occupations a list holds, and how many of each end the picture of all names in words."""
NOTICE = (
    "This is an adaptation of a copyrighted work of the International Labour Organization (ILO). This adaptation has not been prepared, "
    "reviewed or endorsed by the ILO and should not be considered an official ILO adaptation. The ILO disclaims all responsibility for its "
    "content and accuracy. Responsibility rests solely with the author(s) of the adaptation."
)
"""What the ILO asks of an adaptation of its work, in its own words."""
WIDE = 500
"""A picture that is wider has its titles beside the marks and the notice below; a narrower one has them above, and no notice."""
TITLES = {
    "distribution": "Exposure to generative AI: {n} occupations on one scale",
    "ends": "The most and the least exposed occupations",
    "moves": "The largest changes of mean exposure since 2023",
    "groups": "Every major group is a range, not a point",
}
SCALE = "Mean exposure in 2025"


def title_of(name: str, values: Values) -> str:
    """Return the title of a picture."""
    return TITLES[name].format(n=len(values.occupations))


def _frame(picture: Picture, values: Values, name: str, subtitle: str) -> bool:
    """Take the words around a picture and the line above the source; say whether the picture is wide."""
    d, wide = picture.drawing, picture.drawing.box[2] > WIDE
    d.take(
        "traces", lambda trace: trace.fill == "#ffffff" and min(trace.points) == (0, 0) and len(trace.points) in (4, 5)
    )
    margin = min((word.x for word in d.words), default=0.0)
    source = (
        f"Source: Gmyrek et al. (2025), ILO Working Paper 140, task scores. Calculations and picture: {values.book}, edition "
        f"{values.edition} of {values.date}."
    )
    for what, text in {
        "title": title_of(name, values),
        "subtitle": subtitle,
        "source": source,
        **({"notice": NOTICE} if wide else {}),
    }.items():
        _paragraph(picture, what, text, margin)
    picture.line(
        "the line above the source",
        lambda line: line.is_level and picture.near(line.x1, margin) and picture.near(line.x2, d.box[2] - margin),
    )
    return wide


def _paragraph(picture: Picture, what: str, text: str, margin: float) -> None:
    """Take lines of words, one below another, that make a text together."""
    lines = sorted(
        (w for w in picture.drawing.words if w.anchor == "start" and picture.near(w.x, margin)), key=lambda w: w.y
    )
    for first in range(len(lines)):
        made = ""
        for last in range(first, len(lines)):
            made = f"{made} {lines[last].text}".strip()
            if made == text:
                picture.drawing.drop("words", lines[first : last + 1])
                return
            if not text.startswith(made):
                break
    picture.tell(f"its {what}", "no such words", text)


def _scale(picture: Picture, title: str = SCALE) -> Axis:
    axis = x_axis(picture.drawing, picture.half)
    picture.says(title, "the title of the axis")
    return axis


def distribution(picture: Picture, values: Values) -> None:
    """Read all occupations as marks on the scale, with the names of both ends."""
    most, least = (values.ends("mean", NAMED, highest) for highest in (True, False))
    said = [listed([f"{o.title} ({two(o.mean)})" for o in end]) for end in (least, most)]
    n = len(values.occupations)
    if picture.element is not None:
        picture.label(f"{n} dots on a scale of mean exposure. Lowest: {said[0]}. Highest: {said[1]}.")
    wide = _frame(
        picture,
        values,
        "distribution",
        "Each mark is an occupation at the mean score of its tasks in 2025. Shape and colour show the ILO’s band.",
    )
    axis = _scale(picture, "Mean exposure in 2025 (the scale runs on to 1)")
    bands = band_legend(picture, values.bands)
    for o in (*most[: NAMED if wide else 1], *least[: NAMED if wide else 1]):
        _pole(picture, axis, o)
    at: dict[tuple[float, float], Mark] = {}
    for mark in picture.drawing.marks:
        if (mark.x, mark.y) in at:
            picture.tell("a mark", f"hidden by another at {mark.x:g}, {mark.y:g}", "a place of its own")
        at[mark.x, mark.y] = mark
    points = [(o.name, o.band, axis.place(o.mean), 0.0) for o in values.occupations]
    slack = (axis.slack(axis.place(0)) / axis.rise, float("inf"))
    matched(picture, points, picture.drawing.marks, bands, slack, lambda x, _: f"mean {axis.value(x):.4f}")
    picture.drawing.marks = []


def _pole(picture: Picture, axis: Axis, o: Occupation) -> None:
    """Read the name of an occupation with its mean, and the line from it to its place on the scale."""
    end = f"  {two(o.mean)}"
    words = picture.drawing.take(
        "words", lambda word: word.text.endswith(end) and is_cut_of(word.text.removesuffix(end), o.title)
    )
    picture.count["names with a line"] += 1
    if len(words) != 1:
        picture.tell(f"the name of {o.name}", f"{len(words)} times", f"once, with its mean {two(o.mean)}")
        return
    [word] = words

    def is_its(line: Line) -> bool:
        return (
            line.is_upright and abs(abs(line.x1 - word.x) - 5) < 0.5 and abs(min(line.y1, line.y2) - word.y + 8) < 0.5
        )

    pole = picture.line(f"the line to {o.name}", is_its)
    if pole and not axis.is_at(pole.x1, o.mean):
        picture.tell(f"the line to {o.name}", f"{axis.value(pole.x1):.4f}", f"{o.mean:g}")


def _row_label(picture: Picture, wide: bool, title: str, what: str, left: float, y: float) -> None:
    """Read the title of a row: at its left end, or above it; in one line or more."""
    if wide:
        words = picture.drawing.take("words", lambda w: w.anchor == "end" and w.x < left and -12 < w.y - y < 15)
    else:
        words = picture.drawing.take("words", lambda w: w.anchor == "start" and w.x < left and -24 < w.y - y < -6)
    shown = " ".join(word.text for word in sorted(words, key=lambda word: word.y))
    if not is_cut_of(shown, title):
        picture.tell(f"the title of the row of {what}", shown or "none", title)


def _rows(picture: Picture, marks: Sequence[Mark], parts: Mapping[str, Sequence[Occupation]]) -> dict[Occupation, Mark]:
    """Pair occupations, listed in parts one below another, with marks from above; take the heading of each part."""
    ordered = sorted(marks, key=lambda mark: mark.y)
    listed_ = [(part, o) for part, own in parts.items() for o in own]
    picture.same("the number of rows", len(ordered), len(listed_))
    rows = {o: mark for (_, o), mark in zip(listed_, ordered, strict=False)}
    top = 0.0
    for part, own in parts.items():
        words = picture.drawing.take("words", lambda word, part=part: word.text == part)
        first = rows.get(own[0])
        if len(words) != 1 or first is None or not top < words[0].y < first.y:
            picture.tell(f"the heading {part}", f"{len(words)} times, or at another list", "above its list")
        top = max((rows[o].y for o in own if o in rows), default=top)
    return rows


def _value(picture: Picture, what: str, axis: Axis, place: float, value: float) -> None:
    if not axis.is_at(place, value):
        picture.tell(what, f"{axis.value(place):.4f}", f"{value:g}")


def ends(picture: Picture, values: Values) -> None:
    """Read the most and the least exposed: a dot at the mean, a line from 0 to it, the title and the figure."""
    parts = {"Most exposed": values.ends("mean", LISTED, True), "Least exposed": values.ends("mean", LISTED, False)}
    if picture.element is not None:
        a, b, c, d = (two(own[place].mean) for own in parts.values() for place in (0, -1))
        picture.label(
            f"Two lists of dots: the most exposed, from {a} to {b}, and the least exposed, from {c} to {d}. The tables hold the values."
        )
    wide = _frame(
        picture,
        values,
        "ends",
        "Mean score of the occupation’s tasks in 2025, by overlap with what generative AI can do.",
    )
    axis = _scale(picture)
    dots = picture.drawing.take("marks", lambda mark: mark.shape == "circle")
    picture.alike("the dots", dots)
    for o, mark in _rows(picture, dots, parts).items():
        picture.count["marks"] += 1
        picture.count["strokes"] += 1
        _value(picture, f"the dot of {o.name}", axis, mark.x, o.mean)
        line = picture.line(
            f"the line of {o.name}", lambda line, mark=mark: line.is_level and picture.near(line.y1, mark.y)
        )
        if line:
            _value(picture, f"the line of {o.name}", axis, line.x1, 0)
            _value(picture, f"the line of {o.name}", axis, line.x2, o.mean)
        _figure(
            picture, o, two(o.mean), lambda w, mark=mark: abs(w.x - mark.x - 10) < 0.5 and abs(w.y - mark.y - 4) < 0.5
        )
        _row_label(picture, wide, o.title, o.name, axis.place(0), mark.y)


def _figure(picture: Picture, o: Occupation, text: str, test: Callable[[Words], bool]) -> None:
    words = picture.drawing.take("words", test)
    picture.same(f"the figure of {o.name}", " ".join(word.text for word in words), text)


def moves(picture: Picture, values: Values) -> None:
    """Read the largest moves: open at the 2023 mean, full at that of 2025, each part in the colour of its heading."""
    parts = {
        "Largest rises": values.ends("change", LISTED, True),
        "Largest falls": values.ends("change", LISTED, False),
    }
    if picture.element is not None:
        furthest = listed([f"{own[0].title} ({signed(own[0].change)})" for own in parts.values()])
        picture.label(
            f"Lines from the 2023 mean to that of 2025 for the largest rises and falls; the largest are {furthest}. The tables hold the "
            f"values."
        )
    wide = _frame(
        picture,
        values,
        "moves",
        "From the 2023 mean to that of 2025, not adjusted for the 2023 level. These are two snapshots, not one series.",
    )
    axis = _scale(picture, "Mean exposure: open 2023, full 2025")
    colours = {part: [word.fill for word in picture.drawing.words if word.text == part] for part in parts}
    part_of = {o: part for part, own in parts.items() for o in own}
    picture.same("the colours of the headings", len({colour for found in colours.values() for colour in found}), 2)
    round_ = picture.drawing.take("marks", lambda mark: mark.shape == "circle")
    full, rings = ([mark for mark in round_ if (mark.fill == "#ffffff") is ring] for ring in (False, True))
    picture.alike("the dots of 2023", rings)
    for o, mark in _rows(picture, full, parts).items():
        picture.count["marks"] += 2
        picture.count["strokes"] += 1
        _value(picture, f"the dot of {o.name}, 2025", axis, mark.x, o.mean)
        ring = picture.mark(f"the dot of {o.name}, 2023", [r for r in rings if picture.near(r.y, mark.y)])
        line = picture.line(
            f"the line of {o.name}", lambda line, mark=mark: line.is_level and picture.near(line.y1, mark.y)
        )
        if ring:
            rings.remove(ring)
            _value(picture, f"the dot of {o.name}, 2023", axis, ring.x, o.mean_2023)
        if line:
            _value(picture, f"the line of {o.name}", axis, line.x1, o.mean_2023)
            _value(picture, f"the line of {o.name}", axis, line.x2, o.mean)
            picture.same(f"the colours of {o.name}", [line.stroke, mark.fill], 2 * colours[part_of[o]])
        _row_label(picture, wide, o.title, o.name, axis.place(0), mark.y)
        _figure(
            picture,
            o,
            signed(o.change),
            lambda w, mark=mark: w.anchor == "end" and w.x > axis.place(0.8) and abs(w.y - mark.y - 4) < 0.5,
        )
    picture.drawing.marks += rings


def groups(picture: Picture, values: Values) -> None:
    """Read the major groups: a dot for each occupation, the range of the means, and a stroke with a figure at the group's mean."""
    ordered = sorted(values.groups, key=lambda group: (-group.mean, group.code))
    if picture.element is not None:
        said = listed([f"{group.title} {two(group.mean)}" for group in ordered])
        picture.label(f"Ranges of the occupations’ means, a stroke at each group’s mean: {said}.")
    wide = _frame(
        picture,
        values,
        "groups",
        "Each dot is an occupation at its 2025 mean; strokes and numbers are the groups’ means, each occupation counted once.",
    )
    axis = _scale(picture)
    picture.alike("the dots", picture.drawing.marks)
    rows = sorted({mark.y for mark in picture.drawing.marks})
    if len(rows) != len(ordered):
        raise UnreadableError(f"dots in {len(rows)} rows for {len(ordered)} major groups")
    for group, y in zip(ordered, rows, strict=True):
        _group(picture, axis, group, y, wide)


def _group(picture: Picture, axis: Axis, group: Group, y: float, wide: bool) -> None:
    means = [o.mean for o in group.occupations]
    marks = picture.drawing.take("marks", lambda mark: mark.y == y and mark.shape == "circle")
    slack = (axis.slack(axis.place(0)) / axis.rise, 1.0)
    points = [(o.name, "dot", axis.place(o.mean), y) for o in group.occupations]
    matched(
        picture,
        points,
        marks,
        {mark.look: "dot" for mark in marks},
        slack,
        lambda x, _: f"mean {axis.value(x):.4f} in {group.title}",
    )
    picture.count["strokes"] += 2
    span = picture.line(f"the range of {group.title}", lambda line: line.is_level and picture.near(line.y1, y))
    if span:
        _value(picture, f"the range of {group.title}", axis, span.x1, min(means))
        _value(picture, f"the range of {group.title}", axis, span.x2, max(means))
    stroke = picture.line(
        f"the mean of {group.title}", lambda line: line.is_upright and picture.near((line.y1 + line.y2) / 2, y, 2)
    )
    if stroke:
        _value(picture, f"the mean of {group.title}", axis, stroke.x1, group.mean)
        words = picture.drawing.take(
            "words", lambda w: w.anchor == "middle" and picture.near(w.x, stroke.x1) and -14 < w.y - y < -6
        )
        picture.same(f"the figure of {group.title}", " ".join(word.text for word in words), two(group.mean))
    _row_label(picture, wide, group.title, group.title, axis.place(0), y)


SHEETS = {"distribution": distribution, "ends": ends, "moves": moves, "groups": groups}
"""The pictures in their order on the page, by the names of their files."""
