"""Who waits for a turn."""

from collections import OrderedDict, deque


class Lanes:
    """Items that wait in lanes, and lanes in groups. Groups take turns, and within each its lanes.

    So a client that sends a thousand items delays the next client by one, not by a thousand. At most `limit` items
    wait: of more, the newest of the longest lane of the largest group has to go.
    """

    def __init__(self, limit: int):
        self._limit = limit
        self._count = 0
        self._groups: OrderedDict[object, OrderedDict[object, deque]] = OrderedDict()

    def __len__(self):
        return self._count

    def add(self, group, lane, item):
        """Let one more wait. Gives the item that has to go, which may be this very one; None when there is room."""
        self._groups.setdefault(group, OrderedDict()).setdefault(lane, deque()).append(item)
        self._count += 1
        if self._count <= self._limit:
            return None
        # Among equals the one who came last goes, or a full queue would never be served in order.
        largest = max(reversed(self._groups), key=lambda it: (_size(self._groups[it]), it == group))
        lanes = self._groups[largest]
        longest = max(reversed(lanes), key=lambda it: (len(lanes[it]), (largest, it) == (group, lane)))
        item = lanes[longest].pop()
        self._taken(largest, longest)
        return item

    def next(self):
        """Take the item whose turn it is."""
        group, lanes = next(iter(self._groups.items()))
        lane, items = next(iter(lanes.items()))
        item = items.popleft()
        lanes.move_to_end(lane)
        self._groups.move_to_end(group)
        self._taken(group, lane)
        return item

    def remove(self, group, lane, item):
        """Let an item go before its turn, if it is still there."""
        items = self._groups.get(group, {}).get(lane, ())
        if item in items:
            items.remove(item)
            self._taken(group, lane)

    def _taken(self, group, lane):
        self._count -= 1
        lanes = self._groups[group]
        if not lanes[lane]:
            del lanes[lane]
        if not lanes:
            del self._groups[group]


def _size(lanes):
    return sum(map(len, lanes.values()))
