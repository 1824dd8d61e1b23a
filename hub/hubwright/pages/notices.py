"""What JupyterLab in a running server asks the hub for: the announcement, and when the hub stops the server.

Browsers ask once a minute, so an answer costs next to nothing and leaves no trace: no activity, no line in the log.
"""

import json
from datetime import UTC
from hashlib import sha256

from jupyterhub.handlers import BaseHandler
from jupyterhub.utils import utcnow

from .own_pages import add

# Seconds before its end that a server's user is warned; of a short idle time, the second half.
_WARNING = 600


def install(announcement, ends):
    """Answer `GET /hub/notices?server=NAME`; without `server`, it is about the announcement alone."""
    add(("/notices", NoticesHandler, {"announcement": announcement, "ends": ends}))


class NoticesHandler(BaseHandler):
    """Answers by the hub's own cookie, which browsers send from pages of servers too; whoever has none gets a 403."""

    def initialize(self, announcement, ends):
        self._announcement = announcement
        self._ends = ends

    def get(self):
        """`{"announcement": {"id", "text", "level"}, "stop": {…}}`, each null if there is none."""
        self.set_header("Content-Type", "application/json")
        self.set_header("Cache-Control", "no-store")
        user = self.current_user
        if user is None:
            self.set_status(403)
            self.finish("{}")
            return
        server = self.get_query_argument("server", None)
        spawner = user.spawners.get(server)
        stop = spawner and self._ends.of(spawner)
        self.finish(json.dumps({"announcement": self._announced(user), "stop": stop and _stop(stop)}))

    def _announced(self, user):
        told = self._announcement.seen_by(user)
        if not told:
            return None
        # Another text or level is another announcement, also for who has dismissed the one before.
        digest = sha256(f"{told['level']} {told['text']}".encode()).hexdigest()[:16]
        return {"id": digest, "text": told["text"], "level": told["level"]}

    def _record_activity(self, obj, timestamp=None):
        return False  # a tab that is open is not somebody at work

    async def refresh_auth(self, user, force=False):
        return user  # what a visit does; this would ask a provider of logins for every open tab

    def _log(self):
        if self.get_status() >= 500:
            super()._log()


def _stop(end):
    return {
        "at": end.at.replace(tzinfo=UTC).isoformat(),
        "since": end.since.replace(tzinfo=UTC).isoformat(),
        "because": end.because,
        # The browser's clock may be another.
        "secondsLeft": round((end.at - utcnow(with_tz=False)).total_seconds()),
        "warnSeconds": min(_WARNING, (end.at - end.since).total_seconds() / 2),
    }
