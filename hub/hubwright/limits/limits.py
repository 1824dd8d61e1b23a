"""The limits of a hub: what is checked before a server starts, and watched while it runs."""

import contextlib
import math
from pathlib import Path

from tornado.web import HTTPError
from traitlets.log import get_logger

from ..groups import groups_of
from . import windows
from .at_once import AtOnce, Server
from .endings import Endings, told
from .need import Needs, need_of
from .rules import rules_in
from .stopped import Stopped

# Where the chart mounts it, beside the code.
_FILE = Path(__file__).parents[2] / "limits" / "limits.json"


class Limits:
    """Those in the file `limits/limits.json`, as long as it says so; without it, there are none."""

    def __init__(self, needs: Needs):
        self._needs = needs
        self._rules = rules_in(_FILE, get_logger())
        self._at_once = AtOnce(needs)
        self._stopped: Stopped | None = None
        self._users = {}

    def start(self, app, is_spared):
        """Begin to end servers; `is_spared` says whose are never ended."""
        self._stopped, self._users = Stopped(app.db), app.users
        Endings(app, self._rules.current, self._at_once.need, is_spared, self._stopped).watch()

    @contextlib.contextmanager
    def room(self, handler, user, server_name: str, options: dict):
        """Raise a clear 403 or 429 if a server with these options exceeds a limit; else let the block start it."""
        by_itself = getattr(handler.current_user, "name", user.name) == user.name
        rules, subject = self._rules.current(), "You" if by_itself else user.name
        server = Server(user, server_name, self._needs.of(user, options))
        if rules and not user.admin:
            windows.check(windows.shares(rules, user), server.need, subject)
        with self._at_once.room(rules, handler.users, server, subject):
            yield
        self._stopped.forget(user.id, server_name)

    def label(self, profiles: list, spawner) -> list:
        """Refuse each size, or profile without sizes, that exceeds a limit now, with the reason for its user."""
        rules, user = self._rules.current(), spawner.user
        if not rules or user.admin:
            return profiles
        found, subject = windows.shares(rules, user), "You"
        for profile, size, choice in _sizes(profiles):
            need = need_of([profile, choice], size, user.spawner)
            try:
                windows.check(found, need, subject)
                self._at_once.check(rules, self._users, Server(user, spawner.name, need), subject)
            except HTTPError as error:
                choice.setdefault("refusal", error.jupyterhub_message)
        return profiles

    def times(self, spawner) -> tuple[float, float]:
        """Seconds that a server may be idle, and run; infinite where there is no limit, as for administrators."""
        rules, user = self._rules.current(), spawner.user
        if not rules or user.admin:
            return math.inf, math.inf
        groups = groups_of(user)
        size = self._at_once.need(user, spawner).size
        return rules.time("idle", user.name, groups, size), rules.time("longestRun", user.name, groups, size)

    def notices(self, user):
        """What pages call to list what their user should know: `limit_notices()`, texts by how much they stand out."""

        def notices():
            nearly = windows.warnings(self._rules.current(), user)
            return [*(("warning", it) for it in nearly), *(("info", it) for it in told(self._stopped, user))]

        return lambda: notices() if user else []


def _sizes(profiles):
    for profile in profiles:
        sizes = profile.get("profile_options", {}).get("size", {}).get("choices", {})
        yield from ((profile, name, choice) for name, choice in sizes.items())
        if not profile.get("profile_options"):
            yield profile, None, profile
