"""What a server reserves, from what KubeSpawner is configured with."""

from typing import NamedTuple

from jupyterhub.traitlets import ByteSpecification
from tornado.web import HTTPError

from ..groups import groups_of
from ..servers.choices import Choices
from ..servers.gpus import gpus_of

_BYTES = ByteSpecification(allow_none=True)


class Need(NamedTuple):
    """Thousandths of a processor, MiB, GPUs; the name of the size, if it has one."""

    processors: int = 0
    memory: int = 0
    gpus: int = 0
    size: str | None = None

    def amount(self, key: str) -> int:
        return 1 if key == "servers" else getattr(self, key)


class Needs:
    """What servers reserve by their options, of a `profile_list` or, without one, all the same."""

    def __init__(self, profiles: list = (), limits: dict | None = None):
        self._choices = Choices(profiles, limits or {}) if profiles else None
        # Whoever left a group may still run what it has.
        self._every = Choices(profiles, {}) if profiles else None

    def of(self, user, options: dict) -> Need:
        """Of options that were checked."""
        return self._of(self._choices, options, groups_of(user), user.spawner)

    def of_running(self, user, spawner) -> Need:
        """Of a server that runs: of one whose size is no longer there nothing is known."""
        try:
            return self._of(self._every, spawner.user_options or {}, set(), user.spawner)
        except (HTTPError, LookupError, TypeError):
            return Need()

    def _of(self, choices, options, groups, spawner):
        if not choices:
            return need_of([], None, spawner)
        size = choices.selected(options, groups).get("size")
        return need_of(choices.chosen(options, groups), size, spawner)


def need_of(chosen: list, size: str | None, spawner) -> Need:
    """Of a profile and its choices, the last of which wins; of the spawner where they say nothing."""

    def reserved(what):
        values = {"guarantee": getattr(spawner, f"{what}_guarantee"), "limit": getattr(spawner, f"{what}_limit")}
        for choice in chosen:
            override = choice.get("kubespawner_override", {})
            values |= {key: override[f"{what}_{key}"] for key in values if f"{what}_{key}" in override}
        # Without a request, Kubernetes reserves the limit.
        return next((it for it in values.values() if it and not callable(it)), 0)

    memory = _BYTES.validate(spawner, reserved("mem")) or 0
    return Need(
        processors=round(float(reserved("cpu")) * 1000),
        memory=round(memory / 2**20),
        gpus=max((gpus_of(choice) for choice in chosen), default=0),
        size=size,
    )
