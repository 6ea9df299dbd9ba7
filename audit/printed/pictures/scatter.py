"""Mean exposure against its change: the pictures of the full gradient and of the major groups."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence

from printed.findings import NOTHING
from printed.pictures.axes import x_axis, y_axis
from printed.pictures.picture import Picture, band_legend
from printed.pictures.svg import Mark
from printed.pictures.values import Occupation, Values

Read = Callable[[float, float], str]


def changes(picture: Picture, values: Values, shown: Sequence[Occupation]) -> None:
    """Read a picture of means and changes in which each mark has its band's shape and colour, and each occupation one mark."""
    across, up = x_axis(picture.drawing, picture.half), y_axis(picture.drawing, picture.half)
    picture.titled("Mean exposure in 2025", "lower")
    picture.titled("Change since 2023", "upright")
    picture.line("the line of no change", lambda line: line.is_level and up.is_at(line.y1, 0))
    bands = band_legend(picture, values.bands)
    points = [(o.name, o.band, across.place(o.mean), up.place(o.change)) for o in shown]
    slack = (across.slack(across.place(0)) / abs(across.rise), up.slack(up.place(0)) / abs(up.rise))

    def said(x: float, y: float) -> str:
        return f"mean {across.value(x):.3f}, change {up.value(y):+.3f}"

    matched(picture, points, picture.drawing.marks, bands, slack, said)
    picture.drawing.marks = []


def matched(
    picture: Picture,
    points: Iterable[tuple[str, str, float, float]],
    marks: Sequence[Mark],
    series: Mapping[tuple[str, str, str], str],
    slack: tuple[float, float],
    said: Read,
) -> None:
    """Pair points (name, series, x, y) with marks of the same place and series: each point has one, and no mark is without.

    Where a point has a mark of another series, that is what is told.
    """
    ordered = sorted(marks, key=lambda mark: mark.x)
    across = [mark.x for mark in ordered]
    taken: set[int] = set()

    def free(x: float, y: float) -> list[int]:
        nearby = range(bisect_left(across, x - slack[0]), bisect_right(across, x + slack[0]))
        return [k for k in nearby if k not in taken and abs(ordered[k].y - y) <= slack[1]]

    missing = []
    for name, of, x, y in points:
        picture.count["marks"] += 1
        here = [k for k in free(x, y) if series.get(ordered[k].look) == of]
        if here:
            taken.add(min(here, key=lambda k: abs(ordered[k].x - x) / slack[0] + abs(ordered[k].y - y) / slack[1]))
        else:
            missing.append((name, of, x, y))
    for name, of, x, y in missing:
        other = next(iter(free(x, y)), None)
        if other is None:
            picture.tell(f"the mark of {name}", "no mark", f"{of}, {said(x, y)}")
        else:
            taken.add(other)
            picture.tell(f"the mark of {name}", series.get(ordered[other].look, "a mark of no series"), of)
    for mark in (mark for k, mark in enumerate(ordered) if k not in taken):
        of = series.get(mark.look, f"{mark.shape}, {mark.fill}")
        picture.tell("a mark", f"{of}, {said(mark.x, mark.y)}", NOTHING)
