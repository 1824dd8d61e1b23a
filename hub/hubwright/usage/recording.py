"""Tells the ledger what happens to servers."""

import contextlib
import json
from collections.abc import Callable
from datetime import UTC

from jupyterhub.spawner import Spawner
from kubespawner import KubeSpawner

from ..groups import groups_of
from ..replacing import replace
from ..servers.gpus import gpus_in
from ..servers.watching import repeat
from .ledger import Ledger
from .runs import Account, Kind

_LOOKS_EVERY = 5  # seconds
_GIBIBYTE = 2**30


def install(selected: Callable | None = None):
    """Have starts and ends noted; `selected(spawner)` gives the names of image and size, `{option: name}`."""

    async def load_user_options(original, self):
        await original(self)
        # The first step of a start, after which it is known what is asked of the cluster.
        with _no_failure(self):
            ledger_of(self.user).begin(*_run(self), _kind(self, selected), self.orm_spawner.started)

    def start_polling(original, self):
        # The last step of a start, and what a hub that starts again does with each server that is there.
        with _no_failure(self):
            _confirm(self, selected)
        original(self)

    def run_post_stop_hook(original, self):
        with _no_failure(self):
            ledger_of(self.user).end(self.user.id, self.name)
        return original(self)

    replace(KubeSpawner, "load_user_options", load_user_options)
    replace(Spawner, "start_polling", start_polling)
    replace(Spawner, "run_post_stop_hook", run_post_stop_hook)


def watch(app):
    """Have the ledger written while the hub runs."""
    ledger = _of(app.users.settings, app.db, app.log)

    def may_still_run(user_id, server):
        user = app.users.get(user_id)
        spawner = user and user.spawners.get(server)
        return bool(spawner and spawner._check_pending)

    def look():
        ledger.end_unconfirmed(may_still_run)
        ledger.look()

    repeat(app, "usage", look, _LOOKS_EVERY)


def ledger_of(user) -> Ledger:
    """The ledger of the hub of this user."""
    return _of(user.settings, user.db, user.log)


def account_of(user) -> Account:
    """What tells a user from all others that there ever were."""
    created = user.orm_user.created
    # In memory it may still have the zone that the database drops.
    return Account(user.id, created.astimezone(UTC).replace(tzinfo=None) if created.tzinfo else created)


def _confirm(spawner, selected):
    ledger, (account, name, server), started = ledger_of(spawner.user), _run(spawner), spawner.orm_spawner.started
    if ledger.is_open(account, server, started):
        ledger.confirm(account.user_id, server)
    elif started:
        ledger.find(account, name, server, _kind(spawner, selected), started)


@contextlib.contextmanager
def _no_failure(spawner):
    """No failure here may keep anyone from working."""
    try:
        yield
    except Exception:
        spawner.log.exception("Could not note the usage of %s", spawner._log_name)


def _of(settings, db, log):
    if "hubwright_usage" not in settings:
        settings["hubwright_usage"] = Ledger(db, log)
    return settings["hubwright_usage"]


def _run(spawner):
    return account_of(spawner.user), spawner.user.name, spawner.name


def _kind(spawner, selected):
    names = selected(spawner) if selected else {}
    return Kind(
        json.dumps(sorted(groups_of(spawner.user)), ensure_ascii=False),
        names.get("image") or spawner.image or "",
        names.get("size") or "",
        # What is reserved; without that, Kubernetes reserves what is allowed.
        float(spawner.cpu_guarantee or spawner.cpu_limit or 0),
        (spawner.mem_guarantee or spawner.mem_limit or 0) / _GIBIBYTE,
        gpus_in(spawner.extra_resource_limits),
    )
