"""Which pictures each page has, in their order, and the checks that read them."""

import functools
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from lxml import etree

from printed import document
from printed.expected import Expected
from printed.files.embeds import is_embedded
from printed.findings import Check, Count, Finding
from printed.pictures import bounds, chapters, landing, occupation, pixels, plane, press, scatter, share, story, tasks
from printed.pictures.palette import colours_of
from printed.pictures.paths import UnreadableError
from printed.pictures.picture import Picture
from printed.pictures.svg import Reader
from printed.pictures.values import Values, signed, two, values_of

Read = Callable[[Picture], None]
OTHERS = (
    "gradient",
    "index",
    "methodology/choices",
    "methodology/comparability",
    "methodology/comparison",
    "methodology/replication",
    "methodology/sensitivity",
    "methodology/share",
    "newsroom",
    "story",
)
"""The pages beside those of occupations and groups that have pictures."""


def _of_occupation(values: Values, page: str) -> dict[str, Read]:
    own = values.by_page[page]
    return {
        f"of all means with {own.name}": lambda picture: occupation.histogram(picture, values, own),
        f"of the percentiles of {own.name}": lambda picture: occupation.standings(picture, own),
    }


def _of_group(values: Values, page: str) -> dict[str, Read]:
    [group] = [group for group in values.groups if group.page == page]

    def read(picture: Picture) -> None:
        means = [o.mean for o in group.occupations]
        picture.label(
            f"Mean exposure in 2025 against the change since 2023 for the {len(means)} occupations of the group; means run from "
            f"{two(min(means))} to {two(max(means))}."
        )
        scatter.changes(picture, values, group.occupations)

    return {f"of {group.title}": read}


def _of_the_gradient(values: Values) -> dict[str, Read]:
    def read(picture: Picture) -> None:
        means, moves = ([getattr(o, name) for o in values.occupations] for name in ("mean", "change"))
        picture.label(
            f"Scatter of {len(means)} occupations: mean exposure in 2025, from {two(min(means))} to {two(max(means))}, against the change "
            f"since 2023, from {signed(min(moves))} to {signed(max(moves))}. The table below holds every value."
        )
        scatter.changes(picture, values, values.occupations)

    return {"of all occupations": read}


def pictures_of(values: Values, page: str) -> dict[str, Read]:
    """Return the pictures that a page must have, by name, in their order."""
    if page in values.by_page:
        return _of_occupation(values, page)
    if page.startswith("groups/"):
        return _of_group(values, page)
    if page in values.countries:
        return {"of the bounds": functools.partial(bounds.shares, values=values, page=page)}
    if page == "gradient":
        return _of_the_gradient(values)
    if page == "index":
        return {"of all occupations": functools.partial(landing.everyone, values=values)}
    if page == "newsroom":
        return {
            f"of {name}, {layout}": functools.partial(read, values=values)
            for name, read in press.SHEETS.items()
            for layout in ("wide", "for phones")
        }
    if page == "methodology/choices":
        return {"of the ranges of ranks": functools.partial(chapters.rank_ranges, values=values)}
    if page == "methodology/comparability":
        return {
            "of the compression": functools.partial(chapters.compression, values=values),
            "of the changes by level": functools.partial(chapters.changes_by_level, values=values),
        }
    if page == "methodology/sensitivity":
        return {
            "of the ranges of percentiles": functools.partial(chapters.ranges, values=values),
            "of the agreement of the models": functools.partial(chapters.agreement, values=values),
        }
    if page == "methodology/replication":
        return {"of the plane of means and standard deviations": functools.partial(plane.plane, values=values)}
    if page == "methodology/share":
        return {"of shares by threshold": functools.partial(chapters.shares, values=values)}
    if page == "methodology/comparison":
        return {
            f"of {study}": functools.partial(chapters.cloud, values=values, study=study) for study in chapters.STUDIES
        }
    if page == "story":
        return {name: functools.partial(read, values=values) for name, read in story.STEPS.items()}
    return {}


def read_page(site: Path, expected: Expected, page: str, count: Count) -> Iterator[Finding]:
    """Read the pictures of a page."""
    root = document.read(site, page).root
    yield from read_root(root, Reader(colours_of(site)), values_of(expected), page, count)


def read_root(root: etree._Element, reader: Reader, values: Values, page: str, count: Count) -> Iterator[Finding]:
    """Read the pictures of a page that is parsed."""
    wanted = pictures_of(values, page)
    found = [svg for svg in root.iter("svg") if not _is_in_key(svg)]
    if len(found) != len(wanted):
        yield Finding(page, "pictures", "their number", str(len(found)), f"{len(wanted)}: {', '.join(wanted)}")
    for svg, (name, read) in zip(found, wanted.items(), strict=False):
        yield from _read(reader, svg, page, name, read, count)
    if page in values.by_page:
        yield from tasks.read(root, reader, page, values.by_page[page], count)


def _read(reader: Reader, svg: etree._Element, page: str, name: str, read: Read, count: Count) -> Iterator[Finding]:
    try:
        drawing = reader.read(svg)
    except (UnreadableError, ValueError) as error:
        yield Finding(page, f"picture {name}", "its drawing", str(error), "a drawing that can be read back")
        return
    picture = Picture(page, name, drawing, count, element=svg, reader=reader)
    with picture.reading():
        read(picture)
    yield from picture.told()


def _is_in_key(svg: etree._Element) -> bool:
    """Say whether a picture is a mark of a legend or of a table, which is read with its picture or its table."""
    if {"eg-mark", "eg-scores"} & {*(svg.get("class") or "").split()}:
        return True
    return any("eg-key" in (above.get("class") or "").split() for above in svg.iterancestors())


def _pages(site: Path, expected: Expected) -> Iterable[str]:
    """Return every page that must have a picture, and every other that has one."""
    values = values_of(expected)
    found = (path for path in site.rglob("*.html") if b"<svg" in path.read_bytes())
    others = {path.relative_to(site).as_posix().removesuffix(".html") for path in found}
    others = {page for page in others if not is_embedded(page)}
    return sorted({*values.by_page, *values.countries, *(group.page for group in values.groups), *OTHERS, *others})


FINE = 5e-7
"""Half a unit of the last decimal of coordinates in files."""


def read_file(site: Path, expected: Expected, page: str, count: Count) -> Iterator[Finding]:
    """Read a picture that is given as an SVG file of its own, with its title."""
    name, count["files"] = Path(page).stem, count["files"] + 1
    try:
        svg = etree.fromstring((site / page).read_bytes())
        reader = Reader(colours_of(site))
        drawing = reader.read(svg)
    except (UnreadableError, ValueError, etree.XMLSyntaxError) as error:
        yield Finding(page, f"picture of {name}", "its drawing", str(error), "a drawing that can be read back")
        return
    picture = Picture(page, f"of {name}, as a file", drawing, count, half=FINE, reader=reader)
    titles = {"".join(element.itertext()) for element in svg.iter("{*}title")}
    picture.same("its title as a file", titles, {press.title_of(name, values_of(expected))})
    with picture.reading():
        press.SHEETS[name](picture, values_of(expected))
    yield from picture.told()


def _files(_: Path, __: Expected) -> Iterable[str]:
    return [f"newsroom/{name}.svg" for name in press.SHEETS]


OF_PAGES = Check("pictures", _pages, read_page)
CHECKS = (OF_PAGES, Check("picture files", _files, read_file), pixels.CHECK, share.CHECK)
