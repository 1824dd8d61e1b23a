"""Refuses a server that would exceed what its user, or a group of theirs, may use at once."""

import contextlib
from typing import NamedTuple

from ..groups import groups_of
from ..refusal import refusal
from .need import Need, Needs
from .rules import AT_ONCE


class Server(NamedTuple):
    """A server that runs or is to start, and what it reserves."""

    user: object
    name: str
    need: Need


class AtOnce:
    """What runs and what is about to."""

    def __init__(self, needs: Needs):
        self._needs = needs
        self._starting: dict[object, Server] = {}

    @contextlib.contextmanager
    def room(self, rules, users, server: Server, subject: str):
        """Raise a clear 403 or 429 if there is no room for the server; else keep it while the block starts it.

        Between this check and JupyterHub's note that a server is pending others may be checked: kept room counts.
        """
        if rules and not server.user.admin:
            self.check(rules, users, server, subject)
        key = object()
        self._starting[key] = server
        try:
            yield
        finally:
            del self._starting[key]
        # Not before: if another request for the same server was faster, it is started as that one wants it.
        server.user.spawners[server.name].hubwright_need = server.need

    def check(self, rules, users, server: Server, subject: str):
        """Raise a clear 403 or 429 if there is no room for the server."""
        user, need = server.user, server.need
        groups = groups_of(user)
        own = [it.need for it in self._beside(server, [user])]
        for key in AT_ONCE:
            limit = rules.limit(key, user.name, groups)
            _refuse_over(key, need.amount(key), sum(it.amount(key) for it in own), limit, _Words.of_user(subject))
        for group, limits in rules.together(groups).items():
            # Of a user who is not in the group, or exempt, nothing counts.
            members = [it for it in users.values() if not it.admin and it.active and group in groups_of(it)]
            theirs = [it.need for it in self._beside(server, members)]
            for key in [it for it in AT_ONCE if it in limits]:
                used = sum(it.amount(key) for it in theirs)
                _refuse_over(key, need.amount(key), used, limits[key], _Words.of_group(group))

    def _beside(self, server, users):
        """The other servers of these users, each once."""
        found = {}
        ids = {user.id for user in users}
        for user in users:
            for name, spawner in user.spawners.items():
                if spawner.active:
                    found[user.id, name] = Server(user, name, self.need(user, spawner))
        for it in self._starting.values():
            if it.user.id in ids:
                found[it.user.id, it.name] = it
        found.pop((server.user.id, server.name), None)
        return found.values()

    def need(self, user, spawner) -> Need:
        """What a server reserves that runs; an earlier hub may have started it."""
        return getattr(spawner, "hubwright_need", None) or self._needs.of_running(user, spawner)


class _Words(NamedTuple):
    who: str
    has: str
    use: str
    may: str
    no_more: str
    way_out: str

    @classmethod
    def of_user(cls, subject):
        verbs = ("You have", "You use", "you") if subject == "You" else (f"{subject} has", f"{subject} uses", subject)
        has, use, who = verbs
        return cls(subject, has, use, f"{who} may have at once", "may have no more at once", "Stop a server first")

    @classmethod
    def of_group(cls, group):
        members = f"The members of {group}"
        may = "they may have together"
        return cls(members, f"{members} have", f"{members} use", may, "may have no more together", "Try again later")


def _refuse_over(key, needed, used, limit, words):
    if not needed or used + needed <= limit:
        return
    if key == "servers" and needed > limit:
        raise refusal(403, f"{words.who} may have no servers.")
    if key == "servers":
        running = "1 server" if used == 1 else f"{used} servers"
        raise refusal(429, f"{words.has} {running} running, and {words.no_more}. {words.way_out}.")
    scale, unit = _UNITS[key]
    needs = f"This server needs {_written(needed, scale, unit)}"
    most = f"the {_written(limit, scale, unit)} that {words.may}"
    if needed > limit:
        raise refusal(403, f"{needs}, more than {most}. Choose a smaller size.")
    used = f"{words.use} {used / scale:g} of {most}"
    raise refusal(429, f"{needs}. {used}. {words.way_out}, or choose a smaller size.")


_UNITS = {"processors": (1000, "processor"), "memory": (1024, "GiB of memory"), "gpus": (1, "GPU")}


def _written(amount, scale, unit):
    number = f"{amount / scale:g}"
    return f"{number} {unit}{'' if number == '1' or unit.startswith('GiB') else 's'}"
