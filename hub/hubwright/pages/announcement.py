"""What is announced on every page: a file that the kubelet mounts and refreshes, read again whenever it changes."""

import json
from datetime import UTC, datetime
from pathlib import Path

from ..groups import groups_of
from ..reread import Reread


def _now():
    return datetime.now(UTC)


class Announcement:
    """The file `path`: `{"text", "level", "groups": [...]}`, `from` and `until` with a zone, where it has limits.

    Without a file nothing is announced. What cannot be read is logged once and announces nothing.
    """

    def __init__(self, path: Path, log, clock=_now):
        self._path = path
        self._log = log
        self._clock = clock
        self._told = Reread(path, self._read)

    def seen_by(self, user):
        """What a user sees now, as `{"text", "level", …}`; `user` is None before the login. Costs a `stat`."""
        told = self._told.current()
        if not told or not told["from"] <= self._clock() < told["until"]:
            return None
        if told["groups"] and not (user and told["groups"] & groups_of(user)):
            return None
        return told

    def _read(self, _):
        try:
            told = json.loads(self._path.read_text("utf-8"))
            return {
                "text": str(told["text"]),
                "level": told["level"],
                "groups": set(told["groups"]),
                "from": _time(told.get("from"), datetime.min),
                "until": _time(told.get("until"), datetime.max),
            }
        except (OSError, ValueError, KeyError, TypeError) as error:
            self._log.error("Announcement: %s: %s; nothing is announced", self._path, error)
            return None


def _time(text, unlimited):
    found = datetime.fromisoformat(text) if text else unlimited.replace(tzinfo=UTC)
    if found.tzinfo is None:
        raise ValueError(f"{text} has no zone")
    return found
