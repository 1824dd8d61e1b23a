"""Free GPUs in the form and before a spawn, against KubeSpawner's own client and a stand-in for the Kubernetes API."""

import json

import pytest
from aiohttp import web
from cards import cards_of, checked_in
from kubernetes_api import KubernetesApi
from running_hub import PodlessSpawner, cheap, spawned

GPU = "nvidia.com/gpu"


def choice(name, gpus, **override):
    devices = {GPU: gpus}
    override.update(extra_resource_limits=devices, extra_resource_guarantees=devices)
    override["extra_pod_config"] = {"runtimeClassName": "nvidia"}
    return {"display_name": name, "kubespawner_override": override}


def profiles():
    size = {
        "display_name": "Size",
        "choices": {
            "small": {"display_name": "Small", "default": True, "kubespawner_override": {"mem_limit": "1G"}},
            "gpu": choice("One GPU", 1),
            "two": choice("Two GPUs", 2),
            "fast": choice("Fast GPU", 1, node_selector={"disk": "fast"}),
        },
    }
    images = {name: {"display_name": name, "kubespawner_override": {}} for name in ("lab", "other")}
    options = {"image": {"display_name": "Image", "choices": images}, "size": size}
    return [{"display_name": "Server", "slug": "server", "default": True, "profile_options": options}]


def node(name, gpus, ready="True", labels=None, **spec):
    status = {"conditions": [{"type": "Ready", "status": ready}], "allocatable": {"cpu": "4"}}
    if gpus is not None:
        status["allocatable"][GPU] = str(gpus)
    return {"metadata": {"name": name, "labels": labels or {}}, "spec": spec, "status": status}


def pod(on, *gpus, phase="Running", **metadata):
    containers = [{"resources": {"limits": {GPU: str(count)}}} for count in gpus]
    spec = {"containers": [{}, *containers], **({"nodeName": on} if on else {})}
    return {"metadata": metadata, "spec": spec, "status": {"phase": phase}}


class ListApi(KubernetesApi):
    """Has the two lists that are asked for, and counts how often that was."""

    def __init__(self):
        super().__init__()
        self.nodes, self.pods, self.asked = [], [], []

    async def answer(self, request):
        path = request.match_info["path"]
        self.asked.append(path)
        items = self.nodes if path == "nodes" else self.pods
        assert path == "nodes" or path.startswith("namespaces/") and path.endswith("/pods")
        return web.json_response({"items": items}, status=self.status)


@pytest.fixture
async def api():
    async with ListApi() as api:
        yield api


async def start(hub, api, configure=None):
    hub.files.users(user1={"hash": cheap("x")}, user2={"hash": cheap("x")})

    def settings(c):
        c.KubeSpawner.profile_list = profiles()
        c.KubeSpawner.k8s_api_host = api.url
        if configure:
            configure(c)

    await hub.start({}, settings)
    return await hub.signed_in("user1", "x")


def form(size):
    return {"profile": "server", "profile-option-server--size": size}


async def test_form_counts_what_is_free_for_each_choice(hub, api):
    api.nodes = [
        node("a", 4),
        node("b", 2, labels={"disk": "fast"}),
        node("cordoned", 8, unschedulable=True),
        node("lost", 8, ready="Unknown"),
        node("plain", None),
    ]
    api.pods = [
        pod("a", 1),
        pod("a", 1, 1),
        pod("b", 1),
        pod("a", 1, phase="Succeeded"),
        pod("a", 1, deletionTimestamp="2026-01-01T00:00:00Z"),
        pod(None, 1, phase="Pending"),
    ]
    sizes = cards_of(await (await start(hub, api)).get("/spawn"))["size"]
    assert "Free GPUs: 2 of 6" in sizes["gpu"]["text"]
    assert "Free GPUs: 1 of 2" in sizes["fast"]["text"]
    assert "Free GPUs" not in sizes["small"]["text"]
    refused = "No node has 2 GPUs free. Reload this page later."
    assert [name for name, it in sizes.items() if it["disabled"]] == ["two"]
    assert sizes["two"]["text"].endswith(refused)
    assert sorted(api.asked) == ["namespaces/default/pods", "nodes"]  # once, for GPUs and room


