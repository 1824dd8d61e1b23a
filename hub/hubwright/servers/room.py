"""Says about how many servers of a size fit on the nodes now."""

import math

from ..spawn_page.amounts import amounts_of
from .choices import choices_in
from .nodes import GPU, Nodes

_RESOURCES = {"Processors": "cpu", "Memory": "memory", "GPUs": GPU}
# No page needs to say more than that there is plenty.
_PLENTY = 20


class Room:
    """Counts by what the nodes offer less what pods of the hub's namespace reserve: others are few, but unknown."""

    def __init__(self, nodes: Nodes):
        self._nodes = nodes

    async def label(self, profiles: list, spawner, home: str | None) -> list:
        """Say of each choice that reserves something how many of it fit; on the node of the home, if that is known."""
        wanting = [(choice, wants) for choice in choices_in(profiles) if (wants := _wants(choice))]
        found = await self._nodes.look_at_all(spawner) if wanting else None
        nodes = [it for it in found.nodes if it["takes_pods"]] if found and not found.failure else []
        if not nodes:
            return profiles
        for choice, wants in wanting:
            # Of all, also those that are off: what is too large for each of them is no question of time.
            if not any(_is_large_enough(node, wants) for node in found.nodes):
                choice.setdefault("refusal", "No node is large enough.")
        where = f" on {home}, where your home is" if home else ""
        nodes = [node for node in nodes if home in (None, node["name"])]
        for choice, wants in wanting:
            fitting = [node for node in nodes if _may_run_on(node, choice["kubespawner_override"], spawner)]
            if not choice.get("refusal"):
                count = sum(_how_many(node, wants) for node in fitting)
                choice.setdefault("notes", []).append(f"{_said(count)}{where}")
        return profiles


def _wants(choice):
    # Kubernetes reserves the limit where only that is set.
    found = {_RESOURCES[name]: reserved or limit for name, (reserved, limit) in amounts_of(choice).items()}
    return {**found, "pods": 1} if found else {}


def _may_run_on(node, override, spawner):
    selector = override.get("node_selector") or spawner.node_selector
    tolerations = override.get("tolerations") or spawner.tolerations
    blocking = [it for it in node["taints"] if it.get("effect") in ("NoSchedule", "NoExecute")]
    return selector.items() <= node["labels"].items() and all(
        any(tolerates(toleration, taint) for toleration in tolerations) for taint in blocking
    )


def tolerates(toleration: dict, taint: dict) -> bool:
    """Whether one of the tolerations of a pod is for a taint of a node."""
    if toleration.get("effect") not in (None, "", taint["effect"]):
        return False
    if toleration.get("operator") == "Exists":
        return toleration.get("key") in (None, "", taint["key"])
    return (toleration.get("key"), toleration.get("value", "")) == (taint["key"], taint.get("value", ""))


def _is_large_enough(node, wants):
    # A node offers GPUs only once their plugin runs.
    return all(node["offered"].get(key, math.inf) >= wants.get(key, 0) for key in ("cpu", "memory"))


def _how_many(node, wants):
    free = {key: node["offered"].get(key, 0) - node["reserved"].get(key, 0) for key in wants}
    # What is left of a division by tenths is not whole by a hair.
    return max(0, min(int(free[key] / amount + 1e-9) for key, amount in wants.items()))


def _said(count):
    if count == 0:
        return "No room now, so it would wait"
    about = f"More than {_PLENTY}" if count > _PLENTY else f"About {count}"
    return f"{about} {'fits' if count == 1 else 'fit'} now"
