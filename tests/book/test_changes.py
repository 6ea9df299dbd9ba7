"""No page that tells of many occupations shows a change without its level-adjusted value."""

from pathlib import Path


def test_the_site_shows_no_change_of_a_group_alone(site: Path) -> None:
    for page in sorted((site / "groups").glob("*.html")):
        lead = page.read_text("utf-8")
        assert "group_change_adjusted" in lead, f"{page.name}: group_change_adjusted"
    for name in ("story", "newsroom", "gradient"):
        assert "change_adjusted" in (site / f"{name}.html").read_text("utf-8"), f"{name}: change_adjusted"
    assert (site / "methodology" / "comparability.html").is_file()
