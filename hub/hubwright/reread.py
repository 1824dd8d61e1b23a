"""Files that the kubelet mounts and refreshes, read again when they change."""

from collections.abc import Callable
from pathlib import Path


class Reread:
    """What `read` makes of the file; `read` gets what it made of the file before, and may return that.

    Without a file there is nothing, None. Costs a `stat` each time.
    """

    def __init__(self, path: Path, read: Callable):
        self._path = path
        self._read = read
        self._state = None
        self._made = None

    def current(self):
        try:
            found = self._path.stat()
            state = (found.st_mtime_ns, found.st_ino, found.st_size)
        except OSError:
            state = None
        if state != self._state:
            self._state = state
            self._made = self._read(self._made) if state else None
        return self._made
