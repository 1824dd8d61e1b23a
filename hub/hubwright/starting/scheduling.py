"""Why no node takes a server, from what the scheduler says of all nodes together."""

import re

from .reasons import Reason

_SHORT = {"cpu": "processors", "memory": "memory", "ephemeral-storage": "disk"}
# Nodes on which the volume of the home is not.
_ELSEWHERE = r"PersistentVolume's node affinity|volume node affinity|plugin(\(s\))? \[?VolumeBinding"
# A node that takes no servers for now, or at all.
_CLOSED = r"unschedulable|untolerated taint|taints that the pod didn't tolerate"
_LATER = "Choose a smaller size, or try again later: room comes free when other servers stop."
_TELL = "Tell your hub administrator the reference below."


def of_scheduling(text: str) -> Reason:
    """From the message of `FailedScheduling`: `0/3 nodes are available: 1 Insufficient memory, 2 node(s) …`."""
    at_home = re.search(_ELSEWHERE, text) is not None
    if short := _short_of(text):
        where = "The node that your home is on does not have" if at_home else "No node has"
        return Reason("room", f"{where} enough free {short} for this size at the moment.", _LATER)
    if re.search(r"unbound immediate|available persistent volumes to bind|persistentvolumeclaim|non-existent pv", text):
        return Reason("home-missing", "There is no volume for your home or for a shared folder.", _TELL)
    if "enough free storage" in text:
        return Reason("storage", "No node has enough room for a new home.", _TELL)
    if "ReadWriteOncePod" in text or "no available disk" in text:
        return Reason("volume-busy", "Your home is in use by another server.", "Stop that server, and try again.")
    if at_home:
        closed = re.search(_CLOSED, text)
        why = "is off, or takes no servers at the moment" if closed else "cannot run a server of this size"
        advice = "Try again later, or t" if closed else "Choose another size, or t"
        return Reason("home-node", f"The node that your home is on {why}.", f"{advice}{_TELL[1:]}")
    if re.search(r"node affinity|node selector|node\(s\) didn't match Pod", text):
        return Reason(
            "no-node", "No node that is on can run a server of this size.", f"Choose another size, or t{_TELL[1:]}"
        )
    if re.search(_CLOSED, text):
        return Reason("nodes-closed", "No node takes servers at the moment.", f"Try again later, or t{_TELL[1:]}")
    return Reason("unscheduled", "No node can run your server at the moment.", _TELL)


def _short_of(text):
    """What nodes have too little of: `memory and processors`."""
    resources = [it.rstrip(".,") for it in re.findall(r"Insufficient (\S+)", text)]
    found = [_SHORT.get(it, "GPUs" if "gpu" in it else "devices") for it in resources]
    if "Too many pods" in text:
        found.append("places")
    return " and ".join(dict.fromkeys(found))
