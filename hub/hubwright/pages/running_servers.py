"""What the home page says of a user's running servers: what they are, since when, and when they stop by themselves."""

import contextlib
import math
from collections.abc import Callable
from datetime import UTC, datetime

from tornado.web import HTTPError

from ..given import given
from ..servers.never_culled import CULLER


class RunningServers:
    """What pages say of servers.

    `titles(spawner)` gives `{title of the option: title of the choice}`; `is_spared(user)` says whose never
    end by themselves; `times(spawner)` gives the seconds that limits let one be idle, and run.
    """

    def __init__(self, c, titles: Callable | None, is_spared: Callable, times: Callable):
        self._titles = titles
        self._is_spared = is_spared
        self._times = times
        self._culler = _culler_of(given(c.JupyterHub, "services", []))

    def describe(self, user) -> list[dict]:
        """Of each that runs: its `name`, empty for the default one, and `facts`, pairs of a title and a text."""
        spawners = sorted(user.spawners.values(), key=lambda it: it.name)
        return [{"name": it.name, "facts": list(self._facts(it))} for it in spawners if it.ready]

    def _facts(self, spawner):
        with contextlib.suppress(HTTPError):  # the user may have lost the group for it
            yield from (self._titles(spawner) if self._titles else {}).items()
        reflector = getattr(spawner, "pod_reflector", None)
        pod = reflector and reflector.pods.get(f"{spawner.namespace}/{spawner.pod_name}")
        if node := pod and pod["spec"].get("nodeName"):
            yield "Node", node
        now = datetime.now(UTC)
        if started := _time(spawner.orm_spawner.started):
            yield "Running for", in_words((now - started).total_seconds())
        yield "Stops", self._end(spawner, now, started)

    def _end(self, spawner, now, started):
        idle, longest = self._shortest(spawner)
        active = _time(spawner.orm_spawner.last_activity) or started or now
        ends = []
        if idle < math.inf:
            when = _left(idle - (now - active).total_seconds())
            ends.append(f"after {in_words(idle)} without activity: {when}, unless it is used")
        if longest < math.inf and started:
            ends.append(f"{_left(longest - (now - started).total_seconds())} in any case")
        text = "; ".join(ends) or "only when you stop it"
        return f"{text[0].upper()}{text[1:]}."

    def _shortest(self, spawner):
        """Seconds that the culler and the limits let a server be idle, and run."""
        if self._is_spared(spawner.user):
            return math.inf, math.inf
        idle, longest = self._times(spawner)
        culler = self._culler
        if not culler or (spawner.user.admin and not culler["admins"]):
            return idle, longest
        return min(idle, culler["timeout"]), min(longest, culler["max_age"])


def _left(seconds):
    return f"in {in_words(seconds)}" if seconds > 0 else "within minutes"


def _culler_of(services: list) -> dict | None:
    """What the culler is told: `timeout` and `max_age` in seconds, and whether `admins` are culled, too."""
    service = next((it for it in services if it.get("name") == CULLER), None)
    if service is None:
        return None
    options = dict(word.lstrip("-").split("=", 1) for word in service.get("command", []) if "=" in word)
    return {
        # Its own defaults.
        "timeout": int(options.get("timeout", 600)),
        "max_age": int(options.get("max-age", 0)) or math.inf,
        "admins": options.get("cull-admin-users") != "false",
    }


def in_words(seconds: float) -> str:
    """Seconds as people say them, to the minute: `2 days 3 hours`, `1 hour 5 minutes`."""
    minutes = max(1, round(seconds / 60))
    parts = [(minutes // 1440, "day"), (minutes // 60 % 24, "hour"), (minutes % 60, "minute")]
    said = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in parts if count]
    return " ".join(said[:2])


def _time(when):
    """A time of the database, which drops the zone."""
    return when.replace(tzinfo=UTC) if when and not when.tzinfo else when
