"""The Markdown twin of an occupation page, for pasting into a document."""

from exposure_gradient.measures import ordinal, shown
from exposure_gradient.pages.notebook import escape_markdown
from exposure_gradient.publication.html import without_closing_mark
from exposure_gradient.publication.phrases import EXPOSURE
from exposure_gradient.publication.us_phrases import OEWS_COUNTS


def _cell(value: float | None) -> str:
    return "none" if value is None else shown(value)


def _text(text: str) -> str:
    """Return source text on one line, inert in Markdown."""
    return escape_markdown(without_closing_mark(" ".join(text.split())))


def markdown_twin(record: dict) -> str:
    """Return a page's figures as Markdown, made from its record."""
    title = escape_markdown(record["title"])
    at = record["tasks_at_threshold"]
    group = f"{record['major_group']['code']} - {escape_markdown(record['major_group']['title'])}"
    lines = [
        f"# {title}",
        "",
        f"ISCO-08 {record['isco08']} · {group}",
        "",
        *([f"**{escape_markdown(record['edition']['notice'])}**", ""] if record["edition"]["notice"] else []),
        "| Figure | Value |",
        "|---|---|",
        f"| Tasks | {record['n_tasks']} |",
        f"| Mean exposure in 2025, on 0–1 | {record['mean_2025']['text']} |",
        f"| Percentile among all occupations | {ordinal(record['percentile'])} |",
        f"| Rank by mean, the most exposed being first | {record['rank']} |",
        f"| Change since 2023 | {record['change']['text']} |",
        f"| Change since 2023, adjusted for its 2023 level | {record['change_adjusted']['text']} |",
        f"| Band | {record['band']} |",
        f"| Tasks that score {at['threshold']:g} or more | {at['n']} of {record['n_tasks']} |",
        f"| Tasks exposed, by the band of the whole occupation | {record['share_exposed_pct']}% |",
        "",
        EXPOSURE,
        "",
        "## Tasks",
        "",
        "| No. | Task | 2023 | GPT-4o | Gemini | 2025 |",
        "|---|---|---|---|---|---|",
    ]
    for task in record["tasks"]:
        wording = _text(task["statement"]) if task["statement"] else "worded in the ILO's file"
        scores = [_cell(task[name]) for name in ("score_2023", "score_2025_gpt4o", "score_2025_gemini", "score_2025")]
        lines.append(f"| {task['number']} | {wording} | {' | '.join(scores)} |")
    reconciled = [str(task["number"]) for task in record["tasks"] if task["is_reconciled"]]
    if reconciled:
        lines += ["", f"Marked as reconciled in the ILO's file: the combined score of task {', '.join(reconciled)}."]
    lines += ["", "## U.S. occupations", "", "| Occupation | O\\*NET-SOC | Employment | Note |", "|---|---|---|---|"]
    for us in record["us_occupations"]:
        employment = "none" if us["employment"] is None else f"{us['employment']:,}"
        lines.append(
            f"| {escape_markdown(us['title'])} | {us['onet_soc']} | {employment} | {escape_markdown(us['employment_note'])} |"
        )
    lines += ["", OEWS_COUNTS]
    edition = record["edition"]
    scores = "Scores: Gmyrek et al. (2025), ILO Working Paper 140, https://doi.org/10.54394/HETP0387."
    if edition["notice"]:
        scores = escape_markdown(edition["notice"])
    lines += [
        "",
        f"The Exposure Gradient, edition {edition['id']} of {edition['date']}. {scores} "
        "U.S. occupations: O\\*NET 30.3; employment: BLS OEWS May 2024.",
        "",
    ]
    return "\n".join(lines)
