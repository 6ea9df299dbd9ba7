"""The pictures of the chapters on comparability, on sensitivity, on the share and on the comparison of studies."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import fmean, median, stdev

from printed.pictures.axes import Axis, x_axis, y_axis
from printed.pictures.paths import UnreadableError
from printed.pictures.picture import Picture, legend
from printed.pictures.scatter import matched
from printed.pictures.svg import Line, Mark
from printed.pictures.values import Occupation, Values, per_cent

Z = 1.96
OFTEN = (1, 2, 10)
"""From how many equal pairs on a dot is larger."""
STEP = 50
"""Into how many steps of the threshold the unit is parted."""
THRESHOLDS = (0.3, 0.4, 0.5, 0.6)
FARTHEST = 4
"""How many unit groups at either end of the differences are named."""


def _slack(axis: Axis, value: float = 0.0) -> float:
    place = axis.place(value)
    return axis.slack(place) / abs(axis.rise)


def _line_legend(picture: Picture, names: Sequence[str]) -> Mapping[tuple[str, str], str]:
    """Take a legend whose samples are strokes; return the name of each colour and way of breaking a line."""
    looks: dict[tuple[str, str], str] = {}
    for name in names:
        words = [word for word in picture.drawing.words if word.text == name]
        lines = [
            line
            for word in words
            for line in picture.drawing.lines
            if 0 < word.x - max(line.x1, line.x2) < 16
            and abs((line.y1 + line.y2) / 2 - word.y + 4) < 2
            and line.width >= 2
        ]
        if len(words) != 1 or len(lines) != 1 or (lines[0].stroke, lines[0].dashes) in looks:
            raise UnreadableError(
                f"the legend has {name} {len(words)} times, beside {len(lines)} lines, or with the line of another"
            )
        looks[lines[0].stroke, lines[0].dashes] = name
        picture.drawing.drop("words", words)
        picture.drawing.drop("lines", lines)
    picture.count["legend entries"] += len(names)
    return looks


def ranges(picture: Picture, values: Values) -> None:
    """Read every occupation's percentile, and its ranges as bars, in the order of the means."""
    every = values.occupations
    cut = len(every) // 4
    middle, outer = (median(o.width for o in part) for part in (every[cut:-cut], (*every[:cut], *every[-cut:])))
    picture.label(
        "Percentiles of all occupations in the order of their means rise from lowest to highest; bars show their ranges under other choices. "
        f"The median bar is {middle:g} points long in the middle half of the order and {outer:g} in the outer quarters. The tables of this "
        "chapter hold the values."
    )
    across, up = x_axis(picture.drawing, picture.half), y_axis(picture.drawing, picture.half)
    picture.titled("Occupations in the order of their means", "lower")
    picture.titled("Percentile", "upright")
    looks = legend(picture, ["as published here"])
    kinds = _line_legend(picture, ["all choices", "models, tasks left out"])
    ends = {"all choices": {o: o.wide for o in every}, "models, tasks left out": {o: o.narrow for o in every}}
    _published(picture, ends, {o: o.percentile for o in every}, kinds, looks, (across, up))


def rank_ranges(picture: Picture, values: Values) -> None:
    """Read every occupation's published rank, and its ranges over all combinations of choices as bars, in the order of the ranks."""
    of_code, rows = {o.isco08: o for o in values.occupations}, values.grid
    combinations = 4 * 2 * 3 * 2 * 2 * 2  # scores, centre, tasks, rows, decimals, ties
    picture.label(
        f"Ranks of {len(rows)} occupations in the order of their published rank; bars show the ranges over {combinations} combinations of choices, "
        f"{median(row['width'] for row in rows):g} places long at the median. The table below holds the values."
    )
    across, up = x_axis(picture.drawing, picture.half), y_axis(picture.drawing, picture.half)
    picture.titled("Occupations in the order of their published rank", "lower")
    picture.titled("Rank", "upright")
    looks = legend(picture, ["as published here"])
    kinds = _line_legend(picture, ["all combinations", "nine tenths of them"])
    ends = {
        "all combinations": {of_code[row["isco08"]]: (row["low"], row["high"]) for row in rows},
        "nine tenths of them": {of_code[row["isco08"]]: (row["inner_low"], row["inner_high"]) for row in rows},
    }
    own = {of_code[row["isco08"]]: row["published"] for row in rows}
    _published(picture, ends, own, kinds, looks, (across, up))


