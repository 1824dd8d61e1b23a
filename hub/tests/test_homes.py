"""Sizes that do not run where the home is, in the form and before a spawn, with a stand-in for the Kubernetes API."""

import json

import pytest
from aiohttp import web
from cards import cards_of, checked_in
from kubernetes_api import KubernetesApi
from running_hub import PodlessSpawner, cheap, spawned

CUSTOM = {"neverOn": {"size": {"gpu": ["a", "b"], "large": ["b"]}}}
LABEL = "It cannot run on b, the node that your home is on."


def profiles(default="small"):
    choices = {name: {"display_name": name.title(), "kubespawner_override": {}} for name in ("gpu", "large", "small")}
    choices[default]["default"] = True
    size = {"display_name": "Size", "choices": choices}
    return [{"display_name": "Server", "slug": "server", "default": True, "profile_options": {"size": size}}]


def claim(node, storage_class="hubwright-home", phase="Bound"):
    annotations = {"volume.kubernetes.io/selected-node": node} if node else {}
    return {
        "metadata": {"annotations": annotations},
        "spec": {"storageClassName": storage_class},
        "status": {"phase": phase},
    }


class ClaimApi(KubernetesApi):
    """Has one claim at most, that of user1."""

    path = "namespaces/default/persistentvolumeclaims/{name}"

    def __init__(self):
        super().__init__()
        self.claim = None

    async def answer(self, request):
        if self.claim is None or request.match_info["name"] != "claim-user1":
            return web.json_response({}, status=404)
        return web.json_response(self.claim, status=self.status)


@pytest.fixture
async def api():
    async with ClaimApi() as api:
        yield api


async def start(hub, api, default="small", custom=CUSTOM):
    hub.files.users(user1={"hash": cheap("x")}, user2={"hash": cheap("x")})

    def settings(c):
        c.KubeSpawner.profile_list = profiles(default)
        c.KubeSpawner.storage_class = "hubwright-home"
        c.KubeSpawner.k8s_api_host = api.url
        c.JupyterHub.allow_named_servers = True

    await hub.start(custom, settings)
    return await hub.signed_in("user1", "x")


def form(size):
    return {"profile": "server", "profile-option-server--size": size}


async def test_the_form_says_which_sizes_do_not_run_where_the_home_is(hub, api):
    api.claim = claim("b")
    browser = await start(hub, api)
    sizes = cards_of(await browser.get("/spawn"))["size"]
    assert {name: it["disabled"] for name, it in sizes.items()} == {"gpu": True, "large": True, "small": False}
    assert [name for name, it in sizes.items() if LABEL in it["text"]] == ["gpu", "large"]
    other = await hub.signed_in("user2", "x")
    assert LABEL not in (await other.get("/spawn")).plain


async def test_a_size_that_does_not_fit_is_refused_with_those_that_do(hub, api):
    api.claim = claim("a")
    browser = await start(hub, api)
    message = (
        "'gpu' cannot run on a, the node that your home is on. "
        "Choose one of: large, small. Or ask your hub administrator to move your home."
    )
    page = await browser.post("/spawn", form("gpu"))
    assert page.status == 409
    assert "Error: " + message in page.plain
    answer = await browser.api("POST", "/users/user1/server", json={"size": "gpu"})
    assert (answer.status, json.loads(answer.text)["message"]) == (409, message)
    assert not PodlessSpawner.started
    assert (await browser.post("/spawn", form("large"))).status == 302
    await spawned()


async def test_a_default_that_does_not_fit_is_not_preselected(hub, api):
    api.claim = claim("b")
    browser = await start(hub, api, default="gpu")
    assert checked_in(await browser.get("/spawn")) == {"size": "small"}
    answer = await browser.api("POST", "/users/user1/server")
    assert answer.status == 409
    assert "Choose one of: small. Or ask" in json.loads(answer.text)["message"]


async def test_where_nothing_fits_the_administrator_is_named(hub, api):
    api.claim = claim("b")
    browser = await start(hub, api, custom={"neverOn": {"size": {name: ["b"] for name in ("gpu", "large", "small")}}})
    assert f"Small {LABEL}" in (await browser.get("/spawn")).plain
    page = await browser.post("/spawn", form("small"))
    assert "that your home is on. Ask your hub administrator to move your home." in page.plain


@pytest.mark.parametrize(
    "found",
    [
        None,  # no home yet
        claim(None),  # a home that was restored
        claim("a", storage_class="nfs"),
        claim("a", phase="Pending"),
        claim("c"),
        {"nonsense": 1},
    ],
)
async def test_where_nothing_is_known_of_the_home_nothing_is_said(hub, api, found):
    api.claim = found
    browser = await start(hub, api)
    assert "your home is on" not in (await browser.get("/spawn")).plain
    assert (await browser.post("/spawn", form("gpu"))).status == 302
    await spawned()


async def test_a_named_server_has_a_home_of_its_own(hub, api):
    api.claim = claim("a")
    browser = await start(hub, api)
    assert (await browser.api("POST", "/users/user1/servers/lab", json={"size": "gpu"})).status in (201, 202)
    await spawned()


async def test_an_api_that_refuses_keeps_nobody_from_working(hub, api):
    api.claim, api.status = claim("a"), 403
    browser = await start(hub, api)
    assert (await browser.post("/spawn", form("gpu"))).status == 302
    await spawned()
