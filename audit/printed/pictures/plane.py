"""The picture of the chapter on replication: the plane of means and standard deviations, parted by the rule of the bands."""

from printed.pictures.axes import x_axis, y_axis
from printed.pictures.picture import Picture, band_legend
from printed.pictures.scatter import matched
from printed.pictures.values import Values

TOP = 0.25
"""Where the axis of standard deviations ends."""
LIMITS = {
    "Minimal": ((0.4 - TOP, TOP), (0.4, 0)),
    "Gradient 1": ((0.5 - TOP, TOP), (0.5, 0)),
    "Gradient 2": ((0.4, 0.1), (0.4, TOP)),
    "Gradient 3": ((0.5, 0), (0.5, TOP)),
    "Gradient 4, by the mean": ((0.6, 0), (0.6, 0.1)),
    "Gradient 4, by both": ((0.6, 0.1), (0.5 + TOP, TOP)),
}
"""The lower limit of each band in the plane, as the two ends of a line."""


def plane(picture: Picture, values: Values) -> None:
    """Read a mark for each occupation at its published mean and standard deviation, in its band's shape, and the limits of bands."""
    means, spreads = zip(*(o.published for o in values.occupations), strict=True)
    picture.label(
        f"Mean against standard deviation of the 2025 task scores for {len(means)} occupations, as the ILO publishes them: means run from "
        f"{min(means):.2f} to {max(means):.2f}, standard deviations from {min(spreads):.2f} to {max(spreads):.2f}. The table of the ILO’s "
        "figures, occupations.csv, holds every value."
    )
    across, up = x_axis(picture.drawing, picture.half), y_axis(picture.drawing, picture.half)
    picture.titled("Mean task score in 2025", "lower")
    picture.titled("Standard deviation of task scores", "upright")
    for band, ends in LIMITS.items():
        picture.count["strokes"] += 1
        places = sorted((across.place(m), up.place(s)) for m, s in ends)
        found = picture.drawing.take(
            "lines",
            lambda line, places=places: all(
                picture.near(printed[0], place[0]) and picture.near(printed[1], place[1])
                for printed, place in zip(sorted([(line.x1, line.y1), (line.x2, line.y2)]), places, strict=True)
            ),
        )
        if len(found) != 1:
            picture.tell(f"the lower limit of {band}", f"{len(found)} lines", f"one line, from {ends[0]} to {ends[1]}")
    bands = band_legend(picture, values.bands)
    points = [(o.name, o.band, across.place(o.published[0]), up.place(o.published[1])) for o in values.occupations]
    slack = (across.slack(across.place(0)) / abs(across.rise), up.slack(up.place(0)) / abs(up.rise))

    def said(x: float, y: float) -> str:
        return f"mean {across.value(x):.3f}, standard deviation {up.value(y):.3f}"

    matched(picture, points, picture.drawing.marks, bands, slack, said)
    picture.drawing.marks = []
