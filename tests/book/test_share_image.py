"""The picture that a shared link shows: of the right size, small, the same each time, its text within its frame."""

import io
import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from exposure_gradient.publication.figures import share_image as drawn
from exposure_gradient.sources import load_edition

Record = dict[str, Any]
CHOSEN = ("3211", "4132", "7112", "9112", "2149", "3119", "8159", "5169", "7549")


@pytest.mark.parametrize("code", CHOSEN)
def test_a_picture_has_the_size_that_previews_expect_and_is_light(code: str, records: Mapping[str, Record]) -> None:
    content = drawn.share_image(records[code])
    picture = Image.open(io.BytesIO(content))
    assert (picture.format, picture.size) == ("PNG", (1200, 630)), code
    assert len(content) < 40_000, f"{code}: {len(content)} bytes"


def test_the_same_record_gives_the_same_bytes(records: Mapping[str, Record]) -> None:
    assert drawn.share_image(records["3211"]) == drawn.share_image(records["3211"])
    assert drawn.share_image(records["3211"]) != drawn.share_image(records["3212"])


def test_the_publications_picture_has_room_for_ten_times_the_occupations(records: Mapping[str, Record]) -> None:
    once, many = (Image.open(io.BytesIO(drawn.site_picture([*records.values()] * times))) for times in (1, 10))
    assert once.size == many.size == (1200, 630)


def test_every_title_fits_its_picture(records: Mapping[str, Record]) -> None:
    for code, record in records.items():
        font, lines = drawn._title(record["title"])
        assert " ".join(lines) == record["title"], code
        widest = max(font.getlength(line) for line in lines)
        assert widest <= drawn.WIDTH - 2 * drawn.MARGIN, f"{code}: a line of {widest:.0f} pixels"
        assert 104 + len(lines) * font.size * 1.15 <= 320, (
            f"{code}: {len(lines)} lines of {font.size} run into the mean"
        )


def test_a_picture_survives_a_width_of_300_pixels(records: Mapping[str, Record]) -> None:
    """At a quarter of its size the title's letters are at least ten pixels high and the mean stands out from the ground."""
    for code, record in records.items():
        font, _ = drawn._title(record["title"])
        assert font.size / 4 >= 10, f"{code}: a title of {font.size} pixels"
    small = Image.open(io.BytesIO(drawn.share_image(records["3211"]))).convert("L").resize((300, 158))
    mean = small.crop((16, 80, 95, 118))
    assert mean.getextrema()[0] < 90 and mean.getextrema()[1] > 230


def test_what_the_picture_shows_is_said_in_words(records: Mapping[str, Record]) -> None:
    record = records["3211"]
    text = drawn.share_text(record)
    for part in (record["title"], "3211", record["mean_2025"]["text"], "39th percentile", record["band"]):
        assert part in text


@pytest.mark.built
def test_every_page_names_its_picture_and_itself(site: Path, records: Mapping[str, Record]) -> None:
    home = load_edition().site
    for code, record in records.items():
        name = f"gradient/{code}-{record['slug']}"
        text = (site / f"{name}.html").read_text("utf-8")
        tags = re.findall(r'<meta content="([^"]*)" (?:property|name)="([^"]*)"', text)
        found = {name_: unescape(content) for content, name_ in tags}
        assert found.get("og:image") == f"{home}{name}.png", f"{code}: {found.get('og:image')}"
        assert found.get("og:url") == f"{home}{name}.html", code
        assert record["title"] in found.get("og:title", ""), code
        assert record["mean_2025"]["text"] in found.get("og:description", ""), code
        assert (found.get("og:image:width"), found.get("og:image:height")) == ("1200", "630"), code
        assert found.get("twitter:card") == "summary_large_image", code
        assert (site / f"{name}.png").is_file(), f"{code}: no picture"
