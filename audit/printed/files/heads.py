"""What a page says of itself in its head: its title, its link preview, and its description for machines (JSON-LD)."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lxml import etree

from printed.document import read
from printed.expected import Expected
from printed.files.comparing import differences
from printed.files.expected import COUNTRIES, Files, code_of, of
from printed.files.pages import titles_of
from printed.findings import Count, Finding

SITE_PICTURE = "share.png"
SITE_PICTURE_TEXT = "A scale of 0–1 with one mark per occupation, stacked where means are alike and coloured by band."
OF_THE_FRAME = ("viewport",)
"""Metadata that says nothing of what a page is about."""
NAMES_WITH_DIGITS = re.compile(r"ISCO-08|O\*NET|\b20(?:23|25)\b")
"""The numbers that the description of a chapter may hold: names and years, no figures."""
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
STUDY = "https://doi.org/10.54394/HETP0387"
MEDIA = {".json": "application/json", ".csv": "text/csv", ".md": "text/markdown"}


def of_page(site: Path, expected: Expected, page: str, count: Count) -> Iterator[Finding]:
    """Yield what is wrong in the head of a page of the book."""
    files, titles, head = of(expected), titles_of(site, expected), read(site, page).root.find("head")
    count["files"] += 1
    printed, twice = _metadata(head)
    wanted = _expected_metadata(page, titles[page], files)
    if code_of(page) is None and page not in files.groups and page not in files.countries:
        said = printed.get("description", "")
        wanted |= {"description": said or "a sentence", "og:description": said or "a sentence"}
        if re.search(r"\d", NAMES_WITH_DIGITS.sub("", said)):
            yield Finding(page, "head", "the description, which no source row stands behind", said, "no figures")
    for name in twice:
        yield Finding(page, "head", f"metadata {name}", "more than once", "once")
    yield from differences(page, printed, wanted, count, "head")
    found = [
        json.loads(script.text or "null")
        for script in head.iter("script")
        if script.get("type") == "application/ld+json"
    ]
    yield from differences(page, found, [_json_ld(page, titles[page], files.site)], count, "JSON-LD")


def _metadata(head: etree._Element) -> tuple[dict[str, str], list[str]]:
    """Return the metadata of a head by their names, with its title, and the names that stand more than once."""
    found: list[tuple[str, str]] = [("title", " ".join((title.text or "").split())) for title in head.iter("title")]
    for meta in head.iter("meta"):
        name = meta.get("property") or meta.get("name")
        if name and name not in OF_THE_FRAME:
            found.append((name, meta.get("content", "")))
    return dict(found), [name for name, n in Counter(name for name, _ in found).items() if n > 1]


def share_text(code: str, files: Files) -> str:
    """Return what the link preview of an occupation's page says."""
    record = files.records[code]
    at, n = record["tasks_at_threshold"], record["n_tasks"]
    score = "scores" if at["n"] == 1 else "score"
    return (
        f"{record['title']} (ISCO-08 {code}): mean exposure to generative AI {record['mean_2025']['text']} on a scale of 0–1, "
        f"{files.shown[code].percentile} percentile; {at['n']} of {n} tasks {score} {at['threshold']} or more. "
        f"Band of the occupation: {record['band']}."
    )


OF_A_GROUP = (
    "{title}: the mean exposure to generative AI of {size} ISCO-08 occupations is {mean} on a scale of 0–1, from {lowest} ({lowest_title}) "
    "to {highest} ({highest_title})."
)


def _expected_metadata(page: str, title: str, files: Files) -> dict[str, str]:
    site, code, group = files.site["site"], code_of(page), files.groups.get(page)
    about = {"twitter:card": "summary_large_image", "og:type": "article", "og:site_name": files.site["book"]}
    about |= {"og:image:width": "1200", "og:image:height": "630", "title": f"{title} — {files.site['book']}"}
    about["og:url"] = f"{site}{page}.html"
    if (country := files.countries.get(page)) is not None:
        about |= {"description": country.said, "og:description": country.said, "og:image:alt": country.said}
        about["og:title"] = f"Employment in {country.in_sentences} and generative AI"
        return about | {"og:image": f"{site}{page}.png"}
    if code is None:
        about |= {"og:title": title, "og:image": f"{site}{SITE_PICTURE}", "og:image:alt": SITE_PICTURE_TEXT}
        if group is None:
            return about
        said = OF_A_GROUP.format_map(group)
        return about | {"og:title": f"{group['title']} and generative AI", "description": said, "og:description": said}
    said = share_text(code, files)
    about |= {"description": said, "og:description": said, "og:image:alt": said}
    return about | {"og:title": f"{title} and generative AI", "og:image": f"{site}{page}.png"}


def _json_ld(page: str, title: str, site: Mapping[str, str]) -> dict[str, Any]:
    code, name = code_of(page), page.rpartition("/")[2]
    about: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": title,
        "url": f"{site['site']}{page}.html",
        "datePublished": site["edition_date"],
        "version": site["edition"],
        "inLanguage": "en",
        "license": LICENCE,
        "author": {"@type": "Organization", "name": site["authors"]},
        "isPartOf": {"@type": "Book", "name": site["book"], "url": site["site"]},
        "citation": STUDY,
        "image": f"{site['site']}{SITE_PICTURE if code is None and not page.startswith(COUNTRIES) else f'{page}.png'}",
    }
    if code is None:
        return about
    group = {"@type": "CategoryCode", "codeValue": code, "inCodeSet": {"@type": "CategoryCodeSet", "name": "ISCO-08"}}
    return about | {
        "about": {"@type": "Occupation", "name": title, "occupationalCategory": group},
        "associatedMedia": [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": f"{name}{ending}"}
            for ending, kind in MEDIA.items()
        ],
    }
