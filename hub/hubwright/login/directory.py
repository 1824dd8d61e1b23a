"""The user directory: JSON files that the kubelet mounts and refreshes, read again whenever they change."""

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from . import phc

# The hub mounts up to sixteen Secrets, each a file: users-0.json … users-f.json.
_FILES = "users-[0-9a-f].json"
# Seconds. A file that is still missing after these is gone: a kubelet that swaps files has put them back.
_SURE = 10
# Seconds. A file that has been missing since the hub started was removed while it was down.
_SURE_AT_START = 3600


@dataclass(frozen=True)
class Entry:
    """One user of the directory."""

    hash: phc.PasswordHash
    admin: bool = False
    groups: tuple[str, ...] = ()
    disabled: bool = False
    file: str = ""


class Directory:
    """All users of the files under `path`.

    What cannot be read says nothing: a broken file leaves its own users as they were when it was last good, a broken
    entry its user. Each is logged once for each state of the file. When every file is gone, the last users stay too:
    that is a mount that failed, not a decision.
    """

    def __init__(self, path: str, log, clock=time.monotonic):
        self._path = Path(path)
        self._log = log
        self._clock = clock
        self._started = clock()
        self._states: dict[str, tuple] | None = None
        self._good: dict[str, dict[str, Entry]] = {}
        self._bad: dict[str, set[str]] = {}
        self._missing: dict[str, float] = {}
        self._read_once: set[str] = set()
        self._users: dict[str, Entry] = {}

    def users(self) -> Mapping[str, Entry]:
        """The users by normalized name. Costs a `stat` a file unless something changed; the same object until then."""
        states = self._stat()
        if states != self._states:
            before, self._states = self._states or {}, states
            self._read(before, states)
        if self._missing:
            self._look_again(states)
        return self._users

    def is_unknown(self, name: str, file: str | None = None) -> bool:
        """Whether it is unknown if a missing user was removed. `file` is where they were last."""
        file = file or file_of(name)
        if any(name in names for names in self._bad.values()):
            return True
        if not self._states:
            return True
        if file in self._read_once:
            return False
        return file in self._states or self._clock() - self._started < _SURE_AT_START

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
        for name, state in now.items():
            self._missing.pop(name, None)
            if before.get(name) != state:
                self._read_file(name)
        for name in self._good.keys() - now.keys():
            self._missing.setdefault(name, self._clock())
        self._join()

    def _read_file(self, name):
        earlier = self._good.get(name, {})
        try:
            users, problems = _parse((self._path / name).read_text("utf-8"), name)
        except (OSError, ValueError) as error:
            self._log.error(
                "User directory: %s: %s; keeping the %d users read from it before", name, error, len(earlier)
            )
            return
        for user, problem in problems.items():
            self._log.error("User directory: %s: %s: %s; keeping this user as before", name, user, problem)
        self._good[name] = {**{user: earlier[user] for user in problems if user in earlier}, **users}
        self._bad[name] = set(problems)
        self._read_once.add(name)

    def _look_again(self, now):
        gone = [name for name, since in self._missing.items() if now and self._clock() - since >= _SURE]
        for name in gone:
            for known in (self._missing, self._good, self._bad):
                known.pop(name, None)
        if gone:
            self._join()

    def _join(self):
        # What is there counts more than what is missing.
        files = sorted(self._good, key=lambda file: (file not in self._missing, file))
        self._users = {user: entry for file in files for user, entry in self._good[file].items()}
        self._log.info("User directory: %d users in %d files", len(self._users), len(self._good))


def file_of(name: str) -> str:
    """The file that synth puts a user in."""
    return f"users-{hashlib.sha256(name.encode()).hexdigest()[0]}.json"


def _parse(text, file):
    """The good entries, and what is wrong with the others, by user."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        # The error's own text would quote the file; its position does not.
        raise ValueError(f"not JSON ({type(error).__name__}: half-written?)") from None
    if not isinstance(content, dict):
        raise ValueError("must be an object of users")
    users, problems = {}, {}
    for name, value in content.items():
        try:
            users[name] = _entry(value, file)
        except ValueError as error:
            problems[name] = str(error)
    return users, problems


def _entry(value, file):
    if not isinstance(value, dict) or not isinstance(value.get("hash"), str):
        raise ValueError("must be an object with a hash")
    groups = value.get("groups", [])
    if not isinstance(groups, list) or not all(isinstance(group, str) for group in groups):
        raise ValueError("groups must be a list of names")
    flags = {key: value.get(key, False) for key in ("admin", "disabled")}
    for key, flag in flags.items():
        if not isinstance(flag, bool):
            raise ValueError(f"{key} must be true or false")
    return Entry(phc.parse(value["hash"]), groups=tuple(groups), file=file, **flags)
