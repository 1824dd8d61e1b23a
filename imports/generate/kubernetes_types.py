"""Prints, as JSON, the types of Kubernetes that values of the chart are made of: for each its fields and their
types, as the hub's client of Kubernetes declares them.

A type is told as the client tells it, `str`, `list[V1EnvVar]`, `dict(str, str)`; a `!` after it means that
it is needed.
"""

import inspect
import json
import re
import sys

from kubernetes_asyncio.client import models

# What whole settings of the chart or of KubeSpawner are; the types that these are made of follow from them.
ROOTS = [
    "V1Container",
    "V1Lifecycle",
    "V1LocalObjectReference",
    "V1NetworkPolicyEgressRule",
    "V1NetworkPolicyIngressRule",
    "V1NodeSelectorTerm",
    "V1PodAffinityTerm",
    "V1PodSecurityContext",
    "V1PodSpec",
    "V1PreferredSchedulingTerm",
    "V1ResourceRequirements",
    "V1SecurityContext",
    "V1Toleration",
    "V1Volume",
    "V1VolumeMount",
    "V1WeightedPodAffinityTerm",
]


def fields(cls):
    """The fields of a type, as YAML calls them."""
    return {cls.attribute_map[name]: kind + needed(cls, name) for name, kind in sorted(cls.openapi_types.items())}


def needed(cls, name):
    """`!` where the client refuses an object without it, which only its code says."""
    return "!" if "must not be `None`" in inspect.getsource(getattr(cls, name).fset) else ""


def types(roots):
    """The roots and all types that they are made of."""
    found = {}
    left = list(roots)
    while left:
        name = left.pop()
        if name not in found:
            found[name] = fields(getattr(models, name))
            left += [it for kind in found[name].values() for it in re.findall(r"\w*V\d\w+", kind)]
    return found


if __name__ == "__main__":
    json.dump(dict(sorted(types(ROOTS).items())), sys.stdout, indent=1)
    print()
