"""An occupation's page for tests: what its notebook enters and shows when its cells run in this process."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from markupsafe import Markup

from exposure_gradient.measures import Study
from exposure_gradient.measures.page_data import supplied
from exposure_gradient.publication.claims import Claim
from exposure_gradient.publication.html import Html
from exposure_gradient.publication.inline import Inline, run_inline
from exposure_gradient.sources import Wording

Made = TypeVar("Made")

SECTIONS = {
    "masthead": ("{{ title }}", slice(0, 1)),
    "definition": ("{{ title }}", slice(1, -3)),
    "lead": ("{{ title }}", slice(-3, -2)),
    "place_among_all": ("{{ title }}", slice(-2, -1)),
    "headline_figures": ("{{ title }}", slice(-1, None)),
    "all_tasks": ("Tasks, the most exposed first", slice(0, 1)),
    "most_exposed": ("Tasks, the most exposed first", slice(1, 2)),
    "fastest_moving": ("Tasks, the most exposed first", slice(2, 3)),
    "firmness": ("How firm are these figures?", slice(0, -1)),
    "band_table": ("How firm are these figures?", slice(-1, None)),
    "us_occupations": ("U.S. occupations", slice(None)),
    "in_context": ("Related occupations", slice(None)),
    "write_about_this": ("Quote, cite, download", slice(0, 1)),
    "take_along": ("Quote, cite, download", slice(1, 2)),
    "page_sources": ("Sources of this page", slice(0, 1)),
    "audit_trail": ("Sources of this page", slice(1, 2)),
}
"""The parts of a page by the heading that they stand under."""


@dataclass(frozen=True)
class InlinePage:
    """A page whose notebook has run."""

    run: Inline

    @property
    def claims(self) -> dict[str, Claim]:
        """Return the figures that it entered."""
        return self.run.ledger.claims

    def __getitem__(self, name: str) -> Claim:
        """Return one of its figures."""
        return self.claims[name]

    def section(self, name: str) -> Html:
        """Return a part of the page."""
        heading, place = SECTIONS[name]
        shown = self.run.shown[heading][place]
        assert shown, f"nothing is shown as {name}"
        return shown[0] if len(shown) == 1 else Html(Markup("").join(shown))

    def record(self) -> dict[str, Any]:
        """Return the record that the page carries."""
        return self.section("take_along")._repr_mimebundle_()["application/json"]

    @property
    def data(self) -> Any:
        """Return the tables that the page read."""
        return self.run.names["data"]

    @property
    def statements(self) -> list[tuple[Markup, str]]:
        """Return the statements to be copied, each with its source."""
        return self.run.names["quotes"]


def page_of(everything: Study, wording: Wording, isco08: str) -> InlinePage:
    """Run the notebook of one occupation over a study and a wording."""
    with supplied(everything, wording):
        return InlinePage(run_inline("occupation", isco08=isco08))


class OnDemand(Mapping, Generic[Made]):
    """Something of each name, made when it is first asked for: some tests want all, most want a few."""

    def __init__(self, names: Iterable[str], make: Callable[[str], Made]) -> None:
        self._names, self._make, self._made = dict.fromkeys(names), make, {}

    def __getitem__(self, name: str) -> Made:
        if name not in self._names:
            raise KeyError(name)
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
