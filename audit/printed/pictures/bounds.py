"""The picture of a country's page: ranges of shares of employment, with a mark for the equal split."""

from printed.pictures.axes import Axis, x_axis
from printed.pictures.picture import SHAPES, Picture
from printed.pictures.values import TOGETHER, Values

ABOVE = 11
"""How far above its line the words of a share stand."""


def shares(picture: Picture, values: Values, page: str) -> None:
    """Read the line of each band, and of the exposed ones together: words, range and mark."""
    own = values.countries[page]
    low, split, high = own.texts[TOGETHER]
    picture.label(
        "Shares of employment by band as ranges from the least to the most that the table allows. Gradient 1 to Gradient 4 together: from "
        f"{low} to {high}, equal split {split}. The table below has all figures."
    )
    axis = x_axis(picture.drawing, picture.half)
    picture.titled("Share of employment", "lower")
    looks = {TOGETHER: (SHAPES[0], picture.colours.get("combined"))}
    looks |= {band: (SHAPES[place], picture.colours.get(f"band-{place}")) for place, band in enumerate(values.bands)}
    for name, (shape, colour) in looks.items():
        low, split, high = own.texts[name]
        words = picture.drawing.take("words", lambda word, name=name: word.text == name)
        if len(words) != 1:
            picture.tell(f"the line of {name}", f"{len(words)} names", "one")
            continue
        y = words[0].y + ABOVE
        said = f"{low} to {high}, equal split {split}"
        found = picture.drawing.take(
            "words", lambda word, y=y: picture.near(word.y + ABOVE, y) and word.anchor == "end"
        )
        picture.same(f"the words beside {name}", [word.text for word in found], [said])
        _line(picture, axis, name, y, colour, own.shares[name])
        marks = picture.drawing.take("marks", lambda mark, y=y: picture.near(mark.y, y, 20))
        mark = picture.mark(f"the equal split of {name}", marks)
        if mark is not None:
            picture.same(f"the mark of {name}", (mark.shape, mark.fill), (shape, colour))
            if not axis.is_at(mark.x, own.shares[name][1]):
                picture.tell(f"the equal split of {name}", f"{axis.value(mark.x):.2f}", f"{own.shares[name][1]:.2f}")
    picture.drawing.take("lines", lambda line: line.stroke == picture.colours.get("rule") and line.is_level)


def _line(picture: Picture, axis: Axis, name: str, y: float, colour: str, share: tuple[float, float, float]) -> None:
    """Read the range of a line, from the least to the most; one whose ends meet is not seen."""
    picture.count["strokes"] += 1
    lines = picture.drawing.take(
        "lines", lambda line: picture.near(line.y1, y) and line.is_level and line.stroke == colour and line.width > 2
    )
    if not lines and abs(axis.place(share[0]) - axis.place(share[2])) <= 2 * picture.half + 1e-6:
        return
    if len(lines) != 1:
        picture.tell(f"the range of {name}", f"{len(lines)} lines", "one line")
        return
    low, high = sorted((lines[0].x1, lines[0].x2))
    if not (axis.is_at(low, share[0]) and axis.is_at(high, share[2])):
        picture.tell(
            f"the range of {name}",
            f"{axis.value(low):.2f} to {axis.value(high):.2f}",
            f"{share[0]:.2f} to {share[2]:.2f}",
        )
