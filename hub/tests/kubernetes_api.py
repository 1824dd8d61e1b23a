"""A stand-in for the Kubernetes API, for the few questions that the hub asks of it."""

from aiohttp import web


class KubernetesApi:
    """Serves `answer` at a path below `/api/v1/`, with `status` if it has an answer at all."""

    path = "{path:.*}"

    def __init__(self):
        self.status = 200

    async def __aenter__(self):
        await self.start()
        return self

    async def __aexit__(self, *_):
        await self.stop()

    async def start(self):
        app = web.Application()
        app.router.add_get(f"/api/v1/{self.path}", self.answer)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self):
        await self._runner.cleanup()

    async def answer(self, request):
        raise NotImplementedError
