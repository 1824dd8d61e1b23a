"""Adds pages to the hub."""

from jupyterhub.handlers import default_handlers


def add(*pages):
    """Have the hub answer them, each `(path, handler)` or `(path, handler, arguments)`, in place of others of the path.

    Not `JupyterHub.extra_handlers`, of which the hub says at each start that it is deprecated.
    """
    remove(*(it[0] for it in pages))
    default_handlers.extend(pages)


def remove(*paths: str):
    """Have it not answer what a hub before in this process did."""
    default_handlers[:] = [it for it in default_handlers if it[0] not in paths]
