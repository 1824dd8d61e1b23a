"""What is remembered of failed tries, and for how long."""

import pytest

from hubwright.guard import Attempt, Failures, Guard, TooManyFailures, network


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


async def test_refusals_double_up_to_a_minute_and_fade():
    clock = Clock()
    guard, attempt, waits = Guard(Failures(clock)), Attempt("ann", "10.0.0.1"), []
    for _ in range(12):
        try:
            await guard.admit(attempt)
        except TooManyFailures as error:
            waits.append(error.seconds)
            clock.now += error.seconds
            await guard.admit(attempt)
        guard.failed(attempt)
    assert waits == [4, 8, 16, 32, 60, 60, 60]
    clock.now += 900
    for _ in range(5):
        await guard.admit(attempt)


async def test_success_clears_the_refusal_and_a_try_that_was_not_checked_does_not_count():
    guard, attempt = Guard(Failures(Clock())), Attempt("ann", "10.0.0.1")
    for _ in range(20):
        await guard.admit(attempt)
        guard.withdrawn(attempt)
    for _ in range(4):
        await guard.admit(attempt)
    guard.succeeded(attempt)
    for _ in range(5):
        await guard.admit(attempt)
    with pytest.raises(TooManyFailures):
        await guard.admit(attempt)


async def test_spraying_names_from_an_address_is_delayed_not_refused():
    slept = []

    async def sleep(seconds):
        slept.append(seconds)

    guard = Guard(Failures(Clock()), sleep)
    for i in range(60):
        attempt = Attempt(f"name{i}", "10.0.0.1")
        await guard.admit(attempt)
        guard.failed(attempt)
    assert slept == [1, 2, 4, 8, 8, 8, 8, 8, 8, 8]
    await guard.admit(Attempt("ann", "10.0.0.2"))
    await guard.admit(Attempt("ann", "10.0.0.1", device="known"))
    assert len(slept) == 10


def test_memory_is_bounded():
    failures = Failures(Clock())
    for i in range(20_000):
        failures.add(i)
    assert len(failures) == 10_000
    assert (failures.count(0), failures.count(19_999)) == (0, 1)


def test_what_counts_as_one_address():
    assert network("10.0.0.1") == "10.0.0.1"
    assert network("2001:db8:1:2:3:4:5:6") == network("2001:db8:1:2::1") == "2001:db8:1:2::/64"
    assert network("unix") == "unix"
