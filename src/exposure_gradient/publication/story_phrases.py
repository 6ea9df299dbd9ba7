"""The story's wording that branches: templates of sentences that depend on what the figures are, empty where nothing is to be said."""


def longest_ways(n_up: int, n_down: int) -> str:
    """Say which means went the longest way up and down."""
    ways = ["The longest way up: {up}."] * bool(n_up) + ["The longest way down: {down}."] * bool(n_down)
    return " ".join(ways)


def gained(up: float, down: float) -> str:
    """Say which group gained most, and whether all went its way."""
    if up <= 0:
        return ""
    both = "Not all moved one way. " if down < 0 else ""
    return both + "Of all groups {group} gained most, {change} on average: {rose} of {size} means rose."


def lost(down: float, is_top: bool) -> str:
    """Say which group lost most, and whether it is the one with the highest mean."""
    if down >= 0:
        return ""
    kept = " It is still the group with the highest mean." if is_top else ""
    return "{group} lost most, {change} on average: {fell} of {size} means fell." + kept


def where_it_is_firm(middle: float, ends: float) -> str:
    """Say how firm places are in the middle and at the ends."""
    verdict = " The ends of the line are firmer than its middle." if middle > ends else ""
    return (
        "Of the {story.occupations}, {story.firm} keep within {story.firm_limit} points. In the middle half of the order the "
        "median is {story.width_middle} points, in the two outer quarters {story.width_ends}." + verdict
    )