def _published(
    picture: Picture,
    ends: Mapping[str, Mapping[Occupation, tuple[float, float]]],
    own: Mapping[Occupation, float],
    kinds: Mapping[tuple[str, str], str],
    looks: Mapping[tuple[str, str, str], str],
    axes: tuple[Axis, Axis],
) -> None:
    """Read the bars of each kind, and a dot for what is published of each occupation, in their order."""
    across, up = axes
    bars = picture.drawing.take("lines", lambda line: line.is_upright and (line.stroke, line.dashes) in kinds)
    for name, of_kind in ends.items():
        _bars(picture, name, [bar for bar in bars if kinds[bar.stroke, bar.dashes] == name], of_kind, across, up)
    points = [
        (o.name, "as published here", across.place(place), up.place(value))
        for place, (o, value) in enumerate(own.items(), 1)
    ]
    slack = (_slack(across), _slack(up))

    def said(x: float, y: float) -> str:
        return f"the {across.value(x):.1f}th, at {up.value(y):.1f}"

    matched(picture, points, picture.drawing.marks, looks, slack, said)
    picture.drawing.marks = []


def _bars(
    picture: Picture,
    name: str,
    bars: Sequence[Line],
    ends: Mapping[Occupation, tuple[float, float]],
    across: Axis,
    up: Axis,
) -> None:
    """Read the bars of one kind; one whose ends are equal is not seen."""
    left = sorted(bars, key=lambda bar: bar.x1)
    place = 0
    for number, (o, (low, high)) in enumerate(ends.items(), 1):
        x = across.place(number)
        if low == high:
            continue
        picture.count["strokes"] += 1
        what = f"the bar of {o.name}, {name}"
        if place >= len(left) or abs(left[place].x1 - x) > _slack(across):
            picture.tell(what, "no bar", f"from {low} to {high}")
            continue
        bar, place = left[place], place + 1
        lowest, highest = sorted((bar.y1, bar.y2), key=up.value)
        if not (up.is_at(lowest, low) and up.is_at(highest, high)):
            printed = f"from {up.value(lowest):.1f} to {up.value(highest):.1f}"
            picture.tell(what, printed, f"from {low} to {high}")
    picture.drawing.lines += left[place:]


def _three(value: float) -> str:
    return f"{value:.3f}".replace("-", "−")


