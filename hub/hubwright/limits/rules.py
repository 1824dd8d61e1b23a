"""The limits of platform.yaml, and which of them apply to whom."""

import json
import math
from pathlib import Path

from ..reread import Reread

# What may be used at once: processors in thousandths, memory in MiB, so that sums are exact.
AT_ONCE = ("servers", "processors", "memory", "gpus")
# How long a server may run, in seconds.
TIMES = ("longestRun", "idle")
# What may be used up in a window, in hours of a server, a processor, a GiB of memory and a GPU.
HOURS = ("hours", "processorHours", "memoryHours", "gpuHours")


class Rules:
    """`{"all": {…}, "groups": {name: {…, "together": {…}}}, "users": {name: {…}}, "sizes": {name: {…}}}`, each with
    `{key: amount}`.

    Amounts are numbers of servers and GPUs, cores, MiB of memory, seconds and hours, or "unlimited". Beside them,
    `"window"`, `"week"` or `"month"`, and `"whenUsedUp"`, `"warn"` or `"stop"`.
    Raises ValueError, TypeError or AttributeError for anything else.
    """

    def __init__(self, told: dict):
        self.window = told.get("window", "month")
        self.stops_when_used_up = told.get("whenUsedUp") == "stop"
        self._all = _amounts(told.get("all", {}))
        self._users = {name: _amounts(rule) for name, rule in told.get("users", {}).items()}
        groups = told.get("groups", {}).items()
        self._groups = {name: _amounts(rule) for name, rule in groups}
        self._together = {name: _amounts(rule.get("together", {})) for name, rule in groups}
        self._sizes = {name: _amounts(rule) for name, rule in told.get("sizes", {}).items()}

    def limit(self, key: str, name: str, groups: set[str]) -> float:
        """That of the user, else the most generous of their groups, else that of everyone; infinite without one."""
        own = self._users.get(name, {}).get(key)
        if own is not None:
            return own
        shared = [self._groups[group][key] for group in groups & self._groups.keys() if key in self._groups[group]]
        return max(shared) if shared else self._all.get(key, math.inf)

    def time(self, key: str, name: str, groups: set[str], size: str | None) -> float:
        """The shorter one of the user's limit and that of the size."""
        return min(self.limit(key, name, groups), self._sizes.get(size, {}).get(key, math.inf))

    def together(self, groups: set[str]) -> dict:
        """What members of each group may use together: all of them apply to a member of several."""
        return {name: self._together[name] for name in sorted(groups & self._together.keys()) if self._together[name]}


def rules_in(path: Path, log) -> Reread:
    """The rules in a file. One that cannot be read is logged once, and the rules before it stay."""

    def read(previous):
        try:
            return Rules(json.loads(path.read_text("utf-8")))
        except (OSError, ValueError, TypeError, AttributeError) as error:
            kept = "the limits before it apply" if previous else "no limits apply"
            log.error("Limits: %s: %s; %s", path, error, kept)
            return previous

    return Reread(path, read)


def _amounts(rule):
    found = {key: rule[key] for key in (*AT_ONCE, *TIMES, *HOURS) if key in rule}
    return {key: _amount(key, value) for key, value in found.items()}


def _amount(key, value):
    if value == "unlimited":
        return math.inf
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise ValueError(f"{key} is {value!r}")
    return round(value * 1000) if key == "processors" else value
