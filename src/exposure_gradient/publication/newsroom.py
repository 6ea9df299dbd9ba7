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
from exposure_gradient.publication.html import Html, join, link, table
from exposure_gradient.publication.ledger import Ledger
from exposure_gradient.publication.markup import template
from exposure_gradient.sources import load_edition, load_registry
from exposure_gradient.tables import BANDS, load_countries

PAGE, CITATION = template("newsroom.html"), template("citation.html")
SOURCE = "Calculated from the ILO’s task scores, Gmyrek et al. (2025)"
COLUMNS = {
    "mean_2025": ("Mean 2025", "num"),
    "mean_2023": ("Mean 2023", "num"),
    "change": ("Change", "num"),
    "change_adjusted": ("Level-adjusted", "num"),
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
GROUP_COLUMNS = {
    "size": ("Occupations", "num"),
    "exposed": ("Exposed", "num"),
    "share": ("Share", "num"),
}
"""The same of a table of major groups."""


def quotes(said: Sequence[Markup]) -> Html:
    """Return sentences that stand alone, each with its source, and all of them as text to copy."""
    report = "\n".join([*(f"• {plain(text)} ({SOURCE})" for text in said), f"Source: {citation()}"])
    return Html(CITATION.sentences_to_quote(((text, SOURCE) for text in said), report))


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
    links = (
        (link(f"newsroom/{sheet.name}.{kind.lower()}", f"Download as {kind}", download=""), size)
        for kind, size in sizes.items()
    )
    pictures = (shown_in.inline(description) for shown_in in (sheet, on_phones))
    return Html(PAGE.picture(*pictures, caption, links), **as_bundle(sheet.files()))


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


def group_table(groups: pd.DataFrame, ledger: Ledger, caption: Markup) -> Html:
    """Return a table of major groups with how many of their occupations are exposed; the figures are entered."""
    rows = []
    for row in groups.itertuples():
        figures = of_group(ledger, row.Index)
        rows.append((group(row), *(figures[name] for name in GROUP_COLUMNS)))
    columns = [("Major group", "wide"), *GROUP_COLUMNS.values()]
    return Html(table(columns, rows, caption=caption, kind="press-groups-table"))


def countries() -> Markup:
    """Return links to the pages that count jobs or people in employment."""
    rows = load_countries().sort_values("name")
    pages = [(f"countries/{slug(row.name)}.html", row.in_sentences) for row in rows.itertuples(index=False)]
    return lists.listed([link(*page) for page in (*pages, ("united-states.html", "the United States"))])


def both_changes(occupation: Any, ledger: Ledger) -> Markup:
    """Return an occupation's change, and the same adjusted for its level of 2023, which are entered."""
    raw, adjusted = (ledger.enter(lists.repeated(occupation, name)) for name in ("change", "change_adjusted"))
    return sentence("{raw} ({adjusted} level-adjusted)", raw=raw, adjusted=adjusted)


def group(row: Any) -> Markup:
    """Return a major group's title as a link to its page; ``row`` has its title, and is indexed by its code."""
    return link(f"groups/{row.Index}-{slug(row.title)}.html", row.title)


def of_group(ledger: Ledger, major_code: str) -> dict[str, Claim]:
    """Return the figures of a major group that have been entered, by the last part of their names."""
    under = f"newsroom.group.{major_code}."
    return {name.removeprefix(under): made for name, made in ledger.items() if name.startswith(under)}


def group_stories(groups: pd.DataFrame, stories: Mapping[str, Iterable[Markup]]) -> Html:
    """Return each major group's story under its title."""
    return Html(PAGE.group_stories((group(row), join(stories[row.Index], " ")) for row in groups.itertuples()))


def cautions(said: Mapping[str, Markup]) -> Html:
    """Return what not to conclude, each with its reason."""
    return Html(PAGE.cautions(said.items()))


def citation() -> str:
    """Return how the page is cited."""
    e = load_edition()
    return (
        f"{e.authors} ({e.date[:4]}). Newsroom. In: {e.title}, edition {e.id}, {e.date}, {e.place_of('newsroom.html')}. Scores: "
        "Gmyrek et al. (2025), ILO Working Paper 140, https://doi.org/10.54394/HETP0387."
    )


def how_to_cite() -> Html:
    """Return how to cite the page and the scores."""
    said = sentence(
        "Name the study for the scores and the bands, and this publication for what is calculated from them. Each "
        "occupation’s page has a citation of its own in four formats. Our own text, pictures and figures may be used under {licence}.",
        licence=link("https://creativecommons.org/licenses/by/4.0/", "CC BY 4.0"),
    )
    return Html(CITATION.how_to_cite(said, citation(), load_registry()["ilo_scores"].citation + "."))
