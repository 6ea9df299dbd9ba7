"""The templates of HTML: everything is escaped that is not markup, and a template's lines are no part of the page."""

import re
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from exposure_gradient.measures.page_data import page_data
from exposure_gradient.publication import explorer, html, newsroom, overview_parts, parts, story
from exposure_gradient.publication.markup import OneLine, _environment, template

FOLDER = Path(html.__file__).with_name("templates")
HOSTILE = "<script>alert('1')</script> & \"x\""
ESCAPED = "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &#34;x&#34;"


@pytest.mark.parametrize(
    ("kind", "made"),
    [
        ("paragraph", html.paragraph(HOSTILE, "note")),
        ("block", html.block("a", HOSTILE).markup),
        ("captioned picture", html.captioned(Markup("<svg/>"), HOSTILE).markup),
        ("folded part", html.details(HOSTILE, "")),
        ("text to copy", html.copyable("", HOSTILE)),
        ("caption of a table", html.table([("Head", "")], [["cell"]], caption=HOSTILE)),
        ("heading of a table", html.table([(HOSTILE, "")], [["cell"]], caption="")),
        ("cell of a table", html.table([("Head", "")], [[HOSTILE]], caption="")),
        ("row of a table", html.table([("Head", "")], [["cell"]], caption="", row_classes=[HOSTILE])),
        ("groups", overview_parts.groups_to_start_from({"1": HOSTILE}).markup),
        ("explorer", explorer.explorer(html.Html(Markup()), {"1": HOSTILE}, {"usa": HOSTILE}).markup),
        ("caution", newsroom.cautions({HOSTILE: Markup()}).markup),
        ("files", parts.PAGE.files([HOSTILE])),
        ("masthead", parts.PAGE.masthead("", HOSTILE, "", "")),
        ("model's words", parts.PAGE.quoted_words([HOSTILE])),
        ("neighbours", parts.PAGE.neighbours([("Next below", [(HOSTILE, "", "")], "")])),
        ("step", story.PAGE.step(HOSTILE, [], "", "")),
    ],
)
def test_what_is_filled_in_is_escaped(kind: str, made: Markup) -> None:
    assert isinstance(made, Markup), kind
    assert ESCAPED in made and "<script" not in made, f"{kind}: {made}"


def test_what_is_markup_already_is_left_as_it_is() -> None:
    assert html.paragraph(Markup("<b>x</b>")) == "<p><b>x</b></p>"


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_no_template_switches_escaping_off_and_none_has_a_line_break_in_the_page(path: Path) -> None:
    source = path.read_text("utf-8")
    assert not re.search(r"\bsafe\b|autoescape|\braw\b", source), path.name
    assert "\n" not in OneLine(_environment()).preprocess(source, path.name)
    assert template(path.name) is template(path.name), "it is compiled twice"


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        ("<p>\n  Each mark\n  is one.\n</p>", "<p>Each mark is one.</p>"),
        ('<a href="x"\n  rel="y">z</a>', '<a href="x" rel="y">z</a>'),
        ("{% if a %}\n  b\n{% endif %}", "{% if a %}b{% endif %}"),
        ("<b>x</b> {{ y }}\n  <i>z</i>", "<b>x</b> {{ y }}<i>z</i>"),
    ],
)
def test_a_break_in_text_is_a_blank_and_one_beside_markup_nothing(lines: str, joined: str) -> None:
    assert OneLine(_environment()).preprocess(lines, None) == joined


def test_a_name_that_nobody_gives_is_an_error_and_not_an_empty_place() -> None:
    with pytest.raises(UndefinedError):
        _environment().from_string("{{ nobody }}").render()


def test_a_table_refuses_rows_that_do_not_fit_its_columns() -> None:
    with pytest.raises(ValueError, match="zip"):
        html.table([("A", ""), ("B", "")], [["only one"]], caption="")
    with pytest.raises(ValueError, match="zip"):
        html.table([("A", "")], [["1"], ["2"]], caption="", row_classes=["only one"])


def test_a_page_at_an_end_of_the_gradient_says_so() -> None:
    data = page_data("3211")
    nobody = data.occupations["mean_2025"].iloc[:0]
    made = parts.neighbours({"related": nobody, "below": nobody, "above": nobody}, data, {})
    assert made.count("<p>None: no other unit group of its minor group was scored.</p>") == 1
    assert made.count("<p>None: it is at the start of the gradient.</p>") == 1
    assert made.count("<p>None: it is at the end of the gradient.</p>") == 1
