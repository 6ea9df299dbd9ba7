"""Text as the audit compares it: characters with the figures and links in them marked.

A figure is what a ``<data>`` element holds, with its claim and its exact value; a link is its words with its target. Both are
marked by characters of Unicode's private area, which no page uses, so marked text is a string and is compared as one.
"""

import re

FIGURE, LINK = "\ue000\ue001\ue002", "\ue003\ue004\ue005"
"""What begins, parts and ends a figure and a link."""
_FIGURE = re.compile("{}([^{}]*){}([^{}]*){}([^{}]*){}".format(*"\ue000\ue002\ue001\ue002\ue001\ue002\ue002"))
_LINK = re.compile("{}([^{}]*){}([^{}]*){}".format(*"\ue003\ue004\ue004\ue005\ue005"))
_NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9_.-]+")
_REPEATED = re.compile(r"(?P<code>[0-9]{4})\.(?P<claim>.+)")
_BLANKS = re.compile(r"[\t\n\r\f][ \t\n\r\f]*| [ \t\n\r\f]+")
"""What HTML counts as blanks (no-break spaces are none), where they are not one space already."""


def one_blank(text: str) -> str:
    """Return text with runs of blanks made one, as a page shows them."""
    return _BLANKS.sub(" ", text).strip(" ")


def exact(value: object) -> str:
    """Return an exact value as the audit compares it: a number as the double it is, whatever its spelling; nothing as none."""
    if value is None or value == "":
        return ""
    try:
        return repr(float(value))
    except (TypeError, ValueError):
        return str(value)


def figure(claim: str, value: object, text: str) -> str:
    """Return a figure, marked."""
    begin, part, end = FIGURE
    return f"{begin}{claim}{part}{exact(value)}{part}{text}{end}"


def row_of(claim: str) -> str:
    """Return what identifies a figure's row in the trail of its page."""
    return f"f-{_NOT_IN_AN_ID.sub('_', claim)}"


def leads_to_its_row(claim: str, address: str) -> bool:
    """Say whether an address is that of a figure's row: on the same page, or on that of the occupation that it is repeated from."""
    page, _, row = address.partition("#")
    if not page:
        return row == row_of(claim)
    repeated = _REPEATED.fullmatch(claim)
    folder, _, name = page.rpartition("/")
    is_page = repeated and folder in ("gradient", "../gradient") and name.startswith(f"{repeated['code']}-")
    return bool(is_page) and row == row_of(repeated["claim"])


def link(text: str, address: str) -> str:
    """Return a link, marked; its text may hold figures."""
    begin, part, end = LINK
    return f"{begin}{text}{part}{address}{end}"


def figures(text: str) -> list[tuple[str, str, str]]:
    """Return the figures of marked text in their order: claim, exact value, text."""
    return [found.groups() for found in _FIGURE.finditer(text)]


def links(text: str) -> list[tuple[str, str]]:
    """Return the links of marked text in their order: words, target."""
    return [(plain(found[1]), found[2]) for found in _LINK.finditer(text)]


def without_links(text: str) -> str:
    """Return marked text with the words of its links, without their targets."""
    return _LINK.sub(r"\1", text)


def plain(text: str) -> str:
    """Return marked text as a reader sees it."""
    return without_links(_FIGURE.sub(r"\3", text))


def skeleton(text: str) -> list[str]:
    """Return the words of marked text between its figures."""
    return _FIGURE.sub("\ue000", without_links(text)).split("\ue000")
