"""What does the ledger of usage cost a hub of 10,000 users after a year of a million starts?

Fills a database, then prints milliseconds: of a start, of the minute's writing, and of the reports.

    python hub/bench/usage_ledger.py [--users 10000] [--starts 1000000] [--running 1000]
"""

import argparse
import logging
import random
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from jupyterhub import orm
from sqlalchemy import insert

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from hubwright.usage import sums, tables  # noqa: E402
from hubwright.usage.ledger import Ledger  # noqa: E402
from hubwright.usage.report import SPANS, latest, report  # noqa: E402
from hubwright.usage.runs import Account, Kind  # noqa: E402

_GROUPS = 50


def fill(db, users, starts, today):
    """A year of usage; runs are kept for a quarter of it."""
    created = datetime(2025, 1, 1)
    numbers = range(1, users + 1)
    db.execute(insert(orm.User.__table__), [{"id": n, "name": f"user{n}", "created": created} for n in numbers])
    accounts = [{"id": n, "user_id": n, "created": created, "name": f"user{n}"} for n in numbers]
    db.execute(insert(tables.accounts), accounts)
    sizes = [("small", 1.0, 2.0, 0), ("large", 4.0, 16.0, 0), ("gpu", 4.0, 32.0, 1)]
    shapes = [(group, *size) for group in range(_GROUPS) for size in sizes]
    names = ("groups", "image", "size", "processors", "memory", "gpus")
    rows = [(f'["group{group}"]', "lab", *size) for group, *size in shapes]
    db.execute(insert(tables.kinds), [dict(zip(names, it, strict=True), id=n) for n, it in enumerate(rows, 1)])
    added, kept = {}, []
    for _ in range(starts):
        account, day = random.randint(1, users), today - timedelta(days=random.randrange(365))
        kind, seconds = 3 * (account % _GROUPS) + random.choice([1, 1, 1, 2, 3]), random.uniform(600, 30_000)
        amounts = added.setdefault((day.isoformat(), account, kind), [0.0, 0])
        amounts[0] += seconds
        amounts[1] += 1
        if (today - day).days < 90:
            at = datetime.combine(day, datetime.min.time())
            row = {"account": account, "server": "", "kind": kind, "started": at, "ended": at, "seconds": seconds}
            kept.append(row | {"wall": at, "boot": None, "monotonic": 0.0})
    names = ("period", "account", "kind", "seconds", "starts")
    periods = [dict(zip(names, (*key, *amounts), strict=True)) for key, amounts in added.items()]
    db.execute(insert(tables.periods), periods)
    db.execute(insert(tables.runs), kept)
    db.commit()
    with db.get_bind().begin() as connection:
        sums.fill(connection)


def milliseconds(work, times):
    """Of the processor, the median of some calls: right on a busy machine too."""
    seconds = []
    for _ in range(times):
        began = time.process_time()
        work()
        seconds.append(time.process_time() - began)
    return 1000 * statistics.median(seconds)


def main():
    parser = argparse.ArgumentParser(description="Measure the ledger of usage.")
    parser.add_argument("--users", type=int, default=10_000)
    parser.add_argument("--starts", type=int, default=1_000_000)
    parser.add_argument("--running", type=int, default=1000)
    options = parser.parse_args()
    today = datetime.now(UTC).date()
    with tempfile.TemporaryDirectory() as folder:
        db = orm.new_session_factory(f"sqlite:///{folder}/hub.sqlite")()
        ledger = Ledger(db, logging.getLogger())
        fill(db, options.users, options.starts, today)
        numbers = iter(range(1, options.users + 1))
        kind = Kind('["group1"]', "lab", "small", 1.0, 2.0, 0)

        def start():
            number, at = next(numbers), datetime.now(UTC).replace(tzinfo=None)
            ledger.begin(Account(number, datetime(2025, 1, 1)), f"user{number}", "", kind, at)

        print(f"a start {milliseconds(start, options.running):.3f} ms")
        print(f"writing {options.running} starts {milliseconds(ledger.look, 1):.1f} ms")
        print(f"the minute's writing {milliseconds(ledger.write, 9):.1f} ms")
        for span in SPANS:
            print(f"a report by {span} {milliseconds(lambda span=span: report(db, latest(span, today)), 5):.1f} ms")
        mine = Account(1, datetime(2025, 1, 1))
        print(f"a report of one user {milliseconds(lambda: report(db, latest('month', today), mine), 9):.1f} ms")


if __name__ == "__main__":
    main()
