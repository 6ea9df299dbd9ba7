"""The parts of the pages on many occupations, laid out as HTML: a major group's, the full gradient and the landing page."""

from collections.abc import Mapping

from markupsafe import Markup

from exposure_gradient.measures.page_data import GroupData
from exposure_gradient.measures.text import slug
from exposure_gradient.publication.heading import checked_heading
from exposure_gradient.publication.html import NONE, Html, block, lead, link, table
from exposure_gradient.publication.ledger import Ledger
from exposure_gradient.publication.link_preview import as_preview
from exposure_gradient.publication.markup import template
from exposure_gradient.tables import BANDS

SEARCH = template("search.html")


def group_heading(data: GroupData, heading: str) -> Html | None:
    """Return the title of a major group's page where its notebook, headed ``heading``, has none of its own."""
    title = checked_heading(heading, f"{data.code} - {data.title}", "major_group", data.code)
    return Html(title) if title else None


def group_lead(data: GroupData, found: Markup, words: str) -> Html:
    """Return the first paragraph of a major group's page; ``words`` are what a link to it shows."""
    return Html(Markup(lead(found)), **as_preview(words, f"{data.title} and generative AI"))


def bands_of_all(ledger: Ledger) -> Html:
    """Return the six bands with the number of occupations in each, and the means that they have."""
    rows = [
        (band, ledger[f"band.{band}"], *(ledger.get(f"band.{band}.{end}", NONE) for end in ("low", "high")))
        for band in BANDS
    ]
    columns = [("Band", ""), ("Occupations", "num"), ("Lowest mean", "num"), ("Highest mean", "num")]
    classes = [f"eg-band-{place}" for place in range(len(BANDS))]
    caption = (
        "Occupations by band. Bands overlap in their means, because a band also depends on the spread of the scores."
    )
    return block("bands", table(columns, rows, caption=caption, kind="band-table", row_classes=classes))


def finder() -> Html:
    """Return a field that finds an occupation as one types, hidden without scripts."""
    return Html(SEARCH.search())


def all_as_dots(picture: Markup, names: Markup) -> Html:
    """Return the picture in which every occupation is a dot, and what a script needs to name them."""
    return block("landing", picture, names)


def groups_to_start_from(major_titles: Mapping[str, str]) -> Html:
    """Return links to the pages of all major groups."""
    groups = (
        link(f"groups/{code}-{slug(title)}.html", f"{code} - {title}") for code, title in sorted(major_titles.items())
    )
    return Html(SEARCH.groups(groups))
