"""Says that no GPU is free, instead of letting a server wait for one until its start times out."""

import asyncio
import time

from ..asking import items
from ..refusal import refusal

RESOURCE = "nvidia.com/gpu"
# Seconds: how long a count holds, and how long a page waits for one.
_FRESH = 5
_PATIENCE = 3


def gpus_of(choice: dict) -> int:
    """GPUs that a choice of a profile asks for."""
    limits = choice.get("kubespawner_override", {}).get("extra_resource_limits") or {}
    wanted = str(limits.get(RESOURCE) or 0)
    return int(wanted) if wanted.isdigit() else 0


class Gpus:
    """What the nodes offer less what servers use, from the Kubernetes API.

    Only pods that have a node, in the hub's namespace, count as users of GPUs, so that nobody is refused one that is
    there; anyone who comes too late waits, as without this. Where the API does not answer, or the hub may not list
    nodes, nothing is shown and nothing refused. The same where no node offers any: other means may bring GPUs to pods.
    """

    def __init__(self):
        self._lock = asyncio.Lock()
        self._until = 0.0
        self._nodes = []
        self._failure = None

    async def label(self, profiles: list, spawner) -> list:
        """Say of each choice with GPUs how many of them are free, and refuse it if these are too few."""
        options = [option for profile in profiles for option in profile.get("profile_options", {}).values()]
        for choice in [*profiles, *(choice for option in options for choice in option.get("choices", {}).values())]:
            if wanted := gpus_of(choice):
                free, total = await self._free(choice, spawner)
                if not total:
                    continue
                choice.setdefault("notes", []).append(f"Free GPUs: {sum(free)} of {total}")
                if max(free) < wanted:
                    choice["refusal"] = f"{_what_is_short(wanted)}. Reload this page later."
        return profiles

    async def check(self, choices: list, spawner):
        """Raise a clear 429, as JupyterHub does at its own limits, if a choice needs more GPUs than a node has free."""
        for choice in choices:
            wanted = gpus_of(choice)
            if not wanted:
                continue
            free, total = await self._free(choice, spawner)
            if total and max(free) < wanted:  # one may have come free since
                free, total = await self._free(choice, spawner, fresh=True)
            if not total or max(free) >= wanted:
                continue
            used = f"{total - sum(free)} of {total} are in use"
            raise refusal(429, f"{_what_is_short(wanted)}: {used}. Choose another size, or try again later.")

    async def _free(self, choice, spawner, fresh=False):
        """Free GPUs of each node that the choice may run on, and how many these nodes offer together."""
        selector = choice["kubespawner_override"].get("node_selector") or {}
        nodes = [node for node in await self._count(spawner, fresh) if selector.items() <= node["labels"].items()]
        return [max(0, node["total"] - node["used"]) for node in nodes], sum(node["total"] for node in nodes)

    async def _count(self, spawner, fresh):
        async with self._lock:  # however many open the form at once, the API is asked once
            if fresh or time.monotonic() >= self._until:
                self._nodes = await self._look(spawner)
                self._until = time.monotonic() + _FRESH
            return self._nodes

    async def _look(self, spawner):
        try:
            nodes, pods = await asyncio.wait_for(
                asyncio.gather(
                    items(spawner.api.list_node),
                    items(spawner.api.list_namespaced_pod, spawner.namespace),
                ),
                _PATIENCE,
            )
            counted = count(nodes, pods)
        except Exception as error:  # no failure here may keep anyone from working
            if repr(error) != self._failure:
                spawner.log.warning("Free GPUs are not counted: %r", error)
            self._failure = repr(error)
            return []
        self._failure = None
        return counted


def _what_is_short(wanted):
    return "No GPU is free" if wanted == 1 else f"No node has {wanted} GPUs free"


def count(nodes: list, pods: list) -> list:
    """What each node that takes pods offers and what pods on it use, from the API's own objects."""
    used = {}
    for pod in pods:
        over = pod["status"].get("phase") in ("Succeeded", "Failed") or "deletionTimestamp" in pod["metadata"]
        if name := pod["spec"].get("nodeName") if not over else None:
            limits = [container.get("resources", {}).get("limits", {}) for container in pod["spec"]["containers"]]
            used[name] = used.get(name, 0) + sum(int(limit.get(RESOURCE, 0)) for limit in limits)
    return [
        {
            "labels": node["metadata"].get("labels", {}),
            "total": int(node["status"].get("allocatable", {}).get(RESOURCE, 0)),
            "used": used.get(node["metadata"]["name"], 0),
        }
        for node in nodes
        if _takes_pods(node)
    ]


def _takes_pods(node):
    ready = any(it["type"] == "Ready" and it["status"] == "True" for it in node["status"].get("conditions", []))
    return ready and not node["spec"].get("unschedulable")
