"""Whatever happens to servers, hub, nodes and clocks: the ledger sums up right."""

import itertools
import logging
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jupyterhub import orm
from sqlalchemy import delete, event, func, insert, select, text

from hubwright.usage import old_entries, sums, tables
from hubwright.usage.clock import Moment, now
from hubwright.usage.ledger import Ledger
from hubwright.usage.runs import Account, Kind

START = datetime(2026, 11, 27, 10)
LAB = Kind('["research"]', "lab", "small", 1.0, 2.0, 0)
GPU = Kind('["research", "staff"]', "lab", "gpu", 4.0, 16.0, 2)


class World:
    """The time, two servers of each of two users, and a hub that may be down. Knows what the ledger should know."""

    def __init__(self):
        self.db = orm.new_session_factory("sqlite://")()
        self.true, self.offset, self.boot, self.booted = 0.0, 0.0, 0, 0.0
        self.numbers = itertools.count()
        self.users = {name: self._add_user(name, number) for number, name in enumerate(("ada", "bob"), 1)}
        self.running, self.ended = {}, []
        self.start_hub()

    def moment(self):
        wall = START + timedelta(seconds=self.true + self.offset)
        return Moment(wall, f"boot-{self.boot}", self.true - self.booted)

    def _add_user(self, name, number):
        # Of the same number as one before; never created at the same time.
        user = orm.User(id=number, name=name, created=START + timedelta(microseconds=next(self.numbers)))
        self.db.add(user)
        self.db.commit()
        return user

    def start_hub(self):
        self.ledger = Ledger(self.db, logging.getLogger("test"), self.moment)
        for key, run in list(self.running.items()):
            if run["alive"]:
                self._take_over(key, run)
            else:
                self.ledger.end(*key)
                self._close(key, run["saved"])
        self.ledger.end_unconfirmed(lambda *_: False)

    def _take_over(self, key, run):
        at, saved = self.moment(), run["saved"]
        if self.ledger.is_open(run["account"], key[1], run["started"]):
            self.ledger.confirm(*key)
            run["total"] = saved["total"] + at.seconds_since(saved["at"])
        else:
            assert saved is None
            self.ledger.find(run["account"], "?", key[1], run["kind"], run["started"])
            run["total"] = max(0.0, (at.wall - run["started"]).total_seconds())
        run["since"] = self.true

    def _close(self, key, saved):
        run = self.running.pop(key)
        if saved:
            self.ended.append({**run, "total": saved["total"]})

    def _count(self):
        for run in self.running.values():
            run["total"] += self.true - run["since"]
            run["since"] = self.true

    def _save(self, keys):
        for key in keys:
            run = self.running[key]
            run["saved"] = {"total": run["total"], "at": self.moment()}

    def wait(self, seconds):
        self.true += seconds

    def jump(self, seconds):
        self.offset += seconds

    def toggle(self, user, server, kind):
        number = {"ada": 1, "bob": 2}[user]
        key = (number, server)
        self._count()
        if key in self.running:
            self.ledger.end(*key)
            self._close(key, self.running[key])
        else:
            account = Account(number, self.users[user].created)
            started = self.moment().wall + timedelta(microseconds=next(self.numbers))
            self.ledger.begin(account, self.users[user].name, server, kind, started)
            self.running[key] = {"account": account, "kind": kind, "started": started, "total": 0.0}
            self.running[key] |= {"since": self.true, "saved": None, "alive": True}

    def write(self):
        self._count()
        assert self.ledger.write()
        self._save(self.running)

    def fail(self):
        """The database fails while the ledger writes."""

        def refuse(*_):
            raise RuntimeError("disk full")

        self._count()
        event.listen(self.db, "before_commit", refuse, once=True)
        assert not self.ledger.write()

    def crash(self, downtime, dead, is_moved):
        """The hub ends without a word; some servers do meanwhile, and it may come back on another node."""
        unwritten = [run for run in self.ended if not run.get("written")]
        self._forget_unwritten(unwritten)
        self.true += downtime
        for number, (_, run) in enumerate(sorted(self.running.items())):
            run["alive"] = not dead >> number & 1
        if is_moved:
            self.boot, self.booted = self.boot + 1, self.true
        self.start_hub()

    def _forget_unwritten(self, unwritten):
        # What ended since the last write is known as far as it was saved.
        for run in unwritten:
            self.ended.remove(run)
            if run["saved"]:
                self.ended.append({**run, "total": run["saved"]["total"]})

    def replace_user(self, user):
        """Deleted, and made again: JupyterHub may give it the same number."""
        number = {"ada": 1, "bob": 2}[user]
        for server in ("", "second"):
            if (number, server) in self.running:
                self.toggle(user, server, LAB)
        self.write()
        self.mark_written()
        self.db.delete(self.users[user])
        self.db.commit()
        self.users[user] = self._add_user(user, number)

    def rename(self, user):
        self.users[user].name = f"{user}-{next(self.numbers)}"
        self.db.commit()

    def mark_written(self):
        for run in self.ended:
            run["written"] = True


