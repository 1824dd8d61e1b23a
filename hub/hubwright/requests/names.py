"""Refuses names whose URL leads elsewhere: `..` would get the route of the hub itself.

Whoever creates a user or a named server, an authenticator of any type, the API or a list in the settings, sets a name
in the database. What is there already gets neither a route nor a server.
"""

import re
import unicodedata
from urllib.parse import unquote

from jupyterhub import orm
from jupyterhub.auth import Authenticator
from jupyterhub.proxy import Proxy
from sqlalchemy import event

from ..refusal import refusal
from ..replacing import replace

# Invisible characters do not make a name of dots any different.
_INVISIBLE = ("Cc", "Cf", "Zs", "Zl", "Zp")


def install():
    """Refuse such names from now on, in each authenticator."""
    replace(Authenticator, "validate_username", _validate_username)
    replace(Proxy, "add_user", _add_user)
    for column in (orm.User.name, orm.Spawner.name):
        if not event.contains(column, "set", _check):
            event.listen(column, "set", _check)


def is_routable(name: str) -> bool:
    """Whether the name, as part of a URL, leads to itself, however often proxies decode or normalize it."""
    if re.search(r"[\x00-\x1f\x7f\ud800-\udfff]", name):
        return False
    while (decoded := unquote(name)) != name:
        name = decoded
    parts = re.split(r"[/\\]", unicodedata.normalize("NFKC", name))
    return all(_visible(part).strip(".") for part in parts)


def refuse_unroutable(*names: str):
    """Raise a clear 400 for the first name without a URL of its own; an empty one is a default server's."""
    for name in names:
        if name and not is_routable(name):
            raise refusal(400, f"{ascii(name)} cannot be a name here: as part of a URL it leads to another page.")


def _visible(text):
    return "".join(letter for letter in text if unicodedata.category(letter) not in _INVISIBLE)


def _validate_username(original, self, username):
    return bool(username) and is_routable(username) and original(self, username)


def _check(target, value, old, initiator):
    refuse_unroutable(value)


async def _add_user(original, self, user, server_name="", *args, **kwargs):
    if is_routable(user.name) and (not server_name or is_routable(server_name)):
        await original(self, user, server_name, *args, **kwargs)
    else:
        self.log.error("No route for %r, server %r: the name leads to another page", user.name, server_name)
