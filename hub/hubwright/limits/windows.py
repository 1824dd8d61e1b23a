"""How much of their hours users and groups have used since a window began, from the ledger."""

import math
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from ..groups import groups_of
from ..refusal import refusal
from ..usage.reading import used_by, used_by_group
from ..usage.recording import account_of
from .need import Need
from .rules import HOURS, Rules

# What users are warned at.
_NEARLY = 0.8
# Of each kind of hours: what the ledger calls it, in seconds; what a server must reserve to use any; its words.
_KINDS = {
    "hours": ("seconds", "servers", "hours of servers"),
    "processorHours": ("processor_seconds", "processors", "processor hours"),
    "memoryHours": ("memory_seconds", "memory", "GiB hours of memory"),
    "gpuHours": ("gpu_seconds", "gpus", "GPU hours"),
}


def _today() -> date:
    return datetime.now(UTC).date()


class Window(NamedTuple):
    """Days in UTC, `ends` not included: then the hours begin again."""

    begins: date
    ends: date


def window_of(kind: str, day: date) -> Window:
    """The week, from Monday, or the month that a day is in."""
    if kind == "week":
        begins = day - timedelta(days=day.weekday())
        return Window(begins, begins + timedelta(days=7))
    begins = day.replace(day=1)
    return Window(begins, (begins + timedelta(days=32)).replace(day=1))


class Share(NamedTuple):
    """How much is used of a limit, in hours; `group` is that whose members have it together, None for a user's own."""

    key: str
    used: float
    limit: float
    group: str | None
    window: str
    ends: date

    @property
    def is_used_up(self) -> bool:
        return self.used >= self.limit

    @property
    def is_nearly_used_up(self) -> bool:
        return self.used >= self.limit * _NEARLY

    def concerns(self, need: Need) -> bool:
        """Whether a server with that need uses any of it."""
        return need.amount(_KINDS[self.key][1]) > 0

    def told(self, subject: str) -> str:
        """`You have used 33 of 40 GPU hours this month. They begin again on 1 December (UTC).`"""
        words, whose = _KINDS[self.key][2], f"The members of {self.group}" if self.group else subject
        if not self.limit:
            return f"{whose} may use no {words}."
        digits = 10 if self.limit >= 1 else 10_000
        used = math.floor(self.used * digits) / digits
        who = f"{whose} together have" if self.group else "You have" if subject == "You" else f"{subject} has"
        again = f"They begin again on {self.ends:%-d} {self.ends:%B} (UTC)."
        return f"{who} used {used:g} of {self.limit:g} {words} this {self.window}. {again}"


def shares(rules: Rules, user) -> list[Share]:
    """All limits in hours that apply to a user, with what is used of each: up to a minute behind, as the ledger is."""
    window = window_of(rules.window, _today())
    groups = groups_of(user)

    def found(limits, read, group):
        limited = {key: limits[key] for key in HOURS if limits.get(key, math.inf) != math.inf}
        amounts = read() if limited else None
        return [
            Share(key, getattr(amounts, _KINDS[key][0]) / 3600, limit, group, rules.window, window.ends)
            for key, limit in limited.items()
        ]

    own = {key: rules.limit(key, user.name, groups) for key in HOURS}
    result = found(own, lambda: used_by(user.db, account_of(user), user.name, window.begins), None)
    for group, limits in rules.together(groups).items():
        result += found(limits, lambda group=group: used_by_group(user.db, group, window.begins), group)
    return result


def check(found: list[Share], need: Need, subject: str):
    """Raise a clear 429 if what the server would use is used up, 403 if there never is any."""
    for share in found:
        if share.is_used_up and share.concerns(need):
            raise refusal(429 if share.limit else 403, share.told(subject))


def warnings(rules: Rules | None, user) -> list[str]:
    """What is nearly used up, or is, in sentences for the user."""
    applying = shares(rules, user) if rules and not user.admin else ()
    return [share.told("You") for share in applying if share.limit and share.is_nearly_used_up]


def used_up(rules: Rules, user, need: Need) -> str | None:
    """Why a server is to end for what is used up, where limits say that it is."""
    for share in shares(rules, user) if rules.stops_when_used_up else ():
        if share.is_used_up and share.concerns(need):
            if not share.limit:
                return f"{f'members of {share.group}' if share.group else 'you'} may use no {_KINDS[share.key][2]}"
            whose = f"which members of {share.group} have together" if share.group else "which you have"
            return f"the {share.limit:g} {_KINDS[share.key][2]}, {whose} this {share.window}, are used up"
    return None
