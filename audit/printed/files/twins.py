"""The Markdown twin of each occupation's page, read by a Markdown parser: its headings, paragraphs and tables, all of them, in order."""

import functools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from printed.expected import Expected
from printed.files.comparing import differences
from printed.files.expected import Shown, code_of, of
from printed.findings import Count, Finding

CAVEAT = (
    "Exposure is potential, not actual, automation: the overlap of what tasks consist of with what generative AI can do. "
    "It does not measure AI use, actual automation or job losses."
)
OEWS = (
    "OEWS counts jobs, not persons: full-time and part-time wage and salary jobs, so that a person with two jobs counts twice. "
    "It leaves out the self-employed, the owners and partners of unincorporated businesses, unpaid family workers, workers whom "
    "private households employ, and agriculture, forestry, fishing and hunting apart from logging and support activities for crops and animals."
)
CREDIT = (
    "{book}, edition {edition} of {edition_date}. Scores: Gmyrek et al. (2025), ILO Working Paper 140, "
    "https://doi.org/10.54394/HETP0387. U.S. occupations: O*NET 30.3; employment: BLS OEWS May 2024."
)
TASK_HEADINGS = ["No.", "Task", "2023", "GPT-4o", "Gemini", "2025"]
US_HEADINGS = ["Occupation", "O*NET-SOC", "Employment", "Note"]

Block = tuple[str, Any]
"""A kind, ``h1``, ``h2``, ``p`` or ``table``, and the text, or the rows of the table, its headings being the first."""


@functools.cache
def parser() -> MarkdownIt:
    """Return a parser of Markdown with tables, which takes no markup of HTML for text."""
    return MarkdownIt("commonmark").enable("table")


def of_page(site: Path, expected: Expected, page: str, count: Count) -> Iterator[Finding]:
    """Yield what is wrong in the Markdown twin of a page."""
    path, files, code = f"{page}.md", of(expected), code_of(page)
    count["files"] += 1
    printed = _named(blocks(parser().parse((site / path).read_text("utf-8"))))
    wanted = _named(_expected(files.records[code], files.shown[code], files.site))
    yield from differences(path, printed, wanted, count)


def _named(found: list[Block]) -> dict[str, Any]:
    """Return blocks by what a reader would call them; the rows of a table by its first cells, the cells of a row by the headings."""
    named: dict[str, Any] = {"the order of blocks": " ".join(kind for kind, _ in found)}
    heading = ""
    for n, (kind, content) in enumerate(found, start=1):
        if kind == "table":
            headings, *rows = content
            table = {"headings": headings, "rows": [row[0] for row in rows]}
            for row in rows:
                table[f"row {row[0]}"] = dict(zip(headings, row, strict=False)) | {"cells": len(row)}
            named[f"table {n} {heading}".strip()] = table
        else:
            named[f"{kind} {n}"] = content
            heading = content if kind == "h2" else heading
    return named


def blocks(tokens: list[Token]) -> list[Block]:
    """Return the blocks of a parsed text. Whatever is neither a heading, a paragraph nor a table has its own kind and its source."""
    found: list[Block] = []
    inside = ""
    for token in tokens:
        match token.type:
            case "heading_open":
                inside = token.tag
            case "paragraph_open":
                inside = "p"
            case "table_open":
                inside = "table"
                found.append(("table", []))
            case "tr_open":
                found[-1][1].append([])
            case "inline" if inside == "table":
                found[-1][1][-1].append(text_of(token))
            case "inline":
                found.append((inside, text_of(token)))
            case kind if not kind.endswith(("_close", "_open")):
                found.append((kind, token.content))
    return found


def text_of(token: Token) -> str:
    """Return the text of an inline token; a mark other than text or a break stands as what it is."""
    parts = []
    for child in token.children or []:
        if child.type in ("text", "text_special"):
            parts.append(child.content)
        else:
            parts.append(" " if child.type in ("softbreak", "hardbreak") else f"<{child.type}>{child.content}")
    return "".join(parts)


def without_closing_mark(statement: str) -> str:
    """Return a statement on one line without the marks that close it in its list; those of "etc." but its own."""
    text = " ".join(statement.split())
    bare = text.rstrip("; .")
    return f"{bare}." if bare.endswith("etc") and text[len(bare) :].startswith(".") else bare


def _expected(record: Mapping[str, Any], shown: Shown, site: Mapping[str, str]) -> list[Block]:
    at, n = record["tasks_at_threshold"], record["n_tasks"]
    figures = [
        ["Figure", "Value"],
        ["Tasks", str(n)],
        ["Mean exposure in 2025, on 0–1", record["mean_2025"]["text"]],
        ["Percentile among all occupations", shown.percentile],
        ["Rank by mean, the most exposed being first", str(record["rank"])],
        ["Change since 2023", record["change"]["text"]],
        ["Change since 2023, adjusted for its 2023 level", record["change_adjusted"]["text"]],
        ["Band", record["band"]],
        [f"Tasks that score {at['threshold']} or more", f"{at['n']} of {n}"],
        ["Tasks exposed, by the band of the whole occupation", f"{record['share_exposed_pct']}%"],
    ]
    tasks = [
        [str(task["number"]), without_closing_mark(task["statement"]), *scores]
        for task, scores in zip(record["tasks"], shown.scores, strict=True)
    ]
    us = [
        [
            one["title"],
            one["onet_soc"],
            "none" if one["employment"] is None else f"{one['employment']:,}",
            one["employment_note"],
        ]
        for one in record["us_occupations"]
    ]
    group = record["major_group"]
    reconciled = ", ".join(str(task["number"]) for task in record["tasks"] if task["is_reconciled"])
    return [
        ("h1", record["title"]),
        ("p", f"ISCO-08 {record['isco08']} · {group['code']} - {group['title']}"),
        ("table", figures),
        ("p", CAVEAT),
        ("h2", "Tasks"),
        ("table", [TASK_HEADINGS, *tasks]),
        *(
            [("p", f"Marked as reconciled in the ILO's file: the combined score of task {reconciled}.")]
            if reconciled
            else []
        ),
        ("h2", "U.S. occupations"),
        ("table", [US_HEADINGS, *us]),
        ("p", OEWS),
        ("p", CREDIT.format_map(site)),
    ]
