"""What the page says of a node: its state, what is reserved on it, its homes and its last backup."""

from datetime import datetime

from ..durations import in_words
from ..servers.home_sizes import NOTES, is_near, sizes_in
from ..servers.nodes import GPU
from ..spawn_page.amounts import in_bytes, in_numbers
from .backups import NOTE, described

# By resource: what people call it, and the unit in which it is shown.
_RESOURCES = {"cpu": ("Processors", "", 1), "memory": ("Memory", " GiB", 2**30), GPU: ("GPUs", "", 1)}
_ROLE = "node-role.kubernetes.io/"
_PRESSURES = {
    "DiskPressure": "A disk is full (DiskPressure): pods are evicted, and unused images deleted.",
    "MemoryPressure": "Memory runs out (MemoryPressure): pods are evicted.",
    "PIDPressure": "Too many processes run (PIDPressure): pods are evicted.",
}


def have_backups(nodes: list[dict]) -> bool:
    """Whether any of the nodes has noted a backup."""
    return any(NOTE in _annotations(node) for node in nodes)


def card(node: dict, limit: dict | None, now: datetime, has_backups: bool) -> dict:
    """Of a node as `servers/nodes.py` describes it; `limit` is that of homes, `{"mebibytes": int, …}`."""
    about, annotations = node["object"], _annotations(node)
    conditions = {it["type"]: it for it in about["status"].get("conditions", [])}
    roles = sorted(it.removeprefix(_ROLE) for it in node["labels"] if it.startswith(_ROLE))
    warnings = [text for name, text in _PRESSURES.items() if conditions.get(name, {}).get("status") == "True"]
    if about["spec"].get("unschedulable"):
        warnings.insert(0, "Cordoned: no server starts on it.")
    ready = conditions.get("Ready", {})
    is_ready = ready.get("status") == "True"
    if not is_ready:
        warnings.insert(0, f"{_since('Not ready', ready, now)}: {ready.get('message', 'its kubelet says nothing.')}")
    backup, problems = described(annotations.get(NOTE), now) if has_backups else (None, [])
    warnings += [f"{it[0].upper()}{it[1:]}." for it in problems]
    return {
        "name": node["name"],
        "state": _since("Ready", ready, now) if is_ready else None,
        "warnings": warnings,
        "facts": [
            ("Roles", ", ".join(roles) or "agent"),
            ("k3s", about["status"].get("nodeInfo", {}).get("kubeletVersion", "unknown")),
            ("Servers", str(node["servers"])),
            *_homes(annotations, limit, now),
            *([("Backup", backup)] if backup else []),
        ],
        "amounts": _amounts(node["offered"], node["reserved"], node["takes_pods"]),
    }


def total(nodes: list[dict]) -> list[dict]:
    """The amounts of all nodes that take pods together; none for a single one."""
    nodes = [node for node in nodes if node["takes_pods"]]
    if len(nodes) < 2:
        return []
    sums = [
        {key: sum(node[kind].get(key, 0) for node in nodes) for key in _RESOURCES} for kind in ("offered", "reserved")
    ]
    return _amounts(*sums, takes_pods=True)


def _annotations(node):
    return node["object"]["metadata"].get("annotations", {})


def _since(state, condition, now):
    changed = condition.get("lastTransitionTime")
    return f"{state} for {in_words((now - datetime.fromisoformat(changed)).total_seconds())}" if changed else state


def _amounts(offered, reserved, takes_pods):
    found = []
    for key, (name, unit, size) in _RESOURCES.items():
        whole, used = offered.get(key, 0) / size, reserved.get(key, 0) / size
        if whole:
            text = f"{in_numbers(used)} of {in_numbers(whole)}{unit} reserved"
            free = f", {in_numbers(max(0, whole - used))} free" if takes_pods else ""
            found.append({"name": name, "text": text + free, "reserved": min(100, round(100 * used / whole))})
    return found


def _homes(annotations, limit, now):
    """How large the homes on the disk of the node are, where it measures them."""
    try:
        sizes = sizes_in(annotations.get(name, "") for name in NOTES)
    except ValueError:  # another hand has written there
        return
    if not limit or not sizes:
        return
    mebibytes = [size for size, _ in sizes.values()]
    measured = min(when for _, when in sizes.values())
    text = f"{len(sizes)}, together {in_bytes(sum(mebibytes) * 2**20)}"
    if near := sum(is_near(size, limit["mebibytes"]) for size in mebibytes):
        text += f"; {near} above 80 % of the limit of {in_bytes(limit['mebibytes'] * 2**20)}"
    yield "Homes", f"{text}; measured {in_words(now.timestamp() - measured)} ago"
