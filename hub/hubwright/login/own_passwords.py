"""Passwords that users chose on the hub's page: kept in a table of our own in the hub's database.

A row replaces one hash of the directory, which it names by fingerprint. When the operator sets another hash in
users.yaml, the fingerprint no longer fits and the directory's hash counts again, whatever the clocks say.
"""

from sqlalchemy import Column, String, Table, delete, insert, select

from .. import own_tables
from . import phc

_table = Table(
    "hubwright_passwords",
    own_tables.metadata,
    Column("name", String(255), primary_key=True),
    Column("hash", String(255), nullable=False),
    Column("replaces", String(64), nullable=False),
)


def create_table(db):
    """Make the table in the database of this session, if it is not there."""
    own_tables.create(db, _table)


def hashes(db) -> list[phc.PasswordHash]:
    """All of them."""
    return [phc.parse(own) for own in db.execute(select(_table.c.hash)).scalars()]


def effective_hash(db, name: str, given: phc.PasswordHash) -> phc.PasswordHash:
    """The hash that counts for a user whose directory entry has `given`: their own, or that one."""
    query = select(_table.c.hash).where(_table.c.name == name, _table.c.replaces == given.fingerprint)
    own = db.execute(query).scalar()
    return phc.parse(own) if own else given


def keep(db, name: str, given: phc.PasswordHash, own: phc.PasswordHash):
    """Let `own` count in place of `given`, and commit."""
    row = {"name": name, "hash": str(own), "replaces": given.fingerprint}
    try:
        db.execute(delete(_table).where(_table.c.name == name))
        db.execute(insert(_table).values(row))
        db.commit()
    except Exception:
        db.rollback()
        raise
