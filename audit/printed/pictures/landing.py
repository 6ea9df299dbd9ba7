"""The picture of the landing page: every occupation a dot on the scale, in the shapes and colours of the bands."""

from printed.pictures.axes import x_axis
from printed.pictures.picture import Picture
from printed.pictures.story import AXIS, dots, faint, in_bands, names, on_scale
from printed.pictures.values import Values, two


def everyone(picture: Picture, values: Values) -> None:
    """Read all dots, none of which is faint."""
    means = [o.mean for o in values.occupations]
    picture.label(
        f"{len(means)} dots heaped on a line by mean exposure in 2025, from {two(means[0])} to {two(means[-1])}, in the shapes and colours "
        "of their bands."
    )
    names(picture, values)
    found, across = dots(picture, values), x_axis(picture.drawing, picture.half)
    picture.says(AXIS, "the title of the axis")
    on_scale(picture, found, across, lambda o: o.mean)
    in_bands(picture, found, values)
    faint(picture, found, values.occupations)
