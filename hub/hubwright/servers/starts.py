"""Starts of servers wait for their turn instead of being refused, and outlive a restart of the hub.

JupyterHub refuses a start while `concurrent_spawn_limit` servers are starting. Here the start is accepted and pending
as any other, shows its place in the queue on its page, and begins when others are done. Unfinished starts are in a
table: a hub that starts again resumes them.
"""

import asyncio
import contextlib
import json
import time
from datetime import datetime, timedelta

from jupyterhub.app import JupyterHub
from jupyterhub.handlers.base import BaseHandler
from jupyterhub.spawner import Spawner
from jupyterhub.user import User
from sqlalchemy import Column, DateTime, Integer, String, Table, Text, delete, insert, inspect, select
from tornado.httputil import HTTPHeaders, HTTPServerRequest

from .. import own_tables
from ..refusal import refusal
from ..replacing import argument, replace
from ..starting import failure, pulls, story
from ..starting.events import pod_of
from ..starting.never import Watch
from .start_queue import Full, StartQueue

_table = Table(
    "hubwright_starts",
    own_tables.metadata,
    Column("user_id", Integer, primary_key=True, autoincrement=False),
    Column("server", String(255), primary_key=True),
    Column("options", Text, nullable=False),
    Column("since", DateTime, nullable=False),
)
# Of what a spawn is given; JupyterHub 6 has another parameter before them.
_READ = ("options", "handler")


def install():
    """Have starts wait from now on. The limit stays `JupyterHub.concurrent_spawn_limit`."""
    BaseHandler.concurrent_spawn_limit = 0  # JupyterHub's own check
    replace(User, "spawn", _spawn, reads=_READ)
    replace(User, "stop", _stop)
    replace(User, "_wait_up", _wait_up)
    replace(Spawner, "_generate_progress", _generate_progress)
    replace(JupyterHub, "init_spawners", _init_spawners)
    story.install()


def check_room(handler, user):
    """Raise a clear 429 if the queue is full."""
    try:
        _queue(user.settings).check(_person(handler, user))
    except Full:
        error = refusal(429, "Too many servers are waiting to start. Try again in a minute.")
        error.headers = {"Retry-After": "60"}
        raise error from None


def _queue(settings) -> StartQueue:
    # Of users, not of a handler: tornado gives handlers a copy.
    if "hubwright_starts" not in settings:
        settings["hubwright_starts"] = StartQueue(settings.get("concurrent_spawn_limit") or 0)
    return settings["hubwright_starts"]


def place_of(spawner) -> str | None:
    """What is said of a start that waits for its turn."""
    queue = _queue(spawner.user.settings)
    place = queue.places.get((spawner.user.id, spawner.name))
    return f"Your server is waiting in the queue: number {place} of {len(queue.places)}." if place else None


def waited(spawner) -> float | None:
    """Seconds since a start was asked for; None of a server that was up before the hub started again."""
    asked_at = _asked_at(spawner.user.settings).get((spawner.user.id, spawner.name))
    if asked_at is None:
        return None if spawner._check_pending else 0
    return time.monotonic() - asked_at


def _asked_at(settings) -> dict:
    return settings.setdefault("hubwright_starts_asked", {})


def _person(handler, user):
    """Who asked: an administrator who starts the servers of a class takes turns as one person."""
    return getattr(handler and handler.current_user, "name", user.name)


async def _spawn(original, self, server_name="", *args, **kwargs):
    options, handler = (argument(original, it, (self, server_name, *args), kwargs) for it in _READ)
    key = (self.id, server_name)
    asked_at = _asked_at(self.settings)
    # A start that the hub before had begun keeps its time.
    seconds = time.monotonic() - asked_at.setdefault(key, time.monotonic())
    _keep(self.db, key, options, datetime.now() - timedelta(seconds=seconds))
    try:
        async with _queue(self.settings).turn(_person(handler, self), key):
            _check_still_there(self)
            result = await original(self, server_name, *args, **kwargs)
    except Exception as error:
        _forget(self.db, key)
        if spawner := self.spawners.get(server_name):
            failure.explain(error, spawner)
        raise
    finally:
        asked_at.pop(key, None)
        if spawner := self.spawners.get(server_name):
            pulls.note(spawner)
    # Cancelled, it stays in the table: stopping the server removes it, and the end of the hub does not.
    _forget(self.db, key)
    return result


