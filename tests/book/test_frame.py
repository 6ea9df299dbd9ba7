"""What the build makes of the theme's own markup and style sheets."""

from pathlib import Path

import pytest
from lxml import html

from exposure_gradient.book.ext.frame import STYLES, adapted, with_popovers
from exposure_gradient.errors import InputError
from exposure_gradient.paths import data_folder
from exposure_gradient.site import page_head
from exposure_gradient.sources import load_edition
from printed import navigation
from printed.expected import of_site

THEME_STYLE = (
    "body{margin:0}.fa-bars:before{content:'x'}html[data-theme=light]{--ink:#000}"
    "html[data-theme=dark],html[data-theme=light]{--gap:1px}html[data-theme=dark] a,html[data-theme=dark] b{color:#fff}"
    "@media (min-width:9px){html[data-theme=dark] i{color:#fff}}"
)


def test_the_dark_scheme_is_for_screens_and_the_light_one_for_all_else() -> None:
    style = adapted(THEME_STYLE)
    assert style == (
        "body{margin:0}html[data-theme]{--ink:#000}html[data-theme=dark],html[data-theme]{--gap:1px}"
        "@media screen{html[data-theme=dark] a,html[data-theme=dark] b{color:#fff}}"
        "@media (min-width:9px){html[data-theme=dark] i{color:#fff}}"
    )
    assert adapted(style) == style, "a style sheet that is adapted twice, as after a build with no change, differs"


def test_sidebars_become_popovers_with_a_button_to_close() -> None:
    page = with_popovers(
        '<dialog id="pst-primary-sidebar-modal"></dialog>\n<div id="pst-primary-sidebar" class="bd-sidebar">menu</div>'
    )
    assert page == (
        '<div popover id="pst-primary-sidebar" class="bd-sidebar"><button type="button" class="btn btn-sm eg-close" '
        'popovertarget="pst-primary-sidebar" popovertargetaction="hide">Close</button>menu</div>'
    )


@pytest.mark.built
def test_the_themes_files_are_still_what_is_adapted(site: Path) -> None:
    for name in STYLES:
        style = (site / "_static" / name).read_text("utf-8")
        assert "html[data-theme]" in style and "@media screen{html[data-theme" in style, f"{name}: is not adapted"
        assert "data-theme=light]" not in style.replace('"', ""), f"{name}: has rules for the light scheme alone"
    page = (site / "index.html").read_text("utf-8")
    for place in ("pst-primary-sidebar", "pst-secondary-sidebar"):
        assert f'<div popover id="{place}"' in page, f"index.html: {place} is no popover"
    found = [
        name for name in ("primary-toggle", "secondary-toggle", "sidebar-modal", "sphinx-book-theme.js") if name in page
    ]
    assert found == [], f"index.html: the theme's own menu is still there: {found}"


@pytest.mark.parametrize(("repository", "n_links"), [("", 0), ("https://code.institute.org/gradient", 2)])
def test_the_foot_leads_to_the_source_where_it_is_published(
    repository: str, n_links: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    declared = (data_folder() / "edition.toml").read_text("utf-8")
    (tmp_path / "edition.toml").write_text(declared.replace('repository = ""', f'repository = "{repository}"'), "utf-8")
    monkeypatch.setattr(page_head, "data_folder", lambda: tmp_path)
    config = {"html_theme_options": {}, "html_title": ""}
    page_head._name_edition(None, config)  # type: ignore[arg-type]
    foot = html.fragment_fromstring(config["html_theme_options"]["extra_footer"], create_parent="footer")
    assert foot.xpath(".//a/@href") == [repository, f"{repository}/issues"][:n_links]
    site = of_site(tmp_path / "edition.toml")
    foot.find("p[@class='eg-edition']").addnext(
        html.fragment_fromstring(f"<p class='copyright'>© Copyright {site['edition_year']} {site['authors']}.</p>")
    )
    page = html.fragment_fromstring("<main></main>")
    page.append(foot)
    assert list(navigation._edition("index", page, site)) == [], "the audit reads another foot"
    for link in foot.findall(".//a"):
        link.set("href", "https://elsewhere.org")
        assert list(navigation._edition("index", page, site)), "the audit does not see a link that leads elsewhere"


@pytest.mark.parametrize("repository", ["https://code.institute.org/", "code.institute.org", "javascript:alert(1)"])
def test_a_place_of_the_source_that_is_no_address_is_refused(repository: str, tmp_path: Path) -> None:
    declared = (data_folder() / "edition.toml").read_text("utf-8")
    (tmp_path / "edition.toml").write_text(declared.replace('repository = ""', f'repository = "{repository}"'), "utf-8")
    with pytest.raises(InputError, match=r"repository: .* is not an address without a slash at its end, or empty"):
        load_edition(tmp_path)
