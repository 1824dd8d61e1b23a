"""Usage of a stretch of time, summed up by user, group, image, size and time."""

import json
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import func, select

from . import tables
from .reading import Amounts, kinds_of
from .runs import Account, Kind

# How much time each view shows: the words of the page, and how many of them.
SPANS = {"day": 30, "week": 12, "month": 12}
BY = ("user", "group", "image", "size", "time")
NO_GROUP, UNKNOWN = "(no group)", "(unknown)"


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


def report(db, span: str, today: date, account: Account | None = None) -> Report:
    """The last `SPANS[span]` days, weeks from Monday, or months up to today; of one account, or of all."""
    first = _first(span, today)
    found, kinds = Report(first, today), kinds_of(db)
    found.by["time"] = {name: Amounts() for name in _buckets(span, first, today)}
    within = _within(span, first, today, account)
    for period, number, seconds, starts in _over_time(db, within):
        name = _monday(date.fromisoformat(period)).isoformat() if span == "week" else period
        kind = kinds[number]
        for it in (found.by["time"][name], found.total, *found.of_kind(kind)):
            it.add(kind, seconds, starts)
    found.by["user"] = _by_user(db, within)
    for name in ("user", "group", "image", "size"):
        found.by[name] = dict(sorted(found.by[name].items(), key=lambda it: (-it[1].seconds, it[0])))
    return found


def _first(span, today):
    count = SPANS[span]
    if span == "day":
        return today - timedelta(days=count - 1)
    if span == "week":
        return _monday(today) - timedelta(weeks=count - 1)
    months = 12 * today.year + today.month - count
    return date(months // 12, months % 12 + 1, 1)


def _monday(day):
    return day - timedelta(days=day.weekday())


def _buckets(span, first, today):
    if span == "month":
        months = range(12 * first.year + first.month - 1, 12 * today.year + today.month)
        return [f"{month // 12:04}-{month % 12 + 1:02}" for month in months]
    step = 7 if span == "week" else 1
    return [(first + timedelta(days=days)).isoformat() for days in range(0, (today - first).days + 1, step)]


def _within(span, first, today, account):
    period = tables.periods.c.period
    if span == "month":  # one by one, since the days of a month lie between it and the next
        during = period.in_(_buckets(span, first, today))
    else:
        during = period.between(first.isoformat(), today.isoformat()) & tables.is_day()
    return during & tables.of_account(*account) if account else during


def _over_time(db, within):
    table = tables.periods.c
    query = select(table.period, table.kind, func.sum(table.seconds), func.sum(table.starts))
    return db.execute(query.where(within).group_by(table.period, table.kind))


def _by_user(db, within):
    """Of users of one name, those who were deleted have the time at which they were created."""
    table, kinds, accounts, users = tables.periods.c, tables.kinds.c, tables.accounts.c, tables.users
    factors = (1, kinds.processors, kinds.memory, kinds.gpus)
    sums = [func.sum(table.seconds * it) for it in factors] + [func.sum(table.starts)]
    amounts = select(table.account, *sums).join(tables.kinds, kinds.id == table.kind).where(within)
    is_there = (users.c.id == accounts.user_id) & (users.c.created == accounts.created)
    people = select(accounts.id, accounts.name, users.c.name, accounts.created)
    names = {
        number: current or f"{name} (deleted; since {created:%Y-%m-%d %H:%M})"
        for number, name, current, created in db.execute(people.outerjoin(users, is_there))
    }
    return {names[number]: Amounts(*it) for number, *it in db.execute(amounts.group_by(table.account))}
