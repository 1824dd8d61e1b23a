"""After a reboot of its node, a server is reached at its new address within seconds."""

import asyncio

import pytest
from kubespawner import KubeSpawner
from running_hub import PodlessSpawner
from waiting import until

from hubwright.servers.pod_routes import PodRoutes


class Pods:
    """What KubeSpawner's reflector knows of the cluster."""

    kind = "pods"

    def __init__(self):
        self.pods = {}
        self.first_load_future = asyncio.get_running_loop().create_future()
        self.first_load_future.set_result(None)

    def set(self, spawner, address, ready=True, **metadata):
        """The pod of a server, as the API describes it."""
        status = {"phase": "Running" if ready else "Pending", "podIP": address}
        status["containerStatuses"] = [{"name": "notebook", "ready": ready, "state": {"running": {}}}]
        pod = {"metadata": {"uid": "u", **metadata}, "status": status}
        self.pods[f"{spawner.namespace}/{spawner.pod_name}"] = pod


class MovingSpawner(PodlessSpawner):
    """Looks at its pod as KubeSpawner does."""

    async def start(self):
        url = await super().start()
        self.port = int(url.rsplit(":", 1)[1])
        self.pod_reflector.set(self, "127.0.0.1")
        return url

    async def poll(self):
        return await KubeSpawner.poll(self)


@pytest.fixture
async def pods(hub, monkeypatch):
    """Two servers that run."""
    pods = Pods()
    monkeypatch.setattr(KubeSpawner, "reflectors", {("pods", "default"): pods})

    def configure(c):
        c.JupyterHub.spawner_class = MovingSpawner
        c.KubeSpawner.namespace = "default"

    hub.files.users(user1="x", user2="x")
    await hub.start(configure=configure)
    for name in ("user1", "user2"):
        browser = await hub.signed_in(name, "x")
        await browser.api("POST", f"/users/{name}/server", json={})
        await until(lambda name=name: hub.app.users[name].spawner.ready)
    return pods


def target(hub, name):
    return hub.app.proxy.routes[f"/user/{name}/"]["target"].split("//")[1].split(":")[0]


async def test_the_route_follows_the_pod(hub, pods):
    pods.set(hub.app.users["user1"].spawner, "127.0.0.7")
    await until(lambda: target(hub, "user1") == "127.0.0.7")
    assert target(hub, "user2") == "127.0.0.1"
    assert hub.app.users["user1"].spawner.server.ip == "127.0.0.7"


async def test_a_pod_is_followed_when_it_is_ready_and_only_then_and_once(hub, pods):
    spawner = hub.app.users["user1"].spawner
    routes = PodRoutes(hub.app)
    await routes.follow()
    added = []
    add = hub.app.proxy.add_route

    async def counted(routespec, target, data):
        added.append(routespec)
        await add(routespec, target, data)

    hub.app._periodic_callbacks["hubwright_pod_routes"].stop()
    hub.app.proxy.add_route = counted
    pods.set(spawner, None, ready=False)
    await routes.follow()
    pods.set(spawner, "127.0.0.8", ready=False)
    await routes.follow()
    pods.set(spawner, "127.0.0.8", deletionTimestamp="now")
    await routes.follow()
    assert added == []
    pods.set(spawner, "127.0.0.8")
    for _ in range(3):
        await routes.follow()
    assert added == ["/user/user1/"]
    assert target(hub, "user1") == "127.0.0.8"


async def test_a_proxy_that_does_not_answer_is_asked_again(hub, pods):
    hub.app._periodic_callbacks["hubwright_pod_routes"].stop()
    routes = PodRoutes(hub.app)
    await routes.follow()
    add, failures = hub.app.proxy.add_route, [OSError("no proxy")]

    async def failing(routespec, target, data):
        if failures:
            raise failures.pop()
        await add(routespec, target, data)

    hub.app.proxy.add_route = failing
    pods.set(hub.app.users["user1"].spawner, "127.0.0.9")
    await routes.follow()
    assert target(hub, "user1") == "127.0.0.1"
    await routes.follow()
    assert target(hub, "user1") == "127.0.0.9"
