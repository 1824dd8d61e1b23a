"""The queue before the password checks."""

import asyncio
import os
import threading

import pytest

from hubwright.fair_pool import Busy, FairPool


async def test_lanes_take_turns():
    pool, order, go = FairPool(1, 100, 100), [], threading.Event()
    first = asyncio.ensure_future(pool.run("first", go.wait, 5))
    await asyncio.sleep(0)
    crowd = [pool.run("crowd", order.append, f"crowd {i}") for i in range(5)]
    single = [pool.run(lane, order.append, lane) for lane in ("ann", "bob")]
    rest = asyncio.gather(*crowd, *single)
    await asyncio.sleep(0)
    go.set()
    await asyncio.gather(first, rest)
    assert order == ["crowd 0", "ann", "bob", "crowd 1", "crowd 2", "crowd 3", "crowd 4"]


async def test_full_lane_leaves_room_for_others_and_a_full_queue_for_nobody():
    pool, go = FairPool(1, 4, 3), threading.Event()
    running = asyncio.ensure_future(pool.run("first", go.wait, 5))
    await asyncio.sleep(0)
    waiting = [asyncio.ensure_future(pool.run("crowd", int)) for _ in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await pool.run("crowd", int)
    waiting.append(asyncio.ensure_future(pool.run("ann", int)))
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await pool.run("bob", int)
    go.set()
    assert await asyncio.gather(running, *waiting) == [True, 0, 0, 0, 0]
    assert await pool.run("bob", int) == 0


async def test_errors_reach_the_caller_and_free_the_worker():
    pool = FairPool(1, 10, 10)
    with pytest.raises(ValueError, match="bad"):
        await pool.run("ann", int, "bad")
    assert await pool.run("ann", int, "7") == 7


async def test_a_call_whose_caller_left_is_not_made():
    pool, go, calls = FairPool(1, 10, 10), threading.Event(), []
    running = asyncio.ensure_future(pool.run("first", go.wait, 5))
    await asyncio.sleep(0)
    left = asyncio.ensure_future(pool.run("ann", calls.append, 1))
    await asyncio.sleep(0)
    left.cancel()
    go.set()
    await running
    await pool.run("bob", calls.append, 2)
    assert calls == [2]


async def test_workers_give_way_to_the_event_loop():
    def niceness():
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    own = niceness()
    assert await FairPool(1, 10, 10).run("ann", niceness) == min(own + 10, 19)
    assert niceness() == own
