"""Points the proxy to a server's new address within seconds.

After a reboot of its node, a pod that the kubelet starts again has another address. JupyterHub notes it at its next
look at the server and changes the route at its next look at the proxy, minutes later. KubeSpawner watches all pods, so
looking at what it knows costs next to nothing.
"""

from kubespawner import KubeSpawner

from .watching import repeat

_EVERY = 2  # seconds


def follow_pods(app):
    """Follow the pods of KubeSpawner while the hub runs."""
    repeat(app, "pod_routes", PodRoutes(app).follow, _EVERY)


class PodRoutes:
    """Compares the addresses of pods with those at the last look."""

    def __init__(self, app):
        self._app = app
        self._addresses: dict[str, str | None] = {}

    async def follow(self):
        """Change the routes of servers whose pods have other addresses. To be called again and again."""
        pods = {name: pod for reflector in _reflectors() for name, pod in reflector.pods.items()}
        addresses = {name: address for name, pod in pods.items() if (address := _address(pod))}
        moved = {n: n in self._addresses for n, address in addresses.items() if self._addresses.get(n) != address}
        # What has no address at the moment keeps its last one, so that the next is seen as another.
        self._addresses = {name: it for name, it in self._addresses.items() if name in pods} | addresses
        if moved:
            for user, server, spawner in self._ready():
                name = f"{spawner.namespace}/{spawner.pod_name}"
                if name in moved:
                    await self._lead(name, user, server, spawner, known_before=moved[name])

    def _ready(self):
        servers = [(user, *it) for user in self._app.users.values() for it in user.spawners.items()]
        return [it for it in servers if it[2].ready and isinstance(it[2], KubeSpawner)]

    async def _lead(self, name, user, server, spawner, known_before):
        before = spawner.server.host
        try:
            status = await spawner.poll()  # notes the address
            if status is None and spawner.ready and (known_before or spawner.server.host != before):
                self._app.log.warning("%s moved to %s: changing its route", spawner._log_name, spawner.server.host)
                await self._app.proxy.add_user(user, server)
        except Exception:
            self._addresses[name] = None
            self._app.log.exception("Could not point the proxy to %s; will try again", spawner._log_name)


def _reflectors():
    return [it for it in KubeSpawner.reflectors.values() if it is not None and getattr(it, "kind", "") == "pods"]


def _address(pod):
    """Of a pod whose containers are ready: before, its server does not answer."""
    status = pod["status"]
    containers = status.get("containerStatuses") or []
    ready = status.get("phase") == "Running" and containers and all(it.get("ready") for it in containers)
    return status.get("podIP") if ready and "deletionTimestamp" not in pod["metadata"] else None
