"""The frame of the picture to explore: its controls and words, hidden until ``explorer.js`` fills it from the table."""

from collections.abc import Mapping

from exposure_gradient.measures import slug
from exposure_gradient.publication.html import Html, join
from exposure_gradient.publication.markup import template
from exposure_gradient.tables import BANDS

EXPLORER = template("explorer.html")


def explorer(static: Html, major_titles: Mapping[str, str]) -> Html:
    """Return a picture that works without scripts, and the frame of the one that takes its place with them."""
    groups = ((code, f"{code} - {title}") for code, title in sorted(major_titles.items()))
    frame = EXPLORER.explorer(groups, ((slug(band), band) for band in BANDS))
    return Html(join([static, frame]))
