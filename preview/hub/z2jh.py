"""Stands in for the chart's module of this name, which `hub.extraConfig` imports: the chart values, as merged by
`hubwright preview`."""

import functools
import json
import os
from pathlib import Path


@functools.cache
def _values():
    return json.loads((Path(os.environ["HUBWRIGHT_PREVIEW_STATE"]) / "values.json").read_text("utf-8"))


def get_config(key, default=None):
    """The value at a dotted path such as `hub.db.type`; `default` where there is none."""
    found = _values()
    for name in key.split("."):
        if not isinstance(found, dict) or name not in found:
            return default
        found = found[name]
    return found


def set_config_if_not_none(section, trait, key):
    """Set a trait to the value at a dotted path, if there is one."""
    if (value := get_config(key)) is not None:
        setattr(section, trait, value)
