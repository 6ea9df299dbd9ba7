"""What a chapter's cells state: figures claimed by name, and sentences that take them by that name."""

import re
from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from exposure_gradient.publication.claims import Claim
from exposure_gradient.publication.html import Html, block, paragraph
from exposure_gradient.publication.trail import Trail

FIELD = re.compile(r"\{([^{}]+)\}")


def written(value: Any, form: str | Callable[[Any], str] | None = None) -> str:
    """Return a figure as text: whole numbers with commas, others as they are or in the form that is given.

    >>> written(3265), written(0.5), written(0.9152, ".3f")
    ('3,265', '0.5', '0.915')
    """
    if callable(form):
        return form(value)
    return format(value, "," if form is None and isinstance(value, int) else form or "")


class Chapter(Trail):
    """A chapter's trail, whose sentences find the chapter's own figures by their names."""

    def facts(self, rule: str, *columns: str, source: str = "ilo_scores", **figures: Any) -> None:
        """Claim figures that share a rule and columns; a figure with a form is given as a pair of the two."""
        for name, figure in figures.items():
            value, form = figure if isinstance(figure, tuple) else (figure, None)
            value = value.item() if hasattr(value, "item") else value
            self.claim(name, value, rule, *columns, text=written(value, form), source=source)

    def __getitem__(self, name: str) -> Claim:
        """Return the chapter's figure of a name."""
        return self._claims[f"{self._chapter}.{name}"]

    def sentence(self, template: str, **parts: Any) -> Markup:
        """Fill a template as :meth:`Trail.sentence` does; a name that no part has is that of a figure of the chapter."""
        own = {name: self[name] for name in FIELD.findall(template) if name not in parts}
        for name in own:  # a format takes what follows a point for an attribute
            template = template.replace(f"{{{name}}}", f"{{{_plain(name)}}}")
        return super().sentence(template, **{_plain(name): claim for name, claim in own.items()}, **parts)

    def prose(self, template: str, **parts: Any) -> Markup:
        """Return a sentence as a paragraph, to stand beside a table or a picture."""
        return paragraph(self.sentence(template, **parts))


def _plain(name: str) -> str:
    return name.replace(".", "_")


def in_code(text: str) -> Html | str:
    """Return text as code, or nothing."""
    return block("inline", text, tag="code") if text else ""


def to_three_digits(value: float) -> str:
    """Return a measured value with three digits that count.

    >>> to_three_digits(1234.5), to_three_digits(0.012345)
    ('1,234', '0.0123')
    """
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
