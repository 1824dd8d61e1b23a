"""Ends servers that have run, or been idle, for longer than their limits allow, and tells their users why.

The chart's culler knows one time for all; it ends servers as well.
"""

from datetime import datetime
from functools import partial

from jupyterhub.utils import utcnow

from ..groups import groups_of
from ..servers.watching import end, repeat, visit_running
from . import windows
from .need import Need
from .stopped import Stopped

_EVERY = 60  # seconds


def _now():
    return utcnow(with_tz=False)


class Endings:
    """The servers of a hub. `rules` gives those that apply now; `is_spared` says whose servers are never ended."""

    def __init__(self, app, rules, need, is_spared, stopped: Stopped, clock=_now):
        self._app = app
        self._rules = rules
        self._need = need
        self._is_spared = is_spared
        self._clock = clock
        # What users did while no hub was there to note it is not known: nobody was idle then.
        self._since = clock()
        self._stopped = stopped

    def watch(self):
        """End what is to be ended while the hub runs."""
        repeat(self._app, "limits", self.look, _EVERY)

    async def look(self):
        """To be called again and again."""
        if rules := self._rules():
            await visit_running(self._app, partial(self._look_at, rules))

    async def _look_at(self, rules, user, server, spawner):
        if user.admin or self._is_spared(user):
            return
        if reason := self._reason(rules, user, spawner, self._need(user, spawner)):
            self._app.log.warning("Limits: stopping %s: %s", spawner._log_name, reason)
            self._stopped.note(user.id, server, reason, self._clock())
            await end(self._app, user, server)

    def _reason(self, rules, user, spawner, need: Need) -> str | None:
        groups = groups_of(user)
        longest, idle = (rules.time(key, user.name, groups, need.size) for key in ("longestRun", "idle"))
        started = spawner.orm_spawner.started or self._since
        active = max(started, spawner.orm_spawner.last_activity or started, self._since)
        now = self._clock()
        if (now - started).total_seconds() >= longest:
            return f"it had run for {_span(longest)}, the longest that it may"
        if (now - active).total_seconds() >= idle:
            return f"it was idle for {_span(idle)}"
        return windows.used_up(rules, user, need)


def _span(seconds: float) -> str:
    for length, unit in ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second")):
        if seconds % length == 0:
            number = int(seconds // length)
            return f"{number} {unit}{'' if number == 1 else 's'}"
    raise ValueError(seconds)


def told(stopped: Stopped, user) -> list[str]:
    """Which servers of a user were ended since they ran last, and why, in sentences."""
    return [
        f"{f'Your server {server!r}' if server else 'Your server'} was stopped at {_time(at)}: {reason}."
        for server, reason, at in stopped.of(user)
        if server not in user.spawners or not user.spawners[server].active
    ]


def _time(at: datetime) -> str:
    return f"{at:%H:%M} UTC on {at:%-d} {at:%B}"
