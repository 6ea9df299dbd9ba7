"""The form of the page on which a reader sees the figures of a table of their own, computed in their browser."""

from exposure_gradient.publication.html import Html
from exposure_gradient.publication.markup import template
from exposure_gradient.publication.own_scores import who_places

TEMPLATE = template("your_table.html")


def form() -> Html:
    """Return the form, hidden until its script runs."""
    who = who_places()
    return Html(TEMPLATE.form(who[:1].lower() + who[1:]))
