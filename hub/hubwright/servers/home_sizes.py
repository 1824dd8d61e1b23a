"""Shows users how large their home is; a server for one that is larger than it may be is for clearing up."""

import asyncio
import time

from ..asking import Kept, claim_of, items
from . import clearing_up

# What each node notes of its homes, and later again of those that were full: when, in seconds, then `VOLUME=MEBIBYTES`
# of each.
NOTES = ("hubwright/home-sizes", "hubwright/home-sizes-again")
# Seconds: how long what was read holds, how long a page waits for it, and after which a measurement counts no more.
_FRESH = 60
_PATIENCE = 3
_OLD = 24 * 3600
# The share of the limit from which on a page warns.
_WARNS = 0.8
# The share that counts as full where a home cannot grow beyond the limit.
_IS_FULL = 0.99


class HomeSizes:
    """The sizes of homes that nodes have noted, and the limit: `{"mebibytes": int, "kind": str}`.

    The kind is `warn`, `enforce` or `hard`.
    Where nothing is known of a home, or nothing recent, nothing is shown and nothing limited.
    """

    def __init__(self, limit: dict):
        self.limit = limit["mebibytes"]
        self._kind = limit["kind"]
        self._sizes = Kept()
        self._failure = None

    async def describe(self, spawner) -> dict | None:
        """What a page says of the home of a server: its `text`, and its `level` as Bootstrap calls it."""
        found = await self._find(spawner)
        if found is None:
            return None
        size, age = found
        text = f"Your home: {self._share(size)}, measured {minutes(age)} ago."
        if not is_near(size, self.limit):
            return {"text": text, "level": "light"}
        text += " Delete what you no longer need."
        if size <= self.limit * (_IS_FULL if self._kind == "hard" else 1):
            return {"text": text, "level": "warning"}
        return {"text": text + self._consequence(spawner), "level": "danger"}

    def _consequence(self, spawner):
        if self._kind == "warn":
            return ""
        if self._kind == "hard":
            return " Nothing more can be saved in it."
        left = clearing_up.minutes_left(spawner)
        if left is None:
            what = f"A server that you start now is for that: it stops after {clearing_up.MINUTES} minutes"
        else:
            what = f"Your server stops in {minutes(60 * left)}"
        return f" {what}, unless your home is below the limit by then."

    async def check(self, spawner):
        """Before a start: if the home is larger than it may be, the server is for clearing up."""
        clearing_up.mark(spawner, bool(await self.is_full(spawner)))

    async def is_full(self, spawner) -> bool | None:
        """Whether a home is larger than a limit that is enforced; None if that is not known."""
        if self._kind != "enforce":
            return False
        found = await self._find(spawner)
        return found and found[0] > self.limit

    def _share(self, size):
        return f"{_gibibytes(size)} of {_gibibytes(self.limit)} GiB"

    async def _find(self, spawner):
        try:
            return await asyncio.wait_for(self._look(spawner), _PATIENCE)
        except Exception as error:  # no failure here may keep anyone from working
            if repr(error) != self._failure:
                spawner.log.warning("Could not look up how large a home is: %r", error)
            self._failure = repr(error)
            return None

    async def _look(self, spawner):
        claim = await claim_of(spawner)
        found = (await self.by_volume(spawner)).get(claim["spec"].get("volumeName")) if claim else None
        if found is None:
            return None
        size, when = found
        age = max(0, int(time.time()) - when)
        return (size, age) if age < _OLD else None

    async def by_volume(self, spawner) -> dict[str, tuple[int, int]]:
        """Of each volume its size in mebibytes, and when that was measured. Raises where the API does not answer."""
        return await self._sizes.get(lambda: _measured(spawner), _FRESH)


async def _measured(spawner):
    notes = [node["metadata"].get("annotations", {}) for node in await items(spawner.api.list_node)]
    return sizes_in(it.get(name, "") for it in notes for name in NOTES)


def is_near(size, limit) -> bool:
    """Whether a home is so large that its user is warned."""
    return size >= _WARNS * limit


def sizes_in(notes) -> dict[str, tuple[int, int]]:
    """By volume: its size in mebibytes, and when that was measured. Of one that was moved, the newest counts."""
    found = {}
    for when, *homes in filter(None, map(str.split, notes)):
        for home in homes:
            volume, size = home.split("=")
            found[volume] = max(found.get(volume, (0, 0)), (int(size), int(when)), key=lambda it: it[1])
    return found


def _gibibytes(mebibytes):
    return f"{mebibytes / 1024:.1f}".removesuffix(".0")


def minutes(seconds) -> str:
    """`1 minute`, `20 minutes`."""
    count = seconds // 60
    return f"{count} minute{'' if count == 1 else 's'}"
