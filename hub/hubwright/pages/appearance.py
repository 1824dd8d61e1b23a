"""What the hub's pages look like: a title, a logo and templates of the operator, and what is announced on them."""

from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError
from traitlets.log import get_logger

from ..given import given
from .announcement import Announcement

_ROOT = Path(__file__).parents[2]
# Those of Hubwright, to be extended by their own name and by `hubwright/page.html`.
OURS = _ROOT / "templates" / "hubwright"


# The accent on light and on dark pages, where `hub.pages.colors` sets none; platform/schema/pages.ts has the same.
_COLORS = {"light": "#a94a0b", "dark": "#f58b45"}


def configure(c, title, colors=None):
    """Add what the chart has put there: `pages/logo.*`, `pages/templates/*.html`, `announcement/announcement.json`.

    Returns the announcement.
    """
    announcement = Announcement(_ROOT / "announcement" / "announcement.json", get_logger())
    ours = {"hub_title": title, "hub_colors": {**_COLORS, **(colors or {})}, "notice": announcement.seen_by}
    c.JupyterHub.template_vars = {**ours, **given(c.JupyterHub, "template_vars", {})}
    logo = next((_ROOT / "pages").glob("logo.*"), None)
    if logo and "logo_file" not in c.JupyterHub:
        c.JupyterHub.logo_file = str(logo)
    _add_templates(c, _ROOT / "pages" / "templates")
    return announcement


def _add_templates(c, own):
    # Ours last, so that an operator's win; JupyterHub puts its own after these.
    ours = [str(OURS), str(OURS.parent)]
    paths = [path for path in given(c.JupyterHub, "template_paths", []) if path not in ours]
    c.JupyterHub.template_paths = [*paths, *([str(own)] if _are_templates(own) else []), *ours]


def _are_templates(folder):
    """Whether there are any that the hub can read: with one that it cannot, nobody could log in."""
    files = sorted(folder.glob("*.html"))
    for file in files:
        try:
            Environment().parse(file.read_text("utf-8"))
        except TemplateSyntaxError as error:
            log = "Templates of hub.pages are left out: %s, line %s: %s"
            get_logger().error(log, file.name, error.lineno, error.message)
            return False
    return bool(files)
