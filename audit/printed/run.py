"""All checks of what is printed, over as many processes as asked for."""

import contextlib
import multiprocessing
import os
import signal
import sys
from collections import defaultdict
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from printed import addresses, chapters, countries, groups, navigation, newsroom, occupations, overviews, story
from printed.expected import Expected
from printed.files import checks as files
from printed.findings import NOTHING, Check, Count, Finding
from printed.forms import FormError
from printed.pictures import registry as pictures

CHECKS: tuple[Check, ...] = (
    *occupations.CHECKS,
    *groups.CHECKS,
    *countries.CHECKS,
    *overviews.CHECKS,
    *story.CHECKS,
    *newsroom.CHECKS,
    *chapters.CHECKS,
    *addresses.CHECKS,
    *navigation.CHECKS,
    *files.CHECKS,
    *pictures.CHECKS,
)
"""Every check."""

BESIDE = {*navigation.CHECKS, *files.CHECKS, *pictures.CHECKS}
"""Checks that read what stands around the article of a page, or beside it, but not the article."""

UNREAD = frozenset(
    (
        "404",
        "data",
        "methodology/api",
        "methodology/architecture",
        "methodology/glossary",
        "methodology/machines",
        "methodology/speed",
        "methodology/supply",
        "methodology/trust",
        "your-table",
    )
)
"""Pages whose article no check reads. Every other page of which that is true is a finding."""

METHOD = "fork" if sys.platform == "linux" else "spawn"
"""How processes are begun: a fork shares the audit's values instead of having them sent."""

ENDINGS = (signal.SIGINT, signal.SIGTERM)
"""The signals that end the audit, and its processes with it."""

Work = Sequence[tuple[str, Sequence[int]]]
"""Pages (or files), each with the places of its checks."""


class ProcessError(Exception):
    """A process has ended without an answer."""


def read_all(site: Path, expected: Expected, jobs: int | None = None) -> tuple[list[Finding], Count]:
    """Read everything that checks know of a built book. Returns the findings, by page, and what was read."""
    by_page: dict[str, list[int]] = defaultdict(list)
    for place, check in enumerate(CHECKS):
        for page in check.pages(site, expected):
            by_page[page].append(place)
    work = sorted(by_page.items())
    findings = [
        Finding(page, "the page", "its article", "a page", "none that the audit knows")
        for page, places in work
        if page not in UNREAD and all(CHECKS[place] in BESIDE for place in places)
        if any(CHECKS[place] in navigation.CHECKS for place in places)
    ]
    jobs = jobs or os.cpu_count() or 1
    answers = [read_some(site, expected, work)] if jobs == 1 else _shared_out(site, expected, work, jobs)
    count = Count()
    for found, read in answers:
        findings += found
        count.update(read)
    return sorted(findings, key=lambda finding: finding.page), count


def read_some(site: Path, expected: Expected, work: Work) -> tuple[list[Finding], Count]:
    """Read some pages, each by its checks."""
    count, findings = Count(), []
    for page, places in work:
        for place in places:
            try:
                findings += CHECKS[place].read(site, expected, page, count)
            except FileNotFoundError as error:
                findings.append(Finding(page, CHECKS[place].name, "the file", NOTHING, str(error.filename)))
            except FormError as error:
                findings.append(
                    Finding(page, CHECKS[place].name, "the forms of the page", "what none calls for", str(error))
                )
    return findings, count


def _shared_out(site: Path, expected: Expected, work: Work, jobs: int) -> list[tuple[list[Finding], Count]]:
    context = multiprocessing.get_context(METHOD)
    readers = []
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)  # until a process has put its parent's handlers away
    try:
        for k in range(jobs):
            receiver, sender = context.Pipe(duplex=False)
            process = context.Process(target=_answer, args=(sender, site, expected, work[k::jobs]), daemon=True)
            process.start()
            sender.close()
            readers.append((process, receiver))
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    answers = []
    for process, receiver in readers:
        try:
            answers.append(receiver.recv())
        except EOFError:
            process.join()
            raise ProcessError(
                f"A process that read pages ended with {process.exitcode} before it had answered"
            ) from None
        process.join()
    return answers


def _answer(sender: Connection, site: Path, expected: Expected, work: Work) -> None:
    """Read some pages in a process of its own, and send what was found to the one that began it, if that is still there."""
    for number in ENDINGS:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDINGS)
    answer = read_some(site, expected, work)
    with contextlib.suppress(BrokenPipeError):
        sender.send(answer)
