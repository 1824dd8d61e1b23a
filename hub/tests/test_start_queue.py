"""Turns are fair, and whoever leaves holds up nobody."""

import asyncio

import pytest
from waiting import until

from hubwright.servers import start_queue
from hubwright.servers.start_queue import Full, StartQueue


class Starts:
    """Starts in a queue, in the order in which they began."""

    def __init__(self, queue):
        self.queue, self.begun, self._ends = queue, [], {}

    def add(self, person, key):
        self._ends[key] = asyncio.Event()
        return asyncio.ensure_future(self._run(person, key))

    async def end(self, key):
        self._ends[key].set()
        await settled()

    async def _run(self, person, key):
        async with self.queue.turn(person, key):
            self.begun.append(key)
            await self._ends[key].wait()


async def settled():
    for _ in range(5):
        await asyncio.sleep(0)


async def test_so_many_at_once_and_then_in_order():
    starts = Starts(StartQueue(2))
    tasks = [starts.add(name, name) for name in "abcde"]
    await settled()
    assert starts.begun == ["a", "b"]
    assert starts.queue.places == {"c": 1, "d": 2, "e": 3}
    for name in "abcde":
        await starts.end(name)
    await asyncio.gather(*tasks)
    assert starts.begun == ["a", "b", "c", "d", "e"]
    assert starts.queue.places == {}


async def test_no_limit_lets_everyone_start():
    starts = Starts(StartQueue(0))
    tasks = [starts.add(n, n) for n in range(100)]
    await settled()
    assert len(starts.begun) == 100
    for n in range(100):
        await starts.end(n)
    await asyncio.gather(*tasks)


async def test_places_are_the_order_in_which_people_take_turns():
    starts = Starts(StartQueue(1))
    tasks = [starts.add("first", "first")]
    await settled()
    for person, key in (("ann", "a1"), ("ann", "a2"), ("ann", "a3"), ("bob", "b1"), ("cy", "c1"), ("bob", "b2")):
        tasks.append(starts.add(person, key))
        await settled()
    expected = sorted(starts.queue.places, key=starts.queue.places.get)
    assert expected == ["a1", "b1", "c1", "a2", "b2", "a3"]
    for key in ["first", *expected]:
        await starts.end(key)
    await asyncio.gather(*tasks)
    assert starts.begun == ["first", *expected]


async def test_who_leaves_frees_the_place():
    starts = Starts(StartQueue(1))
    first, second, third = (starts.add(name, name) for name in "abc")
    await settled()
    second.cancel()
    await settled()
    assert starts.queue.places == {"c": 1}
    first.cancel()  # while it starts
    await settled()
    assert starts.begun == ["a", "c"]
    third.cancel()
    await settled()
    fourth = starts.add("d", "d")
    await settled()
    assert starts.begun[-1] == "d"
    await starts.end("d")
    await fourth


async def test_a_turn_that_comes_in_the_moment_of_leaving_is_passed_on():
    starts = Starts(StartQueue(1))
    first, second, third = (starts.add(name, name) for name in "abc")
    await settled()
    starts._ends["a"].set()
    await asyncio.sleep(0)  # the turn of b is there, and b has not noticed
    second.cancel()
    await settled()
    assert "c" in starts.begun
    await starts.end("c")
    await asyncio.gather(first, third)
    assert not starts.queue._running


async def test_a_start_that_fails_gives_up_its_turn():
    queue = StartQueue(1)
    with pytest.raises(ZeroDivisionError):
        async with queue.turn("a", "a"):
            raise ZeroDivisionError
    async with queue.turn("b", "b"):
        pass
    assert not queue._running


async def test_a_long_turn_lets_the_next_begin_and_is_counted_once():
    starts = Starts(StartQueue(1, longest_turn=0))
    first, second = starts.add("a", "a"), starts.add("b", "b")
    await until(lambda: starts.begun == ["a", "b"])
    for key in "ab":
        await starts.end(key)
    await asyncio.gather(first, second)
    assert starts.queue._running == 0


async def test_the_queue_has_an_end(monkeypatch):
    monkeypatch.setattr(start_queue, "_MOST", 3)
    monkeypatch.setattr(start_queue, "_MOST_OF_ONE", 2)
    starts = Starts(StartQueue(1))
    tasks = [starts.add("ann", n) for n in range(3)]
    await settled()
    with pytest.raises(Full):
        starts.queue.check("ann")
    starts.queue.check("bob")
    tasks.append(starts.add("bob", "b"))
    await settled()
    with pytest.raises(Full):
        starts.queue.check("cy")
    for task in tasks:
        task.cancel()
    await settled()
    starts.queue.check("ann")
