"""The frame of the picture to explore: its controls and words, hidden until ``explorer.js`` fills it from the table."""

from collections.abc import Mapping

from exposure_gradient.employment.countries import country_data
from exposure_gradient.employment.united_states import UNITED_STATES
from exposure_gradient.measures import slug
from exposure_gradient.publication.html import Html, join
from exposure_gradient.publication.markup import template
from exposure_gradient.tables import BANDS, load_countries

EXPLORER = template("explorer.html")


def explorer(static: Html, major_titles: Mapping[str, str], employment: Mapping[str, str]) -> Html:
    """Return a picture that works without scripts, and the frame of the one that takes its place with them.

    ``employment`` names, by their keys, the tables of employment by which marks can be sized.
    """
    groups = ((code, f"{code} - {title}") for code, title in sorted(major_titles.items()))
    frame = EXPLORER.explorer(groups, ((slug(band), band) for band in BANDS), employment.items())
    return Html(join([static, frame]))


def tables_of_employment() -> dict[str, str]:
    """Return the names of the tables by which marks can be sized, by their keys."""
    countries = sorted((country_data(key) for key in load_countries().index), key=lambda own: own.name)
    return {UNITED_STATES: "U.S. jobs"} | {own.key: own.name for own in countries}
