"""Wording of countries' pages that branches. Figures are filled in by the page's ledger."""

import pandas as pd

from exposure_gradient.employment.countries import CountryData

PICTURE = (
    "Each line runs from the least to the most that the table allows; the mark on it is the equal split. "
    "Shape and colour give the band."
)
PLACED_BY = {
    "placed_by_unit_group": "unit groups (four digits)",
    "placed_by_minor_group": "minor groups (three digits)",
    "placed_by_sub_major_group": "sub-major groups (two digits)",
    "placed_by_major_group": "major groups (one digit)",
    "placed_by_rest_of_a_group": "what coarser codes have beyond the finer ones below them",
    "placed_by_crosswalk": "codes of another classification, joined by a crosswalk",
}
COVERAGE = {
    "placed": "In occupations with scores",
    "unscored": "In groups without scores, such as the armed forces",
    "unplaced": "Without a stated occupation",
    "suppressed": "In cells that are not published",
    "missing": "In the stated total, but in no code",
}
NOT_OPEN = "The ILO’s figures rest on microdata that are not open."


def exposed(data: CountryData, shares: pd.Series) -> str:
    """Return the first sentences of a page: the share in Gradient 1 to 4, with its bounds and splits."""
    when, verb = ("In {year}, ", "was") if data.year else ("", "is")
    meets = f"{shares['lower']:.1f}" == f"{shares['upper']:.1f}"
    range_ = "<strong>{lower}</strong>" if meets else "between <strong>{lower}</strong> and <strong>{upper}</strong>"
    first = (
        f"{when}{range_} of employment in {{country}} {verb} in occupations that the ILO places in one of the bands "
        "Gradient 1 to Gradient 4."
    )
    if meets:
        return first[:1].upper() + first[1:]
    split = f" With people divided equally among the unit groups of their code, the share {verb} {{equal_split}}."
    informed = (
        f" Divided by the weights of {{weights}}, it {verb} {{informed_split}}." if "informed_split" in shares else ""
    )
    return first[:1].upper() + first[1:] + split + informed


def _place(value: float, shares: pd.Series) -> str:
    if value > shares["upper"]:
        return "above"
    return "below" if value < shares["lower"] else "within"


def beside_the_ilo(data: CountryData, shares: pd.Series) -> str:
    """Return how the shares compare with those that the ILO reports for countries of the same income."""
    reported = {name: float(one.value) for name, one in data.reported.items()}
    if data.income_group in reported:
        place = _place(reported[data.income_group], shares)
        return (
            f"For {data.income_group}-income countries the ILO reports {{{data.income_group}}}, which is {place} these bounds. "
            + NOT_OPEN
        )
    if data.income_group:
        split = shares["equal_split"]
        between = reported["low"] <= split <= reported["high"]
        where = "is between the two" if between else f"is {'above' if split > reported['high'] else 'below'} both"
        return (
            f"For {data.income_group}-income countries no figure of the ILO’s is known here. It reports {{low}} for low-income and "
            f"{{high}} for high-income countries; the equal split {where}. {NOT_OPEN}"
        )
    return (
        "The ILO reports {world} for the world, {high} for high-income and {low} for low-income countries. " + NOT_OPEN
    )


def apart(n_widest: int) -> str:
    """Return what keeps the bounds apart; ``n_widest`` codes are listed below."""
    if not n_widest:
        return "Each of the {n_codes} codes is either in Gradient 1 to Gradient 4 with all its unit groups or with none, so the bounds meet."
    return (
        "The bounds are {width} points apart. Of the {n_codes} codes with scores, {n_open} have unit groups both in Gradient 1 to "
        "Gradient 4 and outside. The codes below account for {width_of_widest} of the points."
    )


def levels(coverage: pd.Series) -> str:
    """Return at which levels the codes of the table are, and how many people may be in unit groups without scores."""
    used = [words for name, words in PLACED_BY.items() if coverage[name] > 0]
    found = f"Employment is placed by {' and '.join(used)}." if used else "No employment could be placed."
    perhaps = " {perhaps} of employment has a code that may also stand for a unit group without scores. The bounds leave that possibility out."
    return found + (
        perhaps
        if coverage["perhaps_unscored"] > 0
        else " {perhaps} has a code that may stand for a unit group without scores."
    )
