"""The parts of an occupation's page: how its figures and sentences are laid out as HTML. Nothing here computes a figure."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from exposure_gradient.measures import bands
from exposure_gradient.measures.page_data import PageData
from exposure_gradient.measures.sensitivity import BAND_CHOICES, CHOICES
from exposure_gradient.measures.text import slug
from exposure_gradient.publication import phrases, us_phrases
from exposure_gradient.publication.citation import ILO_NOTICE, page_bibtex, page_citation, page_csl, page_ris
from exposure_gradient.publication.claims import Claim, plain, sentence
from exposure_gradient.publication.figures import task_marks
from exposure_gradient.publication.figures.share_image import share_text
from exposure_gradient.publication.heading import checked_heading
from exposure_gradient.publication.html import (
    NONE,
    Html,
    block,
    code,
    details,
    join,
    link,
    paragraph,
    table,
    without_closing_mark,
)
from exposure_gradient.publication.ledger import Ledger
from exposure_gradient.publication.link_preview import as_preview
from exposure_gradient.publication.markup import template
from exposure_gradient.publication.own_scores import OWN_SOURCE, has_own_scores, is_own
from exposure_gradient.sources import load_edition, load_registry
from exposure_gradient.tables import BANDS

MEASURES = "../methodology/measures.html"
ONET_ONLINE = "https://www.onetonline.org/link/summary/"
SOURCES_OF_A_PAGE = ("ilo_scores", "isco_structure", "ibs_crosswalk", "onet_2010_to_2019", "onet_occupations", "oews")
TASK_FIGURES = ("score_2023", "score_2025_gpt4o", "score_2025_gemini", "score_2025", "change")
SCORE_HEADINGS = {
    "score_2023": "2023",
    "score_2025_gpt4o": "GPT-4o",
    "score_2025_gemini": "Gemini",
    "score_2025": "2025",
}
PAGE, CITATION = template("occupation.html"), template("citation.html")
SAME = Markup('<span class="eg-same">same</span>')


def rule(name: str, text: str) -> Markup:
    """Return a link to a rule in the chapter on measures."""
    return link(f"{MEASURES}#rule-{name}", text)


def group(data: PageData) -> Markup:
    """Return a link to the page of the occupation's major group."""
    name = f"{data.major_code} - {data.major_title}"
    return link(f"../groups/{data.major_code}-{slug(data.major_title)}.html", name)


def masthead(data: PageData, heading: str) -> Html:
    """Return the line below the title, from which an occupation can be compared with others; ``heading`` is what the notebook is headed, which must be the title."""
    title = checked_heading(heading, data.title, "isco08", data.isco08)
    compare = link(f"../compare.html?c={data.isco08}", "Compare", **{"class": "eg-pin"})
    return Html(PAGE.masthead(title, data.isco08, group(data), compare))


def definition(data: PageData) -> Html | None:
    """Return what ISCO-08 says of the occupation, folded, where the publisher's file was at hand."""
    if data.definition is None:
        return None
    examples = sentence("Examples: {listed}.", listed=", ".join(data.included)) if data.included else ""
    words = join([PAGE.quoted_words([data.definition]), paragraph(examples) if examples else ""])
    return Html(details(sentence("What the occupation is, by {code}", code=code("ISCO-08")), words, "more"))


def tiles(*entries: tuple[str, Any, Any]) -> Html:
    """Return headline figures: a name, which leads to the figure's rule, the figure, and a note."""
    rules = {"Mean exposure": "mean", "Rank": "percentile", "Change": "change", "Band": "band"}
    return Html(PAGE.tiles((rule(rules[name], name), value, note) for name, value, note in entries))


def band_table(ledger: Ledger, own: str, *notes: Markup) -> Html:
    """Return the six bands with their tasks, and what they mean, folded; ``own`` is the occupation's."""
    rows = [
        (
            band,
            ledger[f"band.{bands.key(band)}.tasks"],
            ledger[f"band.{bands.key(band)}.share"],
            phrases.ILO_BANDS[band],
            phrases.BAND_RULES[band],
        )
        for band in BANDS
    ]
    shown = block(
        "bands",
        table(
            [("Band", ""), ("Tasks", "num"), ("Share", "num"), ("The ILO’s description", ""), ("Our fitted rule", "")],
            rows,
            caption="Tasks by the band of their occupation",
            kind="band-table",
            row_classes=[f"eg-band-{place}" + (" eg-own" if band == own else "") for place, band in enumerate(BANDS)],
        ),
        paragraph(join(notes)),
    )
    return Html(details("The tasks in each of the six bands", shown, "more"))


def quoted(tasks: pd.DataFrame, number: int) -> Markup:
    """Return a task's statement in quotation marks, without the list's closing mark, or where it is published."""
    text = tasks.at[number, "statement"]
    if text is None:
        address = link(load_registry()["ilo_scores"].address, "ILO’s file of task scores")
        return sentence("Task {number} (worded in the {file})", number=code(str(number)), file=address)
    return Markup("“{}”").format(without_closing_mark(text))


