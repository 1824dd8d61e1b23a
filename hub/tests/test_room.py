"""How many servers of a size fit now, from what the Kubernetes API says of nodes and pods."""

import asyncio

import pytest
from cards import cards_of
from running_hub import cheap
from test_gpus import ListApi
from test_homes import claim

from hubwright.servers.nodes import Found, measured, quantity
from hubwright.servers.room import Room

READY = [{"type": "Ready", "status": "True"}]
DEDICATED = {"key": "hub.jupyter.org/dedicated", "value": "user", "effect": "NoSchedule"}


def node(name="a", cpu="4", memory="16Gi", pods="110", labels=None, **spec):
    allocatable = {"cpu": cpu, "memory": memory, "pods": pods}
    status = {"conditions": READY, "allocatable": allocatable}
    return {"metadata": {"name": name, "labels": labels or {}}, "spec": spec, "status": status}


def pod(on, *requests, before=(), phase="Running", user="grace"):
    containers = [{"resources": {"requests": it}} for it in requests]
    spec = {
        "nodeName": on,
        "containers": containers,
        "initContainers": [{"resources": {"requests": it}} for it in before],
    }
    return {"metadata": {"name": f"jupyter-{user}"}, "spec": spec, "status": {"phase": phase}}


def size(**override):
    return {"display_name": "Size", "kubespawner_override": override}


class Looked:
    """Nodes as they were measured."""

    def __init__(self, nodes, pods):
        self._found = Found(measured(nodes, pods), None, None)

    async def look_at_all(self, spawner):
        return self._found


class Spawner:
    node_selector: dict = {}
    tolerations = [{**DEDICATED, "operator": "Equal"}]


def notes(nodes, pods, choice, home=None):
    profiles = [{"profile_options": {"size": {"choices": {"it": choice}}}}]
    asyncio.run(Room(Looked(nodes, pods)).label(profiles, Spawner(), home))
    return choice.get("notes")


TWO = {"cpu_guarantee": 1, "mem_guarantee": "2G"}


@pytest.mark.parametrize(
    ("nodes", "pods", "wanted", "said"),
    [
        ([node()], [], size(**TWO), "About 4 fit now"),
        ([node(), node("b", cpu="1500m")], [], size(**TWO), "About 5 fit now"),
        ([node(memory="5Gi")], [], size(**TWO), "About 2 fit now"),
        ([node(pods="2")], [pod("a", {"cpu": "100m"})], size(**TWO), "About 1 fits now"),
        ([node()], [pod("a", {"cpu": "1500m"}, {"cpu": "600m"})], size(**TWO), "About 1 fits now"),
        ([node()], [pod("a", {"cpu": "100m"}, before=[{"cpu": "3"}])], size(**TWO), "About 1 fits now"),
        ([node()], [pod("a", {"cpu": "4"}, phase="Succeeded")], size(**TWO), "About 4 fit now"),
        ([node()], [pod("other", {"cpu": "4"})], size(**TWO), "About 4 fit now"),
        ([node()], [pod("a", {"cpu": "3500m"})], size(**TWO), "No room now, so it would wait"),
        ([node()], [pod("a", {"cpu": "9"})], size(**TWO), "No room now, so it would wait"),
        ([node(cpu="0.3")], [], size(cpu_guarantee=0.1), "About 3 fit now"),
        ([node()], [], size(cpu_guarantee=0.1), "More than 20 fit now"),
        ([node()], [], size(cpu_limit=2), "About 2 fit now"),
        ([node()], [], size(**TWO, node_selector={"disk": "fast"}), "No room now, so it would wait"),
        ([node(labels={"disk": "fast"})], [], size(**TWO, node_selector={"disk": "fast"}), "About 4 fit now"),
        ([node(taints=[DEDICATED])], [], size(**TWO), "About 4 fit now"),
        ([node(taints=[{"key": "x", "effect": "NoExecute"}])], [], size(**TWO), "No room now, so it would wait"),
        (
            [node(taints=[{"key": "x", "effect": "NoExecute"}])],
            [],
            size(**TWO, tolerations=[{"key": "x", "operator": "Exists"}]),
            "About 4 fit now",
        ),
        ([node(taints=[{"key": "x", "effect": "PreferNoSchedule"}])], [], size(**TWO), "About 4 fit now"),
    ],
)
def test_how_many_fit(nodes, pods, wanted, said):
    assert notes(nodes, pods, wanted) == [said]