seconds = st.one_of(st.integers(0, 200), st.integers(0, 300_000))
who = st.sampled_from(["ada", "bob"])
steps = st.one_of(
    st.tuples(st.just("wait"), seconds),
    st.tuples(st.just("jump"), st.integers(-200_000, 200_000)),
    st.tuples(st.just("toggle"), who, st.sampled_from(["", "second"]), st.sampled_from([LAB, GPU])),
    st.tuples(st.just("write")),
    st.tuples(st.just("fail")),
    st.tuples(st.just("crash"), seconds, st.integers(0, 15), st.booleans()),
    st.tuples(st.just("replace_user"), who),
    st.tuples(st.just("rename"), who),
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(steps, max_size=25))
def test_any_sequence_of_events_sums_up_right(sequence):
    world = World()
    try:
        for name, *arguments in sequence:
            getattr(world, name)(*arguments)
            if name == "write":
                world.mark_written()
        world.write()
        check(world)
    finally:
        world.db.close()
        world.db.get_bind().dispose()


def check(world):
    expected = Counter()
    starts = Counter()
    for run in [*world.ended, *world.running.values()]:
        expected[run["account"], run["kind"]] += run["total"]
        starts[run["account"], run["kind"]] += 1
    amounts, begun = written(world.db)
    assert amounts == {key: pytest.approx(it, abs=0.01) for key, it in expected.items()}
    assert begun == dict(starts)
    check_sums(world.db)
    runs = world.db.execute(select(func.coalesce(func.sum(tables.runs.c.seconds), 0.0))).scalar()
    assert runs == pytest.approx(sum(expected.values()), abs=0.01)
    names = dict(world.db.execute(select(tables.accounts.c.created, tables.accounts.c.name)).all())
    assert all(names.get(user.created, user.name) == user.name for user in world.users.values())


def written(db):
    query = text(
        "SELECT user_id, created, groups, image, size, processors, memory, gpus, SUM(seconds), SUM(starts)"
        " FROM hubwright_usage_periods p JOIN hubwright_usage_accounts a ON a.id = account"
        " JOIN hubwright_usage_kinds k ON k.id = kind GROUP BY a.id, k.id"
    )
    amounts, begun = {}, {}
    for user_id, created, *kind, seconds, starts in db.execute(query):
        key = Account(user_id, datetime.fromisoformat(created)), Kind(*kind)
        amounts[key], begun[key] = seconds, starts
    return amounts, begun


def check_sums(db):
    """As they were added to, and as those of a ledger from before there were any: both as the days add up to."""
    totals, accounts = Counter(), Counter()
    kinds = {number: Kind(*it) for number, *it in db.execute(select(tables.kinds))}
    for day, account, number, seconds, starts in db.execute(select(tables.periods)):
        at, kind = datetime.fromisoformat(day), kinds[number]
        parts = {"day": day, "week": f"{at - timedelta(days=at.weekday()):%Y-%m-%d}", "month": f"{day[:7]}-01"}
        for part, first in parts.items():
            reserved = [seconds * it for it in (1, kind.processors, kind.memory, kind.gpus)]
            for column, amount in enumerate((seconds, starts)):
                totals[part, first, number, column] += amount
            for column, amount in enumerate((*reserved, starts) if part != "day" else ()):
                accounts[part, first, account, column] += amount
    for _ in range(2):
        for table, expected in ((tables.totals, totals), (tables.sums, accounts)):
            rows = db.execute(select(table)).all()
            found = {(*row[:3], column): it for row in rows for column, it in enumerate(row[3:])}
            assert found == {key: pytest.approx(it, abs=0.01) for key, it in expected.items()}
            db.execute(delete(table))
        sums.fill(db)


@pytest.fixture
def world():
    made = World()
    yield made
    made.db.close()


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)), st.floats(0, 10_000_000))
@settings(deadline=None, derandomize=True)
def test_seconds_are_split_into_whole_days_that_end_now(wall, passed):
    parts = Moment(wall, None, 0.0).split(passed)
    assert sum(parts.values()) == pytest.approx(passed, abs=1e-3)
    assert max(parts, default=None) in (None, (wall - timedelta(microseconds=1)).date())
    assert all(part == pytest.approx(86_400) for day, part in parts.items() if min(parts) < day < max(parts))


