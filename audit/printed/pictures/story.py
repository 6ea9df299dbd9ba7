"""The steps of the story: pictures in which every occupation is one dot, which the picture itself names for a script."""

from collections.abc import Callable, Mapping, Sequence
from statistics import median

from printed.pictures.axes import Axis, levels, x_axis
from printed.pictures.paths import UnreadableError
from printed.pictures.picture import Picture, look_of_key, with_class
from printed.pictures.svg import Mark
from printed.pictures.values import Occupation, Values, is_cut_of, listed, signed, two

AXIS = "Mean exposure in 2025"
ENDS, NAMED, MOVES, FIRM = 20, 3, 10, 10
"""How many occupations at an end are marked and named, how many moves each way are drawn, and how many points are firm."""
LETTER, LINE = 5.9, 14.0
"""The room of a letter and of a line of a name, in points."""


def names(picture: Picture, values: Values) -> None:
    """Hold what the page tells its script of the dots to the order of the means."""
    [told] = with_class(picture.element.getroottree().getroot(), "eg-names") or [None]
    if told is None:
        picture.tell("the dots’ names", "none", f"{len(values.occupations)} names")
        return
    for what, parted, own in (
        ("codes", " ", [o.isco08 for o in values.occupations]),
        ("titles", "|", [o.title for o in values.occupations]),
        ("means", " ", [two(o.mean) for o in values.occupations]),
    ):
        read = told.get(f"data-{what}", "").split(parted)
        picture.same(f"the number of the dots’ {what}", len(read), len(own))
        picture.count["values in scripts"] += len(own)
        for found, must, o in zip(read, own, values.occupations, strict=False):
            picture.same(f"the dot of {o.name}, its {what[:-1]}", found, must)


def dots(picture: Picture, values: Values) -> dict[Occupation, Mark]:
    """Take the dots. Each occupation has one, none lies upon another."""
    taken = picture.drawing.take("marks", lambda mark: mark.of != "")
    found: dict[Occupation, Mark] = {}
    for mark in taken:
        place = int(mark.of)
        if place >= len(values.occupations) or values.occupations[place] in found:
            picture.tell("a dot", f"number {place} at {mark.x:g}, {mark.y:g}", "one dot an occupation")
            continue
        found[values.occupations[place]] = mark
    for o in values.occupations:
        picture.count["marks"] += 1
        if o not in found:
            picture.tell(f"the dot of {o.name}", "no dot", "one dot")
    at: dict[tuple[float, float], Occupation] = {}
    for o, mark in found.items():
        if (other := at.setdefault((mark.x, mark.y), o)) is not o:
            picture.tell(f"the dot of {o.name}", f"hidden by that of {other.name}", "a place of its own")
    return found


def on_scale(
    picture: Picture,
    found: Mapping[Occupation, Mark],
    axis: Axis,
    value: Callable[[Occupation], float],
    up: bool = False,
) -> None:
    """Hold the dots to an axis."""
    for o, mark in found.items():
        place, must = (mark.y if up else mark.x), value(o)
        if not axis.is_at(place, must):
            picture.tell(f"the dot of {o.name}", f"{axis.value(place):.4f}", f"{must:.4f}")


def in_bands(picture: Picture, found: Mapping[Occupation, Mark], values: Values) -> None:
    """Hold the dots' shapes and colours to the legend in the caption."""
    key = look_of_key(picture, values.bands)
    for o, mark in found.items():
        if (shown := key.get(mark.look, f"{mark.shape}, {mark.fill}")) != o.band:
            picture.tell(f"the dot of {o.name}", shown, o.band)


def in_one_look(
    picture: Picture, found: Mapping[Occupation, Mark], parts: Mapping[str, Sequence[Occupation]]
) -> dict[str, str]:
    """Hold the dots of each part to one colour, different from that of every other part; return the colours."""
    colours: dict[str, str] = {}
    for name, part in parts.items():
        looks = [found[o].look for o in part if o in found]
        usual = max(set(looks), key=looks.count, default=("", "", ""))
        for o in part:
            if o in found and found[o].look != usual:
                picture.tell(f"the dot of {o.name}", found[o].fill, f"{usual[1]}, as all {name}")
        if usual[1] in colours.values():
            picture.tell(f"the colour of {name}", usual[1], "another than that of the others")
        colours[name] = usual[1]
    return colours


