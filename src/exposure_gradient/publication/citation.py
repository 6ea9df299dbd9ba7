"""How a page is cited: as plain text, BibTeX, RIS and CSL-JSON.

Each function takes the page's path in the site. A citation holds the page's full address; where the site has none yet, the path, so
that no address is printed that leads nowhere.
"""

import json

from exposure_gradient.sources import Edition

ILO_NOTICE = (
    "This is an adaptation of a copyrighted work of the International Labour Organization (ILO). This adaptation has not "
    "been prepared, reviewed or endorsed by the ILO and should not be considered an official ILO adaptation. The ILO "
    "disclaims all responsibility for its content and accuracy. Responsibility rests solely with the author(s) of the "
    "adaptation."
)
"""What the ILO asks of an adaptation of its work, in its own words."""


def _scores(edition: Edition, long: bool = False) -> str:
    """Say whose scores a page is made from."""
    if edition.own_scores:
        return f"Scores: {edition.own_scores}, a reader’s own file, not the ILO’s"
    return "Scores: Gmyrek et al. (2025), " + (
        "ILO Working Paper 140, https://doi.org/10.54394/HETP0387" if long else "doi 10.54394/HETP0387"
    )


def _note(edition: Edition, path: str) -> str:
    """Return what a format says in its note: whose scores, and where the page is if it has no address to state elsewhere."""
    return _scores(edition) if edition.is_published else f"{path}. {_scores(edition)}"


def page_citation(edition: Edition, title: str, isco08: str, path: str) -> str:
    """Return the citation of a page as plain text."""
    return (
        f"{edition.authors} ({edition.date[:4]}). {title} (ISCO-08 {isco08}). In: {edition.title}, "
        f"edition {edition.id}, {edition.date}, {edition.place_of(path)}. {_scores(edition, long=True)}."
    )


def _bibtex_text(text: str) -> str:
    """Escape what BibTeX would read as its own marks."""
    marks = {"\\": r"\textbackslash{}", "{": r"\textbraceleft ", "}": r"\textbraceright "} | {
        mark: "\\" + mark for mark in "&%$#_"
    }
    marks |= {"~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    return "".join(marks.get(character, character) for character in text)


def page_bibtex(edition: Edition, title: str, isco08: str, path: str) -> str:
    """Return the citation of a page as a BibTeX entry."""
    return "\n".join(
        [
            f"@incollection{{exposure-gradient-{edition.id}-{isco08},",
            f"  author    = {{{{{_bibtex_text(edition.authors)}}}}},",
            f"  title     = {{{{{_bibtex_text(title)} (ISCO-08 {isco08})}}}},",
            f"  booktitle = {{{_bibtex_text(edition.title)}}},",
            f"  edition   = {{{edition.id}}},",
            f"  year      = {{{edition.date[:4]}}},",
            *([f"  url       = {{{edition.place_of(path)}}},"] if edition.is_published else []),
            f"  note      = {{{_bibtex_text(_note(edition, path))}}},",
            "}",
        ]
    )


def page_ris(edition: Edition, title: str, isco08: str, path: str) -> str:
    """Return the citation of a page as a RIS entry: a chapter of a book, one tag a line, no tag's text over two lines."""
    fields = [
        ("TY", "CHAP"),
        ("AU", edition.authors),
        ("TI", f"{title} (ISCO-08 {isco08})"),
        ("T2", edition.title),
        ("ET", edition.id),
        ("PY", edition.date[:4]),
        ("DA", edition.date.replace("-", "/")),
        *([("UR", edition.place_of(path))] if edition.is_published else []),
        ("N1", _note(edition, path)),
        ("ER", ""),
    ]
    return "\n".join(f"{tag}  - {' '.join(text.split())}" for tag, text in fields)


def page_csl(edition: Edition, title: str, isco08: str, path: str) -> str:
    """Return the citation of a page as CSL-JSON: a list of one item."""
    year, month, day = map(int, edition.date.split("-"))
    item = {
        "id": f"exposure-gradient-{edition.id}-{isco08}",
        "type": "chapter",
        "title": f"{title} (ISCO-08 {isco08})",
        "container-title": edition.title,
        "author": [{"literal": edition.authors}],
        "edition": edition.id,
        "issued": {"date-parts": [[year, month, day]]},
        **({"URL": edition.place_of(path)} if edition.is_published else {}),
        "note": _note(edition, path),
    }
    return json.dumps([item], ensure_ascii=False, indent=1)