def test_only_the_node_of_the_home_counts():
    nodes = [node(), node("b")]
    full = [pod("b", {"cpu": "4"})]
    assert notes(nodes, full, size(**TWO), "a") == ["About 4 fit now on a, where your home is"]
    assert notes(nodes, full, size(**TWO), "b") == ["No room now, so it would wait on b, where your home is"]
    away = [node(), node("b", unschedulable=True)]
    assert notes(away, [], size(**TWO), "b") == ["No room now, so it would wait on b, where your home is"]


@pytest.mark.parametrize("choice", [size(), size(image="x"), {**size(**TWO), "refusal": "No."}])
def test_nothing_is_said_of_what_reserves_nothing_or_is_refused(choice):
    assert notes([node()], [], choice) is None


@pytest.mark.parametrize(
    ("nodes", "choice", "refusal"),
    [
        ([node(), node("b")], size(cpu_guarantee=4), None),
        ([node(), node("b")], size(cpu_guarantee=4.5), "No node is large enough."),
        ([node(cpu="8"), node("b")], size(cpu_guarantee=4.5), None),
        # No single one of them has both.
        (
            [node(cpu="8", memory="2Gi"), node("b")],
            size(cpu_guarantee=6, mem_guarantee="4G"),
            "No node is large enough.",
        ),
        # One that is off, or closed, comes back.
        ([node(), node("b", cpu="8", unschedulable=True)], size(cpu_guarantee=6), None),
        ([node()], {**size(cpu_guarantee=6), "refusal": "Not for your group."}, "Not for your group."),
    ],
)
def test_what_is_larger_than_every_node_cannot_be_chosen(nodes, choice, refusal):
    notes(nodes, [], choice)
    assert choice.get("refusal") == refusal


def test_nothing_is_said_where_nothing_is_known():
    assert notes([], [], size(**TWO)) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("4", 4),
        (4, 4),
        ("100m", 0.1),
        ("7950Mi", 7950 * 2**20),
        ("8148452Ki", 8148452 * 1024),
        ("1e3", 1000),
        ("2G", 2e9),
        ("1500M", 1.5e9),
    ],
)
def test_quantities(text, number):
    assert quantity(text) == pytest.approx(number)


class HomeApi(ListApi):
    """With a home on a node."""

    async def answer(self, request):
        from aiohttp import web

        if "persistentvolumeclaims" in request.match_info["path"]:
            return web.json_response(claim("a"))
        return await super().answer(request)


async def test_the_form_says_it_and_names_nobody(hub):
    api = HomeApi()
    await api.start()
    api.nodes, api.pods = [node(), node("b")], [pod("a", {"cpu": "2"})]
    hub.files.users(user1={"hash": cheap("x")}, user2={"hash": cheap("x")})

    def settings(c):
        choices = {"small": size(**TWO), "large": size(cpu_guarantee=4)}
        c.KubeSpawner.profile_list = [{"display_name": "S", "profile_options": {"size": {"choices": choices}}}]
        c.KubeSpawner.k8s_api_host = api.url
        c.KubeSpawner.storage_class = "hubwright-home"

    await hub.start({"neverOn": {"size": {}}}, settings)
    pages = [await (await hub.signed_in(name, "x")).get("/spawn") for name in ("user1", "user2")]
    for page in pages:
        cards = cards_of(page)["size"]
        assert "About 2 fit now on a, where your home is" in cards["small"]["text"]
        assert "No room now" in cards["large"]["text"]
        assert not any(it["disabled"] for it in cards.values())
        assert "grace" not in page.text
    await api.stop()
