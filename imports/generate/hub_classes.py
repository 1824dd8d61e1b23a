"""Prints, as JSON, what hub.config may set: for each class of the hub image its module, its short names, the classes
that it is based on, its own traits and its former names for traits.

A trait is told by the shape of what YAML may give it: `{"is": "text"}`, `{"is": "list", "of": …}`, or the options that
it has. It is the shape that the trait takes and not the one that it keeps: traitlets makes a list of a single text.
"""

import importlib
import inspect
import json
import logging
import math
import pkgutil
import sys
from importlib.metadata import entry_points

import traitlets
from jupyterhub.traitlets import ByteSpecification, Callable, Command, EntryPointType
from traitlets.config import Config, Configurable

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

# Sets of any kind of thing as far as traitlets knows; JupyterHub calls methods of text on each name at its start.
NAMES = {"admin_users", "allowed_users", "blocked_users"}


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
                            sys.exit(f"two classes are named {cls.__name__}: {known} and {cls}")
    return found


def shape(trait, name=None):
    """What YAML may set a trait to. A trait with a name belongs to a class; the others are parts of traits."""
    found = bare_shape(trait, name)
    if name is not None and isinstance(trait, (traitlets.List, traitlets.Set)) and not isinstance(trait, Command):
        single = {"any": {"is": "text"}, "scalar": {"is": "text"}}.get(found["of"].get("is"), found["of"])
        if single.get("is") in ("text", "choice"):
            found = {"options": [found, single]}
    return {**found, "null": True} if takes_null(trait) else found


def bare_shape(trait, name):
    """The same without null, and without the single text that is read as a list."""
    if isinstance(trait, traitlets.Union):
        return {"options": [shape(option) for option in trait.trait_types]}
    if isinstance(trait, EntryPointType):
        return {"is": "class", "values": sorted(trait.load_entry_points()), "caseless": True}
    if isinstance(trait, traitlets.UseEnum):
        values = [value for member in trait.enum_class for value in (member.name, member.value)]
        return {"is": "choice", "values": values}
    if isinstance(trait, traitlets.CaselessStrEnum):
        return {"is": "choice", "values": list(trait.values), "caseless": True}
    if isinstance(trait, traitlets.Enum):
        return {"is": "choice", "values": list(trait.values)}
    if isinstance(trait, Command):
        return {"options": [{"is": "text"}, container(trait, {"is": "text"})]}
    if isinstance(trait, traitlets.Set):
        of = {"is": "text"} if name in NAMES else {"is": "scalar"}
        return container(trait, of if trait._trait is None or name in NAMES else shape(trait._trait))
    if isinstance(trait, traitlets.List):
        return container(trait, shape(trait._trait) if trait._trait else {"is": "any"})
    if isinstance(trait, traitlets.Tuple):
        parts = [shape(part) for part in trait._traits]
        return {"is": "list", "of": parts[0], "minlen": len(parts), "maxlen": len(parts)}
    if isinstance(trait, traitlets.Dict):
        return {"is": "mapping", "of": shape(trait._value_trait) if trait._value_trait else {"is": "any"}}
    return scalar(trait)


def container(trait, of):
    """A list of things of a shape."""
    limits = {key: limit for key, limit in (("minlen", trait._minlen), ("maxlen", trait._maxlen)) if limit}
    return {"is": "list", "of": of, **{key: limit for key, limit in limits.items() if limit < sys.maxsize}}


def scalar(trait):
    """A trait that holds one thing. What casts by itself, and what nothing is known of, takes anything."""
    casts = (traitlets.CBool, traitlets.CInt, traitlets.CFloat, traitlets.CUnicode)
    kinds = [
        (casts, "any"),
        (traitlets.Bool, "bool"),
        (ByteSpecification, "bytes"),
        (traitlets.Int, "int"),
        (traitlets.Float, "number"),
        ((traitlets.Unicode, traitlets.Type), "text"),
        ((Callable, traitlets.Callable), "function"),
        ((traitlets.Bytes, traitlets.Instance), "object"),
    ]
    kind = next((name for types, name in kinds if isinstance(trait, types)), "any")
    if kind not in ("int", "number"):
        return {"is": kind}
    limits = {"min": trait.min, "max": trait.max}
    return {"is": kind, **{key: limit for key, limit in limits.items() if limit is not None and math.isfinite(limit)}}


