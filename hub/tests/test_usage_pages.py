"""*Your usage*, *Usage*, CSV and the API: of a real hub."""

import csv
import io
import json
import logging
import sys
from datetime import UTC, date, datetime, timedelta

import chart_module
import pytest
from jupyterhub import orm
from running_hub import cheap

from hubwright.usage import formats, outside, recording, tables
from hubwright.usage.ledger import Ledger
from hubwright.usage.reading import Amounts
from hubwright.usage.report import SPANS, latest, report
from hubwright.usage.runs import Account, Kind, Run

SMALL = Kind("[]", "lab", "small", 1.0, 2.0, 0)
GPU = Kind('["research", "staff"]', "lab", "gpu", 4.0, 16.0, 2)
HOUR = 3600.0

TODAY = date(2026, 11, 27)


async def started(hub):
    hub.files.users(ada="x", bob="x", admin={"hash": cheap("x"), "admin": True})
    await hub.start()
    browsers = {name: await hub.signed_in(name, "x") for name in ("ada", "bob", "admin")}
    return browsers, recording._of(hub.app.users.settings, hub.app.db, hub.app.log)


def add(hub, ledger, name, kind, **hours):
    """Hours of a run of a user that has ended, by day before today: `{"d3": 2}`. Gives the last of these days."""
    account = recording.account_of(hub.app.users[name])
    today = datetime.now(UTC).date()
    begun = datetime.combine(today - timedelta(days=3), datetime.min.time())
    run = Run(account, name, "", kind, begun, ledger._now(), ended=begun)
    run.unwritten = {today - timedelta(days=int(day[1:])): HOUR * many for day, many in hours.items()}
    ledger._changed.append(run)
    return max(run.unwritten).isoformat()


async def test_users_see_their_own_usage_alone(hub):
    browsers, ledger = await started(hub)
    add(hub, ledger, "ada", SMALL, d1=5)
    add(hub, ledger, "bob", GPU, d1=7)
    page = await browsers["ada"].get("/usage")
    assert page.status == 200
    assert "Total 5.0 5.0 10.0 0.0 1" in page.plain
    assert "bob" not in page.text and "gpu" not in page.text and "By user" not in page.plain
    assert page.text.count("<rect") == 30
    assert ">Your usage</a>" in page.text and ">Usage</a>" not in page.text


async def test_what_runs_now_has_its_image_and_size_where_it_has_them(hub):
    browsers, ledger = await started(hub)
    begun = datetime(2026, 11, 27, 9, 5)
    account = recording.account_of(hub.app.users["ada"])
    ledger.begin(account, "ada", "", SMALL, begun)
    ledger.begin(account, "ada", "other", SMALL._replace(size=""), begun)
    page = await browsers["ada"].get("/usage")
    assert "ada: lab, small, since 2026-11-27 09:05 UTC ada/other: lab, since 2026-11-27 09:05 UTC" in page.plain
    assert "Running now No server." in (await browsers["bob"].get("/usage")).plain


async def test_what_tells_nothing_apart_has_no_table(hub):
    browsers, ledger = await started(hub)
    add(hub, ledger, "ada", SMALL._replace(size=""), d1=5)
    add(hub, ledger, "bob", GPU, d1=5)
    page = await browsers["ada"].get("/usage")
    assert "By image" in page.plain
    assert not any(it in page.plain for it in ("By group", "By size", "(no group)", "(unknown)"))
    every = await browsers["admin"].get("/usage/all")
    assert "(no group) 5.0" in every.plain and "(unknown) 5.0" in every.plain


async def test_days_without_usage_have_no_row(hub):
    browsers, ledger = await started(hub)
    add(hub, ledger, "ada", SMALL, d1=5)
    today = datetime.now(UTC).date()
    page = await browsers["ada"].get("/usage")
    assert "the highest is 5.0." in page.plain
    assert f"{today - timedelta(days=1)} 5.0 5.0 10.0 0.0" in page.plain
    assert f"{today - timedelta(days=4)} 0.0" not in page.plain


