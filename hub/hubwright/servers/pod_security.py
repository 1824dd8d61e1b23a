"""What users' pods may do to the node below them: no more than notebooks need."""

from jupyterhub.utils import maybe_future
from traitlets.config import Config

# The filter of the container runtime: no user namespaces among other things, which most kernel exploits start with.
_FILTERED = {"seccompProfile": {"type": "RuntimeDefault"}}
# At each start, the kubelet gives all files of a `local` volume to the group `fs_gid`, readable and writable, unless
# the volume's own folder is so already. Every time would take long in a large home, and ssh refuses such a private key.
_ONCE = {"fsGroupChangePolicy": "OnRootMismatch"}
_NO_CAPABILITIES = {"capabilities": {"drop": ["ALL"]}}


def configure(c: Config):
    """Setting one of the two traits, even to `{}`, replaces ours."""
    if "pod_security_context" not in c.KubeSpawner:
        c.KubeSpawner.pod_security_context = _FILTERED | _ONCE
    if "container_security_context" not in c.KubeSpawner:
        c.KubeSpawner.container_security_context = _of_container


async def _of_container(spawner) -> dict:
    """Only root has capabilities to lose: an image that starts as root or uses sudo keeps them."""
    uid = await maybe_future(spawner.uid(spawner)) if callable(spawner.uid) else spawner.uid
    may_be_root = not uid or spawner.privileged or spawner.allow_privilege_escalation
    return {} if may_be_root else _NO_CAPABILITIES