def takes_null(trait):
    """Whether null may be given, as the trait itself says."""
    try:
        trait._validate(traitlets.HasTraits(), None)
        return True
    except Exception:
        return False


# One of these is a value that each renamed trait takes and does not have by default.
SAMPLES = [
    *("sample", ["sample"], [7], [{"sample": "sample"}], 7, True, False),
    *({"sample": "sample"}, {"sample": ["sample"]}),
    {"https://idp.example.org": {"username_derivation": {"username_claim": "email"}}},
]


def former_names(cls):
    """The former names of traits: those that a class still takes, and those that keep the hub from starting, or that
    it ignores as it does any unknown name."""
    renamed, removed = {}, {}
    for table in ("_deprecated_aliases", "_deprecated_oauth_aliases", "_deprecated_traits"):
        aliases = {old: new for old, (new, *_) in sorted(getattr(cls, table, {}).items())}
        for old, new in aliases.items():
            outcomes = {outcome(cls, old, new, value) for value in SAMPLES}
            while new in aliases:
                new = aliases[new]
            if new in cls.class_traits():
                is_taken = "applied" in outcomes or (old in cls.class_traits() and "refused" not in outcomes)
                (renamed if is_taken else removed)[old] = new
    return {"renamed": renamed, "removed": removed}


def instance(cls):
    """An instance with its traits and observers, but not initialized: nothing is opened or connected to."""
    made = cls.__new__(cls)
    # OAuthenticator watches its former names from __init__ on.
    aliases = list(getattr(made, "_deprecated_oauth_aliases", {}))
    if aliases:
        made.observe(made._deprecated_oauth_trait, names=aliases)
    return made


def outcome(cls, old, new, value):
    """What becomes of a value under the former name."""
    fresh, configured = instance(cls), instance(cls)
    try:
        configured.config = Config({cls.__name__: {old: value}})
        return "applied" if getattr(configured, new) != getattr(fresh, new) else "ignored"
    except traitlets.TraitError:
        return "unfit"
    except Exception:
        return "refused"


def short_names():
    """The names that JupyterHub accepts for a class in place of its import path."""
    groups = ("jupyterhub.authenticators", "jupyterhub.spawners", "jupyterhub.proxies")
    points = [point for group in groups for point in entry_points(group=group) if point.name != "default"]
    return {name: sorted(p.name for p in points if p.attr == name) for name in {p.attr for p in points}}


def listing(found):
    """The classes by name. What a class inherits is listed with its bases."""
    listed = {}
    names = short_names()
    for name, cls in sorted(found.items(), key=lambda item: (len(item[1].__mro__), item[0])):
        bases = [base.__name__ for base in cls.__mro__[1:] if base.__name__ in found]
        traits = {trait: shape(t, trait) for trait, t in sorted(cls.class_traits(config=True).items())}
        about = {**former_names(cls), "traits": traits}
        listed[name] = {"module": cls.__module__, "names": names.get(name, []), "bases": bases}
        for key, entries in about.items():
            inherited = {}
            for base in reversed(bases):
                inherited.update(listed[base][key])
            listed[name][key] = {entry: value for entry, value in entries.items() if inherited.get(entry) != value}
    return dict(sorted(listed.items()))


def main():
    logging.disable()
    # One trait a line.
    encode = json.JSONEncoder(separators=(", ", ": ")).encode
    entries = []
    for name, about in listing(classes()).items():
        traits = ",\n".join(f"   {encode(trait)}: {encode(s)}" for trait, s in about["traits"].items())
        rest = [f"  {encode(key)}: {encode(about[key])}" for key in ("module", "names", "bases", "renamed", "removed")]
        entries.append(f" {encode(name)}: {{\n" + ",\n".join([*rest, f'  "traits": {{\n{traits}\n  }}']) + "\n }")
    print("{\n" + ",\n".join(entries) + "\n}")


if __name__ == "__main__":
    main()
