"""What is remembered of failed tries, for how long, and that no attacker locks anybody out."""

import asyncio
import random
import sys

import pytest

from hubwright.login.failures import Failures, short
from hubwright.login.guard import Guard, TooManyFailures

PUBLIC, SHARED = "8.8.8.8", "10.42.0.1"


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


async def wrong(guard, *args, **kwargs):
    attempt = guard.attempt(*args, **kwargs)
    await guard.admit(attempt)
    guard.failed(attempt)


async def is_refused(guard, *args, **kwargs):
    attempt = guard.attempt(*args, **kwargs)
    try:
        await guard.admit(attempt)
    except TooManyFailures:
        return True
    guard.withdrawn(attempt)
    return False


@pytest.fixture
def slept():
    return []


@pytest.fixture
def guard(slept):
    async def sleep(seconds):
        slept.append(seconds)

    return Guard(Failures(Clock()), sleep)


async def test_refusals_double_up_to_a_minute_and_fade():
    clock = Clock()
    guard, waits = Guard(Failures(clock), lambda _: asyncio.sleep(0)), []
    for _ in range(12):
        try:
            await wrong(guard, "ann", PUBLIC)
        except TooManyFailures as error:
            waits.append(error.seconds)
            clock.now += error.seconds
            await wrong(guard, "ann", PUBLIC)
    assert waits == [4, 8, 16, 32, 60, 60, 60]
    clock.now += 900
    for _ in range(5):
        await wrong(guard, "ann", PUBLIC)


async def test_success_clears_the_refusal_and_a_try_that_was_not_checked_does_not_count(guard):
    for _ in range(20):
        assert not await is_refused(guard, "ann", PUBLIC)
    for _ in range(4):
        await wrong(guard, "ann", PUBLIC)
    attempt = guard.attempt("ann", PUBLIC)
    await guard.admit(attempt)
    guard.succeeded(attempt)
    for _ in range(5):
        await wrong(guard, "ann", PUBLIC)
    assert await is_refused(guard, "ann", PUBLIC)


@pytest.mark.parametrize(
    ("guesses", "refused", "others"),
    [
        # What made the failures is refused, and nothing that differs in what a stranger cannot choose.
        ({"address": PUBLIC}, {"address": PUBLIC, "visit": "new"}, [{"address": "8.8.4.4"}]),
        ({"address": SHARED, "visit": "a"}, {"address": SHARED, "visit": "a"}, [{"address": SHARED, "visit": "b"}]),
        ({"address": SHARED, "visit": "a"}, {"address": "fd00::1", "visit": "a"}, [{"address": SHARED}]),
        ({"address": SHARED, "device": "a"}, {"address": PUBLIC, "device": "a"}, [{"address": SHARED, "visit": "b"}]),
        ({"address": PUBLIC}, {"address": PUBLIC}, [{"address": PUBLIC, "device": "a"}, {"address": SHARED}]),
    ],
)
async def test_only_what_made_the_failures_is_refused(guard, guesses, refused, others):
    for _ in range(5):
        await wrong(guard, "ann", **guesses)
    assert await is_refused(guard, "ann", **refused)
    for other in others:
        assert not await is_refused(guard, "ann", **other)
    assert not await is_refused(guard, "bob", **{**guesses, "device": None})


@pytest.mark.parametrize("address", [SHARED, "192.168.0.7", "100.64.1.2", "127.0.0.1", "fd00:1::2", "unknown"])
async def test_no_storm_from_an_address_that_may_be_everyones_refuses_anybody(guard, slept, address):
    for i in range(500):
        await wrong(guard, "ann", address)
        await wrong(guard, f"name{i}", address)
    assert not await is_refused(guard, "ann", address)
    assert not await is_refused(guard, "ann", address, "visit")
    assert slept[-2:] == [8, 8]
    del slept[:]
    assert not await is_refused(guard, "newcomer", address)
    assert not await is_refused(guard, "ann", address, None, "device")
    assert slept == []


async def test_a_public_address_is_everyones_once_two_users_have_signed_in_from_it(guard):
    async def right(name):
        attempt = guard.attempt(name, PUBLIC)
        await guard.admit(attempt)
        guard.succeeded(attempt)

    for name in ("ann", "ann"):
        await right(name)
    for _ in range(5):
        await wrong(guard, "eve", PUBLIC)
    assert await is_refused(guard, "eve", PUBLIC)
    await right("bob")
    assert not await is_refused(guard, "eve", PUBLIC)


async def test_spraying_names_from_a_public_address_is_delayed_not_refused(guard, slept):
    for i in range(60):
        await wrong(guard, f"name{i}", PUBLIC)
    assert slept == [1, 2, 4, 8, 8, 8, 8, 8, 8, 8]
    await wrong(guard, "ann", "8.8.4.4")
    await wrong(guard, "ann", PUBLIC, device="known")
    assert len(slept) == 10


async def test_who_takes_up_most_of_the_waiting_room_makes_room_for_others():
    go = asyncio.Event()
    guard = Guard(Failures(Clock()), lambda _: go.wait())
    for name in ("ann", "bob"):
        for _ in range(20):
            await wrong(guard, name, SHARED)
    crowd = [asyncio.ensure_future(is_refused(guard, "ann", SHARED)) for _ in range(1000)]
    await asyncio.sleep(0)
    others = [is_refused(guard, "bob", SHARED), is_refused(guard, "ann", SHARED, "visit")]
    others = [asyncio.ensure_future(it) for it in others]
    await asyncio.sleep(0)
    go.set()
    assert await asyncio.gather(*others) == [False, False]
    assert (await asyncio.gather(*crowd)).count(False) == 254


async def test_refused_tries_take_no_room_in_the_table(guard):
    for _ in range(5):
        await wrong(guard, "ann", PUBLIC)
    before = len(guard._failures)
    for _ in range(50_000):
        assert await is_refused(guard, "ann", PUBLIC)
    for i in range(50_000):  # not checked, as in a full queue
        assert not await is_refused(guard, f"name{i}", PUBLIC)
    assert len(guard._failures) == before
    assert await is_refused(guard, "ann", PUBLIC)


def test_memory_is_bounded():
    failures = Failures(Clock())
    for i in range(100_000):
        failures.add(short("user", f"{i}".rjust(8192, "x")))
    assert len(failures) == 40_000
    assert sum(sys.getsizeof(key) for key in failures._keys) < 4 * 2**20
    assert short("a", "b") == short("a", "b") != short("ab")


@pytest.mark.parametrize("seed", range(20))
async def test_whatever_strangers_do_somebody_else_gets_in(seed):
    """Any storm of any tries: then one right password of a user at the same address, in a browser of their own."""
    chance, clock = random.Random(seed), Clock()

    async def sleep(seconds):
        clock.now += seconds

    guard = Guard(Failures(clock), sleep)
    for _ in range(chance.randrange(2000)):
        name, address = chance.choice(["ann", "bob", f"made-up {seed}"]), chance.choice([SHARED, PUBLIC, "9.9.9.9"])
        attempt = guard.attempt(name, address, chance.choice([None, "x", f"{chance.random()}"]))
        clock.now += chance.random()
        try:
            await guard.admit(attempt)
        except TooManyFailures:
            continue
        chance.choice([guard.failed, guard.failed, guard.failed, guard.withdrawn])(attempt)
    victims = [
        {"address": SHARED, "visit": "own"},
        {"address": SHARED},
        {"address": "1.1.1.1"},
        {"address": PUBLIC, "device": "own"},
    ]
    for victim in victims:
        assert not await is_refused(guard, "ann", **victim), victim
