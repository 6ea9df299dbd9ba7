"""The audit of pictures: nothing wrong is found in the built ones, and every fault put into one is found by the figure it concerns.

Faults are put into the SVG of a built page, into a file of the newsroom, or into a picture of pixels; what is found must name
the picture, the occupation and the figure.
"""

import copy
import functools
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from lxml import html
from PIL import Image, PngImagePlugin

from exposure_gradient.publication.figures.share_image import share_image, site_picture
from picture_faults import FAULTS, MANAGERS, OF_2411, PLACE, TASKS, Edit, sub
from printed.expected import Expected
from printed.findings import Count, Finding
from printed.pictures import pixels, registry, share
from printed.pictures.palette import colours_of
from printed.pictures.picture import Picture
from printed.pictures.svg import Drawing, Reader
from printed.pictures.values import values_of

pytestmark = pytest.mark.built


@functools.cache
def _text(path: Path) -> str:
    return path.read_text("utf-8")


def edited(text: str, place: int, edit: Edit) -> str:
    """A page whose picture at that place is edited, or its table of tasks."""
    what = r'<table class="eg-table eg-task-table">.*?</table>' if place == TASKS else r'<svg [^>]*role="img".*?</svg>'
    pictures = list(re.finditer(what, text, re.DOTALL))
    place = 0 if place == TASKS else place
    was = pictures[place][0]
    now = edit(was)
    assert now != was, "the fault changes nothing: the picture is not what this test takes it for"
    return text[: pictures[place].start()] + now + text[pictures[place].end() :]


def read(text: str, site: Path, expected: Expected, page: str, count: Count | None = None) -> list[Finding]:
    """What the audit finds in the pictures of a page."""
    root = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    reader = Reader(colours_of(site))
    return list(registry.read_root(root, reader, values_of(expected), page, Count() if count is None else count))


# --- Nothing wrong ---------------------------------------------------------------------------------------------------


def test_every_picture_of_the_built_book_is_read_back_and_right(
    whole: tuple[list[Finding], Count], expected: Expected
) -> None:
    found, count = whole
    assert not found, "\n".join(map(str, found[:15]))
    assert count["pictures"] >= 2 * 427 + 1 + 1 + 9 + 8 + 9 + 5, count.summary()
    scores = sum(s is not None for o in values_of(expected).occupations for t in o.tasks for s in t.scores.values())
    assert count["marks"] > scores + 2 * 427, f"{count['marks']} marks for {scores} scores"


# --- Faults in the pictures of pages ---------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_a_picture_is_found_by_its_figure(fault: str, site: Path, expected: Expected) -> None:
    page, place, edit, said = FAULTS[fault]
    found = read(edited(_text(site / f"{page}.html"), place, edit), site, expected, page)
    assert any(all(words in str(finding) for words in said) for finding in found), (
        f"{fault}: nothing found says {said}, but:\n" + "\n".join(map(str, found[:8]))
    )


def test_a_picture_that_is_missing_or_added_is_found(site: Path, expected: Expected) -> None:
    text = _text(site / f"{OF_2411}.html")
    without = re.sub(r"<figure [^>]*class=\"eg-figure[^>]*><svg.*?</figure>", "", text, count=1, flags=re.DOTALL)
    for page, changed, said in (
        (OF_2411, without, "'1'"),
        (OF_2411, text.replace("</article>", '<svg viewBox="0 0 9 9" role="img"></svg></article>'), "'3'"),
        ("data", _text(site / "data.html").replace("</article>", '<svg viewBox="0 0 9 9"></svg></article>'), "'1'"),
    ):
        found = [str(finding) for finding in read(changed, site, expected, page)]
        assert any("their number" in finding and said in finding for finding in found), found[:5]


def test_a_picture_with_what_cannot_be_read_is_a_finding(site: Path, expected: Expected) -> None:
    for what, said in (
        ('<ellipse cx="9" cy="9" rx="3" ry="2"/>', "an element ellipse"),
        ('<path d="M0 0A5 5 0 0 1 9 9" style="fill: #000000"/>', "'A'"),
        ('<g transform="scale(2)"><circle r="2"/></g>', "scale(2)"),
        ('<use href="#nothing" x="9" y="9"/>', "no pattern"),
        ('<circle cx="9" cy="9" r="3" style="fill: teal"/>', "teal"),
    ):
        text = edited(
            _text(site / f"{OF_2411}.html"), PLACE, lambda svg, what=what: svg.replace("</svg>", what + "</svg>")
        )
        found = [str(finding) for finding in read(text, site, expected, OF_2411)]
        assert any("its drawing" in finding and said in finding for finding in found), f"{what}: {found[:3]}"


# --- Faults in files -------------------------------------------------------------------------------------------------


