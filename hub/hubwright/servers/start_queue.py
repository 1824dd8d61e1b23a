"""A queue for starting servers: a few start at once, the others wait, in turn between people."""

import asyncio
import contextlib
from collections import OrderedDict, deque

# Starts that may wait: in all, and of one person.
_MOST, _MOST_OF_ONE = 1000, 500
# Seconds. A start that takes longer waits for room or an image, which costs others no processor: the next may begin.
_LONGEST_TURN = 60


class Full(Exception):
    """The queue is full."""


class StartQueue:
    """`limit` starts at once, 0 for any number. The others wait in lanes, one of each person, which are served in turn.

    Someone who starts twenty servers delays the next person by one start, not by twenty.
    """

    def __init__(self, limit: int, longest_turn: float = _LONGEST_TURN):
        self._limit = limit
        self._longest_turn = longest_turn
        self._running = 0
        self._lanes: OrderedDict[object, deque] = OrderedDict()
        self._places: dict | None = {}

    def check(self, person):
        """Raise Full if one more start of this person could not wait."""
        if len(self.places) >= _MOST or len(self._lanes.get(person, ())) >= _MOST_OF_ONE:
            raise Full

    @property
    def places(self) -> dict:
        """For each key that waits, when its turn is: 1 is next."""
        if self._places is None:
            lanes = enumerate(self._lanes.values())
            waiting = sorted((depth, order, key) for order, lane in lanes for depth, (key, _) in enumerate(lane))
            self._places = {key: place for place, (_, _, key) in enumerate(waiting, 1)}
        return self._places

    @contextlib.asynccontextmanager
    async def turn(self, person, key):
        """Wait for the turn of `key`, and keep it while the block runs. Cancelled, it leaves the queue."""
        if self._limit and self._running >= self._limit:
            await self._wait(person, key)
        else:
            self._running += 1
        with contextlib.ExitStack() as held:
            held.callback(self._leave)
            over = asyncio.get_running_loop().call_later(self._longest_turn, held.close)
            held.callback(over.cancel)
            yield

    async def _wait(self, person, key):
        turn = asyncio.get_running_loop().create_future()
        self._lanes.setdefault(person, deque()).append((key, turn))
        self._places = None
        try:
            await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                self._forget(person, turn)
            else:  # it came in the same moment
                self._leave()
            raise

    def _forget(self, person, turn):
        left = deque(it for it in self._lanes.get(person, ()) if it[1] is not turn)
        if left:
            self._lanes[person] = left
        else:
            self._lanes.pop(person, None)
        self._places = None

    def _leave(self):
        self._running -= 1
        while self._lanes and self._running < self._limit:
            person, lane = self._lanes.popitem(last=False)
            _, turn = lane.popleft()
            if lane:
                self._lanes[person] = lane
            self._places = None
            if not turn.done():
                self._running += 1
                turn.set_result(None)
