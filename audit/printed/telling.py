"""How pages that tell of all occupations name them: titles with their links, lists in words, and figures beside names."""

from collections.abc import Iterable, Sequence
from typing import Any

from printed.expected import Expected
from printed.occupations import shown_figures
from printed.text import link

MEASURES = "methodology/measures.html"
"""Where rules stand, as a page at the root of the site has its address."""


def in_words(parts: Sequence[str], last: str = " and ") -> str:
    """Return parts as a list in a sentence: "a", "a and b", "a, b and c"."""
    return parts[0] if len(parts) == 1 else last.join([", ".join(parts[:-1]), parts[-1]])


class Telling:
    """A page that tells of all occupations; ``up`` leads from it to the root of the site."""

    def __init__(self, expected: Expected, page: str, up: str = "") -> None:
        """Look up the page's claims, and the occupations and groups by their codes."""
        self.expected, self.page, self.up = expected, page, up
        self.claims = expected.claims.get(page, {})
        self.occupations = {row["isco08"]: row for row in expected.tables["everyone"]}
        self.groups = {row["major_code"]: row for row in expected.tables["group_figures"]}
        self.together = expected.tables["together"][0]
        self.orders = expected.grouped("listed", "list")

    def names(self) -> dict[str, Any]:
        """Return what every form of the page may name: the site's words and the page's figures; a blank becomes ``_``."""
        return self.expected.site | {
            name.replace(" ", "_"): figure for name, figure in shown_figures(self.claims).items()
        }

    def first(self, order: str, n: int) -> list[str]:
        """Return the codes of the first ``n`` of an order, and of those that equal the last of them."""
        return [row["isco08"] for row in self.orders[order] if row["standing"] <= n]

    def of(self, code: str, claim: str) -> str:
        """Return a figure of an occupation, as this page states it."""
        return str(self.claims[f"{code}.{claim}"].figure)

    def named(self, code: str) -> str:
        """Return an occupation's title, linked to its page."""
        row = self.occupations[code]
        return link(row["title"], f"{self.up}{row['page']}.html")

    def group(self, code: str) -> str:
        """Return a major group's title, linked to its page."""
        row = self.groups[code]
        return link(row["title"], f"{self.up}{row['page']}.html")

    def listed(self, codes: Iterable[str]) -> str:
        """Return occupations as a list in a sentence."""
        return in_words([self.named(code) for code in codes])

    def with_means(self, codes: Iterable[str]) -> str:
        """Return occupations as a list in a sentence, each with its 2025 mean in brackets."""
        return in_words([f"{self.named(code)} ({self.of(code, 'mean_2025')})" for code in codes])

    def described(self, codes: Iterable[str], claim: str) -> str:
        """Return occupations as a picture's description names them: titles and figures as plain words."""
        return in_words([f"{self.occupations[c]['title']} ({self.claims[f'{c}.{claim}'].text})" for c in codes])
