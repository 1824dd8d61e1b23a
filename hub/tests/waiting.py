"""Waits for what a test wants, as long as a busy machine needs."""

import asyncio
import inspect

# A ceiling, not a measure.
LIMIT_SECONDS = 600


async def until(condition):
    """Ask again until the condition, a function or a coroutine function, gives something true, and return that."""
    async with asyncio.timeout(LIMIT_SECONDS):
        while True:
            result = condition()
            if inspect.isawaitable(result):
                result = await result
            if result:
                return result
            await asyncio.sleep(0.02)
