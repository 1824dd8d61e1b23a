"""*Your usage* for everyone, *Usage* for administrators, and the same for programs."""

import asyncio
from datetime import UTC, datetime

from jupyterhub.apihandlers.base import APIHandler
from jupyterhub.handlers.base import BaseHandler
from jupyterhub.scopes import Scope, needs_scope
from sqlalchemy.pool import StaticPool
from tornado.web import HTTPError, authenticated

from ..pages import own_pages
from .formats import HEADER, csv_of, hours_of, json_of
from .homes import csv_of as csv_of_homes
from .recording import account_of, ledger_of
from .report import BY, NO_GROUP, SPANS, UNKNOWN, latest, report

# A page with all of ten thousand users would take the browser longer than anyone looks at it.
_ROWS_SHOWN = 100


def install(has_usage: bool):
    """Have the hub answer them where it counts usage."""
    ours = [(r"/usage", OwnUsage), (r"/usage/all", AllUsage), (r"/usage/homes", HomesFile), (r"/api/usage", UsageAPI)]
    own_pages.remove(*(path for path, _ in ours))
    if has_usage:
        own_pages.add(*ours)


def _choice(handler, name, choices):
    """An argument of the query, the first choice if there is none."""
    found = handler.get_query_argument(name, next(iter(choices)))
    if found not in choices:
        raise HTTPError(400, f"{name}: unknown {found!r}. Choose one of: {', '.join(choices)}.")
    return found


async def _report(db, ledger, span, account=None):
    """Of the last days, weeks or months; in a thread, with a connection of its own: the hub goes on meanwhile."""
    ledger.look()
    engine, stretch = db.get_bind(), latest(span, datetime.now(UTC).date())

    def read():
        with engine.connect() as connection:
            return report(connection, stretch, account)

    if isinstance(engine.pool, StaticPool):  # a database in memory has one connection, which is the hub's
        return report(db, stretch, account)
    return await asyncio.to_thread(read)


def _is_shown(by, rows, account):
    """Not what tells nothing apart, such as sizes where there are none."""
    return by != "time" and (by != "user" or not account) and rows.keys() not in ({NO_GROUP}, {UNKNOWN})


class _UsagePage(BaseHandler):
    async def show(self, page, account):
        """As a page, or one table of it as CSV."""
        span = _choice(self, "span", SPANS)
        ledger = ledger_of(self.current_user)
        found = await _report(self.db, ledger, span, account)
        if self.get_query_argument("csv", None) is not None:
            by = _choice(self, "csv", BY)
            self.send_csv(f"usage-by-{by}", csv_of(by, found.by[by]))
            return
        values = {
            "page": page,
            "span": span,
            "spans": SPANS,
            "report": found,
            "most": max(it.seconds for it in found.by["time"].values()),
            "used": [(name, it) for name, it in found.by["time"].items() if it.seconds or it.starts],
            "header": HEADER,
            "hours_of": hours_of,
            "rows_shown": _ROWS_SHOWN,
            "tables": [it for it in BY if _is_shown(it, found.by[it], account)],
            "running": [run for run in ledger.running() if account in (None, run.account)],
        }
        self.finish(await self.render_template("usage.html", **values))

    def send_csv(self, name, text):
        """As a file."""
        self.set_header("Content-Type", "text/csv; charset=utf-8")
        self.set_header("Content-Disposition", f'attachment; filename="{name}.csv"')
        self.finish(text)


class OwnUsage(_UsagePage):
    """What one has used oneself."""

    @authenticated
    async def get(self):
        await self.show("usage", account_of(self.current_user))


class AllUsage(_UsagePage):
    """What all have used."""

    @authenticated
    @needs_scope("admin-ui")
    async def get(self):
        await self.show("usage/all", None)


class HomesFile(_UsagePage):
    """How large all homes are, as CSV."""

    @authenticated
    @needs_scope("admin-ui")
    async def get(self):
        homes = self.settings["template_vars"]["homes"](self.current_user)
        found = await homes.find(self.current_user.spawner) if homes.sizes else None
        if found is None:
            raise HTTPError(503, "How large homes are is not known at the moment.")
        self.send_csv("homes", csv_of_homes(found))


class UsageAPI(APIHandler):
    """The same as JSON, for whoever may read all users."""

    @needs_scope("read:users")
    async def get(self):
        # JupyterHub lets pass who may read some, as every user may read themselves.
        if self.parsed_scopes.get("read:users") != Scope.ALL:
            raise HTTPError(403, "This needs the scope read:users for all users.")
        span, by = _choice(self, "span", SPANS), _choice(self, "by", BY)
        found = await _report(self.db, self.users.settings["hubwright_usage"], span)
        self.write(json_of(found, by))
