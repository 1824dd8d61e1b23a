"""One run of a server, as long as it is open."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from .clock import Moment


class Account(NamedTuple):
    """A user as long as it exists: its number, and when it was created."""

    user_id: int
    created: datetime


class Kind(NamedTuple):
    """What a server is; `groups` are those of its user, sorted, as JSON; memory is in GiB."""

    groups: str
    image: str
    size: str
    processors: float
    memory: float
    gpus: int


@dataclass(eq=False)
class Run:
    """From the start of a server to its end. What is not in the database yet is `unwritten`, seconds by day."""

    account: Account
    name: str
    server: str
    kind: Kind
    started: datetime
    # Up to when its time is counted.
    counted: Moment
    row: int | None = None
    ended: datetime | None = None
    unwritten: dict[date, float] = field(default_factory=dict)
    # Whether this process has seen it run. Of one that it has not, the time since `counted` may not be its own.
    is_confirmed: bool = True

    @property
    def key(self):
        """No two open runs have the same."""
        return self.account.user_id, self.server

    def count_until(self, now: Moment):
        """Add what passed since the last time."""
        for day, seconds in now.split(now.seconds_since(self.counted)).items():
            self.unwritten[day] = self.unwritten.get(day, 0.0) + seconds
        self.counted = now
