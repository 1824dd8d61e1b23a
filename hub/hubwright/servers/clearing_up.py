"""Ends servers that users started to clear up in, if their home stays larger than it may be."""

from datetime import timedelta

from jupyterhub.utils import utcnow
from kubespawner import KubeSpawner

from ..replacing import replace
from .watching import end, repeat, visit_running

MINUTES = 30
_EVERY = 60  # seconds
# In a server's environment: how many minutes it has. In what the hub keeps of a server: that it is such a one.
_VARIABLE = "HUBWRIGHT_CLEAR_UP"
_STATE = "hubwright_clears_up"


def install():
    """Have servers know that they are to clear up in, and the hub still after a restart."""
    replace(KubeSpawner, "get_env", _get_env)
    replace(KubeSpawner, "get_state", _get_state)
    replace(KubeSpawner, "load_state", _load_state)


def mark(spawner, is_to_clear_up: bool):
    """To be called before each start."""
    spawner.hubwright_clears_up = is_to_clear_up


def is_marked(spawner) -> bool:
    return getattr(spawner, "hubwright_clears_up", False)


def minutes_left(spawner) -> int | None:
    """Of a server that runs to clear up in; None of any other."""
    started = spawner.orm_spawner.started
    if not (is_marked(spawner) and spawner.active and started):
        return None
    left = started + timedelta(minutes=MINUTES) - utcnow(with_tz=False)
    return max(0, -(-left // timedelta(minutes=1)))


def watch(app, sizes):
    """End what is to be ended while the hub runs."""
    repeat(app, "clearing_up", ClearingUp(app, sizes).look, _EVERY)


class ClearingUp:
    """The servers of a hub that are to clear up in."""

    def __init__(self, app, sizes):
        self._app = app
        self._sizes = sizes

    async def look(self):
        """To be called again and again."""
        await visit_running(self._app, self._look_at)

    async def _look_at(self, user, server, spawner):
        if not is_marked(spawner):
            return
        is_full = await self._sizes.is_full(spawner)
        if is_full is False:  # nor where nothing is known
            mark(spawner, False)
            spawner.orm_spawner.state = spawner.get_state()
            self._app.db.commit()
        elif is_full and minutes_left(spawner) == 0:
            self._app.log.warning("The home is still full after %d minutes: stopping %s", MINUTES, spawner._log_name)
            await end(self._app, user, server)


def _get_env(original, self):
    return {**original(self), **({_VARIABLE: str(MINUTES)} if is_marked(self) else {})}


def _get_state(original, self):
    return {**original(self), **({_STATE: True} if is_marked(self) else {})}


def _load_state(original, self, state):
    original(self, state)
    mark(self, state.get(_STATE, False))
