"""The parts of the newsroom: how its figures and sentences are laid out as HTML. Nothing here computes a figure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from exposure_gradient.measures.text import slug
from exposure_gradient.publication import lists
from exposure_gradient.publication.claims import Claim, plain, sentence
from exposure_gradient.publication.downloads import as_bundle
from exposure_gradient.publication.figures import newsroom as press
from exposure_gradient.publication.html import Html, block, code, copyable, join, link, paragraph, table
from exposure_gradient.publication.ledger import Ledger
from exposure_gradient.sources import load_edition, load_registry
from exposure_gradient.tables import BANDS

SOURCE = "ILO, Gmyrek et al. (2025), task scores"
COLUMNS = {
    "mean_2025": ("Mean 2025", "num"),
    "mean_2023": ("Mean 2023", "num"),
    "change": ("Change", "num"),
    "percentile": ("Percentile", "num"),
    "band": ("Band", "band"),
}
"""The figures of a table of occupations, each with its heading."""
FIRM_COLUMNS = {
    "percentile": ("Percentile", "num"),
    "percentile_any_low": ("Lowest", "num"),
    "percentile_any_high": ("Highest", "num"),
}
"""The same of a table of firm places; how far the ends lie apart follows."""


def quotes(said: Sequence[Markup]) -> Html:
    """Return sentences that stand alone, each with its source, and all of them as text to copy."""
    items = join(Markup("<li>{} <cite>{}</cite></li>").format(text, SOURCE) for text in said)
    report = "\n".join([*(f"• {plain(text)} ({SOURCE})" for text in said), f"Source: {citation()}"])
    return block(
        "write",
        Markup("<ul>{}</ul>").format(items),
        Markup("<h3>All as text</h3>"),
        copyable(report, "Sentences to quote, with their source"),
    )


def picture(
    draw: Callable[..., press.Sheet],
    frames: Sequence[pd.DataFrame],
    *,
    title: str,
    subtitle: str,
    description: str,
    caption: Markup,
) -> Html:
    """Return a picture to take along, drawn of frames: wide, for phones, and as files."""
    e = load_edition()
    source = (
        "Source: Gmyrek et al. (2025), ILO Working Paper 140, task scores. "
        f"Calculations and picture: {e.title}, edition {e.id} of {e.date}."
    )
    sheet, on_phones = (draw((title, subtitle, source), *frames, layout=layout) for layout in (press.WIDE, press.PHONE))
    sizes = {"SVG": "", "PNG": f", {press.WIDTH * press.SHARPNESS} × {sheet.height * press.SHARPNESS} pixels"}
    links = join(
        (
            Markup("<span>{}{}</span>").format(
                link(f"newsroom/{sheet.name}.{kind.lower()}", f"Download as {kind}", download=""),
                code(size) if size else "",
            )
            for kind, size in sizes.items()
        ),
        " ",
    )
    markup = Markup(
        '<figure class="eg-press"><div class="eg-wide">{}</div><div class="eg-phone">{}</div>'
        '<figcaption>{} <span class="eg-take">{}</span></figcaption></figure>'
    )
    pictures = (shown_in.inline(description) for shown_in in (sheet, on_phones))
    return Html(markup.format(*pictures, caption, links), **as_bundle(sheet.files()))


def occupation_table(occupations: pd.DataFrame, ledger: Ledger, caption: Markup) -> Markup:
    """Return a table of occupations with their figures."""
    rows = [(lists.named(o), *(ledger[f"{o.Index}.{name}"] for name in COLUMNS)) for o in occupations.itertuples()]
    columns = [("Occupation", "wide"), *COLUMNS.values()]
    classes = [f"eg-band-{BANDS.index(band)}" for band in occupations["band"]]
    return table(columns, rows, caption=caption, kind="press-table", row_classes=classes)


def firm_table(occupations: pd.DataFrame, ledger: Ledger, caption: Markup) -> Markup:
    """Return a table of occupations with the ends of their percentiles under all choices."""
    rows = [
        (
            lists.named(o),
            *(ledger[f"{o.Index}.{name}"] for name in FIRM_COLUMNS),
            ledger[f"newsroom.{o.Index}.width"],
        )
        for o in occupations.itertuples()
    ]
    columns = [("Occupation", "wide"), *FIRM_COLUMNS.values(), ("Points between", "num")]
    return table(columns, rows, caption=caption, kind="firm-table")


def group(row: Any) -> Markup:
    """Return a major group's title as a link to its page; ``row`` has its title, and is indexed by its code."""
    return link(f"groups/{row.Index}-{slug(row.title)}.html", row.title)


def of_group(ledger: Ledger, major_code: str) -> dict[str, Claim]:
    """Return the figures of a major group that have been entered, by the last part of their names."""
    under = f"newsroom.group.{major_code}."
    return {name.removeprefix(under): made for name, made in ledger.items() if name.startswith(under)}


def group_stories(groups: pd.DataFrame, stories: Mapping[str, Iterable[Markup]]) -> Html:
    """Return each major group's story under its title."""
    section = Markup("<section><h3>{}</h3>{}</section>")
    parts = (section.format(group(row), paragraph(join(stories[row.Index], " "))) for row in groups.itertuples())
    return block("group-stories", *parts)


def cautions(said: Mapping[str, Markup]) -> Html:
    """Return what not to conclude, each with its reason."""
    items = join(Markup("<li><strong>{}</strong> {}</li>").format(head, reason) for head, reason in said.items())
    return block("cautions", Markup("<ul>{}</ul>").format(items))


def citation() -> str:
    """Return how the page is cited."""
    e = load_edition()
    return (
        f"{e.authors} ({e.date[:4]}). Newsroom. In: {e.title}, edition {e.id}, {e.date}, {e.place_of('newsroom.html')}. Scores: "
        "Gmyrek et al. (2025), ILO Working Paper 140, https://doi.org/10.54394/HETP0387."
    )


def how_to_cite() -> Html:
    """Return how to cite the page and the scores."""
    return block(
        "write",
        paragraph(
            sentence(
                "Name the study for the scores and the bands, and this publication for what is calculated from them. Each "
                "occupation’s page has a citation of its own in four formats."
            )
        ),
        Markup("<h3>This page</h3>"),
        copyable(citation(), "Citation of this page"),
        Markup("<h3>The scores</h3>"),
        copyable(load_registry()["ilo_scores"].citation + ".", "Citation of the study"),
    )
