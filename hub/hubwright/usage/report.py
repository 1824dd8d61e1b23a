"""Usage of a stretch of time, summed up by user, group, image, size and time."""

import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import func, select

from . import tables
from .reading import Amounts, kinds_of
from .runs import Account, Kind

# The parts of each view of the page, and how many of them it shows.
SPANS = {"day": 30, "week": 12, "month": 12}
BY = ("user", "group", "image", "size", "time")
NO_GROUP, UNKNOWN = "(no group)", "(unknown)"


class Stretch(NamedTuple):
    """Days in UTC, both included, in parts of a `day`, a `week` from Monday or a `month`."""

    since: date
    until: date
    part: str
    # Whether its months are whole: then they are read, and not their days.
    is_whole: bool = False


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
    return Stretch(_first(span, today), today, span, span == "month")


def report(db, stretch: Stretch, account: Account | None = None) -> Report:
    """Of a stretch of time; of one account, or of all."""
    found, kinds = Report(stretch.since, stretch.until), kinds_of(db)
    found.by["time"] = {name: Amounts() for name in _parts(stretch)}
    within = _within(stretch, account)
    for period, number, seconds, starts in _over_time(db, within):
        kind = kinds[number]
        for it in (found.by["time"][_part_of(stretch.part, period)], found.total, *found.of_kind(kind)):
            it.add(kind, seconds, starts, period)
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


def _part_of(part, period):
    """The name of the part that a day or a month is in: a week is named by its Monday."""
    if part == "week":
        return _monday(date.fromisoformat(period)).isoformat()
    return period[: len("2026-11")] if part == "month" else period


def _parts(stretch):
    days = range((stretch.until - stretch.since).days + 1)
    dates = ((stretch.since + timedelta(days=number)).isoformat() for number in days)
    return list(dict.fromkeys(_part_of(stretch.part, day) for day in dates))


def _within(stretch, account):
    period = tables.periods.c.period
    if stretch.is_whole:  # one by one, since the days of a month lie between it and the next
        during = period.in_(_parts(stretch))
    else:
        during = period.between(stretch.since.isoformat(), stretch.until.isoformat()) & tables.is_day()
    return during & tables.of_account(*account) if account else during


def _over_time(db, within):
    table = tables.periods.c
    query = select(table.period, table.kind, func.sum(table.seconds), func.sum(table.starts))
    return db.execute(query.where(within).group_by(table.period, table.kind))


def _by_user(db, within):
    """Of users of one name, those who were deleted have the time at which they were created."""
    table, kinds, accounts, users = tables.periods.c, tables.kinds.c, tables.accounts.c, tables.users
    factors = (1, kinds.processors, kinds.memory, kinds.gpus)
    sums = [func.sum(table.seconds * it) for it in factors] + [func.sum(table.starts), func.max(table.period)]
    amounts = select(table.account, *sums).join(tables.kinds, kinds.id == table.kind).where(within)
    is_there = (users.c.id == accounts.user_id) & (users.c.created == accounts.created)
    people = select(accounts.id, accounts.name, users.c.name, accounts.created)
    names = {
        number: current or f"{name} (deleted; since {created:%Y-%m-%d %H:%M})"
        for number, name, current, created in db.execute(people.outerjoin(users, is_there))
    }
    return {names[number]: Amounts(*it) for number, *it in db.execute(amounts.group_by(table.account))}
