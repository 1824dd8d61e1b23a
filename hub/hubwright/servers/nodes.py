"""What the nodes offer and what pods on them reserve, from the Kubernetes API."""

import asyncio
from datetime import UTC, datetime
from typing import NamedTuple

from ..asking import Kept, items

GPU = "nvidia.com/gpu"
# Seconds: how long an answer holds, and how long a page waits for one.
_FRESH = 5
_PATIENCE = 1
_UNITS = {"n": 1e-9, "u": 1e-6, "m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18}
_BINARY = {unit: 2.0 ** (10 * power) for power, unit in enumerate(("Ki", "Mi", "Gi", "Ti", "Pi", "Ei"), 1)}


class Found(NamedTuple):
    """What is known of all nodes, each as :func:`measured` describes it; after a failure, what was known before."""

    nodes: list[dict]
    at: datetime | None
    failure: str | None


class Nodes:
    """The nodes and what pods reserve of them, asked for all pages at once.

    Only pods in the hub's namespace count, since the hub may list no others.
    """

    def __init__(self):
        self._kept = Kept()
        self._found = Found([], None, None)

    async def look(self, spawner, fresh=False) -> list[dict]:
        """The nodes that take pods; none where the API does not answer, or the hub may not list nodes."""
        found = await self.look_at_all(spawner, fresh)
        return [] if found.failure else [it for it in found.nodes if it["takes_pods"]]

    async def look_at_all(self, spawner, fresh=False) -> Found:
        """All nodes, also those that take no pods."""
        self._found = await self._kept.get(lambda: self._ask(spawner), _FRESH, fresh)
        return self._found

    async def _ask(self, spawner):
        try:
            nodes, pods = await asyncio.wait_for(
                asyncio.gather(
                    items(spawner.api.list_node),
                    items(spawner.api.list_namespaced_pod, spawner.namespace),
                ),
                _PATIENCE,
            )
            return Found(measured(nodes, pods), datetime.now(UTC), None)
        except TimeoutError:
            failure = f"no answer within {_PATIENCE} s"
        except Exception as error:  # no failure here may keep anyone from working
            failure = str(error) if isinstance(error, (RuntimeError, OSError)) else repr(error)
        if failure != self._found.failure:
            spawner.log.warning("What nodes have free is not known: %s", failure)
        return self._found._replace(failure=failure)


def measured(nodes: list, pods: list) -> list[dict]:
    """Of each node: its name, labels and taints, and by resource what is offered and what is reserved.

    Resources are as Kubernetes calls them: processors, bytes, pods and GPUs. `takes_pods` says whether it is ready and
    not cordoned, `servers` how many users' servers are on it, and `object` is all that Kubernetes says of it.
    """
    reserved, servers = {}, {}
    for pod in pods:
        over = pod["status"].get("phase") in ("Succeeded", "Failed") or "deletionTimestamp" in pod["metadata"]
        if name := pod["spec"].get("nodeName") if not over else None:
            on_node = reserved.setdefault(name, {})
            for resource, amount in _requests(pod["spec"]).items():
                on_node[resource] = on_node.get(resource, 0) + amount
            is_server = pod["metadata"].get("labels", {}).get("component") == "singleuser-server"
            servers[name] = servers.get(name, 0) + is_server
    return [
        {
            "name": node["metadata"]["name"],
            "labels": node["metadata"].get("labels", {}),
            "taints": node["spec"].get("taints", []),
            "offered": {key: quantity(it) for key, it in node["status"].get("allocatable", {}).items()},
            "reserved": reserved.get(node["metadata"]["name"], {}),
            "servers": servers.get(node["metadata"]["name"], 0),
            "takes_pods": _takes_pods(node),
            "object": node,
        }
        for node in nodes
    ]


def quantity(text) -> float:
    """A quantity of Kubernetes: `4`, `100m`, `7950Mi`, `1e3`."""
    text = str(text)
    for units in (_BINARY, _UNITS):
        unit = next((it for it in units if text.endswith(it)), None)
        if unit:
            return float(text.removesuffix(unit)) * units[unit]
    return float(text)


def _requests(spec):
    """What the scheduler counts: containers together, or the largest container that runs before them."""
    found = {"pods": 1.0}
    for container in spec["containers"]:
        for key, amount in _of_container(container).items():
            found[key] = found.get(key, 0) + amount
    for container in spec.get("initContainers", []):
        for key, amount in _of_container(container).items():
            found[key] = max(found.get(key, 0), amount)
    return found


def _of_container(container):
    resources = container.get("resources", {})
    return {key: quantity(it) for key, it in {**resources.get("limits", {}), **resources.get("requests", {})}.items()}


def _takes_pods(node):
    ready = any(it["type"] == "Ready" and it["status"] == "True" for it in node["status"].get("conditions", []))
    return ready and not node["spec"].get("unschedulable")
