"""Changes methods of JupyterHub, KubeSpawner and OAuthenticator where these have no hook."""

import contextlib
import functools
import inspect
from importlib.metadata import PackageNotFoundError, version

_originals = {}
_unknown: list[str] = []


def replace(owner, name, function, reads=()):
    """Have `owner.name` call `function(original, …)`. Once for each name of an owner: a second replaces the first.

    What others have put around a method, such as a check of scopes, is part of the original. `reads` are the
    parameters that the function takes with `argument`. A method that takes something else than the function
    expects stays as it is: see `refuse_unknown`.
    """
    current = getattr(owner, name, None)
    if current is None:
        _note(owner, name, "is missing")
        return
    original = _originals.get(current, current)
    if not _fits(original, function, reads):
        _note(owner, name, f"takes {inspect.signature(original)}")
        return

    @functools.wraps(original)
    def replacement(*args, **kwargs):
        return function(original, *args, **kwargs)

    _originals[replacement] = original
    setattr(owner, name, replacement)


def argument(original, name, args, kwargs):
    """What a call gives a parameter of the original, wherever its version has that; else the default."""
    bound = inspect.signature(original).bind(*args, **kwargs)
    bound.apply_defaults()
    return bound.arguments[name]


def refuse_unknown():
    """End the hub if it has other methods than this code is for: without the change, limits would not be checked."""
    if _unknown:
        raise SystemExit(
            "The hub does not start: this version of Hubwright is not for what is in the hub's image.\n"
            + "".join(f"  {it}\n" for it in _unknown)
            + "Use an image with JupyterHub 5 or 6, or a newer version of Hubwright."
        )


def _note(owner, name, what):
    package = owner.__module__.split(".")[0]
    # An image of your own may have an older oauthenticator. JupyterHub's methods are those that refuse and limit.
    if what == "is missing" and package != "jupyterhub":
        return
    with contextlib.suppress(PackageNotFoundError):
        package = f"{package} {version(package)}"
    _unknown.append(f"{package}: {owner.__name__}.{name} {what}")


def _fits(original, function, reads):
    """Whether every call that the original takes suits the function, and means the same there."""
    theirs = inspect.signature(original).parameters
    ours = list(inspect.signature(function).parameters.values())[1:]
    named = [it.name for it in ours if it.kind is it.POSITIONAL_OR_KEYWORD]
    kinds = {it.kind for it in ours}
    if list(theirs)[: len(named)] != named or not set(reads) <= theirs.keys():
        return False
    rest = list(theirs.values())[len(named) :]
    takes_all = {inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD} <= kinds
    return takes_all or all(it.kind is it.VAR_KEYWORD and it.kind in kinds for it in rest)
