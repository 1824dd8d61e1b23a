"""Servers that run, or are idle, for longer than they may, on a real hub whose clock is put forward."""

from datetime import timedelta

import pytest
from test_limits import GPU, SMALL, begin, running, start, tell  # noqa: F401
from waiting import until

from hubwright.limits import endings


@pytest.fixture
def later(monkeypatch):
    """Have the hub look at its servers, this many minutes from now."""

    async def later(hub, minutes):
        look = hub.app._periodic_callbacks["hubwright_limits"].callback
        now = endings._now() + timedelta(minutes=minutes)
        monkeypatch.setattr(look.__self__, "_clock", lambda: now)
        await look()

    return later


@pytest.mark.parametrize(
    ("rules", "stays", "ends", "said"),
    [
        ({"all": {"longestRun": 3600}}, 58, 61, "it had run for 1 hour, the longest that it may."),
        ({"all": {"idle": 1800}}, 28, 31, "it was idle for 30 minutes."),
        ({"groups": {"ml": {"idle": 7200}}, "all": {"idle": 600}}, 118, 121, "it was idle for 2 hours."),
        ({"users": {"user1": {"longestRun": 86400}}}, 1438, 1441, "it had run for 1 day, the longest that it may."),
        ({"all": {"idle": 3600}, "sizes": {"small": {"idle": 900}}}, 13, 16, "it was idle for 15 minutes."),
        ({"all": {"idle": 900}, "sizes": {"small": {"idle": 3600}}}, 13, 16, "it was idle for 15 minutes."),
        ({"all": {"idle": 1800, "longestRun": 1800}}, 28, 31, "it had run for 30 minutes, the longest that it may."),
    ],
)
async def test_a_server_ends_after_its_time_and_its_user_reads_why(hub, tell, later, capfd, rules, stays, ends, said):  # noqa: F811
    browser = await start(hub)
    assert await begin(browser) == ""
    tell(rules)
    await later(hub, stays)
    assert running(hub) == [("user1", "")]
    assert "was stopped" not in (await browser.get("/home")).plain
    await later(hub, ends)
    await until(lambda: not running(hub))
    assert f"Limits: stopping user1: {said[:-1]}" in capfd.readouterr().err
    for path in ("/home", "/spawn"):
        page = (await browser.get(path)).plain
        assert "Your server was stopped at " in page and f": {said}" in page
    other = await hub.signed_in("user2", "x")
    assert "was stopped" not in (await other.get("/home")).plain
    await hub.stop()
    await hub.start(None)
    browser = await hub.signed_in("user1", "x")
    assert said in (await browser.get("/home")).plain
    assert await begin(browser, options={}) == ""
    await browser.api("DELETE", "/users/user1/server")
    await until(lambda: not running(hub))
    assert "was stopped" not in (await browser.get("/home")).plain


async def test_activity_counts_and_a_hub_that_starts_knows_of_none_before(hub, tell, later):  # noqa: F811
    tell({"all": {"idle": 1800}})
    browser = await start(hub)
    assert await begin(browser) == ""
    spawner = hub.app.users["user1"].spawners[""].orm_spawner
    spawner.started -= timedelta(hours=2)
    await later(hub, 1)
    assert running(hub)  # the hub is new
    spawner.last_activity = endings._now() + timedelta(minutes=20)
    await later(hub, 49)
    assert running(hub)
    await later(hub, 51)
    await until(lambda: not running(hub))


async def test_who_is_exempt_and_which_sizes_have_a_time(hub, tell, later):  # noqa: F811
    tell({"all": {"idle": "unlimited"}, "sizes": {"gpu": {"longestRun": 600}}, "users": {"user3": {"idle": 600}}})
    browser = await start(hub, {"neverCulled": {"users": ["user2"]}})
    for name in ("user2", "user3"):
        await hub.signed_in(name, "x")
    boss = await hub.signed_in("boss", "x")
    assert await begin(browser, server="a", options=GPU) == await begin(browser, options=SMALL) == ""
    for name in ("boss", "user2"):
        assert await begin(boss, name, options=GPU) == ""
    assert await begin(boss, "user3") == ""
    await later(hub, 11)
    await until(lambda: running(hub) == [("boss", ""), ("user1", ""), ("user2", "")])
    assert "Your server 'a' was stopped at" in (await browser.get("/home")).plain


async def test_one_that_cannot_be_ended_is_tried_again(hub, tell, later, monkeypatch, capfd):  # noqa: F811
    tell({"all": {"idle": 600}})
    browser = await start(hub)
    assert await begin(browser) == ""

    async def fail(*_):
        raise OSError("no proxy")

    with monkeypatch.context() as broken:
        broken.setattr(hub.app.proxy, "delete_user", fail)
        await later(hub, 11)
    assert "Could not end user1; will try again" in capfd.readouterr().err
    assert running(hub)
    await later(hub, 12)
    await until(lambda: not running(hub))