def faint(picture: Picture, found: Mapping[Occupation, Mark], marked: Sequence[Occupation]) -> None:
    """Hold what is not marked, and nothing else, to be faint."""
    for o, mark in found.items():
        if mark.faint is (o in marked):
            picture.tell(
                f"the dot of {o.name}", "faint" if mark.faint else "marked", "marked" if o in marked else "faint"
            )


def named(
    picture: Picture,
    found: Mapping[Occupation, Mark],
    ends: Sequence[Sequence[Occupation]],
    said: Callable[[Occupation], str],
) -> None:
    """Read names in a cloud, each with a line to its dot: the first of each end, or all that share its place."""
    for own in (o for end in ends for o in end[:1]):
        if own not in found:
            continue
        mark = found[own]
        words = [
            w
            for w in picture.drawing.words
            if w.anchor == "middle"
            and w.text.endswith(said(own))
            and is_cut_of(w.text.removesuffix(said(own)), own.title)
        ]
        if len(words) != 1:
            picture.tell(f"the name of {own.name}", f"{len(words)} times", "once, at its dot")
            continue
        [word] = words
        lines = [
            line
            for line in picture.drawing.lines
            if picture.near(line.x1, mark.x)
            and picture.near(line.y1, mark.y)
            and abs(line.x2 - word.x) <= len(word.text) * LETTER / 2 + 2
            and -LINE <= line.y2 - word.y <= 4
        ]
        picture.count["names with a line"] += 1
        if len(lines) != 1:
            picture.tell(f"the name of {own.name}", f"{len(lines)} lines from its dot to it", "one line")
        picture.drawing.drop("words", words)
        picture.drawing.drop("lines", lines[:1])


def flags(picture: Picture, found: Mapping[Occupation, Mark], flown: Sequence[Occupation]) -> None:
    """Read names on poles that stand on their dots, each with its mean."""
    for o in flown:
        if o not in found:
            continue
        mark, mean = found[o], f" {two(o.mean)}"
        poles = [
            line
            for line in picture.drawing.lines
            if line.is_upright and picture.near(line.x1, mark.x) and abs(line.y2 - mark.y) < 4
        ]
        words = [
            w
            for w in picture.drawing.words
            if any(abs(w.y - 8 - pole.y1) < 1 and 3 < abs(w.x - pole.x1) < 6 for pole in poles)
        ]
        picture.count["names with a line"] += 1
        if len(poles) != 1 or len(words) != 1:
            picture.tell(f"the name of {o.name}", f"{len(words)} names on {len(poles)} poles", "one of each")
        elif not (words[0].text.endswith(mean) and is_cut_of(words[0].text.removesuffix(mean), o.title)):
            picture.tell(f"the name of {o.name}", words[0].text, o.title + mean)
        picture.drawing.drop("lines", poles)
        picture.drawing.drop("words", words)


def _begun(picture: Picture, values: Values, title: str = AXIS) -> tuple[dict[Occupation, Mark], Axis]:
    found, across = dots(picture, values), x_axis(picture.drawing, picture.half)
    picture.says(title, "the title of the axis")
    return found, across


def everyone(picture: Picture, values: Values) -> None:
    """All dots on the scale."""
    means = [o.mean for o in values.occupations]
    picture.label(
        f"{len(means)} dots heaped on a line by mean exposure in 2025, from {two(means[0])} to {two(means[-1])}, with the median at  "
        f"{two(median(means))}."
    )
    names(picture, values)
    found, across = _begun(picture, values)
    on_scale(picture, found, across, lambda o: o.mean)
    in_one_look(picture, found, {"dots": values.occupations})
    faint(picture, found, values.occupations)


def ends(picture: Picture, values: Values) -> None:
    """Both ends marked, some of them named."""
    most, least = (values.ends("mean", NAMED, highest)[:NAMED] for highest in (True, False))
    picture.label(
        f"The same heap of dots with both ends marked. Named are {listed([f'{o.title} ({two(o.mean)})' for o in (*most, *least)])}."
    )
    found, across = _begun(picture, values)
    on_scale(picture, found, across, lambda o: o.mean)
    in_one_look(picture, found, {"dots": values.occupations})
    faint(picture, found, [o for highest in (True, False) for o in values.ends("mean", ENDS, highest)])
    flags(picture, found, [*most, *least])


