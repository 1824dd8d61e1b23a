"""Changes methods of JupyterHub, KubeSpawner and OAuthenticator where these have no hook."""

import functools

_originals = {}


def replace(owner, name, function):
    """Have `owner.name` call `function(original, …)`. Once for each name of an owner: a second replaces the first.

    What others have put around a method, such as a check of scopes, is part of the original.
    """
    current = getattr(owner, name, None)
    if current is None:  # another version, without it
        return
    original = _originals.get(current, current)

    @functools.wraps(original)
    def replacement(*args, **kwargs):
        return function(original, *args, **kwargs)

    _originals[replacement] = original
    setattr(owner, name, replacement)
