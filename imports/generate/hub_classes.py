"""Prints, as JSON, the traits that hub.config may set: for each class of the hub image its module, its traits and
its traits' former names.

A trait is told by its kind, `Unicode`, `Bool`, `Union(Unicode, Callable)`; a `?` after it means that it may be null.
"""

import importlib
import inspect
import json
import pkgutil
import sys

from traitlets import TraitType, Union
from traitlets.config import Configurable

PACKAGES = [
    "jupyterhub",
    "kubespawner",
    "oauthenticator",
    "ldapauthenticator",
    "nativeauthenticator",
    "firstuseauthenticator",
    "ltiauthenticator",
    "hmacauthenticator",
    "tmpauthenticator",
]
# Not importable outside a test run or a server of its own, and of no use in the hub's configuration.
SKIPPED = ("tests", "singleuser", "alembic", "__main__")


def modules(package):
    """The package and all its modules."""
    yield package
    for info in pkgutil.walk_packages(getattr(package, "__path__", []), package.__name__ + "."):
        if not any(part in SKIPPED for part in info.name.split(".")):
            yield importlib.import_module(info.name)


def classes():
    """Every class of the packages that has something to configure, and its parents, since c.Parent works too."""
    found = {}
    for name in PACKAGES:
        for module in modules(importlib.import_module(name)):
            for _, member in inspect.getmembers(module, inspect.isclass):
                for cls in member.__mro__:
                    ours = cls.__module__.split(".")[0] in PACKAGES
                    public = not cls.__name__.startswith("_")
                    if ours and public and issubclass(cls, Configurable) and cls.class_traits(config=True):
                        known = found.setdefault(cls.__name__, cls)
                        if known is not cls:
                            sys.exit(f"two classes are called {cls.__name__}: {known} and {cls}")
    return found


def kind(trait: TraitType) -> str:
    """The name of a trait's type."""
    name = type(trait).__name__
    if isinstance(trait, Union):
        name = f"Union({', '.join(kind(option) for option in trait.trait_types)})"
    return name + ("?" if trait.allow_none else "")


def renamed(cls):
    """The names that a class still takes, with a warning in the hub's log, and what each is called now."""
    return {old: new for old, (new, _) in sorted(getattr(cls, "_deprecated_traits", {}).items())}


def main():
    listing = {
        name: {
            "module": cls.__module__,
            "traits": {trait: kind(t) for trait, t in sorted(cls.class_traits(config=True).items())},
            "renamed": renamed(cls),
        }
        for name, cls in sorted(classes().items())
    }
    json.dump(listing, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
