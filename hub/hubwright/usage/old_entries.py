"""Deletes what the ledger no longer needs: runs after 90 days,
days, weeks and months after 400 unless settings say otherwise."""

from datetime import timedelta

from sqlalchemy import delete, select

from . import sums, tables
from .clock import Moment

RUNS_KEPT = timedelta(days=90)
PERIODS_KEPT = timedelta(days=400)
# Nothing is deleted by a clock that has not been right for so long.
_TRUSTED_AFTER = timedelta(hours=1)
_TOLERANCE = timedelta(minutes=5)


class OldEntries:
    """Looks once an hour, by a clock that has gone as it should since the last look."""

    def __init__(self, db, now: Moment, keep: timedelta):
        self._db = db
        self._looked = now
        self._keep = keep

    def delete(self, now: Moment) -> bool:
        """Whether it was time for it. Without a commit."""
        passed = timedelta(seconds=now.monotonic - self._looked.monotonic)
        if passed < _TRUSTED_AFTER:
            return False
        is_right = abs((now.wall - self._looked.wall) - passed) < _TOLERANCE
        self._looked = now
        if not is_right:
            return False
        self._db.execute(delete(tables.runs).where(tables.runs.c.ended < now.wall - min(RUNS_KEPT, self._keep)))
        oldest = (now.wall - self._keep).date()
        self._db.execute(delete(tables.periods).where(tables.periods.c.period < oldest.isoformat()))
        sums.delete_before(self._db, oldest)
        used = [select(table.c.account) for table in (tables.periods, tables.sums, tables.runs)]
        self._db.execute(delete(tables.accounts).where(*(tables.accounts.c.id.not_in(it) for it in used)))
        return True
