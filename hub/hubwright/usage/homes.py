"""How large all homes are, for administrators: what nodes have noted of volumes, and whose these are."""

import asyncio
import csv
import io
import time
from typing import NamedTuple

from sqlalchemy import select

from ..asking import Kept, many_items
from ..servers.home_sizes import HomeSizes, minutes
from . import tables
from .formats import harmless

# Seconds: how long an answer holds, and how long a page waits for one.
_FRESH = 60
_PATIENCE = 10
_ANNOTATION = "hub.jupyter.org/"


class Home(NamedTuple):
    """Of a user, or of one of their named servers; `seconds` is how long ago it was measured."""

    user: str
    server: str
    mebibytes: int
    seconds: int
    has_user: bool

    @property
    def owner(self) -> str:
        """`ada`, or `ada (gpu)` of a named server; of a user who is not there any more with a word about it."""
        named = f"{self.user} ({self.server})" if self.server else self.user
        return named if self.has_user else f"{named}, not known to the hub"

    @property
    def age(self) -> str:
        """`20 minutes`, `3 days`: how long ago it was measured."""
        for unit, length in (("day", 86_400), ("hour", 3600)):
            if self.seconds >= 2 * length:
                return f"{self.seconds // length} {unit}s"
        return minutes(self.seconds)


class AllHomes:
    """What is known of all homes, asked once a minute at most; whose sizes are `None` where nobody measures."""

    def __init__(self, sizes: HomeSizes | None):
        self.sizes = sizes
        self._claims = Kept()

    async def find(self, spawner) -> list[Home] | None:
        """The largest first; None if it is not known. Those on no node, or not measured yet, are not among them."""
        try:
            return await asyncio.wait_for(self._find(spawner), _PATIENCE)
        except Exception as error:  # no failure here may keep a page from being shown
            spawner.log.warning("Could not look up how large homes are: %r", error)
            return None

    async def _find(self, spawner):
        measured = await self.sizes.by_volume(spawner)
        users = set(spawner.user.db.execute(select(tables.users.c.name)).scalars())
        now, found = int(time.time()), []
        for claim in await self._claims.get(lambda: _claims_of(spawner), _FRESH):
            of = claim["metadata"].get("annotations", {}).get
            name = of(f"{_ANNOTATION}username")
            if name and (noted := measured.get(claim["spec"].get("volumeName"))):
                server = of(f"{_ANNOTATION}servername", "")
                found.append(Home(name, server, noted[0], max(0, now - noted[1]), name in users))
        return sorted(found, key=lambda it: (-it.mebibytes, it.owner))


async def _claims_of(spawner):
    call = spawner.api.list_namespaced_persistent_volume_claim
    return await many_items(call, spawner.namespace, label_selector="component=singleuser-storage")


def csv_of(homes: list[Home]) -> str:
    """A line each: whose, of which named server, MiB, and how many minutes ago it was measured."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["user", "server", "MiB", "measured minutes ago", "user exists"])
    for it in homes:
        exists = "yes" if it.has_user else "no"
        writer.writerow([harmless(it.user), harmless(it.server), it.mebibytes, it.seconds // 60, exists])
    return file.getvalue()
