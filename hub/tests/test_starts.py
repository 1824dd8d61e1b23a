"""Servers that start at once wait for their turn; nothing that happens to one ends the hub or another."""

import asyncio
import json
from collections import defaultdict
from datetime import datetime, timedelta

import pytest
from running_hub import PodlessSpawner, cheap
from sqlalchemy import text
from waiting import until

from hubwright.servers import start_queue, starts


class SlowSpawner(PodlessSpawner):
    """Starts only when the test says so, or fails."""

    gates = defaultdict(asyncio.Event)
    begun: list = []
    broken = False

    async def start(self):
        SlowSpawner.begun.append((self.user.name, self.name, dict(self.user_options)))
        if SlowSpawner.broken:
            raise RuntimeError("broken")
        await SlowSpawner.gates[self.user.name].wait()
        return await super().start()


@pytest.fixture(autouse=True)
def fresh():
    SlowSpawner.gates.clear()
    SlowSpawner.begun.clear()
    SlowSpawner.broken = False


def limited(limit, **traits):
    def configure(c):
        c.JupyterHub.spawner_class = SlowSpawner
        c.JupyterHub.concurrent_spawn_limit = limit
        c.JupyterHub.update(traits)

    return configure


async def begin(hub, *names):
    """Start the servers of these users, one after another; gives their browsers."""
    browsers = []
    for name in names:
        browser = await hub.signed_in(name, "x")
        page = await browser.api("POST", f"/users/{name}/server", json={"from": name})
        assert page.status == 202, page.text
        browsers.append(browser)
    return browsers


def begun():
    return [name for name, _, _ in SlowSpawner.begun]


def ready(hub):
    return {user.name for user in hub.app.users.values() if user.spawner.ready}


def kept(hub):
    return [tuple(row) for row in hub.app.db.execute(text("select user_id, server from hubwright_starts"))]


async def said(browser, path="/users/{}/server/progress"):
    """The first event on a page of a server that starts."""
    url = browser.hub.url + "/hub/api" + path
    cookies = browser.session.cookie_jar.filter_cookies(browser.hub.url + "/hub/")
    async with browser.session.get(url, headers={"X-XSRFToken": cookies["_xsrf"].value}) as answer:
        assert answer.status == 200
        async for line in answer.content:
            if line.startswith(b"data: "):
                return json.loads(line.removeprefix(b"data: "))
        return None


async def test_more_than_may_start_wait_in_order_and_all_come_up(hub):
    names = [f"user{n}" for n in range(6)]
    hub.files.users(**dict.fromkeys(names, "x"))
    await hub.start(configure=limited(2))
    browsers = await begin(hub, *names)
    await until(lambda: len(begun()) == 2)
    event = await said(browsers[4], "/users/user4/server/progress")
    assert event == {"progress": 0, "message": "Your server is waiting in the queue: number 3 of 4."}
    page = await browsers[5].get("/spawn-pending/user5")
    assert page.status == 200
    assert "Your server is starting Your server is waiting in the queue: number 4 of 4." in page.plain
    assert len(kept(hub)) == 6
    for name in names:
        SlowSpawner.gates[name].set()
    await until(lambda: ready(hub) == set(names))
    assert begun() == names
    assert [options["from"] for _, _, options in SlowSpawner.begun] == names
    assert kept(hub) == []


async def test_the_pages_start_button_waits_as_well(hub):
    hub.files.users(user1="x", user2="x")
    await hub.start(configure=limited(1))
    await begin(hub, "user1")
    browser = await hub.signed_in("user2", "x")
    page = await browser.get("/spawn")
    assert page.status == 302
    assert "/hub/spawn-pending/user2" in page.headers["Location"]
    assert (await browser.get("/spawn-pending/user2")).status == 200
    assert (await browser.get("/spawn")).status == 302  # again: the same start
    SlowSpawner.gates["user1"].set()
    SlowSpawner.gates["user2"].set()
    await until(lambda: ready(hub) == {"user1", "user2"})


async def test_who_stops_while_waiting_leaves_the_queue(hub):
    hub.files.users(user1="x", user2="x", user3="x")
    await hub.start(configure=limited(1))
    _, second, _ = await begin(hub, "user1", "user2", "user3")
    page = await second.api("DELETE", "/users/user2/server")
    assert page.status in (202, 204), page.text
    await until(lambda: not hub.app.users["user2"].spawner.active)
    for name in ("user1", "user2", "user3"):
        SlowSpawner.gates[name].set()
    await until(lambda: ready(hub) == {"user1", "user3"})
    assert begun() == ["user1", "user3"]
    assert kept(hub) == []
    await begin(hub, "user2")
    await until(lambda: ready(hub) == {"user1", "user2", "user3"})


