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

from hubwright import asking
from hubwright.servers import clearing_up, home_sizes
from hubwright.servers.home_sizes import NOTES, sizes_in

OWNER = "hub.jupyter.org/"


class NodesAndClaims(KubernetesApi):
    """Every claim has the volume `pvc-1`, of which a node has noted a size."""

    def __init__(self):
        super().__init__()
        self.note = None
        self.again = None
        self.claims = []
        self.lists = 0

    async def answer(self, request):
        if request.match_info["path"].endswith("/persistentvolumeclaims"):
            return self.list_claims(request.query)
        if request.match_info["path"] == "nodes":
            notes = {name: it for name, it in zip(NOTES, (self.note, self.again), strict=True) if it is not None}
            annotations = {"annotations": notes} if notes else {}
            return web.json_response({"items": [{"metadata": {}}, {"metadata": annotations}]}, status=self.status)
        return web.json_response({"metadata": {}, "spec": {"volumeName": "pvc-1"}})

    def list_claims(self, query):
        """As Kubernetes does: no more than asked for, and where to go on."""
        assert query["labelSelector"] == "component=singleuser-storage"
        self.lists += 1
        begin, limit = int(query.get("continue", 0)), int(query["limit"])
        rest = {"continue": str(begin + limit)} if begin + limit < len(self.claims) else {}
        return web.json_response({"metadata": rest, "items": self.claims[begin : begin + limit]}, status=self.status)


def claim(user, volume, **annotations):
    return {"metadata": {"annotations": {f"{OWNER}username": user, **annotations}}, "spec": {"volumeName": volume}}


@pytest.fixture
async def api(monkeypatch):
    monkeypatch.setattr(home_sizes, "_FRESH", 0)
    async with NodesAndClaims() as api:
        yield api


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


async def started_with_admin(hub, api, limit):
    hub.files.users(user1={"hash": cheap("x")}, admin={"hash": cheap("x"), "admin": True})

    def settings(c):
        c.KubeSpawner.k8s_api_host = api.url

    await hub.start({"homeLimit": limit} if limit else {}, settings)
    return await hub.signed_in("admin", "x")


async def test_administrators_see_all_homes_with_their_owners_and_the_age_of_the_measurement(hub, api, monkeypatch):
    monkeypatch.setattr(asking, "_AT_ONCE", 2)
    api.claims = [
        claim("user1", "pvc-1"),
        claim("user1", "pvc-2", **{f"{OWNER}servername": "gpu"}),
        claim("=gone", "pvc-3"),
        claim("user1", "pvc-unmeasured"),
        {"metadata": {}, "spec": {}},
    ]
    api.note = f"{int(time.time()) - 7500} pvc-1=8400 pvc-2=512 pvc-3=20480 pvc-of-another=1"
    admin = await started_with_admin(hub, api, {"mebibytes": 10240, "kind": "warn"})
    user = await hub.signed_in("user1", "x")
    page = await admin.get("/usage/all")
    assert "3 homes, 28.7 GiB." in page.plain
    rows = ["=gone, not known to the hub 20.0 200 %", "user1 8.2 82 %", "user1 (gpu) 0.5 5 %"]
    assert " ".join(f"{row} 2 hours ago" for row in rows) in page.plain
    assert api.lists == 3
    file = await admin.get("/usage/homes")
    assert file.headers["Content-Disposition"] == 'attachment; filename="homes.csv"'
    head, *lines = file.text.splitlines()
    assert head == "user,server,MiB,measured minutes ago,user exists"
    lines = [re.sub(r",12\d,|,1[3-7]\d,", ",2 h,", it) for it in lines]
    assert lines == ["'=gone,,20480,2 h,no", "user1,,8400,2 h,yes", "user1,gpu,512,2 h,yes"]
    assert api.lists == 3
    assert (await user.get("/usage/homes")).status == 403
    own = await user.get("/usage")
    assert "Your home: 8.2 of 10 GiB, measured 1" in own.plain and "gone" not in own.text


@pytest.mark.parametrize(
    ("limit", "status", "said"),
    [
        (None, 200, "Homes have no limit, so nodes do not measure them."),
        ({"mebibytes": 1, "kind": "warn"}, 200, "No home has been measured yet"),
        ({"mebibytes": 1, "kind": "warn"}, 403, "How large homes are is not known at the moment."),
    ],
)
async def test_where_nothing_is_known_of_homes_the_page_says_why(hub, api, limit, status, said):
    api.status = status
    admin = await started_with_admin(hub, api, limit)
    page = await admin.get("/usage/all")
    assert (page.status, said in page.plain) == (200, True)
    assert (await admin.get("/usage/homes")).status == (200 if limit and status == 200 else 503)
