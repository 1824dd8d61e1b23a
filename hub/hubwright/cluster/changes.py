"""What the page says of the last change of the settings: who applied them, when, and from which commit."""

import json
from datetime import UTC, datetime

# What a server notes at its node once a change has ended: `cluster/record/node-note.ts`.
_NOTE = "hubwright/change"


def last_change(nodes: list[dict]) -> tuple[list[tuple[str, str]], str | None]:
    """The facts about it, and a warning if it has failed; neither before the first one is noted.

    A server that was away may have an older one than the others.
    """
    found = [it for it in map(_noted, nodes) if it]
    if not found:
        return [], None
    at, note = max(found, key=lambda it: it[0])
    commit = f", commit {note['commit']}" if note.get("commit") else ""
    facts = [("Settings", f"{at:%Y-%m-%d %H:%M} UTC, by {note['operator']} (change {note['change']}{commit})")]
    if note["result"] == "done":
        return facts, None
    return facts, f"The last change of the settings ({note['command']}) failed: not all of it may be applied."


def _noted(node):
    try:
        note = json.loads(node["object"]["metadata"]["annotations"][_NOTE])
        texts = [note[it] for it in ("operator", "command", "result")]
        if not isinstance(note["change"], int) or not all(isinstance(it, str) for it in texts):
            return None
        return datetime.fromisoformat(note["at"]).astimezone(UTC), note
    except (ValueError, KeyError, TypeError):  # none, or of another hand
        return None
