"""The sections of an occupation page.

Each method gives one section of the page, ready to be a notebook cell's output. Sentences are built from claims
(:func:`~exposure_gradient.presentation.claims.sentence`); source text is escaped and quoted as text.
"""

import dataclasses
import json
from typing import Any

from markupsafe import Markup

from exposure_gradient.measures import Occupation, Task, ordinal, shown, slug, study
from exposure_gradient.measures.occupation import HISTOGRAM_STEP
from exposure_gradient.measures.sensitivity import BAND_CHOICES, CHOICES, Standing
from exposure_gradient.measures.text import rounded4
from exposure_gradient.presentation import charts
from exposure_gradient.presentation.citation import ILO_NOTICE, page_bibtex, page_citation, page_csl, page_ris
from exposure_gradient.presentation.claims import Claim, plain, sentence
from exposure_gradient.presentation.facts import band_id, employment_note, occupation_claims
from exposure_gradient.presentation.heading import checked_heading
from exposure_gradient.presentation.html import (
    Html,
    block,
    code,
    copyable,
    details,
    join,
    link,
    paragraph,
    table,
    without_closing_mark,
)
from exposure_gradient.presentation.link_preview import as_preview
from exposure_gradient.presentation.own_scores import OWN_SOURCE, has_own_scores, is_own, scores_credit, who_places
from exposure_gradient.presentation.record import occupation_record
from exposure_gradient.presentation.share_image import share_text
from exposure_gradient.presentation.trail import audit_trail
from exposure_gradient.sources import Wording, load_edition, load_registry, load_wording
from exposure_gradient.tables import BANDS

MEASURES = "../methodology/measures.html"
ONET_ONLINE = "https://www.onetonline.org/link/summary/"
LONG_JUSTIFICATION = 400
SOURCES_OF_A_PAGE = ("ilo_scores", "isco_structure", "ibs_crosswalk", "onet_2010_to_2019", "onet_occupations", "oews")

BAND_MEANINGS = {
    "Not exposed": "Low mean; one standard deviation above it is still low",
    "Minimal": "Low mean; one standard deviation above it comes near the middle of the scale",
    "Gradient 1": "Low mean; one standard deviation above it reaches the middle of the scale",
    "Gradient 2": "Mean near the middle of the scale; one standard deviation above it reaches the middle",
    "Gradient 3": "Mean at the middle of the scale or above it",
    "Gradient 4": "Mean well above the middle; one standard deviation below it is still in the upper half",
}
"""What a band says: the rule that the published bands follow, in words (chapter "Measures", fitted there)."""


def _words_of(choice: str) -> str:
    """Return a choice in words; of a reader's scores the ILO has published no means."""
    return "means of two decimals" if choice == "ilo_means" and has_own_scores() else CHOICES[choice]


