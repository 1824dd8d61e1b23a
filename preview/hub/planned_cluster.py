"""The Kubernetes API in place of a cluster, for what Hubwright's pages ask of it.

A stand-in: its nodes are those of platform.yaml, its pods the servers that run here, its claims the homes.
"""

import asyncio
import copy
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

from hubwright.servers.home_sizes import NOTES
from hubwright.servers.homes import SELECTED_NODE
from hubwright.servers.nodes import measured
from hubwright.servers.room import tolerates

# Seconds for which sizes of homes hold: nodes of a cluster measure them once an hour.
_FRESH = 30


class PlannedCluster:
    """What KubeSpawner's client of the Kubernetes API is for all servers of a preview.

    Each server is on a node for which the scheduler would have room, that of its home if there is one. One that would
    wait in a cluster is on no node: it runs here all the same.
    """

    def __init__(self, state: Path):
        self._state = state
        self._planned = json.loads((state / "cluster.json").read_text("utf-8"))
        self._servers: dict[str, tuple[dict, Callable[[], bool]]] = {}
        # What was measured last, "" before that; until when it holds; and the measurement under way.
        self._sizes, self._holds_until = "", 0.0
        self._measuring: asyncio.Task | None = None

    def add(self, pod: dict, claim: dict | None, home: str, is_running: Callable[[], bool]):
        """Note a server that has just started, and the claim of its home, which is a folder below `homes`."""
        known = claim and self._read_claim(claim["metadata"]["name"])
        node = self._schedule(pod, known and _node_of(known))
        self._servers[pod["metadata"]["name"]] = (_on(node, pod), is_running)
        if claim and not (known and _node_of(known)):
            self._write_claim(_bound(claim, home, node))
        self._sizes, self._holds_until = "", 0.0

    def _schedule(self, pod, home):
        """The first node with room, as Kubernetes counts it; only the one of a home that has been used."""
        others = [it for it in self._pods() if it["metadata"]["name"] != pod["metadata"]["name"]]
        for node in self._planned["nodes"]:
            name = node["metadata"]["name"]
            if home in (None, name) and _may_run_on(node, pod["spec"]):
                [found] = measured([node], [*others, _on(name, pod)])
                if all(amount <= found["offered"].get(key, 0) for key, amount in found["reserved"].items()):
                    return name
        return None

    def _pods(self):
        return [*self._planned["pods"], *(pod for pod, is_running in self._servers.values() if is_running())]

    async def list_node(self, **_):
        """The nodes, the first with the sizes of all homes."""
        if self._measuring is None and time.monotonic() >= self._holds_until:
            self._measuring = asyncio.create_task(self._measure())
        if not self._sizes:  # a page that waits no longer must not end it
            await asyncio.shield(self._measuring)
        nodes = copy.deepcopy(self._planned["nodes"])
        for node in nodes[:1]:
            node["metadata"]["annotations"] = {NOTES[0]: self._sizes}
        return _Answer({"items": nodes})

    async def _measure(self):
        try:
            self._sizes = await asyncio.to_thread(_sizes_in, self._state / "homes")
            self._holds_until = time.monotonic() + _FRESH
        finally:
            self._measuring = None

    async def list_namespaced_pod(self, _, **__):
        """The pods that run: the hub's, and those of servers."""
        return _Answer({"items": self._pods()})

    async def list_namespaced_persistent_volume_claim(self, _, **__):
        """The claims of homes."""
        names = [it.stem for it in sorted(self._claims.glob("*.json"))]
        claims = [self._read_claim(name) for name in names]
        return _Answer({"items": [it for it in claims if it], "metadata": {}})

    async def read_namespaced_persistent_volume_claim(self, name, _, **__):
        """The claim of a home."""
        claim = self._read_claim(name)
        return _Answer(claim) if claim else _Answer({}, status=404)

    @property
    def _claims(self):
        return self._state / "claims"

    def _read_claim(self, name):
        file = self._claims / f"{name}.json"
        claim = json.loads(file.read_text("utf-8")) if file.exists() else None
        if claim and _node_of(claim) not in {it["metadata"]["name"] for it in self._planned["nodes"]}:
            # Of other settings, and on no node of these.
            claim["metadata"]["annotations"].pop(SELECTED_NODE, None)
        return claim

    def _write_claim(self, claim):
        self._claims.mkdir(mode=0o700, exist_ok=True)
        file = self._claims / f"{claim['metadata']['name']}.json"
        aside = file.with_suffix(".new")
        aside.write_text(json.dumps(claim), "utf-8")
        aside.replace(file)


class _Answer(SimpleNamespace):
    """What the client answers with `_preload_content=False`."""

    url = SimpleNamespace(path="of the preview")

    def __init__(self, body, status=200):
        super().__init__(status=status, body=body)

    async def read(self):
        return json.dumps(self.body)


def _on(node, pod):
    place = {"nodeName": node} if node else {}
    return {**pod, "spec": {**pod["spec"], **place}, "status": {"phase": "Running"}}


def _bound(claim, home, node):
    """As a cluster has it once its volume is made, which is on the node of the first server."""
    annotations = {**claim["metadata"].get("annotations", {}), **({SELECTED_NODE: node} if node else {})}
    return {
        **claim,
        "metadata": {**claim["metadata"], "annotations": annotations},
        "spec": {**claim["spec"], "volumeName": home},
        "status": {"phase": "Bound" if node else "Pending"},
    }


def _node_of(claim):
    return claim["metadata"].get("annotations", {}).get(SELECTED_NODE)


def _may_run_on(node, spec):
    blocking = [it for it in node["spec"]["taints"] if it["effect"] in ("NoSchedule", "NoExecute")]
    return (spec.get("nodeSelector") or {}).items() <= node["metadata"]["labels"].items() and all(
        any(tolerates(toleration, taint) for toleration in spec.get("tolerations") or []) for taint in blocking
    )


def _sizes_in(folder):
    """As a node notes them: when they were measured, and each home with its MiB."""
    homes = sorted(it for it in folder.iterdir() if it.is_dir()) if folder.exists() else []
    return " ".join([str(int(time.time())), *(f"{it.name}={-(-_bytes_in(it) // 2**20)}" for it in homes)])


def _bytes_in(folder):
    seen, total = set(), 0
    for path, _, names in os.walk(folder):
        for name in names:
            try:
                found = (Path(path) / name).lstat()
            except OSError:  # it has just been deleted
                continue
            if (found.st_dev, found.st_ino) not in seen:
                seen.add((found.st_dev, found.st_ino))
                total += found.st_blocks * 512
    return total
