"""How large a home is, on pages and before a spawn, with a stand-in for the Kubernetes API."""

import re
import time
from datetime import timedelta

import pytest
from aiohttp import web
from jupyterhub.utils import utcnow
from kubernetes_api import KubernetesApi
from running_hub import PodlessSpawner, cheap, spawned
from waiting import until

from hubwright.servers import clearing_up, home_sizes
from hubwright.servers.home_sizes import NOTES, sizes_in


class NodesAndClaims(KubernetesApi):
    """Every claim has the volume `pvc-1`, of which a node has noted a size."""

    def __init__(self):
        super().__init__()
        self.note = None
        self.again = None

    async def answer(self, request):
        if request.match_info["path"] == "nodes":
            notes = {name: it for name, it in zip(NOTES, (self.note, self.again), strict=True) if it is not None}
            annotations = {"annotations": notes} if notes else {}
            return web.json_response({"items": [{"metadata": {}}, {"metadata": annotations}]}, status=self.status)
        return web.json_response({"metadata": {}, "spec": {"volumeName": "pvc-1"}})


@pytest.fixture
async def api(monkeypatch):
    monkeypatch.setattr(home_sizes, "_FRESH", 0)
    api = NodesAndClaims()
    await api.start()
    yield api
    await api.stop()


async def start(hub, api, kind="enforce"):
    hub.files.users(user1={"hash": cheap("x")})

    def settings(c):
        c.KubeSpawner.k8s_api_host = api.url
        c.KubeSpawner.profile_list = [{"display_name": "Server", "slug": "server", "default": True}]

    await hub.start({"homeLimit": {"mebibytes": 10240, "kind": kind}}, settings)
    return await hub.signed_in("user1", "x")


def note(mebibytes, age=600):
    return f"{int(time.time()) - age} pvc-0=99999 pvc-1={mebibytes}"


@pytest.mark.parametrize(
    ("mebibytes", "kind", "said", "level"),
    [
        (340, "enforce", "Your home: 0.3 of 10 GiB.", "light"),
        (8400, "enforce", "8.2 of 10 GiB. Delete what you no longer need.", "warning"),
        (12288, "warn", "12 of 10 GiB. Delete what you no longer need.", "danger"),
        (12288, "enforce", "A server that you start now is for that: it stops after 30 minutes, unless", "danger"),
        (10000, "hard", "9.8 of 10 GiB. Delete what you no longer need.", "warning"),
        (10239, "hard", "Delete what you no longer need. Nothing more can be saved in it.", "danger"),
    ],
)
async def test_pages_say_how_large_the_home_is(hub, api, mebibytes, kind, said, level):
    api.note = note(mebibytes)
    browser = await start(hub, api, kind)
    for path in ("/home", "/spawn"):
        page = await browser.get(path)
        assert said in re.sub(r", measured \d+ minutes ago", "", page.plain)
        assert f"alert-{level}" in page.text


async def clear_up(hub, api):
    """Start a server for a home that is full, from the form."""
    api.note = note(11000)
    browser = await start(hub, api)
    assert (await browser.post("/spawn", {"profile": "server"})).status == 302
    return browser, await spawned()


def variable(spawner):
    env = {it.name: it.value for it in spawner.manifest.spec.containers[0].env}
    return env.get("HUBWRIGHT_CLEAR_UP")


async def look(hub, spawner, minutes):
    """The hub's next look at a server that has run for so long."""
    spawner.orm_spawner.started = utcnow(with_tz=False) - timedelta(minutes=minutes)
    hub.app.db.commit()
    await hub.app._periodic_callbacks["hubwright_clearing_up"].callback()
    return spawner.active


async def test_a_server_for_a_home_that_is_full_stops_after_a_while(hub, api):
    browser, spawner = await clear_up(hub, api)
    assert variable(spawner) == "30"
    assert await look(hub, spawner, 20)
    assert (
        "Your server stops in 10 minutes, unless your home is below the limit by then."
        in (await browser.get("/home")).plain
    )
    api.status = 403  # for a while, nothing is known
    assert await look(hub, spawner, 31)
    api.status = 200
    assert not await look(hub, spawner, 31)


async def test_it_runs_on_once_there_is_room(hub, api):
    browser, spawner = await clear_up(hub, api)
    restarted = PodlessSpawner(user=spawner.user)
    restarted.load_state(spawner.orm_spawner.state)
    assert clearing_up.is_marked(restarted)
    api.again = note(9000, age=10)
    assert await look(hub, spawner, 31)
    assert not any("clears_up" in key for key in spawner.orm_spawner.state)
    api.again = note(20000, age=5)
    assert await look(hub, spawner, 99)
    await browser.api("DELETE", "/users/user1/server")
    await until(lambda: not spawner.active)
    api.again = note(9000, age=1)
    await browser.api("POST", "/users/user1/server")
    assert variable(await spawned()) is None


@pytest.mark.parametrize(
    ("found", "kind", "status"),
    [
        ((10240, 600), "enforce", 200),
        ((20000, 600), "warn", 200),
        ((20000, 600), "hard", 200),
        ((20000, 2 * 86400), "enforce", 200),  # a timer that has stopped
        ("1 pvc-0=3", "enforce", 200),
        ("nonsense x", "enforce", 200),
        (None, "enforce", 200),
        ((20000, 600), "enforce", 403),
    ],
)
async def test_otherwise_it_starts(hub, api, found, kind, status):
    api.note = note(*found) if isinstance(found, tuple) else found
    api.status = status
    browser = await start(hub, api, kind)
    await browser.get("/spawn")
    assert (await browser.api("POST", "/users/user1/server")).status in (201, 202)
    await spawned()


def test_of_a_volume_that_two_nodes_have_noted_the_newest_counts():
    assert sizes_in(["20 a=1 b=2", "", "10 a=5 c=3"]) == {"a": (1, 20), "b": (2, 20), "c": (3, 10)}
