"""Homes that are moved or restored, with a stand-in for the Kubernetes API."""

import base64
import json

import pytest
from aiohttp import web
from kubernetes_api import KubernetesApi
from running_hub import PodlessSpawner, cheap, spawned
from test_homes import form, profiles
from waiting import until

MESSAGE = "Your home is being moved to another node since 2026-11-26 14:30 UTC. Try again later."


class HoldApi(KubernetesApi):
    """Holds the homes of these claims."""

    path = "namespaces/default/{kind}/{name}"

    def __init__(self):
        super().__init__()
        self.held = set()

    async def answer(self, request):
        kind, name = request.match_info["kind"], request.match_info["name"]
        claim = name.removeprefix("hubwright-hold-")
        if kind != "secrets" or claim not in self.held:
            return web.json_response({}, status=404 if self.status == 200 else self.status)
        return web.json_response({"data": {"message": base64.b64encode(MESSAGE.encode()).decode()}}, status=self.status)


@pytest.fixture
async def api(monkeypatch):
    monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "127.0.0.1")
    async with HoldApi() as api:
        yield api


async def start(hub, api, with_form=True):
    hub.files.users(user1={"hash": cheap("x")}, user2={"hash": cheap("x")})

    def settings(c):
        if with_form:
            c.KubeSpawner.profile_list = profiles()
        c.KubeSpawner.k8s_api_host = api.url
        c.JupyterHub.allow_named_servers = True

    await hub.start(None, settings)
    return await hub.signed_in("user1", "x")


@pytest.mark.parametrize("with_form", [True, False])
async def test_no_server_starts_while_the_home_is_held_and_its_pages_say_so(hub, api, with_form):
    api.held = {"claim-user1"}
    browser = await start(hub, api, with_form)
    page = await browser.get("/spawn")
    assert (page.status, MESSAGE in page.plain) == (409, True)
    page = await browser.post("/spawn", form("small"))
    assert page.status == 409
    assert MESSAGE in page.plain
    answer = await browser.api("POST", "/users/user1/server")
    assert (answer.status, json.loads(answer.text)["message"]) == (409, MESSAGE)
    assert not PodlessSpawner.started
    assert hub.app.tornado_settings.get("failure_count", 0) == 0
    api.held.clear()
    assert (await browser.api("POST", "/users/user1/server")).status in (201, 202)
    await spawned()


async def test_each_home_is_held_by_itself(hub, api):
    api.held = {"claim-user2", "claim-user1--lab"}
    browser = await start(hub, api)
    assert (await browser.post("/spawn", form("small"))).status == 302
    await spawned()
    api.held = {"claim-user1"}
    assert (await browser.api("POST", "/users/user1/servers/lab", json={"size": "small"})).status in (201, 202)
    await until(lambda: hub.app.users["user1"].spawners["lab"].ready)
    await browser.api("DELETE", "/users/user1/servers/lab")
    api.held = {"claim-user1--lab"}
    answer = await browser.api("POST", "/users/user1/servers/lab", json={"size": "small"})
    assert (answer.status, json.loads(answer.text)["message"]) == (409, MESSAGE)


@pytest.mark.parametrize("fault", ["forbidden", "nonsense", "gone"])
async def test_where_holds_cannot_be_read_servers_start(hub, api, fault):
    browser = await start(hub, api)
    if fault == "gone":
        await api.stop()
    api.status = {"forbidden": 403, "nonsense": 500, "gone": 200}[fault]
    assert (await browser.post("/spawn", form("small"))).status == 302
    await spawned()
