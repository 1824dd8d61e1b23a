"""Questions to the Kubernetes API."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable

# Of a list that may be long: what the hub reads at once, while it does nothing else.
_AT_ONCE = 500


class Kept:
    """An answer that holds for a while: however many want it at once, the API is asked once."""

    def __init__(self):
        self._lock = asyncio.Lock()
        self._until = 0.0
        self._answer = None

    async def get(self, ask: Callable[[], Awaitable], seconds: float, fresh=False):
        """The answer of up to so many seconds ago, or a new one. Where asking fails, nothing is kept of it."""
        async with self._lock:
            if fresh or time.monotonic() >= self._until:
                self._answer = await ask()
                self._until = time.monotonic() + seconds
            return self._answer


async def ask(call, *args, **options) -> dict | None:
    """The answer to a call of KubeSpawner's client; None if there is no such object.

    Unparsed, as KubeSpawner does it too: the client would make a Python object of every field.
    """
    answer = await call(*args, **options, _preload_content=False)
    text = await answer.read()
    if answer.status == 404:
        return None
    if answer.status != 200:
        raise RuntimeError(f"HTTP {answer.status} from {answer.url.path}")
    return json.loads(text)


async def items(call, *args) -> list[dict]:
    """The items of a list."""
    answer = await ask(call, *args)
    return answer["items"] if answer else []


async def many_items(call, *args, **options) -> list[dict]:
    """The items of a list that may be long, some at a time: the hub goes on between them."""
    found, rest = [], None
    while True:
        further = {"_continue": rest} if rest else {}
        answer = await ask(call, *args, **options, limit=_AT_ONCE, **further) or {"items": [], "metadata": {}}
        found += answer["items"]
        rest = answer["metadata"].get("continue")
        if not rest:
            return found


async def claim_of(spawner) -> dict | None:
    """The claim of a server's home; None before the first start."""
    return await ask(spawner.api.read_namespaced_persistent_volume_claim, spawner.pvc_name, spawner.namespace)
