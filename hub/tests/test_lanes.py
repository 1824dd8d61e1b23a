"""Who waits for a turn, and who has to go when there is no room."""

from hubwright.login.lanes import Lanes


def served(lanes):
    return [lanes.next() for _ in range(len(lanes))]


def test_groups_take_turns_and_within_them_lanes():
    lanes = Lanes(100)
    for i in range(4):
        lanes.add("school", "crowd", f"crowd {i}")
    lanes.add("school", "ann", "ann")
    lanes.add("home", "bob", "bob")
    assert served(lanes) == ["crowd 0", "bob", "ann", "crowd 1", "crowd 2", "crowd 3"]
    assert len(lanes) == 0


def test_the_newest_of_the_longest_lane_of_the_largest_group_goes():
    lanes = Lanes(4)
    waiting = [("school", "crowd", 1), ("school", "crowd", 2), ("school", "ann", 3), ("home", "bob", 4)]
    assert [lanes.add(*it) for it in waiting] == [None] * 4
    assert lanes.add("home", "eve", 5) == 2  # of the school, which has three
    assert lanes.add("home", "bob", 6) == 6  # both have two now: who comes last goes
    assert lanes.add("work", "joe", 7) == 5
    assert lanes.add("work", "joe", 8) == 8
    assert sorted(served(lanes)) == [1, 3, 4, 7]


def test_an_item_leaves_before_its_turn():
    lanes = Lanes(10)
    lanes.add("school", "ann", 1)
    lanes.add("school", "ann", 2)
    for _ in range(2):  # the second time it is gone already
        lanes.remove("school", "ann", 1)
    lanes.remove("nowhere", "ann", 1)
    assert served(lanes) == [2]
