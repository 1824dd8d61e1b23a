"""What goes on while a server starts, from the events of its pod."""

import contextlib
import functools

from kubespawner import KubeSpawner

from ..replacing import replace
from . import pulls
from .events import REQUESTED, described, events_of, step


class Story:
    """Says of one event after another what is going on since."""

    def __init__(self, spawner):
        self.progress, self.words = 0, REQUESTED
        self._usual = functools.partial(pulls.usual, spawner.user.db)

    def tell(self, event: dict):
        """Take in an event; those that say nothing of a start change nothing."""
        if said := step(event, self._usual):
            self.progress, self.words = max(self.progress, said[0]), said[1]


def so_far(spawner) -> Story:
    """What has happened since a start began."""
    story = Story(spawner)
    for event in events_of(spawner):
        story.tell(event)
    return story


def install():
    """Have the events of a start say in words what is going on; what Kubernetes says is beside it, as `detail`."""
    replace(KubeSpawner, "progress", _progress)


async def _progress(original, self):
    story = Story(self)
    yield {"progress": 0, "message": REQUESTED}
    async with contextlib.aclosing(original(self)) as events:
        async for event in events:
            story.tell(event["raw_event"])
            yield {**event, "progress": story.progress, "message": story.words, "detail": described(event["raw_event"])}
