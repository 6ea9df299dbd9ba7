"""Claims: every figure that a page states, with its exact value, its rule and the rows it came from.

Prose is built from claims. Each is a link to its row in the audit trail. :func:`sentence` refuses a digit in its template that is not part of a name, so a
figure that is no claim cannot be printed.
"""

import dataclasses
import re
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

SCALE = "0–1"
WHOLE_SCALE = f'<span class="eg-whole">{SCALE}</span>'
"""The scale in a sentence: a line may not end after its dash."""

NAMES_WITH_DIGITS = (
    "O*NET-SOC 2019",
    "O*NET-SOC 2010",
    "SOC-2018",
    "SOC-2010",
    "SOC 2018",
    "SOC 2010",
    "ISCO-08",
    "O*NET 30.3",
    "Working Paper 140",
    "Gradient 1",
    "Gradient 2",
    "Gradient 3",
    "Gradient 4",
    "May 2024",
    "GPT-4o",
    "GPT-4",
    "CC BY 4.0",
    SCALE,
    "2023",
    "2025",
)
"""Names of classifications, releases, editions of the scores and models: not figures, though they hold digits."""

_NAMES = re.compile("|".join(re.escape(name) for name in NAMES_WITH_DIGITS))
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_TAG = re.compile(r"<[^<>]*>")
_LINKED = re.compile(r'<a href="[^"]*">(<data [^<>]*>[^<>]*</data>)</a>')
_NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9_.-]+")


def row_id(claim: str) -> str:
    """Return the identifier of a figure's row in the audit trail of its page, from the figure's own.

    What begins all of them keeps them apart from those of headings.

    >>> row_id("mean_2025"), row_id("band.Gradient 1.low")
    ('f-mean_2025', 'f-band.Gradient_1.low')
    """
    return f"f-{_NOT_IN_AN_ID.sub('_', claim)}"


def without_figure_links(markup: Any) -> Markup:
    """Return markup whose figures lead nowhere, to stand within a link: HTML has no link in a link."""
    return Markup(_LINKED.sub(r"\1", str(escape(markup))))


@dataclass(frozen=True)
class Claim:
    """One figure as a page states it.

    ``text`` is what the reader sees, ``value`` what it was made from, at full precision; ``rule`` an anchor in
    the methodology; ``source`` a key of the registry, ``rows`` and ``columns`` the place in that file. A claim
    that rests on every row of a file has no rows of its own. ``trail`` is the address of the row that lists it, where that
    is not in the trail of the page that states it.
    """

    id: str
    text: str
    value: float | int | str | None
    rule: str
    source: str
    columns: tuple[str, ...]
    rows: tuple[int, ...] = ()
    trail: str = dataclasses.field(default="", compare=False)

    def __html__(self) -> str:
        """Return the claim as it stands in a page: its text, with its identifier and exact value, as a link to its row."""
        value, row = "" if self.value is None else self.value, self.trail or f"#{row_id(self.id)}"
        figure = f'<data data-claim="{escape(self.id)}" value="{escape(value)}">{escape(self.text)}</data>'
        return Markup(f'<a href="{escape(row)}">{figure}</a>')

    def written(self, text: str) -> "Claim":
        """Return the claim with another text for the same value, such as an ordinal."""
        return dataclasses.replace(self, text=text)

    @property
    def exact(self) -> str:
        """The exact value as text."""
        return "none" if self.value is None else str(self.value)


def unclaimed_digits(text: str) -> list[str]:
    """Return the runs of digits in a text that are no part of a known name."""
    return re.findall(r"\d[\d.,]*", _NAMES.sub("", text))


def sentence(template: str, **parts: Any) -> Markup:
    """Fill a template with claims and source text.

    The template is markup; what is filled in is escaped unless it is a claim or markup itself. Raises
    ValueError where the template itself states a figure.

    >>> sentence("Mean {mean}.", mean="<b>")
    Markup('Mean &lt;b&gt;.')
    """
    loose = unclaimed_digits(_TAG.sub("", _PLACEHOLDER.sub("", template)))
    if loose:
        raise ValueError(f"the template states {', '.join(loose)}, which no claim covers: {template!r}")
    return Markup(template.replace(SCALE, WHOLE_SCALE)).format(**parts)


def plain(markup: Any) -> str:
    """Return markup as plain text, tags dropped and entities resolved."""
    return Markup(escape(markup)).striptags()
