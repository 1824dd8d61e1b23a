"""A small pool of threads for password checks, with a bounded queue that takes turns between clients."""

import asyncio
import os
from collections import OrderedDict, deque
from concurrent.futures import ThreadPoolExecutor
from functools import partial

# On top of the event loop's: when both want the processor, the hub's pages go first. (On Linux, `nice` is of a thread.)
_NICER_BY = 10


class Busy(Exception):
    """The queue is full."""


class FairPool:
    """Runs calls in `workers` threads; the others wait in lanes, served in turn, one call of a lane at a time.

    A client that sends a thousand calls delays the next client by one call, not by a thousand. At most `limit`
    calls wait in all and `lane_limit` in a lane; more raise `Busy`.
    """

    def __init__(self, workers: int, limit: int, lane_limit: int):
        self._free = workers
        self._limit = limit
        self._lane_limit = lane_limit
        self._waiting = 0
        self._lanes: OrderedDict[object, deque] = OrderedDict()
        self._threads = ThreadPoolExecutor(workers, "password", initializer=os.nice, initargs=(_NICER_BY,))

    async def run(self, lane, call, *args):
        """The result of `call(*args)`, run in a thread when it is the lane's turn."""
        queue = self._lanes.get(lane, ())
        if self._waiting >= self._limit or len(queue) >= self._lane_limit:
            raise Busy
        done = asyncio.get_running_loop().create_future()
        self._lanes.setdefault(lane, deque()).append((done, partial(call, *args)))
        self._waiting += 1
        self._start()
        return await done

    def _start(self):
        while self._free and self._lanes:
            lane, queue = self._lanes.popitem(last=False)
            done, call = queue.popleft()
            self._waiting -= 1
            if queue:
                self._lanes[lane] = queue
            if not done.cancelled():
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