def justification(name: str, model: str, words: str | None, ledger: Ledger) -> tuple[Any, Any]:
    """Return a model's score of the most-exposed task, and its justification, folded, or where it is published.

    ``name`` is the model's, ``model`` the part of the figure's name that stands for it.
    """
    if is_own(f"score_2025_{model}"):
        return "", ""  # a reader's score has no justification that could be shown
    figure = f"most_exposed.{model}"
    if figure not in ledger:
        return (
            sentence(" {name} gave it no score and no justification; the score is the other model’s.", name=name),
            "",
        )
    score = ledger[figure]
    if words is None:
        address = link(load_registry()["ilo_scores"].address, "ILO’s file of task scores")
        published = " {name}’s justification of its score, {score}, is published in the {file}."
        return sentence(published, name=name, score=score, file=address), ""
    text = PAGE.quoted_words(line.strip() for line in words.split("\n") if line.strip())
    said = (
        " {name} gave it {score} for the ILO’s study. Its justification does not justify the reader’s score."
        if has_own_scores()
        else " {name} gave it {score}."
    )
    summary = sentence("{name}’s own justification", name=name)
    return sentence(said, name=name, score=score), details(summary, text, "justification")


def task_table(tasks: pd.DataFrame, cells: Mapping[str, list[Claim]], caption: Markup) -> Markup:
    """Return the table of all tasks with their scores as marks and as figures, those with the highest combined score first."""
    figures = [[made if made.value is not None else NONE for made in cells[name]] for name in TASK_FIGURES]
    statements = [
        join([quoted(tasks, number) if text is None else without_closing_mark(text), marks])
        for (number, text), marks in zip(tasks["statement"].items(), task_marks.cells(tasks), strict=True)
    ]
    numbers = [code(str(number)) for number in tasks.index]
    rows = dict(zip(tasks.index, zip(numbers, statements, *figures, strict=True), strict=True))
    order = tasks["score_2025"].sort_values(ascending=False, kind="stable").index  # equals in the order of the file
    heads = (task_marks.heading(name, words) for name, words in SCORE_HEADINGS.items())
    columns = [
        ("No.", "num"),
        (task_marks.scale_heading("Task"), "wide"),
        *((head, "num") for head in heads),
        ("Change", "num"),
    ]
    return table(columns, [rows[number] for number in order], caption=caption, kind="task-table")


def us_table(us: pd.DataFrame, ledger: Ledger, caption: Markup, notes: Markup) -> Html:
    """Return the table of U.S. occupations, and what is said of their employment, with what it counts folded."""
    notes_of = {row.Index: us_phrases.employment_note(row) for row in us.itertuples()}
    noted = any(notes_of.values())  # the column of notes stands where a row has one
    rows = [
        (
            row.title,
            link(f"{ONET_ONLINE}{row.Index}", row.Index, rel="external"),
            NONE if row.employment is None else ledger[f"us.{row.Index}.employment"],
            *((PAGE.note(notes_of[row.Index]) if notes_of[row.Index] else "",) if noted else ()),
            ledger[f"us.{row.Index}.unit_groups"],
        )
        for row in us.itertuples()
    ]
    columns = [
        ("U.S. occupation", "wide"),
        ("O*NET-SOC", "eg-code"),
        ("Employment", "num"),
        *((("Employment note", ""),) if noted else ()),
        ("Unit groups", "num"),
    ]
    counts = details("What this employment counts", paragraph(us_phrases.OEWS_COUNTS), "more")
    return block("us", table(columns, rows, caption=caption, kind="us-table"), paragraph(notes), counts)


def standings(ledger: Ledger, picture: Html) -> Html:
    """Return the picture of the percentiles, and the table of percentile, rank and band under each choice that the ledger has figures of, folded."""

    def cell(name: str, choice: str) -> Any:
        if choice in BAND_CHOICES:
            return SAME
        if choice != "left_out":
            return ledger[f"{name}_{choice}"]
        low, high = ledger[f"{name}_left_out_low"], ledger[f"{name}_left_out_high"]
        return low if low.value == high.value else Markup("{}–{}").format(low, high)

    rows = [(sentence("This publication’s choices"), ledger["percentile"], ledger["rank"], ledger["band"])]
    for choice in CHOICES:
        if choice in BAND_CHOICES or f"rank_{choice}" in ledger or f"rank_{choice}_low" in ledger:
            rows.append(
                (
                    f"With {phrases.choice(choice)}",
                    cell("percentile", choice),
                    cell("rank", choice),
                    ledger.get(f"band_{choice}", SAME),
                )
            )
    columns = [("Choice", "wide"), ("Percentile", "num"), ("Rank", "num"), ("Band by the fitted rule", "")]
    caption = "Percentile, rank and band under each choice"
    shown = table(columns, rows, caption=caption, kind="standings-table", labelled=False)
    return Html(details("The standing under each choice", join([picture, shown]), "more"))


INTERVAL_ROWS = {
    "tasks": "Other tasks of the same kind had been listed",
    "raters": "Other models of the same kind had scored these tasks",
}


