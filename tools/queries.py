"""Run a file of queries through the search of the built book, in a browser (`make queries FILE=queries.json`).

    python tools/queries.py FILE

FILE is a list of pairs in JSON: a query, and a list of the ISCO-08 codes, or beginnings of codes, of which one should come first:

    [["X-ray tech", ["3211"]], ["doctor", ["221"]]]

Each query whose first occupation is another is printed with those that came first. The last line counts the queries that have an
acceptable occupation first, among the first three, and no occupation at all. Exit status: 2 where the file or the book cannot be read.
"""

import json
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from exposure_gradient.paths import build_folder

USAGE = "Name a file of queries: make queries FILE=queries.json"
FORM = 'Each entry is a query and its codes: ["X-ray tech", ["3211"]].'
CODE = re.compile(r"[0-9]{1,4}")
FLAGS = ["--no-sandbox", "--disable-gpu"]
RUN = """async (queries) => {
    const prepared = await findData();
    return queries.map((query) => {
        const begun = performance.now();
        const found = rankOccupations(prepared, query).map(({ page, why }) => [page.code, why]);
        return { found, milliseconds: performance.now() - begun };
    });
}"""
"""What the page does: what the search dialog does with each query."""


class QueriesError(Exception):
    """Something keeps the queries from being run; the message is one line that says what, where and what to do."""


@dataclass(frozen=True)
class Answer:
    """What the search makes of a query: codes and reasons, best first, and how long it took."""

    query: str
    accepted: Sequence[str]
    found: Sequence[tuple[str, str]]
    milliseconds: float

    def is_within(self, first: int) -> bool:
        """Say whether one of the first occupations has an acceptable code."""
        return any(code.startswith(tuple(self.accepted)) for code, _ in self.found[:first])


def read(path: Path) -> list[tuple[str, list[str]]]:
    """Return the pairs of a file of queries. Raises QueriesError where it is not such a file."""
    try:
        entries = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise QueriesError(f"{path}: it cannot be read: {error.strerror}. {USAGE}") from None
    except (ValueError, RecursionError) as error:
        raise QueriesError(f"{path}: it is not JSON: {error}. Write a list of pairs. {FORM}") from None
    if not isinstance(entries, list) or not entries:
        raise QueriesError(f"{path}: it is not a list of queries. Write a list of pairs. {FORM}")
    for number, entry in enumerate(entries, 1):
        if not _is_pair(entry):
            raise QueriesError(f"{path}: entry {number}: {json.dumps(entry)[:60]} is not a query with codes. {FORM}")
    return [(query, codes) for query, codes in entries]


def _is_pair(entry: object) -> bool:
    if not (isinstance(entry, list) and len(entry) == 2 and isinstance(entry[0], str) and entry[0].strip()):
        return False
    codes = entry[1]
    return isinstance(codes, list) and bool(codes) and all(isinstance(c, str) and CODE.fullmatch(c) for c in codes)


def run(browser: Browser, site: Path, pairs: Sequence[tuple[str, Sequence[str]]]) -> list[Answer]:
    """Return what the search of a built book makes of each query."""
    page = browser.new_page()
    try:
        page.goto((site / "search.html").absolute().as_uri())
        answers = page.evaluate(RUN, [query for query, _ in pairs])
    finally:
        page.close()
    return [
        Answer(query, accepted, [tuple(one) for one in answer["found"]], answer["milliseconds"])
        for (query, accepted), answer in zip(pairs, answers, strict=True)
    ]


def summary(answers: Sequence[Answer]) -> str:
    """Return the counts in one line."""
    first, in_three = (sum(answer.is_within(number) for answer in answers) for number in (1, 3))
    nothing = sum(not answer.found for answer in answers)
    return f"first {first}, in three {in_three}, nothing {nothing}, of {len(answers)}"


def _report(answers: Sequence[Answer]) -> None:
    for answer in answers:
        if not answer.is_within(1):
            listed = "; ".join(f"{code} ({why})" for code, why in answer.found[:3]) or "nothing"
            print(f"{answer.query}: {listed}, not {' or '.join(answer.accepted)}")
    times = sorted(answer.milliseconds for answer in answers)
    print(f"milliseconds a query: median {times[len(times) // 2]:.1f}, longest {times[-1]:.1f}")
    print(summary(answers))


def main(arguments: Sequence[str]) -> int:
    """Run the queries and print what came of them."""
    try:
        if len(arguments) != 1 or not arguments[0]:
            raise QueriesError(USAGE)
        pairs = read(Path(arguments[0]))
        site = build_folder() / "html"
        if not (site / "search.html").is_file():
            raise QueriesError(f"{site}: there is no built book. Build it with: make book")
        path = os.environ.get("EXPOSURE_GRADIENT_BROWSER")
        if not path:
            raise QueriesError("No browser was found. Install chromium, or name one in EXPOSURE_GRADIENT_BROWSER.")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            _report(run(browser, site, pairs))
            browser.close()
    except QueriesError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
