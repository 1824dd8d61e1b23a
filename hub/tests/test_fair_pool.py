"""The queue before the password checks."""

import asyncio
import os
import threading
from functools import partial

import pytest

from hubwright.login.fair_pool import Busy, FairPool, Place, processors


@pytest.fixture
async def stopped():
    """A pool whose one worker is busy until it is let go."""
    pool, go = FairPool(1, 8), threading.Event()
    running = asyncio.ensure_future(pool.run(Place("first"), partial(go.wait, 60)))
    await asyncio.sleep(0)
    pool.go = go
    yield pool
    go.set()
    await running


async def join(pool, place, call=int):
    waiting = asyncio.ensure_future(pool.run(place, call))
    await asyncio.sleep(0)
    return waiting


async def test_strangers_and_known_browsers_take_turns(stopped):
    order = []
    places = [Place("crowd")] * 4 + [Place("ann", known=True), Place("bob"), Place("eve", known=True)]
    waiting = [await join(stopped, place, partial(order.append, place.group)) for place in places]
    stopped.go.set()
    await asyncio.gather(*waiting)
    assert order[0] in ("crowd", "ann")
    assert [it for it in order if it in ("crowd", "bob")] == ["crowd", "bob", "crowd", "crowd", "crowd"]
    assert order.index("ann") <= 1
    assert order.index("eve") <= 3


async def test_a_full_queue_has_room_for_newcomers_and_for_known_browsers(stopped):
    crowd = [await join(stopped, Place(f"crowd {i % 2}", i)) for i in range(30)]
    newcomer, known = await join(stopped, Place("ann")), await join(stopped, Place("bob", known=True))
    stopped.go.set()
    assert await asyncio.gather(newcomer, known) == [0, 0]
    outcomes = await asyncio.gather(*crowd, return_exceptions=True)
    assert [type(it) for it in outcomes].count(Busy) == 23


async def test_errors_reach_the_caller_and_free_the_worker():
    pool = FairPool(1, 10)
    with pytest.raises(ValueError, match="bad"):
        await pool.run(Place("ann"), partial(int, "bad"))
    assert await pool.run(Place("ann"), partial(int, "7")) == 7


async def test_a_call_whose_caller_left_is_not_made(stopped):
    calls = []
    left = await join(stopped, Place("ann"), partial(calls.append, 1))
    left.cancel()
    stopped.go.set()
    await stopped.run(Place("bob"), partial(calls.append, 2))
    assert calls == [2]


async def test_workers_give_way_to_the_event_loop():
    def niceness():
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    own = niceness()
    assert await FairPool(1, 10).run(Place("ann"), niceness) == min(own + 10, 19)
    assert niceness() == own


@pytest.mark.parametrize(
    ("quota", "expected"),
    [
        ("max 100000", 8),
        ("100000 100000", 1),
        ("50000 100000", 1),
        ("250000 100000", 2),
        ("2000000 100000", 8),
        ("", 8),
    ],
)
def test_processors_are_what_the_container_may_use(tmp_path, monkeypatch, quota, expected):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)))
    (tmp_path / "cpu.max").write_text(quota)
    assert processors(tmp_path / "cpu.max") == expected
    assert processors(tmp_path / "nowhere") == 8
