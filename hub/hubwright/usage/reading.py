"""What the ledger says, read from the database: amounts of a user or a group since a day."""

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from . import tables
from .runs import Account, Kind


@dataclass
class Amounts:
    """What was reserved: seconds of servers, processors, GiB of memory and GPUs; and `last` when, a day or a month."""

    seconds: float = 0.0
    processor_seconds: float = 0.0
    memory_seconds: float = 0.0
    gpu_seconds: float = 0.0
    starts: int = 0
    last: str = ""

    def add(self, kind: Kind, seconds: float, starts: int = 0, period: str = ""):
        """Add the time of servers of a kind."""
        self.seconds += seconds
        self.processor_seconds += seconds * kind.processors
        self.memory_seconds += seconds * kind.memory
        self.gpu_seconds += seconds * kind.gpus
        self.starts += starts
        self.last = max(self.last, period)


def used_by(db, account: Account, name: str, since: date) -> Amounts:
    """Of one user, and of those of the same name who were deleted, since the beginning of a day in UTC."""
    return _amounts(db, since, tables.periods.c, tables.of_name(*account, name))


def used_by_group(db, group: str, since: date) -> Amounts:
    """Of all users whose servers were started while they were in the group, since the beginning of a day in UTC."""
    with_group = [number for number, kind in kinds_of(db).items() if group in json.loads(kind.groups)]
    table = tables.totals.c
    return _amounts(db, since, table, (table.part == "day") & table.kind.in_(with_group))


def kinds_of(db) -> dict[int, Kind]:
    """All kinds, by the number that periods name."""
    columns = [tables.kinds.c[name] for name in Kind._fields]
    return {number: Kind(*kind) for number, *kind in db.execute(select(tables.kinds.c.id, *columns))}


def _amounts(db, since, table, condition):
    found, kinds = Amounts(), kinds_of(db)
    query = select(table.kind, func.sum(table.seconds), func.sum(table.starts))
    query = query.where(table.period >= since.isoformat(), condition).group_by(table.kind)
    for kind, seconds, starts in db.execute(query):
        found.add(kinds[kind], seconds, starts)
    return found