def agreement(picture: Picture, values: Values) -> None:
    """Read the differences of the two models' scores against their means: a dot a pair of values, larger where it is more frequent."""
    pairs = [
        (task.scores["GPT-4o"], task.scores["Gemini"])
        for o in values.occupations
        for task in o.tasks
        if task.scores["GPT-4o"] is not None and task.scores["Gemini"] is not None
    ]
    differences = [gpt - gemini for gpt, gemini in pairs]
    centre, spread = fmean(differences), stdev(differences)
    limits = {"mean": centre, "lower limit": centre - Z * spread, "upper limit": centre + Z * spread}
    said = {name: _three(value) for name, value in limits.items()}
    picture.label(
        f"Difference of the two models’ scores against their mean, for {len(pairs):,} tasks: the mean difference is {said['mean']}, the limits of "
        f"agreement are {said['lower limit']} and {said['upper limit']}. The tables above hold the values."
    )
    across, up = x_axis(picture.drawing, picture.half), y_axis(picture.drawing, picture.half)
    picture.titled("Mean of the two models’ scores", "lower")
    picture.titled("GPT-4o minus Gemini", "upright")
    for name, value in limits.items():
        picture.count["strokes"] += 1
        words = picture.drawing.take("words", lambda word, name=name: word.text == f"{name} {said[name]}")
        lines = picture.drawing.take(
            "lines",
            lambda line, words=words: (
                line.is_level and line.width > 1 and any(picture.near(line.y1, word.y + 4) for word in words)
            ),
        )
        if len(words) != 1 or len(lines) != 1:
            picture.tell(
                f"the line of the {name}", f"{len(words)} labels on {len(lines)} lines", f"{name} {said[name]}"
            )
        elif not up.is_at(lines[0].y1, value):
            picture.tell(f"the line of the {name}", f"{up.value(lines[0].y1):.4f}", f"{value:.4f}")
    counts = Counter((round((gpt + gemini) / 2, 4), round(gpt - gemini, 4)) for gpt, gemini in pairs)
    picture.alike("the dots", picture.drawing.marks)
    sizes = sorted({mark.size for mark in picture.drawing.marks})
    if len(sizes) != len(OFTEN):
        raise UnreadableError(f"dots of {len(sizes)} sizes, and {len(OFTEN)} say how often a pair of scores occurs")
    classes = dict(zip(sizes, [f"{often} or more tasks" for often in OFTEN], strict=True))
    marks = [replace(mark, shape=classes[mark.size]) for mark in picture.drawing.marks]
    points = [
        (
            f"the pair of mean {mean:g} and difference {gap:g}",
            classes[sizes[sum(n >= often for often in OFTEN) - 1]],
            across.place(mean),
            up.place(gap),
        )
        for (mean, gap), n in counts.items()
    ]
    series = {mark.look: mark.shape for mark in marks}
    slack = (_slack(across), _slack(up))
    matched(
        picture, points, marks, series, slack, lambda x, y: f"mean {across.value(x):.3f}, difference {up.value(y):.3f}"
    )
    picture.drawing.marks = []


def _reaching(o: Occupation, threshold: float) -> float:
    """Return the share of an occupation's tasks that reach a threshold, both in whole hundred-thousandths."""
    least = round(threshold * 100_000)
    return sum(round(task.scores["2025, combined"] * 100_000) >= least for task in o.tasks) / len(o.tasks)


def shares(picture: Picture, values: Values) -> None:
    """Read a line a band: the mean share of tasks that reach a threshold, at every fiftieth."""
    members = {band: [o for o in values.occupations if o.band == band] for band in values.bands}
    at_half = ", ".join(f"{band} {per_cent(fmean(_reaching(o, 0.5) for o in own))}" for band, own in members.items())
    picture.label(
        "Mean share of tasks at or above a threshold, one falling line a band: the higher the band, the further right its fall. At a threshold of "
        f"one half the means are {at_half}. The table above holds the values."
    )
    across, up = x_axis(picture.drawing, picture.half), y_axis(picture.drawing, picture.half)
    picture.same("the thresholds on the axis", [value for _, value in sorted(across.ticks)], [0, *THRESHOLDS, 0.8])
    picture.titled("Threshold on a task’s score", "lower")
    picture.titled("Mean share of tasks", "upright")
    looks = _line_legend(picture, values.bands)
    steps = [step / STEP for step in range(math.floor(0.8 * STEP) + 1)]
    for band, own in members.items():
        lines = picture.drawing.take("traces", lambda trace, band=band: looks.get((trace.stroke, trace.dashes)) == band)
        if len(lines) != 1:
            picture.tell(f"the line of {band}", f"{len(lines)} lines", "one line")
            continue
        points = lines[0].points
        picture.same(f"the number of points of {band}", len(points), len(steps))
        for threshold, (x, y) in zip(steps, points, strict=False):
            picture.count["marks"] += 1
            share = 100 * fmean(_reaching(o, threshold) for o in own)
            if not (across.is_at(x, threshold) and up.is_at(y, share)):
                printed = f"{up.value(y):.2f}% at {across.value(x):.3f}"
                picture.tell(f"the share of {band} at {threshold:g}", printed, f"{share:.2f}% at {threshold:g}")


