"""Why a server does not start, from the texts of Kubernetes: what happened, and what its user can do.

The texts are those of Kubernetes 1.36 and containerd 2, and some of older ones. They name pods, claims and thus users,
so none of them becomes part of what is said.
"""

import re
from typing import NamedTuple

_TELL = "Tell your hub administrator the reference below."
_OTHER_IMAGE = "Choose another image, or tell your hub administrator the reference below."
_RETRY = "Try again in a minute. If it fails again, tell your hub administrator the reference below."
_SMALLER = "Choose a smaller size, or try again later: room comes free when other servers stop."


class Reason(NamedTuple):
    """`kind` is for tests and the log; `what` and `advice` are sentences."""

    kind: str
    what: str
    advice: str


# In each table the first that matches counts.
_PULL = [
    (r"no space left on device", "node-disk", "The disk of the node is full, so the image cannot be pulled.", _TELL),
    (r"toomanyrequests|429 Too Many", "image-busy", "The image's registry allows no more pulls for now.", _RETRY),
    (
        r'failed to do request: \w+ "[^"]+": (Proxy Authentication Required|Unauthorized|Forbidden)',
        "image-proxy",
        "The image cannot be pulled: a proxy lets nobody through to its registry.",
        _OTHER_IMAGE,
    ),
    (
        r"pull access denied|authorization failed|unauthorized|no basic auth|insufficient_scope|: 40[13] ",
        "image-denied",
        "The image cannot be pulled: its registry refuses the credentials of this hub.",
        _OTHER_IMAGE,
    ),
    (
        r"dial tcp|no such host|i/o timeout|connection re(fused|set)|TLS handshake|proxyconnect"
        r"|deadline exceeded|\bEOF\b|registry is unavailable|RegistryUnavailable|: 5\d\d ",
        "image-network",
        "The image cannot be pulled: its registry does not answer.",
        _RETRY,
    ),
    (
        r"x509|tls: |SignatureValidationFailed|signature validation",
        "image-trust",
        "The image cannot be pulled: the node does not trust its registry or its signature.",
        _OTHER_IMAGE,
    ),
    (r"not found|manifest unknown|: 404 ", "image-missing", "The image does not exist in its registry.", _OTHER_IMAGE),
    (
        r"pull policy of Never|ErrImageNeverPull",
        "image-absent",
        "The image is not on the node, and is not to be pulled.",
        _OTHER_IMAGE,
    ),
    (r"InvalidImageName|default image tag|parse image", "image-name", "The image has no valid name.", _OTHER_IMAGE),
]
_PULL_OTHER = Reason("image", "The image cannot be pulled.", _OTHER_IMAGE)

# Of a container that was not created or did not run.
_CONTAINER = [
    (
        r"executable file not found|no such file or directory.*exec|exec: ",
        "image-program",
        "The image lacks the program that starts a server.",
        _OTHER_IMAGE,
    ),
    (
        r"(secret|configmap) .* not found|couldn't find key",
        "config",
        "A part of the server's settings is missing.",
        _TELL,
    ),
    (r"no space left on device", "node-disk", "The disk of the node is full.", _TELL),
    (
        r"OOM|memory limit too low",
        "memory",
        "The server needs more memory than its size allows.",
        "Choose a larger size.",
    ),
]
_CONTAINER_OTHER = Reason("container", "The container of the server cannot be created.", _TELL)

