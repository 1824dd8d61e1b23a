"""What the directory said of each user when the hub last looked: in a table of our own in the hub's database.

So a hub that starts again knows whose password was reset meanwhile, and whose file is missing.
"""

from collections.abc import Mapping

from sqlalchemy import Column, String, Table, bindparam, delete, insert, select

from .. import own_tables
from .directory import Entry

_table = Table(
    "hubwright_known_users",
    own_tables.metadata,
    Column("name", String(255), primary_key=True),
    Column("file", String(32), nullable=False),
    Column("password", String(64), nullable=False),
)


class KnownUsers:
    """File and fingerprint of the hash of each user, also of those who are gone. A change costs a row."""

    def __init__(self, db):
        own_tables.create(db, _table)
        self._db = db
        self._rows = {name: (file, password) for name, file, password in db.execute(select(_table))}

    def file_of(self, name: str) -> str | None:
        """The file that the user was last in."""
        return self._rows.get(name, (None,))[0]

    def was_reset(self, name: str, entry: Entry) -> bool:
        """Whether the user's hash has changed since they were last seen."""
        return name in self._rows and self._rows[name][1] != entry.hash.fingerprint

    def note_new(self, users: Mapping[str, Entry]):
        """Keep users who were never seen before, and commit."""
        self.note({name: entry for name, entry in users.items() if name not in self._rows})

    def note(self, users: Mapping[str, Entry]):
        """Keep what is known now, and commit."""
        rows = {name: (entry.file, entry.hash.fingerprint) for name, entry in users.items()}
        changed = {name: row for name, row in rows.items() if self._rows.get(name) != row}
        if old := [{"old": name} for name in changed if name in self._rows]:
            self._db.execute(delete(_table).where(_table.c.name == bindparam("old")), old)
        if changed:
            values = [{"name": name, "file": file, "password": password} for name, (file, password) in changed.items()]
            self._db.execute(insert(_table), values)
        self._db.commit()
        # Only now: if the commit fails, a reset has to be noticed again.
        self._rows.update(changed)
