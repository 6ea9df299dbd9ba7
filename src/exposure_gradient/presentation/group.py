"""The page of a major group, and the table of occupations that it shares with the full gradient."""

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

from exposure_gradient.measures import Occupation, Study, shown, shown_signed, slug, study
from exposure_gradient.measures.rules import mean, rounded4
from exposure_gradient.presentation import charts
from exposure_gradient.presentation.claims import Claim, plain, sentence
from exposure_gradient.presentation.heading import checked_heading
from exposure_gradient.presentation.html import Html, block, code, link, paragraph, table
from exposure_gradient.presentation.link_preview import as_preview
from exposure_gradient.presentation.own_scores import has_own_scores, who_places
from exposure_gradient.presentation.repeated import HEADLINE, repeated
from exposure_gradient.presentation.trail import audit_trail
from exposure_gradient.tables import BANDS


class GroupPage:
    """One major group's page."""

    def __init__(self, everything: Study, major_code: str | int) -> None:
        """Collect the group's occupations."""
        self.code = str(major_code)
        self.occupations = sorted(
            (everything.occupation(code) for code in everything.members(self.code)),
            key=lambda occupation: (-occupation.mean_2025, occupation.isco08),
        )
        self.title = everything.major_titles[self.code]
        self.mean = everything.group_mean(self.code)
        self.n_all = len(everything.codes)

    @property
    def page(self) -> str:
        """The page's name, without folder and ending."""
        return f"{self.code}-{slug(self.title)}"

    def claims(self) -> dict[str, Claim]:
        """Return the group's own figures."""
        group, n_exposed = self.occupations, sum(o.is_exposed for o in self.occupations)
        change = rounded4(mean(o.change for o in group))

        def ilo(id_: str, text: object, value: float | int, rule: str, *columns: str) -> Claim:
            return Claim(id_, str(text), value, rule, "ilo_scores", columns)

        claims = [
            ilo("group_size", len(group), len(group), "rule-group", "label1d"),
            ilo("group_mean", shown(self.mean), self.mean, "rule-group", "score_2025", "label1d"),
            ilo("group_change", shown_signed(change), change, "rule-group", "score_2025", "score_2023", "label1d"),
            ilo("highest", shown(group[0].mean_2025), group[0].mean_2025, "rule-mean", "score_2025"),
            ilo("lowest", shown(group[-1].mean_2025), group[-1].mean_2025, "rule-mean", "score_2025"),
            ilo("n_exposed", n_exposed, n_exposed, "rule-band", "potential25"),
            ilo("n_occupations", self.n_all, self.n_all, "rule-occupations", "ISCO_08"),
        ]
        return {claim.id: claim for claim in claims}

    def lead(self, heading: str | None = None) -> Html:
        """What the group looks like as a whole; ``heading`` is what the notebook is headed, which must be the title."""
        title = Markup()
        if heading is not None:
            title = checked_heading(heading, f"{self.code} - {self.title}", "major_group", self.code)
        c = self.claims()
        first, last = self.occupations[0], self.occupations[-1]
        text = sentence(
            ("A reader’s own file scores {n} occupations" if has_own_scores() else "The study scored {n} occupations")
            + " of this major group, out of {total} in all. Their mean exposure to generative "
            "AI, each occupation counted once, is <strong>{mean}</strong> on a scale of 0–1, a change of {change} since "
            "2023. It runs from {lowest} ({last}) to {highest} ({first}). "
            f"{who_places()} places {{exposed}} of them in one of the "
            "bands Gradient 1 to Gradient 4.",
            n=c["group_size"],
            total=c["n_occupations"],
            mean=c["group_mean"],
            change=c["group_change"],
            lowest=c["lowest"],
            last=link(f"../gradient/{last.page}.html", last.title),
            highest=c["highest"],
            first=link(f"../gradient/{first.page}.html", first.title),
            exposed=c["n_exposed"],
        )
        return Html(title + Markup(block("lead", paragraph(text))), **self._preview(c, first, last))

    def _preview(self, claims: dict[str, Claim], first: Occupation, last: Occupation) -> dict[str, Any]:
        """What a link to the page shows."""
        description = sentence(
            "{title}: the mean exposure to generative AI of {n} ISCO-08 occupations is {mean} on a scale of 0–1, from {lowest} ({last}) "
            "to {highest} ({first})." + (" Scores: a reader’s own, not the ILO’s." if has_own_scores() else ""),
            title=self.title,
            n=claims["group_size"],
            mean=claims["group_mean"],
            lowest=claims["lowest"],
            last=last.title,
            highest=claims["highest"],
            first=first.title,
        )
        return as_preview(plain(description), f"{self.title} and generative AI")

    def picture(self) -> Html:
        """The group's occupations: mean against change."""
        points = [(o.mean_2025, o.change, o.band, o.title) for o in self.occupations]
        c = self.claims()
        description = plain(
            sentence(
                "Mean exposure in 2025 against the change since 2023 for the {n} occupations of the group; means run from "
                "{low} to {high}.",
                n=c["group_size"],
                low=c["lowest"],
                high=c["highest"],
            )
        )
        caption = sentence("Each mark is an occupation of the group; shape and colour give its band.")
        return charts.gradient(points, BANDS, name=f"group-{self.code}", description=description, caption=caption)

    def audit_trail(self) -> Html:
        """The group's own figures; those of its members have their trail on the members' pages."""
        return audit_trail(
            self.claims().values(), "../methodology/measures.html", also=members_claims(self.occupations)
        )

    def members(self) -> Html:
        """The table of the group's occupations, the most exposed first."""
        return occupation_table(
            self.occupations,
            sentence("All {n} occupations of the group, the most exposed first.", n=self.claims()["group_size"]),
        )


def members_claims(occupations: Iterable[Occupation]) -> list[Claim]:
    """Return every figure that a table of these occupations shows."""
    return [repeated(occupation, name) for occupation in occupations for name in HEADLINE]


def occupation_table(occupations: Iterable[Occupation], caption: Any, prefix: str = "../gradient/") -> Html:
    """Return a sortable table of occupations with their headline figures."""
    rows, classes = [], []
    for o in occupations:
        rows.append(
            (
                code(o.isco08),
                link(f"{prefix}{o.page}.html", o.title),
                *(repeated(o, name) for name in HEADLINE),
            )
        )
        classes.append(f"eg-band-{BANDS.index(o.band)}")
    columns = [
        ("ISCO-08", "eg-code"),
        ("Occupation", "wide"),
        ("Mean 2025", "num"),
        ("Change", "num"),
        ("Percentile", "num"),
        ("Band", "band"),
        ("Tasks", "num"),
    ]
    return block(
        "occupations",
        table(columns, rows, caption=caption, kind="sortable", headed_rows=1, row_classes=classes),
    )


def group_page(major_code: str) -> GroupPage:
    """Return the page of one major group. Raises InputError where the code is none."""
    return GroupPage(study(), major_code)
