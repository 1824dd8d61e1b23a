"""What the page of a server that starts says when it is opened; events say more while it is open."""

from ..servers import starts
from ..starting.events import described, events_of
from ..starting.story import so_far


def describe(spawner) -> dict:
    """`words`, `progress` in percent, `waited` in seconds, and what Kubernetes says, `log`.

    `checked`: the hub before has begun it, and there is no stream of events.
    """
    story, waited = so_far(spawner), starts.waited(spawner)
    return {
        "words": starts.place_of(spawner) or story.words,
        "progress": story.progress,
        "waited": None if waited is None else round(waited),
        "checked": spawner._check_pending,
        "log": [described(it) for it in events_of(spawner)],
    }
