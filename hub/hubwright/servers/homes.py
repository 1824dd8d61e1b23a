"""Says that a size cannot run where the user's home is, instead of letting a server wait until its start times out."""

import asyncio

from ..asking import claim_of
from ..refusal import refusal

# What the scheduler notes at a claim when it chooses the node on which a volume is made.
SELECTED_NODE = "volume.kubernetes.io/selected-node"
# Seconds that a page waits for an answer.
_PATIENCE = 1


class Homes:
    """Which choices never run on the node of a home: `never` is `{option: {choice: [node, ...]}}`.

    The node is read from the claim, which the hub may read anyway, unlike volumes. A claim without a note of its node,
    such as that of a home that was restored, counts as one that fits everywhere; so does one that cannot be read.
    """

    def __init__(self, never: dict | None):
        """Without `never`, homes are on no node in particular."""
        self._are_on_nodes = never is not None
        self._never = never or {}
        self._failure = None

    async def label(self, profiles: list, spawner) -> list:
        """Refuse each choice that does not run where the home is, and say why."""
        node = await self.node_of(spawner)
        for key, option in self._options(profiles) if node else ():
            for name, choice in option["choices"].items():
                if self._is_never(key, name, node):
                    choice["refusal"] = f"It cannot run on {node}, the node that your home is on."
        return profiles

    async def check(self, selected: dict, profiles: list, spawner):
        """Raise a clear 409 if a choice does not run where the home is, with those that do."""
        node = await self.node_of(spawner) if any(self._never.values()) else None
        for key, option in self._options(profiles) if node else ():
            if key in selected and self._is_never(key, selected[key], node):
                fit = ", ".join(name for name in option["choices"] if not self._is_never(key, name, node))
                offer = f"Choose one of: {fit}. Or ask" if fit else "Ask"
                message = f"{selected[key]!r} cannot run on {node}, the node that your home is on."
                raise refusal(409, f"{message} {offer} your hub administrator to move your home.")

    def _options(self, profiles):
        options = [item for profile in profiles for item in profile.get("profile_options", {}).items()]
        return [(key, option) for key, option in options if key in self._never and option.get("choices")]

    def _is_never(self, key, choice, node):
        return node in self._never[key].get(choice, ())

    async def node_of(self, spawner) -> str | None:
        """The node of a home, as far as it is known."""
        if not self._are_on_nodes:
            return None
        try:
            return await asyncio.wait_for(_selected_node(spawner), _PATIENCE)
        except Exception as error:  # no failure here may keep anyone from working
            if repr(error) != self._failure:
                spawner.log.warning("Where a home is cannot be told: %r", error)
            self._failure = repr(error)
            return None


async def _selected_node(spawner):
    claim = await claim_of(spawner)
    if claim is None:  # the first start makes it, on a node that fits
        return None
    # Homes of another class, from before, may be reached from any node.
    is_local = claim["spec"].get("storageClassName") == spawner.storage_class
    is_bound = claim.get("status", {}).get("phase") == "Bound"
    return claim["metadata"].get("annotations", {}).get(SELECTED_NODE) if is_local and is_bound else None
