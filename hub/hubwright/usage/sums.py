"""Keeps the totals and sums of days, weeks and months, by which reports need not read each day of each user."""

import operator
from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import delete, func, insert, literal, select

from . import tables
from .runs import Kind

PARTS = ("day", "week", "month")
# Of sums, days would be as many as periods are.
_SUMMED = PARTS[1:]


def first_of(part: str, day: date) -> date:
    """The first day of the day, the week from Monday or the month that a day is in."""
    if part == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if part == "month" else day


def rows_of(added: dict[tuple[date, int, int], list], kinds: dict[int, Kind]) -> Iterator[tuple]:
    """Each table with the rows that are added to it; `added` are seconds and starts by day, account and kind."""
    periods, totals, sums = {}, {}, {}
    firsts = {day: [(part, first_of(part, day).isoformat()) for part in PARTS] for day in {day for day, *_ in added}}
    for (day, account, number), (seconds, starts) in added.items():
        kind = kinds[number]
        amounts = (seconds, *(seconds * it for it in (kind.processors, kind.memory, kind.gpus)), starts)
        for part, first in firsts[day]:
            _add(totals, (part, first, number), (seconds, starts))
            if part in _SUMMED:
                _add(sums, (part, first, account), amounts)
            else:
                periods[first, account, number] = (seconds, starts)
    for table, rows in ((tables.periods, periods), (tables.totals, totals), (tables.sums, sums)):
        names = table.columns.keys()
        yield table, [dict(zip(names, (*key, *amounts), strict=True)) for key, amounts in rows.items()]


def fill(connection):
    """Add up the periods of a ledger that was kept before there were sums."""
    periods, kinds = tables.periods.c, tables.kinds.c
    if connection.execute(select(tables.totals.c.kind).limit(1)).first():
        return
    connection.execute(delete(tables.periods).where(func.length(periods.period) < len("2026-11-27")))
    days = [date.fromisoformat(it) for it in connection.execute(select(periods.period).distinct()).scalars()]
    factors = (1, kinds.processors, kinds.memory, kinds.gpus)
    reserved = [func.sum(periods.seconds * it) for it in factors]
    for part in PARTS:
        for first in sorted({first_of(part, day) for day in days}):
            within = periods.period.in_([day.isoformat() for day in days if first_of(part, day) == first])
            name = (literal(part), literal(first.isoformat()))
            by_kind = select(*name, periods.kind, func.sum(periods.seconds), func.sum(periods.starts))
            by_kind = by_kind.where(within).group_by(periods.kind)
            connection.execute(insert(tables.totals).from_select(tables.totals.columns.keys(), by_kind))
            if part in _SUMMED:
                by_account = select(*name, periods.account, *reserved, func.sum(periods.starts)).where(within)
                by_account = by_account.join(tables.kinds, kinds.id == periods.kind).group_by(periods.account)
                connection.execute(insert(tables.sums).from_select(tables.sums.columns.keys(), by_account))


def delete_before(db, oldest: date):
    """Delete what is before a day: a week or a month with its last."""
    for table in (tables.totals, tables.sums):
        for part in PARTS:
            is_old = (table.c.part == part) & (table.c.period < first_of(part, oldest).isoformat())
            db.execute(delete(table).where(is_old))


def _add(found, key, amounts):
    before = found.get(key)
    found[key] = amounts if before is None else tuple(map(operator.add, before, amounts))
