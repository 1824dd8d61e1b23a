"""Prints usage for `npx hubwright usage`, which runs this in the hub's container: `python3 -m hubwright.usage.outside`.

It reads what the hub has written, up to a minute behind. One line of JSON: the report, `{"csv": text}`, or why there is
none, `{"problem": "empty"}` or `{"problem": "database", "reason": text}`.
"""

import argparse
import contextlib
import json
import sys
from datetime import UTC, date, datetime

from sqlalchemy import func, inspect, select
from sqlalchemy.exc import SQLAlchemyError

from .. import database
from . import tables
from .formats import csv_of, json_of
from .report import BY, SPANS, Stretch, latest, report

_NAMES = (*(it for it in BY if it != "time"), *SPANS)


def main():
    """As the command line says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--by", choices=_NAMES, required=True)
    parser.add_argument("--from", dest="since", type=date.fromisoformat)
    parser.add_argument("--until", type=date.fromisoformat)
    parser.add_argument("--csv", action="store_true")
    options = parser.parse_args()
    try:
        with contextlib.redirect_stdout(sys.stderr):  # the chart's own module prints what it reads
            engine = database.opened()
        with engine.connect() as db:
            answer = _answer(db, options)
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        answer = {"problem": "database", "reason": reason}
    print(json.dumps(answer))


def _answer(db, options):
    if not inspect(db).has_table(tables.sums.name):
        return {"problem": "empty"}
    oldest = db.execute(select(func.min(tables.periods.c.period))).scalar()
    if oldest is None:
        return {"problem": "empty"}
    part, table = (options.by, "time") if options.by in SPANS else ("day", options.by)
    found = report(db, _stretch(options, part, date.fromisoformat(oldest)))
    if options.csv:
        return {"csv": csv_of(options.by, found.by[table])}
    return {**json_of(found, options.by, table), "oldest": oldest}


def _stretch(options, part, oldest):
    """No days before the oldest and after today, however many were asked for."""
    today = _today()
    until = min(options.until or today, today)
    if not options.since:
        return latest(part, until)._replace(has_sums=False)
    return Stretch(min(max(options.since, oldest), until), until, part)


def _today():
    return datetime.now(UTC).date()


if __name__ == "__main__":
    main()
