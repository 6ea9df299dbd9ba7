"""The story's wording that branches: templates of sentences that depend on what the figures are, empty where nothing is to be said."""


def longest_ways(n_up: int, n_down: int) -> str:
    """Say which means went the longest way up and down."""
    up = "The largest rise: {up}; adjusted for the 2023 level, {up_adjusted}."
    down = "The largest fall: {down}; adjusted for the 2023 level, {down_adjusted}."
    return " ".join([up] * bool(n_up) + [down] * bool(n_down))


def gained(up: float, down: float) -> str:
    """Say which group gained most, and whether all went its way."""
    if up <= 0:
        return ""
    both = "Groups moved in both directions. " if down < 0 else ""
    return both + (
        "Of all groups {group} gained most, {change} on average ({change_adjusted} adjusted for 2023 levels): {rose} of {size} means "
        "rose."
    )


def lost(down: float, is_top: bool) -> str:
    """Say which group lost most, and whether it is the one with the highest mean."""
    if down >= 0:
        return ""
    kept = " It is still the group with the highest mean." if is_top else ""
    return (
        "Before any adjustment {group} lost most, {change} on average ({change_adjusted} adjusted): {fell} of {size} means fell."
        + kept
    )


def compressed(lost_place: int | None) -> str:
    """Say how high and low scores moved, and what is left of the largest loss; ``lost_place`` counts from the lowest adjusted change.

    It is None where no group lost.
    """
    said = (
        "Much of this follows from the 2023 level. Tasks that scored {story.level.high} or more in 2023 changed by "
        "{story.compression.high} on average, "
        "those at {story.level.low} or less by {story.compression.low}."
    )
    if lost_place is None:
        return said
    if lost_place == 1:
        return said + " Adjusted for the 2023 level, {lost} still lost most. {chapter}"
    return (
        said
        + " Adjusted for the 2023 level, the change of {lost} is the {place} lowest of {story.groups}; {lowest} changed by "
        "{lowest_change}, the lowest. {chapter}"
    )


def where_it_is_firm(middle: float, ends: float) -> str:
    """Say how firm places are in the middle and at the ends."""
    verdict = " Ranks are more stable at the ends than in the middle." if middle > ends else ""
    return (
        "Of the {story.occupations}, {story.firm} stay within {story.firm_limit} points. In the middle half of the order the "
        "median is {story.width_middle} points, in the two outer quarters {story.width_ends}." + verdict
    )
