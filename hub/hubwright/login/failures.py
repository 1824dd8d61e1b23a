"""Remembers failed tries."""

import hashlib
import math
import time
from collections import OrderedDict

# Only tries whose password was checked, or is about to be, have keys here: three of each, and no hub checks so many
# in a quarter of an hour that a key is pushed out before its time.
_MOST_KEYS = 40_000


def short(*parts: str) -> bytes:
    """A key of 16 bytes, whatever a stranger sends."""
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).digest()


class Failures:
    """How often a key failed lately, for a bounded number of keys (the longest unused go first).

    A key is forgotten after `memory` seconds without a failure.
    """

    def __init__(self, clock=time.monotonic, memory: float = 900):
        self._clock = clock
        self._memory = memory
        self._keys: OrderedDict[bytes, tuple[int, float]] = OrderedDict()

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
        count, last = self._keys.get(key, (0, 0))
        if count > 1:
            self._keys[key] = (count - 1, last)
        else:
            self.forget(key)

    def forget(self, key):
        """Start again at zero."""
        self._keys.pop(key, None)

    def count(self, key) -> int:
        """Failures since the last long enough pause."""
        count, last = self._keys.get(key, (0, 0))
        return count if self._clock() - last < self._memory else 0

    def penalty(self, key, free: float, seconds: tuple[int, int]) -> int:
        """Seconds: none for the first `free` failures, then the first of `seconds`, doubled up to the second."""
        over = self.count(key) - free
        first, longest = seconds
        return min(longest, first * 2 ** min(int(over), 10)) if over >= 0 else 0

    def remaining(self, key, free: float, seconds: tuple[int, int]) -> int:
        """What is left of the penalty since the last failure."""
        penalty = self.penalty(key, free, seconds)
        return max(0, math.ceil(self._keys[key][1] + penalty - self._clock())) if penalty else 0
