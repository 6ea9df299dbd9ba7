"""The pictures of an occupation's page: its place among all, and its percentile under every choice."""

import math
from collections.abc import Sequence

from printed.pictures.axes import Axis, x_axis
from printed.pictures.picture import Picture, look_of_key
from printed.pictures.svg import Line
from printed.pictures.values import Occupation, Values, two

BIN = 0.02
"""The width of the histogram's bars, on the scale of the means."""


def histogram(picture: Picture, values: Values, own: Occupation) -> None:
    """Read the distribution of all means by band, and the mark of an occupation on it with its interval."""
    total = len(values.occupations)
    picture.label(
        f"Distribution of mean exposure over {total} occupations, in the colours of their bands, with a mark at {two(own.mean)}, the mean "
        f"of {own.title}."
    )
    floor = max((line.y1 for line in picture.drawing.lines if line.is_level), default=0.0)
    key = look_of_key(picture, values.bands, shaped=False)
    colours = {fill: values.bands.index(band) for (_, fill, _), band in key.items()}
    bars = picture.drawing.take("lines", lambda line: line.is_upright and line.stroke in colours)
    axis = x_axis(picture.drawing, picture.half)
    picture.says("Mean exposure (height: number of occupations)", "the title of the axis")
    _bars(picture, axis, floor, values, [(line, colours[line.stroke]) for line in bars])
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
    top = min(line.y1, line.y2)
    span = picture.line("the interval", lambda line: line.is_level and line.width > 2 and picture.near(line.y1, top))
    picture.count["strokes"] += 1
    if span and not (axis.is_at(span.x1, own.interval[0]) and axis.is_at(span.x2, own.interval[1])):
        picture.tell(
            "the interval",
            f"{axis.value(span.x1):.4f} to {axis.value(span.x2):.4f}",
            "{:g} to {:g}".format(*own.interval),
        )


def _bars(picture: Picture, axis: Axis, floor: float, values: Values, bars: Sequence[tuple[Line, int]]) -> None:
    """Read the bars, strokes as wide as a bin: each band's upon that of the one below it, their heights as parts of all occupations."""
    heights: dict[tuple[int, int], float] = {}
    tops: dict[int, float] = {}
    for line, band in sorted(bars, key=lambda bar: (bar[0].x1, bar[1])):
        place, low, high = math.floor(axis.value(line.x1) / BIN), max(line.y1, line.y2), min(line.y1, line.y2)
        at = f"a bar of {values.bands[band]} at {place * BIN:g}"
        if not axis.is_at(line.x1, (place + 0.5) * BIN) or abs(line.width * axis.rise - BIN) > 0.02 * BIN:
            picture.tell(
                at, f"{axis.value(line.x1):.4f}, {line.width * axis.rise:.4f} wide", "the middle and the width of a bin"
            )
        if not picture.near(low, tops.get(place, floor)):
            picture.tell(at, f"begins at {low:g}", f"stands on what is below it, at {tops.get(place, floor):g}")
        tops[place] = high
        heights[place, band] = low - high
    counts: dict[tuple[int, int], int] = {}
    for o in values.occupations:
        bin_of = (math.floor(round(o.mean / BIN, 6)), values.bands.index(o.band))
        counts[bin_of] = counts.get(bin_of, 0) + 1
    # No axis is upright: a height is a part of all heights together, and these are all occupations.
    one, total = sum(heights.values()) / len(values.occupations), len(values.occupations)
    drift = picture.half * 2 * len(counts) / total  # the height of one being the mean of heights that are each rounded
    for place, band in sorted({*heights, *counts}):
        height, n = heights.get((place, band), 0.0), counts.get((place, band), 0)
        picture.count["bars"] += 1
        if abs(height - n * one) > 2 * picture.half + n * drift + 1e-6:
            at = f"the bar of {values.bands[band]} from {place * BIN:g} to {(place + 1) * BIN:g}"
            picture.tell(at, f"{height / one:.2f} occupations" if one else "no bars", f"{n} occupations")


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
