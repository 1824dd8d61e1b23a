"""Attacks on the login form from the address that its victims have, and how many of their right logins get in.

Each lasts `SECONDS`. A victim logs in every two seconds: in a browser that the hub does not know yet, or, where it says
so, in one from which they logged in before. Nobody tries a second time.
"""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from browsers import Browser, client, percentile, probe
from hubs import peak_memory

SECONDS = 30
VICTIMS = [f"user{i}" for i in range(SECONDS // 2)]
_RATE = 8
_LEAD = 6  # seconds before the first victim


@dataclass(frozen=True)
class Attack:
    about: str
    run: Callable[[Callable[..., Browser]], Awaitable[None]]
    victims: tuple[str, ...] = tuple(VICTIMS)
    known: bool = False


async def _every(seconds) -> AsyncIterator[int]:
    for i in itertools.count():
        yield i
        await asyncio.sleep(seconds)


async def _tries(browser, names, fresh=False, rate=_RATE, password="wrong guess {}"):
    """Send a name and a wrong password so often a second, whether or not there are answers."""
    sent, one = [], browser()
    await one.load_form()

    async def send(i):
        each = browser() if fresh else one
        if fresh:
            await each.load_form()
        await each.login(names(i), password.format(i))

    try:
        async for i in _every(1 / rate):
            sent.append(asyncio.ensure_future(send(i)))
    finally:
        for task in sent:
            task.cancel()
        await asyncio.gather(*sent, return_exceptions=True)


def _one(_):
    return VICTIMS[0]


def _made_up(i):
    return f"nobody{i}"


async def _crowd(browser):
    """450 logins at once, from two addresses."""
    crowd = [browser(f"10.42.0.{1 + i % 2}") for i in range(450)]
    await crowd[0].load_form()
    for it in crowd:
        it.cookies, it.token = dict(crowd[0].cookies), crowd[0].token
    await asyncio.gather(*(it.login(f"nobody{i}", "wrong") for i, it in enumerate(crowd)))


async def _long_names(browser):
    await _tries(browser, lambda i: f"{i:08}" * 1024, rate=100)


ATTACKS = {
    "guess": Attack(
        "8 guesses a second at the victim's own name, by one client", lambda it: _tries(it, _one), (VICTIMS[0],) * 15
    ),
    "guess-fresh": Attack(
        "the same, in a new browser each", lambda it: _tries(it, _one, fresh=True), (VICTIMS[0],) * 15
    ),
    "guess-slow": Attack(
        "one guess a second at the victim's own name", lambda it: _tries(it, _one, rate=1), (VICTIMS[0],) * 15
    ),
    "made-up": Attack("8 made-up names a second, by one client", lambda it: _tries(it, _made_up)),
    "made-up-fresh": Attack("the same, in a new browser each", lambda it: _tries(it, _made_up, fresh=True)),
    "crowd": Attack("450 logins at once from two addresses", _crowd),
    "crowd-known": Attack("the same, and the victims' browsers are known", _crowd, known=True),
    "long-names": Attack("100 names of 8 KiB a second", _long_names),
}


async def under(attack: Attack, url, pid):
    """What becomes of the victims, of health checks and of memory under this attack."""
    async with client() as http:
        before = peak_memory(pid)
        over = asyncio.Event()

        def browser(address="10.42.0.1"):
            return Browser(http, url, address)

        victims = [browser() for _ in attack.victims]
        if attack.known:
            for it, name in zip(victims, attack.victims, strict=True):
                await it.load_form()
                await it.login(name)
                it.log_out()
        attacking = asyncio.ensure_future(attack.run(browser))
        probing = asyncio.ensure_future(probe(http, url, over))
        await asyncio.sleep(0.5 if attack.run is _crowd else _LEAD)
        logins = []
        for it, name in zip(victims, attack.victims, strict=True):
            logins.append(asyncio.ensure_future(_victim(it, name)))
            await asyncio.sleep(SECONDS / len(victims))
        outcomes = await asyncio.gather(*logins)
        attacking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await attacking
        over.set()
        health = await probing
        seconds = [taken for taken, _ in outcomes]
        return {
            "victims": len(outcomes),
            "got_in": sum(ok for _, ok in outcomes),
            "login_p50_s": percentile(seconds, 50),
            "login_p95_s": percentile(seconds, 95),
            "health_p95_ms": 1000 * percentile(health, 95),
            "peak_mib_before": before,
            "peak_mib": peak_memory(pid),
        }


async def _victim(browser, name):
    await browser.load_form()
    return await browser.login(name)
