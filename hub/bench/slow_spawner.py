"""A spawner whose servers share some processors: each needs a while of one, and answers only then."""

import asyncio
import os

from aiohttp import web
from jupyterhub.spawner import Spawner

PROCESSORS = int(os.environ["BENCH_PROCESSORS"])
SECONDS = float(os.environ["BENCH_SECONDS"])  # of one processor, for a start
_STEP = 0.1


class SlowSpawner(Spawner):
    """Starts at once, as a pod does, and is then slower the more others are starting."""

    busy = 0
    runner = None

    async def start(self):
        self.runner = web.AppRunner(web.Application())
        self.runner.app.router.add_route("*", "/{path:.*}", lambda _: web.Response())
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", 0)
        await site.start()
        host, port = self.runner.addresses[0]
        await site.stop()  # the port is known, and nobody answers there yet
        self._work = asyncio.ensure_future(self._come_up(port))
        return f"http://{host}:{port}"

    async def _come_up(self, port):
        SlowSpawner.busy += 1
        try:
            left = SECONDS
            while left > 0:
                await asyncio.sleep(_STEP)
                left -= _STEP * min(1, PROCESSORS / SlowSpawner.busy)
            await web.TCPSite(self.runner, "127.0.0.1", port).start()
        finally:
            SlowSpawner.busy -= 1

    async def poll(self):
        return None if self.runner else 0

    async def stop(self, now=False):
        self._work.cancel()
        runner, self.runner = self.runner, None
        await runner.cleanup()