def intervals(ledger: Ledger) -> Markup:
    """Return the intervals of mean, percentile, rank and band, by the question that they answer, and what they assume."""

    def cell(name: str) -> Any:
        low, high = ledger[f"{name}_low"], ledger[f"{name}_high"]
        return low if low.text == high.text else Markup("<span>{} to {}</span>").format(low, high)

    names = ("mean", "percentile", "rank", "band", "all_rank")
    rows = [(words, *(cell(f"interval.{model}.{name}") for name in names)) for model, words in INTERVAL_ROWS.items()]
    columns = [
        ("If", "wide"),
        ("Mean", "num"),
        ("Percentile", "num"),
        ("Rank", "num"),
        ("Band by the fitted rule", ""),
        ("Rank, all at once", "num"),
    ]
    caption = ledger.sentence("Intervals at {interval.level}, by what could have been otherwise")
    chapter = link("../methodology/uncertainty.html", "The chapter on uncertainty")
    shown = table(columns, rows, caption=caption, kind="cards")
    said = paragraph(ledger.sentence(phrases.INTERVALS, chapter=chapter))
    return details("Intervals, and what they assume", join([shown, said]), "more")


RELATED = {
    "related": ("In the same minor group", "None: no other unit group of its minor group was scored."),
    "below": ("Next below by mean", "None: it is at the start of the gradient."),
    "above": ("Next above by mean", "None: it is at the end of the gradient."),
}


def neighbours(others: Mapping[str, pd.Series], data: PageData, ledger: Ledger) -> Markup:
    """Return the occupations of the same minor group and the nearest below and above, each with its mean."""
    own = data.occupations.at[data.isco08, "mean_2025"]
    sides = []
    for side, (heading, none) in RELATED.items():
        listed = []
        for place, (code_, mean) in enumerate(others[side].items(), start=1):
            title = data.occupations.at[code_, "title"]
            same = ", the same mean" if mean == own else ""
            page = link(f"{code_}-{slug(title)}.html", title)
            listed.append((page, ledger[f"{side}.{place}.mean_2025"], same))
        sides.append((heading, listed, none))
    return PAGE.neighbours(sides)


def write_about_this(data: PageData, headline: Markup, statements: Sequence[tuple[Markup, str]]) -> Html:
    """Return a headline, statements that stand alone, each with its source, and the citation, each to be copied."""
    edition = load_edition()
    cited = (edition, data.title, data.isco08, f"gradient/{data.name}.html")
    report = "\n".join(
        [
            plain(headline),
            *(f"• {plain(said)} ({source})" for said, source in statements),
            f"Source: {page_citation(*cited)}",
            f"Note: {phrases.EXPOSURE}",
        ]
    )
    formats = {"BibTeX": page_bibtex, "RIS": page_ris, "CSL-JSON": page_csl}
    in_formats = ((name, cite(*cited)) for name, cite in formats.items())
    return Html(CITATION.write_about_this(headline, statements, report, page_citation(*cited), in_formats))


def take_along(data: PageData, record: Mapping[str, Any]) -> Html:
    """Return links to the page's own files; the record travels with the output for the build to write beside the page."""
    page = data.name
    files = [
        (f"{page}.json", "Figures (JSON)"),
        (f"{page}.csv", "Tasks (CSV)"),
        (f"{page}.md", "Page (Markdown)"),
        (f"{page}.ipynb", "Notebook"),
        (f"{page}.png", "Picture for links"),
        ("../data/occupations.csv", "All occupations (CSV)"),
        ("../data/occupations.json", "All occupations (JSON)"),
    ]
    links = (link(address, text, download="") for address, text in files)
    words = share_text(record)
    preview = as_preview(words, f"{data.title} and generative AI", words)
    as_json = {"application/json": json.loads(json.dumps(record))}
    return Html(PAGE.files(links), **as_json, **preview)


def page_sources() -> Html:
    """Return the sources of the page, each with release, publisher and licence."""
    registry = load_registry()
    keys = (OWN_SOURCE, *SOURCES_OF_A_PAGE) if has_own_scores() else SOURCES_OF_A_PAGE
    rows = [
        (link(source.landing, source.name), source.release, source.publisher, source.licence)
        for source in (registry[key] for key in keys)
    ]
    onet = sentence(
        "This page includes information from the O*NET 30.3 Database by the U.S. Department of Labor, Employment and "
        "Training Administration (USDOL/ETA). Used under the CC BY 4.0 license. O*NET is a trademark of USDOL/ETA. "
        "Titles and the crosswalk are used as published; combining them with the other files is this publication’s own work."
    )
    shown = table(
        [("Dataset", "wide"), ("Release", ""), ("Publisher", ""), ("Licence", "")],
        rows,
        caption="Files that the figures of this page were made from",
        kind="source-table",
    )
    return block(
        "sources",
        details("Files, releases and licences", join([shown, paragraph(onet, "notice")]), "more"),
        paragraph(ILO_NOTICE, "notice"),
    )
