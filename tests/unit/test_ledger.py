"""The ledger and the built pages: no number in our own prose that no claim covers, and no claim that the ledger lacks."""

import csv
import gzip
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from lxml import etree

from exposure_gradient.measures import ordinal
from exposure_gradient.publication.claims import Claim, unclaimed_digits
from exposure_gradient.publication.ledger import Ledger, claim, declared_figures, figure
from exposure_gradient.publication.trail import LEDGER_COLUMNS, as_data
from exposure_gradient.site.addresses import BY_CODE
from exposure_gradient.site.ledger import as_csv, rows_of, write_ledger
from exposure_gradient.sources import load_registry

VOID = frozenset({"br", "img", "input", "hr", "meta", "link", "source", "wbr", "use", "path", "circle"})
SET_ASIDE_TAGS = frozenset({"data", "svg", "pre", "script", "style", "nav", "head", "math"})
SET_ASIDE = {
    "eg-code": "identifiers: codes of classifications, numbers of tasks",
    "eg-audit": "the audit trail, which is the claims themselves",
    "eg-source-table": "names and releases of files, as the registry has them",
    "eg-quoted": "a model's own words",
    "cell_input": "code",
    "headerlink": "marks of the theme",
    "prev-next-area": "titles of the neighbouring pages",
}
"""What is no prose of ours, by its class, and why."""

CODES = re.compile(
    r"\b\d{2}-\d{4}(\.\d{2})?\b|\b[1-9] - (?=[A-Z])|\bet al\. \(2025\)|\bedition \d{4}\.\d+ of [\d-]+", re.I
)
SPOKEN = ("aria-label", "alt", "title")
LEDGER_OF_CHAPTERS = "methodology/"
WHOLE = ("gradient", "story", "newsroom")
"""The pages that tell of all occupations."""


class Prose:
    """Of a page's article: the text of our own, the claims, and what is said to those who do not see. A target of lxml's parser."""

    def __init__(self) -> None:
        self.stack: list[tuple[str, bool]] = []
        self.text: list[str] = []
        self.claims: list[list[str]] = []
        self.spoken: list[str] = []
        self.in_article = 0

    def start(self, tag: str, own: Mapping[str, str]) -> None:
        if tag == "article":
            self.in_article += 1
        if self.in_article and tag != "div":
            self.spoken += [own[name] for name in SPOKEN if own.get(name)]
        if tag in VOID:
            return
        classes = own.get("class", "").split()
        self.stack.append((tag, tag in SET_ASIDE_TAGS or bool(set(classes) & SET_ASIDE.keys())))
        if tag == "data" and "data-claim" in own:
            self.claims.append([own["data-claim"], own["value"], ""])

    def end(self, tag: str) -> None:
        if tag in VOID:
            return
        while self.stack and self.stack.pop()[0] != tag:
            pass
        if tag == "article":
            self.in_article -= 1

    def data(self, data: str) -> None:
        if self.stack and self.stack[-1][0] == "data" and self.claims:
            self.claims[-1][2] += data
        if self.in_article and not any(aside for _, aside in self.stack):
            self.text.append(data)

    def close(self) -> "Prose":
        return self


def prose_of(page: str | bytes) -> Prose:
    """Read a page, or a part of one within an article."""
    source = page.encode("utf-8") if isinstance(page, str) else page
    return etree.fromstring(source, etree.HTMLParser(target=Prose(), encoding="utf-8"))


@pytest.fixture(scope="module")
def ledger(site: Path) -> pd.DataFrame:
    return pd.read_parquet(site / "data" / "ledger.parquet")


@pytest.fixture(scope="module")
def articles(site: Path) -> dict[str, Prose]:
    """Every page of an occupation, of a group and of all occupations, by its address without the ending."""
    found = {}
    for path in [
        *sorted((site / "gradient").glob("*-*.html")),
        *sorted((site / "groups").glob("*.html")),
        *(site / f"{name}.html" for name in WHOLE),
    ]:
        found[path.relative_to(site).as_posix().removesuffix(".html")] = prose_of(path.read_bytes())
    assert len(found) == 427 + 9 + len(WHOLE)
    return found


@pytest.mark.built
def test_no_number_in_our_own_prose_is_without_a_claim(articles: dict[str, Prose]) -> None:
    wrong = []
    for page, article in articles.items():
        assert len("".join(article.text)) > 300, f"{page}: the test has lost the page's prose"
        loose = unclaimed_digits(CODES.sub(" ", " ".join(article.text)))
        if loose:
            wrong.append(f"{page}: {loose}")
    assert not wrong, f"{len(wrong)} pages print numbers that no claim covers:\n" + "\n".join(wrong[:20])


