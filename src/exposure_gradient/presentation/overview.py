"""The landing page and the full gradient."""

from collections import Counter

from markupsafe import Markup

from exposure_gradient.measures import Occupation, Study, shown, shown_signed, slug
from exposure_gradient.presentation import charts
from exposure_gradient.presentation.claims import Claim, plain, sentence
from exposure_gradient.presentation.explorer import explorer
from exposure_gradient.presentation.group import members_claims, occupation_table
from exposure_gradient.presentation.html import Html, block, join, link, paragraph, table
from exposure_gradient.presentation.own_scores import has_own_scores, who_places
from exposure_gradient.presentation.trail import audit_trail
from exposure_gradient.sources import load_edition
from exposure_gradient.tables import BANDS


class Overview:
    """All occupations together, as the landing page and the gradient show them."""

    def __init__(self, everything: Study) -> None:
        """Order the occupations from the most to the least exposed."""
        self.study = everything
        self.occupations: tuple[Occupation, ...] = tuple(
            sorted(everything.all_occupations(), key=lambda o: (-o.mean_2025, o.isco08))
        )
        self.claims = {claim.id: claim for claim in self._claims()}

    def _claims(self) -> list[Claim]:
        occupations = self.occupations

        def ilo(id_: str, text: object, value: float | int, rule: str, *columns: str) -> Claim:
            return Claim(id_, str(text), value, rule, "ilo_scores", columns)

        n_tasks = sum(o.n_tasks for o in occupations)
        counts = Counter(o.band for o in occupations)
        exposed = sum(o.is_exposed for o in occupations)
        first, last = occupations[0], occupations[-1]
        rose, fell = sum(o.change > 0 for o in occupations), sum(o.change < 0 for o in occupations)
        same = len(occupations) - rose - fell
        claims = [
            ilo("n_occupations", len(occupations), len(occupations), "rule-occupations", "ISCO_08"),
            ilo("n_tasks", f"{n_tasks:,}", n_tasks, "rule-tasks", "Task_ISCO"),
            ilo("n_exposed", exposed, exposed, "rule-band", "potential25"),
            ilo("highest", shown(first.mean_2025), first.mean_2025, "rule-mean", "score_2025"),
            ilo("lowest", shown(last.mean_2025), last.mean_2025, "rule-mean", "score_2025"),
            ilo("n_rose", rose, rose, "rule-change", "score_2025", "score_2023"),
            ilo("n_fell", fell, fell, "rule-change", "score_2025", "score_2023"),
            ilo("n_same", same, same, "rule-change", "score_2025", "score_2023"),
        ]
        claims += [ilo(f"band.{band}", counts[band], counts[band], "rule-band", "potential25") for band in BANDS]
        for band in BANDS:
            means = [o.mean_2025 for o in occupations if o.band == band]
            for end, value in (("low", min(means)), ("high", max(means))) if means else ():
                claims.append(ilo(f"band.{band}.{end}", shown(value), value, "rule-mean", "score_2025", "potential25"))
        changes = [o.change for o in occupations]
        for end, value in (("low", min(changes)), ("high", max(changes))):
            claims.append(ilo(f"change.{end}", shown_signed(value), value, "rule-change", "score_2025", "score_2023"))
        return claims

    def _named(self, occupation: Occupation) -> Markup:
        return link(f"gradient/{occupation.page}.html", occupation.title)

    def welcome(self) -> Html:
        """What this is, in one screen."""
        c, first, last = self.claims, self.occupations[0], self.occupations[-1]
        what = sentence(
            "How far does generative AI overlap with the work that people do? "
            + (
                "A reader’s own file scores {tasks} tasks of {occupations} occupations"
                if has_own_scores()
                else "In 2025 a study for the International Labour Organization scored {tasks} tasks of {occupations} occupations"
            )
            + " on a scale of 0–1. The occupations’ means run from "
            "{lowest} ({last}) to {highest} ({first}). This publication gives every occupation a page, shows how each figure on it is made, and "
            "can be rerun from the data to the last sentence.",
            tasks=c["n_tasks"],
            occupations=c["n_occupations"],
            lowest=c["lowest"],
            last=self._named(last),
            highest=c["highest"],
            first=self._named(first),
        )
        caveat = sentence(
            "Exposure is overlap of task content with what generative AI can do. It is no measure of use, of automation or "
            "of jobs lost."
        )
        return block("lead", paragraph(what), paragraph(caveat, "caveat"))

    def finder(self) -> Html:
        """A field that finds an occupation as one types; without scripts, the list of major groups."""
        groups = join(
            Markup("<li>{}</li>").format(link(f"groups/{code}-{slug(title)}.html", f"{code} - {title}"))
            for code, title in sorted(self.study.major_titles.items())
        )
        return Html(
            Markup(
                '<div class="eg-finder" hidden><label for="eg-find">{}</label>'
                '<input id="eg-find" type="search" autocomplete="off" spellcheck="false" placeholder="{}"></div>'
                '<nav class="eg-groups" aria-label="Major groups"><p>{}</p><ul>{}</ul></nav>'
            ).format(
                "Find an occupation by title or code, ISCO-08 or U.S.",
                "e.g. nurses, 3211 or 29-1141",
                "Or start from one of the major groups:",
                groups,
            )
        )

    def place(self) -> Html:
        """Where the world's occupations lie: a histogram of the means."""
        description = plain(
            sentence(
                "Histogram of mean exposure over {n} occupations; means run from {low} to {high}.",
                n=self.claims["n_occupations"],
                low=self.claims["lowest"],
                high=self.claims["highest"],
            )
        )
        return charts.histogram(
            self.study.frame["mean_2025"],
            [],
            description=description,
            caption=sentence("The {n} occupations by mean exposure in 2025.", n=self.claims["n_occupations"]),
        )

    def edition(self) -> Html:
        """The edition."""
        edition = load_edition()
        return block("edition", paragraph(f"Edition {edition.id} of {edition.date}."))

    def gradient_lead(self) -> Html:
        """What the full gradient shows."""
        c = self.claims
        text = sentence(
            f"All {{n}} occupations. {who_places()} places {{exposed}} of them in one of the bands Gradient 1 to Gradient 4. Between the "
            "scores of 2023 and those of 2025, the mean rose in {rose} occupations, fell in {fell} and stayed the same in "
            "{same}.",
            n=c["n_occupations"],
            exposed=c["n_exposed"],
            rose=c["n_rose"],
            fell=c["n_fell"],
            same=c["n_same"],
        )
        return block("lead", paragraph(text))

    def bands(self) -> Html:
        """The number of occupations in each band, and the means they have."""
        rows = []
        for band in BANDS:
            none = Markup('<span class="eg-none">none</span>')
            ends = [self.claims.get(f"band.{band}.{end}", none) for end in ("low", "high")]
            rows.append((band, self.claims[f"band.{band}"], *ends))
        columns = [("Band", ""), ("Occupations", "num"), ("Lowest mean", "num"), ("Highest mean", "num")]
        classes = [f"eg-band-{index}" for index in range(len(BANDS))]
        caption = "Occupations by band. Bands overlap in their means, because a band also depends on the spread of the scores."
        return block("bands", table(columns, rows, caption=caption, kind="band-table", row_classes=classes))

    def picture(self) -> Html:
        """Mean against change, all occupations."""
        c = self.claims
        description = plain(
            sentence(
                "Scatter of {n} occupations: mean exposure in 2025, from {lowest} to {highest}, against the change since "
                "2023, from {fell} to {rose}. The table below holds every value.",
                n=c["n_occupations"],
                lowest=c["lowest"],
                highest=c["highest"],
                fell=c["change.low"],
                rose=c["change.high"],
            )
        )
        points = [(o.mean_2025, o.change, o.band, o.title) for o in self.occupations]
        caption = sentence("Each mark is an occupation; shape and colour give its band.")
        return charts.gradient(points, BANDS, name="all", description=description, caption=caption)

    def explorer(self) -> Html:
        """Mean against change, and with scripts a picture to explore in its place."""
        return explorer(self.picture(), self.study.major_titles)

    def all_occupations(self) -> Html:
        """The sortable table of all occupations."""
        caption = sentence(
            "All {n} occupations, the most exposed first. A heading’s button sorts by its column.",
            n=self.claims["n_occupations"],
        )
        return occupation_table(self.occupations, caption, prefix="gradient/")

    def audit_trail(self, *, with_members: bool = False) -> Html:
        """The figures over all occupations; those of the occupations have their trail on their pages."""
        also = members_claims(self.occupations) if with_members else ()
        return audit_trail(self.claims.values(), "methodology/measures.html", also=also)
