"""What the story and the newsroom share: their figures, and lists of occupations in a sentence."""

from collections.abc import Iterable, Sequence
from typing import Any

from markupsafe import Markup

from exposure_gradient.measures import Occupation, Study, shown, shown_signed
from exposure_gradient.measures.overall import overall
from exposure_gradient.presentation.claims import Claim, sentence
from exposure_gradient.presentation.html import join, link
from exposure_gradient.presentation.repeated import repeated
from exposure_gradient.presentation.trail import Trail

SCORE, BAND, GROUP = "score_2025", "potential25", "label1d"
YEARS = ("score_2025", "score_2023")
EVERY = (*YEARS, "predicted_score_2025_gpt4o", "predicted_score_2025_gemini", "mean_score_2025")
"""The columns that a range over all choices rests on."""


def listed(parts: Sequence[Any], last: str = " and ") -> Markup:
    """Return parts as a list in a sentence: "a", "a and b", "a, b and c"."""
    if len(parts) == 1:
        return join(parts)
    return join([join(parts[:-1], ", "), last, parts[-1]])


class Telling:
    """A page that tells of all occupations: its trail, and figures by name."""

    def __init__(self, everything: Study, chapter: str) -> None:
        """Begin the page's trail."""
        self.study = everything
        self.all = overall(everything)
        self.trail = Trail(chapter, measures="methodology/measures.html")
        n, tasks = len(self.all.occupations), sum(o.n_tasks for o in self.all.occupations)
        self.n = self.trail.claim("occupations", n, "rule-occupations", "ISCO_08")
        self.tasks = self.trail.claim("tasks", tasks, "rule-tasks", "Task_ISCO", text=f"{tasks:,}")
        exposed = sum(o.is_exposed for o in self.all.occupations)
        self.exposed = self.trail.claim("exposed", exposed, "rule-band", BAND)

    def count(self, name: str, value: int, rule: str, *columns: str) -> Claim:
        """Return a number of things as a claim."""
        return self.trail.claim(name, value, rule, *columns)

    def score(self, name: str, value: float, rule: str = "rule-mean", *columns: str) -> Claim:
        """Return a value on the scale as a claim, shown with two decimals."""
        return self.trail.claim(name, value, rule, *(columns or (SCORE,)), text=shown(value))

    def change(self, name: str, value: float, *columns: str) -> Claim:
        """Return a change as a claim, shown with its sign."""
        return self.trail.claim(name, value, "rule-change", *(columns or YEARS), text=shown_signed(value))

    def of(self, occupation: Occupation, name: str) -> Claim:
        """Return a figure of an occupation's own page, named for this one."""
        return self.trail.keep(repeated(occupation, name))

    def mean(self, occupation: Occupation) -> Claim:
        """Return an occupation's mean of 2025."""
        return self.of(occupation, "mean_2025")

    def named(self, occupation: Occupation) -> Markup:
        """Return an occupation's title as a link to its page."""
        return link(f"gradient/{occupation.page}.html", occupation.title)

    def with_means(self, occupations: Iterable[Occupation]) -> Markup:
        """Return occupations as a list in a sentence, each with its mean in brackets."""
        return listed([sentence("{title} ({mean})", title=self.named(o), mean=self.mean(o)) for o in occupations])

    def names(self, occupations: Iterable[Occupation]) -> Markup:
        """Return occupations as a list in a sentence."""
        return listed([self.named(o) for o in occupations])

    def groups_of(self, name: str, occupations: Sequence[Occupation], most: int = 2) -> Markup:
        """Say in which major groups most of some occupations are: "n are in A and m in B"."""
        found = self.all.groups_among(occupations)[:most]
        return listed(
            [
                sentence(
                    "{n} are in {title}" if place == 1 else "{n} in {title}",
                    n=self.count(f"{name}.{place}", n, "rule-group", SCORE, GROUP),
                    title=title,
                )
                for place, (title, n) in enumerate(found, 1)
            ]
        )
