"""Events of pods as the API gives them, with the texts of Kubernetes 1.36 and containerd 2."""

import itertools
import json

from kubernetes_asyncio.client.rest import ApiException

NODE = "agent-2"
IMAGE = "registry.example.com/team/lab:3f2a"
_REGISTRY = f'failed to pull and unpack image "{IMAGE}": failed to resolve reference "{IMAGE}": '
_numbers = itertools.count()


def event(reason, message, kind="Normal", field="spec.containers{notebook}"):
    """Of the kubelet, or of the scheduler if it is about a place."""
    number = next(_numbers)
    is_scheduling = "chedul" in reason
    return {
        "reason": reason,
        "message": message,
        "type": kind,
        "metadata": {"uid": f"event-{number}"},
        "involvedObject": {"name": "jupyter-ada", "fieldPath": "" if is_scheduling else field},
        "source": {} if is_scheduling else {"component": "kubelet", "host": NODE},
        "lastTimestamp": f"2026-11-27T09:{number // 60 % 60:02}:{number % 60:02}Z",
        "eventTime": None,
    }


def warning(reason, message):
    return event(reason, message, "Warning")


def unscheduled(text):
    return warning("FailedScheduling", f"0/3 nodes are available: {text}")


def not_pulled(why):
    return warning("Failed", f'Failed to pull image "{IMAGE}": {_REGISTRY}{why}')


SCHEDULED = event("Scheduled", f"Successfully assigned jupyterhub/jupyter-ada to {NODE}")
PULLING = event("Pulling", f'Pulling image "{IMAGE}"')
PULLED = event(
    "Pulled",
    f'Successfully pulled image "{IMAGE}" in 38.204s (1m2.5s including waiting). Image size: 1203948573 bytes.',
)
PRESENT = event("Pulled", f'Container image "{IMAGE}" already present on machine and can be accessed by the pod')
FOLDER_MISSING = warning(
    "FailedMount",
    'MountVolume.NewMounter initialization failed for volume "pvc-1" : path '
    '"/var/lib/rancher/k3s/storage/pvc-1_jupyterhub_claim-ada" does not exist',
)
CREATED = event("Created", "Container created")
STARTED = event("Started", "Container started")
CRASHED = warning("BackOff", "Back-off restarting failed container notebook in pod jupyter-ada_jupyterhub(5f0c)")


def answer(status, message):
    """What KubeSpawner's client raises for an answer of the API."""
    error = ApiException(status, "Forbidden")
    error.body = json.dumps({"kind": "Status", "message": message, "code": status})
    return error
