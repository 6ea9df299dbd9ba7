"""The story: where the world's work sits, step by step, each step beside a picture whose dots are all occupations."""

import contextlib
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from exposure_gradient.measures import Occupation, Study, shown, shown_signed, slug
from exposure_gradient.measures.overall import FIRM, task_spread, width
from exposure_gradient.measures.sensitivity import CHOICES
from exposure_gradient.presentation import dots
from exposure_gradient.presentation.claims import plain, sentence
from exposure_gradient.presentation.clouds import NoRoomError
from exposure_gradient.presentation.drawing import COMBINED, CSS, INK, MODEL_B, OLD, strokes_of
from exposure_gradient.presentation.html import Html, block, join, link, paragraph
from exposure_gradient.presentation.repeated import repeated
from exposure_gradient.presentation.telling import BAND, EVERY, GROUP, SCORE, YEARS, Telling, listed
from exposure_gradient.tables import BANDS

ENDS = 20
"""How many occupations at either end are looked at together."""
NAMED = 3
"""How many of them the sentences and the picture name."""
MOVES = 10
"""How many of the largest moves each way have their path drawn."""
AXIS = "Mean exposure in 2025"
EXPOSED = BANDS[2:]


class Story(Telling):
    """The steps of the story, in their order."""

    def __init__(self, everything: Study) -> None:
        """Put the occupations in the order of their means: a dot is known by its place in it."""
        super().__init__(everything, "story")
        self.occupations = self.all.occupations
        self.place = {o.isco08: place for place, o in enumerate(self.occupations)}
        self.now = dots.heap([o.mean_2025 for o in self.occupations])
        self.bands = [BANDS.index(o.band) for o in self.occupations]
        means = [o.mean_2025 for o in self.occupations]
        self.lowest, self.highest = self.score("lowest", means[0]), self.score("highest", means[-1])
        self.middle = self.score("median", self.all.median_of(lambda o: o.mean_2025))

    def _step(
        self, step: dots.Step, sentences: Sequence[Any], description: Any, caption: Any, after: Markup | None = None
    ) -> Html:
        texts = join(paragraph(text) for text in sentences if text)
        figure = dots.picture(step, plain(description), caption)
        return Html(
            Markup('<div class="eg-step" data-step="{}">{}{}{}</div>').format(step.name, texts, figure, after or "")
        )

    def _flag(self, occupation: Occupation, points: Sequence[tuple[float, float]], value: str) -> tuple:
        return (*points[self.place[occupation.isco08]], f"{dots.short(occupation.title)} {value}")

    def _names_in(self, points: Sequence[tuple[float, float]], *ends: Sequence[Occupation]) -> str:
        """Name the occupations at the ends of a cloud; where there is no room for all equals, the first of each end."""
        for most in (len(self.occupations), 1):
            named = [o for equals in ends for o in equals[:most]]
            labels = [(self.place[o.isco08], dots.short(o.title, 34)) for o in named]
            with contextlib.suppress(NoRoomError):
                return dots.names_in_a_cloud(points, labels)
        return ""

    def _all_but(self, named: Sequence[Occupation]) -> frozenset[int]:
        return frozenset(range(len(self.occupations))) - {self.place[o.isco08] for o in named}

    def lead(self) -> Html:
        """What is told."""
        first, last = self.all.most(1), self.all.least(1)
        what = sentence(
            "In 2025 a study for the International Labour Organization gave each of {tasks} tasks a score from nothing to one: how far "
            "what the task consists of overlaps with what generative AI can do. The tasks describe {n} occupations, from {last} to "
            "{first}. Put on one line, by the mean of their tasks’ scores, they show where the world’s work sits.",
            tasks=self.tasks,
            n=self.n,
            last=self.names(last),
            first=self.names(first),
        )
        caveat = sentence(
            "Overlap of content is no measure of use, of automation or of jobs lost. What else the figures leave open is told at the end."
        )
        return block("lead", paragraph(what), paragraph(caveat, "caveat"))

    def everyone(self) -> Html:
        """All occupations on the scale."""
        below = self.count("below_half", sum(o.mean_2025 < 0.5 for o in self.occupations), "rule-mean", SCORE)
        texts = [
            sentence(
                "Every dot is an occupation: {n} of them, all that the study scored. A dot’s place from left to right is the mean of its "
                "tasks’ scores in 2025. At the very left no task would overlap at all with what the models can do. The scale runs on to "
                "one, where every task would, entirely; the picture is cut where no dots are left.",
                n=self.n,
            ),
            sentence(
                "No dot lies at either end. The lowest mean is {low}, the highest {high}, and the one in the middle of them all {median}. Of "
                "the {n}, {below} lie in the lower half of the scale.",
                low=self.lowest,
                high=self.highest,
                median=self.middle,
                n=self.n,
                below=below,
            ),
            sentence(
                "Each occupation counts once, however many people work in it: a dot is a kind of work, not a number of workers."
            ),
        ]
        step = dots.Step(
            "all", self.now, [CSS[COMBINED]] * len(self.now), behind=[dots.scale(AXIS)], top=dots.top_of(self.now)
        )
        description = sentence(
            "{n} dots heaped on a line by mean exposure in 2025, from {low} to {high}, the one in the middle at {median}.",
            n=self.n,
            low=self.lowest,
            high=self.highest,
            median=self.middle,
        )
        caption = sentence(
            "Each dot is one occupation, at its mean of 2025. Where many lie close together they pile up."
        )
        return self._step(step, texts, description, caption, after=self._names())

    def _names(self) -> Markup:
        """What a script needs beside the pictures: their common frame, and codes, titles and means in the order of the means."""
        titles = [o.title for o in self.occupations]
        if any("|" in title for title in titles):
            raise ValueError("a title holds the mark that parts titles in the story's list of names")
        return Markup(
            '<div class="eg-names" hidden data-frame="{}" data-codes="{}" data-titles="{}" data-means="{}"></div>'
        ).format(
            f"0 0 {dots.WIDTH} {dots.HEIGHT}",
            " ".join(o.isco08 for o in self.occupations),
            "|".join(titles),
            " ".join(shown(o.mean_2025) for o in self.occupations),
        )

    def ends(self) -> Html:
        """What lies at each end."""
        least, most = self.all.least(ENDS), self.all.most(ENDS)
        first, last = self.all.most(NAMED), self.all.least(NAMED)
        texts = [
            sentence(
                "At the left end stand {last}. At the right end stand {first}.",
                last=self.with_means(last),
                first=self.with_means(first),
            ),
            sentence(
                "Of the {a} least exposed, {least}; of the {b} most exposed, {most}. No other major group has more of them.",
                a=self.count("least", len(least), "rule-mean", SCORE),
                least=self.groups_of("least", least),
                b=self.count("most", len(most), "rule-mean", SCORE),
                most=self.groups_of("most", most),
            ),
        ]
        named = (*first[:NAMED], *last[:NAMED])
        step = dots.Step(
            "ends",
            self.now,
            [CSS[COMBINED]] * len(self.now),
            faint=self._all_but([*least, *most]),
            behind=[dots.scale(AXIS)],
            before=[
                dots.flags([self._flag(o, self.now, shown(o.mean_2025)) for o in last[:NAMED]], 24),
                dots.flags([self._flag(o, self.now, shown(o.mean_2025)) for o in first[:NAMED]], 70, leftwards=True),
            ],
        )
        description = sentence(
            "The same heap of dots with both ends marked. Named are {names}.",
            names=listed([f"{o.title} ({self.mean(o).text})" for o in named]),
        )
        caption = sentence(
            "Marked: the {a} least and the {b} most exposed occupations.",
            a=self.count("least", len(least), "rule-mean", SCORE),
            b=self.count("most", len(most), "rule-mean", SCORE),
        )
        return self._step(step, texts, description, caption)

    def in_bands(self) -> Html:
        """The bands."""
        sizes = {
            band: self.count(f"band.{band}", sum(o.band == band for o in self.occupations), "rule-band", BAND)
            for band in BANDS
        }
        gradients = listed([sentence("{n} in {band}", n=sizes[band], band=band) for band in EXPOSED])
        plainest = max((o for o in self.occupations if o.band == BANDS[0]), key=lambda o: o.mean_2025, default=None)
        lightest = min((o for o in self.occupations if o.band == BANDS[2]), key=lambda o: o.mean_2025, default=None)
        overlap = ""
        if plainest and lightest and plainest.mean_2025 > lightest.mean_2025:
            overlap = sentence(
                "A band goes by the mean and by how far the tasks’ scores lie apart, so bands overlap on the line: the "
                "mean of {high}, {band}, is {high_mean}; that of {low}, in {exposed}, is {low_mean}.",
                high=self.named(plainest),
                band=self.of(plainest, "band"),
                high_mean=self.mean(plainest),
                low=self.named(lightest),
                low_mean=self.mean(lightest),
                exposed=self.of(lightest, "band"),
            )
        texts = [
            sentence(
                "The ILO sorts the occupations into bands. {none} of the {n} are Not exposed, {minimal} are Minimal. The other {exposed} lie "
                "on one of the gradients: {gradients}.",
                none=sizes[BANDS[0]],
                minimal=sizes[BANDS[1]],
                n=self.n,
                exposed=self.exposed,
                gradients=gradients,
            ),
            overlap,
            sentence("A band is a label for a whole occupation. Each of its tasks keeps a score of its own."),
        ]
        points, _, words = dots.lanes([o.mean_2025 for o in self.occupations], self.bands, BANDS)
        step = dots.Step("bands", points, bands=self.bands, behind=[dots.scale(AXIS)], before=[words])
        description = sentence(
            "The dots parted into lanes, one a band, from {bands}.",
            bands=listed([f"{band} ({sizes[band].text})" for band in BANDS], last=" to "),
        )
        caption = sentence("One row per band, from the least to the most exposed. Each band has a shape and a colour.")
        return self._step(step, texts, description, caption)

    def in_groups(self) -> Html:
        """The major groups."""
        groups = self.all.groups
        means = {
            group.code: self.score(f"group.{group.code}", group.mean, "rule-group", SCORE, GROUP) for group in groups
        }
        top, bottom = max(groups, key=lambda g: g.mean), min(groups, key=lambda g: g.mean)
        wide, narrow = max(groups, key=lambda g: g.span), min(groups, key=lambda g: g.span)
        without = [group for group in groups if not group.exposed]

        def size(group: Any) -> Any:
            return self.count(f"group.{group.code}.size", group.size, "rule-group", GROUP)

        texts = [
            sentence(
                "ISCO-08 gathers occupations into major groups, and {k} of them are here. The highest mean is that of {top}: {mean}, with "
                "{exposed} of {size} occupations on one of the gradients. The lowest is that of {bottom}: {low}.",
                k=self.count("groups", len(groups), "rule-group", GROUP),
                top=self._group(top),
                mean=means[top.code],
                exposed=self.count(f"group.{top.code}.exposed", len(top.exposed), "rule-band", BAND, GROUP),
                size=size(top),
                bottom=self._group(bottom),
                low=means[bottom.code],
            ),
            sentence(
                "Yet no group is a point. {wide} reach from {low} to {high}, the widest span of all; even {narrow}, the narrowest, span {span}.",
                wide=self._group(wide),
                low=self.with_means(wide.lowest),
                high=self.with_means(wide.highest),
                narrow=self._group(narrow),
                span=self.score(f"group.{narrow.code}.span", narrow.span, "rule-group", SCORE, GROUP),
            ),
            sentence(
                "In {groups} no occupation is on a gradient.", groups=listed([self._group(group) for group in without])
            )
            if without
            else "",
        ]
        lane_of = {group.code: lane for lane, group in enumerate(groups)}
        points, edges, words = dots.lanes(
            [o.mean_2025 for o in self.occupations],
            [lane_of[o.major_code] for o in self.occupations],
            [group.title for group in groups],
        )
        ticks = [
            f"M{dots.across(group.mean):.1f} {top_ - 2:.1f}V{bottom_ + 1:.1f}"
            for group, (top_, bottom_) in zip(groups, edges, strict=True)
        ]
        step = dots.Step(
            "groups",
            points,
            bands=self.bands,
            behind=[dots.scale(AXIS)],
            before=[words, strokes_of(ticks, INK, 1.6)],
        )
        description = sentence(
            "The dots parted into lanes, one a major group, a stroke at each group’s mean: {groups}.",
            groups=listed([f"{group.title} {means[group.code].text}" for group in groups]),
        )
        caption = sentence(
            "One row per major group. The stroke is the group’s mean, each occupation counted once. Shape and colour show the band."
        )
        return self._step(step, texts, description, caption)

    @staticmethod
    def _group(group: Any) -> Markup:
        return link(f"groups/{group.code}-{slug(group.title)}.html", group.title)

    def in_2023(self) -> Html:
        """The same occupations by the scores of 2023."""
        before = [o.mean_2023 for o in self.occupations]
        points = dots.heap(before)
        low, high = min(before), max(before)
        lowest, highest = ([o for o in self.occupations if o.mean_2023 == end] for end in (low, high))
        scored = sum(task.score_2023 is not None for o in self.occupations for task in o.tasks)
        ends = {
            "low": self.score("lowest_2023", low, "rule-mean", "score_2023"),
            "high": self.score("highest_2023", high, "rule-mean", "score_2023"),
        }
        median = self.score("median_2023", self.all.median_of(lambda o: o.mean_2023), "rule-mean", "score_2023")
        texts = [
            sentence(
                "The file holds an earlier score, of 2023, for {scored} of the {tasks} tasks. By these scores the same occupations lay like "
                "this, from {low} ({lowest}) to {high} ({highest}), the one in the middle at {median}.",
                scored=self.trail.claim("scored_2023", scored, "rule-scores", "score_2023", text=f"{scored:,}"),
                tasks=self.tasks,
                lowest=self.names(lowest),
                highest=self.names(highest),
                median=median,
                **ends,
            ),
            sentence(
                "It is one score a task, and the file says nothing on how it was made. For 2025 it holds the scores of two models and their "
                "combination. These are two snapshots, not one series."
            ),
        ]
        step = dots.Step(
            "then",
            points,
            [CSS[OLD]] * len(points),
            behind=[dots.scale("Mean exposure in 2023")],
            top=dots.top_of(points),
        )
        description = sentence(
            "{n} dots heaped on the same line by their means of 2023, from {low} to {high}, the one in the middle at {median}.",
            n=self.n,
            median=median,
            **ends,
        )
        caption = sentence("The same occupations, at their means of 2023.")
        return self._step(step, texts, description, caption)

    def since(self) -> Html:
        """From 2023 to 2025: the largest moves on the line."""
        up, down = self.all.risen(MOVES), self.all.fallen(MOVES)
        changes = [o.change for o in self.occupations]
        rose, fell = (
            self.count(name, n, "rule-change", *YEARS)
            for name, n in (("rose", sum(c > 0 for c in changes)), ("fell", sum(c < 0 for c in changes)))
        )
        same = self.count("same", sum(c == 0 for c in changes), "rule-change", *YEARS)
        texts = [
            sentence(
                "By 2025, {rose} of the means had risen, {fell} had fallen, and {same} had not changed. The change in the middle of them all is "
                "{median}.",
                rose=rose,
                fell=fell,
                same=same,
                median=self._middle_change(),
            ),
            join(
                [
                    sentence("The longest way up: {ways}.", ways=listed([self._way(o) for o in self.all.risen(1)]))
                    if up
                    else "",
                    sentence("The longest way down: {ways}.", ways=listed([self._way(o) for o in self.all.fallen(1)]))
                    if down
                    else "",
                ],
                " ",
            ),
        ]
        trails = []
        for movers, colour in ((up, MODEL_B), (down, COMBINED)):
            ways = []
            for o in movers:
                x, y = self.now[self.place[o.isco08]]
                ways.append(f"M{dots.across(o.mean_2023):.1f} {y:.1f}H{x:.1f}")
            trails.append(strokes_of(ways, colour, 1.6))
        colours = [CSS[OLD]] * len(self.now)
        for movers, colour in ((up, MODEL_B), (down, COMBINED)):
            for o in movers:
                colours[self.place[o.isco08]] = CSS[colour]
        named = [(movers[0], movers) for movers in (up, down) if movers]
        top = dots.top_of(self.now, 34)
        step = dots.Step(
            "since",
            self.now,
            colours,
            faint=self._all_but([*up, *down]),
            behind=[dots.scale(AXIS)],
            before=[
                *trails,
                dots.names_in_a_cloud(
                    self.now,
                    [(self.place[o.isco08], f"{dots.short(o.title, 30)} {shown_signed(o.change)}") for o, _ in named],
                    top=top + 2,
                    left=2,
                ),
            ],
            top=top,
        )
        description = sentence(
            "The heap of 2025 again. Lines run from the means of 2023 to those of 2025 for the {up} largest rises and the {down} largest falls; named are {names}.",
            up=self.count("risen", len(up), "rule-change", *YEARS),
            down=self.count("fallen", len(down), "rule-change", *YEARS),
            names=listed([f"{o.title} ({self.of(o, 'change').text})" for o, _ in named]),
        )
        caption = sentence(
            "Back at the means of 2025. Lines show where the {up} largest rises and the {down} largest falls came from.",
            up=self.count("risen", len(up), "rule-change", *YEARS),
            down=self.count("fallen", len(down), "rule-change", *YEARS),
        )
        return self._step(step, texts, description, caption)

    def _middle_change(self) -> Any:
        """Return the median change; one that is there, but too small to show, is not said to be nothing."""
        median = self.all.median_of(lambda o: o.change)
        if median and shown(abs(median)) == shown(0):
            text = f"less than {shown(0.01)} either way"
            return self.trail.claim("median_change", median, "rule-change", *YEARS, text=text)
        return self.change("median_change", median)

    def _range(self, occupation: Occupation) -> Markup:
        return sentence(
            "{title}, from {low} to {high}",
            title=self.named(occupation),
            low=self.of(occupation, "percentile_any_low"),
            high=self.of(occupation, "percentile_any_high"),
        )

    def _way(self, occupation: Occupation) -> Markup:
        return sentence(
            "{title}, from {then} to {now}",
            title=self.named(occupation),
            then=self.of(occupation, "mean_2023"),
            now=self.mean(occupation),
        )

    def up_and_down(self) -> Html:
        """Change against mean, and the groups that moved most."""
        groups = self.all.groups
        up, down = max(groups, key=lambda g: g.change), min(groups, key=lambda g: g.change)
        top = max(groups, key=lambda g: g.mean)
        both = "Not all moved one way. " if up.change > 0 > down.change else ""
        kept = " It is still the group with the highest mean." if down is top else ""

        def part(group: Any, name: str) -> dict[str, Any]:
            return {
                "group": self._group(group),
                "change": self.trail.claim(
                    f"group.{group.code}.change",
                    group.change,
                    "rule-group",
                    *YEARS,
                    GROUP,
                    text=shown_signed(group.change),
                ),
                "n": self.count(f"group.{group.code}.{name}", getattr(group, name), "rule-change", *YEARS, GROUP),
                "size": self.count(f"group.{group.code}.size", group.size, "rule-group", GROUP),
            }

        texts = [
            sentence(
                both + "Of all groups {group} gained most, {change} on average: {n} of {size} means rose.",
                **part(up, "rose"),
            )
            if up.change > 0
            else "",
            sentence("{group} lost most, {change} on average: {n} of {size} means fell." + kept, **part(down, "fell"))
            if down.change < 0
            else "",
            sentence(
                "What moved them, these figures cannot say. A change may come from what AI can do, from the way of scoring, or from both, and "
                "the file does not tell these apart. One occupation’s change is best read beside the changes of others."
            ),
        ]
        most = max(abs(o.change) for o in self.occupations)
        middle, reach = (dots.FLOOR + dots.CEILING) / 2 + 8, (dots.FLOOR - dots.CEILING) / 2 - 22
        points = [(dots.across(o.mean_2025), middle - o.change / most * reach) for o in self.occupations]
        marks = [
            (middle - tick / 10 / most * reach, shown_signed(tick / 10)[:4] if tick else "0")
            for tick in range(-9, 10)
            if tick % 2 == 0 and abs(tick / 10) <= most
        ]
        named = (self.all.risen(1), self.all.fallen(1), self.all.most(1))
        step = dots.Step(
            "change",
            points,
            bands=self.bands,
            behind=[dots.scale(AXIS), dots.levels(marks, "Change since 2023")],
            before=[self._names_in(points, *named)],
        )
        description = sentence(
            "The dots lifted by their change since 2023: above the line of no change if their mean rose, below if it fell. Highest stands {up}, lowest {down}.",
            up=listed([f"{o.title} ({self.of(o, 'change').text})" for o in self.all.risen(1)] or ["no occupation"]),
            down=listed([f"{o.title} ({self.of(o, 'change').text})" for o in self.all.fallen(1)] or ["no occupation"]),
        )
        caption = sentence(
            "The 2025 mean from left to right, the change since 2023 upwards. Shape and colour show the band."
        )
        return self._step(step, texts, description, caption)

    def firm(self) -> Html:
        """How far a place depends on choices."""
        middle, ends = self.all.quarters()
        inside, outside = (self.all.median_of(width, of) for of in (middle, ends))
        widest, firmest = self.all.widest(1), self.all.firmest(1)

        def points_of(name: str, value: float) -> Any:
            return self.trail.claim(name, value, "rule-sensitivity", *EVERY, text=f"{value:g}")

        verdict = " The ends of the line are firmer than its middle." if inside > outside else ""
        texts = [
            sentence(
                "A place among {n} rests on choices: which model is asked, whether means or medians are taken, which tasks count. Beside those made "
                "here, {choices} others were tried for every occupation. A dot’s height shows how many points lie between the lowest and the highest "
                "percentile that any of them gives.",
                n=self.n,
                choices=points_of("choices", len(CHOICES)),
            ),
            sentence(
                "Of the {n}, {firm} keep within {limit} points. In the middle half of the order the median is {inside} points, in the two "
                "outer quarters {outside}." + verdict,
                n=self.n,
                firm=points_of("firm", self.all.n_firm()),
                limit=points_of("firm_limit", FIRM),
                inside=points_of("width_middle", inside),
                outside=points_of("width_ends", outside),
            ),
            sentence(
                "The widest range is that of {widest}; the narrowest, {least}, is that of {firmest}. This is "
                "{chapter}, not sampling error.",
                widest=listed([self._range(o) for o in widest]),
                least=self.trail.claim(
                    "width_least",
                    width(firmest[0]),
                    "rule-sensitivity",
                    *EVERY,
                    text=f"{width(firmest[0])} point" + ("" if width(firmest[0]) == 1 else "s"),
                ),
                firmest=self.names(firmest),
                chapter=link("methodology/sensitivity.html", "sensitivity to choices"),
            ),
        ]
        most = max(width(o) for o in self.occupations)
        top, count = dots.CEILING + 22, len(self.occupations)

        def height(points: float) -> float:
            return dots.FLOOR - 5 - points / most * (dots.FLOOR - 5 - top)

        points = [
            (dots.LEFT + place / (count - 1) * (dots.RIGHT - dots.LEFT), height(width(o)))
            for place, o in enumerate(self.occupations)
        ]
        marks = [(height(points_), f"{points_}") for points_ in range(FIRM, most + 1, FIRM)]
        limit = strokes_of([f"M{dots.LEFT - 4:.1f} {height(FIRM):.1f}H{dots.RIGHT + 4:.1f}"], INK, 1.2)
        step = dots.Step(
            "firm",
            points,
            [CSS[COMBINED] if width(o) <= FIRM else CSS[MODEL_B] for o in self.occupations],
            behind=[
                dots.scale("Occupations in the order of their means", []),
                dots.levels(marks, "Points between lowest and highest percentile"),
                limit,
            ],
            before=[self._names_in(points, widest, self.all.most(1))],
        )
        description = sentence(
            "The dots in the order of their means, lifted by the width of their percentile’s range. {firm} lie at or below the line of {limit} points; the widest range is {most}.",
            firm=points_of("firm", self.all.n_firm()),
            limit=points_of("firm_limit", FIRM),
            most=points_of("width_most", most),
        )
        caption = sentence(
            "Low dots keep their place under every choice tried, high ones do not. The strong line is at {limit} points.",
            limit=points_of("firm_limit", FIRM),
        )
        return self._step(step, texts, description, caption)

    def not_said(self) -> Html:
        """What the figures do not say."""
        spread = {o.isco08: task_spread(o) for o in self.occupations}
        most = max(spread.values())
        widest = [o for o in self.occupations if spread[o.isco08] == most]
        typical = self.score("spread_median", self.all.median_of(task_spread), "rule-scores", SCORE)
        top = self.score("spread_most", most, "rule-scores", SCORE)
        texts = [
            sentence(
                "<strong>A mean is not a task.</strong> In the median occupation the highest and the lowest score of a task lie {typical} apart; in {widest}, {top}. "
                "The mean hides this, and it counts a task that fills the day and one that is done once a year alike.",
                typical=typical,
                widest=self.names(widest),
                top=top,
            ),
            sentence(
                "<strong>Exposure is not what happens.</strong> A score does not say that anybody uses AI for the task, that it pays, that it is allowed, that "
                "the result is good, or what becomes of the person who does the work."
            ),
            sentence(
                "<strong>A score is a judgement.</strong> Those of 2025 are predictions by two language models, combined. They are no observations of work."
            ),
            sentence(
                "<strong>A dot is no head count, and no country.</strong> ISCO-08 describes what an occupation consists of anywhere; in a given country the "
                "tasks may differ, and so may the number of people who do them. All of this is told at length under {limitations}.",
                limitations=link("methodology/limitations.html", "Limitations"),
            ),
        ]
        top_ = dots.CEILING + 22

        def height(value: float) -> float:
            return dots.FLOOR - 5 - value / most * (dots.FLOOR - 5 - top_)

        points = [(dots.across(o.mean_2025), height(spread[o.isco08])) for o in self.occupations]
        marks = [(height(tick / 10), f"{tick / 10:g}") for tick in range(2, int(most * 10) + 1, 2)]
        step = dots.Step(
            "tasks",
            points,
            bands=self.bands,
            behind=[dots.scale(AXIS), dots.levels(marks, "Highest minus lowest score of a task")],
            before=[self._names_in(points, widest)],
        )
        description = sentence(
            "The dots at their means, lifted by the distance between the highest and the lowest score of their tasks: {typical} at the median, {top} at most.",
            typical=typical,
            top=top,
        )
        caption = sentence(
            "The higher a dot, the wider the range of its task scores, and the less its mean says about any one task. Shape and colour show the band."
        )
        return self._step(step, texts, description, caption)

    def onward(self) -> Html:
        """Where to go next."""
        places = [
            ("index.html", "Find your occupation", "by its title or its code; every one has a page, with every task."),
            ("gradient.html", "The full gradient", "all occupations in one picture and one table that sorts."),
            ("newsroom.html", "Newsroom", "sentences to quote, tables, and pictures to download."),
            ("methodology/measures.html", "Measures", "how each figure is made, and what else could have been chosen."),
        ]
        items = join(
            Markup("<li>{}: {}</li>").format(link(address, name), sentence(what)) for address, name, what in places
        )
        return block("onward", Markup("<ul>{}</ul>").format(items))

    def audit_trail(self) -> Html:
        """Every figure of the page; the means that a reader is shown with a dot are those of the occupations' own pages."""
        return self.trail.show(also=[repeated(o, "mean_2025") for o in self.occupations])
