"""A Sphinx extension for the book: a sidebar made once a group, and formulas as MathML.

The theme makes the sidebar anew for every page: it renders the whole table of contents and parses the result again,
which makes the time grow with the square of the pages. Pages of one group have the same sidebar but for the mark on
the current page, so here the theme makes it once for each group and the mark is moved.

Formulas become MathML, which browsers draw themselves: no script, and no other host.
"""

import functools
import posixpath
import re
import urllib.parse
from typing import Any

from docutils import nodes
from latex2mathml.converter import convert
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri
from sphinx.writers.html import HTMLTranslator

from exposure_gradient.book.ext.patches import is_wanted, put

SILENT_EXTENSIONS = ("sphinx_multitoc_numbering", "sphinx_jupyterbook_latex")
"""Loaded by Jupyter Book always, and silent about parallel reading: numbering is switched off in ``_config.yml``,
and the other acts in LaTeX builds alone."""

MUTED_EXTENSIONS = ("sphinx_thebe", "sphinx_togglebutton", "sphinx_comments", "sphinx_design")
"""Loaded by Jupyter Book always and used nowhere here. Each would put scripts on every page, sphinx_thebe with another
host's address."""

IDLE_TRANSFORMS = (
    "sphinx_design.",
    "sphinx_jupyterbook_latex.",
    "sphinx.builders.latex.",
    "sphinx.transforms.i18n.",
    "sphinx.domains.c.",
    "sphinx.domains.cpp.",
)
"""Where transforms come from that look through every page for what none has: designed components, LaTeX, translations, C and C++."""

MUTED_STYLES = ("sphinx-thebe.css", "togglebutton.css")

TOGGLE = "<summary><span"
NAMED_TOGGLE = '<summary aria-label="Show or hide the pages of this group"><span'
"""The theme's toggles in the sidebar have no name for those who do not see their icon."""

PLAIN_LINK = '<a class="reference internal" href='
"""What no style of the sidebar asks for, some forty times a page."""

CURRENT = re.compile(
    r'<li class="(toctree-l\d+) current active( has-children)?"><a class="current reference internal" href="#">'
)
"""The mark on the current page, in the theme's sidebar; the group of the current page keeps its own."""
CURRENT_LIST = re.compile(r'<ul class="current( nav bd-sidenav)?">')
RELATIVE = re.compile(r'(?<= )(href|src|action|data-content_root)="(?![a-z]+:|[#/])([^"]*)"')
"""An address that is seen from the page that holds it."""
HREF = re.compile(r'(?<= href=")[^"#]+(?=")')
TOP_LIST, INNER_LIST = '<ul class="nav bd-sidenav">', "<ul>"
CODED_PAGES = "exposure_gradient_coded_pages"
"""The setting that says how the address of a page begins that has a code: a pattern with a group ``code``."""
SHOWN_DIGITS = "exposure_gradient_shown_digits"
"""The setting that says how many digits of its code a page shares with those that its sidebar lists."""

SITE = "exposure_gradient_site"
"""The setting that has the site's address, a slash at its end."""

BEFORE_THE_THEME = 400
AFTER_ALL = 1000


def _inline(writer: HTMLTranslator, node: nodes.math) -> None:
    writer.body.append(convert(node.astext()))
    raise nodes.SkipNode


def _displayed(writer: HTMLTranslator, node: nodes.math_block) -> None:
    writer.body.append(f'<div class="eg-math" tabindex="0">{convert(node.astext(), display="block")}</div>')
    raise nodes.SkipNode


def _begin_citation(writer: HTMLTranslator, node: nodes.citation) -> None:
    """Begin an entry of a list of references as an item of that list: docutils' own role for it is deprecated."""
    HTMLTranslator.visit_citation(writer, node)
    writer.body[-1] = writer.body[-1].replace('role="doc-biblioentry"', 'role="listitem"')


def _declare_safe(app: Sphinx, _: object = None) -> None:
    """Let Sphinx read on all cores, which one extension that says nothing would prevent."""
    for name in SILENT_EXTENSIONS:
        put("read_in_parallel", app.extensions[name], "parallel_read_safe", True)


def _leave_unnumbered(app: Sphinx, _: object) -> None:
    """Switch figure numbers off again, which the LaTeX extension switches on: they take a walk over every page."""
    app.config["numfig"] = False


def _add_filter(app: Sphinx) -> None:
    """Give the page for lost addresses the filter that makes its addresses begin at the top of the host."""
    templates = getattr(app.builder, "templates", None)
    if templates is not None:
        templates.environment.filters["from_the_top"] = lambda html: _from_the_top(app, html)


def _mute(app: Sphinx) -> None:
    """Take away the listeners and transforms of extensions that the book does not use."""
    if not is_wanted("mute_unused"):
        return
    for listeners in list(app.events.listeners.values()):
        for listener in list(listeners):
            if listener.handler.__module__.partition(".")[0] in MUTED_EXTENSIONS:
                app.disconnect(listener.id)
    for transforms in (app.registry.transforms, app.registry.post_transforms):
        transforms[:] = [one for one in transforms if not f"{one.__module__}.".startswith(IDLE_TRANSFORMS)]
    app.registry.css_files = [entry for entry in app.registry.css_files if entry[0] not in MUTED_STYLES]


def _parents(app: Sphinx) -> dict[str, str]:
    """Return the page above each page that stands below another one in the table of contents."""
    toctrees = app.env.tocs
    parents = {}
    for parent, toc in toctrees.items():
        if parent != app.config.root_doc:
            for tree in toc.findall(addnodes.toctree):
                parents |= {child: parent for _, child in tree["entries"]}
    return parents


