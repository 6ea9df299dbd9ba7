"""What a page says of itself where only a link to it is seen: a title, a description, and the words for its picture."""

from typing import Any

LINK_TYPE = "application/vnd.exposure-gradient.link+json"
"""The media type of the preview that a cell's output carries."""

WIDTH, HEIGHT = 1200, 630
"""The size of a picture for links, in pixels."""

SITE_PICTURE = "share.png"
"""The publication's own picture, which links to all pages but the occupations' show."""
SITE_PICTURE_TEXT = "A scale of 0–1 with one mark per occupation, stacked where means are alike and coloured by band."
"""What it shows, for those who do not see it."""


def as_preview(description: str, title: str = "", picture: str = "") -> dict[str, Any]:
    """Return a preview as an entry of a cell's output.

    ``description`` must be true where it stands alone. ``picture`` says what the page's own picture shows; a page that has none of its own
    shows the publication's.
    """
    stated = {"description": description, "title": title, "picture": picture}
    return {LINK_TYPE: {name: text for name, text in stated.items() if text}}
