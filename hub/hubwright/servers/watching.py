"""Looks at the servers of a hub again and again, to end those that are to be ended."""

import asyncio
from collections.abc import Awaitable, Callable

from tornado.ioloop import PeriodicCallback


def repeat(app, name: str, look: Callable, seconds: float):
    """Have `look` called while the hub runs."""
    periodic = PeriodicCallback(look, seconds * 1000)
    app._periodic_callbacks[f"hubwright_{name}"] = periodic  # JupyterHub stops what is here when it ends
    periodic.start()


async def visit_running(app, visit: Callable[..., Awaitable[None]]):
    """Have `visit(user, server, spawner)` called for each server that is up. A failure leaves it for the next time."""
    servers = [(user, *it) for user in app.users.values() for it in user.spawners.items()]
    for user, server, spawner in servers:
        if not spawner.ready:
            continue
        await asyncio.sleep(0)  # others have their turn: each visit may cost some reading
        try:
            await visit(user, server, spawner)
        except Exception:
            app.db.rollback()
            app.log.exception("Could not end %s; will try again", spawner._log_name)


async def end(app, user, server: str):
    """End a server, and its route first."""
    await app.proxy.delete_user(user, server)
    await user.stop(server)
