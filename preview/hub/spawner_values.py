"""Chart values under `singleuser` as configuration of KubeSpawner, for the same pods that the chart would make."""

import re

from z2jh import get_config, set_config_if_not_none

# Traits and where their values are, below `singleuser`.
_TRAITS = {
    **dict.fromkeys(
        [
            "pod_name_template",
            "start_timeout",
            "extra_labels",
            "extra_annotations",
            "uid",
            "fs_gid",
            "node_selector",
            "lifecycle_hooks",
            "init_containers",
            "extra_containers",
            "profile_list",
            "extra_pod_config",
            "allow_privilege_escalation",
        ]
    ),
    "image_pull_policy": "image.pullPolicy",
    "service_account": "serviceAccountName",
    "storage_extra_labels": "storage.extraLabels",
    "node_affinity_required": "extraNodeAffinity.required",
    "node_affinity_preferred": "extraNodeAffinity.preferred",
    "pod_affinity_required": "extraPodAffinity.required",
    "pod_affinity_preferred": "extraPodAffinity.preferred",
    "pod_anti_affinity_required": "extraPodAntiAffinity.required",
    "pod_anti_affinity_preferred": "extraPodAntiAffinity.preferred",
    "tolerations": "extraTolerations",
    "mem_limit": "memory.limit",
    "mem_guarantee": "memory.guarantee",
    "cpu_limit": "cpu.limit",
    "cpu_guarantee": "cpu.guarantee",
    "extra_resource_limits": "extraResource.limits",
    "extra_resource_guarantees": "extraResource.guarantees",
    "environment": "extraEnv",
}


def camel_case(name: str) -> str:
    """`profile_list` to `profileList`."""
    return re.sub(r"_([a-z])", lambda found: found[1].upper(), name)


def snake_case(name: str) -> str:
    """`profileList` to `profile_list`."""
    return re.sub(r"[A-Z]", lambda found: f"_{found[0].lower()}", name)


def configure(c):
    """Set everything that the chart would set on KubeSpawner."""
    spawner = c.KubeSpawner
    spawner.namespace = "jupyterhub"
    for trait, key in _TRAITS.items():
        set_config_if_not_none(spawner, trait, f"singleuser.{key or camel_case(trait)}")
    spawner.image = ":".join(part for part in (_image("name"), _image("tag")) if part)
    secrets = [*(get_config("imagePullSecrets") or []), *(_image("pullSecrets") or [])]
    if secrets:
        spawner.image_pull_secrets = secrets
    spawner.cmd = get_config("singleuser.cmd")
    set_config_if_not_none(spawner, "default_url", "singleuser.defaultUrl")
    if get_config("debug.enabled"):
        c.JupyterHub.log_level = "DEBUG"
        spawner.debug = True
    volumes, mounts = _home(spawner)
    volumes |= _by_name(get_config("singleuser.storage.extraVolumes"))
    mounts |= _numbered(get_config("singleuser.storage.extraVolumeMounts"))
    spawner.volumes, spawner.volume_mounts = volumes, mounts


def _image(key):
    return get_config(f"singleuser.image.{key}")


def _home(spawner):
    storage = get_config("singleuser.storage") or {}
    path = storage.get("homeMountPath")
    if storage.get("type") == "dynamic":
        dynamic = storage["dynamic"]
        spawner.storage_pvc_ensure = True
        for trait, value in {
            "pvc_name_template": dynamic.get("pvcNameTemplate"),
            "storage_class": dynamic.get("storageClass"),
            "storage_access_modes": dynamic.get("storageAccessModes"),
            "storage_capacity": storage.get("capacity"),
        }.items():
            if value is not None:
                setattr(spawner, trait, value)
        name, claim, folder = dynamic["volumeNameTemplate"], "{pvc_name}", dynamic.get("subPath")
    elif storage.get("type") == "static":
        name, claim, folder = "home", storage["static"]["pvcName"], storage["static"].get("subPath")
    else:
        return {}, {}
    volume = {"name": name, "persistentVolumeClaim": {"claimName": claim}}
    return {name: volume}, {name: {"name": name, "mountPath": path, "subPath": folder}}


def _by_name(volumes):
    if isinstance(volumes, dict):
        return volumes
    return {volume["name"]: volume for volume in volumes or []}


def _numbered(mounts):
    # By number, since one volume may be mounted twice.
    if isinstance(mounts, dict):
        return mounts
    return {f"{number}-{mount['name']}": mount for number, mount in enumerate(mounts or [])}
