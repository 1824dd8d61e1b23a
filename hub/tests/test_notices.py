"""What JupyterLab asks the hub for, on a real hub, as a browser asks it from the page of a server."""

import json
import math
from datetime import timedelta
from types import SimpleNamespace

import pytest
from jupyterhub.utils import utcnow
from test_pages import root, started, told  # noqa: F401
from waiting import until

from hubwright.servers.ends import Ends, culler

HOUR = 3600
# As browsers send it with a `fetch` of the same origin.
FROM_A_SERVER = {"headers": {"Sec-Fetch-Mode": "same-origin", "Sec-Fetch-Site": "same-origin", "Referer": ""}}


async def ask(browser, path="/notices?server="):
    page = await browser.request("GET", path, **FROM_A_SERVER)
    assert page.headers["Content-Type"] == "application/json" and page.headers["Cache-Control"] == "no-store"
    return page.status, json.loads(page.text)


@pytest.fixture
def serving(hub, root):  # noqa: F811
    """A hub with a server of user1, as it was some seconds ago."""

    async def serving(custom, idle, running):
        stranger, user = await started(hub, custom)
        assert (await user.api("POST", "/users/user1/server")).status in (201, 202)
        spawner = hub.app.users["user1"].spawner
        await until(lambda: spawner.ready)
        spawner.orm_spawner.started = utcnow(with_tz=False) - timedelta(seconds=running)
        spawner.orm_spawner.last_activity = utcnow(with_tz=False) - timedelta(seconds=idle)
        hub.app.db.commit()
        return stranger, user, spawner

    return serving


async def test_an_announcement_is_told_to_who_is_signed_in_and_may_see_it(hub, root, told):  # noqa: F811
    stranger, user = await started(hub)
    other = await hub.signed_in("user2", "y")
    assert await ask(user) == (200, {"announcement": None, "stop": None})
    told({"text": "Down at <b>six</b>", "level": "danger", "groups": ["ml"]})
    _, first = await ask(user)
    assert first["announcement"].items() >= {"text": "Down at <b>six</b>", "level": "danger"}.items()
    assert await ask(other) == (200, {"announcement": None, "stop": None})
    assert await ask(stranger) == (403, {})
    told({"text": "Down at <b>six</b>", "level": "warning"})
    ids = {(await ask(it))[1]["announcement"]["id"] for it in (user, user, other)}
    assert len(ids) == 1 and first["announcement"]["id"] not in ids


@pytest.mark.parametrize(
    ("culling", "idle", "running", "left", "because", "warn"),
    [
        ({"idle": HOUR, "longest": 0}, 3000, 9000, 600, "idle", 600),
        ({"idle": 600, "longest": 0}, 0, 9000, 600, "idle", 300),
        ({"idle": HOUR, "longest": 10 * HOUR}, 0, 9.5 * HOUR, 1800, "age", 600),
        ({"idle": HOUR, "longest": 10 * HOUR}, 3000, 9.5 * HOUR, 600, "idle", 600),
    ],
)
async def test_a_server_says_when_and_why_it_ends(serving, culling, idle, running, left, because, warn):
    _, user, _ = await serving({"culling": culling}, idle, running)
    stop = (await ask(user))[1]["stop"]
    assert (stop["because"], stop["warnSeconds"]) == (because, warn)
    # The more time the test takes, the less is left.
    assert left - 600 < stop["secondsLeft"] <= left
    assert stop["at"].endswith("+00:00") and stop["since"] < stop["at"]


@pytest.mark.parametrize(
    ("limits", "minutes", "because"),
    [((math.inf, math.inf), 60, "idle"), ((600, math.inf), 10, "idle"), ((math.inf, 1200), 20, "age")],
)
def test_limits_end_servers_too(limits, minutes, because):
    now = utcnow(with_tz=False)
    spawner = SimpleNamespace(ready=True, user=None, orm_spawner=SimpleNamespace(started=now, last_activity=now))
    found = Ends(lambda _: False, culler({"idle": HOUR, "longest": 0}), lambda _: limits).of(spawner)
    assert (found.at - now, found.because) == (timedelta(minutes=minutes), because)


@pytest.mark.parametrize(
    "custom",
    [
        {},
        {"culling": {"idle": HOUR, "longest": 10}, "neverCulled": {"users": ["user1"]}},
        {"culling": {"idle": HOUR, "longest": 10}, "neverCulled": {"groups": ["ml"]}},
    ],
)
async def test_a_server_that_goes_on_says_nothing(serving, custom):
    _, user, _ = await serving(custom, 3000, 9000)
    assert (await ask(user))[1]["stop"] is None


async def test_servers_of_others_and_those_that_are_not_up_are_not_told_of(hub, serving):
    _, user, _ = await serving({"culling": {"idle": HOUR, "longest": 0}}, 0, 0)
    other = await hub.signed_in("user2", "y")
    for browser, path in [(other, "/notices?server="), (user, "/notices"), (user, "/notices?server=nope")]:
        assert (await ask(browser, path))[1]["stop"] is None
    assert "nope" not in hub.app.users["user1"].spawners


async def test_asking_is_no_activity_and_no_line_in_the_log(hub, serving, caplog):
    stranger, user, spawner = await serving({"culling": {"idle": HOUR, "longest": 0}}, 3000, 9000)
    owner = spawner.user.orm_user
    owner.last_activity = spawner.orm_spawner.last_activity
    hub.app.db.commit()
    before = owner.last_activity
    caplog.clear()
    for browser in (user, stranger, user):
        await ask(browser)
    hub.app.db.refresh(owner)
    assert (owner.last_activity, spawner.orm_spawner.last_activity) == (before, before)
    assert "notices" not in caplog.text
    assert (await user.get("/home")).status == 200
    assert owner.last_activity > before
