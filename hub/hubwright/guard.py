"""Slows down guessing, without locking anyone out.

Three counts of failures, each forgotten after a quiet quarter of an hour:

- one user from one address: after a few, further tries are refused for a time that doubles up to a minute. Someone
  else at that address, and the same user at another, are not touched.
- one user from anywhere, and one address with any user: tries are not refused, only answered later. A right
  password always gets in.

A browser that a user signed in from before is counted on its own and skips the other two, so an attack on a name, or
from the same office, does not slow down its owner at their usual place.
"""

import asyncio
import ipaddress
import math
import time
from collections import Counter, OrderedDict
from dataclasses import dataclass

_MEMORY = 900
_MOST_KEYS = 10_000
_REFUSE_AFTER = 5
# Seconds: the first and the longest, doubled in between.
_REFUSAL, _DELAY = (4, 60), (1, 8)
# After so many failures tries are delayed, of which so many may sleep at a time: of a user, of an address.
_USER_FREE, _USER_SLEEPERS = 20, 8
_ADDRESS_FREE, _ADDRESS_SLEEPERS = 50, 40


class TooManyFailures(Exception):
    """This try is refused; `seconds` until the next may work."""

    def __init__(self, seconds: int):
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds


@dataclass(frozen=True)
class Attempt:
    """One try to sign in: the normalized name, the address, and the id of the browser if that user used it before."""

    name: str
    address: str
    device: str | None = None

    @property
    def lane(self):
        """What takes turns in the queue of password checks."""
        return ("known", self.name) if self.device else network(self.address)

    @property
    def own_key(self):
        """What the refusals go by."""
        return ("device", self.device) if self.device else ("pair", self.name, network(self.address))

    @property
    def shared_keys(self):
        """What the delays go by, each with its free failures and its most sleepers."""
        if self.device:
            return ()
        return (
            (("user", self.name), _USER_FREE, _USER_SLEEPERS),
            (("address", network(self.address)), _ADDRESS_FREE, _ADDRESS_SLEEPERS),
        )


def network(address: str) -> str:
    """What counts as one address: an IPv6 host has a whole /64 to itself."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return address


class Failures:
    """How often a key failed lately, for a bounded number of keys (the longest unused go first)."""

    def __init__(self, clock=time.monotonic):
        self._clock = clock
        self._keys: OrderedDict[object, tuple[int, float]] = OrderedDict()

    def __len__(self):
        return len(self._keys)

    def add(self, key):
        """Count one failure."""
        self._keys[key] = (self.count(key) + 1, self._clock())
        self._keys.move_to_end(key)
        if len(self._keys) > _MOST_KEYS:
            self._keys.popitem(last=False)

    def take_back(self, key):
        """Count one failure less."""
        if key in self._keys:
            count, last = self._keys[key]
            self._keys[key] = (count - 1, last)

    def forget(self, key):
        """Start again at nought."""
        self._keys.pop(key, None)

    def count(self, key) -> int:
        """Failures since the last quiet quarter of an hour."""
        count, last = self._keys.get(key, (0, 0))
        return count if self._clock() - last < _MEMORY else 0

    def penalty(self, key, free: int, seconds: tuple[int, int]) -> int:
        """Seconds: none for the first `free` failures, then the first of `seconds`, doubled up to the second."""
        over = self.count(key) - free
        first, longest = seconds
        return min(longest, first * 2 ** min(over, 10)) if over >= 0 else 0

    def remaining(self, key, free: int, seconds: tuple[int, int]) -> int:
        """What is left of the penalty since the last failure."""
        penalty = self.penalty(key, free, seconds)
        return max(0, math.ceil(self._keys[key][1] + penalty - self._clock())) if penalty else 0


class Guard:
    """Decides on each try to sign in: now, later, or not for a while."""

    def __init__(self, failures: Failures | None = None, sleep=asyncio.sleep):
        self._failures = Failures() if failures is None else failures
        self._sleep = sleep
        self._sleepers: Counter = Counter()

    async def admit(self, attempt: Attempt):
        """Wait until this try may be checked, or raise TooManyFailures. Then call one of the other three."""
        seconds = self._failures.remaining(attempt.own_key, _REFUSE_AFTER, _REFUSAL)
        if seconds:
            raise TooManyFailures(seconds)
        # Counted before the check, or many tries at once would all slip through.
        self._failures.add(attempt.own_key)
        for key, free, most in attempt.shared_keys:
            seconds = self._failures.penalty(key, free, _DELAY)
            if seconds and self._sleepers[key] >= most:
                self.withdrawn(attempt)
                raise TooManyFailures(seconds)
            if seconds:
                await self._delay(key, seconds)

    def failed(self, attempt: Attempt):
        """The password was wrong."""
        for key, _, _ in attempt.shared_keys:
            self._failures.add(key)

    def succeeded(self, attempt: Attempt):
        """The password was right. The shared counts stay: an attacker may have an account too."""
        self._failures.forget(attempt.own_key)

    def withdrawn(self, attempt: Attempt):
        """The password was not checked."""
        self._failures.take_back(attempt.own_key)

    async def _delay(self, key, seconds):
        self._sleepers[key] += 1
        try:
            await self._sleep(seconds)
        finally:
            self._sleepers[key] -= 1
            if not self._sleepers[key]:
                del self._sleepers[key]
