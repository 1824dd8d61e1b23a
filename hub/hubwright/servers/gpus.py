"""Says that no GPU is free, instead of letting a server wait for one until its start times out."""

from ..refusal import refusal
from .choices import choices_in
from .nodes import GPU, Nodes


def gpus_of(choice: dict) -> int:
    """GPUs that a choice of a profile asks for."""
    return gpus_in(choice.get("kubespawner_override", {}).get("extra_resource_limits"))


def gpus_in(limits: dict | None) -> int:
    """GPUs among the `extra_resource_limits` of a server."""
    wanted = str((limits or {}).get(GPU) or 0)
    return int(wanted) if wanted.isdigit() else 0


class Gpus:
    """What the nodes offer less what servers use.

    Only pods that have a node, in the hub's namespace, count as users of GPUs, so that nobody is refused one that is
    there; anyone who comes too late waits, as without this. Where nothing is known of nodes, nothing is shown and
    nothing refused. The same where no node offers any: other means may bring GPUs to pods.
    """

    def __init__(self, nodes: Nodes):
        self._nodes = nodes

    async def label(self, profiles: list, spawner) -> list:
        """Say of each choice with GPUs how many of them are free, and refuse it if these are too few."""
        for choice in choices_in(profiles):
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
        every = await self._nodes.look(spawner, fresh)
        nodes = [node for node in every if selector.items() <= node["labels"].items()]
        offered = [int(node["offered"].get(GPU, 0)) for node in nodes]
        reserved = [int(node["reserved"].get(GPU, 0)) for node in nodes]
        return [max(0, total - used) for total, used in zip(offered, reserved, strict=True)], sum(offered)


def _what_is_short(wanted):
    return "No GPU is free" if wanted == 1 else f"No node has {wanted} GPUs free"