async def test_an_administrator_starts_for_others_and_takes_turns_as_one(hub):
    names = ["user1", "user2", "user3"]
    hub.files.users(boss={"hash": cheap("x"), "admin": True}, late="x", **dict.fromkeys(names, "x"))
    await hub.start(configure=limited(1))
    boss = await hub.signed_in("boss", "x")
    await boss.api("POST", "/users", json={"usernames": names})
    for name in names:
        assert (await boss.api("POST", f"/users/{name}/server", json={})).status == 202
    await begin(hub, "late")
    for name in [*names, "late"]:
        SlowSpawner.gates[name].set()
    await until(lambda: ready(hub) == {*names, "late"})
    assert begun() == ["user1", "user2", "late", "user3"]


async def test_named_servers_wait_on_their_own(hub):
    hub.files.users(user1="x")
    await hub.start(configure=limited(1, allow_named_servers=True))
    browser = await hub.signed_in("user1", "x")
    for path in ("server", "servers/one", "servers/two"):
        assert (await browser.api("POST", f"/users/user1/{path}", json={})).status == 202
    event = await said(browser, "/users/user1/servers/two/progress")
    assert "number 2 of 2" in event["message"]
    SlowSpawner.gates["user1"].set()
    await until(lambda: all(it.ready for it in hub.app.users["user1"].spawners.values()))
    assert [name for _, name, _ in SlowSpawner.begun] == ["", "one", "two"]


async def test_no_number_of_failures_ends_the_hub(hub):
    SlowSpawner.broken = True
    names = [f"user{n}" for n in range(8)]
    hub.files.users(**dict.fromkeys(names, "x"))
    await hub.start(configure=limited(1))  # the settings set `consecutive_failure_limit` to 0, JupyterHub's own default
    browsers = await begin(hub, *names)
    await until(lambda: len(begun()) == 8 and not kept(hub))
    assert not any(user.spawner.consecutive_failure_limit for user in hub.app.users.values())
    SlowSpawner.broken = False
    SlowSpawner.gates["user0"].set()
    assert (await browsers[0].api("POST", "/users/user0/server", json={})).status in (201, 202)
    await until(lambda: ready(hub) == {"user0"})


async def test_a_full_queue_says_when_to_come_again(hub, monkeypatch):
    monkeypatch.setattr(start_queue, "_MOST", 1)
    hub.files.users(user1="x", user2="x", user3="x")
    await hub.start(configure=limited(1))
    await begin(hub, "user1", "user2")
    third = await hub.signed_in("user3", "x")
    page = await third.api("POST", "/users/user3/server", json={})
    assert page.status == 429
    assert json.loads(page.text)["message"] == "Too many servers are waiting to start. Try again in a minute."
    assert page.headers["Retry-After"] == "60"
    assert not hub.app.users["user3"].spawner.pending


async def test_the_limit_of_servers_holds_for_those_that_wait(hub):
    hub.files.users(user1="x", user2="x", user3="x")
    await hub.start(configure=limited(1, active_server_limit=2))
    await begin(hub, "user1", "user2")
    third = await hub.signed_in("user3", "x")
    assert (await third.api("POST", "/users/user3/server", json={})).status == 429


async def test_who_is_removed_while_waiting_does_not_start(hub):
    hub.files.users(user1="x", user2="x", user3="x")
    await hub.start(configure=limited(1))
    await begin(hub, "user1", "user2", "user3")
    hub.files.users(user1="x", user3="x")
    for name in ("user1", "user2", "user3"):
        SlowSpawner.gates[name].set()
    await until(lambda: ready(hub) == {"user1", "user3"})
    assert begun() == ["user1", "user3"]


async def test_a_hub_that_restarts_takes_up_what_was_not_up(hub):
    names = ["user1", "user2", "user3", "user4"]
    hub.files.users(**dict.fromkeys(names, "x"))
    await hub.start(configure=limited(2))
    browsers = await begin(hub, *names)
    await browsers[3].api("DELETE", "/users/user4/server")  # that one was stopped
    await until(lambda: len(begun()) == 2)
    await hub.stop()
    SlowSpawner.begun.clear()
    for name in names:
        SlowSpawner.gates[name].set()
    await hub.start(configure=limited(2))
    await until(lambda: ready(hub) == {"user1", "user2", "user3"})
    assert sorted(begun()) == ["user1", "user2", "user3"]
    assert all(options == {"from": name} for name, _, options in SlowSpawner.begun)
    assert kept(hub) == []
    await hub.stop()
    await hub.start(configure=limited(2))
    assert hub.app.hubwright_starts == []


async def test_a_start_that_is_taken_up_keeps_its_time(hub):
    hub.files.users(user1="x")
    await hub.start(configure=limited(2))
    await begin(hub, "user1")
    await until(lambda: len(begun()) == 1)
    hub.app.db.execute(
        text("UPDATE hubwright_starts SET since = :since"), {"since": str(datetime.now() - timedelta(hours=1))}
    )
    hub.app.db.commit()
    for _ in range(2):
        await hub.stop()
        await hub.start(configure=limited(2))
        await until(lambda: hub.app.users["user1"].spawner._spawn_pending)
        assert 3600 <= starts.waited(hub.app.users["user1"].spawner) < 7200
    SlowSpawner.gates["user1"].set()
    await until(lambda: ready(hub) == {"user1"} and kept(hub) == [])
    assert starts.waited(hub.app.users["user1"].spawner) == 0