def test_a_clock_gives_utc_and_the_time_since_a_boot():
    first, second = now(), now()
    assert first.wall.tzinfo is None
    assert abs(first.wall - datetime.now(UTC).replace(tzinfo=None)) < timedelta(hours=1)
    assert first.boot == second.boot and second.monotonic >= first.monotonic


def test_a_run_over_midnight_counts_on_both_days(world):
    world.true = 13.5 * 3600
    world.toggle("ada", "", LAB)
    world.wait(3600)
    world.write()
    query = select(tables.periods.c.period, tables.periods.c.seconds).order_by(tables.periods.c.period)
    assert world.db.execute(query).all() == [("2026-11-27", 1800.0), ("2026-11-28", 1800.0)]


def test_a_ledger_from_before_there_were_sums_gets_them_once(world):
    world.toggle("ada", "", LAB)
    world.wait(3600)
    world.write()
    for table in (tables.totals, tables.sums):
        world.db.execute(delete(table))
    # Months were among the days.
    world.db.execute(insert(tables.periods).values(period="2026-11", account=1, kind=1, seconds=3600.0, starts=1))
    world.db.commit()
    query = select(tables.sums.c.part, tables.sums.c.period, tables.sums.c.seconds).order_by(tables.sums.c.part)
    for _ in range(2):
        Ledger(world.db, logging.getLogger("test"), world.moment)
        assert world.db.execute(query).all() == [("month", "2026-11-01", 3600.0), ("week", "2026-11-23", 3600.0)]


def test_starts_and_ends_are_written_at_the_next_look_and_everything_once_a_minute(world):
    ended = select(tables.runs.c.ended, tables.runs.c.seconds)
    world.toggle("ada", "", LAB)
    assert world.db.execute(ended).all() == []
    world.ledger.look()
    assert world.db.execute(ended).all() == [(None, 0.0)]
    world.wait(59)
    world.ledger.look()
    assert world.db.execute(ended).all() == [(None, 0.0)]
    world.wait(1)
    world.ledger.look()
    assert world.db.execute(ended).all() == [(None, 60.0)]
    world.wait(7)
    world.toggle("ada", "", LAB)
    world.ledger.look()
    assert world.db.execute(ended).all() == [(START + timedelta(seconds=67), 67.0)]


def test_a_server_whose_check_is_pending_may_still_run(world):
    world.toggle("ada", "", LAB)
    world.write()
    ledger = Ledger(world.db, logging.getLogger("test"), world.moment)
    ledger.end_unconfirmed(lambda user_id, server: (user_id, server) == (1, ""))
    assert [run.key for run in ledger.running()] == [(1, "")]
    ledger.end_unconfirmed(lambda *_: False)
    assert ledger.running() == []


def test_runs_are_kept_for_90_days_and_days_for_400(world):
    for _ in range(2):
        world.toggle("ada", "", LAB)
        world.wait(3600)
        world.toggle("ada", "", LAB)
        world.write()
        world.wait(350 * 86_400)
    world.write()
    periods = select(tables.periods.c.period).order_by(tables.periods.c.period)
    assert world.db.execute(periods).scalars().all() == ["2027-11-12"]
    parts = select(tables.totals.c.part, tables.totals.c.period).order_by(tables.totals.c.part)
    kept = [("day", "2027-11-12"), ("month", "2027-11-01"), ("week", "2027-11-08")]
    assert world.db.execute(parts).all() == kept
    assert sorted(world.db.execute(select(tables.sums.c.part, tables.sums.c.period)).all()) == kept[1:]
    assert world.db.execute(select(tables.runs)).all() == []
    assert len(world.db.execute(select(tables.accounts)).all()) == 1
    world.wait(old_entries.PERIODS_KEPT.total_seconds())
    world.write()
    for table in (tables.periods, tables.totals, tables.sums, tables.accounts):
        assert world.db.execute(select(table)).all() == []


def test_with_fewer_days_kept_runs_go_with_them(world):
    world.ledger = Ledger(world.db, logging.getLogger("test"), world.moment, timedelta(days=30))
    world.toggle("ada", "", LAB)
    world.wait(3600)
    world.toggle("ada", "", LAB)
    for days, count in ((29, 1), (2, 0)):
        world.wait(days * 86_400)
        world.ledger.write()
        for table in (tables.periods, tables.runs):
            assert world.db.execute(select(func.count()).select_from(table)).scalar() == count


def test_a_clock_that_jumped_deletes_nothing(world):
    world.toggle("ada", "", LAB)
    world.wait(3600)
    world.toggle("ada", "", LAB)
    world.jump(3650 * 86_400)
    world.write()
    assert world.db.execute(select(func.count()).select_from(tables.runs)).scalar() == 1
