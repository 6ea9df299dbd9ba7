"""The frame of the picture to explore: its controls and words, hidden until ``explorer.js`` fills it from the table."""

from collections.abc import Mapping

from markupsafe import Markup

from exposure_gradient.measures import slug
from exposure_gradient.publication.html import Html, join
from exposure_gradient.tables import BANDS

FRAME = Markup(
    '<form class="eg-explorer" aria-label="Explore the gradient" autocomplete="off" hidden>'
    '<div class="eg-choices">'
    '<fieldset class="eg-views"><legend>Show</legend>'
    '<label><input type="radio" name="view" value="change" checked><span>Mean against change</span></label>'
    '<label><input type="radio" name="view" value="ranked"><span>Ranked by mean</span></label></fieldset>'
    '<label class="eg-choice">Major group<select name="group"><option value="">All major groups</option>{groups}</select>'
    "</label>"
    '<label class="eg-choice">Title or code'
    '<input type="search" name="q" spellcheck="false" maxlength="100" placeholder="e.g. nurs or 3211"></label></div>'
    '<fieldset class="eg-band-choices"><legend>Bands<span> (none chosen shows all)</span></legend><div>{bands}</div></fieldset>'
    '<p class="eg-outcome"><span role="status" class="eg-shown"></span>'
    '<button type="button" class="eg-reset">Show all</button>'
    '<button type="button" class="eg-share">Copy link to this view</button><span role="status" class="eg-shared"></span></p>'
    '<div class="eg-stage" data-x="Mean exposure in 2025" data-y="Change since 2023" data-least="Least exposed" '
    'data-most="Most exposed">'
    '<div class="eg-plot" role="listbox" tabindex="0" aria-label="Picture of the occupations" aria-describedby="eg-plot-help">'
    '</div><div class="eg-label" aria-hidden="true" hidden></div></div>'
    '<p class="eg-note" id="eg-plot-help"><span data-view="change">Each mark is an occupation; shape and colour give its '
    'band.</span><span data-view="ranked" hidden>Each mark is an occupation, from the least exposed on the left to the '
    "most exposed on the right; shape and colour give its band, and its height only parts it from its neighbours.</span> "
    "A click or a second touch opens an occupation’s page; by keyboard, arrow keys go from mark to mark, Enter opens, Escape "
    "leaves. The table of all occupations below holds the same figures and follows the same choices.</p>"
    "</form>"
)
"""The picture is a list box whose options ``explorer.js`` draws; figures stand in none of this, the script reads them off
the table."""


def explorer(static: Html, major_titles: Mapping[str, str]) -> Html:
    """Return a picture that works without scripts, and the frame of the one that takes its place with them."""
    groups = join(
        Markup('<option value="{}">{}</option>').format(code, f"{code} - {title}")
        for code, title in sorted(major_titles.items())
    )
    bands = join(
        Markup(
            '<button type="button" class="eg-band-{}" value="{}" aria-pressed="false">'
            '<span class="eg-name">{}</span> <span class="eg-count"></span></button>'
        ).format(index, slug(band), band)
        for index, band in enumerate(BANDS)
    )
    return Html(join([static, FRAME.format(groups=groups, bands=bands)]))
