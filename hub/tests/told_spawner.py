"""A stand-in for a pod that starts: what Kubernetes says of it is what the test says."""

import asyncio
from types import SimpleNamespace

from running_hub import PodlessSpawner


class ToldSpawner(PodlessSpawner):
    """Starts when its `gate` opens, or fails with `error`; `told` are its events, `pod` is what is left of it."""

    told: list = []
    pod = None
    error = None
    gate = asyncio.Event()

    @property
    def events(self):
        return list(self.told)

    @property
    def pod_reflector(self):
        # Gone as soon as the server is stopped, as in a cluster.
        pods = {} if self._stop_pending else {f"{self.namespace}/{self.pod_name}": self.pod}
        return SimpleNamespace(pods=pods)

    async def _start_watching_events(self, replace=False):
        """There is nothing to watch."""

    def start(self):
        self._start_future = asyncio.ensure_future(self._begin())  # as KubeSpawner does it
        return self._start_future

    async def _begin(self):
        await self.gate.wait()
        if self.error:
            raise self.error
        return await super().start()
