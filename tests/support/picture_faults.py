"""Faults put into the pictures of built pages, each with the words by which the audit must tell of it."""

import re
from collections.abc import Callable

OF_2411 = "gradient/2411-accountants"
MANAGERS = "groups/1-managers"
SENSITIVITY, SHARE, COMPARISON = (f"methodology/{name}" for name in ("sensitivity", "share", "comparison"))
PLACE, STRIP = range(2)
TASKS = -1
"""Stands for the table of tasks, whose rows have pictures of their own."""
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


def models_swapped(table: str) -> str:
    """Draw the marks of each model with the other's; the legend stays."""
    head, body = table.split("</thead>")
    return f"{head}</thead>{swap('#score-1', '#score-2')(body)}"


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
    "models swapped in the legend": (
        OF_2411,
        TASKS,
        swap("</svg> GPT-4o<", "</svg> Gemini<"),
        ("the legend", "Accountants"),
    ),
    "models swapped in the marks": (OF_2411, TASKS, models_swapped, ("task 8, GPT-4o", "2411 Accountants")),
    "both models in one shape": (
        OF_2411,
        TASKS,
        lambda table: table.replace("model-a, #7a3f98", "model-b, #a84a00").replace(
            "M0-1.5-1.5 1.5H1.5z", "M0 1.5-1.5-1.5H1.5z"
        ),
        ("the legend at",),
    ),
    "years swapped in the legend": (OF_2411, TASKS, swap("</svg> 2023<", "</svg> 2025<"), ("the legend",)),
    "one mark missing": (
        OF_2411,
        TASKS,
        sub('<use href="#score-2" x="65" y="3.4"/>', ""),
        ("task 2, Gemini", "no mark"),
    ),
    "one mark twice": (
        OF_2411,
        TASKS,
        sub(r'(<use href="#score-2" x=")65(" y="3.4"/>)', r"\g<1>65\2\g<1>20\2"),
        ("task 2, Gemini", "2 marks"),
    ),
    "one mark moved by a hundredth": (
        OF_2411,
        TASKS,
        sub('<use href="#score-3" x="60" y="0"/>', '<use href="#score-3" x="61" y="0"/>'),
        ("task 8, 2025, combined", "0.610"),
    ),
    "one mark not seen": (
        OF_2411,
        TASKS,
        sub('(<use href="#score-0" x="30")', r'\1 style="display: none"'),
        ("task 2, 2023", "no mark"),
    ),
    "one mark out of the picture": (
        OF_2411,
        TASKS,
        sub('<use href="#score-0" x="30"', '<use href="#score-0" x="130"'),
        ("task 2, 2023", "no mark"),
    ),
    "one mark at another height": (
        OF_2411,
        TASKS,
        sub('<use href="#score-1" x="55" y="-3.4"', '<use href="#score-1" x="55" y="3.4"'),
        ("task 8, the height of GPT-4o",),
    ),
    "last task missing": (
        OF_2411,
        TASKS,
        sub(r"<tr>(?:(?!<tr>).)*</tr></tbody>", "</tbody>"),
        ("no row", "its scores"),
    ),
    "two rows in another order": (OF_2411, TASKS, swap(">2</span></th>", ">8</span></th>"), ("the order of the rows",)),
    "an end of the scale with another figure": (
        OF_2411,
        TASKS,
        sub(">1</text>", ">0.8</text>"),
        ("the ends of the scale",),
    ),
    "the scale cut short": (OF_2411, TASKS, sub("M0 0H100M", "M0 0H80M"), ("the line of the scale",)),
    "a row without the scale": (OF_2411, TASKS, sub('<use href="#score-scale"/>', ""), ("no scale",)),
    "a line of a move to another end": (
        OF_2411,
        TASKS,
        sub("M30 0H65", "M30 0H75"),
        ("task 2, the line from 2023 to 2025",),
    ),
    "a line of a move missing": (
        OF_2411,
        TASKS,
        sub(r'<path d="M30 0H65"[^>]*/>', ""),
        ("task 2, the line from 2023 to 2025", "0 lines"),
    ),
    "a colour of another variable": (
        OF_2411,
        TASKS,
        sub(r"--eg-model-a, #7a3f98", "--eg-model-a, #0a58a6"),
        ("the colour model-a",),
    ),
    "words in a row": (
        OF_2411,
        TASKS,
        sub('y="3.4"/>', 'y="3.4"/><text x="30" y="1">up to 0.9</text>'),
        ("task 2", "words or figures beside the marks"),
    ),
    "a mark that nobody knows": (
        OF_2411,
        TASKS,
        sub('y="3.4"/>', 'y="3.4"/><circle cx="30" cy="0" r="1.8" style="fill: var(--eg-combined, #0a58a6)"/>'),
        ("task 2, 2025, combined", "2 marks"),
    ),
    "words that nobody knows": (
        OF_2411,
        PLACE,
        sub("</svg>", '<text x="300" y="14">up to 0.9</text></svg>'),
        ("up to 0.9",),
    ),
    "a white sheet over all": (
        OF_2411,
        PLACE,
        sub("</svg>", '<path d="M0 30H350V340H0z" style="fill: #ffffff"/></svg>'),
        ("a figure", "filled #ffffff"),
    ),
    # Its place among all.
    "the mark of this one moved": (
        OF_2411,
        PLACE,
        sub(r"M(?P<x>221.4) 20V98", moved("x", 10)),
        ("the mark of this occupation", "0.5376", "2411 Accountants"),
    ),
    "the figure at the mark changed": (
        OF_2411,
        PLACE,
        sub(">0.51</text>", ">0.52</text>"),
        ("the figure at the mark", "0.52"),
    ),
    "the interval of another": (
        OF_2411,
        PLACE,
        sub(r"M(?P<x>192.5) 20H250.3", moved("x", 4)),
        ("the interval", "2411 Accountants"),
    ),
    "the interval missing": (OF_2411, PLACE, sub("M192.5 20H250.3", ""), ("the interval", "no line")),
    "a bar too high": (
        OF_2411,
        PLACE,
        sub(r"M48\.0 98\.0V70\.2", "M48.0 98.0V67.9"),
        ("the bar of Not exposed from 0.08 to 0.1", "12 occupations"),
    ),
    "a bar missing": (OF_2411, PLACE, sub(r"M302\.0 98\.0V95\.7", ""), ("the bar of Gradient 4 from 0.7 to 0.72",)),
    "a bar beside its bin": (OF_2411, PLACE, sub(r"M302\.0 98", "M303.5 98"), ("a bar of Gradient 4", "the middle")),
    "a bar that hangs in the air": (
        OF_2411,
        PLACE,
        sub(r"M121\.7 61\.0V58\.7", "M121.7 51.0V48.7"),
        ("a bar of Gradient 1", "stands on what is below it"),
    ),
    "two bands in one another's colour": (
        OF_2411,
        PLACE,
        swap("--eg-band-3, #8a006b", "--eg-band-4, #541234"),
        ("the bar of Gradient 2",),
    ),
    "bars too narrow": (OF_2411, PLACE, sub("stroke-width: 8.20", "stroke-width: 6.20"), ("the width of a bin",)),
    "another occupation in the alternative text": (
        OF_2411,
        PLACE,
        sub("the mean of Accountants", "the mean of Auditors"),
        ("its alternative text", "Auditors"),
    ),
    "a dot of the landing page in another band": (
        "index",
        0,
        swap("band-4, #541234", "band-5, #271300"),
        ("the dot of 4323 Transport Clerks", "Gradient 3"),
    ),
    "a dot of the landing page moved": (
        "index",
        0,
        sub(r"M(?P<x>46.6) 308.5h0", moved("x", 1)),
        ("the dot of 7112", "expected"),
    ),
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