async def test_administrators_see_everyone_by_user_group_image_and_size(hub):
    browsers, ledger = await started(hub)
    add(hub, ledger, "ada", SMALL, d1=5)
    add(hub, ledger, "bob", GPU, d1=7, d200=1)
    page = await browsers["admin"].get("/usage/all?span=month")
    assert page.status == 200
    rows = (
        "bob 8.0 32.0 128.0 16.0 1",
        "ada 5.0",
        "research 8.0",
        "staff 8.0",
        "(no group) 5.0",
        "gpu 8.0",
        "lab 13.0",
    )
    for row in rows:
        assert row in page.plain
    assert page.text.count("<rect") == 12
    assert ">Usage</a>" in page.text


async def test_the_usage_of_all_is_for_administrators(hub):
    browsers, _ = await started(hub)
    for path in ("/usage/all", "/usage/all?csv=user"):
        assert (await browsers["ada"].get(path)).status == 403
        assert (await hub.browser().get(path)).status == 302


async def test_programs_need_the_scope_for_all_users(hub):
    browsers, ledger = await started(hub)
    last = add(hub, ledger, "bob", GPU, d1=7)
    await browsers["ada"].get("/home")
    assert (await browsers["ada"].api("GET", "/usage")).status == 403
    page = await browsers["admin"].api("GET", "/usage?by=group")
    assert page.status == 200
    answer = json.loads(page.text)
    research = {"hours": 7, "processorHours": 28, "memoryHours": 112, "gpuHours": 14, "starts": 1}
    assert answer["rows"] == [{"name": name, **research, "lastUsed": last} for name in ("research", "staff")]
    assert answer["total"] == {**research, "lastUsed": last}


async def test_what_is_unknown_is_refused_with_what_there_is(hub):
    browsers, _ = await started(hub)
    for path, what in {
        "/usage?span=year": "span: unknown 'year'. Choose one of: day, week, month.",
        "/usage?csv=colour": "csv: unknown 'colour'. Choose one of: user, group, image, size, time.",
    }.items():
        page = await browsers["ada"].get(path)
        assert (page.status, what in page.plain) == (400, True)


async def test_csv_has_one_line_each_with_units_in_its_header(hub):
    browsers, ledger = await started(hub)
    add(hub, ledger, "bob", GPU, d1=7)
    page = await browsers["admin"].get("/usage/all?csv=user")
    assert page.headers["Content-Disposition"] == 'attachment; filename="usage-by-user.csv"'
    assert list(csv.reader(io.StringIO(page.text))) == [
        ["user", "hours", "processor hours", "memory GiB hours", "GPU hours", "starts"],
        ["bob", "7.00", "28.00", "112.00", "14.00", "1"],
    ]


@pytest.mark.parametrize("name", ["=1+1", "+a", "-a", "@a", "\ta", "\ra"])
def test_csv_has_no_formulas(name):
    (_, row) = csv.reader(io.StringIO(formats.csv_of("group", {name: Amounts()}), newline=""))
    assert row[0] == "'" + name


async def test_deleted_users_stay_apart_from_those_of_the_same_name(hub):
    browsers, ledger = await started(hub)
    add(hub, ledger, "ada", SMALL, d1=5)
    ledger.write()
    assert (await browsers["admin"].api("DELETE", "/users/ada")).status == 204
    again = await hub.signed_in("ada", "x")
    assert "Total 0.0 0.0 0.0 0.0 0" in (await again.get("/usage")).plain
    add(hub, ledger, "ada", SMALL, d1=2)
    page = await browsers["admin"].get("/usage/all")
    assert "ada 2.0" in page.plain and "ada (deleted; since" in page.plain


@pytest.mark.parametrize("span", SPANS)
@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2026, 2, 28), date(2026, 11, 29), date(2026, 12, 31)])
def test_each_span_has_its_number_of_parts_up_to_today(span, today):
    db = orm.new_session_factory("sqlite://")()
    tables.create(db)
    found = report(db, latest(span, today))
    parts = list(found.by["time"])
    assert len(parts) == SPANS[span]
    assert parts == sorted(parts)
    assert found.since <= today and parts[-1] <= today.isoformat()
    assert report(db, latest(span, today), Account(99, datetime(2026, 1, 1))).total == Amounts()
    db.close()


