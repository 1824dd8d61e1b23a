"""Lets no server start while its home is moved or restored."""

import asyncio
import base64
import functools
import logging
import os

from ..asking import ask
from ..refusal import refusal

# Seconds that a page waits for an answer.
_PATIENCE = 3


async def check(spawner):
    """Raise a 409 with the operator's message if the home of this server is held.

    A hold is a Secret, `hubwright-hold-<claim>`, which `hubwright home move` and `hubwright restore` create: the chart
    lets the hub read Secrets in its namespace. Where it cannot be read, servers start: `home move` notices when a home
    was used while it was copied, and copies it again.
    """
    if "KUBERNETES_SERVICE_HOST" not in os.environ:  # in no pod, as in `preview`
        return
    try:
        message = await asyncio.wait_for(_message(spawner), _PATIENCE)
    except Exception as error:  # no failure here may keep anyone from working
        _warn(repr(error))
        return
    if message is not None:
        raise refusal(409, message)


@functools.cache
def _warn(failure):
    logging.getLogger("jupyterhub").warning("Could not check whether homes are held: %s", failure)


async def _message(spawner):
    secret = await ask(spawner.api.read_namespaced_secret, f"hubwright-hold-{spawner.pvc_name}", spawner.namespace)
    return base64.b64decode(secret["data"]["message"]).decode() if secret else None
