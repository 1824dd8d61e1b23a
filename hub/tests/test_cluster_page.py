"""*Cluster* for administrators: of a real hub, with a stand-in for the Kubernetes API."""

import json
import sys
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from running_hub import cheap
from test_gpus import GPU, ListApi, profiles
from waiting import LIMIT_SECONDS

from hubwright.cluster import page as cluster_page
from hubwright.cluster.images import images_of, on_nodes
from hubwright.cluster.node_cards import card, total
from hubwright.servers.nodes import measured

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
LIMIT = {"mebibytes": 10240, "kind": "warn"}
LAB = "registry.example.com/lab:1"


def ready(status="True", **more):
    return {"type": "Ready", "status": status, "lastTransitionTime": "2026-11-27T10:00:00Z", **more}


def node(name="a1", conditions=(), images=(), annotations=None, labels=None, **spec):
    """As the API describes one with 4 processors, 16 GiB and a GPU."""
    status = {
        "conditions": [*conditions] or [ready()],
        "allocatable": {"cpu": "4", "memory": "16Gi", "pods": "110", GPU: "1"},
        "nodeInfo": {"kubeletVersion": "v1.36.5+k3s1"},
        "images": [{"names": [*names], "sizeBytes": size} for names, size in images],
    }
    metadata = {"name": name, "labels": labels or {}, "annotations": annotations or {}}
    return {"metadata": metadata, "spec": spec, "status": status}


def pod(on, cpu="1500m", component="singleuser-server"):
    requests = {"resources": {"requests": {"cpu": cpu, "memory": "4Gi"}}}
    metadata = {"name": "jupyter-ada", "labels": {"component": component}}
    return {"metadata": metadata, "spec": {"nodeName": on, "containers": [requests]}, "status": {"phase": "Running"}}


def card_of(*pods, **about):
    return card(measured([node(**about)], pods)[0], LIMIT, NOW, has_backups=False)


LOST = ready("Unknown", message="Kubelet stopped posting node status.")
ROLES = {"node-role.kubernetes.io/control-plane": "true", "node-role.kubernetes.io/etcd": "true"}
SIZES = {"hubwright/home-sizes": f"{int(NOW.timestamp()) - 1800} pvc-1=512 pvc-2=9000"}


@pytest.mark.parametrize(
    ("about", "state", "warnings"),
    [
        ({}, "Ready for 2 hours", []),
        ({"unschedulable": True}, "Ready for 2 hours", ["Cordoned: no server starts on it."]),
        ({"conditions": [LOST]}, None, ["Not ready for 2 hours: Kubelet stopped posting node status."]),
        ({"conditions": [{"type": "Ready", "status": "False"}]}, None, ["Not ready: its kubelet says nothing."]),
        (
            {"conditions": [ready(), {"type": "DiskPressure", "status": "True"}]},
            "Ready for 2 hours",
            ["A disk is full (DiskPressure): pods are evicted, and unused images deleted."],
        ),
        ({"conditions": [ready(), {"type": "PIDPressure", "status": "False"}]}, "Ready for 2 hours", []),
    ],
)
def test_the_state_of_a_node_is_said_in_words(about, state, warnings):
    found = card_of(**about)
    assert (found["state"], found["warnings"]) == (state, warnings)


@pytest.mark.parametrize(
    ("about", "facts"),
    [
        ({}, {"Roles": "agent"}),
        ({"labels": ROLES}, {"Roles": "control-plane, etcd"}),
        (
            {"annotations": SIZES},
            {
                "Roles": "agent",
                "Homes": "2, together 9.29 GiB; 1 above 80 % of the limit of 10 GiB; measured 30 minutes ago",
            },
        ),
        ({"annotations": {"hubwright/home-sizes": "nonsense x"}}, {"Roles": "agent"}),
    ],
)
def test_what_is_known_of_a_node_is_listed(about, facts):
    found = dict(card_of(pod("a1"), pod("a1", component="hub"), pod("b1"), **about)["facts"])
    assert found == {"k3s": "v1.36.5+k3s1", "Servers": "1", **facts}


def test_amounts_are_those_of_pods_that_run_there_and_drawn_to_scale():
    nodes = measured([node(), node("b1"), node("c1", unschedulable=True)], [pod("a1"), pod("b1", "9"), pod("c1")])
    said = {it["name"]: (it["text"], it["reserved"]) for it in card(nodes[0], None, NOW, False)["amounts"]}
    assert said == {
        "Processors": ("1.5 of 4 reserved, 2.5 free", 38),
        "Memory": ("4 of 16 GiB reserved, 12 free", 25),
        "GPUs": ("0 of 1 reserved, 1 free", 0),
    }
    assert card(nodes[1], None, NOW, False)["amounts"][0]["reserved"] == 100
    # Cordoned nodes have nothing to give.
    assert card(nodes[2], None, NOW, False)["amounts"][1]["text"] == "4 of 16 GiB reserved"
    assert [it["text"] for it in total(nodes)][1:] == ["8 of 32 GiB reserved, 24 free", "0 of 2 reserved, 2 free"]
    assert total(nodes[:1]) == []