# Answers of the API server to a pod or a claim.
_REFUSED = [
    (
        r"persistentvolumeclaims .*exceeded quota",
        "quota-storage",
        "There is no room for your home: the quota of this hub's namespace for storage is used up.",
        _TELL,
    ),
    (
        r"exceeded quota",
        "quota",
        "Your server would exceed the quota of this hub's namespace.",
        "Choose a smaller size, or try again when other servers have stopped.",
    ),
    (r"status unknown for quota", "quota-unknown", "The cluster is still counting what is in use.", _RETRY),
    (r"failed quota", "quota-spec", "The quota of this hub's namespace does not take servers like this one.", _TELL),
    (
        r"(maximum|minimum) .* usage per|limit to request ratio",
        "limit-range",
        "The cluster does not take servers of this size.",
        "Choose another size, or tell your hub administrator the reference below.",
    ),
    (r"violates PodSecurity", "pod-security", "The security rules of the cluster do not allow this server.", _TELL),
    (
        r"failed calling webhook|failed to call webhook",
        "webhook-down",
        "What checks servers in the cluster before they start does not answer.",
        _RETRY,
    ),
    (
        r"denied (the )?request",
        "webhook",
        "A rule of the cluster does not allow this server.",
        "Choose another image or size, or tell your hub administrator the reference below.",
    ),
    (r"is being terminated", "namespace", "The hub is being removed from the cluster.", _TELL),
]
_REFUSED_OTHER = Reason("refused", "The cluster refuses this server.", _TELL)

CLUSTER_SILENT = Reason("api", "The cluster does not answer.", _RETRY)
STILL_STOPPING = Reason("stopping", "Your previous server has not stopped yet, or the cluster is slow.", _RETRY)
_FOLDER_MISSING = Reason("folder-missing", "The folder of your home is missing on its node.", _TELL)
VOLUME = Reason("volume", "The folder of your home, or a shared one, cannot be attached to the server.", _TELL)
_VOLUME_BUSY = Reason(
    "volume-busy",
    "Your home is still attached to another node.",
    "Try again in some minutes: it is released there first.",
)
NODE_NETWORK = Reason("node-network", "The node cannot connect the server to the network of the cluster.", _RETRY)
EVICTED = Reason("evicted", "The node ran short of memory or disk, and stopped the server.", _SMALLER)
PREEMPTED = Reason("preempted", "The server had to make room for one that is more important.", "Try again later.")
NODE_LOST = Reason("node-lost", "The node of your server stopped answering.", _RETRY)
ENDED = Reason("ended", "The server ended while it was starting.", _OTHER_IMAGE)
REMOVED = Reason("removed", "The server was removed from the cluster while it was starting.", _RETRY)
NO_ANSWER = Reason(
    "no-answer",
    "The server runs, but did not answer in time.",
    "Try again: what is slow the first time is often faster then.",
)
STILL_PULLING = Reason(
    "pulling",
    "The image was still being pulled when the time for a start was over.",
    "Try again: the node goes on pulling it, so the next start takes less time.",
)
TIMEOUT = Reason("timeout", "The server did not start in time.", _RETRY)
UNKNOWN = Reason("unknown", "The server did not start because of an unexpected error.", _TELL)


def of_pull(text: str) -> Reason:
    """From why an image was not pulled."""
    return _first(_PULL, text) or _PULL_OTHER


def of_container(text: str) -> Reason:
    """From why a container was not created."""
    return _first(_CONTAINER, text) or _CONTAINER_OTHER


def of_refusal(text: str) -> Reason:
    """From what the API server answers to a pod or a claim."""
    return _first(_REFUSED, text) or _REFUSED_OTHER


def of_volume(text: str) -> Reason:
    """From why a volume was not mounted."""
    if re.search(r'path "[^"]+" does not exist', text):  # of a `local` volume
        return _FOLDER_MISSING
    return _VOLUME_BUSY if re.search(r"Multi-Attach|already (used|attached)", text) else VOLUME


def of_exit(code: int, reason: str) -> Reason:
    """From how a container ended."""
    if reason == "OOMKilled":
        return Reason("memory", "The server needed more memory than its size allows.", "Choose a larger size.")
    if code in (126, 127):
        return Reason("image-program", "The image lacks the program that starts a server.", _OTHER_IMAGE)
    return Reason(
        "crash",
        f"The server ended while it was starting, with exit code {code}.",
        "Try another image. If that fails too, tell your hub administrator the reference below.",
    )


def crashing() -> Reason:
    """Of a container that ends again and again, when its exit code is not known."""
    return Reason("crash", "The server ends while it is starting.", _OTHER_IMAGE)


def _first(table, text):
    found = next((row for row in table if re.search(row[0], text, re.IGNORECASE)), None)
    return Reason(*found[1:]) if found else None
