"""Claims: every figure that a page states, with its exact value, its rule and the rows it came from.

Prose is built from claims. :func:`sentence` refuses a digit in its template that is not part of a name, so a
figure that is no claim cannot be printed.
"""

import dataclasses
import re
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

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
    "0–1",
    "2023",
    "2025",
)
"""Names of classifications, releases, editions of the scores and models: not figures, though they hold digits."""

_NAMES = re.compile("|".join(re.escape(name) for name in NAMES_WITH_DIGITS))
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True)
class Claim:
    """One figure as a page states it.

    ``text`` is what the reader sees, ``value`` what it was made from, at full precision; ``rule`` an anchor in
    the methodology; ``source`` a key of the registry, ``rows`` and ``columns`` the place in that file. A claim
    that rests on every row of a file has no rows of its own.
    """

    id: str
    text: str
    value: float | int | str | None
    rule: str
    source: str
    columns: tuple[str, ...]
    rows: tuple[int, ...] = ()

    def __html__(self) -> str:
        """Return the claim as it stands in a page: its text, with its identifier and exact value."""
        value = "" if self.value is None else self.value
        return Markup(f'<data data-claim="{escape(self.id)}" value="{escape(value)}">{escape(self.text)}</data>')

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
    return Markup(template).format(**parts)


def plain(markup: Any) -> str:
    """Return markup as plain text, tags dropped and entities resolved."""
    return Markup(escape(markup)).striptags()
