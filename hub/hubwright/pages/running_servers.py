"""What the home page says of a user's running servers: what they are, since when, and when they stop by themselves."""

import contextlib
import math
from collections.abc import Callable
from datetime import UTC, datetime

from tornado.web import HTTPError

from ..durations import in_words
from ..servers.ends import Ends
from ..starting.events import pod_of


class RunningServers:
    """What pages say of servers. `titles(spawner)` gives `{title of the option: title of the choice}`."""

    def __init__(self, titles: Callable | None, ends: Ends):
        self._titles = titles
        self._ends = ends

    def describe(self, user) -> list[dict]:
        """Of each that runs: its `name`, empty for the default one, and `facts`, pairs of a title and a text."""
        spawners = sorted(user.spawners.values(), key=lambda it: it.name)
        return [{"name": it.name, "facts": list(self._facts(it))} for it in spawners if it.ready]

    def _facts(self, spawner):
        with contextlib.suppress(HTTPError):  # the user may have lost the group for it
            yield from (self._titles(spawner) if self._titles else {}).items()
        pod = pod_of(spawner)
        if node := pod and pod["spec"].get("nodeName"):
            yield "Node", node
        now = datetime.now(UTC)
        if started := _time(spawner.orm_spawner.started):
            yield "Running for", in_words((now - started).total_seconds())
        yield "Stops", self._end(spawner, now, started)

    def _end(self, spawner, now, started):
        idle, longest = self._ends.times(spawner)
        active = _time(spawner.orm_spawner.last_activity) or started or now
        ends = []
        if idle < math.inf:
            when = _left(idle - (now - active).total_seconds())
            ends.append(f"after {in_words(idle)} without activity: {when}, unless it is used")
        if longest < math.inf and started:
            ends.append(f"{_left(longest - (now - started).total_seconds())} in any case")
        text = "; ".join(ends) or "only when you stop it"
        return f"{text[0].upper()}{text[1:]}."


def _left(seconds):
    return f"in {in_words(seconds)}" if seconds > 0 else "within minutes"


def _time(when):
    """A time of the database, which drops the zone."""
    return when.replace(tzinfo=UTC) if when and not when.tzinfo else when