def entries_of(coded: str) -> re.Pattern[str]:
    """Return the pattern of the sidebar's entries of pages with a code, whose addresses begin as ``coded`` says."""
    return re.compile(rf'<li class="toctree-l2"><a href="{coded}[^"]*">[^<]*</a></li>\n?')


class Sidebars:
    """The sidebars of this process, of which the theme makes one for each group, and one for all pages that stand in none.

    To make one it looks at the whole table of contents, whatever it then shows.
    """

    def __init__(self, app: Sphinx) -> None:
        """Note which page stands below which."""
        self._app = app
        self._parents = _parents(app)
        self._groups = set(self._parents.values())
        self._coded = entries_of(app.config[CODED_PAGES])
        self._whole: dict[tuple, str] = {}
        self._unmarked: dict[tuple, str] = {}

    def covers(self, page: str) -> bool:
        """Say whether the page stands in the table of contents, as all do but the search."""
        return page in self._app.env.all_docs and page != self._app.config.root_doc

    def of(self, page: str, made_by_the_theme: Any, **options: Any) -> str:
        """Return a page's sidebar.

        Of the group's pages the sidebar of a page with a code lists those whose codes begin as its own: a list of them all would make
        every page longer the more pages there are. The group's own page has them all.
        """
        address = self._app.builder.get_target_uri(page)
        folder, _, name = address.rpartition("/")
        group = (self._parents.get(page) or (page if page in self._groups else ""), *sorted(options.items()))
        if group not in self._whole:
            whole = self._from_the_top(str(made_by_the_theme(**options)), address)
            if whole is None:  # the theme makes another kind of sidebar: use it as it is
                return str(made_by_the_theme(**options))
            self._whole[group] = whole
        shared = name[: self._app.config[SHOWN_DIGITS]] if page in self._parents else ""
        key = (*group, folder, shared)
        if key not in self._unmarked:
            listed = self._coded.sub(
                lambda found: found[0] if found["code"].startswith(shared) else "", self._whole[group]
            )
            self._unmarked[key] = HREF.sub(lambda found: relative_uri(address, found[0]) or name, listed)
        return self._marked(self._unmarked[key], name)

    @staticmethod
    def _from_the_top(html: str, address: str) -> str | None:
        """Return the theme's sidebar of a page without its marks, with addresses seen from the top; None if it has no such mark."""
        folder = address.rpartition("/")[0]
        html, marks = CURRENT.subn(
            lambda found: (
                f'<li class="{found[1]}{" current active has-children" if found[2] else ""}">'
                f'<a class="reference internal" href="/{address}">'
            ),
            html,
        )
        if marks != 1:
            return None
        html = CURRENT_LIST.sub(lambda found: TOP_LIST if found[1] else INNER_LIST, html)
        html = HREF.sub(lambda found: posixpath.normpath(posixpath.join("/", folder, found[0])).lstrip("/"), html)
        return html.replace(TOGGLE, NAMED_TOGGLE).replace(PLAIN_LINK, "<a href=")

    @staticmethod
    def _marked(html: str, name: str) -> str:
        """Mark a page in a sidebar, and the lists in which it stands."""
        before, link, after = html.partition(f'"><a href="{name}">')
        if not link:
            return html
        li = before.rpartition("<li")[2]
        own = "" if li.endswith("has-children") else " current active"  # a group has the mark on all its pages
        for kind in (TOP_LIST, INNER_LIST) if "toctree-l2" in li else (TOP_LIST,):
            head, _, tail = before.rpartition(kind)
            before = f'{head}<ul class="{"current nav bd-sidenav" if kind == TOP_LIST else "current"}">{tail}'
        return f'{before}{own}"><a class="current reference internal" href="#">{after}'


def _offer_sidebar(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    """Give the template ``group-sidebar.html`` the function that it calls.

    The theme's own function is looked up when the template is rendered: the theme, which puts it there, renders each
    template of the sidebar a first time to see whether it is empty, before other listeners have their turn.
    """
    sidebars = getattr(app, "_exposure_gradient_sidebars", None)
    if sidebars is None:
        sidebars = app._exposure_gradient_sidebars = Sidebars(app)

    @functools.cache  # each page asks twice: the theme first looks whether there would be a sidebar
    def group_sidebar(**options: Any) -> str:
        made_by_the_theme = context["generate_toctree_html"]
        if sidebars.covers(page):
            return sidebars.of(page, made_by_the_theme, **options)
        return str(made_by_the_theme(**options)).replace(TOGGLE, NAMED_TOGGLE).replace(PLAIN_LINK, "<a href=")

    context["group_sidebar"] = group_sidebar


def _from_the_top(app: Sphinx, html: str) -> str:
    """Return a page whose addresses begin at the top of the host: a host shows it in place of any page that is not there.

    What stands before them is the path of the site's address, which most hosts serve at their top.
    """
    top = urllib.parse.urlsplit(app.config[SITE]).path or "/"
    return RELATIVE.sub(lambda found: f'{found[1]}="{top}{found[2].removeprefix("./")}"', html)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the shared sidebar, the renderer ``mathml``, the references' markup and the declaration."""
    app.add_html_math_renderer("mathml", inline_renderers=(_inline, None), block_renderers=(_displayed, None))
    app.add_node(nodes.citation, override=True, html=(_begin_citation, HTMLTranslator.depart_citation))
    _mute(app)
    app.connect("config-inited", _declare_safe)
    app.connect("config-inited", _leave_unnumbered, priority=AFTER_ALL)
    app.connect("builder-inited", _declare_safe)
    app.connect("builder-inited", _add_filter)
    app.add_config_value(SITE, default="", rebuild="")
    app.add_config_value(CODED_PAGES, default="(?!)", rebuild="")
    app.add_config_value(SHOWN_DIGITS, default=0, rebuild="")
    app.connect("html-page-context", _offer_sidebar, priority=BEFORE_THE_THEME)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
