"""How large a home is, on pages and before a spawn, with a stand-in for the Kubernetes API."""

import json
import re
import time

import pytest
from aiohttp import web
from kubernetes_api import KubernetesApi
from running_hub import PodlessSpawner, cheap
from test_choices import spawned

from hubwright.home_sizes import NOTE, sizes_in


class NodesAndClaims(KubernetesApi):
    """Every claim has the volume `pvc-1`, of which a node has noted a size."""

    def __init__(self):
        super().__init__()
        self.note = None

    async def answer(self, request):
        if request.match_info["path"] == "nodes":
            annotations = {} if self.note is None else {"annotations": {NOTE: self.note}}
            return web.json_response({"items": [{"metadata": {}}, {"metadata": annotations}]}, status=self.status)
        return web.json_response({"metadata": {}, "spec": {"volumeName": "pvc-1"}})


@pytest.fixture
async def api():
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
        (12288, "enforce", "No new server starts: ask your hub administrator to make room.", "danger"),
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


async def test_no_server_starts_for_a_home_that_is_full(hub, api):
    api.note = note(11000)
    browser = await start(hub, api)
    message = (
        "The home of user1 is full: 10.7 of 10 GiB. Ask your hub administrator to make room, or to raise the limit."
    )
    await browser.get("/spawn")
    answer = await browser.api("POST", "/users/user1/server")
    assert (answer.status, json.loads(answer.text)["message"]) == (409, message)
    assert not PodlessSpawner.started


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
