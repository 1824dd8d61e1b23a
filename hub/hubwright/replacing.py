"""Changes methods of JupyterHub, KubeSpawner and OAuthenticator where these have no hook."""

import functools


def replace(owner, name, function):
    """Have `owner.name` call `function(original, …)`. Once for each name of an owner: a second replaces the first."""
    original = getattr(owner, name, None)
    if original is None:  # another version, without it
        return
    original = getattr(original, "__wrapped__", original)

    @functools.wraps(original)
    def replacement(*args, **kwargs):
        return function(original, *args, **kwargs)

    setattr(owner, name, replacement)