def with_sheet(site: Path, folder: Path) -> Path:
    """A site that holds nothing but the style sheet."""
    (folder / "_static").mkdir(parents=True, exist_ok=True)
    (folder / "_static" / "exposure.css").write_bytes((site / "_static" / "exposure.css").read_bytes())
    return folder


def of_file(check: str, page: str, folder: Path, expected: Expected) -> list[str]:
    """What a check finds in a file."""
    [one] = [one for one in registry.CHECKS if one.name == check]
    return [str(finding) for finding in one.read(folder, expected, page, Count())]


@pytest.mark.parametrize(
    ("name", "edit", "said"),
    [
        (
            "distribution",
            sub(r'y="377" style="fill: #577aa3', 'y="377" style="fill: #8a006b'),
            ("the mark of ", "Minimal"),
        ),
        (
            "ends",
            sub(r'<use xlink:href="#\w+" x="501.025" y="118"', lambda m: m[0].replace("501.025", "501.125")),
            ("the dot of 4131",),
        ),
        ("ends", sub("<title>The most", "<title>The last"), ("its title as a file",)),
        ("moves", sub(r">\+0\.28<", ">+0.29<"), ("the figure of 2513 Web and Multimedia Developers",)),
        ("groups", sub(r">0\.53<", ">0.43<"), ("the figure of Clerical support workers",)),
    ],
)
def test_a_fault_in_a_file_of_the_newsroom_is_found(
    name: str, edit: Edit, said: tuple[str, ...], site: Path, expected: Expected, tmp_path: Path
) -> None:
    page = f"newsroom/{name}.svg"
    was = _text(site / page)
    now = edit(was)
    assert now != was
    folder = with_sheet(site, tmp_path)
    (folder / "newsroom").mkdir()
    (folder / page).write_text(now, "utf-8")
    found = of_file("picture files", page, folder, expected)
    assert any(all(words in finding for words in said) for finding in found), found[:5]


def _painted(image: Image.Image, box: tuple[int, int, int, int], colour: str) -> Image.Image:
    image = image.convert("RGB")
    image.paste(colour, box)
    return image


@pytest.mark.parametrize(
    ("what", "box", "colour", "said"),
    [
        ("a mark in the colour of another band", (177, 816, 183, 822), "#541234", "the mark at "),
        ("a figure gone", (50, 40, 90, 60), "#ffffff", "the words “"),
        ("a mark that nobody knows", (700, 300, 712, 312), "#0a58a6", "that the SVG does not draw"),
    ],
)
def test_a_fault_in_the_pixels_of_a_newsroom_picture_is_found(
    what: str, box: tuple[int, int, int, int], colour: str, said: str, site: Path, expected: Expected, tmp_path: Path
) -> None:
    folder, page = with_sheet(site, tmp_path), "newsroom/distribution.png"
    (folder / "newsroom").mkdir()
    (folder / page).with_suffix(".svg").write_bytes((site / page).with_suffix(".svg").read_bytes())
    with Image.open(site / page) as image:
        _painted(image, box, colour).save(folder / page)
    found = of_file(pixels.CHECK.name, page, folder, expected)
    assert any(said in finding for finding in found), f"{what}: {found[:5]}"


def shared(content: bytes, site: Path, folder: Path, expected: Expected, page: str = f"{OF_2411}.png") -> list[str]:
    """What the audit finds in a picture of links."""
    path = with_sheet(site, folder) / page
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return of_file(share.CHECK.name, page, folder, expected)


Record = Mapping[str, object]
SHARED: dict[str, tuple[Callable[[Record], Record], tuple[str, ...]]] = {
    "another mean in words": (
        lambda r: {**r, "mean_2025": {"value": r["mean_2025"]["value"], "text": "0.52"}},
        ("the mean", "0.52"),
    ),
    "the mark at another mean": (
        lambda r: {**r, "mean_2025": {"value": 0.6132, "text": "0.51"}},
        ("the mark of the mean", "0.6132"),
    ),
    "another percentile": (lambda r: {**r, "percentile": 98}, ("the percentile", "98th")),
    "another band": (lambda r: {**r, "band": "Gradient 2"}, ("the band", "Gradient 2")),
    "another code": (lambda r: {**r, "isco08": "2412"}, ("the code", "2412")),
    "another title": (lambda r: {**r, "title": "Auditors"}, ("the title", "Auditors")),
    "fewer tasks": (lambda r: {**r, "n_tasks": r["n_tasks"] - 1}, ("the tasks", "of 7 tasks")),
}


@pytest.fixture(scope="module")
def records(site: Path) -> dict[str, Record]:
    """The records of the built book, from which its pictures for links are drawn again."""
    found = (json.loads(path.read_text("utf-8")) for path in sorted((site / "gradient").glob("*.json")))
    return {record["isco08"]: record for record in found if "us_occupations" in record}


