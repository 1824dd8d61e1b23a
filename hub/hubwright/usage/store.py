"""Writes the ledger to the database and reads back what was open: in the session of the hub, without a commit."""

from sqlalchemy import bindparam, insert, select, update

from . import sums, tables
from .clock import Moment
from .runs import Account, Kind, Run


class Store:
    """Rows of accounts and kinds are made as they are needed, and remembered."""

    def __init__(self, db):
        tables.create(db)
        with db.get_bind().begin() as connection:
            sums.fill(connection)
        self._db = db
        self._accounts: dict[Account, int] = {}
        self._kinds: dict[Kind, int] = {}

    def forget(self):
        """To be called after a rollback: rows that are remembered may be gone."""
        self._accounts.clear()
        self._kinds.clear()

    def open_runs(self) -> list[Run]:
        """Those that were open when the ledger was last written; nothing has confirmed them since."""
        runs, accounts, kinds = tables.runs, tables.accounts, tables.kinds
        query = (
            select(runs, accounts.c.user_id, accounts.c.created, accounts.c.name)
            .add_columns(*(kinds.c[it] for it in Kind._fields))
            .join(accounts, accounts.c.id == runs.c.account)
            .join(kinds, kinds.c.id == runs.c.kind)
            .where(runs.c.ended.is_(None))
        )
        return [
            Run(
                Account(it.user_id, it.created),
                it.name,
                it.server,
                Kind(*(getattr(it, name) for name in Kind._fields)),
                it.started,
                Moment(it.wall, it.boot, it.monotonic),
                row=it.id,
                is_confirmed=False,
            )
            for it in self._db.execute(query)
        ]

    def write(self, runs: list[Run]) -> list[int]:
        """Write what runs have unwritten. Gives the row of each."""
        rows, changes, added = [], [], {}
        for run in runs:
            account, kind = self._account(run), self._kind(run.kind)
            starts = {run.started.date(): 1} if run.row is None else {}
            for day in run.unwritten.keys() | starts.keys():
                amounts = added.setdefault((day, account, kind), [0.0, 0])
                amounts[0] += run.unwritten.get(day, 0.0)
                amounts[1] += starts.get(day, 0)
            values = {"seconds": sum(run.unwritten.values()), "ended": run.ended, **vars(run.counted)}
            if run.row is None:
                known = {"account": account, "server": run.server, "kind": kind, "started": run.started}
                query = insert(tables.runs).values(**known, **values)
                rows.append(self._db.execute(query).inserted_primary_key[0])
            else:
                rows.append(run.row)
                changes.append({"row": run.row, **{f"new_{name}": value for name, value in values.items()}})
        self._write_many(changes, added)
        return rows

    def _write_many(self, changes, added):
        runs, connection = tables.runs, self._db.connection()
        if changes:
            new = {name: bindparam(f"new_{name}") for name in ("ended", "wall", "boot", "monotonic")}
            query = update(runs).where(runs.c.id == bindparam("row"))
            connection.execute(query.values(seconds=runs.c.seconds + bindparam("new_seconds"), **new), changes)
        if not added:
            return
        kinds = {number: kind for kind, number in self._kinds.items()}
        for table, rows in sums.rows_of(added, kinds):
            connection.execute(tables.ADDING[table], rows)

    def rename(self):
        """Take over the names of accounts that were renamed."""
        self._db.execute(tables.RENAME)

    def _account(self, run: Run) -> int:
        if run.account not in self._accounts:
            query = select(tables.accounts.c.id).where(tables.is_account(*run.account))
            row = {**run.account._asdict(), "name": run.name}
            self._accounts[run.account] = self._found(query, tables.accounts, row)
        return self._accounts[run.account]

    def _kind(self, kind: Kind) -> int:
        if kind not in self._kinds:
            row = kind._asdict()
            query = select(tables.kinds.c.id).where(*(tables.kinds.c[name] == value for name, value in row.items()))
            self._kinds[kind] = self._found(query, tables.kinds, row)
        return self._kinds[kind]

    def _found(self, query, table, row) -> int:
        found = self._db.execute(query).scalar()
        return self._db.execute(insert(table).values(row)).inserted_primary_key[0] if found is None else found