@pytest.fixture
def ask_outside(tmp_path, monkeypatch, capsys):
    """Runs what `npx hubwright usage` runs in the hub's container, in the folder of a database."""

    def ask(*words, db_type="sqlite-pvc", url=None):
        chart_module.write(tmp_path, hub_db_type=db_type, hub_db_url=url)
        monkeypatch.setattr("sys.argv", ["outside", *words])
        monkeypatch.setattr(outside, "_today", lambda: TODAY)
        outside.main()
        return json.loads(capsys.readouterr().out)

    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    yield ask
    sys.modules.pop("z2jh", None)


@pytest.fixture
def database(tmp_path):
    """A ledger with a small server of `ada` and one with GPUs of `bob`."""
    db = orm.new_session_factory(f"sqlite:///{tmp_path}/jupyterhub.sqlite")()
    noted = [("ada", SMALL, {"2026-11-26": 5, "2026-10-18": 1}), ("bob", GPU, {"2026-11-24": 7})]
    for number, (name, kind, hours) in enumerate(noted, 1):
        created = datetime(2026, 1, number)
        db.add(orm.User(id=number, name=name, created=created))
        ledger = Ledger(db, logging.getLogger("test"))
        begun = datetime.fromisoformat(min(hours))
        run = Run(Account(number, created), name, "", kind, begun, ledger._now(), ended=begun)
        run.unwritten = {date.fromisoformat(day): HOUR * many for day, many in hours.items()}
        ledger._changed.append(run)
        assert ledger.write()
    yield db
    db.close()
    db.get_bind().dispose()


ADA, BOB = ("ada", 5, 0, "2026-11-26"), ("bob", 7, 14, "2026-11-24")


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        ("--by user", [BOB, ADA]),
        ("--by user --from 2024-01-01", [BOB, ("ada", 6, 0, "2026-11-26")]),
        ("--by user --until 2026-11-25", [BOB]),
        ("--by user --from 2026-10-18 --until 2026-10-18", [("ada", 1, 0, "2026-10-18")]),
        ("--by user --from 2025-10-18 --until 2025-11-18", []),
        ("--by size", [("gpu", *BOB[1:]), ("small", *ADA[1:])]),
        ("--by day --from 2026-11-26", [("2026-11-26", *ADA[1:]), ("2026-11-27", 0, 0, None)]),
        ("--by week --from 2026-11-27 --until 2030-01-01", [("2026-11-23", 0, 0, None)]),
        ("--by month --from 2026-11-25", [("2026-11", *ADA[1:])]),
    ],
)
def test_from_outside_as_on_the_page(database, ask_outside, words, rows):
    answer = ask_outside(*words.split())
    assert [(it["name"], it["hours"], it["gpuHours"], it["lastUsed"]) for it in answer["rows"]] == rows
    assert answer["until"] <= TODAY.isoformat() and answer["oldest"] == "2026-10-18"


@pytest.mark.parametrize("span", SPANS)
def test_from_outside_days_weeks_and_months_are_those_of_the_page(database, ask_outside, span):
    found, page = ask_outside("--by", span), report(database, latest(span, TODAY))
    assert (found["by"], found["from"], found["until"]) == (span, page.since.isoformat(), page.until.isoformat())
    hours = {it["name"]: it["hours"] * HOUR for it in found["rows"]}
    assert hours == {name: it.seconds for name, it in page.by["time"].items()}


def test_from_outside_csv_is_that_of_the_page(database, ask_outside):
    page = report(database, latest("day", TODAY))
    assert ask_outside("--by", "image", "--csv") == {"csv": formats.csv_of("image", page.by["image"])}


def test_from_outside_a_database_without_usage_says_so(tmp_path, ask_outside):
    url = f"sqlite:///{tmp_path}/jupyterhub.sqlite"
    missing = {"problem": "database", "reason": "unable to open database file"}
    assert ask_outside("--by", "user") == missing
    db = orm.new_session_factory(url)()
    assert ask_outside("--by", "user", db_type="other", url=url) == {"problem": "empty"}
    tables.create(db)
    assert ask_outside("--by", "user") == {"problem": "empty"}
    db.close()