class OccupationPage:
    """One occupation's page: its figures, its claims and its sections in their order."""

    def __init__(self, occupation: Occupation, wording: Wording) -> None:
        """Make the claims of the page."""
        self.occupation = occupation
        self.claims = occupation_claims(occupation)
        self.edition = load_edition()
        self._texts = wording.of(occupation.isco08)

    def __getitem__(self, claim_id: str) -> Claim:
        """Return a claim by its identifier."""
        return self.claims[claim_id]

    def as_text(self, claim_id: str, text: str) -> Claim:
        """Return a claim with another text for the same value, such as an ordinal."""
        return dataclasses.replace(self.claims[claim_id], text=text)

    def statement(self, number: int) -> str | None:
        """Return a task's statement as published (declared corrections applied), or None where it is not at hand."""
        return None if self._texts is None else self._texts[number].statement

    def justification(self, number: int) -> str | None:
        """Return GPT-4o's justification of a task's score; None where it is not at hand, the model gave no score, or it is a reader's."""
        task = next(task for task in self.occupation.tasks if task.number == number)
        if self._texts is None or task.score_2025_gpt4o is None or is_own("score_2025_gpt4o"):
            return None
        return self._texts[number].justification_gpt4o

    def quoted(self, task: Task) -> Markup:
        """Return a task's statement in quotation marks, without the list's closing mark, or where it is published."""
        text = self.statement(task.number)
        if text is None:
            return sentence(
                "Task {number} (worded in the {file})",
                number=code(str(task.number)),
                file=link(load_registry()["ilo_scores"].address, "ILO’s file of task scores"),
            )
        return Markup("“{}”").format(without_closing_mark(text))

    def counted(self) -> Markup:
        """Say how many tasks reach the threshold: what a share by the band cannot say."""
        n, n_tasks = self.occupation.n_at_threshold, self.occupation.n_tasks
        if n == 0:
            template = "none of the {of} tasks scores {threshold} or more"
        elif n == n_tasks:
            template = "all {of} tasks score {threshold} or more"
        else:
            template = f"{{n}} of the {{of}} tasks {'scores' if n == 1 else 'score'} {{threshold}} or more"
        return sentence(template, n=self["tasks_at_threshold"], of=self["n_tasks"], threshold=self["task_threshold"])

    # The page's sections, in their order

    def masthead(self, heading: str | None = None) -> Html:
        """The line below the title; ``heading`` is what the notebook is headed, which must be the title."""
        o = self.occupation
        title = Markup() if heading is None else checked_heading(heading, o.title, "isco08", o.isco08)
        group = link(f"../groups/{o.major_code}-{slug(o.major_title)}.html", f"{o.major_code} - {o.major_title}")
        return Html(title + Markup(block("masthead", Markup("{} · {}").format(code(f"ISCO-08 {o.isco08}"), group))))

    def lead(self) -> Html:
        """What the study found, and what it does not say."""
        o = self.occupation
        standing = "a higher mean than about {percentile}% of the {total} occupations scored"
        if o.n_below == 0:
            standing = "none of the {total} occupations scored has a lower mean"
        elif o.n_below == o.n_occupations - 1:
            standing = "the highest mean of the {total} occupations scored"
        elif o.percentile in (0, 100):  # a rounded end of the scale would say too much
            standing = "a higher mean than {below} of the {total} occupations scored"
        found = sentence(
            (
                "A reader’s own file, not the ILO, scores {n} task statements for "
                if has_own_scores()
                else "The International Labour Organization’s study of 2025 scored {n} task statements for "
            )
            + "{title} ({code}). Their mean exposure to generative AI is <strong>{mean}</strong> on a scale of 0–1: "
            f"{standing}. {who_places()} places the occupation in the band <strong>{{band}}</strong>. A band covers a whole "
            "occupation, so {share} of its tasks count as exposed; by their own scores, {counted}.",
            n=self["n_tasks"],
            title=o.title,
            code=code(f"ISCO-08 {o.isco08}"),
            mean=self["mean_2025"],
            percentile=self["percentile"],
            below=self["n_below"],
            total=self["n_occupations"],
            band=self["band"],
            share=self["share_exposed_pct"],
            counted=self.counted(),
        )
        caveat = sentence(
            "Exposure is the overlap between what the tasks consist of and what generative AI can do. It is not a "
            "measure of how much AI is used in this work, of how much of it is automated, or of jobs lost. ISCO-08 "
            "is an international classification; the U.S. occupations further down are joined to it by a crosswalk "
            "that is approximate."
        )
        said = block("lead", paragraph(found), paragraph(caveat, "caveat"))
        words = share_text(self.record())
        return Html(said.markup, **as_preview(words, f"{o.title} and generative AI", words))

    def headline_figures(self) -> Html:
        """The four headline figures."""
        tiles = [
            ("Mean exposure", self["mean_2025"], sentence("of the tasks’ scores in 2025, on 0–1")),
            (
                "Percentile",
                self.as_text("percentile", ordinal(self.occupation.percentile)),
                sentence("among {total} occupations", total=self["n_occupations"]),
            ),
            ("Change", self["change"], sentence("in the mean since 2023")),
            (
                "Tasks exposed",
                self["share_exposed_pct"],
                sentence("by the occupation’s band; by their own scores, {counted}", counted=self.counted()),
            ),
        ]
        return block(
            "tiles",
            *(
                Markup("<div><dt>{}</dt><dd><strong>{}</strong> <span>{}</span></dd></div>").format(
                    link(f"{MEASURES}#{claim.rule}", name), claim, note
                )
                for name, claim, note in tiles
            ),
            tag="dl",
        )

    def band_table(self) -> Html:
        """The six bands with the tasks that carry each."""
        o = self.occupation
        rows = [
            (
                band,
                self[f"band.{band_id(band)}.tasks"],
                self[f"band.{band_id(band)}.share"],
                BAND_MEANINGS[band],
            )
            for band in BANDS
        ]
        assigned = "the ILO assigns the band to the occupation, from the mean ({mean}) and the standard deviation ({sd}) that it publishes for it"
        if has_own_scores():
            assigned = (
                "the band belongs to the occupation. It is none that the ILO has assigned: it follows from the mean ({mean}) and the "
                "standard deviation ({sd}) of the reader’s scores, both at two decimals, by the rule fitted to the ILO’s bands"
            )
        notes = [
            sentence(
                f"One band holds every task, here and on every page: {assigned}, and its tasks carry that band. "
                "How the tasks differ shows in their own scores. What a band means restates {rule}.",
                mean=self["ilo_mean_2025"],
                sd=self["ilo_sd_2025"],
                rule=link(f"{MEASURES}#rule-band", "the rule that the published bands follow"),
            )
        ]
        if o.n_rows_left_out:
            notes.append(
                sentence(
                    "The ILO’s mean includes {n} row of its file that has no task statement; {corrections} leaves it out.",
                    n=self["n_rows_left_out"],
                    corrections=link("../methodology/corrections.html", "a declared correction"),
                )
            )
        elif self["ilo_mean_2025"].text != self["mean_2025"].text and not has_own_scores():
            notes.append(
                sentence(
                    "The mean shown above ({own}) differs from the ILO’s in the last digit, because {rounding}.",
                    own=self["mean_2025"],
                    rounding=link(f"{MEASURES}#rule-rounding", "the two round differently"),
                )
            )
        return block(
            "bands",
            table(
                [("Band", ""), ("Tasks", "num"), ("Share", "num"), ("What it means", "")],
                rows,
                caption="Tasks by the band of their occupation",
                kind="band-table",
                row_classes=[
                    f"eg-band-{index}" + (" eg-own" if band == o.band else "") for index, band in enumerate(BANDS)
                ],
            ),
            paragraph(join(notes, " ")),
        )

    def task_picture(self) -> Html:
        """The picture of the tasks' own scores."""
        o = self.occupation
        scores = [
            (task.number, task.score_2023, task.score_2025_gpt4o, task.score_2025_gemini, task.score_2025)
            for task in o.tasks
        ]
        labels = [without_closing_mark(self.statement(task.number) or "") for task in o.tasks]
        description = plain(
            sentence(
                "Scores of the {n} tasks of {title} on a scale of 0–1. The combined scores of 2025 run from {low} to "
                "{high}; the mean was {before} in 2023 and is {mean} in 2025. Every score stands in the table of all tasks.",
                n=self["n_tasks"],
                title=o.title,
                low=self[f"task.{o.least_exposed_task.number}.score_2025"],
                high=self["most_exposed.score"],
                before=self["mean_2023"],
                mean=self["mean_2025"],
            )
        )
        caption = [
            sentence(
                "Each line is a task: its score in 2023, each model’s score in 2025, and the combined score of 2025 "
                + ("that the reader’s file gives." if has_own_scores() else "that the study uses.")
            )
        ]
        if o.widest_disagreement is not None and rounded4(o.widest_disagreement.disagreement):
            caption.append(
                sentence(
                    "The two models are farthest apart on task {number}"
                    + (", the first of several" if o.n_widest > 1 else "")
                    + ": GPT-4o gives {gpt}, Gemini {gemini}.",
                    number=self["widest.number"],
                    gpt=self["widest.gpt4o"],
                    gemini=self["widest.gemini"],
                )
            )
        if "n_reconciled" in self.claims:
            caption.append(
                sentence(
                    "The ILO’s file marks the combined score of {n} of the tasks as reconciled.",
                    n=self["n_reconciled"],
                )
            )
        return charts.task_scores(scores, labels, description=description, caption=join(caption, " "))

    def most_exposed(self) -> Html:
        """The most-exposed task with the scoring model's justification."""
        task = self.occupation.most_exposed_task
        quote = Markup("<blockquote><p>{}</p></blockquote>").format(self.quoted(task))
        found = sentence(
            "Task {number}"
            + (", the first of several with the same score, has" if self.occupation.n_most_exposed > 1 else " has")
            + " the highest score of 2025: <strong>{score}</strong> on a scale of 0–1.",
            number=self["most_exposed.number"],
            score=self["most_exposed.score"],
        )
        parts = [quote, paragraph(found)]
        words = self.justification(task.number)
        if is_own("score_2025_gpt4o"):
            pass  # a reader's score has no justification that could be shown
        elif task.score_2025_gpt4o is None:
            parts.append(
                paragraph(
                    sentence(
                        "GPT-4o gave this task no score, so there is no justification of its own to show; the score is the other "
                        "model’s alone."
                    )
                )
            )
        elif words is None:
            parts.append(
                paragraph(
                    sentence(
                        "GPT-4o’s justification of its score is published in the {file}.",
                        file=link(load_registry()["ilo_scores"].address, "ILO’s file of task scores"),
                    )
                )
            )
        else:
            text = Markup('<blockquote class="eg-model-words">{}</blockquote>').format(
                join(Markup("<p>{}</p>").format(line.strip()) for line in words.split("\n") if line.strip())
            )
            own = sentence(
                "GPT-4o’s justification of the score that it gave the task for the ILO’s study ({score}), in the model’s own words; "
                "it is none of the reader’s score."
                if has_own_scores()
                else "GPT-4o’s justification, in the model’s own words; it gave the task {score} before the two "
                "models’ scores were combined.",
                score=self["most_exposed.gpt4o"],
            )
            if len(words) > LONG_JUSTIFICATION:
                parts.append(details(own, text, "justification"))
            else:
                parts += [paragraph(own), text]
        return block("task", *parts)

    def fastest_moving(self) -> Html:
        """The task that moved most since 2023."""
        task = self.occupation.fastest_moving_task
        move = rounded4(task.change)
        if move > 0 and shown(move) == shown(0):
            template = (
                "No task’s score rose more: task {number} moved by less than a hundredth (<strong>{change}</strong>) between "
                "2023 and 2025."
            )
        elif move > 0:
            template = (
                "No task’s score rose more: task {number} moved by <strong>{change}</strong> between 2023 and 2025."
            )
        elif move == 0:
            template = (
                "No task’s score rose between 2023 and 2025; that of task {number} stayed where it was "
                "(<strong>{change}</strong>)."
            )
        else:
            template = (
                "Every task’s score fell between 2023 and 2025; that of task {number} fell least "
                "(<strong>{change}</strong>)."
            )
        found = sentence(template, number=self["fastest.number"], change=self["fastest.change"])
        missing = [other for other in self.occupation.tasks if other.change is None]
        parts = [Markup("<blockquote><p>{}</p></blockquote>").format(self.quoted(task)), paragraph(found)]
        if missing:
            numbers = join((code(str(other.number)) for other in missing), ", ")
            parts.append(
                paragraph(
                    sentence(
                        "Without a score for 2023, task {numbers} has no change and is left out of this comparison. It counts in "
                        "the mean of 2025 alone, so the occupation’s change compares means over different sets of tasks.",
                        numbers=numbers,
                    )
                )
            )
        return block("task", *parts)

    def all_tasks(self) -> Html:
        """The table of all tasks."""
        rows = []
        for task in self.occupation.tasks:
            claim = f"task.{task.number}."
            wording = self.statement(task.number)
            rows.append(
                (
                    code(str(task.number)),
                    self.quoted(task) if wording is None else without_closing_mark(wording),
                    *(self._cell(claim + name) for name in ("score_2023", "score_2025_gpt4o", "score_2025_gemini")),
                    self[claim + "score_2025"],
                    self._cell(claim + "change"),
                )
            )
        columns = [
            ("No.", "num"),
            ("Task", "wide"),
            ("2023", "num"),
            ("GPT-4o", "num"),
            ("Gemini", "num"),
            ("2025", "num"),
            ("Change", "num"),
        ]
        caption = sentence(
            "All {n} tasks with their scores on 0–1: 2023; each model’s score of 2025; the combined score of 2025; and "
            "the change from 2023 to it.",
            n=self["n_tasks"],
        )
        return block("tasks", table(columns, rows, caption=caption, kind="task-table"))

    def _cell(self, claim_id: str) -> Any:
        claim = self[claim_id]
        return claim if claim.value is not None else Markup('<span class="eg-none">none</span>')

    def us_occupations(self) -> Html:
        """The U.S. occupations that the crosswalk joins to this one."""
        o = self.occupation
        rows = []
        for us in o.us_occupations:
            employment = self.claims.get(f"us.{us.onet_soc}.employment")
            note = employment_note(us)
            rows.append(
                (
                    us.title,
                    link(f"{ONET_ONLINE}{us.onet_soc}", us.onet_soc, rel="external"),
                    employment if employment is not None else Markup('<span class="eg-none">none</span>'),
                    Markup('<span class="eg-note">{}</span>').format(note) if note else "",
                    self[f"us.{us.onet_soc}.unit_groups"],
                )
            )
        columns = [
            ("U.S. occupation", "wide"),
            ("O*NET-SOC", "eg-code"),
            ("Employment", "num"),
            ("Employment is", ""),
            ("Unit groups", "num"),
        ]
        caption = sentence(
            "U.S. occupations that the crosswalk joins to this one ({n}), by employment in May 2024. “Unit groups” "
            "counts the ISCO-08 groups that the U.S. occupation is joined to.",
            n=self["us.count"],
        )
        notes = [
            sentence(
                "The crosswalk is many-to-many and approximate: a U.S. occupation’s employment is context for this page, "
                "and adding it up over pages would count people more than once. It counts wage and salary jobs; the survey "
                "behind it leaves out the self-employed."
            )
        ]
        if any(us.is_inherited for us in o.us_occupations):
            notes.append(
                sentence("A detailed O*NET occupation has no employment of its own and shows its parent occupation’s.")
            )
        if any(us.is_pooled for us in o.us_occupations):
            notes.append(
                sentence(
                    "A pooled code counts several occupations together; no figure for one of them alone is published."
                )
            )
        if all(us.employment is None for us in o.us_occupations):
            notes.append(
                sentence("OEWS of May 2024 publishes no employment for any U.S. occupation joined to this one.")
            )
        return block("us", table(columns, rows, caption=caption, kind="us-table"), paragraph(join(notes, " ")))

    def _neighbour_list(self, side: str) -> Markup:
        neighbours = getattr(self.occupation, side)
        if not neighbours:
            return Markup("<p>{}</p>").format(
                sentence(
                    "None: it is at the end of the gradient."
                    if side == "above"
                    else "None: it is at the start of the gradient."
                )
            )
        return Markup("<ul>{}</ul>").format(
            join(
                Markup("<li>{} ({}{})</li>").format(
                    link(f"{neighbour.page}.html", neighbour.title),
                    self[f"{side}.{place}.mean_2025"],
                    ", the same mean" if neighbour.mean_2025 == self.occupation.mean_2025 else "",
                )
                for place, neighbour in enumerate(neighbours, start=1)
            )
        )

    def in_context(self) -> Html:
        """Where the occupation stands among all, in its major group, and how firm that standing is."""
        o = self.occupation
        group = link(f"../groups/{o.major_code}-{slug(o.major_title)}.html", f"{o.major_code} - {o.major_title}")
        own_group = sentence(
            "Major group {group}: the mean over its {n} occupations, each counted once, is {group_mean}. By mean "
            "exposure this one is {rank} of them, counted from the most exposed.",
            group=group,
            n=self["group_size"],
            group_mean=self["group_mean"],
            rank=self["rank_in_group"],
        )
        picture = charts.histogram(
            o.histogram,
            HISTOGRAM_STEP / 10_000,
            [(o.mean_2025, self["mean_2025"].text)],
            description=plain(
                sentence(
                    "Distribution of mean exposure over {total} occupations, with a mark at {mean}, the mean of {title}.",
                    total=self["n_occupations"],
                    mean=self["mean_2025"],
                    title=o.title,
                )
            ),
            caption=sentence(
                "All {total} occupations by mean exposure; the mark is this one.", total=self["n_occupations"]
            ),
        )
        nearest = Markup(
            '<div class="eg-neighbours"><section><h3>{}</h3>{}</section><section><h3>{}</h3>{}</section></div>'
        ).format("Next below", self._neighbour_list("below"), "Next above", self._neighbour_list("above"))
        full = paragraph(link("../gradient.html", "The full gradient, all occupations"))
        return block("context", paragraph(own_group), picture, *self._firmness(), nearest, full)

    def _firmness(self) -> list[Any]:
        """How the standing moves with the choices that were made: in sentences, a small picture and a folded table."""
        o = self.occupation
        low, high = o.percentile_range
        spread = "stays at {low}" if low == high else "moves between {low} and {high}"
        rank = sentence(
            f"How firm is the rank? The percentile {spread} when one model’s scores alone are used for all occupations "
            "(GPT-4o {gpt}, Gemini {gemini}) or one of its tasks is left out.",
            low=self["percentile_low"],
            high=self["percentile_high"],
            gpt=self["percentile_gpt4o"],
            gemini=self["percentile_gemini"],
        )
        ends = o.percentiles_of_all_choices
        widest = "stays at {low}" if ends[0] == ends[1] else "runs from {low} to {high}"
        wide = sentence(
            f"Over all choices listed below it {widest}, and the rank from {{first}} to {{last}} of {{n}}, the most exposed "
            "being first.",
            low=self["percentile_any_low"],
            high=self["percentile_any_high"],
            first=self["rank_any_low"],
            last=self["rank_any_high"],
            n=self["n_occupations"],
        )
        others = [_words_of(standing.choice) for standing in o.choices_of_another_band]
        band = (
            sentence(
                "The rule fitted to the ILO’s bands would give another band than {band} with {choices}.",
                band=self["band"],
                choices="; with ".join(others),
            )
            if others
            else sentence("The rule fitted to the ILO’s bands gives {band} under each of them.", band=self["band"])
        )
        caveat = sentence(
            "This is {chapter}, not sampling error.",
            chapter=link("../methodology/sensitivity.html", "sensitivity to choices"),
        )
        picture = charts.standings(
            o.percentile,
            [standing.percentiles for standing in o.standings if standing.choice not in BAND_CHOICES],
            description=plain(
                sentence(
                    "Percentiles of {title} on a line from lowest to highest: {own} under this publication’s choices, from {low} to "
                    "{high} under others. The table below holds every value.",
                    title=o.title,
                    own=self["percentile"],
                    low=self["percentile_any_low"],
                    high=self["percentile_any_high"],
                )
            ),
            caption=sentence(
                "The percentile: the full mark as this publication counts, the open ones under other choices."
            ),
        )
        return [
            paragraph(join([rank, wide, band, caveat], " ")),
            picture,
            details("The standing under each choice", self._standings_table(), "standings"),
        ]

    def _standings_table(self) -> Markup:
        """The percentile, the rank and the band under each choice."""
        same = Markup('<span class="eg-same">{}</span>').format("same")

        def cell(name: str, standing: Standing) -> Any:
            ends = getattr(standing, f"{name}s")
            if standing.choice in BAND_CHOICES:
                return same
            if standing.choice != "left_out":
                return self[f"{name}_{standing.choice}"]
            parts = [self[f"{name}_left_out_low"], self[f"{name}_left_out_high"]]
            return parts[0] if ends[0] == ends[1] else Markup("{}–{}").format(*parts)

        rows = [(sentence("This publication’s choices"), self["percentile"], self["rank"], self["band"])]
        rows += [
            (
                f"With {_words_of(standing.choice)}",
                cell("percentile", standing),
                cell("rank", standing),
                self[f"band_{standing.choice}"] if standing.bands else same,
            )
            for standing in self.occupation.standings
        ]
        return table(
            [("Choice", "wide"), ("Percentile", "num"), ("Rank", "num"), ("Band by the fitted rule", "")],
            rows,
            caption="Percentile, rank and band under each choice",
            kind="standings-table",
            labelled=False,
        )

    def headline(self) -> Markup:
        """A headline in one line."""
        return sentence(
            "Exposure to generative AI: {title} at the {percentile} percentile of {n} occupations",
            title=self.occupation.title,
            percentile=self.as_text("percentile", ordinal(self.occupation.percentile)),
            n=self["n_occupations"],
        )

    def factoids(self) -> list[tuple[Markup, str]]:
        """Return statements that stand alone, each with its source."""
        o = self.occupation
        scores = scores_credit()
        change = rounded4(o.change)
        if change > 0:
            moved = (
                "The mean exposure of {title} rose by {size} between the scores of 2023 and those of 2025, to {mean}."
            )
        elif change < 0:
            moved = (
                "The mean exposure of {title} fell by {size} between the scores of 2023 and those of 2025, to {mean}."
            )
        else:
            moved = "The mean exposure of {title} is the same in the scores of 2023 and those of 2025: {mean}."
        facts = [
            (
                sentence(
                    "{title} rank at the {percentile} percentile of {n} occupations by the mean exposure of their tasks to "
                    "generative AI: an overlap of content, not a forecast of displacement.",
                    title=o.title,
                    percentile=self.as_text("percentile", ordinal(o.percentile)),
                    n=self["n_occupations"],
                ),
                scores,
            ),
            (
                sentence(
                    f"{who_places()} places {{title}} in the band {{band}}. On a scale of 0–1, {{counted}}; the scores range from "
                    "{low} to {high}.",
                    title=o.title,
                    band=self["band"],
                    counted=self.counted(),
                    low=self[f"task.{o.least_exposed_task.number}.score_2025"],
                    high=self["most_exposed.score"],
                ),
                scores,
            ),
            (
                sentence(moved, title=o.title, size=self["change_size"], mean=self["mean_2025"]),
                scores + ", 2023 and 2025",
            ),
            (
                sentence(
                    "The most exposed of the {n} tasks of {title} scores {score}: {task}.",
                    n=self["n_tasks"],
                    title=o.title,
                    score=self["most_exposed.score"],
                    task=self.quoted(o.most_exposed_task),
                ),
                scores,
            ),
        ]
        return facts

    def write_about_this(self) -> Html:
        """A headline, factoids with their sources, and the citation, each to be copied."""
        o, path = self.occupation, f"gradient/{self.occupation.page}.html"
        facts = self.factoids()
        report = "\n".join(
            [
                plain(self.headline()),
                *(f"• {plain(fact)} ({source})" for fact, source in facts),
                f"Source: {page_citation(self.edition, o.title, o.isco08, path)}",
                "Note: exposure is overlap of task content with what generative AI can do; it measures neither use, "
                "automation nor job loss.",
            ]
        )
        shown_facts = Markup("<ul>{}</ul>").format(
            join(Markup("<li>{} <cite>{}</cite></li>").format(fact, source) for fact, source in facts)
        )
        return block(
            "write",
            paragraph(self.headline(), "headline"),
            shown_facts,
            Markup("<h3>Text to copy</h3>"),
            copyable(report, "Headline, statements and source as text"),
            Markup("<h3>Citation</h3>"),
            copyable(page_citation(self.edition, o.title, o.isco08, path), "Citation as text"),
            block(
                "formats",
                *(
                    Markup("<section><h3>{}</h3>{}</section>").format(
                        name, copyable(cite(self.edition, o.title, o.isco08, path), f"Citation as {name}")
                    )
                    for name, cite in (("BibTeX", page_bibtex), ("RIS", page_ris), ("CSL-JSON", page_csl))
                ),
            ),
        )

    def record(self) -> dict[str, Any]:
        """Return the page's record, as described by ``record.schema.json``."""
        return occupation_record(
            self.occupation, self.claims, self.edition, self.statement, self.justification, employment_note
        )

    def take_along(self) -> Html:
        """Links to the page's own files; the record travels with the output for the build to write beside the page."""
        page = self.occupation.page
        files = [
            (f"{page}.json", "Figures of this page (JSON)"),
            (f"{page}.csv", "Tasks of this page (CSV)"),
            (f"{page}.md", "This page as Markdown"),
            (f"{page}.ipynb", "This page as a notebook"),
            (f"{page}.png", "The picture that a shared link shows"),
            ("../data/occupations.csv", "All occupations (CSV)"),
            ("../data/occupations.json", "All occupations (JSON)"),
        ]
        items = join(Markup("<li>{}</li>").format(link(address, text, download="")) for address, text in files)
        record = json.loads(json.dumps(self.record()))
        return Html(Markup('<ul class="eg-files">{}</ul>').format(items), **{"application/json": record})

    def page_sources(self) -> Html:
        """The sources of the page, each with release, publisher and licence."""
        registry = load_registry()
        keys = (OWN_SOURCE, *SOURCES_OF_A_PAGE) if has_own_scores() else SOURCES_OF_A_PAGE
        rows = [
            (link(source.landing, source.name), source.release, source.publisher, source.licence)
            for source in (registry[key] for key in keys)
        ]
        onet = sentence(
            "This page includes information from the O*NET 30.3 Database by the U.S. Department of Labor, Employment and "
            "Training Administration (USDOL/ETA). Used under the CC BY 4.0 license. O*NET is a trademark of USDOL/ETA. "
            "Titles and the crosswalk are used as published; combining them with the other files is this publication’s own work."
        )
        return block(
            "sources",
            table(
                [("Dataset", "wide"), ("Release", ""), ("Publisher", ""), ("Licence", "")],
                rows,
                caption="Files that the figures of this page were made from",
                kind="source-table",
            ),
            paragraph(ILO_NOTICE, "notice"),
            paragraph(onet, "notice"),
            paragraph(f"Edition {self.edition.id} of {self.edition.date}.", "edition"),
        )

    def audit_trail(self) -> Html:
        """Every figure of the page: text, exact value, rule, and the rows and columns it came from."""
        return audit_trail(self.claims.values(), MEASURES)


def occupation_page(isco08: str) -> OccupationPage:
    """Return the page of one occupation. Raises InputError where the code is malformed or not scored.

    >>> occupation_page("3211")["mean_2025"].text
    '0.22'
    """
    return OccupationPage(study().occupation(isco08), load_wording())
