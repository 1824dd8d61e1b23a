"""Hours of a week or a month, from the ledger of a real hub."""

import json
from datetime import date, datetime, timedelta

import pytest
from test_limits import GPU, SMALL, begin, running, start, tell  # noqa: F401
from test_limits_of_time import later  # noqa: F401
from waiting import until

from hubwright.limits import windows
from hubwright.limits.need import Need
from hubwright.limits.rules import Rules
from hubwright.limits.windows import Share, window_of
from hubwright.usage.recording import account_of, ledger_of
from hubwright.usage.runs import Kind


@pytest.mark.parametrize(
    ("kind", "day", "begins", "ends"),
    [
        ("week", "2026-11-27", "2026-11-23", "2026-11-30"),
        ("week", "2026-11-23", "2026-11-23", "2026-11-30"),
        ("week", "2027-01-03", "2026-12-28", "2027-01-04"),
        ("month", "2026-11-30", "2026-11-01", "2026-12-01"),
        ("month", "2026-12-31", "2026-12-01", "2027-01-01"),
        ("month", "2028-02-29", "2028-02-01", "2028-03-01"),
    ],
)
def test_a_week_begins_on_monday_and_a_month_on_its_first_day(kind, day, begins, ends):
    assert window_of(kind, date.fromisoformat(day)) == (date.fromisoformat(begins), date.fromisoformat(ends))


@pytest.mark.parametrize("kind", ["week", "month"])
def test_each_day_is_in_one_window_and_windows_follow_each_other(kind):
    day, window = date(2026, 1, 1), window_of(kind, date(2026, 1, 1))
    for _ in range(1500):
        current = window_of(kind, day)
        assert current.begins <= day < current.ends
        assert current == window or current.begins == window.ends
        day, window = day + timedelta(days=1), current


@pytest.mark.parametrize(
    ("used", "nearly", "up"), [(0, False, False), (7.9, False, False), (8, True, False), (10, True, True)]
)
def test_a_warning_comes_at_80_percent(used, nearly, up):
    share = Share("hours", used, 10, None, "week", date(2026, 11, 30))
    assert (share.is_nearly_used_up, share.is_used_up) == (nearly, up)


DAY = date(2026, 11, 18)


@pytest.fixture
def today(monkeypatch):
    """What day it is for limits."""

    def today(day):
        monkeypatch.setattr(windows, "_today", lambda: day)

    today(DAY)
    return today


def use(hub, name, hours, groups=("ml",)):
    """Have a server with 2 processors, 4 GiB and a GPU that ran for so long on that day, and ended."""
    user = hub.app.users[name]
    ledger, account = ledger_of(user), account_of(user)
    kind = Kind(json.dumps(sorted(groups)), "", "", 2.0, 4.0, 1)
    ledger.begin(account, name, "past", kind, datetime(2026, 11, 18))
    run = next(it for it in ledger.running() if it.server == "past")
    run.unwritten[DAY] = hours * 3600.0
    ledger.end(user.id, "past")
    assert ledger.write()


@pytest.mark.parametrize(
    ("rules", "hours", "options", "said"),
    [
        ({"hours": 10}, 9, SMALL, ""),
        (
            {"hours": 10},
            10,
            SMALL,
            "429 You have used 10 of 10 hours of servers this month. They begin again on 1 December (UTC).",
        ),
        (
            {"processorHours": 40},
            21.5,
            SMALL,
            "429 You have used 43 of 40 processor hours this month. They begin again on 1 December (UTC).",
        ),
        (
            {"memoryHours": 8},
            2,
            SMALL,
            "429 You have used 8 of 8 GiB hours of memory this month. They begin again on 1 December (UTC).",
        ),
        (
            {"gpuHours": 3},
            3,
            GPU,
            "429 You have used 3 of 3 GPU hours this month. They begin again on 1 December (UTC).",
        ),
        ({"gpuHours": 3}, 3, SMALL, ""),
        ({"gpuHours": 0}, 0, GPU, "403 You may use no GPU hours."),
        ({"gpuHours": 0}, 0, SMALL, ""),
        (
            {"hours": 0.005},
            0.00525,
            SMALL,
            "429 You have used 0.0052 of 0.005 hours of servers this month. They begin again on 1 December (UTC).",
        ),
        ({"hours": "unlimited"}, 1000, SMALL, ""),
    ],
)
async def test_no_server_starts_when_hours_are_used_up(hub, tell, today, rules, hours, options, said):  # noqa: F811
    tell({"all": rules})
    browser = await start(hub)
    use(hub, "user1", hours)
    assert await begin(browser, options=options) == said


