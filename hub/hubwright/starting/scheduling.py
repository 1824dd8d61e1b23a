"""Why no node takes a server, from what the scheduler says of all nodes together."""

import re

from .reasons import Reason

_SHORT = {"cpu": "processors", "memory": "memory", "ephemeral-storage": "disk"}
# Nodes on which the volume of the home is not.
_VOLUME = r"PersistentVolume's node affinity|volume node affinity"
_ELSEWHERE = rf"{_VOLUME}|plugin(\(s\))? \[?VolumeBinding"
_NO_MATCH = r"didn't match Pod's node affinity|didn't match node selector"
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
    if "bound to non-existent persistentvolume" in text:
        return Reason("home-lost", "The volume of your home or of a shared folder is gone from the cluster.", _TELL)
    if re.search(r"unbound immediate|available persistent volumes to bind|persistentvolumeclaim|non-existent pv", text):
        return Reason("home-missing", "There is no volume for your home or for a shared folder.", _TELL)
    if "enough free storage" in text:
        return Reason("storage", "No node has enough room for a new home.", _TELL)
    if "ReadWriteOncePod" in text or "no available disk" in text:
        return Reason("volume-busy", "Your home is in use by another server.", "Stop that server, and try again.")
    if at_home:
        return _away_from_home(text)
    if re.search(r"node affinity|node selector|node\(s\) didn't match Pod", text):
        kind = "no-node" if _all_are(text, _NO_MATCH) else "no-node-on"  # of another, one may fit that is off
        return Reason(
            kind, "No node that is on can run a server of this size.", f"Choose another size, or t{_TELL[1:]}"
        )
    if re.search(_CLOSED, text):
        return Reason("nodes-closed", "No node takes servers at the moment.", f"Try again later, or t{_TELL[1:]}")
    return Reason("unscheduled", "No node can run your server at the moment.", _TELL)


def _away_from_home(text):
    if re.search(_CLOSED, text):
        what, advice = "is off, or takes no servers at the moment", "Try again later, or t"
        return Reason("home-node", f"The node that your home is on {what}.", f"{advice}{_TELL[1:]}")
    if _all_are(text, _VOLUME):
        return Reason("home-node-gone", "The node that your home is on is no part of the cluster any more.", _TELL)
    kind = "home-node-size" if _all_are(text, f"{_VOLUME}|{_NO_MATCH}") else "home-node-other"
    what, advice = "cannot run a server of this size", "Choose another size, or t"
    return Reason(kind, f"The node that your home is on {what}.", f"{advice}{_TELL[1:]}")


def _all_are(text, pattern):
    """Whether the scheduler gives no other reason than these for any node."""
    given = text.partition(" preemption:")[0].partition("are available: ")[2]
    return given != "" and all(re.search(pattern, it) for it in given.rstrip(". ").split(", "))


def _short_of(text):
    """What nodes have too little of: `memory and processors`."""
    resources = [it.rstrip(".,") for it in re.findall(r"Insufficient (\S+)", text)]
    found = [_SHORT.get(it, "GPUs" if "gpu" in it else "devices") for it in resources]
    if "Too many pods" in text:
        found.append("places")
    return " and ".join(dict.fromkeys(found))
