"""What travels without its page: sentences to copy, previews of links, the Markdown copy. Each is true where it stands alone."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from exposure_gradient.publication.claims import plain
from exposure_gradient.publication.figures.share_image import share_text
from exposure_gradient.publication.inline import run_inline
from exposure_gradient.publication.link_preview import LINK_TYPE
from exposure_gradient.site.markdown import markdown_twin
from inline_pages import InlinePage

ALL_OR_NONE = re.compile(r"\b(?:0|100)%")
COUNTED = re.compile(r"(?:(\d+|none) of (?:the )?(\d+)|all (\d+)) tasks scores? (0\.\d+) or more")


def copied(page: InlinePage) -> Iterator[tuple[str, str]]:
    """Every text of an occupation's page that is copied or shown without it, by its name."""
    yield "the headline", plain(page.run.names["headline"])
    yield from ((f"statement {number}", plain(fact)) for number, (fact, _) in enumerate(page.statements, start=1))
    bundle = page.section("take_along")._repr_mimebundle_()
    yield from ((f"the link's {name}", text) for name, text in bundle[LINK_TYPE].items())
    yield "the picture's words", share_text(page.record())


def reaching(scores: list[float], threshold: str) -> int:
    """How many scores reach a threshold, as the decimals that they print as, five at most."""
    return sum(round(Decimal(repr(score)), 5) >= Decimal(threshold) for score in scores)


def test_no_text_to_copy_states_a_share_that_is_all_or_none(pages: Mapping[str, InlinePage]) -> None:
    wrong = [
        f"{code}, {name}: {text}"
        for code, page in pages.items()
        for name, text in copied(page)
        if ALL_OR_NONE.search(text)
    ]
    assert not wrong, f"{len(wrong)} texts, such as:\n" + "\n".join(wrong[:5])


def test_every_text_to_copy_that_names_a_band_counts_the_tasks(pages: Mapping[str, InlinePage]) -> None:
    for code, page in pages.items():
        scores = page.data.tasks["score_2025"].tolist()
        named = [(name, text) for name, text in copied(page) if re.search(rf"\b[Bb]and\b.* {page.data.band}\b", text)]
        assert len(named) >= 4, f"{code}: {[name for name, _ in named]} name the band"
        for name, text in named:
            found = COUNTED.search(text)
            assert found, f"{code}, {name}: names the band and counts no tasks: {text}"
            stated = {None: len(scores), "none": 0}.get(found[1], found[1])
            counted = (int(stated), int(found[2] or found[3]))
            assert counted == (reaching(scores, found[4]), len(scores)), f"{code}, {name}: {text}"


def test_8322_says_that_most_of_its_tasks_score_low(pages: Mapping[str, InlinePage]) -> None:
    page = pages["8322"]
    texts = [text for _, text in copied(page)]
    assert any("2 of the 8 tasks score 0.4 or more" in text and "range from 0.08 to 0.73" in text for text in texts), (
        texts
    )


def test_the_markdown_copy_gives_the_share_with_the_count(records: Mapping[str, dict[str, Any]]) -> None:
    for code, record in records.items():
        text = markdown_twin(record)
        count = reaching([task["score_2025"] for task in record["tasks"]], "0.4")
        assert f"| Tasks that score 0.4 or more | {count} of {record['n_tasks']} |" in text, code
        assert f"by the band of the whole occupation | {record['share_exposed_pct']}% |" in text, code


def test_the_newsroom_offers_no_share_that_is_all_or_none() -> None:
    shown = run_inline("newsroom").shown
    [quotes], [_, _, stories] = shown["Sentences to quote"], shown["The major groups"]
    for text in (plain(quotes), plain(stories)):
        assert text and not ALL_OR_NONE.search(text), ALL_OR_NONE.search(text)
    alone = r"No occupation in [^•]*? is in a band that counts as exposed [^•]*?though single tasks there score up to (0\.\d\d)"
    assert re.search(alone, plain(quotes)), plain(quotes)