@pytest.mark.parametrize(
    ("reference", "name"),
    [
        (LAB, LAB),
        ("debian", "docker.io/library/debian:latest"),
        ("jupyter/lab:1", "docker.io/jupyter/lab:1"),
        ("localhost/lab", "localhost/lab:latest"),
        ("registry:5000/lab", "registry:5000/lab:latest"),
        ("jupyter/lab:1@sha256:0a", "docker.io/jupyter/lab@sha256:0a"),
        ("registry:5000/lab@sha256:0a", "registry:5000/lab@sha256:0a"),
    ],
)
def test_an_image_is_found_by_the_name_that_containerd_gives_it(reference, name):
    nodes = measured([node(images=[(["x@sha256:1", name], 2**30)]), node("b1"), node("c1", unschedulable=True)], [])
    assert on_nodes(("Lab", reference), nodes) == {
        "title": "Lab",
        "reference": reference,
        "size": "1 GiB",
        "has": ["a1"],
        "lacks": ["b1"],
        "unknown": [],
    }


def test_a_node_that_names_only_its_largest_images_may_have_it():
    full = node(images=[([f"x:{i}"], 1) for i in range(50)])
    found = on_nodes(("Lab", LAB), measured([full], []))
    assert (found["has"], found["lacks"], found["unknown"], found["size"]) == ([], [], ["a1"], "unknown")


def test_images_are_those_that_can_be_chosen_once_each():
    from traitlets.config import Config

    def images(*pairs, **traits):
        choices = {str(i): {"display_name": n, "kubespawner_override": it} for i, (n, it) in enumerate(pairs)}
        profile = {"display_name": "Server", "profile_options": {"image": {"choices": choices}}}
        return images_of(Config({"KubeSpawner": {"profile_list": [profile], **traits}}))

    two = [("Lab", {"image": "lab:1"}), ("R", {"image": "r:1"})]
    assert images(*two, ("Lab too", {"image": "lab:1"}), ("Small", {"mem_limit": "1G"})) == [
        ("Lab", "lab:1"),
        ("R", "r:1"),
    ]
    assert images(image="lab:1") == [("Image", "lab:1")]
    assert images_of(Config({"KubeSpawner": {"profile_list": lambda _: []}})) == []


async def start(hub, api):
    hub.files.users(ada={"hash": cheap("x")}, admin={"hash": cheap("x"), "admin": True})
    listed = profiles()
    listed[0]["profile_options"]["image"]["choices"]["lab"]["kubespawner_override"] = {"image": LAB}

    def settings(c):
        c.KubeSpawner.profile_list = listed
        c.KubeSpawner.k8s_api_host = api.url

    await hub.start({}, settings)
    return await hub.signed_in("admin", "x"), await hub.signed_in("ada", "x")


@pytest.fixture
async def api():
    async with ListApi() as api:
        yield api


def test_a_version_that_is_not_known_is_not_shown(monkeypatch):
    monkeypatch.setitem(sys.modules, "z2jh", SimpleNamespace(get_config={}.get))
    assert [name for name, _ in cluster_page._versions()] == ["JupyterHub"]


async def test_administrators_see_nodes_images_and_the_hub_from_one_question(hub, api, monkeypatch, tmp_path):
    version = tmp_path / "version.json"
    version.write_text('{"version": "1.2.3"}')
    monkeypatch.setattr("hubwright.cluster.page._VERSION", version)
    monkeypatch.setattr("hubwright.servers.nodes._FRESH", LIMIT_SECONDS)
    values = {"Chart.Version": "4.4.0"}
    monkeypatch.setitem(sys.modules, "z2jh", SimpleNamespace(get_config=values.get))
    change = {"change": 12, "at": "2026-11-27T10:12:00Z", "operator": "bo@<b>", "command": "up", "result": "failed"}
    noted = {"hubwright/change": json.dumps(change)}
    api.nodes = [node(images=[([LAB], 2**31)], annotations=noted), node("b1", unschedulable=True), node("c1")]
    api.pods = [pod("a1"), pod("c1")]
    admin, ada = await start(hub, api)
    page = await admin.get("/cluster")
    assert page.status == 200
    for text in (
        "All nodes that take servers Processors 3 of 8 reserved, 5 free",
        "a1 Ready for",
        "b1 Ready for",
        "Cordoned: no server starts on it.",
        f"lab {LAB} 2 GiB Not on c1 On a1",
        "Servers 0 running",
        "Hubwright 1.2.3 JupyterHub",
        "The last change of the settings (up) failed: not all of it may be applied.",
        "Settings 2026-11-27 10:12 UTC, by bo@<b> (change 12)",
        "Chart 4.4.0",
    ):
        assert text in page.plain
    assert ">Cluster</a>" in page.text and "<b>" not in page.text
    await admin.get("/spawn")
    await admin.get("/cluster")
    assert sorted(api.asked) == ["namespaces/default/pods", "nodes"]
    assert (await ada.get("/cluster")).status == 403
    assert ">Cluster</a>" not in (await ada.get("/home")).text
    assert (await hub.browser().get("/cluster")).status == 302


async def test_without_an_answer_the_page_says_so_and_shows_what_it_knows(hub, api, monkeypatch):
    monkeypatch.setattr("hubwright.servers.nodes._FRESH", 0)
    api.status = 403
    admin, _ = await start(hub, api)
    assert "This hub does not run in a cluster" in (await admin.get("/cluster")).plain
    monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "10.43.0.1")
    page = await admin.get("/cluster")
    assert "does not say how the nodes are: HTTP 403 from /api/v1/" in page.plain
    assert "Nodes" not in page.plain and "What follows" not in page.plain and "Servers 0 running" in page.plain
    api.status, api.nodes = 200, [node()]
    assert "a1 Ready" in (await admin.get("/cluster")).plain
    api.nodes = [{"metadata": {}}]  # nonsense
    page = await admin.get("/cluster")
    assert "What follows is as of" in page.plain and "a1 Ready" in page.plain