@pytest.mark.built
def test_every_claim_on_a_page_is_in_the_ledger(articles: dict[str, Prose], ledger: pd.DataFrame) -> None:
    known = {
        page: dict(zip(rows["claim"], zip(rows["value"], rows["text"], strict=True), strict=True))
        for page, rows in ledger.groupby("page")
    }
    wrong = []
    for page, article in articles.items():
        assert article.claims, f"{page}: no claim"
        for id_, value, text in article.claims:
            if id_ not in known[page]:
                wrong.append(f"{page}: {id_} is not in the ledger")
                continue
            own_value, own_text = known[page][id_]
            texts = {own_text, ordinal(int(own_text))} if own_text.isdecimal() else {own_text}
            if value != own_value or text not in texts:
                wrong.append(f"{page}: {id_} shows {text} ({value}), the ledger has {own_text} ({own_value})")
    assert not wrong, "\n".join(wrong[:20])


@pytest.mark.built
def test_what_is_said_of_a_picture_states_figures_of_the_page(articles: dict[str, Prose], ledger: pd.DataFrame) -> None:
    texts = {page: set(rows["text"]) for page, rows in ledger.groupby("page")}
    wrong = []
    for page, article in articles.items():
        stated = {number.strip(".,") for words in article.spoken for number in unclaimed_digits(CODES.sub(" ", words))}
        known = {text.strip("+−%") for text in texts[page]}
        loose = {
            number for number in stated if number not in known and re.sub("(st|nd|rd|th)$", "", number) not in known
        }
        if loose:
            wrong.append(f"{page}: {sorted(loose)}")
    assert not wrong, "\n".join(wrong[:20])


@pytest.mark.built
def test_every_page_has_its_claims_once_in_the_ledger(articles: dict[str, Prose], ledger: pd.DataFrame) -> None:
    assert list(ledger.columns) == list(LEDGER_COLUMNS)
    twice = ledger[ledger.duplicated(["page", "claim"])]
    assert twice.empty, f"claims that stand twice: {twice[['page', 'claim']].head().to_dict('records')}"
    counts = ledger["page"].value_counts()
    few = {
        page: int(counts.get(page, 0)) for page in articles if page.startswith("gradient/") and counts.get(page, 0) < 30
    }
    assert not few, f"fewer than 30 claims: {few}"
    assert (ledger["page"].str.startswith(LEDGER_OF_CHAPTERS)).any(), "the chapters' figures are not in the ledger"
    assert ledger[["claim", "text", "rule", "source", "source_sha256", "columns"]].ne("").all().all()


@pytest.mark.built
def test_every_figure_is_as_it_is_declared_and_every_declared_one_is_stated(ledger: pd.DataFrame) -> None:
    """One table says what every figure of every page and chapter is; none says it for itself."""
    stated, wrong = set(), []
    columns = ["page", "claim", "rule", "source", "columns"]
    for page, name, *own in ledger[columns].drop_duplicates().itertuples(index=False):
        what = figure(re.sub(r"^\d{4}\.", "", name))  # 3211.mean_2025 is a figure of the page of 3211
        stated.add(what)
        if own != [what.rule, what.source, "; ".join(what.columns)]:
            wrong.append(f"{page}: {name} has {own}, declared is {what}")
    assert not wrong, "\n".join(wrong[:20])
    idle = [name for name, what in declared_figures().items() if what not in stated]
    assert not idle, f"data/figures.csv declares figures that no page states: {idle}"


@pytest.mark.built
def test_the_ledger_names_each_file_by_its_hash(ledger: pd.DataFrame) -> None:
    registry = load_registry()
    for source, hash_ in ledger[["source", "source_sha256"]].drop_duplicates().itertuples(index=False):
        assert hash_ == registry[source].sha256, source


@pytest.mark.built
def test_the_two_forms_of_the_ledger_hold_the_same(site: Path, ledger: pd.DataFrame) -> None:
    text = gzip.decompress((site / "data" / "ledger.csv.gz").read_bytes()).decode("utf-8")
    as_csv = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    pd.testing.assert_frame_equal(as_csv, ledger, check_dtype=False)


