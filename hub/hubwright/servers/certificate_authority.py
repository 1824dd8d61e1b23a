"""Trusts a company's certificate authority beside the public ones: in the hub, and in every user's server.

Programs that take a bundle take only one, so the company's certificates are appended to those that the hub's image, or
the server's, trusts by itself.
"""

from pathlib import Path

from kubernetes_asyncio.client import (
    V1Container,
    V1EmptyDirVolumeSource,
    V1ResourceRequirements,
    V1Volume,
    V1VolumeMount,
)
from kubespawner import KubeSpawner
from tornado.httpclient import HTTPRequest

from .. import trusted
from ..replacing import replace

_NAME = "hubwright-ca"


def configure(c, custom: dict | None):
    """`custom` is `{"company": path, "bundle": path}`, both in servers: what they are given, and what is made of it."""
    if custom:
        # Tornado reads no variable: its client of curl, which the chart chooses, has a path of its own, and the other
        # one has read the system's certificates already.
        HTTPRequest._DEFAULTS["ca_certs"] = trusted.trust_company()
        _trust_in_servers(custom)
    trusted.trust_for_database(c.JupyterHub.get("db_url") or "")


def _trust_in_servers(paths: dict):
    async def get_pod_manifest(original, self):
        pod = await original(self)
        _add_bundle(pod.spec, paths)
        return pod

    # Not a hook of the configuration, of which there is one, and which may be an operator's own.
    replace(KubeSpawner, "get_pod_manifest", get_pod_manifest)


def _add_bundle(spec, paths: dict):
    """The server's own image makes its bundle: nobody else has what it trusts, and it is on the node already."""
    server = spec.containers[0]
    script = f"exec >{paths['bundle']}\n{trusted.SCRIPT.read_text('utf-8')}"
    given = [mount for mount in server.volume_mounts or [] if mount.mount_path == paths["company"]]
    folder = str(Path(paths["bundle"]).parent)
    maker = V1Container(
        name=_NAME,
        image=server.image,
        image_pull_policy=server.image_pull_policy,
        command=["/bin/sh", "-c", script, _NAME, paths["company"]],
        security_context=server.security_context,
        resources=_processor_and_memory(server.resources),
        volume_mounts=[*given, V1VolumeMount(name=_NAME, mount_path=folder)],
    )
    spec.init_containers = [maker, *(spec.init_containers or [])]
    spec.volumes = [*(spec.volumes or []), V1Volume(name=_NAME, empty_dir=V1EmptyDirVolumeSource())]
    mount = V1VolumeMount(name=_NAME, mount_path=folder, read_only=True)
    server.volume_mounts = [*(server.volume_mounts or []), mount]


def _processor_and_memory(resources):
    """Those of the server, which a quota of the namespace may want of every container; its GPUs it needs itself."""
    if resources is None:
        return None

    def few(amounts):
        return {name: amount for name, amount in (amounts or {}).items() if name in ("cpu", "memory")}

    return V1ResourceRequirements(requests=few(resources.requests), limits=few(resources.limits))
