"""The ledger: which servers run, and how long they have."""

from collections.abc import Callable
from datetime import datetime

from . import clock
from .clock import Moment
from .old_entries import PERIODS_KEPT, OldEntries
from .runs import Account, Kind, Run
from .store import Store

# Seconds after which everything is written; what begins or ends is, at the next look.
_WRITES_EVERY = 60


class Ledger:
    """Counts in memory and writes to the database a few seconds later: a start or an end costs no commit.

    What a crash of the hub loses: of a server that ends meanwhile, at most a minute; of one that still runs when the
    hub is back, nothing. `started` is what JupyterHub notes of a server; it stays the same as long as it runs.
    """

    def __init__(self, db, log, now=clock.now, keep=PERIODS_KEPT):
        self._db = db
        self._log = log
        self._now = now
        self._store = Store(db)
        self._written = now()
        self._old = OldEntries(db, self._written, keep)
        self._open = {run.key: run for run in self._store.open_runs()}
        self._changed: list[Run] = []

    def begin(self, account: Account, name: str, server: str, kind: Kind, started: datetime):
        """A server starts now."""
        self._end(self._open.get((account.user_id, server)))
        self._add(Run(account, name, server, kind, started, self._now()))

    def is_open(self, account: Account, server: str, started: datetime) -> bool:
        """Whether this very run was noted."""
        run = self._open.get((account.user_id, server))
        return run is not None and (run.account, run.started) == (account, started)

    def confirm(self, user_id: int, server: str):
        """The open run goes on, also after a restart of the hub."""
        run = self._open[user_id, server]
        if not run.is_confirmed:
            run.is_confirmed = True
            run.count_until(self._now())

    def find(self, account: Account, name: str, server: str, kind: Kind, started: datetime):
        """A server runs whose start was not noted: the hub crashed just then, or had no ledger."""
        self._end(self._open.get((account.user_id, server)))
        # No boot: only the wall clock knows when it started.
        run = Run(account, name, server, kind, started, Moment(started, None, 0.0))
        run.count_until(self._now())
        self._add(run)

    def end(self, user_id: int, server: str):
        """A server has ended: now, or while no hub looked, if nobody has confirmed it since."""
        run = self._open.get((user_id, server))
        if run and run.is_confirmed:
            run.count_until(self._now())
        self._end(run)

    def end_unconfirmed(self, may_still_run: Callable[[int, str], bool]):
        """Runs that the hub does not find, once it has looked at their servers, have ended."""
        for run in [it for it in self._open.values() if not it.is_confirmed]:
            if not may_still_run(*run.key):
                self._end(run)

    def running(self) -> list[Run]:
        """The runs that are open."""
        return list(self._open.values())

    def look(self):
        """To be called again and again: writes what has begun or ended, and once a minute everything."""
        if self._now().seconds_since(self._written) >= _WRITES_EVERY:
            self.write()
        elif self._changed:
            self._write(self._changed)

    def write(self) -> bool:
        """Write everything up to now. What cannot be written is kept for the next time. Returns whether it was."""
        now = self._now()
        running = [run for run in self._open.values() if run.is_confirmed]
        for run in running:
            run.count_until(now)
        is_written = self._write([*dict.fromkeys([*self._changed, *running])], now)
        if is_written:
            self._written = now
        return is_written

    def _write(self, runs, now=None):
        try:
            rows = self._store.write(runs)
            if now:
                self._store.rename()
            if now and self._old.delete(now):
                self._store.forget()
            self._db.commit()
        except Exception:
            self._db.rollback()
            self._store.forget()
            self._log.exception("Could not write who used what; will try again")
            return False
        for run, row in zip(runs, rows, strict=True):
            run.row, run.unwritten = row, {}
        self._changed = []
        return True

    def _add(self, run):
        self._open[run.key] = run
        self._changed.append(run)

    def _end(self, run):
        if run is None:
            return
        run.ended = run.counted.wall
        del self._open[run.key]
        if run not in self._changed:
            self._changed.append(run)
