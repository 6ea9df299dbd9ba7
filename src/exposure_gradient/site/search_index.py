"""The names by which a reader finds an occupation: titles, codes, U.S. titles and their codes, as a file for the browser."""

import json
from collections.abc import Iterable
from typing import Any


def finder_script(records: Iterable[dict[str, Any]]) -> str:
    """Return a script that holds every page's names.

    A script and not JSON: a page that is opened as a file may load the one and not the other. Each U.S. occupation stands
    once, however many unit groups it is joined to.
    """
    us: dict[tuple[str, str], int] = {}
    pages = []
    for record in records:
        joined = [us.setdefault((one["onet_soc"], one["title"]), len(us)) for one in record["us_occupations"]]
        address = f"gradient/{record['isco08']}-{record['slug']}.html"
        pages.append([record["isco08"], record["title"], address, joined])
    data = json.dumps({"us": list(us), "pages": pages}, ensure_ascii=False, separators=(",", ":"))
    return f"window.exposureGradientFind = {data};\n"