@pytest.mark.parametrize("fault", SHARED)
def test_a_picture_of_links_that_shows_something_else_is_found(
    fault: str, records: Mapping[str, Record], site: Path, expected: Expected, tmp_path: Path
) -> None:
    change, said = SHARED[fault]
    assert shared(share_image(dict(records["2411"])), site, tmp_path, expected) == []
    found = shared(share_image(change(records["2411"])), site, tmp_path, expected)
    assert any("2411 Accountants" in finding and all(words in finding for words in said) for finding in found), found


def test_the_picture_of_another_occupation_is_found(
    records: Mapping[str, Record], site: Path, expected: Expected, tmp_path: Path
) -> None:
    found = shared(share_image(records["3211"]), site, tmp_path, expected)
    assert any("the title" in finding and "Accountants" in finding for finding in found), found


def test_a_note_that_does_not_tell_of_its_own_pixels_is_found(
    records: Mapping[str, Record], site: Path, expected: Expected, tmp_path: Path
) -> None:
    """The note is that of the right picture; the pixels are of another one, or have a spot more."""
    right, note = Image.open(io.BytesIO(share_image(records["2411"]))), PngImagePlugin.PngInfo()
    note.add_text(share.NOTE, right.text[share.NOTE], zip=True)
    other = Image.open(io.BytesIO(share_image({**records["2411"], "percentile": 98})))
    spotted = right.copy()
    spotted.paste(3, (900, 80, 903, 83))
    for image in (other, spotted, _painted(right, (900, 80, 903, 83), "#541234")):
        file = io.BytesIO()
        image.save(file, "PNG", pnginfo=note)
        found = shared(file.getvalue(), site, tmp_path, expected)
        assert any("its pixels" in finding for finding in found), found
    file = io.BytesIO()
    right.save(file, "PNG")
    assert any("its note" in finding for finding in shared(file.getvalue(), site, tmp_path, expected))


def test_a_fault_in_the_picture_of_the_publication_is_found(
    records: Mapping[str, Record], site: Path, expected: Expected, tmp_path: Path
) -> None:
    every = records
    band = every["2411"]["band"]
    faults = {
        "an occupation missing": ([r for code, r in every.items() if code != "2411"], (band,)),
        "an occupation in another band": (
            [{**r, "band": "Minimal"} if code == "2411" else r for code, r in every.items()],
            ("Minimal from 0.5125",),
        ),
        "an occupation at another mean": (
            [{**r, "mean_2025": {"value": 0.3, "text": "0.30"}} if code == "2411" else r for code, r in every.items()],
            (f"{band} from 0.3",),
        ),
    }
    assert shared(site_picture(list(every.values())), site, tmp_path, expected, share.SITE_PICTURE) == []
    for fault, (changed, said) in faults.items():
        found = shared(site_picture(changed), site, tmp_path, expected, share.SITE_PICTURE)
        assert any(all(words in finding for words in said) for finding in found), f"{fault}: {found}"


# --- Everything, in turn ---------------------------------------------------------------------------------------------

KINDS = ("words", "lines", "marks", "traces")


def altered(drawing: Drawing) -> Iterator[tuple[str, Drawing]]:
    """A drawing with one thing of it left out, drawn twice, said otherwise or in another look: of each kind the outermost and some between."""
    for kind in KINDS:
        things = getattr(drawing, kind)
        for place in sorted({k * (len(things) - 1) // 4 for k in range(5)} if things else ()):
            for what in ("left out", "twice", "otherwise"):
                other = copy.copy(drawing)
                for each in KINDS:
                    setattr(other, each, [copy.copy(thing) for thing in getattr(drawing, each)])
                own = getattr(other, kind)
                if what == "left out":
                    del own[place]
                elif what == "twice":
                    own.append(copy.copy(own[place]))
                elif kind == "words":
                    own[place].text += "1"
                elif kind == "marks":
                    own[place].shape = "figure of 5 corners"
                else:
                    continue
                yield f"{what}: {things[place]}", other


@pytest.mark.parametrize("page", [OF_2411, MANAGERS, *registry.OTHERS])
def test_whatever_of_a_picture_is_left_out_drawn_twice_or_said_otherwise_is_found(
    page: str, site: Path, expected: Expected
) -> None:
    values, reader = values_of(expected), Reader(colours_of(site))
    root = html.document_fromstring((site / f"{page}.html").read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
    drawn = [svg for svg in root.iter("svg") if svg.get("role") == "img"]
    missed, tried = [], 0
    for svg, (name, read_one) in zip(drawn, registry.pictures_of(values, page).items(), strict=True):
        for what, drawing in altered(reader.read(svg)):
            picture = Picture(page, name, drawing, Count(), element=svg, reader=reader)
            with picture.reading():
                read_one(picture)
            tried += 1
            if not picture.findings:
                missed.append(f"picture {name}: {what}")
    assert tried > 20
    assert not missed, f"{len(missed)} of {tried} were not found:\n" + "\n".join(missed[:10])
