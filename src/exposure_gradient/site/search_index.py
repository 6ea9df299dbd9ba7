"""The names by which a reader finds an occupation, as a file for the browser."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from exposure_gradient.measures import slug


def finder_script(
    records: Sequence[dict[str, Any]],
    everyday: Mapping[str, Sequence[str]],
    included: Mapping[str, Sequence[str]],
    book: Sequence[Sequence[str]],
    unit_groups: Mapping[str, str],
) -> str:
    """Return a script that holds every page's names: titles, codes, everyday titles, those that ISCO-08 lists, and the major groups.

    ``book`` has the names of what is about no occupation, as `book_names` gives them, ``unit_groups`` the title of every unit group of
    ISCO-08: a reader who looks for one without a page is told that it was not scored.

    A script and not JSON: a page that is opened as a file may load the one and not the other. Each U.S. occupation stands
    once, however many unit groups it is joined to, with its jobs: of two names that fit as well, the more frequent comes first.
    """
    us: dict[tuple[str, str, int], int] = {}
    pages = []
    for record in records:
        code = record["isco08"]
        joined = [
            us.setdefault((one["onet_soc"], one["title"], one["employment"] or 0), len(us))
            for one in record["us_occupations"]
        ]
        pages.append([code, record["title"], f"gradient/{code}-{record['slug']}.html", joined, included.get(code, [])])
    groups = {record["major_group"]["code"]: record["major_group"]["title"] for record in records}
    known = {page[0] for page in pages}
    # A title without a page of its own stays: "soldier" is then found to be a word, and not a slip for "solderer".
    meant = {title: " ".join(code for code in codes if code in known) for title, codes in everyday.items()}
    names = {
        "us": list(us),
        "everyday": [[title, codes] for title, codes in meant.items()],
        "pages": pages,
        "groups": [[code, title, f"groups/{code}-{slug(title)}.html"] for code, title in sorted(groups.items())],
        "book": list(book),
        "unscored": [[code, title] for code, title in sorted(unit_groups.items()) if code not in known],
    }
    return f"window.exposureGradientFind = {json.dumps(names, ensure_ascii=False, separators=(',', ':'))};\n"
