"""A figure is a link to its row in a trail, and the row leads to the rule, the file and the code."""

import csv
import pkgutil
import re

import pytest
from markupsafe import Markup

from exposure_gradient.book.ext.patches import without_idle_marks
from exposure_gradient.paths import ROOT, data_folder
from exposure_gradient.publication.claims import Claim, row_id, without_figure_links
from exposure_gradient.publication.html import link
from exposure_gradient.publication.trail import audit_trail

MEASURES = ROOT / "notebooks" / "methodology" / "measures.md"


def made(name: str = "mean_2025", rule: str = "rule-mean") -> Claim:
    return Claim(name, "0.22", 0.2175, rule, "ilo_scores", ("score_2025",), (2, 3))


def test_every_rule_of_the_chapter_names_functions_that_there_are() -> None:
    anchors = re.findall(r"^\((rule-[a-z-]+)\)=\s*$", MEASURES.read_text("utf-8"), re.MULTILINE)
    with (data_folder() / "rules.csv").open(encoding="utf-8", newline="") as file:
        declared = {row["rule"]: row["functions"].split("; ") for row in csv.DictReader(file)}
    assert sorted(declared) == sorted(anchors)
    for rule, functions in declared.items():
        for name in functions:
            found = pkgutil.resolve_name(f"exposure_gradient.{name}")
            assert callable(found) or isinstance(found, property), f"{rule}: {name} is no function"


def test_a_figure_is_a_link_to_its_row_and_the_row_has_that_name() -> None:
    figure = made("band.Gradient 1.low")
    row = row_id(figure.id)
    assert str(Markup("{}").format(figure)).startswith(f'<a href="#{row}"><data data-claim="band.Gradient 1.low"')
    assert f'<tr id="{row}"><th>band.Gradient 1.low</th>' in audit_trail([figure], "measures.html").markup


def test_a_rule_without_code_is_refused() -> None:
    with pytest.raises(ValueError, match=r"rules\.csv declares no function of 'rule-other'"):
        audit_trail([made(rule="rule-other")], "measures.html")


def test_a_figure_within_a_link_is_none_of_its_own() -> None:
    words = Markup("mean {} of {}").format(made(), "<b>")
    within = '<data data-claim="mean_2025" value="0.2175">0.22</data>'
    assert link("page.html", words) == f'<a href="page.html">mean {within} of &lt;b&gt;</a>'
    assert without_figure_links(Markup('<a href="x">x</a>')) == '<a href="x">x</a>'


def test_a_repeated_figure_is_the_same_claim_wherever_it_leads() -> None:
    """A page may state a figure of another page in its own sentences as well; its ledger takes both as one."""
    assert made() == Claim(**{**vars(made()), "trail": "gradient/3211.html#f-mean_2025"})


def test_marks_of_another_colour_stay() -> None:
    assert without_idle_marks('<span class="nf">f</span><span class="p">()</span>') == '<span class="nf">f</span>()'
