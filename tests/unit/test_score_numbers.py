"""Whatever the reader of a table of scores accepts satisfies every later reader, and is the number that ``decimal`` reads."""

import csv
import io
import tempfile
from decimal import Decimal
from itertools import cycle
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exposure_gradient.editions import own_scores
from exposure_gradient.editions.score_table import read_scores
from exposure_gradient.errors import InputError
from exposure_gradient.paths import data_folder
from exposure_gradient.sources.cells import read_cells
from exposure_gradient.sources.delimited import number, read_delimited
from exposure_gradient.tables import check_all, load
from exposure_gradient.tables.load import _converted

THREE = ("isco08", "task", "score_2025")
ODD_NUMBERS = st.one_of(
    st.from_regex(r"[+-]?[0-9]{0,3}[.,]?[0-9]{0,25}([eE][+-]?[0-9]{1,4})?", fullmatch=True),
    st.floats(0, 1).map(repr),
    st.decimals(0, 1, places=30).map(str),
    st.text("0123456789.,+-eE%_ \u00a0٣Ⅳ½²", max_size=8),
)


@given(ODD_NUMBERS)
@settings(max_examples=400, deadline=None)
def test_a_score_is_the_number_that_decimal_reads_and_later_readers_take(text: str) -> None:
    content = io.StringIO()
    csv.writer(content, delimiter=";").writerows([THREE, ("1111", "1", text)])
    only = [{"isco08": "1111", "task": "1", "has_statement": "True"}]
    try:
        [(_, scores)] = read_scores(read_delimited(content.getvalue().encode(), "mine.csv"), only)[1].values()
    except InputError:
        return
    exact = Decimal(text.strip().replace(",", "."))
    assert 0 <= exact <= 1, text
    [value], [wrong] = _converted(pd.Series([scores["score_2025"]]), "float64")
    assert not wrong, f"{text!r} leaves as {scores['score_2025']!r}, which the tables' reader refuses"
    assert value == float(exact), f"{text!r} is read as {value!r}"
    assert not scores["score_2025"].startswith("-"), text


@given(st.data())
@settings(max_examples=4, deadline=None)
def test_tables_made_from_any_accepted_scores_load(data: st.DataObject) -> None:
    mark = data.draw(st.sampled_from(".,"))
    texts = ODD_NUMBERS.map(lambda text: text.replace(".", mark).replace(",", mark)).filter(_is_score)
    drawn = data.draw(st.lists(texts, min_size=1, max_size=40))
    tasks = [line.split(",")[:2] for line in own_scores.table_to_start_from(data_folder()).splitlines()[1:]]
    rows = [[*task, text] for task, text in zip(tasks, cycle(drawn), strict=False)]
    content = io.StringIO()
    csv.writer(content, delimiter=";").writerows([THREE, *rows])
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "data"
        own_scores.make_tables(content.getvalue().encode(), Path("mine.csv"), data_folder(), place)
        check_all(place)
        loaded = load(place).task_scores["score_2025"].tolist()
        load.cache_clear()
    assert loaded == [float(Decimal(text.strip().replace(",", "."))) for *_, text in rows]


def _is_score(text: str) -> bool:
    value = number(text.strip())
    return value is not None and 0 <= value <= 1


@given(st.one_of(st.binary(max_size=60), st.text("isco08task,;\t\r\n\"'\0\ufeffé=.| ", max_size=60).map(str.encode)))
@settings(max_examples=300, deadline=None)
def test_whatever_a_file_holds_is_a_table_or_refused_in_one_line(content: bytes) -> None:
    try:
        table = read_delimited(content, "mine.csv")
        read_scores(table, [])
    except InputError as error:
        assert str(error).startswith("mine.csv") and "\n" not in str(error), str(error)
    else:
        assert not table.rows


# --- The project's own tables -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rest", ["", " " * 140_000])
def test_an_unclosed_quotation_mark_in_a_table_of_ours_is_named_by_its_line(rest: str, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(f'a,b\n1,2\n3,"4\n5,6\n7,8{rest}\n', "utf-8")
    with pytest.raises(InputError, match=r"table\.csv line 3: a quotation mark opens in this row"):
        read_cells(path, "Correct it.")