def _lanes(
    picture: Picture, found: Mapping[Occupation, Mark], lanes: Sequence[str], own: Callable[[Occupation], str]
) -> dict[str, float]:
    """Read lanes, each with its name above it; return where each begins."""
    tops = {}
    for name in lanes:
        words = picture.drawing.take("words", lambda word, name=name: word.anchor == "start" and word.text == name)
        if len(words) != 1:
            raise UnreadableError(f"the lane {name} is named {len(words)} times")
        tops[name] = words[0].y
    picture.same("the order of the lanes", sorted(tops, key=tops.get), list(lanes))
    for o, mark in found.items():
        lane = max((name for name in lanes if tops[name] < mark.y), key=tops.get, default="no lane")
        if lane != own(o):
            picture.tell(f"the dot of {o.name}", f"in the lane {lane}", f"in the lane {own(o)}")
    return tops


def bands(picture: Picture, values: Values) -> None:
    """A lane a band."""
    sizes = [f"{band} ({sum(o.band == band for o in values.occupations)})" for band in values.bands]
    picture.label(f"The dots in rows, one per band, from {listed(sizes, ' to ')}.")
    found, across = _begun(picture, values)
    on_scale(picture, found, across, lambda o: o.mean)
    in_bands(picture, found, values)
    _lanes(picture, found, values.bands, lambda o: o.band)


def groups(picture: Picture, values: Values) -> None:
    """A lane a major group, with a stroke at its mean."""
    means = listed([f"{group.title} {two(group.mean)}" for group in values.groups])
    picture.label(f"The dots in rows, one per major group, with a stroke at each group’s mean: {means}.")
    found, across = _begun(picture, values)
    on_scale(picture, found, across, lambda o: o.mean)
    in_bands(picture, found, values)
    titles = {group.code: group.title for group in values.groups}
    tops = _lanes(picture, found, list(titles.values()), lambda o: titles[o.group])
    bottoms = [*list(tops.values())[1:], float("inf")]
    for group, bottom in zip(values.groups, bottoms, strict=True):
        top = tops[group.title]
        stroke = picture.line(
            f"the mean of {group.title}",
            lambda line, top=top, bottom=bottom: line.is_upright and top < (line.y1 + line.y2) / 2 < bottom,
        )
        picture.count["strokes"] += 1
        if stroke and not across.is_at(stroke.x1, group.mean):
            picture.tell(f"the mean of {group.title}", f"{across.value(stroke.x1):.4f}", f"{group.mean:g}")


def then(picture: Picture, values: Values) -> None:
    """All dots at their 2023 means."""
    means = sorted(o.mean_2023 for o in values.occupations)
    picture.label(
        f"{len(means)} dots heaped on the same line by their 2023 means, from {two(means[0])} to {two(means[-1])}, with the median at  "
        f"{two(median(means))}."
    )
    found, across = _begun(picture, values, "Mean exposure in 2023")
    on_scale(picture, found, across, lambda o: o.mean_2023)
    in_one_look(picture, found, {"dots": values.occupations})
    faint(picture, found, values.occupations)


def since(picture: Picture, values: Values) -> None:
    """The largest moves, each as a line from the 2023 mean to that of 2025."""
    up, down = values.ends("change", MOVES, True), values.ends("change", MOVES, False)
    told = listed([f"{part[0].title} ({signed(part[0].change)})" for part in (up, down)])
    picture.label(
        f"The heap of 2025 again. Lines run from the 2023 means to those of 2025 for the {len(up)} largest rises and the {len(down)} "
        f"largest "
        f"falls; named are {told}."
    )
    found, across = _begun(picture, values)
    on_scale(picture, found, across, lambda o: o.mean)
    others = [o for o in values.occupations if o not in up and o not in down]
    colours = in_one_look(picture, found, {"rises": up, "falls": down, "others": others})
    faint(picture, found, [*up, *down])
    for part, way in ((up, "rises"), (down, "falls")):
        for o in part:
            mark = found.get(o)
            if mark is None:
                continue
            what = f"the way of {o.name}"
            line = picture.line(
                what,
                lambda line, mark=mark: (
                    line.is_level and picture.near(line.y1, mark.y) and picture.near(line.x2, mark.x)
                ),
            )
            picture.count["strokes"] += 1
            if line and not across.is_at(line.x1, o.mean_2023):
                picture.tell(what, f"from {across.value(line.x1):.4f}", f"from {o.mean_2023:g}")
            if line:
                picture.same(f"{what}, its colour", line.stroke, colours[way])
    named(picture, found, [up, down], lambda o: f" {signed(o.change)}")


