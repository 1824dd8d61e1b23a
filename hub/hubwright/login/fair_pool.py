"""A small pool of threads for password checks, with a bounded queue that takes turns between clients."""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

from .lanes import Lanes

# On top of the event loop's: when both want the processor, the hub's pages go first. (On Linux, `nice` is of a thread.)
_NICER_BY = 10
_QUOTA = Path("/sys/fs/cgroup/cpu.max")


class Busy(Exception):
    """There is no room for this call, or it had to make room for another."""


class Place(NamedTuple):
    """Where a call waits: its group, its lane in it, and whether it comes from a browser that is known."""

    group: object
    lane: object = None
    known: bool = False


class FairPool:
    """Runs calls in `workers` threads; the others wait in lanes and are served in turn.

    At most `limit` calls of strangers wait, and a quarter of that of known browsers, in a room of their own: every
    other turn is theirs.
    """

    def __init__(self, workers: int, limit: int):
        self._free = workers
        self._known, self._strangers = Lanes(max(1, limit // 4)), Lanes(limit)
        self._turns = [self._known, self._strangers]
        self._threads = ThreadPoolExecutor(workers, "password", initializer=os.nice, initargs=(_NICER_BY,))

    async def run(self, place: Place, call):
        """The result of `call()`, run in a thread when it is the turn of its place."""
        done = asyncio.get_running_loop().create_future()
        lanes = self._known if place.known else self._strangers
        dropped = lanes.add(place.group, place.lane, (done, call))
        if dropped and not dropped[0].done():
            dropped[0].set_exception(Busy())
        self._start()
        return await done

    def _start(self):
        while self._free and any(self._turns):
            lanes = next(filter(len, self._turns))
            done, call = lanes.next()
            self._turns.sort(key=lambda it: it is lanes)  # whose turn it was comes last
            if not done.done():
                self._free -= 1
                running = done.get_loop().run_in_executor(self._threads, call)
                running.add_done_callback(partial(self._finish, done))

    def _finish(self, done, running):
        self._free += 1
        self._start()
        if done.cancelled():
            return
        if error := running.exception():
            done.set_exception(error)
        else:
            done.set_result(running.result())


def processors(quota: Path = _QUOTA) -> int:
    """How many of this machine's processors can be kept busy without being held up by a limit of the container."""
    here = len(os.sched_getaffinity(0))
    try:
        allowed, period = quota.read_text().split()
        # A tenth stays with the event loop: a process that has used up the quota stands still.
        return max(1, min(here, int(int(allowed) / int(period) - 0.1)))
    except (OSError, ValueError):  # no limit ("max"), or no cgroups of version 2
        return here