@pytest.mark.built
def test_every_page_names_the_edition(site: Path) -> None:
    without = [
        name
        for path in site.rglob("*.html")
        for name in [path.relative_to(site).as_posix()]
        if not name.startswith("_static/")
        and not BY_CODE.fullmatch(name)
        and "eg-edition" not in path.read_text("utf-8")
    ]
    assert not without, f"no edition on {without[:10]}"


# --- The ledger itself -----------------------------------------------------------------------------------------------


def test_the_same_claims_give_the_same_files(tmp_path: Path) -> None:
    rows = rows_of(
        "a/page", "3211", as_data([Claim("x", "0.22", 0.2175, "rule-mean", "ilo_scores", ("score_2025",), (2, 3))])
    )
    written = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_ledger(tmp_path / name, [as_csv(rows), as_csv([])])
        written.append([(tmp_path / name / file).read_bytes() for file in ("ledger.parquet", "ledger.csv.gz")])
    assert written[0] == written[1]
    [row] = pd.read_parquet(tmp_path / "one" / "ledger.parquet").to_dict("records")
    assert (row["value"], row["rows"], row["columns"]) == ("0.2175", "2-3", "score_2025")


@pytest.mark.parametrize(
    "text", ["", "NA", "null", "nan", "007", 'a "quoted", text', "two\nlines", "1e5", "TRUE", " blank "]
)
def test_a_text_of_the_ledger_stays_what_it_is(text: str, tmp_path: Path) -> None:
    """CSV has no kinds: what reads it to write Parquet must not take a text for a number, a truth or nothing."""
    row = [text] * len(LEDGER_COLUMNS)
    write_ledger(tmp_path, [as_csv([row])])
    assert pd.read_parquet(tmp_path / "ledger.parquet").to_numpy().tolist() == [row]
    read = csv.reader(io.StringIO(gzip.decompress((tmp_path / "ledger.csv.gz").read_bytes()).decode("utf-8")))
    assert list(read) == [list(LEDGER_COLUMNS), row]


def numbers_in(markup: str) -> Iterator[str]:
    yield from unclaimed_digits(CODES.sub(" ", " ".join(prose_of(f"<article>{markup}</article>").text)))


def test_a_number_without_a_claim_would_be_found() -> None:
    assert list(numbers_in("<p>A mean of 0.22.</p>")) == ["0.22."]
    assert list(numbers_in('<p>A mean of <data class="claim" data-claim="m" value="0.2">0.22</data>.</p>')) == []
    assert list(numbers_in('<p>Code <span class="eg-code">3211</span>, <br>then 5</p>')) == ["5"]


def test_a_chapter_that_enters_two_values_under_one_name_is_refused() -> None:
    ledger = Ledger("measures.html", under="measures")
    ledger.facts(tasks=3)
    ledger.facts(tasks=3)
    with pytest.raises(ValueError, match=r"measures\.tasks twice"):
        ledger.facts(tasks=4)
    with pytest.raises(ValueError, match=r"declares no figure 'measures\.never_declared'"):
        ledger.facts(never_declared=4)


def test_a_chapter_enters_the_figures_of_other_pages_that_it_states() -> None:
    ledger = Ledger("measures.html", under="measures")
    other = Claim("mean_2025", "0.22", 0.2175, "rule-mean", "ilo_scores", ("score_2025",), (2,))
    ledger.say("The mean is {mean}.", mean=other)
    shown = ledger.show()
    assert ">mean_2025<" in shown.markup and ">0.2175<" in shown.markup
    assert ledger.enter(other) is other
    ledger.say("The mean is {mean}.", mean=other.written("0.2"))
    with pytest.raises(ValueError, match="enters mean_2025 twice"):
        ledger.say("The mean is {mean}.", mean=replace(other, value=0.1515))
    with pytest.raises(ValueError, match="enters mean_2025 twice"):
        ledger.enter(replace(other, text="0.15", value=0.1515))


def test_a_chapters_own_figure_comes_before_another_pages_of_the_same_name() -> None:
    ledger = Ledger("measures.html", under="measures")
    ledger.facts(change=0.02)
    other = ledger.enter(claim("change", 0.0175))
    assert ledger.plain("{change} and {shown}", shown=other) == "0.02 and +0.02"
    assert [made.id for made in ledger.values()] == ["measures.change", "change"]
    assert ledger["change"] is other and ledger.own("change") is ledger["measures.change"]


def test_a_number_in_a_figures_name_may_differ_from_the_declared_one() -> None:
    assert figure("replication.left_4226_rule") == figure("replication.left_1_rule")
    with pytest.raises(ValueError, match="declares no figure"):
        figure("replication.left_4226_never")
