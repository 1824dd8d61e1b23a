"""Time as the ledger sees it: how much of it passed, and on which days."""

import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path


@dataclass(frozen=True)
class Moment:
    """A moment: in UTC, without a zone as JupyterHub keeps it, and in seconds since a boot, where that has a name."""

    wall: datetime
    boot: str | None
    monotonic: float

    def seconds_since(self, before: "Moment") -> float:
        """What passed; never negative. Between two boots only the wall clock knows, whatever was done to it."""
        if self.boot is not None and self.boot == before.boot:
            return max(0.0, self.monotonic - before.monotonic)
        return max(0.0, (self.wall - before.wall).total_seconds())

    def split(self, seconds: float) -> dict[date, float]:
        """The seconds before this moment, by day."""
        found, end = {}, self.wall
        while seconds > 0:
            # Midnight itself ends the day before.
            midnight = datetime.combine((end - timedelta(microseconds=1)).date(), datetime.min.time())
            part = min(seconds, (end - midnight).total_seconds())
            found[midnight.date()] = part
            seconds, end = seconds - part, midnight
        return found


def now() -> Moment:
    """This moment. Linux counts from one boot in all processes, so a hub that starts again goes on counting."""
    boot = None
    with suppress(OSError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    return Moment(datetime.now(UTC).replace(tzinfo=None), boot, time.monotonic())
