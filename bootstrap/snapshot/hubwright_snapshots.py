"""Where a node keeps its snapshots, what is in them, and that one program at a time works there."""

import fcntl
import time
from contextlib import contextmanager
from pathlib import Path

SNAPSHOTS = Path("/var/lib/hubwright/snapshots")
BINARY = Path("/usr/local/bin/k3s")
CONFIG = Path("/etc/rancher/k3s")
UNITS = Path("/etc/systemd/system")
# Held by whatever writes snapshots or puts them back.
LOCK = SNAPSHOTS / ".lock"
# Seconds to wait for it: a program whose client was killed goes on.
BUSY = 1200


class Busy(Exception):
    """Another program did not end in time."""


@contextmanager
def alone():
    """Waits until no other program is at work here; gives the lock, which the system lets go of when this one ends."""
    SNAPSHOTS.mkdir(parents=True, exist_ok=True)
    for folder in (SNAPSHOTS.parent, SNAPSHOTS):
        folder.chmod(0o700)
    limit = time.monotonic() + BUSY
    with LOCK.open("a") as lock:
        LOCK.chmod(0o600)
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > limit:
                    raise Busy from None
                time.sleep(1)
        yield lock


def parts_of(unit):
    """The names of the files of a systemd unit."""
    return (f"{unit}.service", f"{unit}.service.env", f"{unit}.service.d")
