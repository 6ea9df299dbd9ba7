"""A Sphinx extension for what surrounds every page: menu, contents, search, and the theme's style sheets.

The theme opens its menu with a script that binds the first button of a class. Here the menu and the list of contents are
popovers, which the browser opens, closes and announces, with scripts or without.
"""

import re
from pathlib import Path

from sphinx.application import Sphinx

ICON_SCRIPT = re.compile(r"<script[^>]*fontawesome[^>]*></script>")

INLINE = re.compile(
    r"(?s)<script(?![^>]*\ssrc=)[^>]*>.*?</script>\s*|<!--.*?-->\s*|<noscript>\s*<style>.*?</noscript>\s*"
)
"""What the theme puts into a page itself: scripts, a style for readers without scripts, a comment on it. None may stay, for the
page's Content-Security-Policy forbids them all; ``exposure.js`` and ``frame.css`` do the same from files of the book."""

MUTED_SCRIPTS = ("sphinx-book-theme.js",)
"""The theme's script moves the focus off each button that is pressed, so a keyboard cannot press it twice. All else that it does,
the style sheet does or no page needs."""

SIDEBAR = re.compile(r'<div id="(pst-(?:primary|secondary)-sidebar)"([^>]*)>')
POPOVER = (
    r'<div popover id="\1"\2><button type="button" class="btn btn-sm eg-close" popovertarget="\1" popovertargetaction="hide">'
    "Close</button>"
)
DIALOG = re.compile(r'<dialog id="pst-(?:primary|secondary)-sidebar-modal"></dialog>\s*')
"""The theme's two empty dialogs, into which its script would move the menu and the contents."""

STYLES = ("styles/pydata-sphinx-theme.css", "styles/sphinx-book-theme.css", "pygments.css")
"""The theme's style sheets with colours, in the folder of static files."""

ICON_RULES = re.compile(r"(?<=})(?:\.fa-[a-z0-9-]+::?before,?)+\{[^{}]*\}")
"""What an icon of the theme's font looks like, for each of its two thousand: a third of the theme's style, and no page has the font."""

LIGHT = re.compile(r'html\[data-theme="?light"?\]')
DARK_RULE = re.compile(r'(?<![{,])html\[data-theme="?dark"?\](?![^{}]*html\[data-theme\])[^{}]*\{[^{}]*\}')
"""A rule of the dark scheme that is not yet for screens only, and not one of both schemes."""

AFTER_THE_THEME = 1000


def with_popovers(markup: str) -> str:
    """Make the theme's two sidebars popovers, which buttons of the header open where the screen has no room for them."""
    return SIDEBAR.sub(POPOVER, DIALOG.sub("", markup))


def adapted(style: str) -> str:
    """Return a style sheet of the theme without its icons, in which the light scheme is the rule and the dark one is for screens.

    As the theme has it, neither scheme applies before its script has chosen one, and paper gets the dark one of a dark screen.
    """
    style = LIGHT.sub("html[data-theme]", ICON_RULES.sub("", style))
    return DARK_RULE.sub(lambda rule: f"@media screen{{{rule[0]}}}", style)


def _add_filters(app: Sphinx) -> None:
    """Give our page template its filters; the icon font that one of them drops is a megabyte and a half of script."""
    templates = getattr(app.builder, "templates", None)
    if templates is not None:
        # Or each page is a tenth blank lines.
        templates.environment.trim_blocks = templates.environment.lstrip_blocks = True
        templates.environment.filters |= {
            "without_icon_script": lambda head: ICON_SCRIPT.sub("", head),
            "without_inline": lambda markup: INLINE.sub("", markup),
            "with_popovers": with_popovers,
        }


def _mute_scripts(app: Sphinx, page: str, template: str, context: dict, doctree: object) -> None:
    """Take off a page what scripts of the theme it does not need."""
    context["script_files"] = [
        script for script in context["script_files"] if not str(script.filename or "").endswith(MUTED_SCRIPTS)
    ]


def _adapt_styles(app: Sphinx, error: Exception | None) -> None:
    """Adapt the theme's style sheets, once they are all written."""
    for name in STYLES:
        style = Path(app.outdir, "_static", name)
        if error is None and style.is_file():
            style.write_text(adapted(style.read_text("utf-8")), "utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the template's filters, and what is taken off pages and style sheets."""
    app.connect("builder-inited", _add_filters)
    app.connect("html-page-context", _mute_scripts, priority=AFTER_THE_THEME)
    app.connect("build-finished", _adapt_styles, priority=AFTER_THE_THEME)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