MANY = (1, 10, 100)
"""From how many tasks on a dot is larger."""


def compression(picture: Picture, values: Values) -> None:
    """Read the 2025 mean at every 2023 score: a dot each, larger where more tasks had it, and the line of no change."""
    tasks: dict[float, list[float]] = {}
    for o in values.occupations:
        for task in o.tasks:
            if task.scores["2023"] is not None:
                tasks.setdefault(round(task.scores["2023"], 5), []).append(task.scores["2025, combined"])
    picture.label(
        f"Mean score in 2025 against score in 2023: {len(tasks)} dots that rise, but less steeply than the line of no change, above it on the "
        "left and below it on the right. The table below holds the values."
    )
    across, up = x_axis(picture.drawing, picture.half), y_axis(picture.drawing, picture.half)
    picture.titled("Task score in 2023", "lower")
    picture.titled("Mean score of these tasks in 2025", "upright")
    picture.says("no change")
    level = picture.line("the line of no change", lambda line: not line.is_level and not line.is_upright)
    for x, y in ((level.x1, level.y1), (level.x2, level.y2)) if level else ():
        if not up.is_at(y, across.value(x)):
            picture.tell(
                "an end of the line of no change", f"{up.value(y):.3f} at {across.value(x):.3f}", "equal values"
            )
    sizes = sorted({mark.size for mark in picture.drawing.marks})
    if len(sizes) != len(MANY):
        raise UnreadableError(f"dots of {len(sizes)} sizes, and {len(MANY)} say how many tasks had a score")
    classes = dict(zip(sizes, [f"{many} or more tasks" for many in MANY], strict=True))
    marks = [replace(one, shape=classes[one.size]) if one.shape == "circle" else one for one in picture.drawing.marks]
    points = [
        (
            f"the score {score:g} of 2023",
            classes[sizes[sum(len(now) >= many for many in MANY) - 1]],
            across.place(score),
            up.place(fmean(now)),
        )
        for score, now in tasks.items()
    ]
    series = {mark.look: mark.shape for mark in marks}
    slack = (_slack(across), _slack(up))
    matched(picture, points, marks, series, slack, lambda x, y: f"2023 {across.value(x):.3f}, 2025 {up.value(y):.3f}")
    picture.drawing.marks = []


def changes_by_level(picture: Picture, values: Values) -> None:
    """Read every occupation's change against its 2023 mean, and the parabola that is fitted to all."""
    picture.label(
        f"The change of {len(values.occupations)} occupations against their mean in 2023, with the fitted parabola, which is near no change on "
        "the left and falls below it on the right. The file occupations.csv holds the values."
    )
    across, up = x_axis(picture.drawing, picture.half), y_axis(picture.drawing, picture.half)
    picture.titled("Mean exposure in 2023", "lower")
    picture.titled("Change to 2025", "upright")
    traces = picture.drawing.take("traces", lambda trace: trace.fill == "none")
    picture.same("the number of curves", len(traces), 1)
    a, b, c, centre = values.parabola
    for x, y in traces[0].points if traces else ():
        picture.count["marks"] += 1
        level = across.value(x)
        must = a + b * (level - centre) + c * (level - centre) ** 2
        if not up.is_at(y, must):
            picture.tell(f"the curve at {level:.3f}", f"{up.value(y):.4f}", f"{must:.4f}")
    points = [(o.name, "occupation", across.place(o.mean_2023), up.place(o.change)) for o in values.occupations]
    series = {mark.look: "occupation" for mark in picture.drawing.marks}
    picture.alike("the occupations", picture.drawing.marks)
    slack = (_slack(across), _slack(up))
    said = lambda x, y: f"2023 {across.value(x):.3f}, change {up.value(y):+.3f}"  # noqa: E731
    matched(picture, points, picture.drawing.marks, series, slack, said)
    picture.drawing.marks = []


STUDIES = {
    "eloundou": ("Eloundou et al., Annotators, β", "Eloundou et al.: annotators’ β"),
    "tomlinson": ("Tomlinson et al., AI applicability", "Tomlinson et al.: AI applicability"),
}
"""The other studies: as alternative texts and as axes name them."""


