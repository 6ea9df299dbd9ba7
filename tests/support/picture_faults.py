"""Faults put into the pictures of built pages, each with the words by which the audit must tell of it."""

import functools
import re
from collections.abc import Callable

OF_2411 = "gradient/2411-accountants"
MANAGERS = "groups/1-managers"
SENSITIVITY, SHARE, COMPARISON = (f"methodology/{name}" for name in ("sensitivity", "share", "comparison"))
TASKS, PLACE, STRIP = range(3)
Edit = Callable[[str], str]


def swap(one: str, other: str) -> Edit:
    """Put each of two things in the other's place, everywhere."""
    return lambda svg: svg.replace(one, "\0").replace(other, one).replace("\0", other)


def sub(pattern: str, by: str | Callable[[re.Match], str], n: int = 1) -> Edit:
    """Replace the first n places that match a pattern."""
    return lambda svg: re.sub(pattern, by, svg, count=n, flags=re.DOTALL)


def moved(name: str, by: float) -> Callable[[re.Match], str]:
    """Move the coordinate of a group of a match."""

    def move(found: re.Match) -> str:
        at = f"{float(found[name]) + by:.1f}"
        return found[0][: found.start(name) - found.start()] + at + found[0][found.end(name) - found.start() :]

    return move


def models_swapped(svg: str) -> str:
    """Draw the marks of each model with the other's; the legend stays."""
    legend_of = re.findall(r'<use href="#tasks-s[12]" x="[\d.]+" y="10"/>', svg)
    svg = swap("#tasks-s1", "#tasks-s2")(svg)
    return functools.reduce(lambda s, use: s.replace(swap("#tasks-s1", "#tasks-s2")(use), use), legend_of, svg)


def without_last_row(svg: str) -> str:
    """Leave out all that is drawn of the last of eight tasks."""
    svg = re.sub(r'<use href="#tasks-s\d" x="[\d.]+" y="(?:289|282\.5|295\.5)"/>', "", svg)
    svg = re.sub(r"M[\d.]+ 289H[\d.]+", "", svg)
    return re.sub(r'<text x="[\d.]+" y="276\.0">[^<]*</text>', "", svg)


def _path(after: str) -> str:
    return rf'(<path[^>]*d=")(?P<d>[^"]*)("[^>]*{after})'


def without_subpath(after: str, place: int) -> Edit:
    """Leave out one part of the path that a style belongs to."""

    def edit(found: re.Match) -> str:
        parts = found["d"].split("M")[1:]
        del parts[place]
        return found[1] + "".join(f"M{part}" for part in parts) + found[3]

    return sub(_path(after), edit)


