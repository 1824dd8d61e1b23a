"""Ends a start that cannot succeed as soon as that is certain, instead of when its time is over.

KubeSpawner only waits for a pod that runs, and JupyterHub for a server that answers, even where its pod is gone.
What may pass, such as a registry or a node that does not answer, or a full node, is still waited for.
"""

import asyncio
import time

from jupyterhub.user import User
from kubespawner import KubeSpawner

from ..replacing import replace
from .events import events_of, pod_of
from .failure import Evidence, NeverStarts, is_final, reason_of_pod_or_events
from .reasons import ENDED, REMOVED, Reason

_LOOKS_EVERY = 2.0  # seconds
# Seconds for which a pod that ended, or is gone, must stay so: what is known of it may be a little behind.
_FINAL_AFTER = 6
# Reasons that do not pass by themselves, and the seconds for which one must stay the same. The kubelet tries a pull
# again after 10 and 30 seconds. One "not found" is not enough: with a mirror, containerd says that too where the mirror
# lacks the image and its registry does not answer.
_LASTING = {"image-name", "image-program", "image-absent", "image-missing", "image-denied", "image-proxy"}
_LASTING |= {"folder-missing", "home-lost", "home-node-gone", "home-node-size", "no-node"}
_LASTING_AFTER = 60
# How a server ended: its pod, which KubeSpawner deletes when it looks at it, says more than that it is gone.
_ENDINGS = {"crash", "memory", "image-program"}


class Watch:
    """Looks at one start again and again."""

    def __init__(self, now=time.monotonic):
        self._now = now
        self._seen = False
        self._ending = None
        self._kind, self._since = None, 0.0

    def look(self, evidence: Evidence) -> Reason | None:
        """Why the pod, which was created, will never run; None as long as it may."""
        self._seen = self._seen or evidence.pod is not None
        found, after = self._find(evidence)
        kind = found and found.kind
        if kind != self._kind:
            self._kind, self._since = kind, self._now()
        return found if found and self._now() - self._since >= after else None

    def look_at(self, spawner) -> Reason | None:
        """The same of the pod and the events of a server."""
        try:
            return self.look(Evidence(pod_of(spawner), events_of(spawner)))
        except Exception:  # no failure here may end a start
            spawner.log.exception("Could not look whether %s can start", spawner._log_name)
            return None

    def _find(self, evidence):
        found = reason_of_pod_or_events(evidence)
        if evidence.pod is None:  # not there yet, or not any more
            return (self._ending or found or REMOVED, _FINAL_AFTER) if self._seen else (None, 0)
        if found and found.kind in _ENDINGS:
            self._ending = found
        if is_final(evidence.pod):
            return found or ENDED, _FINAL_AFTER
        if "deletionTimestamp" in evidence.pod.get("metadata", {}):
            return self._ending or found or REMOVED, _FINAL_AFTER
        return (found, _LASTING_AFTER) if found and found.kind in _LASTING else (None, 0)


def install():
    """Have each start of a server watched, until it answers."""
    replace(KubeSpawner, "_make_create_pod_request", _create)
    replace(KubeSpawner, "_start", _start)
    replace(User, "_wait_up", _wait_up)


async def _create(original, self, *args, **kwargs):
    # A pod of the server before is deleted first.
    self.hubwright_pod_created = await original(self, *args, **kwargs)
    return self.hubwright_pod_created


async def _start(original, self):
    self.hubwright_pod_created = False
    # Before its own pod is there, that of the server before may be seen.
    return await _watched(self, original(self), lambda: self.hubwright_pod_created)


async def _wait_up(original, self, spawner):
    if not isinstance(spawner, KubeSpawner):
        return await original(self, spawner)
    try:
        return await _watched(spawner, original(self, spawner))
    except NeverStarts as error:
        error.reason = "error"  # JupyterHub's word for any but a timeout, after which it stops the server just so
        try:
            await self.stop(spawner.name)
        except Exception:
            self.log.exception("Could not stop %s, which did not start", spawner._log_name)
        raise


async def _watched(spawner, waiting, may_look=lambda: True):
    watch = Watch()
    task = asyncio.ensure_future(waiting)
    try:
        while not (await asyncio.wait({task}, timeout=_LOOKS_EVERY))[0]:
            if may_look() and (reason := watch.look_at(spawner)):
                raise NeverStarts(reason)
        return task.result()
    finally:
        # Its own end comes before what follows here: it says that nothing is waited for any more.
        task.cancel()
        await asyncio.wait({task})
