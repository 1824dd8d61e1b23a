"""Usage of a stretch of time, summed up by user, group, image, size and time."""

import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import func, select

from . import tables
from .reading import Amounts, kinds_of
from .runs import Account, Kind
from .sums import first_of

# The parts of each view of the page, and how many of them it shows.
SPANS = {"day": 30, "week": 12, "month": 12}
BY = ("user", "group", "image", "size", "time")
NO_GROUP, UNKNOWN = "(no group)", "(unknown)"


class Stretch(NamedTuple):
    """Days in UTC, both included, in parts of a `day`, a `week` from Monday or a `month`."""

    since: date
    until: date
    part: str
    # Whether its parts are whole, except for the last: then their sums are read, and not their days.
    has_sums: bool = False


@dataclass
class Report:
    """Amounts of each name, by `user`, `group`, `image` and `size`, the largest first, and by `time`, the oldest first.

    Who is in several groups counts in each of them, so groups may sum up to more than the `total`.
    """

    since: date
    until: date
    total: Amounts = field(default_factory=Amounts)
    by: dict[str, dict[str, Amounts]] = field(default_factory=lambda: {name: {} for name in BY})

    def of_kind(self, kind: Kind) -> list[Amounts]:
        """The amounts to which servers of a kind are added."""
        names = [("group", group) for group in json.loads(kind.groups) or [NO_GROUP]]
        names += [("image", kind.image or UNKNOWN), ("size", kind.size or UNKNOWN)]
        return [self.by[by].setdefault(name, Amounts()) for by, name in names]


def latest(span: str, today: date) -> Stretch:
    """The last `SPANS[span]` days, weeks or months up to today."""
    return Stretch(_first(span, today), today, span, True)


def report(db, stretch: Stretch, account: Account | None = None) -> Report:
    """Of a stretch of time; of one account, or of all."""
    found, kinds = Report(stretch.since, stretch.until), kinds_of(db)
    found.by["time"] = {name: Amounts() for name in _names(stretch)}
    for period, number, seconds, starts in _over_time(db, stretch, account):
        name = _name(stretch.part, date.fromisoformat(period))
        for it in (found.by["time"][name], found.total, *found.of_kind(kinds[number])):
            it.add(kinds[number], seconds, starts, period)
    if account is None:
        found.by["user"] = _by_user(db, stretch)
    for name in ("user", "group", "image", "size"):
        found.by[name] = dict(sorted(found.by[name].items(), key=lambda it: (-it[1].seconds, it[0])))
    return found


def _first(span, today):
    """The first day of the first of the last `SPANS[span]` parts."""
    count = SPANS[span]
    if span != "month":
        return first_of(span, today) - (count - 1) * timedelta(days=7 if span == "week" else 1)
    months = 12 * today.year + today.month - count
    return date(months // 12, months % 12 + 1, 1)


def _name(part, day):
    """What a part is called: a month `2026-11`, a week as its Monday."""
    return first_of(part, day).isoformat()[: len("2026-11") if part == "month" else None]


def _names(stretch):
    days = range((stretch.until - stretch.since).days + 1)
    return list(dict.fromkeys(_name(stretch.part, stretch.since + timedelta(days=it)) for it in days))


def _during(stretch, table):
    return table.period.between(stretch.since.isoformat(), stretch.until.isoformat())


def _over_time(db, stretch, account):
    """Seconds and starts by period and kind: of one account by day, from its rows; of all from the totals."""
    table = (tables.periods if account else tables.totals).c
    within = _during(stretch, table)
    if account:
        within &= tables.of_account(*account)
    else:
        within &= table.part == (stretch.part if stretch.has_sums else "day")
    return db.execute(select(table.period, table.kind, table.seconds, table.starts).where(within))


def _by_account(db, stretch):
    """Amounts by the number of an account, with the last period."""
    if stretch.has_sums and stretch.part != "day":
        table = tables.sums.c
        amounts = (table.seconds, table.processor_seconds, table.memory_seconds, table.gpu_seconds, table.starts)
        query = select(table.account, *map(func.sum, amounts), func.max(table.period))
        query = query.where(table.part == stretch.part)
    else:
        table, kinds = tables.periods.c, tables.kinds.c
        factors = (1, kinds.processors, kinds.memory, kinds.gpus)
        amounts = [func.sum(table.seconds * it) for it in factors]
        query = select(table.account, *amounts, func.sum(table.starts), func.max(table.period))
        query = query.join(tables.kinds, kinds.id == table.kind)
    return db.execute(query.where(_during(stretch, table)).group_by(table.account))


def _by_user(db, stretch):
    """Of users of one name, those who were deleted have the time at which they were created."""
    accounts, users = tables.accounts.c, tables.users
    people = select(accounts.id, accounts.name, users.c.name, accounts.created)
    names = {
        number: current or f"{name} (deleted; since {created:%Y-%m-%d %H:%M})"
        for number, name, current, created in db.execute(people.outerjoin(users, tables.is_user()))
    }
    return {names[number]: Amounts(*it) for number, *it in _by_account(db, stretch)}
