"""The user directory: JSON files that the kubelet mounts and refreshes, read again whenever they change."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from . import phc

# The hub mounts up to sixteen Secrets, each a file: users-0.json … users-f.json.
_FILES = "users-[0-9a-f].json"


@dataclass(frozen=True)
class Entry:
    """One user of the directory."""

    hash: phc.PasswordHash
    admin: bool = False
    groups: tuple[str, ...] = ()
    disabled: bool = False


class Directory:
    """All users of the files under `path`.

    A broken file leaves its own users as they were when it was last good, and is logged once for each state
    of the file. When every file is gone, the last users stay too: that is a mount that failed, not a decision.
    """

    def __init__(self, path: str, log):
        self._path = Path(path)
        self._log = log
        self._states: dict[str, tuple] | None = None
        self._good: dict[str, dict[str, Entry]] = {}
        self._users: dict[str, Entry] = {}

    def users(self) -> Mapping[str, Entry]:
        """The users by normalized name. Costs a `stat` a file unless something changed."""
        states = self._stat()
        if states != self._states:
            before, self._states = self._states or {}, states
            self._read(before, states)
        return self._users

    def _stat(self):
        # Follows the links through `..data`, so an atomic swap of the mount changes the inode.
        states = {}
        for file in sorted(self._path.glob(_FILES)):
            try:
                found = file.stat()
            except OSError:
                continue  # gone between listing and looking: as if it had not been listed
            states[file.name] = (found.st_mtime_ns, found.st_ino, found.st_size)
        return states

    def _read(self, before, now):
        if not now:
            self._log.error(
                "User directory: no users-?.json in %s; keeping the %d users read before", self._path, len(self._users)
            )
            return
        for name in self._good.keys() - now.keys():
            del self._good[name]
        for name, state in now.items():
            if before.get(name) == state:
                continue
            try:
                self._good[name] = _parse((self._path / name).read_text("utf-8"))
            except (OSError, ValueError) as error:
                kept = len(self._good.get(name, ()))
                self._log.error("User directory: %s: %s; keeping the %d users read from it before", name, error, kept)
        self._users = {user: entry for file in sorted(self._good) for user, entry in self._good[file].items()}
        self._log.info("User directory: %d users in %d files", len(self._users), len(self._good))


def _parse(text):
    try:
        content = json.loads(text)
    except ValueError as error:
        # The error's own text would quote the file; its position does not.
        raise ValueError(f"not JSON ({type(error).__name__}: half-written?)") from None
    if not isinstance(content, dict):
        raise ValueError("must be an object of users")
    return {name: _entry(name, value) for name, value in content.items()}


def _entry(name, value):
    if not isinstance(value, dict) or not isinstance(value.get("hash"), str):
        raise ValueError(f"{name}: must be an object with a hash")
    groups = value.get("groups", [])
    if not isinstance(groups, list) or not all(isinstance(group, str) for group in groups):
        raise ValueError(f"{name}: groups must be a list of names")
    flags = {key: value.get(key, False) for key in ("admin", "disabled")}
    for key, flag in flags.items():
        if not isinstance(flag, bool):
            raise ValueError(f"{name}: {key} must be true or false")
    try:
        return Entry(phc.parse(value["hash"]), groups=tuple(groups), **flags)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None
