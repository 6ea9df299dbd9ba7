"""How a page says that it is cited: as plain text, BibTeX, RIS and CSL-JSON, each read by its own format's reader."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pybtex.database.input.bibtex import Parser

from printed.document import read
from printed.expected import Expected
from printed.files.comparing import differences
from printed.files.expected import code_of, of
from printed.findings import NOTHING, Count, Finding

LABEL = "Citation as "
FORMS = ("text", "BibTeX", "RIS", "CSL-JSON")
RIS_LINE = re.compile(r"([A-Z][A-Z0-9])  - (.*)")
SCORES = "Scores: Gmyrek et al. (2025), doi 10.54394/HETP0387"
SCORES_IN_TEXT = "Scores: Gmyrek et al. (2025), ILO Working Paper 140, https://doi.org/10.54394/HETP0387."
ESCAPED = re.compile(r"\\([&%$#_])")


def of_page(site: Path, expected: Expected, page: str, count: Count) -> Iterator[Finding]:
    """Yield what is wrong in the citations of an occupation's page."""
    files, code = of(expected), code_of(page)
    found = {
        (frame.get("aria-label") or "").removeprefix(LABEL): "".join(frame.itertext())
        for frame in read(site, page).root.iter("div")
        if (frame.get("aria-label") or "").startswith(LABEL)
    }
    for form in sorted(found.keys() ^ set(FORMS)):
        yield Finding(page, "citation", form, *("there" if form in one else NOTHING for one in (found, FORMS)))
    path = f"{page}.html"
    wanted = expected_forms(files.site, files.records[code]["title"], code, path, files.cited_address(path))
    for form in FORMS:
        if form in found:
            yield from differences(page, READERS[form](found[form]), wanted[form], count, f"citation as {form}")


def _bibtex(text: str) -> dict[str, Any]:
    """Return the entries of BibTeX by their keys, marks unescaped and braces that keep capitals taken off."""
    entries = Parser().parse_string(text).entries
    return {
        key: {
            "type": entry.type,
            "authors": [" ".join(map(_unmarked, person.last_names)) for person in entry.persons.get("author", [])],
            **{name: _unmarked(value) for name, value in entry.fields.items()},
        }
        for key, entry in entries.items()
    }


def _unmarked(text: str) -> str:
    return ESCAPED.sub(r"\1", text.replace("{", "").replace("}", ""))


def _ris(text: str) -> list[list[str]]:
    """Return the fields of RIS: tag and text, a line that is none as it stands."""
    found = [(RIS_LINE.fullmatch(line), line) for line in text.split("\n")]
    return [[match[1], match[2]] if match else ["no field", line] for match, line in found]


READERS = {"text": str.strip, "BibTeX": _bibtex, "RIS": _ris, "CSL-JSON": json.loads}


def expected_forms(site: Mapping[str, str], title: str, code: str, path: str, address: str | None) -> dict[str, Any]:
    """Return the four forms as their readers give them. A site that is published nowhere is cited by the path of the page."""
    edition, date, year, named = (
        site["edition"],
        site["edition_date"],
        site["edition_year"],
        f"{title} (ISCO-08 {code})",
    )
    note, key = SCORES if address else f"{path}. {SCORES}", f"exposure-gradient-{edition}-{code}"
    ris = [["TY", "CHAP"], ["AU", site["authors"]], ["TI", named], ["T2", site["book"]], ["ET", edition], ["PY", year]]
    ris += [["DA", site["edition_slashed"]], *([["UR", address]] if address else []), ["N1", note], ["ER", ""]]
    item = {
        "id": key,
        "type": "chapter",
        "title": named,
        "container-title": site["book"],
        "author": [{"literal": site["authors"]}],
        "edition": edition,
        "issued": {"date-parts": [[int(part) for part in date.split("-")]]},
        "note": note,
    }
    entry = {"type": "incollection", "authors": [site["authors"]], "title": named, "booktitle": site["book"]}
    entry |= {"edition": edition, "year": year, "note": note}
    return {
        "text": f"{site['authors']} ({year}). {named}. In: {site['book']}, edition {edition}, {date}, {address or path}. {SCORES_IN_TEXT}",
        "BibTeX": {key: entry | ({"url": address} if address else {})},
        "RIS": ris,
        "CSL-JSON": [item | ({"URL": address} if address else {})],
    }
