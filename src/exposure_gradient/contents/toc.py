"""The book's table of contents, ``_toc.yml``: generated from the pages, committed, and checked to be in step."""

from pathlib import Path

import yaml

from exposure_gradient.errors import InputError
from exposure_gradient.measures import Study, slug
from exposure_gradient.paths import ROOT

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
    "use",
    "api",
    "rerun",
    "trust",
    "architecture",
    "speed",
    "machines",
    "supply",
)
GRADIENT = ("story", "gradient", "united-states", "newsroom", "data")


def table_of_contents(everything: Study) -> dict:
    """Return the table of contents: methodology first, then the gradient, then the occupations by major group."""
    groups = []
    for code, title in sorted(everything.major_titles.items()):
        sections = [{"file": f"gradient/{everything.occupation(member).page}"} for member in everything.members(code)]
        groups.append({"file": f"groups/{code}-{slug(title)}", "sections": sections})
    return {
        "format": "jb-book",
        "root": "index",
        "parts": [
            {"caption": "Methodology", "chapters": [{"file": f"methodology/{name}"} for name in METHODOLOGY]},
            {"caption": "The gradient", "chapters": [{"file": name} for name in GRADIENT]},
            {"caption": "Occupations", "chapters": groups},
        ],
    }


def as_text(everything: Study) -> str:
    """Return the table of contents as the text of ``_toc.yml``."""
    return HEADER + yaml.safe_dump(table_of_contents(everything), sort_keys=False, allow_unicode=True, width=200)


def toc_path() -> Path:
    """Return the path of the committed table of contents."""
    return ROOT / "_toc.yml"


def check(everything: Study) -> None:
    """Raise InputError where the committed table of contents is not the one that the tables give."""
    path = toc_path()
    if not path.is_file() or path.read_text("utf-8") != as_text(everything):
        raise InputError("_toc.yml is not in step with the tables. Run: make toc, and commit the file.")
