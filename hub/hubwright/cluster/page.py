"""The page *Cluster* for administrators: what the hub can know of what `hubwright status` says. It changes nothing."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import jupyterhub
from jupyterhub.handlers import BaseHandler
from jupyterhub.scopes import needs_scope
from tornado.web import authenticated

from ..pages.own_pages import add
from ..servers.nodes import Nodes
from .changes import last_change
from .images import images_of, on_nodes
from .node_cards import card, have_backups, total


def configure(c, nodes: Nodes, limit: dict | None):
    """Add the page. Call this while `profile_list` is still that of the chart."""
    about = {"images": images_of(c), "limit": limit, "versions": list(_versions()), "started": datetime.now(UTC)}
    add(("/cluster", ClusterPage, {"nodes": nodes, **about}))


# Where the chart puts it, beside the code.
_VERSION = Path(__file__).parents[1] / "version.json"


def _versions():
    """Of Hubwright, whose code this is, of JupyterHub, and of the chart, as far as they are known."""
    if _VERSION.exists():
        yield "Hubwright", json.loads(_VERSION.read_text("utf-8"))["version"]
    yield "JupyterHub", jupyterhub.__version__
    try:
        from z2jh import get_config
    except ModuleNotFoundError:  # not in an image of the chart
        return
    if chart := get_config("Chart.Version"):  # not in a preview
        yield "Chart", chart


class ClusterPage(BaseHandler):
    """Asks for nodes and pods once, as all pages together do every few seconds at most."""

    def initialize(self, nodes, images, limit, versions, started):
        self._nodes = nodes
        self._images = images
        self._limit = limit
        self._versions = versions
        self._started = started

    @authenticated
    @needs_scope("admin-ui")
    async def get(self):
        found = await self._nodes.look_at_all(self.current_user.spawner)
        now, has_backups = datetime.now(UTC), have_backups(found.nodes)
        images = self._images if any("images" in node["object"]["status"] for node in found.nodes) else []
        settings, warning = last_change(found.nodes)
        values = {
            "at": found.at,
            "failure": found.failure,
            "has_cluster": "KUBERNETES_SERVICE_HOST" in os.environ,
            "hub": [*self._of_hub(), *settings],
            "warning": warning,
            "has_backups": has_backups,
            "cards": [card(node, self._limit, now, has_backups) for node in found.nodes],
            "total": total(found.nodes),
            "images": [on_nodes(image, found.nodes) for image in images],
        }
        self.finish(await self.render_template("cluster.html", **values))

    def _of_hub(self):
        yield from self._versions
        yield "Running since", f"{self._started:%Y-%m-%d %H:%M} UTC"
        count = self.users.count_active_users()
        starting = count["spawn_pending"]
        yield "Servers", f"{count['ready']} running" + (f", {starting} starting" if starting else "")
