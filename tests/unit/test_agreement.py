"""The chapter on agreement: its measures by the libraries that are known for them."""

import functools

import krippendorff
import pandas as pd
import pingouin
import pytest
from sklearn.metrics import cohen_kappa_score

from exposure_gradient.publication.inline import Inline, run_inline
from exposure_gradient.tables import BANDS

MODELS = ("score_2025_gpt4o", "score_2025_gemini")


@functools.cache
def chapter() -> Inline:
    return run_inline("methodology/agreement")


def stated(name: str) -> float:
    return chapter().names["ledger"].own(name).value


@pytest.mark.parametrize("part", ["Every third task", "4 Clerical support workers", "Gradient 4"])
def test_reliability_is_that_of_pingouin_and_krippendorff(part: str) -> None:
    names = chapter().names
    tasks = names["pair"].reset_index()
    code = part[:1] if part[:1].isdigit() else None
    # Not all tasks: krippendorff takes the square of the number of distinct scores for each of them.
    own = tasks[::3] if part == "Every third task" else tasks[
        tasks["isco08"].str[0] == code if code else tasks["isco08"].map(names["occupations"]["band"]) == part
    ]  # fmt: skip
    n, agreement, consistency, alpha = names["reliability"](own)
    long = own.reset_index(drop=True).reset_index().melt("index", list(MODELS), "model", "score")
    icc = pingouin.intraclass_corr(long, "index", "model", "score").set_index("Type")["ICC"]
    assert n == len(own)
    single = {
        name: icc[next(kind for kind in icc.index if name in kind or kind == old)]
        for name, old in (("A,1", "ICC2"), ("C,1", "ICC3"))
    }
    assert agreement == pytest.approx(single["A,1"], abs=5e-9), f"{part}: ICC(A,1)"
    assert consistency == pytest.approx(single["C,1"], abs=5e-9), f"{part}: ICC(C,1)"
    theirs = krippendorff.alpha(own[list(MODELS)].T.to_numpy(), level_of_measurement="interval")
    assert alpha == pytest.approx(theirs, abs=1e-9), f"{part}: alpha"


@pytest.mark.parametrize(
    ("name", "weights"), [("kappa", None), ("kappa_steps", "linear"), ("kappa_squares", "quadratic")]
)
def test_kappa_is_that_of_scikit_learn(name: str, weights: str | None) -> None:
    alone = chapter().names["alone"].apply(lambda column: column.map(BANDS.index))
    assert stated(name) == pytest.approx(cohen_kappa_score(*(alone[model] for model in MODELS), weights=weights))


def test_bands_that_change_are_counted_one_by_one() -> None:
    names = chapter().names
    alone, published = names["alone"], names["occupations"]["band"]
    either = [code for code in alone.index if {*alone.loc[code]} != {published[code]}]
    exposed = {band for band in BANDS if band.startswith("Gradient")}
    across = [
        code for code in alone.index if len({band in exposed for band in (*alone.loc[code], published[code])}) == 2
    ]
    assert stated("another_either") == len(either)
    assert stated("crosses_either") == len(across)


def test_limits_hold_the_mean_difference_in_their_middle() -> None:
    assert (stated("means_low") + stated("means_high")) / 2 == pytest.approx(stated("means_shift"))
    d = pd.Series(chapter().names["means"][MODELS[0]] - chapter().names["means"][MODELS[1]])
    assert stated("means_high") - stated("means_low") == pytest.approx(2 * 1.96 * d.std())