async def test_hours_begin_again_in_the_next_window(hub, tell, today):  # noqa: F811
    tell({"window": "week", "all": {"hours": 2}})
    browser = await start(hub)
    use(hub, "user1", 3)
    said = "429 You have used 3 of 2 hours of servers this week. They begin again on 23 November (UTC)."
    assert await begin(browser) == said
    today(date(2026, 11, 22))
    assert await begin(browser) == said
    today(date(2026, 11, 23))
    assert await begin(browser) == ""


async def test_who_is_deleted_and_made_again_has_used_what_the_first_one_did(hub, tell, today):  # noqa: F811
    tell({"all": {"hours": 10}})
    browser = await start(hub)
    boss = await hub.signed_in("boss", "x")
    said = "429 You have used {} of 10 hours of servers this month. They begin again on 1 December (UTC)."
    for used in (6, 12):
        use(hub, "user1", 6)
        use(hub, "boss", 100)
        refused = await begin(browser)
        assert refused == ("" if used == 6 else said.format(used))
        assert (await boss.api("DELETE", "/users/user1")).status == 204
        browser = await hub.signed_in("user1", "x")
    assert await begin(browser) == said.format(12)
    assert await begin(await hub.signed_in("user2", "x"), "user2") == ""


async def test_a_group_has_hours_together_and_administrators_are_exempt(hub, tell, today):  # noqa: F811
    tell({"all": {"hours": 50}, "groups": {"ml": {"together": {"gpuHours": 10}}}})
    await start(hub)
    for name in ("user2", "user3"):
        await hub.signed_in(name, "x")
    boss = await hub.signed_in("boss", "x")
    use(hub, "user1", 4)
    use(hub, "user3", 2, groups=())
    assert await begin(boss, "user2", "a", options=GPU) == ""
    use(hub, "user3", 6)
    said = (
        "429 The members of ml together have used 10 of 10 GPU hours this month. They begin again on 1 December (UTC)."
    )
    assert await begin(boss, "user2", options=GPU) == said
    assert await begin(boss, "boss", options=GPU) == ""
    use(hub, "user2", 50, groups=())
    assert "429 user2 has used 50 of 50 hours of servers" in await begin(boss, "user2")


async def test_pages_warn_from_80_percent(hub, tell, today):  # noqa: F811
    tell({"all": {"hours": 10, "gpuHours": 100, "memoryHours": 0}})  # what nobody may use is no warning
    browser = await start(hub)
    use(hub, "user1", 7.9)
    page = await browser.get("/home")
    assert "have used" not in page.plain and "may use no" not in page.plain
    use(hub, "user1", 0.35)
    for path in ("/home", "/spawn"):
        page = await browser.get(path)
        said = "You have used 8.2 of 10 hours of servers this month. They begin again on 1 December (UTC)."
        assert said in page.plain and "GPU hours" not in page.plain and "alert-warning" in page.text


@pytest.mark.parametrize("when_used_up", ["warn", "stop"])
async def test_servers_that_run_when_hours_are_used_up(hub, tell, today, later, when_used_up):  # noqa: F811
    tell({"whenUsedUp": when_used_up, "all": {"gpuHours": 5}})
    browser = await start(hub)
    assert await begin(browser, options=SMALL) == await begin(browser, server="gpu", options=GPU) == ""
    await later(hub, 1)
    assert len(running(hub)) == 2
    use(hub, "user1", 5)
    await later(hub, 2)
    if when_used_up == "warn":
        assert len(running(hub)) == 2
        return
    await until(lambda: running(hub) == [("user1", "")])
    said = "the 5 GPU hours, which you have this month, are used up."
    assert said in (await browser.get("/home")).plain


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"all": {"gpuHours": 5}}, "the 5 GPU hours, which you have this month, are used up"),
        ({"all": {"gpuHours": 0}}, "you may use no GPU hours"),
        ({"groups": {"ml": {"together": {"gpuHours": 0}}}}, "members of ml may use no GPU hours"),
    ],
)
async def test_why_a_server_ends(hub, tell, today, rules, said):  # noqa: F811
    await start(hub)
    await hub.signed_in("user1", "x")
    use(hub, "user1", 5)
    need = Need(gpus=1)
    assert windows.used_up(Rules({"whenUsedUp": "stop", **rules}), hub.app.users["user1"], need) == said