def _ranks(scores: Mapping[str, float]) -> dict[str, float]:
    """Return ranks from 1 for the largest score; equals share the mean of their places."""
    ordered = sorted(scores.values(), reverse=True)
    first, last = {}, {}
    for place, score in enumerate(ordered, 1):
        first.setdefault(score, place)
        last[score] = place
    return {code: (first[score] + last[score]) / 2 for code, score in scores.items()}


def cloud(picture: Picture, values: Values, study: str) -> None:
    """Read the ILO's means against another study's scores, the unit groups farthest apart named by their codes."""
    theirs = {code: round(score, 12) for code, score in values.compared[study].items()}
    of_code = {o.isco08: o for o in values.occupations}
    ranks = (_ranks({code: of_code[code].mean for code in theirs}), _ranks(theirs))
    apart = sorted(theirs, key=lambda code: (ranks[0][code] - ranks[1][code], code))
    ends = [[of_code[code] for code in part] for part in (apart[:FARTHEST], apart[::-1][:FARTHEST])]
    said = ["; ".join(o.name for o in end) for end in ends]
    name, title = STUDIES[study]
    picture.label(
        f"{len(theirs)} unit groups: the ILO’s 2025 mean against {name}. The labelled ones, most places higher with the ILO: {said[0]}; with the "
        f"other study: {said[1]}."
    )
    across, up = x_axis(picture.drawing, picture.half), y_axis(picture.drawing, picture.half)
    picture.titled("ILO: mean exposure in 2025", "lower")
    picture.titled(title, "upright")
    named = [o for end in ends for o in end]
    picture.alike("the other unit groups", [mark for mark in picture.drawing.marks if mark.stroke == "none"])
    places = {o: (across.place(o.mean), up.place(theirs[o.isco08])) for o in map(of_code.get, theirs)}
    slack = (_slack(across), _slack(up))
    rings = picture.drawing.take("marks", lambda mark: mark.stroke != "none")
    for part, marks in ((named, rings), ([o for o in places if o not in named], picture.drawing.marks)):
        points = [(o.name, "unit group", *places[o]) for o in part]
        series = {mark.look: "unit group" for mark in marks}
        matched(
            picture,
            points,
            marks,
            series,
            slack,
            lambda x, y: f"ILO {across.value(x):.3f}, the other {up.value(y):.3f}",
        )
    picture.drawing.marks = []
    picture.alike("the named unit groups", rings)
    for o in named:
        _code(picture, o, rings, places, slack)


def _code(
    picture: Picture,
    o: Occupation,
    rings: Sequence[Mark],
    places: Mapping[Occupation, tuple[float, float]],
    slack: tuple[float, float],
) -> None:
    """Read the code of a named unit group: joined to its mark by a line, or nearer to it than to any other."""
    x, y = places[o]
    words = picture.drawing.take("words", lambda word: word.text == o.isco08)
    lines = picture.drawing.take("lines", lambda line: abs(line.x1 - x) <= slack[0] and abs(line.y1 - y) <= slack[1])
    if len(words) != 1:
        picture.tell(f"the code of {o.name}", f"{len(words)} times", "once, at its mark")
        return
    [word] = words
    picture.count["names with a line"] += 1

    def far(px: float, py: float) -> float:
        return math.hypot(max(abs(px - word.x) - 12, 0), max(abs(py - word.y + 3) - 6, 0))

    if lines:
        if len(lines) != 1 or far(lines[0].x2, lines[0].y2) > 4:
            picture.tell(f"the code of {o.name}", "at the end of no line from its mark", "at its mark")
    elif min(rings, key=lambda ring: far(ring.x, ring.y), default=None) is not min(
        rings, key=lambda r: math.hypot(r.x - x, r.y - y), default=None
    ):
        picture.tell(f"the code of {o.name}", "nearer to the mark of another", "at its mark")
