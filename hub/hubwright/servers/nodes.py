"""What the nodes offer and what pods on them reserve, from the Kubernetes API."""

import asyncio
import time

from ..asking import items

GPU = "nvidia.com/gpu"
# Seconds: how long an answer holds, and how long a page waits for one.
_FRESH = 5
_PATIENCE = 1
_UNITS = {"n": 1e-9, "u": 1e-6, "m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18}
_BINARY = {unit: 2.0 ** (10 * power) for power, unit in enumerate(("Ki", "Mi", "Gi", "Ti", "Pi", "Ei"), 1)}


class Nodes:
    """The nodes that take pods, each as :func:`measured` describes it.

    Only pods in the hub's namespace count, since the hub may list no others. Where the API does not answer, or the hub
    may not list nodes, there are none.
    """

    def __init__(self):
        self._lock = asyncio.Lock()
        self._until = 0.0
        self._nodes = []
        self._failure = None

    async def look(self, spawner, fresh=False) -> list[dict]:
        async with self._lock:  # however many open the form at once, the API is asked once
            if fresh or time.monotonic() >= self._until:
                self._nodes = await self._ask(spawner)
                self._until = time.monotonic() + _FRESH
            return self._nodes

    async def _ask(self, spawner):
        try:
            nodes, pods = await asyncio.wait_for(
                asyncio.gather(
                    items(spawner.api.list_node),
                    items(spawner.api.list_namespaced_pod, spawner.namespace),
                ),
                _PATIENCE,
            )
            found = measured(nodes, pods)
        except Exception as error:  # no failure here may keep anyone from working
            if repr(error) != self._failure:
                spawner.log.warning("What nodes have free is not known: %r", error)
            self._failure = repr(error)
            return []
        self._failure = None
        return found


def measured(nodes: list, pods: list) -> list[dict]:
    """Of each node that takes pods: its name, labels and taints, and by resource what is offered and what is reserved.

    Resources are as Kubernetes calls them: processors, bytes, pods and GPUs.
    """
    reserved = {}
    for pod in pods:
        over = pod["status"].get("phase") in ("Succeeded", "Failed") or "deletionTimestamp" in pod["metadata"]
        if name := pod["spec"].get("nodeName") if not over else None:
            on_node = reserved.setdefault(name, {})
            for resource, amount in _requests(pod["spec"]).items():
                on_node[resource] = on_node.get(resource, 0) + amount
    return [
        {
            "name": node["metadata"]["name"],
            "labels": node["metadata"].get("labels", {}),
            "taints": node["spec"].get("taints", []),
            "offered": {key: quantity(it) for key, it in node["status"].get("allocatable", {}).items()},
            "reserved": reserved.get(node["metadata"]["name"], {}),
        }
        for node in nodes
        if _takes_pods(node)
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