def _check_still_there(user):
    is_active = getattr(user.authenticator, "is_active", None)
    if not inspect(user.orm_user).persistent or (is_active and not is_active(user.name)):
        raise refusal(403, f"{user.name} may not sign in at the moment.")


async def _stop(original, self, server_name=""):
    key = (self.id, server_name)
    _forget(self.db, key)
    if key in _asked_at(self.settings) and (spawner := self.spawners.get(server_name)):
        failure.keep_evidence(spawner)
    return await original(self, server_name)


async def _generate_progress(original, self):
    said = None
    while words := place_of(self):
        if words != said:
            said = words
            yield {"progress": 0, "message": words}
        await asyncio.sleep(1)
    async with contextlib.aclosing(original(self)) as events:
        async for event in events:
            yield event


async def _wait_up(original, self, spawner):
    # A hub that restarts finds pods that have no address yet.
    if spawner._check_pending and hasattr(spawner, "is_pod_running"):
        await asyncio.wait_for(_running(spawner), spawner.start_timeout)
    return await original(self, spawner)


async def _running(spawner):
    """TimeoutError, as that is what JupyterHub stops a server for, if it never will."""
    if spawner.events_enabled:
        await spawner._start_watching_events()
    watch = Watch()
    # `poll` notes the address, once it is there.
    while await spawner.poll() is None and not spawner.is_pod_running(pod_of(spawner)):
        if reason := watch.look_at(spawner):
            raise TimeoutError(reason.what)
        await asyncio.sleep(1)
    await spawner.poll()


def _keep(db, key, options, since):
    try:
        text = json.dumps(options)
    except TypeError:  # a file of a custom form: then the options of the last start apply
        text = "null"
    db.execute(_row(key))
    db.execute(insert(_table).values(user_id=key[0], server=key[1], options=text, since=since))
    db.commit()


def _forget(db, key):
    db.execute(_row(key))
    db.commit()


def _row(key):
    return delete(_table).where(_table.c.user_id == key[0], _table.c.server == key[1])


async def _init_spawners(original, self):
    own_tables.create(self.db, _table)
    pulls.create(self.db)
    # Before JupyterHub looks at the servers, and stops those of which it finds nothing.
    self.hubwright_starts = self.db.execute(select(_table).order_by(_table.c.since)).all()
    for row in self.hubwright_starts:
        seconds = max(0, (datetime.now() - row.since).total_seconds())
        _asked_at(self.users.settings)[row.user_id, row.server] = time.monotonic() - seconds
    return await original(self)


def take_up(app):
    """Resume what the previous hub did not finish, once this one serves."""
    for row in app.hubwright_starts:
        task = asyncio.ensure_future(_take_up(app, row))
        task.add_done_callback(lambda it: it.cancelled() or it.exception())  # it is in the log


async def _take_up(app, row):
    key = (row.user_id, row.server)
    user = app.users.get(row.user_id)
    while user and user.spawners[row.server].pending:
        await asyncio.sleep(1)
    if user is None or user.spawners[row.server].ready:
        _drop(app, key)
        return
    spawner = user.spawners[row.server]
    app.log.info("Resuming the start of %s, which the previous hub did not finish", spawner._log_name)
    request = HTTPServerRequest("POST", app.hub.base_url, headers=HTTPHeaders(), connection=_NoConnection())
    handler = BaseHandler(app.tornado_application, request)
    handler._jupyterhub_user = user
    try:
        await handler.spawn_single_user(user, row.server, options=json.loads(row.options))
    except Exception as error:
        app.log.warning("%s does not start: %s", spawner._log_name, error)
        _drop(app, key)


def _drop(app, key):
    """Of a start that is not taken up."""
    _asked_at(app.users.settings).pop(key, None)
    _forget(app.db, key)


class _NoConnection:
    """What a handler needs of a connection, for a request that nobody made."""

    def set_close_callback(self, callback):
        pass
