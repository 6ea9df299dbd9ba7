"""What is said of a column or a key: it names no other year, model or end than the name of the column does."""

import re
from collections.abc import Iterator

from printed.findings import Finding

OPPOSITES = (
    {"2023": r"\b2023\b", "2025": r"\b2025\b"},
    {"gpt4o": "GPT-4o", "gemini": "Gemini"},
    {"low": "(?i)lowest", "high": "(?i)highest"},
    {"below": r"\bbelow\b|(?i:lower)", "above": r"\babove\b|(?i:higher)"},
    {"human": "(?i)humans?", "gpt4": "GPT-4"},
    {"broad": "broad", "detailed": "detailed"},
)
"""Words of names of which one at most is in a name, and how what is said of the name shows each."""


def wrong_description(page: str, place: str, name: str, said: str) -> Iterator[Finding]:
    """Yield a finding where what is said of a name fits another name, or does not say what the name does."""
    words = name.split("_")
    for marks in OPPOSITES:
        own = [mark for mark in marks if mark in words]
        if len(own) == 1:
            others = [mark for mark, shows in marks.items() if mark not in own and re.search(shows, said)]
            if others:
                yield Finding(page, place, "its description", said, f"one of {name}, not of {', '.join(others)}")
