"""When a running server ends by itself, and why: for its user to know beforehand."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

# Seconds that a server may be idle, and run; infinite for any time.
Rule = Callable[[object], tuple[float, float]]


@dataclass(frozen=True)
class End:
    """Not before `at`, since what ends servers looks at them every few minutes. Times are in UTC, without a zone."""

    at: datetime
    # Since when it has been idle or running, and which of the two is the reason: "idle" or "age".
    since: datetime
    because: str


class Ends:
    """The earliest end that any of the rules has; `is_spared(user)` says whose servers never end by themselves."""

    def __init__(self, is_spared, *rules: Rule):
        self._is_spared = is_spared
        self._rules = rules

    def times(self, spawner) -> tuple[float, float]:
        """Seconds that a server may be idle, and run; infinite for any time."""
        if self._is_spared(spawner.user):
            return math.inf, math.inf
        idle, longest = zip(*(rule(spawner) for rule in self._rules), strict=True)
        return min(idle), min(longest)

    def of(self, spawner) -> End | None:
        """The end of a server if nobody uses it from now on; None if it goes on, or is not up."""
        if not spawner.ready:
            return None
        started = spawner.orm_spawner.started
        active = spawner.orm_spawner.last_activity or started
        ends = [
            End(since + timedelta(seconds=seconds), since, because)
            for seconds, since, because in zip(self.times(spawner), (active, started), ("idle", "age"), strict=True)
            if seconds < math.inf and since is not None
        ]
        return min(ends, key=lambda end: end.at, default=None)


def culler(culling: dict | None) -> Rule:
    """The rule of the culler: `{"idle": seconds, "longest": seconds or 0}`, or None where there is no culler.

    It ends the servers of administrators too: what it is told of them is about deleting users.
    """
    times = (culling["idle"], culling["longest"] or math.inf) if culling else (math.inf, math.inf)
    return lambda _spawner: times
