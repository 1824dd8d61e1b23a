"""What the page of a server that starts says when it is opened; events say more while it is open."""

from ..servers import starts
from ..starting.events import described, events_of
from ..starting.story import so_far


def describe(spawner) -> dict:
    """`words`, `progress` in percent, `waited` in seconds, and what Kubernetes says, `log`."""
    story = so_far(spawner)
    return {
        "words": starts.place_of(spawner) or story.words,
        "progress": story.progress,
        "waited": round(starts.waited(spawner)),
        "log": [described(it) for it in events_of(spawner)],
    }