FAULTS: dict[str, tuple[str, int, Edit, tuple[str, ...]]] = {
    # The tasks of an occupation.
    "models swapped in the legend": (OF_2411, TASKS, swap(">GPT-4o<", ">Gemini<"), ("task 1, GPT-4o", "Accountants")),
    "models swapped in the marks": (OF_2411, TASKS, models_swapped, ("task 1, GPT-4o", "2411 Accountants")),
    "years swapped in the legend": (OF_2411, TASKS, swap(">2023<", ">2025, combined<"), ("task 1, 2023",)),
    "one mark missing": (
        OF_2411,
        TASKS,
        sub(r'<use href="#tasks-s2" x="158.5" y="57.5"/>', ""),
        ("task 1, Gemini", "no mark"),
    ),
    "one mark twice": (
        OF_2411,
        TASKS,
        sub(r'(<use href="#tasks-s2" x=")158.5(" y="57.5"/>)', r"\g<1>158.5\2\g<1>120\2"),
        ("task 1, Gemini", "2 marks"),
    ),
    "one mark moved by a third of a point": (
        OF_2411,
        TASKS,
        sub(r'#tasks-s3" x="(?P<x>162.6)"', moved("x", 0.3)),
        ("task 1, 2025, combined", "0.462"),
    ),
    "one mark not seen": (
        OF_2411,
        TASKS,
        sub(r'(<use href="#tasks-s0" x="240.9")', r'\1 style="display: none"'),
        ("task 1, 2023", "no mark"),
    ),
    "one mark out of the picture": (
        OF_2411,
        TASKS,
        sub(r'(<use href="#tasks-s0" x=")240.9', r"\g<1>640.9"),
        ("task 1, 2023", "no mark"),
    ),
    "last task missing": (OF_2411, TASKS, without_last_row, ("task 8", "no row", "Gemini 0.65")),
    "two labels swapped": (
        OF_2411,
        TASKS,
        swap(">3\N{NO-BREAK SPACE} Prep", ">4\N{NO-BREAK SPACE} Prep"),
        ("the label of task 3",),
    ),
    "the words of another task": (
        OF_2411,
        TASKS,
        sub("Auditing accounts and bookkeeping records", "Auditing accounts"),
        ("the label of task 6", "bookkeeping records"),
    ),
    "a tick with another label": (OF_2411, TASKS, sub(">0.5<", ">0.6<"), ("no straight scale", "2411 Accountants")),
    "all labels of the axis halved": (
        OF_2411,
        TASKS,
        lambda svg: (
            svg.replace(">1<", ">0.5<")
            .replace(">0.75<", ">0.375<")
            .replace('>0.5</text><text x="257', '>0.25</text><text x="257')
            .replace('>0.25</text><text x="175', '>0.125</text><text x="175')
        ),
        ("task 1",),
    ),
    "another title of the axis": (OF_2411, TASKS, sub(">Exposure score<", ">Change<"), ("the title of the axis",)),
    "a line of a move to another end": (
        OF_2411,
        TASKS,
        sub(r"M240.9 51H162.6", "M240.9 51H182.6"),
        ("task 1, the line from 2023 to 2025",),
    ),
    "a line of a move missing": (
        OF_2411,
        TASKS,
        sub(r"M240.9 51H162.6", ""),
        ("task 1, the line from 2023 to 2025", "0 lines"),
    ),
    "the neighbour's mean in the alternative text": (
        OF_2411,
        TASKS,
        sub("is 0.51 in 2025", "is 0.52 in 2025"),
        ("its alternative text", "0.52 in 2025", "Accountants"),
    ),
    "a colour of another variable": (
        OF_2411,
        TASKS,
        sub(r"--eg-model-a, #7a3f98", "--eg-model-a, #0a58a6"),
        ("the colour model-a",),
    ),
    "words that nobody knows": (
        OF_2411,
        TASKS,
        sub("</svg>", '<text x="300" y="14">up to 0.9</text></svg>'),
        ("up to 0.9",),
    ),
    "a mark that nobody knows": (
        OF_2411,
        TASKS,
        sub("</svg>", '<circle cx="300" cy="51" r="3.4" style="fill: var(--eg-combined, #0a58a6)"/></svg>'),
        ("task 1, 2025, combined", "2 marks"),
    ),
    "a white sheet over all": (
        OF_2411,
        TASKS,
        sub("</svg>", '<path d="M0 30H350V340H0z" style="fill: #ffffff"/></svg>'),
        ("a figure", "filled #ffffff"),
    ),
    # Its place among all.
    "the mark of this one moved": (
        OF_2411,
        PLACE,
        sub(r"M(?P<x>221.4) 20V114", moved("x", 10)),
        ("the mark of this occupation", "0.5376", "2411 Accountants"),
    ),
    "the figure at the mark changed": (
        OF_2411,
        PLACE,
        sub(">0.51</text>", ">0.52</text>"),
        ("the figure at the mark", "0.52"),
    ),
    "a bar too high": (
        OF_2411,
        PLACE,
        sub(r"V79\.4H52\.1", "V76.5H52.1"),
        ("the bar from 0.08 to 0.1", "12.99 occupations", "12 occupations"),
    ),
    "a bar missing": (OF_2411, PLACE, sub(r"V111\.1H306\.1", "V114H306.1"), ("the bar from 0.7 to 0.72",)),
    "an edge moved": (OF_2411, PLACE, sub(r"H52\.1V56\.4", "H55.1V56.4"), ("an edge of a bar",)),
    "another occupation in the alternative text": (
        OF_2411,
        PLACE,
        sub("the mean of Accountants", "the mean of Auditors"),
        ("its alternative text", "Auditors"),
    ),
    "the bars of the landing page": ("index", 0, sub(r"V79\.4H52\.1", "V76.5H52.1"), ("the bar from 0.08 to 0.1",)),
    # Its percentiles.
    "the percentile moved by one": (
        OF_2411,
        STRIP,
        sub(r'cx="(?P<x>303.5)"( cy="14" r="4.2")', moved("x", 3.3)),
        ("the percentile", "90.0", "'89'"),
    ),
    "one other choice missing": (
        OF_2411,
        STRIP,
        sub(r'<circle cx="300.2"[^>]*/>', ""),
        ("the percentiles under other choices", "88"),
    ),
    "the line too long": (OF_2411, STRIP, sub("H306.8", "H316.8"), ("the line between the ends",)),
    # Means and changes.
    "a dot in the wrong band": (
        MANAGERS,
        0,
        sub(r'(<use [^>]*style="fill: )var\(--eg-band-0, #838d9d\)([^"]*"/></g>)', r"\1var(--eg-band-2, #644cb8)\2"),
        ("the mark of ", "expected"),
    ),
    "a dot missing": (MANAGERS, 0, sub(r'(<g clip-path="[^"]*">)<use [^>]*/>', r"\1"), ("the mark of ", "no mark")),
    "a dot moved": (
        "gradient",
        0,
        sub(r'(<g clip-path="[^"]*"><use [^>]*y=")(?P<y>[\d.]+)', moved("y", 0.5)),
        ("the mark of ", "no mark", "change"),
    ),
    "bands swapped in the legend": (
        "gradient",
        0,
        swap(">Gradient 1<", ">Gradient 4<"),
        ("the mark of ", "Gradient 4"),
    ),
    "a sign lost on the axis": (MANAGERS, 0, lambda svg: svg.replace(">−", ">"), ("no straight scale", "Managers")),
    "the lowest of another group": (
        MANAGERS,
        0,
        sub("means run from 0.22", "means run from 0.13"),
        ("its alternative text", "0.13"),
    ),
    # The newsroom.
    "a press dot in the wrong band": (
        "newsroom",
        0,
        sub(r'(y="377" style="fill: )#577aa3', r"\1#8a006b"),
        ("the mark of ", "Minimal"),
    ),
    "all press dots in the band above": (
        "newsroom",
        1,
        lambda svg: re.sub(
            r"(x=\"[\d.]+\" y=\"(?:[23]\d\d|1[5-9]\d)[\d.]*\" style=\"fill: )#577aa3", r"\1#644cb8", svg
        ),
        ("the mark of ", "Minimal"),
    ),
    "a name at another mean": (
        "newsroom",
        0,
        sub(r"Data Entry Clerks  0.70", "Data Entry Clerks  0.69"),
        ("the name of 4132 Data Entry Clerks",),
    ),
    "two titles of a list swapped": (
        "newsroom",
        2,
        swap(">Data Entry Clerks<", ">Vehicle Cleaners<"),
        ("the title of the row of 4132 Data Entry Clerks", "Vehicle Cleaners"),
    ),
    "a figure of a list": ("newsroom", 3, sub(">0.65<", ">0.66<"), ("the figure of 4131", "0.66")),
    "headings of the moves swapped": (
        "newsroom",
        4,
        swap(">Largest rises<", ">Largest falls<"),
        ("the heading Largest rises",),
    ),
    "the years of the moves swapped": (
        "newsroom",
        5,
        sub("open 2023, full 2025", "open 2025, full 2023"),
        ("the title of the axis",),
    ),
    "a group's mean moved": (
        "newsroom",
        6,
        sub(r'<path d="M(?P<x>[\d.]+) [\d.]+L[\d.]+ [\d.]+"(?=[^>]*stroke-width: 2")', moved("x", 4)),
        ("the mean of ",),
    ),
    "a group's occupation missing": (
        "newsroom",
        7,
        sub(r"(<g clip-path=[^>]*>)<use [^>]*/>", r"\1"),
        ("the mark of ", "no mark"),
    ),
    "the edition of another year": ("newsroom", 0, sub("edition 20", "edition 19"), ("its source",)),
    # The story.
    "a dot of the heap moved": (
        "story",
        0,
        sub(r"M(?P<x>46.6) 308.5h0", moved("x", 1)),
        ("the dot of 7112", "expected"),
    ),
    "a dot of the heap missing": (
        "story",
        0,
        lambda svg: svg.replace('data-of="0 ', 'data-of="', 1).replace("M46.6 308.5h0", "", 1),
        ("the dot of 7112", "no dot"),
    ),
    "two dots with the names of one another": (
        "story",
        0,
        lambda svg: svg.replace('data-of="0 1 ', 'data-of="426 1 ', 1).replace('425 426"', '425 0"', 1),
        ("the dot of 7112", "0.69"),
    ),
    "a name on another pole": (
        "story",
        1,
        swap(">Data Entry Clerks 0.70<", ">Accounting and Bookkeeping Clerks 0.64<"),
        ("the name of 4132 Data Entry Clerks",),
    ),
    "a dot in the lane of another band": (
        "story",
        2,
        sub(r"M(99.7) 141.0m", r"M\1 62.0m"),
        ("in the lane Not exposed", "in the lane Minimal"),
    ),
    "a dot in another band's colour": (
        "story",
        2,
        swap("band-4, #541234", "band-5, #271300"),
        ("the dot of 4323 Transport Clerks", "Gradient 3"),
    ),
    "the mean of a group moved": (
        "story",
        3,
        sub(r'd="M(?P<x>[\d.]+) [\d.]+V[\d.]+M', moved("x", 3)),
        ("the mean of Managers",),
    ),
    "2025 called 2023": ("story", 4, sub("Mean exposure in 2023", "Mean exposure in 2025"), ("the title of the axis",)),
    "a way from another mean": (
        "story",
        5,
        sub(r"M(?P<x>142.0) 296.9H259.4", moved("x", 9)),
        ("the way of ", "expected"),
    ),
    "rises and falls in one colour": (
        "story",
        5,
        lambda svg: svg.replace("--eg-model-b, #a84a00", "--eg-combined, #0a58a6"),
        ("the colour of falls",),
    ),
    "a change of another sign": (
        "story",
        6,
        sub(r"M259.4 40.0m", "M259.4 298.0m"),
        ("the dot of 2513 Web and Multimedia Developers", "0.28"),
    ),
    "a level with another label": ("story", 6, sub(">−0.2<", ">−0.3<"), ("no straight scale",)),
    "a firm one in the colour of others": (
        "story",
        7,
        sub(r'data-of="0 1(?P<rest>[^"]*)" d="M10.0 296.6h0', r'data-of="0 1\g<rest>" d="M10.0 226.6h0'),
        ("the dot of 7112",),
    ),
    "the widest spread of another": (
        "story",
        8,
        sub("0.66 at most", "0.56 at most"),
        ("its alternative text", "0.56 at most"),
    ),
    # The chapters.
    "a bar of ranges missing": (
        SENSITIVITY,
        0,
        without_subpath(r"--eg-fill, #bcc8d4\); stroke-width: 0.8", 100),
        ("the bar of ", "all choices", "no bar"),
    ),
    "a percentile missing": (SENSITIVITY, 0, without_subpath(r"stroke-width: 2.2", 100), ("the mark of ", "no mark")),
    "kinds of bars swapped": (SENSITIVITY, 0, swap(">all choices<", ">models, tasks left out<"), ("the bar of ",)),
    "a limit with another figure": (
        SENSITIVITY,
        1,
        sub("lower limit −0.151", "lower limit −0.131"),
        ("the line of the lower limit",),
    ),
    "a pair of scores missing": (
        SENSITIVITY,
        1,
        without_subpath(r"stroke-width: 1.6", 50),
        ("the pair of mean", "no mark"),
    ),
    "a line of shares through another point": (
        SHARE,
        0,
        sub(r"L(?P<x>[\d.]+) (?P<y>[\d.]+)L(?=[^\"]*\"[^>]*dasharray: 6 2)", moved("y", 5)),
        ("the share of ",),
    ),
    "names of lines swapped": (SHARE, 0, swap(">Minimal<", ">Gradient 3<"), ("the share of Minimal",)),
    "a unit group of the comparison missing": (
        COMPARISON,
        0,
        without_subpath(r"stroke-opacity: 0.55", 7),
        ("the mark of ", "no mark"),
    ),
    "codes of the comparison swapped": (COMPARISON, 1, swap(">3256<", ">2659<"), ("the code of 3256",)),
}
"""Faults by name: the page, the place of its picture, the edit, and what a finding must say."""
