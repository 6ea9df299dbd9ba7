"""The newsroom: what can be quoted, with its source; tables; each major group's story; what not to conclude; pictures to take along."""

import functools
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup

from exposure_gradient.measures import Occupation, Study, ordinal, shown, shown_signed, slug
from exposure_gradient.measures.overall import FIRM, Group, width
from exposure_gradient.measures.sensitivity import CHOICES
from exposure_gradient.presentation import press
from exposure_gradient.presentation.claims import Claim, plain, sentence
from exposure_gradient.presentation.downloads import as_bundle
from exposure_gradient.presentation.html import Html, block, code, copyable, join, link, paragraph, table
from exposure_gradient.presentation.telling import BAND, EVERY, GROUP, SCORE, YEARS, Telling, listed
from exposure_gradient.sources import load_edition, load_registry
from exposure_gradient.tables import BANDS

LISTED = 10
"""How many occupations a table lists; those that equal the last are listed with it."""
NAMED = 3
"""How many of each end the picture of all occupations names."""
ONE_WAY = 2 / 3
"""From which share of a group's means that moved one way its story tells of that way first."""


def _percent(part: int, whole: int) -> str:
    return f"{(200 * part + whole) // (2 * whole)}%"


class Newsroom(Telling):
    """The parts of the newsroom page, in their order."""

    def __init__(self, everything: Study) -> None:
        """Gather the ends, the moves and the groups."""
        super().__init__(everything, "newsroom")
        self.edition = load_edition()
        self.source = "ILO, Gmyrek et al. (2025), task scores"
        every = self.all
        self.most, self.least = every.most(LISTED), every.least(LISTED)
        self.risen, self.fallen = every.risen(LISTED), every.fallen(LISTED)
        self.sizes = {
            band: self.count(f"band.{band}", sum(o.band == band for o in every.occupations), "rule-band", BAND)
            for band in BANDS
        }
        changes = [o.change for o in every.occupations]
        self.moved = {
            name: self.count(name, sum(map(test, changes)), "rule-change", *YEARS)
            for name, test in (("rose", lambda c: c > 0), ("fell", lambda c: c < 0), ("same", lambda c: c == 0))
        }
        self.by_mean = sorted(every.groups, key=lambda group: (-group.mean, group.code))

    def _share(self, name: str, part: int, whole: int, *columns: str) -> Claim:
        return self.trail.claim(name, 100 * part / whole, "rule-band", *columns, text=_percent(part, whole))

    def _points(self, name: str, value: float) -> Claim:
        return self.trail.claim(name, value, "rule-sensitivity", *EVERY, text=f"{value:g}")

    def _group(self, group: Group) -> Markup:
        return link(f"groups/{group.code}-{slug(group.title)}.html", group.title)

    def _of_group(self, group: Group, name: str, value: int, rule: str = "rule-group", *columns: str) -> Claim:
        return self.count(f"group.{group.code}.{name}", value, rule, *(columns or (GROUP,)))

    def _group_mean(self, group: Group) -> Claim:
        return self.score(f"group.{group.code}.mean", group.mean, "rule-group", SCORE, GROUP)

    def _group_change(self, group: Group) -> Claim:
        name = f"group.{group.code}.change"
        return self.trail.claim(name, group.change, "rule-group", *YEARS, GROUP, text=shown_signed(group.change))

    def lead(self) -> Html:
        """What the page is for."""
        what = sentence(
            "For those who write about generative AI and work: sentences that can be quoted as they stand, the ends of the scale, the largest "
            "moves, a short story of each major group, and pictures to take along. Everything is computed from {tasks} task scores of {n} "
            "occupations; every figure is in the trail at the end.",
            tasks=self.tasks,
            n=self.n,
        )
        caveat = sentence(
            "One thing first: exposure is overlap of what a task consists of with what generative AI can do. It is no measure of use, of "
            "automation or of jobs lost, and no headline drawn from it should say so."
        )
        return block("lead", paragraph(what), paragraph(caveat, "caveat"))

    def quotes(self) -> Html:
        """Sentences that stand alone, each with its source, and all of them as text to copy."""
        said = self.sentences()
        items = join(Markup("<li>{} <cite>{}</cite></li>").format(text, self.source) for text in said)
        report = "\n".join([*(f"• {plain(text)} ({self.source})" for text in said), f"Source: {self.citation()}"])
        return block(
            "write",
            Markup("<ul>{}</ul>").format(items),
            Markup("<h3>All as text</h3>"),
            copyable(report, "Sentences to quote, with their source"),
        )

    def sentences(self) -> list[Markup]:
        """Return the sentences to quote."""
        every = self.all
        n = len(every.occupations)
        top, without = self.by_mean[0], [group for group in every.groups if not group.exposed]
        first, last, up, down = (f(1) for f in (every.most, every.least, every.risen, every.fallen))
        exposed = sum(o.is_exposed for o in every.occupations)
        found = [
            sentence(
                "Of {n} occupations that a study for the International Labour Organization scored in 2025, {exposed} ({share}) are in one of "
                "the exposed bands, Gradient 1 to Gradient 4; {minimal} are Minimal and {none} Not exposed.",
                n=self.n,
                exposed=self.exposed,
                share=self._share("exposed_share", exposed, n, BAND),
                minimal=self.sizes[BANDS[1]],
                none=self.sizes[BANDS[0]],
            ),
            sentence(
                "By the mean exposure of their tasks to generative AI, on a scale of 0–1, the highest are {first} and the lowest {last}.",
                first=self.with_means(first),
                last=self.with_means(last),
            ),
            sentence(
                "The occupation in the middle of all has a mean exposure of {median}; {below} of {n} lie in the lower half of the scale.",
                median=self.score("median", every.median_of(lambda o: o.mean_2025)),
                below=self.count("below_half", sum(o.mean_2025 < 0.5 for o in every.occupations), "rule-mean", SCORE),
                n=self.n,
            ),
            sentence(
                "Of the major groups of ISCO-08, {title} have the highest mean exposure, {mean}; {exposed} of their {size} occupations are in an "
                "exposed band.",
                title=self._group(top),
                mean=self._group_mean(top),
                exposed=self._of_group(top, "exposed", len(top.exposed), "rule-band", BAND, GROUP),
                size=self._of_group(top, "size", top.size),
            ),
            sentence(
                "Between the scores of 2023 and those of 2025, mean exposure rose in {rose} occupations, fell in {fell} and did not change in "
                "{same}; these are two snapshots, not one series.",
                **self.moved,
            ),
        ]
        if without:
            found.append(
                sentence(
                    "No occupation is in an exposed band in {groups}, though single tasks there score up to {highest}.",
                    groups=listed([self._group(group) for group in without]),
                    highest=self.score(
                        "without_exposed.highest",
                        max(o.most_exposed_task.score_2025 for group in without for o in group.occupations),
                        "rule-most-exposed",
                        SCORE,
                        GROUP,
                    ),
                )
            )
        if up and down:
            found.append(
                sentence(
                    "The largest rise between the two sets of scores is that of {up} ({rise}), the largest fall that of {down} ({drop}).",
                    up=self.names(up),
                    rise=self.of(up[0], "change"),
                    down=self.names(down),
                    drop=self.of(down[0], "change"),
                )
            )
        found.append(
            sentence(
                "Ranks depend on choices: under {choices} other choices of scores and conventions, {firm} of {n} occupations keep their "
                "percentile within {limit} points.",
                choices=self._points("choices", len(CHOICES)),
                firm=self._points("firm", every.n_firm()),
                n=self.n,
                limit=self._points("firm_limit", FIRM),
            )
        )
        return found

    # --- Tables --------------------------------------------------------------------------------------------------------

    def _table(self, occupations: Sequence[Occupation], caption: Any) -> Markup:
        rows = [
            (self.named(o), *(self.of(o, name) for name in ("mean_2025", "mean_2023", "change", "percentile", "band")))
            for o in occupations
        ]
        columns = [
            ("Occupation", "wide"),
            ("Mean 2025", "num"),
            ("Mean 2023", "num"),
            ("Change", "num"),
            ("Percentile", "num"),
            ("Band", "band"),
        ]
        classes = [f"eg-band-{BANDS.index(o.band)}" for o in occupations]
        return table(columns, rows, caption=caption, kind="press-table", row_classes=classes)

    def _number(self, name: str, occupations: Sequence[Occupation], rule: str, *columns: str) -> Claim:
        return self.count(f"listed.{name}", len(occupations), rule, *columns)

    def ends(self) -> Html:
        """The most and the least exposed."""
        parts = [
            self._table(
                occupations,
                sentence(
                    f"The {{n}} {word} exposed occupations.", n=self._number(word, occupations, "rule-mean", SCORE)
                ),
            )
            for word, occupations in (("most", self.most), ("least", self.least))
        ]
        return block("ends", *parts)

    def moves(self) -> Html:
        """The largest rises and falls."""
        parts = [
            self._table(
                occupations,
                sentence(
                    f"The {{n}} largest {word} of the mean since 2023.",
                    n=self._number(word, occupations, "rule-change", *YEARS),
                ),
            )
            for word, occupations in (("rises", self.risen), ("falls", self.fallen))
            if occupations
        ]
        return block("moves", *parts)

    def firmness(self) -> Html:
        """The most and the least stable."""
        parts = []
        for word, occupations in (("firmest", self.all.firmest(LISTED)), ("least firm", self.all.widest(LISTED))):
            rows = [
                (
                    self.named(o),
                    self.of(o, "percentile"),
                    self.of(o, "percentile_any_low"),
                    self.of(o, "percentile_any_high"),
                    self._points(f"{o.isco08}.width", width(o)),
                )
                for o in occupations
            ]
            columns = [
                ("Occupation", "wide"),
                ("Percentile", "num"),
                ("Lowest", "num"),
                ("Highest", "num"),
                ("Points between", "num"),
            ]
            caption = sentence(
                f"The {{n}} {word} places: the percentile, and its ends under all choices.",
                n=self._number(word.replace(" ", "_"), occupations, "rule-sensitivity", *EVERY),
            )
            parts.append(table(columns, rows, caption=caption, kind="firm-table"))
        why = sentence(
            "Equal widths at the end of a list are all listed. What the choices are is told under {chapter}.",
            chapter=link("methodology/sensitivity.html", "Sensitivity"),
        )
        return block("firmness", *parts, paragraph(why))

    # --- The major groups ----------------------------------------------------------------------------------------------

    def groups(self) -> Html:
        """A short story of each major group."""
        parts = [
            Markup("<section><h3>{}</h3>{}</section>").format(
                self._group(group), paragraph(join(self.story_of(group), " "))
            )
            for group in self.all.groups
        ]
        return block("group-stories", *parts)

    def story_of(self, group: Group) -> list[Markup]:
        """Return a group's story: what sets its means apart, its bands, its moves."""
        return [self._standing(group), self._in_bands(group), *self._moves_of(group)]

    def _standing(self, group: Group) -> Markup:
        every, rank = self.all, self.by_mean.index(group) + 1
        parts = {
            "n": self._of_group(group, "size", group.size),
            "mean": self._group_mean(group),
            "low": self.with_means(group.lowest),
            "high": self.with_means(group.highest),
            "span": self.score(f"group.{group.code}.span", group.span, "rule-group", SCORE, GROUP),
        }
        spans = [one.span for one in every.groups]
        if rank == 1:
            text = "No major group stands higher. Its {n} occupations average {mean}; they begin with {low} and end with {high}."
        elif rank == 2:
            parts["top"] = self._group(self.by_mean[0])
            text = "Next after {top}: {n} occupations with a mean of {mean}, from {low} up to {high}."
        elif rank == len(self.by_mean):
            text = "The lowest mean of all groups, {mean}, over {n} occupations, which run from {low} to {high}."
        elif every.occupations[0] in group.lowest:
            text = "Here is the lowest mean of all occupations, {low}. The group’s {n} average {mean}, and its own upper end is {high}."
        elif group.span == max(spans):
            text = "No group reaches further: {span} from {low} to {high}. The mean over all {n} is {mean}."
        elif group.span == min(spans):
            text = "A group that keeps together: its {n} occupations lie within {span} of one another, from {low} to {high}, around a mean of {mean}."
        elif group.mean > every.median_of(lambda o: o.mean_2025):
            place = self.trail.claim(f"group.{group.code}.rank", rank, "rule-group", SCORE, GROUP, text=ordinal(rank))
            parts["rank"] = place
            text = "With a mean of {mean} over {n} occupations it stands {rank} among the groups, between {low} and {high} at its ends."
        else:
            text = "From {low} to {high}: {n} occupations that average {mean}."
        return sentence(text, **parts)

    def _in_bands(self, group: Group) -> Markup:
        exposed, size = group.exposed, self._of_group(group, "size", group.size)
        k = self._of_group(group, "exposed", len(exposed), "rule-band", BAND, GROUP)
        if not exposed:
            return sentence("None of them is in one of the bands Gradient 1 to Gradient 4.")
        if len(exposed) == group.size:
            return sentence("All of them are in one of the bands Gradient 1 to Gradient 4.")
        if len(exposed) <= 2:
            named = listed(
                [sentence("{title} ({band})", title=self.named(o), band=self.of(o, "band")) for o in exposed]
            )
            only = (
                "Alone in an exposed band: {named}." if len(exposed) == 1 else "In an exposed band: {named}, no other."
            )
            return sentence(only, named=named)
        share = self._share(f"group.{group.code}.share", len(exposed), group.size, BAND, GROUP)
        counts = Counter(o.band for o in group.occupations)
        most = max(counts.values())
        common = [band for band in BANDS if counts[band] == most]
        band = sentence(
            "{band} ({times})",
            band=listed(common),
            times=self._of_group(group, "commonest", most, "rule-band", BAND, GROUP),
        )
        if 2 * len(exposed) > group.size:
            return (
                sentence(
                    "{k} of {size}, or {share}, are in an exposed band, most often {band}.",
                    k=k,
                    size=size,
                    share=share,
                    band=band,
                )
                if common[0] in BANDS[2:]
                else sentence("{k} of {size}, or {share}, are in an exposed band.", k=k, size=size, share=share)
            )
        if 3 * len(exposed) < group.size:
            return sentence(
                "{k} of {size} ({share}) are in an exposed band; the commonest band is {band}.",
                k=k,
                size=size,
                share=share,
                band=band,
            )
        return sentence(
            "The commonest band is {band}; {k} of {size}, or {share}, are in an exposed one.",
            k=k,
            size=size,
            share=share,
            band=band,
        )

    def _moves_of(self, group: Group) -> list[Markup]:
        rose, fell, same = (
            self._of_group(group, name, value, "rule-change", *YEARS, GROUP)
            for name, value in (("rose", group.rose), ("fell", group.fell), ("same", group.same))
        )
        parts = {"rose": rose, "fell": fell, "same": same, "change": self._group_change(group)}
        rest = " and {same} did not change" if group.same else ""
        if group.fell >= ONE_WAY * group.size:
            text = "Since 2023 most means came down: {fell} fell, {rose} rose" + rest + ", {change} on average."
        elif group.rose >= ONE_WAY * group.size:
            text = "Since 2023 most means went up: {rose} rose, {fell} fell" + rest + ", {change} on average."
        else:
            text = (
                "Since 2023, {rose} of the means rose and {fell} fell"
                + (rest and "," + rest)
                + "; the average change is {change}."
            )
        far = group.furthest
        went_up = far[0].change > 0
        if set(far) == set(self.all.risen(1)):
            most = "{who} rose further than any other occupation of any group, {change}."
        elif set(far) == set(self.all.fallen(1)):
            most = "{who} fell further than any other occupation of any group, {change}."
        elif group.rose < group.fell if went_up else group.fell < group.rose:
            most = "Yet the longest move went the other way: {who}, {change}."
        else:
            most = "{who} moved furthest, {change}."
        return [
            sentence(text, **parts),
            sentence(most, who=self.names(far), change=listed([self.of(o, "change") for o in far])),
        ]

    # --- What not to conclude, and how to cite --------------------------------------------------------------------------

    def cautions(self) -> Html:
        """What not to conclude, each with its reason."""
        every = self.all
        kept = self.study.tables.task_scores[self.study.tables.task_scores["has_statement"]]
        values = {
            year: self.count(f"distinct_{year}", int(kept[f"score_{year}"].nunique()), "rule-scores", f"score_{year}")
            for year in ("2023", "2025")
        }
        said = [
            (
                "That so many jobs will be lost, or changed.",
                sentence(
                    "A score compares what a task consists of with what a model can do. It knows nothing of cost, law, demand or choice."
                ),
            ),
            (
                "That such a share of workers is exposed.",
                sentence(
                    "Each of the {n} occupations counts once, however many people work in it. No source used here has employment by ISCO-08; that "
                    "on the pages is of the United States and is never summed.",
                    n=self.n,
                ),
            ),
            (
                "That such a share of an occupation’s tasks is exposed.",
                sentence(
                    "The band is the occupation’s and every task carries it, so the share is all for {exposed} occupations and nothing for the others: "
                    "the band in other words.",
                    exposed=self.exposed,
                ),
            ),
            (
                "That exposure grew or shrank because AI did.",
                sentence(
                    "The two sets of scores are not alike: those of 2023 take {old} distinct values, those of 2025 {new}. The file cannot "
                    "tell a change of the models from a change of the method.",
                    old=values["2023"],
                    new=values["2025"],
                ),
            ),
            (
                "That one occupation is more exposed than its neighbour.",
                sentence(
                    "Ranks move with choices: over all that were tried, the median occupation’s percentile spans {median} points, the widest {most}.",
                    median=self._points("width_median", every.median_of(width)),
                    most=self._points("width_most", max(width(o) for o in every.occupations)),
                ),
            ),
            (
                "That this is so in a given country.",
                sentence(
                    "The statements are English and international. What an occupation consists of differs from place to place."
                ),
            ),
            (
                "That the ILO says so.",
                sentence(
                    "Scores and bands are the ILO’s. The means and changes as they stand here, percentiles, ranges and sentences are this publication’s own."
                ),
            ),
        ]
        items = join(Markup("<li><strong>{}</strong> {}</li>").format(head, reason) for head, reason in said)
        return block("cautions", Markup("<ul>{}</ul>").format(items))

    def citation(self) -> str:
        """Return how this page is cited."""
        e = self.edition
        return (
            f"{e.authors} ({e.date[:4]}). Newsroom. In: {e.title}, edition {e.id}, {e.date}, {e.place_of('newsroom.html')}. Scores: Gmyrek et al. (2025), ILO "
            "Working Paper 140, https://doi.org/10.54394/HETP0387."
        )

    def cite(self) -> Html:
        """How to cite."""
        return block(
            "write",
            paragraph(
                sentence(
                    "Name the study for the scores and the bands, and this publication for what is calculated from them. Each occupation’s page has a "
                    "citation of its own in four formats."
                )
            ),
            Markup("<h3>This page</h3>"),
            copyable(self.citation(), "Citation of this page"),
            Markup("<h3>The scores</h3>"),
            copyable(load_registry()["ilo_scores"].citation + ".", "Citation of the study"),
        )

    # --- Pictures --------------------------------------------------------------------------------------------------------

    def _frame(self, title: Any, subtitle: Any) -> tuple[str, str, str]:
        e = self.edition
        source = f"Source: Gmyrek et al. (2025), ILO Working Paper 140, task scores. Calculations and picture: {e.title}, edition {e.id} of {e.date}."
        return plain(title), plain(subtitle), source

    def _figure(self, draw: Callable[..., press.Sheet], description: Any, caption: Any) -> Html:
        sheet, on_phones = draw(), draw(layout=press.PHONE)
        files = sheet.files()
        sizes = {"SVG": "", "PNG": f", {press.WIDTH * press.SHARPNESS} × {sheet.height * press.SHARPNESS} pixels"}
        links = join(
            (
                Markup("<span>{}{}</span>").format(
                    link(f"newsroom/{sheet.name}.{kind.lower()}", f"Download as {kind}", download=""),
                    code(size) if size else "",
                )
                for kind, size in sizes.items()
            ),
            " ",
        )
        markup = Markup(
            '<figure class="eg-press"><div class="eg-wide">{}</div><div class="eg-phone">{}</div>'
            '<figcaption>{} <span class="eg-take">{}</span></figcaption></figure>'
        )
        pictures = (shown_in.inline(plain(description)) for shown_in in (sheet, on_phones))
        return Html(markup.format(*pictures, caption, links), **as_bundle(files))

    @staticmethod
    def _mean_of(o: Occupation) -> press.Mean:
        return o.title, o.mean_2025, BANDS.index(o.band)

    def picture_of_all(self) -> Html:
        """The distribution with the named ends."""
        first, last = self.all.most(NAMED), self.all.least(NAMED)
        draw = functools.partial(
            press.distribution,
            self._frame(
                sentence("Exposure to generative AI: {n} occupations on one scale", n=self.n),
                sentence(
                    "Each mark is an occupation at the mean score of its tasks in 2025. Shape and colour show the ILO’s band."
                ),
            ),
            [self._mean_of(o) for o in self.all.occupations],
            [(self._mean_of(o), shown(o.mean_2025)) for o in last[:NAMED]],
            [(self._mean_of(o), shown(o.mean_2025)) for o in first[:NAMED]],
        )
        description = sentence(
            "{n} dots on a scale of mean exposure. Lowest: {last}. Highest: {first}.",
            n=self.n,
            last=plain(self.with_means(last)),
            first=plain(self.with_means(first)),
        )
        return self._figure(draw, description, sentence("All {n} occupations, both ends named.", n=self.n))

    def picture_of_ends(self) -> Html:
        """The most and the least exposed as lists of dots."""
        draw = functools.partial(
            press.ends,
            self._frame(
                "The most and the least exposed occupations",
                sentence("Mean score of the occupation’s tasks in 2025, by overlap with what generative AI can do."),
            ),
            *([(self._mean_of(o), shown(o.mean_2025)) for o in end] for end in (self.most, self.least)),
        )
        description = sentence(
            "Two lists of dots: the most exposed, from {a} to {b}, and the least exposed, from {c} to {d}. The tables hold the values.",
            a=self.mean(self.most[0]).text,
            b=self.mean(self.most[-1]).text,
            c=self.mean(self.least[0]).text,
            d=self.mean(self.least[-1]).text,
        )
        caption = sentence(
            "The {a} most and the {b} least exposed.",
            a=self._number("most", self.most, "rule-mean", SCORE),
            b=self._number("least", self.least, "rule-mean", SCORE),
        )
        return self._figure(draw, description, caption)

    def picture_of_moves(self) -> Html:
        """The largest moves."""
        draw = functools.partial(
            press.moves,
            self._frame(
                "The largest changes of mean exposure since 2023",
                sentence("From the mean of 2023 to that of 2025. These are two snapshots, not one series."),
            ),
            *(
                [(o.title, o.mean_2023, o.mean_2025, shown_signed(o.change)) for o in movers]
                for movers in (self.risen, self.fallen)
            ),
        )
        ends = [f"{o.title} ({self.of(o, 'change').text})" for movers in (self.risen, self.fallen) for o in movers[:1]]
        description = sentence(
            "Lines from the mean of 2023 to that of 2025 for the largest rises and falls; furthest went {ends}. The tables hold the values.",
            ends=listed(ends or ["none"]),
        )
        caption = sentence(
            "The {a} largest rises and the {b} largest falls.",
            a=self._number("rises", self.risen, "rule-change", *YEARS),
            b=self._number("falls", self.fallen, "rule-change", *YEARS),
        )
        return self._figure(draw, description, caption)

    def picture_of_groups(self) -> Html:
        """The major groups as ranges."""
        draw = functools.partial(
            press.groups,
            self._frame(
                "Every major group is a range, not a point",
                sentence(
                    "Each dot is an occupation at its mean of 2025; strokes and numbers are the groups’ means, each occupation counted once."
                ),
            ),
            [
                (group.title, group.mean, shown(group.mean), [o.mean_2025 for o in group.occupations])
                for group in self.by_mean
            ],
        )
        description = sentence(
            "Ranges of the occupations’ means, a stroke at each group’s mean: {groups}.",
            groups=listed([f"{group.title} {self._group_mean(group).text}" for group in self.by_mean]),
        )
        caption = sentence(
            "The {k} major groups, highest mean first.", k=self.count("groups", len(self.by_mean), "rule-group", GROUP)
        )
        return self._figure(draw, description, caption)

    def audit_trail(self) -> Html:
        """Every figure of the page."""
        return self.trail.show()
