"""Keeps the culler from the servers of some users.

The culler, jupyterhub-idle-culler, takes no names: it asks the hub for all users with their servers, and stops those
that are idle or too old. A role cannot say "all but these" either. So it is not shown what it must not stop.
"""

from jupyterhub import orm
from jupyterhub.apihandlers.base import APIHandler
from jupyterhub.utils import isoformat, utcnow

from ..groups import groups_of
from ..replacing import replace

# As the chart calls the service.
_CULLER = "jupyterhub-idle-culler"


def install(users=(), groups=()):
    """Never have servers of these users, and of members of these groups, stopped for being idle or old.

    Returns whether a user is one of them.
    """
    users, groups = frozenset(users), frozenset(groups)

    def is_spared(user):
        return user.name in users or not groups.isdisjoint(groups_of(user))

    def user_model(original, self, user):
        model = original(self, user)
        if not model or not _is_culler(self.current_user):
            return model
        if not is_spared(user):
            return model
        # If it culls users as well, it looks at these times.
        now = {key: isoformat(utcnow()) for key in ("last_activity", "created") if key in model}
        return {**model, **now, "servers": {}}

    replace(APIHandler, "user_model", user_model)
    return is_spared


def _is_culler(requester):
    return isinstance(requester, orm.Service) and requester.name == _CULLER
