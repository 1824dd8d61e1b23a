"""Remembers why a server was ended, for its user to read, until it starts again."""

from datetime import datetime

from sqlalchemy import Column, DateTime, Integer, String, Table, delete, insert, select

from .. import own_tables
from ..usage.recording import account_of

_table = Table(
    "hubwright_stopped",
    own_tables.metadata,
    Column("user_id", Integer, primary_key=True, autoincrement=False),
    Column("server", String(255), primary_key=True),
    Column("reason", String(255), nullable=False),
    Column("at", DateTime, nullable=False),
)


class Stopped:
    """The table in the hub's database; times are in UTC, without a zone, as JupyterHub's own."""

    def __init__(self, db):
        self._db = db
        own_tables.create(db, _table)

    def note(self, user_id: int, server: str, reason: str, at: datetime):
        self._db.execute(_row(user_id, server))
        self._db.execute(insert(_table).values(user_id=user_id, server=server, reason=reason, at=at))
        self._db.commit()

    def forget(self, user_id: int, server: str):
        self._db.execute(_row(user_id, server))
        self._db.commit()

    def of(self, user) -> list[tuple[str, str, datetime]]:
        """Server, reason and time; a user of the same id who was there before has nothing to do with this one."""
        rows = self._db.execute(select(_table).where(_table.c.user_id == user.id).order_by(_table.c.server)).all()
        return [(row.server, row.reason, row.at) for row in rows if row.at >= account_of(user).created]


def _row(user_id, server):
    return delete(_table).where(_table.c.user_id == user_id, _table.c.server == server)
