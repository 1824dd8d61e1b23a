"""Slows down guessing, without locking anyone out.

What a stranger can do to someone else is limited by what tells the two apart:

- A browser that a user signed in from before is counted on its own: nothing that others do slows it down.
- A public address that no second user signs in from is one client. Five wrong passwords for a name from there, and
  further ones are refused, for a time that doubles up to a minute.
- Any other address may be everyone's: of a proxy, a node, a company. There only the browser that made the failures is
  refused, by the id that the login page gave it. A browser without one is never refused.
- Many failures of a name make all strangers who try it wait, for up to 8 s, and then are checked: a right password
  always gets in. Many from one client's address do the same to that address.

The number of those who wait is limited. Beyond it, whoever takes up most of the room has to go.
"""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass

from .address import is_public, network
from .failures import Failures, short
from .fair_pool import Place
from .lanes import Lanes

_REFUSE_AFTER = 5
# Seconds: the first and the longest, doubled in between.
_REFUSAL, _DELAY = (4, 60), (1, 8)
# After so many failures tries are delayed: of a user, from an address.
_USER_FREE, _ADDRESS_FREE = 20, 50
# With the longest delay that makes 32 a second: more than a hub checks, and little to hold.
_MOST_SLEEPERS = 256
_MOST_ADDRESSES = 10_000


class TooManyFailures(Exception):
    """This try is refused; `seconds` until the next may work."""

    def __init__(self, seconds: int):
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds


@dataclass(frozen=True)
class Attempt:
    """One try to sign in: what it is counted under, and where it waits."""

    user: bytes
    source: str
    refused_by: bytes | None  # None: never
    delayed_by: tuple[tuple[bytes, int], ...]  # with the free failures of each
    place: Place


class Guard:
    """Decides on each try to sign in: now, later, or not for a while."""

    def __init__(
        self, failures: Failures | None = None, sleep=asyncio.sleep, refuse_after=_REFUSE_AFTER, refusal=_REFUSAL
    ):
        self._failures = Failures() if failures is None else failures
        self._sleep = sleep
        self._refuse = refuse_after, refusal
        self._sleepers = Lanes(_MOST_SLEEPERS)
        # Who signed in from an address, by its last user; None where there were several.
        self._users_of: OrderedDict[str, bytes | None] = OrderedDict()

    def attempt(self, name: str, address: str, visit: str | None = None, device: str | None = None) -> Attempt:
        """A try for that name from that address, with the browser's id and the one that it has as this user's."""
        user, source = short("user", name), network(address)
        if device:
            return Attempt(user, source, short("device", device), (), Place(user, device, known=True))
        place = Place((source, bool(visit)), visit or user)
        if not is_public(address) or self._users_of.get(source, user) is None:
            refused_by = visit and short("visit", visit, name)
            return Attempt(user, source, refused_by, ((user, _USER_FREE),), place)
        delayed_by = ((user, _USER_FREE), (short("address", source), _ADDRESS_FREE))
        return Attempt(user, source, short("pair", name, source), delayed_by, place)

    async def admit(self, attempt: Attempt):
        """Wait until this try may be checked, or raise TooManyFailures. Then call one of the other three."""
        refused_by = attempt.refused_by
        if refused_by and (seconds := self._failures.remaining(refused_by, *self._refuse)):
            raise TooManyFailures(seconds)
        if refused_by:  # counted before the check, or many tries at once would all slip through
            self._failures.add(refused_by)
        delays = ((self._failures.penalty(key, free, _DELAY), key) for key, free in attempt.delayed_by)
        seconds, cause = max(delays, default=(0, b""))
        if seconds and not await self._delay(attempt, cause, seconds):
            self.withdrawn(attempt)
            raise TooManyFailures(seconds)

    def failed(self, attempt: Attempt):
        """The password was wrong."""
        for key, _ in attempt.delayed_by:
            self._failures.add(key)

    def succeeded(self, attempt: Attempt):
        """The password was right. What delays others stays: an attacker may have an account too."""
        if attempt.refused_by:
            self._failures.forget(attempt.refused_by)
        users, source = self._users_of, attempt.source
        users[source] = attempt.user if users.get(source, attempt.user) == attempt.user else None
        users.move_to_end(source)
        if len(users) > _MOST_ADDRESSES:
            users.popitem(last=False)

    def withdrawn(self, attempt: Attempt):
        """The password was not checked."""
        if attempt.refused_by:
            self._failures.take_back(attempt.refused_by)

    async def _delay(self, attempt, cause, seconds):
        """Whether this try could wait so long."""
        lane = attempt.place[:2]
        dropped = asyncio.get_running_loop().create_future()
        if (gone := self._sleepers.add(cause, lane, dropped)) and not gone.done():
            gone.set_result(None)
        sleep = asyncio.ensure_future(self._sleep(seconds))
        try:
            await asyncio.wait({sleep, dropped}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleep.cancel()
            self._sleepers.remove(cause, lane, dropped)
        return not dropped.done()
