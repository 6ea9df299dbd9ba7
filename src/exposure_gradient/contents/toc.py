"""The book's table of contents, ``_toc.yml``: generated from the pages, committed, and checked to be in step."""

import yaml

from exposure_gradient.employment.countries import OWN, country_data
from exposure_gradient.errors import InputError
from exposure_gradient.measures import Study, slug
from exposure_gradient.paths import toc_path
from exposure_gradient.sources import load_edition
from exposure_gradient.tables import load_countries

HEADER = "# Generated from the tables by `make toc`; do not edit by hand.\n"
METHODOLOGY = (
    "measures",
    "scores",
    "sources",
    "crosswalk",
    "people",
    "corrections",
    "replication",
    "sensitivity",
    "choices",
    "agreement",
    "uncertainty",
    "share",
    "comparability",
    "comparison",
    "limitations",
    "glossary",
    "use",
    "api",
)
HOW_IT_IS_BUILT = ("rerun", "trust", "architecture", "speed", "machines", "supply")
GRADIENT = ("story", "gradient", "compare", "newsroom", "data")
UNITED_STATES = "united-states"
"""A country that has a chapter instead of a page: its table has jobs by a national classification."""
YOUR_TABLE = "your-table"
"""The page that reads a reader's own table in the browser."""


def country_names(own: str = "") -> list[str]:
    """Return the names of the countries' pages, in the order of their names, and before them that of a reader's own table."""
    return [*([slug(own) or OWN] if own else []), *sorted(country_data(key).page for key in load_countries().index)]


def table_of_contents(everything: Study, own: str = "") -> dict:
    """Return the table of contents: methodology, the gradient, the countries, the occupations by major group, and how all is built."""
    groups = []
    for code, title in sorted(everything.major_titles.items()):
        sections = [{"file": f"gradient/{everything.occupation(member).page}"} for member in everything.members(code)]
        groups.append({"file": f"groups/{code}-{slug(title)}", "sections": sections})
    countries = [*(f"countries/{page}" for page in country_names(own)), UNITED_STATES, YOUR_TABLE]
    return {
        "format": "jb-book",
        "root": "index",
        "parts": [
            {"caption": "Methodology", "chapters": [{"file": f"methodology/{name}"} for name in METHODOLOGY]},
            {"caption": "The gradient", "chapters": [{"file": name} for name in GRADIENT]},
            {"caption": "Countries", "chapters": [{"file": name} for name in countries]},
            {"caption": "Occupations", "chapters": groups},
            {"caption": "How it is built", "chapters": [{"file": f"methodology/{name}"} for name in HOW_IT_IS_BUILT]},
        ],
    }


def as_text(everything: Study, own: str = "") -> str:
    """Return the table of contents as the text of ``_toc.yml``; ``own`` names the page of a reader's own table, where there is one."""
    return HEADER + yaml.safe_dump(table_of_contents(everything, own), sort_keys=False, allow_unicode=True, width=200)


def check(everything: Study) -> None:
    """Raise InputError where the committed table of contents is not the one that the tables give."""
    path, own = toc_path(), country_data(OWN).name if load_edition().own_employment else ""
    if not path.is_file() or path.read_text("utf-8") != as_text(everything, own):
        raise InputError("_toc.yml is not in step with the tables. Run: make toc, and commit the file.")