async def test_no_free_gpu_is_said_with_the_form_and_to_the_api(hub, api):
    api.nodes, api.pods = [node("a", 2)], [pod("a", 2)]
    browser = await start(hub, api)
    message = "No GPU is free: 2 of 2 are in use. Choose another size, or try again later."
    page = await browser.post("/spawn", {**form("gpu"), "profile-option-server--image": "other"})
    assert page.status == 429
    assert "Error: " + message in page.plain
    # What else was chosen still is.
    assert checked_in(page) == {"image": "other", "size": "small"}
    answer = await browser.api("POST", "/users/user1/server", json={"size": "gpu"})
    assert (answer.status, json.loads(answer.text)["message"]) == (429, message)
    assert not PodlessSpawner.started
    assert hub.app.tornado_settings.get("failure_count", 0) == 0
    assert (await browser.post("/spawn", form("small"))).status == 302
    assert (await spawned()).mem_limit == 2**30


async def test_one_that_comes_free_can_be_had_at_once(hub, api):
    api.nodes, api.pods = [node("a", 1)], [pod("a", 1)]
    browser = await start(hub, api)
    assert (await browser.post("/spawn", form("gpu"))).status == 429
    api.pods = []
    assert (await browser.post("/spawn", form("gpu"))).status == 302
    await spawned()


async def test_several_gpus_must_be_free_on_one_node(hub, api):
    api.nodes, api.pods = [node("a", 2), node("b", 2)], [pod("a", 1), pod("b", 1)]
    browser = await start(hub, api)
    page = await browser.post("/spawn", form("two"))
    assert "No node has 2 GPUs free: 2 of 4 are in use. Choose another size, or try again later." in page.plain
    assert (await browser.post("/spawn", form("gpu"))).status == 302
    await spawned()


@pytest.mark.parametrize("fault", ["forbidden", "nonsense", "gone", "no GPUs"])
async def test_without_an_answer_nothing_is_shown_and_nothing_refused(hub, api, fault):
    api.nodes = [node("a", None if fault == "no GPUs" else 1)]
    api.pods = [pod("a", 1)]
    browser = await start(hub, api)
    if fault == "forbidden":
        api.status = 403
    elif fault == "nonsense":
        api.nodes = [{"metadata": {}}]
    elif fault == "gone":
        await api.stop()
    assert "Free GPUs" not in (await browser.get("/spawn")).plain
    assert (await browser.post("/spawn", form("gpu"))).status == 302
    await spawned()


async def test_who_chooses_no_gpu_does_not_wait_for_a_count(hub, api):
    browser = await start(
        hub,
        api,
        lambda c: c.KubeSpawner.profile_list[0]["profile_options"]["size"].update(
            choices={"small": profiles()[0]["profile_options"]["size"]["choices"]["small"]}
        ),
    )
    assert (await browser.api("POST", "/users/user1/server", json={"size": "small"})).status in (201, 202)
    await spawned()
    assert api.asked == []


async def test_pod_with_a_gpu_keeps_what_raw_values_set_and_the_next_one_has_none_of_it(hub, api):
    def raw(c):
        c.KubeSpawner.extra_pod_config = {"hostAliases": [{"ip": "10.0.0.1", "hostnames": ["data"]}]}
        c.KubeSpawner.extra_resource_limits = {"example.com/fpga": "1"}

    api.nodes = [node("a", 1)]
    browser = await start(hub, api, raw)
    await browser.post("/spawn", form("gpu"))
    spec = (await spawned()).manifest.to_dict()["spec"]
    assert spec["runtime_class_name"] == "nvidia"
    assert spec["host_aliases"][0]["hostnames"] == ["data"]
    limits = spec["containers"][0]["resources"]["limits"]
    assert {key: str(value) for key, value in limits.items()} == {GPU: "1", "example.com/fpga": "1"}

    await browser.api("DELETE", "/users/user1/server")
    await browser.post("/spawn", form("small"))
    spec = (await spawned()).manifest.to_dict()["spec"]
    assert spec["runtime_class_name"] is None
    assert GPU not in spec["containers"][0]["resources"]["limits"]
    assert spec["host_aliases"][0]["hostnames"] == ["data"]
