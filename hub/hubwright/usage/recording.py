"""Tells the ledger what happens to servers."""

import json
from collections.abc import Callable
from datetime import UTC, timedelta

from kubespawner import KubeSpawner

from ..given import given
from ..groups import groups_of
from ..replacing import replace
from ..servers.gpus import gpus_in
from ..servers.watching import repeat
from .ledger import Ledger
from .runs import Account, Kind

_LOOKS_EVERY = 5  # seconds
# Where settings of the hub have how long usage is kept.
_DAYS = "hubwright_usage_days"
_USUAL_DAYS = 400
_GIBIBYTE = 2**30


def install(selected: Callable | None = None):
    """Have starts and ends noted; `selected(spawner)` gives the names of image and size, `{option: name}`."""

    async def load_user_options(original, self):
        await original(self)
        # The first step of a start, after which it is known what is asked of the cluster.
        started = self.orm_spawner.started
        _tell(self, lambda ledger: ledger.begin(*_run(self), _kind(self, selected), started))

    def start_polling(original, self):
        # The last step of a start, and what a hub that starts again does with each server that is there.
        _tell(self, lambda ledger: _confirm(self, ledger, selected))
        original(self)

    def run_post_stop_hook(original, self):
        _tell(self, lambda ledger: ledger.end(self.user.id, self.name))
        return original(self)

    replace(KubeSpawner, "load_user_options", load_user_options)
    # Not of every spawner: services have one too.
    replace(KubeSpawner, "start_polling", start_polling)
    replace(KubeSpawner, "run_post_stop_hook", run_post_stop_hook)


def watch(app):
    """Have the ledger written while the hub runs."""
    if not _days_kept(app.users.settings):
        return
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


def configure(c, days: int = _USUAL_DAYS):
    """Keep days, weeks and months of usage for so many days; with 0, nothing is counted."""
    c.JupyterHub.tornado_settings = {**given(c.JupyterHub, "tornado_settings", {}), _DAYS: days}


def _confirm(spawner, ledger, selected):
    (account, name, server), started = _run(spawner), spawner.orm_spawner.started
    if ledger.is_open(account, server, started):
        ledger.confirm(account.user_id, server)
    elif started:
        ledger.find(account, name, server, _kind(spawner, selected), started)


def _tell(spawner, what: Callable[[Ledger], None]):
    """Tell the ledger, if there is one. No failure here may keep anyone from working."""
    if not _days_kept(spawner.user.settings):
        return
    try:
        what(ledger_of(spawner.user))
    except Exception:
        spawner.log.exception("Could not note the usage of %s", spawner._log_name)


def _days_kept(settings):
    return settings.get(_DAYS, _USUAL_DAYS)


def _of(settings, db, log):
    if "hubwright_usage" not in settings:
        settings["hubwright_usage"] = Ledger(db, log, keep=timedelta(days=_days_kept(settings)))
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
