"""Wording of the newsroom that branches: the sentences of a major group's story, filled from the page's ledger."""

from typing import Any

import pandas as pd


def standing(group: Any, groups: pd.DataFrame, lowest: float, middle: float) -> str:
    """Say what sets a group's means apart.

    ``group`` is a row of ``groups``, as ``itertuples`` gives it; ``lowest`` and ``middle`` are the lowest and the median of the means
    of all occupations.
    """
    if group.place == 1:
        return "The highest mean of all major groups. Its {size} occupations average {mean}; they range from {low} to {high}."
    if group.place == 2:
        return "Next after {top}: {size} occupations with a mean of {mean}, from {low} up to {high}."
    if group.place == len(groups):
        return "The lowest mean of all groups, {mean}, over {size} occupations, which range from {low} to {high}."
    if group.lowest == lowest:
        return "It has the lowest mean of all occupations, {low}. The group’s {size} average {mean}, and its highest is {high}."
    if group.span == groups["span"].max():
        return "No group has a wider range: {span} from {low} to {high}. The mean over all {size} is {mean}."
    if group.span == groups["span"].min():
        return (
            "The narrowest range: its {size} occupations are within {span} of one another, from {low} to {high}, around a "
            "mean of {mean}."
        )
    if group.mean > middle:
        return "With a mean of {mean} over {size} occupations it ranks {rank} among the groups, with means from {low} to {high}."
    return "From {low} to {high}: {size} occupations that average {mean}."


def in_bands(exposed: int, size: int, commonest_is_exposed: bool) -> str:
    """Say how many of a group's occupations are in an exposed band, and which band is the commonest."""
    if exposed == 0:
        return "None of them is in one of the bands Gradient 1 to Gradient 4."
    if exposed == size:
        return "All of them are in one of the bands Gradient 1 to Gradient 4."
    if exposed == 1:
        return "One is in an exposed band: {named}."
    if exposed == 2:
        return "In an exposed band: {named}, no other."
    if 2 * exposed > size:
        most_often = ", most often {bands} ({commonest})" if commonest_is_exposed else ""
        return "{exposed} of {size}, or {share}, are in an exposed band" + most_often + "."
    if 3 * exposed < size:
        return "{exposed} of {size} ({share}) are in an exposed band; the commonest band is {bands} ({commonest})."
    return "The commonest band is {bands} ({commonest}); {exposed} of {size}, or {share}, are in an exposed one."


def moves(rose: int, fell: int, size: int) -> str:
    """Say how a group's means moved; from two thirds on, the way that most of them went is told first."""
    rest = " and {same} did not change" if rose + fell < size else ""
    if 3 * fell >= 2 * size:
        return (
            "Since 2023 most means decreased: {fell} fell, {rose} rose"
            + rest
            + ", {change} on average ({change_adjusted} adjusted for 2023 levels)."
        )
    if 3 * rose >= 2 * size:
        return (
            "Since 2023 most means increased: {rose} rose, {fell} fell"
            + rest
            + ", {change} on average ({change_adjusted} adjusted for 2023 levels)."
        )
    rest = "," + rest if rest else ""
    return (
        "Since 2023, {rose} of the means rose and {fell} fell"
        + rest
        + "; the average change is {change} ({change_adjusted} adjusted for 2023 levels)."
    )


def furthest(change: float, rose: int, fell: int, is_largest_rise: bool, is_largest_fall: bool) -> str:
    """Say which of a group's means moved furthest, by ``change``: of all occupations, against the others of the group, or as they did."""
    if is_largest_rise:
        return "{who} rose further than any other occupation of any group, {change}."
    if is_largest_fall:
        return "{who} fell further than any other occupation of any group, {change}."
    if (rose < fell) if change > 0 else (fell < rose):
        return "The largest change was in the other direction: {who}, {change}."
    return "{who} changed most, {change}."
