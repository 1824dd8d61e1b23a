"""What the hub of a preview is told of the nodes that platform.yaml plans, of its servers and of homes."""

import asyncio
import json
import runpy
from pathlib import Path

import pytest
from test_room import READY

from hubwright.asking import ask, claim_of, items, many_items
from hubwright.servers.home_sizes import NOTES, sizes_in
from hubwright.servers.nodes import Nodes

# By its path: other modules beside it would take the place of the chart's.
PlannedCluster = runpy.run_path(str(Path(__file__).parents[2] / "preview/hub/planned_cluster.py"))["PlannedCluster"]
GPU = {"nvidia.com/gpu": "1"}
DEDICATED = {"key": "dedicated", "value": "gpu", "effect": "NoSchedule"}


def node(name, taints=(), **more):
    allocatable = {"cpu": "2", "memory": "4Gi", "pods": "110", **more}
    status = {"allocatable": allocatable, "conditions": READY}
    return {"metadata": {"name": name, "labels": {"disk": name}}, "spec": {"taints": list(taints)}, "status": status}


def pod(user, memory="2Gi", limits=(), **spec):
    resources = {"requests": {"cpu": "100m", "memory": memory}, "limits": dict(limits)}
    labels = {"component": "singleuser-server"}
    metadata = {"name": f"jupyter-{user}", "labels": labels}
    return {"metadata": metadata, "spec": {"containers": [{"resources": resources}], **spec}}


def claim(user):
    annotations = {"hub.jupyter.org/username": user}
    return {
        "metadata": {"name": f"claim-{user}", "annotations": annotations},
        "spec": {"storageClassName": "hubwright-homes"},
    }


class Spawner:
    namespace = "jupyterhub"
    log = None

    def __init__(self, api, user="ada"):
        self.api = api
        self.pvc_name = f"claim-{user}"


class Preview:
    """A state folder, and the cluster that the hub of it sees."""

    def __init__(self, folder):
        self.folder = folder
        self.plan(node("a"), node("b"))

    def plan(self, *nodes, pods=()):
        """Start again with nodes."""
        (self.folder / "cluster.json").write_text(json.dumps({"nodes": nodes, "pods": pods}))
        self.api = PlannedCluster(self.folder)

    def start(self, user, is_running=lambda: True, home_bytes=0, has_claim=True, **spec):
        home = self.folder / "homes" / user
        home.mkdir(parents=True, exist_ok=True)
        (home / "file").write_bytes(b"x" * home_bytes)
        self.api.add(pod(user, **spec), claim(user) if has_claim else None, user, is_running)

    async def servers(self):
        """How many servers each node has."""
        return {it["name"]: it["servers"] for it in await Nodes().look(Spawner(self.api))}

    async def node_of_home(self, user):
        """Where a home is, as the hub reads it."""
        found = await claim_of(Spawner(self.api, user))
        return found["metadata"]["annotations"].get("volume.kubernetes.io/selected-node")


@pytest.fixture
def preview(tmp_path):
    return Preview(tmp_path)


async def test_a_server_is_where_there_is_room_until_it_ends(preview):
    running = {"ada": True, "bo": True}
    for user in running:
        preview.start(user, memory="3Gi", is_running=lambda user=user: running[user])
    assert await preview.servers() == {"a": 1, "b": 1}
    running["ada"] = False
    assert await preview.servers() == {"a": 0, "b": 1}


async def test_one_that_would_wait_is_on_no_node_and_so_is_its_home(preview):
    preview.start("ada", memory="5Gi")
    assert await preview.servers() == {"a": 0, "b": 0}
    assert await preview.node_of_home("ada") is None
    preview.start("ada")
    assert await preview.node_of_home("ada") == "a"


async def test_it_starts_again_on_the_node_of_its_home(preview):
    preview.start("ada")
    preview.plan(node("b"), node("a"))
    preview.start("ada")
    assert await preview.servers() == {"b": 0, "a": 1}


async def test_a_home_of_nodes_that_the_settings_no_longer_have_is_on_none(preview):
    preview.start("ada")
    preview.plan(node("c"))
    assert await preview.node_of_home("ada") is None
    preview.start("ada")
    assert await preview.node_of_home("ada") == "c"


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({"nodeSelector": {"disk": "b"}}, "b"),
        ({"limits": GPU.items(), "tolerations": [{**DEDICATED, "operator": "Equal"}]}, "gpu"),
        ({"limits": GPU.items()}, None),
        ({"nodeSelector": {"disk": "c"}}, None),
    ],
)
async def test_labels_taints_and_gpus_count(preview, spec, expected):
    preview.plan(node("a"), node("b"), node("gpu", [DEDICATED], **GPU))
    preview.start("ada", **spec)
    assert [name for name, count in (await preview.servers()).items() if count] == ([expected] if expected else [])


async def test_what_the_hub_reserves_is_no_server(preview):
    hub = {
        "metadata": {"name": "hub"},
        "spec": {"nodeName": "a", "containers": [{"resources": {"requests": {"memory": "3Gi"}}}]},
        "status": {"phase": "Running"},
    }
    preview.plan(node("a"), node("b"), pods=[hub])
    preview.start("ada")
    assert await preview.servers() == {"a": 0, "b": 1}


async def test_homes_are_measured_as_nodes_note_them(preview):
    preview.start("ada", home_bytes=3 * 2**20 + 1)
    preview.start("bo")
    [first, *others] = await items(preview.api.list_node)
    sizes = sizes_in([first["metadata"]["annotations"][NOTES[0]]])
    assert {volume: size for volume, (size, _) in sizes.items()} == {"ada": 4, "bo": 0}
    assert all("annotations" not in it["metadata"] for it in others)
    claims = await many_items(preview.api.list_namespaced_persistent_volume_claim, "jupyterhub")
    assert [it["spec"]["volumeName"] for it in claims] == ["ada", "bo"]


async def test_a_page_that_waits_no_longer_does_not_end_a_measurement(preview):
    preview.start("ada", home_bytes=1)
    page = asyncio.create_task(preview.api.list_node())
    await asyncio.sleep(0)  # it has begun
    page.cancel()
    [first, *_] = await items(preview.api.list_node)
    assert "ada=1" in first["metadata"]["annotations"][NOTES[0]]


async def test_what_is_not_there_is_not_found(preview):
    assert await ask(preview.api.read_namespaced_persistent_volume_claim, "claim-ada", "jupyterhub") is None
    preview.start("ada", has_claim=False)
    assert await claim_of(Spawner(preview.api)) is None
    assert await many_items(preview.api.list_namespaced_persistent_volume_claim, "jupyterhub") == []
