"""The pages of countries: their tables, their figures as the design states them, and a reader's own table, refused or built."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from exposure_gradient.contents import toc
from exposure_gradient.editions.own_employment import Given, as_typed, make_tables
from exposure_gradient.employment import employment_by_exposure
from exposure_gradient.employment.countries import country_data, whole_of
from exposure_gradient.errors import InputError
from exposure_gradient.measures import study
from exposure_gradient.paths import data_folder
from exposure_gradient.publication.country_phrases import beside_the_ilo, exposed

SHARES = {"gbr": (23.3, 36.5, 50.0), "fra": (18.4, 30.2, 41.6), "ita": (19.4, 32.0, 42.3), "pak": (1.8, 14.1, 33.4)}
"""The least, the equal split and the most of employment in Gradient 1 to 4, as the design of the measure states them."""


@pytest.mark.parametrize("country", SHARES)
def test_a_countrys_shares_are_those_of_the_design(country: str) -> None:
    data = country_data(country)
    found = employment_by_exposure(data.table, where=data.where, **data.whole_options).exposed()
    assert tuple(round(share, 1) for share in found) == SHARES[country], f"{data.name}, {data.year}: {found.to_dict()}"


def test_a_country_without_a_page_is_refused() -> None:
    with pytest.raises(InputError, match="'usa'; there are gbr, fra, ita, pak"):
        country_data("usa")


@pytest.mark.parametrize(("shares", "place"), [((30, 40), "within"), ((35, 40), "below"), ((20, 33), "above")])
def test_the_ilos_figure_is_placed_against_the_bounds(shares: tuple[float, float], place: str) -> None:
    said = beside_the_ilo(country_data("gbr"), pd.Series({"lower": shares[0], "equal_split": 34, "upper": shares[1]}))
    assert f"which is {place} these bounds" in said, f"bounds {shares} beside 34%: {said}"


def _table(folder: Path, text: str) -> Path:
    path = folder / "mine.csv"
    path.write_text(text, "utf-8")
    return path


SPOILT = {
    "two years": ("isco,year,jobs\n41,2024,1\n41,2025,2\n", {}, r"year \('2024', '2025'\).*WHERE=COLUMN=VALUE"),
    "years as parts, and no year of the page": (
        "isco,year,jobs\n41,2024,1\n41,2025,2\n",
        {"by": ("year",)},
        "Say YEAR=",
    ),
    "a column that is not there": ("isco,jobs\n41,1\n", {"by": ("region",)}, "region"),
    "a total beside its parts": ("isco,jobs\n41,1\n411,2\n", {}, "NESTED=totals"),
    "nobody": ("isco,jobs\n41,0\n", {}, "counts nobody"),
    "a code that is none": ("isco,jobs\n4x,3\n", {}, "4x"),
    "another total": ("isco,jobs\n41,1\nTOTAL,9\n", {}, "TOTAL=stated"),
}


@pytest.mark.parametrize("case", SPOILT)
def test_a_table_that_cannot_be_used_leaves_nothing_behind(case: str, tmp_path: Path) -> None:
    text, given, says = SPOILT[case]
    path, place = _table(tmp_path, text), tmp_path / "data"
    with pytest.raises(InputError) as refused:
        make_tables(Given(path, **given), path.read_bytes(), data_folder(), place, str)
    message = as_typed(str(refused.value))
    assert "\n" not in message, case
    assert re.search(says, message), f"{case}: {message}"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["mine.csv"], f"{case}: something was written"


def test_a_readers_table_becomes_a_folder_of_tables_marked_as_the_readers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _table(tmp_path, "isco;sex;2025\n41;F;1,5\n9;M;2\n0110;M;x\n")
    given = Given(path, name="Ruritania", year="2025", by=("sex",), options={"unit": 1000.0, "code": "isco"})
    make_tables(given, path.read_bytes(), data_folder(), tmp_path / "data", lambda name: toc.as_text(study(), name))
    own = tmp_path / "data"
    edition, listed = (own / "edition.toml").read_text("utf-8"), (own / "_toc.yml").read_text("utf-8")
    assert 'own_employment = "mine.csv"' in edition and "+own." in edition and "no part of the edition" in edition
    assert "countries/ruritania" in listed and "[employment_own]" in (own / "sources.toml").read_text("utf-8")
    assert "own.*.lower,rule-people,employment_own,isco; 2025," in (own / "figures.csv").read_text("utf-8")
    assert json.loads((own / "own_employment.json").read_text("utf-8"))["by"] == ["sex"]
    monkeypatch.setenv("EXPOSURE_GRADIENT_DATA", str(own))
    data = country_data("own")
    whole = employment_by_exposure(data.table, where=data.where, **data.whole_options)
    assert whole.coverage()["placed"] == 3500, "1.5 thousand clerks and 2 thousand others, in persons"
    parts = employment_by_exposure(data.table, by=data.by, where=data.parts_where, **data.options).exposed()
    assert parts.index.tolist() == ["F", "M"] and parts.loc["M", "lower"] == 0, f"Ruritania by sex: {parts}"
    assert data.rows({"sex": "M"}) == (3, 4), "the lines of the reader's file"


def test_the_sentence_of_an_informed_split_names_the_table_of_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, weights = _table(tmp_path, "isco;jobs\n52;100\n"), tmp_path / "census 2021.csv"
    weights.write_text("isco08,weight\n5223,3\n5221,1\n", "utf-8")
    given = Given(path, weights=weights, options={"code": "isco", "weight": "jobs"})
    make_tables(given, path.read_bytes(), data_folder(), tmp_path / "data", lambda name: toc.as_text(study(), name))
    monkeypatch.setenv("EXPOSURE_GRADIENT_DATA", str(tmp_path / "data"))
    data = country_data("own")
    whole = employment_by_exposure(data.table, where=data.where, **data.whole_options)
    assert data.weights == "census 2021.csv" and whole.unit_groups().at["5223", "informed_split"] == 75
    assert "Divided by the weights of {weights}, it is {informed_split}." in exposed(data, whole.exposed())


def test_a_total_among_the_parts_is_everybody() -> None:
    table = pd.DataFrame({"SEX": ["SEX_T", "SEX_F", "SEX_M"], "isco": "41", "jobs": [3, 1, 2]})
    assert whole_of(table, ("SEX",), {}, {}) == ({"SEX": "SEX_T"}, {})
    assert whole_of(table[table["SEX"] != "SEX_T"], ("SEX",), {}, {}) == ({}, {"repeated": "add"})
