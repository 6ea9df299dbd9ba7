"""What pages say that a score is, and what it is not: read in the built book, each as a kind, wherever it occurs."""

import csv
import functools
import html
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from pyarrow import parquet

from exposure_gradient.paths import ROOT, data_folder
from exposure_gradient.publication.phrases import EXPOSURE, ILO_BANDS, part_of_scale
from exposure_gradient.publication.us_phrases import OEWS_COUNTS
from exposure_gradient.sources import load_wording

pytestmark = pytest.mark.built

MODELS = {"gpt4o": "GPT-4o", "gemini": "Gemini"}


def rows_of(table: str) -> list[dict[str, str]]:
    with (data_folder() / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@functools.cache
def tasks() -> dict[str, list[dict[str, str]]]:
    """The tasks that count, by occupation."""
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows_of("task_scores"):
        if row["has_statement"] == "True":
            found.setdefault(row["isco08"], []).append(row)
    return found


@functools.cache
def text_of(path: Path) -> str:
    """The text of a page, its tags dropped, blanks made one."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", path.read_text("utf-8"))).split())


@functools.cache
def pages(site: Path) -> dict[str, Path]:
    return {path.name[:4]: path for path in (site / "gradient").glob("????-*.html")}


def page_of(site: Path, isco08: str) -> str:
    return text_of(pages(site)[isco08])


def texts(site: Path) -> Iterator[tuple[str, str]]:
    """Every page, Markdown twin and guide, and what newcomers read first."""
    for path in sorted(site.rglob("*")):
        if path.suffix in (".html", ".md", ".txt") and "_static" not in path.parts:
            yield path.relative_to(site).as_posix(), text_of(path)
    yield "README.md", text_of(ROOT / "README.md")


@functools.cache
def claims(site: Path) -> dict[tuple[str, str], str]:
    """The value of every occupation's claim, by its code and the claim's name."""
    table = parquet.read_table(site / "data" / "ledger.parquet", columns=["isco08", "claim", "value"])
    return {(code, claim): value for code, claim, value in zip(*(c.to_pylist() for c in table.columns), strict=True)}


def band(mean: int, sd: int, shift: int) -> str:
    """The fitted rule in whole hundredths."""
    low, middle, high = 40 + shift, 50 + shift, 60 + shift
    if mean >= high and mean - sd >= middle:
        return "Gradient 4"
    if mean >= middle:
        return "Gradient 3"
    if mean + sd >= middle:
        return "Gradient 2" if mean >= low else "Gradient 1"
    return "Minimal" if mean + sd >= low else "Not exposed"


def test_shifted_thresholds_are_compared_in_exact_hundredths(site: Path) -> None:
    """1111: 0.31 + 0.04 meets 0.35; where binary doubles would give another band, the page says which."""
    said, wrong = claims(site), []
    apart = {code for code, claim in said if claim.startswith("in_doubles.")}
    for row in rows_of("occupations"):
        code, both = row["isco08"], [int(Decimal(row[name]) * 100) for name in ("ilo_mean_2025", "ilo_sd_2025")]
        for choice, shift in (("lower", -5), ("higher", 5), ("ilo_means", 0)):
            if said[code, f"band_{choice}"] != band(*both, shift):
                wrong.append(
                    f"{code}, {choice}: {said[code, f'band_{choice}']}, and in hundredths {band(*both, shift)}"
                )
        says = "would give: with" in page_of(site, code)
        assert says is (code in apart), f"{code}: what binary doubles would give"
    assert not wrong, wrong
    assert (said["1111", "band_lower"], said["1111", "in_doubles.lower"]) == ("Minimal", "Not exposed")
    assert len(apart) == 29, sorted(apart)


def test_no_threshold_is_said_to_move_by_a_twentieth(site: Path) -> None:
    assert [name for name, text in texts(site) if re.search("threshold[^.]*twentieth", text)] == []


def test_pages_name_the_reconciled_tasks_and_how_their_scores_differ(site: Path) -> None:
    n = 0
    for code, own in tasks().items():
        for task in (task for task in own if task["is_reconciled"] == "True"):
            n += 1
            score, *models = (Decimal(task[name]) for name in ("score_2025", "score_2025_gpt4o", "score_2025_gemini"))
            mean = sum(models) / 2
            where = "the mean of the models’ scores." if score == mean else "within the range of both models’ scores"
            where = "above both" if score > max(models) else "below both" if score < min(models) else where
            said = re.search(
                rf"Task {task['task']}: {score.normalize()}, .*?(2023 score|the mean of the models’ scores)\.",
                page_of(site, code),
            )
            assert said and where in said[0], f"{code} task {task['task']}: {said and said[0]}, expected {where}"
            distance = abs(score - mean)
            assert not distance or f"it is {distance.normalize()} " in said[0], f"{code} task {task['task']}: {said[0]}"
    assert n == 46
    assert "the combined score is not the models’ mean" not in text_of(site / "methodology" / "sensitivity.html")


def test_employment_is_said_to_count_jobs_wherever_it_is_explained(site: Path) -> None:
    measures = text_of(site / "methodology" / "measures.html")
    assert OEWS_COUNTS in measures
    assert [
        name for name, text in texts(site) if re.search(r"persons employed|would come to [\d,]+ persons", text, re.I)
    ] == []
    declared = {row["isco08"] for row in rows_of("oews_coverage")}
    assert {code for code in tasks() if code[0] == "6"} < declared and "9111" in declared
    for code in tasks():
        page = page_of(site, code)
        assert OEWS_COUNTS in page, f"{code}: what the employment counts"
        assert ("employment is a poor guide" in page) is (code in declared), f"{code}: what OEWS leaves out"


def test_employment_by_exposure_is_said_to_be_published(site: Path) -> None:
    replication = text_of(site / "methodology" / "replication.html")
    assert "ILOSTAT publishes employment by sex and generative AI exposure" in replication
    assert "No source used here has employment by ISCO-08" not in text_of(site / "newsroom.html")


def test_the_construct_is_potential_automation_everywhere(site: Path) -> None:
    denied = re.compile(
        r"no measure of use, of automation|measures? neither use|not use, automation or loss|of how much of it is automated"
    )
    assert [name for name, text in texts(site) if denied.search(text)] == []
    for name in ("index.html", "story.html", "newsroom.html", "methodology/limitations.html"):
        assert "potential" in text_of(site / name) and "utomation" in text_of(site / name), name
    for code in tasks():
        assert "potential automation score" in page_of(site, code) and EXPOSURE in page_of(site, code), code


def test_the_chapter_on_the_scores_counts_the_models_words(site: Path) -> None:
    words = load_wording().texts
    for model in MODELS:
        own = [
            words.at[(code, int(task["task"])), f"justification_{model}"]
            for code, of in tasks().items()
            for task in of
            if task[f"score_2025_{model}"]
        ]
        table = parquet.read_table(site / "data" / "ledger.parquet", columns=["claim", "value"]).to_pydict()
        said = dict(zip(table["claim"], table["value"], strict=True))
        assert int(said[f"scores.scored_{model}"]) == len(own)
        assert int(said[f"scores.poland_{model}"]) == sum("Poland" in text for text in own), model
        assert int(said[f"scores.automation_{model}"]) == sum("automat" in text.lower() for text in own), model
    assert "Poland" in text_of(site / "story.html") and "no country" not in text_of(site / "story.html")


def test_bands_are_described_in_the_ilos_words_beside_our_rule(site: Path) -> None:
    for code in tasks():
        page = page_of(site, code)
        assert all(label in page for label in ILO_BANDS.values()), f"{code}: the ILO's descriptions"
        assert "Low mean" not in page, f"{code}: a band is said to have a low mean"


def test_both_models_justify_the_most_exposed_task_each_with_its_unrounded_score(site: Path) -> None:
    words, wrong = load_wording().texts, []
    for code, own in tasks().items():
        most = max(own, key=lambda task: Decimal(task["score_2025"]))
        for model, name in MODELS.items():
            score, page = most[f"score_2025_{model}"], page_of(site, code)
            if not score:
                if f"{name} gave it no score" not in page:
                    wrong.append(f"{code}: {name} gave no score")
                continue
            if f"{name} gave it {Decimal(score).normalize()}." not in page:
                wrong.append(f"{code} task {most['task']}: {name}'s score {score}")
            first = words.at[(code, int(most["task"])), f"justification_{model}"].strip().split("\n")[0]
            if " ".join(first.split()) not in page:
                wrong.append(f"{code} task {most['task']}: {name}'s words")
    assert not wrong, wrong[:10]
    assert "Gemini gave it 0.65." in page_of(site, "8154")


def test_no_sentence_to_copy_gives_the_share_by_the_band_alone(site: Path) -> None:
    for path in sorted((site / "gradient").glob("*-*.html")):
        copied = [html.unescape(text) for text in re.findall(r"<pre[^>]*>(.*?)</pre>", path.read_text("utf-8"), re.S)]
        assert copied and not any("count as exposed" in text for text in copied), path.name
        [report] = [text for text in copied if "•" in text]
        for line in (line for line in report.splitlines() if "in the band" in line):
            assert "as a whole occupation" in line and "potential, not actual, automation" in line, (
                f"{path.name}: {line}"
            )
            assert re.search(r"tasks? scores? \S+ or more|task scores", line), f"{path.name}: {line}"
    quotes = text_of(site / "newsroom.html")
    assert "Each counted once, however many people work in it" in quotes


def test_no_heading_counts_work_where_occupations_are_counted(site: Path) -> None:
    assert [name for name, text in texts(site) if "world’s work sits" in text] == []


def test_the_first_screen_gives_rank_and_band_and_the_mean_in_words(site: Path) -> None:
    said = claims(site)
    for code in tasks():
        page = page_of(site, code)
        rank, mean = said[code, "rank"], float(said[code, "mean_2025"])
        assert f"Rank {rank} of 427" in page or f"Rank{rank} of 427" in page, f"{code}: the rank"
        assert f"{part_of_scale(mean)} of the scale of 0–1" in page, f"{code}: the mean in words"
        assert page.index("when one model’s scores alone are used") < page.index(
            "Tasks by the band of their occupation"
        ), code
