"""All checks of what is printed, over as many processes as asked for."""

import functools
import multiprocessing
import os
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from printed import groups, occupations
from printed.expected import Expected
from printed.findings import NOTHING, Check, Count, Finding

AT_ONCE = 16
"""How many pages a process takes at once."""


CHECKS: tuple[Check, ...] = (*occupations.CHECKS, *groups.CHECKS)
"""Every check."""


def read_all(site: Path, expected: Expected, jobs: int | None = None) -> tuple[list[Finding], Count]:
    """Read everything that checks know of a built book. Returns the findings, by page, and what was read."""
    by_page: dict[str, list[int]] = defaultdict(list)
    for place, check in enumerate(CHECKS):
        for page in check.pages(site, expected):
            by_page[page].append(place)
    work = sorted(by_page.items())
    parts = [work[k : k + AT_ONCE] for k in range(0, len(work), AT_ONCE)]
    jobs = jobs or os.cpu_count() or 1
    findings, count = [], Count()
    if jobs == 1:
        answers = [read_part(site, expected, part) for part in parts]
    else:
        with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _begin, (site, expected)) as pool:
            answers = list(pool.map(_read_part, parts))
    for found, read in answers:
        findings += found
        count.update(read)
    return findings, count


def read_part(site: Path, expected: Expected, part: Sequence[tuple[str, Sequence[int]]]) -> tuple[list[Finding], Count]:
    """Read some pages, each by its checks."""
    count, findings = Count(), []
    for page, places in part:
        for place in places:
            try:
                findings += CHECKS[place].read(site, expected, page, count)
            except FileNotFoundError as error:
                findings.append(Finding(page, CHECKS[place].name, "the file", NOTHING, str(error.filename)))
    return findings, count


@functools.cache
def _shared() -> dict[str, object]:
    return {}


def _begin(site: Path, expected: Expected) -> None:
    _shared().update(site=site, expected=expected)


def _read_part(part: Sequence[tuple[str, Sequence[int]]]) -> tuple[list[Finding], Count]:
    return read_part(_shared()["site"], _shared()["expected"], part)