def change(picture: Picture, values: Values) -> None:
    """The dots lifted by their change."""
    up, down = values.ends("change", 1, True), values.ends("change", 1, False)
    highest, lowest = (listed([f"{o.title} ({signed(o.change)})" for o in part]) for part in (up, down))
    picture.label(
        "The dots lifted by their change since 2023: above the line of no change if their mean rose, below if it fell. The highest is "
        f"{highest}, the lowest {lowest}."
    )
    found, across = _begun(picture, values)
    upwards = levels(picture.drawing, picture.half)
    picture.titled("Change since 2023", "upright")
    on_scale(picture, found, across, lambda o: o.mean)
    on_scale(picture, found, upwards, lambda o: o.change, up=True)
    in_bands(picture, found, values)
    named(picture, found, [up, down, values.ends("mean", 1, True)], lambda o: "")


def firm(picture: Picture, values: Values) -> None:
    """The dots in the order of the means, lifted by the width of their percentile's range."""
    widest = values.ends("width", 1, True)
    n_firm = sum(o.width <= FIRM for o in values.occupations)
    picture.label(
        f"The dots in the order of their means, lifted by the width of their percentile’s range. {n_firm} are at or below the line of "
        f"{FIRM} points; "
        f"the widest range is {widest[0].width}."
    )
    found = dots(picture, values)
    upwards = levels(picture.drawing, picture.half)
    picture.titled("Occupations in the order of their means", "lower")
    picture.titled("Points between lowest and highest percentile", "upright")
    picture.line(
        "the line of a firm rank", lambda line: line.is_level and upwards.is_at(line.y1, FIRM) and line.width > 1
    )
    in_order(picture, [found.get(o) for o in values.occupations], [o.name for o in values.occupations])
    on_scale(picture, found, upwards, lambda o: o.width, up=True)
    in_one_look(
        picture,
        found,
        {
            "firm ones": [o for o in values.occupations if o.width <= FIRM],
            "others": [o for o in values.occupations if o.width > FIRM],
        },
    )
    floor = max((mark.y for mark in found.values()), default=0)
    picture.line("the lower axis", lambda line: line.is_level and line.y1 > floor)
    named(picture, found, [widest, values.ends("mean", 1, True)], lambda o: "")


def in_order(picture: Picture, marks: Sequence[Mark | None], names: Sequence[str]) -> None:
    """Hold marks to equal steps from left to right."""
    placed = [(place, mark.x) for place, mark in enumerate(marks) if mark is not None]
    if len(placed) < 2:
        return
    (first, begin), (last, end) = placed[0], placed[-1]
    for place, x in placed:
        must = begin + (place - first) * (end - begin) / (last - first)
        if not picture.near(x, must):
            picture.tell(
                f"the mark of {names[place]}",
                f"at {x:g}",
                f"the {place + 1}th in the order of the means, at {must:.1f}",
            )


def spread(picture: Picture, values: Values) -> None:
    """The dots lifted by how far the scores of their tasks lie apart."""
    widest = values.ends("spread", 1, True)
    typical = median([o.spread for o in values.occupations])
    picture.label(
        f"The dots at their means, lifted by the distance between the highest and the lowest score of their tasks: {two(typical)} at the "
        f"median, "
        f"{two(widest[0].spread)} at most."
    )
    found, across = _begun(picture, values)
    upwards = levels(picture.drawing, picture.half)
    picture.titled("Highest minus lowest score of a task", "upright")
    on_scale(picture, found, across, lambda o: o.mean)
    on_scale(picture, found, upwards, lambda o: o.spread, up=True)
    in_bands(picture, found, values)
    named(picture, found, [widest], lambda o: "")


STEPS = {
    "of all dots": everyone,
    "of both ends": ends,
    "of the bands": bands,
    "of the major groups": groups,
    "of 2023": then,
    "of the largest moves": since,
    "of the changes": change,
    "of the ranges of percentiles": firm,
    "of the spread of scores": spread,
}
"""The pictures of the story, in their order."""
