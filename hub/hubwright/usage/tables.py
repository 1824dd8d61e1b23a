"""The tables of the ledger, in the hub's own database.

An *account* is a user as long as it exists: JupyterHub gives the number of a deleted user to the next one, so the time
at which it was created belongs to it. A *kind* is what servers have in common: the groups of their users when they
started, as JSON, image, size, processors, memory in GiB and GPUs. The seconds of a *period*, a day in UTC, are kept by
account and kind. Reports would add up a million of them: so they are also kept as *totals* of each kind and *sums* of
each account, by *part*, a `day`, a `week` from Monday or a `month`, named by its first day.
"""

from jupyterhub import orm
from sqlalchemy import Column, DateTime, Float, Index, Integer, String, Table, Text, exists, select, text

from .. import own_tables

users = orm.User.__table__

accounts = Table(
    "hubwright_usage_accounts",
    own_tables.metadata,
    Column("id", Integer, primary_key=True),
    Column("user_id", Integer, nullable=False, index=True),
    Column("created", DateTime, nullable=False),
    Column("name", String(255), nullable=False, index=True),
)
kinds = Table(
    "hubwright_usage_kinds",
    own_tables.metadata,
    Column("id", Integer, primary_key=True),
    Column("groups", Text, nullable=False),
    Column("image", Text, nullable=False),
    Column("size", Text, nullable=False),
    Column("processors", Float, nullable=False),
    Column("memory", Float, nullable=False),
    Column("gpus", Integer, nullable=False),
)
# `started` is what JupyterHub notes of a server: it tells one run of it from the next, whatever the clock says later.
runs = Table(
    "hubwright_usage_runs",
    own_tables.metadata,
    Column("id", Integer, primary_key=True),
    Column("account", Integer, nullable=False, index=True),
    Column("server", String(255), nullable=False),
    Column("kind", Integer, nullable=False),
    Column("started", DateTime, nullable=False),
    Column("ended", DateTime, index=True),
    Column("seconds", Float, nullable=False),
    # Up to when: a moment as the clock gives it.
    Column("wall", DateTime, nullable=False),
    Column("boot", String(64)),
    Column("monotonic", Float, nullable=False),
)
periods = Table(
    "hubwright_usage_periods",
    own_tables.metadata,
    Column("period", String(10), primary_key=True),
    Column("account", Integer, primary_key=True, autoincrement=False),
    Column("kind", Integer, primary_key=True, autoincrement=False),
    Column("seconds", Float, nullable=False),
    Column("starts", Integer, nullable=False),
    Index("hubwright_usage_by_account", "account", "period"),
    # In SQLite, rows in the order of the key: reports read those of a time one after another.
    sqlite_with_rowid=False,
)
totals = Table(
    "hubwright_usage_totals",
    own_tables.metadata,
    Column("part", String(5), primary_key=True),
    Column("period", String(10), primary_key=True),
    Column("kind", Integer, primary_key=True, autoincrement=False),
    Column("seconds", Float, nullable=False),
    Column("starts", Integer, nullable=False),
    sqlite_with_rowid=False,
)
# Of weeks and months; `seconds` and what was reserved meanwhile, as in `Amounts`.
sums = Table(
    "hubwright_usage_sums",
    own_tables.metadata,
    Column("part", String(5), primary_key=True),
    Column("period", String(10), primary_key=True),
    Column("account", Integer, primary_key=True, autoincrement=False),
    Column("seconds", Float, nullable=False),
    Column("processor_seconds", Float, nullable=False),
    Column("memory_seconds", Float, nullable=False),
    Column("gpu_seconds", Float, nullable=False),
    Column("starts", Integer, nullable=False),
    sqlite_with_rowid=False,
)


def _adding(table):
    """Add amounts to the row of a key. In the words that SQLite and PostgreSQL share; SQLAlchemy has none."""
    keys, names = (", ".join(it.name for it in columns) for columns in (table.primary_key, table.columns))
    values = ", ".join(f":{it.name}" for it in table.columns)
    added = (it.name for it in table.columns if not it.primary_key)
    changes = ", ".join(f"{it} = p.{it} + excluded.{it}" for it in added)
    return text(
        f"INSERT INTO {table.name} AS p ({names}) VALUES ({values}) ON CONFLICT ({keys}) DO UPDATE SET {changes}"
    )


ADDING = {table: _adding(table) for table in (periods, totals, sums)}

RENAME = text(
    "UPDATE hubwright_usage_accounts SET name = (SELECT u.name FROM users u WHERE u.id = user_id)"
    " WHERE EXISTS (SELECT 1 FROM users u WHERE u.id = user_id AND u.created = hubwright_usage_accounts.created"
    " AND u.name <> hubwright_usage_accounts.name)"
)


def create(db):
    """Make the tables in the database of this session, if they are not there."""
    own_tables.create(db, accounts, kinds, runs, periods, totals, sums)


def is_account(user_id: int, created):
    """The condition for the row of an account."""
    return (accounts.c.user_id == user_id) & (accounts.c.created == created)


def is_user():
    """The condition for the row of the user whose account it is: there is none of a user who was deleted."""
    return (users.c.id == accounts.c.user_id) & (users.c.created == accounts.c.created)


def of_account(user_id: int, created):
    """The condition for the periods of an account."""
    return periods.c.account == select(accounts.c.id).where(is_account(user_id, created)).scalar_subquery()


def of_name(user_id: int, created, name: str):
    """The condition for the periods of an account, and of all of its name whose users were deleted."""
    was_deleted = (accounts.c.name == name) & ~exists().where(is_user())
    return periods.c.account.in_(select(accounts.c.id).where(is_account(user_id, created) | was_deleted))
