"""What a reader's own table is placed by in the browser: every group of ISCO-08, and exposure and band of the scored unit groups."""

import json

from exposure_gradient.employment.countries import country_data
from exposure_gradient.employment.reach import units
from exposure_gradient.tables import BANDS, load

EXAMPLE = "gbr"
"""The country whose table a reader can try."""


def unit_groups_script() -> str:
    """Return a script that holds the classification with the scores, and a table to try.

    A script and not JSON: a page that is opened as a file may load the one and not the other.
    """
    own = units()
    titles = dict(load().isco_groups[["code", "title"]].itertuples(index=False, name=None))
    country = country_data(EXAMPLE)
    columns = [*country.by, country.options["code"], country.options["weight"]]
    said = {
        "bands": BANDS,
        "units": [
            [code, titles[code], mean, band]
            for code, mean, band in zip(own.codes, own.exposure.tolist(), own.band.tolist(), strict=True)
        ],
        "groups": [[code, titles[code]] for code in sorted(own.groups - {*own.codes})],
        "example": {
            "name": country.name,
            "text": country.table[columns].to_csv(index=False, lineterminator="\n"),
            "options": {
                "unit": country.options["unit"],
                "where": {country.by[0]: country.year},
                "by": list(country.by),
            },
        },
    }
    return f"window.exposureGradientUnits = {json.dumps(said, ensure_ascii=False, separators=(',', ':'))};\n"
